//! Made-up western counties and eastern posts, the same for the same numbers.
//!
//! What people can do and what posts ask for is drawn so that about one pair in thirty is eligible where
//! [`USUALLY_ASK`] in a hundred posts ask for a skill.

use chrono::{Days, NaiveDate};
use domain::coded::Coded;
use domain::division::{Division, Level::Province};
use domain::pairing::Pairings;
use domain::register::register;
use domain::word_set::WordSet;
use domain::words::{
    Certificate, Closeness, Objective, Schooling, Trade, VacancyKind, Willingness,
};
use matching::eligible::eligible;
use matching::party::Party;
use matching::post::Post;
use matching::run::{Instance, LOYALTY, Target};
use matching::score::{Weights, score};
use matching::seeker::{Seeker, Skill};
use matching::wish::{Wish, Wishes};

/// Prefectures of the west whose counties people come from: 毕节, 黔东南 (贵州); 昭通, 怒江 (云南);
/// 定西, 临夏 (甘肃); 凉山 (四川); 百色 (广西).
const WEST: [u32; 8] = [
    520_500, 522_600, 530_600, 533_300, 621_100, 622_900, 513_400, 451_000,
];

/// Prefectures of the east where most posts are: 广州, 深圳, 东莞, 佛山, 上海, 苏州, 南通, 杭州, 宁波, 福州,
/// 厦门, 青岛, 济南, 天津.
const EAST: [u32; 14] = [
    440_100, 440_300, 441_900, 440_600, 310_100, 320_500, 320_600, 330_100, 330_200, 350_100,
    350_200, 370_200, 370_100, 120_100,
];

/// How many posts in a hundred ask for a skill in the markets that reports speak of.
pub const USUALLY_ASK: u64 = 80;

/// Everything that a run needs.
pub struct County {
    seekers: Vec<Seeker>,
    posts: Vec<Post>,
    wishes: Wishes,
    parties: Vec<Party>,
    pairings: Pairings,
    on: NaiveDate,
}

/// Vigna's `SplitMix64`.
pub struct Dice(pub u64);

impl Dice {
    /// A number from 0 to `sides - 1`.
    pub fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }

    fn one_of<T: Copy>(&mut self, from: &[T]) -> T {
        let sides = from.len() as u64;
        from[usize::try_from(self.below(sides)).expect("an index")]
    }

    /// True `share` times in a hundred.
    pub fn in_hundred(&mut self, share: u64) -> bool {
        self.below(100) < share
    }

    fn willingness(&mut self) -> Option<Willingness> {
        match self.below(100) {
            0..2 => Some(Willingness::Unwilling),
            2..14 => Some(Willingness::OwnCounty),
            14..28 => Some(Willingness::OwnPrefecture),
            28..48 => Some(Willingness::OwnProvince),
            48..94 => Some(Willingness::Anywhere),
            _ => None,
        }
    }
}

impl County {
    /// Grows people and posts with about as many openings as people, a few posts holding most.
    ///
    /// Of a hundred posts, `asking` ask for a skill in their trade, or more; of a hundred people, `couples` are in couples.
    pub fn grown(people: usize, posts: usize, asking: u64, couples: u64) -> Self {
        let dice = &mut Dice(people as u64 ^ (asking << 32) ^ (couples << 48));
        let on = NaiveDate::from_ymd_opt(2026, 6, 1).expect("a date");
        let map = Map::drawn();
        let mut wishes = Wishes::new();
        let seekers = (0..people).map(|_| seeker(dice, on, &map, &mut wishes));
        Self {
            seekers: seekers.collect(),
            posts: (0..posts)
                .map(|_| Post {
                    openings: openings(dice, people, posts),
                    ..post(dice, on, &map, asking)
                })
                .collect(),
            wishes,
            parties: paired(people, couples),
            pairings: Pairings::new(domain::pairing::shipped()),
            on,
        }
    }

    /// The same people, those of one home next to each other, as a region's register has them. Couples would be torn apart.
    pub fn by_home(mut self) -> Self {
        assert!(self.parties.is_empty(), "nobody is in a couple");
        self.seekers.sort_by_key(|seeker| seeker.home);
        self
    }

    /// One county as plain sheets tell of it: nothing special is known of anybody or asked for, pay is in round numbers, and so hundreds
    /// of pairs are worth the same. Almost everybody may go almost everywhere; of a hundred people, `couples` are in couples.
    pub fn plain(people: usize, posts: usize, couples: u64) -> Self {
        let dice = &mut Dice(people as u64);
        let on = NaiveDate::from_ymd_opt(2026, 6, 1).expect("a date");
        let map = Map {
            homes: vec![Division::of_six(520_526)],
            cities: EAST[..6].iter().copied().map(Division::of_six).collect(),
        };
        let mut wishes = Wishes::new();
        let seekers = (0..people).map(|_| plain_seeker(dice, on, &map, &mut wishes));
        let seekers = seekers.collect();
        let most = (2 * people / posts.max(1)).max(2) as u64;
        let posts = (0..posts).map(|_| plain_post(dice, on, &map, most));
        Self {
            posts: posts.collect(),
            seekers,
            wishes,
            parties: paired(people, couples),
            pairings: Pairings::new(domain::pairing::shipped()),
            on,
        }
    }

