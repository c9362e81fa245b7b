//! A capacitated assignment written in lines of text, so that others can compare.
//!
//! ```text
//! c comment
//! p assign G V      number of groups, number of places; once, before the lines below
//! v J CAP           place J (1-based) takes CAP people; none without a v line
//! g I SIZE          group I (1-based) has SIZE people; one without a g line
//! e I J SCORE       group I may go, whole, to place J; worth SCORE, for the whole group
//! ```
//!
//! Lines below the p line stand in any order; nothing may be said twice. Fields are separated by blanks or tabs,
//! lines end in LF or CR LF, empty lines say nothing. Numbers are below 2³².
//!
//! The text is read twice, once to count and once to place, so that memory holds the pairs and little else. Nothing is
//! allocated because a line merely claims it: only groups and places that have pairs take part.

use crate::assign::pairs::{Entry, Narrow, Pairs, Wide};
use crate::groups::{self, Placed, Task};
use crate::watch::Watch;
use domain::words::Objective;
pub use malformed::{Fault, Malformed, Unread};
use std::io::{Read, Seek};
use survey::Survey;

mod lines;
mod malformed;
mod pages;
mod rows;
mod survey;

/// An instance as it was read. Groups and places that have pairs are numbered from 0, in the order of the file's numbers.
#[derive(Clone, Debug)]
pub struct Neutral {
    /// How many groups there are, those that may go nowhere included.
    pub groups: u32,
    /// How many places there are.
    pub places: u32,
    /// The places of each group that has any.
    pub rows: Rows,
    /// How many people each of these groups has.
    pub sizes: Vec<u32>,
    /// How many people each place takes that some group may take.
    pub capacity: Vec<u32>,
    /// The numbers of these groups in the file, less 1.
    group_names: Vec<u32>,
    /// The numbers of these places in the file, less 1.
    place_names: Vec<u32>,
}

/// Pairs, group by group, places ascending; in as few bytes as the numbers allow.
#[derive(Clone, Debug)]
pub enum Rows {
    /// Places and scores up to 65,535.
    Narrow(Pairs<Narrow>),
    /// Any others.
    Wide(Pairs<Wide>),
}

/// Reads an instance.
///
/// # Errors
/// A sentence with the line of the first fault; of pairs told twice, the line of one that is told again.
pub fn read(input: &mut (impl Read + Seek)) -> Result<Neutral, Unread> {
    input.rewind()?;
    let survey = Survey::of(&mut *input)?;
    let (most_places, most_points) = Narrow::LIMITS;
    let is_narrow = survey.capacity.len() <= most_places && survey.most_points <= most_points;
    let rows = if is_narrow {
        Rows::Narrow(rows::read(&survey, input)?)
    } else {
        Rows::Wide(rows::read(&survey, input)?)
    };
    let (groups, places) = survey.problem;
    Ok(Neutral {
        groups,
        places,
        rows,
        sizes: survey.sizes,
        capacity: survey.capacity,
        group_names: survey.groups.names,
        place_names: survey.places.names,
    })
}

impl Neutral {
    /// How many pairs there are.
    pub fn pairs(&self) -> usize {
        match &self.rows {
            Rows::Narrow(pairs) => pairs.len(),
            Rows::Wide(pairs) => pairs.len(),
        }
    }

    /// Places the groups; see [`groups::place`].
    pub fn solve(&self, objective: Objective, threads: usize, watch: &mut Watch<'_>) -> Placed {
        match &self.rows {
            Rows::Narrow(pairs) => groups::place(&self.task(pairs, objective, threads), watch),
            Rows::Wide(pairs) => groups::place(&self.task(pairs, objective, threads), watch),
        }
    }

    /// Who goes where, by the numbers of the file.
    pub fn assignment(&self, placed: &Placed) -> impl Iterator<Item = (u32, u32)> {
        let assignment = placed.assignment();
        assignment.map(|(group, place)| {
            let place = self.place_names[place as usize];
            (self.group_names[group] + 1, place + 1)
        })
    }

    fn task<'a, E>(
        &'a self,
        pairs: &'a Pairs<E>,
        objective: Objective,
        threads: usize,
    ) -> Task<'a, E> {
        Task {
            pairs,
            sizes: &self.sizes,
            capacity: &self.capacity,
            objective,
            threads,
        }
    }
}
