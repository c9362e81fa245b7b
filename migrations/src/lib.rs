//! The schema of both databases, one thought a migration.
//!
//! Each migration is a page of plain SQL in `sql/`. The two databases read the
//! same page; where their types are called differently a `{word}` stands in it,
//! and [`dialect`] knows what each of them calls it. See `README.md` for how to
//! change a table that is in use.

mod dialect;
mod m0001_accounts;
mod m0002_pairings;
mod m0003_people;
mod m0004_jobs;
mod m0005_vacancies;
mod m0006_matching;
mod m0007_placements;
mod m0008_market;
mod m0009_life;
mod m0010_letters;
mod m0011_evidence;
mod m0012_verified;
mod m0013_stability_models;
mod m0014_couple_rooms;
mod m0015_sign_in;
mod m0016_claims;
mod m0017_traces;
mod m0018_break_glass;
mod m0019_consents;
mod m0020_rights;
mod m0021_erasure;
mod m0022_key_rotation;
mod m0023_what_runs_use;
mod m0024_email_codes;
mod m0025_pay_accounts;
mod m0026_erased_for_good;
mod m0027_enterprise_entered_by;
mod m0028_market_without_keys;
mod m0029_alerts;
mod m0030_reuse_thresholds;
mod m0031_other_hands;
mod m0035_known_addresses;

use sea_orm_migration::prelude::*;

/// Brings a database to the present schema, and back.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_accounts::Migration),
            Box::new(m0002_pairings::Migration),
            Box::new(m0003_people::Migration),
            Box::new(m0004_jobs::Migration),
            Box::new(m0005_vacancies::Migration),
            Box::new(m0006_matching::Migration),
            Box::new(m0007_placements::Migration),
            Box::new(m0008_market::Migration),
            Box::new(m0010_letters::Migration),
            Box::new(m0011_evidence::Migration),
            Box::new(m0013_stability_models::Migration),
            Box::new(m0014_couple_rooms::Migration),
            Box::new(m0015_sign_in::Migration),
            Box::new(m0016_claims::Migration),
            Box::new(m0009_life::Migration),
            Box::new(m0012_verified::Migration),
            Box::new(m0022_key_rotation::Migration),
            Box::new(m0023_what_runs_use::Migration),
            Box::new(m0019_consents::Migration),
            Box::new(m0024_email_codes::Migration),
            Box::new(m0017_traces::Migration),
            Box::new(m0020_rights::Migration),
            Box::new(m0021_erasure::Migration),
            Box::new(m0025_pay_accounts::Migration),
            Box::new(m0018_break_glass::Migration),
            Box::new(m0026_erased_for_good::Migration),
            Box::new(m0027_enterprise_entered_by::Migration),
            Box::new(m0028_market_without_keys::Migration),
            Box::new(m0029_alerts::Migration),
            Box::new(m0030_reuse_thresholds::Migration),
            Box::new(m0031_other_hands::Migration),
            Box::new(m0035_known_addresses::Migration),
        ]
    }
}

pub use sea_orm_migration::MigratorTrait;
