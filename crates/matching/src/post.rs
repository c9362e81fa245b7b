//! A post as the matching sees it.

use chrono::NaiveDate;
use domain::division::Division;
use domain::skill::Skills;
use domain::word_set::WordSet;
use domain::words::{Certificate, Hazard, Schooling, Trade, VacancyKind};

/// A vacancy with its openings and conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Post {
    /// Which employer, by the caller's numbering; posts of one number are one enterprise.
    pub enterprise: u32,
    /// Where the work is, a prefecture or below.
    pub workplace: Division,
    /// The trade.
    pub trade: Trade,
    /// Ordinary, workshop near home, or public welfare.
    pub kind: VacancyKind,
    /// Openings that nobody has been given yet.
    pub openings: u32,
    /// Least pay, fen a month.
    pub pay_min_fen: i64,
    /// Most pay, fen a month; at least `pay_min_fen`.
    pub pay_max_fen: i64,
    /// Least schooling.
    pub schooling_min: Option<Schooling>,
    /// Certificates without which nobody is taken.
    pub required_certificates: WordSet<Certificate>,
    /// Certificates that the enterprise would like.
    pub preferred_certificates: WordSet<Certificate>,
    /// Skills without which nobody is taken.
    pub required_skills: Skills,
    /// Skills that the enterprise would like.
    pub preferred_skills: Skills,
    /// Youngest age in full years; sixteen at least, whatever is said here.
    pub age_min: Option<u8>,
    /// Oldest age in full years.
    pub age_max: Option<u8>,
    /// Hazards that close the post to people under eighteen.
    pub hazards: WordSet<Hazard>,
    /// Whether Mandarin is needed.
    pub mandarin_needed: bool,
    /// The last day on which work may start.
    pub start_by: Option<NaiveDate>,
    /// The last day on which the post takes candidates.
    pub closes_on: Option<NaiveDate>,
    /// The day on which the enterprise last confirmed the post.
    pub confirmed_on: NaiveDate,
    /// Whether the bureau has verified the enterprise and not suspended it.
    pub enterprise_verified: bool,
    /// Whether the post is open.
    pub open: bool,
    /// Rooms for couples that are still free.
    pub couple_rooms: u32,
    /// Share of people expected to stay, in 1/1000, learnt from past jobs; what the place adds to it stands in the
    /// [weights](crate::score::Weights::staying), and both together are at most 1000.
    pub stay_permille: Option<u16>,
}
