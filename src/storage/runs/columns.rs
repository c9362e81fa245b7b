//! The columns that bear on a match, as the engine's values.

use super::super::columns::{division, number, number_if, skills, word, word_if, words};
use crate::error::Error;
use chrono::NaiveDate;
use domain::{division::Division, word_set::WordSet};
use matching::{post::Post, seeker::Seeker, wish::Wishes};
use sea_orm::FromQueryResult;
use uuid::Uuid;

/// The columns of a person that bear on a match.
#[derive(FromQueryResult)]
pub(super) struct SeekerRow {
    pub id: Uuid,
    home: i64,
    born: NaiveDate,
    schooling: Option<String>,
    skills: String,
    certificates: String,
    mandarin: Option<bool>,
    willingness: Option<String>,
    wish_divisions: String,
    wish_trades: String,
    wish_pay_fen: Option<i64>,
    ready_from: Option<NaiveDate>,
    has_open_job: bool,
}

impl SeekerRow {
    /// The seeker, whose wish for places goes to the others'.
    pub(super) fn seeker(self, wishes: &mut Wishes) -> Result<Seeker, Error> {
        let place = |code: &str| {
            Division::parse(code).ok_or_else(|| Error::internal("column holds no division"))
        };
        let preferred = self.wish_divisions.split_ascii_whitespace().map(place);
        let preferred: Vec<Division> = preferred.collect::<Result<_, _>>()?;
        Ok(Seeker {
            home: division(self.home)?,
            born: self.born,
            schooling: word_if(self.schooling.as_deref())?,
            skills: skills(&self.skills)?,
            certificates: words(&self.certificates)?,
            mandarin: self.mandarin,
            willingness: word_if(self.willingness.as_deref())?,
            preferred: wishes.wish(&preferred),
            trades: words(&self.wish_trades)?,
            // What earlier noes bind is read beside.
            refused_trades: WordSet::EMPTY,
            pay_wish_fen: self.wish_pay_fen,
            ready_from: self.ready_from,
            // Nobody else is asked for.
            consents: true,
            has_open_job: self.has_open_job,
        })
    }
}

/// The columns of a vacancy that bear on a match.
#[derive(FromQueryResult)]
pub(super) struct PostRow {
    pub id: Uuid,
    pub enterprise_id: Uuid,
    workplace: i64,
    trade: String,
    kind: String,
    openings: i64,
    taken: i64,
    offered: i64,
    pay_min_fen: i64,
    pay_max_fen: i64,
    schooling_min: Option<String>,
    required_certificates: String,
    preferred_certificates: String,
    required_skills: String,
    preferred_skills: String,
    age_min: Option<i64>,
    age_max: Option<i64>,
    hazards: String,
    mandarin_needed: bool,
    start_to: Option<NaiveDate>,
    closes_on: Option<NaiveDate>,
    confirmed_on: NaiveDate,
    couple_rooms: i64,
}

impl PostRow {
    /// The post, of the enterprise with this number, so many of whose couple rooms are not free.
    pub(super) fn post(self, enterprise: u32, rooms_held: i64) -> Result<Post, Error> {
        Ok(Post {
            enterprise,
            workplace: division(self.workplace)?,
            trade: word(&self.trade)?,
            kind: word(&self.kind)?,
            openings: number((self.openings - self.taken - self.offered).max(0))?,
            pay_min_fen: self.pay_min_fen,
            pay_max_fen: self.pay_max_fen,
            schooling_min: word_if(self.schooling_min.as_deref())?,
            required_certificates: words(&self.required_certificates)?,
            preferred_certificates: words(&self.preferred_certificates)?,
            required_skills: skills(&self.required_skills)?,
            preferred_skills: skills(&self.preferred_skills)?,
            age_min: number_if(self.age_min)?,
            age_max: number_if(self.age_max)?,
            hazards: words(&self.hazards)?,
            mandarin_needed: self.mandarin_needed,
            start_by: self.start_to,
            closes_on: self.closes_on,
            confirmed_on: self.confirmed_on,
            // Nobody else's posts are asked for, nor closed ones.
            enterprise_verified: true,
            open: true,
            couple_rooms: number((self.couple_rooms - rooms_held).max(0))?,
            // What was learnt of past jobs is given by whoever asks for it.
            stay_permille: None,
        })
    }
}
