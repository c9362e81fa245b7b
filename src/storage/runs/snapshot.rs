//! What a run looks at: people, posts and wishes as they stand at one moment.
//!
//! Only the columns that bear on a match are read. Names, citizen IDs, phones, sex and register
//! category stay where they are, and so cannot weigh.

use super::{
    super::{
        Writing,
        columns::{number, word},
        enterprises,
        rows::{employment, party, party_member, person, pin, placement, vacancy},
        vacancies,
    },
    columns::{PostRow, SeekerRow},
    homes::Homes,
    rooms::couple_rooms_held,
    standing::unanswered,
};
use crate::{error::Error, storage::placements::Heeded};
use chrono::{Months, NaiveDate};
use domain::{
    coded::Coded,
    id::{EnterpriseId, PartyId, PersonId, VacancyId},
    roster::entry::USUAL_AGES,
    words::{LabourAbility, Stage, Willingness},
};
use futures_util::TryStreamExt;
use matching::{party::Party, post::Post, run::Pair, seeker::Seeker, wish::Wishes};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, FromQueryResult, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, ExprTrait, SelectStatement},
};
use std::collections::{BTreeMap, HashMap, HashSet};
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

    async fn read_wishes(
        &mut self,
        tx: &DatabaseTransaction,
        homes: Homes,
        seats: &HashMap<Uuid, u32>,
    ) -> Result<(), Error> {
        let places: HashMap<Uuid, u32> = self.vacancies.iter().map(|id| id.0).zip(0..).collect();
        let pair = |person, vacancy| {
            let (seeker, post) = seats.get(&person).zip(places.get(&vacancy))?;
            Some(Pair {
                seeker: *seeker,
                post: *post,
            })
        };
        let pins: Vec<(Uuid, Uuid, bool)> = pin::Entity::find()
            .select_only()
            .columns([
                pin::Column::PersonId,
                pin::Column::VacancyId,
                pin::Column::Excluded,
            ])
            .filter(pin::Column::PersonId.in_subquery(people_of(homes)))
            .order_by_asc(pin::Column::PersonId)
            .order_by_asc(pin::Column::VacancyId)
            .into_tuple()
            .all(tx)
            .await?;
        for (person, vacancy, excluded) in pins {
            match (pair(person, vacancy), excluded) {
                (Some(pair), true) => self.exclusions.push(pair),
                (Some(pair), false) => self.pins.push(pair),
                (None, true) => {}
                (None, false) => self
                    .absent_pins
                    .push((PersonId(person), VacancyId(vacancy))),
            }
        }
        let refused: Vec<(Uuid, Uuid)> = placement::Entity::find()
            .select_only()
            .columns([placement::Column::PersonId, placement::Column::VacancyId])
            .filter(placement::Column::Stage.eq(Stage::Declined.code()))
            .filter(placement::Column::PersonId.in_subquery(people_of(homes)))
            .distinct()
            .order_by_asc(placement::Column::PersonId)
            .order_by_asc(placement::Column::VacancyId)
            .into_tuple()
            .all(tx)
            .await?;
        self.refusals = refused
            .into_iter()
            .filter_map(|(person, vacancy)| pair(person, vacancy))
            .collect();
        Ok(())
    }
}

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

fn of(inner: impl ColumnTrait, outer: impl ColumnTrait) -> Expr {
    Expr::col(inner.as_column_ref()).equals(outer.as_column_ref())
}

pub(super) fn people_of(homes: Homes) -> SelectStatement {
    person::Entity::find()
        .select_only()
        .column(person::Column::Id)
        .filter(homes.people())
        .into_query()
}

/// How the members of a party stay together.
#[derive(FromQueryResult)]
struct Terms {
    id: Uuid,
    closeness: String,
    couple_room: bool,
}

/// By party, how its members stay together and who they are, wherever they live; the
/// parties that somebody of the area is in.
async fn together(
    tx: &DatabaseTransaction,
    homes: Homes,
) -> Result<BTreeMap<Uuid, (Terms, Vec<Uuid>)>, Error> {
    let touched = party_member::Entity::find()
        .select_only()
        .column(party_member::Column::PartyId)
        .filter(party_member::Column::PersonId.in_subquery(people_of(homes)))
        .into_query();
    let members: Vec<(Uuid, Uuid)> = party_member::Entity::find()
        .select_only()
        .columns([
            party_member::Column::PartyId,
            party_member::Column::PersonId,
        ])
        .filter(party_member::Column::PartyId.in_subquery(touched.clone()))
        .order_by_asc(party_member::Column::PersonId)
        .into_tuple()
        .all(tx)
        .await?;
    let terms: Vec<Terms> = party::Entity::find()
        .select_only()
        .columns([
            party::Column::Id,
            party::Column::Closeness,
            party::Column::CoupleRoom,
        ])
        .filter(party::Column::Id.in_subquery(touched))
        .into_model()
        .all(tx)
        .await?;
    let mut together: BTreeMap<Uuid, (Terms, Vec<Uuid>)> = terms
        .into_iter()
        .map(|terms| (terms.id, (terms, Vec::new())))
        .collect();
    for (id, person) in members {
        if let Some((_, members)) = together.get_mut(&id) {
            members.push(person);
        }
    }
    Ok(together)
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
