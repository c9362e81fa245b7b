//! Reading of uploaded tables into the records of a form.
//!
//! Offices send CSV in whatever encoding their tools write, XLSX with title rows and
//! two-level headers, and XLS. [`Sheet`] finds out which it is from the content, finds the
//! header, and streams the data rows in the form's own column order.
//!
//! Nothing here trusts a file: what is read, inflated or held in memory has a bound in
//! [`Limits`], and whatever goes wrong is an [`Unreadable`], which never repeats a cell.
//! No file is opened here and nothing is written.

mod cells;
mod days;
mod delimited;
mod header;
mod heading;
mod limits;
mod merges;
mod metered;
mod sheet;
mod source;
mod strings;
mod tame;
mod transcoder;
mod unreadable;
mod xls;
mod xlsx;

pub use limits::Limits;
pub use sheet::Sheet;
pub use unreadable::Unreadable;
