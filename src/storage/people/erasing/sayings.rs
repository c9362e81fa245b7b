//! What was said of the person, before and beside.

use super::{drop_all, files::jobs_of};
use crate::{
    error::Error,
    storage::rows::{
        alert, claim, claim_code, conflict, employment, help_request, idempotency, party,
        party_member, pay_account, person_change, pin, placement, placement_event, run_heed,
    },
};
use domain::id::PersonId;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::Expr,
};

/// What was said of the person, before and beside.
pub(super) async fn forget(tx: &impl ConnectionTrait, id: PersonId) -> Result<(), Error> {
    drop_all::<person_change::Entity>(tx, person_change::Column::PersonId.eq(id.0)).await?;
    drop_all::<help_request::Entity>(tx, help_request::Column::PersonId.eq(id.0)).await?;
    drop_all::<conflict::Entity>(tx, conflict::Column::PersonId.eq(id.0)).await?;
    drop_all::<pin::Entity>(tx, pin::Column::PersonId.eq(id.0)).await?;
    drop_all::<claim::Entity>(tx, claim::Column::PersonId.eq(id.0)).await?;
    drop_all::<claim_code::Entity>(tx, claim_code::Column::PersonId.eq(id.0)).await?;
    let was_in = party_member::Entity::find()
        .filter(party_member::Column::PersonId.eq(id.0))
        .one(tx)
        .await?;
    if let Some(was) = was_in {
        // Whoever stays behind alone is together with nobody.
        drop_all::<party_member::Entity>(tx, party_member::Column::PartyId.eq(was.party_id))
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
    drop_all::<pay_account::Entity>(
        tx,
        pay_account::Column::EmploymentId.in_subquery(jobs_of(id)),
    )
    .await?;
    // So is what tells that a job of theirs may end.
    drop_all::<alert::Entity>(tx, alert::Column::EmploymentId.in_subquery(jobs_of(id))).await?;
    // Why the person said no, as runs were told of it. The offers keep their ends, as figures do.
    drop_all::<run_heed::Entity>(tx, run_heed::Column::PersonId.eq(id.0)).await?;
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
    drop_all::<idempotency::Entity>(tx, idempotency::Column::ResourceId.eq(id.0)).await?;
    Ok(())
}
