//! Who belongs to whom: household numbers, the relation to the head, and heads counted per house.

use super::cell::lost_digits;
use super::examine::Late;
use super::form::{Col, Place};
use super::row::Row;
use crate::coded::coded;
use crate::issue::{Issue, IssueCode};
use std::hash::{DefaultHasher, Hash, Hasher};

coded! {
    /// What a person is to the head of the household. The registry tells 28 kinds apart; here
    /// stand as many as decide who travels together.
    Relation, "relation" {
        Head = "head", "户主";
        Spouse = "spouse", "配偶";
        Child = "child", "子女";
        ChildInLaw = "child_in_law", "儿媳或女婿";
        Parent = "parent", "父母";
        ParentInLaw = "parent_in_law", "配偶父母";
        Grandchild = "grandchild", "孙辈";
        Grandparent = "grandparent", "祖辈";
        Sibling = "sibling", "兄弟姐妹";
        Other = "other", "其他";
    }
}

impl Relation {
    /// Reads the registry's spellings, with or without 之; whatever else is written is `Other`.
    #[must_use]
    pub fn read(text: &str) -> Self {
        match text.strip_prefix('之').unwrap_or(text) {
            "户主" | "本人" | "本人或户主" => Self::Head,
            "配偶" | "妻子" | "丈夫" | "妻" | "夫" => Self::Spouse,
            "子" | "女" | "子女" | "儿子" | "女儿" | "长子" | "次子" | "长女" | "次女" => {
                Self::Child
            }
            "儿媳" | "女婿" | "儿媳或女婿" => Self::ChildInLaw,
            "父" | "母" | "父亲" | "母亲" | "父母" => Self::Parent,
            "岳父" | "岳母" | "公公" | "婆婆" | "配偶父母" => Self::ParentInLaw,
            "孙子" | "孙女" | "外孙子" | "外孙女" | "曾孙子" | "曾孙女" | "孙辈" => {
                Self::Grandchild
            }
            "祖父" | "祖母" | "外祖父" | "外祖母" | "祖辈" => Self::Grandparent,
            "兄弟姐妹" | "兄" | "弟" | "姐" | "妹" => Self::Sibling,
            _ => Self::Other,
        }
    }
}

pub(super) struct Household {
    pub number: Option<String>,
    pub person_number: Option<String>,
    pub head_name: Option<String>,
    pub relation: Option<Relation>,
}

/// Reads what the row says of the household. `name` is the person's own.
pub(super) fn read(row: &mut Row<Col>, name: Option<&str>) -> Household {
    let head_name = row.text(Col::HeadName).kept();
    let told = row.text(Col::Relation);
    let relation = if !told.is_empty() {
        Some(Relation::read(&told.text))
    } else if !row.has(Col::Relation) && name.is_some() && head_name.as_deref() == name {
        Some(Relation::Head)
    } else {
        None
    };
    Household {
        number: number(row, Col::HouseholdNumber),
        person_number: number(row, Col::PersonNumber),
        head_name,
        relation,
    }
}

/// A long number, unless a spreadsheet has made up its last digits.
fn number(row: &mut Row<Col>, column: Col) -> Option<String> {
    let text = row.text(column);
    if lost_digits(row.cell(column), &text.text) {
        row.say(column, IssueCode::ValueNotKept);
        return None;
    }
    text.kept()
}

/// The heads of the rows so far, in 32 bytes each.
#[derive(Default)]
pub(super) struct Heads(Vec<Head>);

struct Head {
    household: u64,
    row: u32,
    serial: Option<i64>,
}

impl Heads {
    /// Remembers a head of the household of this number.
    pub(super) fn insert(&mut self, number: &str, row: u32, serial: Option<i64>) {
        // Numbers have fifteen digits in the registry; what is none is told apart by its hash.
        let household = number.parse().unwrap_or_else(|_| {
            let mut hash = DefaultHasher::new();
            number.hash(&mut hash);
            hash.finish()
        });
        self.0.push(Head {
            household,
            row,
            serial,
        });
    }

    /// Every head of a household that has several, in the order of the rows.
    pub(super) fn rivals(mut self) -> Vec<Late> {
        self.0
            .sort_unstable_by_key(|head| (head.household, head.row));
        let houses = self.0.chunk_by(|one, next| one.household == next.household);
        let mut late: Vec<_> = houses
            .filter(|heads| heads.len() > 1)
            .flatten()
            .map(|head| Late {
                row: head.row,
                serial: head.serial,
                issue: Issue {
                    field: Col::Relation.field(),
                    code: IssueCode::HouseholdTwoHeads,
                },
            })
            .collect();
        late.sort_unstable_by_key(|late| late.row);
        late
    }
}

#[cfg(test)]
mod tests {
    use super::super::trial::{person, sheet};
    use super::*;
    use crate::form::Cell;

    const COLUMNS: &[&str] = &["household_number", "relation"];

    #[test]
    fn every_head_of_a_household_with_two_is_named_at_the_end() {
        let mut sheet = sheet(COLUMNS);
        let rows = [
            ("520526100008918", "户主"),
            ("甲-7", "户主"),
            ("520526100008918", "配偶"),
            ("520526100000001", "户主"),
            ("520526100008918", "户主"),
            ("甲-7", "本人"),
            ("", "户主"),
            ("", "户主"),
        ];
        for (at, (number, relation)) in rows.into_iter().enumerate() {
            let id = person("520526", "19900101", 990 + at);
            let cells = [
                ("household_number", number),
                ("relation", relation),
                ("citizen_id", &id),
            ];
            assert_eq!(sheet.examine(&cells).codes(), []);
        }
        let late = sheet.finish();
        let rows: Vec<_> = late.iter().map(|late| late.row).collect();
        assert_eq!(rows, [1, 2, 5, 6]);
        assert!(late.iter().all(|late| late.issue.field == "relation"));
    }

    #[test]
    fn who_bears_the_heads_name_is_the_head_where_no_column_says_it() {
        let row = sheet(&["head_name"]).examine(&[("head_name", "王平"), ("name", "王平")]);
        assert_eq!(row.entry().relation, Some(Relation::Head));
        let row =
            sheet(&["head_name", "relation"]).examine(&[("head_name", "王平"), ("name", "王平")]);
        assert_eq!(row.entry().relation, None);
    }

    #[test]
    fn a_number_that_a_spreadsheet_has_spoilt_is_not_kept() {
        let spoilt = Cell::Number(52_263_410_000_851_106.0);
        let row = sheet(&["person_number"]).examine_cells(&[("person_number", spoilt)]);
        assert_eq!(row.codes(), [IssueCode::ValueNotKept]);
        assert_eq!(row.entry().person_number, None);
    }

    #[test]
    fn the_registrys_relations_are_understood() {
        assert_eq!(Relation::read("之女婿"), Relation::ChildInLaw);
        assert_eq!(Relation::read("之外孙女"), Relation::Grandchild);
        assert_eq!(Relation::read("之叔伯"), Relation::Other);
    }
}
