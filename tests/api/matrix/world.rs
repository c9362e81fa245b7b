//! People, posts and what became of them, laid out by hand or thrown together: what the rules of reach are tried on.

use super::{
    callers::Caller,
    come::Come,
    places::DONGGUAN,
    registry::Registry,
    seekers::{entry, household},
};
use crate::{TestApp, cast, evidence, rosters::take_in};
use chrono::Days;
use domain::{
    credit_code::CreditCode,
    division::Division,
    enterprise::{Enterprise, Particulars, Standing, Verification},
    grant::Capacity,
    id::{DepartureId, EnterpriseId, PersonId, PlacementId, RunId, VacancyId},
    letter::{LetterChannel, LetterKind},
    phone::Phone,
    roster::entry::Entry,
};
use rengang::{
    services::{
        self, Actor,
        matching::NewRun,
        placements::{self, Report},
    },
    storage::{
        self,
        departures::{Departure, Plan},
        letters::NewLetter,
        runs::Asked,
    },
};
use serde_json::{Value, json};
use std::collections::HashMap;
use uuid::Uuid;

/// A running service with somebody of each kind in it.
pub struct World {
    /// The service.
    pub app: TestApp,
    /// Who asks.
    pub callers: Vec<Caller>,
    /// Enterprises, with the number of their contact.
    pub contacts: Vec<(Uuid, String)>,
    numbers: u32,
}

impl World {
    /// Nobody and nothing.
    pub async fn empty() -> Self {
        let app = TestApp::start().await;
        let mut world = Self {
            app,
            callers: Vec::new(),
            contacts: Vec::new(),
            numbers: 0,
        };
        let client = world.app.anonymous();
        world.callers.push(Caller {
            name: "nobody".into(),
            capacity: None,
            account: None,
            session: None,
            client,
        });
        world
    }

    /// Everything that is there now, read without any scope.
    pub async fn registry(&self) -> Registry {
        Registry::read(&self.app).await
    }

