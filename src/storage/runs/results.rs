//! What a run proposes, and whom it leaves unplaced.
//!
//! Questions here take a [`Run`] that was found within reach.

use super::{NotOffered, Run};
use crate::{
    error::Error,
    storage::{
        BulkTransaction, bulk,
        columns::{list, number, word, word_if, words},
        rows::{proposal, unplaced as left},
    },
};
use domain::{
    coded::Coded,
    id::{PartyId, PersonId, RunId, VacancyId},
    words::{Certificate, Tier, Willingness},
};
use matching::{
    eligible::HardLimit,
    score::{Parts, Unknown},
    verdict::Verdict,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde::{Deserialize, Serialize};

/// A person proposed for a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    /// Who.
    pub person: PersonId,
    /// For which post.
    pub vacancy: VacancyId,
    /// With whom together.
    pub party: Option<PartyId>,
    /// What the workplace is to the home.
    pub tier: Tier,
    /// The score, part by part.
    pub parts: Parts,
    /// What had to be left neutral.
    pub unknown: Vec<Unknown>,
    /// Whether an officer wanted this pair.
    pub pinned: bool,
    /// The best other post, with its score.
    pub runner_up: Option<(VacancyId, u16)>,
    /// Why the commitment made no offer of it.
    pub not_offered: Option<NotOffered>,
}

/// A person for whom nothing is proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Who.
    pub person: PersonId,
    /// What stood in the way most.
    pub verdict: Verdict,
    /// Posts that nothing forbids.
    pub eligible: u32,
    /// Those of them that are full.
    pub full: u32,
    /// The limits that forbid posts.
    pub limits: Vec<LimitCount>,
    /// The smallest change that would place them.
    pub change: Option<Change>,
}

/// How many posts a limit forbids to somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitCount {
    /// Code of the limit.
    pub limit: String,
    /// Posts that it forbids.
    pub posts: u32,
    /// Posts that nothing else forbids.
    pub alone: u32,
}

/// The smallest change that would place somebody, and the post that it opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Going so far.
    Willingness(Willingness, VacancyId),
    /// One certificate more.
    Certificate(Certificate, VacancyId),
    /// One more opening.
    Opening(VacancyId),
}

impl Change {
    /// The post that the change opens.
    #[must_use]
    pub fn vacancy(self) -> VacancyId {
        match self {
            Self::Willingness(_, id) | Self::Certificate(_, id) | Self::Opening(id) => id,
        }
    }

    fn written(self) -> String {
        match self {
            Self::Willingness(to, _) => format!("willingness:{}", to.code()),
            Self::Certificate(one, _) => format!("certificate:{}", one.code()),
            Self::Opening(_) => "opening".to_owned(),
        }
    }

    fn read(text: &str, vacancy: VacancyId) -> Result<Self, Error> {
        match text.split_once(':') {
            Some(("willingness", code)) => Ok(Self::Willingness(word(code)?, vacancy)),
            Some(("certificate", code)) => Ok(Self::Certificate(word(code)?, vacancy)),
            _ if text == "opening" => Ok(Self::Opening(vacancy)),
            _ => Err(Error::internal("column holds no change")),
        }
    }
}

impl Proposed {
    fn row(self, run: RunId) -> proposal::Model {
        proposal::Model {
            run_id: run.0,
            person_id: self.person.0,
            vacancy_id: self.vacancy.0,
            party_id: self.party.map(|id| id.0),
            tier: self.tier.code().to_owned(),
            score: self.parts.total().into(),
            partner_points: self.parts.partner.into(),
            skill_points: self.parts.skill.into(),
            pay_points: self.parts.pay.into(),
            place_points: self.parts.place.into(),
            stability_points: self.parts.stability.into(),
            first_points: self.parts.first.into(),
            unknown: list(&self.unknown),
            pinned: self.pinned,
            runner_up_id: self.runner_up.map(|(id, _)| id.0),
            runner_up_score: self.runner_up.map(|(_, points)| points.into()),
            not_offered: None,
        }
    }
}

