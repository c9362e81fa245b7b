//! The smallest change that would place one person.
//!
//! First what the person could change and nobody would suffer by: willingness, day, certificate, skill, in this order; then
//! the same and the pay wish where somebody else would stay at home instead; then one more opening. Pay is a part of the
//! score and no hard limit, so that a wish never forbids: it stands in the way only where others are worth more for it.

use super::ledger::{Eligible, Ledger, is_in};
use super::seats::{Entry, Seat};
use super::{Change, Forbidden, Need, forbidden, only_forbidden_by};
use crate::eligible::{HardLimit, is_within};
use crate::field::members;
use crate::post::Post;
use crate::score::{Parts, pay_wish_worth, score};
use crate::seeker::Seeker;
use domain::coded::Coded;
use domain::skill::Skill;
use domain::words::{Certificate, Willingness};
use std::cmp::Reverse;

/// Posts that are looked at for one kind of change.
const TRIED: usize = 1024;

/// The limits that a person can do something about, in the order in which changes are told.
const CHANGEABLE: [HardLimit; 4] = [
    HardLimit::Willingness,
    HardLimit::StartWindow,
    HardLimit::Certificate,
    HardLimit::Skill,
];

/// The posts that each limit forbids to a person.
pub(crate) struct Sets<T> {
    all: Vec<T>,
    alone: Vec<Vec<u64>>,
}

impl<T: AsRef<[u64]>> Sets<T> {
    /// The sets of all limits, in the order of [`HardLimit::ALL`].
    pub(crate) fn new(all: Vec<T>) -> Self {
        let alone = only_forbidden_by(&all);
        Self { all, alone }
    }

    pub(crate) fn counted(&self) -> Vec<Forbidden> {
        forbidden(&self.all, &self.alone)
    }

    /// Posts that nothing but this limit forbids.
    fn by(&self, limit: HardLimit) -> &[u64] {
        let at = HardLimit::ALL.iter().position(|each| *each == limit);
        at.map_or(&[], |at| &self.alone[at])
    }

    /// Posts among these that nothing but this limit forbids.
    fn by_among(&self, limit: HardLimit, among: &[u64]) -> impl Iterator<Item = u32> {
        let both = self.by(limit).iter().zip(among);
        members(both.map(|(one, other)| one & other)).take(TRIED)
    }
}

/// A need, with the posts that it opens.
struct Opened {
    need: Need,
    first: u32,
    posts: usize,
}

impl Ledger<'_> {
    /// The smallest change that would place somebody who is in no party.
    pub(crate) fn smallest_change<T: AsRef<[u64]>>(
        &self,
        person: u32,
        sets: &Sets<T>,
        eligible: &Eligible,
    ) -> Option<Change> {
        if self.are_capped(&[person]) {
            return None;
        }
        let beside = CHANGEABLE.iter().find_map(|limit| {
            let posts = sets.by_among(*limit, &self.roomy);
            self.least(person, *limit, posts, Entry::Beside)
        });
        let instead = || {
            CHANGEABLE.iter().find_map(|limit| {
                let alone = sets.by(*limit);
                let posts = self.contested.iter().copied();
                let posts = posts.filter(|post| is_in(alone, *post));
                self.least(person, *limit, posts, Entry::Instead)
            })
        };
        let opening = || {
            let (_, post) = eligible.full_post?;
            Some(Change {
                need: Need::Openings(1),
                post,
                displaces: false,
            })
        };
        beside
            .or_else(instead)
            .or_else(|| self.lower_wish(person))
            .or_else(opening)
    }

    /// Every certificate and skill of which each alone would place somebody beside all others, with the posts.
    pub(crate) fn lessons<T: AsRef<[u64]>>(
        &self,
        person: u32,
        sets: &Sets<T>,
        mut take: impl FnMut(Need, u32),
    ) {
        if self.are_capped(&[person]) {
            return;
        }
        for limit in [HardLimit::Certificate, HardLimit::Skill] {
            for post in sets.by_among(limit, &self.roomy) {
                if let Some(need) = self.opens(person, limit, post, Entry::Beside) {
                    take(need, post);
                }
            }
        }
    }

    fn score(&self, seeker: &Seeker, post: &Post) -> Parts {
        let place = self.instance.place(seeker, post.workplace);
        score(seeker, post, place, &self.instance.weights)
    }

    /// Of what lifts a limit at one of these posts, the least; of equal ones what opens most of them.
    fn least(
        &self,
        person: u32,
        limit: HardLimit,
        posts: impl Iterator<Item = u32>,
        entry: Entry,
    ) -> Option<Change> {
        let mut found: Vec<Opened> = Vec::new();
        for post in posts {
            let Some(need) = self.opens(person, limit, post, entry) else {
                continue;
            };
            match found.iter_mut().find(|opened| opened.need == need) {
                Some(opened) => opened.posts += 1,
                None => found.push(Opened {
                    need,
                    first: post,
                    posts: 1,
                }),
            }
        }
        let least = found
            .into_iter()
            .min_by_key(|opened| (opened.need.size(), Reverse(opened.posts), opened.first))?;
        Some(Change {
            need: least.need,
            post: least.first,
            displaces: entry == Entry::Instead,
        })
    }

    /// What lifts a limit at a post, if the person then gets in there in this way.
    fn opens(&self, person: u32, limit: HardLimit, post: u32, entry: Entry) -> Option<Need> {
        let seeker = &self.instance.seekers[person as usize];
        let at = &self.instance.posts[post as usize];
        let need = Need::lifting(limit, seeker, at)?;
        let points = || {
            let changed = need.granted_to(seeker);
            let seeker = changed.as_ref().unwrap_or(seeker);
            let parts = self.score(seeker, at);
            self.worth(person, post, parts.total().into())
        };
        let entered = self.seats[post as usize].lets_in(self.instance.objective, points)?;
        (entered == entry).then_some(need)
    }

    /// The highest pay wish below the present one at which the person is worth more at a full post than
    /// whoever is worth least there.
    fn lower_wish(&self, person: u32) -> Option<Change> {
        let seeker = &self.instance.seekers[person as usize];
        let weights = &self.instance.weights;
        let now = seeker.pay_wish_fen?;
        let wish = |post: u32| {
            let at = &self.instance.posts[post as usize];
            let Seat::GoesHome(loss) = self.seats[post as usize] else {
                return None;
            };
            self.points(person, post)?;
            let parts = self.score(seeker, at);
            let others = parts.total() - parts.pay;
            let missing = loss + 1 - self.worth(person, post, others.into());
            let wish = pay_wish_worth(at, missing, weights)?;
            let changed = Need::PayWish(wish).granted_to(seeker)?;
            let points = self.score(&changed, at).total();
            let enough = self.worth(person, post, points.into()) > loss;
            (enough && wish < now).then_some((wish, Reverse(post)))
        };
        let (wish, Reverse(post)) = self.contested.iter().filter_map(|post| wish(*post)).max()?;
        Some(Change {
            need: Need::PayWish(wish),
            post,
            displaces: true,
        })
    }
}

