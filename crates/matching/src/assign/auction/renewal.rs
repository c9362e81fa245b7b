//! Lists that do not tell any more are made anew, and become longer where they are used up too soon.

use super::Auction;
use crate::assign::market::Market;
use crate::assign::pairs::Entry;
use crate::threads::in_ranges;

/// Where more lists are used up in a phase than there are people, lists become so many times as long.
const LENGTHEN: usize = 4;

impl<M: Market, E: Entry> Auction<'_, M, E> {
    /// Makes the lists of some people anew at current prices.
    ///
    /// Who is short may take posts that are short only, and nobody else wants those: each side is asked with prices of its
    /// own, so that no answer depends on how much dearer the short ones are.
    pub(super) fn renew(&mut self, people: &[u32]) {
        if people.is_empty() {
            return;
        }
        self.lengthen_for(people);
        let Self {
            lists,
            price,
            shortage,
            quotes: [dear, cheap],
            ..
        } = self;
        let (market, scale, threads) = (&self.market, self.scale, self.threads);
        let as_is = |post: usize| price[post];
        let Some(shortage) = shortage else {
            lists.renew(market, people, dear.of_today(market, scale, as_is), threads);
            return;
        };
        let (short, others): (Vec<u32>, Vec<u32>) = people
            .iter()
            .partition(|person| shortage.people[**person as usize]);
        if !others.is_empty() {
            lists.renew(
                market,
                &others,
                dear.of_today(market, scale, as_is),
                threads,
            );
        }
        let as_seen = |post: usize| {
            let dearer = if shortage.posts[post] {
                shortage.place
            } else {
                0
            };
            price[post] - dearer
        };
        if !short.is_empty() {
            lists.renew(
                market,
                &short,
                cheap.of_today(market, scale, as_seen),
                threads,
            );
        }
        for person in &short {
            lists.lower_rest(*person, shortage.place);
        }
    }

    /// Makes the lists anew that do not tell the best that somebody could have.
    pub(super) fn renew_unsure(&mut self) {
        let is_unsure = |person: &usize| self.lists.rest(*person) > self.best_listed(*person);
        let unsure = in_ranges(self.threads, self.seats.len(), |people| {
            let unsure = people.filter(is_unsure);
            unsure
                .filter_map(|person| u32::try_from(person).ok())
                .collect()
        });
        self.renew(&unsure);
    }

    /// Takes note that some people's lists are used up. Where thousands see many posts nearly alike, they bid for the same few that
    /// are on their short lists, and are left with nothing on them after a bid or two.
    fn lengthen_for(&mut self, people: &[u32]) {
        self.used_up += self.lists.known_of(people);
        if self.used_up > self.seats.len() {
            self.used_up = 0;
            self.lists.lengthen(self.lists.size() * LENGTHEN);
        }
    }
}
