//! The work that a person has: status, place, employer, since when, for how much.

use super::date::{self, Said};
use super::entry::{Employment, Precision, Started};
use super::form::Col;
use super::money;
use super::row::Row;
use crate::division::Division;
use crate::issue::IssueCode;
use crate::register::register;
use crate::words::WorkStatus;
use chrono::{Months, NaiveDate};
use std::collections::HashMap;

/// Places as rosters write them, each looked up once. The few that a region's people go to
/// come again and again; a sheet that is all different places is not remembered beyond `MOST`.
#[derive(Default)]
pub(super) struct Places(HashMap<String, Option<Division>>);

impl Places {
    const MOST: usize = 10_000;

    /// The division that a text names, as deep as it is certain.
    pub(super) fn find(&mut self, text: &str) -> Option<Division> {
        if let Some(known) = self.0.get(text) {
            return *known;
        }
        let found = register().place(text);
        if self.0.len() < Self::MOST {
            self.0.insert(text.to_owned(), found);
        }
        found
    }
}

/// The status that the row tells, and the work, unless there is none.
pub(super) fn read(
    row: &mut Row<Col>,
    as_of: NaiveDate,
    places: &mut Places,
) -> (Option<WorkStatus>, Option<Employment>) {
    let status: Option<WorkStatus> = row.word(Col::Status, IssueCode::EnumUnknown);
    let (place_column, place) = row.either(Col::Place, Col::Region);
    let employer = row.text(Col::Employer);
    let told = !place.is_empty() || !employer.is_empty();
    match status {
        Some(WorkStatus::OutOfWork) if told => row.say(Col::Status, IssueCode::StatusConflict),
        Some(WorkStatus::Away) if place.is_empty() && row.has(place_column) => {
            row.say(place_column, IssueCode::StatusConflict);
        }
        _ => {}
    }
    let away = status == Some(WorkStatus::Away);
    let months = months(row, away && !place.is_empty());
    let started = started(row, as_of, months);
    let ended_on = day(row, Col::EndedOn, as_of).map(|(day, _)| day);
    if ended_on.is_some_and(|end| started.is_some_and(|start| end < start.on)) {
        row.say(Col::EndedOn, IssueCode::StatusConflict);
    }
    let employment = Employment {
        division: places.find(&place.text),
        place: place.kept(),
        employer: employer.kept(),
        trade: row.word(Col::Trade, IssueCode::ValueNotKept),
        started,
        ended_on,
        pay: pay(row, Col::Pay),
        channel: row.word(Col::Channel, IssueCode::ValueNotKept),
    };
    (status, (told || away).then_some(employment))
}

/// A sum of yuan a month.
pub(super) fn pay(row: &mut Row<Col>, column: Col) -> Option<money::Pay> {
    let said = money::pay(&row.text(column).text);
    if said == money::Said::Unclear {
        row.say(column, IssueCode::NumberInvalid);
    }
    said.value()
}

/// The months worked away within the last year. None at all contradicts a place of work.
fn months(row: &mut Row<Col>, works_away: bool) -> Option<u32> {
    let said = money::months(&row.text(Col::Months).text);
    let code = match said {
        money::Said::Unclear => Some(IssueCode::NumberInvalid),
        money::Said::Value(months) if !(0.0..=12.0).contains(&months) => {
            Some(IssueCode::WorkMonthsRange)
        }
        money::Said::Value(0.0) if works_away => Some(IssueCode::StatusConflict),
        _ => None,
    };
    if let Some(code) = code {
        row.say(Col::Months, code);
        return None;
    }
    // The nearest whole number from 0 to 12, found without a cast.
    let months = said.value()?;
    (0..=12)
        .rev()
        .find(|whole| f64::from(*whole) <= months + 0.5)
}

/// The first day as it was written, else counted back from the reporting day.
fn started(row: &mut Row<Col>, as_of: NaiveDate, months: Option<u32>) -> Option<Started> {
    if let Some((on, precision)) = day(row, Col::StartedOn, as_of) {
        return Some(Started { on, precision });
    }
    let months = months.filter(|months| *months > 0)?;
    Some(Started {
        on: as_of.checked_sub_months(Months::new(months))?,
        precision: Precision::Estimated,
    })
}

/// A day that is not in the future.
fn day(row: &mut Row<Col>, column: Col, as_of: NaiveDate) -> Option<(NaiveDate, Precision)> {
    let (day, precision) = match date::read(row.cell(column)) {
        Said::Nothing => return None,
        Said::Unclear => {
            row.say(column, IssueCode::DateInvalid);
            return None;
        }
        Said::Month(first) => {
            row.say(column, IssueCode::DateMonthPrecision);
            (first, Precision::Month)
        }
        Said::Day(day) => (day, Precision::Day),
    };
    if day > as_of {
        row.say(column, IssueCode::DateInFuture);
    }
    Some((day, precision))
}

