use chrono::NaiveDate;
use domain::form::Cell;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};

use crate::forms::{cell, fault, people, read, text};

/// A worksheet with 序号, 姓名, 身份证号, 乡镇 and 就业起始日期 in its first row.
fn roster(workbook: &mut Workbook) -> &mut Worksheet {
    let sheet = workbook.add_worksheet();
    sheet
        .write_row(0, 0, ["序号", "姓名", "身份证号", "乡镇", "就业起始日期"])
        .unwrap();
    sheet
}

fn person(sheet: &mut Worksheet, row: u32, name: &str) {
    sheet.write(row, 0, row).unwrap();
    sheet.write(row, 1, name).unwrap();
    sheet.write(row, 2, "522427198304279971").unwrap();
}

#[test]
fn the_sheet_with_the_header_is_found_behind_others() {
    let mut workbook = Workbook::new();
    workbook
        .add_worksheet()
        .write(0, 0, "填表说明：姓名须与身份证一致")
        .unwrap();
    workbook.add_worksheet();
    person(roster(&mut workbook), 1, "张三");
    assert_eq!(
        people(&read(workbook.save_to_buffer().unwrap()).unwrap()),
        [(2, text("张三"))]
    );
}

#[test]
fn a_workbook_without_the_header_is_refused() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().write(0, 0, "填表说明").unwrap();
    assert_eq!(
        fault(workbook.save_to_buffer().unwrap()),
        "HEADER_NOT_FOUND"
    );
}

#[test]
fn a_household_merged_with_its_serial_number_is_read_person_by_person() {
    let mut workbook = Workbook::new();
    let sheet = roster(&mut workbook);
    for (row, name) in [(1, "张三"), (2, "李四"), (3, "王五")] {
        person(sheet, row, name);
    }
    sheet.merge_range(1, 0, 2, 0, "7", &Format::new()).unwrap();
    sheet
        .merge_range(1, 3, 2, 3, "红旗镇", &Format::new())
        .unwrap();
    let records = read(workbook.save_to_buffer().unwrap()).unwrap();
    let serials: Vec<_> = records.iter().map(|record| record.serial).collect();
    assert_eq!(serials, [Some(7), Some(7), Some(3)]);
    let towns: Vec<_> = records.iter().map(|record| cell(record, "town")).collect();
    assert_eq!(towns, [&text("红旗镇"), &text("红旗镇"), &Cell::Empty]);
}

#[test]
fn dates_numbers_and_errors_keep_their_kind() {
    let mut workbook = Workbook::new();
    let sheet = roster(&mut workbook);
    person(sheet, 1, "张三");
    sheet.write_number(1, 2, 522_427_198_304_279_971.0).unwrap();
    let format = Format::new().set_num_format("yyyy\"年\"m\"月\"");
    sheet
        .write_with_format(1, 4, ExcelDateTime::from_ymd(2020, 3, 31).unwrap(), &format)
        .unwrap();
    person(sheet, 2, "李四");
    sheet
        .write_formula(2, 4, Formula::new("=NA()").set_result("#N/A"))
        .unwrap();
    let records = read(workbook.save_to_buffer().unwrap()).unwrap();
    assert!(matches!(cell(&records[0], "citizen_id"), Cell::Number(number) if *number > 5e17));
    assert_eq!(
        cell(&records[0], "start"),
        &Cell::Date(NaiveDate::from_ymd_opt(2020, 3, 31).unwrap())
    );
    assert_ne!(cell(&records[1], "start"), &Cell::Empty);
}
