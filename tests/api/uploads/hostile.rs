//! Hostile files, and what is to become of each at a door that takes sheets.

use domain::{
    follow_up::sheet::FOLLOW_UPS,
    pairing_sheet::PAIRINGS,
    roster::form::{CLOSINGS, ROSTER},
    vacancy::sheet::VACANCIES,
};
use domain::{form::Form, job::ImportKind};

/// A file that somebody may send.
pub struct Hostile {
    pub name: String,
    pub bytes: Vec<u8>,
    /// How a sheet of it may end: the codes under one of which its job fails.
    pub ends: Vec<&'static str>,
    /// Whether the door for evidence takes it: it begins like a picture or a document, and nobody looks further.
    pub is_evidence: bool,
    /// Whether it is so large that it is left to the full run.
    pub is_dear: bool,
}

/// No job fails for it: what deceives is left unread or taken out, and the rows are judged like any others.
pub const HARMLESS: &str = "";

impl Hostile {
    pub fn new(name: impl Into<String>, bytes: Vec<u8>, ends: &[&'static str]) -> Self {
        Self {
            name: name.into(),
            bytes,
            ends: ends.to_vec(),
            is_evidence: false,
            is_dear: false,
        }
    }

    /// The same, for the full run alone.
    pub fn dear(self) -> Self {
        Self {
            is_dear: true,
            ..self
        }
    }

    /// The same, but begun like a picture or a document.
    pub fn evidence(self) -> Self {
        Self {
            is_evidence: true,
            ..self
        }
    }
}

/// What heads the columns of a kind of sheet, all of them.
pub fn headings(kind: ImportKind) -> Vec<&'static str> {
    let form: Form = match kind {
        ImportKind::Roster => ROSTER,
        ImportKind::Closings => CLOSINGS,
        ImportKind::Vacancies => VACANCIES,
        ImportKind::Pairings => PAIRINGS,
        ImportKind::FollowUps => FOLLOW_UPS,
    };
    let columns = form.columns.iter();
    columns.map(|column| column.headings[0]).collect()
}

/// How much of what could be sent is sent in the usual run: a thirtieth of the largest of each kind. `HOSTILE=full` sends all.
pub fn much(most: u32) -> u32 {
    if is_full() { most } else { most / 30 }
}

/// Whether everything is sent to every door, at its largest.
pub fn is_full() -> bool {
    std::env::var("HOSTILE").is_ok_and(|told| told == "full")
}