impl TryFrom<proposal::Model> for Proposed {
    type Error = Error;

    fn try_from(row: proposal::Model) -> Result<Self, Error> {
        let points = |column: i32| number::<u16>(column.into());
        let runner_up = row.runner_up_id.map(VacancyId).zip(row.runner_up_score);
        Ok(Self {
            person: PersonId(row.person_id),
            vacancy: VacancyId(row.vacancy_id),
            party: row.party_id.map(PartyId),
            tier: word(&row.tier)?,
            parts: Parts {
                partner: points(row.partner_points)?,
                skill: points(row.skill_points)?,
                pay: points(row.pay_points)?,
                place: points(row.place_points)?,
                stability: points(row.stability_points)?,
                first: points(row.first_points)?,
            },
            unknown: words(&row.unknown)?,
            pinned: row.pinned,
            runner_up: runner_up
                .map(|(id, score)| Ok::<_, Error>((id, points(score)?)))
                .transpose()?,
            not_offered: word_if(row.not_offered.as_deref())?,
        })
    }
}

impl LeftOut {
    fn row(self, run: RunId) -> Result<left::Model, Error> {
        Ok(left::Model {
            run_id: run.0,
            person_id: self.person.0,
            reason: self.verdict.code().to_owned(),
            eligible_posts: self.eligible.into(),
            full_posts: self.full.into(),
            limits: serde_json::to_value(&self.limits).map_err(Error::internal)?,
            change: self.change.map(Change::written),
            change_vacancy_id: self.change.map(|change| change.vacancy().0),
        })
    }
}

impl TryFrom<left::Model> for LeftOut {
    type Error = Error;

    fn try_from(row: left::Model) -> Result<Self, Error> {
        let change = row
            .change
            .zip(row.change_vacancy_id)
            .map(|(text, id)| Change::read(&text, VacancyId(id)))
            .transpose()?;
        Ok(Self {
            person: PersonId(row.person_id),
            verdict: word(&row.reason)?,
            eligible: number(row.eligible_posts)?,
            full: number(row.full_posts)?,
            limits: serde_json::from_value(row.limits).map_err(Error::internal)?,
            change,
        })
    }
}

impl From<&matching::reasons::Forbidden> for LimitCount {
    fn from(forbidden: &matching::reasons::Forbidden) -> Self {
        Self {
            limit: HardLimit::code(forbidden.limit).to_owned(),
            posts: forbidden.posts,
            alone: forbidden.alone,
        }
    }
}

/// Stores all proposals and all who are left out, in bulk.
///
/// # Errors
/// Whatever the database says.
pub async fn store(
    tx: &BulkTransaction,
    run: RunId,
    proposed: Vec<Proposed>,
    left_out: Vec<LeftOut>,
) -> Result<(), Error> {
    let rows = proposed.into_iter().map(|each| each.row(run)).collect();
    bulk::add::<proposal::Entity>(tx, rows).await?;
    let rows: Result<Vec<_>, _> = left_out.into_iter().map(|each| each.row(run)).collect();
    bulk::add::<left::Entity>(tx, rows?).await
}

/// Proposals of a run behind `after`, in the order of the people; all of them without a `limit`.
///
/// # Errors
/// Whatever the database says.
pub async fn proposals(
    db: &impl ConnectionTrait,
    run: &Run,
    tier: Option<Tier>,
    after: Option<PersonId>,
    limit: Option<u64>,
) -> Result<Vec<Proposed>, Error> {
    let mut question = proposal::Entity::find().filter(proposal::Column::RunId.eq(run.id.0));
    if let Some(tier) = tier {
        question = question.filter(proposal::Column::Tier.eq(tier.code()));
    }
    if let Some(id) = after {
        question = question.filter(proposal::Column::PersonId.gt(id.0));
    }
    let rows = question
        .order_by_asc(proposal::Column::PersonId)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter().map(Proposed::try_from).collect()
}

