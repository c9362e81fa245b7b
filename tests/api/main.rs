//! The service over HTTP, on either database: SQLite by default, PostgreSQL where
//! `TEST_DATABASE_URL` names a server.

mod app;
mod client;
mod database;
mod jobs;

mod accounts;
mod schema;

pub use app::TestApp;
pub use client::{Answer, Client};
