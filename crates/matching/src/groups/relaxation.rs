//! The task without what makes it hard: bounds on people and score, and what a seat is worth at each place.
//!
//! Where the groups are not too large their members may [part](parted), and that is solved exactly. Else prices are
//! found by [descent]; the bound is then true for any number of people.

use super::options::Options;
use super::worth::{Scale, Worth};
use crate::assign::optimum::{Optimum, Wanted, search_rows};
use crate::assign::pairs::{Entry, Pairs};
use crate::watch::Watch;
use descent::Descent;
use domain::words::Objective;
use parted::Parted;

mod descent;
mod parted;

/// The most pairs of people who part.
const MOST_PAIRS: u128 = 1 << 26;

/// How single people are placed.
#[derive(Clone, Copy)]
pub(super) struct Singles {
    pub objective: Objective,
    pub threads: usize,
}

impl Singles {
    /// The optimum of single people.
    pub(super) fn place<E: Entry>(
        self,
        pairs: &Pairs<E>,
        openings: &[u32],
        watch: &mut Watch<'_>,
    ) -> Optimum {
        let wanted = Wanted {
            openings,
            reserve: &[],
            objective: self.objective,
            gap: 0.0,
            threads: self.threads,
        };
        search_rows(pairs, &wanted, watch)
    }
}

/// What the relaxation tells.
pub(super) struct Relaxation {
    pub scale: Scale,
    /// What a seat at each place is worth, 0 or more.
    pub prices: Vec<Worth>,
    /// The place of each group that keeps together by itself.
    pub whole: Vec<Option<u32>>,
    /// No assignment places more people.
    pub people_bound: u64,
    /// No assignment that places the most people scores more.
    bound: u64,
    parted: Option<Parted>,
}

impl Relaxation {
    pub(super) fn of(options: &Options, singles: Singles, watch: &mut Watch<'_>) -> Self {
        let groups = (0..).take(options.groups());
        let pairs = groups
            .map(|group| u128::from(options.size(group)) * options.of_group(group).len() as u128);
        if pairs.sum::<u128>() > MOST_PAIRS {
            return Self::by_descent(options, singles.objective);
        }
        let parted = Parted::of(options);
        let optimum = singles.place(&parted.pairs, &options.capacity, watch);
        let wished = parted.unit(&optimum);
        let scale = Scale::new(singles.objective, wished, options.most_points());
        Self {
            scale,
            prices: parted.prices(&optimum, scale),
            whole: parted::whole(options, &optimum),
            people_bound: optimum.people_bound as u64,
            bound: parted.bound(&optimum),
            parted: Some(parted),
        }
    }

    fn by_descent(options: &Options, objective: Objective) -> Self {
        let points = Descent::of(options, |_, choice| choice.points);
        let people = Descent::of(options, |group, _| options.size(group));
        let scale = Scale::new(objective, descent::UNIT, options.most_points());
        let both = people.prices.iter().zip(&points.prices);
        let fine = Worth::from(scale.unit);
        let price = |(people, points): (&i64, &i64)| {
            let units = scale.of(*people, 0) + Worth::from(*points) * fine;
            units / Worth::from(descent::UNIT)
        };
        Self {
            scale,
            prices: both.map(price).collect(),
            whole: vec![None; options.groups()],
            people_bound: people.bound,
            bound: points.bound,
            parted: None,
        }
    }

    /// No assignment that places the most people scores more, where so many are known to fit.
    pub(super) fn bound(
        &self,
        options: &Options,
        singles: Singles,
        people: u64,
        watch: &mut Watch<'_>,
    ) -> u64 {
        match &self.parted {
            Some(parted)
                if singles.objective == Objective::PeopleFirst && people < self.people_bound =>
            {
                let (pairs, openings) = parted.with_home(&options.capacity, people);
                parted.bound(&singles.place(&pairs, &openings, watch))
            }
            _ => self.bound,
        }
    }
}
