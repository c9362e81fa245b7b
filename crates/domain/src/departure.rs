//! Who leaves with whom.
//!
//! Households and parties leave together, and so do fellow villagers as far as one batch takes them. Batches are few:
//! whoever is to lead one has a bus to fill, not five half-empty ones.

use crate::coded::coded;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::Hash;

coded! {
    /// How far a departure has come.
    DepartureState, "departure_state" {
        Planned = "planned", "待出发";
        Departed = "departed", "已出发";
        Arrived = "arrived", "已到达";
        Cancelled = "cancelled", "已取消";
    }
}

coded! {
    /// What does not fit together between a departure's roll-calls and its people's placements.
    DepartureFinding, "departure_finding" {
        Unconfirmed = "unconfirmed", "企业尚未确认，不能出发";
        NoLongerComing = "no_longer_coming", "已不再前往，应从名单中移除";
        LeftBehind = "left_behind", "出发时未到，尚无下文";
        ArrivedWithoutDeparture = "arrived_without_departure", "已到达，但没有出发记录";
        DepartedWithoutArrival = "departed_without_arrival", "已出发，但没有到达记录";
    }
}

/// Somebody who is to leave, by what ties them to others. What is unknown ties to nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traveller {
    /// Their village, spelt so that villages of one name in two townships differ.
    pub village: Option<String>,
    /// Their household.
    pub household: Option<String>,
    /// Their party, by any number.
    pub party: Option<u128>,
}

/// Puts people into batches of `capacity` at most; each batch names them by their place in the list, those who belong
/// together next to each other.
///
/// Everybody is in one batch exactly. A household or party, and all whom its members draw with them, is in one batch
/// unless it is larger than a batch; so is a village. No two batches would fit into one.
#[must_use]
pub fn batches(people: &[Traveller], capacity: usize) -> Vec<Vec<usize>> {
    let capacity = capacity.max(1);
    let mut villages: BTreeMap<(Option<&str>, usize), Vec<Vec<usize>>> = BTreeMap::new();
    for unit in units(people) {
        let village = usual_village(people, &unit);
        // People of no known village are fellow villagers of nobody.
        let own = if village.is_some() { 0 } else { unit[0] + 1 };
        villages.entry((village, own)).or_default().push(unit);
    }
    let mut pieces = Vec::new();
    for units in villages.into_values() {
        if units.iter().map(Vec::len).sum::<usize>() <= capacity {
            pieces.push(units.concat());
        } else {
            let cut = units.into_iter().flat_map(|unit| cut(&unit, capacity));
            pieces.extend(packed(cut.collect(), capacity));
        }
    }
    packed(pieces, capacity)
}

/// People who are tied by household or party, directly or through others; each in one unit.
fn units(people: &[Traveller]) -> Vec<Vec<usize>> {
    let mut ties = Ties((0..people.len()).collect());
    ties.tie_all(people.iter().map(|person| person.household.as_deref()));
    ties.tie_all(people.iter().map(|person| person.party));
    let mut units: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for person in 0..people.len() {
        units.entry(ties.first(person)).or_default().push(person);
    }
    let mut units: Vec<Vec<usize>> = units.into_values().collect();
    for unit in &mut units {
        // Household by household, also where a unit must be cut.
        unit.sort_by_key(|person| (&people[*person].household, *person));
    }
    units
}

/// Who is tied to whom: each names somebody tied to them, at last the first of the unit.
struct Ties(Vec<usize>);

impl Ties {
    fn first(&mut self, mut person: usize) -> usize {
        while self.0[person] != person {
            self.0[person] = self.0[self.0[person]];
            person = self.0[person];
        }
        person
    }

    fn tie_all<K: Eq + Hash>(&mut self, keys: impl Iterator<Item = Option<K>>) {
        let mut seen: HashMap<K, usize> = HashMap::new();
        for (person, key) in keys.enumerate() {
            let Some(key) = key else { continue };
            let other = *seen.entry(key).or_insert(person);
            let (one, other) = (self.first(person), self.first(other));
            self.0[one.max(other)] = one.min(other);
        }
    }
}

/// The village of most of a unit, of the first of them where two are equal.
fn usual_village<'a>(people: &'a [Traveller], unit: &[usize]) -> Option<&'a str> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let named = unit
        .iter()
        .filter_map(|person| people[*person].village.as_deref());
    for village in named.clone() {
        *counts.entry(village).or_default() += 1;
    }
    let most = counts.values().copied().max()?;
    named.clone().find(|village| counts[village] == most)
}

fn cut(unit: &[usize], capacity: usize) -> Vec<Vec<usize>> {
    unit.chunks(capacity).map(<[usize]>::to_vec).collect()
}

