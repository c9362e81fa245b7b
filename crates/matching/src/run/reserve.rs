//! Openings that are worth something if they are kept for later, where there are parties.
//!
//! Problem: each post has a bid price r, and what is strived for is the worth of a matching,
//!
//! V = Σ points of the pairs + Σ r · openings left,
//!
//! in score first alone, in people first among the matchings that place the most people: nobody stays at home
//! because of a bid price. Up to a constant V is Σ (points − r).
//!
//! The solver of single people knows bid prices. The search around parties knows points from 0 upwards alone, so
//! either objective is put in its words here. Score first:
//! each opening that has a price gets a stand-in, who is worth r there and may go nowhere else; whoever takes the
//! opening outbids them. People first: every pair is worth points − r + m for the highest bid price m; as the
//! number of people is settled first, m changes nothing.
//!
//! What is proven: bound − score is how much more V any other matching of the objective can have. So the
//! bound holds for the score of all matchings that keep openings worth at least as much as this one keeps. A
//! matching that spends what should be kept may well score more today.

use super::Instance;
use crate::assign::optimum::Optimum;
use crate::assign::pairs::Pairs;
use domain::words::Objective;

/// The bid prices of a run, where it has any.
pub(super) struct Reserve<'a> {
    of: &'a [u32],
    /// The highest of them.
    most: u32,
    objective: Objective,
}

impl<'a> Reserve<'a> {
    /// The bid prices of an instance; `None` where all are 0.
    pub(super) fn new(instance: &Instance<'a>) -> Option<Self> {
        let of = instance.reserve;
        let most = of.iter().copied().max().filter(|most| *most > 0)?;
        Some(Self {
            of,
            most,
            objective: instance.objective,
        })
    }

    /// The pairs of the same people at the worth that decides; in score first, stand-ins come after the people.
    pub(super) fn weigh(&self, pairs: &Pairs, openings: &[u32]) -> Pairs {
        let mut weighed = Pairs::new(pairs.posts());
        let lift = |post| match self.objective {
            Objective::PeopleFirst => self.most - self.price(post),
            Objective::ScoreFirst => 0,
        };
        for person in 0..pairs.people() {
            let row = pairs.row(person);
            weighed.push_person(row.map(|(post, points)| (post, points + lift(post))));
        }
        if self.objective == Objective::ScoreFirst {
            for ((post, price), openings) in (0..).zip(self.of).zip(openings) {
                let stand_ins = if *price > 0 { *openings } else { 0 };
                for _ in 0..stand_ins {
                    weighed.push_person([(post, *price)]);
                }
            }
        }
        weighed
    }

    /// Puts the answer back into points of the people alone.
    pub(super) fn settle(&self, pairs: &Pairs, optimum: &mut Optimum) {
        optimum.post_of.truncate(pairs.people());
        let placed = optimum.post_of.iter().enumerate();
        let score = placed
            .filter_map(|(person, post)| pairs.points(person, (*post)?))
            .map(u64::from)
            .sum();
        optimum.bound = score + optimum.bound.saturating_sub(optimum.score);
        optimum.score = score;
        match self.objective {
            Objective::ScoreFirst => {
                optimum.people = optimum.post_of.iter().flatten().count();
                optimum.people_bound = optimum.people;
            }
            Objective::PeopleFirst => {
                for (price, post) in optimum.prices.iter_mut().zip(0..) {
                    // Where somebody stays at home, staying is what a price is measured by.
                    let lift = i64::from(self.most) * i64::from(price.people);
                    price.points += (i64::from(self.price(post)) - lift) * optimum.scale;
                }
            }
        }
    }

    fn price(&self, post: u32) -> u32 {
        self.of.get(post as usize).copied().unwrap_or(0)
    }
}
