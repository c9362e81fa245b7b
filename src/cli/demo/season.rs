//! Some months of answers, departures and check-ins, played from a seeded die and a standing clock.
//!
//! Every step goes through the same use case as an officer's. What people do is invented; what
//! becomes of it is reckoned by the service.

use super::care::CARING;
use crate::{
    app::App,
    error::Error,
    services::{self, Actor, placements::Report},
    storage::placements::{Filter, Kept},
};
use chrono::{Days, NaiveDate};
use domain::{
    division::{Division, Level},
    id::{PersonId, PlacementId},
    letter::LetterChannel,
    placement::{Placement, Step},
    words::{EndReason, RefusalReason, Stage},
};
use rand::{RngExt, rngs::StdRng, seq::IndexedRandom};
use std::collections::BTreeMap;

/// What is going to be reported, by day; and somebody who stays.
#[derive(Default)]
pub struct Agenda {
    days: BTreeMap<NaiveDate, Vec<(PlacementId, Report)>>,
    steady: Option<PersonId>,
    reported: usize,
}

/// Days of employment on which somebody asks whether a person is still at work.
const ROUNDS: [u64; 5] = [7, 30, 90, 180, 365];

const WHY_NOT: [RefusalReason; 4] = [
    RefusalReason::TooFar,
    RefusalReason::PayTooLow,
    RefusalReason::FamilyNeeds,
    RefusalReason::FoundWork,
];
const WHY_LEFT: [EndReason; 6] = [
    EndReason::WentHome,
    EndReason::BetterJob,
    EndReason::Family,
    EndReason::SeasonEnded,
    EndReason::Dismissed,
    EndReason::Health,
];

impl Agenda {
    fn at(&mut self, day: NaiveDate, of: &Placement, report: Report) {
        self.days.entry(day).or_default().push((of.id, report));
    }

    /// Plans what becomes of an offer until people leave; who works near home needs no journey.
    fn plan(&mut self, placement: &Placement, last: NaiveDate, rng: &mut StdRng) {
        let offered = placement.offered_on;
        let mut at = |day: NaiveDate, report: Report| self.at(day, placement, report);
        let answered = offered + Days::new(rng.random_range(1..=9));
        match rng.random::<f64>() {
            r if r < 0.06 => return,
            r if r < 0.20 => {
                let why = WHY_NOT.choose(rng).copied().unwrap_or(RefusalReason::Other);
                return at(answered, Report::Step(Step::Decline(why)));
            }
            _ => at(answered, Report::Step(Step::Accept)),
        }
        let confirmed = answered + Days::new(rng.random_range(1..=3));
        if rng.random_bool(0.05) {
            return at(
                confirmed,
                Report::Step(Step::Refuse(RefusalReason::Unsuited)),
            );
        }
        at(confirmed, Report::Step(Step::Confirm));
        if placement.is_near_home() {
            self.plan_work(placement, offered + Days::new(14), last, rng);
        }
    }

    /// Plans the work of somebody who starts on a day, to its end or to the last day of the play. The county that is shown
    /// in detail phones its people; of the others the rounds are reported here.
    pub fn plan_work(
        &mut self,
        placement: &Placement,
        started: NaiveDate,
        last: NaiveDate,
        rng: &mut StdRng,
    ) {
        let is_phoned = placement.home.up_to(Level::County) == Division::of_six(CARING);
        let mut at = |day: NaiveDate, report: Report| {
            if day <= last {
                self.at(day, placement, report);
            }
        };
        at(started, Report::Step(Step::Start));
        let stays = days_at_work(placement, rng);
        for round in ROUNDS.into_iter().filter(|round| *round < stays) {
            // One in twelve cannot be reached in a round.
            if rng.random_bool(11.0 / 12.0) && !is_phoned {
                at(started + Days::new(round), Report::AtWork);
            }
        }
        let why = WHY_LEFT.choose(rng).copied().unwrap_or(EndReason::Unknown);
        at(started + Days::new(stays), Report::Step(Step::End(why)));
        if is_phoned && started + Days::new(stays) > last {
            self.steady.get_or_insert(placement.person);
        }
    }

    /// Somebody of the county that is shown in detail who stays to the end.
    pub fn steady(&self) -> Option<PersonId> {
        self.steady
    }

    /// How many steps and rounds were reported.
    pub fn reported(&self) -> usize {
        self.reported
    }

    /// Plans every offer that is open now.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn plan_offers(
        &mut self,
        app: &App,
        by: &Actor,
        last: NaiveDate,
        rng: &mut StdRng,
    ) -> Result<usize, Error> {
        let filter = Filter {
            stage: Some(Stage::Offered),
            ..Filter::default()
        };
        let mut planned = 0;
        let mut after = None;
        loop {
            let page: Vec<Kept> =
                services::placements::list(app, by, &filter, after, 1_000).await?;
            let Some(end) = page.last() else {
                return Ok(planned);
            };
            after = Some(end.placement.id);
            for kept in &page {
                self.plan(&kept.placement, last, rng);
            }
            planned += page.len();
        }
    }

    /// Plays every day up to `until`, moving the clock.
    ///
    /// # Errors
    /// The first refusal: what is planned here is all allowed.
    pub async fn play(&mut self, app: &App, by: &Actor, until: NaiveDate) -> Result<(), Error> {
        while let Some(entry) = self
            .days
            .first_entry()
            .filter(|entry| *entry.key() <= until)
        {
            let (day, reports) = entry.remove_entry();
            move_to(app, day);
            services::placements::take_all(app, by, &reports, day).await?;
            services::placements::expire_offers(app).await?;
            while services::letters::send_due(app, LetterChannel::Sms)
                .await?
                .letters
                > 0
            {}
            self.reported += reports.len();
        }
        move_to(app, until);
        Ok(())
    }
}

fn move_to(app: &App, day: NaiveDate) {
    let days = (day - app.clock.today()).num_days();
    app.clock.advance(u64::try_from(days).unwrap_or(0));
}

/// How long somebody stays: a mixture of those who leave within weeks and those who settle, the
/// latter longer at a partner's posts and near home. Invented, and the same for every seed.
fn days_at_work(placement: &Placement, rng: &mut StdRng) -> u64 {
    let settles = if placement.is_near_home() { 0.85 } else { 0.72 };
    let mean: f64 = if rng.random_bool(settles) {
        520.0
    } else {
        45.0
    };
    let draw: f64 = rng.random::<f64>().max(1e-9);
    let days = (-draw.ln() * mean).clamp(1.0, 3_000.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped above"
    )]
    let whole = days as u64;
    whole
}