    /// The instance, people first.
    pub fn instance(&self) -> Instance<'_> {
        Instance {
            seekers: &self.seekers,
            posts: &self.posts,
            wishes: &self.wishes,
            parties: &self.parties,
            pins: &[],
            exclusions: &[],
            refusals: &[],
            on: self.on,
            pairings: &self.pairings,
            weights: Weights::default(),
            objective: Objective::PeopleFirst,
            quotas: &[],
            incumbents: &[],
            loyalty: LOYALTY,
            target: Target::default(),
            reserve: &[],
        }
    }

    /// The same pairs, reckoned one by one.
    pub fn rows(&self) -> (Vec<Vec<(u32, u32)>>, Vec<u32>) {
        let instance = self.instance();
        let points = |seeker: &Seeker, post: &Post| {
            eligible(seeker, post, self.on).ok()?;
            let place = instance.place(seeker, post.workplace);
            let parts = score(seeker, post, place, &instance.weights);
            Some(u32::from(parts.total()))
        };
        let row = |seeker| {
            let posts = (0..).zip(&self.posts);
            posts
                .filter_map(|(at, post)| Some((at, points(seeker, post)?)))
                .collect()
        };
        let openings = self.posts.iter().map(|post| post.openings).collect();
        (self.seekers.iter().map(row).collect(), openings)
    }
}

/// The first of some people in couples, so many of a hundred.
fn paired(people: usize, share: u64) -> Vec<Party> {
    let couple = |at: u64| {
        let first = u32::try_from(2 * at).expect("a few people");
        Party {
            members: vec![first, first + 1],
            closeness: Closeness::Enterprise,
            couple_room: false,
        }
    };
    (0..people as u64 * share / 200).map(couple).collect()
}

/// Where people live and where work is.
struct Map {
    homes: Vec<Division>,
    cities: Vec<Division>,
}

impl Map {
    fn drawn() -> Self {
        let districts = |prefectures: &[u32]| -> Vec<Division> {
            prefectures
                .iter()
                .map(|code| Division::of_six(*code))
                .flat_map(|city| match register().children(city) {
                    [] => vec![city],
                    districts => districts.to_vec(),
                })
                .collect()
        };
        Self {
            homes: districts(&WEST),
            cities: districts(&EAST),
        }
    }

    /// Four posts in five are in the east, and more in some districts than in others.
    fn workplace(&self, dice: &mut Dice) -> Division {
        let places = if dice.in_hundred(80) {
            &self.cities
        } else {
            &self.homes
        };
        let nearer = dice
            .below(places.len() as u64)
            .min(dice.below(places.len() as u64));
        places[usize::try_from(nearer).expect("an index")]
    }
}

/// Half wish for nothing, the others for a city or two, or a province.
fn wish(dice: &mut Dice, wishes: &mut Wishes) -> Wish {
    let city = |dice: &mut Dice| Division::of_six(dice.one_of(&EAST));
    match dice.below(10) {
        0..5 => Wish::NONE,
        5..8 => wishes.wish(&[city(dice)]),
        8 => wishes.wish(&[city(dice), city(dice)]),
        _ => wishes.wish(&[city(dice).up_to(Province)]),
    }
}

/// People know up to three trades and wish for one or two.
fn seeker(dice: &mut Dice, on: NaiveDate, map: &Map, wishes: &mut Wishes) -> Seeker {
    let wishes_for = 1 + dice.below(2);
    Seeker {
        home: dice.one_of(&map.homes),
        born: on - Days::new(365 * 17 + dice.below(365 * 40)),
        schooling: (!dice.in_hundred(10)).then(|| dice.one_of(Schooling::ALL)),
        skills: (0..dice.below(4)).map(|_| skill(dice)).collect(),
        certificates: (0..dice.below(3))
            .map(|_| dice.one_of(Certificate::ALL))
            .collect(),
        mandarin: (!dice.in_hundred(30)).then(|| dice.in_hundred(80)),
        willingness: dice.willingness(),
        preferred: wish(dice, wishes),
        trades: (0..wishes_for).map(|_| dice.one_of(Trade::ALL)).collect(),
        refused_trades: WordSet::EMPTY,
        pay_wish_fen: (!dice.in_hundred(20)).then(|| fen(dice, 300_000)),
        ready_from: Some(on + Days::new(dice.below(40))),
        consents: dice.in_hundred(98),
        has_open_job: dice.in_hundred(2),
    }
}

