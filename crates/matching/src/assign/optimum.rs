//! The best assignment of single people to posts, with the proof beside it.
//!
//! *People first* is lexicographic exactly: the headcount takes the market
//! apart into short, even and ample, and the auction finds the best score
//! in all three at once, every post of the first two full and everybody of the last two placed. No
//! bonus for placing a person appears anywhere, so none can be too small. *Score first* is the
//! auction alone, where staying at home is worth 0.

use super::auction::{self, HOME, Terms};
use super::headcount::{self, Part};
use super::pairs::{Columns, Pairs};
use crate::watch::{Cancelled, Watch};
use domain::words::Objective;

/// What one more opening at a post would bring, people before points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Price {
    /// 1 where one more opening places one more person, else 0. Always 0 in score first.
    pub people: u8,
    /// Points times [`Optimum::scale`]; may be negative where `people` is 1.
    pub points: i64,
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
    /// An upper bound, over all eligible pairs, on the score of every assignment that places
    /// as many people (people first), or of every assignment (score first).
    pub bound: u64,
    /// The price of each post.
    pub prices: Vec<Price>,
    /// How many units of a price make one point.
    pub scale: i64,
}

/// Finds the best assignment: nobody takes two posts, post `j` takes at most `openings[j]` people.
///
/// Points may reach some billions; up to a few million points a pair the optimum is exact
/// (`bound == score`), beyond that the bound stays honest. A post without an entry in
/// `openings` has none.
///
/// # Errors
/// [`Cancelled`] when the watch said so.
pub fn solve(
    pairs: &Pairs,
    openings: &[u32],
    objective: Objective,
    watch: &mut Watch<'_>,
) -> Result<Optimum, Cancelled> {
    let mut openings = openings.to_vec();
    openings.resize(pairs.posts(), 0);
    let columns = Columns::of(pairs);
    watch.check()?;
    let market = match objective {
        Objective::PeopleFirst => Market::people_first(pairs, &columns, &openings, watch)?,
        Objective::ScoreFirst => Market::score_first(pairs),
    };
    let terms = Terms {
        openings: &openings,
        must: &market.must,
        tight: &market.tight,
    };
    let usable = |person: usize, post: usize| openings[post] > 0 && market.joins(person, post);
    let whole =
        (0..pairs.people()).all(|who| pairs.row(who).all(|(post, _)| usable(who, post as usize)));
    let sold = if whole {
        auction::run(pairs, &columns, &terms, watch)?
    } else {
        drop(columns);
        let pairs = pairs.filtered(usable);
        let columns = Columns::of(&pairs);
        auction::run(&pairs, &columns, &terms, watch)?
    };
    Ok(market.settle(pairs, &openings, sold))
}

/// What the objective asks of people and posts.
struct Market {
    must: Vec<bool>,
    tight: Vec<bool>,
    /// The parts of people and posts, in people first.
    parts: Option<(Vec<Part>, Vec<Part>)>,
    people_bound: Option<usize>,
}

impl Market {
    fn score_first(pairs: &Pairs) -> Self {
        Self {
            must: vec![false; pairs.people()],
            tight: vec![false; pairs.posts()],
            parts: None,
            people_bound: None,
        }
    }

    fn people_first(
        pairs: &Pairs,
        columns: &Columns,
        openings: &[u32],
        watch: &mut Watch<'_>,
    ) -> Result<Self, Cancelled> {
        let headcount = headcount::count(pairs, columns, openings, watch)?;
        Ok(Self {
            must: headcount
                .people
                .iter()
                .map(|part| *part != Part::Short)
                .collect(),
            tight: headcount
                .posts
                .iter()
                .map(|part| *part != Part::Ample)
                .collect(),
            parts: Some((headcount.people, headcount.posts)),
            people_bound: Some(headcount.placed),
        })
    }

    /// Whether an optimal assignment may use a pair at all.
    fn joins(&self, person: usize, post: usize) -> bool {
        self.parts
            .as_ref()
            .is_none_or(|(people, posts)| people[person] == posts[post])
    }

    fn settle(self, pairs: &Pairs, openings: &[u32], sold: auction::Sold) -> Optimum {
        let score = (0..pairs.people())
            .filter_map(|person| pairs.points(person, sold.post_of[person]))
            .map(u64::from)
            .sum();
        let points = shadow_prices(pairs, openings, &sold);
        let is_short = |post: usize| {
            self.parts
                .as_ref()
                .is_some_and(|(_, posts)| posts[post] == Part::Short)
        };
        let prices = points
            .into_iter()
            .enumerate()
            .map(|(post, points)| Price {
                people: u8::from(is_short(post)),
                points,
            })
            .collect();
        let post_of: Vec<Option<u32>> = sold
            .post_of
            .into_iter()
            .map(|post| (post != HOME).then_some(post))
            .collect();
        let people = post_of.iter().flatten().count();
        Optimum {
            people,
            people_bound: self.people_bound.unwrap_or(people),
            score,
            bound: u64::try_from(sold.dual.div_euclid(i128::from(sold.scale))).unwrap_or(score),
            prices,
            scale: sold.scale,
            post_of,
        }
    }
}

/// The auction's prices, and for posts without any opening what the keenest person would gain there.
fn shadow_prices(pairs: &Pairs, openings: &[u32], sold: &auction::Sold) -> Vec<i64> {
    let mut price = sold.price.clone();
    if openings.iter().all(|openings| *openings > 0) {
        return price;
    }
    for person in 0..pairs.people() {
        let surplus =
            |(post, points): (u32, u32)| i64::from(points) * sold.scale - sold.price[post as usize];
        let has = pairs
            .row(person)
            .find(|(post, _)| *post == sold.post_of[person])
            .map_or(0, surplus);
        for (post, points) in pairs.row(person) {
            if openings[post as usize] == 0 {
                let gain = i64::from(points) * sold.scale - has;
                price[post as usize] = price[post as usize].max(gain);
            }
        }
    }
    price
}
