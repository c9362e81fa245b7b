//! What each hard limit forbids to a person, as sets of posts in the order of the instance.
//!
//! What holds: what a limit forbids to a person follows from a few plain facts about them (an age, a certificate that
//! is lacking), of which there are few in a county. The set of each fact is reckoned once, when it is first asked for.

use super::asker::of;
use crate::eligible::HardLimit;
use crate::post::Post;
use crate::run::{Instance, Pair};
use crate::seeker::Seeker;
use chrono::NaiveDate;
use domain::coded::Coded;
use domain::division::{Division, Level};
use domain::words::{Certificate, Schooling, Trade, Willingness};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// A set of posts, one bit each.
pub(crate) type PostSet = Arc<[u64]>;

/// Something that a limit reads of a person.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Fact {
    Any,
    Flag(bool),
    Age(i32),
    Schooling(Option<Schooling>),
    Lacks(Certificate),
    /// Knows a trade at this level, and no higher.
    Knows(Trade, u8),
    Place(Division, Option<Willingness>),
    Ready(Option<NaiveDate>),
    Refuses(Trade),
}

/// Answers which posts each limit forbids to a person.
pub(super) struct Limits {
    refused: Vec<Pair>,
    excluded: Vec<Pair>,
    known: RwLock<HashMap<(HardLimit, Fact), PostSet>>,
}

impl Limits {
    /// Nothing is reckoned yet.
    pub(super) fn new(instance: &Instance<'_>) -> Self {
        let sorted = |pairs: &[Pair]| {
            let mut pairs = pairs.to_vec();
            pairs.sort_unstable();
            pairs
        };
        Self {
            refused: sorted(instance.refusals),
            excluded: sorted(instance.exclusions),
            known: RwLock::default(),
        }
    }

    /// The posts that a limit forbids to a person of the instance that these are of.
    pub(super) fn forbidden(
        &self,
        instance: &Instance<'_>,
        limit: HardLimit,
        person: u32,
    ) -> PostSet {
        match limit {
            HardLimit::Refused => listed(instance, &self.refused, person),
            HardLimit::Excluded => listed(instance, &self.excluded, person),
            _ => self.ruled_out(instance, limit, &instance.seekers[person as usize]),
        }
    }

    fn ruled_out(&self, instance: &Instance<'_>, limit: HardLimit, seeker: &Seeker) -> PostSet {
        let facts = facts(limit, seeker, instance.on);
        let mut sets = facts
            .into_iter()
            .map(|fact| self.of_fact(instance, limit, fact, seeker));
        let first = sets.next().unwrap_or_else(|| set(instance, |_| false));
        sets.fold(first, |all, set| {
            let union = all.iter().zip(set.iter()).map(|(one, other)| one | other);
            union.collect()
        })
    }

    fn of_fact(
        &self,
        instance: &Instance<'_>,
        limit: HardLimit,
        fact: Fact,
        seeker: &Seeker,
    ) -> PostSet {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(set) = known.get(&(limit, fact)) {
            return set.clone();
        }
        drop(known);
        let set = set(instance, |post| match fact {
            Fact::Lacks(certificate) => post.required_certificates.contains(certificate),
            Fact::Knows(trade, level) => post.required_skills.level(trade) > level,
            Fact::Refuses(trade) => post.trade == trade,
            _ => limit.forbids(seeker, post, instance.on),
        });
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.entry((limit, fact)).or_insert(set).clone()
    }
}

fn listed(instance: &Instance<'_>, pairs: &[Pair], person: u32) -> PostSet {
    let mut words = vec![0; instance.posts.len().div_ceil(64)];
    for pair in of(pairs, person) {
        words[pair.post as usize / 64] |= 1 << (pair.post % 64);
    }
    words.into()
}

/// The posts of which something is true.
fn set(instance: &Instance<'_>, is: impl Fn(&Post) -> bool) -> PostSet {
    let mut words = vec![0; instance.posts.len().div_ceil(64)];
    for (at, post) in instance.posts.iter().enumerate() {
        words[at / 64] |= u64::from(is(post)) << (at % 64);
    }
    words.into()
}

/// The facts of a person of which a limit forbids something to any.
fn facts(limit: HardLimit, seeker: &Seeker, on: NaiveDate) -> Vec<Fact> {
    let county = seeker.home.up_to(Level::County);
    match limit {
        HardLimit::PostClosed
        | HardLimit::PostStale
        | HardLimit::EnterpriseUnverified
        | HardLimit::Refused
        | HardLimit::Excluded => vec![Fact::Any],
        HardLimit::Consent => vec![Fact::Flag(seeker.consents)],
        HardLimit::OpenJob => vec![Fact::Flag(seeker.has_open_job)],
        HardLimit::Age | HardLimit::Hazard => vec![Fact::Age(seeker.age_on(on))],
        HardLimit::Schooling => vec![Fact::Schooling(seeker.schooling)],
        HardLimit::Certificate => Certificate::ALL
            .iter()
            .filter(|certificate| !seeker.certificates.contains(**certificate))
            .map(|certificate| Fact::Lacks(*certificate))
            .collect(),
        HardLimit::Skill => Trade::ALL
            .iter()
            .map(|trade| Fact::Knows(*trade, seeker.skills.level(*trade)))
            .collect(),
        HardLimit::Willingness => vec![Fact::Place(county, seeker.willingness)],
        HardLimit::PublicWelfare => vec![Fact::Place(county, None)],
        HardLimit::StartWindow => vec![Fact::Ready(seeker.ready_from)],
        HardLimit::RefusedTrade if seeker.refused_trades.is_empty() => vec![Fact::Any],
        HardLimit::RefusedTrade => seeker.refused_trades.iter().map(Fact::Refuses).collect(),
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
