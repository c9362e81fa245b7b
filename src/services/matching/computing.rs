//! Computing a run: look, solve, keep.
//!
//! What is looked at is read in one transaction that only reads; the computation has a thread of
//! its own and holds no transaction; what came of it is stored in one with the job's end.

use super::digest::digest;
use crate::{
    app::App,
    error::Error,
    services::{
        jobs::{InHand, Stopped},
        season::{self, Ahead},
    },
    storage::{
        self, BulkTransaction, Scope,
        jobs::{Counts, Outcome as Ending},
        pairings::Book,
        runs::{Change, Figures, LeftOut, LimitCount, Proposed, Run, Second, Snapshot, UnmetPin},
    },
};
use domain::{
    coded::Coded,
    id::{PersonId, RunId, VacancyId},
    job::JobState,
};
use matching::{
    outcome::{Hindrance, Outcome, Proposal, Unplaced},
    run::{Failed, Instance, LOYALTY, Target},
    verdict::Verdict,
    watch::{Phase, Progress, Watch},
};
use std::{sync::Arc, time::Instant};

/// Does a run's job.
///
/// # Errors
/// [`crate::error::Code::JobStopped`] where it was stopped; whatever the database says.
pub async fn work(app: &App, hand: &InHand) -> Result<(), Error> {
    let task = look(app, RunId(hand.job.id.0)).await?;
    hand.go_on()?;
    let solving = hand.clone();
    let solved = tokio::task::spawn_blocking(move || solve(task, &solving))
        .await
        .map_err(Error::internal)??;
    keep(app, hand, solved).await
}

/// A run and all that it depends on.
#[derive(Debug)]
pub struct Task {
    run: Run,
    snapshot: Snapshot,
    book: Arc<Book>,
    ahead: Ahead,
    /// The bid price of each post, once they are known.
    reserve: Vec<u32>,
}

/// A run with its answer.
#[derive(Debug)]
pub struct Solved {
    task: Task,
    outcome: Outcome,
    digest: [u8; 32],
    duration_ms: i64,
}

/// Reads what a run depends on, as it stands at one moment.
///
/// # Errors
/// [`Error::NotFound`]; whatever the database says.
pub async fn look(app: &App, id: RunId) -> Result<Task, Error> {
    let scope = Scope::job("a matching run");
    let run = storage::runs::get(&app.db, &scope, id)
        .await?
        .ok_or(Error::NotFound)?;
    let book = app.pairings().await?;
    let tx = storage::begin_reading(&app.db).await?;
    let mut snapshot = storage::runs::snapshot(&tx, run.area, run.on).await?;
    let ahead = season::look(&tx, &run, &mut snapshot).await?;
    tx.commit().await?;
    Ok(Task {
        run,
        snapshot,
        book,
        ahead,
        reserve: Vec::new(),
    })
}

impl Task {
    fn instance(&self) -> Instance<'_> {
        Instance {
            seekers: &self.snapshot.seekers,
            posts: &self.snapshot.posts,
            wishes: &self.snapshot.wishes,
            parties: &self.snapshot.parties,
            pins: &self.snapshot.pins,
            exclusions: &self.snapshot.exclusions,
            refusals: &self.snapshot.refusals,
            on: self.run.on,
            pairings: self.book.pairings(),
            weights: self.run.weights,
            objective: self.run.objective,
            quotas: &[],
            incumbents: &[],
            loyalty: LOYALTY,
            target: Target::default(),
            reserve: &self.reserve,
        }
    }

    fn person(&self, seeker: u32) -> PersonId {
        self.snapshot.people[seeker as usize]
    }

    fn vacancy(&self, post: u32) -> VacancyId {
        self.snapshot.vacancies[post as usize]
    }
}

/// Computes a run. It takes a while: call it away from the async threads.
///
/// # Errors
/// [`crate::error::Code::JobStopped`] where the job was stopped.
pub fn solve(mut task: Task, hand: &InHand) -> Result<Solved, Error> {
    let begun = Instant::now();
    let mut tell = |progress: Progress| hand.tell(percent(progress), Some(100));
    let mut watch = Watch::new(hand.stopper(), &mut tell);
    task.reserve = task
        .ahead
        .prices(&task.instance(), &mut watch)
        .map_err(|_| Stopped)?;
    let outcome =
        matching::run::run(&task.instance(), &mut watch).map_err(|failed| match failed {
            Failed::Cancelled(_) => Stopped.into(),
            contradiction => Error::internal(contradiction),
        })?;
    let duration_ms = i64::try_from(begun.elapsed().as_millis()).unwrap_or(i64::MAX);
    let digest = digest(&task.snapshot, &task.instance());
    Ok(Solved {
        task,
        outcome,
        digest,
        duration_ms,
    })
}

/// How far a computation has come; what each phase takes of the whole is a rough guess.
fn percent(progress: Progress) -> i64 {
    let (from, to) = match progress.phase {
        Phase::Season => (0, 20),
        Phase::Screening => (20, 30),
        Phase::Headcount => (30, 40),
        Phase::Auction => (40, 80),
        Phase::Parties => (80, 90),
        Phase::Reasons => (90, 100),
    };
    let tenths = (0..10).filter(|tenth| f64::from(*tenth) / 10.0 < progress.fraction);
    from + (to - from) * i64::try_from(tenths.count()).unwrap_or(10) / 10
}

