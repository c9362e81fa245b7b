//! A roster, row after row: what each row says of a person, and every fault in it at once.
//!
//! Some faults show only in the light of other rows: the same ID again, 同上, a household with
//! two heads. The reading therefore goes through a file in its own order and remembers some
//! 50 bytes a row; of the cells, only those that the next row may repeat.

use super::cell::Plain;
use super::entry::{Entry, age_bar};
use super::form::Col;
use super::home::Homes;
use super::household::{self, Heads, Relation};
use super::identity::{self, SeenIds};
use super::row::{Present, Row};
use super::work::{self, Places};
use super::{phone, standing, wish};
use crate::division::Division;
use crate::form::{Cell, Header, Record};
use crate::issue::Issue;
use crate::pairing::Pairings;
use chrono::NaiveDate;
use std::ops::RangeInclusive;

/// What holds for a whole roster.
#[derive(Clone, Debug)]
pub struct Terms {
    /// The reporting day: ages are those of this day, and nothing lies after it.
    pub as_of: NaiveDate,
    /// The county that the roster is of, for sheets that do not tell it row by row.
    pub county: Option<Division>,
    /// The ages that take part in matching.
    pub ages: RangeInclusive<u32>,
}

/// What came of a row: an entry unless an error was found, and everything there is to say,
/// by column.
#[derive(Clone, Debug, PartialEq)]
pub struct Examined<T> {
    /// What the row says.
    pub entry: Option<T>,
    /// What is to be said about it.
    pub issues: Vec<Issue>,
}

/// Something about an earlier row that only the whole file shows. Never an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Late {
    /// The physical row.
    pub row: u32,
    /// The row's own serial number.
    pub serial: Option<i64>,
    /// What is to be said about it.
    pub issue: Issue,
}

/// Reads the rows of one [`ROSTER`](super::form::ROSTER) in their order.
pub struct Reading<'p> {
    terms: Terms,
    present: Present,
    homes: Homes<'p>,
    places: Places,
    seen: SeenIds,
    heads: Heads,
    above: [String; REPEATED.len()],
}

/// Columns in which 同上 is understood.
const REPEATED: [Col; 13] = [
    Col::Province,
    Col::Prefecture,
    Col::County,
    Col::Township,
    Col::Village,
    Col::HeadName,
    Col::Channel,
    Col::Place,
    Col::Region,
    Col::Employer,
    Col::Trade,
    Col::WishRegion,
    Col::WishTrade,
];

/// 同上 in any spelling has at most this many bytes; longer cells need no second look.
const LONGEST_DITTO: usize = 16;

impl<'p> Reading<'p> {
    /// A reading that has seen no row yet. The header tells which columns there are to be filled.
    #[must_use]
    pub fn new(terms: Terms, header: &Header, pairings: &'p Pairings) -> Self {
        Self {
            present: Present::of(header),
            homes: Homes::new(terms.as_of, terms.county, pairings),
            terms,
            places: Places::default(),
            seen: SeenIds::default(),
            heads: Heads::default(),
            above: Default::default(),
        }
    }

    /// Reads the next row of the file.
    pub fn examine(&mut self, record: &Record) -> Examined<Entry> {
        let mut row = Row::new(&record.cells, self.present);
        self.repeat(&mut row);
        let entry = self.read(record, &mut row);
        row.unreadable();
        Examined {
            entry: entry.filter(|_| row.is_sound()),
            issues: row.issues(),
        }
    }

    /// What only the end of the file shows.
    #[must_use]
    pub fn finish(self) -> Vec<Late> {
        self.heads.rivals()
    }

    fn read(&mut self, record: &Record, row: &mut Row<Col>) -> Option<Entry> {
        let home = self.homes.read(row);
        let name = identity::name(row);
        let household = household::read(row, name.as_deref());
        if let (Some(Relation::Head), Some(number)) = (household.relation, &household.number) {
            self.heads.insert(number, record.row, record.serial);
        }
        let citizen_id = identity::citizen_id(row, Col::CitizenId, &mut self.seen);
        if let Some(id) = &citizen_id {
            identity::compare(row, id);
            if let Some(bar) = age_bar(id.born(), self.terms.as_of, &self.terms.ages) {
                row.say(Col::CitizenId, bar);
            }
        }
        let standing = standing::read(row);
        let phone = phone::read(row);
        let (status, employment) = work::read(row, self.terms.as_of, &mut self.places);
        let wish = wish::read(row, home, status, &mut self.places);
        let citizen_id = citizen_id?;
        Some(Entry {
            row: record.row,
            serial: record.serial,
            name: name?,
            sex: citizen_id.sex(),
            born: citizen_id.born(),
            citizen_id,
            phone,
            home: home?,
            township: row.text(Col::Township).kept(),
            village: row.text(Col::Village).kept(),
            household_number: household.number,
            person_number: household.person_number,
            head_name: household.head_name,
            relation: household.relation,
            category: standing.category,
            schooling: standing.schooling,
            in_school: standing.in_school,
            labour_ability: standing.labour_ability,
            mandarin: standing.mandarin,
            status,
            employment,
            wish,
        })
    }

