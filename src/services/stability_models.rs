//! Learning how long pairs may be expected to last, and giving runs what was learnt.
//!
//! A model is judged on jobs later than those that taught it. The newest that was judged is used, and only where it
//! foretold better than the plain base rate; see `docs/learning.md`.

use super::{
    Actor, Done,
    jobs::{self, InHand, NewJob},
};
use crate::{
    app::App,
    error::{Code, Error, invalid},
    storage::{
        self, BulkTransaction,
        idempotency::{self, RequestKey},
        jobs::{Counts, Job as LongWork, Outcome, Unit},
        pairings::Book,
        runs::Snapshot,
        stability_models::{Learnt, Past, StabilityModel},
    },
};
use chrono::{Days, NaiveDate};
use domain::{
    coded::Coded,
    distance::Distance,
    division::Level,
    id::{PersonId, StabilityModelId, VacancyId},
    job::{JobKind, JobState},
    trace::Act,
    words::Tier,
};
use matching::score::Stays;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use stability::{
    job::Job,
    judge::learn,
    model::{Expected, HORIZON, Model},
    traits::{Factor, Traits},
};

/// Days that are held out unless told: half a year, over which the figures are asked for.
const HELD_OUT_DAYS: u64 = 180;

/// The earliest day that a model may be learnt until.
const YEARS_BACK: u64 = 10;

/// Asks for a model learnt from jobs up to a day; half a year before today where none is named.
///
/// # Errors
/// [`Code::LearntUntilUnfit`] where the day is not past, or longer ago than ten years.
pub async fn request(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    learnt_until: Option<NaiveDate>,
) -> Result<Done, Error> {
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    let id = enqueue(app, &tx, by, learnt_until).await?;
    idempotency::keep(&tx, key, id.0, app.clock.now()).await?;
    tx.commit(by.did(Act::StabilityModelAsked, id.0), app.clock.now())
        .await?;
    Ok(Done::now(id.0))
}

/// Asks for a model on the machine itself; the caller sees its job through.
///
/// # Errors
/// As [`request`].
pub async fn request_here(
    app: &App,
    by: &Actor,
    learnt_until: Option<NaiveDate>,
) -> Result<StabilityModelId, Error> {
    let tx = storage::begin(&app.db).await?;
    let id = enqueue(app, &tx, by, learnt_until).await?;
    tx.commit(by.did(Act::StabilityModelAsked, id.0), app.clock.now())
        .await?;
    Ok(id)
}

async fn enqueue(
    app: &App,
    tx: &impl ConnectionTrait,
    by: &Actor,
    learnt_until: Option<NaiveDate>,
) -> Result<StabilityModelId, Error> {
    let today = app.clock.today();
    let before = |days: u64| {
        today
            .checked_sub_days(Days::new(days))
            .unwrap_or(NaiveDate::MIN)
    };
    let learnt_until = learnt_until.unwrap_or_else(|| before(HELD_OUT_DAYS));
    if !(before(366 * YEARS_BACK)..today).contains(&learnt_until) {
        return Err(invalid("/learnt_until", Code::LearntUntilUnfit));
    }
    let new = NewJob {
        kind: JobKind::StabilityModel,
        unit: Unit::Percent,
        division: None,
        enterprise: None,
    };
    let job: LongWork = jobs::enqueue(app, tx, by, new).await?;
    let model = StabilityModel {
        id: StabilityModelId(job.id.0),
        learnt_until,
        judged_until: today,
        learnt: None,
        created_at: job.created_at,
    };
    storage::stability_models::insert(tx, &model).await?;
    Ok(model.id)
}

/// One model.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(app: &App, id: StabilityModelId) -> Result<StabilityModel, Error> {
    let found = storage::stability_models::get(&app.db, id).await?;
    found.ok_or(Error::NotFound)
}

/// Models before `before`, the newest first.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    app: &App,
    before: Option<StabilityModelId>,
    limit: u64,
) -> Result<Vec<StabilityModel>, Error> {
    storage::stability_models::list(&app.db, before, limit).await
}

/// The model that runs are scored with at present, if any is good enough.
///
/// # Errors
/// Whatever the database says.
pub async fn in_use(app: &App) -> Result<Option<StabilityModel>, Error> {
    storage::stability_models::in_use(&app.db).await
}

