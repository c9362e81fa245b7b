//! What every list may hold, for whom: compared with what naive rules say of all rows, over all pages.

use super::{
    callers::Caller,
    listed::{
        Holds::{self, All, AllOf, Some as Part},
        LISTS, List, NOBODYS,
    },
    reach::Who,
    registry::{Registry, Thing},
    sums::sums,
    world::World,
};
use crate::{Answer, operations::operations};
use actix_web::http::Method;
use rengang::services::Permission;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

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
        let mut asked = 0;
        let mut wrong = Vec::new();
        for list in LISTS.iter().map(Some).chain([None]) {
            match self.list_holds_what_it_should(all, list).await {
                Ok(more) => asked += more,
                Err(differs) => wrong.push(differs),
            }
            if wrong.len() >= most {
                break;
            }
        }
        if wrong.is_empty() {
            Ok(asked)
        } else {
            Err(wrong.join("\n"))
        }
    }

    /// Asks one list as every caller, or the sums where none is named.
    ///
    /// # Errors
    /// What differs first, in words.
    pub async fn list_holds_what_it_should(
        &self,
        all: &Registry,
        list: Option<&List>,
    ) -> Result<usize, String> {
        let routes = routes();
        let mut asked = 0;
        for caller in &self.callers {
            let Some(who) = caller.who() else {
                continue;
            };
            asked += match list {
                Some(list) => one_list(all, &routes[list.operation], (caller, who), list).await?,
                None => sums(all, caller, who).await?,
            };
        }
        Ok(asked)
    }
}

async fn one_list(
    all: &Registry,
    route: &Route,
    (caller, who): (&Caller, Who),
    List {
        operation,
        query,
        noun,
        pointer,
        holds,
    }: &List,
) -> Result<usize, String> {
    if !route.permission.held_by(who.capacity.role()) {
        return Ok(0);
    }
    let mut about: Vec<Option<Uuid>> = vec![None];
    if route.path.contains("{id}") {
        let shown = all.all(&route.noun).iter().filter(|thing| {
            let through = who.looks_through(all, operation, thing.id);
            through || who.sees(all, &route.noun, thing)
        });
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
            .filter(|thing| {
                let is_theirs = |person| {
                    thing.person == Some(person) && who.looks_through(all, operation, person)
                };
                let is_read = of.is_some_and(is_theirs) || shows(who, all, noun, thing);
                fits(thing, *of, *holds) && is_read
            })
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

/// The identities that an answer tells, where its items name them.
pub fn ids(answer: &Answer, path: &str, pointer: &str) -> Result<Vec<Uuid>, String> {
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

#[test]
fn every_list_is_compared() {
    for operation in operations() {
        let answer = &operation.told["responses"]["200"]["content"]["application/json"];
        let name = answer["schema"]["$ref"].as_str().unwrap_or_default();
        let is_list = operation.method == Method::GET
            && (operation.takes("cursor") || name.contains("All_") || name.contains("Listed"));
        let id = operation.id();
        let has_row = LISTS.iter().any(|list| list.operation == id);
        // The phone list is read by `canaries`, as a workbook.
        assert!(
            !is_list || has_row || NOBODYS.contains(&id) || id == "get_phone_list",
            "nothing is compared with what {id} lists: add a line to LISTS in tests/api/matrix/listed.rs, or to NOBODYS"
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
