//! Files of `rengang solve`: the instance that is read, written out, is read again as the same.

use matching::neutral::{self, Neutral, Rows};
use std::{fmt::Write, io::Cursor};

/// Reads, writes, reads. Numbers of more than four digits are left to the tests of the crate: room is made up to the last
/// place that a line names.
pub fn holds(file: &[u8]) {
    let long = |word: &[u8]| word.len() > 4;
    if file.split(|byte| !byte.is_ascii_digit()).any(long) {
        return;
    }
    let Ok(instance) = neutral::read(&mut Cursor::new(file)) else {
        return;
    };
    let text = written(&instance);
    let again = neutral::read(&mut Cursor::new(&text)).expect("an instance of ours");
    assert_eq!(written(&again), text);
    let edges = text.lines().filter(|line| line.starts_with('e')).count();
    assert_eq!(edges, instance.pairs());
}

fn written(instance: &Neutral) -> String {
    let mut out = format!("p assign {} {}\n", instance.groups, instance.places);
    let mut line = |kind: char, numbers: &[u32]| {
        out.push(kind);
        for number in numbers {
            write!(out, " {number}").expect("memory");
        }
        out.push('\n');
    };
    for (place, capacity) in (1..).zip(&instance.capacity) {
        line('v', &[place, *capacity]);
    }
    for (group, size) in (1..).zip(&instance.sizes) {
        line('g', &[group, *size]);
    }
    let rows = match &instance.rows {
        Rows::Narrow(pairs) => pairs.people(),
        Rows::Wide(pairs) => pairs.people(),
    };
    for group in 0..rows {
        let row: Vec<(u32, u32)> = match &instance.rows {
            Rows::Narrow(pairs) => pairs.row(group).collect(),
            Rows::Wide(pairs) => pairs.row(group).collect(),
        };
        let number = u32::try_from(group).expect("below 2^32") + 1;
        for (place, points) in row {
            line('e', &[number, place + 1, points]);
        }
    }
    out
}
