//! What parties bid for the seats of their venue, and how they choose it.
//!
//! A member stays at a post as long as it costs no more than it does when the party chooses, and beside that as much as the party would lose by
//! going elsewhere. So whoever holds the seat that is hard to get pays for the others, too, and nobody outbids anybody for more
//! than it is worth to the party. A party that would rather stay at home than pay the prices bids, too: its members
//! wait for prices to fall by what is missing. Without those who wait, prices would fall to nothing as soon as there is
//! one opening more than parties that are placed, and rise again when all the others come back at once.
//!
//! Where everything changes at once a party is soon outbid at a venue that it would come back to, and the seats of its other members are of no
//! use meanwhile. So in the first rounds members stay somewhat longer than is worth it, never longer than until home is better.

use super::Search;
use super::columns::Column;
use super::outlook::Outlook;
use super::rents::{Admission, Rents};
use super::rounds::{Outcome, Standing};
use crate::assign::market::Market;
use crate::assign::pairs::Entry;
use std::cmp::Reverse;
use std::collections::VecDeque;

/// How much longer members stay in the first round, as a part of the most points; and how much of that is left from round to round.
const LONGER: f64 = 0.2;
const LESS: f64 = 0.85;

/// Couples who are sent away from couple rooms stay at home for the round once so many choices a party were made.
const PATIENCE: usize = 16;

/// How long parties and their members stay.
pub(super) struct Bids {
    /// What each party would lose by going elsewhere, in units; negative for those who wait.
    slack: Vec<i64>,
    /// What each party would lose by going home.
    stake: Vec<i64>,
    /// What the solver was told of each member, in points.
    told: Vec<i64>,
    /// How much longer members stay in the first round, in points.
    longer: f64,
}

impl Bids {
    pub(super) fn new<M: Market, E: Entry>(search: &Search<'_, '_, M, E>) -> Self {
        let parties = search.task.parties.len();
        let told = |member: &u32| search.bonus + search.lifts.of(*member);
        Self {
            slack: vec![0; parties],
            stake: vec![0; parties],
            told: search.members.iter().map(told).collect(),
            longer: f64::from(search.task.market.most_points()) * LONGER,
        }
    }
}

/// What a party would like best.
struct Choice {
    column: Column,
    rent: i64,
    /// What it would lose by going elsewhere, and by going home.
    slack: i64,
    stake: i64,
}

impl<M: Market, E: Entry> Search<'_, '_, M, E> {
    /// Those who regret choose again, one after the other; gives those who are held elsewhere than before.
    pub(super) fn choose(
        &self,
        standing: &mut Standing,
        mut outcomes: Vec<Outcome>,
        outlook: &mut Outlook,
        bids: &mut Bids,
    ) -> Vec<usize> {
        let parties = self.task.parties;
        let mut in_rooms = Vec::new();
        for of in &outcomes {
            bids.slack[of.party] = of.has - of.elsewhere;
            bids.stake[of.party] = of.has - self.at_home(of.party, standing.scale);
            let column = standing.columns[of.party].as_ref();
            if let Some(&(post, _)) = column.and_then(|column| column.first())
                && parties[of.party].couple_room
            {
                let rent = standing.rents.of[post as usize];
                in_rooms.push((post, rent + bids.slack[of.party], of.party));
            }
        }
        standing.rents.begin(in_rooms);
        outcomes.retain(|of| of.regret() > 0 || standing.columns[of.party].is_none());
        outcomes.sort_by_key(|of| (!self.task.forced[of.party], Reverse(of.regret())));
        let mut queue: VecDeque<usize> = outcomes.iter().map(|of| of.party).collect();
        let mut patience = PATIENCE * parties.len();
        let mut chose = Vec::with_capacity(queue.len());
        while let Some(party) = queue.pop_front() {
            if let Some(column) = standing.columns[party].take() {
                outlook.leave(&column);
                standing.rents.leave(party, &column);
            }
            chose.push(party);
            let left = self.settle(party, standing, outlook, bids, &mut patience);
            queue.extend(left);
        }
        chose.sort_unstable();
        chose.dedup();
        chose.retain(|party| self.rehold(*party, standing));
        chose
    }

