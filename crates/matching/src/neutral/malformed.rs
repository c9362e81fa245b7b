//! What is wrong with a file, as a sentence with its line.

use std::{fmt, io};

/// Why a file gave no instance.
#[derive(Debug, thiserror::Error)]
pub enum Unread {
    /// The file cannot be read at all.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The file can be read, but it is no instance.
    #[error(transparent)]
    Malformed(#[from] Malformed),
}

/// A fault and where it stands. Displayed as one sentence, in Chinese and in English.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Malformed {
    /// The line, from 1 on.
    pub line: u64,
    /// What is wrong there.
    pub fault: Fault,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, zh, en) = (self.line, self.fault.zh(), self.fault.en());
        write!(f, "第 {line} 行：{zh} / line {line}: {en}")
    }
}

/// Writes the faults down once: variant, Chinese, English.
macro_rules! faults {
    ($($name:ident = $zh:literal, $en:literal;)+) => {
        /// What can be wrong with a line.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Fault { $(#[doc = $en] $name,)+ }

        impl Fault {
            /// The sentence for an officer.
            #[must_use]
            pub const fn zh(self) -> &'static str {
                match self { $(Self::$name => $zh,)+ }
            }

            /// The sentence in English.
            #[must_use]
            pub const fn en(self) -> &'static str {
                match self { $(Self::$name => $en,)+ }
            }
        }
    };
}

faults! {
    UnknownLine = "每行应以 c、p、v、g 或 e 加空格开头", "a line begins with c, p, v, g or e and a blank";
    NotAssign = "p 行应为“p assign 组数 地点数”", "the p line reads `p assign GROUPS PLACES`";
    NumberMissing = "缺少数字", "a number is missing";
    NotANumber = "此处应为非负整数", "a whole number of digits only is expected";
    NumberTooLarge = "数字不得超过 4294967295", "no number may be above 4294967295";
    Trailing = "行末有多余内容", "something stands behind the last number";
    ProblemMissing = "v、g、e 行之前应有 p 行", "a p line has to stand before any v, g or e line";
    ProblemRepeated = "只能有一个 p 行", "there is a p line already";
    TooMany = "组数和地点数各不得超过 100000000", "there may be at most 100000000 groups and as many places";
    NoSuchGroup = "组号应在 1 到 p 行的组数之间", "a group's number lies between 1 and the groups of the p line";
    NoSuchPlace = "地点号应在 1 到 p 行的地点数之间", "a place's number lies between 1 and the places of the p line";
    PlaceRepeated = "该地点已有 v 行", "this place has a v line already";
    GroupRepeated = "该组已有 g 行", "this group has a g line already";
    PairRepeated = "该组与该地点已有 e 行", "this group and this place have an e line already";
    SizeZero = "每组至少一人", "a group has at least one person";
    Changed = "文件在读取时被改动", "the file was changed while it was read";
}
