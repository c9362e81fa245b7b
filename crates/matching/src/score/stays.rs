//! What a tier adds to the share that is expected to stay.

use domain::{coded::Coded, words::Tier};

/// By tier, in thousandths; nothing unless it was learnt.
///
/// Together with a post's own share it is at most 1000: whoever learns both sees to that.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stays([u16; Tier::ALL.len()]);

impl Stays {
    /// What each tier adds, up to 1000.
    #[must_use]
    pub fn of(each: impl Fn(Tier) -> u16) -> Self {
        let mut stays = Self::default();
        for tier in Tier::ALL {
            stays.0[tier.place()] = each(*tier).min(1000);
        }
        stays
    }

    /// What a tier adds.
    #[must_use]
    pub fn at(&self, tier: Tier) -> u16 {
        self.0[tier.place()]
    }

    /// What each tier adds, in the order of their list.
    #[must_use]
    pub fn by_tier(&self) -> &[u16] {
        &self.0
    }

    /// The most that any tier adds.
    #[must_use]
    pub fn most(&self) -> u16 {
        self.0.iter().copied().max().unwrap_or(0)
    }
}
