//! The auction's first half: people bid for posts.

use super::{Auction, Bid, LOOK, PATIENCE, Seat, Stop};
use crate::assign::lists::NEVER;
use crate::assign::market::Market;
use crate::assign::pairs::Entry;
use crate::watch::Watch;
use std::cmp::Reverse;
use std::collections::VecDeque;

/// The best post on a list at current prices, and the surplus of the next best thing.
#[derive(Clone, Copy)]
struct Choice {
    seat: Seat,
    best: i64,
    second: i64,
}

/// What somebody does who looks at their list.
enum Wish {
    Bid(Choice),
    StayHome,
    /// A pair off the list may be better.
    LookFurther,
}

impl<M: Market, E: Entry> Auction<'_, M, E> {
    /// People bid until nobody wants to.
    pub(super) fn forward(
        &mut self,
        mut bidders: VecDeque<u32>,
        mut waiting: Vec<u32>,
        epsilon: i64,
        watch: &Watch<'_>,
    ) -> Result<(), Stop> {
        let mut patience = PATIENCE;
        loop {
            while let Some(person) = bidders.pop_front() {
                patience -= 1;
                if patience == 0 {
                    self.pause(PATIENCE.into(), watch)?;
                    patience = PATIENCE;
                }
                match self.choose(person as usize) {
                    Wish::StayHome => {}
                    Wish::LookFurther => waiting.push(person),
                    Wish::Bid(choice) => {
                        if let Some(outbid) = self.bid(person, choice, epsilon) {
                            bidders.push_back(outbid);
                        }
                    }
                }
            }
            if waiting.is_empty() {
                return Ok(());
            }
            self.pause(self.lists.known_of(&waiting) as u64 * LOOK, watch)?;
            self.renew(&waiting);
            bidders.extend(waiting.drain(..));
        }
    }

    fn choose(&self, person: usize) -> Wish {
        let (mut best, mut second) = (NEVER, NEVER);
        let mut at = None;
        for entry in self.lists.of(person) {
            if entry.is_void() {
                break;
            }
            let surplus = self.surplus_of(*entry);
            if surplus > best {
                second = best;
                best = surplus;
                at = Some(*entry);
            } else if surplus > second {
                second = surplus;
            }
        }
        let (rest, home) = (self.lists.rest(person), self.terms.home[person]);
        match at {
            _ if rest > best.max(home) => Wish::LookFurther,
            Some(entry) if best >= home => Wish::Bid(Choice {
                seat: Seat {
                    post: entry.post(),
                    points: entry.points(),
                },
                best,
                second: second.max(home).max(rest),
            }),
            _ => Wish::StayHome,
        }
    }

    /// Seats the person; gives back whoever had to leave for them.
    fn bid(&mut self, person: u32, choice: Choice, epsilon: i64) -> Option<u32> {
        let at = choice.seat.post as usize;
        let step = (choice.best - choice.second).min(self.leap);
        let limit = self.price[at] + step + epsilon;
        self.seats[person as usize] = choice.seat;
        let outbid = if self.taken[at] == self.terms.openings[at] {
            self.replace_lowest(at, Reverse((limit, person)))
        } else {
            self.taken[at] += 1;
            self.bids[at].push(Reverse((limit, person)));
            None
        };
        self.pass_on_lowest(at);
        if let Some(outbid) = outbid {
            self.seats[outbid as usize] = Seat::HOME;
        }
        outbid
    }

    /// Whoever bid least at a full post makes room, the newcomer if it is they.
    fn replace_lowest(&mut self, post: usize, bid: Bid) -> Option<u32> {
        let mut lowest = self.bids[post].peek_mut()?;
        let Reverse((_, outbid)) = if bid < *lowest {
            std::mem::replace(&mut *lowest, bid)
        } else {
            bid
        };
        Some(outbid)
    }
}
