//! Things of others named in bodies and filters, and areas of others: what is out of reach is taken for what is not there,
//! and nobody writes beyond their own area.

use super::{
    callers::Caller,
    places::{BIJIE, DONGGUAN, GUANGZHOU, GUIZHOU, HEZHANG, TIANHE, WEINING, ZHAOYANG},
    reach::Who,
    registry::{Registry, Thing},
    walk::seen_of,
    world::World,
};
use crate::{
    Answer,
    operations::{Operation, operations},
};
use domain::{division::Division, grant::Capacity};
use uuid::Uuid;

/// Operation, noun of what is named, and the body or `?query` in which `{it}` is named; `{post}` is a post for everybody.
const NAMED: &[(&str, &str, &str)] = &[
    (
        "add_pin",
        "people",
        r#"{"person_id":"{it}","vacancy_id":"{post}","excluded":true}"#,
    ),
    (
        "answer_candidates",
        "placements",
        r#"{"items":[{"placement_id":"{it}","version":99,"yes":true}]}"#,
    ),
    (
        "answer_offers",
        "placements",
        r#"{"items":[{"placement_id":"{it}","version":99,"yes":true}]}"#,
    ),
    (
        "ask_for_help",
        "people",
        r#"{"person_id":"{it}","reason":"other"}"#,
    ),
    (
        "ask_for_matching_run",
        "matching-runs",
        r#"{"division":"520526","what_if_of":"{it}"}"#,
    ),
    (
        "ask_for_matching_run",
        "matching-runs",
        r#"{"division":"520526","keep_from":"{it}"}"#,
    ),
    ("list_contacts", "employments", "?employment={it}"),
    ("list_evidence", "employments", "?employment={it}"),
    ("list_evidence", "people", "?person={it}"),
    ("list_help_requests", "people", "?person={it}"),
    ("list_pins", "people", "?person_id={it}"),
    ("list_placements", "people", "?person={it}"),
    ("list_vacancies", "enterprises", "?enterprise={it}"),
    (
        "make_departures",
        "matching-runs",
        r#"{"run_id":"{it}","capacity":50,"leaves_on":"2020-04-03"}"#,
    ),
    (
        "make_party",
        "people",
        r#"{"members":["{it}","{somebody}"],"closeness":"city"}"#,
    ),
    (
        "open_account",
        "enterprises",
        r#"{"username":"u{fresh}","display_name":"甲","password":"four plain words here","role":"enterprise","enterprise_id":"{it}"}"#,
    ),
    (
        "open_account",
        "people",
        r#"{"username":"u{fresh}","display_name":"甲","password":"four plain words here","role":"worker","person_id":"{it}"}"#,
    ),
    (
        "post_vacancy",
        "enterprises",
        r#"{"enterprise_id":"{it}","kind":"ordinary","title":"缝纫工","trade":"processing","openings":2,"workplace":"441900","pay_min":{"amount":450000},"pay_max":{"amount":600000}}"#,
    ),
    (
        "record_contacts",
        "employments",
        r#"{"items":[{"employment_id":"{it}","outcome":"no_answer"}]}"#,
    ),
    ("rematch", "people", r#"{"items":[{"person_id":"{it}"}]}"#),
    (
        "state_evidence",
        "employments",
        r#"{"employment_ids":["{it}"],"kind":"pay_slip","on":"2020-04-01"}"#,
    ),
];

/// Operations whose body names the area for which they write, as `{area}`.
const AREAS: &[(&str, &str)] = &[
    ("ask_for_matching_run", r#"{"division":"{area}"}"#),
    ("draw_audit", r#"{"division":"{area}","total":1}"#),
    (
        "enter_enterprise",
        r#"{"credit_code":"{code}","name":"新厂","division":"{area}"}"#,
    ),
    (
        "enter_stability_rule",
        r#"{"division":"{area}","code":"rule_{fresh}","name":"口径","source":"通知","months":3,"counting":"consecutive","effective_from":"2020-01-01"}"#,
    ),
    (
        "set_reuse_threshold",
        r#"{"division":"{area}","kind":"phone","least":9,"valid_from":"2031-01-01"}"#,
    ),
    (
        "set_round_plan",
        r#"{"division":"{area}","days":[30],"valid_from":"2031-01-01"}"#,
    ),
];

struct Asking<'a> {
    world: &'a World,
    operations: Vec<Operation>,
    post: Uuid,
}

impl Asking<'_> {
    async fn ask(&self, caller: &Caller, operation: &str, sends: &str, it: &str) -> Answer {
        let mut all = self.operations.iter();
        let operation = all.find(|one| one.id() == operation).expect("an operation");
        let somebody = match caller.capacity {
            Some(Capacity::Worker(id)) => id.0,
            _ => self.world.somebody_of(caller).await,
        };
        let fresh = Uuid::new_v4().simple().to_string();
        let digits = u64::from_str_radix(&fresh[..8], 16).expect("digits") % 1_000_000_000;
        let code = domain::credit_code::CreditCode::complete(&format!(
            "91{}{digits:09}",
            &it[..6.min(it.len())]
        ));
        let sends = sends
            .replace("{it}", it)
            .replace("{area}", it)
            .replace(
                "{code}",
                code.map_or(String::new(), |code| code.as_str().to_owned())
                    .as_str(),
            )
            .replace("{post}", &self.post.to_string())
            .replace("{somebody}", &somebody.to_string())
            .replace("{fresh}", &fresh[..12]);
        #[expect(clippy::single_match_else, reason = "two ways of the same length")]
        match sends.strip_prefix('?') {
            Some(query) => {
                caller
                    .client
                    .ask(&operation.method, &format!("{}?{query}", operation.path))
                    .await
            }
            None => {
                let request = caller.client.ask(&operation.method, &operation.path);
                request
                    .raw("application/json", sends)
                    .key(&Uuid::new_v4().to_string())
                    .await
            }
        }
    }
}

impl World {
    /// Anybody whom a caller sees; nobody where there is none.
    async fn somebody_of(&self, caller: &Caller) -> Uuid {
        let people = caller.client.get("/people?limit=1").await;
        let id = people.body["items"][0]["id"]
            .as_str()
            .and_then(|id| id.parse().ok());
        id.unwrap_or_else(Uuid::now_v7)
    }
}

/// An answer with the identity that was asked about blotted out.
fn blotted(answer: &Answer, it: Uuid) -> (u16, String) {
    let (status, headers, body, _) = seen_of(answer);
    let told = format!("{headers:?} {body}");
    (status.as_u16(), told.replace(&it.to_string(), "{it}"))
}

/// Whether a list that is narrowed to a person holds rows about them, whether or not they are shown themselves.
fn is_filtered(who: Who, all: &Registry, operation: &str, person: &Thing) -> bool {
    let rows = match operation {
        "list_placements" => "placements",
        "list_evidence" => "evidence",
        _ => return false,
    };
    let mut rows_of = all.all(rows).iter();
    rows_of.any(|row| row.person == Some(person.id) && who.sees(all, rows, row))
}

#[actix_web::test]
async fn what_is_named_out_of_reach_is_taken_for_what_is_not_there() {
    let world = World::of_everybody().await;
    let all = world.registry().await;
    let post = all
        .all("vacancies")
        .iter()
        .find(|post| post.yes && post.word.is_some());
    let asking = Asking {
        world: &world,
        operations: operations(),
        post: post.expect("an open post").id,
    };
    let guarded = crate::operations::guarded();
    let (mut tried, mut wrong) = (0, Vec::new());
    for (operation, noun, sends) in NAMED {
        let permission = guarded
            .iter()
            .find(|(one, _)| one.id() == *operation)
            .expect("guarded")
            .1;
        let mut differs = 0;
        for caller in &world.callers {
            let Some(who) = caller.who() else { continue };
            // The system's administrator opens accounts for whomever is named; what is made has names of its own.
            let makes_any = *operation == "open_account" && who.capacity == Capacity::Sysadmin;
            if !permission.held_by(who.capacity.role()) || makes_any {
                continue;
            }
            let none = Uuid::now_v7();
            let nothing = asking
                .ask(caller, operation, sends, &none.to_string())
                .await;
            for thing in all.all(noun) {
                let shown = who.sees(&all, noun, thing) || is_filtered(who, &all, operation, thing);
                // One that is shown is asked about too, now and then, so that answers do differ.
                if shown && differs > 2 {
                    continue;
                }
                let answer = asking
                    .ask(caller, operation, sends, &thing.id.to_string())
                    .await;
                tried += 1;
                let same = blotted(&answer, thing.id) == blotted(&nothing, none);
                if shown {
                    differs += usize::from(!same);
                } else if !same {
                    wrong.push(format!(
                        "{operation} for the {} about {thing:?}: {} {}, about nothing: {} {}",
                        caller.name, answer.status, answer.body, nothing.status, nothing.body
                    ));
                }
            }
        }
        // Nobody of this world was found by a run, so that no run has travellers.
        let is_vacuous = *operation == "make_departures";
        assert!(
            differs > 0 || is_vacuous,
            "{operation} answers the same about everything: the body is of no use"
        );
    }
    println!("{tried} things named");
    assert!(
        wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(12)].join("\n")
    );
}

