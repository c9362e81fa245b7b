//! Counts, and what stands beside them, compared with the rows that they are of.

use super::{
    callers::Caller,
    lists::ids,
    reach::Who,
    registry::{Registry, Thing},
    seekers::{household, phone},
    small,
};
use domain::grant::Capacity;
use rengang::services::Permission;
use serde_json::json;

/// Sums say no more than the rows that they are of.
///
/// # Errors
/// What differs, in words.
pub async fn sums(all: &Registry, caller: &Caller, who: Who) -> Result<usize, String> {
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
    if Permission::StabilityRead.held_by(role) {
        asked += small::stability(all, caller, who).await?;
    }
    if Permission::ReliabilityRead.held_by(role) {
        asked += small::reliability(caller).await?;
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