/// The unplaced of a run behind `after`, in the order of the people.
///
/// # Errors
/// Whatever the database says.
pub async fn unplaced(
    db: &impl ConnectionTrait,
    run: &Run,
    of: Option<Verdict>,
    after: Option<PersonId>,
    limit: u64,
) -> Result<Vec<LeftOut>, Error> {
    let mut question = left::Entity::find().filter(left::Column::RunId.eq(run.id.0));
    if let Some(verdict) = of {
        question = question.filter(left::Column::Reason.eq(verdict.code()));
    }
    if let Some(id) = after {
        question = question.filter(left::Column::PersonId.gt(id.0));
    }
    let rows = question
        .order_by_asc(left::Column::PersonId)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter().map(LeftOut::try_from).collect()
}

/// A person and the post proposed to them.
pub type Chosen = (PersonId, VacancyId);

/// Who is proposed for what, all of it.
///
/// # Errors
/// Whatever the database says.
pub async fn chosen(db: &impl ConnectionTrait, run: &Run) -> Result<Vec<Chosen>, Error> {
    let pairs: Vec<(uuid::Uuid, uuid::Uuid)> = proposal::Entity::find()
        .select_only()
        .columns([proposal::Column::PersonId, proposal::Column::VacancyId])
        .filter(proposal::Column::RunId.eq(run.id.0))
        .into_tuple()
        .all(db)
        .await?;
    let chosen = |(person, vacancy)| (PersonId(person), VacancyId(vacancy));
    Ok(pairs.into_iter().map(chosen).collect())
}

/// How many are proposed in each tier, nearest partners first.
///
/// # Errors
/// Whatever the database says.
pub async fn by_tier(db: &impl ConnectionTrait, run: &Run) -> Result<Vec<(Tier, i64)>, Error> {
    let rows = counted::<proposal::Entity>(
        db,
        proposal::Column::Tier,
        proposal::Column::RunId.eq(run.id.0),
    )
    .await?;
    let mut counts: Vec<(Tier, i64)> = rows
        .into_iter()
        .map(|(code, count)| Ok((word(&code)?, count)))
        .collect::<Result<_, Error>>()?;
    counts.sort_unstable();
    Ok(counts)
}

/// How many are left out for each reason, the most frequent first.
///
/// # Errors
/// Whatever the database says.
pub async fn by_verdict(
    db: &impl ConnectionTrait,
    run: &Run,
) -> Result<Vec<(Verdict, i64)>, Error> {
    let rows =
        counted::<left::Entity>(db, left::Column::Reason, left::Column::RunId.eq(run.id.0)).await?;
    let mut counts: Vec<(Verdict, i64)> = rows
        .into_iter()
        .map(|(code, count)| Ok((word(&code)?, count)))
        .collect::<Result<_, Error>>()?;
    counts.sort_unstable_by_key(|(verdict, count)| (-count, *verdict));
    Ok(counts)
}

/// Of how many proposals the commitment made no offer, and why.
///
/// # Errors
/// Whatever the database says.
pub async fn not_offered(
    db: &impl ConnectionTrait,
    run: &Run,
) -> Result<Vec<(NotOffered, i64)>, Error> {
    let which = Condition::all()
        .add(proposal::Column::RunId.eq(run.id.0))
        .add(proposal::Column::NotOffered.is_not_null());
    let rows = counted::<proposal::Entity>(db, proposal::Column::NotOffered, which).await?;
    let mut counts: Vec<(NotOffered, i64)> = rows
        .into_iter()
        .map(|(code, count)| Ok((word(&code)?, count)))
        .collect::<Result<_, Error>>()?;
    counts.sort_unstable();
    Ok(counts)
}

async fn counted<E: EntityTrait>(
    db: &impl ConnectionTrait,
    column: E::Column,
    which: impl sea_orm::sea_query::IntoCondition,
) -> Result<Vec<(String, i64)>, Error>
where
    E::Model: Send + Sync,
{
    let rows = E::find()
        .select_only()
        .column(column)
        .column_as(column.count(), "count")
        .filter(which)
        .group_by(column)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows)
}
