//! People are put at posts, and sent home, from outside the auction.

use super::{Auction, HOME, Seat};
use crate::assign::market::Market;
use crate::assign::pairs::Entry;

impl<M: Market, E: Entry> Auction<'_, M, E> {
    /// Puts everybody at a post, or at home; the points are those of the market.
    pub(in crate::assign) fn sit(&mut self, post_of: &[u32]) {
        for ((seat, person), &post) in self.seats.iter_mut().zip(0_u32..).zip(post_of) {
            if seat.post != post {
                let points = self.market.points(person, post);
                *seat = points.map_or(Seat::HOME, |points| Seat { post, points });
            }
        }
    }

    /// Somebody gets up and goes home.
    pub(in crate::assign) fn send_home(&mut self, person: usize) {
        self.seats[person] = Seat::HOME;
    }

    /// Sends home those with the fewest points at posts that have more people than openings.
    pub(in crate::assign) fn evict(&mut self) {
        let mut excess: Vec<i64> = self
            .terms
            .openings
            .iter()
            .map(|openings| -i64::from(*openings))
            .collect();
        for seat in self.seats.iter().filter(|seat| seat.post != HOME) {
            excess[seat.post as usize] += 1;
        }
        let mut crowd: Vec<(u32, u32, usize)> = Vec::new();
        for (person, seat) in self.seats.iter().enumerate() {
            if seat.post != HOME && excess[seat.post as usize] > 0 {
                crowd.push((seat.post, seat.points, person));
            }
        }
        crowd.sort_unstable();
        for (post, _, person) in crowd {
            if excess[post as usize] > 0 {
                excess[post as usize] -= 1;
                self.send_home(person);
            }
        }
        self.taken.fill(0);
        for seat in self.seats.iter().filter(|seat| seat.post != HOME) {
            self.taken[seat.post as usize] += 1;
        }
    }
}
