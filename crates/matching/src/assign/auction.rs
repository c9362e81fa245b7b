//! The best score by auction: people bid for openings, posts with openings left lower their price.
//!
//! Problem: maximise Σ points over assignments in which no post takes more people than it has openings, an
//! opening kept is worth its post's *reserve*, and a person kept at home is worth their *home* (negative where
//! placing people counts first).
//!
//! Method: the auction for the transportation problem with ε-scaling (Bertsekas and Castañón 1989), forward and
//! then reverse in each ε-phase (Bertsekas, Castañón and Tsaknakis 1993). Who still sits well enough when ε shrinks
//! stays and bids again from the seat. Prices are integers in units of 1/`scale` point.
//!
//! What holds after each phase:
//! 1. everybody sits where points − price is within ε of the best they could have, staying home included;
//! 2. no post costs less than its reserve, nor more while it has openings left.
//!
//! Proof of the bound: for any prices not below the reserves, Σ price · openings + Σ best surplus over all
//! pairs is at least the value of every assignment. By 1 and 2 the two sides differ by at most ε · people.
//!
//! People bid from short [`Lists`]. Whoever sees that a pair off the list may be better waits, and all who wait have
//! their lists made anew at once. So every surplus that counts is one over all pairs, and no list of all pairs exists.
//!
//! Cost: about one look at each list for each phase and direction, and one at the whole market for each list made.
//! Ties: the entry that stands first on the list; then people in the order in which they were outbid; in reverse, the
//! lower person. No chance, no clock; threads only make lists, whose content does not depend on their number.

use super::lists::{Lists, NEVER};
use super::market::Market;
use super::pairs::Entry;
use super::sample::Sample;
use crate::watch::Watch;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

mod reverse;

use reverse::Columns;

/// How many bids pass between two looks at the cancel flag.
const PATIENCE: u32 = 4096;

/// Sits nowhere.
pub(super) const HOME: u32 = u32::MAX;

/// The watch said stop; what is there is still an assignment, and a bound.
pub(super) struct Stop;

/// What is asked, beyond the pairs. All in price units.
pub(super) struct Terms {
    /// Openings of each post.
    pub openings: Vec<u32>,
    /// What an opening kept is worth, a post.
    pub reserve: Vec<i64>,
    /// What staying at home is worth, a person.
    pub home: Vec<i64>,
}

/// A seat at a post: whoever holds it would pay so much before leaving.
type Bid = Reverse<(i64, u32)>;

pub(super) struct Auction<'m, M: Market, E> {
    market: Sample<'m, M>,
    pub(super) lists: Lists<'m, E>,
    pub(super) terms: Terms,
    /// Price units of one point.
    pub(super) scale: i64,
    /// Highest possible step of one bid beyond ε.
    leap: i64,
    pub(super) threads: usize,
    pub(super) price: Vec<i64>,
    pub(super) taken: Vec<u32>,
    /// Bids of the people at a post, lowest on top; used while people bid.
    bids: Vec<BinaryHeap<Bid>>,
    pub(super) seats: Vec<Seat>,
    columns: Option<Columns<E>>,
    /// Which people and posts are short of openings, once that is known.
    pub(super) shortage: Option<Shortage>,
    /// Prices as lists were last made at, as they are and as the short see them.
    prepared: [Option<M::Prices>; 2],
}

/// The part of the market that has more people than openings.
pub(super) struct Shortage {
    /// Those who are at a short post, or nowhere.
    pub people: Vec<bool>,
    /// Posts that are dearer by `place`.
    pub posts: Vec<bool>,
    pub place: i64,
}

/// Where somebody sits, and for how many points.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Seat {
    pub post: u32,
    pub points: u32,
}

impl Seat {
    /// Nowhere, for nothing.
    pub(super) const HOME: Self = Self {
        post: HOME,
        points: 0,
    };
}

/// The best post on a list at current prices, and the surplus of the next best thing.
#[derive(Clone, Copy)]
struct Choice {
    seat: Seat,
    best: i64,
    second: i64,
}

/// What somebody does who looks at their list.
enum Wish {
    Bid(Choice),
    StayHome,
    /// A pair off the list may be better.
    LookFurther,
}

