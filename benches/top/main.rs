//! The best posts and the best people over HTTP, beside the cheapest route that asks who is there.
//!
//! `cargo bench --bench top`; `PEOPLE=1000 POSTS=500` makes it smaller. SQLite is always measured, PostgreSQL where
//! `TEST_DATABASE_URL` names a server. One caller asks over loopback, one question after the other, the routes by turns.
//!
//! The promise at 50,000 open posts: within three times the cheapest route, at p50 and at p99. Who asks for names leaves a
//! trace, which is committed before the answer: that is shown beside it.

#[path = "../matching/county.rs"]
mod county;
#[path = "../../tests/api/database.rs"]
#[expect(dead_code, reason = "tests of the schema begin without a table")]
mod database;
mod server;

use domain::{
    id::{PersonId, VacancyId},
    words::Trade,
};
use rengang::{
    app::App,
    services::matching,
    storage::{self, Scope},
};
use server::Server;
use std::{
    env,
    error::Error,
    path::Path,
    time::{Duration, Instant},
};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Questions a route.
const ROUNDS: usize = 2_000;
/// Before them, to warm caches and prepare statements.
const WARMING: usize = 200;

#[actix_web::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let (people, posts) = (number("PEOPLE", 50_000)?, number("POSTS", 50_000)?);
    let folder = tempfile::tempdir()?;
    println!("SQLite, {people} people x {posts} posts");
    measure(&folder.path().join("sqlite"), "", people, posts).await?;
    if env::var("TEST_DATABASE_URL").is_ok_and(|url| !url.is_empty()) {
        println!("PostgreSQL, {people} people x {posts} posts");
        let own = database::Own::fresh(folder.path()).await;
        measure(&folder.path().join("postgres"), own.url(), people, posts).await?;
    }
    Ok(())
}

fn number(name: &str, usual: u32) -> Result<u32, String> {
    env::var(name).map_or(Ok(usual), |text| {
        text.parse()
            .map_err(|_| format!("{name}={text} is no number"))
    })
}

async fn measure(
    data_dir: &Path,
    database_url: &str,
    people: u32,
    posts: u32,
) -> Result<(), Box<dyn Error>> {
    let app = server::open(data_dir, database_url).await?;
    county::settle(&app, people, posts).await?;

    let begun = Instant::now();
    matching::catch_up(&app).await?;
    println!("  read and sorted in {:.2?}", begun.elapsed());

    let there = there(&app).await?;
    let server = Server::start(app, county::WEINING).await?;
    // On a thread of its own: this one keeps the pool's connections to PostgreSQL going.
    let asked = tokio::task::spawn_blocking(move || ask(server, &there).map_err(|e| e.to_string()));
    let [cheapest, top_posts, top_people, by_name] =
        asked.await??.map(|times| percentiles(times, WARMING));
    println!("  cheapest (a code list)  {}", told(cheapest, cheapest));
    println!("  top posts of a person   {}", told(top_posts, cheapest));
    println!("  top people of a post    {}", told(top_people, cheapest));
    println!("  by name, with a trace   {}", told(by_name, cheapest));
    Ok(())
}

/// How long each answer took: a code list, the best posts of people, the best people of posts without their names and with them.
fn ask(
    mut server: Server,
    (people, posts): &(Vec<PersonId>, Vec<VacancyId>),
) -> Result<[Vec<Duration>; 4], Box<dyn Error>> {
    let mut times = [const { Vec::new() }; 4];
    for round in 0..WARMING + ROUNDS {
        let (person, post) = (people[round % people.len()], posts[round % posts.len()]);
        let paths = [
            "/api/v1/codesets/schooling".to_owned(),
            format!("/api/v1/people/{person}/top-posts?limit=20"),
            format!("/api/v1/vacancies/{post}/top-people?limit=20&names=false"),
            format!("/api/v1/vacancies/{post}/top-people?limit=20"),
        ];
        for (path, times) in paths.iter().zip(&mut times) {
            let begun = Instant::now();
            server.get(path)?;
            times.push(begun.elapsed());
        }
    }
    Ok(times)
}

/// Some people and posts, far from each other.
async fn there(app: &App) -> Result<(Vec<PersonId>, Vec<VacancyId>), Box<dyn Error>> {
    let scope = Scope::job("a benchmark");
    let filter = storage::people::Filter::default();
    let people = storage::people::list(&app.db, &app.keys, &scope, filter, None, 1_000).await?;
    let mut posts = Vec::new();
    for trade in [Trade::Manufacturing, Trade::Construction, Trade::Care] {
        let filter = storage::vacancies::Filter {
            trade: Some(trade),
            ..storage::vacancies::Filter::default()
        };
        let today = app.clock.today();
        posts.extend(storage::vacancies::list(&app.db, &scope, today, &filter, None, 300).await?);
    }
    Ok((
        people.iter().map(|person| person.id).collect(),
        posts.iter().map(|post| post.id).collect(),
    ))
}

/// The median and the 99th of a hundred.
fn percentiles(mut times: Vec<Duration>, warming: usize) -> [Duration; 2] {
    times.drain(..warming);
    times.sort_unstable();
    [times[times.len() / 2], times[times.len() * 99 / 100]]
}

fn told([p50, p99]: [Duration; 2], than: [Duration; 2]) -> String {
    let times = |one: Duration, other: Duration| one.as_secs_f64() / other.as_secs_f64();
    format!(
        "p50 {p50:>9.1?} ({:.2}x)   p99 {p99:>9.1?} ({:.2}x)",
        times(p50, than[0]),
        times(p99, than[1])
    )
}
