//! The best assignment of single people to posts, with the proof beside it.
//!
//! *Score first* is the auction alone, where staying at home is worth 0. *People first* is lexicographic exactly: a first
//! phase finds prices and a large matching, the headcount completes and proves it, and then staying at home costs more than the
//! worst chain of moves could lose, while the posts that are short of openings begin that much dearer; so no
//! price has to climb there by bids.

use super::auction::{Auction, HOME, Stop, Terms};
use super::headcount::{self, Headcount};
use super::lists::Lists;
use super::market::Market;
use super::pairs::{Entry, Narrow, Pairs, Wide};
use super::sample::{Sample, thinned};
use crate::watch::{Cancelled, Phase, Watch};
use domain::words::Objective;

/// The first ε, as a part of the most points, when nothing is known of prices.
const COLD: i64 = 4;

/// The first ε when prices were learnt from a sample.
const WARM: i64 = 64;

/// By what ε shrinks from phase to phase while it is more than a point.
const SHRINK: i64 = 12;

/// By what it shrinks below a point, where there is little left to do but to prove.
const SHRINK_AT_LAST: i64 = 1000;

/// A sample is solved until ε is below this part of the most points.
const ROUGHLY: i64 = 256;

/// One person in so many is sampled, and of the sample again.
const THIN: u32 = 4;

/// Fewer people than this teach nothing.
const SMALL: usize = 3000;

/// Rows up to this length are lists themselves.
const SHORT_ROW: usize = 48;

/// How many pairs a list has.
const LISTED: usize = 24;

/// How often lists are checked and made anew in one phase.
const ROUNDS: u32 = 4;

/// How often in the last.
const ROUNDS_AT_LAST: u32 = 64;

/// More points than any price in whole points may have where lists are short.
const DEAREST: i64 = 1 << 28;

/// What one more opening at a post would bring, people before points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Price {
    /// 1 where one more opening places one more person, else 0. Always 0 in score first.
    pub people: u8,
    /// Points times [`Optimum::scale`]; may be negative where `people` is 1.
    pub points: i64,
}

/// What is asked for.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    /// How many people each post takes; a post beyond the end takes none.
    pub openings: &'a [u32],
    /// What is strived for first.
    pub objective: Objective,
    /// The relative gap between bound and score at which to stop; 0 asks for the proven optimum.
    pub gap: f64,
    /// Threads to work on; the answer does not depend on their number.
    pub threads: usize,
}

/// The best assignment, and the proof that there is no better.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Optimum {
    /// The post of each person.
    pub post_of: Vec<Option<u32>>,
    /// How many people are placed.
    pub people: usize,
    /// An upper bound on the people that any assignment places. In score first nobody
    /// counts people, and this is how many are placed.
    pub people_bound: usize,
    /// Σ points.
    pub score: u64,
    /// An upper bound, over all eligible pairs, on the score of every assignment that places as many people as any (people
    /// first), or of every assignment (score first).
    pub bound: u64,
    /// The price of each post.
    pub prices: Vec<Price>,
    /// How many units of a price make one point.
    pub scale: i64,
    /// Whether the watch ended the search before the gap was reached.
    pub stopped: bool,
}

/// Finds the best assignment: nobody takes two posts, post `j` takes at most `openings[j]` people.
///
/// Points may reach some billions; up to a few million points a pair the optimum is exact (`bound == score` if no gap is allowed), beyond that the
/// bound stays honest. When the watch says stop, the best assignment so far is given with its bound.
pub fn search<M: Market>(market: &M, wanted: &Wanted<'_>, watch: &mut Watch<'_>) -> Optimum {
    let fits =
        |(posts, points): (usize, u32)| market.posts() <= posts && market.most_points() <= points;
    if fits(Narrow::LIMITS) {
        find(market, None::<&Pairs<Narrow>>, wanted, watch)
    } else {
        find(market, None::<&Pairs<Wide>>, wanted, watch)
    }
}