#[actix_web::test]
async fn nobody_writes_beyond_their_own_area() {
    let world = World::of_everybody().await;
    let all: Registry = world.registry().await;
    let post = all.all("vacancies")[0].id;
    let asking = Asking {
        world: &world,
        operations: operations(),
        post,
    };
    let guarded = crate::operations::guarded();
    let refusals = ["DIVISION_OUT_OF_REACH", "ROLE_NOT_YOURS", "FORBIDDEN"];
    let (mut tried, mut wrong) = (0, Vec::new());
    for (operation, sends) in AREAS {
        let permission = guarded
            .iter()
            .find(|(one, _)| one.id() == *operation)
            .expect("guarded")
            .1;
        for caller in &world.callers {
            let Some(who) = caller.who() else { continue };
            if !permission.held_by(who.capacity.role()) {
                continue;
            }
            for area in [
                WEINING, HEZHANG, BIJIE, GUIZHOU, ZHAOYANG, GUANGZHOU, TIANHE, DONGGUAN,
            ] {
                let code = area.to_string();
                let answer = asking.ask(caller, operation, sends, &code).await;
                tried += 1;
                let told = answer.body.to_string();
                let refused = refusals.iter().any(|code| told.contains(code));
                let own = match who.capacity {
                    Capacity::National => *operation == "enter_stability_rule",
                    capacity => capacity
                        .division()
                        .is_some_and(|own| own.contains(Division::of_six(area))),
                };
                if refused == own {
                    wrong.push(format!(
                        "{operation} in {area} by the {}: {} {told}",
                        caller.name, answer.status
                    ));
                }
            }
        }
    }
    println!("{tried} areas named");
    assert!(
        wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(12)].join("\n")
    );
}