impl<'m, M: Market, E: Entry> Auction<'m, M, E> {
    /// Nobody is placed; prices are as given, and not below the reserves.
    pub(super) fn new(
        market: Sample<'m, M>,
        lists: Lists<'m, E>,
        terms: Terms,
        scale: i64,
        threads: usize,
        price: Vec<i64>,
    ) -> Self {
        let (people, posts) = (market.people(), market.posts());
        Self {
            market,
            lists,
            terms,
            scale,
            leap: (i64::from(market.most_points()) + 1) * scale,
            threads,
            price,
            taken: vec![0; posts],
            bids: (0..posts).map(|_| BinaryHeap::new()).collect(),
            seats: vec![Seat::HOME; people],
            columns: None,
            shortage: None,
            prepared: [None, None],
        }
    }

    /// One ε-phase: afterwards everybody is within ε of their best, and free openings cost their reserve.
    pub(super) fn phase(&mut self, epsilon: i64, watch: &Watch<'_>) -> Result<(), Stop> {
        watch.check().map_err(|_| Stop)?;
        let (bidders, waiting) = self.stand_up(epsilon);
        self.forward(bidders, waiting, epsilon, watch)?;
        self.reverse(epsilon, watch)
    }

    /// Everybody who sits within ε of their best bids again from the seat; the others leave theirs. Gives those who
    /// would bid for another, and those whose list does not tell.
    fn stand_up(&mut self, epsilon: i64) -> (VecDeque<u32>, Vec<u32>) {
        let mut kept: Vec<Vec<Bid>> = self
            .bids
            .iter_mut()
            .map(std::mem::take)
            .map(BinaryHeap::into_vec)
            .collect();
        kept.iter_mut().for_each(Vec::clear);
        self.taken.fill(0);
        let (mut bidders, mut waiting) = (VecDeque::new(), Vec::new());
        for (person, number) in (0..self.seats.len()).zip(0_u32..) {
            let at = self.seats[person].post;
            let has = self.surplus(person);
            match self.look_around(person, at) {
                None => {
                    waiting.push(number);
                    self.seats[person] = Seat::HOME;
                }
                Some(other) if has < other - epsilon => {
                    bidders.push_back(number);
                    self.seats[person] = Seat::HOME;
                }
                Some(_) if at == HOME => {}
                Some(other) => {
                    let step = (has - other).min(self.leap);
                    let limit = self.price[at as usize] + step + epsilon;
                    kept[at as usize].push(Reverse((limit, number)));
                    self.taken[at as usize] += 1;
                }
            }
        }
        for (post, bids) in kept.into_iter().enumerate() {
            self.bids[post] = bids.into();
            self.pass_on_lowest(post);
        }
        (bidders, waiting)
    }

    /// The best surplus that a person could have elsewhere than at a post; `None` if the list does not tell whether it is
    /// more than they have there.
    fn look_around(&self, person: usize, at: u32) -> Option<i64> {
        let mut other = self.terms.home[person];
        for entry in &self.lists.entries()[self.lists.span(person)] {
            if entry.is_void() {
                break;
            }
            if entry.post() != at {
                other = other.max(self.surplus_of(*entry));
            }
        }
        let has = self.surplus(person);
        let rest = self.lists.rest(person);
        (rest <= has.max(other)).then_some(other.max(rest))
    }

    #[inline]
    fn surplus_of(&self, entry: E) -> i64 {
        i64::from(entry.points()) * self.scale - self.price[entry.post() as usize]
    }

    /// People bid until nobody wants to.
    fn forward(
        &mut self,
        mut bidders: VecDeque<u32>,
        mut waiting: Vec<u32>,
        epsilon: i64,
        watch: &Watch<'_>,
    ) -> Result<(), Stop> {
        let mut patience = PATIENCE;
        loop {
            while let Some(person) = bidders.pop_front() {
                patience -= 1;
                if patience == 0 {
                    watch.check().map_err(|_| Stop)?;
                    patience = PATIENCE;
                }
                match self.choose(person as usize) {
                    Wish::StayHome => {}
                    Wish::LookFurther => waiting.push(person),
                    Wish::Bid(choice) => {
                        if let Some(outbid) = self.bid(person, choice, epsilon) {
                            bidders.push_back(outbid);
                        }
                    }
                }
            }
            if waiting.is_empty() {
                return Ok(());
            }
            watch.check().map_err(|_| Stop)?;
            self.renew(&waiting);
            bidders.extend(waiting.drain(..));
        }
    }

