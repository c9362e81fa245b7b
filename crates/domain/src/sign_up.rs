//! An enterprise that asks for its first account by itself.

use crate::{
    coded::{Bilingual, coded},
    credit_code::CreditCode,
    enterprise::Particulars,
    id::{AccountId, EnterpriseId, SignUpId},
};
use chrono::{DateTime, Utc};

coded! {
    /// How a sign-up stands.
    SignUpState, "sign_up_state" {
        Waiting = "waiting", "待审核";
        Approved = "approved", "已通过";
        Refused = "refused", "未通过";
    }
}

coded! {
    /// Why an office turns a sign-up down.
    SignUpRefusal, "sign_up_refusal" {
        NotRegistered = "not_registered", "查无此企业";
        NotAuthorised = "not_authorised", "经办人未获企业授权";
        WrongPlace = "wrong_place", "不在本辖区";
        UsernameTaken = "username_taken", "用户名已被使用，请另选后重新申请";
        Unfit = "unfit", "不符合条件";
        Other = "other", "其他";
    }
}

impl Bilingual for SignUpRefusal {
    fn en(self) -> &'static str {
        match self {
            Self::NotRegistered => "there is no such enterprise",
            Self::NotAuthorised => "whoever asked does not act for the enterprise",
            Self::WrongPlace => "the enterprise is of another place",
            Self::UsernameTaken => "the sign-in name is taken; choose another one and ask again",
            Self::Unfit => "the conditions are not met",
            Self::Other => "another reason",
        }
    }
}

/// An enterprise that asks for its first account. Holds no password.
#[derive(Clone, Debug)]
pub struct SignUp {
    /// Identity.
    pub id: SignUpId,
    /// The enterprise.
    pub credit_code: CreditCode,
    /// What it says of itself.
    pub particulars: Particulars,
    /// The sign-in name that the first user wishes for.
    pub username: String,
    /// The officer who typed it in, if one did.
    pub asked_by: Option<AccountId>,
    /// What the office said.
    pub decision: Option<Decision>,
    /// Version of the row.
    pub version: i64,
    /// When it was sent.
    pub created_at: DateTime<Utc>,
}

/// What an office said to a sign-up.
#[derive(Clone, Copy, Debug)]
pub struct Decision {
    /// What.
    pub outcome: Outcome,
    /// Whose account.
    pub by: Option<AccountId>,
    /// When.
    pub at: DateTime<Utc>,
}

/// Yes, with what was made, or no.
#[derive(Clone, Copy, Debug)]
pub enum Outcome {
    /// The account of the enterprise was made.
    Approved(EnterpriseId, AccountId),
    /// Nothing was made.
    Refused(SignUpRefusal),
}

impl SignUp {
    /// How it stands.
    #[must_use]
    pub fn state(&self) -> SignUpState {
        match self.decision.map(|said| said.outcome) {
            None => SignUpState::Waiting,
            Some(Outcome::Approved(..)) => SignUpState::Approved,
            Some(Outcome::Refused(_)) => SignUpState::Refused,
        }
    }
}
