//! Parties placed whole or not at all, among single people.
//!
//! Problem: the assignment of [`assign`](crate::assign), and members of a party take openings at posts close
//! enough to each other, all or none. This is NP-hard (it contains set packing), so parties are
//! searched and bounded, and single people around them are solved exactly.
//!
//! Method: relax the parties (members go where they like, within places that could hold the
//! whole party) and solve; at the prices found, each party takes its best joint choice (a
//! *column*); solve the single people into what is left; repeat at the new prices; then
//! move one party at a time as long as an exact solve around it proves a gain.
//!
//! The [bound] holds whatever the search found. Without parties the answer is the optimum itself.
//!
//! Cost: a few exact solves and a number of them bounded by [`EFFORT`], never by a clock.
//! Ties: forced parties first, then larger ones, then the order handed in; lower posts first.

use crate::assign::optimum::{Optimum, solve};
use crate::assign::pairs::Pairs;
use crate::party::{Party, venues};
use crate::post::Post;
use crate::watch::{Cancelled, Phase, Watch};
use columns::{Column, Gain, Room, Venue, Worth};
use domain::words::{Closeness, Objective};
use std::cmp::Reverse;

mod bound;
mod columns;

/// How often all parties choose anew at the prices of the round before.
const ROUNDS: usize = 4;

/// Pairs that the search by single moves may look at.
const EFFORT: usize = 2_000_000;

/// The most exact solves of the search, however small the instance.
const MOST_SOLVES: usize = 2_000;

/// What is placed: rows of people already narrowed to where they may go.
pub(crate) struct Task<'a> {
    pub pairs: &'a Pairs,
    pub posts: &'a [Post],
    pub openings: &'a [u32],
    pub parties: &'a [Party],
    /// Parties that must be placed if they can be, whatever it costs others.
    pub forced: &'a [bool],
    pub objective: Objective,
}

/// Places everybody as well as the search can, parties whole or not at all.
pub(crate) fn place(task: &Task<'_>, watch: &mut Watch<'_>) -> Result<Optimum, Cancelled> {
    if task.parties.iter().all(|party| party.members.is_empty()) {
        return solve(task.pairs, task.openings, task.objective, watch);
    }
    let mut search = Search::new(task);
    let relaxed = solve(&search.relaxed(), task.openings, task.objective, watch)?;
    let mut plan = search.rounds(&relaxed, watch)?;
    search.improve(&mut plan, watch)?;
    let bound = bound::prove(&search, &plan, &relaxed, watch)?;
    let mut optimum = plan.optimum;
    optimum.bound = bound;
    optimum.people_bound = match task.objective {
        Objective::PeopleFirst => relaxed.people_bound,
        Objective::ScoreFirst => optimum.people,
    };
    let gap = bound.saturating_sub(optimum.score) as f64 / bound.max(1) as f64;
    watch.tell(Phase::Parties, 1.0, Some(gap));
    Ok(optimum)
}

/// A column or none for each party, and the single people around them.
#[derive(Clone)]
struct Plan {
    columns: Vec<Option<Column>>,
    optimum: Optimum,
}

struct Search<'a> {
    task: &'a Task<'a>,
    /// Where each party could be, each with what its members may take there.
    venues: Vec<Vec<Venue>>,
    /// The parties in the order in which they choose.
    order: Vec<usize>,
    /// The pairs of people in no party; rows of members are empty.
    singles: Pairs,
    solves_left: usize,
}

impl<'a> Search<'a> {
    fn new(task: &'a Task<'a>) -> Self {
        let mut is_member = vec![false; task.pairs.people()];
        for member in task.parties.iter().flat_map(|party| &party.members) {
            is_member[*member as usize] = true;
        }
        let mut singles = Pairs::new(task.pairs.posts());
        for (person, is_member) in is_member.into_iter().enumerate() {
            singles.push_person(task.pairs.row(person).filter(|_| !is_member));
        }
        let room = Room::whole(task);
        let numbered = |closeness| venues(closeness, task.posts);
        let [city, enterprise, post] =
            [Closeness::City, Closeness::Enterprise, Closeness::Post].map(numbered);
        let venues_of = |party: &Party| {
            let numbers = match party.closeness {
                _ if party.couple_room => &post,
                Closeness::City => &city,
                Closeness::Enterprise => &enterprise,
                Closeness::Post => &post,
            };
            columns::venues_of(party, task.pairs, numbers, &room)
        };
        let mut order: Vec<usize> = (0..task.parties.len()).collect();
        order.sort_by_key(|at| {
            let size = task.parties[*at].members.len();
            (!task.forced[*at], Reverse(size), *at)
        });
        Self {
            task,
            venues: task.parties.iter().map(venues_of).collect(),
            order,
            singles,
            solves_left: (EFFORT / (task.pairs.len() + 1)).min(MOST_SOLVES),
        }
    }

    /// The pairs with each member free to go anywhere that could hold the whole party.
    fn relaxed(&self) -> Pairs {
        let mut rows: Vec<Vec<(u32, u32)>> = (0..self.task.pairs.people())
            .map(|person| self.singles.row(person).collect())
            .collect();
        for (party, venues) in self.task.parties.iter().zip(&self.venues) {
            for (at, member) in party.members.iter().enumerate() {
                let row = venues
                    .iter()
                    .flat_map(|venue| venue.choices[at].iter().copied());
                rows[*member as usize] = row.collect();
            }
        }
        let mut pairs = Pairs::new(self.task.pairs.posts());
        for row in rows {
            pairs.push_person(row);
        }
        pairs
    }

