//! What is looked up while explaining.

use super::seats::{Seat, seats};
use super::{DecidedBy, Marginal, RunnerUp};
use crate::assign::market::Market;
use crate::assign::optimum::{Optimum, Price};
use crate::field::Field;
use crate::quota::QuotaPrice;
use crate::run::{Instance, Pair};
use crate::score::{FIRST, FULL, Parts, is_designated};
use std::cmp::Reverse;
use std::collections::HashSet;

/// An assignment, read from the side of one person after the other.
pub(crate) struct Ledger<'a> {
    pub(crate) instance: &'a Instance<'a>,
    field: &'a Field<'a>,
    party_of: &'a [Option<u32>],
    pins: HashSet<Pair>,
    pub(crate) post_of: &'a [Option<u32>],
    prices: &'a [Price],
    scale: i64,
    /// Openings left at each post.
    pub(crate) left: Vec<u32>,
    quota_prices: Vec<QuotaPrice>,
    /// How many each quota has placed.
    pub(crate) placed: Vec<u32>,
    /// The quotas of each person who is in any.
    quotas_of: Vec<Vec<u32>>,
    pub(super) seats: Vec<Seat>,
    /// Posts where somebody gets in beside all others, as a set.
    pub(super) roomy: Vec<u64>,
    /// Full posts where somebody would have to go home, those worth least there first.
    pub(super) contested: Vec<u32>,
}

/// Full posts at which somebody is weighed against those who are there.
const CONTESTED: usize = 512;

impl<'a> Ledger<'a> {
    pub(crate) fn new(
        instance: &'a Instance<'a>,
        field: &'a Field<'a>,
        party_of: &'a [Option<u32>],
        optimum: &'a Optimum,
        quota_prices: Vec<QuotaPrice>,
    ) -> Self {
        let mut left: Vec<u32> = instance.posts.iter().map(|post| post.openings).collect();
        for post in optimum.post_of.iter().flatten() {
            left[*post as usize] = left[*post as usize].saturating_sub(1);
        }
        let mut quotas_of = Vec::new();
        let mut placed = Vec::new();
        for (quota, number) in instance.quotas.iter().zip(0..) {
            quotas_of.resize(instance.seekers.len(), Vec::new());
            let mut count = 0;
            for member in &quota.members {
                quotas_of[*member as usize].push(number);
                count += u32::from(optimum.post_of[*member as usize].is_some());
            }
            placed.push(count);
        }
        let mut ledger = Self {
            instance,
            field,
            party_of,
            pins: instance.pins.iter().copied().collect(),
            post_of: &optimum.post_of,
            prices: &optimum.prices,
            scale: optimum.scale,
            left,
            quota_prices,
            placed,
            quotas_of,
            seats: Vec::new(),
            roomy: Vec::new(),
            contested: Vec::new(),
        };
        ledger.seats = seats(&ledger);
        ledger.roomy = set_of(&ledger.seats, |seat| {
            matches!(seat, Seat::Free | Seat::GoesOn(_))
        });
        let loss = |(post, seat): (u32, &Seat)| match seat {
            Seat::GoesHome(loss) => Some((*loss, post)),
            Seat::Free | Seat::GoesOn(_) | Seat::Firm => None,
        };
        let mut contested: Vec<_> = (0..).zip(&ledger.seats).filter_map(loss).collect();
        contested.sort_unstable();
        contested.truncate(CONTESTED);
        ledger.contested = contested.into_iter().map(|(_, post)| post).collect();
        ledger
    }

    /// Shows every pair of a person.
    pub(crate) fn each(&self, person: u32, mut take: impl FnMut((u32, u32))) {
        self.field.each(person, |post, points| take((post, points)));
    }

    /// The first post of a set that a person may take.
    pub(super) fn first_among(&self, person: u32, set: &[u64]) -> Option<u32> {
        self.field.first_among(person, set)
    }