    /// An enterprise at a place.
    pub async fn firm(&mut self, seat: u32, verified: bool) -> EnterpriseId {
        let id = EnterpriseId::fresh();
        let (now, today) = (self.app.clock.now(), self.app.clock.today());
        let digits = id.0.as_u128() % 100_000_000;
        let code = CreditCode::complete(&format!("91{seat}{digits:08}0"));
        let contact = format!("1590{:07}", digits % 10_000_000);
        self.contacts.push((id.0, contact.clone()));
        let enterprise = Enterprise {
            id,
            credit_code: code.expect("a code"),
            particulars: Particulars {
                name: format!("示例厂 {digits}"),
                division: Division::of_six(seat),
                industry: None,
                size: None,
                contact_name: Some(format!("联系人{digits}")),
                contact_phone: Phone::read(&contact),
            },
            standing: if verified {
                Standing::Verified(Verification {
                    on: today,
                    by: None,
                })
            } else {
                Standing::Unverified
            },
            entered_by: None,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        storage::enterprises::insert(&self.app.db, &self.app.keys, &enterprise)
            .await
            .expect("an enterprise");
        id
    }

    /// A post of an enterprise, open or closed by now.
    pub async fn post(&self, firm: EnterpriseId, workplace: u32, open: bool) -> VacancyId {
        let yesterday = self.app.clock.today() - Days::new(1);
        cast::posted(&self.app, firm, |posting| {
            posting.workplace = Division::of_six(workplace);
            posting.openings = 50;
            posting.closes_on = (!open).then_some(yesterday);
        })
        .await
    }

    /// People at home in these places, who look for work; those whose place has an employer are away already.
    pub async fn people(&mut self, homes: &[(u32, Option<u32>)]) -> Vec<PersonId> {
        let mut by_home: HashMap<u32, Vec<Entry>> = HashMap::new();
        let mut numbers = Vec::new();
        for (home, away) in homes {
            self.numbers += 1;
            numbers.push(self.numbers);
            let entry = entry(self.numbers, *home, *away);
            by_home.entry(*home).or_default().push(entry);
        }
        for (home, rows) in by_home {
            take_in(&self.app, Division::of_six(home), "2020-03-31", rows).await;
        }
        let known = self
            .app
            .raw("select id, household_number from person")
            .await;
        let known: HashMap<String, Uuid> = known
            .iter()
            .map(|row| {
                let household = row.try_get("", "household_number").expect("a household");
                (household, row.try_get("", "id").expect("an identity"))
            })
            .collect();
        let id = |number: u32| PersonId(known[&household(number)]);
        numbers.into_iter().map(id).collect()
    }

    /// A placement that has come so far.
    pub async fn placement(
        &self,
        person: (PersonId, u32),
        firm: EnterpriseId,
        post: (VacancyId, u32),
        come: Come,
    ) -> PlacementId {
        let mut offer = cast::an_offer(&self.app, person.1, person.0, firm, post.0);
        offer.workplace = Division::of_six(post.1);
        let id = offer.id;
        storage::placements::insert_offers(&self.app.db, &[offer], None, self.app.clock.now())
            .await
            .expect("an offer");
        let reports: Vec<_> = come
            .steps()
            .into_iter()
            .map(|step| (id, Report::Step(step)))
            .collect();
        let by = Actor::operator("a test");
        placements::take_all(&self.app, &by, &reports, self.app.clock.today())
            .await
            .expect("steps");
        id
    }

    /// The job that a placement became.
    pub async fn job_of(&self, placement: PlacementId) -> Uuid {
        let span = storage::employments::span_of_placement(&self.app.db, placement).await;
        span.expect("an answer").expect("a job").id.0
    }

    /// The job that somebody had before the registry knew.
    pub async fn job_before(&self, person: PersonId) -> Uuid {
        let jobs = self.app.raw("select id, person_id from employment").await;
        let own = |row: &&sea_orm::QueryResult| {
            row.try_get::<Uuid>("", "person_id").expect("a person") == person.0
        };
        let row = jobs.iter().find(own).expect("a job");
        row.try_get("", "id").expect("an identity")
    }

    /// A matching of a division, computed.
    pub async fn run(&self, division: u32) -> Uuid {
        let new = NewRun {
            area: Division::of_six(division),
            on: None,
            asked: Asked::default(),
            season: None,
        };
        let by = Actor::operator("a test");
        let asked = services::matching::request_here(&self.app, &by, new).await;
        let id = asked.expect("a run").0;
        self.app.work().await;
        id
    }

    /// A departure of a run's division that one person is of.
    pub async fn departure(&self, run: Uuid, origin: u32, placement: PlacementId) -> Uuid {
        let departure = Departure {
            id: DepartureId::fresh(),
            run: RunId(run),
            origin: Division::of_six(origin),
            destination: Division::of_six(DONGGUAN),
            plan: Plan {
                capacity: 50,
                leaves_on: self.app.clock.today(),
                gathers_at: None,
                gathering_point: Some("县人社局门口".into()),
                transport: None,
                transport_detail: None,
                leader_name: Some("李队长".into()),
                leader_phone: Phone::read("15411111111"),
            },
            departed_on: None,
            arrived_on: None,
            cancelled_on: None,
            version: 1,
            created_at: self.app.clock.now(),
        };
        let (db, keys) = (&self.app.db, &self.app.keys);
        storage::departures::insert(db, keys, &departure, None)
            .await
            .expect("a departure");
        storage::departures::add_members(db, departure.id, &[placement])
            .await
            .expect("a member");
        departure.id.0
    }

    /// Has another county's roster claim the person with this number.
    pub async fn claimed_by(&self, county: u32, number: u32) {
        let row = entry(number, county, None);
        take_in(&self.app, Division::of_six(county), "2020-03-31", vec![row]).await;
    }

    /// A letter to an account, which waits.
    pub async fn letter(&self, account: Uuid, occasion: &str) {
        let now = self.app.clock.now();
        let new = NewLetter {
            occasion: occasion.to_owned(),
            account: domain::id::AccountId(account),
            channel: LetterChannel::Email,
            kind: LetterKind::RoundDue,
            facts: json!({}),
            is_gathered: true,
            run_at: now + chrono::Duration::days(1),
        };
        let written = storage::letters::insert(&self.app.db, vec![new], now).await;
        written.expect("a letter");
    }

    /// What an office or somebody else makes by asking for it.
    pub async fn made(&self, by: Capacity, path: &str, body: &Value) -> Value {
        let client = self.app.acting_as(by).await;
        let made = client.post(path, body).await;
        assert!(made.status.is_success(), "{path}: {:#}", made.body);
        made.body
    }

    /// A file that somebody gave and named as evidence of a job.
    pub async fn shown(&self, by: Capacity, job: Uuid) {
        let client = self.app.acting_as(by).await;
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend(job.as_bytes());
        let file = evidence::given(&client, &png).await;
        let body = json!({ "employment_ids": [job], "kind": "contract", "file_id": file });
        client.post("/evidence", &body).await.expect(201);
    }

    /// What the service does by itself all the time, once.
    pub async fn catch_up(&self) {
        services::matching::catch_up(&self.app)
            .await
            .expect("the market");
    }
}