    /// Puts everybody at a post, or at home; the points are those of the market.
    pub(super) fn sit(&mut self, post_of: &[u32]) {
        for ((seat, person), &post) in self.seats.iter_mut().zip(0_u32..).zip(post_of) {
            if seat.post != post {
                let points = self.market.points(person, post);
                *seat = points.map_or(Seat::HOME, |points| Seat { post, points });
            }
        }
    }

    /// Somebody gets up and goes home.
    pub(super) fn send_home(&mut self, person: usize) {
        self.seats[person] = Seat::HOME;
    }

    /// Sends home those with the fewest points at posts that have more people than openings.
    pub(super) fn evict(&mut self) {
        let mut excess: Vec<i64> = self
            .terms
            .openings
            .iter()
            .map(|openings| -i64::from(*openings))
            .collect();
        for seat in self.seats.iter().filter(|seat| seat.post != HOME) {
            excess[seat.post as usize] += 1;
        }
        let mut crowd: Vec<(u32, u32, usize)> = Vec::new();
        for (person, seat) in self.seats.iter().enumerate() {
            if seat.post != HOME && excess[seat.post as usize] > 0 {
                crowd.push((seat.post, seat.points, person));
            }
        }
        crowd.sort_unstable();
        for (post, _, person) in crowd {
            if excess[post as usize] > 0 {
                excess[post as usize] -= 1;
                self.send_home(person);
            }
        }
        self.taken.fill(0);
        for seat in self.seats.iter().filter(|seat| seat.post != HOME) {
            self.taken[seat.post as usize] += 1;
        }
    }

    /// Σ points of those who sit.
    pub(super) fn points(&self) -> u64 {
        self.seats.iter().map(|seat| u64::from(seat.points)).sum()
    }

    /// Makes the lists of some people anew at current prices.
    ///
    /// Who is short may take posts that are short only, and nobody else wants those: each side is asked with prices of its
    /// own, so that no answer depends on how much dearer the short ones are.
    pub(super) fn renew(&mut self, people: &[u32]) {
        let Self {
            lists,
            price,
            shortage,
            prepared: [dear, cheap],
            ..
        } = self;
        let (scale, threads) = (self.scale, self.threads);
        let Some(shortage) = shortage else {
            lists.renew(
                &self.market,
                people,
                dear,
                price.iter().copied(),
                scale,
                threads,
            );
            return;
        };
        let (short, others): (Vec<u32>, Vec<u32>) = people
            .iter()
            .partition(|person| shortage.people[**person as usize]);
        let shortage = &*shortage;
        let cheaper = price.iter().zip(&shortage.posts).map(|(price, is_short)| {
            if *is_short {
                price - shortage.place
            } else {
                *price
            }
        });
        lists.renew(
            &self.market,
            &others,
            dear,
            price.iter().copied(),
            scale,
            threads,
        );
        lists.renew(&self.market, &short, cheap, cheaper, scale, threads);
        if lists.are_short() {
            for person in &short {
                lists.lower_rest(*person, shortage.place);
            }
        }
    }

    fn choose(&self, person: usize) -> Wish {
        let (mut best, mut second) = (NEVER, NEVER);
        let mut at = None;
        for entry in &self.lists.entries()[self.lists.span(person)] {
            if entry.is_void() {
                break;
            }
            let surplus = self.surplus_of(*entry);
            if surplus > best {
                second = best;
                best = surplus;
                at = Some(*entry);
            } else if surplus > second {
                second = surplus;
            }
        }
        let (rest, home) = (self.lists.rest(person), self.terms.home[person]);
        match at {
            _ if rest > best.max(home) => Wish::LookFurther,
            Some(entry) if best >= home => Wish::Bid(Choice {
                seat: Seat {
                    post: entry.post(),
                    points: entry.points(),
                },
                best,
                second: second.max(home).max(rest),
            }),
            _ => Wish::StayHome,
        }
    }