/// As [`search`], for rows that are all there.
pub fn search_rows<E: Entry>(
    pairs: &Pairs<E>,
    wanted: &Wanted<'_>,
    watch: &mut Watch<'_>,
) -> Optimum {
    if pairs.longest() > SHORT_ROW {
        search(pairs, wanted, watch)
    } else {
        find(pairs, Some(pairs), wanted, watch)
    }
}

fn find<M: Market, E: Entry>(
    market: &M,
    rows: Option<&Pairs<E>>,
    wanted: &Wanted<'_>,
    watch: &mut Watch<'_>,
) -> Optimum {
    let mut openings = wanted.openings.to_vec();
    openings.resize(market.posts(), 0);
    let wanted = Wanted {
        openings: &openings,
        ..*wanted
    };
    let learnt = learn(market, rows, &wanted, THIN, watch);
    let mut search = Search::new(Sample { market, stride: 1 }, rows, &wanted);
    if let Some(learnt) = &learnt {
        search.begin_at(learnt);
    }
    search.run(learnt.is_some(), watch)
}

/// Prices in points, learnt from every `stride`-th person; `None` for a market so small that nothing need be learnt.
fn learn<M: Market, E: Entry>(
    market: &M,
    rows: Option<&Pairs<E>>,
    wanted: &Wanted<'_>,
    stride: u32,
    watch: &mut Watch<'_>,
) -> Option<Vec<f64>> {
    let sample = Sample { market, stride };
    if sample.people() < SMALL {
        return None;
    }
    let before = learn(market, rows, wanted, stride * THIN, watch);
    let openings = thinned(wanted.openings, stride);
    let wanted = Wanted {
        openings: &openings,
        objective: Objective::ScoreFirst,
        ..*wanted
    };
    let mut search = Search::new(sample, rows, &wanted);
    if let Some(before) = &before {
        search.begin_at(before);
    }
    search.roughly(before.is_some(), watch).ok()?;
    let scale = search.auction.scale as f64;
    let mut prices: Vec<f64> = search
        .auction
        .price
        .iter()
        .map(|price| *price as f64 / scale)
        .collect();
    for ((price, openings), at) in prices.iter_mut().zip(&openings).zip(0..) {
        if *openings == 0 {
            *price = before.as_ref().map_or(0.0, |before| before[at]);
        }
    }
    Some(prices)
}
/// The proven optimum of rows that are all there, or nothing.
///
/// # Errors
/// [`Cancelled`] when the watch said so before the proof.
pub fn solve<E: Entry>(
    pairs: &Pairs<E>,
    openings: &[u32],
    objective: Objective,
    watch: &mut Watch<'_>,
) -> Result<Optimum, Cancelled> {
    let wanted = Wanted {
        openings,
        objective,
        gap: 0.0,
        threads: 1,
    };
    let optimum = search_rows(pairs, &wanted, watch);
    if optimum.stopped {
        return Err(Cancelled);
    }
    Ok(optimum)
}

fn units(price: f64) -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "`as` saturates, and any price that is not negative will do to begin with"
    )]
    let units = price.max(0.0) as i64;
    units
}

/// A market on its way to its optimum.
struct Search<'m, M, E> {
    market: Sample<'m, M>,
    auction: Auction<'m, M, E>,
    objective: Objective,
    gap: f64,
    headcount: Option<Headcount>,
    /// What not staying at home is worth in people first, scaled.
    place: i64,
    best: Best,
}

/// The best that was found so far.
struct Best {
    post_of: Vec<u32>,
    primal: i128,
    dual: i128,
}

