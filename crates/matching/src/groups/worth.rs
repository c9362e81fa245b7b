//! People before points, in one number.

use domain::words::Objective;

/// People times 2⁶⁴ and points in some fine unit: compared, added and subtracted like a number, people count
/// before any points. Sums of points stay below 2⁶³ units.
pub(super) type Worth = i128;

/// What one person counts for.
const PERSON: u32 = 64;

/// How worth is reckoned in one task.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    /// How many units make one point.
    pub unit: i64,
    counts_people: bool,
}

impl Scale {
    /// As fine as wished, or as the sum of all points allows.
    pub(super) fn new(objective: Objective, wished: i64, most_points: u64) -> Self {
        let room = (1_i64 << 62) / i64::try_from(most_points.max(1)).unwrap_or(i64::MAX);
        Self {
            unit: wished.min(room).max(1),
            counts_people: objective == Objective::PeopleFirst,
        }
    }

    pub(super) fn of(self, people: i64, points: i64) -> Worth {
        let people = Worth::from(if self.counts_people { people } else { 0 });
        (people << PERSON) + Worth::from(points) * Worth::from(self.unit)
    }
}
