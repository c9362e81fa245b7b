//! People who want to be forgotten, and what must be kept all the same.

use crate::{
    coded::{Bilingual, coded},
    id::{AccountId, ErasureId, LegalHoldId, PersonId},
    words::Role,
};
use chrono::{DateTime, Utc};

coded! {
    /// How a request to be forgotten stands.
    ErasureState, "erasure_state" {
        Waiting = "waiting", "待决定";
        Done = "done", "已删除";
        Refused = "refused", "未同意";
    }
}

coded! {
    /// Why somebody is not forgotten.
    ErasureRefusal, "erasure_refusal" {
        LegalHold = "legal_hold", "依法须继续保存";
        WorkGoesOn = "work_goes_on", "仍在途或在岗";
        NotThePerson = "not_the_person", "申请人身份未核实";
        Withdrawn = "withdrawn", "本人撤回申请";
        Other = "other", "其他";
    }
}

impl Bilingual for ErasureRefusal {
    fn en(self) -> &'static str {
        match self {
            Self::LegalHold => "the law asks that it be kept for now",
            Self::WorkGoesOn => "a placement or a job goes on",
            Self::NotThePerson => "it was not shown that the person asked",
            Self::Withdrawn => "the person withdrew the request",
            Self::Other => "another reason",
        }
    }
}

coded! {
    /// Why what is known of somebody must be kept.
    HoldReason, "hold_reason" {
        Court = "court", "诉讼或仲裁";
        Dispute = "dispute", "劳动争议处理";
        Audit = "audit", "审计或巡查";
        Subsidy = "subsidy", "补贴资金核查";
        Investigation = "investigation", "案件调查";
    }
}

/// A request to be forgotten.
#[derive(Clone, Debug)]
pub struct Erasure {
    /// Identity.
    pub id: ErasureId,
    /// Whose.
    pub person: PersonId,
    /// Who asked.
    pub asked_by: Option<AccountId>,
    /// In which role.
    pub role: Option<Role>,
    /// How it stands.
    pub state: ErasureState,
    /// Why it was refused.
    pub refusal: Option<ErasureRefusal>,
    /// When it was decided.
    pub decided_at: Option<DateTime<Utc>>,
    /// Version of the row.
    pub version: i64,
    /// When it was asked.
    pub created_at: DateTime<Utc>,
}

/// What is known of somebody must be kept.
#[derive(Clone, Debug)]
pub struct LegalHold {
    /// Identity.
    pub id: LegalHoldId,
    /// Of whom.
    pub person: PersonId,
    /// Why.
    pub reason: HoldReason,
    /// Since when.
    pub set_at: DateTime<Utc>,
    /// Until when.
    pub released_at: Option<DateTime<Utc>>,
}
