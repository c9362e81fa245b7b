//! What an eligible pair is worth, in parts that add up.
//!
//! Each part is `weight · share`, the share between 0 and 1 (kept in 1/1000, rounded down
//! to whole points). Unknown is worth one half, and is listed by [`unknowns`].

use crate::post::Post;
use crate::seeker::Seeker;
use crate::wish::{Wish, Wished};
use domain::distance::Distance;
use domain::words::{PartnerRule, Tier};

pub(crate) mod shares;
mod stays;

pub use stays::Stays;

/// The most points that a pair can have by its weighed parts.
pub const FULL: u16 = 10_000;

/// What a pair at a designated partner has above these where partners come strictly first: no
/// pair elsewhere reaches as many points.
pub const FIRST: u16 = FULL;

/// The most points of each part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weights {
    partner: u16,
    skill: u16,
    pay: u16,
    place: u16,
    stability: u16,
    rule: PartnerRule,
    stays: Stays,
}

/// The weights do not add up to [`FULL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the weights add up to {0}, not to 10000")]
pub struct WeightsDoNotAddUp(pub u32);

impl Weights {
    /// Weights of partner tier, skill fit, pay, place wish and expected stability, in points.
    ///
    /// # Errors
    /// When they do not add up to [`FULL`].
    pub fn new(
        [partner, skill, pay, place, stability]: [u16; 5],
    ) -> Result<Self, WeightsDoNotAddUp> {
        let sum = [partner, skill, pay, place, stability]
            .map(u32::from)
            .iter()
            .sum();
        if sum != u32::from(FULL) {
            return Err(WeightsDoNotAddUp(sum));
        }
        Ok(Self {
            partner,
            skill,
            pay,
            place,
            stability,
            rule: PartnerRule::Weighed,
            stays: Stays::default(),
        })
    }

    /// The same weights, with partners favoured by this rule.
    #[must_use]
    pub fn ruled(self, rule: PartnerRule) -> Self {
        Self { rule, ..self }
    }

    /// The same weights, with what was learnt of how long people stay at each place; posts have [their own
    /// share](Post::stay_permille) beside it.
    #[must_use]
    pub fn staying(self, stays: Stays) -> Self {
        Self { stays, ..self }
    }

    /// What was learnt of how long people stay at each place.
    #[must_use]
    pub fn stays(&self) -> &Stays {
        &self.stays
    }

    /// The same weights with nothing for partners and nothing in their stead: what favouring them costs is
    /// reckoned against these.
    #[must_use]
    pub fn without_partners(self) -> Self {
        Self {
            partner: 0,
            rule: PartnerRule::Weighed,
            ..self
        }
    }

    /// How designated partners are favoured.
    #[must_use]
    pub fn rule(&self) -> PartnerRule {
        self.rule
    }

    /// The weights in the order of [`Weights::new`].
    #[must_use]
    pub fn parts(&self) -> [u16; 5] {
        [
            self.partner,
            self.skill,
            self.pay,
            self.place,
            self.stability,
        ]
    }
}

impl Default for Weights {
    /// Partners 3000, skill 2500, pay 2000, place 1500, stability 1000.
    fn default() -> Self {
        Self {
            partner: 3000,
            skill: 2500,
            pay: 2000,
            place: 1500,
            stability: 1000,
            rule: PartnerRule::Weighed,
            stays: Stays::default(),
        }
    }
}

/// The points of a pair, part by part, each from 0 to its weight; they add up to the total.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// How close a partner the workplace is, or how near home.
    pub partner: u16,
    /// Trade, wished or known, preferred certificates and skills, Mandarin.
    pub skill: u16,
    /// Pay against the wish.
    pub pay: u16,
    /// Place against the wish.
    pub place: u16,
    /// Expected stability.
    pub stability: u16,
    /// [`FIRST`] at a designated partner where partners come strictly first, else 0.
    pub first: u16,
}

impl Parts {
    /// The sum of the parts, from 0 to [`FULL`], or to 20,000 where partners come strictly first.
    #[must_use]
    pub fn total(self) -> u16 {
        self.beside_partners() + self.partner + self.first
    }

    /// The sum of the parts that partners have no share in.
    #[must_use]
    pub fn beside_partners(self) -> u16 {
        self.skill + self.pay + self.place + self.stability
    }
}

domain::coded! {
    /// What a proposal had to leave neutral, for an officer to ask about.
    Unknown, "unknown" {
        Schooling = "schooling", "文化程度不详";
        Skills = "skills", "技能与工种意愿不详";
        Mandarin = "mandarin", "普通话水平不详";
        Willingness = "willingness", "就业意愿不详";
        PayWish = "pay_wish", "期望工资不详";
        PlaceWish = "place_wish", "意向地区不详";
        ReadyFrom = "ready_from", "可到岗日期不详";
        Stability = "stability", "预期稳定性不详";
    }
}