/// Stores what came of a run and ends its job, all or nothing.
///
/// # Errors
/// [`crate::error::Code::Busy`] where another attempt at the job has begun.
pub async fn keep(app: &App, hand: &InHand, solved: Solved) -> Result<(), Error> {
    let figures = solved.figures();
    let (proposed, left_out) = (solved.proposed(), solved.left_out());
    let run = &solved.task.run;
    let tx = BulkTransaction::begin(&app.db).await?;
    storage::runs::store(&tx, run.id, proposed, left_out).await?;
    let posts = solved.task.snapshot.vacancies.iter().copied();
    let prices = posts.zip(solved.task.reserve.iter().copied());
    let learnt_from = solved.task.ahead.learnt_from();
    storage::runs::keep_prices(&tx, run.id, prices, learnt_from).await?;
    storage::runs::conclude(&tx, run.id, &figures).await?;
    hand.tell(100, Some(100));
    let counts = Counts::from([
        ("people".to_owned(), figures.people),
        ("placed".to_owned(), figures.placed),
        ("unplaced".to_owned(), figures.people - figures.placed),
    ]);
    let ending = Ending {
        state: JobState::Succeeded,
        counts,
        failure: None,
        expires_at: None,
    };
    hand.finish(app, &tx, &ending).await?;
    tx.commit().await?;
    let (made, people) = (figures.placed, figures.people);
    tracing::info!(
        run.id = %run.id, people, posts = figures.posts, duration_ms = figures.duration_ms,
        "matched run {}: {made} of {people} people proposed", run.id
    );
    Ok(())
}

impl Solved {
    fn figures(&self) -> Figures {
        let snapshot = &self.task.snapshot;
        let openings: u64 = snapshot
            .posts
            .iter()
            .map(|post| u64::from(post.openings))
            .sum();
        Figures {
            digest: self.digest.to_vec(),
            people: counted(snapshot.people.len() + snapshot.apart.len()),
            posts: counted(snapshot.posts.len()),
            openings: openings.try_into().unwrap_or(i64::MAX),
            eligible_pairs: self.outcome.eligible_pairs.try_into().unwrap_or(i64::MAX),
            placed: counted(self.outcome.proposals.len()),
            people_bound: counted(self.outcome.people_bound),
            score: self.outcome.score.try_into().unwrap_or(i64::MAX),
            bound: self.outcome.bound.try_into().unwrap_or(i64::MAX),
            unmet_pins: self.unmet_pins(),
            duration_ms: self.duration_ms,
        }
    }

    fn unmet_pins(&self) -> Vec<UnmetPin> {
        let task = &self.task;
        let impossible = self.outcome.impossible_pins.iter().map(|pin| {
            let because = match &pin.hindrance {
                Hindrance::Forbidden(limits) => {
                    limits.iter().map(|limit| limit.code().to_owned()).collect()
                }
                Hindrance::NoOpening => vec!["no_opening".to_owned()],
                Hindrance::Party => vec!["party".to_owned()],
            };
            let (person, vacancy) = (task.person(pin.pair.seeker), task.vacancy(pin.pair.post));
            UnmetPin::of(person, vacancy, because)
        });
        let absent = task.snapshot.absent_pins.iter();
        let absent =
            absent.map(|(person, post)| UnmetPin::of(*person, *post, vec!["absent".to_owned()]));
        impossible.chain(absent).collect()
    }

    fn proposed(&self) -> Vec<Proposed> {
        let proposals = self.outcome.proposals.iter();
        proposals.map(|made| self.as_proposed(made)).collect()
    }

    fn as_proposed(&self, made: &Proposal) -> Proposed {
        let (task, pair) = (&self.task, made.pair);
        Proposed {
            person: task.person(pair.seeker),
            vacancy: task.vacancy(pair.post),
            party: made
                .party
                .map(|party| task.snapshot.party_ids[party as usize]),
            tier: made.tier,
            parts: made.parts,
            unknown: made.unknown.clone(),
            pinned: made.pinned,
            decided_by: made.decided_by,
            runner_up: made.runner_up.map(|next| Second {
                vacancy: task.vacancy(next.post),
                points: next.points,
                full: next.full,
                price: next.price,
            }),
            not_offered: None,
        }
    }

    fn left_out(&self) -> Vec<LeftOut> {
        let unplaced = self.outcome.unplaced.iter();
        let apart = self.task.snapshot.apart.iter();
        unplaced
            .map(|left| self.as_left_out(left))
            .chain(apart.map(|person| LeftOut {
                person: *person,
                verdict: Verdict::PartyIncomplete,
                eligible: 0,
                full: 0,
                limits: Vec::new(),
                change: None,
            }))
            .collect()
    }

    fn as_left_out(&self, left: &Unplaced) -> LeftOut {
        LeftOut {
            person: self.task.person(left.seeker),
            verdict: left.verdict(),
            eligible: left.eligible,
            full: left.full,
            limits: left.forbidden.iter().map(LimitCount::from).collect(),
            change: left.change.map(|change| Change {
                need: change.need,
                vacancy: self.task.vacancy(change.post),
                displaces: change.displaces,
            }),
        }
    }
}

fn counted(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
