//! Slow, plain solvers that share nothing with the engine.

pub mod brute_force;
pub mod min_cost_flow;
pub mod whole_groups;
