//! Files as offices send them, and files that nobody should send.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod forms;
mod headers;
mod hostile;
mod old_workbooks;
mod samples;
mod workbooks;
