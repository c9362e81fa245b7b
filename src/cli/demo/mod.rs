//! The main job from end to end, on invented people: rosters and posts from files, matchings, a year of departures, work,
//! follow-up and checks, what came of it; then the API is served on what came of it.

mod care;
mod cast;
mod checks;
mod county;
mod desk;
mod journeys;
mod market;
pub mod place;
mod report;
mod season;
mod told;
mod tour;

use crate::{
    app::App,
    cli::{import, serve},
    clock::Clock,
    config::Settings,
    services::{self, Actor, matching::NewRun, stability},
    storage::runs::Asked,
    worker,
};
use chrono::{Days, NaiveDate};
use clap::Args;
use domain::{
    division::Division,
    grant::Capacity,
    id::{EnterpriseId, JobId},
    job::{ImportKind, ImportMode},
};
use rand::{SeedableRng, rngs::StdRng};
use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
    time::Instant,
};

/// The two sample rosters, bad rows and all.
const SAMPLES: [(&str, &[u8], Option<u32>); 2] = [
    (
        "roster_sample.csv",
        include_bytes!("../../../tests/data/roster_sample.csv"),
        None,
    ),
    (
        "roster_sample.xlsx",
        include_bytes!("../../../tests/data/roster_sample.xlsx"),
        Some(520_526),
    ),
];

/// Shows the main job.
#[derive(Debug, Args)]
pub struct Demo {
    /// 人数 — people on the generated rosters, over six counties
    #[arg(long, default_value_t = 3_000, value_parser = clap::value_parser!(u32).range(6..=1_000_000))]
    seekers: u32,
    /// 岗位数 — generated posts
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u32).range(1..=50_000))]
    vacancies: u32,
    /// 随机种子 — the same seed gives the same people, posts and months
    #[arg(long, default_value_t = 2020)]
    seed: u64,
    /// 演示完即退出 — end instead of serving the API
    #[arg(long)]
    once: bool,
    /// Address and port of the API
    #[arg(long)]
    listen: Option<String>,
}

/// Plays it, prints what happened, and serves what came of it.
///
/// # Errors
/// A sentence for whoever sits at the machine.
pub async fn run(
    command: &Demo,
    settings: Settings,
    named: place::Named<'_>,
) -> Result<(), Box<dyn Error>> {
    let began = Instant::now();
    let settings = place::settings(command.listen.as_deref(), settings, named);
    place::look_into(&settings).await?;
    place::prepare(&settings.data_dir)?;
    let first = NaiveDate::from_ymd_opt(2020, 3, 31).ok_or("no such day")?;
    let clock = Clock::standing_at(first.and_hms_opt(1, 0, 0).ok_or("no such hour")?.and_utc());
    let app = App::open(settings, clock).await?;
    let by = Actor::operator("the demonstration");
    let mut rng = StdRng::seed_from_u64(command.seed);

    println!("人岗 Rengang：演示数据全部虚构 / everybody in this demonstration is invented\n");
    let files = write_files(&app.settings.data_dir, command, first, &mut rng)?;
    let mut rows = Vec::new();
    for file in &files {
        rows.push(take_in(&app, file, first).await?);
    }
    report::imports(&rows);
    cast::verify_enterprises(&app).await?;

    let offices = cast::Offices::open(&app).await?;
    let county = &offices.county.desk;
    checks::enter_rule(&app, &offices.province.desk).await?;
    care::take_over(&app, county).await?;

    let mut agenda = season::Agenda::default();
    let last = first + Days::new(400);
    let mut runs = Vec::new();
    let mut back = 0;
    // A second and a third round find new posts for those whom the first left without one, or who came back.
    for round in [0, 60, 120] {
        agenda.play(&app, &by, first + Days::new(round)).await?;
        cast::confirm_posts(&app).await?;
        back += care::put_back(&app, county).await?;
        let made = runs.len();
        for county in county::COUNTIES {
            runs.push(matched(&app, &by, Division::of_six(county)).await?);
        }
        agenda.plan_offers(&app, &by, last, &mut rng).await?;
        let committed: Vec<_> = runs[made..].iter().map(|matched| matched.run.id).collect();
        journeys::travel(&app, county, &mut agenda, &committed, last, &mut rng).await?;
        care::phone(&app, county, &mut rng).await?;
    }
    report::matching(&runs, back);

    let own = rest_of_year(&app, &by, county, (&mut agenda, last), &mut rng).await?;
    agenda.play(&app, &by, last).await?;

    told_of(&app, &by, &offices, &agenda, (command.seed, &mut rng)).await?;

    println!(
        "用时 {:.1} 秒 / {:.1} s in all\n",
        began.elapsed().as_secs_f64(),
        began.elapsed().as_secs_f64()
    );
    let mut people = offices.all();
    people.extend(own.into_iter().map(|(one, _)| one));
    tour::print(&people, &app.settings.listen, app.clock.today());
    for one in people {
        one.desk.leave(&app).await?;
    }
    if command.once {
        return Ok(());
    }
    // From here on time goes on by itself, from the last day that was played: years later nobody would have to be followed up, and
    // what is not kept for long would be gone.
    let clock = app.clock.clone().going_on();
    serve::until_stopped(app.with_clock(clock)).await
}

