//! The field's own nouns, with the rules that hold wherever they appear.
//!
//! Nothing here reads a file, a clock or a database: dates and tables are handed in.

pub mod citizen_id;
pub mod coded;
pub mod credit_code;
pub mod division;
pub mod embedded;
pub mod form;
pub mod id;
pub mod issue;
pub mod phone;
pub mod register;
pub mod words;
