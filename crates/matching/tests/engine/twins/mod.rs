//! Slow, plain solvers that share no search with the engine.

pub mod brute_force;
pub mod min_cost_flow;
pub mod whole_groups;
pub mod whole_parties;
