//! The engine from outside: its claims against slow twins, and whole runs as officers see them.

mod assignment;
mod changes;
mod corner;
mod county;
mod decisions;
mod falls;
mod field;
mod groups;
mod index;
mod lists;
mod neutral;
mod parties;
mod points;
mod quotas;
mod rows;
mod runs;
mod season;
mod together;
mod towns;
mod twins;
