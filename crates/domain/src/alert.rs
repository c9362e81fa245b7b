//! Early warning: what tells that a job may end soon, and how urgent it is to look.

use crate::coded::{Coded, coded};

coded! {
    /// Why somebody's job may end soon.
    AlertReason, "alert_reason" {
        AskedForHelp = "asked_for_help", "本人求助未处理";
        Unreachable = "unreachable", "多次联系不上";
        PayBelowPromise = "pay_below_promise", "工资低于承诺";
        MissedRounds = "missed_rounds", "回访中断";
        LikelyToEnd = "likely_to_end", "同类岗位近期离岗多";
    }
}

/// What is known of a job that bears on its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signs {
    /// The person asks for help, and nobody has seen to it.
    pub asks_for_help: bool,
    /// The person was tried often enough in vain.
    pub is_unreachable: bool,
    /// The last pay that was seen is below the least that was promised.
    pub is_paid_below: bool,
    /// Rounds that were missed or are overdue.
    pub missed: usize,
    /// Of jobs like it, as old as it, the share that ends within the time looked ahead, 0 to 10,000.
    pub ends_soon_bp: Option<u16>,
}

/// From this share on jobs like it are said to end soon.
pub const LIKELY_BP: u16 = 3_000;
/// Most missed rounds that weigh.
const MOST_MISSED: usize = 3;

impl Signs {
    /// The reasons to look, the gravest first.
    #[must_use]
    pub fn reasons(&self) -> Vec<AlertReason> {
        let all = AlertReason::ALL.iter().copied();
        all.filter(|reason| match reason {
            AlertReason::AskedForHelp => self.asks_for_help,
            AlertReason::Unreachable => self.is_unreachable,
            AlertReason::PayBelowPromise => self.is_paid_below,
            AlertReason::MissedRounds => self.missed > 0,
            AlertReason::LikelyToEnd => self.ends_soon_bp.is_some_and(|share| share >= LIKELY_BP),
        })
        .collect()
    }

    /// How urgent it is to look, from 0 to 10,000. It orders a list; it is no probability.
    ///
    /// Signs add up as if each alone could end the job: `1 − Π (1 − w)`, where `w` is the estimated
    /// share for what jobs like it do, and otherwise a weight that was set, not estimated: 0.3 for
    /// help and for silence, 0.2 for pay, 0.1 for each missed round, three at most.
    #[must_use]
    pub fn urgency_bp(&self) -> u16 {
        let weigh = |is: bool, weight: f64| if is { 1.0 - weight } else { 1.0 };
        let missed = i32::try_from(self.missed.min(MOST_MISSED)).unwrap_or(0);
        let ends_soon = f64::from(self.ends_soon_bp.unwrap_or(0)) / 10_000.0;
        let calm = weigh(self.asks_for_help, 0.3)
            * weigh(self.is_unreachable, 0.3)
            * weigh(self.is_paid_below, 0.2)
            * 0.9_f64.powi(missed)
            * (1.0 - ends_soon.min(1.0));
        basis_points(1.0 - calm)
    }
}

/// A share in ten-thousandths.
#[must_use]
pub fn basis_points(share: f64) -> u16 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 0 to 10,000"
    )]
    let points = (share.clamp(0.0, 1.0) * 10_000.0).round() as u16;
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_sign_is_no_reason() {
        let calm = Signs::default();
        assert_eq!((calm.reasons(), calm.urgency_bp()), (Vec::new(), 0));
        let usual = Signs {
            ends_soon_bp: Some(1_000),
            ..calm
        };
        assert_eq!((usual.reasons(), usual.urgency_bp()), (Vec::new(), 1_000));
    }

    #[test]
    fn every_sign_adds_to_the_urgency_and_none_makes_it_more_than_whole() {
        let help = Signs {
            asks_for_help: true,
            ..Signs::default()
        };
        assert_eq!(help.urgency_bp(), 3_000);
        let silent = Signs {
            is_unreachable: true,
            missed: 9,
            ..help
        };
        // 1 − 0.7 · 0.7 · 0.9³
        assert_eq!(silent.urgency_bp(), 6_428);
        let all = Signs {
            is_paid_below: true,
            ends_soon_bp: Some(10_000),
            ..silent
        };
        assert_eq!(all.urgency_bp(), 10_000);
        assert_eq!(all.reasons(), AlertReason::ALL);
    }
}