impl<'m, M: Market, E: Entry> Search<'m, M, E> {
    fn new(market: Sample<'m, M>, rows: Option<&'m Pairs<E>>, wanted: &Wanted<'_>) -> Self {
        let lists = match rows {
            Some(rows) => Lists::whole(rows, market.stride as usize),
            None => Lists::short(market.people(), LISTED),
        };
        let chain = i64::try_from(market.people().min(market.posts())).unwrap_or(i64::MAX - 2) + 2;
        let most = i64::from(market.most_points()) + 1;
        let people = i64::try_from(market.people()).unwrap_or(i64::MAX - 1);
        // One more than the people, so that ε = 1 proves the optimum; less only where prices might leave 64 bits.
        let scale = (people + 1).min(i64::MAX / 256 / most / chain).max(1);
        let mut place = 2 * chain * most;
        if lists.are_short() {
            place = place.min(DEAREST);
        }
        let openings = wanted.openings.to_vec();
        // Where there is no opening at all nobody could pay.
        let never = 2 * (place + most) * scale;
        let price = openings
            .iter()
            .map(|openings| if *openings == 0 { never } else { 0 });
        let price = price.collect();
        let terms = Terms {
            reserve: vec![0; openings.len()],
            home: vec![0; market.people()],
            openings,
        };
        Self {
            market,
            auction: Auction::new(market, lists, terms, scale, wanted.threads, price),
            objective: wanted.objective,
            gap: wanted.gap,
            place: place * scale,
            headcount: None,
            best: Best {
                post_of: vec![HOME; market.people()],
                primal: i128::MIN,
                dual: i128::MAX,
            },
        }
    }

    fn begin_at(&mut self, prices: &[f64]) {
        let scale = self.auction.scale as f64;
        for ((price, learnt), openings) in self
            .auction
            .price
            .iter_mut()
            .zip(prices)
            .zip(&self.auction.terms.openings)
        {
            if *openings > 0 {
                *price = units(learnt * scale);
            }
        }
    }

    fn first_epsilon(&self, warm: bool) -> i64 {
        (self.leap() / if warm { WARM } else { COLD }).max(1)
    }

    fn shrink(&self, epsilon: i64) -> i64 {
        if epsilon > self.auction.scale {
            SHRINK
        } else {
            SHRINK_AT_LAST
        }
    }

    fn leap(&self) -> i64 {
        (i64::from(self.market.most_points()) + 1) * self.auction.scale
    }

    fn roughly(&mut self, warm: bool, watch: &mut Watch<'_>) -> Result<(), Stop> {
        let mut epsilon = self.first_epsilon(warm);
        loop {
            self.auction.phase(epsilon, 1, watch)?;
            if epsilon <= self.leap() / ROUGHLY {
                return Ok(());
            }
            epsilon = (epsilon / SHRINK).max(1);
        }
    }

    fn run(mut self, warm: bool, watch: &mut Watch<'_>) -> Optimum {
        let stopped = self.search(warm, watch).is_err();
        if stopped {
            let (primal, dual) = (self.auction.primal(), self.auction.dual_as_known());
            self.keep(primal, dual);
        }
        self.settle(stopped)
    }

    fn search(&mut self, warm: bool, watch: &mut Watch<'_>) -> Result<(), Stop> {
        let phases = f64::from(self.leap().ilog(SHRINK).max(1));
        let mut epsilon = self.first_epsilon(warm);
        if self.objective == Objective::PeopleFirst {
            self.auction.phase(epsilon, 0, watch)?;
            self.count(watch)?;
        }
        for phase in 1.. {
            let rounds = if epsilon == 1 { ROUNDS_AT_LAST } else { ROUNDS };
            self.auction.phase(epsilon, rounds, watch)?;
            let (primal, dual) = (self.auction.primal(), self.auction.dual());
            self.keep(primal, dual);
            let missing = self.best.dual - self.best.primal;
            let gap = missing as f64 / self.score_bound().max(1) as f64 / self.auction.scale as f64;
            let fraction = (f64::from(phase) / phases).min(1.0);
            watch.tell(Phase::Auction, fraction, Some(gap));
            if epsilon == 1 || missing < i128::from(self.auction.scale) || gap <= self.gap {
                return Ok(());
            }
            epsilon = (epsilon / self.shrink(epsilon)).max(1);
        }
        Ok(())
    }

