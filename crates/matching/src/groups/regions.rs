//! Better plans by placing a few neighbouring groups anew, the best way, again and again.
//!
//! A region is a group (every other time one that is not placed), up to three of its places, and some of the groups
//! there; [`tree`] places them. Which region is next is drawn from a fixed seed, so the same task has the same answer.

use super::plan::Plan;
use super::tree;
use super::worth::Worth;
use crate::watch::Watch;

/// How many groups are placed anew at a time.
const FREE: usize = 14;

/// How far from the one drawn a group that is not placed is looked for.
const NEAR: usize = 64;

/// What one region may cost, in choices looked at.
const PATIENCE: u64 = 60_000;

/// Improves the plan region by region until the effort is used up.
pub(super) fn improve(plan: &mut Plan<'_>, prices: &[Worth], effort: u64, watch: &Watch<'_>) {
    let groups = plan.options.groups();
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut left = effort;
    let mut wants_homeless = false;
    while left > 0 && watch.check().is_ok() {
        let drawn = u32::try_from(dice.below(groups)).unwrap_or(0);
        wants_homeless = !wants_homeless;
        let mut near = (drawn..)
            .take(NEAR)
            .take_while(|group| (*group as usize) < groups);
        let homeless = near.find(|group| wants_homeless && plan.chosen(*group).is_none());
        let free = region(plan, homeless.unwrap_or(drawn), &mut dice);
        let mut patience = PATIENCE;
        tree::search(plan, prices, &free, &mut patience);
        left = left.saturating_sub(PATIENCE - patience + 1);
    }
}

/// A group, and others at two of its places and where it is.
fn region(plan: &Plan<'_>, group: u32, dice: &mut Dice) -> Vec<u32> {
    let mut free = vec![group];
    let choices = plan.options.of_group(group);
    let near = choices.len().min(4);
    let mut places: Vec<u32> = plan
        .chosen(group)
        .iter()
        .map(|choice| choice.place)
        .collect();
    for _ in 0..2 {
        if near > 0 {
            places.push(choices[dice.below(near)].place);
        }
    }
    places.sort_unstable();
    places.dedup();
    for place in &places {
        let members = plan.members(*place);
        let wanted = (FREE / places.len()).min(members.len());
        let start = dice.below(members.len());
        free.extend(members.iter().cycle().skip(start).take(wanted));
        // Somebody at home might come here instead.
        let wishes = plan.options.of_place(*place);
        let start = dice.below(wishes.len());
        let waiting = wishes
            .iter()
            .cycle()
            .skip(start)
            .take(FREE)
            .map(|(group, _)| *group);
        free.extend(
            waiting
                .filter(|group| plan.chosen(*group).is_none())
                .take(2),
        );
    }
    free.sort_unstable();
    free.dedup();
    free
}

/// Numbers that look like chance, always the same (Marsaglia, "Xorshift RNGs", 2003).
struct Dice(u64);

impl Dice {
    /// A number below `end`; 0 if that is 0.
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % end.max(1)
    }
}