    /// Seats the person; gives back whoever had to leave for them.
    fn bid(&mut self, person: u32, choice: Choice, epsilon: i64) -> Option<u32> {
        let at = choice.seat.post as usize;
        let step = (choice.best - choice.second).min(self.leap);
        let limit = self.price[at] + step + epsilon;
        self.seats[person as usize] = choice.seat;
        let outbid = if self.taken[at] == self.terms.openings[at] {
            self.replace_lowest(at, Reverse((limit, person)))
        } else {
            self.taken[at] += 1;
            self.bids[at].push(Reverse((limit, person)));
            None
        };
        self.pass_on_lowest(at);
        if let Some(outbid) = outbid {
            self.seats[outbid as usize] = Seat::HOME;
        }
        outbid
    }

    /// Whoever bid least at a full post makes room, the newcomer if it is they.
    fn replace_lowest(&mut self, post: usize, bid: Bid) -> Option<u32> {
        let mut lowest = self.bids[post].peek_mut()?;
        let Reverse((_, outbid)) = if bid < *lowest {
            std::mem::replace(&mut *lowest, bid)
        } else {
            bid
        };
        Some(outbid)
    }

    /// A full post costs what its lowest bidder would pay.
    fn pass_on_lowest(&mut self, post: usize) {
        if self.taken[post] == self.terms.openings[post]
            && let Some(Reverse((lowest, _))) = self.bids[post].peek()
        {
            self.price[post] = self.price[post].max(*lowest);
        }
    }

    /// What a person has now: scaled points less the price, or what home is worth.
    pub(super) fn surplus(&self, person: usize) -> i64 {
        match self.seats[person] {
            Seat::HOME => self.terms.home[person],
            Seat { post, points } => i64::from(points) * self.scale - self.price[post as usize],
        }
    }

    /// The value of the assignment as it stands.
    pub(super) fn primal(&self) -> i128 {
        let worth = |(seat, home): (&Seat, &i64)| match *seat {
            Seat::HOME => i128::from(*home),
            Seat { points, .. } => i128::from(points) * i128::from(self.scale),
        };
        let people: i128 = self.seats.iter().zip(&self.terms.home).map(worth).sum();
        let kept = self
            .terms
            .openings
            .iter()
            .zip(&self.taken)
            .zip(&self.terms.reserve);
        let openings: i128 = kept
            .map(|((openings, taken), reserve)| i128::from(openings - taken) * i128::from(*reserve))
            .sum();
        people + openings
    }

    /// The bound that the prices prove, over all pairs; lists that do not tell are made anew first.
    pub(super) fn dual(&mut self) -> i128 {
        let unsure: Vec<u32> = (0_u32..)
            .zip(0..self.seats.len())
            .filter(|(_, person)| self.lists.rest(*person) > self.best_listed(*person))
            .map(|(number, _)| number)
            .collect();
        self.renew(&unsure);
        let surpluses: i128 = (0..self.seats.len())
            .map(|person| i128::from(self.best_listed(person).max(self.lists.rest(person))))
            .sum();
        self.priced() + surpluses
    }

    /// A bound from the lists as they are, made anew or not.
    pub(super) fn dual_as_known(&self) -> i128 {
        let cheapest = self.price.iter().copied().min().unwrap_or(0);
        let most = i64::from(self.market.most_points()) * self.scale - cheapest;
        let surplus = |person| {
            self.best_listed(person)
                .max(self.lists.rest(person).min(most))
        };
        let surpluses: i128 = (0..self.seats.len())
            .map(|person| i128::from(surplus(person)))
            .sum();
        self.priced() + surpluses
    }

    /// Σ price · openings.
    fn priced(&self) -> i128 {
        let priced = self.price.iter().zip(&self.terms.openings);
        priced
            .map(|(price, openings)| i128::from(*price) * i128::from(*openings))
            .sum()
    }

    /// The best surplus on a person's list, home left out.
    pub(super) fn best_at_posts(&self, person: usize) -> i64 {
        let list = &self.lists.entries()[self.lists.span(person)];
        let listed = list.iter().take_while(|entry| !entry.is_void());
        let best = listed.map(|entry| self.surplus_of(*entry)).max();
        best.unwrap_or(NEVER)
    }

    /// The best surplus on a person's list, or what home is worth.
    fn best_listed(&self, person: usize) -> i64 {
        let listed = self.best_at_posts(person).max(self.terms.home[person]);
        listed.max(self.surplus(person))
    }
}