impl Need {
    /// The one thing that would lift a limit at a post, if it is one thing.
    fn lifting(limit: HardLimit, seeker: &Seeker, post: &Post) -> Option<Self> {
        match limit {
            HardLimit::Willingness => nearest_reach(seeker, post).map(Self::Willingness),
            HardLimit::StartWindow => post.start_by.map(Self::ReadyBy),
            HardLimit::Certificate => missing_certificate(seeker, post).map(Self::Certificate),
            HardLimit::Skill => missing_skill(seeker, post).map(Self::Skill),
            _ => None,
        }
    }

    /// The person for whom it is so; `None` where it is nothing about one person.
    #[must_use]
    pub fn granted_to(self, seeker: &Seeker) -> Option<Seeker> {
        let mut changed = *seeker;
        match self {
            Self::Willingness(to) => changed.willingness = Some(to),
            Self::ReadyBy(day) => changed.ready_from = Some(day),
            Self::Certificate(certificate) => {
                changed.certificates = changed.certificates.with(certificate);
            }
            Self::Skill(skill) => changed.skills = changed.skills.with(skill),
            Self::PayWish(wish) => changed.pay_wish_fen = Some(wish),
            Self::Openings(_) | Self::Closeness(_) | Self::Apart => return None,
        }
        Some(changed)
    }

    /// How large a change it is, compared with others of its kind.
    fn size(self) -> i64 {
        match self {
            Self::Willingness(to) => Willingness::ALL
                .iter()
                .zip(0..)
                .find_map(|(each, at)| (*each == to).then_some(at))
                .unwrap_or(0),
            Self::ReadyBy(day) => -i64::from(chrono::Datelike::num_days_from_ce(&day)),
            Self::Skill(skill) => skill.level.into(),
            Self::PayWish(wish) => -wish,
            Self::Openings(openings) => openings.into(),
            Self::Certificate(_) | Self::Closeness(_) | Self::Apart => 0,
        }
    }
}

/// The nearest reach beyond the present one that a workplace is in.
fn nearest_reach(seeker: &Seeker, post: &Post) -> Option<Willingness> {
    let mut farther = Willingness::ALL.iter().copied();
    farther.find(|to| Some(*to) > seeker.willingness && is_within(*to, seeker.home, post.workplace))
}

fn missing_certificate(seeker: &Seeker, post: &Post) -> Option<Certificate> {
    let missing = post.required_certificates.without(seeker.certificates);
    missing.iter().next().filter(|_| missing.len() == 1)
}

fn missing_skill(seeker: &Seeker, post: &Post) -> Option<Skill> {
    let needed = post.required_skills.iter();
    let mut missing = needed.filter(|needed| !seeker.skills.has(*needed));
    let first = missing.next()?;
    missing.next().is_none().then_some(first)
}