/// Puts pieces together, the largest first, each to where it leaves the least room.
fn packed(mut pieces: Vec<Vec<usize>>, capacity: usize) -> Vec<Vec<usize>> {
    pieces.sort_by_key(|piece| std::cmp::Reverse(piece.len()));
    let mut batches: Vec<Vec<usize>> = Vec::new();
    let mut room: BTreeSet<(usize, usize)> = BTreeSet::new();
    for piece in pieces {
        let tightest = room.range((piece.len(), 0)..).next().copied();
        let (left, batch) = tightest.unwrap_or((capacity, batches.len()));
        if tightest.is_none() {
            batches.push(Vec::new());
        }
        room.remove(&(left, batch));
        room.insert((left - piece.len(), batch));
        batches[batch].extend(piece);
    }
    batches
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{collection::vec, option::of, prelude::*};

    fn person(village: &str, household: u32, party: Option<u128>) -> Traveller {
        Traveller {
            village: Some(village.to_owned()),
            household: Some(household.to_string()),
            party,
        }
    }

    #[test]
    fn a_household_and_its_village_leave_together() {
        let people = [
            person("上寨", 1, None),
            person("下寨", 2, None),
            person("上寨", 1, None),
            person("下寨", 3, None),
            person("上寨", 4, None),
        ];
        assert_eq!(batches(&people, 3), [vec![0, 2, 4], vec![1, 3]]);
        assert_eq!(batches(&people, 5), [vec![0, 2, 4, 1, 3]]);
        assert_eq!(batches(&people, 2), [vec![0, 2], vec![1, 3], vec![4]]);
    }

    #[test]
    fn a_party_of_two_villages_draws_its_households_with_it() {
        let people = [
            person("上寨", 1, Some(7)),
            person("下寨", 2, Some(7)),
            person("下寨", 2, None),
            person("下寨", 3, None),
        ];
        assert_eq!(batches(&people, 3), [vec![0, 1, 2], vec![3]]);
    }

    #[test]
    fn nobody_leaves_where_nobody_is() {
        assert!(batches(&[], 50).is_empty());
    }

    fn somebody() -> impl Strategy<Value = Traveller> {
        (of(0_u8..6), of(0_u8..30), of(0_u8..20)).prop_map(|(village, household, party)| {
            Traveller {
                village: village.map(|v| v.to_string()),
                household: household.map(|h| h.to_string()),
                party: party.map(u128::from),
            }
        })
    }

    /// Whom a person draws along, by going from tie to tie.
    fn drawn(people: &[Traveller], from: usize) -> BTreeSet<usize> {
        let mut found = BTreeSet::from([from]);
        loop {
            let tied = |one: &Traveller, other: &Traveller| {
                (one.household.is_some() && one.household == other.household)
                    || (one.party.is_some() && one.party == other.party)
            };
            let more: Vec<usize> = (0..people.len())
                .filter(|other| !found.contains(other))
                .filter(|other| found.iter().any(|one| tied(&people[*one], &people[*other])))
                .collect();
            if more.is_empty() {
                return found;
            }
            found.extend(more);
        }
    }

    proptest! {
        #[test]
        fn everybody_leaves_once_with_their_own_and_no_bus_leaves_for_nothing(
            people in vec(somebody(), 0..80),
            capacity in 1_usize..30,
        ) {
            let made = batches(&people, capacity);
            let mut all: Vec<usize> = made.concat();
            all.sort_unstable();
            prop_assert_eq!(all, (0..people.len()).collect::<Vec<_>>());
            prop_assert!(made.iter().all(|batch| (1..=capacity).contains(&batch.len())));
            for (at, one) in made.iter().enumerate() {
                let others = made[at + 1..].iter();
                prop_assert!(others.clone().all(|other| one.len() + other.len() > capacity));
            }
            for person in 0..people.len() {
                let own = drawn(&people, person);
                let batch = made.iter().find(|batch| batch.contains(&person)).expect("in one");
                if own.len() <= capacity {
                    prop_assert!(own.iter().all(|other| batch.contains(other)));
                }
            }
            // A village whose units are all of it alone, and that fits, is in one batch.
            for village in 0..6_u8 {
                let name = village.to_string();
                let of_it = |person: &usize| people[*person].village.as_deref() == Some(&name);
                let there: BTreeSet<usize> = (0..people.len()).filter(of_it).collect();
                let alone = there.iter().all(|one| drawn(&people, *one).is_subset(&there));
                if alone && there.len() <= capacity {
                    let batches = made.iter().filter(|batch| batch.iter().any(|one| there.contains(one)));
                    prop_assert!(batches.count() <= 1);
                }
            }
        }
    }
}
