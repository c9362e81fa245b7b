//! Floors and caps on how many people of a group are placed.

/// A group of people of whom at least or at most so many are placed: a county, a list of names.
///
/// A floor asks no more than can be placed at all; where it cannot be kept, as many as possible
/// are placed. Groups may overlap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quota {
    /// The group, by their places among the seekers.
    pub members: Vec<u32>,
    /// So many of them at least.
    pub at_least: Option<u32>,
    /// So many of them at most; the floor yields to it where they contradict each other.
    pub at_most: Option<u32>,
}

/// How a floor or a cap is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// So many people.
    People(u32),
    /// So many of a thousand who are matched, from 0 to 1000.
    Permille(u16),
}

impl Quota {
    /// A quota over a group; of a share of it, a floor is rounded up and a cap down.
    #[must_use]
    pub fn of(members: Vec<u32>, at_least: Option<Bound>, at_most: Option<Bound>) -> Self {
        let people = |bound, rounding: u64| match bound {
            Bound::People(people) => people,
            Bound::Permille(share) => {
                let share = members.len() as u64 * u64::from(share.min(1000)) + rounding;
                u32::try_from(share / 1000).unwrap_or(u32::MAX)
            }
        };
        Self {
            at_least: at_least.map(|bound| people(bound, 999)),
            at_most: at_most.map(|bound| people(bound, 0)),
            members,
        }
    }

    /// The floor, as far as the cap lets it.
    pub(crate) fn least(&self) -> u32 {
        self.at_least.unwrap_or(0).min(self.most())
    }

    /// The cap.
    pub(crate) fn most(&self) -> u32 {
        self.at_most.unwrap_or(u32::MAX)
    }

    /// How many of the group are placed.
    pub(crate) fn placed(&self, post_of: &[Option<u32>]) -> u32 {
        let members = self.members.iter();
        let placed = members.filter(|member| post_of[**member as usize].is_some());
        u32::try_from(placed.count()).unwrap_or(u32::MAX)
    }

    /// How many more of the group have to be placed, or fewer where it is negative; nothing if the quota is kept.
    pub(crate) fn broken(&self, post_of: &[Option<u32>]) -> Option<i64> {
        self.missing(self.placed(post_of).into())
    }

    /// The same where so many are placed.
    pub(crate) fn missing(&self, placed: i64) -> Option<i64> {
        let asked = placed.clamp(self.least().into(), self.most().into());
        (asked != placed).then_some(asked - placed)
    }

    /// Of so many people, whether each is in the group.
    pub(crate) fn among(&self, people: usize) -> Vec<bool> {
        let mut among = vec![false; people];
        for member in &self.members {
            among[*member as usize] = true;
        }
        among
    }

    /// What a quota asks for where placing one more of its members is worth so much more.
    pub(crate) fn asked(&self, lambda: i64) -> u32 {
        if lambda > 0 {
            self.least()
        } else {
            self.most()
        }
    }
}

/// What came of a quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuotaPrice {
    /// How many of the group are placed.
    pub placed: u32,
    /// The points that the score loses by asking for one more of a floor, or gains by allowing one more of a
    /// cap; 0 where the quota binds nobody, or cannot be kept.
    pub points: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_a_group_is_rounded_towards_what_was_asked() {
        let third = Some(Bound::Permille(333));
        let quota = Quota::of(vec![0, 1, 2, 3], third, third);
        assert_eq!((quota.at_least, quota.at_most), (Some(2), Some(1)));
        let all = Some(Bound::Permille(1000));
        assert_eq!(Quota::of(vec![7, 8], all, None).at_least, Some(2));
    }
}
