//! The registry of people: asked one by one, written by rosters and by hand.

mod change;
mod closings;
mod doing;
mod erasing;
pub(super) mod indexes;
mod jobs;
mod person;
mod prepared;
mod reading;
mod rosters;
mod sealed;

pub use change::change;
pub use closings::{Closings, close, plan_closings};
pub use doing::{Now, doing};
pub(super) use erasing::empty_account;
pub use erasing::erase;
pub use person::{Change, Person, Wishes};
pub use prepared::{Origin, Prepared, prepare};
pub(super) use reading::ids_within;
pub use reading::{Filter, Past, Wanted, among, exists, find, get, history, is_known, list};
pub use rosters::{Counts, Plan, carry_out, plan};
pub(super) use sealed::opened_citizen_id;
