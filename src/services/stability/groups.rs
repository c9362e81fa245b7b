//! Among its like: by what spells are told apart.

use super::spells::Stretch;
use crate::storage::{pairings::Book, told::Told};
use chrono::Datelike;
use domain::{
    coded::{Coded, coded},
    division::{Division, Level},
    id::{EnterpriseId, PairingId},
    words::{Tier, Trade},
};
use std::collections::BTreeMap;

coded! {
    /// By what figures of stability are told apart.
    Grouping, "stability_grouping" {
        HomeCounty = "home_county", "户籍县";
        Enterprise = "enterprise", "用人单位";
        Trade = "trade", "工种";
        Tier = "tier", "结对层次";
        Pairing = "pairing", "结对关系";
        CohortMonth = "cohort_month", "上岗月份";
        CohortQuarter = "cohort_quarter", "上岗季度";
        CohortYear = "cohort_year", "上岗年份";
    }
}

/// What the spells of a group have in common; a part that nobody told is none.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// Home county.
    Home(Division),
    /// Employer: the enterprise where the job came of a placement, else the name as it was written.
    Employer(Option<EnterpriseId>, Option<String>),
    /// Trade.
    Trade(Option<Trade>),
    /// What the workplace was to the home on the first day.
    Tier(Option<Tier>),
    /// The pairing that made it so.
    Pairing(Option<PairingId>),
    /// Year, and month or quarter within it (0 for the whole year).
    Cohort(i32, u32),
}

impl Grouping {
    /// The group of a job.
    pub fn key(self, job: &Told, book: &Book) -> Key {
        let tier = || {
            let at = job.workplace?;
            let pairings = book.pairings();
            Some(pairings.resolve(job.home, at, job.started_on))
        };
        let (year, month) = (job.started_on.year(), job.started_on.month());
        match self {
            Self::HomeCounty => Key::Home(job.home.up_to(Level::County)),
            Self::Enterprise => Key::Employer(
                job.enterprise,
                job.employer.clone().filter(|_| job.enterprise.is_none()),
            ),
            Self::Trade => Key::Trade(job.trade),
            Self::Tier => Key::Tier(tier().map(|resolved| resolved.tier)),
            Self::Pairing => Key::Pairing(
                tier()
                    .and_then(|resolved| resolved.pairing)
                    .and_then(|at| book.id(at)),
            ),
            Self::CohortMonth => Key::Cohort(year, month),
            Self::CohortQuarter => Key::Cohort(year, (month - 1) / 3 + 1),
            Self::CohortYear => Key::Cohort(year, 0),
        }
    }
}

/// The spells of each group, those of one person together, with the employer's name where one was told.
pub fn apart<'s, 'a>(
    stretches: &'s [Stretch<'a>],
    by: Grouping,
    book: &Book,
) -> BTreeMap<Key, Vec<&'s Stretch<'a>>> {
    let mut groups: BTreeMap<Key, Vec<&Stretch<'_>>> = BTreeMap::new();
    for stretch in stretches {
        let key = by.key(stretch.first, book);
        groups.entry(key).or_default().push(stretch);
    }
    groups
}

impl Key {
    /// The stable spelling; empty for what nobody told.
    pub fn code(&self, by: Grouping) -> String {
        match self {
            Self::Home(division) => division.to_string(),
            Self::Employer(Some(id), _) => id.to_string(),
            Self::Employer(None, name) => name.clone().unwrap_or_default(),
            Self::Trade(trade) => trade.map(Coded::code).unwrap_or_default().to_owned(),
            Self::Tier(tier) => tier.map(Coded::code).unwrap_or_default().to_owned(),
            Self::Pairing(id) => id.map(|id| id.to_string()).unwrap_or_default(),
            Self::Cohort(year, part) => match by {
                Grouping::CohortMonth => format!("{year}-{part:02}"),
                Grouping::CohortQuarter => format!("{year}-Q{part}"),
                _ => year.to_string(),
            },
        }
    }
}
