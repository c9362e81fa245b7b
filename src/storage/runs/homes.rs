//! Whose people are looked at.

use super::super::{columns::under, rows::person};
use domain::{division::Division, id::PersonId};
use sea_orm::{ColumnTrait, Condition, sea_query::Expr};

/// Whose people are looked at.
#[derive(Clone, Copy, Debug)]
pub enum Homes {
    /// Those at home in a division.
    In(Division),
    /// Everybody.
    Anywhere,
    /// One person, wherever they are at home.
    Of(PersonId),
}

impl Homes {
    /// The people who are at home there.
    pub(super) fn people(self) -> Condition {
        match self {
            Self::In(division) => under(person::Column::Home, division),
            // Written out, because an empty condition is easily lost.
            Self::Anywhere => Condition::all().add(Expr::value(true)),
            Self::Of(id) => Condition::all().add(person::Column::Id.eq(id.0)),
        }
    }
}
