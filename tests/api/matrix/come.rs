//! How far somebody has come on the way to work and back.

use domain::{
    placement::Step,
    words::{EndReason, RefusalReason},
};

/// How far a placement has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Come {
    /// Nobody has answered.
    Offered,
    /// The person said no.
    Declined,
    /// The person said yes.
    Accepted,
    /// The enterprise did, too.
    Confirmed,
    /// On the way.
    Departed,
    /// At work.
    Working,
    /// No longer at work.
    Ended,
}

impl Come {
    /// Each, in order.
    pub const ALL: [Self; 7] = [
        Self::Offered,
        Self::Declined,
        Self::Accepted,
        Self::Confirmed,
        Self::Departed,
        Self::Working,
        Self::Ended,
    ];

    /// The steps that led there.
    pub fn steps(self) -> Vec<Step> {
        let all = [
            Step::Accept,
            Step::Confirm,
            Step::Depart,
            Step::Arrive,
            Step::Start,
            Step::End(EndReason::WentHome),
        ];
        match self {
            Self::Offered => Vec::new(),
            Self::Declined => vec![Step::Decline(RefusalReason::PayTooLow)],
            Self::Accepted => all[..1].to_vec(),
            Self::Confirmed => all[..2].to_vec(),
            Self::Departed => all[..3].to_vec(),
            Self::Working => all[..5].to_vec(),
            Self::Ended => all.to_vec(),
        }
    }
}
