//! Prices, and what the posts are worth at them to anybody at most, as far as it does not depend on the person.

use crate::field::board::{Board, COLUMNS, NOWHERE, SLOTS};
use crate::field::places::FORBIDDEN;
use crate::field::worth::{Scale, wish};
use crate::seeker::Seeker;
use domain::coded::Coded;
use domain::words::Trade;
use std::collections::BTreeSet;

/// How many classes there are of people who wish for some pay.
const CLASSES: usize = 16;

/// People looked at to find the classes.
const SAMPLE: usize = 10_000;

/// Rows that are bounded by one instruction or two.
const LANES: usize = 16;

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
    /// The greatest of all bounds, to which the others are relative.
    top: i64,
    /// Rows, and some more to make [`LANES`] even.
    width: usize,
    /// By class of pay wish and slot: what does not depend on the person, less `top`.
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

    /// Takes over the prices of some posts; only their rows are looked at.
    pub(in crate::field) fn update(
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
