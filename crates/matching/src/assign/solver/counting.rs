//! People before points: who can be placed at all, and what that makes of prices and of homes.

use super::{HOME, Solver};
use crate::assign::auction::{Seat, Shortage, Stop};
use crate::assign::headcount::{self, Known, Question};
use crate::assign::market::Market;
use crate::assign::pairs::Entry;
use crate::watch::Watch;

impl<M: Market, E: Entry> Solver<'_, M, E> {
    /// Completes the matching, and makes the posts that are short of openings, and staying at home, dear; gives whether
    /// that changed anything. After a small change the auction has mostly placed whoever can be placed.
    pub(super) fn count(&mut self, watch: &mut Watch<'_>) -> Result<bool, Stop> {
        let auction = &mut self.auction;
        let seats = auction.seats.iter().map(|seat| seat.post).collect();
        let known = self.headcount.as_ref().zip(auction.shortage.as_ref());
        let question = Question {
            market: &self.market,
            openings: &auction.terms.openings,
            withdrawn: &self.withdrawn,
            known: known.map(|(counted, shortage)| Known {
                is_short: &counted.is_short,
                people: &shortage.people,
            }),
            threads: auction.threads,
        };
        let counted = headcount::complete(&question, seats, watch);
        if !counted.proven {
            return Err(Stop::Watched);
        }
        let known = self.headcount.as_ref();
        let was_short = |post: usize| known.is_some_and(|before| before.is_short[post]);
        let is_other = known.is_none_or(|before| before.is_short != counted.is_short);
        let before = auction.price.clone();
        for (post, short) in counted.is_short.iter().enumerate() {
            match (was_short(post), short) {
                (false, true) => auction.price[post] += self.place,
                (true, false) => {
                    let cheaper = auction.price[post] - self.place;
                    auction.price[post] = cheaper.max(auction.terms.reserve[post]);
                }
                _ => {}
            }
        }
        if is_other {
            auction.forget_quotes();
        }
        let is_news = is_other || counted.placed != auction.placed();
        auction.sit(&counted.post_of);
        let is_short = |(seat, is_out): (&Seat, &bool)| match seat.post {
            HOME => !is_out,
            post => counted.is_short[post as usize],
        };
        let seats = auction.seats.iter().zip(&self.withdrawn);
        let was_short = auction.shortage.take();
        let is_first = was_short.is_none();
        let shortage = Shortage {
            people: seats.map(is_short).collect(),
            posts: counted.is_short.clone(),
            place: self.place,
        };
        for (person, is_short) in (0_u32..).zip(&shortage.people) {
            let was_short = was_short
                .as_ref()
                .is_some_and(|before| before.people[person as usize]);
            match (was_short, is_short) {
                // All that somebody short may take is short, listed or not, and was not before the first count.
                (false, true) if is_first => auction.lists.lower_rest(person, self.place),
                (true, false) => auction.lists.lower_rest(person, -self.place),
                _ => {}
            }
        }
        auction.shortage = Some(shortage);
        if is_other {
            auction.note_falls(&before);
        }
        self.headcount = Some(counted);
        self.go_home(true);
        Ok(is_news)
    }

    /// Sets what staying at home is worth to each person.
    pub(super) fn go_home(&mut self, people_first: bool) {
        let place = if people_first { self.place } else { 0 };
        let never = self.place + self.leap();
        let homes = self
            .auction
            .terms
            .home
            .iter_mut()
            .zip(&self.lift)
            .zip(&self.withdrawn);
        for ((home, lift), is_out) in homes {
            *home = if *is_out { never } else { -place - lift };
        }
    }
}
