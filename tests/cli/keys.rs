//! Keys changed at the machine: by a process that is killed again and again, and by one that must not.

use super::{at, refused_at, said};
use domain::{citizen_id::CitizenId, phone::Phone};
use rengang::{
    app::App,
    clock::Clock,
    config::Settings,
    storage::{
        Scope,
        key_rotations::SEALED,
        people::{self, Wanted},
    },
};
use sea_orm::{ConnectionTrait, Statement};
use std::{
    fmt::Write as _,
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
};

/// More than one statement changes at once.
const PEOPLE: u32 = 1_800;

fn citizen(number: u32) -> CitizenId {
    let text = |check: char| {
        let (month, day) = (number / 999 % 12 + 1, number / 11_988 + 1);
        format!("5224271990{month:02}{day:02}{:03}{check}", number % 999)
    };
    let mut checks = "0123456789X".chars();
    let (found, _) = checks
        .find_map(|check| CitizenId::read(&text(check)).ok())
        .expect("one check character fits");
    found
}

fn phone(number: u32) -> String {
    format!("1380000{number:04}")
}

/// A desk whose registry knows so many people.
fn desk_of(people: u32) -> tempfile::TempDir {
    let desk = tempfile::tempdir().expect("a folder");
    let mut roster = String::from("省,市,县(市、区),乡(镇),姓名,性别,证件号码,出生日期,联系电话\n");
    for number in 0..people {
        let id = citizen(number);
        writeln!(
            roster,
            "贵州省,毕节市,威宁彝族回族苗族自治县,草海镇,王小明,{},{},{},{}",
            domain::coded::Coded::zh(id.sex()),
            id.reveal(),
            id.born(),
            phone(number)
        )
        .expect("a line");
    }
    fs::write(desk.path().join("roster.csv"), roster).expect("a roster");
    let import = ["import", "roster", "roster.csv", "--as-of", "2020-03-31"];
    let told = said(desk.path(), &import);
    assert!(told.contains(&format!("created: {people}")), "{told}");
    desk
}

async fn opened(desk: &Path) -> App {
    let settings = Settings {
        data_dir: desk.join("data"),
        ..Settings::default()
    };
    App::open(settings, Clock::machine()).await.expect("opened")
}

async fn each_is_found(app: &App, numbers: impl IntoIterator<Item = u32>) {
    let scope = Scope::job("a test looks for people");
    for number in numbers {
        let own = Phone::read(&phone(number)).expect("a phone");
        for wanted in [Wanted::CitizenId(citizen(number)), Wanted::Phone(own)] {
            let found = people::find(&app.db, &app.keys, &scope, &wanted, 10).await;
            assert_eq!(found.expect("an answer").len(), 1, "{number}");
        }
    }
}

async fn count(app: &App, what: &str) -> i64 {
    let sql = format!("select count(*) as n from {what}");
    let asked = Statement::from_string(app.db.get_database_backend(), sql);
    let row = app.db.query_one_raw(asked).await.expect("an answer");
    row.expect("a row").try_get("", "n").expect("a number")
}

/// Runs a change of keys and kills it once it has told so often how far it has come; whether it ended by itself before.
fn ends_before(desk: &Path, arguments: &[&str], lines: usize) -> bool {
    let mut child = Command::new(env!("CARGO_BIN_EXE_rengang"))
        .args(arguments)
        .current_dir(desk)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let told = BufReader::new(child.stderr.take().expect("its words")).lines();
    let told = told.take(lines).map_while(Result::ok).count();
    if told < lines {
        let ended = child.wait().expect("its end");
        assert!(ended.success(), "{ended}");
        return true;
    }
    child.kill().expect("killed");
    child.wait().expect("its end").success()
}

/// A change that is killed after its first word, then after its second, until it ends by itself; how often it was killed.
fn killed_again_and_again(desk: &Path, command: &str) -> usize {
    let arguments = ["keys", command, "--patience", "0"];
    let kills = (1..50).position(|lines| ends_before(desk, &arguments, lines));
    kills.expect("it comes to its end")
}

