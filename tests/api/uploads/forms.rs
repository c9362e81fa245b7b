//! Forms that are none, or lie: whatever is wrong with the form, it is told so, and nothing of it stays.

use super::{BOUNDARY, files_below, form, part};
use crate::{Client, TestApp};
use rengang::services::housekeeping;
use serde_json::json;
use uuid::Uuid;

const WEINING: u32 = 520_526;
const ROSTER: &[u8] = "姓名,身份证号\n张三,1\n".as_bytes();
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

/// A form as it is sent.
struct Lie {
    name: &'static str,
    kind: String,
    coding: Option<&'static str>,
    body: Vec<u8>,
    /// Whether it is taken: what is odd about it is nothing that anybody looks at.
    is_taken: bool,
}

impl Lie {
    fn new(name: &'static str, body: Vec<u8>) -> Self {
        Self {
            name,
            kind: format!("multipart/form-data; boundary={BOUNDARY}"),
            coding: None,
            body,
            is_taken: false,
        }
    }

    fn taken(self) -> Self {
        Self {
            is_taken: true,
            ..self
        }
    }

    fn kind(self, kind: impl Into<String>) -> Self {
        Self {
            kind: kind.into(),
            ..self
        }
    }

    fn coding(self, coding: &'static str) -> Self {
        Self {
            coding: Some(coding),
            ..self
        }
    }
}

/// What is sent to a door: a file that it would take, and the values that it asks for.
#[expect(clippy::too_many_lines, reason = "one list, to be read as one")]
fn lies(file: &[u8], values: &[(&str, &str)]) -> Vec<Lie> {
    let good = form(file, values);
    let end = format!("--{BOUNDARY}--\r\n").into_bytes();
    let begins = |more: &str| part("file", more, file);
    let rest = || -> Vec<u8> {
        values
            .iter()
            .flat_map(|(name, value)| part(name, "", value.as_bytes()))
            .collect()
    };
    let whole = |parts: &[&[u8]]| [parts.concat(), rest(), end.clone()].concat();
    let named = |name: &str| whole(&[&begins(&format!("; filename=\"{name}\""))]);
    let text = String::from_utf8_lossy(&good).into_owned();
    let boundary = format!("\r\n--{BOUNDARY}\r\n");
    let middle = [file, boundary.as_bytes(), file].concat();
    vec![
        Lie::new("a form without a boundary", good.clone()).kind("multipart/form-data"),
        Lie::new("an empty boundary", good.clone()).kind("multipart/form-data; boundary="),
        Lie::new("another boundary", good.clone()).kind("multipart/form-data; boundary=other"),
        Lie::new("a boundary of ten kilobytes", good.clone()).kind(format!(
            "multipart/form-data; boundary={}",
            "b".repeat(10_000)
        )),
        Lie::new("a form that is said to be mixed", good.clone())
            .kind("multipart/mixed; boundary=x"),
        Lie::new("a form that is said to be text", good.clone()).kind("text/plain"),
        Lie::new("a form that is said to be JSON", good.clone()).kind("application/json"),
        Lie::new("a form that is said to be nothing", good.clone()).kind("x"),
        Lie::new("a file without a form", file.to_vec()).kind("application/octet-stream"),
        Lie::new("nothing", Vec::new()),
        Lie::new("nothing but the end", end.clone()),
        Lie::new(
            "a boundary in the middle of the file",
            whole(&[&part("file", "", &middle)]),
        ),
        Lie::new("no end", good[..good.len() - end.len()].to_vec()),
        Lie::new("half an end", good[..good.len() - 5].to_vec()),
        Lie::new(
            "a form that is cut off in the file",
            good[..good.len() / 2].to_vec(),
        ),
        Lie::new(
            "a form that is cut off in a header",
            good[..BOUNDARY.len() + 20].to_vec(),
        ),
        Lie::new(
            "ten thousand parts",
            (0..10_000)
                .flat_map(|at| part(&format!("v{at}"), "", b"1"))
                .chain(end.clone())
                .collect(),
        ),
        Lie::new(
            "ten thousand empty parts",
            format!("--{BOUNDARY}\r\n\r\n\r\n")
                .repeat(10_000)
                .into_bytes(),
        ),
        Lie::new("two files", whole(&[&begins(""), &begins("")])),
        Lie::new("no file", [rest(), end.clone()].concat()),
        Lie::new("a file by another name", whole(&[&part("File", "", file)])),
        Lie::new(
            "a part without a name",
            [
                format!("--{BOUNDARY}\r\ncontent-disposition: form-data\r\n\r\nx\r\n").into_bytes(),
                good.clone(),
            ]
            .concat(),
        ),
        Lie::new(
            "a part without a disposition",
            [
                format!("--{BOUNDARY}\r\ncontent-type: x/y\r\n\r\nx\r\n").into_bytes(),
                good.clone(),
            ]
            .concat(),
        ),
        Lie::new(
            "a disposition of mail",
            [
                format!(
                    "--{BOUNDARY}\r\ncontent-disposition: attachment; name=\"file\"\r\n\r\nx\r\n"
                )
                .into_bytes(),
                good.clone(),
            ]
            .concat(),
        ),
        Lie::new(
            "a value that nobody asked for",
            whole(&[&begins(""), &part("owner", "", b"me")]),
        ),
        Lie::new(
            "a value of a megabyte",
            whole(&[&begins(""), &part("kind", "", &vec![b'x'; 1 << 20])]),
        ),
        Lie::new(
            "a value that is no text",
            whole(&[&begins(""), &part("area", "", b"\xff\xfe")]),
        ),
        Lie::new(
            "a name of a hundred kilobytes",
            whole(&[&begins(""), &part(&"n".repeat(100_000), "", b"1")]),
        ),
        Lie::new(
            "a header of a megabyte",
            whole(&[&begins(&format!("\r\nx: {}", "y".repeat(1 << 20)))]),
        ),
        Lie::new(
            "a thousand headers",
            whole(&[&begins(&"\r\nx: y".repeat(1000))]),
        ),
        Lie::new(
            "line ends of another system",
            text.replace("\r\n", "\n").into_bytes(),
        ),
        Lie::new("a form that is packed", good.clone()).coding("gzip"),
        Lie::new("a form that is packed twice", good.clone()).coding("gzip, deflate"),
        Lie::new(
            "a form that is packed in a way that nobody knows",
            good.clone(),
        )
        .coding("x-lzma"),
        Lie::new("a form that is not packed, and says so", good.clone())
            .coding("identity")
            .taken(),
        Lie::new(
            "a file name that climbs out",
            named("../../../../etc/cron.d/x"),
        )
        .taken(),
        Lie::new("a file name with NUL", named("x\0.png")),
        Lie::new(
            "a file name of another system",
            named(r"C:\Windows\System32\x.dll"),
        )
        .taken(),
        Lie::new("a file name that is a device", named("CON")).taken(),
        Lie::new(
            "a file name that says two things",
            whole(&[&begins(
                "; filename=\"a.png\"; filename*=UTF-8''..%2f..%2fx.exe",
            )]),
        )
        .taken(),
        Lie::new(
            "a kind of content that is a lie",
            whole(&[&begins("; filename=\"a\"\r\nContent-Type: text/html")]),
        )
        .taken(),
    ]
}

