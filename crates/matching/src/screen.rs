//! The hard limits of all pairs at once, as sets of posts.
//!
//! What holds: the set of posts that a limit forbids to a person depends on a few facts of
//! that person only (their [`Facts`]), of which there are few in a county. So each set is
//! reckoned once for everybody alike, by [`HardLimit::forbids`] itself, and a
//! person's eligible posts are what no set contains: 64 posts an instruction.

use crate::eligible::HardLimit;
use crate::post::Post;
use crate::run::{Instance, Pair};
use crate::seeker::{Seeker, Skills};
use chrono::NaiveDate;
use domain::coded::Coded;
use domain::division::Division;
use domain::word_set::WordSet;
use domain::words::{Certificate, Schooling, Willingness};
use std::collections::HashMap;
use std::rc::Rc;

/// A set of posts, one bit each.
type Posts = Rc<[u64]>;

/// All that a limit reads of a person.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Facts {
    None,
    Flag(bool),
    Age(i32),
    Schooling(Option<Schooling>),
    Certificates(WordSet<Certificate>),
    Skills(Skills),
    Place(Division, Option<Willingness>),
    Ready(Option<NaiveDate>),
}

impl Facts {
    fn read_by(limit: HardLimit, seeker: &Seeker, on: NaiveDate) -> Self {
        match limit {
            HardLimit::PostClosed
            | HardLimit::PostStale
            | HardLimit::EnterpriseUnverified
            | HardLimit::Refused
            | HardLimit::Excluded => Self::None,
            HardLimit::Consent => Self::Flag(seeker.consents),
            HardLimit::OpenJob => Self::Flag(seeker.has_open_job),
            HardLimit::Age | HardLimit::Hazard => Self::Age(seeker.age_on(on)),
            HardLimit::Schooling => Self::Schooling(seeker.schooling),
            HardLimit::Certificate => Self::Certificates(seeker.certificates),
            HardLimit::Skill => Self::Skills(seeker.skills),
            HardLimit::Willingness => Self::Place(seeker.home, seeker.willingness),
            HardLimit::PublicWelfare => Self::Place(seeker.home, None),
            HardLimit::StartWindow => Self::Ready(seeker.ready_from),
        }
    }
}

/// Answers which posts each limit forbids to a person.
pub(crate) struct Screen<'a> {
    seekers: &'a [Seeker],
    posts: &'a [Post],
    on: NaiveDate,
    refused: Vec<Pair>,
    excluded: Vec<Pair>,
    known: HashMap<(HardLimit, Facts), Posts>,
}

impl<'a> Screen<'a> {
    /// Nothing is reckoned yet.
    pub(crate) fn new(instance: &Instance<'a>) -> Self {
        let sorted = |pairs: &[Pair]| {
            let mut pairs = pairs.to_vec();
            pairs.sort_unstable();
            pairs
        };
        Self {
            seekers: instance.seekers,
            posts: instance.posts,
            on: instance.on,
            refused: sorted(instance.refusals),
            excluded: sorted(instance.exclusions),
            known: HashMap::new(),
        }
    }

    /// The posts that each limit forbids to a person, in the order of [`HardLimit::ALL`].
    pub(crate) fn forbidden(&mut self, seeker: u32) -> Vec<Posts> {
        let limits = HardLimit::ALL.iter();
        limits
            .map(|limit| self.forbidden_by(*limit, seeker))
            .collect()
    }

    /// The posts that nothing forbids to a person, ascending.
    pub(crate) fn eligible(&mut self, seeker: u32) -> Vec<u32> {
        let mut any = vec![0; self.words()];
        for posts in self.forbidden(seeker) {
            for (any, posts) in any.iter_mut().zip(posts.iter()) {
                *any |= posts;
            }
        }
        let allowed = any.into_iter().map(|forbidden| !forbidden);
        members(allowed)
            .take_while(|post| (*post as usize) < self.posts.len())
            .collect()
    }

    fn words(&self) -> usize {
        self.posts.len().div_ceil(64)
    }

    fn forbidden_by(&mut self, limit: HardLimit, seeker: u32) -> Posts {
        match limit {
            HardLimit::Refused => self.listed(&self.refused, seeker),
            HardLimit::Excluded => self.listed(&self.excluded, seeker),
            _ => self.ruled_out(limit, seeker),
        }
    }

    fn listed(&self, pairs: &[Pair], seeker: u32) -> Posts {
        let from = pairs.partition_point(|pair| pair.seeker < seeker);
        let mut set = vec![0; self.words()];
        for pair in pairs[from..]
            .iter()
            .take_while(|pair| pair.seeker == seeker)
        {
            set[pair.post as usize / 64] |= 1 << (pair.post % 64);
        }
        set.into()
    }

    fn ruled_out(&mut self, limit: HardLimit, seeker: u32) -> Posts {
        let seeker = &self.seekers[seeker as usize];
        let facts = Facts::read_by(limit, seeker, self.on);
        let words = self.words();
        let forbids = || {
            let mut set = vec![0; words];
            for (at, post) in self.posts.iter().enumerate() {
                set[at / 64] |= u64::from(limit.forbids(seeker, post, self.on)) << (at % 64);
            }
            set.into()
        };
        self.known
            .entry((limit, facts))
            .or_insert_with(forbids)
            .clone()
    }
}

/// The numbers of the bits that are set, ascending.
pub(crate) fn members(words: impl IntoIterator<Item = u64>) -> impl Iterator<Item = u32> {
    words.into_iter().zip(0_u32..).flat_map(|(mut word, at)| {
        std::iter::from_fn(move || {
            let bit = word.trailing_zeros();
            (bit < 64).then(|| {
                word &= word - 1;
                at * 64 + bit
            })
        })
    })
}