/// From the last matching to the end: an enterprise sends its sheets, people are phoned, papers come, somebody asks for help.
/// The accounts of the enterprise and of that person.
async fn rest_of_year(
    app: &App,
    by: &Actor,
    county: &desk::Desk,
    (agenda, last): (&mut season::Agenda, NaiveDate),
    rng: &mut StdRng,
) -> Result<Vec<(cast::SignIn, Option<EnterpriseId>)>, Box<dyn Error>> {
    let mut own = Vec::new();
    if let Some(id) = cast::largest_employer(app).await? {
        let capacity = Capacity::Enterprise(id);
        let employer = cast::sign_in(app, "qiye", "一家企业", capacity).await?;
        care::send_sheet(app, &employer.desk, id).await?;
        own.push((employer, Some(id)));
    }
    if let Some(person) = agenda.steady() {
        let capacity = Capacity::Worker(person);
        let worker = cast::sign_in(app, "gongren", "一位务工人员", capacity).await?;
        care::ask_for_help(app, (&worker.desk, person), county).await?;
        own.push((worker, None));
    }
    care::show_pay(app, county).await?;
    while app.clock.today() + Days::new(45) < last {
        agenda
            .play(app, by, app.clock.today() + Days::new(45))
            .await?;
        care::phone(app, county, rng).await?;
        for (employer, id) in &own {
            if let Some(id) = id {
                care::send_sheet(app, &employer.desk, *id).await?;
            }
        }
    }
    Ok(own)
}

/// What came of it all, in tables; a sample is drawn and visited for it, and what lasts is learnt.
async fn told_of(
    app: &App,
    by: &Actor,
    offices: &cast::Offices,
    agenda: &season::Agenda,
    (seed, rng): (u64, &mut StdRng),
) -> Result<(), Box<dyn Error>> {
    let county = &offices.county.desk;
    report::placements(app, by, agenda.reported()).await?;
    let asked = stability::Asked::of_months(&[1, 3, 6, 12]);
    report::stability(&Box::pin(stability::of(app, by, asked)).await?);
    told::journeys(journeys::found(app, county).await?);
    told::care(app, county).await?;
    let visited = (&offices.province.desk, &offices.visitors.desk);
    let results = checks::audit(app, visited, seed, rng).await?;
    told::checks(
        &results,
        &checks::reused(app, &offices.province.desk).await?,
    );
    told::learning(&checks::learn(app, by).await?);
    told::letters(app, by).await?;
    Ok(())
}

/// A sheet on its way in.
struct Sheet {
    path: PathBuf,
    kind: ImportKind,
    county: Option<u32>,
}

/// Writes every sheet as the file that an office would send.
fn write_files(
    folder: &Path,
    command: &Demo,
    as_of: NaiveDate,
    rng: &mut StdRng,
) -> Result<Vec<Sheet>, Box<dyn Error>> {
    let folder = folder.join("sheets");
    fs::create_dir_all(&folder)?;
    let mut sheets = Vec::new();
    for (name, bytes, county) in SAMPLES {
        let path = folder.join(name);
        fs::write(&path, bytes)?;
        sheets.push(Sheet {
            path,
            kind: ImportKind::Roster,
            county,
        });
    }
    let counties = county::COUNTIES.len();
    for (index, county) in county::COUNTIES.into_iter().enumerate() {
        let share = command.seekers as usize / counties
            + usize::from(index < command.seekers as usize % counties);
        let path = folder.join(format!("roster_{county}.csv"));
        let text = county::roster(county, share, as_of, rng);
        fs::write(&path, encoding_rs::GB18030.encode(&text).0)?;
        sheets.push(Sheet {
            path,
            kind: ImportKind::Roster,
            county: Some(county),
        });
    }
    let path = folder.join("vacancies.xlsx");
    market::write(&path, command.vacancies, command.seekers, as_of, rng)?;
    sheets.push(Sheet {
        path,
        kind: ImportKind::Vacancies,
        county: None,
    });
    Ok(sheets)
}

async fn take_in(
    app: &App,
    sheet: &Sheet,
    as_of: NaiveDate,
) -> Result<report::Imported, Box<dyn Error>> {
    let area = sheet.county.map(Division::of_six);
    let path = sheet.path.clone();
    let kind = sheet.kind;
    let file = fs::File::open(&path)?;
    let read = move || services::imports::report(kind, file, area, as_of, |_| {});
    let by = Actor::operator("the demonstration's counties send their sheets");
    let found = tokio::task::spawn_blocking(read)
        .await?
        .map_err(|failure| import::said(&failure))?;
    let counts =
        import::take_in(app, &by, &path, kind, area, as_of, ImportMode::SkipBadRows).await?;
    Ok(report::Imported {
        file: path,
        found,
        counts,
    })
}

async fn matched(app: &App, by: &Actor, area: Division) -> Result<report::Matched, Box<dyn Error>> {
    let new = NewRun {
        area,
        on: None,
        asked: Asked::default(),
        season: None,
    };
    let id = services::matching::request_here(app, by, new).await?;
    worker::see_through(app, JobId(id.0)).await?;
    let run = services::matching::get(app, by, id).await?;
    services::matching::commit_here(app, by, id, run.version).await?;
    let run = services::matching::get(app, by, id).await?;
    let summary = services::matching::summary(app, &run).await?;
    Ok(report::Matched { area, run, summary })
}
