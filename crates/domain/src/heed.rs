//! What an earlier no binds later runs to.
//!
//! A person who found a post too far is not asked to go as far again; one who found the pay too low is not offered as
//! little; one who does not do a trade is not offered it anywhere. A no binds for a year, and less where it is corrected: what was said for another reason binds by that one.
//! The pair itself is never proposed again, whatever the reason.

use crate::{
    coded::coded,
    division::{Division, Level},
    register::register,
    words::{RefusalReason, Trade, Willingness},
};
use chrono::{Days, NaiveDate};

/// Days for which a no binds beyond its own pair.
pub const BINDS_DAYS: u64 = 365;

coded! {
    /// What an earlier no does to later runs.
    HeedKind, "heed" {
        Nearer = "nearer", "只匹配更近的岗位";
        BetterPaid = "better_paid", "期望工资高于已拒绝的工资";
        ClosedTrade = "closed_trade", "不再匹配这一工种";
        OtherTrade = "other_trade", "优先其他工种，同一用人单位的同工种岗位不再匹配";
        Pair = "pair", "只是不再匹配这一岗位";
    }
}

/// What an earlier no does to later runs, with how far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heed {
    /// Posts beyond this reach are closed to the person.
    Nearer(Willingness),
    /// The person's pay wish is this at least, fen a month.
    BetterPaid(i64),
    /// Posts of this trade are closed to the person, wherever they are.
    ClosedTrade(Trade),
    /// Posts of this trade of the same employer are closed to the person, and other trades come first.
    OtherTrade(Trade),
    /// Nothing beyond the pair.
    Pair,
}

/// The post that was refused, as far as a no can bind by it.
#[derive(Clone, Copy, Debug)]
pub struct Refused {
    /// Where it is.
    pub workplace: Division,
    /// Its trade.
    pub trade: Trade,
    /// The most that it pays, fen a month.
    pub pay_max_fen: i64,
    /// Whether the enterprise refused the person, and not the person the post.
    pub by_enterprise: bool,
}

impl Heed {
    /// What a no for this reason does, said at this home of that post.
    #[must_use]
    pub fn of(reason: RefusalReason, home: Division, post: Refused) -> Self {
        match reason {
            RefusalReason::TooFar => nearer(home, post.workplace).map_or(Self::Pair, Self::Nearer),
            RefusalReason::FamilyNeeds => match nearer(home, post.workplace) {
                // Who cannot leave home can leave it for nowhere else either.
                Some(_) => Self::Nearer(Willingness::OwnCounty),
                None => Self::Pair,
            },
            RefusalReason::PayTooLow => Self::BetterPaid(post.pay_max_fen + 1),
            // What a person does is theirs to say: an enterprise speaks for its own posts.
            RefusalReason::NotMyTrade if !post.by_enterprise => Self::ClosedTrade(post.trade),
            RefusalReason::NotMyTrade | RefusalReason::Unsuited => Self::OtherTrade(post.trade),
            RefusalReason::FoundWork
            | RefusalReason::PostFilled
            | RefusalReason::Unreachable
            | RefusalReason::Other => Self::Pair,
        }
    }

    /// Which kind it is.
    #[must_use]
    pub fn kind(self) -> HeedKind {
        match self {
            Self::Nearer(_) => HeedKind::Nearer,
            Self::BetterPaid(_) => HeedKind::BetterPaid,
            Self::ClosedTrade(_) => HeedKind::ClosedTrade,
            Self::OtherTrade(_) => HeedKind::OtherTrade,
            Self::Pair => HeedKind::Pair,
        }
    }
}

/// The last day on which a no of a day binds beyond its own pair.
#[must_use]
pub fn binds_until(said_on: NaiveDate) -> NaiveDate {
    said_on
        .checked_add_days(Days::new(BINDS_DAYS))
        .unwrap_or(said_on)
}

/// The widest reach that a workplace lies beyond; none for work in the own county.
fn nearer(home: Division, workplace: Division) -> Option<Willingness> {
    let county = home.up_to(Level::County);
    if county.contains(workplace) {
        None
    } else if register()
        .prefecture_of(home)
        .is_some_and(|city| city.contains(workplace))
    {
        Some(Willingness::OwnCounty)
    } else if home.up_to(Level::Province).contains(workplace) {
        Some(if register().prefecture_of(home).is_some() {
            Willingness::OwnPrefecture
        } else {
            Willingness::OwnCounty
        })
    } else {
        Some(Willingness::OwnProvince)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coded::Coded;

    fn post(workplace: u32) -> Refused {
        Refused {
            workplace: Division::of_six(workplace),
            trade: Trade::Manufacturing,
            pay_max_fen: 500_000,
            by_enterprise: false,
        }
    }

    #[test]
    fn too_far_closes_what_is_as_far_and_no_more() {
        let home = Division::of_six(520_526);
        let too_far = |workplace| Heed::of(RefusalReason::TooFar, home, post(workplace));
        assert_eq!(too_far(441_900), Heed::Nearer(Willingness::OwnProvince));
        assert_eq!(too_far(520_100), Heed::Nearer(Willingness::OwnPrefecture));
        assert_eq!(too_far(520_502), Heed::Nearer(Willingness::OwnCounty));
        assert_eq!(too_far(520_526), Heed::Pair);
    }

    #[test]
    fn each_reason_binds_as_it_is_told() {
        let home = Division::of_six(520_526);
        let of = |reason| Heed::of(reason, home, post(441_900));
        assert_eq!(
            of(RefusalReason::FamilyNeeds),
            Heed::Nearer(Willingness::OwnCounty)
        );
        assert_eq!(of(RefusalReason::PayTooLow), Heed::BetterPaid(500_001));
        assert_eq!(
            of(RefusalReason::NotMyTrade),
            Heed::ClosedTrade(Trade::Manufacturing)
        );
        assert_eq!(
            of(RefusalReason::Unsuited),
            Heed::OtherTrade(Trade::Manufacturing)
        );
        let theirs = Refused {
            by_enterprise: true,
            ..post(441_900)
        };
        assert_eq!(
            Heed::of(RefusalReason::NotMyTrade, home, theirs),
            Heed::OtherTrade(Trade::Manufacturing)
        );
        assert_eq!(of(RefusalReason::PostFilled), Heed::Pair);
        assert_eq!(HeedKind::ALL.len(), 5);
        let said = NaiveDate::from_ymd_opt(2020, 4, 1).expect("a day");
        assert_eq!(binds_until(said).to_string(), "2021-04-01");
    }
}