#[actix_web::test]
async fn a_change_of_keys_whose_process_is_killed_again_and_again_goes_on_where_it_was() {
    let desk = desk_of(PEOPLE);
    let data = killed_again_and_again(desk.path(), "rotate-data");
    let index = killed_again_and_again(desk.path(), "rotate-index");
    assert!(data > 0 && index > 0, "killed {data} and {index} times");

    let app = opened(desk.path()).await;
    for column in SEALED {
        let left = column.count_others(&app.db, 2).await.expect("a count");
        assert_eq!(left, 0, "{column:?}");
    }
    assert_eq!(count(&app, "person where index_key <> 2").await, 0);
    assert_eq!(
        count(&app, "person where citizen_id_index_next is not null").await,
        0
    );
    each_is_found(&app, [0, 1, PEOPLE / 2, PEOPLE - 1]).await;
    let of = async |act: &str, which: &str| {
        count(
            &app,
            &format!("trace where act = '{act}' and detail = '{which}' and who = 'command'"),
        )
        .await
    };
    for (which, kills) in [("data", data), ("index", index)] {
        let begun = of("key_change_begun", which).await;
        assert!((1..=1 + kills).contains(&usize::try_from(begun).expect("few")));
        assert!(of("key_changed", which).await >= 1, "{which}");
    }
    app.db.close().await.expect("closed");
    assert!(said(desk.path(), &["audit", "verify"]).contains("留痕完整"));
    let again = said(
        desk.path(),
        &["import", "roster", "roster.csv", "--as-of", "2020-04-30"],
    );
    assert!(again.contains("created: 0"), "nobody enters twice: {again}");
}

#[actix_web::test]
async fn the_last_word_of_a_change_of_keys_says_what_was_done_and_what_is_to_be_backed_up() {
    let desk = desk_of(3);
    for (command, done) in [
        ("rotate-data", "重新加密 6 项"),
        ("rotate-index", "更新索引 9 次"),
    ] {
        let told = said(desk.path(), &["keys", command, "--patience", "0"]);
        assert!(told.contains(done), "{told}");
        assert!(
            told.contains("备份密钥目录") && told.contains("back the folder"),
            "{told}"
        );
    }
    let vague = ["keys", "rotate-data", "--patience", "soon"];
    assert_eq!(at(desk.path(), &vague).status.code(), Some(2));
    assert_eq!(at(desk.path(), &["keys", "rotate"]).status.code(), Some(2));
}

#[actix_web::test]
async fn one_command_waits_for_another_to_end() {
    let desk = desk_of(1);
    let app = opened(desk.path()).await;
    let changing = app.keys.changing().expect("nobody else");
    for command in ["rotate-data", "rotate-index"] {
        let arguments = ["keys", command, "--patience", "0"];
        refused_at(
            desk.path(),
            &arguments,
            "another command is changing the keys",
        );
    }
    drop(changing);
    said(desk.path(), &["keys", "rotate-data", "--patience", "0"]);
}

#[test]
fn no_command_runs_on_keys_that_are_missing_damaged_or_of_another_database() {
    let desk = desk_of(1);
    let commands: [&[&str]; 6] = [
        &["serve", "--listen", "127.0.0.1:0"],
        &["keys", "rotate-data"],
        &["keys", "rotate-tokens"],
        &["audit", "verify"],
        &["audit", "head"],
        &["retention"],
    ];
    let key = desk.path().join("data/keys/seal.key");
    let held = fs::read(&key).expect("a key");
    let refuse = |because: &str| {
        for command in commands {
            refused_at(desk.path(), command, because);
        }
    };
    fs::remove_file(&key).expect("removed");
    refuse("bring them back from their backup");
    fs::write(&key, "no key").expect("written");
    refuse("damaged");
    fs::write(&key, "11".repeat(32)).expect("written");
    refuse("belong to another database");
    fs::write(&key, held).expect("brought back");
    said(desk.path(), &["audit", "verify"]);
}
