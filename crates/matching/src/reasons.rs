//! Why each person got what they got, or nothing.

use crate::assign::optimum::Price;
use crate::assign::pairs::Pairs;
use crate::eligible::HardLimit;
use crate::post::Post;
use crate::screen::{Screen, members};
use crate::seeker::Seeker;
use chrono::NaiveDate;
use domain::coded::Coded;
use domain::words::{Certificate, Willingness};

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

/// The smallest change that would place somebody, with everybody else left where they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Going so far, and no farther, opens a post with openings left.
    Willingness {
        /// How far.
        to: Willingness,
        /// The first such post.
        post: u32,
    },
    /// One certificate more opens a post with openings left.
    Certificate {
        /// The one that opens most posts.
        certificate: Certificate,
        /// The first such post.
        post: u32,
    },
    /// One more opening at an eligible post, the one whose openings are the least sought after.
    Opening {
        /// The post.
        post: u32,
    },
}

/// What is looked up while explaining.
pub(crate) struct Ledger<'a> {
    pub seekers: &'a [Seeker],
    pub posts: &'a [Post],
    pub on: NaiveDate,
    pub pairs: &'a Pairs,
    /// Openings left at each post.
    pub left: &'a [u32],
    pub prices: &'a [Price],
}

impl Ledger<'_> {
    /// The best other eligible post of somebody placed; of equal ones the lower.
    pub(crate) fn runner_up(&self, seeker: u32, given: u32) -> Option<RunnerUp> {
        let (post, points) = self
            .pairs
            .row(seeker as usize)
            .filter(|(post, _)| *post != given)
            .max_by_key(|(post, points)| (*points, std::cmp::Reverse(*post)))?;
        Some(RunnerUp {
            post,
            points: u16::try_from(points).unwrap_or(u16::MAX),
            full: self.is_full(post),
        })
    }

    /// How many eligible posts of a person are full.
    pub(crate) fn full(&self, seeker: u32) -> usize {
        let row = self.pairs.row(seeker as usize);
        row.filter(|(post, _)| self.is_full(*post)).count()
    }

    /// The smallest change, in the order willingness, certificate, opening.
    pub(crate) fn smallest_change(&self, seeker: u32, screen: &mut Screen<'_>) -> Option<Change> {
        let alone = only_forbidden_by(&screen.forbidden(seeker));
        let open_but_for = |limit: HardLimit| {
            let at = HardLimit::ALL.iter().position(|each| *each == limit);
            let posts = at.map_or_else(Vec::new, |at| alone[at].clone());
            let free = members(posts).filter(|post| !self.is_full(*post));
            free.collect::<Vec<u32>>()
        };
        self.farther(seeker, &open_but_for(HardLimit::Willingness))
            .or_else(|| self.one_certificate(seeker, &open_but_for(HardLimit::Certificate)))
            .or_else(|| self.one_opening(seeker))
    }

    fn is_full(&self, post: u32) -> bool {
        self.left[post as usize] == 0
    }

    fn farther(&self, seeker: u32, posts: &[u32]) -> Option<Change> {
        let mut willing = self.seekers[seeker as usize];
        let now = willing.willingness;
        let levels = Willingness::ALL.iter().copied();
        levels.filter(|to| Some(*to) > now).find_map(|to| {
            willing.willingness = Some(to);
            let opens = |post: &&u32| {
                let post = &self.posts[**post as usize];
                !HardLimit::Willingness.forbids(&willing, post, self.on)
            };
            let post = *posts.iter().find(opens)?;
            Some(Change::Willingness { to, post })
        })
    }

    fn one_certificate(&self, seeker: u32, posts: &[u32]) -> Option<Change> {
        let held = self.seekers[seeker as usize].certificates;
        let missing = |post: u32| {
            let required = self.posts[post as usize].required_certificates;
            let missing = required.without(held);
            missing.iter().next().filter(|_| missing.len() == 1)
        };
        let opened_by = |certificate: Certificate| {
            posts
                .iter()
                .copied()
                .filter(move |post| missing(*post) == Some(certificate))
        };
        let certificates = Certificate::ALL.iter().rev().copied();
        let certificate = certificates.max_by_key(|each| opened_by(*each).count())?;
        let post = opened_by(certificate).next()?;
        Some(Change::Certificate { certificate, post })
    }

    fn one_opening(&self, seeker: u32) -> Option<Change> {
        let full = self
            .pairs
            .row(seeker as usize)
            .filter(|(post, _)| self.is_full(*post));
        let (post, _) = full.min_by_key(|(post, _)| (self.prices[*post as usize], *post))?;
        Some(Change::Opening { post })
    }
}

/// The limits that forbid some post to a person, each with how many.
pub(crate) fn forbidden(seeker: u32, screen: &mut Screen<'_>) -> Vec<Forbidden> {
    let sets = screen.forbidden(seeker);
    let alone = only_forbidden_by(&sets);
    let size = |set: &[u64]| set.iter().map(|word| word.count_ones()).sum();
    HardLimit::ALL
        .iter()
        .zip(sets.iter().zip(&alone))
        .map(|(limit, (set, alone))| Forbidden {
            limit: *limit,
            posts: size(set),
            alone: size(alone),
        })
        .filter(|forbidden| forbidden.posts > 0)
        .collect()
}

/// Of each set, what is in no other.
fn only_forbidden_by<T: AsRef<[u64]>>(sets: &[T]) -> Vec<Vec<u64>> {
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
