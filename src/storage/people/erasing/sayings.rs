//! What was said of the person, before and beside.

use super::files::jobs_of;
use crate::{
    error::Error,
    storage::rows::{
        claim, claim_code, conflict, employment, help_request, idempotency, party, party_member,
        pay_account, person_change, pin, placement, placement_event, run_heed,
    },
};
use domain::id::PersonId;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::Expr,
};

/// What was said of the person, before and beside.
pub(super) async fn forget(tx: &impl ConnectionTrait, id: PersonId) -> Result<(), Error> {
    person_change::Entity::delete_many()
        .filter(person_change::Column::PersonId.eq(id.0))
        .exec(tx)
        .await?;
    help_request::Entity::delete_many()
        .filter(help_request::Column::PersonId.eq(id.0))
        .exec(tx)
        .await?;
    conflict::Entity::delete_many()
        .filter(conflict::Column::PersonId.eq(id.0))
        .exec(tx)
        .await?;
    pin::Entity::delete_many()
        .filter(pin::Column::PersonId.eq(id.0))
        .exec(tx)
        .await?;
    claim::Entity::delete_many()
        .filter(claim::Column::PersonId.eq(id.0))
        .exec(tx)
        .await?;
    claim_code::Entity::delete_many()
        .filter(claim_code::Column::PersonId.eq(id.0))
        .exec(tx)
        .await?;
    let was_in = party_member::Entity::find()
        .filter(party_member::Column::PersonId.eq(id.0))
        .one(tx)
        .await?;
    if let Some(was) = was_in {
        // Whoever stays behind alone is together with nobody.
        party_member::Entity::delete_many()
            .filter(party_member::Column::PartyId.eq(was.party_id))
            .exec(tx)
            .await?;
        party::Entity::delete_by_id(was.party_id).exec(tx).await?;
    }
    employment::Entity::update_many()
        .col_expr(
            employment::Column::PlaceText,
            Expr::value(Option::<String>::None),
        )
        .filter(employment::Column::PersonId.eq(id.0))
        .exec(tx)
        .await?;
    // A digest of the account into which wages went is the person's, too.
    pay_account::Entity::delete_many()
        .filter(pay_account::Column::EmploymentId.in_subquery(jobs_of(id)))
        .exec(tx)
        .await?;
    // Why the person said no, as runs were told of it. The offers keep their ends, as figures do.
    run_heed::Entity::delete_many()
        .filter(run_heed::Column::PersonId.eq(id.0))
        .exec(tx)
        .await?;
    let placements = placement::Entity::find()
        .select_only()
        .column(placement::Column::Id)
        .filter(placement::Column::PersonId.eq(id.0))
        .into_query();
    placement_event::Entity::update_many()
        .col_expr(
            placement_event::Column::Note,
            Expr::value(Option::<String>::None),
        )
        .filter(placement_event::Column::PlacementId.in_subquery(placements))
        .exec(tx)
        .await?;
    idempotency::Entity::delete_many()
        .filter(idempotency::Column::ResourceId.eq(id.0))
        .exec(tx)
        .await?;
    Ok(())
}