#[cfg(test)]
mod tests {
    use super::super::trial::{Trial, sheet};
    use super::*;
    use crate::issue::IssueCode::*;
    use crate::words::Channel;

    const COLUMNS: &[&str] = &[
        "work_status",
        "work_place",
        "employer",
        "months_worked",
        "started_on",
        "ended_on",
        "monthly_pay",
        "channel",
        "trade",
    ];

    fn row(cells: &[(&'static str, &str)]) -> Trial {
        sheet(COLUMNS).examine(cells)
    }

    fn away(more: &[(&'static str, &str)]) -> Trial {
        let known = [("work_status", "转移就业"), ("work_place", "广东省东莞市")];
        row(&[&known, more].concat())
    }

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn a_person_away_has_a_place_and_one_at_home_has_none() {
        assert_eq!(
            row(&[("work_status", "转移就业")]).issues,
            [("work_place", StatusConflict)]
        );
        let conflict = row(&[("work_status", "未就业创业"), ("employer", "示例厂")]);
        assert_eq!(conflict.issues, [("work_status", StatusConflict)]);
        assert_eq!(row(&[("work_status", "在家")]).codes(), [EnumUnknown]);
    }

    #[test]
    fn a_sheet_without_a_place_column_contradicts_nobody() {
        let row = sheet(&["work_status"]).examine(&[("work_status", "转移就业")]);
        assert_eq!(row.codes(), []);
        assert_eq!(
            row.entry().employment.as_ref(),
            Some(&Employment::default())
        );
    }

    #[test]
    fn a_region_stands_in_for_the_place() {
        let row = sheet(&["work_status", "work_region"])
            .examine(&[("work_status", "转移就业"), ("work_region", "省外")]);
        assert_eq!(row.codes(), []);
        let work = row.entry().employment.clone().expect("work");
        assert_eq!((work.place.as_deref(), work.division), (Some("省外"), None));
    }

    #[test]
    fn the_months_worked_tell_when_the_work_began_where_no_date_does() {
        let began = |cells: &[_]| away(cells).entry().employment.as_ref()?.started;
        let estimated = Started {
            on: on("2019-07-31"),
            precision: Precision::Estimated,
        };
        assert_eq!(began(&[("months_worked", "8")]), Some(estimated));
        let exact = Started {
            on: on("2019-08-15"),
            precision: Precision::Day,
        };
        let both = [("months_worked", "8"), ("started_on", "2019年8月15日")];
        assert_eq!(began(&both), Some(exact));
        assert_eq!(began(&[]), None);
    }

    #[test]
    fn the_months_of_a_year_are_twelve() {
        for (months, codes) in [
            ("12", &[][..]),
            ("14", &[WorkMonthsRange]),
            ("-1", &[WorkMonthsRange]),
            ("0", &[StatusConflict]),
            ("半年", &[NumberInvalid]),
        ] {
            assert_eq!(
                away(&[("months_worked", months)]).codes(),
                codes,
                "{months}"
            );
        }
    }

    #[test]
    fn a_date_that_is_none_or_is_yet_to_come_rejects_the_row() {
        for (date, codes) in [
            ("2019.8", &[DateMonthPrecision][..]),
            ("2019-13-05", &[DateInvalid]),
            ("2020-12-01", &[DateInFuture]),
            ("2020-03-31", &[]),
        ] {
            assert_eq!(away(&[("started_on", date)]).codes(), codes, "{date}");
        }
    }

    #[test]
    fn work_does_not_end_before_it_begins() {
        let ended = away(&[("started_on", "2019-08-15"), ("ended_on", "2019-08-14")]);
        assert_eq!(ended.issues, [("ended_on", StatusConflict)]);
    }

    #[test]
    fn what_is_known_of_the_work_is_kept() {
        let row = away(&[
            ("monthly_pay", "3000-4000"),
            ("channel", "政府组织"),
            ("trade", "缝纫工"),
        ]);
        assert_eq!(row.issues, [("trade", ValueNotKept)]);
        let work = row.entry().employment.clone().expect("work");
        assert_eq!(work.division, Some(Division::of_six(441_900)));
        assert_eq!(work.channel, Some(Channel::Organised));
        let pay = work.pay.expect("pay");
        assert_eq!((pay.least, pay.most), (300_000, 400_000));
        assert_eq!(away(&[("monthly_pay", "四千")]).codes(), [NumberInvalid]);
    }
}
