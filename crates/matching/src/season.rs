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
//! Cost: the pairs of all arrivals once, and `K` exact solves of at most [`MOST_PEOPLE`] people; a larger season is
//! thinned, people and openings alike. Limits: openings that will be announced later are not foreseen, and
//! people who come later are no others than those who came before.

use crate::assign::{optimum, pairs::Pairs};
use crate::field::Field;
use crate::run::{Instance, worth};
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
/// The openings of the instance are those left for the rest of the season. Its pins, parties,
/// quotas, incumbents and bid prices so far make no difference. A price is at most [`FULL`] in score first and `FULL + PERSON` in
/// people first, with designated partners strictly first as much more as that adds to a pair.
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
    let arrivals = outlook.arrivals.iter();
    let arrivals = arrivals.map(|arrival| arrival.moved_to(instance.on));
    let seekers: Vec<Seeker> = instance.seekers.iter().copied().chain(arrivals).collect();
    let everybody = Instance {
        seekers: &seekers,
        parties: &[],
        pins: &[],
        quotas: &[],
        incumbents: &[],
        ..*instance
    };
    let pairs = worth(&Field::new(&everybody), &mut watch.quiet())?;
    let season = Season {
        instance,
        pairs,
        arrivals: outlook.arrivals.len() as u64,
        expected: u64::from(outlook.expected),
    };
    let mut sums = vec![0_i128; posts];
    for draw in 0..DRAWS {
        watch.tell(Phase::Season, draw as f64 / DRAWS as f64, None);
        let drawn = optimum::solve(
            &season.people(draw),
            &season.openings(draw),
            Objective::ScoreFirst,
            &mut watch.quiet(),
        )?;
        for (sum, price) in sums.iter_mut().zip(&drawn.prices) {
            // Millionths of a point, as each draw has a scale of its own.
            *sum += i128::from(price.points) * 1_000_000 / i128::from(drawn.scale);
        }
    }
    let mean = |sum: i128| sum / i128::from(DRAWS) / 1_000_000;
    let price = |sum| u32::try_from(mean(sum)).unwrap_or(0);
    Ok(sums.into_iter().map(price).collect())
}

/// The rest of a season, to be drawn from.
struct Season<'a> {
    instance: &'a Instance<'a>,
    /// Of the batch, then of the arrivals.
    pairs: Pairs,
    arrivals: u64,
    expected: u64,
}

impl Season<'_> {
    fn batch(&self) -> u64 {
        self.instance.seekers.len() as u64
    }

    /// `count` of the season's people or openings, as many as a draw has of them.
    fn thinned(&self, count: u64, shift: u64) -> u64 {
        let all = self.batch() + self.expected;
        (count * MOST_PEOPLE.min(all) + shift % all) / all
    }

    /// The pairs of the people of a draw.
    fn people(&self, draw: u64) -> Pairs {
        let bonus = match self.instance.objective {
            Objective::PeopleFirst => PERSON,
            Objective::ScoreFirst => 0,
        };
        let batch = picks(self.batch(), self.thinned(self.batch(), 0), draw);
        let later = picks(self.arrivals, self.thinned(self.expected, 0), draw);
        let first = self.instance.seekers.len();
        let mut pairs = Pairs::new(self.pairs.posts());
        for person in batch.chain(later.map(|at| first + at)) {
            let row = self.pairs.row(person);
            pairs.push_person(row.map(|(post, points)| (post, points + bonus)));
        }
        pairs
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
