//! The field's own nouns, with the rules that hold wherever they appear.
//!
//! Nothing here reads a file, a clock or a database: dates are handed
//! in, and the tables of divisions, pairings and codes are part of the program.

pub mod alert;
pub mod citizen_id;
pub mod code_list;
pub mod code_set;
pub mod coded;
pub mod consent;
pub mod credit_code;
pub mod departure;
pub mod distance;
pub mod division;
pub mod email;
pub mod embedded;
pub mod enterprise;
pub mod erasure;
pub mod evidence;
pub mod follow_up;
pub mod form;
pub mod grant;
pub mod heed;
pub mod id;
pub mod issue;
pub mod job;
pub mod letter;
pub mod pairing;
pub mod pairing_sheet;
pub mod pay_account;
pub mod phone;
pub mod placement;
pub mod recusal;
pub mod register;
pub mod roster;
pub mod sign_up;
pub mod skill;
pub mod stability_rule;
pub mod trace;
pub mod vacancy;
pub mod verification;
pub mod word_set;
pub mod words;
