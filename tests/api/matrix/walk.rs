//! Every operation for everybody about everything: what is answered is what the table and the rules say.

use super::{
    callers::Caller,
    canaries::Received,
    expected::{LINES, Line, Whose, line},
    reach::Who,
    registry::{Registry, Thing},
    world::World,
};
use crate::{
    Answer, Request,
    operations::{Operation, operations},
};
use actix_web::http::{Method, StatusCode};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Of what is known of an operation, what is asked.
pub struct Asked<'a> {
    /// The operation.
    pub operation: &'a Operation,
    whose: Whose,
    sends: &'static str,
}

/// What the gate and the rules decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Decision {
    /// Sign in.
    Unknown,
    /// Not in this role, or not to this one.
    Forbidden,
    /// There is no such thing.
    Absent,
    /// Whatever else is answered.
    Allowed,
}

impl Decision {
    fn of(status: StatusCode) -> Self {
        match status.as_u16() {
            401 => Self::Unknown,
            403 => Self::Forbidden,
            404 => Self::Absent,
            _ => Self::Allowed,
        }
    }
}

impl<'a> Asked<'a> {
    /// What is to be asked of an operation.
    pub fn of(operation: &'a Operation) -> Self {
        let (_, whose, sends): Line = line(operation.id());
        Self {
            operation,
            whose,
            sends,
        }
    }

    /// Whether the path names something that belongs to somebody.
    pub fn names_a_thing(&self) -> bool {
        !matches!(self.whose, Whose::Nobodys | Whose::Ends)
    }

    /// The request about a thing. Its version is one that no row ever reaches, so that nothing is changed.
    pub fn request(&self, caller: &Caller, id: Uuid) -> Request {
        let method = &self.operation.method;
        let own = id.to_string();
        let (query, body) = match self.sends.strip_prefix('?') {
            Some(query) => (format!("?{}", query.replace("{own}", &own)), String::new()),
            None => (String::new(), self.sends.replace("{own}", &own)),
        };
        let path = self.path(id) + &query;
        let mut request = caller.client.ask(method, &path);
        if !body.is_empty() {
            let told = &self.operation.told["requestBody"]["content"];
            let kind = match told.as_object().and_then(|kinds| kinds.keys().next()) {
                Some(kind) if kind.contains("json") => kind.clone(),
                _ => "application/json".to_owned(),
            };
            request = request.raw(&kind, body);
        }
        if self.operation.told["x-idempotent"] == true {
            request = request.key(&Uuid::new_v4().to_string());
        }
        if !self.operation.told["x-precondition"].is_null() {
            request = request.header("if-match", "\"v999999\"");
        }
        request
    }

    /// Paths that name nobody's things name the same one each time.
    fn path(&self, id: Uuid) -> String {
        let path = self.operation.path.as_str();
        match self.operation.id() {
            "get_codeset" => path.replace("{set}", "sex"),
            "get_division" => path.replace("{code}", "520526"),
            "get_template" => path.replace("{kind}", "roster"),
            _ => self.operation.path_of(id),
        }
    }

    fn expected(&self, caller: &Caller, all: &Registry, thing: Option<&Thing>) -> Decision {
        let Some(permission) = self.operation.permission() else {
            // Whoever may ask without a token may still have to show a code or a password.
            return Decision::Allowed;
        };
        let Some(who) = caller.who() else {
            return Decision::Unknown;
        };
        if !permission.held_by(who.capacity.role()) {
            return Decision::Forbidden;
        }
        let Some(thing) = thing else {
            return if self.names_a_thing() {
                Decision::Absent
            } else {
                Decision::Allowed
            };
        };
        if is_ones_own(self.operation.id(), who, thing) {
            return Decision::Forbidden;
        }
        let noun = self.operation.noun();
        match self.whose {
            Whose::Nobodys | Whose::Ends => Decision::Allowed,
            Whose::Shown if who.looks_through(all, self.operation.id(), thing.id) => {
                Decision::Allowed
            }
            Whose::Shown | Whose::Part if who.sees(all, noun, thing) => Decision::Allowed,
            Whose::Held | Whose::Owned if who.holds(noun, thing) => Decision::Allowed,
            // It is no secret from them that it is there.
            Whose::Held if who.sees(all, noun, thing) => Decision::Forbidden,
            _ => Decision::Absent,
        }
    }
}

/// Nobody decides about their own account by way of the permission over others'.
fn is_ones_own(operation: &str, who: Who, thing: &Thing) -> bool {
    let over_others = ["disable_account", "reset_password", "remove_second_factor"];
    over_others.contains(&operation) && thing.id == who.account
}

/// What a caller could tell two answers apart by.
pub fn seen_of(answer: &Answer) -> (StatusCode, BTreeMap<String, String>, Value, usize) {
    let headers = answer.headers.iter().filter_map(|(name, value)| {
        let differs = ["x-request-id", "date"].contains(&name.as_str());
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        (!differs).then(|| (name.to_string(), value))
    });
    (
        answer.status,
        headers.collect(),
        answer.without_request_id(),
        answer.bytes.len(),
    )
}

/// What a relation is called in the count at the end.
fn relation(who: Option<Who>, thing: Option<&Thing>, shown: bool) -> &'static str {
    match (who, thing) {
        (_, None) => "nonexistent",
        (None, _) => "without a session",
        (Some(_), Some(_)) if shown => "within reach",
        _ => "out of reach",
    }
}

