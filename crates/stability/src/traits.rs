//! What a job has in common with others.
//!
//! Sex, ethnicity, health, disability and register category are none of these things, on purpose: what the model cannot see
//! it cannot weigh.

use domain::{coded, coded::Coded, distance::Distance, words::Tier, words::Trade};

coded! {
    /// A thing that jobs have in common, from the broad to the narrow.
    Factor, "stability_factor" {
        /// How far the workplace is from home.
        Distance = "distance", "远近";
        /// Whether the workplace is a partner of the home, and how close a one, beyond how far it is.
        Tier = "tier", "结对层次";
        /// Whether the person goes with others who must stay together.
        Companions = "companions", "结伴";
        Trade = "trade", "工种";
        /// The home county.
        Origin = "origin", "户籍县";
        Enterprise = "enterprise", "用人单位";
        /// A trade at an enterprise, beyond what both are by themselves.
        Post = "post", "单位内的工种";
    }
}

/// What is known of a job, or of a pair that might become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Traits {
    /// For whom, by the number that the caller knows it by.
    pub enterprise: Option<u128>,
    /// In which trade.
    pub trade: Option<Trade>,
    /// The county of the home, by its code of twelve digits.
    pub origin: Option<i64>,
    /// How far the workplace is from the home.
    pub distance: Option<Distance>,
    /// What the workplace is to the home.
    pub tier: Option<Tier>,
    /// Whether the person goes with others who must stay together.
    pub has_companions: bool,
}

/// One of the groups into which a factor divides jobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Level {
    /// An enterprise, a county, or the place of a word in its list.
    pub of: u128,
    /// For [`Factor::Post`]: the place of the trade in its list; otherwise 0.
    pub trade: u8,
}

impl Traits {
    /// The group of a job by a factor; none where that is not known.
    #[must_use]
    pub fn level(&self, factor: Factor) -> Option<Level> {
        let plain = |of| Level { of, trade: 0 };
        match factor {
            Factor::Distance => self.distance.map(|far| plain(far.place() as u128)),
            Factor::Tier => self.tier.map(|tier| plain(tier.place() as u128)),
            Factor::Companions => Some(plain(self.has_companions.into())),
            Factor::Trade => self.trade.map(|trade| plain(trade.place() as u128)),
            Factor::Origin => self
                .origin
                .and_then(|code| u128::try_from(code).ok())
                .map(plain),
            Factor::Enterprise => self.enterprise.map(plain),
            Factor::Post => {
                let (of, trade) = self.enterprise.zip(self.trade)?;
                Some(Level {
                    of,
                    trade: u8::try_from(trade.place()).ok()?,
                })
            }
        }
    }
}
