//! XLSX, read as a stream.
//!
//! The container and its XML are read here rather than by a workbook library: what those load
//! at opening (strings, declared counts, whole ranges) is chosen by whoever made the file.

mod package;
mod rows;
mod strings;
mod styles;
mod workbook;
mod xml;

pub(crate) use rows::XlsxRows;
