//! The single people of a run, as the solver sees them: who has a party or a pin is not among them, and whoever has a
//! post from an earlier run is worth a little more there.

use super::Instance;
use super::pins::Pinned;
use crate::assign::market::{Market, spread};
use crate::assign::optimum::{Optimum, Wanted, fits};
use crate::assign::pairs::{Narrow, Wide};
use crate::assign::solver::Solver;
use crate::field::Field;
use crate::quota::QuotaPrice;
use crate::watch::Watch;
use std::cmp::Reverse;

/// The gap that is good enough where none is named.
const GAP: f64 = 1e-6;

/// Solves a run without parties.
pub(super) fn solve(
    instance: &Instance<'_>,
    field: &Field<'_>,
    pinned: &Pinned,
    watch: &mut Watch<'_>,
) -> (Optimum, Vec<QuotaPrice>) {
    let market = Singles::new(instance, field, pinned);
    let wanted = Wanted {
        openings: &pinned.openings,
        reserve: instance.reserve,
        objective: instance.objective,
        gap: instance.target.gap.unwrap_or(GAP),
        threads: super::threads(),
    };
    let quotas = pinned.without(instance.quotas);
    let (mut optimum, prices) = if fits::<Narrow, _>(&market) {
        Solver::<_, Narrow>::new(&market, &wanted).solve_with(&quotas, watch)
    } else {
        Solver::<_, Wide>::new(&market, &wanted).solve_with(&quotas, watch)
    };
    market.without_loyalty(&mut optimum);
    (optimum, prices)
}

/// The field without some people, and with the loyalty of others.
pub(super) struct Singles<'a> {
    field: &'a Field<'a>,
    /// Who is not in the market.
    is_out: Vec<bool>,
    /// The post that each person has already, by person; may be empty.
    incumbents: &'a [Option<u32>],
    /// The points that staying there is worth beside those of the pair.
    loyalty: u32,
}

impl<'a> Singles<'a> {
    /// Everybody who is not pinned; of parties, also who is.
    pub(super) fn new(instance: &Instance<'a>, field: &'a Field<'a>, pinned: &Pinned) -> Self {
        let mut is_out = vec![false; field.people()];
        for pin in &pinned.kept {
            is_out[pin.seeker as usize] = true;
        }
        Self {
            field,
            is_out,
            incumbents: instance.incumbents,
            loyalty: instance.loyalty.into(),
        }
    }

    /// Takes the loyalty of those who stay off score and bound again.
    pub(super) fn without_loyalty(&self, optimum: &mut Optimum) {
        let staying = (0..).zip(&optimum.post_of);
        let loyal =
            staying.filter_map(|(person, post)| Some(u64::from(self.bonus(person, (*post)?))));
        let loyal: u64 = loyal.sum();
        optimum.score -= loyal;
        optimum.bound -= loyal;
    }

    fn is_out(&self, person: u32) -> bool {
        self.is_out[person as usize]
    }

    /// What staying at a post is worth to a person.
    fn bonus(&self, person: u32, post: u32) -> u32 {
        match self.incumbents.get(person as usize) {
            Some(Some(stays)) if *stays == post => self.loyalty,
            _ => 0,
        }
    }

    /// Puts the pair of somebody who has a post already where its loyalty ranks it.
    fn rank(
        &self,
        person: u32,
        surplus: impl Fn((u32, u32)) -> i64,
        than: i64,
        size: usize,
        mut rest: i64,
        list: &mut Vec<(u32, u32)>,
    ) -> i64 {
        let Some(Some(stays)) = self.incumbents.get(person as usize) else {
            return rest;
        };
        let Some(points) = self.points(person, *stays) else {
            return rest;
        };
        let stay = (*stays, points);
        if surplus(stay) <= than && than > i64::MIN {
            return rest;
        }
        list.retain(|(post, _)| post != stays);
        list.push(stay);
        list.sort_unstable_by_key(|pair| (Reverse(surplus(*pair)), pair.0));
        while list.len() > size {
            rest = list
                .pop()
                .map_or(rest, |left_out| rest.max(surplus(left_out)));
        }
        rest
    }
}

/// Prices as the field wants them, and as they are.
pub(super) struct Prices<'a> {
    of_field: <Field<'a> as Market>::Prices,
    by_post: Vec<i64>,
    scale: i64,
}

impl<'a> Market for Singles<'a> {
    type Prices = Prices<'a>;

    fn people(&self) -> usize {
        self.field.people()
    }

    fn posts(&self) -> usize {
        self.field.posts()
    }

    fn most_points(&self) -> u32 {
        self.field.most_points() + self.loyalty
    }

    fn prepare_in(&self, prices: &[i64], scale: i64) -> Prices<'a> {
        Prices {
            of_field: self.field.prepare_in(prices, scale),
            scale,
            by_post: prices.to_vec(),
        }
    }

    fn prepare_some(&self, prices: &[(u32, i64)], scale: i64) -> Prices<'a> {
        Prices {
            of_field: self.field.prepare_some(prices, scale),
            scale,
            by_post: spread(prices, self.posts()),
        }
    }

    fn reprice(&self, prepared: &mut Prices<'a>, changed: &[(u32, i64)]) {
        self.field.reprice(&mut prepared.of_field, changed);
        for (post, price) in changed {
            prepared.by_post[*post as usize] = *price;
        }
    }

    fn better(
        &self,
        person: u32,
        prices: &Prices<'a>,
        than: i64,
        size: usize,
        list: &mut Vec<(u32, u32)>,
    ) -> i64 {
        if self.is_out(person) {
            list.clear();
            return i64::MIN;
        }
        let rest = self
            .field
            .better(person, &prices.of_field, than, size, list);
        let surplus = |(post, points): (u32, u32)| {
            (i64::from(points) * prices.scale).saturating_sub(prices.by_post[post as usize])
        };
        self.rank(person, surplus, than, size, rest, list)
    }

    fn each(&self, person: u32, mut take: impl FnMut(u32, u32)) {
        if !self.is_out(person) {
            self.field.each(person, |post, points| {
                take(post, points + self.bonus(person, post));
            });
        }
    }

    fn first_among(&self, person: u32, among: &[u64]) -> Option<u32> {
        if self.is_out(person) {
            return None;
        }
        self.field.first_among(person, among)
    }

    fn take_among(&self, person: u32, among: &mut [u64], take: impl FnMut(u32)) {
        if !self.is_out(person) {
            self.field.take_among(person, among, take);
        }
    }

    fn take_all_among(&self, people: &[u32], among: &mut [u64]) {
        let people = people.iter().filter(|person| !self.is_out(**person));
        let people: Vec<u32> = people.copied().collect();
        self.field.take_all_among(&people, among);
    }

    fn points(&self, person: u32, post: u32) -> Option<u32> {
        if self.is_out(person) {
            return None;
        }
        let points = self.field.points(person, post)?;
        Some(points + self.bonus(person, post))
    }
}
