//! What an opening is worth to people who come later in the season: bid prices.
//!
//! Problem: people come week by week, and each week's batch must be matched before the next is known. Batches
//! that are optimal each for itself give away the openings that later people need more.
//!
//! Method (Ahani, Gölz, Procaccia, Teytelboym and Trapp, "Dynamic placement in refugee resettlement", Operations
//! Research 72(3) 2024): before each batch, imagine the rest of the season. The batch and as many people as are still
//! expected, drawn from those who came before, are matched at once to all openings left. In the linear programme
//!
//! max Σ (w + points) x  subject to  Σ x ≤ 1 for each person, Σ x ≤ openings for each post,
//!
//! the dual price of a post is what one opening less would cost the rest of the season. The mean over
//! a few draws is the bid price; the batch is then matched at points − bid price
//! ([`Instance::reserve`]). In people first placing somebody is worth w = [`PERSON`] beside the points, so that
//! an opening that decides whether somebody later finds a post at all has that in its price; in score first w = 0.
//!
//! What holds: without anybody to come all prices are 0, and the batch is matched for itself. Parties are
//! priced as single people. The draws are no dice: draw `k` of `K` takes every so-many-th of the arrivals, shifted
//! by `k`/`K` of a step, so that any part of the season is drawn in proportion, and the same season gives
//! the same prices.
//!
//! Cost: `K` solves of at most [`MOST_PEOPLE`] people; a larger season is thinned, people and openings alike.
//! Limits: openings that will be announced later are not foreseen, and people who come later are no others than
//! those who came before.

use crate::assign::market::Market;
use crate::assign::optimum::{self, Wanted};
use crate::assign::pairs::Pairs;
use crate::field::Field;
use crate::run::Instance;
use crate::score::FULL;
use crate::seeker::Seeker;
use crate::watch::{Cancelled, Phase, Watch};
use chrono::NaiveDate;
use domain::words::Objective;

mod book;

pub use book::{Book, Kind};

/// What placing one person more is worth in people first, in points beside those of the pair.
pub const PERSON: u32 = FULL as u32;

/// How many draws the price is the mean of.
const DRAWS: u64 = 4;

/// The relative gap at which the prices of a draw are good enough.
const ENOUGH: f64 = 1e-6;

/// The most people of a draw.
const MOST_PEOPLE: u64 = 20_000;

/// Somebody who came to be matched, this season or the last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// The person as they were then.
    pub seeker: Seeker,
    /// The day on which they came.
    pub on: NaiveDate,
}

impl Arrival {
    /// The person as if they came on another day: as old as they were, and ready as soon.
    fn moved_to(&self, day: NaiveDate) -> Seeker {
        let by = day - self.on;
        let moved = |date: NaiveDate| date.checked_add_signed(by).unwrap_or(date);
        Seeker {
            born: moved(self.seeker.born),
            ready_from: self.seeker.ready_from.map(moved),
            ..self.seeker
        }
    }
}

/// Who is still expected after the batch.
#[derive(Clone, Copy, Debug)]
pub struct Outlook<'a> {
    /// People like those still to come: the same weeks of the last season, or this season so far. In the order in
    /// which they came, their wishes for places among those of the instance.
    pub arrivals: &'a [Arrival],
    /// How many people are still to come.
    pub expected: u32,
}

/// The bid price of each post, in points, before the batch in the instance is matched.
///
/// The openings of the instance are those left for the rest of the season. Its pins, exclusions, refusals, parties,
/// quotas, incumbents and bid prices so far make no difference. A price is at most [`FULL`] in score first and
/// `FULL + PERSON` in people first, with designated partners strictly first as much more as that adds to a pair.
///
/// # Errors
/// [`Cancelled`] when the watch said so.
pub fn bid_prices(
    instance: &Instance<'_>,
    outlook: &Outlook<'_>,
    watch: &mut Watch<'_>,
) -> Result<Vec<u32>, Cancelled> {
    let posts = instance.posts.len();
    if outlook.arrivals.is_empty() || outlook.expected == 0 {
        return Ok(vec![0; posts]);
    }
    let season = Season {
        instance,
        arrivals: outlook.arrivals,
        expected: u64::from(outlook.expected),
    };
    let mut sums = vec![0_i128; posts];
    for draw in 0..DRAWS {
        watch.tell(Phase::Season, draw as f64 / DRAWS as f64, None);
        let prices = season.prices(draw, &mut watch.quiet())?;
        for (sum, price) in sums.iter_mut().zip(prices) {
            *sum += price;
        }
    }
    let mean = |sum: i128| sum / i128::from(DRAWS) / 1_000_000;
    let price = |sum| u32::try_from(mean(sum)).unwrap_or(0);
    Ok(sums.into_iter().map(price).collect())
}

