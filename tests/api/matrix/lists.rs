//! What every list may hold, for whom: compared with what naive rules say of all rows, over all pages.

use super::{
    reach::Who,
    registry::{Registry, Thing},
    world::{Caller, DONGGUAN, GUANGZHOU, GUIZHOU, WEINING, World, household, phone},
};
use crate::{Answer, operations::operations};
use actix_web::http::Method;
use domain::grant::Capacity;
use rengang::services::Permission;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// How much of what a caller may see a list holds.
#[derive(Clone, Copy)]
enum Holds {
    /// All of it that fits.
    All(fn(&Thing) -> bool),
    /// All of it that hangs on the thing in the path.
    AllOf,
    /// Some of it: a reckoning chooses.
    Some,
}

use Holds::{All, AllOf, Some as Part};

/// A list: operation, query, whose rows it holds, where an item names its row, and how much it holds.
type List = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Holds,
);

const EVERY: Holds = All(|_| true);

const LISTS: &[List] = &[
    ("list_accounts", "", "accounts", "/id", EVERY),
    ("list_alerts", "", "employments", "/employment_id", Part),
    ("list_alerts", "", "people-at-work", "/person_id", Part),
    ("list_erasures", "", "erasures", "/id", EVERY),
    ("list_sign_ups", "", "sign-ups", "/id", EVERY),
    ("list_audits", "", "audits", "/id", EVERY),
    (
        "list_audits",
        "?area=520526",
        "audits",
        "/id",
        All(|t| t.home == Some(520_526_000_000)),
    ),
    (
        "list_audit_units",
        "",
        "audit-units",
        "/employment_id",
        AllOf,
    ),
    ("list_conflicts", "", "conflicts", "/id", EVERY),
    (
        "list_conflicts",
        "?open=true",
        "conflicts",
        "/id",
        All(|t| t.yes),
    ),
    (
        "list_conflicts",
        "?open=false",
        "conflicts",
        "/id",
        All(|t| !t.yes),
    ),
    ("list_contacts", "", "contacts", "/id", EVERY),
    ("list_contacts", "", "employments", "/employment_id", Part),
    (
        "list_departure_findings",
        "",
        "departures",
        "/departure_id",
        Part,
    ),
    (
        "list_departure_findings",
        "",
        "departure-members",
        "/member/placement_id",
        Part,
    ),
    ("list_departures", "", "departures", "/id", EVERY),
    (
        "list_departures",
        "?state=arrived",
        "departures",
        "/id",
        Part,
    ),
    (
        "list_departure_members",
        "",
        "departure-members",
        "/placement_id",
        AllOf,
    ),
    ("list_employments", "", "employments", "/id", AllOf),
    (
        "list_enterprise_alerts",
        "",
        "employers",
        "/enterprise_id",
        Part,
    ),
    ("list_enterprises", "", "enterprises", "/id", EVERY),
    (
        "list_enterprises",
        "?verified=true",
        "enterprises",
        "/id",
        All(|t| t.yes),
    ),
    (
        "list_enterprises",
        "?verified=false",
        "enterprises",
        "/id",
        All(|t| !t.yes),
    ),
    (
        "list_enterprises",
        "?area=440100",
        "enterprises",
        "/id",
        All(|t| Who::in_area(t.seat, GUANGZHOU)),
    ),
    ("list_evidence", "", "evidence", "/id", EVERY),
    ("list_evidence", "", "employments", "/employment_id", Part),
    ("list_evidence", "?kind=contract", "evidence", "/id", Part),
    ("list_heeds", "", "placements", "/placement_id", Part),
    ("list_help_requests", "", "help-requests", "/id", EVERY),
    (
        "list_help_requests",
        "?open=true",
        "help-requests",
        "/id",
        All(|t| t.yes),
    ),
    (
        "list_help_requests",
        "?area=520526",
        "help-requests",
        "/id",
        All(|t| Who::in_area(t.home, WEINING)),
    ),
    ("list_jobs", "", "jobs", "/id", EVERY),
    (
        "list_jobs",
        "?state=QUEUED",
        "jobs",
        "/id",
        All(|t| t.word.as_deref() == Some("QUEUED")),
    ),
    (
        "list_leavers",
        "?since=2019-01-01",
        "people",
        "/person_id",
        Part,
    ),
    (
        "list_leavers",
        "?since=2019-01-01",
        "employments",
        "/employment_id",
        Part,
    ),
    ("list_letters", "", "letters", "/id", EVERY),
    (
        "list_letters",
        "?state=dead",
        "letters",
        "/id",
        All(|_| false),
    ),
    ("list_matching_runs", "", "matching-runs", "/id", EVERY),
    ("list_pairings", "", "pairings", "/id", EVERY),
    ("list_parties", "", "parties", "/id", EVERY),
    ("list_people", "", "people", "/id", EVERY),
    (
        "list_people",
        "?area=520526",
        "people",
        "/id",
        All(|t| Who::in_area(t.home, WEINING)),
    ),
    (
        "list_people",
        "?area=520000",
        "people",
        "/id",
        All(|t| Who::in_area(t.home, GUIZHOU)),
    ),
    ("list_people", "?status=away", "people", "/id", Part),
    ("list_pins", "", "pins", "/id", EVERY),
    ("list_placements", "", "placements", "/id", EVERY),
    (
        "list_placements",
        "?stage=offered",
        "placements",
        "/id",
        All(|t| t.word.as_deref() == Some("offered")),
    ),
    (
        "list_placements",
        "?stage=accepted",
        "placements",
        "/id",
        All(|t| t.word.as_deref() == Some("accepted")),
    ),
    (
        "list_placements",
        "?area=441900",
        "placements",
        "/id",
        All(|t| Who::in_area(t.home, DONGGUAN) || Who::in_area(t.workplace, DONGGUAN)),
    ),
    (
        "list_placements",
        "?known_on=2020-04-01",
        "placements",
        "/id",
        EVERY,
    ),
    ("list_proposals", "", "people", "/person_id", Part),
    ("list_proposals", "", "vacancies", "/vacancy/id", Part),
    (
        "list_reuse",
        "?kind=phone&households=2",
        "people-at-work",
        "/person_ids",
        Part,
    ),
    (
        "list_reuse",
        "?kind=crowded_start&starters=2",
        "people-at-work",
        "/person_ids",
        Part,
    ),
    (
        "list_reuse",
        "?kind=evidence_file&people_a_file=2",
        "people-at-work",
        "/person_ids",
        Part,
    ),
    ("list_round_plans", "", "round-plans", "/id", EVERY),
    (
        "list_rounds",
        "?on=2020-06-01",
        "employments",
        "/employment_id",
        Part,
    ),
    ("list_sessions", "", "sessions", "/id", EVERY),
    (
        "list_stability_models",
        "",
        "stability-models",
        "/id",
        EVERY,
    ),
    ("list_stability_rules", "", "stability-rules", "/id", EVERY),
    ("list_traces", "?kind=change", "traces", "/account_id", Part),
    ("list_unplaced", "", "people", "/person_id", Part),
    ("list_vacancies", "", "vacancies", "/id", EVERY),
    (
        "list_vacancies",
        "?area=440100",
        "vacancies",
        "/id",
        All(|t| Who::in_area(t.workplace, GUANGZHOU)),
    ),
    (
        "list_vacancies",
        "?open=true",
        "vacancies",
        "/id",
        All(|t| t.yes),
    ),
    ("person_history", "", "placements", "/placement_id", Part),
    ("top_people_of_vacancy", "", "people", "/person_id", Part),
    ("top_posts_of_person", "", "vacancies", "/vacancy/id", Part),
];

