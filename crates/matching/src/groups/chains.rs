//! Better plans by chains of moves, each the cheapest at the prices.
//!
//! At prices p a plan falls short of the bound by what its groups *lose* (their best surplus, worth − size · p, less the one
//! they have) and by what is *wasted* (p times the seats left). So only groups that lose and places that waste are looked at: a group
//! is put where it would rather be, and whoever is in its way moves on, along a shortest path over places
//! (Dijkstra 1959, a move costing what it adds to losses and waste); seats left are filled by such a path backwards. What
//! does not gain in the end is undone.
//!
//! Cost: bounded by an effort counted in moves looked at, never by a clock.

use super::options::Choice;
use super::plan::Plan;
use super::worth::Worth;
use crate::watch::Watch;
use paths::Paths;

mod paths;

/// How many of its places a group tries.
const WISHES: usize = 4;

/// Moves, the last of a chain first.
type Chain = Vec<(u32, Option<Choice>)>;

pub(super) struct Chains<'p, 'a> {
    plan: &'p mut Plan<'a>,
    prices: &'p [Worth],
    paths: Paths,
    /// What was before each move since the last that was kept.
    done: Chain,
}

/// Improves the plan as long as chains gain something.
pub(super) fn improve(plan: &mut Plan<'_>, prices: &[Worth], effort: u64, watch: &Watch<'_>) {
    let paths = Paths::over(plan.options.capacity.len(), effort);
    let mut chains = Chains {
        plan,
        prices,
        paths,
        done: Chain::new(),
    };
    loop {
        let before = chains.plan.worth();
        let places = 0..u32::try_from(prices.len()).unwrap_or(u32::MAX);
        for place in places {
            chains.refill(place);
        }
        chains.done.clear();
        for group in chains.losing() {
            if watch.check().is_err() {
                return;
            }
            chains.settle(group);
        }
        if chains.plan.worth() == before || chains.paths.effort == 0 {
            return;
        }
    }
}

impl Chains<'_, '_> {
    /// The groups that would rather be elsewhere, those that lose most first.
    fn losing(&self) -> Vec<u32> {
        let groups = (0..).take(self.plan.options.groups());
        let losses = groups.map(|group| {
            let choices = self.plan.options.of_group(group).iter();
            let best = choices
                .map(|choice| self.surplus(group, Some(*choice)))
                .max();
            let has = self.surplus(group, self.plan.chosen(group));
            (best.unwrap_or(0).max(0) - has, group)
        });
        let mut losing: Vec<_> = losses.filter(|(loss, _)| *loss > 0).collect();
        losing.sort_unstable_by_key(|(loss, group)| (-loss, *group));
        losing.into_iter().map(|(_, group)| group).collect()
    }

    fn surplus(&self, group: u32, choice: Option<Choice>) -> Worth {
        paths::surplus(self.plan, self.prices, group, choice)
    }

    /// Puts a group where it would rather be, if that gains; others move on.
    fn settle(&mut self, group: u32) {
        let from = self.plan.chosen(group);
        let before = self.plan.worth();
        let options = self.plan.options;
        for &wish in options.of_group(group).iter().take(WISHES) {
            if Some(wish) == from {
                continue;
            }
            self.put(group, None);
            let limit = self.surplus(group, Some(wish)) - self.surplus(group, from);
            if self.make_room(wish.place, self.plan.options.size(group), limit) {
                self.put(group, Some(wish));
                if let Some(from) = from {
                    self.refill(from.place);
                }
                if self.plan.worth() > before {
                    self.done.clear();
                    return;
                }
            }
            self.undo();
        }
    }

    /// Moves groups away until so many people fit.
    fn make_room(&mut self, place: u32, people: u32, limit: Worth) -> bool {
        while self.plan.left(place) < people {
            let need = people - self.plan.left(place);
            let Some(chain) = self.paths.away(self.plan, self.prices, place, need, limit) else {
                return false;
            };
            self.follow(chain);
        }
        true
    }

    /// Fills seats left at a place as long as that gains.
    fn refill(&mut self, place: u32) {
        while self.prices[place as usize] > 0
            && self.plan.left(place) > 0
            && let Some(chain) = self.paths.hither(self.plan, self.prices, place)
        {
            self.follow(chain);
        }
    }

    fn follow(&mut self, chain: Chain) {
        for (group, choice) in chain {
            self.put(group, choice);
        }
    }

    fn put(&mut self, group: u32, choice: Option<Choice>) {
        self.done.push((group, self.plan.chosen(group)));
        self.plan.put(group, choice);
    }

    fn undo(&mut self) {
        while let Some((group, before)) = self.done.pop() {
            self.plan.put(group, before);
        }
    }
}
