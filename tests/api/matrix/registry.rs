//! All rows of all tables that belong to somebody, read in plain SQL without any scope. What the rules in `reach` decide
//! by; nothing of the service's own storage is asked.

use crate::TestApp;
use chrono::{DateTime, Utc};
use sea_orm::QueryResult;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A row of some table, with everything by which it belongs to somebody. What a table does not know is absent.
#[derive(Clone, Debug)]
pub struct Thing {
    /// Its identity.
    pub id: Uuid,
    /// Where the person's home is, or for whom an office keeps it.
    pub home: Option<i64>,
    /// Where the work is.
    pub workplace: Option<i64>,
    /// A second division, of tables that have two sides.
    pub other: Option<i64>,
    /// Where the enterprise has its seat.
    pub seat: Option<i64>,
    /// The enterprise.
    pub enterprise: Option<Uuid>,
    /// The person.
    pub person: Option<Uuid>,
    /// What it hangs on: the job of a statement, the account of a letter.
    pub of: Option<Uuid>,
    /// A word: stage, role, state.
    pub word: Option<String>,
    /// Whether it is accepted, verified, open, ended, goes on: whatever matters of this table.
    pub yes: bool,
}

/// Noun and the question for its rows. A noun is the first part of a path, or says of what it is a part.
const QUESTIONS: &[(&str, &str)] = &[
    ("people", "select id, home, id as person, household_number as word, matching_consent_on is not null as yes from person"),
    (
        "placements",
        "select id, home, workplace, enterprise_id as enterprise, person_id as person, run_id as of_id, stage as word,
           accepted_on is not null as yes from placement",
    ),
    (
        "employments",
        "select e.id, p.home, l.workplace, e.workplace as other, l.enterprise_id as enterprise, e.person_id as person,
           e.placement_id as of_id, e.ended_on is not null as yes
         from employment e join person p on p.id = e.person_id left join placement l on l.id = e.placement_id
         where not e.voided",
    ),
    (
        "evidence",
        "select v.id, p.home, l.workplace, l.enterprise_id as enterprise, e.person_id as person,
           v.employment_id as of_id, v.role as word
         from evidence v join employment e on e.id = v.employment_id join person p on p.id = e.person_id
         left join placement l on l.id = e.placement_id where not e.voided",
    ),
    (
        "contacts",
        "select c.id, p.home, l.workplace, l.enterprise_id as enterprise, e.person_id as person,
           c.employment_id as of_id
         from contact c join employment e on e.id = c.employment_id join person p on p.id = e.person_id
         left join placement l on l.id = e.placement_id where not e.voided",
    ),
    (
        "help-requests",
        "select h.id, p.home, h.person_id as person, h.outcome is null as yes
         from help_request h join person p on p.id = h.person_id",
    ),
    ("conflicts", "select id, holder as home, claimant as other, person_id as person, outcome is null as yes from conflict"),
    ("parties", "select id, home from party"),
    ("pins", "select id, home, person_id as person from pin"),
    ("matching-runs", "select id, division as home from matching_run"),
    ("jobs", "select id, division as home, enterprise_id as enterprise, state as word from job"),
    ("departures", "select id, origin as home, run_id as of_id from departure"),
    (
        "departure-members",
        "select m.placement_id as id, m.departure_id as of_id, l.home, l.workplace, l.enterprise_id as enterprise,
           l.person_id as person, l.accepted_on is not null as yes
         from departure_member m join placement l on l.id = m.placement_id",
    ),
    (
        "enterprises",
        "select id, division as seat, id as enterprise, verified_on is not null and suspended_on is null as yes
         from enterprise",
    ),
    (
        "vacancies",
        "select v.id, v.workplace, v.enterprise_id as enterprise, n.division as seat, v.trade as word,
           n.verified_on is not null and n.suspended_on is null as open_firm,
           v.closed_on is null and (v.closes_on is null or v.closes_on >= '{today}') as yes
         from vacancy v join enterprise n on n.id = v.enterprise_id",
    ),
    (
        "grants",
        "select g.account_id as id, g.account_id as of_id, g.division as other, g.enterprise_id as enterprise,
           n.division as seat, g.person_id as person, p.home, g.role as word
         from role_grant g left join enterprise n on n.id = g.enterprise_id left join person p on p.id = g.person_id",
    ),
    ("accounts", "select id, id as of_id from account"),
    ("letters", "select id, account_id as of_id, state as word from letter"),
    ("sessions", "select id, account_id as of_id from session where revoked_at is null"),
    (
        "erasures",
        "select e.id, p.home, e.person_id as person from erasure e join person p on p.id = e.person_id",
    ),
    ("sign-ups", "select id, division as seat, outcome is null as yes from sign_up"),
    ("audits", "select id, division as home, side as word from audit"),
    (
        "audit-units",
        "select u.employment_id as id, u.audit_id as of_id, u.home, u.workplace, e.person_id as person
         from audit_unit u join employment e on e.id = u.employment_id where u.place is not null",
    ),
    (
        // Where nobody was found there is no person.
        "break-glass",
        "select id, home, person_id as person, account_id as of_id, ends_at from break_glass where person_id is not null",
    ),
    (
        "traces",
        // Who has left any; a trace is known by its place alone.
        "select distinct account_id as id, division as home from trace where account_id is not null",
    ),
    ("round-plans", "select id, division as home from round_plan"),
    ("stability-rules", "select id, division as home from stability_rule"),
    ("stability-models", "select id from stability_model"),
    ("pairings", "select id, west as home, east as other from pairing"),
];

