//! Who appears in many tests: an employer with a post, a person who is offered it.

use crate::{
    TestApp,
    rosters::{found, seeker, take_in},
};
use chrono::Days;
use domain::{
    credit_code::CreditCode,
    division::Division,
    enterprise::{Enterprise, Particulars, Standing, Verification},
    id::{EmploymentId, EnterpriseId, PersonId, PlacementId, VacancyId},
    placement::{Life, Placement, Step},
    roster::entry::Entry,
    vacancy::{Posting, Vacancy},
    words::{Tier, Trade, VacancyKind},
};
use rengang::{
    services::{
        Actor,
        placements::{self, Report},
    },
    storage,
};
use sea_orm::{
    ConnectionTrait, Order,
    sea_query::{Expr, ExprTrait, Query},
};
use uuid::Uuid;

/// A verified factory of 东莞.
pub async fn factory(app: &TestApp) -> EnterpriseId {
    let id = EnterpriseId::fresh();
    let (now, today) = (app.clock.now(), app.clock.today());
    let digits = id.0.as_u128() % 100_000_000;
    let enterprise = Enterprise {
        id,
        credit_code: CreditCode::complete(&format!("914419{digits:08}000")).expect("a code"),
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
    };
    storage::enterprises::insert(&app.db, &app.keys, &enterprise)
        .await
        .expect("an enterprise");
    id
}

/// A post of an enterprise in 东莞.
pub async fn post(app: &TestApp, enterprise: EnterpriseId, openings: u32) -> VacancyId {
    posted(app, enterprise, |posting| posting.openings = openings).await
}

/// A post of an enterprise, in 东莞 and with one opening unless `shape` says otherwise.
pub async fn posted(
    app: &TestApp,
    enterprise: EnterpriseId,
    shape: impl FnOnce(&mut Posting),
) -> VacancyId {
    let id = VacancyId::fresh();
    let (now, today) = (app.clock.now(), app.clock.today());
    let mut vacancy = Vacancy {
        id,
        enterprise,
        posting: Posting {
            kind: VacancyKind::Ordinary,
            title: format!("操作工 {id}"),
            trade: Trade::Manufacturing,
            description: None,
            openings: 1,
            workplace: Division::of_six(441_900),
            pay_min_fen: 450_000,
            pay_max_fen: 600_000,
            schooling_min: None,
            required_certificates: Vec::new(),
            preferred_certificates: Vec::new(),
            required_skills: Vec::new(),
            preferred_skills: Vec::new(),
            age_min: None,
            age_max: None,
            hours_per_day: None,
            rest_days_per_month: None,
            board: None,
            lodging: None,
            social_insurance: None,
            contract_kind: None,
            contract_months: None,
            hazards: Vec::new(),
            couple_rooms: 0,
            mandarin_needed: false,
            start_from: None,
            start_to: None,
            closes_on: None,
        },
        taken: 0,
        confirmed_on: today,
        closed_on: None,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    shape(&mut vacancy.posting);
    storage::vacancies::insert(&app.db, &vacancy)
        .await
        .expect("a post");
    id
}

/// People of a county who look for work; `numbers` tell them apart.
pub async fn people(app: &TestApp, county: u32, numbers: std::ops::Range<u32>) -> Vec<PersonId> {
    let home = Division::of_six(county);
    let rows = numbers
        .map(|number| Entry {
            home,
            ..seeker(number)
        })
        .collect();
    take_in(app, home, "2020-03-31", rows).await;
    let known = app
        .db
        .query_all(
            Query::select()
                .column("id")
                .from("person")
                .and_where(Expr::col("home").eq(home.widened()))
                .order_by("id", Order::Asc),
        )
        .await
        .expect("people");
    known
        .iter()
        .map(|row| PersonId(row.try_get::<Uuid>("", "id").expect("an identity")))
        .collect()
}

/// An offer of a post to a person of a county, open for a fortnight.
pub async fn offer(
    app: &TestApp,
    county: u32,
    person: PersonId,
    enterprise: EnterpriseId,
    vacancy: VacancyId,
) -> PlacementId {
    let placement = an_offer(app, county, person, enterprise, vacancy);
    storage::placements::insert_offers(
        &app.db,
        std::slice::from_ref(&placement),
        None,
        app.clock.now(),
    )
    .await
    .expect("an offer");
    placement.id
}

/// An offer that is not made yet.
pub fn an_offer(
    app: &TestApp,
    county: u32,
    person: PersonId,
    enterprise: EnterpriseId,
    vacancy: VacancyId,
) -> Placement {
    let today = app.clock.today();
    Placement {
        id: PlacementId::fresh(),
        person,
        vacancy,
        enterprise,
        run: None,
        home: Division::of_six(county),
        workplace: Division::of_six(441_900),
        tier: Tier::OtherEast,
        score: Some(7_000),
        offered_on: today,
        expires_on: today + Days::new(14),
        life: Life::Offered,
    }
}

/// Somebody at work at a post, by way of all steps on one day.
pub struct AtWork {
    pub person: PersonId,
    pub placement: PlacementId,
    pub employment: EmploymentId,
}

/// The person of a county with this number, at work at an enterprise since today.
pub async fn at_work(app: &TestApp, county: u32, number: u32, enterprise: EnterpriseId) -> AtWork {
    let vacancy = post(app, enterprise, 1).await;
    let home = Division::of_six(county);
    let entry = Entry {
        home,
        ..seeker(number)
    };
    take_in(app, home, "2020-03-31", vec![entry]).await;
    let person = PersonId(found(&app.county(county).await, number).await);
    let placement = offer(app, county, person, enterprise, vacancy).await;
    let steps = [
        Step::Accept,
        Step::Confirm,
        Step::Depart,
        Step::Arrive,
        Step::Start,
    ];
    let reports = steps.map(|step| (placement, Report::Step(step)));
    let by = Actor::operator("a test");
    placements::take_all(app, &by, &reports, app.clock.today())
        .await
        .expect("at work");
    let span = storage::employments::span_of_placement(&app.db, placement).await;
    let employment = span.expect("an answer").expect("a job").id;
    AtWork {
        person,
        placement,
        employment,
    }
}

/// A factory and one person of a county at work there since today.
pub async fn one_at_work(app: &TestApp, county: u32) -> (EnterpriseId, AtWork) {
    let factory = factory(app).await;
    (factory, at_work(app, county, 1, factory).await)
}
