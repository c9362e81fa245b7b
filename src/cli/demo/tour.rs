//! Where to sign in, and what to look at.

use super::{cast::SignIn, report::table};
use chrono::NaiveDate;

/// A place worth a look: by whom, what there is in Chinese and in English, and its path.
const SIGHTS: [(&str, &str, &str, &str); 19] = [
    (
        "weining",
        "匹配结果及每个人的理由",
        "runs, and why for each person",
        "/matching-runs",
    ),
    ("weining", "出行批次", "departures", "/departures"),
    (
        "weining",
        "出行核对问题",
        "what does not fit together",
        "/departure-findings",
    ),
    ("weining", "待回访名单", "whom to follow up", "/rounds"),
    (
        "weining",
        "电话回访名单（XLSX）",
        "the list to phone by",
        "/rounds/phone-list.xlsx",
    ),
    (
        "weining",
        "联系记录",
        "attempts to reach people",
        "/contacts",
    ),
    (
        "weining",
        "预警",
        "whose job may end soon, and why",
        "/alerts",
    ),
    (
        "weining",
        "离岗人员再次匹配",
        "who left and may be matched again",
        "/leavers",
    ),
    ("weining", "求助", "calls for help", "/help-requests"),
    ("weining", "佐证", "evidence", "/evidence"),
    (
        "weining-hecha",
        "抽查样本与核实率",
        "samples, and the verified rate",
        "/audits",
    ),
    (
        "guizhou",
        "重复使用的疑点",
        "told of too many people",
        "/reuse",
    ),
    (
        "guizhou",
        "用人单位可靠度",
        "how far enterprises keep their word",
        "/reliability",
    ),
    (
        "guizhou",
        "稳定就业（分组、各地口径）",
        "stability, by groups and rules",
        "/stability",
    ),
    (
        "guizhou",
        "稳定就业口径",
        "rules of stable",
        "/stability-rules",
    ),
    (
        "guizhou",
        "稳定性模型卡",
        "the card of what was learnt",
        "/stability-models",
    ),
    (
        "qiye",
        "候选人和在岗人员",
        "candidates, and people at work",
        "/placements",
    ),
    (
        "gongren",
        "本人的邀约、签到和求助",
        "one's own offers, check-ins, calls for help",
        "/placements",
    ),
    (
        "guangzhou",
        "前往本市的人",
        "who comes to this city",
        "/placements",
    ),
];

/// Accounts with their passwords, and the tour.
pub fn print(people: &[SignIn], listen: &str, on: NaiveDate) {
    let mut rows = table("十、登录 / sign in", &["身份", "用户名", "密码"]);
    for one in people {
        rows.add_row([one.display_name, one.username, one.password.as_str()]);
    }
    println!("{rows}\n");
    println!("接口 / API   http://{listen}/api/v1   （POST /api/v1/sessions 登录 / sign in）");
    println!("文档 / docs  http://{listen}/docs/");
    println!("今天 / today {on}   （演示中的日期，从此日继续 / time goes on from here）\n");
    let mut zh = table("导览：登录后可以看", &["用户名", "看什么", "GET"]);
    for (who, what, _, path) in SIGHTS {
        zh.add_row([who, what, path]);
    }
    println!("{zh}\n");
    let mut en = table(
        "A tour: what to look at once signed in",
        &["user", "what", "GET"],
    );
    for (who, _, what, path) in SIGHTS {
        en.add_row([who, what, path]);
    }
    println!("{en}\n");
}
