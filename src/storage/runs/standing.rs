//! The offers that stand.

use crate::storage::rows::placement;
use chrono::NaiveDate;
use domain::{coded::Coded, words::Stage};
use sea_orm::{ColumnTrait, Condition};

/// Those that nobody has answered, and that may still be answered on a day.
pub(super) fn unanswered(on: NaiveDate) -> Condition {
    Condition::all()
        .add(placement::Column::Stage.eq(Stage::Offered.code()))
        .add(placement::Column::ExpiresOn.gte(on))
}
