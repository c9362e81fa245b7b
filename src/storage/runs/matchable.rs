//! Who may be matched at all, as a question to the database, and what is read of them.

use super::{
    super::rows::{employment, person, placement},
    Homes,
};
use chrono::{Months, NaiveDate};
use domain::{
    coded::Coded,
    roster::entry::USUAL_AGES,
    words::{LabourAbility, Willingness},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, ExprTrait, SelectStatement},
};

/// The columns of people that bear on a match; whether they have a job is asked beside.
pub(super) fn facts() -> Select<person::Entity> {
    person::Entity::find().select_only().columns([
        person::Column::Id,
        person::Column::Home,
        person::Column::Born,
        person::Column::Schooling,
        person::Column::Skills,
        person::Column::Certificates,
        person::Column::Mandarin,
        person::Column::Willingness,
        person::Column::WishDivisions,
        person::Column::WishTrades,
        person::Column::WishPayFen,
        person::Column::ReadyFrom,
    ])
}

/// The people of an area who may be matched on a day, whatever they do at present.
pub(super) fn matchable(homes: Homes, on: NaiveDate) -> Condition {
    let cannot_work = LabourAbility::ALL
        .iter()
        .filter(|ability| !ability.can_work())
        .map(|ability| ability.code());
    let able = Condition::any()
        .add(person::Column::LabourAbility.is_null())
        .add(person::Column::LabourAbility.is_not_in(cannot_work));
    let wants_a_post = Condition::any()
        .add(person::Column::Willingness.ne(Willingness::Unwilling.code()))
        .add(
            Condition::all()
                .add(person::Column::Willingness.is_null())
                .add(person::Column::WishesToStartBusiness.eq(false)),
        );
    let years_before = |years: u32| on.checked_sub_months(Months::new(12 * years)).unwrap_or(on);
    homes
        .people()
        .add(person::Column::MatchingConsentOn.lte(on))
        .add(person::Column::InSchool.eq(false))
        .add(person::Column::Born.lte(years_before(*USUAL_AGES.start())))
        .add(person::Column::Born.gt(years_before(USUAL_AGES.end() + 1)))
        .add(able)
        .add(wants_a_post)
}

/// A job of the person in question that has not ended.
pub(super) fn open_job() -> SelectStatement {
    employment::Entity::find()
        .select_only()
        .column(employment::Column::Id)
        .filter(of(employment::Column::PersonId, person::Column::Id))
        .filter(employment::Column::EndedOn.is_null())
        .into_query()
}

/// A placement of the person in question.
pub(super) fn placement_of(which: Condition) -> SelectStatement {
    placement::Entity::find()
        .select_only()
        .column(placement::Column::Id)
        .filter(of(placement::Column::PersonId, person::Column::Id))
        .filter(which)
        .into_query()
}

/// Whether a column is that of the question around it.
pub(super) fn of(inner: impl ColumnTrait, outer: impl ColumnTrait) -> Expr {
    Expr::col(inner.as_column_ref()).equals(outer.as_column_ref())
}

/// The identities of the people who are at home there, whoever they are.
pub(super) fn people_of(homes: Homes) -> SelectStatement {
    person::Entity::find()
        .select_only()
        .column(person::Column::Id)
        .filter(homes.people())
        .into_query()
}