/// Does the job of a model.
///
/// # Errors
/// [`Code::JobStopped`] where it was stopped; whatever the database says.
pub async fn work(app: &App, hand: &InHand) -> Result<(), Error> {
    let asked = get(app, StabilityModelId(hand.job.id.0)).await?;
    let book = app.pairings().await?;
    let past = storage::stability_models::jobs(&app.db, asked.judged_until).await?;
    hand.go_on()?;
    let (cut, until) = (asked.learnt_until, asked.judged_until);
    let learning = move || {
        let jobs: Vec<Job> = past
            .iter()
            .filter_map(|past| job(past, &book, until))
            .collect();
        let (model, judgement) = learn(&jobs, cut, until);
        Learnt { model, judgement }
    };
    let learnt = tokio::task::spawn_blocking(learning)
        .await
        .map_err(Error::internal)?;
    hand.go_on()?;
    let judgement = &learnt.judgement;
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let tx = BulkTransaction::begin(&app.db).await?;
    storage::stability_models::conclude(&tx, asked.id, &learnt).await?;
    hand.tell(100, Some(100));
    let ending = Outcome {
        state: JobState::Succeeded,
        counts: Counts::from([
            ("learnt_from".to_owned(), count(judgement.learnt.jobs)),
            ("held_out".to_owned(), count(judgement.held_out.jobs)),
        ]),
        failure: None,
        expires_at: None,
    };
    hand.finish(app, &tx, &ending).await?;
    tx.commit(
        hand.did("a stability model is learnt", Act::StabilityModelLearnt),
        app.clock.now(),
    )
    .await?;
    let verdict = judgement.verdict.code();
    tracing::info!(
        model.id = %asked.id, jobs = judgement.learnt.jobs, verdict,
        "stability model {} is judged: {verdict}", asked.id
    );
    Ok(())
}

/// A job as the learning sees it: silence is neither staying nor leaving.
pub(super) fn job(past: &Past, book: &Book, until: NaiveDate) -> Option<Job> {
    let ended = past.ended_on.filter(|last| *last <= until);
    let last = ended.or(past.last_told_on.map(|told| told.min(until)))?;
    Some(Job {
        traits: traits(past, book),
        began: past.started_on,
        watched_from: past.known_from.max(past.started_on),
        last,
        ended: ended.is_some(),
    })
}

/// What a job has in common with others.
pub(super) fn traits(past: &Past, book: &Book) -> Traits {
    let tier = past.tier.or_else(|| {
        let at = past.workplace?;
        Some(book.pairings().resolve(past.home, at, past.started_on).tier)
    });
    Traits {
        enterprise: past.enterprise.map(|id| id.as_u128()),
        trade: past.trade,
        origin: Some(past.home.up_to(Level::County).widened()),
        distance: past.workplace.map(|at| Distance::between(past.home, at)),
        tier,
        has_companions: past.has_companions,
    }
}

/// What depends on the post alone. A person's home and companions are the same at every post: they are told of in the
/// estimate of a pair, but to score by them would only set people against each other.
const OF_THE_POST: [Factor; 3] = [Factor::Trade, Factor::Enterprise, Factor::Post];

/// Whether a workplace can be this to a home and as far from it: what is near by the divisions is so by both.
fn can_be(tier: Tier, distance: Distance) -> bool {
    match tier {
        Tier::OwnCounty => distance == Distance::OwnCounty,
        Tier::OwnPrefecture => distance == Distance::OwnPrefecture,
        Tier::OwnProvince => distance == Distance::OwnProvince,
        Tier::OtherEast | Tier::Elsewhere => distance > Distance::OwnProvince,
        Tier::VillagePair
        | Tier::TownshipPair
        | Tier::CountyPair
        | Tier::PrefecturePair
        | Tier::ProvincePair => true,
    }
}

