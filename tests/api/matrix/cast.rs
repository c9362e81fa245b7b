//! The hand-laid world: for every office, enterprise and worker something of their own, something of a sibling county, of
//! the area above, of the partner in the east, of an eastern place that is no partner, of another enterprise and person.

use super::{
    come::Come,
    places::{
        BIJIE, DONGGUAN, GUANGDONG, GUANGZHOU, GUIZHOU, HEZHANG, TIANHE, WEINING, YUNNAN, ZHAOYANG,
    },
    world::World,
};
use crate::imports::Sheet;
use domain::{
    division::Division,
    grant::Capacity::{
        self, Auditor, BureauEast, CountyWest, Enterprise, National, Province, Sysadmin, Worker,
    },
    id::{PlacementId, VacancyId},
};
use rengang::{
    services::{
        Actor,
        jobs::{self, NewJob},
    },
    storage::jobs::Unit,
};
use serde_json::json;
use uuid::Uuid;

const fn county(code: u32) -> Capacity {
    CountyWest(Division::of_six(code))
}

const fn bureau(code: u32) -> Capacity {
    BureauEast(Division::of_six(code))
}

impl World {
    /// Everybody, and one of everything for each of them.
    #[expect(
        clippy::too_many_lines,
        reason = "one thing after the other comes into the world"
    )]
    pub async fn of_everybody() -> Self {
        let mut world = Self::empty().await;
        let partner_firm = world.firm(TIANHE, true).await;
        let other_firm = world.firm(DONGGUAN, true).await;
        let new_firm = world.firm(TIANHE, false).await;
        let workshop = world.firm(WEINING, true).await;
        let near = (world.post(partner_firm, TIANHE, true).await, TIANHE);
        let far = (world.post(other_firm, DONGGUAN, true).await, DONGGUAN);
        world.post(new_firm, TIANHE, true).await;
        world.post(other_firm, DONGGUAN, false).await;
        let here = (world.post(workshop, WEINING, true).await, WEINING);

        let homes = [
            (WEINING, None),
            (WEINING, None),
            (WEINING, None),
            (WEINING, None),
            (WEINING, None),
            (WEINING, Some(DONGGUAN)),
            (WEINING, None),
            (HEZHANG, None),
            (HEZHANG, None),
            (ZHAOYANG, None),
            (ZHAOYANG, None),
            (ZHAOYANG, Some(TIANHE)),
        ];
        let people = world.people(&homes).await;
        let at = |number: usize| (people[number], homes[number].0);
        let at_partner = world
            .placement(at(0), partner_firm, near, Come::Working)
            .await;
        let accepted_far = world
            .placement(at(1), other_firm, far, Come::Confirmed)
            .await;
        world
            .placement(at(2), partner_firm, near, Come::Offered)
            .await;
        world
            .placement(at(3), partner_firm, near, Come::Accepted)
            .await;
        world
            .placement(at(4), partner_firm, near, Come::Ended)
            .await;
        let of_sibling = world.placement(at(7), other_firm, far, Come::Working).await;
        let elsewhere = world.placement(at(9), other_firm, far, Come::Working).await;
        world.placement(at(8), workshop, here, Come::Working).await;
        let leaving = world
            .placement(at(10), other_firm, far, Come::Accepted)
            .await;

        world
            .callers_of(&[
                ("national", National),
                ("province", Province(Division::of_six(GUIZHOU))),
                ("other province", Province(Division::of_six(YUNNAN))),
                ("eastern province", Province(Division::of_six(GUANGDONG))),
                ("county", county(WEINING)),
                ("sibling county", county(HEZHANG)),
                ("parent area", county(BIJIE)),
                ("far county", county(ZHAOYANG)),
                ("partner bureau", bureau(GUANGZHOU)),
                ("other bureau", bureau(DONGGUAN)),
                ("enterprise", Enterprise(partner_firm)),
                ("other enterprise", Enterprise(other_firm)),
                ("new enterprise", Enterprise(new_firm)),
                ("worker", Worker(people[0])),
                ("other worker", Worker(people[7])),
                ("sysadmin", Sysadmin),
                ("auditor", Auditor),
            ])
            .await;
        world.disabled("closed account", county(WEINING)).await;
        world
            .glasses(&[
                ("far county", people[0], true),
                ("other bureau", people[0], true),
                ("eastern province", people[9], true),
                ("sibling county", people[3], false),
                ("partner bureau", people[1], false),
            ])
            .await;

        let job = world.job_of(at_partner).await;
        world.shown(Worker(people[0]), job).await;
        world.shown(Enterprise(partner_firm), job).await;
        world
            .shown(county(HEZHANG), world.job_of(of_sibling).await)
            .await;
        let job_elsewhere = world.job_of(elsewhere).await;
        world.shown(bureau(DONGGUAN), job_elsewhere).await;
        world
            .shown(county(WEINING), world.job_before(people[5]).await)
            .await;
        for (by, job) in [
            (bureau(GUANGZHOU), job),
            (county(ZHAOYANG), job_elsewhere),
            (county(HEZHANG), world.job_of(of_sibling).await),
        ] {
            let item = json!({ "employment_id": job, "outcome": "no_answer" });
            world
                .made(by, "/contacts", &json!({ "items": [item] }))
                .await;
        }
        for (by, person) in [
            (county(WEINING), people[0]),
            (county(WEINING), people[2]),
            (county(HEZHANG), people[7]),
            (county(ZHAOYANG), people[9]),
        ] {
            let asked = json!({ "person_id": person.0, "reason": "housing" });
            world.made(by, "/help-requests", &asked).await;
        }
        world.ties(&people, near.0).await;
        world
            .of_offices(&[(WEINING, accepted_far), (ZHAOYANG, leaving)])
            .await;
        world
    }

    /// Parties, pins and conflicts.
    async fn ties(&self, people: &[domain::id::PersonId], post: VacancyId) {
        for (home, members) in [(WEINING, [2, 6]), (ZHAOYANG, [9, 10])] {
            let members = members.map(|number: usize| people[number].0);
            let party = json!({ "members": members, "closeness": "city" });
            self.made(county(home), "/parties", &party).await;
        }
        for (home, person) in [(WEINING, 6), (HEZHANG, 8), (ZHAOYANG, 10)] {
            let pin =
                json!({ "person_id": people[person].0, "vacancy_id": post.0, "excluded": true });
            self.made(county(home), "/pins", &pin).await;
        }
        for (home, person) in [(WEINING, 2), (ZHAOYANG, 9)] {
            let path = format!("/people/{}/erasure-requests", people[person].0);
            self.made(county(home), &path, &json!({})).await;
        }
        self.claimed_by(HEZHANG, 4).await;
        self.claimed_by(530_621, 12).await;
    }

    /// What offices make for their own area: matchings, departures, samples, plans, rules, jobs, letters.
    async fn of_offices(&self, leaving: &[(u32, PlacementId)]) {
        for division in [BIJIE, HEZHANG, WEINING, ZHAOYANG] {
            let run = self.run(division).await;
            for (_, placement) in leaving.iter().filter(|(home, _)| *home == division) {
                self.departure(run, division, *placement).await;
            }
            let plan = json!({ "division": division.to_string(), "days": [30, 90], "valid_from": "2030-01-01" });
            self.made(county(division), "/round-plans", &plan).await;
            let rule = json!({
                "division": division.to_string(), "code": format!("rule_{division}"), "name": "口径", "source": "通知",
                "months": 3, "counting": "consecutive", "effective_from": "2020-01-01",
            });
            self.made(county(division), "/stability-rules", &rule).await;
            let audit = json!({ "division": division.to_string(), "total": 5 });
            self.made(county(division), "/audits", &audit).await;
        }
        for division in [GUANGZHOU, DONGGUAN] {
            let audit = json!({ "division": division.to_string(), "total": 5 });
            self.made(bureau(division), "/audits", &audit).await;
        }
        let plan =
            json!({ "division": GUIZHOU.to_string(), "days": [60], "valid_from": "2030-01-01" });
        let province = Province(Division::of_six(GUIZHOU));
        self.made(province, "/round-plans", &plan).await;
        // By the end that the county itself may not draw by.
        let audit = json!({ "division": WEINING.to_string(), "side": "workplace", "total": 5 });
        self.made(province, "/audits", &audit).await;
        let roster = include_bytes!("../../data/roster_sample.xlsx");
        let client = self.app.acting_as(county(WEINING)).await;
        Sheet::roster(roster)
            .reviewed(&self.app, &client, "to-be-mended")
            .await;

        for division in [DONGGUAN, WEINING, ZHAOYANG] {
            let asked = crate::sign_ups::wish(division, &format!("firm-{division}"));
            let taken = self.app.anonymous().post("/sign-ups", &asked).await;
            taken.expect(202);
        }
        let firms: Vec<Option<Uuid>> = self.callers.iter().map(firm_of).collect();
        let divisions = [Some(WEINING), Some(DONGGUAN), Some(GUIZHOU), None];
        for (division, firm) in divisions
            .into_iter()
            .map(|division| (division, None))
            .chain(firms.into_iter().flatten().map(|firm| (None, Some(firm))))
        {
            let new = NewJob {
                kind: domain::job::JobKind::Import,
                unit: Unit::Rows,
                division: division.map(Division::of_six),
                enterprise: firm.map(domain::id::EnterpriseId),
            };
            let by = Actor::operator("a test");
            jobs::enqueue(&self.app, &self.app.db, &by, new)
                .await
                .expect("a job");
        }
        for caller in &self.callers {
            let Some(account) = caller.account else {
                continue;
            };
            self.letter(account, "round_due/30").await;
        }
    }

    async fn callers_of(&mut self, all: &[(&str, Capacity)]) {
        for (name, capacity) in all {
            self.caller(*name, *capacity).await;
        }
    }
}

fn firm_of(caller: &super::callers::Caller) -> Option<Uuid> {
    match caller.capacity {
        Some(Enterprise(id)) => Some(id.0),
        _ => None,
    }
}
