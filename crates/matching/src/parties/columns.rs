//! The joint choices of a party: one post for each member, close enough to each other.

use super::Task;
use crate::assign::optimum::{Optimum, Price};
use crate::assign::pairs::Pairs;
use crate::party::Party;
use domain::words::Objective;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// One post for each member, in the order of the members.
pub(super) type Column = Vec<u32>;

/// Parties of more members than this choose one after the other, not jointly.
const JOINT: usize = 5;

/// What a choice gains at the prices: people, then scaled points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Gain {
    pub(super) people: i64,
    pub(super) points: i64,
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

/// The prices at which gains are reckoned.
pub(super) struct Worth<'a> {
    prices: &'a [Price],
    scale: i64,
    /// What placing one person counts for, before any points.
    person: i64,
    /// What placing one person counts for, in points.
    bonus: u32,
}

impl<'a> Worth<'a> {
    pub(super) fn at(solved: &'a Optimum, objective: Objective) -> Self {
        Self {
            prices: &solved.prices,
            scale: solved.scale,
            person: i64::from(objective == Objective::PeopleFirst),
            bonus: 0,
        }
    }

    pub(super) fn with_bonus(prices: &'a [Price], scale: i64, bonus: u32) -> Self {
        Self {
            prices,
            scale,
            person: 0,
            bonus,
        }
    }

    pub(super) fn of(&self, (post, points): (u32, u32)) -> Gain {
        let price = self.prices[post as usize];
        Gain {
            people: self.person - i64::from(price.people),
            points: (i64::from(points) + i64::from(self.bonus)).saturating_mul(self.scale)
                - price.points,
        }
    }
}

/// Openings and couple rooms that are left.
pub(super) struct Room {
    openings: Vec<u32>,
    rooms: Vec<u32>,
}

impl Room {
    /// Before any party is placed.
    pub(super) fn whole(task: &Task<'_>) -> Self {
        Self {
            openings: task.openings.to_vec(),
            rooms: task.posts.iter().map(|post| post.couple_rooms).collect(),
        }
    }

    /// After the parties with a column are placed; all of them fit.
    pub(super) fn left(task: &Task<'_>, columns: &[Option<Column>]) -> Self {
        let mut room = Self::whole(task);
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

    /// Whether the column's openings are left, and a couple room where the party needs one.
    pub(super) fn fits(&self, party: &Party, column: &Column) -> bool {
        let asked = |post: &u32| column.iter().filter(|other| *other == post).count();
        let has_openings = |post: &u32| self.openings[*post as usize] as usize >= asked(post);
        column.iter().all(has_openings) && self.has_couple_room(party.couple_room, column)
    }

    fn has_couple_room(&self, wanted: bool, column: &Column) -> bool {
        let has_room = |post: &u32| self.rooms[*post as usize] > 0;
        !wanted || column.first().is_none_or(has_room)
    }

    /// Takes the openings, and the couple room, of a column that fits.
    pub(super) fn take(&mut self, party: &Party, column: &Column) {
        for post in column {
            let left = &mut self.openings[*post as usize];
            *left = left.saturating_sub(1);
        }
        if let Some(post) = column.first()
            && party.couple_room
        {
            let left = &mut self.rooms[*post as usize];
            *left = left.saturating_sub(1);
        }
    }
}

/// A place where a whole party could be.
pub(super) struct Venue {
    /// For each member, the posts there with their points.
    pub choices: Vec<Vec<(u32, u32)>>,
    couple_room: bool,
}

/// The places that could hold the whole party if nobody else were there. `numbers` gives
/// each post its place.
pub(super) fn venues_of(party: &Party, pairs: &Pairs, numbers: &[u32], room: &Room) -> Vec<Venue> {
    let mut venues: BTreeMap<u32, Vec<Vec<(u32, u32)>>> = BTreeMap::new();
    for (at, member) in party.members.iter().enumerate() {
        for (post, points) in pairs.row(*member as usize) {
            let usable = room.openings[post as usize] > 0
                && (!party.couple_room || room.rooms[post as usize] > 0);
            if usable {
                let choices = venues
                    .entry(numbers[post as usize])
                    .or_insert_with(|| vec![Vec::new(); party.members.len()]);
                choices[at].push((post, points));
            }
        }
    }
    venues
        .into_values()
        .map(|choices| Venue {
            choices,
            couple_room: party.couple_room,
        })
        .filter(|venue| venue.may_hold_all(room))
        .collect()
}

impl Venue {
    /// False only where the whole party cannot be: the bound rests on this.
    fn may_hold_all(&self, room: &Room) -> bool {
        let posts: BTreeSet<u32> = self
            .choices
            .iter()
            .flatten()
            .map(|(post, _)| *post)
            .collect();
        let openings: u64 = posts
            .iter()
            .map(|post| u64::from(room.openings[*post as usize]))
            .sum();
        self.choices.iter().all(|choices| !choices.is_empty())
            && openings >= self.choices.len() as u64
    }

