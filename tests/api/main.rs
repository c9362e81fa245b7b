//! The service over HTTP, on either database: SQLite by default, PostgreSQL where
//! `TEST_DATABASE_URL` names a server.

mod answers;
mod app;
mod client;
mod closings;
mod corrections;
mod database;
mod departures;
mod employments;
mod mailing;
mod sink;

mod accounts;
mod cast;
mod claims;
mod codesets;
mod conflicts;
mod coverage;
mod divisions;
mod enterprises;
mod evidence;
mod follow_up;
mod follow_up_sheets;
mod foreign;
mod heeds;
mod imports;
mod jobs;
mod letters;
mod matching_options;
mod matching_runs;
mod pairings;
mod parties;
mod passwords;
mod people;
mod pins;
mod placements;
mod renewals;
mod rosters;
mod schema;
mod season;
mod second_factors;
mod sending;
mod sessions;
mod stability;
mod texts;
mod tokens;
mod tops;
mod vacancies;
mod vacancy_sheets;
mod written;

use app::TestApp;
use client::{Answer, Client, Request};
