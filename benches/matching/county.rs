//! A made-up county and made-up posts, the same for the same numbers.
//!
//! Every person is synthetic: the citizen IDs are valid, but their sequence codes 996 to 999 are
//! given to nobody's birth.

use chrono::{Days, NaiveDate};
use domain::{
    citizen_id::CitizenId,
    coded::Coded,
    credit_code::CreditCode,
    division::Division,
    enterprise::{Enterprise, Particulars, Standing, Verification},
    id::{EnterpriseId, VacancyId},
    roster::entry::{Entry, Wish},
    trace::Act,
    vacancy::{Posting, Vacancy},
    words::{Certificate, Schooling, Trade, VacancyKind, Willingness, WorkStatus},
};
use rengang::{
    app::App,
    storage::{
        self, BulkTransaction,
        people::{self, Origin},
        traces::Trace,
    },
};
use std::error::Error;

pub const WEINING: Division = Division::of_six(520_526);

/// Cities of the east, its partner 广州 among them, the county itself and its neighbour.
const WORKPLACES: [u32; 10] = [
    440_100, 440_106, 440_300, 441_900, 310_115, 350_102, 320_505, 330_106, 520_526, 520_527,
];

/// The youngest are seventeen and the oldest not yet fifty-seven.
const FIRST_BORN: NaiveDate = NaiveDate::from_ymd_opt(1969, 6, 2).expect("a day");
const BIRTHDAYS: u32 = 14_600;
/// Sequence codes that are given to nobody.
const SEQUENCES: u32 = 4;
/// Where the IDs were first issued: the counties of what was 毕节地区, 威宁 before all.
const ISSUED_IN: [u32; 8] = [
    522_427, 522_401, 522_422, 522_423, 522_424, 522_425, 522_426, 522_428,
];
/// How many people have an ID of their own.
const MOST_PEOPLE: u32 = BIRTHDAYS * SEQUENCES * 8;

/// How many posts an enterprise has.
const POSTS_EACH: usize = 8;

/// Fills an empty database.
pub async fn settle(app: &App, people: u32, posts: u32) -> Result<(), Box<dyn Error>> {
    assert!(people <= MOST_PEOPLE, "IDs run out");
    let (now, today) = (app.clock.now(), app.clock.today());
    let origin = Origin {
        import: None,
        area: Some(WEINING),
        as_of: today,
        now,
    };
    let dice = &mut Dice(u64::from(people) << 32 | u64::from(posts));
    let rows: Result<Vec<_>, _> = (0..people)
        .map(|number| people::prepare(&app.keys, &origin, seeker(dice, number)))
        .collect();
    let mean = people / posts.max(1);
    let posts: Vec<Posting> = (0..posts).map(|at| post(dice, today, at, mean)).collect();

    let tx = BulkTransaction::begin(&app.db).await?;
    let plan = people::plan(&tx, &app.keys, &origin, rows?).await?;
    people::carry_out(&tx, &origin, plan).await?;
    let employers: Vec<Enterprise> = (0..posts.len().div_ceil(POSTS_EACH))
        .map(|number| enterprise(app, number))
        .collect();
    storage::enterprises::insert_all(&tx, &app.keys, &employers).await?;
    let vacancies: Vec<Vacancy> = (0..)
        .zip(posts)
        .map(|(at, posting): (usize, _)| Vacancy {
            id: VacancyId::fresh(),
            enterprise: employers[at / POSTS_EACH].id,
            posting,
            taken: 0,
            confirmed_on: today - Days::new(dice.below(30)),
            closed_on: None,
            version: 1,
            created_at: now,
            updated_at: now,
        })
        .collect();
    storage::vacancies::insert_all(&tx, &vacancies, None).await?;
    tx.commit(Trace::of_command("a bench", Act::ImportCommitted), now)
        .await?;
    Ok(())
}

fn seeker(dice: &mut Dice, number: u32) -> Entry {
    // A step that shares no divisor with the number of birthdays: all ages, no birthday twice.
    let birthday = u64::from(number) * 7919 % u64::from(BIRTHDAYS);
    let born = FIRST_BORN + Days::new(birthday);
    let round = number / BIRTHDAYS;
    let issued_in = ISSUED_IN[(round / SEQUENCES) as usize];
    let citizen_id = citizen_id(issued_in, born, 996 + round % SEQUENCES);
    Entry {
        row: number,
        serial: None,
        name: "王小明".into(),
        sex: citizen_id.sex(),
        born: citizen_id.born(),
        citizen_id,
        phone: None,
        home: WEINING,
        township: Some("草海镇".into()),
        village: None,
        household_number: None,
        person_number: None,
        head_name: None,
        relation: None,
        category: None,
        schooling: (!dice.in_hundred(10)).then(|| dice.one_of(Schooling::ALL)),
        in_school: false,
        labour_ability: None,
        mandarin: (!dice.in_hundred(30)).then(|| dice.in_hundred(80)),
        status: Some(WorkStatus::OutOfWork),
        employment: None,
        wish: wish(dice),
    }
}

