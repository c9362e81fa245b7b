//! How long a person may be expected to stay at a post, learnt from jobs of the past, and whether that is worth using.
//!
//! A [`Job`](job::Job) is what was seen of one employment, with what it had in common with others: enterprise, trade, home, place,
//! companions. From jobs up to a day comes a [`Model`](model::Model): a hazard of leaving by time since the start, times
//! one effect for each thing in common, each shrunk towards none by as much as the jobs of others teach. From jobs *after* that
//! day comes a [`Judgement`](judge::Judgement): whether the model foretold who left better than the plain base rate does. Where it did
//! not, it is not to be used.
//!
//! Nothing here knows a database or a clock, and nothing is drawn by chance.
//!
//! | room | what it answers |
//! |---|---|
//! | [`job`] | what was seen of a job, before a day and after it? |
//! | [`traits`](mod@traits) | what has a job in common with others? |
//! | [`hazard`] | how fast do people leave, by time since the start? |
//! | [`shrink`] | how much do groups differ, and how far is each from the rest? |
//! | [`model`] | what share stays, for this person at this post? |
//! | [`fit`] | which model follows from these jobs? |
//! | [`judge`] | did it foretell later jobs better than the base rate? |
//! | [`concordance`] | how often did it rank those who left first? |

pub mod concordance;
pub mod fit;
pub mod hazard;
pub mod job;
pub mod judge;
pub mod model;
pub mod shrink;
pub mod traits;
