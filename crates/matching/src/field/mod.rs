//! All eligible pairs of an instance, found when asked for: nothing is stored for a pair.
//!
//! What holds: a pair is here exactly if [`eligible`](crate::eligible::eligible) says so and nobody has refused or excluded it, and
//! it is worth the total of [`score`](crate::score::score). Property tests hold the field to both.
//!
//! Cost: about 300 bits a post, four bytes a person, and a few bytes for each kind of home and site. A
//! person's pairs are found at 64 posts an instruction and reckoned at a few nanoseconds each.

mod asker;
mod best;
mod board;
mod crowd;
mod layers;
mod limits;
mod places;
mod worth;

pub use best::Prices;
pub(crate) use limits::{PostSet, members};

use crate::assign::market::{Market, spread};
use crate::eligible::{HardLimit, eligible};
use crate::run::{Instance, Pair};
use crate::score::{Place, score};
use asker::Asker;
use best::Classes;
use board::{Board, NOWHERE, Posts, SLOTS, WORDS};
use crowd::Crowd;
use domain::coded::Coded;
use domain::division::Division;
use layers::is_shut;
use limits::Limits;
use places::{FORBIDDEN, Places};
use std::sync::{Arc, OnceLock};
use worth::{Preferences, Scale, Worth};

/// Posts asked one by one before all of a person's posts are.
const A_FEW: usize = 64;

/// The pairs of an instance. Several threads may ask at once.
pub struct Field<'a> {
    instance: Instance<'a>,
    sorted: Arc<Sorted>,
}

/// What was found out about an instance beforehand. It borrows nothing of it, and is good for no other.
pub(crate) struct Sorted {
    places: Places,
    preferences: Preferences,
    scale: Scale,
    board: Board,
    classes: Classes,
    /// Pairs refused or excluded, by person.
    barred: Vec<Pair>,
    limits: Limits,
    crowd: OnceLock<Crowd>,
}

impl Sorted {
    /// Sorts posts and homes.
    pub(crate) fn new(instance: &Instance<'_>) -> Self {
        let places = Places::new(instance);
        let mut preferences = Preferences::default();
        let is_open = |post: &u32| !is_shut(&instance.posts[*post as usize], instance.on);
        let open = (0_u32..).take(instance.posts.len()).filter(is_open);
        let board = Board::new(instance, &places, open.collect(), |number| {
            let post = &instance.posts[number as usize];
            let site = places.site(post.workplace, post.kind).unwrap_or(0);
            preferences.worth(number, site, post, &instance.weights)
        });
        let pairs = instance.refusals.iter().chain(instance.exclusions);
        let mut barred: Vec<Pair> = pairs
            .filter(|pair| (pair.post as usize) < instance.posts.len())
            .copied()
            .collect();
        barred.sort_unstable();
        Self {
            scale: Scale::new(&instance.weights),
            classes: Classes::of(instance.seekers),
            limits: Limits::new(instance),
            crowd: OnceLock::new(),
            places,
            preferences,
            board,
            barred,
        }
    }
}

impl<'a> Field<'a> {
    /// Sorts posts and homes. Pairs may be barred that name nobody or nothing: they are ignored.
    #[must_use]
    pub fn new(instance: &Instance<'a>) -> Self {
        Self::over(instance, Arc::new(Sorted::new(instance)))
    }

    /// The field of an instance that was sorted before; costs nothing.
    pub(crate) fn over(instance: &Instance<'a>, sorted: Arc<Sorted>) -> Self {
        Self {
            instance: *instance,
            sorted,
        }
    }

    /// The `size` people for whom a post is worth most, with the points: most first, of equal ones the lower
    /// person; of those at home in an area only, where one is named. The first time, all people are sorted.
    #[must_use]
    pub fn best_people(&self, post: u32, size: usize, area: Option<Division>) -> Vec<(u32, u32)> {
        let instance = &self.instance;
        match instance.posts.get(post as usize) {
            Some(at) if !is_shut(at, instance.on) => self.crowd().best(self, post, size, area),
            _ => Vec::new(),
        }
    }

    fn crowd(&self) -> &Crowd {
        self.sorted.crowd.get_or_init(|| Crowd::new(self))
    }

    /// Sorts the people at once, so that the first to ask for some does not wait.
    pub(crate) fn sort_people(&self) {
        self.crowd();
    }

    /// Whether either side has refused, or an officer excluded, a pair.
    fn is_barred(&self, person: u32, post: u32) -> bool {
        let pair = Pair {
            seeker: person,
            post,
        };
        self.sorted.barred.binary_search(&pair).is_ok()
    }

    /// The posts of a set.
    fn members(&self, set: &[u64]) -> impl Iterator<Item = u32> {
        members(set.iter().copied()).take_while(|post| (*post as usize) < self.posts())
    }

    /// The posts of rows within a person's reach that the layers let pass.
    fn each_open(&self, asker: &Asker<'_>, mut take: impl FnMut(&Worth)) {
        let board = &self.sorted.board;
        for (at, row) in board.rows.iter().enumerate() {
            if asker.most_at(row) != FORBIDDEN {
                for place in members(asker.passing(at, [u64::MAX; WORDS])) {
                    take(&board.worths[at * SLOTS + place as usize]);
                }
            }
        }
    }

    fn is_open(&self, asker: &Asker<'_>, post: u32) -> bool {
        let slot = self.sorted.board.slot_of[post as usize];
        slot != NOWHERE
            && asker.passes(slot as usize)
            && asker
                .points(&self.sorted.board.worths[slot as usize])
                .is_some()
    }

