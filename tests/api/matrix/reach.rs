//! Who sees what, and whose it is to change: the rules of reach written down once more, naively, over rows in
//! memory. Nothing of the service's own predicates is used; what differs is a mistake in one of the two.

#![expect(
    clippy::match_same_arms,
    clippy::too_many_lines,
    clippy::unnested_or_patterns,
    reason = "one table, a rule a line, in the order in which people would tell them"
)]

use super::registry::{Registry, Thing};
use domain::{division::Division, grant::Capacity};
use uuid::Uuid;

/// Whether a division lies in another, by their digits.
fn lies(inner: Option<i64>, outer: Division) -> bool {
    let Some(inner) = inner else { return false };
    let outer = format!("{:012}", outer.widened());
    let inner = format!("{inner:012}");
    let told = [2, 4, 6, 9, 12];
    // What is not told of the outer one is zeros.
    let length = told
        .into_iter()
        .find(|length| outer[*length..].bytes().all(|digit| digit == b'0'));
    inner.starts_with(&outer[..length.unwrap_or(12)])
}

/// What may be read through a broken glass, and nothing else.
const THROUGH_GLASS: [&str; 3] = ["get_person", "list_employments", "person_history"];

/// Somebody who asks, and what they may be asked about.
#[derive(Clone, Copy, Debug)]
pub struct Who {
    /// As what.
    pub capacity: Capacity,
    /// The account.
    pub account: Uuid,
}

impl Who {
    /// Whether this is shown to them.
    pub fn sees(self, all: &Registry, noun: &str, thing: &Thing) -> bool {
        use Capacity::{
            Auditor, BureauEast, CountyWest, Enterprise, National, Province, Sysadmin, Worker,
        };
        let Thing {
            home,
            workplace,
            other,
            enterprise,
            person,
            ..
        } = thing;
        let employs = |id: domain::id::EnterpriseId| *enterprise == Some(id.0);
        let is = |id: domain::id::PersonId| *person == Some(id.0);
        match (noun, self.capacity) {
            // Home county and its province; whoever receives them from the day of their yes; themselves.
            ("people", Province(d) | CountyWest(d)) => lies(*home, d),
            ("people", BureauEast(d)) => on_the_way(all, thing).any(|way| lies(way.workplace, d)),
            ("people", Enterprise(id)) => {
                on_the_way(all, thing).any(|way| way.enterprise == Some(id.0))
            }
            ("people" | "placements" | "employments" | "evidence", Worker(id)) => is(id),
            ("people", National | Sysadmin | Auditor) => false,

            ("placements" | "departure-members", Province(d)) => {
                lies(*home, d) || lies(*workplace, d)
            }
            ("placements" | "departure-members", CountyWest(d)) => lies(*home, d),
            ("placements" | "departure-members", BureauEast(d)) => lies(*workplace, d) && thing.yes,
            ("placements", Enterprise(id)) => employs(id) && thing.yes,

            ("employments" | "evidence" | "contacts", Province(d)) => {
                lies(*home, d) || lies(*workplace, d)
            }
            ("employments" | "evidence" | "contacts", CountyWest(d)) => lies(*home, d),
            ("employments" | "evidence" | "contacts", BureauEast(d)) => lies(*workplace, d),
            ("employments", Enterprise(id)) => employs(id),
            // Not what its people told others.
            ("evidence", Enterprise(id)) => {
                employs(id) && thing.word.as_deref() == Some("enterprise")
            }

            // Never an employer, whom it may be about.
            ("help-requests", CountyWest(_) | BureauEast(_) | Worker(_)) => {
                let whose = person.and_then(|id| all.find("people", id));
                whose.is_some_and(|whose| self.sees(all, "people", whose))
            }
            ("conflicts", Province(d) | CountyWest(d)) => lies(*home, d) || lies(*other, d),
            ("parties" | "pins" | "matching-runs", Province(d) | CountyWest(d)) => lies(*home, d),

            ("jobs", Sysadmin) => true,
            ("jobs", National) => home.is_none() && enterprise.is_none(),
            ("jobs", Province(d) | CountyWest(d) | BureauEast(d)) => lies(*home, d),
            ("jobs", Enterprise(id)) => employs(id),

            ("departures", Province(d)) => lies(*home, d) || brings(all, thing, d),
            ("departures", CountyWest(d)) => lies(*home, d),
            ("departures", BureauEast(d)) => brings(all, thing, d),

            ("enterprises", National) | ("vacancies", National) => true,
            ("enterprises" | "vacancies", Province(_) | CountyWest(_) | BureauEast(_)) => {
                self.holds(noun, thing) || is_offered(noun, thing)
            }
            ("enterprises" | "vacancies", Enterprise(_)) => self.holds(noun, thing),
            ("enterprises" | "vacancies", Worker(_)) => is_offered(noun, thing),

            ("accounts", Sysadmin) => true,
            ("accounts", Province(d) | CountyWest(d) | BureauEast(d)) => {
                let mut grants = all
                    .all("grants")
                    .iter()
                    .filter(|grant| grant.id == thing.id);
                let keeps_people = !matches!(self.capacity, BureauEast(_));
                grants.any(|grant| {
                    lies(grant.other, d)
                        || lies(grant.seat, d)
                        || (keeps_people && lies(grant.home, d))
                })
            }
            ("letters", _) => {
                let whose = thing.of.and_then(|id| all.find("accounts", id));
                whose.is_some_and(|whose| self.sees(all, "accounts", whose))
            }
            ("sessions", _) => thing.of == Some(self.account),

            ("erasures", Province(d) | CountyWest(d)) => lies(*home, d),
            ("sign-ups", CountyWest(d) | BureauEast(d)) => lies(thing.seat, d),

            ("audits", National) => true,
            ("audits", Province(d) | CountyWest(d) | BureauEast(d)) => {
                let units = all.all("audit-units").iter();
                let mut drawn = units.filter(|unit| unit.of == Some(thing.id));
                lies(*home, d) || drawn.any(|unit| self.sees(all, "audit-units", unit))
            }
            ("audit-units", Province(d)) => lies(*home, d) || lies(*workplace, d),
            ("audit-units", CountyWest(d)) => lies(*home, d),
            ("audit-units", BureauEast(d)) => lies(*workplace, d),

            ("round-plans", Province(d) | CountyWest(d)) => {
                lies(*home, d)
                    || home
                        .and_then(Division::from_widened)
                        .is_some_and(|plan| lies(Some(d.widened()), plan))
            }
            // Whose people are looked at is told who looks.
            ("break-glass", Auditor) => true,
            ("break-glass", Province(d) | CountyWest(d)) => lies(*home, d),
            // Auditors see the whole trail, an office what offices at or below its division did.
            ("traces", Auditor) => true,
            ("traces", Province(d) | CountyWest(d) | BureauEast(d)) => lies(*home, d),
            ("traces", _) => false,

            // Everybody may read what is no person's and no enterprise's.
            ("stability-rules" | "stability-models" | "pairings", _) => true,

            (
                "placements" | "employments" | "evidence" | "contacts" | "help-requests"
                | "conflicts" | "parties" | "pins" | "matching-runs" | "jobs" | "departures"
                | "departure-members" | "enterprises" | "vacancies" | "accounts" | "audits"
                | "audit-units" | "round-plans" | "sign-ups" | "erasures" | "break-glass",
                _,
            ) => false,
            _ => panic!("no rule says who sees {noun}: add one to tests/api/matrix/reach.rs"),
        }
    }

