//! Which sheet a kind of import is: the one place where a kind becomes a type.

use super::{ClosingSheet, FollowUpSheet, PairingSheet, RosterSheet, VacancySheet, reading::Kind};
use crate::services::follow_up_sheets::Book;
use chrono::NaiveDate;
use domain::{
    division::Division, grant::Capacity, job::ImportKind, pairing::Pairings, vacancy::sheet::Reach,
};

/// What holds for a whole sheet.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'p> {
    /// The day of which it speaks.
    pub as_of: NaiveDate,
    /// For whose people or posts it speaks.
    pub area: Option<Division>,
    /// In which capacity it was sent; none at the machine itself.
    pub by: Option<Capacity>,
    /// For whose posts it may speak; any where nothing is told.
    pub reach: Option<&'p Reach>,
    /// Which job a row of an enterprise's monthly sheet speaks of; not asked where nothing is told.
    pub book: Option<&'p Book>,
    /// Which divisions are paired.
    pub pairings: &'p Pairings,
}

/// What is done with a sheet, whatever its kind.
pub trait WithSheet {
    /// What comes of it.
    type Out;

    /// Does it.
    fn with<K: Kind>(self, sheet: &K) -> Self::Out;
}

/// Does something with the sheet of a kind.
pub fn with_sheet<V: WithSheet>(kind: ImportKind, terms: Terms, act: V) -> V::Out {
    let Terms {
        as_of,
        area,
        by,
        reach,
        book,
        pairings,
    } = terms;
    match kind {
        ImportKind::Roster => act.with(&RosterSheet {
            as_of,
            area,
            pairings,
        }),
        ImportKind::Closings => act.with(&ClosingSheet { as_of }),
        ImportKind::Vacancies => act.with(&VacancySheet { as_of, reach }),
        ImportKind::Pairings => act.with(&PairingSheet { by }),
        ImportKind::FollowUps => act.with(&FollowUpSheet { as_of, book }),
    }
}
