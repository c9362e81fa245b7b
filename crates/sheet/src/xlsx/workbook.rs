//! What a workbook consists of.

use std::collections::{HashMap, HashSet};
use std::io::{Read, Seek};

use super::package::Package;
use super::styles::day_styles;
use super::xml::{Node, attribute, text_attribute};
use crate::source::SHEETS_MOST;
use crate::strings::Strings;
use crate::{Limits, Unreadable};

/// Parts that are small in any honest workbook.
const SMALL_PART_BYTES: u64 = 16 << 20;

/// A workbook without its sheets.
#[derive(Debug)]
pub(super) struct Workbook {
    pub(super) package: Package,
    pub(super) strings: Strings,
    /// For each cell style: whether it shows a number as a day.
    pub(super) day_styles: Vec<bool>,
    /// Whether days are counted from 1904, as on old Macs.
    pub(super) from_1904: bool,
    /// The parts of the worksheets, in the order of their tabs.
    pub(super) sheets: Vec<String>,
}

/// A relationship of a part: what kind of thing it leads to, and where that is.
struct Relation {
    kind: String,
    part: String,
}

impl Workbook {
    pub(super) fn open<R: Read + Seek>(
        reader: &mut R,
        limits: &Limits,
    ) -> Result<Self, Unreadable> {
        let package = Package::open(reader, limits)?;
        let roots = relations(&package, reader, "")?;
        let main = roots
            .into_values()
            .find(|root| root.kind == "officeDocument");
        let main = main.ok_or(Unreadable::NotATable)?.part;
        // The main part of a binary workbook, XLSB, is no XML.
        if !std::path::Path::new(&main)
            .extension()
            .is_some_and(|kind| kind.eq_ignore_ascii_case("xml"))
        {
            return Err(Unreadable::NotATable);
        }
        let parts = relations(&package, reader, &main)?;
        let (order, from_1904) = read_main(&package, &mut *reader, &main)?;
        let part_of = |kind: &str| {
            parts
                .values()
                .find(|part| part.kind == kind)
                .map(|part| part.part.clone())
        };
        let mut seen = HashSet::new();
        let sheets: Vec<String> = (order.iter().filter_map(|id| parts.get(id)))
            .filter(|part| part.kind == "worksheet")
            // Each is looked through once, however often it is named.
            .filter(|part| seen.insert(part.part.to_lowercase()))
            .map(|part| part.part.clone())
            .take(SHEETS_MOST)
            .collect();
        // A document or a presentation has none.
        if sheets.is_empty() {
            return Err(Unreadable::NotATable);
        }
        let styles =
            part_of("styles").map(|part| package.part(&mut *reader, &part, SMALL_PART_BYTES));
        let day_styles = styles.transpose()?.flatten().map(day_styles).transpose()?;
        let strings = part_of("sharedStrings")
            .map(|part| package.part(&mut *reader, &part, limits.inflated_bytes));
        let strings = strings
            .transpose()?
            .flatten()
            .map(|xml| super::strings::read(xml, limits.cell_chars));
        Ok(Self {
            package,
            strings: strings.transpose()?.unwrap_or_default(),
            day_styles: day_styles.unwrap_or_default(),
            from_1904,
            sheets,
        })
    }
}

/// The ids of the sheets in order, and whether days are counted from 1904.
fn read_main<R: Read + Seek>(
    package: &Package,
    reader: R,
    main: &str,
) -> Result<(Vec<String>, bool), Unreadable> {
    let mut xml = package
        .part(reader, main, SMALL_PART_BYTES)?
        .ok_or(Unreadable::Broken)?;
    let (mut order, mut from_1904) = (Vec::new(), false);
    loop {
        match xml.next()? {
            Node::Open(start) => match start.local_name().as_ref() {
                "sheet" => order.extend(attribute(&start, "id").map(std::borrow::Cow::into_owned)),
                "workbookPr" => {
                    from_1904 = attribute(&start, "date1904")
                        .is_some_and(|flag| matches!(&*flag, "1" | "true"));
                }
                _ => {}
            },
            Node::End => return Ok((order, from_1904)),
            _ => {}
        }
    }
}

/// The relationships of a part (of the package itself, if its name is empty) by id.
fn relations<R: Read + Seek>(
    package: &Package,
    reader: &mut R,
    part: &str,
) -> Result<HashMap<String, Relation>, Unreadable> {
    let (folder, name) = part
        .rsplit_once('/')
        .map_or(("", part), |(folder, name)| (folder, name));
    let path = resolved(folder, &format!("_rels/{name}.rels"));
    let mut xml = package
        .part(reader, &path, SMALL_PART_BYTES)?
        .ok_or(Unreadable::NotATable)?;
    let mut relations = HashMap::new();
    loop {
        match xml.next()? {
            Node::Open(start) if start.local_name().as_ref() == "Relationship" => {
                let texts = ["Id", "Type", "Target"].map(|name| text_attribute(&start, name));
                if let [Some(id), Some(kind), Some(target)] = texts {
                    let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                    relations.insert(
                        id,
                        Relation {
                            kind,
                            part: resolved(folder, &target),
                        },
                    );
                }
            }
            Node::End => return Ok(relations),
            _ => {}
        }
    }
}

/// A target as the name of a part: from the root if it starts with a slash, else from a folder.
fn resolved(folder: &str, target: &str) -> String {
    let mut path: Vec<&str> = match target.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => folder.split('/').filter(|step| !step.is_empty()).collect(),
    };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(path.pop()),
            step => path.push(step),
        }
    }
    path.join("/")
}

#[cfg(test)]
mod tests {
    use super::resolved;

    #[test]
    fn targets_are_resolved_from_root_or_folder() {
        assert_eq!(
            resolved("xl", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml"
        );
        assert_eq!(
            resolved("xl", "/xl/worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml"
        );
        assert_eq!(resolved("xl/worksheets", "../styles.xml"), "xl/styles.xml");
        assert_eq!(resolved("", "../../etc/passwd"), "etc/passwd");
    }
}
