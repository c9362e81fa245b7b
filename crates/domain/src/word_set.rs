//! Some words of a closed list, as one bit each.

use crate::coded::Coded;
use std::fmt;
use std::marker::PhantomData;

/// A set of words of a list that has no more than 32.
pub struct WordSet<T> {
    bits: u32,
    of: PhantomData<T>,
}

impl<T: Coded> WordSet<T> {
    /// The set without a word.
    pub const EMPTY: Self = {
        assert!(
            T::ALL.len() <= 32,
            "the list has more words than a set has bits"
        );
        Self {
            bits: 0,
            of: PhantomData,
        }
    };

    /// The same set with one more word.
    #[must_use]
    pub fn with(self, word: T) -> Self {
        Self {
            bits: self.bits | 1 << word.place(),
            ..self
        }
    }

    /// Whether a word is in it.
    #[must_use]
    pub fn contains(self, word: T) -> bool {
        self.bits >> word.place() & 1 == 1
    }

    /// Whether every word of `other` is in it.
    #[must_use]
    pub fn contains_all(self, other: Self) -> bool {
        other.without(self).is_empty()
    }

    /// What is in this set and not in `other`.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self {
            bits: self.bits & !other.bits,
            ..self
        }
    }

    /// What is in both sets.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            bits: self.bits & other.bits,
            ..self
        }
    }

    /// How many words are in it.
    #[must_use]
    pub fn len(self) -> usize {
        self.bits.count_ones() as usize
    }

    /// Whether no word is in it.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.bits == 0
    }

    /// Its words, in the order of the list.
    pub fn iter(self) -> impl Iterator<Item = T> {
        let words = T::ALL.iter().copied();
        words.filter(move |word| self.contains(*word))
    }
}

impl<T: Coded> FromIterator<T> for WordSet<T> {
    fn from_iter<I: IntoIterator<Item = T>>(words: I) -> Self {
        words.into_iter().fold(Self::EMPTY, Self::with)
    }
}

impl<T: Coded> From<T> for WordSet<T> {
    fn from(word: T) -> Self {
        Self::EMPTY.with(word)
    }
}

impl<T: Coded> Default for WordSet<T> {
    fn default() -> Self {
        Self::EMPTY
    }
}

// Written out, because derived ones would ask the same of `T`.
impl<T> Clone for WordSet<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for WordSet<T> {}

impl<T> PartialEq for WordSet<T> {
    fn eq(&self, other: &Self) -> bool {
        self.bits == other.bits
    }
}

impl<T> Eq for WordSet<T> {}

impl<T> std::hash::Hash for WordSet<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.bits.hash(state);
    }
}

impl<T: Coded> fmt::Debug for WordSet<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(Coded::code)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Trade;

    #[test]
    fn a_set_holds_each_word_once_in_the_order_of_the_list() {
        let words = [Trade::Other, Trade::Planting, Trade::Other];
        let set: WordSet<Trade> = words.into_iter().collect();
        assert_eq!(
            set.iter().collect::<Vec<_>>(),
            [Trade::Planting, Trade::Other]
        );
        assert_eq!(set.len(), 2);
        assert!(set.contains(Trade::Other) && !set.contains(Trade::Care));
        assert_eq!(set.without(Trade::Other.into()), Trade::Planting.into());
        assert!(set.contains_all(Trade::Other.into()));
        assert!(!WordSet::from(Trade::Other).contains_all(set));
    }
}