    /// The joint choice that gains most and fits; jointly best up to [`JOINT`] members, one after the other
    /// beyond that.
    pub(super) fn best(&self, worth: &Worth<'_>, room: &Room) -> Option<(Gain, Column)> {
        let wishes = self.wishes(worth, room);
        let mut joint = Joint {
            wishes: &wishes,
            couple_room: self.couple_room,
            room,
            so_far: Vec::with_capacity(wishes.len()),
            champion: None,
        };
        joint.choose(Gain::default());
        joint.champion
    }

    /// No joint choice gains more than this one, which may not fit.
    pub(super) fn most(&self, worth: &Worth<'_>, room: &Room) -> Option<(Gain, Column)> {
        if self.choices.len() <= JOINT {
            return self.best(worth, room);
        }
        let mut most = (Gain::default(), Column::new());
        for wishes in self.wishes(worth, room) {
            let (gain, post) = wishes.first()?;
            most.0 = most.0 + *gain;
            most.1.push(*post);
        }
        Some(most)
    }

    /// For each member, the posts with openings that could matter, those that gain most first.
    fn wishes(&self, worth: &Worth<'_>, room: &Room) -> Vec<Vec<(Gain, u32)>> {
        let free = |(post, _): &&(u32, u32)| room.openings[*post as usize] > 0;
        let wish = |choice: &(u32, u32)| (worth.of(*choice), choice.0);
        let of_member = |choices: &Vec<(u32, u32)>| {
            let mut wishes: Vec<(Gain, u32)> = choices.iter().filter(free).map(wish).collect();
            wishes.sort_unstable_by_key(|(gain, post)| (Reverse(*gain), *post));
            // The others can stand in the way of one post fewer than there are members.
            wishes.truncate(self.choices.len());
            wishes
        };
        self.choices.iter().map(of_member).collect()
    }
}

/// Goes through the joint choices of a party at one venue.
struct Joint<'a> {
    wishes: &'a [Vec<(Gain, u32)>],
    couple_room: bool,
    room: &'a Room,
    so_far: Column,
    champion: Option<(Gain, Column)>,
}

impl Joint<'_> {
    fn choose(&mut self, gain: Gain) {
        let Some(wishes) = self.wishes.get(self.so_far.len()) else {
            let better = self.champion.as_ref().is_none_or(|(best, _)| gain > *best);
            if better && self.room.has_couple_room(self.couple_room, &self.so_far) {
                self.champion = Some((gain, self.so_far.clone()));
            }
            return;
        };
        for &(more, post) in wishes {
            self.so_far.push(post);
            let taken = self.so_far.iter().filter(|other| **other == post).count();
            if taken <= self.room.openings[post as usize] as usize {
                self.choose(gain + more);
                if self.wishes.len() > JOINT {
                    return;
                }
            }
            self.so_far.pop();
        }
    }
}
