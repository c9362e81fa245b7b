//! Where the posts are, and what that is worth to people.
//!
//! Sites are sorted by division, so what lies in one is a range of them: a reach, a wish
//! and a province are each marked in one stroke.

use crate::eligible::{Reach, reach};
use crate::run::Instance;
use crate::score::{Place, Weights};
use crate::seeker::Seeker;
use crate::wish::{Wished, Wishes};
use domain::distance::Distance;
use domain::division::{Division, Level};
use domain::words::{Tier, VacancyKind, Willingness};
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

/// The points of a site that somebody may not work at.
pub(super) const FORBIDDEN: i16 = i16::MIN;

/// A workplace, and whether its posts are public welfare ones, which only the own county may take.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Site {
    workplace: Division,
    is_welfare: bool,
}

/// What a site is to a home, and how far from it.
pub(super) type Nearness = (Tier, Distance);

/// What the sites are to those who live alike.
struct Home {
    nearness: Vec<Nearness>,
    points: Vec<i16>,
}

/// The sites of some posts, and the homes of some people.
pub(super) struct Places {
    sites: Vec<Site>,
    welfare: Vec<usize>,
    homes: Vec<Home>,
    home_of: Vec<u32>,
    /// The points of each of [`Wished::ALL`].
    wished: [i16; 4],
}

impl Places {
    pub(super) fn new(instance: &Instance<'_>) -> Self {
        let site = |post: &crate::post::Post| Site {
            workplace: post.workplace,
            is_welfare: post.kind == VacancyKind::PublicWelfare,
        };
        let sites: BTreeSet<Site> = instance.posts.iter().map(site).collect();
        let sites: Vec<Site> = sites.into_iter().collect();
        let welfare = (0..sites.len()).filter(|at| sites[*at].is_welfare);
        let anywhere = (Tier::Elsewhere, Distance::Farther);
        let wished = |wished| points(&instance.weights, anywhere, wished).1;
        let mut places = Self {
            welfare: welfare.collect(),
            sites,
            homes: Vec::new(),
            home_of: Vec::with_capacity(instance.seekers.len()),
            wished: Wished::ALL.map(wished),
        };
        places.settle(instance);
        places
    }

    /// Finds out who lives alike: in one county, with the same partners.
    fn settle(&mut self, instance: &Instance<'_>) {
        let mut by_division: HashMap<Division, u32> = HashMap::new();
        let mut alike: HashMap<(Division, Vec<usize>), u32> = HashMap::new();
        for seeker in instance.seekers {
            let home = *by_division.entry(seeker.home).or_insert_with(|| {
                let partners = instance.pairings.partners(seeker.home, instance.on);
                let partners = partners.map(|(at, _)| at).collect();
                let county = seeker.home.up_to(Level::County);
                *alike.entry((county, partners)).or_insert_with(|| {
                    let resolve = |site: &Site| {
                        let place = instance.place(seeker, site.workplace);
                        (place.tier, place.distance)
                    };
                    let nearness: Vec<Nearness> = self.sites.iter().map(resolve).collect();
                    let worth = |near: &Nearness| points(&instance.weights, *near, Wished::Unsaid);
                    self.homes.push(Home {
                        points: nearness.iter().map(|near| worth(near).0).collect(),
                        nearness,
                    });
                    u32::try_from(self.homes.len() - 1).unwrap_or(u32::MAX)
                })
            });
            self.home_of.push(home);
        }
    }

    /// The site of a post, if there is one.
    pub(super) fn site(&self, workplace: Division, kind: VacancyKind) -> Option<usize> {
        let is_welfare = kind == VacancyKind::PublicWelfare;
        let site = Site {
            workplace,
            is_welfare,
        };
        self.sites.binary_search(&site).ok()
    }

    /// The number that a person's home has in common with those alike.
    pub(super) fn home(&self, person: u32) -> u32 {
        self.home_of[person as usize]
    }

    /// What a site is to a person's home.
    pub(super) fn nearness(&self, person: u32, site: usize) -> Nearness {
        self.homes[self.home_of[person as usize] as usize].nearness[site]
    }

    /// What each site is to a person's home; `None` where the person may not work.
    pub(super) fn reach(&self, person: u32, seeker: &Seeker) -> Vec<Option<Nearness>> {
        let home = &self.homes[self.home_of[person as usize] as usize];
        let mut points = vec![0; self.sites.len()];
        self.forbid(seeker, &mut points);
        let sites = home.nearness.iter().zip(points);
        sites
            .map(|(near, points)| (points != FORBIDDEN).then_some(*near))
            .collect()
    }

    /// The points of each site for a person, as far as only the place decides them; or [`FORBIDDEN`].
    pub(super) fn points(&self, person: u32, seeker: &Seeker, wishes: &Wishes) -> Vec<i16> {
        let home = &self.homes[self.home_of[person as usize] as usize];
        let mut points = home.points.clone();
        let [unsaid, here, same_province, elsewhere] = self.wished;
        let divisions = wishes.divisions(seeker.preferred);
        if divisions.is_empty() {
            for points in &mut points {
                *points += unsaid;
            }
        } else {
            let mut fits = vec![elsewhere; points.len()];
            for wish in divisions {
                fits[self.within(wish.up_to(Level::Province))].fill(same_province);
            }
            for wish in divisions {
                fits[self.within(*wish)].fill(here);
            }
            for (points, fit) in points.iter_mut().zip(fits) {
                *points += fit;
            }
        }
        self.forbid(seeker, &mut points);
        points
    }

    fn forbid(&self, seeker: &Seeker, points: &mut [i16]) {
        match seeker.willingness.map(|far| reach(far, seeker.home)) {
            None | Some(Reach::Everywhere) => {}
            Some(Reach::Nowhere) => points.fill(FORBIDDEN),
            Some(Reach::Within(division)) => {
                let within = self.within(division);
                points[..within.start].fill(FORBIDDEN);
                points[within.end..].fill(FORBIDDEN);
            }
        }
        if let (false, Reach::Within(county)) = (
            self.welfare.is_empty(),
            reach(Willingness::OwnCounty, seeker.home),
        ) {
            let own = self.within(county);
            for at in self.welfare.iter().filter(|at| !own.contains(at)) {
                points[*at] = FORBIDDEN;
            }
        }
    }

    /// The sites within a division.
    fn within(&self, division: Division) -> Range<usize> {
        let (first, last) = division.range();
        let from = |code| move |site: &Site| site.workplace.widened() < code;
        self.sites.partition_point(from(first))..self.sites.partition_point(from(last + 1))
    }
}

/// The points of how near a place is and those of a wish.
fn points(weights: &Weights, (tier, distance): Nearness, wished: Wished) -> (i16, i16) {
    let parts = weights.place_points(Place {
        tier,
        distance,
        wished,
    });
    let points = |points: u16| i16::try_from(points).unwrap_or(i16::MAX);
    let of_nearness = parts.partner + parts.first + parts.stability;
    (points(of_nearness), points(parts.place))
}
