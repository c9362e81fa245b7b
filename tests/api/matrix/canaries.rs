//! Everything that would hurt a person, looked for in every byte that anybody is sent.

use super::{
    reach::Who,
    registry::{Registry, Thing},
    seekers::{household, phone, village},
    world::World,
};
use crate::{Answer, rosters::seeker};
use domain::{grant::Capacity, words::Role};
use std::{
    collections::{BTreeMap, BTreeSet},
    io::Read,
};
use uuid::Uuid;

/// What a value tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tells {
    /// A citizen ID in full.
    CitizenId,
    /// A phone number in full.
    Phone,
    /// Who somebody is.
    Name,
    /// Household and village.
    Home,
    /// That somebody is of a poor household.
    Category,
    /// The number of an enterprise's contact, in full.
    Contact,
}

/// A value that stands nowhere but in one row.
#[derive(Debug)]
struct Canary {
    value: String,
    tells: Tells,
    /// The person or the enterprise.
    of: Uuid,
}

/// What everybody was sent.
pub struct Received {
    canaries: Vec<Canary>,
    found: BTreeSet<(usize, String, usize)>,
    bytes: usize,
}

impl Received {
    /// Nothing yet, of a world.
    pub async fn of(world: &World) -> Self {
        let people = world
            .app
            .raw("select id, name, household_number from person")
            .await;
        let mut canaries = Vec::new();
        for row in &people {
            let of: Uuid = row.try_get("", "id").expect("an identity");
            let told: String = row.try_get("", "household_number").expect("a household");
            let number: u32 = told[1..].parse().expect("a number");
            for (tells, value) in [
                (
                    Tells::CitizenId,
                    seeker(number).citizen_id.reveal().to_owned(),
                ),
                (Tells::Phone, phone(number)),
                (Tells::Name, row.try_get("", "name").expect("a name")),
                (Tells::Home, household(number)),
                (Tells::Home, village(number)),
            ] {
                canaries.push(Canary { value, tells, of });
            }
        }
        for value in ["\"five_guarantees\"", "五保户"] {
            canaries.push(Canary {
                value: value.into(),
                tells: Tells::Category,
                of: Uuid::nil(),
            });
        }
        for (firm, number) in &world.contacts {
            canaries.push(Canary {
                value: number.clone(),
                tells: Tells::Contact,
                of: *firm,
            });
        }
        Self {
            canaries,
            found: BTreeSet::new(),
            bytes: 0,
        }
    }

    /// Looks an answer through.
    pub fn note(&mut self, caller: usize, operation: &str, answer: &Answer) {
        let told = text(answer);
        self.bytes += told.len();
        for (number, canary) in self.canaries.iter().enumerate() {
            if told.contains(&canary.value) {
                self.found.insert((caller, operation.to_owned(), number));
            }
        }
    }

    /// What found its way to those who must not know it, and how often what may be known was found.
    pub fn astray(&self, world: &World, all: &Registry) -> (Vec<String>, BTreeMap<Tells, usize>) {
        let mut astray: BTreeMap<String, usize> = BTreeMap::new();
        let mut home: BTreeMap<Tells, usize> = BTreeMap::new();
        for (caller, operation, number) in &self.found {
            let caller = &world.callers[*caller];
            let canary = &self.canaries[*number];
            if caller
                .who()
                .is_some_and(|who| may(who, all, operation, canary))
            {
                *home.entry(canary.tells).or_default() += 1;
            } else {
                let told = format!("{:?} by {operation} to the {}", canary.tells, caller.name);
                *astray.entry(told).or_default() += 1;
            }
        }
        let astray = astray
            .into_iter()
            .map(|(told, times)| format!("{told}: {times}"));
        (astray.collect(), home)
    }

    /// Whether each found its way only to those to whom it may go.
    #[track_caller]
    pub fn went_nowhere_else(&self, world: &World, all: &Registry) {
        let (astray, home) = self.astray(world, all);
        println!(
            "{} canaries in {} bytes, found where they may be: {home:?}",
            self.canaries.len(),
            self.bytes
        );
        assert!(
            astray.is_empty(),
            "told to those who must not know: {astray:#?}"
        );
        // Whoever finds none anywhere has looked badly.
        assert_eq!(home.len(), 6, "{home:?}");
    }
}

