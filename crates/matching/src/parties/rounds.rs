//! The rounds in which parties choose where to be, and everybody is solved around their choices.
//!
//! While a party is [held](super::venues::Held) to a venue its members are people like all others, and are solved with them; so
//! prices tell what parties would pay each other, too, and everybody, members within their venue, has what is best for them. What is left
//! are the parties' *regrets*: what the best joint choice anywhere gains at the prices, less what theirs does; and
//!
//! bound − value = Σ regrets, and what the solve itself leaves open.
//!
//! In each round those who regret [choose] again. That is an auction among parties: each [bids](super::bids) for the seats of its
//! venue by how long its members stay there when prices rise.

use super::bids::Bids;
use super::bound::Spot;
use super::columns::{Column, Gain, Worth};
use super::outlook::Outlook;
use super::quotas::Lifts;
use super::rents::Rents;
use super::{Plan, Search};
use crate::assign::market::Market;
use crate::assign::optimum::{Optimum, Price};
use crate::assign::pairs::Entry;
use crate::threads::in_parts;
use crate::watch::{Phase, Watch};

/// The most rounds.
const ROUNDS: u32 = 48;

/// The search ends after more rounds than these in which the gap shrank by less than a tenth.
const IDLE: u32 = 5;
const ENOUGH: f64 = 0.9;

/// So many times what the largest party could gain is more than anybody pays.
const DEARER: i64 = 4;

/// Where everybody stands after a solve.
pub(super) struct Standing {
    /// Of each party all of whose members are seated.
    pub columns: Vec<Option<Column>>,
    /// A post of the venue that each party is held to.
    pub held: Vec<Option<u32>>,
    pub prices: Vec<Price>,
    pub rents: Rents,
    /// Units of a point.
    pub scale: i64,
    /// What single people have, openings that are kept among it, in units.
    singles: i128,
    /// How much more that might be.
    missing: i128,
    /// What the members who are seated pay.
    paid: i128,
}

/// What a party makes of the prices, in units.
pub(super) struct Outcome {
    pub party: usize,
    /// What it could gain.
    pub best: i64,
    /// What its column gains.
    pub has: i64,
    /// What the best other venue, or staying at home, would gain.
    pub elsewhere: i64,
}

impl Outcome {
    pub(super) fn regret(&self) -> i64 {
        self.best - self.has
    }
}

/// The best of all rounds so far, in units.
struct Champion {
    columns: Vec<Option<Column>>,
    most: i128,
    spot: Spot,
    least: i128,
}

impl<M: Market, E: Entry> Search<'_, '_, M, E> {
    /// The best columns of all rounds, and the spot where the bound was least.
    pub(super) fn rounds(
        &mut self,
        relaxed: &Plan,
        watch: &mut Watch<'_>,
    ) -> (Vec<Option<Column>>, Spot) {
        let (mut standing, mut outlook) = self.begin(relaxed, watch);
        let mut bids = Bids::new(self);
        let mut champion = Champion {
            columns: standing.columns.clone(),
            most: i128::MIN,
            spot: self.spot(&standing.prices, &[], standing.scale),
            least: i128::MAX,
        };
        let value = (relaxed.value as f64 * standing.scale as f64).max(1.0);
        let (mut idle, mut closed) = (0, f64::INFINITY);
        for round in 0..ROUNDS {
            let outcomes = self.outcomes(&standing);
            if round > 0 {
                self.note(&mut champion, &standing, &outcomes);
                let gap = (champion.least - champion.most) as f64 / value;
                idle = if gap < closed * ENOUGH { 0 } else { idle + 1 };
                closed = closed.min(gap);
                let fraction = f64::from(round) / f64::from(ROUNDS);
                watch.tell(Phase::Parties, fraction, Some(gap));
                let is_content = outcomes.iter().all(|of| of.regret() <= 0);
                if is_content || gap <= self.task.wanted.gap / 2.0 || idle > IDLE {
                    break;
                }
            }
            if watch.check().is_err() {
                break;
            }
            let moved = self.choose(&mut standing, outcomes, &mut outlook, &mut bids);
            let members = moved
                .iter()
                .flat_map(|party| &self.task.parties[*party].members);
            let members: Vec<u32> = members.copied().collect();
            self.by_bonus.look_again(&members);
            self.place_bids(&mut bids, &standing, &outlook, round);
            let optimum = self.by_bonus.solve(&mut watch.quiet());
            self.read(&mut standing, &optimum);
            outlook.learn(&standing.prices);
        }
        (champion.columns, champion.spot)
    }

    /// Keeps what is better than in the rounds before.
    fn note(&self, champion: &mut Champion, standing: &Standing, outcomes: &[Outcome]) {
        let total = standing.singles + self.together(&standing.columns, standing.scale);
        if total > champion.most {
            champion.most = total;
            champion.columns.clone_from(&standing.columns);
        }
        let best: i128 = outcomes.iter().map(|of| i128::from(of.best)).sum();
        let rooms = standing.rents.of_all();
        let proven = standing.singles + standing.missing + standing.paid + best + rooms;
        if proven < champion.least {
            champion.least = proven;
            let rents = &standing.rents.of;
            champion.spot = self.spot(&standing.prices, rents, standing.scale);
        }
    }

