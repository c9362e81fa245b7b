//! Why each person got what they got, or nothing.
//!
//! What is said of a change is proven by an exchange, never guessed from a price: with everybody
//! else kept where they are, somebody gets in at a post that has an opening left; or at a full one where
//! a person could go on to an opening left elsewhere, or is worth less there than the newcomer would be. What is better by one such
//! exchange is better in the next run as well, as that one finds an optimum: it then places the newcomer. Longer
//! chains of exchanges are not looked for, so a change may exist where none is told.

use crate::eligible::HardLimit;
use chrono::NaiveDate;
use domain::coded::Coded;
use domain::skill::Skill;
use domain::words::{Certificate, Closeness, Willingness};

mod alone;
mod ledger;
mod seats;
mod together;

pub(crate) use alone::Sets;
pub(crate) use ledger::Ledger;
pub(crate) use together::Together;

domain::coded! {
    /// What decided that a proposal is this one.
    DecidedBy, "decided_by" {
        Best = "best", "符合条件的岗位中得分最高";
        Price = "price", "更高分的岗位名额已满，由他人占用更有价值";
        Pinned = "pinned", "人工指定";
        Party = "party", "须与同行人员安排在一起";
        PartnerFirst = "partner_first", "结对地区绝对优先";
        Incumbent = "incumbent", "保留上次安排";
        Reserve = "reserve", "更高分岗位的名额留待以后批次";
        Floor = "floor", "为达到最低安排人数";
        Gap = "gap", "在允许的差距之内未再改进";
    }
}

/// The best other post of a person who is placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunnerUp {
    /// The post, by its place among the posts.
    pub post: u32,
    /// What the pair would have scored; more than the proposal where somebody else's claim
    /// to that post was worth more in sum.
    pub points: u16,
    /// Whether all its openings are given.
    pub full: bool,
    /// What one more opening there would bring.
    pub price: Marginal,
}

/// What one more opening would bring at most, people before points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Marginal {
    /// 1 where one more person would be placed, else 0.
    pub people: u8,
    /// Whole points of score beside that, rounded up; below zero where placing that person moves others to
    /// posts that suit them less.
    pub points: i64,
}

/// How many posts a limit forbids to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forbidden {
    /// The limit.
    pub limit: HardLimit,
    /// Posts that it forbids.
    pub posts: u32,
    /// Posts that nothing else forbids.
    pub alone: u32,
}

/// The smallest change that would place somebody, or a whole party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// What it takes.
    pub need: Need,
    /// A post that this opens; for a party that comes less close together, that of its first member.
    pub post: u32,
    /// Whether it takes the place of somebody who would then stay at home.
    pub displaces: bool,
}

/// What would have to be different.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// The person would go so far.
    Willingness(Willingness),
    /// The person could start on this day.
    ReadyBy(NaiveDate),
    /// The person had this certificate, too.
    Certificate(Certificate),
    /// The person knew this trade, or knew it so well.
    Skill(Skill),
    /// The person wished for no more than this pay, fen a month.
    PayWish(i64),
    /// The post had so many openings more. In people first one more places one person more, whoever that will be.
    Openings(u32),
    /// The party stayed together no closer than this.
    Closeness(Closeness),
    /// The members went wherever each of them can.
    Apart,
}

/// The posts that each limit forbids, counted; limits that forbid none are left out.
pub(crate) fn forbidden<T: AsRef<[u64]>>(sets: &[T], alone: &[Vec<u64>]) -> Vec<Forbidden> {
    let size = |set: &[u64]| set.iter().map(|word| word.count_ones()).sum();
    HardLimit::ALL
        .iter()
        .zip(sets.iter().zip(alone))
        .map(|(limit, (set, alone))| Forbidden {
            limit: *limit,
            posts: size(set.as_ref()),
            alone: size(alone),
        })
        .filter(|forbidden| forbidden.posts > 0)
        .collect()
}

/// Of each set, what is in no other.
pub(crate) fn only_forbidden_by<T: AsRef<[u64]>>(sets: &[T]) -> Vec<Vec<u64>> {
    let words = sets.first().map_or(0, |set| set.as_ref().len());
    let (mut once, mut again) = (vec![0_u64; words], vec![0_u64; words]);
    for set in sets {
        for ((once, again), word) in once.iter_mut().zip(&mut again).zip(set.as_ref()) {
            *again |= *once & word;
            *once |= word;
        }
    }
    let alone = |set: &T| {
        set.as_ref()
            .iter()
            .zip(&again)
            .map(|(word, again)| word & !again)
            .collect()
    };
    sets.iter().map(alone).collect()
}