fn citizen_id(issued_in: u32, born: NaiveDate, sequence: u32) -> CitizenId {
    let body = format!("{issued_in}{}{sequence}", born.format("%Y%m%d"));
    (0..=10)
        .map(|check| char::from_digit(check, 10).unwrap_or('X'))
        .find_map(|check| CitizenId::read(&format!("{body}{check}")).ok())
        .map(|(citizen_id, _)| citizen_id)
        .expect("one check character fits")
}

fn wish(dice: &mut Dice) -> Wish {
    let near = [
        Willingness::OwnCounty,
        Willingness::OwnPrefecture,
        Willingness::OwnProvince,
    ];
    Wish {
        willingness: Some(if dice.in_hundred(85) {
            Willingness::Anywhere
        } else {
            dice.one_of(&near)
        }),
        divisions: if dice.in_hundred(50) {
            vec![Division::of_six(dice.one_of(&WORKPLACES))]
        } else {
            Vec::new()
        },
        trades: vec![dice.one_of(Trade::ALL), dice.one_of(Trade::ALL)],
        least_pay: (!dice.in_hundred(20)).then(|| 300_000 + fen(dice)),
        ..Wish::default()
    }
}

/// A post; about as many openings as people in all, a few posts holding most.
fn post(dice: &mut Dice, today: NaiveDate, number: u32, mean: u32) -> Posting {
    let pay = 280_000 + fen(dice);
    let youngest = dice.one_of(&[16, 18, 20, 22]);
    let share = dice.one_of(&[0, 1, 1, 1, 2, 2, 4, 8]);
    Posting {
        kind: VacancyKind::Ordinary,
        title: format!("操作工 {number}"),
        trade: dice.one_of(Trade::ALL),
        description: None,
        openings: share * mean / 2 + 1,
        workplace: Division::of_six(dice.one_of(&WORKPLACES)),
        pay_min_fen: pay,
        pay_max_fen: pay + fen(dice) / 4,
        schooling_min: dice
            .in_hundred(70)
            .then(|| dice.one_of(&Schooling::ALL[..5])),
        required_certificates: Vec::new(),
        preferred_certificates: vec![dice.one_of(Certificate::ALL)],
        required_skills: Vec::new(),
        preferred_skills: Vec::new(),
        age_min: Some(youngest),
        age_max: dice.in_hundred(80).then_some(youngest + 24),
        hours_per_day: None,
        rest_days_per_month: None,
        board: None,
        lodging: None,
        social_insurance: None,
        contract_kind: None,
        contract_months: None,
        hazards: Vec::new(),
        couple_rooms: 0,
        mandarin_needed: dice.in_hundred(40),
        start_from: None,
        start_to: Some(today + Days::new(15 + dice.below(60))),
        closes_on: None,
    }
}

fn enterprise(app: &App, number: usize) -> Enterprise {
    let (now, today) = (app.clock.now(), app.clock.today());
    Enterprise {
        id: EnterpriseId::fresh(),
        credit_code: CreditCode::complete(&format!("914419{number:08}000")).expect("a code"),
        particulars: Particulars {
            name: "晨光示例电子有限公司".into(),
            division: Division::of_six(441_900),
            industry: None,
            size: None,
            contact_name: None,
            contact_phone: None,
        },
        standing: Standing::Verified(Verification {
            on: today,
            by: None,
        }),
        entered_by: None,
        version: 1,
        created_at: now,
        updated_at: now,
    }
}

/// Up to 4000 yuan.
fn fen(dice: &mut Dice) -> i64 {
    5_000 * i64::try_from(dice.below(80)).expect("a number")
}

/// Vigna's `SplitMix64`.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }

    fn one_of<T: Copy>(&mut self, from: &[T]) -> T {
        let sides = from.len() as u64;
        from[usize::try_from(self.below(sides)).expect("an index")]
    }

    fn in_hundred(&mut self, share: u64) -> bool {
        self.below(100) < share
    }
}
