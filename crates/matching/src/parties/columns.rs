//! What parties choose, what that gains at some prices, and the room that is left for it.

use super::Task;
use crate::assign::optimum::Price;
use crate::party::Party;
use crate::post::Post;

/// A post for each member, in the order of the members, each with its points.
pub(super) type Column = Vec<(u32, u32)>;

/// What a choice gains at the prices: people, then points in units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Gain {
    pub people: i64,
    pub points: i64,
}

impl std::ops::Add for Gain {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            people: self.people + other.people,
            points: self.points.saturating_add(other.points),
        }
    }
}

impl std::ops::Sub for Gain {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self {
            people: self.people - other.people,
            points: self.points.saturating_sub(other.points),
        }
    }
}

/// Prices at which gains are reckoned.
#[derive(Clone, Copy)]
pub(super) struct Worth<'a> {
    pub prices: &'a [Price],
    /// What a couple room costs beside the openings, a post, in units; a post beyond the end asks nothing.
    pub rents: &'a [i64],
    /// Units of a point.
    pub scale: i64,
    /// What placing one person counts for.
    pub person: Gain,
}

impl Worth<'_> {
    pub(super) fn of(&self, (post, points): (u32, u32)) -> Gain {
        let price = self.prices[post as usize];
        let points = i64::from(points).saturating_mul(self.scale);
        let pair = Gain { people: 0, points };
        let price = Gain {
            people: price.people.into(),
            points: price.points,
        };
        self.person + pair - price
    }

    /// What a column, or staying at home, gains a party.
    pub(super) fn of_column(&self, party: &Party, column: Option<&Column>) -> Gain {
        let seats = column.into_iter().flatten();
        let gain = seats.fold(Gain::default(), |sum, seat| sum + self.of(*seat));
        let first = column.and_then(|column| column.first());
        first.map_or(gain, |(post, _)| gain - self.rent(party, *post))
    }

    /// What the room of a party costs at a post.
    pub(super) fn rent(&self, party: &Party, post: u32) -> Gain {
        let rent = self.rents.get(post as usize);
        let asked = rent.filter(|_| party.couple_room).copied();
        Gain {
            people: 0,
            points: asked.unwrap_or(0),
        }
    }
}

/// Openings and couple rooms that are left.
#[derive(Clone)]
pub(super) struct Room {
    openings: Vec<u32>,
    rooms: Vec<u32>,
}

impl Room {
    /// Before any party is placed.
    pub(super) fn whole(openings: &[u32], posts: &[Post]) -> Self {
        let mut openings = openings.to_vec();
        openings.resize(posts.len(), 0);
        Self {
            openings,
            rooms: posts.iter().map(|post| post.couple_rooms).collect(),
        }
    }

    /// After the parties with a column are placed; all of them fit.
    pub(super) fn left<M>(task: &Task<'_, M>, columns: &[Option<Column>]) -> Self {
        let mut room = Self::whole(task.wanted.openings, task.posts);
        for (party, column) in task.parties.iter().zip(columns) {
            if let Some(column) = column {
                room.take(party, column);
            }
        }
        room
    }

    pub(super) fn openings(&self) -> &[u32] {
        &self.openings
    }

    pub(super) fn rooms(&self) -> &[u32] {
        &self.rooms
    }

    /// Whether a member of the party could be at the post if no other member were.
    pub(super) fn is_open(&self, party: &Party, post: u32) -> bool {
        let at = post as usize;
        self.openings[at] > 0 && (!party.couple_room || self.rooms[at] > 0)
    }

    /// Whether the column's openings are left, and a couple room where the party needs one.
    pub(super) fn fits(&self, party: &Party, column: &Column) -> bool {
        column.iter().all(|(post, _)| {
            let asked = column.iter().filter(|(other, _)| other == post).count();
            self.is_open(party, *post) && self.openings[*post as usize] as usize >= asked
        })
    }

    /// Takes the openings, and the couple room, of a column that fits.
    pub(super) fn take(&mut self, party: &Party, column: &Column) {
        for (post, _) in column {
            self.take_one(*post);
        }
        if let Some(rooms) = self.rooms_of(party, column) {
            *rooms = rooms.saturating_sub(1);
        }
    }

    /// Takes one opening.
    pub(super) fn take_one(&mut self, post: u32) {
        let left = &mut self.openings[post as usize];
        *left = left.saturating_sub(1);
    }

    fn rooms_of(&mut self, party: &Party, column: &Column) -> Option<&mut u32> {
        let (post, _) = column.first().filter(|_| party.couple_room)?;
        self.rooms.get_mut(*post as usize)
    }
}
