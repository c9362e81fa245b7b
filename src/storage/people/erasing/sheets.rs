//! Uploaded sheets that may name the person, and wait in the spool: for their confirmation, for a worker, or for somebody
//! who fetches the corrected copy. They are laid down, and sent anew without.

use crate::{
    error::Error,
    storage::{
        columns::under,
        rows::{employment, import, job, placement},
    },
};
use chrono::{DateTime, Utc};
use domain::{
    coded::Coded,
    division::{Division, Level},
    id::PersonId,
    job::{ImportKind, JobState},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    UpdateMany,
    sea_query::{Expr, ExprTrait, SelectStatement},
};
use std::collections::HashSet;
use uuid::Uuid;

/// Lays down the rosters of the person's home, and the monthly sheets of those for whom the person worked.
pub(super) async fn lay_down(
    tx: &impl ConnectionTrait,
    id: PersonId,
    home: Division,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let rosters = Condition::all()
        .add(job::Column::Id.in_subquery(holding(&[ImportKind::Roster, ImportKind::Closings])))
        .add(speaking_of(home));
    let monthly = Condition::all()
        .add(job::Column::Id.in_subquery(holding(&[ImportKind::FollowUps])))
        .add(worked(tx, id, home).await?);
    let which = Condition::any().add(rosters).add(monthly);
    let in_state =
        |states: &[JobState]| job::Column::State.is_in(states.iter().map(|state| state.code()));
    let over: Vec<JobState> = JobState::ALL
        .iter()
        .copied()
        .filter(|state| state.is_over())
        .collect();

    // Whoever has one in hand hears of it, and leaves nothing.
    changed(&which)
        .col_expr(job::Column::CancelAsked, Expr::value(true))
        .filter(in_state(&[JobState::Running, JobState::Committing]))
        .exec(tx)
        .await?;
    changed(&which)
        .col_expr(job::Column::ExpiresAt, Expr::value(now))
        .filter(in_state(&over))
        .filter(job::Column::ExpiresAt.gt(now))
        .exec(tx)
        .await?;
    changed(&which)
        .col_expr(job::Column::State, Expr::value(JobState::Cancelled.code()))
        .col_expr(job::Column::FinishedAt, Expr::value(now))
        .col_expr(
            job::Column::ExpiresAt,
            Expr::value(Option::<DateTime<Utc>>::None),
        )
        .filter(in_state(&JobState::WAITING))
        .exec(tx)
        .await?;
    Ok(())
}

fn changed(which: &Condition) -> UpdateMany<job::Entity> {
    job::Entity::update_many()
        .col_expr(job::Column::Version, Expr::col(job::Column::Version).add(1))
        .filter(which.clone())
}

fn holding(kinds: &[ImportKind]) -> SelectStatement {
    import::Entity::find()
        .select_only()
        .column(import::Column::Id)
        .filter(import::Column::Kind.is_in(kinds.iter().map(|kind| kind.code())))
        .into_query()
}

/// Jobs about a place, about what lies in it, or about what it lies in.
fn speaking_of(place: Division) -> Condition {
    let around = Level::ALL.iter().map(|level| place.up_to(*level).widened());
    Condition::any()
        .add(job::Column::Division.is_in(around))
        .add(under(job::Column::Division, place))
}

/// Jobs about the enterprises and the places at which the person worked, and about the home.
async fn worked(
    tx: &impl ConnectionTrait,
    id: PersonId,
    home: Division,
) -> Result<Condition, Error> {
    let placed: Vec<(Uuid, i64)> = placement::Entity::find()
        .select_only()
        .columns([
            placement::Column::EnterpriseId,
            placement::Column::Workplace,
        ])
        .filter(placement::Column::PersonId.eq(id.0))
        .into_tuple()
        .all(tx)
        .await?;
    let told: Vec<Option<i64>> = employment::Entity::find()
        .select_only()
        .column(employment::Column::Workplace)
        .filter(employment::Column::PersonId.eq(id.0))
        .into_tuple()
        .all(tx)
        .await?;
    let enterprises: HashSet<Uuid> = placed.iter().map(|(enterprise, _)| *enterprise).collect();
    let placed = placed.into_iter().map(|(_, place)| place);
    let sites: HashSet<i64> = placed.chain(told.into_iter().flatten()).collect();
    let mut which = speaking_of(home).add(job::Column::EnterpriseId.is_in(enterprises));
    for place in sites {
        which = which.add(speaking_of(crate::storage::columns::division(place)?));
    }
    Ok(which)
}
