//! A workbook put together part by part.

use super::super::{
    archive::{Entry, archive},
    hostile::headings,
};
use domain::job::ImportKind;

pub const ROOT: &str = r#"<Relationships><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
pub const PARTS: &str = r#"<Relationships><Relationship Id="s" Type="x/worksheet" Target="s.xml"/><Relationship Id="t" Type="x/sharedStrings" Target="t.xml"/><Relationship Id="f" Type="x/styles" Target="f.xml"/></Relationships>"#;
const MAIN: &str = r#"<workbook><sheets><sheet name="A" r:id="s"/></sheets></workbook>"#;
pub const STRINGS: &str = "<sst><si><t>x</t></si></sst>";
const STYLES: &str = "<styleSheet/>";

/// What surrounds the rows of a sheet.
pub const BEGIN: &str = "<worksheet><sheetData>";
pub const END: &str = "</sheetData></worksheet>";

/// A workbook part by part; the kind of sheet says what heads its columns.
pub struct Book {
    pub heads: String,
    pub parts: Vec<Entry>,
}

impl Book {
    pub fn of(kind: ImportKind) -> Self {
        let head =
            |(at, heading)| format!(r#"<c r="{}1" t="str"><v>{heading}</v></c>"#, letters(at));
        let cells: String = headings(kind).into_iter().enumerate().map(head).collect();
        let heads = format!(r#"<row r="1">{cells}</row>"#);
        let sheet = format!("{BEGIN}{heads}{END}");
        let parts = [
            ("_rels/.rels", ROOT),
            ("xl/_rels/workbook.xml.rels", PARTS),
            ("xl/workbook.xml", MAIN),
            ("xl/s.xml", &sheet),
            ("xl/t.xml", STRINGS),
            ("xl/f.xml", STYLES),
        ];
        let parts = parts.map(|(name, content)| Entry::new(name, content));
        Self {
            heads,
            parts: parts.into(),
        }
    }

    /// With another part in the place of the one of this name, or beside the others.
    pub fn with(mut self, part: Entry) -> Self {
        match self.parts.iter_mut().find(|known| known.name == part.name) {
            Some(known) => *known = part,
            None => self.parts.push(part),
        }
        self
    }

    /// With what stands below the heads.
    pub fn rows(self, rows: &str) -> Self {
        let sheet = format!("{BEGIN}{}{rows}{END}", self.heads);
        self.with(Entry::new("xl/s.xml", sheet))
    }

    /// With something below the heads again and again, and something behind it.
    pub fn many(self, before: &str, piece: &str, times: u32, after: &str) -> Self {
        let before = format!("{BEGIN}{}{before}", self.heads);
        // Pieces are packed in lots, or most of the archive would be the seams between them.
        let lot = u32::try_from(65_536 / piece.len().max(1))
            .expect("small")
            .clamp(1, times);
        let after = format!("{after}{END}");
        self.with(Entry::repeated(
            "xl/s.xml",
            before.as_bytes(),
            piece.repeat(lot as usize).as_bytes(),
            times / lot,
            after.as_bytes(),
        ))
    }

    /// With a part of this name that has been changed.
    pub fn change(mut self, name: &str, change: impl FnOnce(&mut Entry)) -> Self {
        let part = self
            .parts
            .iter_mut()
            .find(|part| part.name == name.as_bytes());
        change(part.expect("such a part"));
        self
    }

    pub fn file(&self) -> Vec<u8> {
        archive(&self.parts)
    }
}

/// A column's letters, the first being 0.
pub fn letters(column: usize) -> String {
    let letter = |at: usize| char::from(b'A' + u8::try_from(at).expect("a letter"));
    match column / 26 {
        0 => letter(column).to_string(),
        before => format!("{}{}", letter(before - 1), letter(column % 26)),
    }
}
