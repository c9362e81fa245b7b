//! The rules that come with the program, each with its source.

use super::{Counting, Days, NamedRule, Needed, Rule};
use crate::{
    coded::Coded,
    division::Division,
    embedded::{Table, read},
};
use std::{str::FromStr, sync::LazyLock};

/// The rules that sources tell of, in the order of `data/stability_rules.csv`.
#[must_use]
pub fn shipped() -> &'static [NamedRule] {
    static RULES: LazyLock<Vec<NamedRule>> = LazyLock::new(|| table().rows);
    &RULES
}

pub(super) fn table() -> Table<NamedRule> {
    read(
        "stability_rules.csv",
        include_str!("../../data/stability_rules.csv"),
        [
            "code",
            "name",
            "months",
            "counting",
            "gap_days",
            "within_days",
            "same_employer",
            "contract_months",
            "pay_floor_yuan",
            "earned_floor_yuan",
            "evidence",
            "reach",
            "channel",
            "post_kind",
            "workplace",
            "source",
        ],
        rule,
    )
}

fn rule(
    [
        code,
        name,
        months,
        counting,
        gap,
        within,
        same,
        contract,
        pay,
        earned,
        evidence,
        reach,
        way,
        kind,
        workplace,
        source,
    ]: [&str; 16],
) -> Option<NamedRule> {
    let days = match Counting::from_code(counting)? {
        Counting::Consecutive => Days::Consecutive {
            gap_days: gap.parse().ok()?,
        },
        Counting::Cumulative => Days::Cumulative {
            within_days: within.parse().ok()?,
        },
    };
    let fen = |yuan: &str| filled(yuan).map(|yuan: Option<i64>| yuan.map(|yuan| yuan * 100));
    let rule = Rule {
        months: months.parse().ok()?,
        days,
        same_employer: ["no", "yes"].iter().position(|word| *word == same)? == 1,
        contract_months: filled(contract).ok()?,
        pay_floor_fen: fen(pay).ok()?,
        earned_floor_fen: fen(earned).ok()?,
        evidence: Needed::read_all(evidence)?,
        reach: Coded::from_code(reach)?,
        way: Coded::from_code(way)?,
        post_kind: some(kind, Coded::from_code).ok()?,
        workplace: some(workplace, Division::parse).ok()?,
    };
    (rule.flaws().is_empty() && !source.is_empty()).then(|| NamedRule {
        code: code.to_owned(),
        name: name.to_owned(),
        source: source.to_owned(),
        rule,
    })
}

/// A cell that is not what its column holds.
struct Unread;

/// A cell that may be blank.
fn some<T>(cell: &str, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Unread> {
    if cell.is_empty() {
        Ok(None)
    } else {
        read(cell).map(Some).ok_or(Unread)
    }
}

fn filled<T: FromStr>(cell: &str) -> Result<Option<T>, Unread> {
    some(cell, |cell| cell.parse().ok())
}
