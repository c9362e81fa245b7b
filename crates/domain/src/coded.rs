//! Words of a closed list that stand in columns and bodies.
//!
//! Each word has one code, the same in Rust, SQL and JSON, and one Chinese
//! label. Nothing else in the workspace spells them.

/// A word of a closed list.
pub trait Coded: Copy + Eq + Send + Sync + Sized + 'static {
    /// What the list is called, in `snake_case`, as in `GET /codesets/{set}`.
    const SET: &'static str;

    /// Every word, in the order in which people expect to read them.
    const ALL: &'static [Self];

    /// The stable spelling in databases and bodies.
    fn code(self) -> &'static str;

    /// What an officer reads.
    fn zh(self) -> &'static str;

    /// Where the word stands in [`Coded::ALL`], from 0.
    #[must_use]
    fn place(self) -> usize {
        Self::ALL.iter().position(|word| *word == self).unwrap_or(0)
    }

    /// The word with this code.
    #[must_use]
    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|word| word.code() == code)
    }

    /// The word with this Chinese label.
    #[must_use]
    fn from_zh(label: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|word| word.zh() == label)
    }
}

/// A word that letters say in English, too.
pub trait Bilingual: Coded {
    /// What whoever reads English reads.
    fn en(self) -> &'static str;
}

/// Writes a closed list down once: variant, code, Chinese label.
#[macro_export]
macro_rules! coded {
    ($(#[$about:meta])* $name:ident, $set:literal {
        $($(#[$doc:meta])* $word:ident = $code:literal, $zh:literal;)+
    }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$doc])* #[doc = $zh] $word,)+
        }

        impl $crate::coded::Coded for $name {
            const SET: &'static str = $set;
            const ALL: &'static [Self] = &[$(Self::$word),+];

            fn code(self) -> &'static str {
                match self { $(Self::$word => $code),+ }
            }

            fn zh(self) -> &'static str {
                match self { $(Self::$word => $zh),+ }
            }

            fn place(self) -> usize {
                self as usize
            }
        }
    };
}
pub use coded;
