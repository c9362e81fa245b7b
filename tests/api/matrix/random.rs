//! Worlds thrown together from a seed: who lives, works, is offered and asks where, nobody has thought of before.

use super::{
    come::Come,
    places::{
        BIJIE, DONGGUAN, GUANGDONG, GUANGZHOU, GUIZHOU, HEZHANG, TIANHE, WEINING, YUNNAN, ZHAOYANG,
    },
    world::World,
};
use domain::{
    division::Division,
    grant::Capacity::{self, BureauEast, CountyWest, Enterprise, National, Province, Worker},
};
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// 镇雄, in the same prefecture as 昭阳.
const ZHENXIONG: u32 = 530_627;

/// Numbers that look random, the same for the same seed (`SplitMix64`, Steele et al. 2014).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let sides = sides as u64;
        usize::try_from((z ^ (z >> 31)) % sides).expect("fewer sides than that")
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.roll(of.len())]
    }

    fn in_ten(&mut self, times: usize) -> bool {
        self.roll(10) < times
    }
}

const HOMES: [u32; 4] = [WEINING, HEZHANG, ZHAOYANG, ZHENXIONG];
const WORKPLACES: [u32; 4] = [TIANHE, DONGGUAN, WEINING, 440_111];

fn county(code: u32) -> Capacity {
    CountyWest(Division::of_six(code))
}

fn bureau(code: u32) -> Capacity {
    BureauEast(Division::of_six(code))
}

