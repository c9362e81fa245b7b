//! Parties placed whole or not at all, among single people.
//!
//! Problem: the assignment of [`assign`](crate::assign), and members of a party take openings at posts close
//! enough to each other, all or none. This is NP-hard (it contains set packing), so parties are
//! searched and bounded, and single people around them are solved exactly.
//!
//! Method: members first go where they like, which gives prices and a bound on the people. Then, round by round, parties
//! take their best joint choice (a *column*) at the prices, single people are solved into what is left, going on from the
//! round before, and prices follow. At the prices of such a round single people want nothing else than they have; so
//!
//! bound − score = Σ over parties of their *regret*: what their best column gains there, less what theirs does.
//!
//! Each round moves some of those who regret, most first, and ends when little is regretted. In small markets, parties are
//! then moved one at a time as long as an exact solve around each proves a gain.
//!
//! The [bound] holds whatever the search found.
//!
//! Cost: each round asks the market for the members' pairs once and solves some thousand changes; no pair is kept.
//! Ties: what gains more first, then the order handed in; lower venues and posts first.

use crate::assign::market::Market;
use crate::assign::optimum::{Optimum, Wanted, fits};
use crate::assign::pairs::{Entry, Narrow, Wide};
use crate::assign::solver::Solver;
use crate::party::Party;
use crate::post::Post;
use crate::watch::{Phase, Watch};
use chooser::Chooser;
use columns::{Column, Gain, Room, Worth};
use domain::words::Objective;
use std::collections::HashMap;

mod bound;
mod chooser;
mod columns;
mod moves;
mod rivalry;
mod rounds;
#[cfg(test)]
mod tests;

/// Single people are solved until their part of the gap is less than one in so many.
const SINGLES: f64 = 50.0;

/// In the rounds, placing somebody is worth so many times the most points: enough to place almost everybody, and little
/// enough to bound well where a few fewer can be placed whole.
const BONUS: i64 = 4;

/// What is placed.
pub(crate) struct Task<'a, M> {
    /// Everybody, members of parties among them.
    pub market: &'a M,
    pub posts: &'a [Post],
    pub parties: &'a [Party],
    /// The only post of some members.
    pub pins: &'a HashMap<u32, u32>,
    /// Parties that must be placed if they can be, whatever it costs others.
    pub forced: &'a [bool],
    pub wanted: Wanted<'a>,
}

/// Places everybody as well as the search can, parties whole or not at all.
///
/// When the watch says stop, the best plan so far is given with its bound.
pub(crate) fn place<M: Market>(task: &Task<'_, M>, watch: &mut Watch<'_>) -> Optimum {
    if fits::<Narrow, M>(task.market) {
        Search::<M, Narrow>::new(task).run(watch)
    } else {
        Search::<M, Wide>::new(task).run(watch)
    }
}

/// A column or none for each party, and the single people around them.
#[derive(Clone)]
struct Plan {
    columns: Vec<Option<Column>>,
    /// Of everybody; the prices are those of the single people.
    optimum: Optimum,
    /// Points, and what the openings that are left are worth if they are kept.
    value: u64,
    /// How many points more single people could have at most.
    missing: u64,
}

/// Which of the two searches solves the single people.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    /// As the objective says.
    Objective,
    /// Score first, and placing somebody is worth the bonus.
    Bonus,
}

struct Search<'a, M: Market, E> {
    task: &'a Task<'a, M>,
    chooser: Chooser<'a, M>,
    by_objective: Solver<'a, M, E>,
    by_bonus: Solver<'a, M, E>,
    /// What placing somebody is worth in the rounds, in points.
    bonus: i64,
    members: Vec<u32>,
}

impl<'a, M: Market, E: Entry> Search<'a, M, E> {
    fn new(task: &'a Task<'a, M>) -> Self {
        let wanted = Wanted {
            gap: task.wanted.gap / SINGLES,
            ..task.wanted
        };
        let by_score = Wanted {
            objective: Objective::ScoreFirst,
            ..wanted
        };
        let members = task.parties.iter().flat_map(|party| &party.members);
        let most = i64::from(task.market.most_points()) + 1;
        Self {
            chooser: Chooser::new(task.market, task.posts, task.pins),
            by_objective: Solver::new(task.market, &wanted),
            by_bonus: Solver::new(task.market, &by_score),
            bonus: match task.wanted.objective {
                Objective::PeopleFirst => most * BONUS,
                Objective::ScoreFirst => 0,
            },
            members: members.copied().collect(),
            task,
        }
    }

