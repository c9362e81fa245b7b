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
use super::board::{COLUMNS, Posts, SLOTS, among};
use super::limits::members;
use super::places::FORBIDDEN;
pub(super) use bounds::Classes;
pub use bounds::Prices;
use shortlist::Shortlist;

mod bounds;
mod shortlist;

/// How far below the highest bound the first visits go, in points; each further round goes twice as far.
const FIRST_STEP: i16 = 200;

/// Times this, the lowest bits of eight bytes stand in the highest byte, in order.
const GATHER: u64 = 0x0102_0408_1020_4080;

/// All columns as bits.
const ALL_COLUMNS: u64 = (1 << COLUMNS) - 1;

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
    let mut columns = reaching_columns(bounds, at_most, shortlist.floor);
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

/// The columns whose bound reaches a floor, as bits.
fn reaching_columns(bounds: &[i16; COLUMNS], at_most: &[i16; COLUMNS], floor: i16) -> u64 {
    // One byte a column first, which takes an instruction for sixteen of them; then one bit.
    let mut reach = [0_u8; COLUMNS];
    for (reach, (bound, points)) in reach.iter_mut().zip(bounds.iter().zip(at_most)) {
        *reach = u8::from(bound.saturating_add(*points) >= floor);
    }
    let eights = reach.chunks_exact(8).zip((0..).step_by(8));
    eights.fold(0, |columns, (eight, from)| {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(eight);
        let bits = u64::from_le_bytes(bytes).wrapping_mul(GATHER) >> 56;
        columns | bits << from
    })
}

/// Sums, as far as 16 bits go.
fn lifted(bounds: &[i16; COLUMNS], by: i16) -> [i16; COLUMNS] {
    bounds.map(|bound| bound.saturating_add(by))
}
