//! One word for why somebody is not placed, out of everything that stood in the way.

use crate::eligible::HardLimit;
use crate::outcome::Unplaced;
use domain::coded::Coded;

/// What stood in somebody's way most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// Nothing is eligible, and this limit closes most.
    Limit(HardLimit),
    /// There is no post at all.
    NoPost,
    /// All eligible posts are full.
    Full,
    /// The party cannot be placed whole.
    Party,
    /// Somebody of the party is not there to be matched.
    PartyIncomplete,
    /// As many of the group are placed as its cap allows.
    Cap,
    /// An eligible post has room, but placing this person would cost more than it brings.
    Outweighed,
}

/// The verdicts that are no limit, with their codes and labels.
const OTHERS: [(Verdict, &str, &str); 6] = [
    (Verdict::NoPost, "no_post", "没有可匹配的岗位"),
    (Verdict::Full, "full", "符合条件的岗位名额已满"),
    (Verdict::Party, "party", "同行人员无法一起安排"),
    (
        Verdict::PartyIncomplete,
        "party_incomplete",
        "同行人员中有人未参加本次匹配",
    ),
    (Verdict::Cap, "cap", "所在群体已达安排人数上限"),
    (
        Verdict::Outweighed,
        "outweighed",
        "安排此人会使其他人的安排变差",
    ),
];

/// The limits, then the others.
const ALL: [Verdict; HardLimit::ALL.len() + OTHERS.len()] = {
    let mut all = [Verdict::NoPost; HardLimit::ALL.len() + OTHERS.len()];
    let mut at = 0;
    while at < all.len() {
        all[at] = if at < HardLimit::ALL.len() {
            Verdict::Limit(HardLimit::ALL[at])
        } else {
            OTHERS[at - HardLimit::ALL.len()].0
        };
        at += 1;
    }
    all
};

impl Coded for Verdict {
    const SET: &'static str = "unplaced_reason";
    const ALL: &'static [Self] = &ALL;

    fn code(self) -> &'static str {
        match self {
            Self::Limit(limit) => limit.code(),
            other => other.entry().1,
        }
    }

    fn zh(self) -> &'static str {
        match self {
            Self::Limit(limit) => limit.zh(),
            other => other.entry().2,
        }
    }
}

impl Verdict {
    fn entry(self) -> (Self, &'static str, &'static str) {
        let found = OTHERS.into_iter().find(|(verdict, ..)| *verdict == self);
        found.unwrap_or(OTHERS[0])
    }
}

impl Unplaced {
    /// What stood in the way most: of limits, the one that closes most posts by itself, then the one that
    /// closes most at all, then the first of the list.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        if self.eligible == 0 {
            let worst = self.forbidden.iter().rev();
            worst
                .max_by_key(|forbidden| (forbidden.alone, forbidden.posts))
                .map_or(Verdict::NoPost, |forbidden| Verdict::Limit(forbidden.limit))
        } else if self.capped {
            Verdict::Cap
        } else if self.party.is_some() {
            Verdict::Party
        } else if self.full == self.eligible {
            Verdict::Full
        } else {
            Verdict::Outweighed
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reasons::Forbidden;

    #[test]
    fn every_verdict_has_a_code_of_its_own_and_is_found_by_it() {
        for verdict in Verdict::ALL {
            assert_eq!(Verdict::from_code(verdict.code()), Some(*verdict));
        }
    }

    #[test]
    fn the_limit_that_closes_most_by_itself_is_named() {
        let forbids = |limit, posts, alone| Forbidden {
            limit,
            posts,
            alone,
        };
        let unplaced = Unplaced {
            seeker: 0,
            forbidden: vec![
                forbids(HardLimit::Age, 9, 1),
                forbids(HardLimit::Schooling, 3, 2),
                forbids(HardLimit::Willingness, 3, 2),
            ],
            eligible: 0,
            full: 0,
            party: None,
            capped: false,
            change: None,
        };
        assert_eq!(unplaced.verdict(), Verdict::Limit(HardLimit::Schooling));
    }
}
