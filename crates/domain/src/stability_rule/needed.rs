//! Evidence that a rule asks for, and how it is spelt in tables: `contract|stamped_list*1;pay_slip*3`.

use crate::{coded::Coded, evidence::EvidenceKind, word_set::WordSet};

/// Evidence of some kinds, in so many months.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Needed {
    /// Pieces of any of these kinds serve.
    pub any_of: WordSet<EvidenceKind>,
    /// In how many different calendar months there must be one.
    pub in_months: u32,
}

impl Needed {
    /// Reads a list, `contract|stamped_list*1;pay_slip*3`: one of the first two, and pay slips of three months.
    #[must_use]
    pub fn read_all(list: &str) -> Option<Vec<Self>> {
        let demands = list.split(';').filter(|demand| !demand.is_empty());
        demands
            .map(|demand| {
                let (kinds, months) = demand.split_once('*')?;
                let any_of: Option<WordSet<_>> = kinds.split('|').map(Coded::from_code).collect();
                Some(Self {
                    any_of: any_of?,
                    in_months: months.parse().ok()?,
                })
            })
            .collect()
    }

    /// Spells a list so that it can be read again.
    #[must_use]
    pub fn spell_all(list: &[Self]) -> String {
        let spelt = |needed: &Self| {
            let kinds: Vec<_> = needed.any_of.iter().map(Coded::code).collect();
            format!("{}*{}", kinds.join("|"), needed.in_months)
        };
        list.iter().map(spelt).collect::<Vec<_>>().join(";")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spelt_is_read_again() {
        let list = "contract|stamped_list*1;pay_slip*3";
        let read = Needed::read_all(list).expect("a list");
        assert_eq!((read.len(), Needed::spell_all(&read)), (2, list.into()));
        assert_eq!(Needed::read_all(""), Some(Vec::new()));
        assert_eq!(Needed::read_all("contract"), None);
        assert_eq!(Needed::read_all("promise*1"), None);
    }
}
