//! The people of a field, asked from the other side: for whom is a post worth most?
//!
//! People who live alike and would go as far stand in one group: a post is within reach of all of them or of
//! none, and is the same partner to all. Within a group, a layer holds those who have a certificate, or are no older than
//! an age. For one post people fall into classes by what its trade and its province are to them; classes are visited from the
//! most points that they can have down, until nobody left can be among the best.

mod ladders;

use super::Field;
use super::limits::members;
use super::places::Nearness;
use crate::score::{Place, score};
use crate::wish::Wished;
use domain::division::{Division, Level};
use domain::words::Willingness;
use ladders::{Asked, Class, Ladders};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// People by group.
pub(super) struct Crowd {
    ladders: Ladders,
    groups: Vec<Group>,
}

/// People who live alike and would go as far.
struct Group {
    people: Vec<u32>,
    /// Layer by layer, one bit a person.
    bits: Vec<u64>,
    /// What each site is to all of them; `None` where it is beyond their reach.
    reach: Vec<Option<Nearness>>,
}

impl Crowd {
    pub(super) fn new(field: &Field<'_>) -> Self {
        let seekers = field.instance.seekers;
        let mut alike: BTreeMap<(u32, Option<Willingness>), Vec<u32>> = BTreeMap::new();
        let here = (0..).zip(seekers);
        for (person, seeker) in here.filter(|(_, seeker)| seeker.is_available()) {
            let key = (field.sorted.places.home(person), seeker.willingness);
            alike.entry(key).or_default().push(person);
        }
        let here = alike.values().flatten();
        let here = here.map(|person| &seekers[*person as usize]);
        let ladders = Ladders::new(here, &field.instance);
        let group = |people: Vec<u32>| Group {
            bits: ladders.bits(&people, &field.instance),
            reach: people.first().map_or_else(Vec::new, |person| {
                field
                    .sorted
                    .places
                    .reach(*person, &seekers[*person as usize])
            }),
            people,
        };
        Self {
            groups: alike.into_values().map(group).collect(),
            ladders,
        }
    }

    /// The people of an area for whom a post is worth most, with the points: most first, of equal ones the
    /// lower person.
    pub(super) fn best(
        &self,
        field: &Field<'_>,
        number: u32,
        size: usize,
        area: Option<Division>,
    ) -> Vec<(u32, u32)> {
        let instance = &field.instance;
        let post = &instance.posts[number as usize];
        let spot = field.sorted.places.site(post.workplace, post.kind);
        let (Some(asked), Some(spot)) = (self.ladders.asked(post), spot) else {
            return Vec::new();
        };
        let groups = self.groups.iter();
        let groups = groups.filter(|group| group.may_live_in(area, field));
        let reached = groups.filter_map(|group| {
            let near = group.reach[spot]?;
            Some((near, group, group.among(&asked).collect()))
        });
        let reached: Vec<(Nearness, &Group, Vec<u64>)> = reached.collect();
        let nearness: BTreeSet<Nearness> = reached.iter().map(|(near, ..)| *near).collect();
        let classes = self.ladders.classes(post);
        let visits = nearness.iter().flat_map(|near| {
            let most = |class: &Class| {
                let place = at(*near, class.wished);
                instance.weights.most_at(place, class.trade, post)
            };
            classes
                .iter()
                .map(move |class| (Reverse(most(class)), *near, class))
        });
        let mut visits: Vec<(Reverse<u16>, Nearness, &Class)> = visits.collect();
        visits.sort_by_key(|(most, ..)| *most);
        let mut best: Vec<(Reverse<u32>, u32)> = Vec::new();
        for (Reverse(most), near, class) in visits {
            if best.len() == size && best.last().is_none_or(|last| u32::from(most) < last.0.0) {
                break;
            }
            for (_, group, open) in reached.iter().filter(|(other, ..)| *other == near) {
                let of_class = group.among(&class.asked).zip(open);
                for member in members(of_class.map(|(class, open)| class & open)) {
                    let person = group.people[member as usize];
                    let seeker = &instance.seekers[person as usize];
                    let wished = instance.wishes.fit(seeker.preferred, post.workplace);
                    let place = at(near, wished);
                    let points = score(seeker, post, place, &instance.weights).total();
                    let entry = (Reverse(u32::from(points)), person);
                    let rank = best.partition_point(|other| *other < entry);
                    let lives_there = area.is_none_or(|area| area.contains(seeker.home));
                    if rank < size && lives_there && !field.is_barred(person, number) {
                        best.truncate(size - 1);
                        best.insert(rank, entry);
                    }
                }
            }
        }
        let told = |(points, person): (Reverse<u32>, u32)| (person, points.0);
        best.into_iter().map(told).collect()
    }
}

fn at((tier, distance): Nearness, wished: Wished) -> Place {
    Place {
        tier,
        distance,
        wished,
    }
}

impl Group {
    /// Whether some of them can be at home in an area: all live in one county.
    fn may_live_in(&self, area: Option<Division>, field: &Field<'_>) -> bool {
        let first = self.people.first();
        let home = first.map(|person| field.instance.seekers[*person as usize].home);
        let county = home.map(|home| home.up_to(Level::County));
        area.zip(county)
            .is_none_or(|(area, county)| area.contains(county) || county.contains(area))
    }

    /// Who is in all of some layers, a word of bits after the other.
    fn among(&self, asked: &[Asked]) -> impl Iterator<Item = u64> {
        let words = self.people.len().div_ceil(64);
        (0..words).map(move |word| {
            let here = (self.people.len() - word * 64).min(64);
            asked.iter().fold(u64::MAX >> (64 - here), |all, asked| {
                let layer = self.bits[asked.layer * words + word];
                all & if asked.without { !layer } else { layer }
            })
        })
    }
}