/// Everything that is there.
#[derive(Debug)]
pub struct Registry(BTreeMap<&'static str, Vec<Thing>>);

impl Registry {
    /// Everything that is there now.
    pub async fn read(app: &TestApp) -> Self {
        let (now, today) = (app.clock.now(), app.clock.today().to_string());
        let mut all = BTreeMap::new();
        for (noun, question) in QUESTIONS {
            let rows = app.raw(&question.replace("{today}", &today)).await;
            let things = rows.iter().map(|row| Thing::read(row, now)).collect();
            all.insert(*noun, things);
        }
        Self(all)
    }

    /// The rows of a noun.
    #[track_caller]
    pub fn all(&self, noun: &str) -> &[Thing] {
        let found = self.0.get(noun);
        found.unwrap_or_else(|| {
            panic!("no question for the rows of {noun}: add one to QUESTIONS in tests/api/matrix/registry.rs")
        })
    }

    /// One row.
    pub fn find(&self, noun: &str, id: Uuid) -> Option<&Thing> {
        self.all(noun).iter().find(|thing| thing.id == id)
    }

    /// How many rows there are.
    pub fn size(&self) -> usize {
        self.0.values().map(Vec::len).sum()
    }
}

impl Thing {
    fn read(row: &QueryResult, now: DateTime<Utc>) -> Self {
        let number = |name| row.try_get::<Option<i64>>("", name).ok().flatten();
        let id = |name| row.try_get::<Option<Uuid>>("", name).ok().flatten();
        let yes = |name| row.try_get::<bool>("", name).unwrap_or(false);
        let word: Option<String> = row.try_get("", "word").ok().flatten();
        let ends_at: Option<DateTime<Utc>> = row.try_get("", "ends_at").ok();
        Self {
            id: row.try_get("", "id").expect("an identity"),
            home: number("home"),
            workplace: number("workplace"),
            other: number("other"),
            seat: number("seat"),
            enterprise: id("enterprise"),
            person: id("person"),
            of: id("of_id"),
            // Of a post, whether its enterprise is verified stands beside whether it is open.
            word: if yes("open_firm") {
                Some("verified".into())
            } else {
                word
            },
            yes: yes("yes") || ends_at.is_some_and(|end| now < end),
        }
    }
}
