//! How a long computation is watched and stopped from outside.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Nobody cancels.
static NEVER: AtomicBool = AtomicBool::new(false);

domain::coded! {
    /// What the engine is busy with.
    Phase, "matching_phase" {
        /// Bid prices of the rest of the season.
        Season = "season", "学习后续批次的底价";
        /// Hard limits and scores of all pairs.
        Screening = "screening", "筛选条件并评分";
        /// How many people can be placed at all.
        Headcount = "headcount", "求最多可安排人数";
        /// The best score.
        Auction = "auction", "求最高总分";
        /// Groups that stay together.
        Parties = "parties", "安排同行人员";
        /// Reasons of each proposal and of each person left out.
        Reasons = "reasons", "说明原因";
    }
}

/// One sign of life.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// What was being done since the sign before.
    pub phase: Phase,
    /// How much of the phase is done, from 0 to 1.
    pub fraction: f64,
    /// The proven relative gap so far, where one is known.
    pub gap: Option<f64>,
}

domain::coded! {
    /// Why a computation ended with the best found so far, before it had reached its target.
    Stopped, "stopped" {
        TimeLimit = "time_limit", "已到时间上限";
        Cancelled = "cancelled", "已被取消";
    }
}

/// The computation was stopped from outside; there is no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the matching was cancelled")]
pub struct Cancelled;

/// Listens to progress, and may ask the computation to stop.
///
/// Watching never changes a result that is not stopped; what a stopped search has found comes with its honest gap.
pub struct Watch<'a> {
    cancel: &'a AtomicBool,
    deadline: Option<Instant>,
    report: Option<&'a mut dyn FnMut(Progress)>,
}

impl<'a> Watch<'a> {
    /// Stops soon after `cancel` becomes true; `report` is called a few dozen times.
    pub fn new(cancel: &'a AtomicBool, report: &'a mut dyn FnMut(Progress)) -> Self {
        Self {
            cancel,
            deadline: None,
            report: Some(report),
        }
    }

    /// Stops so many seconds from now at the latest.
    pub fn end_within(&mut self, seconds: u32) {
        self.deadline = Instant::now().checked_add(Duration::from_secs(seconds.into()));
    }

    /// Stops at that moment at the latest.
    pub fn end_at(&mut self, deadline: Instant) {
        self.deadline = Some(deadline);
    }

    /// Why the computation is to stop, if it is.
    pub(crate) fn stopped(&self) -> Option<Stopped> {
        if self.cancel.load(Ordering::Relaxed) {
            return Some(Stopped::Cancelled);
        }
        let is_over = |deadline| Instant::now() >= deadline;
        self.deadline
            .is_some_and(is_over)
            .then_some(Stopped::TimeLimit)
    }

    /// Takes time and cancelling off: for what has to be done with what was found.
    pub(crate) fn unhurried(&mut self) {
        self.cancel = &NEVER;
        self.deadline = None;
    }

    /// The same cancel flag, but nobody listens: for the steps of a longer phase.
    pub(crate) fn quiet(&self) -> Watch<'a> {
        Watch {
            cancel: self.cancel,
            deadline: self.deadline,
            report: None,
        }
    }

    /// Tells how far the computation has come.
    pub(crate) fn tell(&mut self, phase: Phase, fraction: f64, gap: Option<f64>) {
        if let Some(report) = &mut self.report {
            report(Progress {
                phase,
                fraction,
                gap,
            });
        }
    }

    /// Ends the computation if it was cancelled.
    pub(crate) fn check(&self) -> Result<(), Cancelled> {
        match self.stopped() {
            Some(_) => Err(Cancelled),
            None => Ok(()),
        }
    }
}
