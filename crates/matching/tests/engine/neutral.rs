//! Instances as text: what is read, and what is refused with its line.

use matching::assign::pairs::{Entry, Pairs};
use matching::neutral::{Fault, Malformed, Neutral, Rows, Unread, read};
use proptest::prelude::*;
use std::io::Cursor;

fn told(text: impl AsRef<[u8]>) -> Result<Neutral, Malformed> {
    read(&mut Cursor::new(text)).map_err(|unread| match unread {
        Unread::Malformed(malformed) => malformed,
        Unread::Io(error) => panic!("{error}"),
    })
}

fn rows(neutral: &Neutral) -> Vec<Vec<(u32, u32)>> {
    fn told<E: Entry>(pairs: &Pairs<E>) -> Vec<Vec<(u32, u32)>> {
        let groups = 0..pairs.people();
        groups.map(|group| pairs.row(group).collect()).collect()
    }
    match &neutral.rows {
        Rows::Narrow(pairs) => told(pairs),
        Rows::Wide(pairs) => told(pairs),
    }
}

#[test]
fn lines_may_stand_in_any_order_below_the_p_line() {
    let text =
        "c 注释\n\np assign 3 2\r\ne 2 2 4294967295\n \t e\t1  2 0 \r\nc\ng 2 7\nv 2 9\ne 1 1 5";
    let neutral = told(text).expect("well-formed");
    assert_eq!((neutral.groups, neutral.places), (3, 2));
    assert_eq!(rows(&neutral), [vec![(0, 5), (1, 0)], vec![(1, u32::MAX)]]);
    assert_eq!(neutral.sizes, [1, 7]);
    assert_eq!(
        neutral.capacity,
        [0, 9],
        "a place without a v line takes nobody"
    );
}

#[test]
fn a_claim_of_many_groups_costs_nothing_until_one_is_named() {
    let neutral = told("p assign 100000000 100000000\ng 3 2\ne 2 1 1\n").expect("well-formed");
    assert_eq!(neutral.groups, 100_000_000);
    assert_eq!(rows(&neutral), [vec![], vec![(0, 1)]]);
    assert_eq!((neutral.sizes.len(), neutral.capacity.len()), (2, 1));
}

#[track_caller]
fn refused(text: &[u8], line: u64, fault: Fault) {
    let found = told(text).expect_err("malformed");
    let shown = String::from_utf8_lossy(text);
    assert_eq!(found, Malformed { line, fault }, "{shown:?}");
}

#[test]
fn a_file_begins_with_what_it_holds() {
    let faults: [(&[u8], u64, Fault); 19] = [
        (b"", 1, Fault::ProblemMissing),
        (b"c only\n\n", 2, Fault::ProblemMissing),
        (b"e 1 1 1\np assign 1 1\n", 1, Fault::ProblemMissing),
        (b"v 1 1\n", 1, Fault::ProblemMissing),
        (b"g 1 1\n", 1, Fault::ProblemMissing),
        (b"p assign 1 1\np assign 1 1\n", 2, Fault::ProblemRepeated),
        (b"p assign 1\n", 1, Fault::NumberMissing),
        (b"p assignment 1 1\n", 1, Fault::NotAssign),
        (b"p min 1 1\n", 1, Fault::NotAssign),
        (b"p\n", 1, Fault::NotAssign),
        (b"p assign 4000000000 1\n", 1, Fault::TooMany),
        (b"p assign 1 4000000000\n", 1, Fault::TooMany),
        (b"p assign -1 1\n", 1, Fault::NotANumber),
        (b"p assign 1 1 1\n", 1, Fault::Trailing),
        (b"capacity 1 1\n", 1, Fault::UnknownLine),
        (b"x 1 1\n", 1, Fault::UnknownLine),
        (b"\xff\xfe\x00\x01\n", 1, Fault::UnknownLine),
        (b"\0\0\0\0", 1, Fault::UnknownLine),
        (b"\xef\xbb\xbfp assign 1 1\n", 1, Fault::UnknownLine),
    ];
    for (text, line, fault) in faults {
        refused(text, line, fault);
    }
}

#[test]
fn every_fault_below_the_p_line_is_told_with_its_line() {
    let faults: [(&[u8], u64, Fault); 15] = [
        (b"e 0 1 1", 2, Fault::NoSuchGroup),
        (b"e 3 1 1", 2, Fault::NoSuchGroup),
        (b"e 1 0 1", 2, Fault::NoSuchPlace),
        (b"\r\ne 1 3 1", 3, Fault::NoSuchPlace),
        (b"v 3 1", 2, Fault::NoSuchPlace),
        (b"g 3 1", 2, Fault::NoSuchGroup),
        (b"v 1 1\nv 1 1", 3, Fault::PlaceRepeated),
        (b"g 1 1\ng 1 1", 3, Fault::GroupRepeated),
        (b"e 1 2 7\ne 1 1 1\ne 1 2 7", 4, Fault::PairRepeated),
        (b"e 2 1 1\ne 1 1 1\nc\ne 2 1 9", 5, Fault::PairRepeated),
        (b"g 1 0", 2, Fault::SizeZero),
        (b"e 1 1 4294967296", 2, Fault::NumberTooLarge),
        (b"e 1 1 1.5", 2, Fault::NotANumber),
        (b"e 1 1", 2, Fault::NumberMissing),
        (b"e 1 1 1\re 1 2 1\n", 2, Fault::Trailing),
    ];
    for (below, line, fault) in faults {
        refused(&[b"p assign 2 2\n", below].concat(), line, fault);
    }
}

