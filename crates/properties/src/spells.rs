//! Files of `rengang survival`: the spells that are read, written out, are read again as the same.

use std::io::Write;
use survival::{
    Curve, Level, RiskTable, Spell,
    read::{self, Group},
};

/// Reads, writes, reads; and every curve stays between nothing and all.
pub fn holds(file: &[u8]) {
    let Ok(groups) = read::read::<Vec<Spell>>(file) else {
        return;
    };
    let again = read::read(&written(&groups)[..]);
    assert_eq!(again.ok().as_ref(), Some(&groups));
    for group in &groups {
        let curve = Curve::over(RiskTable::of(&group.spells), Level::P95);
        let mut last = 1.0;
        for point in curve.table() {
            assert!((0.0..=last).contains(&point.survival), "{}", point.survival);
            last = point.survival;
        }
    }
}

fn written(groups: &[Group<Vec<Spell>>]) -> Vec<u8> {
    let mut out = Vec::new();
    let named = groups.iter().any(|group| group.name.is_some());
    let heading = if named { ",group" } else { "" };
    writeln!(out, "entry,exit,event{heading}").expect("memory");
    for group in groups {
        for spell in &group.spells {
            let cause = spell.cause().map_or(0, std::num::NonZeroU32::get);
            write!(out, "{},{},{cause}", spell.entry(), spell.exit()).expect("memory");
            if let Some(name) = &group.name {
                write!(out, ",\"{}\"", name.replace('"', "\"\"")).expect("memory");
            }
            writeln!(out).expect("memory");
        }
    }
    out
}
