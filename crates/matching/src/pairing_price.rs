//! What favouring designated partners costs: the same people and posts solved twice.
//!
//! Once as the run was asked for, once with nothing for partners: neither the partner part of the score nor that they come
//! first. Two scores with different parts cannot be compared; so both answers are measured in the parts that partners have no share
//! in (skill, pay, place, stability, see [`Parts::beside_partners`](crate::score::Parts::beside_partners)). The second solve strives for just this sum, so that no
//! answer of as many people has more of it: the price is never below 0 but for the gaps of the two solves.
//!
//! In people first the price in people is always 0: how many can be placed does not depend on the score. What
//! is paid is paid in points, and in who goes where.

use crate::outcome::Outcome;
use crate::run::{Failed, Instance, Pair, solved};
use crate::score::{is_designated, score};
use crate::watch::{Cancelled, Stopped, Watch};

/// One answer, measured without what partners are worth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Footing {
    /// People placed.
    pub placed: u64,
    /// Those of them at designated partners.
    pub at_partners: u64,
    /// Σ points of the parts that partners have no share in.
    pub points: u64,
}

/// The two answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PairingPrice {
    /// With partners favoured as the run was asked to.
    pub favoured: Footing,
    /// With nothing for partners.
    pub unfavoured: Footing,
    /// No answer under the objective has more points in the second footing.
    pub bound: u64,
}

impl PairingPrice {
    /// People who are not placed because partners are favoured.
    #[must_use]
    pub fn people(&self) -> i64 {
        self.unfavoured.placed.cast_signed() - self.favoured.placed.cast_signed()
    }

    /// Points lost because partners are favoured.
    #[must_use]
    pub fn points(&self) -> i64 {
        self.unfavoured.points.cast_signed() - self.favoured.points.cast_signed()
    }
}

/// Solves an instance anew with nothing for partners, and lays the answers side by side.
///
/// # Errors
/// As [`run`](crate::run::run); [`Failed::Cancelled`] also where the second solve was cut short, as its price would mislead.
pub fn pairing_price(
    instance: &Instance<'_>,
    favoured: &Outcome,
    watch: &Watch<'_>,
) -> Result<PairingPrice, Failed> {
    let unfavoured = Instance {
        weights: instance.weights.without_partners(),
        ..*instance
    };
    let second = solved(&unfavoured, &mut watch.quiet())?;
    if second.stopped == Some(Stopped::Cancelled) {
        return Err(Cancelled.into());
    }
    let of_first = favoured.proposals.iter().map(|proposal| proposal.pair);
    let of_second = (0..).zip(&second.optimum.post_of);
    let of_second = of_second.filter_map(|(seeker, post)| {
        let post = (*post)?;
        Some(Pair { seeker, post })
    });
    Ok(PairingPrice {
        favoured: footing(instance, of_first),
        unfavoured: footing(instance, of_second),
        bound: second.optimum.bound,
    })
}

/// Measures pairs in the parts that partners have no share in, whatever they weigh.
fn footing(instance: &Instance<'_>, pairs: impl Iterator<Item = Pair>) -> Footing {
    let mut footing = Footing::default();
    for Pair { seeker, post } in pairs {
        let seeker = &instance.seekers[seeker as usize];
        let post = &instance.posts[post as usize];
        let place = instance.place(seeker, post.workplace);
        let parts = score(seeker, post, place, &instance.weights);
        footing.placed += 1;
        footing.at_partners += u64::from(is_designated(place.tier));
        footing.points += u64::from(parts.beside_partners());
    }
    footing
}
