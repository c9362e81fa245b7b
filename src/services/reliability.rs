//! How reliable enterprises are: what visits confirmed, who came of those expected, who was paid as promised, who stayed.
//!
//! Each share is told as it was counted and as it stands among the shares of all enterprises: few people say little, so a
//! small enterprise is drawn to the mean of all ([`audit::shrink`]).

use super::{
    Actor,
    stability::{self, Joining},
};
use crate::{
    app::App,
    error::Error,
    storage::{
        self,
        told::{Moment, Told, Whose},
    },
};
use ::audit::{Interval, Prior, cells, shrink::Counts};
use chrono::NaiveDate;
use domain::{division::Division, grant::Capacity, id::EnterpriseId};
use std::collections::BTreeMap;
use survival::{Curve, Spell};

/// A share of an enterprise's people.
#[derive(Clone, Copy, Debug, Default)]
pub struct Share {
    /// People of whom it speaks; of a curve, as many as it weighs.
    pub of: f64,
    /// The share as it was counted; none where it speaks of nobody.
    pub counted: Option<f64>,
    /// The share among those of all enterprises, with its 95 % interval; none where nobody was counted anywhere.
    pub steadied: Option<Interval>,
}

/// An enterprise.
#[derive(Clone, Debug)]
pub struct Reliability {
    /// Which.
    pub enterprise: EnterpriseId,
    /// Its name.
    pub name: String,
    /// Jobs reported to go on that a visit confirmed, of those visited.
    pub verified: Share,
    /// People who began, of those whom it had confirmed.
    pub arrived: Share,
    /// Jobs of which every pay slip shows what was promised, of those of which one is there.
    pub paid: Share,
    /// People who stayed for the days asked for.
    pub stayed: Share,
    /// People of its placements who are not one's own.
    others: usize,
}

/// What is told of all.
#[derive(Clone, Debug)]
pub struct Reliabilities {
    /// As of which day.
    pub on: NaiveDate,
    /// Days after which who stays is asked.
    pub days: u32,
    /// The enterprises, the least reliable first.
    pub items: Vec<Reliability>,
    /// Enterprises of which too few people who are not one's own speak.
    pub hidden: usize,
}

/// How reliable the enterprises are, as told by now.
///
/// # Errors
/// Whatever the database says.
pub async fn of(
    app: &App,
    by: &Actor,
    whose: Whose,
    area: Option<Division>,
    days: u32,
) -> Result<Reliabilities, Error> {
    let whose = if by.capacity() == Some(Capacity::National) {
        Whose::All
    } else {
        whose
    };
    let on = app.clock.today();
    let moment = Moment::present(on, app.clock.now());
    let tx = storage::begin_reading(&app.db).await?;
    let scope = by.scope();
    let promises = storage::reliability::promises(&tx, scope, whose, area, on).await?;
    let pay = storage::reliability::pay(&tx, scope, whose, on).await?;
    let visited = storage::audits::verified_of_enterprises(&tx, scope, whose, on).await?;
    let jobs = storage::told::jobs(&tx, scope, whose, None, moment).await?;
    tx.commit().await?;
    let reckoned = tokio::task::spawn_blocking(move || {
        let pay = pay.into_iter();
        let material = Material {
            stayed: stayed(&jobs, days, on),
            paid: pay
                .map(|pay| (pay.enterprise, counts(pay.kept, pay.shown)))
                .collect(),
            verified: visited
                .into_iter()
                .map(|(id, visited, confirmed)| (id, counts(confirmed, visited)))
                .collect(),
        };
        reckoned(promises, &material)
    });
    let (items, hidden) = reckoned.await.map_err(Error::internal)?;
    Ok(Reliabilities {
        on,
        days,
        items,
        hidden,
    })
}

type ByEnterprise = BTreeMap<EnterpriseId, Counts>;

struct Material {
    stayed: ByEnterprise,
    paid: ByEnterprise,
    verified: ByEnterprise,
}

fn counts(successes: u64, trials: u64) -> Counts {
    Counts {
        trials: trials as f64,
        successes: successes as f64,
    }
}

/// Who stays for so many days, by the curve of each enterprise, as many people as it weighs.
fn stayed(jobs: &[Told], days: u32, on: NaiveDate) -> ByEnterprise {
    let joining = Joining {
        across_employers: false,
        gap_days: 0,
    };
    let mut spells: BTreeMap<EnterpriseId, Vec<Spell>> = BTreeMap::new();
    for stretch in stability::stretches(jobs, joining, on) {
        if let Some(id) = stretch.first.enterprise {
            spells.entry(id).or_default().push(stretch.spell);
        }
    }
    let weighed = |spells: &Vec<Spell>| {
        let at = Curve::of(spells).at(f64::from(days))?;
        let plain = |successes: usize, trials: usize| Counts {
            trials: trials as f64,
            successes: successes as f64,
        };
        Counts::of_share(at.survival, at.std_error).or(if at.survival > 0.5 {
            // Nobody left: as many as were watched for as long.
            (at.at_risk > 0).then(|| plain(at.at_risk, at.at_risk))
        } else {
            Some(plain(0, spells.len()))
        })
    };
    spells
        .iter()
        .filter_map(|(id, spells)| Some((*id, weighed(spells)?)))
        .collect()
}

fn reckoned(
    promises: Vec<storage::reliability::Promises>,
    material: &Material,
) -> (Vec<Reliability>, usize) {
    let arrived: ByEnterprise = promises
        .iter()
        .map(|one| (one.enterprise, counts(one.arrived, one.promised)))
        .collect();
    let all = [
        &material.verified,
        &arrived,
        &material.paid,
        &material.stayed,
    ];
    let priors = all.map(|shares| Prior::of(&shares.values().copied().collect::<Vec<_>>()));
    let share = |id: EnterpriseId, at: usize| {
        let own = all[at].get(&id).copied().unwrap_or_default();
        Share {
            of: own.trials,
            counted: (own.trials > 0.0).then(|| own.successes / own.trials),
            steadied: priors[at].map(|prior| prior.after(own)),
        }
    };
    let mut items: Vec<Reliability> = promises
        .into_iter()
        .map(|one| Reliability {
            enterprise: one.enterprise,
            name: one.name,
            verified: share(one.enterprise, 0),
            arrived: share(one.enterprise, 1),
            paid: share(one.enterprise, 2),
            stayed: share(one.enterprise, 3),
            others: usize::try_from(one.others).unwrap_or(usize::MAX),
        })
        .collect();
    let before = items.len();
    items.retain(|item| cells::is_open(item.others));
    items.sort_by(|a, b| {
        a.worth()
            .total_cmp(&b.worth())
            .then(a.enterprise.cmp(&b.enterprise))
    });
    let hidden = before - items.len();
    (items, hidden)
}

impl Reliability {
    /// What may be expected of a person sent there: that all of it holds.
    fn worth(&self) -> f64 {
        [self.verified, self.arrived, self.paid, self.stayed]
            .into_iter()
            .filter_map(|share| share.steadied)
            .map(|steadied| steadied.share)
            .product()
    }
}
