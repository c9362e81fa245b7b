//! The table of strings that the cells of a workbook share.

use std::io::Read;

use super::xml::{Node, Xml};
use crate::Unreadable;
use crate::strings::Strings;

/// Reads the table, keeping little more than `most` characters of each string.
pub(super) fn read<R: Read>(mut xml: Xml<R>, most: usize) -> Result<Strings, Unreadable> {
    let mut strings = Strings::default();
    let mut string = String::new();
    loop {
        match xml.next()? {
            Node::Open(start) if start.local_name().as_ref() == "si" => {}
            // Not every writer says where the table ends.
            Node::End => return Ok(strings),
            _ => continue,
        }
        xml.content("si", most, &mut string)?;
        strings.push(&string)?;
    }
}
