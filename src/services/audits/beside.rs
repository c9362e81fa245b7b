//! What was reported and what was found, side by side.

use crate::{
    app::App,
    error::Error,
    services::Actor,
    storage::{
        self,
        audits::{Audit, Stratum},
    },
};
use audit::{Interval, Visited, cells, rate};
use domain::{coded::Coded, verification::Finding};

/// What was reported and what was found, side by side.
#[derive(Clone, Debug)]
pub struct Beside {
    /// Jobs reported to have begun.
    pub begun: u64,
    /// Of these, jobs reported to go on.
    pub reported: u64,
    /// Of these, jobs drawn.
    pub drawn: u64,
    /// Of these, by what was found, in the order of the findings' list.
    pub found: Vec<(Finding, u64)>,
    /// Share of those begun that is reported to go on.
    pub reported_rate: f64,
    /// Share of those reported to go on that a visit confirms; none where nobody was visited.
    pub confirmed: Option<Interval>,
    /// Share of those begun that does go on, by what was confirmed.
    pub verified_rate: Option<Interval>,
    /// Of those reported to go on, jobs of strata of which somebody was visited: of these the two figures speak.
    pub covered: u64,
}

/// What a sample tells.
#[derive(Clone, Debug)]
pub struct Results {
    /// All strata together; none where it would tell of fewer than five people who are not one's own.
    pub total: Option<Beside>,
    /// The strata that may be shown.
    pub strata: Vec<(Stratum, Beside)>,
    /// Strata that are hidden.
    pub hidden: usize,
}

/// What was reported and what was found, in all and by stratum.
///
/// # Errors
/// Whatever the database says.
pub async fn results(app: &App, by: &Actor, audit: &Audit) -> Result<Results, Error> {
    let strata = storage::audits::strata(&app.db, by.scope(), audit).await?;
    let others: Vec<usize> = strata
        .iter()
        .map(|stratum| usize::try_from(stratum.others).unwrap_or(usize::MAX))
        .collect();
    let is_open = cells::is_open(others.iter().sum());
    let hidden = cells::hidden(&others);
    let total = is_open.then(|| beside(&strata));
    let all = strata.len();
    let shown: Vec<(Stratum, Beside)> = strata
        .into_iter()
        .zip(hidden)
        .filter(|(_, is_hidden)| is_open && !is_hidden)
        .map(|(stratum, _)| {
            let figures = beside(std::slice::from_ref(&stratum));
            (stratum, figures)
        })
        .collect();
    Ok(Results {
        total,
        hidden: all - shown.len(),
        strata: shown,
    })
}

fn beside(strata: &[Stratum]) -> Beside {
    let sum = |of: fn(&Stratum) -> u64| strata.iter().map(of).sum::<u64>();
    let visited: Vec<Visited> = strata
        .iter()
        .map(|stratum| Visited {
            size: stratum.reported,
            visited: stratum.visited(),
            confirmed: stratum.of(Finding::Confirmed),
        })
        .collect();
    let (begun, reported) = (sum(|s| s.begun), sum(|s| s.reported));
    let reported_rate = if begun == 0 {
        0.0
    } else {
        reported as f64 / begun as f64
    };
    let confirmed = rate::stratified(&visited);
    let found = |finding: &Finding| {
        let count = strata.iter().map(|stratum| stratum.of(*finding)).sum();
        (*finding, count)
    };
    Beside {
        begun,
        reported,
        drawn: sum(|s| s.drawn),
        found: Finding::ALL.iter().map(found).collect(),
        reported_rate,
        confirmed,
        verified_rate: confirmed.map(|share| share.times(reported_rate)),
        covered: rate::covered(&visited),
    }
}