/// Lists that hold no row of anybody: reference data, sums, and what hangs on one thing that the matrix covers.
const NOBODYS: &[&str] = &[
    "get_codeset",
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
    "list_broken_glass",
    "list_row_errors",
    "list_shipped_stability_rules",
    "list_training_demand",
    "list_viewers",
    "list_consents",
];

/// A list's method, path and permission.
struct Route {
    path: String,
    noun: String,
    permission: Permission,
    is_paged: bool,
}

fn routes() -> BTreeMap<String, Route> {
    let guarded = crate::operations::guarded().into_iter();
    let route = |(operation, permission): (crate::operations::Operation, Permission)| {
        let path = operation.path.trim_start_matches("/api/v1").to_owned();
        let route = Route {
            path,
            noun: operation.noun().to_owned(),
            permission,
            is_paged: operation.takes("cursor"),
        };
        (operation.id().to_owned(), route)
    };
    guarded.map(route).collect()
}

impl World {
    /// Asks every list as every caller, until so many hold other rows than they should.
    ///
    /// # Errors
    /// What differs, in words.
    pub async fn lists_hold_what_they_should(
        &self,
        all: &Registry,
        most: usize,
    ) -> Result<usize, String> {
        let routes = routes();
        let mut asked = 0;
        let mut wrong = Vec::new();
        for caller in self
            .callers
            .iter()
            .filter(|caller| caller.capacity.is_some())
        {
            for list in LISTS {
                match one_list(all, &routes[list.0], caller, list).await {
                    Ok(more) => asked += more,
                    Err(differs) => wrong.push(differs),
                }
                if wrong.len() >= most {
                    return Err(wrong.join("\n"));
                }
            }
            match sums(all, caller).await {
                Ok(more) => asked += more,
                Err(differs) => wrong.push(differs),
            }
        }
        if wrong.is_empty() {
            Ok(asked)
        } else {
            Err(wrong.join("\n"))
        }
    }
}

