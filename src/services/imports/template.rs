//! Sheets to be filled in: the headings, drop-downs where only some words are understood, and a
//! second sheet that lists these words.

use super::{
    reading::Kind,
    sheets::{Terms, WithSheet, with_sheet},
};
use crate::{app::App, error::Error};
use domain::{
    coded::Coded,
    follow_up::sheet::{AT_WORK, LEFT},
    form::Form,
    job::ImportKind,
    pairing::Pairings,
    roster::entry::Relation,
    words::{
        Certificate, Channel, EndReason, Hazard, LabourAbility, PairingKind, RegisterCategory,
        Schooling, Sex, Trade, TrainingWish, VacancyKind, Willingness, WorkStatus,
    },
};
use rust_xlsxwriter::{DataValidation, Format, FormatAlign, Formula, Workbook, XlsxError};

/// Rows that are made ready to be filled in.
const ROWS: u32 = 5000;
/// Name of the sheet that lists the words.
const WORDS: &str = "代码表";

/// The sheet of a kind, to be filled in, as XLSX.
///
/// # Errors
/// A fault of ours.
pub async fn template(app: &App, kind: ImportKind) -> Result<Vec<u8>, Error> {
    let as_of = app.clock.today();
    let made = tokio::task::spawn_blocking(move || {
        let terms = Terms {
            as_of,
            area: None,
            by: None,
            reach: None,
            book: None,
            pairings: &Pairings::default(),
        };
        with_sheet(kind, terms, Blank(kind))
    });
    made.await
        .map_err(Error::internal)?
        .map_err(Error::internal)
}

struct Blank(ImportKind);

impl WithSheet for Blank {
    type Out = Result<Vec<u8>, XlsxError>;

    fn with<K: Kind>(self, _: &K) -> Self::Out {
        drawn(self.0, &K::FORM)
    }
}

fn drawn(kind: ImportKind, form: &Form) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold().set_align(FormatAlign::Center);
    // As text, so that no spreadsheet takes an ID for a number and loses its last digits.
    let text = Format::new().set_num_format("@");
    let lists: Vec<Option<Vec<&str>>> = form
        .columns
        .iter()
        .map(|column| words_of(kind, column.field))
        .collect();
    let sheet = book.add_worksheet().set_name(kind.zh())?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.write_string_with_format(0, 0, "序号", &bold)?;
    let mut listed = 0;
    for ((place, column), words) in (1..).zip(form.columns).zip(&lists) {
        let heading = column.headings.first().copied().unwrap_or(column.field);
        let mark = if column.required { "*" } else { "" };
        sheet.write_string_with_format(0, place, format!("{heading}{mark}"), &bold)?;
        sheet.set_column_format(place, &text)?;
        sheet.set_column_width(place, 14)?;
        if let Some(words) = words {
            let rule = among(listed, words.len())?;
            sheet.add_data_validation(1, place, ROWS, place, &rule)?;
            listed += 1;
        }
    }
    let sheet = book.add_worksheet().set_name(WORDS)?;
    let with_words = form.columns.iter().zip(&lists);
    let with_words = with_words.filter_map(|(column, words)| Some((column, words.as_ref()?)));
    for (place, (column, words)) in (0..).zip(with_words) {
        let heading = column.headings.first().copied().unwrap_or(column.field);
        sheet.write_string_with_format(0, place, heading, &bold)?;
        for (row, word) in (1..).zip(words) {
            sheet.write_string(row, place, *word)?;
        }
        sheet.set_column_width(place, 18)?;
    }
    book.save_to_buffer()
}

/// A drop-down of the words in a column of the second sheet.
fn among(column: u16, words: usize) -> Result<DataValidation, XlsxError> {
    let name = rust_xlsxwriter::utility::column_number_to_name(column);
    let range = format!("={WORDS}!${name}$2:${name}${}", words + 1);
    DataValidation::new()
        .allow_list_formula(Formula::new(range))
        .set_error_title("不是规定的选项")
}

/// The words that a column understands, where they are a closed list.
fn words_of(kind: ImportKind, field: &str) -> Option<Vec<&'static str>> {
    Some(match field {
        "sex" => labels::<Sex>(),
        "relation" => labels::<Relation>(),
        "schooling" | "schooling_min" => labels::<Schooling>(),
        "labour_ability" => labels::<LabourAbility>(),
        "mandarin" | "mandarin_needed" | "board" | "lodging" | "social_insurance" => {
            vec!["是", "否"]
        }
        "board_and_lodging" => vec!["包吃住", "包吃", "包住", "不包"],
        "register_category" => labels::<RegisterCategory>(),
        "work_status" => labels::<WorkStatus>(),
        "channel" => labels::<Channel>(),
        "trade" | "wish_trade" | "training_trade" => labels::<Trade>(),
        "willingness" => labels::<Willingness>(),
        "training_wish" => labels::<TrainingWish>(),
        "end_reason" => labels::<EndReason>(),
        "standing" => vec![AT_WORK, LEFT],
        "kind" if kind == ImportKind::Vacancies => labels::<VacancyKind>(),
        "kind" => labels::<PairingKind>(),
        "required_certificates" => labels::<Certificate>(),
        "hazards" => labels::<Hazard>(),
        _ => return None,
    })
}

fn labels<T: Coded>() -> Vec<&'static str> {
    T::ALL.iter().map(|word| word.zh()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        follow_up::sheet::FOLLOW_UPS,
        pairing_sheet::PAIRINGS,
        roster::form::{CLOSINGS, ROSTER},
        vacancy::sheet::VACANCIES,
    };
    use sheet::{Limits, Sheet};
    use std::io::Cursor;

    #[test]
    fn every_column_of_a_template_is_found_again() {
        for (kind, form) in [
            (ImportKind::Roster, ROSTER),
            (ImportKind::Closings, CLOSINGS),
            (ImportKind::Vacancies, VACANCIES),
            (ImportKind::Pairings, PAIRINGS),
            (ImportKind::FollowUps, FOLLOW_UPS),
        ] {
            let file = drawn(kind, &form).expect("a template");
            let sheet = Sheet::open(Cursor::new(file), &form, &Limits::default());
            let header = sheet.expect("a header").header().clone();
            assert!(header.headings.iter().all(Option::is_some), "{kind:?}");
            assert!(header.unknown.is_empty(), "{:?}", header.unknown);
        }
    }
}