    /// The points of a pair that nothing forbids.
    pub(super) fn points(&self, person: u32, post: u32) -> Option<u32> {
        self.field.points(person, post)
    }

    /// What a pair weighs in the solver: its points, and more for staying. 0 where it is not eligible.
    pub(super) fn worth_at(&self, person: u32, post: u32) -> i64 {
        let points = self.points(person, post).unwrap_or(0);
        self.worth(person, post, points.into())
    }

    /// What a pair of so many points weighs in the solver: more for staying, less for what is kept for later.
    pub(super) fn worth(&self, person: u32, post: u32, points: i64) -> i64 {
        let loyalty = match self.instance.incumbents.get(person as usize) {
            Some(Some(stays)) if *stays == post => i64::from(self.instance.loyalty),
            _ => 0,
        };
        points + loyalty - self.reserve(post)
    }

    fn reserve(&self, post: u32) -> i64 {
        let price = self.instance.reserve.get(post as usize);
        price.copied().unwrap_or(0).into()
    }

    /// Whether an officer pinned a pair.
    pub(crate) fn is_pinned(&self, pair: Pair) -> bool {
        self.pins.contains(&pair)
    }

    /// What each quota came to.
    pub(crate) fn quota_prices(&self) -> Vec<QuotaPrice> {
        let points = self
            .quota_prices
            .iter()
            .map(|price| price.points)
            .chain(std::iter::repeat(0));
        let counted = self.placed.iter().zip(points);
        counted
            .map(|(placed, points)| QuotaPrice {
                placed: *placed,
                points,
            })
            .collect()
    }

    /// Whether the person's party or a pin holds nobody at the post.
    pub(super) fn can_be_moved(&self, person: u32, post: u32) -> bool {
        let pair = Pair {
            seeker: person,
            post,
        };
        self.party_of[person as usize].is_none() && !self.is_pinned(pair)
    }

    /// Whether nobody counts on the person being placed.
    pub(super) fn can_go_home(&self, person: u32) -> bool {
        self.quotas_of(person).is_empty()
    }

    fn quotas_of(&self, person: u32) -> &[u32] {
        self.quotas_of
            .get(person as usize)
            .map_or(&[], Vec::as_slice)
    }

    /// Whether a cap forbids to place all of these people, none of whom is.
    pub(crate) fn are_capped(&self, people: &[u32]) -> bool {
        let quotas = self.instance.quotas.iter().zip(&self.placed).zip(0..);
        people
            .iter()
            .any(|person| !self.quotas_of(*person).is_empty())
            && quotas.into_iter().any(|((quota, placed), number)| {
                let more = people
                    .iter()
                    .filter(|person| self.quotas_of(**person).contains(&number));
                let more = u32::try_from(more.count()).unwrap_or(u32::MAX);
                let most = quota.at_most.unwrap_or(u32::MAX);
                more > 0 && placed.saturating_add(more) > most
            })
    }

    pub(crate) fn is_full(&self, post: u32) -> bool {
        self.left[post as usize] == 0
    }

    /// What one more opening at a post would bring at most.
    pub(crate) fn marginal(&self, post: u32) -> Marginal {
        let price = self.prices[post as usize];
        Marginal {
            people: price.people,
            points: -(-price.points).div_euclid(self.scale),
        }
    }

    /// The best other eligible post of somebody placed, of equal ones the lower; and how many posts are eligible.
    pub(crate) fn runner_up(&self, person: u32, given: u32) -> (Option<RunnerUp>, u64) {
        let (mut best, mut pairs) = (None, 0);
        self.each(person, |(post, points)| {
            pairs += 1;
            if post != given {
                best = best.max(Some((points, Reverse(post))));
            }
        });
        let runner_up = best.map(|(points, Reverse(post))| RunnerUp {
            post,
            points: u16::try_from(points).unwrap_or(u16::MAX),
            full: self.is_full(post),
            price: self.marginal(post),
        });
        (runner_up, pairs)
    }

