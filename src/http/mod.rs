//! The API: shapes requests and answers, decides nothing, asks no database.
//!
//! One file a noun. What all of them share: [`body`] reads what was sent, [`paging`] lists,
//! [`wire`] spells values, [`problem`] says what went wrong.

pub mod accounts;
pub mod alerts;
pub mod audits;
pub mod body;
pub mod bootstrap;
mod caller;
pub mod capacities;
pub mod claims;
pub mod codesets;
pub mod conflicts;
pub mod consents;
pub mod contacts;
pub mod departures;
pub mod divisions;
pub mod email_codes;
pub mod employments;
pub mod enterprises;
pub mod erasures;
pub mod evidence;
pub mod expected_stability;
pub mod follow_up_sheets;
pub mod grants;
pub mod health;
pub mod heeds;
pub mod help_requests;
pub mod imports;
pub mod jobs;
pub mod letters;
pub mod matching_runs;
pub mod middleware;
pub mod offers;
pub mod paging;
pub mod pairings;
pub mod parties;
pub mod passwords;
mod patch;
pub mod people;
pub mod pins;
pub mod placement_answers;
pub mod placement_corrections;
pub mod placement_steps;
pub mod placements;
pub mod preferences;
pub mod problem;
pub mod reliability;
pub mod rematches;
pub mod reply;
pub mod reuse;
pub mod round_plans;
pub mod rounds;
pub mod second_factors;
pub mod sessions;
pub mod sign_ups;
pub mod spec;
pub mod stability;
pub mod stability_models;
pub mod stability_rules;
pub mod tops;
pub mod traces;
mod upload;
pub mod vacancies;
pub mod wire;

pub use problem::Problem;
