//! A county's roster in the national layout: invented people, as a sheet that an officer would upload.
//!
//! Identity numbers end in sequence codes 996 to 999 and phones begin with 154, blocks that no
//! real person is known to have.

use chrono::{Datelike, Days, NaiveDate};
use domain::{
    citizen_id::CitizenId,
    coded::Coded,
    division::{Division, Level},
    register::register,
    words::Trade,
};
use rand::{Rng, RngExt, rngs::StdRng, seq::IndexedRandom};
use std::{collections::HashSet, fmt::Write};

/// The western counties of the demonstration, each with its partner in the east.
pub const COUNTIES: [u32; 6] = [520_526, 530_627, 522_634, 522_732, 621_126, 622_925];

const HEADINGS: &str = "序号,省,市,县(市、区),乡(镇),行政村,户编号,人编号,户主姓名,与户主关系,姓名,性别,证件号码,出生日期,民族,文化程度,在校生状况,健康状况,劳动技能,是否会讲普通话,联系电话,户类型,就业状态,就业渠道,务工所在地,务工企业名称,务工时间（月）,月收入（元）,就业意愿,意向就业地,意向工种,期望月薪（元）,培训意愿,意向培训工种,备注";

const SURNAMES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎";
const GIVEN: &str = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅春建国文斌宇浩凯鹏云龙凤山海林雪晨阳志远思雨";
const TOWNSHIPS: [&str; 6] = ["红旗镇", "光明乡", "团结乡", "新民镇", "幸福镇", "和平乡"];
const VILLAGES: [&str; 6] = [
    "示范一村",
    "示范二村",
    "示范三村",
    "双河村",
    "向阳村",
    "新寨村",
];
const EASTERN_PLACES: [&str; 6] = [
    "广东省东莞市",
    "福建省厦门市同安区",
    "山东省青岛市黄岛区",
    "上海市松江区",
    "浙江省宁波市慈溪市",
    "江苏省苏州市昆山市",
];
const FIRMS: [&str; 4] = [
    "晨光示例电子有限公司",
    "海润示例纺织有限公司",
    "鼎丰示例家具厂",
    "百味示例餐饮管理有限公司",
];

/// Trades that somebody from the countryside asks for.
pub const TRADES: [Trade; 10] = [
    Trade::Catering,
    Trade::Housekeeping,
    Trade::Processing,
    Trade::Technician,
    Trade::ECommerce,
    Trade::Manufacturing,
    Trade::Services,
    Trade::Construction,
    Trade::Handicraft,
    Trade::Transport,
];

/// Writes the roster of a county: `people` rows as of a day, in GB18030 as cadres' tools save it.
pub fn roster(county: u32, people: usize, as_of: NaiveDate, rng: &mut StdRng) -> String {
    let home = Division::of_six(county);
    let (province, prefecture, name) = above(home);
    let mut sheet = String::from(HEADINGS);
    sheet.push_str("\r\n");
    let mut serial = 0;
    let mut household = 0;
    let mut known = HashSet::new();
    while serial < people {
        household += 1;
        let village = Village {
            township: pick(&TOWNSHIPS, rng),
            village: pick(&VILLAGES, rng),
        };
        let head = full_name(rng);
        let members = rng.random_range(1..=3).min(people - serial);
        for member in 0..members {
            serial += 1;
            let person = Person::invented(county, as_of, &mut known, rng);
            let full = if member == 0 {
                head.clone()
            } else {
                full_name(rng)
            };
            let relation = match (member, person.male, person.age) {
                (0, ..) => "户主",
                (_, true, 40..) => "之兄弟姐妹",
                (_, true, _) => "之子",
                (_, false, _) => "之女",
            };
            let _infallible = write!(
                sheet,
                "{serial},{province},{prefecture},{name},{},{},{county}{household:09},{county}{household:09}{:02},{head},{relation},{full},{},{},{},汉族,{},,健康,{},{},{},{},{}\r\n",
                village.township,
                village.village,
                member + 1,
                if person.male { "男" } else { "女" },
                person.id.reveal(),
                person.id.born(),
                person.schooling,
                if rng.random_bool(0.2) {
                    "技能劳动力"
                } else {
                    "普通劳动力"
                },
                if rng.random_bool(0.8) { "是" } else { "否" },
                person.phone,
                pick(&["一般贫困户", "一般脱贫户", "低保脱贫户"], rng),
                standing(rng),
            );
        }
    }
    sheet
}

