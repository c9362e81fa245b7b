use sheet::Unreadable;

use crate::forms::{cell, fault, open, people, read, text};

#[test]
fn titles_notes_totals_and_signatures_are_passed_over() {
    let csv = "某县登记表,,\n填报单位：某局,,\n姓名*,身份证号＊, 联系 电话\n张三,1,2\n,,\n李四,3,4\n合计,2人,\n填表人：甲,审核人：乙,\n";
    let mut sheet = open(csv).unwrap();
    let records: Vec<_> = sheet.by_ref().map(Result::unwrap).collect();
    assert_eq!(people(&records), [(4, text("张三")), (6, text("李四"))]);
    assert_eq!(records[0].serial, None);
    assert_eq!(cell(&records[1], "phone"), &text("4"));
    assert_eq!(sheet.skipped(), [7, 8]);
    assert_eq!(sheet.header().headings[1].as_deref(), Some("身份证号"));
}

#[test]
fn with_serial_numbers_only_numbered_rows_are_data() {
    let csv = "序号,姓名,身份证号\n1,张三,1\n,李四,2\n３,王五,3\n以上共3人,,\n";
    let mut sheet = open(csv).unwrap();
    let records: Vec<_> = sheet.by_ref().map(Result::unwrap).collect();
    assert_eq!(
        records
            .iter()
            .map(|record| record.serial)
            .collect::<Vec<_>>(),
        [Some(1), Some(3)]
    );
    assert_eq!(sheet.skipped(), [3, 5], "李四 is not lost in silence");
}

#[test]
fn the_same_heading_in_two_groups_is_told_apart() {
    let csv = "基本情况,,就业情况,,就业意愿,,备注\n姓名,身份证号,月收入,工种,意向地区,月收入,\n张三,1,5000,焊工,广州,6000,无\n";
    let sheet = open(csv).unwrap();
    assert_eq!(sheet.header().row, 2);
    let records: Vec<_> = sheet.map(Result::unwrap).collect();
    assert_eq!(cell(&records[0], "wage"), &text("5000"));
    assert_eq!(cell(&records[0], "wished_wage"), &text("6000"));
    assert_eq!(
        cell(&records[0], "remark"),
        &text("无"),
        "a cell over both levels covers its column"
    );
}

#[test]
fn every_missing_column_is_named_and_slips_of_the_pen_are_guessed() {
    let error = read("姓明,身分证号,联系电话,备注\n张三,1,2,3\n").unwrap_err();
    let expected = Unreadable::ColumnMissing {
        missing: vec!["姓名", "身份证号"],
        meant: vec![
            ("姓明".to_owned(), "姓名"),
            ("身分证号".to_owned(), "身份证号"),
        ],
    };
    assert_eq!(error, expected);
    assert_eq!(error.code(), "COLUMN_MISSING");
    assert_eq!(
        error.chinese(),
        "缺少栏目：姓名、身份证号；“姓明”是否应为“姓名”；“身分证号”是否应为“身份证号”"
    );
}

#[test]
fn a_heading_that_is_there_twice_is_refused_unless_one_fits_better() {
    assert_eq!(fault("姓名,身份证号,身份证号\n张三,1,2\n"), "COLUMN_TWICE");
    let records = read("姓名,证件号码,身份证号\n张三,1,2\n").unwrap();
    assert_eq!(
        cell(&records[0], "citizen_id"),
        &text("2"),
        "the customary heading goes first"
    );
}

#[test]
fn unknown_columns_are_reported_and_harmless() {
    let sheet = open("=\"姓名\",身份证号,血型,联系电活,民族\n张三,1,A,2,汉\n").unwrap();
    let unknown = [
        ("血型".to_owned(), None),
        ("联系电活".to_owned(), Some("联系电话")),
    ];
    assert_eq!(sheet.header().unknown, unknown);
}

#[test]
fn a_sheet_without_a_header_is_told_so() {
    assert_eq!(fault("张三,1\n李四,2\n"), "HEADER_NOT_FOUND");
    assert_eq!(fault(""), "HEADER_NOT_FOUND");
    assert_eq!(
        fault(format!("{}姓名,身份证号\n", "x\n".repeat(20))),
        "HEADER_NOT_FOUND"
    );
}
