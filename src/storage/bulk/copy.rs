//! PostgreSQL's binary COPY format: a header, each row as a count of fields and each field as
//! its length and bytes, a trailer (PostgreSQL manual, COPY, "Binary Format").

use crate::error::Error;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::Value;

const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
const TRAILER: [u8; 2] = (-1_i16).to_be_bytes();
const NULL: [u8; 4] = (-1_i32).to_be_bytes();

/// Days and microseconds are counted from 2000-01-01.
const EPOCH: NaiveDate = NaiveDate::from_ymd_opt(2000, 1, 1).expect("a day");

/// The rows as one stream.
pub(super) fn encoded(
    rows: impl Iterator<Item = Result<Vec<Value>, Error>>,
) -> Result<Vec<u8>, Error> {
    let mut out = HEADER.to_vec();
    for row in rows {
        let row = row?;
        let fields = i16::try_from(row.len()).map_err(Error::internal)?;
        out.extend(fields.to_be_bytes());
        for value in row {
            field(&mut out, value)?;
        }
    }
    out.extend(TRAILER);
    Ok(out)
}

fn field(out: &mut Vec<u8>, value: Value) -> Result<(), Error> {
    match value {
        Value::Bool(Some(is)) => put(out, &[u8::from(is)]),
        Value::BigInt(Some(number)) => put(out, &number.to_be_bytes()),
        Value::Int(Some(number)) => put(out, &number.to_be_bytes()),
        Value::String(Some(text)) => put(out, text.as_bytes()),
        Value::Bytes(Some(bytes)) => put(out, &bytes),
        Value::Uuid(Some(id)) => put(out, id.as_bytes()),
        // The version of the format goes before the text.
        Value::Json(Some(json)) => put(out, format!("\u{1}{json}").as_bytes()),
        Value::ChronoDate(Some(day)) => put(out, &days(day)?.to_be_bytes()),
        Value::ChronoDateTimeUtc(Some(at)) => put(out, &micros(at)?.to_be_bytes()),
        Value::Bool(None)
        | Value::BigInt(None)
        | Value::Int(None)
        | Value::String(None)
        | Value::Bytes(None)
        | Value::Uuid(None)
        | Value::Json(None)
        | Value::ChronoDate(None)
        | Value::ChronoDateTimeUtc(None) => {
            out.extend(NULL);
            Ok(())
        }
        _ => Err(Error::internal("a column of a type that is never copied")),
    }
}

fn put(out: &mut Vec<u8>, bytes: &[u8]) -> Result<(), Error> {
    let length = i32::try_from(bytes.len()).map_err(Error::internal)?;
    out.extend(length.to_be_bytes());
    out.extend(bytes);
    Ok(())
}

fn days(day: NaiveDate) -> Result<i32, Error> {
    i32::try_from(day.signed_duration_since(EPOCH).num_days()).map_err(Error::internal)
}

fn micros(at: DateTime<Utc>) -> Result<i64, Error> {
    at.naive_utc()
        .signed_duration_since(EPOCH.into())
        .num_microseconds()
        .ok_or_else(|| Error::internal("an instant too far away"))
}
