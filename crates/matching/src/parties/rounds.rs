//! The rounds in which parties choose at the prices of the single people, and single people move around them.

use super::bound::Spot;
use super::columns::{Column, Gain, Room, Worth};
use super::rivalry::Rivalry;
use super::{By, Plan, Search};
use crate::assign::market::Market;
use crate::assign::pairs::Entry;
use crate::watch::{Phase, Watch};
use std::cmp::Reverse;

/// The most rounds.
const ROUNDS: u32 = 32;

/// The search ends after more rounds than these in which the gap shrank by less than a tenth.
const IDLE: u32 = 2;
const ENOUGH: f64 = 0.9;

/// What a party would rather have at the prices.
pub(super) struct Wish {
    pub party: usize,
    pub regret: Gain,
    pub column: Option<Column>,
}

impl<M: Market, E: Entry> Search<'_, M, E> {
    /// The best columns of all rounds, and the spot where all parties together regretted least.
    pub(super) fn rounds(
        &mut self,
        relaxed: &Plan,
        watch: &mut Watch<'_>,
    ) -> (Vec<Option<Column>>, Spot) {
        let scale = relaxed.optimum.scale;
        let mut spot = self.spot(&relaxed.optimum.prices, scale);
        let mut latest = self.first(relaxed, &spot, watch);
        let room = Room::left(self.task, &latest.columns);
        let mut rivalry = Rivalry::new(&spot.prices, &latest.optimum.prices, &room);
        let (mut champion, mut most) = (latest.columns.clone(), self.total(&latest));
        let mut least = i128::MAX;
        let (mut idle, mut closed) = (0, f64::INFINITY);
        for round in 0..ROUNDS {
            let mut room = Room::left(self.task, &latest.columns);
            let prices = rivalry.added_to(&latest.optimum.prices);
            let worth = Worth {
                prices: &prices,
                ..self.worth(By::Bonus, &latest.optimum)
            };
            let wishes = self.wishes(&latest.columns, &worth);
            let regret = wishes.iter().map(|wish| i128::from(wish.regret.points));
            let singles = i128::from(latest.missing) * i128::from(scale);
            let proven =
                self.total(&latest) + singles + regret.sum::<i128>() + rivalry.overpaid(&room);
            if proven < least {
                least = proven;
                spot = self.spot(&prices, scale);
            }
            let gap = (least - most) as f64 / (latest.value as f64 * scale as f64).max(1.0);
            idle = if gap < closed * ENOUGH { 0 } else { idle + 1 };
            closed = closed.min(gap);
            let fraction = f64::from(round) / f64::from(ROUNDS);
            watch.tell(Phase::Parties, fraction, Some(gap));
            let is_done = wishes.is_empty() || gap <= self.task.wanted.gap / 2.0 || idle > IDLE;
            if is_done || watch.check().is_err() {
                break;
            }
            self.vie(&mut rivalry, &latest.columns, &wishes, &mut room);
            let columns = self.moved(&latest, wishes, &worth, round);
            latest = self.complete(By::Bonus, columns, watch);
            if self.total(&latest) > most {
                most = self.total(&latest);
                champion.clone_from(&latest.columns);
            }
        }
        (champion, spot)
    }

    /// What a plan is worth with the bonus, in units.
    fn total(&self, plan: &Plan) -> i128 {
        let people = i128::from(self.bonus) * plan.optimum.people as i128;
        (i128::from(plan.value) + people) * i128::from(plan.optimum.scale)
    }

    /// All parties choose at the prices at which their members went where they liked.
    fn first(&mut self, relaxed: &Plan, spot: &Spot, watch: &Watch<'_>) -> Plan {
        let everybody: Vec<u32> = (0_u32..).take(self.task.market.people()).collect();
        let mut seats = relaxed.optimum.post_of.clone();
        for member in &self.members {
            seats[*member as usize] = None;
        }
        let prices = spot.priced();
        self.by_bonus.favour(&everybody, self.bonus);
        self.by_bonus.withdraw(&self.members, true);
        self.by_bonus.begin(&prices, relaxed.optimum.scale);
        self.by_bonus.sit(&seats);
        let worth = Worth {
            prices: &prices,
            ..self.worth(By::Bonus, &relaxed.optimum)
        };
        let columns = vec![None; self.task.parties.len()];
        let mut wishes = self.wishes(&columns, &worth);
        wishes.sort_by_key(|wish| (!self.task.forced[wish.party], Reverse(wish.regret)));
        let columns = self.seated(columns, wishes, &worth);
        self.complete(By::Bonus, columns, watch)
    }

    /// The columns after some of those who regret have moved.
    fn moved(
        &self,
        latest: &Plan,
        mut wishes: Vec<Wish>,
        worth: &Worth<'_>,
        round: u32,
    ) -> Vec<Option<Column>> {
        wishes.sort_by_key(|wish| Reverse(wish.regret));
        let share = 2 + round as usize / 2;
        wishes.truncate(wishes.len().div_ceil(share));
        self.seated(latest.columns.clone(), wishes, worth)
    }

    /// Those who wish leave their columns and take new ones in turn, as far as there is room.
    fn seated(
        &self,
        mut columns: Vec<Option<Column>>,
        wishes: Vec<Wish>,
        worth: &Worth<'_>,
    ) -> Vec<Option<Column>> {
        let parties = self.task.parties;
        let mut room = Room::left(self.task, &columns);
        let mut before = Vec::with_capacity(wishes.len());
        for wish in &wishes {
            let old = columns[wish.party].take();
            if let Some(old) = &old {
                room.give_back(&parties[wish.party], old);
            }
            before.push(old);
        }
        for (wish, old) in wishes.into_iter().zip(before) {
            let party = &parties[wish.party];
            match wish.column {
                None => {}
                Some(column) if room.fits(party, &column) => {
                    room.take(party, &column);
                    columns[wish.party] = Some(column);
                }
                Some(_) => {
                    self.seat(wish.party, worth, &mut room, &mut columns);
                    if columns[wish.party].is_none()
                        && let Some(old) = old.filter(|old| room.fits(party, old))
                    {
                        room.take(party, &old);
                        columns[wish.party] = Some(old);
                    }
                }
            }
        }
        columns
    }

    /// What each party that regrets would rather have, if no other party were in its way.
    fn wishes(&self, columns: &[Option<Column>], worth: &Worth<'_>) -> Vec<Wish> {
        let room = self.whole();
        let wish = |party: usize| {
            let has = worth.of_column(columns[party].as_ref());
            let best = self.chooser.best(&self.task.parties[party], worth, &room);
            let (gain, column) = match best {
                Some((gain, column)) if gain >= Gain::default() || self.task.forced[party] => {
                    (gain, Some(column))
                }
                _ => (Gain::default(), None),
            };
            let is_new = column.is_some() && columns[party].is_none();
            (gain > has || is_new).then(|| Wish {
                party,
                regret: gain - has,
                column,
            })
        };
        let parties: Vec<usize> = (0..self.task.parties.len()).collect();
        self.in_parts(&parties, |part| {
            part.iter().filter_map(|party| wish(*party)).collect()
        })
    }
}
