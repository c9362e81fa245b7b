//! The hard limits as layers of bits over posts.
//!
//! A layer holds the posts that one fact of a person lets pass: an age, a schooling, a day. Ages and days
//! are ladders whose rungs are the only values at which any post's answer changes. A post that asks for
//! certificates stands in the layer of the first it asks for, and skills likewise; one that asks for several
//! of either is *strict*, and is looked at by itself in the end.

use crate::eligible::{FULL_AGE, HardLimit, WORKING_AGE, is_of_age};
use crate::post::Post;
use crate::seeker::Seeker;
use chrono::NaiveDate;
use domain::coded::Coded;
use domain::words::{Certificate, Schooling, Trade};

/// Levels of a skill.
const LEVELS: usize = 5;

/// Which layer is which.
pub(super) struct Layers {
    on: NaiveDate,
    /// Ages at which some post's answer changes, ascending.
    ages: Vec<i32>,
    /// Last days on which some post may be started, ascending.
    days: Vec<NaiveDate>,
}

/// The layers that bear on a person: the posts in all of `all`, and in one of `certificates` and of `skills`.
pub(super) struct Facts {
    pub all: Vec<usize>,
    pub certificates: Vec<usize>,
    pub skills: Vec<usize>,
}

impl Layers {
    pub(super) fn new<'a>(posts: impl Iterator<Item = &'a Post> + Clone, on: NaiveDate) -> Self {
        let bounds = posts.clone().flat_map(|post| {
            let oldest = post.age_max.map(|age| i32::from(age) + 1);
            [post.age_min.map(i32::from), oldest]
        });
        let mut ages: Vec<i32> = bounds.flatten().chain([WORKING_AGE, FULL_AGE]).collect();
        let mut days: Vec<NaiveDate> = posts.filter_map(|post| post.start_by).collect();
        ages.sort_unstable();
        ages.dedup();
        days.sort_unstable();
        days.dedup();
        Self { on, ages, days }
    }

    /// How many layers there are.
    pub(super) fn len(&self) -> usize {
        self.strict() + 1
    }

    /// The layer of the strict posts.
    pub(super) fn strict(&self) -> usize {
        self.skills() + 1 + Trade::ALL.len() * LEVELS
    }

    fn schoolings(&self) -> usize {
        self.ages.len() + 1
    }

    fn days(&self) -> usize {
        self.schoolings() + Schooling::ALL.len()
    }

    fn certificates(&self) -> usize {
        self.days() + self.days.len() + 1
    }

    fn skills(&self) -> usize {
        self.certificates() + 1 + Certificate::ALL.len()
    }

    /// What bears on a person.
    pub(super) fn facts(&self, seeker: &Seeker) -> Facts {
        let age = seeker.age_on(self.on);
        let mut all = vec![self.ages.partition_point(|rung| *rung <= age)];
        all.extend(seeker.schooling.map(|has| self.schoolings() + has.place()));
        let rung = |ready| self.days.partition_point(|last| *last < ready);
        all.extend(seeker.ready_from.map(|ready| self.days() + rung(ready)));
        let certificate = |held: Certificate| self.certificates() + 1 + held.place();
        let skill = |skill: crate::seeker::Skill| self.skill(skill.trade, skill.level);
        let one = |layer| std::iter::once(layer);
        Facts {
            all,
            certificates: one(self.certificates())
                .chain(seeker.certificates.iter().map(certificate))
                .collect(),
            skills: one(self.skills())
                .chain(seeker.skills.iter().map(skill))
                .collect(),
        }
    }

    /// The layers in which a post stands.
    pub(super) fn of(&self, post: &Post) -> impl Iterator<Item = usize> {
        let ages = (0..=self.ages.len()).filter(|rung| is_of_age(self.age(*rung), post));
        let schooled = |has: &&Schooling| post.schooling_min.is_none_or(|needs| **has >= needs);
        let schoolings = Schooling::ALL.iter().filter(schooled);
        let last = post.start_by.map_or(self.days.len(), |last| {
            self.days.partition_point(|day| *day < last)
        });
        let certificate = post.required_certificates.iter().next();
        let certificate = certificate.map_or(0, |first| 1 + first.place());
        let skills: Vec<usize> = match post.required_skills.iter().next() {
            None => vec![self.skills()],
            Some(first) => (first.level..=5)
                .map(|level| self.skill(first.trade, level))
                .collect(),
        };
        let strict = is_strict(post).then_some(self.strict());
        ages.chain(schoolings.map(|has| self.schoolings() + has.place()))
            .chain((0..=last).map(|rung| self.days() + rung))
            .chain([self.certificates() + certificate])
            .chain(skills)
            .chain(strict)
            .collect::<Vec<usize>>()
            .into_iter()
    }

    /// An age on a rung.
    fn age(&self, rung: usize) -> i32 {
        let above = rung.checked_sub(1).map(|below| self.ages[below]);
        above.unwrap_or(WORKING_AGE - 1)
    }

    fn skill(&self, trade: Trade, level: u8) -> usize {
        self.skills() + 1 + trade.place() * LEVELS + usize::from(level) - 1
    }
}

/// Whether a post asks for several certificates or skills.
fn is_strict(post: &Post) -> bool {
    post.required_certificates.len() > 1 || post.required_skills.len() > 1
}

/// Whether a post is closed to everybody on a day.
pub(super) fn is_shut(post: &Post, on: NaiveDate) -> bool {
    let nobody = |limit: HardLimit| limit.shuts(post, on);
    HardLimit::ALL.iter().copied().any(nobody)
}