    /// What decided that somebody is placed at `given`.
    pub(crate) fn decided_by(
        &self,
        Pair { seeker, post }: Pair,
        parts: Parts,
        runner_up: Option<RunnerUp>,
    ) -> DecidedBy {
        let own = parts.total();
        let better = runner_up.filter(|other| other.points > own);
        let stays = self.worth(seeker, post, own.into());
        if self.is_pinned(Pair { seeker, post }) {
            return DecidedBy::Pinned;
        }
        match better {
            _ if self.is_owed_to_a_floor(seeker, post, stays + self.reserve(post)) => {
                DecidedBy::Floor
            }
            None if parts.first > 0 && self.is_better_elsewhere(seeker, own - FIRST) => {
                DecidedBy::PartnerFirst
            }
            None => DecidedBy::Best,
            Some(_) if self.party_of[seeker as usize].is_some() => DecidedBy::Party,
            Some(other) if stays >= self.worth(seeker, other.post, other.points.into()) => {
                let is_loyal = stays + self.reserve(post) > own.into();
                if is_loyal {
                    DecidedBy::Incumbent
                } else {
                    DecidedBy::Reserve
                }
            }
            Some(other) if other.full => DecidedBy::Price,
            Some(_) => DecidedBy::Gap,
        }
    }

    /// Whether somebody is worth less at a post than its opening is to others, and a floor that just
    /// holds counts on them.
    fn is_owed_to_a_floor(&self, person: u32, post: u32, worth: i64) -> bool {
        let holds_barely = |quota: &u32| {
            let least = self.instance.quotas[*quota as usize].at_least;
            least.is_some_and(|least| self.placed[*quota as usize] <= least)
        };
        self.marginal(post).points > worth && self.quotas_of(person).iter().any(holds_barely)
    }

    /// Whether a post elsewhere would be worth more than `points`, were partners not strictly first.
    fn is_better_elsewhere(&self, person: u32, points: u16) -> bool {
        let Instance { seekers, posts, .. } = self.instance;
        let is_elsewhere = |post: u32| {
            let workplace = posts[post as usize].workplace;
            let place = self.instance.place(&seekers[person as usize], workplace);
            !is_designated(place.tier)
        };
        let mut better = false;
        self.each(person, |(post, worth)| {
            better |= worth > points.into() && worth <= FULL.into() && is_elsewhere(post);
        });
        better
    }

    /// Of somebody unplaced: how many posts nothing forbids, how many of them are full, and of these the one
    /// whose openings are least sought after.
    pub(crate) fn eligible(&self, person: u32, mut take: impl FnMut(u32)) -> Eligible {
        let mut eligible = Eligible::default();
        self.each(person, |(post, _)| {
            take(post);
            eligible.posts += 1;
            if self.is_full(post) {
                eligible.full += 1;
                let sought = (self.prices[post as usize], post);
                let least = eligible.full_post.get_or_insert(sought);
                *least = sought.min(*least);
            }
        });
        eligible
    }
}

/// The posts that nothing forbids to somebody.
#[derive(Default)]
pub(crate) struct Eligible {
    pub(crate) posts: u32,
    pub(crate) full: u32,
    /// The full post whose openings are least sought after, with its price.
    pub(crate) full_post: Option<(Price, u32)>,
}

/// The places of those for whom `is` holds, as a set.
pub(super) fn set_of<T>(all: &[T], is: impl Fn(&T) -> bool) -> Vec<u64> {
    let word = |chunk: &[T]| {
        let bits = chunk.iter().zip(0..);
        bits.fold(0, |word, (each, bit)| word | u64::from(is(each)) << bit)
    };
    all.chunks(64).map(word).collect()
}

/// Whether a place is in a set.
pub(super) fn is_in(set: &[u64], place: u32) -> bool {
    let word = set.get(place as usize / 64);
    word.is_some_and(|word| word >> (place % 64) & 1 == 1)
}
