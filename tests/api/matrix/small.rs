//! Figures of others: none tells of fewer than five people of another area, by itself or by subtraction.

use super::{
    callers::Caller,
    places::{BIJIE, HEZHANG},
    reach::Who,
    registry::{Registry, Thing},
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Of how many people of other areas a figure may tell, written down once more.
fn may_tell(others: usize) -> bool {
    others == 0 || others >= 5
}

/// The people of some jobs, and those of them none of whose jobs here is the caller's own.
fn people(who: Who, jobs: &[&Thing]) -> (usize, usize) {
    let of = |own: bool| -> BTreeSet<Uuid> {
        let some = jobs.iter().filter(|job| who.counts(job) == own);
        some.filter_map(|job| job.person).collect()
    };
    let (own, others) = (of(true), of(false));
    (own.union(&others).count(), others.difference(&own).count())
}

/// How stable the jobs of all are, by county, wherever their people are at home.
///
/// # Errors
/// What tells too much, or too little, in words.
pub async fn stability(all: &Registry, caller: &Caller, who: Who) -> Result<usize, String> {
    let areas = [None, Some(BIJIE), Some(HEZHANG)];
    for area in areas {
        let narrowed = area.map_or(String::new(), |area| format!("&area={area}"));
        let path = format!("/stability?on=2020-04-01&reach=all&by=home_county{narrowed}");
        let told = caller.client.get(&path).await;
        let wrong = |what: &str| {
            Err(format!(
                "{path} for the {}: {what} {}",
                caller.name, told.body
            ))
        };
        if told.status != 200 {
            return wrong("not answered");
        }
        let jobs = all.all("employments").iter();
        let jobs: Vec<&Thing> = jobs
            .filter(|job| area.is_none_or(|area| Who::in_area(job.home, area)))
            .collect();
        let (_, others) = people(who, &jobs);
        let is_told = told.body["people"].is_u64();
        if !jobs.is_empty() && is_told != may_tell(others) {
            return wrong(&format!("{others} of other areas"));
        }
        let mut counties: BTreeMap<i64, Vec<&Thing>> = BTreeMap::new();
        for job in jobs {
            let home = job.home.expect("a home");
            counties.entry(home / 1_000_000).or_default().push(job);
        }
        for group in told.body["groups"].as_array().into_iter().flatten() {
            let key = group["key"]
                .as_str()
                .and_then(|key: &str| key.get(..6)?.parse().ok());
            let shown = key.and_then(|county: i64| counties.remove(&county));
            let Some(shown) = shown else {
                return wrong("a county without jobs");
            };
            let (whole, others) = people(who, &shown);
            if group["people"] != json!(whole) || !may_tell(others) {
                return wrong(&format!(
                    "{whole} people, {others} of them of other areas, in {group}"
                ));
            }
        }
        // What is not shown stands beside a sum from which what is shown can be taken away.
        let hidden = counties.values().map(|jobs| people(who, jobs).1).sum();
        if is_told && !may_tell(hidden) {
            return wrong(&format!("{hidden} of other areas are found by subtraction"));
        }
    }
    Ok(areas.len())
}

/// How reliable enterprises are, by the people of all.
///
/// # Errors
/// What tells too much, in words.
pub async fn reliability(caller: &Caller) -> Result<usize, String> {
    let own = caller.client.get("/reliability?days=30").await;
    let all = caller.client.get("/reliability?days=30&reach=all").await;
    let items = |body: &Value| body["items"].as_array().cloned().unwrap_or_default();
    let own = items(&own.body);
    for item in items(&all.body) {
        let mut own = own.iter();
        let beside = own.find(|one| one["enterprise_id"] == item["enterprise_id"]);
        for share in ["verified", "arrived", "paid"] {
            let of = |item: &Value| item[share]["of"].as_f64().unwrap_or_default();
            let others = of(&item) - beside.map_or(0.0, of);
            if of(&item) > 0.0 && others > 0.0 && others < 5.0 {
                return Err(format!(
                    "{share} for the {}: {others} in {item}",
                    caller.name
                ));
            }
        }
    }
    Ok(2)
}
