//! The best joint choice of a party at some prices: one post for each member, close enough to each other.
//!
//! The market is asked for the members' pairs each time and none of them is kept: a party needs only the few at each
//! venue that gain most.

use super::columns::{Column, Gain, Room, Worth};
use super::venues::Venues;
use crate::assign::market::Market;
use crate::party::Party;
use std::cmp::Reverse;
use std::collections::HashMap;

/// Parties of more members than this choose one after the other, not jointly.
const JOINT: usize = 5;

/// Asks the market on behalf of parties.
pub(super) struct Chooser<'a, M> {
    market: &'a M,
    /// The only post of some members.
    pins: &'a HashMap<u32, u32>,
    pub(super) venues: &'a Venues,
}

/// What a member could take.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Offer {
    venue: u32,
    member: usize,
    gain: Reverse<Gain>,
    post: u32,
    points: u32,
}

impl<'a, M: Market> Chooser<'a, M> {
    pub(super) fn new(market: &'a M, venues: &'a Venues, pins: &'a HashMap<u32, u32>) -> Self {
        Self {
            market,
            pins,
            venues,
        }
    }

    /// The joint choice that gains most and fits, of equal ones the first venue; jointly best up to [`JOINT`] members,
    /// one after the other beyond that.
    pub(super) fn best(
        &self,
        party: &Party,
        worth: &Worth<'_>,
        room: &Room,
    ) -> Option<(Gain, Column)> {
        let mut best: Option<(Gain, Column)> = None;
        self.at_each_venue(party, worth, room, |joint| {
            let least = best.as_ref().map(|(gain, _)| *gain);
            if least.is_none_or(|least| joint.most() > least) {
                joint.champion = None;
                joint.choose(Gain::default() - joint.rent);
                if let Some(champion) = joint.champion.take()
                    && least.is_none_or(|least| champion.0 > least)
                {
                    best = Some(champion);
                }
            }
        });
        best
    }

    /// The best at each venue, those that gain most first.
    pub(super) fn ranked(
        &self,
        party: &Party,
        worth: &Worth<'_>,
        room: &Room,
    ) -> Vec<(Gain, Column)> {
        let mut ranked = Vec::new();
        self.at_each_venue(party, worth, room, |joint| {
            joint.choose(Gain::default() - joint.rent);
            ranked.extend(joint.champion.take());
        });
        ranked.sort_by_key(|(gain, _)| Reverse(*gain));
        ranked
    }

    /// No joint choice gains more than this one, which may not fit.
    pub(super) fn most(
        &self,
        party: &Party,
        worth: &Worth<'_>,
        room: &Room,
    ) -> Option<(Gain, Column)> {
        if party.members.len() <= JOINT {
            return self.best(party, worth, room);
        }
        let mut most: Option<(Gain, Column)> = None;
        self.at_each_venue(party, worth, room, |joint| {
            let gain = joint.most();
            if most.as_ref().is_none_or(|(most, _)| gain > *most) {
                most = Some((gain, joint.firsts()));
            }
        });
        most
    }

    /// Shows each venue where every member could take something.
    fn at_each_venue(
        &self,
        party: &Party,
        worth: &Worth<'_>,
        room: &Room,
        mut look: impl FnMut(&mut Joint<'_>),
    ) {
        let offers = self.offers(party, worth, room);
        let mut joint = Joint {
            room,
            offers: Vec::with_capacity(party.members.len()),
            so_far: Vec::with_capacity(party.members.len()),
            rent: Gain::default(),
            champion: None,
        };
        for venue in offers.chunk_by(|one, next| one.venue == next.venue) {
            let of_members = venue.chunk_by(|one, next| one.member == next.member);
            joint.offers.clear();
            // The others can stand in the way of one post fewer than there are members.
            joint
                .offers
                .extend(of_members.map(|offers| &offers[..offers.len().min(party.members.len())]));
            if joint.offers.len() == party.members.len() {
                joint.rent = worth.rent(party, venue[0].post);
                look(&mut joint);
            }
        }
    }

    /// What the members could take, by venue and member, what gains most first.
    fn offers(&self, party: &Party, worth: &Worth<'_>, room: &Room) -> Vec<Offer> {
        let venues = self.venues.of(party);
        let mut offers = Vec::new();
        for (member, person) in party.members.iter().enumerate() {
            let mut offer = |post: u32, points: u32| {
                if room.is_open(party, post) {
                    offers.push(Offer {
                        venue: venues[post as usize],
                        member,
                        gain: Reverse(worth.of((post, points))),
                        post,
                        points,
                    });
                }
            };
            match self.pins.get(person) {
                None => self.market.each(*person, offer),
                Some(pin) => {
                    let points = self.market.points(*person, *pin);
                    if let Some(points) = points {
                        offer(*pin, points);
                    }
                }
            }
        }
        offers.sort_unstable();
        offers
    }
}

/// Goes through the joint choices of a party at one venue.
struct Joint<'a> {
    room: &'a Room,
    /// By member, what gains most first.
    offers: Vec<&'a [Offer]>,
    so_far: Column,
    /// What the couple room costs there, where one is needed.
    rent: Gain,
    champion: Option<(Gain, Column)>,
}

impl Joint<'_> {
    /// What all would gain if nobody were in another's way.
    fn most(&self) -> Gain {
        let firsts = self.offers.iter().filter_map(|offers| offers.first());
        firsts.fold(Gain::default() - self.rent, |sum, offer| sum + offer.gain.0)
    }

    fn firsts(&self) -> Column {
        let firsts = self.offers.iter().filter_map(|offers| offers.first());
        firsts.map(|offer| (offer.post, offer.points)).collect()
    }

    fn choose(&mut self, gain: Gain) {
        let Some(&offers) = self.offers.get(self.so_far.len()) else {
            if self.champion.as_ref().is_none_or(|(best, _)| gain > *best) {
                self.champion = Some((gain, self.so_far.clone()));
            }
            return;
        };
        for offer in offers {
            let post = offer.post;
            self.so_far.push((post, offer.points));
            let taken = self.so_far.iter().filter(|(other, _)| *other == post);
            if taken.count() <= self.room.openings()[post as usize] as usize {
                self.choose(gain + offer.gain.0);
                if self.offers.len() > JOINT {
                    self.so_far.pop();
                    return;
                }
            }
            self.so_far.pop();
        }
    }
}