fn may(who: Who, all: &Registry, operation: &str, canary: &Canary) -> bool {
    let role = who.capacity.role();
    let of = |noun: &'static str| {
        let whose = all.all(noun).iter();
        whose.filter(move |thing| thing.person == Some(canary.of))
    };
    let shown = |noun: &'static str| of(noun).any(|thing| who.sees(all, noun, thing));
    // Those of the person's home, and the person.
    let at_home = || match who.capacity {
        Capacity::Province(_) | Capacity::CountyWest(_) | Capacity::Worker(_) => shown("people"),
        _ => false,
    };
    let through = who.looks_through(all, operation, canary.of);
    match canary.tells {
        Tells::CitizenId => {
            let in_full = ["download_departure_tickets", "reveal_person"];
            in_full.contains(&operation) && role == Role::CountyWest && at_home()
        }
        Tells::Phone => {
            let to_call = [
                "download_departure_tickets",
                "get_phone_list",
                "reveal_person",
            ];
            let is_own = role == Role::Worker;
            at_home() && (is_own || role == Role::CountyWest && to_call.contains(&operation))
        }
        Tells::Name => {
            through
                || shown("people")
                || shown("employments")
                || shown("departure-members")
                || shown("conflicts")
                || is_drawn(who, all, canary.of)
        }
        Tells::Home => through || at_home(),
        Tells::Category => {
            let is_list_of_words = ["get_codeset", "get_template"].contains(&operation);
            let looks = || {
                let people = all.all("people").iter();
                people
                    .into_iter()
                    .any(|one| who.looks_through(all, operation, one.id))
            };
            is_list_of_words || matches!(role, Role::Province | Role::CountyWest) || looks()
        }
        Tells::Contact => {
            let firm = all.find("enterprises", canary.of);
            firm.is_some_and(|firm| who.holds("enterprises", firm))
        }
    }
}

/// Whether a sample names somebody to those who are to visit.
fn is_drawn(who: Who, all: &Registry, person: Uuid) -> bool {
    let unit = |unit: &&Thing| unit.person == Some(person);
    let mut units = all.all("audit-units").iter().filter(unit);
    units.any(|unit| who.sees(all, "audit-units", unit))
}

/// What stands in an answer: of a workbook, in all of its parts.
fn text(answer: &Answer) -> String {
    let whole = || String::from_utf8_lossy(&answer.bytes).into_owned();
    if !answer.bytes.starts_with(b"PK") {
        return whole();
    }
    let file = std::io::Cursor::new(&answer.bytes);
    let mut book = zip::ZipArchive::new(file).expect("a workbook");
    let mut told = String::new();
    for number in 0..book.len() {
        let mut part = book.by_index(number).expect("a part");
        part.read_to_string(&mut told).expect("text");
    }
    told
}

/// The file of the database, its log of changes beside it, holds no number in the clear.
#[actix_web::test]
async fn the_database_holds_no_number_in_the_clear() {
    let world = World::of_everybody().await;
    let received = Received::of(&world).await;
    let is_file = world.app.settings.database_url.starts_with("sqlite:");
    let mut looked = 0;
    let entries = std::fs::read_dir(&world.app.settings.data_dir).expect("the folder");
    for entry in entries.map(|entry| entry.expect("an entry").path()) {
        let name = entry
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        if !name.starts_with("rengang.db") {
            continue;
        }
        let bytes = std::fs::read(&entry).expect("a file");
        looked += bytes.len();
        for canary in &received.canaries {
            let is_number =
                [Tells::CitizenId, Tells::Phone, Tells::Contact].contains(&canary.tells);
            let is_there = bytes
                .windows(canary.value.len())
                .any(|some| some == canary.value.as_bytes());
            assert!(!is_number || !is_there, "{:?} in {name}", canary.tells);
        }
    }
    assert!(
        !is_file || looked > 100_000,
        "{looked} bytes looked through"
    );
}
