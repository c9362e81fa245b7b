//! What a job seeker agrees to, purpose by purpose, and the notice that is shown before.
//!
//! A no to one purpose leaves the others as they are. What a county's roster says was agreed to on paper at the
//! counter; it holds until the person has said otherwise here.

use crate::{
    coded::coded,
    id::{AccountId, ConsentId, PersonId},
    words::Role,
};
use chrono::{DateTime, NaiveDate, Utc};

coded! {
    /// For what somebody's data are used.
    Purpose, "consent_purpose" {
        Matching = "matching", "参加岗位匹配";
        Sharing = "sharing", "向用人单位提供个人信息";
        FollowUp = "follow_up", "就业后电话回访";
        Sensitive = "sensitive", "查看家庭困难类别、劳动能力等敏感信息";
    }
}

/// The version of [`notice`]. Whoever has not answered to this one is asked anew.
pub const NOTICE_VERSION: &str = "2026-11";

/// What is shown before a purpose is answered to: what is used, who sees it, what a no means. In Chinese and English.
#[must_use]
pub fn notice(purpose: Purpose) -> (&'static str, &'static str) {
    match purpose {
        Purpose::Matching => (
            "我们用您的年龄、学历、技能、证书和就业意愿，为您匹配岗位并发出邀约。不同意则不再为您匹配，尚未出发的安排一并撤回；随时可以重新同意。",
            "Your age, schooling, skills, certificates and wishes are used to find posts for you and to offer them. If you say no, nothing is sought for you any more, and what you have not yet left for is taken back; you may say yes again at any time.",
        ),
        Purpose::Sharing => (
            "您接受某个岗位之后，我们把您的姓名、性别、年龄、技能和打码的电话提供给该岗位的用人单位。不同意则用人单位看不到您，您也不能接受岗位；匹配和回访不受影响。",
            "Once you have accepted a post, its employer is told your name, sex, age, skills and masked telephone number. If you say no, no employer sees you, and you cannot accept a post; matching and follow-up stay as they are.",
        ),
        Purpose::FollowUp => (
            "您上岗之后，家乡和务工地的人社部门按期打电话了解您是否在岗、有无困难。不同意则不再给您打电话；您仍可自行报到、求助。",
            "When you are at work, the labour bureaus of your home and of your place of work telephone from time to time to ask how you are. If you say no, they no longer do; you may still check in and ask for help yourself.",
        ),
        Purpose::Sensitive => (
            "家乡人社部门和省级部门查看您家的困难类别和您的劳动能力，用于落实帮扶政策。不同意则这些内容不再向任何人显示；匹配不受影响。",
            "Your county and province look at your household's register category and your labour ability, to give the support that goes with them. If you say no, nobody is shown these any more; matching stays as it is.",
        ),
    }
}

/// A yes or a no to one purpose.
#[derive(Clone, Debug)]
pub struct Consent {
    /// Identity, later ones later.
    pub id: ConsentId,
    /// Whose.
    pub person: PersonId,
    /// To what.
    pub purpose: Purpose,
    /// Yes or no.
    pub given: bool,
    /// On which day it was said.
    pub on: NaiveDate,
    /// The version of the notice that was shown.
    pub notice_version: String,
    /// Who told us: the person, or the officer at the counter.
    pub account: Option<AccountId>,
    /// In which role.
    pub role: Option<Role>,
    /// When we were told.
    pub recorded_at: DateTime<Utc>,
}

/// The last word on a purpose, if there was one; `told` is in the order in which it was said.
#[must_use]
pub fn last_word(told: &[Consent], purpose: Purpose) -> Option<&Consent> {
    told.iter().rev().find(|said| said.purpose == purpose)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coded::Coded;

    #[test]
    fn another_text_is_another_version() {
        let letters: usize = Purpose::ALL
            .iter()
            .map(|purpose| {
                let (zh, en) = notice(*purpose);
                zh.chars()
                    .chain(en.chars())
                    .map(|c| c as usize)
                    .sum::<usize>()
            })
            .sum();
        // Whoever changes a sentence changes the version, and then both of these.
        assert_eq!((NOTICE_VERSION, letters), ("2026-11", 6_897_970));
    }
}