async fn one_list(
    all: &Registry,
    route: &Route,
    caller: &Caller,
    (operation, query, noun, pointer, holds): &List,
) -> Result<usize, String> {
    let who = caller.who().expect("somebody signed in");
    if !route.permission.held_by(who.capacity.role()) {
        return Ok(0);
    }
    let mut about: Vec<Option<Uuid>> = vec![None];
    if route.path.contains("{id}") {
        let shown = all
            .all(&route.noun)
            .iter()
            .filter(|thing| who.sees(all, &route.noun, thing));
        about = shown.map(|thing| Some(thing.id)).collect();
    }
    for of in &about {
        let path = match of {
            Some(id) => route.path.replace("{id}", &id.to_string()),
            None => route.path.clone(),
        } + query;
        let told = pages(caller, &path, route.is_paged, pointer).await?;
        let shown: BTreeSet<Uuid> = told.iter().copied().collect();
        let may: BTreeSet<Uuid> = rows(all, noun)
            .iter()
            .filter(|thing| fits(thing, *of, *holds) && shows(who, all, noun, thing))
            .map(|thing| thing.id)
            .collect();
        let beyond: Vec<_> = shown.difference(&may).collect();
        let lacking: Vec<_> = match holds {
            Part => Vec::new(),
            All(_) | AllOf => may.difference(&shown).collect(),
        };
        let is_told_twice = !matches!(holds, Part) && shown.len() != told.len();
        if !beyond.is_empty() || !lacking.is_empty() || is_told_twice {
            return Err(format!(
                "{operation} {path} ({pointer}) for the {}: beyond reach {beyond:?}, lacking {lacking:?}, twice: {is_told_twice}",
                caller.name
            ));
        }
    }
    Ok(about.len())
}

fn fits(thing: &Thing, of: Option<Uuid>, holds: Holds) -> bool {
    match holds {
        All(fits) => fits(thing),
        Part => true,
        AllOf => of.is_none() || thing.of == of || thing.person == of,
    }
}

/// Those whom figures and samples name are people of jobs, too.
fn rows<'a>(all: &'a Registry, noun: &str) -> &'a [Thing] {
    all.all(match noun {
        "people-at-work" => "people",
        "employers" => "enterprises",
        _ => noun,
    })
}