#[actix_web::test]
async fn whatever_is_wrong_with_a_form_is_told_and_nothing_of_it_stays() {
    let app = TestApp::start().await;
    let county = app.county(WEINING).await;
    let of_roster = [("kind", "roster"), ("mode", "skip_bad_rows")];
    let doors = [
        ("/imports", lies(ROSTER, &of_roster)),
        ("/evidence-files", lies(PNG, &[])),
    ];
    let mut tried = 0;
    let mut wrong = Vec::new();
    for (path, lies) in doors {
        for lie in lies {
            tried += 1;
            let told = sent(&county, path, &lie).await;
            if let Some(differs) = told {
                wrong.push(format!("{} at {path}: {differs}", lie.name));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    println!("{tried} forms");
    county.get("/me").await.expect(200);
    housekeeping::run(&app).await.expect("the house is kept");
    assert_eq!(files_below(&app.settings.spool()), 0, "files in the spool");
}

/// Sends it; what is not as it should be. What is taken on is given up at once.
async fn sent(by: &Client, path: &str, lie: &Lie) -> Option<String> {
    let asked = by.post(path, &json!({})).key(&Uuid::new_v4().to_string());
    let asked = asked.raw(&lie.kind, lie.body.clone());
    let asked = match lie.coding {
        Some(coding) => asked.header("content-encoding", coding),
        None => asked,
    };
    // Whoever is refused early may see the connection closed before all was sent.
    let answer = asked.try_send().await?;
    let is_taken = matches!(answer.status.as_u16(), 201 | 202);
    if answer.status == 202 {
        let path = format!("/jobs/{}/cancellation", answer.id());
        by.post(&path, &json!({})).await.expect(200);
    }
    let is_refused = answer.status.is_client_error() && !answer.code().is_empty();
    let is_right = if lie.is_taken { is_taken } else { is_refused };
    (!is_right).then(|| format!("{} {}", answer.status, answer.body))
}
