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
        self, Scope,
        reliability::Promises,
        told::{Moment, Told, Whose},
    },
};
use ::audit::{Interval, Prior, cells, shrink::Counts};
use chrono::NaiveDate;
use domain::{
    division::Division,
    grant::Capacity,
    id::{EnterpriseId, PersonId},
};
use sea_orm::ConnectionTrait;
use std::collections::{BTreeMap, BTreeSet};
use survival::{Curve, Spell};

/// A share of an enterprise's people.
#[derive(Clone, Copy, Debug, Default)]
pub struct Share {
    /// People of whom it speaks; of a curve, as many as it weighs. Nobody where it would tell of fewer than five who are not one's
    /// own.
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
    let (promises, counted) = Counted::of(&tx, scope, whose, area, on).await?;
    let own = match whose {
        Whose::Own => counted.clone(),
        Whose::All => Counted::of(&tx, scope, Whose::Own, area, on).await?.1,
    };
    let jobs = storage::told::jobs(&tx, scope, whose, None, moment).await?;
    tx.commit().await?;
    let reckoned = tokio::task::spawn_blocking(move || {
        let (stayed, strangers) = stayed(&jobs, days, on);
        let material = Material {
            counted,
            own,
            stayed,
            strangers,
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

/// What is counted in the database.
#[derive(Clone)]
struct Counted {
    verified: ByEnterprise,
    arrived: ByEnterprise,
    paid: ByEnterprise,
}

struct Material {
    counted: Counted,
    /// The same of one's own people alone.
    own: Counted,
    stayed: ByEnterprise,
    /// People in the curve of each who are not one's own.
    strangers: BTreeMap<EnterpriseId, BTreeSet<PersonId>>,
}

impl Counted {
    async fn of(
        tx: &impl ConnectionTrait,
        scope: &Scope,
        whose: Whose,
        area: Option<Division>,
        on: NaiveDate,
    ) -> Result<(Vec<Promises>, Self), Error> {
        let promises = storage::reliability::promises(tx, scope, whose, area, on).await?;
        let pay = storage::reliability::pay(tx, scope, whose, on).await?;
        let visited = storage::audits::verified_of_enterprises(tx, scope, whose, on).await?;
        let counted = Self {
            arrived: promises
                .iter()
                .map(|one| (one.enterprise, counts(one.arrived, one.promised)))
                .collect(),
            paid: pay
                .into_iter()
                .map(|pay| (pay.enterprise, counts(pay.kept, pay.shown)))
                .collect(),
            verified: visited
                .into_iter()
                .map(|(id, visited, confirmed)| (id, counts(confirmed, visited)))
                .collect(),
        };
        Ok((promises, counted))
    }
}

fn counts(successes: u64, trials: u64) -> Counts {
    Counts {
        trials: trials as f64,
        successes: successes as f64,
    }
}

/// Who stays for so many days, by the curve of each enterprise, as many people as it weighs; and who of them is not one's own.
fn stayed(
    jobs: &[Told],
    days: u32,
    on: NaiveDate,
) -> (ByEnterprise, BTreeMap<EnterpriseId, BTreeSet<PersonId>>) {
    let joining = Joining {
        across_employers: false,
        gap_days: 0,
    };
    let mut spells: BTreeMap<EnterpriseId, Vec<Spell>> = BTreeMap::new();
    let mut strangers: BTreeMap<EnterpriseId, BTreeSet<PersonId>> = BTreeMap::new();
    for stretch in stability::stretches(jobs, joining, on) {
        if let Some(id) = stretch.first.enterprise {
            spells.entry(id).or_default().push(stretch.spell);
            if !stretch.first.is_own {
                let others = strangers.entry(id).or_default();
                others.insert(stretch.first.person);
            }
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
    let stayed = spells
        .iter()
        .filter_map(|(id, spells)| Some((*id, weighed(spells)?)))
        .collect();
    (stayed, strangers)
}

fn reckoned(promises: Vec<Promises>, material: &Material) -> (Vec<Reliability>, usize) {
    let Counted {
        verified,
        arrived,
        paid,
    } = &material.counted;
    let all = [verified, arrived, paid, &material.stayed];
    let own = [
        &material.own.verified,
        &material.own.arrived,
        &material.own.paid,
    ];
    let priors = all.map(|shares| Prior::of(&shares.values().copied().collect::<Vec<_>>()));
    let trials = |shares: &ByEnterprise, id| shares.get(&id).map_or(0.0, |own| own.trials);
    // Whoever sees a share of their own people beside one of all sees that of the others.
    let may_tell = |id: EnterpriseId, at: usize| match own.get(at) {
        Some(own) => {
            let others = trials(all[at], id) - trials(own, id);
            others < 1.0 || others >= cells::LEAST as f64
        }
        None => cells::is_open(material.strangers.get(&id).map_or(0, BTreeSet::len)),
    };
    let share = |id: EnterpriseId, at: usize| {
        let told = all[at].get(&id).filter(|_| may_tell(id, at));
        let told = told.copied().unwrap_or_default();
        Share {
            of: told.trials,
            counted: (told.trials > 0.0).then(|| told.successes / told.trials),
            steadied: priors[at].map(|prior| prior.after(told)),
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
