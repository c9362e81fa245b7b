//! The pairs of a person that are worth most at some prices.
//!
//! Problem: of all eligible posts of a person, those with the greatest surplus, points less price, without
//! looking at all of them.
//!
//! Method: for each row and column, the greatest of what does not depend on the person (stability, pay for the least wish
//! of the person's class, price) is kept; with the points of the row's sites and of the column for
//! this person it bounds the surplus of every post there. Rows are visited from the highest bound down,
//! and what cannot reach the list any more is passed over.
//!
//! What holds: bounds are rounded up, so nothing is passed over that belongs to the list. Bounds are
//! 16-bit numbers relative to the greatest of them; those too far down count as the least number, and nothing is passed
//! over once the list reaches so far down.

use super::asker::Asker;
use super::board::{Board, COLUMNS, NOWHERE, Posts, SLOTS, among};
use super::limits::members;
use super::places::FORBIDDEN;
use super::worth::{Scale, wish};
use crate::seeker::Seeker;
use domain::coded::Coded;
use domain::words::Trade;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// How many classes there are of people who wish for some pay.
const CLASSES: usize = 16;

/// People looked at to find the classes.
const SAMPLE: usize = 10_000;

/// How far below the highest bound the first visits go, in points; each further round goes twice as far.
const FIRST_STEP: i16 = 200;

/// Rows that are bounded by one instruction or two.
const LANES: usize = 16;

/// All columns as bits.
const ALL_COLUMNS: u64 = (1 << COLUMNS) - 1;

/// Columns of posts that ask for no skill.
const UNASKED: usize = Trade::ALL.len();

/// Prices, prepared for many questions.
pub struct Prices {
    /// By slot, in units.
    price: Vec<i64>,
    /// The same in points, rounded down.
    whole: Vec<i64>,
    /// The units of a point.
    unit: i64,
    bounds: Bounds,
    /// The posts, where there are not all of them.
    board: Option<Board>,
}

/// What the posts are worth to anybody at most, as far as it does not depend on the person.
struct Bounds {
    /// The greatest of all bounds, to which the others are relative.
    top: i64,
    /// Rows, and some more to make [`LANES`] even.
    width: usize,
    /// By class of pay wish and slot: what does not depend on the person, less `top`.
    by_slot: Vec<i16>,
    /// The greatest of a column by class, row and column.
    by_row: Vec<[i16; COLUMNS]>,
    /// The same by class, column and row; after the columns what is greatest of those that ask for no skill.
    by_column: Vec<i16>,
}

/// Least pay wishes of classes, ascending; the last class is of those who said nothing.
pub(super) struct Classes(Vec<i64>);

impl Classes {
    /// Classes of about equally many people.
    pub(super) fn of(seekers: &[Seeker]) -> Self {
        let sample = seekers
            .iter()
            .step_by(seekers.len().div_ceil(SAMPLE).max(1));
        let mut wishes: Vec<i64> = sample.filter_map(|seeker| seeker.pay_wish_fen).collect();
        wishes.sort_unstable();
        let quantile = |at: usize| wishes.get(at * wishes.len() / CLASSES).copied();
        let mut least: Vec<i64> = (1..CLASSES).filter_map(quantile).collect();
        least.insert(0, 1);
        least.dedup();
        Self(least)
    }

    fn of_wish(&self, wish: Option<i64>) -> usize {
        wish.map_or(self.0.len(), |wish| {
            self.0.partition_point(|least| *least <= wish).max(1) - 1
        })
    }

    fn least(&self) -> impl Iterator<Item = Option<f64>> {
        self.0.iter().map(|least| wish(Some(*least))).chain([None])
    }
}

impl Prices {
    /// `prices` by post, in units of which `unit` make a point.
    pub(super) fn new(
        board: &Board,
        classes: &Classes,
        scale: &Scale,
        (prices, unit): (&[i64], i64),
    ) -> Self {
        let of_post = |post: u32| prices.get(post as usize).copied().unwrap_or(0);
        let price: Vec<i64> = board
            .worths
            .iter()
            .map(|worth| of_post(worth.post))
            .collect();
        let whole: Vec<i64> = price.iter().map(|price| price.div_euclid(unit)).collect();
        Self {
            bounds: Bounds::at(board, classes, scale, &whole),
            price,
            whole,
            unit,
            board: None,
        }
    }

