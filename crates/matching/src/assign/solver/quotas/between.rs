//! An assignment between two: of one that breaks a quota, and as much of one that keeps it as the quota needs.
//!
//! At the price at which a quota is just kept hundreds of people may change sides together. Two assignments differ by chains of
//! moves: somebody takes the seat of somebody, who takes that of somebody else, until one comes to where there is room, or stays at home.
//! Each chain can be made without the others, and changes by one at most how many of a group are placed. So some of them keep the quota to the
//! person. Where both assignments are the best at that price, no chain gains or loses anything there, and what is found is as good.

use crate::quota::Quota;
use std::cmp::Reverse;

/// Moves that follow from each other.
struct Chain {
    /// What they gain, in units.
    gain: i64,
    people: Vec<u32>,
}

/// Makes some of the moves to another assignment, those first that gain most, until one of the quotas is kept; none by which another is
/// broken further. `worth` is what somebody's seat, or home, is worth in units.
pub(super) fn approach(
    post_of: &mut [Option<u32>],
    other: &[Option<u32>],
    (quotas, kept): (&[Quota], usize),
    worth: impl Fn(u32, Option<u32>) -> i64,
) {
    let mut chains = chains(post_of, other, worth);
    chains.sort_by_key(|chain| Reverse(chain.gain));
    let groups: Vec<Vec<bool>> = quotas
        .iter()
        .map(|quota| quota.among(post_of.len()))
        .collect();
    let mut placed: Vec<i64> = quotas
        .iter()
        .map(|quota| quota.placed(post_of).into())
        .collect();
    for Chain { people, .. } in chains {
        let Some(missing) = quotas[kept].missing(placed[kept]) else {
            return;
        };
        let more = |who: &u32| {
            let (before, after) = (post_of[*who as usize], other[*who as usize]);
            i64::from(after.is_some()) - i64::from(before.is_some())
        };
        let then = |(group, placed): (&Vec<bool>, &i64)| {
            let members = people.iter().filter(|who| group[**who as usize]);
            placed + members.map(more).sum::<i64>()
        };
        let then: Vec<i64> = groups.iter().zip(&placed).map(then).collect();
        let upsets = |(at, quota): (usize, &Quota)| {
            let off = |placed| quota.missing(placed).map_or(0, i64::abs);
            off(then[at]) > off(placed[at])
        };
        let helps = (then[kept] - placed[kept]).signum() == missing.signum();
        if !helps || quotas.iter().enumerate().any(upsets) {
            continue;
        }
        for who in people {
            post_of[who as usize] = other[who as usize];
        }
        placed = then;
    }
}

/// The chains of moves that lead from one assignment to another, each post having room for whoever it has in one of them.
fn chains(
    from: &[Option<u32>],
    to: &[Option<u32>],
    worth: impl Fn(u32, Option<u32>) -> i64,
) -> Vec<Chain> {
    let movers = (0_u32..).zip(from.iter().zip(to));
    let movers: Vec<u32> = movers
        .filter_map(|(who, (before, after))| (before != after).then_some(who))
        .collect();
    let at = |side: &[Option<u32>]| {
        let posts = movers.iter().enumerate();
        let posts = posts.filter_map(|(mover, who)| Some((side[*who as usize]?, mover)));
        let mut posts: Vec<(u32, usize)> = posts.collect();
        posts.sort_unstable();
        posts
    };
    // Whoever comes to a post takes the seat of somebody who leaves it, as long as there are any.
    let (coming, leaving) = (at(to), at(from));
    let mut displaced = vec![None; movers.len()];
    let mut is_followed = vec![false; movers.len()];
    let mut leaving = leaving.into_iter().peekable();
    for (post, comer) in coming {
        while leaving.next_if(|(left, _)| *left < post).is_some() {}
        if let Some((_, leaver)) = leaving.next_if(|(left, _)| *left == post) {
            displaced[comer] = Some(leaver);
            is_followed[leaver] = true;
        }
    }
    let mut is_told = vec![false; movers.len()];
    let ends = (0..movers.len()).filter(|mover| !is_followed[*mover]);
    // Those that end nowhere go round.
    let mut chains = Vec::new();
    for first in ends.chain(0..movers.len()) {
        let mut chain = Chain {
            gain: 0,
            people: Vec::new(),
        };
        let mut next = Some(first);
        while let Some(mover) = next.filter(|mover| !is_told[*mover]) {
            is_told[mover] = true;
            let (who, place) = (movers[mover], movers[mover] as usize);
            chain.gain += worth(who, to[place]) - worth(who, from[place]);
            chain.people.push(who);
            next = displaced[mover];
        }
        if !chain.people.is_empty() {
            chains.push(chain);
        }
    }
    chains
}
