//! People leave together: a run's people are put into batches, changed until they leave, called on departure and on
//! arrival, and what does not fit together is found.

mod calls;
mod findings;
mod list;
mod planning;

pub use calls::{Absent, arrive, board};
pub use findings::{Finding, findings};
pub use list::{Revealed, workbook};
pub use planning::{NewDepartures, alter, cancel, change, get, list, make, members};
