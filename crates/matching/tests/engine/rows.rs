//! Markets as bare rows of points, and what must hold of each answer to one.

use domain::words::Objective;
use matching::assign::optimum::{Optimum, solve};
use matching::assign::pairs::Pairs;
use matching::watch::Watch;
use std::sync::atomic::AtomicBool;

/// By person, the posts within reach and for how many points.
pub type Rows = Vec<Vec<(u32, u32)>>;

/// Both objectives, and whether people count first.
pub const OBJECTIVES: [(Objective, bool); 2] = [
    (Objective::PeopleFirst, true),
    (Objective::ScoreFirst, false),
];

/// The rows as the engine takes them.
pub fn pairs(rows: &Rows, openings: &[u32]) -> Pairs {
    let mut pairs = Pairs::new(openings.len());
    for row in rows {
        pairs.push_person(row.iter().copied());
    }
    pairs
}

/// The engine's answer to rows that nobody cancels.
pub fn solved(rows: &Rows, openings: &[u32], objective: Objective) -> Optimum {
    let never = AtomicBool::new(false);
    solve(
        &pairs(rows, openings),
        openings,
        objective,
        &mut Watch::new(&never, &mut |_| ()),
    )
    .expect("nobody cancelled")
}

/// What is told of an answer is so: nobody is placed twice, no post overfull, sums and bounds are right.
pub fn claims_hold(rows: &Rows, openings: &[u32], optimum: &Optimum) {
    is_possible(rows, openings, optimum);
    assert_eq!(
        (optimum.people_bound, optimum.bound),
        (optimum.people, optimum.score)
    );
}

/// No post takes more than it has openings, everybody goes where they may, and what is told of it is what it is.
#[track_caller]
pub fn is_possible(rows: &Rows, openings: &[u32], optimum: &Optimum) {
    let mut left = openings.to_vec();
    let mut score = 0;
    for (row, post) in rows.iter().zip(&optimum.post_of) {
        if let Some(post) = post {
            left[*post as usize] = left[*post as usize].checked_sub(1).expect("an opening");
            let pair = row
                .iter()
                .find(|(of, _)| of == post)
                .expect("an eligible pair");
            score += u64::from(pair.1);
        }
    }
    assert_eq!(optimum.score, score);
    assert_eq!(optimum.people, optimum.post_of.iter().flatten().count());
}
