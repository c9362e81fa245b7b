//! What was seen of one employment, in days since it began.

use std::num::NonZeroU32;
use thiserror::Error;

/// Which of several causes ended a spell: a number that whoever asks gives meaning to, from 1 on.
pub type Cause = NonZeroU32;

/// One employment as far as it was watched, in days since its first day.
///
/// It is at risk at time `t` where `entry < t <= exit`. Somebody who was already away when the county
/// first heard of it *enters late*: those who had gone home earlier could never have been seen, so the
/// days before `entry` must not count as days survived.
///
/// Times are finite and not below zero. A spell with `exit == entry` is sound but of zero length: it is
/// never at risk and changes no estimate, even where it ended. Count the first day worked as day 1 if
/// leaving on the first day shall count.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spell {
    entry: f64,
    exit: f64,
    cause: Option<Cause>,
}

/// Why two times are no spell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BadSpell {
    /// A time is NaN or infinite.
    #[error("a time is not a finite number")]
    NotFinite,
    /// A time lies before the employment began.
    #[error("a time is negative")]
    Negative,
    /// It was left before it was entered.
    #[error("exit lies before entry")]
    ExitBeforeEntry,
}

impl Spell {
    /// A spell watched from `entry` to `exit`, in days; `ended` where the employment ended at `exit`, whatever
    /// the cause (it counts as cause 1), otherwise it was still going on when last seen (censored).
    ///
    /// # Errors
    /// Names the first rule broken, in the order of [`BadSpell`].
    pub fn new(entry: f64, exit: f64, ended: bool) -> Result<Self, BadSpell> {
        Self::by_cause(entry, exit, ended.then_some(Cause::MIN))
    }

    /// The same where the cause of the end is told apart; no cause is a spell still going on.
    ///
    /// # Errors
    /// Names the first rule broken, in the order of [`BadSpell`].
    pub fn by_cause(entry: f64, exit: f64, cause: Option<Cause>) -> Result<Self, BadSpell> {
        if !(entry.is_finite() && exit.is_finite()) {
            Err(BadSpell::NotFinite)
        } else if entry < 0.0 || exit < 0.0 {
            Err(BadSpell::Negative)
        } else if exit < entry {
            Err(BadSpell::ExitBeforeEntry)
        } else {
            Ok(Self { entry, exit, cause })
        }
    }

    /// When watching began, in days.
    #[must_use]
    pub fn entry(&self) -> f64 {
        self.entry
    }

    /// When it ended or was last seen, in days.
    #[must_use]
    pub fn exit(&self) -> f64 {
        self.exit
    }

    /// Whether the employment ended at `exit`; otherwise it is censored there.
    #[must_use]
    pub fn ended(&self) -> bool {
        self.cause.is_some()
    }

    /// What ended it, where it ended.
    #[must_use]
    pub fn cause(&self) -> Option<Cause> {
        self.cause
    }

    /// What is left of the spell after `time`, or `None` where it did not last longer than that.
    ///
    /// The curve of what is left estimates survival *given* that `time` was outlived: the remedy
    /// where a curve [breaks](crate::Curve::breaks_at) early.
    #[must_use]
    pub fn after(self, time: f64) -> Option<Self> {
        (self.exit > time).then(|| Self {
            entry: self.entry.max(time),
            ..self
        })
    }

    /// Whether it is at risk at any time at all.
    pub(crate) fn has_length(&self) -> bool {
        self.exit > self.entry
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_spell_says_what_is_wrong() {
        for (entry, exit, wrong) in [
            (f64::NAN, 3.0, BadSpell::NotFinite),
            (0.0, f64::INFINITY, BadSpell::NotFinite),
            (-1.0, 3.0, BadSpell::Negative),
            (0.0, -3.0, BadSpell::Negative),
            (5.0, 4.5, BadSpell::ExitBeforeEntry),
        ] {
            assert_eq!(Spell::new(entry, exit, true), Err(wrong));
        }
    }

    #[test]
    fn what_is_left_starts_where_it_was_cut_or_entered() {
        let spell = Spell::new(3.0, 9.0, true).unwrap();

        assert_eq!(spell.after(5.0), Spell::new(5.0, 9.0, true).ok());
        assert_eq!(spell.after(1.0), Some(spell));
        assert_eq!(spell.after(9.0), None);
    }
}