impl World {
    /// Reads every thing by an operation, as everybody; the first answer that is not as expected.
    ///
    /// # Errors
    /// What differs, in words.
    #[cfg(debug_assertions)]
    pub async fn reads_are_decided(
        &self,
        all: &Registry,
        operation: &Operation,
    ) -> Result<(), String> {
        let mut received = Received::of(self).await;
        let asked = Asked::of(operation);
        for (number, caller) in self.callers.iter().enumerate() {
            if caller.capacity.is_none() {
                continue;
            }
            for thing in some(all.all(operation.noun())) {
                let expected = asked.expected(caller, all, Some(thing));
                if expected == Decision::Forbidden {
                    continue;
                }
                let answer = asked.request(caller, thing.id).await;
                received.note(number, operation.id(), &answer);
                if Decision::of(answer.status) != expected && asked.whose != Whose::Part {
                    return Err(format!(
                        "{} for the {}: {expected:?} expected, {} answered",
                        operation.id(),
                        caller.name,
                        answer.status
                    ));
                }
            }
        }
        match received.astray(self, all).0.first() {
            Some(astray) => Err(astray.clone()),
            None => Ok(()),
        }
    }
}

#[test]
fn every_operation_has_one_line_and_every_line_an_operation() {
    let operations = operations();
    let known: BTreeSet<&str> = operations.iter().map(Operation::id).collect();
    let lines: BTreeSet<&str> = LINES.iter().map(|(name, ..)| *name).collect();
    assert_eq!(lines.len(), LINES.len(), "an operation has two lines");
    let missing: Vec<_> = known.difference(&lines).collect();
    let gone: Vec<_> = lines.difference(&known).collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "tests/api/matrix/expected.rs: lines are missing for {missing:?}, and {gone:?} are no operations"
    );
}

#[actix_web::test]
async fn every_operation_is_decided_by_the_table_and_tells_each_only_what_is_theirs() {
    let world = World::of_everybody().await;
    world.catch_up().await;
    let mut received = Received::of(&world).await;
    let all = world.registry().await;
    let mut wrong = Differences::default();
    let mut tried: BTreeMap<&str, usize> = BTreeMap::new();
    let operations = operations();
    for operation in &operations {
        let asked = Asked::of(operation);
        if asked.whose == Whose::Ends {
            continue;
        }
        for (number, caller) in world.callers.iter().enumerate() {
            let nothing = asked.request(caller, Uuid::now_v7()).await;
            received.note(number, operation.id(), &nothing);
            let decided = Decision::of(nothing.status);
            let is_public = operation.permission().is_none();
            let expected = asked.expected(caller, &all, None);
            if !is_public && decided != expected {
                wrong.note(operation, expected, &nothing, || {
                    format!("the {} about nothing", caller.name)
                });
            }
            *tried.entry("nonexistent").or_default() += 1;
            if !asked.names_a_thing() || is_public {
                continue;
            }
            for thing in some(all.all(operation.noun())) {
                // Whoever ends the session by which they ask can ask nothing more.
                if operation.noun() == "sessions" && caller.session == Some(thing.id) {
                    continue;
                }
                let expected = asked.expected(caller, &all, Some(thing));
                let answer = asked.request(caller, thing.id).await;
                received.note(number, operation.id(), &answer);
                let decided = Decision::of(answer.status);
                let shown = expected == Decision::Allowed;
                *tried
                    .entry(relation(caller.who(), Some(thing), shown))
                    .or_default() += 1;
                let is_hidden = expected == Decision::Absent && decided == Decision::Absent;
                if is_hidden && seen_of(&answer) != seen_of(&nothing) {
                    wrong.note(operation, expected, &answer, || {
                        format!("the {} can tell {thing:?} from nothing", caller.name)
                    });
                }
                let lacks = asked.whose == Whose::Part && shown && decided != Decision::Unknown;
                if decided != expected && !lacks {
                    wrong.note(operation, expected, &answer, || {
                        format!("the {} about {thing:?}", caller.name)
                    });
                }
            }
        }
    }
    println!(
        "{} operations, {} callers, {} things: {tried:?}",
        operations.len(),
        world.callers.len(),
        all.size()
    );
    wrong.none();
    received.went_nowhere_else(&world, &all);
}

/// What was answered otherwise, by operation and kind, each with the first example.
#[derive(Default)]
struct Differences(BTreeMap<String, (usize, String)>);

impl Differences {
    fn note(
        &mut self,
        operation: &Operation,
        expected: Decision,
        answer: &Answer,
        example: impl FnOnce() -> String,
    ) {
        let kind = format!(
            "{}: {expected:?} expected, {} answered",
            operation.id(),
            answer.status
        );
        let (times, _) = self
            .0
            .entry(kind)
            .or_insert_with(|| (0, example() + &format!(": {}", answer.body)));
        *times += 1;
    }

    #[track_caller]
    fn none(&self) {
        let told = self
            .0
            .iter()
            .map(|(kind, (times, example))| format!("{kind} {times} times, first for {example}\n"));
        assert!(
            self.0.is_empty(),
            "decisions differ:\n{}",
            told.collect::<String>()
        );
    }
}

/// Of many things, some of each kind.
fn some(things: &[Thing]) -> impl Iterator<Item = &Thing> {
    things.iter().step_by(1 + things.len() / 40)
}

#[actix_web::test]
async fn everybody_signs_out_once() {
    let world = World::of_everybody().await;
    let operations = operations();
    let ends = operations
        .iter()
        .map(Asked::of)
        .filter(|asked| asked.whose == Whose::Ends);
    for asked in ends {
        for caller in world
            .callers
            .iter()
            .filter(|caller| caller.capacity.is_some())
        {
            let answer = asked.request(caller, Uuid::nil()).await;
            assert_eq!(asked.operation.method, Method::DELETE);
            assert_eq!(answer.status, 204, "{}", caller.name);
            let again = asked.request(caller, Uuid::nil()).await;
            assert_eq!(again.status, 401, "{}", caller.name);
        }
    }
}