/// The rest of a season, to be drawn from.
struct Season<'a> {
    instance: &'a Instance<'a>,
    arrivals: &'a [Arrival],
    expected: u64,
}

impl Season<'_> {
    /// The price of each post in a draw, in millionths of a point, as each draw has a scale of its own.
    fn prices(
        &self,
        draw: u64,
        watch: &mut Watch<'_>,
    ) -> Result<impl Iterator<Item = i128> + use<>, Cancelled> {
        let seekers = self.people(draw);
        let drawn = Instance {
            seekers: &seekers,
            parties: &[],
            pins: &[],
            exclusions: &[],
            refusals: &[],
            quotas: &[],
            incumbents: &[],
            ..*self.instance
        };
        let openings = self.openings(draw);
        let wanted = Wanted {
            gap: ENOUGH,
            ..Wanted::best(&openings, Objective::ScoreFirst)
        };
        let pairs = self.pairs(&Field::new(&drawn));
        let optimum = optimum::search_rows(&pairs, &wanted, watch);
        if optimum.stopped {
            return Err(Cancelled);
        }
        let scale = i128::from(optimum.scale);
        let prices = optimum.prices.into_iter();
        Ok(prices.map(move |price| i128::from(price.points) * 1_000_000 / scale))
    }

    /// The pairs of a draw, with what placing somebody is worth in them. Few enough to be held.
    fn pairs(&self, field: &Field<'_>) -> Pairs {
        let bonus = match self.instance.objective {
            Objective::PeopleFirst => PERSON,
            Objective::ScoreFirst => 0,
        };
        let mut pairs = Pairs::new(field.posts());
        let mut row = Vec::new();
        for person in (0_u32..).take(field.people()) {
            field.each(person, |post, points| row.push((post, points + bonus)));
            row.sort_unstable();
            pairs.push_person(row.drain(..));
        }
        pairs
    }

    /// `count` of the season's people or openings, as many as a draw has of them.
    fn thinned(&self, count: u64, shift: u64) -> u64 {
        let all = self.batch() + self.expected;
        (count * MOST_PEOPLE.min(all) + shift % all) / all
    }

    fn batch(&self) -> u64 {
        self.instance.seekers.len() as u64
    }

    /// The people of a draw.
    fn people(&self, draw: u64) -> Vec<Seeker> {
        let (batch, arrivals) = (self.instance.seekers, self.arrivals);
        let now = picks(self.batch(), self.thinned(self.batch(), 0), draw);
        let later = picks(arrivals.len() as u64, self.thinned(self.expected, 0), draw);
        now.map(|at| batch[at])
            .chain(later.map(|at| arrivals[at].moved_to(self.instance.on)))
            .collect()
    }

    /// The openings of each post in a draw; what a thinned post loses in one it gains in another.
    fn openings(&self, draw: u64) -> Vec<u32> {
        let all = self.batch() + self.expected;
        let posts = self.instance.posts.iter().zip(0_u64..);
        let thinned = |openings: u32, at: u64| {
            let turn = (at + draw) % DRAWS;
            self.thinned(u64::from(openings), (2 * turn + 1) * all / (2 * DRAWS))
        };
        posts
            .map(|(post, at)| u32::try_from(thinned(post.openings, at)).unwrap_or(u32::MAX))
            .collect()
    }
}

/// `wanted` of `of` people at even steps, over and over where more are wanted than there are.
fn picks(of: u64, wanted: u64, draw: u64) -> impl Iterator<Item = usize> {
    let step = move |at: u64| {
        let shifted = u128::from(at * DRAWS * 2 + draw * 2 + 1) * u128::from(of);
        let place = shifted / u128::from((wanted * DRAWS * 2).max(1));
        usize::try_from(place).unwrap_or(usize::MAX)
    };
    (0..wanted).map(step)
}
