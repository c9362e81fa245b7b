//! What parties pay each other: the price of openings that parties hold alone.
//!
//! Where parties have taken all openings of a post, single people around them say what one more would be worth to *them*,
//! and that may be far too little. So the price rises there by what parties that found no room would pay more, until as
//! many want the post as it takes.

use super::Search;
use super::columns::{Column, Room};
use super::rounds::Wish;
use crate::assign::market::Market;
use crate::assign::optimum::Price;
use crate::assign::pairs::Entry;

/// What is paid at each post beside the price of the single people, in units.
pub(super) struct Rivalry(Vec<i64>);

impl Rivalry {
    /// Posts that parties hold alone cost what they did while members bid for themselves.
    pub(super) fn new(before: &[i64], now: &[Price], room: &Room) -> Self {
        let posts = before.iter().zip(now).zip(room.openings());
        let more = |((before, now), left): ((&i64, &Price), &u32)| match left {
            0 => (before - now.points).max(0),
            _ => 0,
        };
        Self(posts.map(more).collect())
    }

    pub(super) fn added_to(&self, prices: &[Price]) -> Vec<Price> {
        let added = |(price, more): (&Price, &i64)| Price {
            points: price.points.saturating_add(*more),
            ..*price
        };
        prices.iter().zip(&self.0).map(added).collect()
    }

    /// What is paid for openings that are not held by parties.
    pub(super) fn overpaid(&self, room: &Room) -> i128 {
        let posts = self.0.iter().zip(room.openings());
        posts
            .map(|(more, left)| i128::from(*more) * i128::from(*left))
            .sum()
    }
}

impl<M: Market, E: Entry> Search<'_, M, E> {
    /// Posts that parties want and that others of them have become dearer, posts with room again cheaper.
    pub(super) fn vie(
        &self,
        rivalry: &mut Rivalry,
        columns: &[Option<Column>],
        wishes: &[Wish],
        room: &mut Room,
    ) {
        let mut bids: Vec<Vec<i64>> = vec![Vec::new(); rivalry.0.len()];
        for wish in wishes {
            let Some(column) = &wish.column else { continue };
            let party = &self.task.parties[wish.party];
            let own = columns[wish.party].as_ref();
            if let Some(own) = own {
                room.give_back(party, own);
            }
            let mut full: Vec<u32> = column.iter().map(|(post, _)| *post).collect();
            full.retain(|post| room.openings()[*post as usize] == 0);
            full.sort_unstable();
            full.dedup();
            let shared = i64::try_from(full.len()).unwrap_or(i64::MAX);
            for post in &full {
                bids[*post as usize].push(wish.regret.points / shared);
            }
            if let Some(own) = own {
                room.take(party, own);
            }
        }
        for ((more, bids), left) in rivalry.0.iter_mut().zip(&mut bids).zip(room.openings()) {
            bids.sort_unstable();
            if *left > 0 {
                *more /= 2;
            } else if let Some(middle) = bids.get(bids.len() / 2) {
                *more = more.saturating_add(*middle);
            }
        }
    }
}
