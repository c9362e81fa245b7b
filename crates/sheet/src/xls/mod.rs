//! XLS, the binary workbook of Excel 97 to 2003 (BIFF8, MS-XLS).
//!
//! It is read here rather than by a workbook library, for those build every sheet as one
//! array and copy a shared string into each cell that refers to it: a small file may then
//! ask for any amount of memory. Excel 95 and older is not read.

mod book;
mod record;
mod rows;

pub(crate) use rows::XlsRows;
