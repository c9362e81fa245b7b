//! All ways to place a few groups among the others, as far as they could still be better.
//!
//! Depth-first branch and bound. Some groups are free, the rest stays where it is. At prices p ≥ 0 no completion of a node is worth
//! more than
//!
//! worth so far + Σ p · seats left + Σ over undecided groups of their best surplus among places that still have room, or 0,
//!
//! as every seat taken is paid for (Lagrange). The sum of prices runs over the places that a free group may take. The
//! group with the fewest choices that could still beat the best plan is decided next; where there is none, the node ends.
//!
//! Cost: exponential at worst, bounded by an effort counted in choices looked at. Ties: the lower group; its choice of most surplus.

use super::options::Choice;
use super::plan::Plan;
use super::worth::Worth;
use std::cmp::Reverse;

/// Whether every way was looked at, or excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    Whole,
    Part,
}

/// What it costs to sort a choice, in choices looked at.
const SORTING: u64 = 8;

/// A choice of a free group, or staying at home.
#[derive(Clone, Copy)]
struct Way {
    surplus: Worth,
    worth: Worth,
    /// The choice, and the number of its place among those of the tree.
    choice: Option<(usize, Choice)>,
}

struct Tree<'t> {
    /// The size of each free group.
    sizes: Vec<u32>,
    /// What each could do, greatest surplus first.
    ways: Vec<Vec<Way>>,
    /// The seats left at each place that a free group may take.
    left: Vec<u32>,
    undecided: Vec<usize>,
    decided: Vec<(usize, Way)>,
    /// What the free groups are worth in the best plan so far.
    best: Worth,
    champion: Option<Vec<(usize, Way)>>,
    effort: &'t mut u64,
}

/// Places some groups anew, the best way if the effort suffices; the plan never becomes worse.
pub(super) fn search(
    plan: &mut Plan<'_>,
    prices: &[Worth],
    free: &[u32],
    effort: &mut u64,
) -> Extent {
    let before: Vec<_> = free.iter().map(|group| plan.chosen(*group)).collect();
    let worth = plan.worth();
    for group in free {
        plan.put(*group, None);
    }
    let options = plan.options;
    let choices = free.iter().flat_map(|group| options.of_group(*group));
    let mut places: Vec<u32> = choices.map(|choice| choice.place).collect();
    places.sort_unstable();
    places.dedup();
    let mut tree = Tree {
        sizes: free.iter().map(|group| options.size(*group)).collect(),
        ways: free
            .iter()
            .map(|group| ways(plan, prices, &places, *group))
            .collect(),
        left: places.iter().map(|place| plan.left(*place)).collect(),
        undecided: (0..free.len()).collect(),
        decided: Vec::with_capacity(free.len()),
        best: worth - plan.worth(),
        champion: None,
        effort,
    };
    let looked: usize = tree.ways.iter().map(Vec::len).sum();
    *tree.effort = tree.effort.saturating_sub(SORTING * looked as u64);
    let seats = places.iter().zip(&tree.left);
    let unsold = seats.map(|(place, left)| prices[*place as usize] * Worth::from(*left));
    let extent = tree.branch(unsold.sum(), 0);
    let champion = tree.champion.unwrap_or_default();
    let settled = champion
        .iter()
        .map(|(at, way)| (*at, way.choice.map(|(_, choice)| choice)));
    if champion.is_empty() {
        for (group, choice) in free.iter().zip(before) {
            plan.put(*group, choice);
        }
    } else {
        for (at, choice) in settled {
            plan.put(free[at], choice);
        }
    }
    extent
}

fn ways(plan: &Plan<'_>, prices: &[Worth], places: &[u32], group: u32) -> Vec<Way> {
    let home = Way {
        surplus: 0,
        worth: 0,
        choice: None,
    };
    let seats = Worth::from(plan.options.size(group));
    let elsewhere = plan.options.of_group(group).iter().filter_map(|choice| {
        let at = places.binary_search(&choice.place).ok()?;
        let worth = plan.worth_of(group, *choice);
        Some(Way {
            surplus: worth - seats * prices[choice.place as usize],
            worth,
            choice: Some((at, *choice)),
        })
    });
    let mut ways: Vec<Way> = elsewhere.chain([home]).collect();
    ways.sort_by_key(|way| Reverse(way.surplus));
    ways
}

impl Tree<'_> {
    /// Looks at every completion that could beat the best. `most` is the bound without the undecided, `worth` what
    /// the decided are worth.
    fn branch(&mut self, most: Worth, worth: Worth) -> Extent {
        if self.undecided.is_empty() {
            if worth > self.best {
                self.best = worth;
                self.champion = Some(self.decided.clone());
            }
            return Extent::Whole;
        }
        let Some((at, floor)) = self.narrowest(most) else {
            return Extent::Whole;
        };
        let group = self.undecided.swap_remove(at);
        let mut extent = Extent::Whole;
        for number in 0..self.ways[group].len() {
            let way = self.ways[group][number];
            if way.surplus <= floor {
                break;
            }
            if !self.is_open(group, way) {
                continue;
            }
            if *self.effort == 0 {
                extent = Extent::Part;
                break;
            }
            let seats = self.sizes[group];
            if let Some((place, _)) = way.choice {
                self.left[place] -= seats;
            }
            self.decided.push((group, way));
            if self.branch(most + way.surplus, worth + way.worth) == Extent::Part {
                extent = Extent::Part;
            }
            self.decided.pop();
            if let Some((place, _)) = way.choice {
                self.left[place] += seats;
            }
        }
        self.undecided.push(group);
        let last = self.undecided.len() - 1;
        self.undecided.swap(at, last);
        extent
    }

    /// The undecided group with the fewest ways that could be part of a better plan, as its number among the
    /// undecided and the surplus that a way has to exceed. `None` if no plan below is better.
    fn narrowest(&mut self, most: Worth) -> Option<(usize, Worth)> {
        let mut tops = Vec::with_capacity(self.undecided.len());
        for &group in &self.undecided {
            let mut looked = 0;
            let open = self.ways[group].iter().find(|way| {
                looked += 1;
                self.is_open(group, **way)
            });
            tops.push(open.map_or(0, |way| way.surplus));
            *self.effort = self.effort.saturating_sub(looked);
        }
        let slack = most + tops.iter().sum::<Worth>() - self.best;
        if slack <= 0 {
            return None;
        }
        let ways = |(at, top): (usize, &Worth)| {
            let group = self.undecided[at];
            let better = self.ways[group].iter();
            let better = better.take_while(|way| way.surplus > top - slack);
            let open = better.filter(|way| self.is_open(group, **way));
            (open.count(), group, at)
        };
        let (_, _, at) = tops.iter().enumerate().map(ways).min()?;
        Some((at, tops[at] - slack))
    }

    fn is_open(&self, group: usize, way: Way) -> bool {
        way.choice
            .is_none_or(|(place, _)| self.left[place] >= self.sizes[group])
    }
}
