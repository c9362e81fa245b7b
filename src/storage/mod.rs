//! Questions to the database: domain values in and out.
//!
//! Rows never leave this room. Every question about people, posts and placements
//! takes a [`Scope`] and starts from the room's own `within(scope)`.

pub mod accounts;
pub mod alerts;
pub mod audits;
pub mod break_glass;
mod bulk;
pub mod claim_codes;
pub mod claims;
mod columns;
pub mod conflicts;
mod connection;
pub mod consents;
pub mod contacts;
pub mod departures;
pub mod email_codes;
pub mod employments;
pub mod enterprises;
pub mod erasures;
pub mod evidence;
pub mod evidence_files;
pub mod follow_ups;
pub mod help_requests;
pub mod idempotency;
pub mod imports;
pub mod jobs;
pub mod key_rotations;
pub mod known_addresses;
pub mod legal_holds;
pub mod letters;
pub mod market;
#[cfg(debug_assertions)]
pub mod mutation;
pub mod pairings;
pub mod parties;
pub mod passwords;
pub mod pay_accounts;
pub mod people;
pub mod pins;
pub mod placements;
pub mod preferences;
mod reach;
pub mod recipients;
pub mod refresh_tokens;
pub mod reliability;
pub mod rematches;
pub mod retention;
pub mod reuse;
pub mod reuse_thresholds;
pub mod round_plans;
pub mod rounds;
mod rows;
pub mod runs;
mod scope;
pub mod second_factors;
pub mod sessions;
pub mod sign_ups;
pub mod stability_models;
pub mod stability_rules;
pub mod told;
pub mod traces;
pub mod vacancies;
mod versions;
mod writing;

pub use bulk::BulkTransaction;
pub use connection::{
    begin, begin_reading, connect, forget_key_proofs, keep_key_proofs, key_proofs, ready, rewrite,
};
pub use scope::Scope;
pub use writing::{Untraced, Writing};
