//! Use cases: each reads like the sentence that an officer would say, and owns its transaction.

pub mod accounts;
mod actor;
pub mod check_ins;
pub mod claims;
pub mod conflicts;
pub mod contacts;
mod done;
pub mod enterprises;
pub mod evidence;
pub mod follow_up_sheets;
pub mod help_requests;
pub mod housekeeping;
pub mod imports;
pub mod incoming;
pub mod jobs;
pub mod letters;
pub mod matching;
pub mod pairings;
pub mod parties;
mod password;
pub mod passwords;
pub mod people;
pub mod permissions;
pub mod pins;
pub mod placements;
pub mod preferences;
pub mod round_plans;
pub mod rounds;
pub mod season;
pub mod second_factors;
pub mod sessions;
pub mod stability;
pub mod vacancies;

pub use actor::Actor;
pub use done::Done;
pub use permissions::Permission;
