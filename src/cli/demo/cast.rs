//! Who acts in the demonstration: the bureaus that verify, and those who may sign in afterwards.

use crate::{
    app::App,
    error::Error,
    services::{self, Actor, accounts::NewAccount},
    storage,
};
use data_encoding::BASE32_NOPAD;
use domain::{division::Division, enterprise::Verification, grant::Capacity, trace::Act};
use rand::Rng;

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

/// An account that was made.
pub struct SignIn {
    /// As what.
    pub display_name: String,
    /// Sign-in name.
    pub username: String,
    /// Password, told once.
    pub password: String,
}

/// Makes one account of each kind that has something to see, each with a password of its own.
///
/// # Errors
/// Whatever the database says.
pub async fn sign_ins(app: &App) -> Result<Vec<SignIn>, Error> {
    let by = Actor::operator("the demonstration's accounts");
    let wanted = [
        ("admin", "系统管理员", Capacity::Sysadmin),
        (
            "guizhou",
            "贵州省人社厅",
            Capacity::Province(Division::of_six(520_000)),
        ),
        (
            "weining",
            "威宁县人社局",
            Capacity::CountyWest(Division::of_six(520_526)),
        ),
        (
            "zhenxiong",
            "镇雄县人社局",
            Capacity::CountyWest(Division::of_six(530_627)),
        ),
        (
            "guangzhou",
            "广州市人社局",
            Capacity::BureauEast(Division::of_six(440_100)),
        ),
    ];
    let one = storage::enterprises::Filter {
        verified: Some(true),
        ..Default::default()
    };
    let employer = services::enterprises::list(app, &by, &one, None, 1).await?;
    let employer = employer
        .first()
        .map(|found| ("qiye", "一家企业", Capacity::Enterprise(found.id)));
    let placed =
        services::placements::list(app, &by, &storage::placements::Filter::default(), None, 1)
            .await?;
    let worker = placed.first().map(|kept| {
        (
            "gongren",
            "一位务工人员",
            Capacity::Worker(kept.placement.person),
        )
    });

    let mut made = Vec::new();
    for (username, display_name, capacity) in wanted.into_iter().chain(employer).chain(worker) {
        let password = password();
        let new = NewAccount {
            username: username.into(),
            display_name: display_name.into(),
            password: password.clone(),
            capacity,
            until: None,
        };
        services::accounts::open_here(app, &by, new).await?;
        made.push(SignIn {
            display_name: display_name.into(),
            username: username.into(),
            password,
        });
    }
    Ok(made)
}

fn password() -> String {
    let mut bytes = [0_u8; 10];
    rand::rng().fill_bytes(&mut bytes);
    BASE32_NOPAD.encode(&bytes).to_lowercase()
}