    /// The prices of posts that have a board of their own.
    pub(super) fn on(
        board: Board,
        classes: &Classes,
        scale: &Scale,
        prices: (&[i64], i64),
    ) -> Self {
        let mut on = Self::new(&board, classes, scale, prices);
        on.board = Some(board);
        on
    }

    /// The board of the posts, where there are not all of them.
    pub(super) fn board(&self) -> Option<&Board> {
        self.board.as_ref()
    }

    /// Takes over the prices of some posts; only their rows are looked at.
    pub(super) fn update(
        &mut self,
        board: &Board,
        classes: &Classes,
        scale: &Scale,
        changed: &[(u32, i64)],
    ) {
        let mut rows = BTreeSet::new();
        for (post, price) in changed {
            let slot = board.slot_of[*post as usize];
            if slot != NOWHERE && self.price[slot as usize] != *price {
                self.price[slot as usize] = *price;
                self.whole[slot as usize] = price.div_euclid(self.unit);
                rows.insert(slot as usize / SLOTS);
            }
        }
        for row in rows {
            for (class, least) in classes.least().enumerate() {
                let fixed = fixed(board, scale, &self.whole, row, least);
                if fixed.clone().any(|fixed| fixed > self.bounds.top) {
                    // All bounds would have to be told anew what they are relative to.
                    self.bounds = Bounds::at(board, classes, scale, &self.whole);
                    return;
                }
                let at = class * board.rows.len() + row;
                self.bounds.bound(board, at, fixed);
            }
        }
    }

    /// Bounds below this say that a surplus is less than `least`.
    fn floor(&self, least: i64) -> i16 {
        let part = i64::from(least.rem_euclid(self.unit) > 0);
        relative(least.div_euclid(self.unit) + part, self.bounds.top)
    }
}

impl Bounds {
    /// At prices by slot, in points.
    fn at(board: &Board, classes: &Classes, scale: &Scale, price: &[i64]) -> Self {
        let (rows, many) = (board.rows.len(), classes.0.len() + 1);
        let width = rows.next_multiple_of(LANES);
        let of_classes = || {
            classes
                .least()
                .flat_map(|least| (0..rows).map(move |row| (row, least)))
        };
        let fixed = |(row, least)| fixed(board, scale, price, row, least);
        let top = of_classes().flat_map(fixed).max().unwrap_or(0);
        let mut all = Self {
            top,
            width,
            by_slot: vec![i16::MIN; many * rows * SLOTS],
            by_row: vec![[i16::MIN; COLUMNS]; many * rows],
            by_column: vec![i16::MIN; many * (COLUMNS + 1) * width],
        };
        for (at, of) in of_classes().enumerate() {
            all.bound(board, at, fixed(of));
        }
        all
    }

    /// Takes over what is fixed of the posts of a row for a class: the `at`th of all rows of all classes.
    fn bound(&mut self, board: &Board, at: usize, fixed: impl Iterator<Item = i64>) {
        let slots = &mut self.by_slot[at * SLOTS..][..SLOTS];
        for (slot, fixed) in slots.iter_mut().zip(fixed) {
            *slot = relative(fixed, self.top);
        }
        let (class, row) = (at / board.rows.len(), at % board.rows.len());
        let bounds = std::array::from_fn(|column| {
            let slots = &slots[board.rows[row].of_columns(column..column + 1)];
            slots.iter().copied().fold(i16::MIN, i16::max)
        });
        self.by_row[at] = bounds;
        let most = bounds[..UNASKED].iter().copied().fold(i16::MIN, i16::max);
        let from = class * (COLUMNS + 1) * self.width + row;
        let column = self.by_column[from..].iter_mut().step_by(self.width);
        for (told, bound) in column.zip(bounds.into_iter().chain([most])) {
            *told = bound;
        }
    }

