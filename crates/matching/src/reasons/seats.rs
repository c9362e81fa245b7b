//! How hard it is to get in at each post, with everybody else kept where they are.

use super::ledger::Ledger;
use domain::words::Objective;

/// What it takes to get in at a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seat {
    /// An opening is left.
    Free,
    /// Somebody there can go on to an opening left elsewhere, at the loss of so many points; in people first also where others
    /// have to make room by going on themselves.
    GoesOn(i64),
    /// Somebody there would have to go home, at the loss of so many points.
    GoesHome(i64),
    /// Nobody there can be moved.
    Firm,
}

/// Who gets in, at whose cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// Nobody has to stay at home for it.
    Beside,
    /// Somebody has.
    Instead,
}

impl Seat {
    /// Whether somebody unplaced who would be worth `points` here gets in.
    pub(super) fn lets_in(
        self,
        objective: Objective,
        points: impl FnOnce() -> i64,
    ) -> Option<Entry> {
        let people_first = objective == Objective::PeopleFirst;
        match self {
            Self::Free => (people_first || points() > 0).then_some(Entry::Beside),
            Self::GoesOn(loss) => (people_first || points() > loss).then_some(Entry::Beside),
            Self::GoesHome(loss) => (points() > loss).then_some(Entry::Instead),
            Self::Firm => None,
        }
    }

    /// The easier of two ways in: in people first nobody goes home who need not.
    fn or(self, other: Self, objective: Objective) -> Self {
        let ease = |seat: Self| match seat {
            Self::Free => (0, 0),
            Self::GoesOn(loss) => (1, loss),
            Self::GoesHome(loss) => (1 + u8::from(objective == Objective::PeopleFirst), loss),
            Self::Firm => (3, 0),
        };
        if ease(other) < ease(self) {
            other
        } else {
            self
        }
    }
}

/// The seat of each post.
pub(super) fn seats(ledger: &Ledger<'_>) -> Vec<Seat> {
    let mut seats: Vec<Seat> = ledger
        .left
        .iter()
        .map(|left| if *left > 0 { Seat::Free } else { Seat::Firm })
        .collect();
    let free: Vec<u64> = super::ledger::set_of(&seats, |seat| *seat == Seat::Free);
    let objective = ledger.instance.objective;
    for (person, post) in (0..).zip(ledger.post_of) {
        let Some(post) = *post else { continue };
        let seat = &mut seats[post as usize];
        if *seat == Seat::Free || !ledger.can_be_moved(person, post) {
            continue;
        }
        let here = ledger.worth_at(person, post);
        if objective == Objective::ScoreFirst || !matches!(seat, Seat::GoesOn(_)) {
            let elsewhere = ledger.first_among(person, &free);
            if let Some(elsewhere) = elsewhere {
                let loss = here - ledger.worth_at(person, elsewhere);
                *seat = seat.or(Seat::GoesOn(loss), objective);
            }
        }
        if ledger.can_go_home(person) {
            *seat = seat.or(Seat::GoesHome(here), objective);
        }
    }
    if objective == Objective::PeopleFirst {
        go_on_in_turn(ledger, &mut seats);
    }
    seats
}

/// Marks where somebody can go on to a post at which somebody else can, and so on: whoever gets in there sends nobody home.
///
/// Each round asks once of everybody at the posts that are left; there are as many rounds as the longest of the shortest
/// chains has moves.
fn go_on_in_turn(ledger: &Ledger<'_>, seats: &mut [Seat]) {
    let goes_on = |seat: &Seat| matches!(seat, Seat::GoesOn(_));
    let mut reached = super::ledger::set_of(seats, goes_on);
    while reached.iter().any(|word| *word != 0) {
        let mut next = vec![None; seats.len()];
        for (person, post) in (0..).zip(ledger.post_of) {
            let Some(post) = *post else { continue };
            let at = post as usize;
            let is_shut = matches!(seats[at], Seat::GoesHome(_) | Seat::Firm);
            if !is_shut || next[at].is_some() || !ledger.can_be_moved(person, post) {
                continue;
            }
            let Some(to) = ledger.first_among(person, &reached) else {
                continue;
            };
            if let Seat::GoesOn(further) = seats[to as usize] {
                let loss = ledger.worth_at(person, post) - ledger.worth_at(person, to);
                next[at] = Some(Seat::GoesOn(further + loss));
            }
        }
        for (seat, found) in seats.iter_mut().zip(&next) {
            *seat = found.unwrap_or(*seat);
        }
        reached = super::ledger::set_of(&next, Option::is_some);
    }
}
