//! What the place adds to the share that is expected to stay: by tier, and by how far it is.

use domain::{coded::Coded, distance::Distance, words::Tier};

/// By tier and distance, in thousandths; nothing unless it was learnt.
///
/// Together with a post's own share it is at most 1000: whoever learns both sees to that.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stays([[u16; Distance::ALL.len()]; Tier::ALL.len()]);

impl Stays {
    /// What each place adds, up to 1000.
    #[must_use]
    pub fn of(each: impl Fn(Tier, Distance) -> u16) -> Self {
        let mut stays = Self::default();
        for tier in Tier::ALL {
            for distance in Distance::ALL {
                stays.0[tier.place()][distance.place()] = each(*tier, *distance).min(1000);
            }
        }
        stays
    }

    /// What a place adds.
    #[must_use]
    pub fn at(&self, tier: Tier, distance: Distance) -> u16 {
        self.0[tier.place()][distance.place()]
    }

    /// What each place adds, tier by tier in the order of their list, by distance in the order of theirs.
    #[must_use]
    pub fn all(&self) -> &[u16] {
        self.0.as_flattened()
    }

    /// The most that any place adds.
    #[must_use]
    pub fn most(&self) -> u16 {
        self.all().iter().copied().max().unwrap_or(0)
    }
}