    /// Hands the row what the row above said where it says 同上, and keeps what it says itself.
    fn repeat(&mut self, row: &mut Row<Col>) {
        for (column, above) in REPEATED.into_iter().zip(&mut self.above) {
            match row.cell(column) {
                Cell::Text(text)
                    if text.len() <= LONGEST_DITTO && Plain::of_text(text).is_ditto() =>
                {
                    row.repeat(column, above.clone());
                }
                Cell::Text(text) => {
                    above.clear();
                    above.push_str(text);
                }
                other => *above = Plain::of(other).text.into_owned(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::form::ROSTER;
    use super::super::trial::{person, sheet};
    use super::*;
    use crate::issue::IssueCode::*;
    use proptest::prelude::*;

    #[test]
    fn ages_are_those_of_the_reporting_day() {
        for (born, codes) in [
            ("20040331", &[][..]),
            ("20040401", &[Under16]),
            ("19590401", &[]),
            ("19590331", &[Over60]),
        ] {
            let id = person("522427", born, 998);
            let row = sheet(&[]).examine(&[("citizen_id", &id)]);
            assert_eq!(row.codes(), codes, "{born}");
            assert_eq!(row.bars(), codes, "{born}");
        }
    }

    #[test]
    fn what_bars_a_person_today_may_not_tomorrow() {
        let id = person("522427", "20040401", 998);
        let row = sheet(&[]).examine(&[("citizen_id", &id)]);
        let birthday = NaiveDate::from_ymd_opt(2020, 4, 1).expect("a day");
        assert_eq!(row.entry().bars(birthday, &(16..=60)), []);
    }

    #[test]
    fn as_above_is_the_value_of_the_row_above_even_of_a_rejected_one() {
        let mut sheet = sheet(&["work_status", "work_place", "village"]);
        let cells = [
            ("name", ""),
            ("work_place", "广东省东莞市"),
            ("village", "新寨村"),
        ];
        assert_eq!(sheet.examine(&cells).codes(), [NameMissing]);
        for _ in 0..2 {
            let row = sheet.examine(&[
                ("work_status", "转移就业"),
                ("work_place", "同 上"),
                ("village", "〃"),
            ]);
            assert_eq!(
                row.issues,
                [("village", ValueDitto), ("work_place", ValueDitto)]
            );
            let entry = row.entry();
            assert_eq!(entry.village.as_deref(), Some("新寨村"));
            let work = entry.employment.as_ref().expect("work");
            assert_eq!(work.place.as_deref(), Some("广东省东莞市"));
        }
    }

    #[test]
    fn as_above_in_the_first_row_says_nothing() {
        let row = sheet(&["work_status", "work_place"])
            .examine(&[("work_status", "转移就业"), ("work_place", "同上")]);
        assert_eq!(row.codes(), [ValueDitto, StatusConflict]);
    }

    #[test]
    fn every_fault_is_found_at_once_and_told_by_column() {
        let row = sheet(&["phone", "schooling"]).examine(&[
            ("phone", "无"),
            ("schooling", "不详"),
            ("citizen_id", ""),
            ("name", ""),
        ]);
        assert_eq!(
            row.codes(),
            [NameMissing, IdMissing, EnumUnknown, PhoneInvalid]
        );
        assert!(row.entry.is_none());
    }

    #[test]
    fn a_formula_without_a_value_is_said_once() {
        let row = sheet(&["township", "phone"])
            .examine_cells(&[("township", Cell::Unreadable), ("phone", Cell::Unreadable)]);
        assert_eq!(
            row.issues,
            [("township", ValueNotKept), ("phone", PhoneInvalid)]
        );
    }

    fn any_cell() -> impl Strategy<Value = Cell> {
        prop_oneof![
            Just(Cell::Empty),
            Just(Cell::Unreadable),
            ".{0,20}".prop_map(Cell::Text),
            "[0-9Xx. /年月日户主同上省外转移就业是否元-]{0,12}".prop_map(Cell::Text),
            any::<f64>().prop_map(Cell::Number),
            (-100_000..100_000).prop_map(|days| Cell::Date(
                NaiveDate::from_num_days_from_ce_opt(730_000 + days).unwrap_or_default()
            )),
        ]
    }

    proptest! {
        #[test]
        fn no_row_whatever_makes_the_reading_panic_or_lose_its_order(
            rows in prop::collection::vec(
                prop::collection::vec(any_cell(), 0..ROSTER.columns.len() + 2),
                1..4,
            ),
        ) {
            let columns: Vec<_> = ROSTER.columns.iter().map(|column| column.field).collect();
            let mut sheet = sheet(&columns);
            for cells in rows {
                let cells: Vec<_> = columns.iter().copied().zip(cells).collect();
                let row = sheet.examine_cells(&cells);
                let places: Vec<_> = row.issues.iter().map(|(field, _)| ROSTER.position(field)).collect();
                prop_assert!(places.is_sorted());
            }
            sheet.finish();
        }
    }
}