fn skill(dice: &mut Dice) -> Skill {
    Skill {
        trade: dice.one_of(Trade::ALL),
        level: u8::try_from(1 + dice.below(5)).expect("a level"),
    }
}

fn post(dice: &mut Dice, on: NaiveDate, map: &Map, asking: u64) -> Post {
    let pay = fen(dice, 280_000);
    let youngest = u8::try_from(16 + dice.below(10)).expect("an age");
    let trade = dice.one_of(Trade::ALL);
    let asks = dice.in_hundred(asking);
    Post {
        enterprise: u32::try_from(dice.below(60)).expect("a number"),
        workplace: map.workplace(dice),
        trade,
        kind: VacancyKind::Ordinary,
        openings: 0,
        pay_min_fen: pay,
        pay_max_fen: pay + fen(dice, 0) / 4,
        schooling_min: dice
            .in_hundred(70)
            .then(|| dice.one_of(&Schooling::ALL[..5])),
        required_certificates: some(dice, asking / 2, Certificate::ALL),
        preferred_certificates: some(dice, 30, Certificate::ALL),
        required_skills: (0..u64::from(asks))
            .map(|_| Skill {
                trade,
                level: u8::try_from(1 + dice.below(3)).expect("a level"),
            })
            .collect(),
        preferred_skills: (0..u64::from(dice.in_hundred(10)))
            .map(|_| skill(dice))
            .collect(),
        age_min: Some(youngest),
        age_max: dice.in_hundred(80).then_some(youngest + 24),
        hazards: WordSet::EMPTY,
        mandarin_needed: dice.in_hundred(40),
        start_by: Some(on + Days::new(15 + dice.below(60))),
        closes_on: None,
        confirmed_on: on - Days::new(dice.below(32)),
        enterprise_verified: dice.in_hundred(97),
        open: true,
        couple_rooms: 0,
        stay_permille: dice
            .in_hundred(50)
            .then(|| u16::try_from(300 + dice.below(600)).expect("a share")),
    }
}

/// Somebody of whom a sheet tells trade, schooling and a wish of pay, and no more.
fn plain_seeker(dice: &mut Dice, on: NaiveDate, map: &Map, wishes: &mut Wishes) -> Seeker {
    Seeker {
        born: on - Days::new(365 * 19 + dice.below(365 * 38)),
        schooling: Some(dice.one_of(&Schooling::ALL[1..4])),
        skills: std::iter::empty().collect(),
        certificates: WordSet::EMPTY,
        mandarin: Some(true),
        willingness: Some(Willingness::Anywhere),
        trades: dice.one_of(&Trade::ALL[..5]).into(),
        pay_wish_fen: Some(round_fen(dice)),
        ready_from: None,
        consents: true,
        has_open_job: false,
        ..seeker(dice, on, map, wishes)
    }
}

/// A post that asks for some schooling, and here and there for people under 46; with fewer than so many openings.
fn plain_post(dice: &mut Dice, on: NaiveDate, map: &Map, most: u64) -> Post {
    let pay = round_fen(dice);
    Post {
        workplace: dice.one_of(&map.cities),
        trade: dice.one_of(&Trade::ALL[..5]),
        openings: u32::try_from(1 + dice.below(most - 1)).expect("a few openings"),
        pay_min_fen: pay,
        pay_max_fen: pay + 50_000,
        schooling_min: Some(dice.one_of(&Schooling::ALL[1..4])),
        required_certificates: WordSet::EMPTY,
        preferred_certificates: WordSet::EMPTY,
        preferred_skills: std::iter::empty().collect(),
        age_min: Some(18),
        age_max: dice.in_hundred(40).then_some(45),
        mandarin_needed: false,
        start_by: None,
        confirmed_on: on,
        enterprise_verified: true,
        stay_permille: None,
        ..post(dice, on, map, 0)
    }
}

/// One word in so many of a hundred cases.
fn some<T: Coded>(dice: &mut Dice, share: u64, words: &[T]) -> WordSet<T> {
    if dice.in_hundred(share) {
        dice.one_of(words).into()
    } else {
        WordSet::EMPTY
    }
}

/// A power law: four times as many openings are a sixteenth as likely, and fifty times the mean is the most.
fn openings(dice: &mut Dice, people: usize, posts: usize) -> u32 {
    let mean = 1000 * people as u64 / posts as u64;
    let wanted = mean * 500 / (1 + dice.below(1_000_000)).isqrt();
    let rounding = dice.below(1000);
    u32::try_from((wanted.min(50 * mean) + rounding) / 1000).expect("a few openings")
}

/// A pay from 3000 to 5500 yuan in steps of 500.
fn round_fen(dice: &mut Dice) -> i64 {
    300_000 + 50_000 * i64::try_from(dice.below(6)).expect("a number")
}

/// A pay up to 4000 yuan above a floor.
fn fen(dice: &mut Dice, floor: i64) -> i64 {
    floor + 5_000 * i64::try_from(dice.below(80)).expect("a number")
}