fn shows(who: Who, all: &Registry, noun: &str, thing: &Thing) -> bool {
    match noun {
        "people-at-work" => who.counts_person(all, thing),
        // For whom one's people work is told with their jobs.
        "employers" => {
            let mut jobs = all.all("employments").iter();
            let employs = |job: &Thing| job.enterprise == Some(thing.id);
            who.sees(all, "enterprises", thing)
                || jobs.any(|job| employs(job) && who.sees(all, "employments", job))
        }
        _ => who.sees(all, noun, thing),
    }
}

/// Every identity that a list tells, page by page; and the same at once.
async fn pages(
    caller: &Caller,
    path: &str,
    is_paged: bool,
    pointer: &str,
) -> Result<Vec<Uuid>, String> {
    if !is_paged {
        return ids(&caller.client.get(path).await, path, pointer);
    }
    let with = |more: &str| format!("{path}{}{more}", if path.contains('?') { '&' } else { '?' });
    let mut told = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = caller.client.get(&with(&format!("limit=7{cursor}"))).await;
        told.extend(ids(&page, path, pointer)?);
        match page.body["next_cursor"].as_str() {
            Some(next) if told.len() < 100 => cursor = format!("&cursor={next}"),
            // The many pairings need not be turned page by page.
            _ => break,
        }
    }
    let whole = caller.client.get(&with("limit=200")).await;
    let mut whole_told = ids(&whole, path, pointer)?;
    if let Some(next) = whole.body["next_cursor"].as_str() {
        let rest = caller
            .client
            .get(&with(&format!("limit=200&cursor={next}")))
            .await;
        whole_told.extend(ids(&rest, path, pointer)?);
    }
    if whole_told.starts_with(&told) {
        Ok(whole_told)
    } else {
        Err(format!(
            "{path} for the {}: pages of seven are not the whole",
            caller.name
        ))
    }
}

fn ids(answer: &Answer, path: &str, pointer: &str) -> Result<Vec<Uuid>, String> {
    let items = answer.body["items"].as_array();
    // A matching that was never computed has no lists; a person who is not to be matched no posts.
    let is_refused = [404, 409].contains(&answer.status.as_u16()) && path.matches('/').count() > 2;
    let Some(items) = items.filter(|_| answer.status == 200) else {
        return if is_refused {
            Ok(Vec::new())
        } else {
            Err(format!("{path}: {} {}", answer.status, answer.body))
        };
    };
    let found = items.iter().filter_map(|item| item.pointer(pointer));
    let each = found.flat_map(|value| match value {
        Value::Array(many) => many.clone(),
        one => vec![one.clone()],
    });
    let read = |value: Value| value.as_str().and_then(|text| text.parse().ok());
    Ok(each.filter_map(read).collect())
}

/// Sums say no more than the rows that they are of.
async fn sums(all: &Registry, caller: &Caller) -> Result<usize, String> {
    let who = caller.who().expect("somebody signed in");
    let role = who.capacity.role();
    let mut asked = 0;
    if Permission::StabilityRead.held_by(role) && role != domain::words::Role::National {
        let told = caller.client.get("/stability?on=2020-04-01").await;
        let jobs = all.all("employments").iter();
        let own = jobs.filter(|job| who.counts(job)).count();
        if told.body["jobs"] != json!(own) && (own > 0 || !told.body["jobs"].is_null()) {
            return Err(format!(
                "stability counts {:?} jobs for the {}, {own} are theirs",
                told.body["jobs"], caller.name
            ));
        }
        asked += 1;
    }
    if Permission::PersonRead.held_by(role) {
        asked += search(all, caller, who).await?;
    }
    if Permission::MatchRead.held_by(role) {
        asked += names_of_runs(all, caller, who).await?;
    }
    if Permission::AlertRead.held_by(role) {
        let told = caller.client.get("/alerts/enterprises").await;
        let jobs = all.all("employments").iter();
        let open: Vec<&Thing> = jobs
            .filter(|job| !job.yes && who.sees(all, "employments", job))
            .collect();
        for firm in told.body["items"].as_array().into_iter().flatten() {
            let Some(id) = firm["enterprise_id"]
                .as_str()
                .and_then(|id| id.parse().ok())
            else {
                continue;
            };
            let own = open.iter().filter(|job| job.enterprise == Some(id)).count();
            if firm["at_work"] != json!(own) {
                return Err(format!("{firm} for the {}, {own} are theirs", caller.name));
            }
        }
        asked += 1;
    }
    if Permission::DepartureRead.held_by(role) {
        let told = caller.client.get("/departures?limit=200").await;
        for departure in told.body["items"].as_array().into_iter().flatten() {
            let id = departure["id"].as_str().and_then(|id| id.parse().ok());
            let members = all
                .all("departure-members")
                .iter()
                .filter(|member| member.of == id && who.sees(all, "departure-members", member));
            if departure["members"] != json!(members.count()) {
                return Err(format!("{departure} for the {}", caller.name));
            }
        }
        asked += 1;
    }
    Ok(asked)
}

