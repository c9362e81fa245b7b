//! A run and everything that it depends on, read before it is computed.

use crate::{
    app::App,
    error::Error,
    services::{
        season::{self, Ahead},
        stability_models,
    },
    storage::{
        self, Scope,
        pairings::Book,
        runs::{Chosen, Homes, Limit, Run, Snapshot},
    },
};
use domain::id::{PersonId, RunId, StabilityModelId, VacancyId};
use matching::{
    quota::Quota,
    run::{Instance, Target},
    score::Stays,
};
use std::{collections::HashMap, sync::Arc};

/// A run and all that it depends on.
#[derive(Debug)]
pub struct Task {
    pub(super) run: Run,
    pub(super) snapshot: Snapshot,
    pub(super) book: Arc<Book>,
    quotas: Vec<Quota>,
    incumbents: Vec<Option<u32>>,
    pub(super) ahead: Ahead,
    /// What expected stability is scored with.
    pub(super) learnt: Option<(StabilityModelId, Stays)>,
    /// The bid price of each post, once they are known.
    pub(super) reserve: Vec<u32>,
    /// What a what-if is compared with.
    pub(super) base: Option<(Run, Vec<Chosen>)>,
}

/// Reads what a run depends on, as it stands at one moment.
///
/// # Errors
/// [`Error::NotFound`]; whatever the database says.
pub async fn look(app: &App, id: RunId) -> Result<Task, Error> {
    let scope = Scope::job("a matching run");
    let found = async |id| {
        let run = storage::runs::get(&app.db, &scope, id).await?;
        run.ok_or(Error::NotFound)
    };
    let run = found(id).await?;
    let book = app.pairings().await?;
    let mut kept = Vec::new();
    if let Some(id) = run.asked.keep_from {
        kept = storage::runs::chosen(&app.db, &found(id).await?).await?;
    }
    let mut base = None;
    if let Some(id) = run.asked.what_if_of {
        let run = found(id).await?;
        let chosen = storage::runs::chosen(&app.db, &run).await?;
        base = Some((run, chosen));
    }
    let tx = storage::begin_reading(&app.db).await?;
    let mut snapshot = storage::runs::snapshot(&tx, Homes::In(run.area), run.on).await?;
    let ahead = season::look(&tx, &run, &mut snapshot).await?;
    let learnt = stability_models::look(&tx, run.asked.learnt_stability, &mut snapshot).await?;
    tx.commit().await?;
    Ok(Task {
        quotas: quotas(&run.asked.limits, &snapshot),
        incumbents: incumbents(&kept, &snapshot),
        ahead,
        learnt,
        reserve: Vec::new(),
        run,
        snapshot,
        book,
        base,
    })
}

/// The limits, over those of each division who are there to be matched.
fn quotas(limits: &[Limit], snapshot: &Snapshot) -> Vec<Quota> {
    let quota = |limit: &Limit| {
        let people = (0..).zip(&snapshot.seekers);
        let members = people.filter(|(_, seeker)| limit.division.contains(seeker.home));
        let members = members.map(|(number, _)| number).collect();
        Quota::of(members, limit.at_least, limit.at_most)
    };
    limits.iter().map(quota).collect()
}

/// The post that each person has from an earlier run, where both are still there.
fn incumbents(kept: &[Chosen], snapshot: &Snapshot) -> Vec<Option<u32>> {
    if kept.is_empty() {
        return Vec::new();
    }
    let places: HashMap<VacancyId, u32> = snapshot.vacancies.iter().copied().zip(0..).collect();
    let kept: HashMap<PersonId, VacancyId> = kept.iter().copied().collect();
    let people = snapshot.people.iter();
    people
        .map(|person| places.get(kept.get(person)?).copied())
        .collect()
}

impl Task {
    pub(super) fn instance(&self) -> Instance<'_> {
        let asked = &self.run.asked;
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
            weights: asked.weights.staying(self.stays()),
            objective: asked.objective,
            quotas: &self.quotas,
            incumbents: &self.incumbents,
            loyalty: asked.loyalty,
            target: Target {
                gap: asked.gap_ppm.map(|gap| f64::from(gap) / 1e6),
                seconds: asked.seconds,
            },
            reserve: &self.reserve,
        }
    }

    fn stays(&self) -> Stays {
        self.learnt.map_or_else(Stays::default, |(_, stays)| stays)
    }

    pub(super) fn person(&self, seeker: u32) -> PersonId {
        self.snapshot.people[seeker as usize]
    }

    pub(super) fn vacancy(&self, post: u32) -> VacancyId {
        self.snapshot.vacancies[post as usize]
    }
}
