//! What the people left out and the posts could do with, summed over a run.

use crate::party::city_of;
use crate::post::Post;
use crate::reasons::{Marginal, Need};
use crate::seeker::Seeker;
use domain::division::{Division, Level};
use domain::skill::Skill;
use domain::words::{Certificate, Trade};
use std::collections::{BTreeMap, HashMap};

/// What training can give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lesson {
    /// A certificate.
    Certificate(Certificate),
    /// A trade, or a level in it.
    Skill(Skill),
}

/// Whom one lesson would place in one county.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrainingDemand {
    /// What would be learnt.
    pub lesson: Lesson,
    /// Where the people live.
    pub county: Division,
    /// People each of whom it alone would place, nobody else staying at home for it.
    pub people: u32,
    /// So many of them at least it would place at once, in the openings that are left.
    pub at_once: u32,
}

/// The posts of one trade in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PostDemand {
    /// The trade.
    pub trade: Trade,
    /// The city of the workplaces, or the county that lies in its province directly.
    pub region: Division,
    /// The openings that there are.
    pub openings: u32,
    /// Those of them that are given.
    pub given: u32,
    /// People left out who may take one of these posts.
    pub waiting: u32,
    /// What one more opening would bring at most, at the post where it would bring most.
    pub marginal: Marginal,
    /// That post, by its place among the posts.
    pub post: u32,
}

/// All demands, the largest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Demand {
    /// By people whom a lesson would place, then by lesson and county.
    pub training: Vec<TrainingDemand>,
    /// By marginal value, then by people waiting, trade and region; posts of which nobody wants one more are left out.
    pub posts: Vec<PostDemand>,
}

/// Gathers the demand, one person left out after the other.
pub(crate) struct Gathering<'a> {
    seekers: &'a [Seeker],
    /// The group of each post.
    group_of: Vec<u32>,
    groups: Vec<PostDemand>,
    /// The last person who was counted as waiting, by group.
    counted: Vec<Option<u32>>,
    lessons: BTreeMap<(LessonKey, Division), Class<'a>>,
    left: &'a [u32],
}

/// A lesson in an order that does not change.
type LessonKey = (Option<Certificate>, Option<(Trade, u8)>);

/// Those whom one lesson in one county would place.
struct Class<'a> {
    people: u32,
    at_once: u32,
    last: Option<u32>,
    is_last_seated: bool,
    taken: HashMap<u32, u32>,
    left: &'a [u32],
}

impl<'a> Gathering<'a> {
    pub(crate) fn new(
        seekers: &'a [Seeker],
        posts: &[Post],
        left: &'a [u32],
        marginal: impl Fn(u32) -> Marginal,
    ) -> Self {
        let mut groups: Vec<PostDemand> = Vec::new();
        let mut numbers = BTreeMap::new();
        let mut group_of = Vec::with_capacity(posts.len());
        for ((post, left), number) in posts.iter().zip(left).zip(0..) {
            let (trade, region) = (post.trade, city_of(post.workplace));
            let next = groups.len();
            let at = *numbers.entry((trade, region)).or_insert(next);
            let one = PostDemand {
                trade,
                region,
                openings: 0,
                given: 0,
                waiting: 0,
                marginal: marginal(number),
                post: number,
            };
            if at == next {
                groups.push(one);
            }
            let group = &mut groups[at];
            group.openings = group.openings.saturating_add(post.openings);
            group.given = group.given.saturating_add(post.openings - left);
            if one.marginal > group.marginal {
                (group.marginal, group.post) = (one.marginal, one.post);
            }
            group_of.push(u32::try_from(at).unwrap_or(u32::MAX));
        }
        Self {
            seekers,
            counted: vec![None; groups.len()],
            group_of,
            groups,
            lessons: BTreeMap::new(),
            left,
        }
    }

    /// Somebody left out may take a post.
    pub(crate) fn waits(&mut self, person: u32, post: u32) {
        let group = self.group_of[post as usize] as usize;
        if self.counted[group].replace(person) != Some(person) {
            self.groups[group].waiting += 1;
        }
    }

    /// A lesson alone would place somebody at a post.
    pub(crate) fn would_be_taught(&mut self, person: u32, need: Need, post: u32) {
        let key: LessonKey = match need {
            Need::Certificate(certificate) => (Some(certificate), None),
            Need::Skill(skill) => (None, Some((skill.trade, skill.level))),
            _ => return,
        };
        let county = self.seekers[person as usize].home.up_to(Level::County);
        let left = self.left;
        let class = self.lessons.entry((key, county)).or_insert_with(|| Class {
            people: 0,
            at_once: 0,
            last: None,
            is_last_seated: false,
            taken: HashMap::new(),
            left,
        });
        class.count(person, post);
    }

    pub(crate) fn summed(self) -> Demand {
        let lesson = |key: LessonKey| match key {
            (Some(certificate), _) => Some(Lesson::Certificate(certificate)),
            (None, Some((trade, level))) => Some(Lesson::Skill(Skill { trade, level })),
            (None, None) => None,
        };
        let mut training: Vec<TrainingDemand> = self
            .lessons
            .into_iter()
            .filter_map(|((key, county), class)| {
                Some(TrainingDemand {
                    lesson: lesson(key)?,
                    county,
                    people: class.people,
                    at_once: class.at_once,
                })
            })
            .collect();
        training.sort_by_key(|each| std::cmp::Reverse((each.people, each.at_once)));
        let mut posts = self.groups;
        posts.retain(|group| group.waiting > 0 || group.marginal > Marginal::default());
        posts.sort_by_key(|group| {
            let most = std::cmp::Reverse((group.marginal, group.waiting));
            (most, group.trade, group.region)
        });
        Demand { training, posts }
    }
}

impl Class<'_> {
    /// Counts a person once, and seats them at the first of their posts that still has an opening left.
    fn count(&mut self, person: u32, post: u32) {
        if self.last.replace(person) != Some(person) {
            self.people += 1;
            self.is_last_seated = false;
        }
        let taken = self.taken.entry(post).or_default();
        if !self.is_last_seated && *taken < self.left[post as usize] {
            *taken += 1;
            self.at_once += 1;
            self.is_last_seated = true;
        }
    }
}
