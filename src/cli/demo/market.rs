//! A sheet of posts: invented employers of the partner cities, of other places, and workshops near home.

use super::county::{COUNTIES, TRADES};
use chrono::{Days, NaiveDate};
use domain::{
    coded::Coded,
    credit_code::CreditCode,
    division::Division,
    pairing::{Pairings, shipped},
    register::register,
    words::{Trade, VacancyKind},
};
use rand::{RngExt, rngs::StdRng, seq::IndexedRandom};
use rust_xlsxwriter::{Workbook, XlsxError};
use std::path::Path;

const HEADINGS: [&str; 17] = [
    "序号",
    "企业名称*",
    "统一社会信用代码*",
    "岗位名称*",
    "工种*",
    "岗位类型",
    "招聘人数*",
    "工作地点*",
    "最低月薪",
    "最高月薪",
    "学历要求",
    "年龄要求",
    "是否包吃",
    "是否包住",
    "社保",
    "合同期限(月)",
    "截止日期",
];
const BRANDS: [&str; 10] = [
    "晨光", "海润", "鼎丰", "百味", "安居", "宏达", "永兴", "顺达", "金穗", "众合",
];
const ELSEWHERE: [&str; 4] = [
    "湖北省武汉市",
    "河南省郑州市",
    "安徽省合肥市",
    "江西省南昌市",
];

struct Employer {
    name: String,
    code: String,
    trade: Trade,
    place: String,
    kind: VacancyKind,
}

/// Writes a sheet of `posts` posts with openings for about four fifths of the seekers.
pub fn write(
    path: &Path,
    posts: u32,
    seekers: u32,
    as_of: NaiveDate,
    rng: &mut StdRng,
) -> Result<(), XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("岗位")?;
    for (column, heading) in (0..).zip(HEADINGS) {
        sheet.write_string(0, column, heading)?;
    }
    let employers: Vec<Employer> = (0..(posts / 3).max(1))
        .map(|nth| employer(nth, as_of, rng))
        .collect();
    let mean = (f64::from(seekers) * 0.8 / f64::from(posts)).max(1.0);
    for row in 1..=posts {
        let Some(of) = employers.choose(rng) else {
            break;
        };
        let low = rng.random_range(22..=46) * 100;
        // A few large posts and many small ones.
        let openings = (mean * -rng.random::<f64>().max(1e-6).ln())
            .ceil()
            .clamp(1.0, 2_000.0);
        let schooling = *["不限", "小学", "初中", "初中", "高中", "大专"]
            .choose(rng)
            .unwrap_or(&"不限");
        let ages = *["18-45", "18-50", "18-55", "16-58", ""]
            .choose(rng)
            .unwrap_or(&"");
        let closes = as_of + Days::new(rng.random_range(60..=200));
        let texts = [
            (1, of.name.clone()),
            (2, of.code.clone()),
            (
                3,
                format!("{}操作工{row}", of.trade.zh().trim_end_matches('类')),
            ),
            (4, of.trade.zh().to_owned()),
            (5, of.kind.zh().to_owned()),
            (7, of.place.clone()),
            (10, schooling.replace("不限", "")),
            (11, ages.to_owned()),
            (12, yes(rng).to_owned()),
            (13, yes(rng).to_owned()),
            (14, yes(rng).to_owned()),
            (16, closes.to_string()),
        ];
        for (column, text) in texts {
            sheet.write_string(row, column, text)?;
        }
        let numbers = [
            (0, f64::from(row)),
            (6, openings),
            (8, f64::from(low)),
            (9, f64::from(low + 100 * rng.random_range(5..=15))),
            (15, 12.0),
        ];
        for (column, figure) in numbers {
            sheet.write_number(row, column, figure)?;
        }
    }
    book.save(path)
}

fn yes(rng: &mut StdRng) -> &'static str {
    if rng.random_bool(0.7) { "是" } else { "否" }
}

fn employer(nth: u32, as_of: NaiveDate, rng: &mut StdRng) -> Employer {
    let home = Division::of_six(COUNTIES[nth as usize % COUNTIES.len()]);
    let trade = TRADES.choose(rng).copied().unwrap_or(Trade::Other);
    let brand = BRANDS.choose(rng).copied().unwrap_or("示例");
    let (place, kind, word) = match rng.random::<f64>() {
        r if r < 0.18 => (
            register().full_name(home),
            VacancyKind::Workshop,
            "扶贫车间",
        ),
        r if r < 0.80 => {
            let partners = Pairings::new(shipped());
            let east: Vec<Division> = partners
                .partners(home, as_of)
                .map(|(_, pairing)| pairing.east)
                .collect();
            let east = east
                .choose(rng)
                .copied()
                .unwrap_or(Division::of_six(440_100));
            (workplace(east), VacancyKind::Ordinary, "实业有限公司")
        }
        _ => (
            ELSEWHERE
                .choose(rng)
                .copied()
                .unwrap_or(ELSEWHERE[0])
                .to_owned(),
            VacancyKind::Ordinary,
            "实业有限公司",
        ),
    };
    let body = format!("91{:06}{nth:09}", home.six());
    let code = CreditCode::complete(&body)
        .map(|code| code.as_str().to_owned())
        .unwrap_or_default();
    Employer {
        name: format!("{brand}示例{nth}{word}"),
        code,
        trade,
        place,
        kind,
    }
}

/// A place of work within a partner: its first city where the partner is a whole province.
fn workplace(east: Division) -> String {
    let within = register().children(east);
    let city = match east.level() {
        domain::division::Level::Province => within.first().map_or(east, |found| *found),
        _ => east,
    };
    register().full_name(city)
}