    /// Completes the matching, and makes staying at home, and the posts that are short of openings, dear.
    fn count(&mut self, watch: &mut Watch<'_>) -> Result<(), Stop> {
        let auction = &mut self.auction;
        let counted = headcount::complete(
            &self.market,
            &auction.terms.openings,
            auction.seats.iter().map(|seat| seat.post).collect(),
            watch,
        );
        if !counted.proven {
            return Err(Stop);
        }
        auction.terms.home.fill(-self.place);
        for (price, short) in auction.price.iter_mut().zip(&counted.is_short) {
            if *short {
                *price += self.place;
            }
        }
        auction.sit(&counted.post_of);
        self.headcount = Some(counted);
        Ok(())
    }

    fn keep(&mut self, primal: i128, dual: i128) {
        if primal > self.best.primal {
            self.best.primal = primal;
            self.best.post_of = self.auction.seats.iter().map(|seat| seat.post).collect();
        }
        self.best.dual = self.best.dual.min(dual);
    }

    /// The bound on the score that the best prices prove, in points.
    fn score_bound(&self) -> u64 {
        let home = self.headcount.as_ref().map_or(0, |counted| {
            let at_home = self.best.post_of.len() - counted.placed;
            i128::from(self.place) * at_home as i128
        });
        let bound = (self.best.dual + home).div_euclid(i128::from(self.auction.scale));
        u64::try_from(bound).unwrap_or(0)
    }

    /// For posts without any opening, what the keenest person would gain by one.
    fn price_the_closed(&mut self) {
        let auction = &mut self.auction;
        let mut closed = vec![0_u64; auction.price.len().div_ceil(64)];
        for (post, openings) in auction.terms.openings.iter().enumerate() {
            closed[post / 64] |= u64::from(*openings == 0) << (post % 64);
        }
        if closed.iter().all(|word| *word == 0) {
            return;
        }
        let mut gains = vec![0; auction.price.len()];
        let mut among = closed.clone();
        for (number, person) in (0_u32..).zip(0..auction.seats.len()) {
            let surplus = auction.surplus(person);
            let mut is_touched = false;
            self.market.take_among(number, &mut among, |post| {
                is_touched = true;
                let points = self.market.points(number, post).unwrap_or(0);
                let gain = i64::from(points) * auction.scale - surplus;
                gains[post as usize] = gain.max(gains[post as usize]);
            });
            if is_touched {
                among.copy_from_slice(&closed);
            }
        }
        for ((price, gain), openings) in auction
            .price
            .iter_mut()
            .zip(gains)
            .zip(&auction.terms.openings)
        {
            if *openings == 0 {
                *price = gain;
            }
        }
    }

    fn settle(mut self, stopped: bool) -> Optimum {
        self.price_the_closed();
        let bound = self.score_bound();
        let points = |(person, post): (u32, &u32)| self.market.points(person, *post);
        let score = (0..)
            .zip(&self.best.post_of)
            .filter_map(points)
            .map(u64::from)
            .sum();
        let people = self
            .best
            .post_of
            .iter()
            .filter(|post| **post != HOME)
            .count();
        let people_bound = match (&self.headcount, self.objective) {
            (Some(counted), _) => counted.placed,
            (None, Objective::ScoreFirst) => people,
            (None, Objective::PeopleFirst) => self.best.post_of.len(),
        };
        let is_short = |post: usize| {
            self.headcount
                .as_ref()
                .is_some_and(|counted| counted.is_short[post])
        };
        let price = |(post, price): (usize, &i64)| Price {
            people: u8::from(is_short(post)),
            points: price - if is_short(post) { self.place } else { 0 },
        };
        Optimum {
            people,
            people_bound,
            score,
            bound: bound.max(score),
            prices: self.auction.price.iter().enumerate().map(price).collect(),
            scale: self.auction.scale,
            post_of: self
                .best
                .post_of
                .iter()
                .map(|post| (*post != HOME).then_some(*post))
                .collect(),
            stopped,
        }
    }
}
