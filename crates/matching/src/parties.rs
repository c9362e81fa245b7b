//! Parties placed whole or not at all, among single people.
//!
//! Problem: the assignment of [`assign`](crate::assign), and members of a party take openings at posts close
//! enough to each other, all or none. This is NP-hard (it contains set packing), so parties are
//! searched and bounded, and single people around them are solved exactly.
//!
//! Method: members first go where they like, which gives prices and a bound on the people. Then each party chooses a venue, and is
//! held to it: its members, and single people, are solved like people of one market, which costs little when few have
//! moved. At the prices of such a [round](rounds) nobody wants anything else but at another venue; so
//!
//! bound − score = Σ over parties of their *regret*: what their best joint choice (a *column*) gains there, less what theirs does.
//!
//! Those who regret choose again. At last parties sit where they are, and single people are solved around them as the
//! objective says. In small markets, parties are then moved one at a time as long as an exact solve around each proves a gain.
//!
//! The [bound] holds whatever the search found.
//!
//! Cost: each round asks the market for the members' pairs once and solves some thousand changes; no pair is kept.
//! Ties: what gains more first, then the order handed in; lower venues and posts first.

use crate::assign::market::Market;
use crate::assign::optimum::{Optimum, Price, Wanted, fits};
use crate::assign::pairs::{Entry, Narrow, Wide};
use crate::assign::solver::Solver;
use crate::party::Party;
use crate::post::Post;
use crate::quota::{Quota, QuotaPrice};
use crate::watch::{Phase, Watch};
use chooser::Chooser;
use columns::{Column, Gain, Room, Worth};
use domain::words::Objective;
use quotas::Lifts;
use std::cmp::Reverse;
use std::collections::HashMap;
use venues::{Held, Venues};

mod bids;
mod bound;
mod chooser;
mod columns;
mod moves;
mod outlook;
mod quotas;
mod rents;
mod rounds;
#[cfg(test)]
mod tests;
mod venues;

/// Single people are solved until their part of the gap is less than one in so many.
const SINGLES: f64 = 50.0;

/// The same in the rounds, where everybody is solved many times.
const IN_ROUNDS: f64 = 4.0;

/// In the rounds, placing somebody is worth so many times the most points. No more, because a bound that counts people by
/// that much is loose where a few fewer can be placed whole; at the end single people are placed as the objective says.
const BONUS: i64 = 1;

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
    /// Floors and caps on how many are placed.
    pub quotas: &'a [Quota],
    pub wanted: Wanted<'a>,
}