#[test]
fn a_line_without_end_is_read_without_being_held() {
    let comment = vec![b'c'; 1 << 20];
    assert_eq!(
        told(&comment).expect_err("no p line").fault,
        Fault::UnknownLine
    );
    let mut comment = vec![b' '; 1 << 20];
    comment[0] = b'c';
    assert_eq!(
        told(&comment).expect_err("no p line").fault,
        Fault::ProblemMissing
    );
}

/// Files are read in pieces of 64 KiB: here one ends at each byte of two lines, in the middle of their numbers among others.
#[test]
fn numbers_are_read_wherever_a_piece_of_the_file_ends() {
    let lines = "e 1 2 4294967295\ne 0001 1 0000000000000000007\n";
    for before in 0..=lines.len() {
        let head = "p assign 1 2\nc";
        let comment = " ".repeat((1 << 16) - head.len() - 1 - before);
        let neutral = told(format!("{head}{comment}\n{lines}")).expect("well-formed");
        assert_eq!(rows(&neutral), [vec![(0, 7), (1, u32::MAX)]], "{before}");
        let cut = told(format!("{head}{comment}\n{lines}e 1 1 4294967296"));
        assert_eq!(cut.expect_err("too large").fault, Fault::NumberTooLarge);
    }
}

proptest! {
    #[test]
    fn what_was_written_is_read_wherever_its_lines_stand(
        // Pairs are held in four bytes up to 65,535 points, and in eight from the first one beyond.
        table in prop::collection::vec(
            prop::collection::vec(prop::option::of(prop_oneof![20 => 0..=65_535_u32, 1 => any::<u32>()]), 5), 0..40
        ),
        most in prop_oneof![Just(9), Just(65_535), Just(65_536), Just(u32::MAX)],
        capacity in prop::collection::vec(0..u32::MAX, 5),
        sizes in prop::collection::vec(1..u32::MAX, 40),
        order in prop_oneof![Just(vec![0]), prop::collection::vec(any::<u64>(), 300)],
    ) {
        let mut lines = Vec::new();
        let mut expected = Vec::new();
        for (group, row) in (1..).zip(&table) {
            let choices = (1..).zip(row).filter_map(|(place, score)| Some((place, (*score)?.min(most))));
            lines.extend(choices.clone().map(|(place, score)| format!("e {group} {place} {score}\n")));
            lines.push(format!("g {group} {}\n", sizes[group - 1]));
            expected.push(choices.map(|(place, score)| (place - 1, score)).collect::<Vec<_>>());
        }
        lines.extend((1..).zip(&capacity).map(|(place, takes)| format!("v {place} {takes}\n")));
        let mut shuffled: Vec<_> = order.iter().cycle().zip(lines).collect();
        shuffled.sort_by_key(|(order, _)| **order);
        let below: String = shuffled.into_iter().map(|(_, line)| line).collect();
        let neutral = told(format!("p assign {} 5\n{below}", table.len())).expect("well-formed");
        while expected.last().is_some_and(Vec::is_empty) {
            expected.pop();
        }
        prop_assert_eq!(&rows(&neutral), &expected);
        prop_assert_eq!(&neutral.sizes[..], &sizes[..expected.len()]);
        prop_assert_eq!(neutral.capacity, capacity);
    }

    /// A pair with single blanks is read several bytes at once, one with a tab byte by byte.
    #[test]
    fn a_number_is_read_alike_in_both_ways(
        digits in "0{0,3}[0-9]{1,10}",
        other in prop::option::of((0_usize..10, prop_oneof![any::<u8>(), b'!'..=b'@'])),
    ) {
        let mut word = digits.into_bytes();
        if let Some((at, byte)) = other {
            let at = at % word.len();
            word[at] = byte;
        }
        let line = |start: &str| {
            let parts = [b"p assign 1 1\n", start.as_bytes(), &word, b"\nc and some more bytes\n"];
            told(parts.concat()).map(|neutral| rows(&neutral))
        };
        prop_assert_eq!(line("e 1 1 "), line("e\t1 1 "));
        let named = |start: &str| {
            let parts = [b"p assign 2000 2000\n", start.as_bytes(), &word, b" 1 1\nc and some more\n"];
            told(parts.concat()).map(|neutral| rows(&neutral))
        };
        prop_assert_eq!(named("e "), named("e\t"));
    }

    #[test]
    fn no_bytes_make_the_reader_fail(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = told(&bytes);
        let _ = told([b"p assign 9 9\n", bytes.as_slice()].concat());
    }
}
