//! What a run looks at: people, posts and wishes as they stand at one moment.
//!
//! Only the columns that bear on a match are read. Names, citizen IDs, phones, sex and register
//! category stay where they are, and so cannot weigh.

use super::{
    super::{
        Writing,
        columns::{number, word},
        enterprises,
        rows::{person, placement, vacancy},
        vacancies,
    },
    columns::{PostRow, SeekerRow},
    homes::Homes,
    matchable::{facts, matchable, of, open_job, placement_of},
    rooms::couple_rooms_held,
    standing::unanswered,
    together::together,
};
use crate::{error::Error, storage::placements::Heeded};
use chrono::NaiveDate;
use domain::{
    coded::Coded,
    id::{EnterpriseId, PartyId, PersonId, VacancyId},
    words::Stage,
};
use futures_util::TryStreamExt;
use matching::{party::Party, post::Post, run::Pair, seeker::Seeker, wish::Wishes};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
    sea_query::{Expr, ExprTrait},
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// What a run looks at. People stand in the order of their homes and identities, posts in that of theirs, so that the
/// same rows always make the same instance; neighbours next to each other are found faster, too.
#[derive(Debug, Default)]
pub struct Snapshot {
    /// Who each seeker is.
    pub people: Vec<PersonId>,
    /// The people, each once.
    pub seekers: Vec<Seeker>,
    /// Where the people would rather work.
    pub wishes: Wishes,
    /// Which vacancy each post is.
    pub vacancies: Vec<VacancyId>,
    /// The posts, each once.
    pub posts: Vec<Post>,
    /// Whose each post is.
    pub enterprises: Vec<EnterpriseId>,
    /// Who each party is.
    pub party_ids: Vec<PartyId>,
    /// Who must stay together.
    pub parties: Vec<Party>,
    /// Pairs that an officer wants.
    pub pins: Vec<Pair>,
    /// Pairs that an officer forbids.
    pub exclusions: Vec<Pair>,
    /// Pairs that either side has refused, and those that an earlier no closes beside them.
    pub refusals: Vec<Pair>,
    /// The earlier noes that bind somebody here, as far as they do.
    pub heeds: Vec<Heeded>,
    /// By enterprise, its number among the posts.
    pub employers: HashMap<Uuid, u32>,
    /// People who are not matched because somebody of their party is not there to be matched:
    /// a party goes whole or not at all.
    pub apart: Vec<PersonId>,
    /// Wanted pairs of which the person or the post is not there to be matched.
    pub absent_pins: Vec<(PersonId, VacancyId)>,
}

/// Reads what a run over the people of `homes` on a day looks at.
///
/// In are the people who consent and whom no rule keeps out of matching altogether (age, school,
/// labour ability, no wish for a post). Those who have a job or are on the way to one are in as well,
/// marked, so that the run can say so. Those with an offer that they have not answered are left
/// out, and the openings offered to them are held back: a second run gives nothing away that the
/// first one has promised.
///
/// Serves runs, whose area was checked when they were asked for, and the [market](super::super::market), which checks
/// when it is asked: it looks at every open post of
/// a verified enterprise.
///
/// # Errors
/// Whatever the database says.
pub async fn snapshot(
    tx: &DatabaseTransaction,
    homes: Homes,
    on: NaiveDate,
) -> Result<Snapshot, Error> {
    read(tx, homes, None, on).await
}

/// Reads what stands between one person and one post on a day, as a run would see it. Both wait for nobody else until the
/// transaction ends. Without the person where matching takes no part of them, or where they have not answered an offer;
/// without the post where it takes nobody.
///
/// Serves whoever has found both within reach.
///
/// # Errors
/// Whatever the database says.
pub async fn pair(
    tx: &Writing,
    person: PersonId,
    vacancy: VacancyId,
    on: NaiveDate,
) -> Result<Snapshot, Error> {
    // In the order of a commitment: people first.
    let _: Option<Uuid> = person::Entity::find_by_id(person.0)
        .select_only()
        .column(person::Column::Id)
        .lock_exclusive()
        .into_tuple()
        .one(tx)
        .await?;
    let _: Option<Uuid> = vacancy::Entity::find_by_id(vacancy.0)
        .select_only()
        .column(vacancy::Column::Id)
        .lock_exclusive()
        .into_tuple()
        .one(tx)
        .await?;
    read(tx.streaming(), Homes::Of(person), Some(vacancy), on).await
}

