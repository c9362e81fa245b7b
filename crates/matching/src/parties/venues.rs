//! Where parties stay together, and the market while each of them is held to one such place.

use crate::assign::market::{Market, spread};
use crate::party::{self, Party};
use crate::post::Post;
use domain::words::Closeness;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};

/// The venue of each post, where parties stay in a city, in an enterprise, at a post.
pub(super) struct Venues([Vec<u32>; 3]);

impl Venues {
    pub(super) fn new(posts: &[Post]) -> Self {
        let close = [Closeness::City, Closeness::Enterprise, Closeness::Post];
        Self(close.map(|closeness| party::venues(closeness, posts)))
    }

    /// The venues of a party, by post.
    pub(super) fn of(&self, party: &Party) -> &[u32] {
        match party.closeness {
            Closeness::Post => &self.0[2],
            _ if party.couple_room => &self.0[2],
            Closeness::City => &self.0[0],
            Closeness::Enterprise => &self.0[1],
        }
    }
}

/// Whoever is in no party.
const SINGLE: u32 = u32::MAX;

/// What a party is held to when it may go anywhere, or nowhere.
const ANYWHERE: u32 = u32::MAX;
const NOWHERE: u32 = u32::MAX - 1;

/// A market in which the members of each party see one venue only. Which one it is changes between two solves, never while a
/// solver looks.
pub(super) struct Held<'a, M> {
    market: &'a M,
    venues: &'a Venues,
    parties: &'a [Party],
    /// The only post of some members.
    pins: &'a HashMap<u32, u32>,
    /// By person.
    party_of: Vec<u32>,
    /// By party.
    venue: Vec<AtomicU32>,
}

impl<'a, M: Market> Held<'a, M> {
    /// Everybody may go anywhere.
    pub(super) fn new(
        market: &'a M,
        venues: &'a Venues,
        parties: &'a [Party],
        pins: &'a HashMap<u32, u32>,
    ) -> Self {
        let mut party_of = vec![SINGLE; market.people()];
        for (party, number) in parties.iter().zip(0..) {
            for member in &party.members {
                party_of[*member as usize] = number;
            }
        }
        Self {
            market,
            venues,
            parties,
            pins,
            party_of,
            venue: parties.iter().map(|_| AtomicU32::new(ANYWHERE)).collect(),
        }
    }

    /// Holds a party to the venue of a post, or keeps it at home. Solvers have to be told.
    pub(super) fn hold(&self, party: usize, post: Option<u32>) {
        let venues = self.venues.of(&self.parties[party]);
        let venue = post.map_or(NOWHERE, |post| venues[post as usize]);
        self.venue[party].store(venue, Ordering::Relaxed);
    }

    /// The party of a person and what it is held to, if it is held to anything.
    fn holds(&self, person: u32) -> Option<Hold<'_>> {
        let party = self.party_of[person as usize];
        let venue = self.venue.get(party as usize)?.load(Ordering::Relaxed);
        (venue != ANYWHERE).then(|| Hold {
            venues: self.venues.of(&self.parties[party as usize]),
            venue,
            pin: self.pins.get(&person).copied(),
        })
    }
}

/// What somebody is held to.
struct Hold<'a> {
    venues: &'a [u32],
    venue: u32,
    pin: Option<u32>,
}

impl Hold<'_> {
    fn allows(&self, post: u32) -> bool {
        self.venues[post as usize] == self.venue && self.pin.is_none_or(|pin| pin == post)
    }
}

/// Prices as the market wants them, and as they are.
pub(super) struct Prices<M: Market> {
    of_market: M::Prices,
    by_post: Vec<i64>,
    scale: i64,
}

impl<M: Market> Market for Held<'_, M> {
    type Prices = Prices<M>;

    fn people(&self) -> usize {
        self.market.people()
    }

    fn posts(&self) -> usize {
        self.market.posts()
    }

    fn most_points(&self) -> u32 {
        self.market.most_points()
    }

    fn prepare_in(&self, prices: &[i64], scale: i64) -> Prices<M> {
        Prices {
            of_market: self.market.prepare_in(prices, scale),
            scale,
            by_post: prices.to_vec(),
        }
    }

    fn prepare_some(&self, prices: &[(u32, i64)], scale: i64) -> Prices<M> {
        Prices {
            of_market: self.market.prepare_some(prices, scale),
            scale,
            by_post: spread(prices, self.posts()),
        }
    }

    fn reprice(&self, prepared: &mut Prices<M>, changed: &[(u32, i64)]) {
        self.market.reprice(&mut prepared.of_market, changed);
        for (post, price) in changed {
            prepared.by_post[*post as usize] = *price;
        }
    }

    fn better(
        &self,
        person: u32,
        prices: &Prices<M>,
        than: i64,
        size: usize,
        list: &mut Vec<(u32, u32)>,
    ) -> i64 {
        let Some(hold) = self.holds(person) else {
            return self
                .market
                .better(person, &prices.of_market, than, size, list);
        };
        list.clear();
        if hold.venue == NOWHERE {
            return i64::MIN;
        }
        let surplus = |(post, points): (u32, u32)| {
            (i64::from(points) * prices.scale).saturating_sub(prices.by_post[post as usize])
        };
        let mut rest = i64::MIN;
        self.market.each(person, |post, points| {
            if hold.allows(post) {
                if than == i64::MIN || surplus((post, points)) > than {
                    list.push((post, points));
                } else {
                    rest = than;
                }
            }
        });
        list.sort_unstable_by_key(|pair| (Reverse(surplus(*pair)), pair.0));
        let rest = list.get(size).map_or(rest, |pair| surplus(*pair));
        list.truncate(size);
        rest
    }

    fn each(&self, person: u32, mut take: impl FnMut(u32, u32)) {
        match self.holds(person) {
            None => self.market.each(person, take),
            Some(hold) => self.market.each(person, |post, points| {
                if hold.allows(post) {
                    take(post, points);
                }
            }),
        }
    }

    fn first_among(&self, person: u32, among: &[u64]) -> Option<u32> {
        let Some(hold) = self.holds(person) else {
            return self.market.first_among(person, among);
        };
        self.market.first_among(person, &only_allowed(&hold, among))
    }

    fn take_among(&self, person: u32, among: &mut [u64], mut take: impl FnMut(u32)) {
        let Some(hold) = self.holds(person) else {
            return self.market.take_among(person, among, take);
        };
        let mut allowed = only_allowed(&hold, among);
        self.market.take_among(person, &mut allowed, |post| {
            among[post as usize / 64] &= !(1 << (post % 64));
            take(post);
        });
    }

    fn take_all_among(&self, people: &[u32], among: &mut [u64]) {
        let (held, free): (Vec<u32>, Vec<u32>) = people
            .iter()
            .partition(|person| self.holds(**person).is_some());
        self.market.take_all_among(&free, among);
        for person in held {
            self.take_among(person, among, |_| ());
        }
    }

    fn points(&self, person: u32, post: u32) -> Option<u32> {
        let is_allowed = self.holds(person).is_none_or(|hold| hold.allows(post));
        is_allowed.then(|| self.market.points(person, post))?
    }
}

/// The posts of a set that are allowed.
fn only_allowed(hold: &Hold<'_>, among: &[u64]) -> Vec<u64> {
    let mut allowed = among.to_vec();
    for (post, venue) in (0_u32..).zip(hold.venues) {
        if *venue != hold.venue || hold.pin.is_some_and(|pin| pin != post) {
            allowed[post as usize / 64] &= !(1 << (post % 64));
        }
    }
    allowed
}
