//! The tables as they are. Private to storage: no other floor sees a row.

pub mod account;
pub mod bid_price;
pub mod bootstrap;
pub mod conflict;
pub mod employment;
pub mod enterprise;
pub mod idempotency;
pub mod import;
pub mod job;
pub mod job_issue;
pub mod key_check;
pub mod matching_run;
pub mod pairing;
pub mod party;
pub mod party_member;
pub mod person;
pub mod person_change;
pub mod pin;
pub mod placement;
pub mod placement_event;
pub mod proposal;
pub mod role_grant;
pub mod session;
pub mod unplaced;
pub mod vacancy;
