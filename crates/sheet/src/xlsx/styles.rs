//! What cell styles tell about the numbers under them.

use std::collections::HashMap;
use std::io::Read;

use super::xml::{Node, Xml, attribute, text_attribute};
use crate::Unreadable;
use crate::days::{is_built_in_day, shows_day};

/// Whether each cell style shows its number as a day, in the order of the styles.
pub(super) fn day_styles<R: Read>(mut xml: Xml<R>) -> Result<Vec<bool>, Unreadable> {
    let mut own = HashMap::new();
    let mut styles = Vec::new();
    let mut in_cell_styles = false;
    loop {
        match xml.next()? {
            Node::Open(start) => match start.local_name().as_ref() {
                "numFmt" => {
                    let code = text_attribute(&start, "formatCode").unwrap_or_default();
                    if let Some(id) = number(attribute(&start, "numFmtId").as_deref()) {
                        own.insert(id, shows_day(&code));
                    }
                }
                "cellXfs" => in_cell_styles = true,
                "xf" if in_cell_styles => {
                    let id = number(attribute(&start, "numFmtId").as_deref()).unwrap_or(0);
                    styles.push(own.get(&id).copied().unwrap_or(is_built_in_day(id)));
                }
                _ => {}
            },
            Node::Close(end) if end.local_name().as_ref() == "cellXfs" => in_cell_styles = false,
            Node::End => return Ok(styles),
            _ => {}
        }
    }
}

fn number(digits: Option<&str>) -> Option<u32> {
    digits?.parse().ok()
}