/// Gives each post the share expected to stay, as far as the post decides it; and what to add by tier and distance.
///
/// Both are in thousandths and add up to at most 1000: what the place takes away from a post is taken from all of them.
pub fn score(model: &Model, snapshot: &mut Snapshot) -> Stays {
    let nobody = Traits {
        enterprise: None,
        trade: None,
        origin: None,
        distance: None,
        tier: None,
        has_companions: false,
    };
    let share =
        |traits: &Traits, factors: &[Factor]| model.expected_by(traits, HORIZON, factors).share;
    let plain = share(&nobody, &[]);
    let at_place = |tier: Tier, distance: Distance| {
        let at = Traits {
            tier: Some(tier),
            distance: Some(distance),
            ..nobody
        };
        share(&at, &[Factor::Distance, Factor::Tier]) - plain
    };
    let places = Tier::ALL.iter().flat_map(|tier| {
        let far = Distance::ALL.iter().map(move |distance| (*tier, *distance));
        far.filter(|(tier, distance)| can_be(*tier, *distance))
    });
    let least = places
        .map(|(tier, distance)| at_place(tier, distance))
        .fold(f64::INFINITY, f64::min);
    let stays = Stays::of(|tier, distance| {
        if can_be(tier, distance) {
            thousandths(at_place(tier, distance) - least)
        } else {
            0
        }
    });
    let most = 1000 - stays.most();
    for (post, enterprise) in snapshot.posts.iter_mut().zip(&snapshot.enterprises) {
        let at = Traits {
            enterprise: Some(enterprise.0.as_u128()),
            trade: Some(post.trade),
            ..nobody
        };
        post.stay_permille = Some(thousandths(share(&at, &OF_THE_POST) + least).min(most));
    }
    stays
}

fn thousandths(share: f64) -> u16 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share"
    )]
    let parts = (share.clamp(0.0, 1.0) * 1000.0).round() as u16;
    parts
}

/// What a run is scored with: the model in use, where the run asks for one.
///
/// # Errors
/// Whatever the database says.
pub async fn look(
    tx: &DatabaseTransaction,
    wanted: bool,
    snapshot: &mut Snapshot,
) -> Result<Option<(StabilityModelId, Stays)>, Error> {
    if !wanted {
        return Ok(None);
    }
    let Some(found) = storage::stability_models::in_use(tx).await? else {
        return Ok(None);
    };
    let stays = found.learnt.map(|learnt| score(&learnt.model, snapshot));
    Ok(stays.map(|stays| (found.id, stays)))
}

/// How long a pair may be expected to last, by the model in use.
#[derive(Clone, Debug)]
pub struct Expectation {
    /// The model.
    pub model: StabilityModelId,
    /// The share of such pairs that stays longer than [`HORIZON`] days.
    pub expected: Expected,
    /// By what each thing in common multiplies the hazard, with its relative standard deviation.
    pub effects: Vec<(Factor, f64, f64)>,
}

/// What may be expected of a person within reach at a post within reach, or at a post of which nothing is known; none where
/// no model is in use.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn expect(
    app: &App,
    by: &Actor,
    id: PersonId,
    vacancy: Option<VacancyId>,
) -> Result<Option<Expectation>, Error> {
    if !storage::people::exists(&app.db, by.scope(), id).await? {
        return Err(Error::NotFound);
    }
    let today = app.clock.today();
    let mut post = None;
    if let Some(id) = vacancy {
        let found = storage::vacancies::get(&app.db, by.scope(), today, id).await?;
        post = Some(found.ok_or(Error::NotFound)?);
    }
    let circumstances = storage::stability_models::circumstances(&app.db, id).await?;
    let (home, has_companions) = circumstances.ok_or(Error::NotFound)?;
    let Some((model, learnt)) = in_use(app)
        .await?
        .and_then(|m| Some((m.id, m.learnt?.model)))
    else {
        return Ok(None);
    };
    let book = app.pairings().await?;
    let workplace = post.as_ref().map(|post| post.posting.workplace);
    let traits = Traits {
        enterprise: post.as_ref().map(|post| post.enterprise.0.as_u128()),
        trade: post.as_ref().map(|post| post.posting.trade),
        origin: Some(home.up_to(Level::County).widened()),
        distance: workplace.map(|at| Distance::between(home, at)),
        tier: workplace.map(|at| book.pairings().resolve(home, at, today).tier),
        has_companions,
    };
    let effects = learnt.effects.iter().map(|(factor, effects)| {
        let effect = effects.of(traits.level(*factor));
        (*factor, effect.mean, effect.spread.sqrt())
    });
    Ok(Some(Expectation {
        model,
        expected: learnt.expected(&traits, HORIZON),
        effects: effects.collect(),
    }))
}
