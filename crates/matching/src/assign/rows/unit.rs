//! Whole numbers that hold prices: as short as the market allows, since every look at a row reads a price a pair.

use std::ops::{Add, AddAssign, Mul, Sub, SubAssign};

/// A price, or a difference of prices, in units of a fraction of a point.
pub(super) trait Unit:
    Copy
    + Ord
    + Add<Output = Self>
    + AddAssign
    + Sub<Output = Self>
    + SubAssign
    + Mul<Output = Self>
    + Into<i64>
{
    const ZERO: Self;
    /// Below any surplus.
    const NEVER: Self;
    /// More than any price may be, and far from overflow; posts without openings cost so much.
    const CEILING: Self;
    /// The most that staying at home may cost.
    const DEAREST: i64;
    /// A bid with its bidder, in the order of bids, then bidders.
    type Bid: Copy + Ord + Send;
    /// Fills a place that is not used.
    const NO_BID: Self::Bid;

    /// Units that are known to be in range; [`Unit::CEILING`] where they aren't.
    fn of(units: i64) -> Self;
    /// Points as units, before scaling.
    fn points(points: u32) -> Self;
    fn bid(limit: Self, person: u32) -> Self::Bid;
    fn limit(bid: Self::Bid) -> Self;
    fn person(bid: Self::Bid) -> u32;
}

/// Four bytes: markets in which no chain of moves can gain more than half a billion units.
impl Unit for i32 {
    const ZERO: Self = 0;
    const NEVER: Self = Self::MIN;
    const CEILING: Self = 3 << 29;
    const DEAREST: i64 = 1 << 30;
    type Bid = u64;
    const NO_BID: u64 = u64::MAX;

    #[inline]
    fn of(units: i64) -> Self {
        Self::try_from(units).unwrap_or(Self::CEILING)
    }

    #[inline]
    fn points(points: u32) -> Self {
        Self::try_from(points).unwrap_or(Self::CEILING)
    }

    #[inline]
    fn bid(limit: Self, person: u32) -> u64 {
        let ordered = (limit ^ Self::MIN).cast_unsigned();
        u64::from(ordered) << 32 | u64::from(person)
    }

    #[inline]
    fn limit(bid: u64) -> Self {
        let ordered = u32::try_from(bid >> 32).unwrap_or(u32::MAX);
        ordered.cast_signed() ^ Self::MIN
    }

    #[inline]
    fn person(bid: u64) -> u32 {
        u32::try_from(bid & u64::from(u32::MAX)).unwrap_or(u32::MAX)
    }
}

/// Eight bytes: any other.
impl Unit for i64 {
    const ZERO: Self = 0;
    const NEVER: Self = Self::MIN;
    const CEILING: Self = 3 << 60;
    const DEAREST: i64 = 1 << 61;
    type Bid = (i64, u32);
    const NO_BID: (i64, u32) = (i64::MAX, u32::MAX);

    #[inline]
    fn of(units: i64) -> Self {
        units
    }

    #[inline]
    fn points(points: u32) -> Self {
        Self::from(points)
    }

    #[inline]
    fn bid(limit: Self, person: u32) -> (i64, u32) {
        (limit, person)
    }

    #[inline]
    fn limit(bid: (i64, u32)) -> Self {
        bid.0
    }

    #[inline]
    fn person(bid: (i64, u32)) -> u32 {
        bid.1
    }
}