struct Village {
    township: &'static str,
    village: &'static str,
}

struct Person {
    id: CitizenId,
    male: bool,
    age: i32,
    phone: String,
    schooling: &'static str,
}

impl Person {
    fn invented(
        county: u32,
        as_of: NaiveDate,
        known: &mut HashSet<String>,
        rng: &mut StdRng,
    ) -> Self {
        let male = rng.random_bool(0.55);
        let id = loop {
            // Between 17 and 59 on the day, a third of them under thirty.
            let years = if rng.random_bool(0.35) {
                rng.random_range(17..30)
            } else {
                rng.random_range(30..59)
            };
            let born = as_of - Days::new(years * 365 + years / 4 + rng.random_range(1..365));
            // 997 and 999 are men's numbers, 996 and 998 women's.
            let sequence = if male { 997 } else { 996 } + 2 * rng.random_range(0..2);
            let body = format!("{county}{}{sequence}", born.format("%Y%m%d"));
            if let Some(id) = with_check(&body).filter(|_| known.insert(body)) {
                break id;
            }
        };
        let roll: f64 = rng.random();
        let schooling = match roll {
            r if r < 0.06 => "文盲或半文盲",
            r if r < 0.36 => "小学",
            r if r < 0.80 => "初中",
            r if r < 0.93 => "高中",
            r if r < 0.98 => "大专",
            _ => "本科及以上",
        };
        let phone = format!("154{:08}", rng.random_range(0..100_000_000_u32));
        Self {
            male,
            age: as_of.year() - id.born().year(),
            phone,
            schooling,
            id,
        }
    }
}

/// The last eleven columns but one: what a person does now, and wants.
fn standing(rng: &mut StdRng) -> String {
    if rng.random_bool(0.18) {
        return format!(
            "转移就业,{},{},{},{},{},,,,,,,",
            pick(&["组织介绍", "亲友介绍", "自行就业"], rng),
            pick(&EASTERN_PLACES, rng),
            pick(&FIRMS, rng),
            rng.random_range(1..=12),
            rng.random_range(24..=60) * 100,
        );
    }
    if rng.random_bool(0.02) {
        return "未就业创业,,,,,,无就业创业意愿,,,,,,".into();
    }
    let place = match rng.random::<f64>() {
        r if r < 0.12 => "乡（镇）内",
        r if r < 0.22 => "县外市内",
        r if r < 0.32 => "市外省内",
        r if r < 0.75 => "省外",
        _ => pick(
            &[
                "广州市",
                "东莞市",
                "杭州市",
                "厦门市",
                "福州市",
                "江苏省",
                "浙江省",
            ],
            rng,
        ),
    };
    let trade = TRADES.choose(rng).copied().unwrap_or(Trade::Other).zh();
    let wish = rng.random_range(5..=12) * 500;
    let training = if rng.random_bool(0.3) {
        "转移就业技能培训"
    } else {
        ""
    };
    let training_trade = if training.is_empty() { "" } else { trade };
    format!("未就业创业,,,,,,有转移就业意愿,{place},{trade},{wish},{training},{training_trade},")
}

fn above(home: Division) -> (String, String, String) {
    let name = |d: Division| register().name_of(d).unwrap_or_default().to_owned();
    let prefecture = register().prefecture_of(home).map(name).unwrap_or_default();
    (name(home.up_to(Level::Province)), prefecture, name(home))
}

/// The number whose check character fits.
fn with_check(body: &str) -> Option<CitizenId> {
    "0123456789X"
        .chars()
        .find_map(|last| CitizenId::read(&format!("{body}{last}")).ok())
        .map(|(id, _)| id)
}

fn full_name(rng: &mut StdRng) -> String {
    let one = |from: &str, rng: &mut StdRng| {
        let nth = rng.random_range(0..from.chars().count());
        from.chars().nth(nth).unwrap_or('王')
    };
    let mut name = String::from(one(SURNAMES, rng));
    for _ in 0..rng.random_range(1..=2) {
        name.push(one(GIVEN, rng));
    }
    name
}

fn pick(from: &[&'static str], rng: &mut impl Rng) -> &'static str {
    from.choose(rng).copied().unwrap_or_default()
}
