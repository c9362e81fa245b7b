//! How what a run says of its people is spelt.

use crate::{
    http::wire::{
        CertificateCode, DifferenceCode, DivisionBody, NotOfferedCode, TierCode, UnknownCode,
        VerdictCode, WillingnessCode, Word, spelt,
    },
    services::matching::Labelled,
    storage::runs::{Change, LeftOut, Proposed},
};
use domain::{division::Division, id::VacancyId};
use matching::{compare::Compared, score::Parts};
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
    fn of(id: VacancyId, post: Option<(String, Division)>) -> Self {
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
    /// The best other post.
    #[serde(skip_serializing_if = "Option::is_none")]
    runner_up: Option<RunnerUpBody>,
    /// Why the commitment made no offer of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_offered: Option<NotOfferedCode>,
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
    score: u16,
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
            runner_up: said.runner_up.map(|(id, score)| RunnerUpBody {
                vacancy_id: id.0,
                score,
            }),
            not_offered: said.not_offered.map(Word),
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
    /// The smallest change that would place them, with everybody else left where they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<ChangeBody>,
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

/// A change that would open a post: going so far, one certificate more, or else one more opening.
#[derive(Serialize, ToSchema)]
pub struct ChangeBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    willingness: Option<WillingnessCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate: Option<CertificateCode>,
    /// Whether one more opening of the post is what is missing.
    one_more_opening: bool,
    vacancy: PostBody,
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
                willingness: match change {
                    Change::Willingness(to, _) => Some(Word(to)),
                    Change::Certificate(..) | Change::Opening(_) => None,
                },
                certificate: match change {
                    Change::Certificate(one, _) => Some(Word(one)),
                    Change::Willingness(..) | Change::Opening(_) => None,
                },
                one_more_opening: matches!(change, Change::Opening(_)),
                vacancy: PostBody::of(change.vacancy(), post),
            }),
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