    /// No post of a row has more surplus for somebody of a class, less `top` and the points of its site; `columns` are
    /// the person's points.
    fn of_rows(&self, class: usize, columns: &[i16; COLUMNS]) -> Vec<i16> {
        let by_column = &self.by_column[class * (COLUMNS + 1) * self.width..];
        let column = |at: usize| &by_column[at * self.width..][..self.width];
        let least = columns[..UNASKED].iter().copied().fold(i16::MAX, i16::min);
        let is_asked = |at: usize| at >= UNASKED && columns[at] != FORBIDDEN;
        let others = (0..COLUMNS).filter(|at| columns[*at] > least || is_asked(*at));
        let mut most = vec![i16::MIN; self.width];
        for (at, points) in others.map(|at| (at, columns[at])).chain([(COLUMNS, least)]) {
            for (most, bound) in most.iter_mut().zip(column(at)) {
                *most = (*most).max(bound.saturating_add(points));
            }
        }
        most
    }
}

/// What does not depend on the person, post by post of a row, for people who wish for no less pay than this.
fn fixed<'a>(
    board: &'a Board,
    scale: &'a Scale,
    price: &'a [i64],
    row: usize,
    least: Option<f64>,
) -> impl Iterator<Item = i64> + Clone + 'a {
    let slots = row * SLOTS..row * SLOTS + board.rows[row].posts;
    let posts = board.worths[slots.clone()].iter().zip(&price[slots]);
    posts.map(move |(worth, price)| {
        let fixed = worth.stability + scale.pay(least, worth.pay);
        i64::from(fixed).saturating_sub(*price)
    })
}

/// A number less the greatest, as far down as 16 bits go.
fn relative(number: i64, top: i64) -> i16 {
    let below = number.saturating_sub(top).max(i64::from(i16::MIN));
    i16::try_from(below).unwrap_or(i16::MAX)
}

/// Fills the list as [`Market::better`](crate::assign::market::Market::better) says.
pub(super) fn better(
    asker: &Asker<'_>,
    classes: &Classes,
    prices: &Prices,
    than: i64,
    size: usize,
    list: &mut Vec<(u32, u32)>,
) -> i64 {
    let board = asker.board;
    let class = classes.of_wish(asker.seeker.pay_wish_fen);
    let bounds = &prices.bounds.by_row[class * board.rows.len()..][..board.rows.len()];
    let columns = asker.columns();
    let most_at: Vec<i16> = board.rows.iter().map(|row| asker.most_at(row)).collect();
    let mut row_bounds = prices.bounds.of_rows(class, &columns);
    for (bound, most) in row_bounds.iter_mut().zip(&most_at) {
        *bound = bound.saturating_add(*most);
    }
    row_bounds.truncate(board.rows.len());
    let mut shortlist = Shortlist::new(size, than, prices);
    let mut visited_down_to = i32::from(i16::MAX) + 1;
    let mut step = FIRST_STEP;
    let mut from = row_bounds.iter().copied().fold(i16::MIN, i16::max);
    while visited_down_to > i32::from(i16::MIN) {
        if i32::from(shortlist.floor) >= visited_down_to {
            shortlist.leaves_out = true;
            break;
        }
        from = from.saturating_sub(step).max(shortlist.floor);
        step = step.saturating_mul(2);
        if than > i64::MIN {
            from = shortlist.floor;
        }
        for (row, bound) in row_bounds.iter().enumerate() {
            let is_next = *bound >= from && i32::from(*bound) < visited_down_to;
            if is_next && most_at[row] != FORBIDDEN {
                let fixed =
                    &prices.bounds.by_slot[(class * board.rows.len() + row) * SLOTS..][..SLOTS];
                let at_most = lifted(&columns, most_at[row]);
                visit(
                    asker,
                    prices,
                    row,
                    (fixed, &bounds[row], &at_most),
                    &mut shortlist,
                );
            }
        }
        visited_down_to = i32::from(from);
    }
    shortlist.told(list)
}

