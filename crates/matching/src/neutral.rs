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
//! The text is read once, and again only to find the line of a pair that is told twice. Memory holds four bytes a pair, or
//! eight where numbers are large; for a moment two or three times as much where groups do not stand in order.
//! Nothing is allocated because a line merely claims it: rows exist up to the last group that some line names.

use crate::assign::pairs::{Narrow, Pairs, Wide};
use crate::groups::{self, Placed, Task};
use crate::watch::Watch;
use domain::words::Objective;
pub use malformed::{Fault, Malformed, Unread};
use std::io::{Read, Seek, SeekFrom};
use survey::Survey;

mod lines;
mod malformed;
mod rows;
mod survey;

/// An instance as it was read; groups and places are numbered from 0.
#[derive(Clone, Debug)]
pub struct Neutral {
    /// How many groups there are, those that may go nowhere included.
    pub groups: u32,
    /// How many places there are.
    pub places: u32,
    /// The places of each group, up to the last group that may go anywhere.
    pub rows: Rows,
    /// How many people each of these groups has.
    pub sizes: Vec<u32>,
    /// How many people each place takes, up to the last place that some line names.
    pub capacity: Vec<u32>,
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
    let bytes = input.seek(SeekFrom::End(0))?;
    input.rewind()?;
    let survey = Survey::of(&mut *input, bytes)?;
    let rows = match survey.pairs.into_rows(survey.capacity.len()) {
        Ok(rows) => rows,
        Err(pair) => {
            input.rewind()?;
            return Err(rows::told_again(input, pair)?.into());
        }
    };
    Ok(Neutral {
        groups: survey.groups,
        places: survey.places,
        rows,
        sizes: survey.sizes,
        capacity: survey.capacity,
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
