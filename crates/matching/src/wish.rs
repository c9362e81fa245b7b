//! Where people would rather work.

use domain::division::{Division, Level::Province};
use std::collections::BTreeMap;

/// Which of some [`Wishes`] a person has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Wish(u32);

impl Wish {
    /// Nothing was wished.
    pub const NONE: Self = Self(0);
}

/// What a workplace is to a wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wished {
    /// Nothing was wished.
    Unsaid,
    /// It lies in a wished division.
    Here,
    /// It lies in the province of one.
    SameProvince,
    /// It lies elsewhere.
    Elsewhere,
}

impl Wished {
    /// All of them, in this order.
    pub(crate) const ALL: [Self; 4] = [
        Self::Unsaid,
        Self::Here,
        Self::SameProvince,
        Self::Elsewhere,
    ];
}

/// The wishes of many people. Many wish alike, so each wish is held once.
#[derive(Clone, Debug, Default)]
pub struct Wishes {
    all: Vec<Vec<Division>>,
    numbers: BTreeMap<Vec<Division>, Wish>,
}

impl Wishes {
    /// Nobody wishes anything yet.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            all: Vec::new(),
            numbers: BTreeMap::new(),
        }
    }

    /// The wish for some divisions, [`Wish::NONE`] for none.
    pub fn wish(&mut self, divisions: &[Division]) -> Wish {
        if divisions.is_empty() {
            return Wish::NONE;
        }
        if let Some(known) = self.numbers.get(divisions) {
            return *known;
        }
        self.all.push(divisions.to_vec());
        let wish = Wish(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        self.numbers.insert(divisions.to_vec(), wish);
        wish
    }

    /// The divisions wished for; none for a wish that is not among these.
    #[must_use]
    pub fn divisions(&self, wish: Wish) -> &[Division] {
        let at = (wish.0 as usize).checked_sub(1);
        at.and_then(|at| self.all.get(at))
            .map_or(&[], Vec::as_slice)
    }

    /// What a workplace is to a wish.
    #[must_use]
    pub fn fit(&self, wish: Wish, workplace: Division) -> Wished {
        let divisions = self.divisions(wish);
        let any = |is: fn(&Division) -> Division| {
            divisions.iter().any(|wish| is(wish).contains(workplace))
        };
        if divisions.is_empty() {
            Wished::Unsaid
        } else if any(|wish| *wish) {
            Wished::Here
        } else if any(|wish| wish.up_to(Province)) {
            Wished::SameProvince
        } else {
            Wished::Elsewhere
        }
    }
}