    /// The posts that each limit forbids to a person, in the order of [`HardLimit::ALL`].
    pub(crate) fn forbidden(&self, person: u32) -> Vec<PostSet> {
        let limits = &self.sorted.limits;
        let each = HardLimit::ALL.iter();
        each.map(|limit| limits.forbidden(&self.instance, *limit, person))
            .collect()
    }

    /// What the workplace of a post is to a person.
    pub(crate) fn place(&self, person: u32, post: u32) -> Place {
        let post = &self.instance.posts[post as usize];
        let site = self.sorted.places.site(post.workplace, post.kind);
        let seeker = &self.instance.seekers[person as usize];
        let (tier, distance) = self.sorted.places.nearness(person, site.unwrap_or(0));
        Place {
            tier,
            distance,
            wished: self.instance.wishes.fit(seeker.preferred, post.workplace),
        }
    }
}

impl Market for Field<'_> {
    type Prices = Prices;

    fn people(&self) -> usize {
        self.instance.seekers.len()
    }

    fn posts(&self) -> usize {
        self.instance.posts.len()
    }

    fn most_points(&self) -> u32 {
        u32::from(self.instance.weights.most())
    }

    fn prepare_in(&self, prices: &[i64], scale: i64) -> Prices {
        Prices::new(
            &self.sorted.board,
            &self.sorted.classes,
            &self.sorted.scale,
            (prices, scale),
        )
    }

    fn prepare_some(&self, prices: &[(u32, i64)], scale: i64) -> Prices {
        let sorted = &self.sorted;
        let slot = |post: u32| sorted.board.slot_of[post as usize];
        let posts = prices.iter().map(|(post, _)| *post);
        let open = posts.filter(|post| slot(*post) != NOWHERE).collect();
        let board = Board::new(&self.instance, &sorted.places, open, |post| {
            sorted.board.worths[slot(post) as usize]
        });
        let prices = spread(prices, self.posts());
        Prices::on(board, &sorted.classes, &sorted.scale, (&prices, scale))
    }

    fn reprice(&self, prepared: &mut Prices, changed: &[(u32, i64)]) {
        prepared.update(&self.sorted.board, changed);
    }

    fn better(
        &self,
        person: u32,
        prices: &Prices,
        than: i64,
        size: usize,
        list: &mut Vec<(u32, u32)>,
    ) -> i64 {
        list.clear();
        let board = prices.board().unwrap_or(&self.sorted.board);
        Asker::on(board, self, person).map_or(i64::MIN, |asker| {
            best::better(&asker, &self.sorted.classes, prices, than, size, list)
        })
    }

    fn each(&self, person: u32, mut take: impl FnMut(u32, u32)) {
        let Some(asker) = Asker::new(self, person) else {
            return;
        };
        self.each_open(&asker, |worth| {
            if let Some(points) = asker.points(worth) {
                take(worth.post, points);
            }
        });
    }

    fn first_among(&self, person: u32, among: &[u64]) -> Option<u32> {
        let asker = Asker::new(self, person)?;
        let mut posts = self.members(among);
        let mut few = posts.by_ref().take(A_FEW);
        if let Some(first) = few.find(|post| self.is_open(&asker, *post)) {
            return Some(first);
        }
        let from = posts.next()?;
        let mut first: Option<u32> = None;
        self.each_open(&asker, |worth| {
            let post = worth.post;
            let is_in = post >= from && has(among, post) && asker.may_work_at(worth.site);
            if is_in && first.is_none_or(|first| post < first) {
                first = Some(post);
            }
        });
        first
    }

    fn take_among(&self, person: u32, among: &mut [u64], mut take: impl FnMut(u32)) {
        let Some(asker) = Asker::new(self, person) else {
            return;
        };
        let few: Vec<u32> = self.members(among).take(A_FEW + 1).collect();
        if few.len() <= A_FEW {
            let open = few.into_iter().filter(|post| self.is_open(&asker, *post));
            open.for_each(|post| {
                among[post as usize / 64] &= !(1 << (post % 64));
                take(post);
            });
        } else {
            self.each_open(&asker, |worth| {
                if has(among, worth.post) && asker.may_work_at(worth.site) {
                    among[worth.post as usize / 64] &= !(1 << (worth.post % 64));
                    take(worth.post);
                }
            });
        }
    }

    fn take_all_among(&self, people: &[u32], among: &mut [u64]) {
        let board = &self.sorted.board;
        let mut left = board.slots_of(among);
        let mut rows: Vec<usize> = (0..left.len()).collect();
        for person in people {
            let Some(asker) = Asker::new(self, *person) else {
                continue;
            };
            rows.retain(|row| {
                let left = &mut left[*row];
                if asker.most_at(&board.rows[*row]) != FORBIDDEN {
                    for place in members(asker.passing(*row, *left)) {
                        let worth = &board.worths[row * SLOTS + place as usize];
                        if asker.may_work_at(worth.site) {
                            left[place as usize / 64] &= !(1 << (place % 64));
                            among[worth.post as usize / 64] &= !(1 << (worth.post % 64));
                        }
                    }
                }
                *left != Posts::default()
            });
        }
    }

    fn points(&self, person: u32, post: u32) -> Option<u32> {
        let seeker = &self.instance.seekers[person as usize];
        let at = self.instance.posts.get(post as usize)?;
        if self.is_barred(person, post) || eligible(seeker, at, self.instance.on).is_err() {
            return None;
        }
        let place = self.place(person, post);
        Some(u32::from(
            score(seeker, at, place, &self.instance.weights).total(),
        ))
    }
}

/// Whether a post is in a set.
fn has(set: &[u64], post: u32) -> bool {
    let word = set.get(post as usize / 64);
    word.is_some_and(|word| word >> (post % 64) & 1 == 1)
}