impl World {
    /// The world of a seed, with six who ask.
    #[expect(
        clippy::too_many_lines,
        reason = "one thing after the other comes into the world"
    )]
    pub async fn of_chance(seed: u64) -> Self {
        let mut dice = Dice(seed);
        let mut world = Self::empty().await;
        let mut firms = Vec::new();
        let mut posts = Vec::new();
        for _ in 0..2 + dice.roll(3) {
            let firm = world.firm(dice.one(&WORKPLACES), dice.in_ten(7)).await;
            firms.push(firm);
            for _ in 0..=dice.roll(2) {
                let workplace = dice.one(&WORKPLACES);
                let open = dice.in_ten(7);
                posts.push((firm, (world.post(firm, workplace, open).await, workplace)));
            }
        }
        let homes: Vec<(u32, Option<u32>)> = (0..8 + dice.roll(8))
            .map(|_| {
                let away = dice.in_ten(2).then(|| dice.one(&WORKPLACES));
                (dice.one(&HOMES), away)
            })
            .collect();
        let people = world.people(&homes).await;
        let mut jobs = Vec::new();
        let mut leaving: BTreeMap<u32, Vec<_>> = BTreeMap::new();
        for (person, (home, away)) in people.iter().zip(&homes) {
            if let Some(workplace) = away {
                jobs.push((world.job_before(*person).await, *home, *workplace, None));
                continue;
            }
            for _ in 0..2 {
                let (firm, post) = dice.one(&posts);
                let come = dice.one(&Come::ALL);
                let placement = world.placement((*person, *home), firm, post, come).await;
                if matches!(come, Come::Working | Come::Ended) {
                    jobs.push((world.job_of(placement).await, *home, post.1, Some(firm)));
                }
                if matches!(come, Come::Accepted | Come::Confirmed) {
                    leaving.entry(*home).or_default().push(placement);
                }
                // Whoever said no may be offered something else.
                if come != Come::Declined {
                    break;
                }
            }
        }
        for (job, home, workplace, firm) in jobs {
            if dice.in_ten(6) {
                world.shown(county(home), job).await;
            }
            if let Some(firm) = firm.filter(|_| dice.in_ten(5)) {
                world.shown(Enterprise(firm), job).await;
            }
            let by = if firm.is_some() && dice.in_ten(4) {
                bureau(workplace)
            } else {
                county(home)
            };
            let tried = json!({ "items": [{ "employment_id": job, "outcome": "no_answer" }] });
            world.made(by, "/contacts", &tried).await;
        }
        for (person, (home, _)) in people.iter().zip(&homes) {
            if dice.in_ten(3) {
                let asked = json!({ "person_id": person.0, "reason": "housing" });
                world.made(county(*home), "/help-requests", &asked).await;
            }
            if dice.in_ten(2) {
                let post = dice.one(&posts).1.0;
                let pin = json!({ "person_id": person.0, "vacancy_id": post.0, "excluded": true });
                // A post that is not shown to the county is none to it.
                let by = world.app.acting_as(county(*home)).await;
                by.post("/pins", &pin).await;
            }
        }
        for number in 1..=u32::try_from(people.len()).expect("few people") {
            let claimant = dice.one(&HOMES);
            if dice.in_ten(2) && claimant != homes[number as usize - 1].0 {
                world.claimed_by(claimant, number).await;
            }
        }
        for home in HOMES {
            let own = || {
                people
                    .iter()
                    .zip(&homes)
                    .filter(move |(_, (at, _))| *at == home)
            };
            let members: Vec<Uuid> = own().map(|(person, _)| person.0).take(2).collect();
            if members.len() == 2 && dice.in_ten(5) {
                let party = json!({ "members": members, "closeness": "city" });
                world.made(county(home), "/parties", &party).await;
            }
            if dice.in_ten(4) {
                let run = world.run(home).await;
                for placement in leaving.remove(&home).into_iter().flatten() {
                    if dice.in_ten(6) {
                        world.departure(run, home, placement).await;
                    }
                }
            }
            let plan =
                json!({ "division": home.to_string(), "days": [30], "valid_from": "2030-01-01" });
            if dice.in_ten(5) {
                world.made(county(home), "/round-plans", &plan).await;
            }
            let audit = json!({ "division": home.to_string(), "total": 3 });
            let by = world.app.acting_as(county(home)).await;
            // Nothing is drawn where nobody works.
            by.post("/audits", &audit).await;
        }
        for place in [GUANGZHOU, DONGGUAN] {
            let audit = json!({ "division": place.to_string(), "total": 3 });
            let by = world.app.acting_as(bureau(place)).await;
            by.post("/audits", &audit).await;
        }
        let mut all = vec![
            Enterprise(dice.one(&firms)),
            Worker(dice.one(&people)),
            Province(Division::of_six(dice.one(&[GUIZHOU, YUNNAN, GUANGDONG]))),
            county(dice.one(&HOMES)),
            bureau(dice.one(&[GUANGZHOU, DONGGUAN, TIANHE, 440_111])),
        ];
        let sixth = dice.one(&[National, Capacity::Sysadmin, county(BIJIE), county(WEINING)]);
        all.push(sixth);
        for capacity in all {
            world.caller(format!("{capacity:?}"), capacity).await;
        }
        for caller in &world.callers {
            let person = people[dice.roll(people.len())];
            let looks =
                dice.in_ten(6) && matches!(caller.capacity, Some(CountyWest(_) | BureauEast(_)));
            if looks {
                // Who lies within reach needs none broken.
                let why = json!({ "person_id": person.0, "reason": "missing" });
                caller.client.post("/break-glass", &why).await;
            }
        }
        for (number, caller) in world.callers.iter().enumerate() {
            if let Some(account) = caller.account {
                world.letter(account, &format!("round_due/{number}")).await;
            }
        }
        world.catch_up().await;
        world
    }
}

/// `WORLDS=500` tries as many; `SEED=7` begins there.
#[actix_web::test]
async fn in_every_world_lists_and_sums_hold_what_is_within_reach() {
    let number = |name: &str, usual: u64| {
        let told = std::env::var(name).ok().and_then(|text| text.parse().ok());
        told.unwrap_or(usual)
    };
    let (first, worlds) = (number("SEED", 1), number("WORLDS", 6));
    let (mut rows, mut lists) = (0, 0);
    let mut wrong = Vec::new();
    for seed in first..first + worlds {
        let world = World::of_chance(seed).await;
        let all = world.registry().await;
        match world.lists_hold_what_they_should(&all, 10).await {
            Ok(asked) => lists += asked,
            Err(differs) => wrong.push(format!("SEED={seed}: {differs}")),
        }
        rows += all.size();
    }
    println!("{worlds} worlds of {rows} rows: {lists} lists and sums");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
