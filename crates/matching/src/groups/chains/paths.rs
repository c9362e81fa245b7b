//! The cheapest chain of moves that empties, or fills, some seats of a place.
//!
//! Costs are what a chain adds to losses and waste. While a path is under way the seats that its last move took, or left,
//! are reckoned as used in full; where it ends, they are reckoned as they are.

use super::super::options::Choice;
use super::super::plan::Plan;
use super::super::worth::Worth;
use super::Chain;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// How many places one path may look at.
const HORIZON: u32 = 256;

/// The cheapest way that is known to a place: who came, or left, on the last step.
#[derive(Clone, Copy)]
struct Step {
    cost: Worth,
    /// Seats that are to be emptied, or may be filled, there.
    seats: u32,
    /// The place before.
    before: u32,
    group: u32,
    choice: Option<Choice>,
    /// The search in which this was written.
    search: u32,
    is_settled: bool,
}

/// A path's end: the last step and the cost of all.
struct End {
    cost: Worth,
    before: u32,
    group: u32,
    choice: Option<Choice>,
}

/// The memory of path searches, and how much more they may look at.
pub(super) struct Paths {
    steps: Vec<Step>,
    queue: BinaryHeap<Reverse<(Worth, u32)>>,
    search: u32,
    /// Moves that may still be looked at.
    pub effort: u64,
}

/// What a group has beyond the price of its seats.
pub(super) fn surplus(
    plan: &Plan<'_>,
    prices: &[Worth],
    group: u32,
    choice: Option<Choice>,
) -> Worth {
    choice.map_or(0, |choice| {
        let seats = Worth::from(plan.options.size(group));
        plan.worth_of(group, choice) - seats * prices[choice.place as usize]
    })
}

impl Paths {
    pub(super) fn over(places: usize, effort: u64) -> Self {
        let nowhere = Step {
            cost: 0,
            seats: 0,
            before: 0,
            group: 0,
            choice: None,
            search: 0,
            is_settled: false,
        };
        Self {
            steps: vec![nowhere; places],
            queue: BinaryHeap::new(),
            search: 0,
            effort,
        }
    }

    /// The cheapest chain that empties `need` seats at a place, or some of them where that is cheaper a seat.
    /// `None` if there is none below the limit.
    pub(super) fn away(
        &mut self,
        plan: &Plan<'_>,
        prices: &[Worth],
        place: u32,
        need: u32,
        limit: Worth,
    ) -> Option<Chain> {
        let whole = self.emptying(plan, prices, place, need, need..=u32::MAX, limit);
        if need == 1 {
            return whole.map(|(_, chain)| chain);
        }
        let part = self.emptying(plan, prices, place, need, 1..=need - 1, limit);
        match (whole, part) {
            (Some((cost, whole)), Some((a_seat, part))) => {
                let is_cheaper = cost <= a_seat * Worth::from(need);
                Some(if is_cheaper { whole } else { part })
            }
            (whole, part) => whole.or(part).map(|(_, chain)| chain),
        }
    }

    /// The chain whose first group has one of the sizes; with its cost a seat where it empties only some.
    fn emptying(
        &mut self,
        plan: &Plan<'_>,
        prices: &[Worth],
        place: u32,
        need: u32,
        sizes: std::ops::RangeInclusive<u32>,
        limit: Worth,
    ) -> Option<(Worth, Chain)> {
        self.begin(place, 0, need);
        let mut end: Option<End> = None;
        let mut horizon = HORIZON;
        while let Some(step) = self.settle(&mut horizon)
            && step.1.cost < end.as_ref().map_or(limit, |end| end.cost.min(limit))
        {
            let (here, step) = step;
            let price = prices[here as usize];
            for &group in plan.members(here) {
                let size = plan.options.size(group);
                let fits = if here == place {
                    sizes.contains(&size)
                } else {
                    size >= step.seats
                };
                if !fits {
                    continue;
                }
                let wasted = Worth::from(size.saturating_sub(step.seats)) * price;
                let cost = step.cost + wasted + surplus(plan, prices, group, plan.chosen(group));
                let ended = |cost, choice| End {
                    cost,
                    before: here,
                    group,
                    choice,
                };
                better(&mut end, ended(cost, None));
                for &choice in plan.options.of_group(group) {
                    self.effort = self.effort.saturating_sub(1);
                    let cost = cost - surplus(plan, prices, group, Some(choice));
                    if cost >= end.as_ref().map_or(limit, |end| end.cost.min(limit)) {
                        break;
                    }
                    let left = plan.left(choice.place);
                    let price = prices[choice.place as usize];
                    if self.is_settled(choice.place) {
                        continue;
                    }
                    if left >= size {
                        let cost = cost - price * Worth::from(size);
                        better(&mut end, ended(cost, Some(choice)));
                    } else {
                        let cost = cost - price * Worth::from(left);
                        let seats = size - left;
                        self.reach(choice.place, here, cost, seats, group, Some(choice));
                    }
                }
            }
        }
        let end = end?;
        let cost = end.cost;
        let chain = self.trace(place, &end);
        let first = chain.last()?.0;
        let seats = plan.options.size(first).min(need);
        let share = if seats < need { Worth::from(seats) } else { 1 };
        Some((cost / share, chain))
    }

