//! Rengang (人岗): organised labour cooperation between western and eastern China.
//!
//! The floors, from the ground up; a room imports only from floors below its own
//! (`tests/floors.rs` keeps it so):
//!
//! 0. `crates/`: the domain, the sheets, the matching, the survival curves. No I/O at all.
//! 1. [`error`], [`clock`], [`config`], [`keys`]: import no room of ours.
//! 2. [`storage`]: domain values in and out; rows stay inside.
//! 3. [`app`]: handles that live as long as the process.
//! 4. [`services`]: use cases; they own the transaction.
//! 5. [`gate`]: from a request to who is asking.
//! 6. [`http`], [`worker`], [`follower`]: the faces; they never import each other.
//! 7. [`server`]: wires everything, decides nothing.
//! 8. [`cli`] and the binary: the commands, of which one starts the server.

pub mod app;
pub mod cli;
pub mod clock;
pub mod config;
pub mod error;
pub mod follower;
pub mod gate;
pub mod http;
pub mod keys;
pub mod server;
pub mod services;
pub mod storage;
pub mod worker;
