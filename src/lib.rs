//! Rengang (人岗): organised labour cooperation between western and eastern China.
//!
//! The floors, from the ground up; a room imports only from floors below its own
//! (`tests/floors.rs` keeps it so):
//!
//! 0. `crates/`: the domain, the sheets, the matching, the survival curves. No I/O at all.
//! 1. [`error`], [`clock`], [`config`], [`keys`]: import no room of ours.
//! 2. [`storage`]: domain values in and out; rows stay inside. [`carriers`]: hand letters over.
//! 3. [`mail`]: what letters say, and to whom.
//! 4. [`app`]: handles that live as long as the process.
//! 5. [`services`]: use cases; they own the transaction.
//! 6. [`gate`]: from a request to who is asking.
//! 7. [`http`], [`worker`], [`postman`], [`follower`]: the faces; they never import each other.
//! 8. [`server`]: wires everything, decides nothing.
//! 9. [`cli`] and the binary: the commands, of which one starts the server.

pub mod app;
pub mod carriers;
pub mod cli;
pub mod clock;
pub mod config;
pub mod error;
pub mod follower;
pub mod gate;
pub mod http;
pub mod keys;
pub mod mail;
pub mod postman;
pub mod server;
pub mod services;
pub mod storage;
pub mod worker;