/// Places everybody as well as the search can, parties whole or not at all; and tells what came of each quota.
///
/// When the watch says stop, the best plan so far is given with its bound.
pub(crate) fn place<M: Market>(
    task: &Task<'_, M>,
    watch: &mut Watch<'_>,
) -> (Optimum, Vec<QuotaPrice>) {
    let venues = Venues::new(task.posts);
    let held = Held::new(task.market, &venues, task.parties, task.pins);
    if fits::<Narrow, M>(task.market) {
        Search::<M, Narrow>::new(task, &venues, &held).run(watch)
    } else {
        Search::<M, Wide>::new(task, &venues, &held).run(watch)
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
    /// What came of each quota.
    quotas: Vec<QuotaPrice>,
}

struct Search<'a, 'h, M: Market, E> {
    task: &'a Task<'a, M>,
    chooser: Chooser<'a, M>,
    /// The room before anybody is placed.
    room: Room,
    /// Single people, as the objective says.
    by_objective: Solver<'a, M, E>,
    /// Everybody, parties held to venues; score first, and placing somebody is worth the bonus.
    by_bonus: Solver<'h, Held<'a, M>, E>,
    held: &'h Held<'a, M>,
    /// What placing somebody is worth in the rounds, in points.
    bonus: i64,
    lifts: Lifts,
    /// More than anybody pays for a party's seats, in points: what a party that must be placed pays at most.
    dearest: i64,
    members: Vec<u32>,
}

impl<'a, 'h, M: Market, E: Entry> Search<'a, 'h, M, E> {
    fn new(task: &'a Task<'a, M>, venues: &'a Venues, held: &'h Held<'a, M>) -> Self {
        let finer = |by: f64| Wanted {
            gap: task.wanted.gap / by,
            ..task.wanted
        };
        let by_score = Wanted {
            objective: Objective::ScoreFirst,
            ..finer(IN_ROUNDS)
        };
        let members = task.parties.iter().flat_map(|party| &party.members);
        let dearest = task.wanted.reserve.iter().copied().max().unwrap_or(0);
        let most = i64::from(task.market.most_points().max(dearest)) + 1;
        Self {
            chooser: Chooser::new(task.market, venues, task.pins),
            room: Room::whole(task.wanted.openings, task.posts),
            by_objective: Solver::new(task.market, &finer(SINGLES)),
            by_bonus: Solver::new(held, &by_score),
            held,
            bonus: match task.wanted.objective {
                Objective::PeopleFirst => most * BONUS,
                Objective::ScoreFirst => 0,
            },
            lifts: Lifts::default(),
            dearest: 0,
            members: members.copied().collect(),
            task,
        }
    }

    fn run(mut self, watch: &mut Watch<'_>) -> (Optimum, Vec<QuotaPrice>) {
        self.by_objective.withdraw(&self.without_venue(), true);
        let optimum = self.by_objective.solve(watch);
        let relaxed = self.plan(optimum, self.room.clone());
        let (mut columns, spot) = self.rounds(&relaxed, watch);
        if relaxed.optimum.people > 0 && columns.iter().all(Option::is_none) {
            columns = self.at_first_sight(&relaxed);
        }
        self.by_objective.withdraw(&self.members, true);
        let mut plan = self.complete(columns, watch);
        self.mend(&mut plan, watch);
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
        (optimum, plan.quotas)
    }

    /// Members of the parties that nowhere could hold.
    fn without_venue(&self) -> Vec<u32> {
        let worth = Worth {
            prices: &vec![Price::default(); self.task.posts.len()],
            rents: &[],
            scale: 1,
            person: Gain::default(),
        };
        let can = |party: &&Party| self.chooser.most(party, &worth, &self.room).is_none();
        let parties = self.task.parties.iter().filter(can);
        parties
            .flat_map(|party| party.members.iter().copied())
            .collect()
    }

    /// Each party where it gains most at the prices at which everybody is single, one after the other, whatever those who follow
    /// would pay: for a search that was stopped before it had a round.
    fn at_first_sight(&self, relaxed: &Plan) -> Vec<Option<Column>> {
        let worth = self.worth(&relaxed.optimum);
        let reserve = |post| Price {
            people: 0,
            points: self.reserve(post, worth.scale),
        };
        let reserves: Vec<Price> = (0..worth.prices.len()).map(reserve).collect();
        let kept = Worth {
            prices: &reserves,
            ..worth
        };
        let mut room = self.room.clone();
        let mut columns = vec![None; self.task.parties.len()];
        let mut order: Vec<usize> = (0..columns.len()).collect();
        order.sort_by_key(|party| !self.task.forced[*party]);
        for party in order {
            let of = &self.task.parties[party];
            let choice = self.chooser.best(of, &worth, &room);
            let choice = choice.filter(|(_, column)| {
                kept.of_column(of, Some(column)) >= Gain::default() || self.task.forced[party]
            });
            if let Some((_, column)) = choice {
                room.take(of, &column);
                columns[party] = Some(column);
            }
        }
        columns
    }

    /// Solves the single people into what the parties leave.
    fn complete(&mut self, columns: Vec<Option<Column>>, watch: &Watch<'_>) -> Plan {
        let room = Room::left(self.task, &columns);
        self.by_objective.set_openings(room.openings());
        let rest = self.of_singles(&columns);
        let watch = &mut watch.quiet();
        let (optimum, quotas) = if rest.is_empty() {
            (self.by_objective.solve(watch), Vec::new())
        } else {
            self.by_objective.solve_with(&rest, watch)
        };
        let mut plan = self.plan(optimum, room);
        for (party, column) in self.task.parties.iter().zip(&columns) {
            for (member, (post, points)) in party.members.iter().zip(column.iter().flatten()) {
                plan.optimum.post_of[*member as usize] = Some(*post);
                plan.optimum.score += u64::from(*points);
                plan.optimum.people += 1;
                plan.value += u64::from(*points);
            }
        }
        plan.columns = columns;
        plan.quotas = self.told(&plan.optimum, quotas);
        plan
    }

    /// A plan without parties, of those who were solved into the room.
    fn plan(&self, optimum: Optimum, mut room: Room) -> Plan {
        for post in optimum.post_of.iter().flatten() {
            room.take_one(*post);
        }
        Plan {
            value: optimum.score + self.kept(&room),
            missing: optimum.bound - optimum.score,
            columns: Vec::new(),
            quotas: Vec::new(),
            optimum,
        }
    }

    /// What the openings that are left are worth.
    fn kept(&self, left: &Room) -> u64 {
        let kept = left.openings().iter().zip(self.task.wanted.reserve);
        kept.map(|(left, reserve)| u64::from(*left) * u64::from(*reserve))
            .sum()
    }

    /// The prices of a solve of single people.
    fn worth<'b>(&self, solved: &'b Optimum) -> Worth<'b> {
        let people = i64::from(self.task.wanted.objective == Objective::PeopleFirst);
        Worth {
            prices: &solved.prices,
            rents: &[],
            scale: solved.scale,
            person: Gain { people, points: 0 },
        }
    }

    /// The greater the better: quotas that are kept, then what the objective says.
    fn key(&self, plan: &Plan) -> (Reverse<u64>, usize, u64) {
        let broken = Reverse(self.broken(&plan.optimum.post_of));
        match self.task.wanted.objective {
            Objective::PeopleFirst => (broken, plan.optimum.people, plan.value),
            Objective::ScoreFirst => (broken, 0, plan.value),
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
