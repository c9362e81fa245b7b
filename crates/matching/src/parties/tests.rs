//! Markets too large to try all.

use super::*;
use crate::assign::pairs::Pairs;
use crate::watch::Progress;
use domain::words::Closeness;
use std::sync::atomic::AtomicBool;

fn post(enterprise: u32) -> Post {
    use domain::division::Division;
    use domain::skill::Skills;
    use domain::word_set::WordSet;
    Post {
        enterprise,
        workplace: Division::of_six(441_900),
        trade: domain::words::Trade::Processing,
        kind: domain::words::VacancyKind::Ordinary,
        openings: 0,
        pay_min_fen: 0,
        pay_max_fen: 0,
        schooling_min: None,
        required_certificates: WordSet::EMPTY,
        preferred_certificates: WordSet::EMPTY,
        required_skills: Skills::default(),
        preferred_skills: Skills::default(),
        age_min: None,
        age_max: None,
        hazards: WordSet::EMPTY,
        mandarin_needed: false,
        start_by: None,
        closes_on: None,
        confirmed_on: chrono::NaiveDate::default(),
        enterprise_verified: true,
        open: true,
        couple_rooms: 0,
        stay_permille: None,
    }
}

/// Many people, half of them in couples that must work for one of ten enterprises.
fn placed(threads: usize, cancel: bool) -> Optimum {
    let (people, posts) = (6000_u32, 60_u32);
    let mut pairs: Pairs = Pairs::new(posts as usize);
    let mut dice = 1_u32;
    for _ in 0..people {
        let row = (0..posts).filter_map(|post| {
            dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (dice >> 28 == 0).then_some((post, dice >> 16 & 1023))
        });
        pairs.push_person(row);
    }
    let parties: Vec<Party> = (0..people / 4)
        .map(|at| Party {
            members: vec![2 * at, 2 * at + 1],
            closeness: Closeness::Enterprise,
            couple_room: false,
        })
        .collect();
    let posts: Vec<Post> = (0..posts).map(|at| post(at % 10)).collect();
    let openings = vec![70; posts.len()];
    let task = Task {
        market: &pairs,
        posts: &posts,
        parties: &parties,
        pins: &HashMap::new(),
        forced: &vec![false; parties.len()],
        quotas: &[],
        wanted: Wanted {
            gap: 1e-3,
            threads,
            ..Wanted::best(&openings, Objective::PeopleFirst)
        },
    };
    let cancel = AtomicBool::new(cancel);
    place(&task, &mut Watch::new(&cancel, &mut |_: Progress| ())).0
}

#[test]
fn the_plan_does_not_depend_on_threads() {
    let alone = placed(1, false);
    assert_eq!(alone, placed(2, false));
    let gap = (alone.bound - alone.score) as f64 / alone.bound as f64;
    assert!(gap < 0.02, "{gap}");
}

#[test]
fn a_search_that_is_stopped_gives_a_plan_and_its_bound() {
    let (stopped, whole) = (placed(1, true), placed(1, false));
    assert!(stopped.stopped && !whole.stopped);
    assert!(stopped.bound >= whole.score);
    assert!(stopped.people_bound >= whole.people);
    for couple in stopped.post_of[..3000].chunks(2) {
        assert_eq!(couple[0].is_some(), couple[1].is_some());
    }
}
