//! Why a run does not look at a person.

use super::{
    Homes,
    matchable::{matchable, placement_of},
    standing::unanswered,
};
use crate::{error::Error, storage::rows::person};
use chrono::NaiveDate;
use domain::id::PersonId;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr,
};

/// Why a run does not look at a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    /// They have not answered an offer.
    Offered,
    /// They have not consented to being matched.
    NoConsent,
    /// Age, school, ability to work or will keep them out.
    NotMatched,
}

/// Why a run of a day does not look at a person of whom it is known that it does not.
///
/// # Errors
/// Whatever the database says.
pub async fn why_absent(
    db: &impl ConnectionTrait,
    id: PersonId,
    on: NaiveDate,
) -> Result<Absence, Error> {
    let theirs = || person::Entity::find_by_id(id.0);
    let offered = Expr::exists(placement_of(unanswered(on)));
    let matched = theirs().filter(matchable(Homes::Of(id), on));
    if matched.filter(offered).count(db).await? > 0 {
        return Ok(Absence::Offered);
    }
    let consents = person::Column::MatchingConsentOn.lte(on);
    let consenting = theirs().filter(consents).count(db).await? > 0;
    Ok(if consenting {
        Absence::NotMatched
    } else {
        Absence::NoConsent
    })
}
