//! Prices, and what the posts are worth at them to anybody at most, as far as it does not depend on the person.

use crate::field::board::{Board, COLUMNS, NOWHERE, SLOTS};
use crate::field::places::FORBIDDEN;
use crate::field::worth::{Scale, wish};
use crate::seeker::Seeker;
use domain::coded::Coded;
use domain::words::Trade;

/// How many classes there are of people who wish for some pay.
const CLASSES: usize = 16;

/// People looked at to find the classes.
const SAMPLE: usize = 10_000;

/// Rows that are bounded by one instruction or two.
const LANES: usize = 16;

/// Bounds may come to so many points more than the greatest of them was, before all are told anew what they are relative to. The sums
/// of 16 bits that they enter stop at the most; what should be more is held for just as much, and passed over no sooner.
const HEADROOM: i64 = 4096;

/// Columns of posts that ask for no skill.
const UNASKED: usize = Trade::ALL.len();

/// Prices, prepared for many questions.
pub struct Prices {
    /// By slot, in units.
    pub(super) price: Vec<i64>,
    /// The same in points, rounded down.
    whole: Vec<i64>,
    /// The units of a point.
    pub(super) unit: i64,
    pub(super) bounds: Bounds,
    /// The posts, where there are not all of them.
    board: Option<Board>,
}

/// What the posts are worth to anybody at most, as far as it does not depend on the person.
pub(super) struct Bounds {
    /// The greatest of all bounds when they were last told anew; they are relative to it.
    top: i64,
    /// Rows, and some more to make [`LANES`] even.
    width: usize,
    /// By class of pay wish and slot: what depends neither on the person nor on the price.
    worth: Vec<u16>,
    /// The same less the price and less `top`.
    pub(super) by_slot: Vec<i16>,
    /// The greatest of a column by class, row and column.
    pub(super) by_row: Vec<[i16; COLUMNS]>,
    /// The same by class, column and row; after the columns what is greatest of those that ask for no skill.
    by_column: Vec<i16>,
}

/// Least pay wishes of classes, ascending; the last class is of those who said nothing.
pub(in crate::field) struct Classes(Vec<i64>);

impl Classes {
    /// Classes of about equally many people.
    pub(in crate::field) fn of(seekers: &[Seeker]) -> Self {
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

    pub(super) fn of_wish(&self, wish: Option<i64>) -> usize {
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
    pub(in crate::field) fn new(
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
    pub(in crate::field) fn on(
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
    pub(in crate::field) fn board(&self) -> Option<&Board> {
        self.board.as_ref()
    }

    /// Takes over the prices of some posts; only their columns are looked at.
    pub(in crate::field) fn update(&mut self, board: &Board, changed: &[(u32, i64)]) {
        let mut columns = Vec::new();
        let mut is_above = false;
        for (post, price) in changed {
            let slot = board.slot_of[*post as usize];
            if slot != NOWHERE && self.price[slot as usize] != *price {
                let slot = slot as usize;
                self.price[slot] = *price;
                self.whole[slot] = price.div_euclid(self.unit);
                is_above |= self
                    .bounds
                    .reprice(self.price.len(), slot, self.whole[slot]);
                columns.push((slot / SLOTS, usize::from(board.columns[slot])));
            }
        }
        if is_above {
            self.bounds.all_anew(board, &self.whole);
            return;
        }
        columns.sort_unstable();
        columns.dedup();
        for (row, column) in columns {
            self.bounds.look_over(board, row, column);
        }
    }

    /// Bounds below this say that a surplus is less than `least`.
    pub(super) fn floor(&self, least: i64) -> i16 {
        let part = i64::from(least.rem_euclid(self.unit) > 0);
        relative(least.div_euclid(self.unit) + part, self.bounds.top)
    }
}

impl Bounds {
    /// At prices by slot, in points.
    fn at(board: &Board, classes: &Classes, scale: &Scale, price: &[i64]) -> Self {
        let (rows, many) = (board.rows.len(), classes.0.len() + 1);
        let width = rows.next_multiple_of(LANES);
        let worth = classes.least().flat_map(|least| {
            let worths = board.worths.iter();
            worths.map(move |worth| worth.stability + scale.pay(least, worth.pay))
        });
        let mut all = Self {
            top: 0,
            width,
            worth: worth.collect(),
            by_slot: vec![i16::MIN; many * rows * SLOTS],
            by_row: vec![[i16::MIN; COLUMNS]; many * rows],
            by_column: vec![i16::MIN; many * (COLUMNS + 1) * width],
        };
        all.all_anew(board, price);
        all
    }

    /// Tells all bounds anew, relative to what is the greatest now.
    fn all_anew(&mut self, board: &Board, price: &[i64]) {
        let posts = |row: usize| row * SLOTS..row * SLOTS + board.rows[row].posts;
        let slots = || (0..board.rows.len()).flat_map(posts);
        let of_classes = || self.worth.chunks(price.len().max(1));
        let bound = |worth: &[u16], slot: usize| i64::from(worth[slot]).saturating_sub(price[slot]);
        let bounds = of_classes().flat_map(|worth| slots().map(move |slot| bound(worth, slot)));
        self.top = bounds.max().unwrap_or(0);
        let classes = self.worth.chunks(price.len().max(1));
        let classes = classes.zip(self.by_slot.chunks_mut(price.len().max(1)));
        for (worth, told) in classes {
            for slot in slots() {
                told[slot] = relative(bound(worth, slot), self.top);
            }
        }
        for row in 0..board.rows.len() {
            for column in 0..COLUMNS {
                self.look_over(board, row, column);
            }
        }
    }

    /// Takes over the price of one of so many slots; gives whether there is a bound that is too far above all others.
    fn reprice(&mut self, slots: usize, slot: usize, price: i64) -> bool {
        let of_slot = self.worth[slot..].iter().step_by(slots);
        let mut is_above = false;
        for (worth, told) in of_slot.zip(self.by_slot[slot..].iter_mut().step_by(slots)) {
            let bound = i64::from(*worth).saturating_sub(price);
            is_above |= bound > self.top.saturating_add(HEADROOM);
            *told = relative(bound, self.top);
        }
        is_above
    }

    /// Finds the greatest bound of a column of a row, for each class.
    fn look_over(&mut self, board: &Board, row: usize, column: usize) {
        let rows = board.rows.len();
        let places = board.rows[row].of_columns(column..column + 1);
        for (class, by_row) in self.by_row.iter_mut().skip(row).step_by(rows).enumerate() {
            let slots = &self.by_slot[(class * rows + row) * SLOTS..][places.clone()];
            by_row[column] = slots.iter().copied().fold(i16::MIN, i16::max);
            let most = by_row[..UNASKED].iter().copied().fold(i16::MIN, i16::max);
            let by_column = &mut self.by_column[class * (COLUMNS + 1) * self.width + row..];
            by_column[column * self.width] = by_row[column];
            by_column[COLUMNS * self.width] = most;
        }
    }

    /// No post of a row has more surplus for somebody of a class, less `top` and the points of its site; `columns` are
    /// the person's points.
    pub(super) fn of_rows(&self, class: usize, columns: &[i16; COLUMNS]) -> Vec<i16> {
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

/// A number less the greatest, as far down as 16 bits go.
fn relative(number: i64, top: i64) -> i16 {
    let below = number.saturating_sub(top).max(i64::from(i16::MIN));
    i16::try_from(below).unwrap_or(i16::MAX)
}
