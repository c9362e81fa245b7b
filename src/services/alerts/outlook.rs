//! How many jobs like one end soon, from jobs that were watched: what a better model would replace.

use crate::storage::alerts::Job;
use chrono::NaiveDate;
use domain::id::EnterpriseId;
use std::collections::HashMap;
use survival::{Curve, Spell};

/// At how many jobs at risk an enterprise's own curve weighs as much as that of all.
const EVEN: f64 = 20.0;

/// The outlook of jobs by their age and enterprise. Whoever knows better how long a job lasts
/// answers the same question: [`Outlook::ends_within`].
#[derive(Debug)]
pub struct Outlook {
    all: Curve,
    firms: HashMap<EnterpriseId, Curve>,
}

impl Outlook {
    /// What the jobs that were watched show, each with its enterprise.
    #[must_use]
    pub fn of(watched: &[(Option<EnterpriseId>, Spell)]) -> Self {
        let spells: Vec<Spell> = watched.iter().map(|(_, spell)| *spell).collect();
        let mut by_firm: HashMap<EnterpriseId, Vec<Spell>> = HashMap::new();
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
    #[must_use]
    pub fn ends_within(&self, firm: Option<EnterpriseId>, age: f64, days: f64) -> Option<f64> {
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

/// The part of a job that was watched, in days of employment; the first day worked is day 1. It is
/// watched from the day on which we knew of it, and no longer than to the last day on which
/// evidence or a roster told of it: silence is neither staying nor leaving.
pub fn watched(job: &Job, shown_on: Option<NaiveDate>, today: NaiveDate) -> Option<Spell> {
    let told = shown_on.max(job.roster_on).max(Some(job.known_from))?;
    let last = job.ended_on.unwrap_or(told).min(today);
    let days = |day: NaiveDate| (day - job.started_on).num_days() as f64;
    let entry = days(job.known_from).max(0.0);
    let exit = (days(last) + 1.0).max(entry);
    let spell = Spell::new(entry, exit, job.ended_on.is_some()).ok()?;
    (spell.exit() > spell.entry()).then_some(spell)
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

    fn spells(
        firm: Option<EnterpriseId>,
        exits: &[(f64, bool)],
    ) -> Vec<(Option<EnterpriseId>, Spell)> {
        let spell = |(exit, ended): &(f64, bool)| Spell::new(0.0, *exit, *ended).expect("a spell");
        exits.iter().map(|one| (firm, spell(one))).collect()
    }

    #[test]
    fn an_enterprise_of_few_jobs_is_judged_mostly_by_all() {
        let firm = EnterpriseId::fresh();
        // Two of four of its own end by day 60, none of the sixteen others.
        let own = spells(
            Some(firm),
            &[(50.0, true), (60.0, true), (300.0, false), (300.0, false)],
        );
        let others = spells(None, &[(300.0, false); 16]);
        let outlook = Outlook::of(&[own, others].concat());
        let all = outlook.ends_within(None, 30.0, 60.0).expect("watched");
        assert!((all - 0.1).abs() < 1e-9, "{all}");
        let drawn = outlook
            .ends_within(Some(firm), 30.0, 60.0)
            .expect("watched");
        assert!(
            (drawn - (4.0 * 0.5 + 20.0 * 0.1) / 24.0).abs() < 1e-9,
            "{drawn}"
        );
        let strange = outlook.ends_within(Some(EnterpriseId::fresh()), 30.0, 60.0);
        assert!((strange.expect("as all") - all).abs() < 1e-9);
        assert_eq!(
            outlook.ends_within(None, 290.0, 60.0),
            None,
            "nobody was watched so long"
        );
        assert!(Outlook::of(&[]).ends_within(None, 0.0, 30.0).is_none());
    }
}