/// Offers the posts of a row to the list that may reach it. What is known of them: what is fixed of each, the most of
/// each column, and what the columns and the row's sites are worth to the person at most.
fn visit(
    asker: &Asker<'_>,
    prices: &Prices,
    row: usize,
    (fixed, bounds, at_most): (&[i16], &[i16; COLUMNS], &[i16; COLUMNS]),
    shortlist: &mut Shortlist,
) {
    let board = asker.board;
    let mut columns = 0_u64;
    for (column, (bound, points)) in bounds.iter().zip(at_most).enumerate() {
        columns |= u64::from(bound.saturating_add(*points) >= shortlist.floor) << column;
    }
    shortlist.leaves_out |= columns != ALL_COLUMNS;
    let mut reaching = Posts::default();
    while columns != 0 {
        // Columns next to each other are taken at once.
        let from = columns.trailing_zeros() as usize;
        let to = from + (columns >> from).trailing_ones() as usize;
        let run = among(board.rows[row].of_columns(from..to));
        reaching = std::array::from_fn(|word| reaching[word] | run[word]);
        columns &= u64::MAX << to;
    }
    for at in members(asker.passing(row, reaching)) {
        let (at, slot) = (at as usize, row * SLOTS + at as usize);
        let points = at_most[usize::from(board.columns[slot])];
        if fixed[at].saturating_add(points) < shortlist.floor {
            shortlist.leaves_out = true;
            continue;
        }
        let worth = &board.worths[slot];
        if let Some(points) = asker.points(worth) {
            let surplus = (i64::from(points) * prices.unit).saturating_sub(prices.price[slot]);
            if shortlist.offer(surplus, worth.post, points) {
                shortlist.floor = prices.floor(shortlist.least);
            }
        }
    }
}

/// Sums, as far as 16 bits go.
fn lifted(bounds: &[i16; COLUMNS], by: i16) -> [i16; COLUMNS] {
    bounds.map(|bound| bound.saturating_add(by))
}

/// The best so far, in no order, and a few more.
struct Shortlist {
    size: usize,
    /// Surplus, post, points.
    entries: Vec<(Reverse<i64>, u32, u32)>,
    /// What has less surplus is left out.
    least: i64,
    /// Bounds below this say that a surplus is less than `least`.
    floor: i16,
    /// Nothing that was left out has more surplus.
    rest: i64,
    leaves_out: bool,
}

impl Shortlist {
    fn new(size: usize, than: i64, prices: &Prices) -> Self {
        let least = match (size, than) {
            (0, _) => i64::MAX,
            (_, i64::MIN) => i64::MIN,
            (_, than) => than.saturating_add(1),
        };
        Self {
            size,
            entries: Vec::with_capacity(2 * size.max(8)),
            least,
            floor: prices.floor(least),
            rest: if size == 0 { i64::MAX } else { than },
            leaves_out: size == 0,
        }
    }

    /// Takes a pair; gives whether `least` may have risen.
    fn offer(&mut self, surplus: i64, post: u32, points: u32) -> bool {
        if surplus < self.least {
            self.leaves_out = true;
            return false;
        }
        self.entries.push((Reverse(surplus), post, points));
        let full = self.entries.len() == self.entries.capacity();
        if full {
            self.cut();
        }
        full
    }

    /// Keeps the best; from now on they are what has to be reached.
    fn cut(&mut self) {
        if self.entries.len() > self.size {
            self.entries.select_nth_unstable(self.size);
            self.entries.truncate(self.size);
            self.leaves_out = true;
            let worst = self.entries.iter().map(|(surplus, ..)| surplus.0).min();
            self.least = worst.unwrap_or(i64::MAX);
            self.rest = self.least;
        }
    }

    fn told(mut self, list: &mut Vec<(u32, u32)>) -> i64 {
        self.cut();
        self.entries.sort_unstable();
        list.clear();
        let told = self.entries.iter();
        list.extend(told.map(|(_, post, points)| (*post, *points)));
        if self.leaves_out { self.rest } else { i64::MIN }
    }
}
