//! The second reading: each pair into the row of its group.

use super::lines::{Line, Lines};
use super::malformed::{Fault, Malformed, Unread};
use crate::assign::pairs::{Entry, Pairs};
use std::io::{Read, Seek};

/// Reads the pairs of a file whose groups have so many each, and that names so many places.
pub(super) fn read<E: Entry>(
    lengths: &[u32],
    places: usize,
    input: &mut (impl Read + Seek),
) -> Result<Pairs<E>, Unread> {
    input.rewind()?;
    let (starts, mut entries) = placed::<E>(lengths, places, &mut *input)?;
    if let Some(pair) = sort(&starts, &mut entries) {
        input.rewind()?;
        return Err(told_again(&mut *input, pair)?.into());
    }
    Ok(Pairs::of_rows(places, starts, entries))
}

/// Group `i` has `entries[starts[i]..starts[i + 1]]`.
fn placed<E: Entry>(
    lengths: &[u32],
    places: usize,
    input: impl Read,
) -> Result<(Vec<usize>, Vec<E>), Unread> {
    let mut starts = Vec::with_capacity(lengths.len() + 1);
    let mut end = 0;
    starts.push(end);
    for length in lengths {
        end += *length as usize;
        starts.push(end);
    }
    let mut entries = vec![E::VOID; end];
    let mut next = starts.clone();
    let mut lines = Lines::new(input);
    while let Some(line) = lines.next()? {
        let Line::Pair {
            group,
            place,
            score,
        } = line
        else {
            continue;
        };
        let row = group as usize;
        let end = starts.get(row + 1).copied().unwrap_or_default();
        let at = next.get_mut(row).filter(|at| **at < end);
        let at = at.filter(|_| (place as usize) < places);
        let at = at.ok_or_else(|| lines.malformed(Fault::Changed))?;
        entries[*at] = E::of(place, score);
        *at += 1;
    }
    if next[..lengths.len()] != starts[1..] {
        return Err(lines.malformed(Fault::Changed).into());
    }
    Ok((starts, entries))
}

/// Puts the places of each group in ascending order; gives a pair that stands there twice.
fn sort<E: Entry>(starts: &[usize], entries: &mut [E]) -> Option<(u32, u32)> {
    let mut twice = None;
    for (group, ends) in (0..).zip(starts.windows(2)) {
        let row = &mut entries[ends[0]..ends[1]];
        if row.is_sorted_by(|one, next| one.post() < next.post()) {
            continue;
        }
        row.sort_unstable_by_key(|entry| entry.post());
        let mut neighbours = row.windows(2);
        let same = neighbours.find(|pair| pair[0].post() == pair[1].post());
        twice = twice.or(same.map(|pair| (group, pair[0].post())));
    }
    twice
}

/// The fault of the line that tells of a pair for the second time.
fn told_again(input: impl Read, (group, place): (u32, u32)) -> Result<Malformed, Unread> {
    let mut lines = Lines::new(input);
    let mut told = false;
    while let Some(line) = lines.next()? {
        let is_it =
            matches!(line, Line::Pair { group: i, place: j, .. } if (i, j) == (group, place));
        if is_it && told {
            return Ok(lines.malformed(Fault::PairRepeated));
        }
        told |= is_it;
    }
    Ok(lines.malformed(Fault::Changed))
}