async fn read(
    tx: &DatabaseTransaction,
    homes: Homes,
    post: Option<VacancyId>,
    on: NaiveDate,
) -> Result<Snapshot, Error> {
    let mut snapshot = Snapshot::default();
    snapshot.read_people(tx, homes, on).await?;
    snapshot.read_posts(tx, post, on).await?;
    let mut seats = seats(&snapshot.people);
    let together = together(tx, homes).await?;
    let incomplete = |members: &&Vec<Uuid>| !members.iter().all(|id| seats.contains_key(id));
    let apart: HashSet<Uuid> = together
        .values()
        .map(|(_, members)| members)
        .filter(incomplete)
        .flatten()
        .copied()
        .collect();
    if !apart.is_empty() {
        snapshot.leave_out(&apart);
        seats = self::seats(&snapshot.people);
    }
    for (id, (terms, members)) in together {
        let members: Option<Vec<u32>> = members.iter().map(|id| seats.get(id).copied()).collect();
        if let Some(members) = members {
            snapshot.party_ids.push(PartyId(id));
            snapshot.parties.push(Party {
                members,
                closeness: word(&terms.closeness)?,
                couple_room: terms.couple_room,
            });
        }
    }
    snapshot.read_wishes(tx, homes, &seats).await?;
    snapshot.heed(tx, homes, on, &seats).await?;
    Ok(snapshot)
}

impl Snapshot {
    async fn read_people(
        &mut self,
        tx: &DatabaseTransaction,
        homes: Homes,
        on: NaiveDate,
    ) -> Result<(), Error> {
        let open_job = Expr::exists(open_job()).or(Expr::exists(placement_of(
            Condition::all().add(placement::Column::Stage.is_in(Stage::LIVE.map(Coded::code))),
        )));
        let mut rows = facts()
            .expr_as(open_job, "has_open_job")
            .filter(matchable(homes, on))
            .filter(Expr::exists(placement_of(unanswered(on))).not())
            .order_by_asc(person::Column::Home)
            .order_by_asc(person::Column::Id)
            .into_model::<SeekerRow>()
            .stream(tx)
            .await?;
        while let Some(row) = rows.try_next().await? {
            self.people.push(PersonId(row.id));
            self.seekers.push(row.seeker(&mut self.wishes)?);
        }
        Ok(())
    }

    async fn read_posts(
        &mut self,
        tx: &DatabaseTransaction,
        only: Option<VacancyId>,
        on: NaiveDate,
    ) -> Result<(), Error> {
        let offered = placement::Entity::find()
            .select_only()
            .expr(placement::Column::Id.count())
            .filter(of(placement::Column::VacancyId, vacancy::Column::Id))
            .filter(unanswered(on))
            .into_query();
        let rooms_held = couple_rooms_held(tx, on).await?;
        let mut rows = vacancy::Entity::find()
            .select_only()
            .columns([
                vacancy::Column::Id,
                vacancy::Column::EnterpriseId,
                vacancy::Column::Workplace,
                vacancy::Column::Trade,
                vacancy::Column::Kind,
                vacancy::Column::Openings,
                vacancy::Column::Taken,
                vacancy::Column::PayMinFen,
                vacancy::Column::PayMaxFen,
                vacancy::Column::SchoolingMin,
                vacancy::Column::RequiredCertificates,
                vacancy::Column::PreferredCertificates,
                vacancy::Column::RequiredSkills,
                vacancy::Column::PreferredSkills,
                vacancy::Column::AgeMin,
                vacancy::Column::AgeMax,
                vacancy::Column::Hazards,
                vacancy::Column::MandarinNeeded,
                vacancy::Column::StartTo,
                vacancy::Column::ClosesOn,
                vacancy::Column::ConfirmedOn,
                vacancy::Column::CoupleRooms,
            ])
            .expr_as(Expr::from(offered), "offered")
            .filter(Condition::all().add_option(only.map(|id| vacancy::Column::Id.eq(id.0))))
            .filter(vacancies::open_on(on))
            .filter(vacancy::Column::EnterpriseId.in_subquery(enterprises::verified_ids()))
            .filter(Expr::col(vacancy::Column::Taken).lt(Expr::col(vacancy::Column::Openings)))
            .order_by_asc(vacancy::Column::Id)
            .into_model::<PostRow>()
            .stream(tx)
            .await?;
        while let Some(row) = rows.try_next().await? {
            let next = number(self.employers.len().try_into().unwrap_or(i64::MAX))?;
            let enterprise = *self.employers.entry(row.enterprise_id).or_insert(next);
            self.vacancies.push(VacancyId(row.id));
            self.enterprises.push(EnterpriseId(row.enterprise_id));
            let held = rooms_held.get(&row.id).copied().unwrap_or(0);
            self.posts.push(row.post(enterprise, held)?);
        }
        Ok(())
    }

    fn leave_out(&mut self, apart: &HashSet<Uuid>) {
        let stays: Vec<bool> = self
            .people
            .iter()
            .map(|id| !apart.contains(&id.0))
            .collect();
        self.apart = kept(&mut self.people, &stays);
        kept(&mut self.seekers, &stays);
    }
}

fn seats(people: &[PersonId]) -> HashMap<Uuid, u32> {
    people.iter().map(|id| id.0).zip(0..).collect()
}

/// Keeps what stays, and gives back the rest.
fn kept<T>(all: &mut Vec<T>, stays: &[bool]) -> Vec<T> {
    let (keep, rest): (Vec<_>, Vec<_>) = all.drain(..).zip(stays).partition(|(_, stays)| **stays);
    all.extend(keep.into_iter().map(|(each, _)| each));
    rest.into_iter().map(|(each, _)| each).collect()
}