    /// All parties choose at the prices, singles are solved around them, prices follow.
    fn rounds(&self, relaxed: &Optimum, watch: &mut Watch<'_>) -> Result<Plan, Cancelled> {
        let mut latest = self.choose_at(relaxed, watch)?;
        let mut champion = latest.clone();
        for round in 1..ROUNDS {
            watch.tell(Phase::Parties, round as f64 / (2 * ROUNDS) as f64, None);
            let next = self.choose_at(&latest.optimum, watch)?;
            if next.columns == latest.columns {
                break;
            }
            if self.key(&next) > self.key(&champion) {
                champion = next.clone();
            }
            latest = next;
        }
        Ok(champion)
    }

    fn choose_at(&self, prices: &Optimum, watch: &Watch<'_>) -> Result<Plan, Cancelled> {
        let mut columns = vec![None; self.task.parties.len()];
        self.fill(&mut columns, &Worth::at(prices, self.task.objective));
        self.complete(columns, watch)
    }

    /// Gives each party without a column its best one, where that gains and fits.
    fn fill(&self, columns: &mut [Option<Column>], worth: &Worth<'_>) {
        let mut room = Room::left(self.task, columns);
        for &party in &self.order {
            if columns[party].is_some() {
                continue;
            }
            let best = self.venues[party]
                .iter()
                .filter_map(|venue| venue.best(worth, &room))
                .max_by_key(|(worth, column)| (*worth, Reverse(column.clone())));
            if let Some((gain, column)) = best
                && (gain >= Gain::default() || self.task.forced[party])
            {
                room.take(&self.task.parties[party], &column);
                columns[party] = Some(column);
            }
        }
    }

    /// Solves the single people into what the parties leave.
    fn complete(&self, columns: Vec<Option<Column>>, watch: &Watch<'_>) -> Result<Plan, Cancelled> {
        let room = Room::left(self.task, &columns);
        let objective = self.task.objective;
        let mut optimum = solve(
            &self.singles,
            room.openings(),
            objective,
            &mut watch.quiet(),
        )?;
        for (party, column) in self.task.parties.iter().zip(&columns) {
            for (member, post) in party.members.iter().zip(column.iter().flatten()) {
                let points = self.task.pairs.points(*member as usize, *post);
                optimum.post_of[*member as usize] = Some(*post);
                optimum.score += u64::from(points.unwrap_or(0));
                optimum.people += 1;
            }
        }
        Ok(Plan { columns, optimum })
    }

    /// The openings that the plan's parties leave.
    fn left(&self, plan: &Plan) -> Vec<u32> {
        Room::left(self.task, &plan.columns).openings().to_vec()
    }

    fn key(&self, plan: &Plan) -> (usize, u64) {
        match self.task.objective {
            Objective::PeopleFirst => (plan.optimum.people, plan.optimum.score),
            Objective::ScoreFirst => (0, plan.optimum.score),
        }
    }

    /// Moves one party at a time as long as that gains, within the effort.
    fn improve(&mut self, plan: &mut Plan, watch: &mut Watch<'_>) -> Result<(), Cancelled> {
        let whole = self.solves_left.max(1) as f64;
        loop {
            let before = self.key(plan);
            for party in self.order.clone() {
                self.move_one(party, plan, watch)?;
                let done = 1.0 - self.solves_left as f64 / whole;
                watch.tell(Phase::Parties, 0.5 + done / 2.0, None);
            }
            if self.key(plan) == before || self.solves_left == 0 {
                return Ok(());
            }
        }
    }

    /// Tries each venue for one party, and staying at home; keeps what gains.
    fn move_one(
        &mut self,
        party: usize,
        plan: &mut Plan,
        watch: &Watch<'_>,
    ) -> Result<(), Cancelled> {
        let start = plan.optimum.clone();
        let worth = Worth::at(&start, self.task.objective);
        let empty = Room::whole(self.task);
        let mut wishes: Vec<_> = self.venues[party]
            .iter()
            .filter_map(|venue| venue.best(&worth, &empty))
            .collect();
        wishes.sort_by(|one, other| other.cmp(one));
        let home = (!self.task.forced[party]).then_some(None);
        let wishes: Vec<Option<Column>> = wishes
            .into_iter()
            .map(|(_, column)| Some(column))
            .chain(home)
            .collect();
        for wish in wishes {
            if self.solves_left == 0 {
                return Ok(());
            }
            if wish == plan.columns[party] {
                continue;
            }
            if let Some(columns) = self.rearranged(&plan.columns, party, wish, &worth) {
                self.solves_left -= 1;
                let candidate = self.complete(columns, watch)?;
                if self.key(&candidate) > self.key(plan) {
                    *plan = candidate;
                }
            }
        }
        Ok(())
    }

    /// The columns with one changed; parties in its way choose again. `None` when a
    /// forced party stands in the way.
    fn rearranged(
        &self,
        columns: &[Option<Column>],
        party: usize,
        wish: Option<Column>,
        worth: &Worth<'_>,
    ) -> Option<Vec<Option<Column>>> {
        let mut columns = columns.to_vec();
        columns[party] = None;
        let mut fixed = vec![None; columns.len()];
        fixed[party] = wish;
        let mut room = Room::left(self.task, &fixed);
        for &other in &self.order {
            let Some(column) = columns[other].take() else {
                continue;
            };
            if room.fits(&self.task.parties[other], &column) {
                room.take(&self.task.parties[other], &column);
                fixed[other] = Some(column);
            } else if self.task.forced[other] {
                return None;
            }
        }
        if fixed[party].is_some() {
            self.fill(&mut fixed, worth);
        }
        Some(fixed)
    }
}