    /// Everybody at the prices and seats of the solve in which members went where they liked; parties are at home.
    fn begin(&mut self, relaxed: &Plan, watch: &Watch<'_>) -> (Standing, Outlook) {
        let scale = relaxed.optimum.scale;
        let everybody: Vec<u32> = (0_u32..).take(self.task.market.people()).collect();
        let spot = self.spot(&relaxed.optimum.prices, &[], scale);
        self.by_bonus.favour(&everybody, self.bonus);
        self.by_bonus.begin(&spot.priced(), scale);
        self.by_bonus.sit(&relaxed.optimum.post_of);
        let (mut prices, mut seats) = (spot.priced(), relaxed.optimum.post_of.clone());
        if !self.task.quotas.is_empty() {
            let (optimum, lambdas) = self.by_bonus.priced(self.task.quotas, &mut watch.quiet());
            self.lifts = Lifts::new(self.task.quotas, &lambdas, everybody.len());
            prices.copy_from_slice(&optimum.prices);
            seats = optimum.post_of;
        }
        let largest = self.task.parties.iter().map(|party| party.members.len());
        let largest = i64::try_from(largest.max().unwrap_or(0)).unwrap_or(i64::MAX);
        let most = i64::from(self.task.market.most_points()) + 1;
        self.dearest = DEARER * largest * (self.bonus + most + self.lifts.most());
        let reserve = (0..prices.len()).map(|post| self.reserve(post, scale));
        let reserve = reserve.collect();
        let mut outlook = Outlook::new(prices.clone(), reserve, self.room.openings(), scale);
        for member in &self.members {
            if let Some(post) = seats[*member as usize] {
                outlook.flows(post, -1);
            }
        }
        for party in 0..self.task.parties.len() {
            self.held.hold(party, None);
        }
        self.by_bonus.look_again(&self.members);
        let standing = Standing {
            columns: vec![None; self.task.parties.len()],
            held: vec![None; self.task.parties.len()],
            prices,
            rents: Rents::new(&self.room, scale),
            scale,
            singles: 0,
            missing: 0,
            paid: 0,
        };
        (standing, outlook)
    }

    /// What each party makes of the prices, if no other party were in its way.
    fn outcomes(&self, standing: &Standing) -> Vec<Outcome> {
        let worth = self.worth_at(&standing.prices, &standing.rents, standing.scale);
        let outcome = |party: usize| {
            let of = &self.task.parties[party];
            let column = standing.columns[party].as_ref();
            let venues = self.chooser.venues.of(of);
            let venue = |column: &Column| column.first().map(|(post, _)| venues[*post as usize]);
            let lift = self.lifts.of_party(of, standing.scale);
            let ranked = self.chooser.ranked(of, &worth, &self.room);
            // What stays at home has its lift neither.
            let home = if ranked.is_empty() {
                0
            } else {
                self.at_home(party, standing.scale)
            };
            let gain = |(gain, _): &(Gain, Column)| gain.points.saturating_add(lift);
            let own = column.map(venue);
            let other = ranked.iter().find(|(_, column)| Some(venue(column)) != own);
            let has = column.map(|column| worth.of_column(of, Some(column)).points + lift);
            Outcome {
                party,
                best: ranked.first().map_or(home, gain).max(home),
                has: has.unwrap_or(0),
                elsewhere: other.map_or(home, gain).max(home),
            }
        };
        let parties: Vec<usize> = (0..self.task.parties.len()).collect();
        in_parts(self.task.wanted.threads, &parties, |part| {
            part.iter().map(|party| outcome(*party)).collect()
        })
    }

    /// What staying at home is worth to a party, in units: nothing; where it must be placed, so little that it outbids everybody else. But it is
    /// no less than that: of two such parties that want the same seats one gives in.
    pub(super) fn at_home(&self, party: usize, scale: i64) -> i64 {
        if self.task.forced[party] {
            -self.dearest.saturating_mul(scale)
        } else {
            0
        }
    }

    /// Prices and rents, when people are worth the bonus.
    pub(super) fn worth_at<'b>(
        &self,
        prices: &'b [Price],
        rents: &'b Rents,
        scale: i64,
    ) -> Worth<'b> {
        Worth {
            prices,
            rents: &rents.of,
            scale,
            person: Gain {
                people: 0,
                points: self.bonus * scale,
            },
        }
    }

    /// Reads where everybody stands. A party of which somebody found no seat is at home.
    fn read(&self, standing: &mut Standing, optimum: &Optimum) {
        let scale = i128::from(optimum.scale);
        let mut room = self.room.clone();
        for post in optimum.post_of.iter().flatten() {
            room.take_one(*post);
        }
        let mut singles = i128::from(optimum.score) + i128::from(self.kept(&room));
        singles += i128::from(self.bonus) * optimum.people as i128;
        singles += self.lifts.of_placed(&optimum.post_of);
        standing.paid = 0;
        for (at, party) in self.task.parties.iter().enumerate() {
            let mut column = Column::with_capacity(party.members.len());
            for member in &party.members {
                if let Some(post) = optimum.post_of[*member as usize] {
                    let points = self.task.market.points(*member, post).unwrap_or(0);
                    let lift = self.bonus + self.lifts.of(*member);
                    singles -= i128::from(points) + i128::from(lift);
                    standing.paid += i128::from(optimum.prices[post as usize].points);
                    column.push((post, points));
                }
            }
            let is_whole = column.len() == party.members.len();
            standing.columns[at] = is_whole.then_some(column);
        }
        standing.singles = singles * scale;
        standing.missing = i128::from(optimum.bound - optimum.score) * scale;
        standing.prices.copy_from_slice(&optimum.prices);
    }

    /// What the parties have together, with bonus and lifts, in units.
    fn together(&self, columns: &[Option<Column>], scale: i64) -> i128 {
        let placed = self.task.parties.iter().zip(columns);
        let value = |(party, column): (_, &Option<Column>)| {
            let seats = column.as_ref()?.iter();
            let points: i64 = seats
                .map(|(_, points)| i64::from(*points) + self.bonus)
                .sum();
            let points = i128::from(points) * i128::from(scale);
            Some(points + i128::from(self.lifts.of_party(party, scale)))
        };
        placed.filter_map(value).sum()
    }
}
