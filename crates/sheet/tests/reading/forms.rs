//! The form that the tests read, and short ways to read it.

use std::io::Cursor;

use domain::form::{Cell, Column, Form, Record};
use sheet::{Limits, Sheet, Unreadable};

const fn column(field: &'static str, headings: &'static [&'static str], required: bool) -> Column {
    Column {
        field,
        headings,
        required,
    }
}

/// A roster in both of the samples' vocabularies.
pub const ROSTER: Form = Form {
    name: "roster",
    columns: &[
        column("name", &["姓名"], true),
        column("citizen_id", &["身份证号", "证件号码"], true),
        column("phone", &["联系电话"], false),
        column("town", &["乡镇", "乡(镇)"], false),
        column("village", &["村", "行政村"], false),
        column("head", &["户主姓名"], false),
        column("age", &["年龄"], false),
        column("start", &["就业起始日期"], false),
        column("wage", &["月收入", "月工资(元)", "月收入(元)"], false),
        column("wished_wage", &["就业意愿/月收入", "期望月薪(元)"], false),
        column("remark", &["备注"], false),
    ],
    unread: &["民族"],
};

pub fn open(bytes: impl Into<Vec<u8>>) -> Result<Sheet<Cursor<Vec<u8>>>, Unreadable> {
    Sheet::open(Cursor::new(bytes.into()), &ROSTER, &Limits::default())
}

/// All records, or the first fault.
pub fn read(bytes: impl Into<Vec<u8>>) -> Result<Vec<Record>, Unreadable> {
    open(bytes)?.collect()
}

/// The code of the fault in a file that must have one.
pub fn fault(bytes: impl Into<Vec<u8>>) -> &'static str {
    read(bytes).expect_err("the file should be refused").code()
}

pub fn cell<'r>(record: &'r Record, field: &str) -> &'r Cell {
    &record.cells[ROSTER.position(field).expect("the form has the field")]
}

pub fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

/// The rows and names of all records.
pub fn people(records: &[Record]) -> Vec<(u32, Cell)> {
    records
        .iter()
        .map(|record| (record.row, cell(record, "name").clone()))
        .collect()
}
