//! People and posts whom nothing forbids each other, for tests to spoil.

use chrono::NaiveDate;
use domain::division::Division;
use domain::pairing::Pairings;
use domain::skill::Skills;
use domain::word_set::WordSet;
use domain::words::{Objective, Trade, VacancyKind, Willingness};
use matching::outcome::Outcome;
use matching::post::Post;
use matching::run::{Failed, Instance, LOYALTY, Pair, Target, run};
use matching::score::Weights;
use matching::seeker::Seeker;
use matching::watch::Watch;
use matching::wish::{Wish, Wishes};
use std::sync::atomic::AtomicBool;

/// A day of the sixth month of 2026.
pub fn june(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 6, day).expect("a day of June")
}

/// Somebody of 30 from 威宁 who would go anywhere.
pub fn seeker() -> Seeker {
    Seeker {
        home: Division::of_six(520_526),
        born: NaiveDate::from_ymd_opt(1996, 1, 1).expect("a date"),
        schooling: None,
        skills: Skills::default(),
        certificates: WordSet::EMPTY,
        mandarin: None,
        willingness: Some(Willingness::Anywhere),
        preferred: Wish::NONE,
        trades: WordSet::EMPTY,
        refused_trades: WordSet::EMPTY,
        pay_wish_fen: None,
        ready_from: None,
        consents: true,
        has_open_job: false,
    }
}

/// A verified post in 东莞 with some openings.
pub fn post(openings: u32) -> Post {
    Post {
        enterprise: 0,
        workplace: Division::of_six(441_900),
        trade: Trade::Manufacturing,
        kind: VacancyKind::Ordinary,
        openings,
        pay_min_fen: 450_000,
        pay_max_fen: 550_000,
        schooling_min: None,
        required_certificates: WordSet::EMPTY,
        preferred_certificates: WordSet::EMPTY,
        required_skills: Skills::default(),
        preferred_skills: Skills::default(),
        age_min: None,
        age_max: None,
        hazards: WordSet::EMPTY,
        mandarin_needed: false,
        start_by: None,
        closes_on: None,
        confirmed_on: june(1),
        enterprise_verified: true,
        open: true,
        couple_rooms: 0,
        stay_permille: None,
    }
}

/// An instance of the first of June without parties or officers' wishes, people first.
pub fn instance<'a>(
    seekers: &'a [Seeker],
    posts: &'a [Post],
    pairings: &'a Pairings,
) -> Instance<'a> {
    Instance {
        seekers,
        posts,
        wishes: const { &Wishes::new() },
        parties: &[],
        pins: &[],
        exclusions: &[],
        refusals: &[],
        on: june(1),
        pairings,
        weights: Weights::default(),
        objective: Objective::PeopleFirst,
        quotas: &[],
        incumbents: &[],
        loyalty: LOYALTY,
        target: Target::default(),
        reserve: &[],
    }
}

/// Runs an instance that nobody cancels.
pub fn answer(instance: &Instance<'_>) -> Result<Outcome, Failed> {
    let never = AtomicBool::new(false);
    run(instance, &mut Watch::new(&never, &mut |_| ()))
}

/// The proposed pairs.
pub fn pairs(outcome: &Outcome) -> Vec<(u32, u32)> {
    let pair = |pair: Pair| (pair.seeker, pair.post);
    outcome
        .proposals
        .iter()
        .map(|proposal| pair(proposal.pair))
        .collect()
}
