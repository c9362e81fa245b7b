//! Whether what a run proposed is still possible when it is committed.

use super::{
    Homes, Run,
    matchable::{matchable, open_job, placement_of},
    rooms::{couple_rooms_held, in_need_of_a_room},
    standing::unanswered,
};
use crate::{
    error::Error,
    storage::{
        columns::division,
        enterprises,
        rows::{matching_run, person, pin, placement, proposal, vacancy},
        vacancies,
    },
};
use chrono::NaiveDate;
use domain::{
    coded::Coded,
    division::{Division, Level},
    id::{EnterpriseId, PartyId, PersonId, VacancyId},
    words::Stage,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
    sea_query::{Expr, ExprTrait, SelectStatement},
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

domain::coded::coded! {
    /// Why the commitment of a run made no offer of a proposal.
    NotOffered, "not_offered" {
        PersonUnavailable = "person_unavailable", "此人已有工作、已有待答复的岗位或已不参加匹配";
        Forbidden = "forbidden", "匹配之后已被拒绝或排除";
        PostClosed = "post_closed", "岗位已关闭或用人单位未核验";
        PostFull = "post_full", "岗位名额已满";
        NoCoupleRoom = "no_couple_room", "夫妻房已满";
        Party = "party", "同行人员中有人无法安排";
        AcceptedAnother = "accepted_another", "此人此后已接受另一岗位";
        ConsentWithdrawn = "consent_withdrawn", "此人此后已撤回参加匹配的同意";
    }
}

/// Who and what of a run's proposals is still there on the day of its commitment.
#[derive(Debug)]
pub struct Candidates {
    /// The people to whom an offer can be made, with their homes.
    pub people: HashMap<PersonId, Division>,
    /// The posts that take candidates.
    pub posts: HashMap<VacancyId, Vacant>,
    /// Pairs that were refused or excluded by now.
    pub forbidden: HashSet<(PersonId, VacancyId)>,
    /// Parties that need a couple room.
    pub couples: HashSet<PartyId>,
}

/// A post that takes candidates.
#[derive(Clone, Copy, Debug)]
pub struct Vacant {
    /// Whose.
    pub enterprise: EnterpriseId,
    /// Where the work is.
    pub workplace: Division,
    /// Openings that are neither taken nor offered; below zero where more is offered.
    pub room: i64,
    /// Couple rooms that nobody lives in or is offered; below zero likewise.
    pub couple_rooms: i64,
}

/// Reads what is still there of a run's proposals, and keeps other commitments away from these
/// people and posts until the transaction ends.
///
/// # Errors
/// Whatever the database says.
pub async fn candidates(
    tx: &impl ConnectionTrait,
    run: &Run,
    today: NaiveDate,
) -> Result<Candidates, Error> {
    // In the order of identities, people first: two commitments wait for one another, not crosswise.
    let people_of_run = || proposed(run, proposal::Column::PersonId);
    let posts_of_run = || proposed(run, proposal::Column::VacancyId);
    let parties_of_run = proposed(run, proposal::Column::PartyId);
    let _: Vec<Uuid> = person::Entity::find()
        .select_only()
        .column(person::Column::Id)
        .filter(person::Column::Id.in_subquery(people_of_run()))
        .order_by_asc(person::Column::Id)
        .lock_exclusive()
        .into_tuple()
        .all(tx)
        .await?;
    let _: Vec<Uuid> = vacancy::Entity::find()
        .select_only()
        .column(vacancy::Column::Id)
        .filter(vacancy::Column::Id.in_subquery(posts_of_run()))
        .order_by_asc(vacancy::Column::Id)
        .lock_exclusive()
        .into_tuple()
        .all(tx)
        .await?;
    Ok(Candidates {
        people: people(tx, run, today, people_of_run()).await?,
        posts: posts(tx, today, posts_of_run()).await?,
        forbidden: forbidden(tx, people_of_run()).await?,
        couples: in_need_of_a_room(tx, parties_of_run).await?,
    })
}

fn proposed(run: &Run, column: proposal::Column) -> SelectStatement {
    proposal::Entity::find()
        .select_only()
        .column(column)
        .filter(proposal::Column::RunId.eq(run.id.0))
        .into_query()
}

async fn people(
    tx: &impl ConnectionTrait,
    run: &Run,
    today: NaiveDate,
    which: SelectStatement,
) -> Result<HashMap<PersonId, Division>, Error> {
    let taken = Condition::any()
        .add(placement::Column::Stage.is_in(Stage::LIVE.map(Coded::code)))
        .add(unanswered(today));
    let rows: Vec<(Uuid, i64)> = person::Entity::find()
        .select_only()
        .columns([person::Column::Id, person::Column::Home])
        .filter(person::Column::Id.in_subquery(which))
        .filter(matchable(Homes::In(run.area), today))
        .filter(Expr::exists(open_job()).not())
        .filter(Expr::exists(placement_of(taken)).not())
        .into_tuple()
        .all(tx)
        .await?;
    rows.into_iter()
        .map(|(id, home)| Ok((PersonId(id), division(home)?)))
        .collect()
}

async fn posts(
    tx: &impl ConnectionTrait,
    today: NaiveDate,
    which: SelectStatement,
) -> Result<HashMap<VacancyId, Vacant>, Error> {
    let offered: Vec<(Uuid, i64)> = placement::Entity::find()
        .select_only()
        .column(placement::Column::VacancyId)
        .column_as(placement::Column::Id.count(), "offered")
        .filter(placement::Column::VacancyId.in_subquery(which.clone()))
        .filter(unanswered(today))
        .group_by(placement::Column::VacancyId)
        .into_tuple()
        .all(tx)
        .await?;
    let offered: HashMap<Uuid, i64> = offered.into_iter().collect();
    let rooms_held = couple_rooms_held(tx, today).await?;
    let rows: Vec<(Uuid, Uuid, i64, i64, i64, i64)> = vacancy::Entity::find()
        .select_only()
        .columns([
            vacancy::Column::Id,
            vacancy::Column::EnterpriseId,
            vacancy::Column::Workplace,
            vacancy::Column::Openings,
            vacancy::Column::Taken,
            vacancy::Column::CoupleRooms,
        ])
        .filter(vacancy::Column::Id.in_subquery(which))
        .filter(vacancies::open_on(today))
        .filter(vacancy::Column::EnterpriseId.in_subquery(enterprises::verified_ids()))
        .into_tuple()
        .all(tx)
        .await?;
    rows.into_iter()
        .map(|(id, enterprise, workplace, openings, taken, rooms)| {
            let vacant = Vacant {
                enterprise: EnterpriseId(enterprise),
                workplace: division(workplace)?,
                room: openings - taken - offered.get(&id).copied().unwrap_or(0),
                couple_rooms: rooms - rooms_held.get(&id).copied().unwrap_or(0),
            };
            Ok((VacancyId(id), vacant))
        })
        .collect()
}

async fn forbidden(
    tx: &impl ConnectionTrait,
    which: SelectStatement,
) -> Result<HashSet<(PersonId, VacancyId)>, Error> {
    let refused: Vec<(Uuid, Uuid)> = placement::Entity::find()
        .select_only()
        .columns([placement::Column::PersonId, placement::Column::VacancyId])
        .filter(placement::Column::PersonId.in_subquery(which.clone()))
        .filter(placement::Column::Stage.eq(Stage::Declined.code()))
        .into_tuple()
        .all(tx)
        .await?;
    let excluded: Vec<(Uuid, Uuid)> = pin::Entity::find()
        .select_only()
        .columns([pin::Column::PersonId, pin::Column::VacancyId])
        .filter(pin::Column::PersonId.in_subquery(which))
        .filter(pin::Column::Excluded.eq(true))
        .into_tuple()
        .all(tx)
        .await?;
    let pair = |(person, vacancy)| (PersonId(person), VacancyId(vacancy));
    Ok(refused.into_iter().chain(excluded).map(pair).collect())
}

/// Closes what runs that are not committed propose to a person, so that no later commitment offers it.
///
/// # Errors
/// Whatever the database says.
pub async fn close_proposals(
    tx: &impl ConnectionTrait,
    person: PersonId,
    home: Division,
    why: NotOffered,
) -> Result<(), Error> {
    // Runs are few where people are many: those over a division that the home lies in.
    let around = Level::ALL.iter().map(|level| home.up_to(*level).widened());
    let open = matching_run::Entity::find()
        .select_only()
        .column(matching_run::Column::Id)
        .filter(matching_run::Column::Division.is_in(around))
        .filter(matching_run::Column::CommittedAt.is_null())
        .into_query();
    proposal::Entity::update_many()
        .col_expr(proposal::Column::NotOffered, Expr::value(why.code()))
        .filter(proposal::Column::RunId.in_subquery(open))
        .filter(proposal::Column::PersonId.eq(person.0))
        .filter(proposal::Column::NotOffered.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// Keeps why no offer was made of these people's proposals.
///
/// # Errors
/// Whatever the database says.
pub async fn mark_not_offered(
    tx: &impl ConnectionTrait,
    run: &Run,
    why: NotOffered,
    people: &[PersonId],
) -> Result<(), Error> {
    // SQLite binds 32,766 values a statement.
    for chunk in people.chunks(32_000) {
        proposal::Entity::update_many()
            .col_expr(proposal::Column::NotOffered, Expr::value(why.code()))
            .filter(proposal::Column::RunId.eq(run.id.0))
            .filter(proposal::Column::PersonId.is_in(chunk.iter().map(|id| id.0)))
            .exec(tx)
            .await?;
    }
    Ok(())
}
