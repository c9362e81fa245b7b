//! What is wrong with a file, each fault with its line.

use std::{fmt, io};

/// Why a file gave no spells.
#[derive(Debug, thiserror::Error)]
pub enum Unread {
    /// The file cannot be read at all.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Lines are wrong.
    #[error("{all} lines are wrong")]
    Faulty {
        /// The first of them, by rising line.
        told: Vec<Fault>,
        /// How many there are.
        all: u64,
    },
}

impl From<csv::Error> for Unread {
    fn from(error: csv::Error) -> Self {
        // Fields are read as bytes and may be of any number: only the file itself can fail.
        Self::Io(error.into())
    }
}

/// A fault and where it stands. Displayed as one sentence, in Chinese and in English.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1 on; of a row over several lines the first.
    pub line: u64,
    /// What is wrong there.
    pub bad: Bad,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, zh, en) = (self.line, self.bad.zh(), self.bad.en());
        write!(f, "第 {line} 行：{zh} / line {line}: {en}")
    }
}

/// What can be wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bad {
    /// The first line does not name the columns.
    Heading,
    /// A row has more or fewer fields than there are columns.
    Fields,
    /// It is not told until when the spell was watched.
    ExitMissing,
    /// A time is no number.
    NotANumber,
    /// A time is NaN or infinite.
    NotFinite,
    /// A time is below zero.
    Negative,
    /// It was left before it was entered.
    ExitBeforeEntry,
    /// The event is no whole number from 0 on.
    Event,
    /// One cause more than are told apart.
    TooManyCauses,
}

impl Bad {
    /// The sentence for an officer.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Heading => "首行应为列名 entry,exit,event，可加 group，每列一次，不含其他列",
            Self::Fields => "字段数与首行不一致",
            Self::ExitMissing => "缺少 exit",
            Self::NotANumber => "entry 和 exit 应为数字",
            Self::NotFinite => "entry 和 exit 应为有限的数字",
            Self::Negative => "entry 和 exit 不得为负",
            Self::ExitBeforeEntry => "exit 早于 entry",
            Self::Event => "event 应为 0（仍在岗）或离岗原因的编号（非负整数）",
            Self::TooManyCauses => "离岗原因不得超过 100 种",
        }
    }

    /// The sentence in English.
    #[must_use]
    pub const fn en(self) -> &'static str {
        match self {
            Self::Heading => {
                "the first line names the columns entry,exit,event and, if wished, group, each once and no others"
            }
            Self::Fields => "the row has more or fewer fields than the first line",
            Self::ExitMissing => "exit is missing",
            Self::NotANumber => "entry and exit are numbers",
            Self::NotFinite => "entry and exit are finite numbers",
            Self::Negative => "entry and exit are not below zero",
            Self::ExitBeforeEntry => "exit lies before entry",
            Self::Event => "event is 0 (still going on) or the number of a cause (a whole number)",
            Self::TooManyCauses => "there may be at most 100 causes",
        }
    }
}