    /// Finds a party its best venue; gives the one that had to make room.
    fn settle(
        &self,
        party: usize,
        standing: &mut Standing,
        outlook: &mut Outlook,
        bids: &mut Bids,
        patience: &mut usize,
    ) -> Option<usize> {
        let needs_room = self.task.parties[party].couple_room;
        loop {
            let choice = self.choice(party, outlook, &standing.rents, standing.scale)?;
            let mut sent_away = None;
            if needs_room {
                if choice.stake < 0 || *patience == 0 {
                    return None;
                }
                *patience -= 1;
                let (post, _) = *choice.column.first()?;
                let limit = choice.rent + choice.slack;
                match standing.rents.admit(post, limit, party) {
                    Admission::Refused => continue,
                    Admission::Free => {}
                    Admission::InsteadOf(other) => sent_away = Some(other),
                }
            }
            if let Some(left) = sent_away.and_then(|other| standing.columns[other].take()) {
                outlook.leave(&left);
            }
            if choice.stake >= 0 {
                outlook.enter(&choice.column);
            }
            bids.slack[party] = choice.slack;
            bids.stake[party] = choice.stake;
            standing.columns[party] = Some(choice.column);
            return sent_away;
        }
    }

    /// What a party chooses at the prices as they are expected.
    fn choice(&self, party: usize, outlook: &Outlook, rents: &Rents, scale: i64) -> Option<Choice> {
        let of = &self.task.parties[party];
        let worth = self.worth_at(&outlook.prices, rents, scale);
        let ranked = self.chooser.ranked(of, &worth, &self.room);
        let lift = self.lifts.of_party(of, scale);
        let home = self.at_home(party, scale);
        let mut gains = ranked
            .iter()
            .map(|(gain, _)| gain.points.saturating_add(lift));
        let best = gains.next()?;
        let second = gains.next().unwrap_or(home).max(home);
        let (_, column) = ranked.into_iter().next()?;
        Some(Choice {
            rent: worth.rent(of, column.first()?.0).points,
            column,
            slack: best - second,
            stake: best - home,
        })
    }

    /// Holds a party to where it now is; gives whether that is elsewhere than before.
    fn rehold(&self, party: usize, standing: &mut Standing) -> bool {
        let venues = self.chooser.venues.of(&self.task.parties[party]);
        let venue = |post: u32| venues[post as usize];
        let column = standing.columns[party].as_ref();
        let post = column.and_then(|column| Some(column.first()?.0));
        let is_new = post.map(venue) != standing.held[party].map(venue);
        if is_new {
            self.held.hold(party, post);
        }
        standing.held[party] = post;
        is_new
    }

    /// Tells the solver how long the members of each party stay.
    pub(super) fn place_bids(
        &mut self,
        bids: &mut Bids,
        standing: &Standing,
        outlook: &Outlook,
        round: u32,
    ) {
        let scale = standing.scale;
        let longer = rounded(bids.longer * LESS.powf(f64::from(round))) * scale;
        let worth = self.worth_at(&outlook.prices, &standing.rents, scale);
        let mut changed = Vec::new();
        let mut told = bids.told.iter_mut().zip(&self.members);
        for (number, party) in self.task.parties.iter().enumerate() {
            let told = told.by_ref().take(party.members.len());
            let Some(column) = &standing.columns[number] else {
                told.for_each(drop);
                continue;
            };
            let stays = bids.slack[number].saturating_add(longer);
            let stays = stays.min(bids.stake[number]);
            for (seat, (told, member)) in column.iter().zip(told) {
                let at_cost = worth.person - worth.of(*seat);
                let points = at_cost.points.saturating_add(stays).div_euclid(scale) + 1;
                changed.push((*member, points - *told));
                *told = points;
            }
        }
        for (member, points) in changed {
            self.by_bonus.favour(&[member], points);
        }
    }
}

fn rounded(points: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "a part of the most points")]
    let points = points as i64;
    points
}
