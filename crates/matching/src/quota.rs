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

/// What came of a quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuotaPrice {
    /// How many of the group are placed.
    pub placed: u32,
    /// The points that the score loses by asking for one more of a floor, or gains by allowing one more of a
    /// cap; 0 where the quota binds nobody.
    pub points: u64,
}
