//! A made-up roster of any length in the national registry's layout, written row by row.
//!
//! Every person is synthetic: the citizen IDs are valid, but their sequence codes 996 to 999 are
//! given to nobody's birth. Western counties follow one another as in a province's export; one
//! person in five is away already, with a job.

use chrono::{Days, NaiveDate};
use domain::{
    citizen_id::CitizenId,
    division::{Division, Level},
    pairing::{Pairings, shipped},
    register::register,
};
use encoding_rs::GB18030;
use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

/// The reporting day.
pub const AS_OF: NaiveDate = NaiveDate::from_ymd_opt(2024, 6, 30).expect("a day");

/// The counties are those at the end of this year.
const YEAR: i32 = 2023;

const HEADER: &str = "序号,省,市,县(市、区),乡(镇),行政村,户编号,人编号,户主姓名,与户主关系,\
    姓名,性别,证件号码,出生日期,民族,文化程度,在校生状况,健康状况,劳动技能,是否会讲普通话,\
    联系电话,户类型,就业状态,就业渠道,务工所在地,务工企业名称,务工时间（月）,月收入（元）,\
    就业意愿,意向就业地,意向工种,期望月薪（元）,培训意愿,意向培训工种,备注";

/// The youngest are seventeen and the oldest not yet sixty on the reporting day.
const FIRST_BORN: NaiveDate = NaiveDate::from_ymd_opt(1964, 7, 1).expect("a day");
const BIRTHDAYS: u64 = 15_600;
/// Sequence codes that are given to nobody.
const SEQUENCES: u64 = 4;
const HOUSEHOLD: u64 = 4;

/// Writes a roster of so many rows, in GB18030.
pub fn write(path: &Path, rows: u64) -> io::Result<()> {
    let counties = counties();
    let each = rows.div_ceil(counties.len() as u64);
    assert!(
        each <= BIRTHDAYS * SEQUENCES,
        "IDs for {rows} people run out"
    );
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let mut put = |line: &str| file.write_all(&GB18030.encode(line).0);
    put(&format!("{HEADER}\r\n"))?;
    for at in 0..rows {
        let county = &counties[usize::try_from(at / each).expect("a place")];
        put(&row(at + 1, county, at % each))?;
    }
    file.flush()
}

struct County {
    code: u32,
    /// Province, prefecture and county, as three cells.
    cells: String,
}

fn counties() -> Vec<County> {
    let pairings = Pairings::new(shipped());
    let western = register().at_end_of(YEAR).filter(|(division, _)| {
        division.level() == Level::County && pairings.is_western(*division, AS_OF)
    });
    western
        .map(|(division, name)| County::of(division, name))
        .collect()
}

impl County {
    fn of(county: Division, own: &str) -> Self {
        let name = |division| register().name_of(division).unwrap_or_default();
        let prefecture = register().prefecture_of(county).map_or("", name);
        let province = name(county.up_to(Level::Province));
        Self {
            code: county.six(),
            cells: format!("{province},{prefecture},{own}"),
        }
    }
}

/// The row of a county's person of this number.
fn row(serial: u64, county: &County, number: u64) -> String {
    let County { code, cells } = county;
    let mut dice = Dice(serial);
    let born = FIRST_BORN + Days::new(number / SEQUENCES % BIRTHDAYS);
    let sequence = 996 + number % SEQUENCES;
    let id = citizen_id(*code, born, sequence);
    let sex = if sequence % 2 == 1 { "男" } else { "女" };
    let household = format!("{code}1{:08}", number / HOUSEHOLD);
    let head = Dice(serial - number % HOUSEHOLD).name();
    let (relation, name) = match number % HOUSEHOLD {
        0 => ("户主", head.clone()),
        1 => ("配偶", dice.name()),
        2 => ("之子", dice.name()),
        _ => ("之女", dice.name()),
    };
    let township = dice.one(&["红旗镇", "团结乡", "幸福镇", "光明乡", "和平乡", "新民镇"]);
    let village = dice.one(&["示范一村", "示范二村", "双河村", "新寨村", "向阳村"]);
    let nation = dice.one(&["汉族", "苗族", "彝族", "布依族", "土家族"]);
    let schooling = dice.one(&["小学", "初中", "初中", "高中", "文盲或半文盲"]);
    let ability = dice.one(&["普通劳动力", "普通劳动力", "普通劳动力", "技能劳动力"]);
    let mandarin = dice.one(&["是", "是", "否"]);
    let category = dice.one(&["一般脱贫户", "低保脱贫户", "一般贫困户"]);
    let phone = 15_400_000_000 + dice.roll(100_000_000);
    let work = dice.work(serial.is_multiple_of(5));
    format!(
        "{serial},{cells},{township},{village},{household},{household}{:02},{head},{relation},\
         {name},{sex},{id},{born},{nation},{schooling},,健康,{ability},{mandarin},\
         {phone},{category},{work},\r\n",
        number % HOUSEHOLD + 1
    )
}

/// Seventeen digits, and the one check character that fits them.
fn citizen_id(county: u32, born: NaiveDate, sequence: u64) -> String {
    let body = format!("{county}{}{sequence}", born.format("%Y%m%d"));
    let mut ids = "0123456789X".chars().map(|last| format!("{body}{last}"));
    ids.find(|id| CitizenId::read(id).is_ok())
        .expect("one of eleven characters fits")
}

/// Choices that are the same in every run (splitmix64, Steele, Lea and Flood 2014).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }

    fn one(&mut self, of: &[&'static str]) -> &'static str {
        let at = self.roll(of.len() as u64);
        of[usize::try_from(at).expect("a place")]
    }

    fn name(&mut self) -> String {
        let family = ["王", "李", "张", "刘", "陈", "杨", "马", "罗", "田", "吴"];
        let given = ["伟", "芳", "小红", "建国", "海燕", "桂英", "磊", "志强"];
        [self.one(&family), self.one(&given)].concat()
    }

    /// The twelve cells from 就业状态 on: a job, or what is wished for.
    fn work(&mut self, is_away: bool) -> String {
        let pay = 2500 + 100 * self.roll(35);
        if is_away {
            let channel = self.one(&["亲友介绍", "组织介绍", "自行就业"]);
            let place = self.one(&[
                "广东省东莞市",
                "广东省佛山市顺德区",
                "江苏省苏州市昆山市",
                "山东省青岛市黄岛区",
                "福建省厦门市同安区",
                "浙江省宁波市慈溪市",
            ]);
            let employer = self.one(&[
                "海润示例纺织有限公司",
                "鼎丰示例家具厂",
                "晨光示例电子有限公司",
                "百味示例餐饮管理有限公司",
            ]);
            let months = 1 + self.roll(12);
            format!("转移就业,{channel},{place},{employer},{months},{pay},,,,,,")
        } else {
            let region = self.one(&["省外", "县外市内", "市外省内", "广州市", "青岛市"]);
            let trade = self.one(&["制造类", "建筑类", "餐饮类", "技工类", "家政类"]);
            let training = self.one(&["", "", "创业培训,餐饮类", "转移就业技能培训,技工类"]);
            let training = if training.is_empty() { "," } else { training };
            format!("未就业创业,,,,,,有转移就业意愿,{region},{trade},{pay},{training}")
        }
    }
}
