//! How what a run says of its people is spelt.

use crate::{
    http::heeds::HeedBody,
    http::wire::{
        CertificateCode, ClosenessCode, DecidedByCode, DifferenceCode, DivisionBody,
        NotOfferedCode, SkillBody, TierCode, UnknownCode, VerdictCode, WillingnessCode, Word,
        spelt,
    },
    services::matching::Labelled,
    storage::runs::{LeftOut, Proposed},
};
use chrono::NaiveDate;
use domain::{division::Division, id::VacancyId};
use matching::{
    compare::Compared,
    reasons::{Marginal, Need},
    score::Parts,
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A post, as far as a run names it.
#[derive(Serialize, ToSchema)]
pub struct PostBody {
    id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    workplace: Option<DivisionBody>,
}

impl PostBody {
    /// A post, with its title and workplace where they are known.
    pub fn of(id: VacancyId, post: Option<(String, Division)>) -> Self {
        let (title, workplace) = post.unzip();
        Self {
            id: id.0,
            title,
            workplace: workplace.map(DivisionBody::from),
        }
    }
}

/// A person proposed for a post, with everything that speaks for it.
#[derive(Serialize, ToSchema)]
pub struct ProposalBody {
    person_id: Uuid,
    /// For the person's own county.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    vacancy: PostBody,
    /// With whom together.
    #[serde(skip_serializing_if = "Option::is_none")]
    party_id: Option<Uuid>,
    tier: TierCode,
    /// The score, 0 to 10,000 (20,000 where partners come strictly first), and its parts.
    score: u16,
    parts: PartsBody,
    /// What had to be left neutral, to be asked about.
    unknown: Vec<UnknownCode>,
    pinned: bool,
    /// What decided for this post.
    decided_by: DecidedByCode,
    /// The best other post.
    #[serde(skip_serializing_if = "Option::is_none")]
    runner_up: Option<RunnerUpBody>,
    /// Why the commitment made no offer of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_offered: Option<NotOfferedCode>,
    /// The person's earlier noes that left other posts out, or weighed against them, when the run was computed.
    heeds: Vec<HeedBody>,
}

/// The points of a pair, part by part; they add up to its score.
#[derive(Serialize, ToSchema)]
pub struct PartsBody {
    /// How close a partner the workplace is.
    partner: u16,
    /// Trade, certificates and skills.
    skill: u16,
    /// Pay against the wish.
    pay: u16,
    /// Place against the wish.
    place: u16,
    /// Expected stability.
    stability: u16,
    /// 10,000 at a designated partner where partners come strictly first, else 0.
    first: u16,
}

impl From<Parts> for PartsBody {
    fn from(parts: Parts) -> Self {
        Self {
            partner: parts.partner,
            skill: parts.skill,
            pay: parts.pay,
            place: parts.place,
            stability: parts.stability,
            first: parts.first,
        }
    }
}

/// The best other post of a person.
#[derive(Serialize, ToSchema)]
pub struct RunnerUpBody {
    vacancy_id: Uuid,
    /// What it would have scored; more than the proposal where others need the post more.
    score: u16,
    /// Whether all its openings are given.
    full: bool,
    /// What one more opening there would bring at most.
    price: MarginalBody,
}

/// What one more opening at a post would bring at most, people before points.
#[derive(Serialize, ToSchema)]
pub struct MarginalBody {
    /// 1 where one more person would be placed, else 0.
    people: u8,
    /// Points of score beside that.
    points: i64,
}

impl From<Marginal> for MarginalBody {
    fn from(marginal: Marginal) -> Self {
        Self {
            people: marginal.people,
            points: marginal.points,
        }
    }
}

impl From<Labelled<Proposed>> for ProposalBody {
    fn from(row: Labelled<Proposed>) -> Self {
        let said = row.said;
        Self {
            person_id: said.person.0,
            name: row.name,
            vacancy: PostBody::of(said.vacancy, row.post),
            party_id: said.party.map(|id| id.0),
            tier: Word(said.tier),
            score: said.parts.total(),
            parts: said.parts.into(),
            unknown: spelt(&said.unknown),
            pinned: said.pinned,
            decided_by: Word(said.decided_by),
            runner_up: said.runner_up.map(|other| RunnerUpBody {
                vacancy_id: other.vacancy.0,
                score: other.points,
                full: other.full,
                price: other.price.into(),
            }),
            not_offered: said.not_offered.map(Word),
            heeds: row.heeds.into_iter().map(HeedBody::from).collect(),
        }
    }
}

/// A person for whom nothing is proposed, and why.
#[derive(Serialize, ToSchema)]
pub struct UnplacedBody {
    person_id: Uuid,
    /// For the person's own county.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// What stood in the way most.
    reason: VerdictCode,
    /// Posts that nothing forbids, and those of them that are full.
    eligible_posts: u32,
    full_posts: u32,
    /// The hard limits that forbid posts.
    limits: Vec<LimitBody>,
    /// The smallest change known that would place them; that of the whole party for somebody in one.
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<ChangeBody>,
    /// The person's earlier noes that closed posts, or weighed against them, when the run was computed.
    heeds: Vec<HeedBody>,
}

/// How many posts a hard limit forbids to somebody.
#[derive(Serialize, ToSchema)]
pub struct LimitBody {
    /// A code of `hard_limit`.
    limit: String,
    posts: u32,
    /// Posts that nothing else forbids.
    alone: u32,
}

/// A change that would place somebody; one of its members says what it takes.
#[derive(Serialize, ToSchema)]
pub struct ChangeBody {
    #[serde(flatten)]
    need: NeedBody,
    /// Whether somebody else would then stay at home.
    displaces: bool,
    /// The post that it opens; for a party that comes less close together, that of one member.
    vacancy: PostBody,
}

/// What it takes; one member is there.
#[derive(Default, Serialize, ToSchema)]
pub struct NeedBody {
    /// Going so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    willingness: Option<WillingnessCode>,
    /// Being ready to start on this day.
    #[serde(skip_serializing_if = "Option::is_none")]
    ready_by: Option<NaiveDate>,
    /// One certificate more.
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate: Option<CertificateCode>,
    /// One trade more, or a higher level in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    skill: Option<SkillBody>,
    /// Wishing for no more than this pay, fen a month.
    #[serde(skip_serializing_if = "Option::is_none")]
    pay_wish_fen: Option<i64>,
    /// So many openings more at the post. In people first one more places one person more, whoever that will be.
    #[serde(skip_serializing_if = "Option::is_none")]
    openings: Option<u32>,
    /// The party staying together no closer than this.
    #[serde(skip_serializing_if = "Option::is_none")]
    closeness: Option<ClosenessCode>,
    /// The members of the party going wherever each of them can.
    #[serde(skip_serializing_if = "Option::is_none")]
    apart: Option<bool>,
}

impl From<Need> for NeedBody {
    fn from(need: Need) -> Self {
        let mut body = Self::default();
        match need {
            Need::Willingness(to) => body.willingness = Some(Word(to)),
            Need::ReadyBy(day) => body.ready_by = Some(day),
            Need::Certificate(one) => body.certificate = Some(Word(one)),
            Need::Skill(skill) => body.skill = Some(skill.into()),
            Need::PayWish(fen) => body.pay_wish_fen = Some(fen),
            Need::Openings(more) => body.openings = Some(more),
            Need::Closeness(closeness) => body.closeness = Some(Word(closeness)),
            Need::Apart => body.apart = Some(true),
        }
        body
    }
}

impl From<Labelled<LeftOut>> for UnplacedBody {
    fn from(row: Labelled<LeftOut>) -> Self {
        let (said, post) = (row.said, row.post);
        let limits = said.limits.into_iter();
        Self {
            person_id: said.person.0,
            name: row.name,
            reason: Word(said.verdict),
            eligible_posts: said.eligible,
            full_posts: said.full,
            limits: limits
                .map(|count| LimitBody {
                    limit: count.limit,
                    posts: count.posts,
                    alone: count.alone,
                })
                .collect(),
            change: said.change.map(|change| ChangeBody {
                need: change.need.into(),
                displaces: change.displaces,
                vacancy: PostBody::of(change.vacancy, post),
            }),
            heeds: row.heeds.into_iter().map(HeedBody::from).collect(),
        }
    }
}

/// A person in two runs.
#[derive(Serialize, ToSchema)]
pub struct ComparedBody {
    person_id: Uuid,
    /// The post in this run.
    #[serde(skip_serializing_if = "Option::is_none")]
    before_vacancy_id: Option<Uuid>,
    /// The post in the run that it is compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    after_vacancy_id: Option<Uuid>,
    difference: DifferenceCode,
}

impl From<Compared> for ComparedBody {
    fn from(compared: Compared) -> Self {
        Self {
            person_id: compared.person.0,
            before_vacancy_id: compared.before.map(|id| id.0),
            after_vacancy_id: compared.after.map(|id| id.0),
            difference: Word(compared.difference),
        }
    }
}
