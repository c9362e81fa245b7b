//! Which small figures may be shown, so that nobody is found by subtraction.
//!
//! A figure about fewer than [`LEAST`] people who are not one's own may tell of one of them. It is hidden; and where all
//! figures of a row but one are shown beside their sum, the hidden one is a subtraction away, so others are hidden with
//! it until what is hidden speaks of [`LEAST`] people at least, in two figures at least. (Primary and complementary
//! suppression: Willenborg & de Waal, *Elements of Statistical Disclosure Control*, 2001, chapter 2.)

/// The smallest number of people who are not one's own and of whom a figure may tell.
pub const LEAST: usize = 5;

/// Which figures of a row to hide, whose sum is shown; `others` are the people of each who are not one's own.
///
/// A figure about nobody but one's own hides nothing and is never hidden.
///
/// If the sum itself may not be shown, the whole row tells it: hide all of it.
#[must_use]
pub fn hidden(others: &[usize]) -> Vec<bool> {
    let mut hidden: Vec<bool> = others
        .iter()
        .map(|people| (1..LEAST).contains(people))
        .collect();
    if !hidden.contains(&true) {
        return hidden;
    }
    let speaks_of_enough = |hidden: &[bool]| {
        let whose = || others.iter().zip(hidden).filter(|(_, is)| **is);
        whose().count() >= 2 && whose().map(|(people, _)| people).sum::<usize>() >= LEAST
    };
    // The smallest that are still shown go first: least is lost.
    let mut shown: Vec<usize> = (0..others.len())
        .filter(|at| !hidden[*at] && others[*at] > 0)
        .collect();
    shown.sort_by_key(|at| (others[*at], *at));
    // Two hidden figures of five people are reached within a few steps, or never.
    for at in shown {
        if speaks_of_enough(&hidden) {
            break;
        }
        hidden[at] = true;
    }
    hidden
}

/// Whether a sum over so many people who are not one's own may be shown.
#[must_use]
pub fn is_open(others: usize) -> bool {
    others == 0 || others >= LEAST
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_smallest_neighbour_goes_with_a_lone_small_cell() {
        assert_eq!(hidden(&[3, 20, 7, 50]), [true, false, true, false]);
        assert_eq!(hidden(&[2, 2, 9, 30]), [true, true, true, false]);
        assert_eq!(hidden(&[4, 4, 9]), [true, true, false]);
        assert_eq!(hidden(&[5, 6, 0]), [false, false, false]);
        assert_eq!(hidden(&[]), Vec::<bool>::new());
    }

    proptest! {
        #[test]
        fn no_subtraction_tells_of_fewer_than_five(others in prop::collection::vec(0_usize..12, 0..8)) {
            let hidden = hidden(&others);
            let of_hidden: usize = others.iter().zip(&hidden).filter(|(_, is)| **is).map(|(n, _)| n).sum();
            let shown_small = others.iter().zip(&hidden).any(|(n, is)| !is && (1..LEAST).contains(n));
            prop_assert!(!shown_small);
            // What the sum gives away is what is hidden, taken together; only a row that is hidden whole may be less.
            let all: usize = others.iter().sum();
            prop_assert!(of_hidden == 0 || of_hidden >= LEAST || of_hidden == all);
        }
    }
}
