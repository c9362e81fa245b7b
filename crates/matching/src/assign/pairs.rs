//! Who may go where, and for how many points, all told: one row a person.

use super::market::Market;
use std::cmp::Reverse;
use std::ops::Range;

/// A post and the points that somebody has there, as small as the market allows.
pub trait Entry: Copy + Send + Sync {
    /// Stands where there is no pair.
    const VOID: Self;
    /// Most posts, and most points, that fit.
    const LIMITS: (usize, u32);

    /// A pair within [`Entry::LIMITS`].
    fn of(post: u32, points: u32) -> Self;
    /// The post.
    fn post(self) -> u32;
    /// The points.
    fn points(self) -> u32;
    /// Whether this is no pair.
    fn is_void(self) -> bool;
}

/// Four bytes a pair: up to 65,535 posts and points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Narrow {
    post: u16,
    points: u16,
}

/// Eight bytes a pair: up to some billions of posts and points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wide {
    post: u32,
    points: u32,
}

impl Entry for Narrow {
    const VOID: Self = Self {
        post: u16::MAX,
        points: 0,
    };
    const LIMITS: (usize, u32) = (u16::MAX as usize, u16::MAX as u32);

    #[inline]
    fn of(post: u32, points: u32) -> Self {
        let narrow = |number: u32| u16::try_from(number).unwrap_or(u16::MAX);
        Self {
            post: narrow(post),
            points: narrow(points),
        }
    }

    #[inline]
    fn post(self) -> u32 {
        u32::from(self.post)
    }

    #[inline]
    fn points(self) -> u32 {
        u32::from(self.points)
    }

    #[inline]
    fn is_void(self) -> bool {
        self.post == u16::MAX
    }
}

impl Entry for Wide {
    const VOID: Self = Self {
        post: u32::MAX,
        points: 0,
    };
    const LIMITS: (usize, u32) = (u32::MAX as usize, u32::MAX);

    #[inline]
    fn of(post: u32, points: u32) -> Self {
        Self { post, points }
    }

    #[inline]
    fn post(self) -> u32 {
        self.post
    }

    #[inline]
    fn points(self) -> u32 {
        self.points
    }

    #[inline]
    fn is_void(self) -> bool {
        self.post == u32::MAX
    }
}

/// The eligible pairs with their points, person by person.
#[derive(Clone, Debug)]
pub struct Pairs<E = Wide> {
    posts: usize,
    starts: Vec<usize>,
    entries: Vec<E>,
    most_points: u32,
}

impl<E: Entry> Pairs<E> {
    /// No people yet, and posts numbered from 0 to `posts - 1`.
    #[must_use]
    pub fn new(posts: usize) -> Self {
        Self {
            posts,
            starts: vec![0],
            entries: Vec::new(),
            most_points: 0,
        }
    }

    /// Takes rows that are already there: person `i` has `entries[starts[i]..starts[i + 1]]`.
    ///
    /// A post stands at most once in a row and is below `posts`; `starts` never falls, begins with 0 and ends with
    /// the number of entries.
    #[must_use]
    pub fn of_rows(posts: usize, starts: Vec<usize>, entries: Vec<E>) -> Self {
        let most_points = entries.iter().map(|entry| entry.points()).max();
        Self {
            posts,
            starts,
            entries,
            most_points: most_points.unwrap_or(0),
        }
    }

    /// Adds the next person with the posts they may take and the points of each.
    ///
    /// A post stands at most once in a row; one that does not exist is left out.
    pub fn push_person(&mut self, row: impl IntoIterator<Item = (u32, u32)>) {
        for (post, points) in row {
            if (post as usize) < self.posts {
                self.entries.push(E::of(post, points));
                self.most_points = self.most_points.max(points);
            }
        }
        self.starts.push(self.entries.len());
    }

    /// How many people there are.
    #[must_use]
    pub fn people(&self) -> usize {
        self.starts.len() - 1
    }

    /// How many posts there are.
    #[must_use]
    pub fn posts(&self) -> usize {
        self.posts
    }

    /// How many pairs are eligible.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nobody may go anywhere.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The posts that a person may take, each with its points, in the order they were added.
    #[must_use]
    pub fn row(&self, person: usize) -> impl ExactSizeIterator<Item = (u32, u32)> + '_ {
        let row = self.entries[self.span(person)].iter();
        row.map(|entry| (entry.post(), entry.points()))
    }

    /// The points of one pair, if it is eligible. Looks through the person's row.
    #[must_use]
    pub fn points(&self, person: usize, post: u32) -> Option<u32> {
        self.row(person)
            .find_map(|(of, points)| (of == post).then_some(points))
    }

    /// The longest row.
    pub(super) fn longest(&self) -> usize {
        let lengths = self.starts.windows(2).map(|ends| ends[1] - ends[0]);
        lengths.max().unwrap_or(0)
    }

    /// Where the row of a person stands.
    #[inline]
    pub(super) fn span(&self, person: usize) -> Range<usize> {
        self.starts[person]..self.starts[person + 1]
    }

    /// All rows, one after the other.
    #[inline]
    pub(super) fn entries(&self) -> &[E] {
        &self.entries
    }
}

impl<E: Entry> Market for Pairs<E> {
    /// The prices, and their units.
    type Prices = (Vec<i64>, i64);

    fn people(&self) -> usize {
        self.people()
    }

    fn posts(&self) -> usize {
        self.posts
    }

    fn most_points(&self) -> u32 {
        self.most_points
    }

    fn prepare_in(&self, prices: &[i64], scale: i64) -> Self::Prices {
        (prices.to_vec(), scale)
    }

    fn reprice(&self, prepared: &mut Self::Prices, changed: &[(u32, i64)]) {
        for (post, price) in changed {
            prepared.0[*post as usize] = *price;
        }
    }

    fn better(
        &self,
        person: u32,
        (prices, scale): &Self::Prices,
        than: i64,
        size: usize,
        list: &mut Vec<(u32, u32)>,
    ) -> i64 {
        let surplus = |(post, points): (u32, u32)| {
            (i64::from(points) * scale).saturating_sub(prices[post as usize])
        };
        let order = |pair: &(u32, u32)| (Reverse(surplus(*pair)), pair.0);
        let is_better = |pair: &(u32, u32)| than == i64::MIN || surplus(*pair) > than;
        let row = self.row(person as usize);
        let all = row.len();
        list.clear();
        list.extend(row.filter(is_better));
        let mut rest = if list.len() < all { than } else { i64::MIN };
        if list.len() > size {
            let (_, next, _) = list.select_nth_unstable_by_key(size, order);
            rest = surplus(*next);
            list.truncate(size);
        }
        list.sort_unstable_by_key(order);
        rest
    }

    fn each(&self, person: u32, mut take: impl FnMut(u32, u32)) {
        self.row(person as usize)
            .for_each(|(post, points)| take(post, points));
    }

    fn first_among(&self, person: u32, among: &[u64]) -> Option<u32> {
        let row = self.entries[self.span(person as usize)].iter();
        let posts = row.map(|entry| entry.post());
        let found = posts.filter(|post| among[*post as usize / 64] >> (post % 64) & 1 == 1);
        found.min()
    }

    fn take_among(&self, person: u32, among: &mut [u64], mut take: impl FnMut(u32)) {
        for entry in &self.entries[self.span(person as usize)] {
            let post = entry.post();
            let (word, bit) = (&mut among[post as usize / 64], 1 << (post % 64));
            if *word & bit != 0 {
                *word &= !bit;
                take(post);
            }
        }
    }

    fn points(&self, person: u32, post: u32) -> Option<u32> {
        self.points(person as usize, post)
    }
}