    /// The chain that gains most by filling seats left at a place, if any gains.
    pub(super) fn hither(
        &mut self,
        plan: &Plan<'_>,
        prices: &[Worth],
        place: u32,
    ) -> Option<Chain> {
        let left = plan.left(place);
        self.begin(place, -prices[place as usize] * Worth::from(left), left);
        let mut end: Option<End> = None;
        let mut horizon = HORIZON;
        while let Some((here, step)) = self.settle(&mut horizon)
            && step.cost < end.as_ref().map_or(0, |end| end.cost)
        {
            for &(group, points) in plan.options.of_place(here) {
                self.effort = self.effort.saturating_sub(1);
                let choice = Choice {
                    place: here,
                    points,
                };
                let best = plan.options.of_group(group).first().copied();
                let has = surplus(plan, prices, group, Some(choice));
                let lost = surplus(plan, prices, group, best).max(0) - has;
                if step.cost + lost >= end.as_ref().map_or(0, |end| end.cost) {
                    break;
                }
                let size = plan.options.size(group);
                let from = plan.chosen(group);
                if size > step.seats || from.is_some_and(|from| self.is_settled(from.place)) {
                    continue;
                }
                let wasted = Worth::from(step.seats - size) * prices[here as usize];
                let moved = surplus(plan, prices, group, from) - has;
                let cost = step.cost + wasted + moved;
                let emptied = from.map_or(0, |from| prices[from.place as usize]);
                let ended = End {
                    cost: cost + emptied * Worth::from(size),
                    before: here,
                    group,
                    choice: Some(choice),
                };
                if ended.cost < 0 {
                    better(&mut end, ended);
                }
                if let Some(from) = from {
                    let left = plan.left(from.place);
                    let cost = cost - emptied * Worth::from(left);
                    self.reach(from.place, here, cost, size + left, group, Some(choice));
                }
            }
        }
        let mut chain = self.trace(place, &end?);
        chain.reverse();
        Some(chain)
    }

    fn begin(&mut self, place: u32, cost: Worth, seats: u32) {
        self.search += 1;
        self.queue.clear();
        self.reach(place, place, cost, seats, u32::MAX, None);
    }

    fn is_settled(&self, place: u32) -> bool {
        let step = &self.steps[place as usize];
        step.search == self.search && step.is_settled
    }

    /// Remembers a cheaper way to a place.
    fn reach(
        &mut self,
        place: u32,
        before: u32,
        cost: Worth,
        seats: u32,
        group: u32,
        choice: Option<Choice>,
    ) {
        let step = &mut self.steps[place as usize];
        if step.search == self.search && (step.is_settled || step.cost <= cost) {
            return;
        }
        *step = Step {
            cost,
            seats,
            before,
            group,
            choice,
            search: self.search,
            is_settled: false,
        };
        self.queue.push(Reverse((cost, place)));
    }

    /// The nearest place that was not looked from yet.
    fn settle(&mut self, horizon: &mut u32) -> Option<(u32, Step)> {
        *horizon = horizon.checked_sub(1)?;
        if self.effort == 0 {
            return None;
        }
        while let Some(Reverse((cost, place))) = self.queue.pop() {
            let step = &mut self.steps[place as usize];
            if !step.is_settled && step.cost == cost {
                step.is_settled = true;
                return Some((place, *step));
            }
        }
        None
    }

    /// The moves of a path, its end first.
    fn trace(&self, start: u32, end: &End) -> Chain {
        let mut chain = vec![(end.group, end.choice)];
        let mut place = end.before;
        while place != start {
            let step = &self.steps[place as usize];
            chain.push((step.group, step.choice));
            place = step.before;
        }
        chain
    }
}

fn better(end: &mut Option<End>, other: End) {
    if end.as_ref().is_none_or(|end| other.cost < end.cost) {
        *end = Some(other);
    }
}
