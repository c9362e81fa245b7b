//! Two answers for the same people, person by person.

use domain::id::{PersonId, VacancyId};
use std::collections::BTreeMap;

domain::coded! {
    /// What became of a person from one answer to the other.
    Difference, "difference" {
        Same = "same", "不变";
        Moved = "moved", "改派";
        NewlyPlaced = "newly_placed", "新增安排";
        NoLongerPlaced = "no_longer_placed", "不再安排";
    }
}

/// A person in both answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compared {
    /// The person.
    pub person: PersonId,
    /// The post in the first answer.
    pub before: Option<VacancyId>,
    /// The post in the second answer.
    pub after: Option<VacancyId>,
    /// What became of them.
    pub difference: Difference,
}

/// Lays two answers side by side: everybody placed in either, by person.
///
/// Somebody who stands in one answer twice counts with the later entry.
#[must_use]
pub fn compare(before: &[(PersonId, VacancyId)], after: &[(PersonId, VacancyId)]) -> Vec<Compared> {
    let mut people: BTreeMap<PersonId, (Option<VacancyId>, Option<VacancyId>)> = BTreeMap::new();
    for (person, post) in before {
        people.entry(*person).or_default().0 = Some(*post);
    }
    for (person, post) in after {
        people.entry(*person).or_default().1 = Some(*post);
    }
    people
        .into_iter()
        .map(|(person, (before, after))| Compared {
            person,
            before,
            after,
            difference: match (before, after) {
                (None, _) => Difference::NewlyPlaced,
                (_, None) => Difference::NoLongerPlaced,
                _ if before == after => Difference::Same,
                _ => Difference::Moved,
            },
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn everybody_placed_in_either_answer_is_told_once() {
        let person = |number| PersonId(Uuid::from_u128(number));
        let post = |number| VacancyId(Uuid::from_u128(number));
        let before = [
            (person(1), post(1)),
            (person(2), post(1)),
            (person(3), post(2)),
        ];
        let after = [
            (person(4), post(2)),
            (person(2), post(2)),
            (person(1), post(1)),
        ];

        let told: Vec<_> = compare(&before, &after)
            .into_iter()
            .map(|each| (each.person, each.difference))
            .collect();

        assert_eq!(
            told,
            [
                (person(1), Difference::Same),
                (person(2), Difference::Moved),
                (person(3), Difference::NoLongerPlaced),
                (person(4), Difference::NewlyPlaced),
            ]
        );
    }
}
