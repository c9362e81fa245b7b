//! The lists, and what each holds of what its caller may see.

use super::{
    places::{DONGGUAN, GUANGZHOU, GUIZHOU, WEINING},
    reach::Who,
    registry::Thing,
};

/// How much of what a caller may see a list holds.
#[derive(Clone, Copy)]
pub enum Holds {
    /// All of it that fits.
    All(fn(&Thing) -> bool),
    /// All of it that hangs on the thing in the path.
    AllOf,
    /// Some of it: a reckoning chooses.
    Some,
}

/// A list, and the rows that it is of.
pub struct List {
    /// The operation.
    pub operation: &'static str,
    /// What is asked of it, from the question mark on.
    pub query: &'static str,
    /// Whose rows it holds.
    pub noun: &'static str,
    /// Where an item names its row.
    pub pointer: &'static str,
    /// How much it holds.
    pub holds: Holds,
}

/// A list of all rows of a noun.
const fn every(operation: &'static str, noun: &'static str) -> List {
    List {
        operation,
        query: "",
        noun,
        pointer: "/id",
        holds: Holds::All(|_| true),
    }
}

/// A list of all rows that hang on the thing in the path.
const fn hanging(operation: &'static str, noun: &'static str, pointer: &'static str) -> List {
    List {
        pointer,
        holds: Holds::AllOf,
        ..every(operation, noun)
    }
}

/// A list of some of the rows.
const fn part(operation: &'static str, noun: &'static str, pointer: &'static str) -> List {
    List {
        pointer,
        holds: Holds::Some,
        ..every(operation, noun)
    }
}

impl List {
    /// Asked in this way, by which it holds no less.
    const fn asked(self, query: &'static str) -> Self {
        Self { query, ..self }
    }

    /// Asked in this way, by which it holds only what fits.
    const fn narrowed(self, query: &'static str, fits: fn(&Thing) -> bool) -> Self {
        Self {
            query,
            holds: Holds::All(fits),
            ..self
        }
    }
}

/// Every list of somebody's rows.
pub const LISTS: &[List] = &[
    every("list_accounts", "accounts"),
    part("list_alerts", "employments", "/employment_id"),
    part("list_alerts", "people-at-work", "/person_id"),
    every("list_erasures", "erasures"),
    every("list_sign_ups", "sign-ups"),
    every("list_audits", "audits"),
    every("list_audits", "audits").narrowed("?area=520526", |t| t.home == Some(520_526_000_000)),
    hanging("list_audit_units", "audit-units", "/employment_id"),
    every("list_broken_glass", "break-glass"),
    every("list_conflicts", "conflicts"),
    every("list_conflicts", "conflicts").narrowed("?open=true", |t| t.yes),
    every("list_conflicts", "conflicts").narrowed("?open=false", |t| !t.yes),
    every("list_contacts", "contacts"),
    part("list_contacts", "employments", "/employment_id"),
    part("list_departure_findings", "departures", "/departure_id"),
    part(
        "list_departure_findings",
        "departure-members",
        "/member/placement_id",
    ),
    every("list_departures", "departures"),
    part("list_departures", "departures", "/id").asked("?state=arrived"),
    hanging(
        "list_departure_members",
        "departure-members",
        "/placement_id",
    ),
    hanging("list_employments", "employments", "/id"),
    part("list_enterprise_alerts", "employers", "/enterprise_id"),
    every("list_enterprises", "enterprises"),
    every("list_enterprises", "enterprises").narrowed("?verified=true", |t| t.yes),
    every("list_enterprises", "enterprises").narrowed("?verified=false", |t| !t.yes),
    every("list_enterprises", "enterprises")
        .narrowed("?area=440100", |t| Who::in_area(t.seat, GUANGZHOU)),
    every("list_evidence", "evidence"),
    part("list_evidence", "employments", "/employment_id"),
    part("list_evidence", "evidence", "/id").asked("?kind=contract"),
    part("list_heeds", "placements", "/placement_id"),
    every("list_help_requests", "help-requests"),
    every("list_help_requests", "help-requests").narrowed("?open=true", |t| t.yes),
    every("list_help_requests", "help-requests")
        .narrowed("?area=520526", |t| Who::in_area(t.home, WEINING)),
    every("list_jobs", "jobs"),
    every("list_jobs", "jobs").narrowed("?state=QUEUED", |t| t.word.as_deref() == Some("QUEUED")),
    part("list_leavers", "people", "/person_id").asked("?since=2019-01-01"),
    part("list_leavers", "employments", "/employment_id").asked("?since=2019-01-01"),
    every("list_letters", "letters"),
    every("list_letters", "letters").narrowed("?state=dead", |_| false),
    every("list_matching_runs", "matching-runs"),
    every("list_pairings", "pairings"),
    every("list_parties", "parties"),
    every("list_people", "people"),
    every("list_people", "people").narrowed("?area=520526", |t| Who::in_area(t.home, WEINING)),
    every("list_people", "people").narrowed("?area=520000", |t| Who::in_area(t.home, GUIZHOU)),
    part("list_people", "people", "/id").asked("?status=away"),
    every("list_pins", "pins"),
    every("list_placements", "placements"),
    every("list_placements", "placements")
        .narrowed("?stage=offered", |t| t.word.as_deref() == Some("offered")),
    every("list_placements", "placements")
        .narrowed("?stage=accepted", |t| t.word.as_deref() == Some("accepted")),
    every("list_placements", "placements").narrowed("?area=441900", |t| {
        Who::in_area(t.home, DONGGUAN) || Who::in_area(t.workplace, DONGGUAN)
    }),
    every("list_placements", "placements").asked("?known_on=2020-04-01"),
    part("list_proposals", "people", "/person_id"),
    part("list_proposals", "vacancies", "/vacancy/id"),
    part("list_reuse", "people-at-work", "/person_ids").asked("?kind=phone&households=2"),
    part("list_reuse", "people-at-work", "/person_ids").asked("?kind=crowded_start&starters=2"),
    part("list_reuse", "people-at-work", "/person_ids")
        .asked("?kind=evidence_file&people_a_file=2"),
    every("list_round_plans", "round-plans"),
    part("list_rounds", "employments", "/employment_id").asked("?on=2020-06-01"),
    every("list_sessions", "sessions"),
    every("list_stability_models", "stability-models"),
    every("list_stability_rules", "stability-rules"),
    part("list_traces", "traces", "/account_id").asked("?kind=change"),
    part("list_unplaced", "people", "/person_id"),
    every("list_vacancies", "vacancies"),
    every("list_vacancies", "vacancies")
        .narrowed("?area=440100", |t| Who::in_area(t.workplace, GUANGZHOU)),
    every("list_vacancies", "vacancies").narrowed("?open=true", |t| t.yes),
    part("person_history", "placements", "/placement_id"),
    part("top_people_of_vacancy", "people", "/person_id"),
    part("top_posts_of_person", "vacancies", "/vacancy/id"),
];

/// Lists that hold no row of anybody: reference data, sums, and what hangs on one thing that the matrix covers.
pub const NOBODYS: &[&str] = &[
    "get_codeset",
    "get_reuse_thresholds",
    "compare_matching_runs",
    "list_bid_prices",
    "list_codesets",
    "list_divisions",
    "list_legal_holds",
    "list_person_changes",
    "list_placement_events",
    "list_post_demand",
    "list_reliability",
    "list_rounds_of_employment",
    "list_row_errors",
    "list_shipped_stability_rules",
    "list_training_demand",
    "list_viewers",
    "list_consents",
];
