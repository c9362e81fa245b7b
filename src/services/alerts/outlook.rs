//! How many jobs like one end soon: by the model in use, or else by the jobs that were watched.

use crate::{
    app::App,
    error::Error,
    services::{
        jobs::InHand,
        stability_models::{self, job},
    },
    storage,
};
use domain::id::StabilityModelId;
use stability::{model::Model, traits::Traits};
use std::collections::HashMap;
use survival::{Curve, Spell};

/// At how many jobs at risk an enterprise's own curve weighs as much as that of all.
const EVEN: f64 = 20.0;
/// Jobs of the past that are read at once.
const AT_ONCE: u64 = 20_000;

/// The outlook of jobs by their age and what they have in common with others.
#[derive(Debug)]
pub enum Outlook {
    /// What was learnt, and foretells later jobs better than the base rate.
    Learnt(StabilityModelId, Model),
    /// What the jobs that were watched show.
    Watched(Watched),
}

/// How long jobs last, all of them and those of each enterprise by itself.
#[derive(Debug)]
pub struct Watched {
    all: Curve,
    firms: HashMap<u128, Curve>,
}

impl Outlook {
    /// The outlook at present.
    ///
    /// # Errors
    /// [`Code::JobStopped`](crate::error::Code::JobStopped) where the work was stopped; whatever the database says.
    pub async fn read(app: &App, hand: &InHand) -> Result<Self, Error> {
        let in_use = stability_models::in_use(app).await?;
        if let Some((id, learnt)) = in_use.and_then(|found| Some((found.id, found.learnt?))) {
            return Ok(Self::Learnt(id, learnt.model));
        }
        let (today, book) = (app.clock.today(), app.pairings().await?);
        let mut watched = Vec::new();
        let mut after = None;
        loop {
            hand.go_on()?;
            let some =
                storage::stability_models::jobs_behind(&app.db, today, after, AT_ONCE).await?;
            let Some(last) = some.last() else { break };
            after = Some(last.id);
            watched.extend(some.iter().filter_map(|past| {
                let job = job(past, &book, today)?;
                let seen = job.until(today)?;
                let spell = Spell::new(seen.from.into(), seen.to.into(), seen.ended).ok()?;
                Some((job.traits.enterprise, spell))
            }));
        }
        let drawn = tokio::task::spawn_blocking(move || Watched::of(&watched));
        Ok(Self::Watched(drawn.await.map_err(Error::internal)?))
    }

    /// The model that it rests on.
    #[must_use]
    pub fn model(&self) -> Option<StabilityModelId> {
        match self {
            Self::Learnt(id, _) => Some(*id),
            Self::Watched(_) => None,
        }
    }

    /// Of jobs like this that lasted `age` days, the share that ends within `days`; none where nobody was watched for as
    /// long.
    #[must_use]
    pub fn ends_within(&self, traits: &Traits, age: u32, days: u32) -> Option<f64> {
        match self {
            Self::Learnt(_, model) => Some(model.leaving(traits, age, days)),
            Self::Watched(curves) => curves.ends_within(traits.enterprise, age.into(), days.into()),
        }
    }
}

impl Watched {
    /// What the jobs that were watched show, each with its enterprise.
    #[must_use]
    pub fn of(watched: &[(Option<u128>, Spell)]) -> Self {
        let spells: Vec<Spell> = watched.iter().map(|(_, spell)| *spell).collect();
        let mut by_firm: HashMap<u128, Vec<Spell>> = HashMap::new();
        for (firm, spell) in watched {
            if let Some(firm) = firm {
                by_firm.entry(*firm).or_default().push(*spell);
            }
        }
        Self {
            all: Curve::of(&spells),
            firms: by_firm
                .into_iter()
                .map(|(firm, spells)| (firm, Curve::of(&spells)))
                .collect(),
        }
    }

    /// The share of jobs at an enterprise that end within `days`, of those that lasted `age` days: `1 − S(age + days) /
    /// S(age)`, the enterprise's own drawn towards that of all the more, the fewer of its jobs were at risk at that age.
    /// None where nobody was watched for as long.
    fn ends_within(&self, firm: Option<u128>, age: f64, days: f64) -> Option<f64> {
        let all = share(&self.all, age, days).map(|(share, _)| share);
        let own = firm.and_then(|firm| share(self.firms.get(&firm)?, age, days));
        match (own, all) {
            (Some((own, at_risk)), Some(all)) => {
                Some((at_risk * own + EVEN * all) / (at_risk + EVEN))
            }
            (Some((own, _)), None) => Some(own),
            (None, all) => all,
        }
    }
}

fn share(curve: &Curve, age: f64, days: f64) -> Option<(f64, f64)> {
    let now = curve.at(age)?;
    let then = curve.at(age + days)?;
    let lasting = now.survival > 0.0 && now.at_risk > 0;
    lasting.then(|| (1.0 - then.survival / now.survival, now.at_risk as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spells(firm: Option<u128>, exits: &[(f64, bool)]) -> Vec<(Option<u128>, Spell)> {
        let spell = |(exit, ended): &(f64, bool)| Spell::new(0.0, *exit, *ended).expect("a spell");
        exits.iter().map(|one| (firm, spell(one))).collect()
    }

    #[test]
    fn an_enterprise_of_few_jobs_is_judged_mostly_by_all() {
        let firm = 7;
        // Two of four of its own end by day 60, none of the sixteen others.
        let own = spells(
            Some(firm),
            &[(50.0, true), (60.0, true), (300.0, false), (300.0, false)],
        );
        let others = spells(None, &[(300.0, false); 16]);
        let outlook = Watched::of(&[own, others].concat());
        let all = outlook.ends_within(None, 30.0, 60.0).expect("watched");
        assert!((all - 0.1).abs() < 1e-9, "{all}");
        let drawn = outlook
            .ends_within(Some(firm), 30.0, 60.0)
            .expect("watched");
        assert!(
            (drawn - (4.0 * 0.5 + 20.0 * 0.1) / 24.0).abs() < 1e-9,
            "{drawn}"
        );
        let strange = outlook.ends_within(Some(8), 30.0, 60.0);
        assert!((strange.expect("as all") - all).abs() < 1e-9);
        assert_eq!(
            outlook.ends_within(None, 290.0, 60.0),
            None,
            "nobody was watched so long"
        );
        assert!(Watched::of(&[]).ends_within(None, 0.0, 30.0).is_none());
    }
}