    /// Whether it is theirs to change.
    pub fn holds(self, noun: &str, thing: &Thing) -> bool {
        use Capacity::{
            Auditor, BureauEast, CountyWest, Enterprise, National, Province, Sysadmin, Worker,
        };
        match (noun, self.capacity) {
            ("enterprises", Province(d) | CountyWest(d) | BureauEast(d)) => lies(thing.seat, d),
            ("vacancies", Province(d) | CountyWest(d) | BureauEast(d)) => {
                lies(thing.workplace, d) || lies(thing.seat, d)
            }
            ("enterprises" | "vacancies", Enterprise(id)) => thing.enterprise == Some(id.0),
            ("enterprises" | "vacancies", National | Worker(_) | Sysadmin | Auditor) => false,
            // One side must be theirs.
            ("pairings", National | Sysadmin) => true,
            ("pairings", Province(d)) => lies(thing.home, d) || lies(thing.other, d),
            ("stability-rules", National) => true,
            ("stability-rules", Province(d) | CountyWest(d) | BureauEast(d)) => lies(thing.home, d),
            // Whoever may draw it: an area of theirs, by their own end of it.
            ("audits", Province(d)) => lies(thing.home, d),
            ("audits", CountyWest(d)) => {
                lies(thing.home, d) && thing.word.as_deref() == Some("home")
            }
            ("audits", BureauEast(d)) => {
                lies(thing.home, d) && thing.word.as_deref() == Some("workplace")
            }
            ("pairings" | "stability-rules" | "audits", _) => false,
            _ => panic!("no rule says who holds {noun}: add one to tests/api/matrix/reach.rs"),
        }
    }

    /// Whether they have broken the glass before somebody and it is not over: then that person, their jobs and their life are
    /// read, whoever may see them; nothing else is.
    pub fn looks_through(self, all: &Registry, operation: &str, person: Uuid) -> bool {
        let broken = |glass: &Thing| {
            glass.of == Some(self.account) && glass.person == Some(person) && glass.yes
        };
        THROUGH_GLASS.contains(&operation) && all.all("break-glass").iter().any(broken)
    }

    /// Whether a job is counted among theirs: by its own workplace, however it began.
    pub fn counts(self, job: &Thing) -> bool {
        match self.capacity {
            Capacity::Province(d) => lies(job.home, d) || lies(job.other, d),
            Capacity::CountyWest(d) => lies(job.home, d),
            Capacity::BureauEast(d) => lies(job.other, d),
            _ => false,
        }
    }

    /// Whether somebody is named to them beside figures: their people, and those of jobs that are counted.
    pub fn counts_person(self, all: &Registry, person: &Thing) -> bool {
        let mut jobs = all.all("employments").iter();
        self.sees(all, "people", person)
            || jobs.any(|job| job.person == Some(person.id) && self.counts(job))
    }

    /// Whether a thing lies in the division that a list is narrowed to; by homes where it is a person's.
    pub fn in_area(home: Option<i64>, area: u32) -> bool {
        lies(home, Division::of_six(area))
    }
}

/// A post of a verified enterprise that is open, and a verified enterprise.
fn is_offered(noun: &str, thing: &Thing) -> bool {
    match noun {
        "vacancies" => thing.yes && thing.word.as_deref() == Some("verified"),
        _ => thing.yes,
    }
}

/// The placements by which somebody is on the way to a post, or at it.
fn on_the_way<'a>(all: &'a Registry, person: &'a Thing) -> impl Iterator<Item = &'a Thing> {
    let live = ["accepted", "departed", "arrived", "working"];
    all.all("placements").iter().filter(move |placement| {
        let stage = placement.word.as_deref().unwrap_or_default();
        placement.person == Some(person.id) && live.contains(&stage)
    })
}

/// Whether somebody of a departure will work in a division.
fn brings(all: &Registry, departure: &Thing, d: Division) -> bool {
    let mut members = all.all("departure-members").iter();
    members.any(|member| member.of == Some(departure.id) && lies(member.workplace, d))
}