/// What a workplace is to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// To the person's home.
    pub tier: Tier,
    /// From the person's home.
    pub distance: Distance,
    /// To the person's wish.
    pub wished: Wished,
}

/// The points of a pair whose workplace is `place` to the person.
#[must_use]
pub fn score(seeker: &Seeker, post: &Post, place: Place, weights: &Weights) -> Parts {
    let skill = shares::skill(
        shares::trade(seeker, post.trade),
        shares::preferred(seeker, post.preferred_certificates, post.preferred_skills),
        shares::mandarin(seeker, post.mandarin_needed),
    );
    let at = weights.place_points(place);
    Parts {
        skill: weights.skill_points(skill),
        pay: weights.pay_points(shares::pay(seeker.pay_wish_fen, shares::middle(post))),
        stability: at.stability + weights.stability_points(post),
        ..at
    }
}

impl Weights {
    /// The parts that only the place decides; the others are 0.
    pub(crate) fn place_points(&self, place: Place) -> Parts {
        Parts {
            partner: points(self.partner, shares::partner(place.tier)),
            place: points(self.place, shares::place(place.wished)),
            stability: points(
                self.stability,
                self.stays.at(place.tier, place.distance).into(),
            ),
            first: match self.rule {
                PartnerRule::First if is_designated(place.tier) => FIRST,
                PartnerRule::First | PartnerRule::Weighed => 0,
            },
            ..Parts::default()
        }
    }

    pub(crate) fn skill_points(&self, share: u32) -> u16 {
        points(self.skill, share)
    }

    pub(crate) fn pay_points(&self, share: u32) -> u16 {
        points(self.pay, share)
    }

    pub(crate) fn stability_points(&self, post: &Post) -> u16 {
        points(self.stability, shares::stability(post))
    }

    /// The most points that a post can be worth to people of whom only these things are known.
    pub(crate) fn most_at(&self, place: Place, trade: u32, post: &Post) -> u16 {
        let place = self.place_points(place);
        let skill = self.skill_points(shares::skill(trade, 1000, 1000));
        place.total() + skill + self.pay + self.stability_points(post)
    }

    /// The most points that a pair can have.
    pub(crate) fn most(&self) -> u16 {
        match self.rule {
            PartnerRule::First => FULL + FIRST,
            PartnerRule::Weighed => FULL,
        }
    }
}

fn points(weight: u16, share: u32) -> u16 {
    let points = u32::from(weight) * share.min(1000) / 1000;
    u16::try_from(points).unwrap_or(weight)
}

/// Whether a pairing in force names the workplace as the home's partner.
#[must_use]
pub fn is_designated(tier: Tier) -> bool {
    match tier {
        Tier::VillagePair
        | Tier::TownshipPair
        | Tier::CountyPair
        | Tier::PrefecturePair
        | Tier::ProvincePair => true,
        Tier::OtherEast
        | Tier::Elsewhere
        | Tier::OwnCounty
        | Tier::OwnPrefecture
        | Tier::OwnProvince => false,
    }
}

/// What is unknown of a pair, and would have mattered.
#[must_use]
pub fn unknowns(seeker: &Seeker, post: &Post) -> Vec<Unknown> {
    let skills = seeker.skills.is_empty() && seeker.trades.is_empty();
    [
        (
            post.schooling_min.is_some() && seeker.schooling.is_none(),
            Unknown::Schooling,
        ),
        (skills, Unknown::Skills),
        (
            post.mandarin_needed && seeker.mandarin.is_none(),
            Unknown::Mandarin,
        ),
        (seeker.willingness.is_none(), Unknown::Willingness),
        (seeker.pay_wish_fen.is_none(), Unknown::PayWish),
        (seeker.preferred == Wish::NONE, Unknown::PlaceWish),
        (
            post.start_by.is_some() && seeker.ready_from.is_none(),
            Unknown::ReadyFrom,
        ),
        (post.stay_permille.is_none(), Unknown::Stability),
    ]
    .into_iter()
    .filter_map(|(missing, what)| missing.then_some(what))
    .collect()
}

/// The highest wish at which the pay of a post is worth so many points; `None` where no wish is.
pub(crate) fn pay_wish_worth(post: &Post, points: i64, weights: &Weights) -> Option<i64> {
    let weight = i64::from(weights.pay);
    if weight < points.max(1) {
        return None;
    }
    // A share of s/1000 or more is worth `points` where weight · s >= 1000 · points, and the wish w has it where
    // 1000 · middle / w >= 1000 + s.
    let share = (1000 * points.max(0) + weight - 1) / weight;
    Some(1000 * shares::middle(post) / (1000 + share))
}
