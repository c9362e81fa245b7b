//! All ways to place a handful of people of whom some go together, one after the other.

use domain::words::{Closeness, Objective};
use matching::eligible::eligible;
use matching::run::Instance;
use matching::score::score;
use matching::seeker::Seeker;

/// People and score of the best matching that keeps parties whole, by trying all.
pub fn best(instance: &Instance<'_>) -> (usize, u64) {
    best_within_quotas(instance).expect("everybody may stay at home")
}

/// The same of those that keep the quotas; none where nothing does.
pub fn best_within_quotas(instance: &Instance<'_>) -> Option<(usize, u64)> {
    let mut given = vec![None; instance.seekers.len()];
    let mut best = None;
    try_from_here(instance, 0, &mut given, &mut best);
    best
}

fn try_from_here(
    instance: &Instance<'_>,
    at: usize,
    given: &mut Vec<Option<u32>>,
    best: &mut Option<(usize, u64)>,
) {
    if at == given.len() {
        if parties_are_whole(instance, given) && quotas_are_kept(instance, given) {
            let people = given.iter().flatten().count();
            let score = total(instance, given);
            let key = |(people, score)| match instance.objective {
                Objective::PeopleFirst => (people, score),
                Objective::ScoreFirst => (0, score),
            };
            if best.is_none_or(|best| key((people, score)) > key(best)) {
                *best = Some((people, score));
            }
        }
        return;
    }
    try_from_here(instance, at + 1, given, best);
    for (post, number) in instance.posts.iter().zip(0..) {
        let taken = given[..at]
            .iter()
            .filter(|other| **other == Some(number))
            .count();
        let fits = taken < post.openings as usize;
        if fits && eligible(&instance.seekers[at], post, instance.on).is_ok() {
            given[at] = Some(number);
            try_from_here(instance, at + 1, given, best);
            given[at] = None;
        }
    }
}

/// Whether every floor and cap is kept by the posts given.
pub fn quotas_are_kept(instance: &Instance<'_>, given: &[Option<u32>]) -> bool {
    instance.quotas.iter().all(|quota| {
        let members = quota.members.iter();
        let placed = members.filter(|who| given[**who as usize].is_some());
        let placed = u32::try_from(placed.count()).expect("a few people");
        quota.at_least.is_none_or(|least| placed >= least)
            && quota.at_most.is_none_or(|most| placed <= most)
    })
}

/// The points of all posts given.
pub fn total(instance: &Instance<'_>, given: &[Option<u32>]) -> u64 {
    let points = |(seeker, post): (&Seeker, &Option<u32>)| {
        let post = &instance.posts[(*post)? as usize];
        let place = instance.place(seeker, post.workplace);
        let parts = score(seeker, post, place, &instance.weights);
        Some(u64::from(parts.total()))
    };
    instance.seekers.iter().zip(given).filter_map(points).sum()
}

/// Whether each party goes whole or stays, as close as it asks, couples in rooms of their own.
pub fn parties_are_whole(instance: &Instance<'_>, given: &[Option<u32>]) -> bool {
    let mut rooms: Vec<u32> = instance
        .posts
        .iter()
        .map(|post| post.couple_rooms)
        .collect();
    instance.parties.iter().all(|party| {
        let places: Vec<Option<u32>> = party
            .members
            .iter()
            .map(|member| given[*member as usize])
            .collect();
        if places.iter().all(Option::is_none) {
            return true;
        }
        let Some(places) = places.into_iter().collect::<Option<Vec<u32>>>() else {
            return false;
        };
        let same = |of: &dyn Fn(u32) -> u64| places.iter().all(|post| of(*post) == of(places[0]));
        let posts = instance.posts;
        let close = match party.closeness {
            Closeness::Post => same(&|post| u64::from(post)),
            Closeness::Enterprise => same(&|post| u64::from(posts[post as usize].enterprise)),
            Closeness::City => same(&|post| u64::from(posts[post as usize].workplace.six() / 100)),
        };
        if party.couple_room {
            let left = &mut rooms[places[0] as usize];
            let free = *left > 0;
            *left = left.saturating_sub(1);
            return close && free;
        }
        close
    })
}
