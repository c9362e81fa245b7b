//! What couple rooms cost beside the openings, where more couples need one than there are.
//!
//! Couples bid for rooms as people do for posts (see [`assign`](crate::assign)): whoever would give up least for staying makes room, and
//! what that is the room costs from then on. A room that nobody needs costs nothing.

use super::columns::{Column, Room};
use std::collections::HashMap;

/// Rooms, rents and who holds them.
pub(super) struct Rents {
    /// By post, in units.
    pub of: Vec<i64>,
    rooms: Vec<u32>,
    /// By post: what each holder would pay rather than leave, and who.
    holders: HashMap<u32, Vec<(i64, usize)>>,
    /// Units of a point.
    scale: i64,
}

/// What comes of a bid.
pub(super) enum Admission {
    Free,
    InsteadOf(usize),
    /// The rent has risen above the bid.
    Refused,
}

impl Rents {
    pub(super) fn new(room: &Room, scale: i64) -> Self {
        Self {
            of: vec![0; room.rooms().len()],
            rooms: room.rooms().to_vec(),
            holders: HashMap::new(),
            scale,
        }
    }

    /// What all rooms cost together.
    pub(super) fn of_all(&self) -> i128 {
        let rooms = self.of.iter().zip(&self.rooms);
        rooms
            .map(|(rent, rooms)| i128::from(*rent) * i128::from(*rooms))
            .sum()
    }

    /// Begins anew with those who hold rooms: where, up to which rent, and who.
    pub(super) fn begin(&mut self, holders: Vec<(u32, i64, usize)>) {
        self.holders.clear();
        for (post, limit, party) in holders {
            self.holders.entry(post).or_default().push((limit, party));
        }
        for (post, rent) in (0_u32..).zip(&mut self.of) {
            let holders = self.holders.get(&post).map_or(&[][..], Vec::as_slice);
            let is_full = holders.len() >= self.rooms[post as usize] as usize;
            let least = holders.iter().map(|(limit, _)| *limit).min();
            *rent = match least {
                Some(least) if is_full => (*rent).min(least).max(0),
                // Nobody can ever pay for what there is not.
                None if is_full => *rent,
                _ => 0,
            };
        }
    }

    /// A party leaves its room.
    pub(super) fn leave(&mut self, party: usize, column: &Column) {
        if let Some((post, _)) = column.first()
            && let Some(holders) = self.holders.get_mut(post)
        {
            holders.retain(|(_, holder)| *holder != party);
        }
    }

    /// A party bids for a room, at most up to its limit.
    pub(super) fn admit(&mut self, post: u32, limit: i64, party: usize) -> Admission {
        let rooms = self.rooms[post as usize] as usize;
        let holders = self.holders.entry(post).or_default();
        if holders.len() < rooms {
            holders.push((limit, party));
            return Admission::Free;
        }
        let rent = &mut self.of[post as usize];
        let Some(least) = (0..holders.len()).min_by_key(|at| holders[*at]) else {
            *rent = limit.max(*rent) + self.scale;
            return Admission::Refused;
        };
        if holders[least].0 >= limit {
            *rent = limit.max(*rent) + self.scale;
            return Admission::Refused;
        }
        let (outbid, left) = std::mem::replace(&mut holders[least], (limit, party));
        *rent = outbid.max(*rent);
        Admission::InsteadOf(left)
    }
}