    fn run(mut self, watch: &mut Watch<'_>) -> Optimum {
        self.by_objective.withdraw(&self.without_venue(), true);
        let relaxed = self.solve(By::Objective, self.whole(), watch);
        if self.members.is_empty() {
            return relaxed.optimum;
        }
        let (columns, spot) = self.rounds(&relaxed, watch);
        self.by_objective.withdraw(&self.members, true);
        let mut plan = self.complete(By::Objective, columns, watch);
        self.moves(&mut plan, watch);
        let stopped = watch.check().is_err();
        let bound = self.prove(&plan, spot, &relaxed, stopped);
        let mut optimum = plan.optimum;
        optimum.bound = bound;
        optimum.people_bound = match self.task.wanted.objective {
            Objective::PeopleFirst => relaxed.optimum.people_bound.max(optimum.people),
            Objective::ScoreFirst => optimum.people,
        };
        optimum.stopped = stopped;
        let gap = (bound - optimum.score) as f64 / bound.max(1) as f64;
        watch.tell(Phase::Parties, 1.0, Some(gap));
        optimum
    }

    /// Members of the parties that nowhere could hold.
    fn without_venue(&self) -> Vec<u32> {
        let room = self.whole();
        let worth = Worth {
            prices: &vec![crate::assign::optimum::Price::default(); self.task.posts.len()],
            scale: 1,
            person: Gain::default(),
        };
        let can = |party: &&Party| self.chooser.most(party, &worth, &room).is_none();
        let parties = self.task.parties.iter().filter(can);
        parties
            .flat_map(|party| party.members.iter().copied())
            .collect()
    }

    /// Solves the single people into what the parties leave.
    fn complete(&mut self, by: By, columns: Vec<Option<Column>>, watch: &Watch<'_>) -> Plan {
        let room = Room::left(self.task, &columns);
        self.solver(by).set_openings(room.openings());
        let mut plan = self.solve(by, room, &mut watch.quiet());
        for (party, column) in self.task.parties.iter().zip(&columns) {
            for (member, (post, points)) in party.members.iter().zip(column.iter().flatten()) {
                plan.optimum.post_of[*member as usize] = Some(*post);
                plan.optimum.score += u64::from(*points);
                plan.optimum.people += 1;
                plan.value += u64::from(*points);
            }
        }
        plan.columns = columns;
        plan
    }

    fn solver(&mut self, by: By) -> &mut Solver<'a, M, E> {
        match by {
            By::Objective => &mut self.by_objective,
            By::Bonus => &mut self.by_bonus,
        }
    }

    /// Solves those who are in the market into the openings left.
    fn solve(&mut self, by: By, mut room: Room, watch: &mut Watch<'_>) -> Plan {
        let optimum = self.solver(by).solve(watch);
        for post in optimum.post_of.iter().flatten() {
            room.take_one(*post);
        }
        let kept = room.openings().iter().zip(self.task.wanted.reserve);
        let kept: u64 = kept
            .map(|(left, reserve)| u64::from(*left) * u64::from(*reserve))
            .sum();
        Plan {
            value: optimum.score + kept,
            missing: optimum.bound - optimum.score,
            columns: Vec::new(),
            optimum,
        }
    }

    /// The room before anybody is placed.
    fn whole(&self) -> Room {
        Room::whole(self.task.wanted.openings, self.task.posts)
    }

    /// The prices of a solve, and what placing somebody is worth there.
    fn worth<'b>(&self, by: By, solved: &'b Optimum) -> Worth<'b> {
        let people = i64::from(self.task.wanted.objective == Objective::PeopleFirst);
        let person = match by {
            By::Objective => Gain { people, points: 0 },
            By::Bonus => Gain {
                people: 0,
                points: self.bonus * solved.scale,
            },
        };
        Worth {
            prices: &solved.prices,
            scale: solved.scale,
            person,
        }
    }

    fn key(&self, plan: &Plan) -> (usize, u64) {
        match self.task.wanted.objective {
            Objective::PeopleFirst => (plan.optimum.people, plan.value),
            Objective::ScoreFirst => (0, plan.value),
        }
    }

    /// Gives a party that has no column its best one within the room, if that gains or must be.
    fn seat(
        &self,
        party: usize,
        worth: &Worth<'_>,
        room: &mut Room,
        columns: &mut [Option<Column>],
    ) {
        let of = &self.task.parties[party];
        if let Some((gain, column)) = self.chooser.best(of, worth, room)
            && (gain >= Gain::default() || self.task.forced[party])
        {
            room.take(of, &column);
            columns[party] = Some(column);
        }
    }
}
