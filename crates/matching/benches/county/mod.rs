//! Made-up western counties and eastern posts, the same for the same numbers.

use chrono::{Days, NaiveDate};
use domain::coded::Coded;
use domain::division::Division;
use domain::pairing::Pairings;
use domain::words::{
    Certificate, Closeness, Objective, Schooling, Trade, VacancyKind, Willingness,
};
use matching::eligible::eligible;
use matching::party::Party;
use matching::post::Post;
use matching::run::{Instance, LOYALTY, Target};
use matching::score::{Weights, score};
use matching::seeker::{Seeker, Skill};

/// 威宁, 赫章, 从江 (贵州); 昭阳, 镇雄 (云南); 岷县 (甘肃).
const HOMES: [u32; 6] = [520_526, 520_527, 522_633, 530_602, 530_627, 621_126];

/// Cities of the east, and two near home.
const WORKPLACES: [u32; 10] = [
    441_900, 440_300, 440_106, 310_115, 350_102, 320_505, 330_106, 370_203, 520_526, 530_602,
];

/// Everything that a run needs.
pub struct County {
    seekers: Vec<Seeker>,
    posts: Vec<Post>,
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
}

impl County {
    /// Grows people and posts with about as many openings as people, a few posts holding most.
    ///
    /// Of a hundred posts, `certificates` ask for a certificate; of a hundred people, `couples` are in couples.
    pub fn grown(people: usize, posts: usize, certificates: u64, couples: u64) -> Self {
        let dice = &mut Dice(people as u64 ^ (certificates << 32) ^ (couples << 48));
        let on = NaiveDate::from_ymd_opt(2026, 6, 1).expect("a date");
        let couples = people as u64 * couples / 200;
        let couple = |at: u64| {
            let first = u32::try_from(2 * at).expect("a few people");
            Party {
                members: vec![first, first + 1],
                closeness: Closeness::Enterprise,
                couple_room: false,
            }
        };
        let mean = people as u64 / posts as u64;
        Self {
            seekers: (0..people).map(|_| seeker(dice, on)).collect(),
            posts: (0..posts)
                .map(|_| post(dice, on, certificates, mean))
                .collect(),
            parties: (0..couples).map(couple).collect(),
            pairings: Pairings::new(domain::pairing::shipped()),
            on,
        }
    }

    /// The instance, people first.
    pub fn instance(&self) -> Instance<'_> {
        Instance {
            seekers: &self.seekers,
            posts: &self.posts,
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
        let weights = Weights::default();
        let points = |seeker: &Seeker, post: &Post| {
            eligible(seeker, post, self.on).ok()?;
            let tier = self
                .pairings
                .resolve(seeker.home, post.workplace, self.on)
                .tier;
            Some(u32::from(score(seeker, post, tier, &weights).total()))
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

fn seeker(dice: &mut Dice, on: NaiveDate) -> Seeker {
    let skilled = dice.in_hundred(60);
    Seeker {
        home: Division::of_six(dice.one_of(&HOMES)),
        born: on - Days::new(365 * 17 + dice.below(365 * 40)),
        schooling: (!dice.in_hundred(10)).then(|| dice.one_of(Schooling::ALL)),
        skills: if skilled {
            let level = u8::try_from(1 + dice.below(5)).expect("a level");
            vec![Skill {
                trade: dice.one_of(Trade::ALL),
                level,
            }]
        } else {
            Vec::new()
        },
        certificates: vec![dice.one_of(Certificate::ALL), dice.one_of(Certificate::ALL)],
        mandarin: (!dice.in_hundred(30)).then(|| dice.in_hundred(80)),
        willingness: Some(if dice.in_hundred(85) {
            Willingness::Anywhere
        } else {
            dice.one_of(Willingness::ALL)
        }),
        preferred: if dice.in_hundred(50) {
            vec![Division::of_six(dice.one_of(&WORKPLACES))]
        } else {
            Vec::new()
        },
        trades: vec![dice.one_of(Trade::ALL), dice.one_of(Trade::ALL)],
        pay_wish_fen: (!dice.in_hundred(20)).then(|| fen(dice, 300_000)),
        ready_from: Some(on + Days::new(dice.below(40))),
        consents: dice.in_hundred(98),
        has_open_job: dice.in_hundred(2),
    }
}

fn post(dice: &mut Dice, on: NaiveDate, certificates: u64, mean: u64) -> Post {
    let pay = fen(dice, 280_000);
    let youngest = u8::try_from(16 + dice.below(10)).expect("an age");
    let tail = [0, 1, 1, 1, 2, 2, 4, 8][usize::try_from(dice.below(8)).expect("an index")];
    Post {
        enterprise: u32::try_from(dice.below(60)).expect("a number"),
        workplace: Division::of_six(dice.one_of(&WORKPLACES)),
        trade: dice.one_of(Trade::ALL),
        kind: VacancyKind::Ordinary,
        openings: u32::try_from(tail * mean / 2 + dice.below(3)).expect("a number"),
        pay_min_fen: pay,
        pay_max_fen: pay + fen(dice, 0) / 4,
        schooling_min: dice
            .in_hundred(70)
            .then(|| dice.one_of(&Schooling::ALL[..5])),
        required_certificates: if dice.in_hundred(certificates) {
            vec![dice.one_of(Certificate::ALL)]
        } else {
            Vec::new()
        },
        preferred_certificates: vec![dice.one_of(Certificate::ALL)],
        required_skills: Vec::new(),
        preferred_skills: Vec::new(),
        age_min: Some(youngest),
        age_max: dice.in_hundred(80).then_some(youngest + 24),
        hazards: Vec::new(),
        mandarin_needed: dice.in_hundred(40),
        start_by: Some(on + Days::new(15 + dice.below(60))),
        closes_on: None,
        confirmed_on: on - Days::new(dice.below(32)),
        enterprise_verified: dice.in_hundred(97),
        open: true,
        couple_rooms: 0,
        stay_permille: None,
    }
}

/// A pay up to 4000 yuan above a floor.
fn fen(dice: &mut Dice, floor: i64) -> i64 {
    floor + 5_000 * i64::try_from(dice.below(80)).expect("a number")
}
