//! Who acts in the demonstration: the bureaus that verify, and those who may sign in afterwards.

use super::{care::CARING, desk::Desk};
use crate::{
    app::App,
    error::Error,
    services::{self, Actor, accounts::NewAccount},
    storage,
};
use data_encoding::BASE32_NOPAD;
use domain::{
    division::Division, enterprise::Verification, grant::Capacity, id::EnterpriseId, trace::Act,
    words::Stage,
};
use rand::Rng;
use std::collections::BTreeMap;

/// The bureaus verify the employers of their places.
///
/// # Errors
/// Whatever the database says.
pub async fn verify_enterprises(app: &App) -> Result<usize, Error> {
    let by = Actor::operator("the demonstration's bureaus verify enterprises");
    let filter = storage::enterprises::Filter {
        verified: Some(false),
        ..Default::default()
    };
    let found = services::enterprises::list(app, &by, &filter, None, EVERYBODY).await?;
    let tx = storage::begin(&app.db).await?;
    let count = found.len();
    let ids: Vec<_> = found.iter().map(|one| one.id.0).collect();
    for mut enterprise in found {
        enterprise.verify(Verification {
            on: app.clock.today(),
            by: None,
        })?;
        enterprise.updated_at = app.clock.now();
        storage::enterprises::save(&tx, &app.keys, by.scope(), &enterprise).await?;
    }
    tx.commit(by.did_all(Act::EnterpriseVerified, ids), app.clock.now())
        .await?;
    Ok(count)
}

/// The employers say once more that their posts still stand.
///
/// # Errors
/// Whatever the database says.
pub async fn confirm_posts(app: &App) -> Result<usize, Error> {
    let by = Actor::operator("the demonstration's employers confirm their posts");
    let filter = storage::vacancies::Filter {
        open: Some(true),
        ..Default::default()
    };
    let found = services::vacancies::list(app, &by, &filter, None, EVERYBODY).await?;
    let tx = storage::begin(&app.db).await?;
    let count = found.len();
    let ids: Vec<_> = found.iter().map(|one| one.id.0).collect();
    for mut vacancy in found {
        vacancy.confirm(app.clock.today())?;
        vacancy.updated_at = app.clock.now();
        storage::vacancies::save(&tx, by.scope(), &vacancy).await?;
    }
    tx.commit(by.did_all(Act::VacancyConfirmed, ids), app.clock.now())
        .await?;
    Ok(count)
}

/// More than a demonstration has of anything.
const EVERYBODY: u64 = 1_000_000;

/// An account that was made, with the desk at which it sits.
pub struct SignIn {
    /// As what.
    pub display_name: &'static str,
    /// Sign-in name.
    pub username: &'static str,
    /// Password, told once.
    pub password: String,
    /// Signed in.
    pub desk: Desk,
}

/// Makes an account with a password of its own, and signs it in.
///
/// # Errors
/// Whatever the database says.
pub async fn sign_in(
    app: &App,
    username: &'static str,
    display_name: &'static str,
    capacity: Capacity,
) -> Result<SignIn, Error> {
    let by = Actor::operator("the demonstration's accounts");
    let password = password();
    let new = NewAccount {
        username: username.into(),
        display_name: display_name.into(),
        password: password.clone(),
        capacity,
        until: None,
    };
    let id = services::accounts::open_here(app, &by, new).await?;
    Ok(SignIn {
        display_name,
        username,
        password,
        desk: Desk::of(app, id).await?,
    })
}

/// The offices that act.
pub struct Offices {
    /// The system's administrator.
    pub admin: SignIn,
    /// A western province.
    pub province: SignIn,
    /// The county that is shown in detail.
    pub county: SignIn,
    /// Those of that county who visit samples, and report nothing themselves.
    pub visitors: SignIn,
    /// Another county.
    pub other: SignIn,
    /// A bureau in the east.
    pub bureau: SignIn,
}

impl Offices {
    /// Opens them.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn open(app: &App) -> Result<Self, Error> {
        let county = |code| Capacity::CountyWest(Division::of_six(code));
        let province = Capacity::Province(Division::of_six(520_000));
        let bureau = Capacity::BureauEast(Division::of_six(440_100));
        Ok(Self {
            admin: sign_in(app, "admin", "系统管理员", Capacity::Sysadmin).await?,
            province: sign_in(app, "guizhou", "贵州省人社厅", province).await?,
            county: sign_in(app, "weining", "威宁县人社局", county(520_526)).await?,
            visitors: sign_in(app, "weining-hecha", "威宁县人社局核查组", county(520_526)).await?,
            other: sign_in(app, "zhenxiong", "镇雄县人社局", county(530_627)).await?,
            bureau: sign_in(app, "guangzhou", "广州市人社局", bureau).await?,
        })
    }

    /// All of them, in the order in which they are told.
    pub fn all(self) -> Vec<SignIn> {
        let Self {
            admin,
            province,
            county,
            visitors,
            other,
            bureau,
        } = self;
        vec![admin, province, county, visitors, other, bureau]
    }
}

/// The enterprise of most of the people who are expected or at work.
///
/// # Errors
/// Whatever the database says.
pub async fn largest_employer(app: &App) -> Result<Option<EnterpriseId>, Error> {
    let by = Actor::operator("the demonstration looks for an employer");
    let filter = storage::placements::Filter {
        stage: Some(Stage::Working),
        area: Some(Division::of_six(CARING)),
        ..Default::default()
    };
    let kept = services::placements::list(app, &by, &filter, None, EVERYBODY).await?;
    let mut people: BTreeMap<EnterpriseId, usize> = BTreeMap::new();
    for one in &kept {
        *people.entry(one.placement.enterprise).or_default() += 1;
    }
    let most = people
        .into_iter()
        .max_by_key(|(id, people)| (*people, std::cmp::Reverse(*id)));
    Ok(most.map(|(id, _)| id))
}

fn password() -> String {
    let mut bytes = [0_u8; 10];
    rand::rng().fill_bytes(&mut bytes);
    BASE32_NOPAD.encode(&bytes).to_lowercase()
}