/// Beside a run a county reads the names of those who live there now, and a province none.
async fn names_of_runs(all: &Registry, caller: &Caller, who: Who) -> Result<usize, String> {
    let mut asked = 0;
    let runs = all
        .all("matching-runs")
        .iter()
        .filter(|run| who.sees(all, "matching-runs", run));
    for run in runs {
        for list in ["proposals", "unplaced"] {
            let path = format!("/matching-runs/{}/{list}?limit=200", run.id);
            let told = caller.client.get(&path).await;
            asked += 1;
            for item in told.body["items"].as_array().into_iter().flatten() {
                let id = item["person_id"].as_str().and_then(|id| id.parse().ok());
                let person = id.and_then(|id| all.find("people", id));
                let is_county = matches!(who.capacity, Capacity::CountyWest(_));
                let own = is_county && person.is_some_and(|person| who.sees(all, "people", person));
                if item["name"].is_string() != own {
                    return Err(format!("{path} for the {}: {}", caller.name, item["name"]));
                }
            }
        }
    }
    Ok(asked)
}

/// Whoever is looked for is found by those who may see them, and by nobody else.
async fn search(all: &Registry, caller: &Caller, who: Who) -> Result<usize, String> {
    for number in [1, 3, 8] {
        let entry = crate::rosters::seeker(number);
        let wanted = [
            json!({ "citizen_id": entry.citizen_id.reveal() }),
            json!({ "phone": phone(number) }),
            json!({ "name": format!("王小明{number:03}") }),
        ];
        let mut people = all.all("people").iter();
        let Some(person) =
            people.find(|person| person.word.as_deref() == Some(household(number).as_str()))
        else {
            continue;
        };
        let expected = if who.sees(all, "people", person) {
            vec![person.id]
        } else {
            Vec::new()
        };
        for wanted in wanted {
            let path = "/people/search";
            let answer = caller
                .client
                .post(path, &wanted)
                .without("idempotency-key")
                .await;
            let found = ids(&answer, path, "/id")?;
            if found != expected {
                return Err(format!(
                    "search for {number} by the {}: {found:?}",
                    caller.name
                ));
            }
        }
    }
    Ok(9)
}

#[test]
fn every_list_is_compared() {
    for operation in operations() {
        let answer = &operation.told["responses"]["200"]["content"]["application/json"];
        let name = answer["schema"]["$ref"].as_str().unwrap_or_default();
        let is_list = operation.method == Method::GET
            && (operation.takes("cursor") || name.contains("All_") || name.contains("Listed"));
        let id = operation.id();
        let has_row = LISTS.iter().any(|list| list.0 == id);
        // The phone list is read by `canaries`, as a workbook.
        assert!(
            !is_list || has_row || NOBODYS.contains(&id) || id == "get_phone_list",
            "nothing is compared with what {id} lists: add a line to LISTS in tests/api/matrix/lists.rs, or to NOBODYS"
        );
    }
}

#[actix_web::test]
async fn lists_and_sums_hold_what_is_within_reach() {
    let world = World::of_everybody().await;
    world.catch_up().await;
    let all = world.registry().await;
    match world.lists_hold_what_they_should(&all, 30).await {
        Ok(asked) => println!("{asked} lists and sums"),
        Err(differ) => panic!("{differ}"),
    }
}
