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
    let lines: Vec<[usize; 1]> = others.iter().map(|people| [*people]).collect();
    hidden_lines(&lines, &vec![false; lines.len()])
}

/// Which lines of a table to hide, where the sum of each column is shown: each line has counts of people who are not one's own, and is
/// shown or hidden as a whole; those that are `gone` are hidden whatever they tell.
///
/// # Panics
/// Where `gone` is shorter than the table.
#[must_use]
pub fn hidden_lines(lines: &[impl AsRef<[usize]>], gone: &[bool]) -> Vec<bool> {
    let counts = |at: usize| lines[at].as_ref();
    let tells = |at: usize| counts(at).iter().any(|people| !is_open(*people));
    let mut hidden: Vec<bool> = (0..lines.len()).map(|at| gone[at] || tells(at)).collect();
    let has_people = |at: usize| counts(at).iter().any(|people| *people > 0);
    let speaks_of_enough = |hidden: &[bool]| {
        let whose: Vec<usize> = (0..lines.len())
            .filter(|at| hidden[*at] && has_people(*at))
            .collect();
        let columns = lines.first().map_or(0, |line| line.as_ref().len());
        let sum = |column: usize| whose.iter().map(|at| counts(*at)[column]).sum();
        whose.is_empty() || whose.len() >= 2 && (0..columns).all(|column| is_open(sum(column)))
    };
    // The smallest that are still shown go first: least is lost.
    let mut shown: Vec<usize> = (0..lines.len())
        .filter(|at| !hidden[*at] && has_people(*at))
        .collect();
    shown.sort_by_key(|at| (counts(*at).iter().sum::<usize>(), *at));
    for at in shown {
        if speaks_of_enough(&hidden) {
            break;
        }
        hidden[at] = true;
    }
    hidden
}

/// Which figures along time to show, where each tells of all until then: `between` are the people who are not one's own and are
/// new in each, and at the end those who are in none of them. What lies between two that are shown is found by subtraction.
///
/// The first is shown as soon as it may be; one before the end goes again where too few are left behind it.
#[must_use]
pub fn along(between: &[usize]) -> Vec<bool> {
    let Some((behind, between)) = between.split_last() else {
        return Vec::new();
    };
    let (mut shown, mut since) = (Vec::new(), 0);
    for (at, people) in between.iter().enumerate() {
        since += people;
        if is_open(since) {
            shown.push((at, std::mem::take(&mut since)));
        }
    }
    since += behind;
    while !is_open(since)
        && let Some((_, people)) = shown.pop()
    {
        since += people;
    }
    let mut told = vec![false; between.len()];
    for (at, _) in shown {
        told[at] = true;
    }
    told
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

    #[test]
    fn too_few_between_two_figures_or_behind_the_last_take_one_away() {
        assert_eq!(along(&[1, 4, 6, 0, 0]), [false, true, true, true]);
        assert_eq!(along(&[5, 6, 3]), [true, false]);
        assert_eq!(along(&[5, 0, 1, 7]), [true, true, false]);
        assert_eq!(along(&[0, 0, 3]), [false, false]);
        assert_eq!(along(&[0, 0, 0]), [true, true]);
        assert_eq!(along(&[4]), Vec::<bool>::new());
        assert_eq!(along(&[]), Vec::<bool>::new());
    }

    #[test]
    fn a_line_that_is_hidden_takes_another_with_it_in_all_columns() {
        let few_left = [[2, 8], [9, 30], [6, 7]];
        assert_eq!(hidden_lines(&few_left, &[false; 3]), [true, false, true]);
        let enough = [[0, 8], [9, 30], [6, 7]];
        assert_eq!(hidden_lines(&enough, &[false; 3]), [false; 3]);
        // What is gone for another reason is not to be found by subtraction either.
        let gone = [[1, 3], [1, 5], [6, 7], [8, 9]];
        assert_eq!(
            hidden_lines(&gone, &[true, true, false, false]),
            [true, true, true, false]
        );
        assert_eq!(
            hidden_lines(&[[0, 0], [3, 9]], &[true, false]),
            [true, true]
        );
    }

    proptest! {
        #[test]
        fn no_column_tells_of_fewer_than_five(
            lines in prop::collection::vec([0_usize..9, 0_usize..9], 0..8),
            gone in prop::collection::vec(any::<bool>(), 8),
        ) {
            let hidden = hidden_lines(&lines, &gone);
            for column in 0..2 {
                let told = lines.iter().zip(&hidden).filter(|(_, is)| !**is);
                prop_assert!(told.clone().all(|(line, _)| is_open(line[column])));
                let of_hidden: usize = lines.iter().zip(&hidden).filter(|(_, is)| **is).map(|(line, _)| line[column]).sum();
                let nobody_is_told = told.map(|(line, _)| line[0] + line[1]).sum::<usize>() == 0;
                prop_assert!(is_open(of_hidden) || nobody_is_told);
            }
        }

        #[test]
        fn between_two_that_are_shown_are_none_or_five(between in prop::collection::vec(0_usize..9, 1..9)) {
            let told = along(&between);
            prop_assert_eq!(told.len() + 1, between.len());
            let (mut since, mut parts) = (0, Vec::new());
            for (people, is_told) in between.iter().zip(told.iter().chain([&true])) {
                since += people;
                if *is_told {
                    parts.push(std::mem::take(&mut since));
                }
            }
            // Where nothing is shown, the whole is all there is.
            prop_assert!(parts.len() == 1 || parts.iter().all(|part| is_open(*part)));
        }

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
