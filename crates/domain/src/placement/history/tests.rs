use super::*;
use crate::{
    division::Division,
    id::{EnterpriseId, PersonId, PlacementId, VacancyId},
    words::{EndReason, NoShowReason, RefusalReason, Tier, WithdrawalReason},
};
use proptest::{collection::vec, prelude::*};

fn day(d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2020, 4, d).expect("a day of April")
}

fn offer(tier: Tier) -> Placement {
    Placement {
        id: PlacementId::fresh(),
        person: PersonId::fresh(),
        vacancy: VacancyId::fresh(),
        enterprise: EnterpriseId::fresh(),
        run: None,
        home: Division::of_six(520_526),
        workplace: Division::of_six(440_100),
        tier,
        score: None,
        offered_on: day(1),
        expires_on: day(14),
        life: Life::Offered,
    }
}

fn told(told: Told) -> Telling {
    Telling {
        id: EventId::fresh(),
        told,
    }
}

/// At work since the 7th, until the 20th.
fn ended() -> Vec<Telling> {
    [
        (Step::Accept, 2),
        (Step::Confirm, 3),
        (Step::Depart, 5),
        (Step::Arrive, 6),
        (Step::Start, 7),
        (Step::End(EndReason::WentHome), 20),
    ]
    .map(|(step, on)| told(Told::Step(step, day(on))))
    .to_vec()
}

const AWAY: Tier = Tier::ProvincePair;

fn life(tellings: &[Telling]) -> Result<Life, NotAllowed> {
    replay(&offer(AWAY), tellings).map(|placement| placement.life)
}

#[test]
fn a_corrected_end_stands_in_place_of_the_first_and_may_be_corrected_again() {
    let mut all = ended();
    let why = EndReason::BetterJob;
    all.push(told(Told::Correction(all[5].id, Step::End(why), day(18))));
    assert_eq!(
        replay(&offer(AWAY), &all).expect("a life").latest(),
        day(18)
    );
    // What was superseded is not superseded again.
    let again = Told::Correction(all[5].id, Step::End(why), day(19));
    let twice = [all.clone(), vec![told(again)]].concat();
    assert_eq!(life(&twice), Err(NotAllowed::NotInForce));
    let again = Told::Correction(all[6].id, Step::End(why), day(19));
    let twice = [all.clone(), vec![told(again)]].concat();
    assert!(matches!(life(&twice), Ok(Life::Ended(_, on, _)) if on == day(19)));
    // What was believed before is the life of what was told before.
    assert!(
        matches!(life(&all[..6]), Ok(Life::Ended(_, on, EndReason::WentHome)) if on == day(20))
    );
}

#[test]
fn an_end_that_was_told_by_mistake_is_taken_back() {
    let mut all = ended();
    all.push(told(Told::Retraction(all[5].id)));
    assert!(matches!(life(&all), Ok(Life::Working(_))));
    all.push(told(Told::Step(Step::End(EndReason::Family), day(25))));
    assert!(matches!(life(&all), Ok(Life::Ended(_, on, _)) if on == day(25)));
}

#[test]
fn no_correction_makes_an_impossible_life() {
    let all = ended();
    let with = |told_now| life(&[all.clone(), vec![told(told_now)]].concat());
    // Arrived before having left; an arrival taken back under somebody who works.
    let early = Told::Correction(all[3].id, Step::Arrive, day(4));
    assert_eq!(with(early), Err(NotAllowed::TooEarly));
    assert_eq!(
        with(Told::Retraction(all[3].id)),
        Err(NotAllowed::NotArrived)
    );
    assert_eq!(with(Told::Retraction(all[0].id)), Err(NotAllowed::Stage));
    let other = Told::Correction(all[5].id, Step::NoShow(NoShowReason::Family), day(20));
    assert_eq!(with(other), Err(NotAllowed::NoCorrection));
    let same = Told::Correction(all[4].id, Step::Start, day(7));
    assert_eq!(with(same), Err(NotAllowed::NoCorrection));
}

#[test]
fn a_yes_that_came_in_time_is_told_after_the_offer_expired() {
    let expired = told(Told::Step(Step::Expire, day(15)));
    let back = told(Told::Retraction(expired.id));
    let yes = told(Told::Step(Step::Accept, day(13)));
    assert!(matches!(life(&[expired, back, yes]), Ok(Life::Accepted(_))));
    let moved = told(Told::Correction(expired.id, Step::Expire, day(16)));
    assert_eq!(life(&[expired, moved]), Err(NotAllowed::NoCorrection));
}

#[test]
fn every_step_is_read_from_its_kind_and_reason() {
    for step in STEPS {
        assert_eq!(Step::read(step.code(), step.reason()), Some(step));
        assert_eq!(Step::read(step.code(), Some("no such reason")), None);
    }
    assert_eq!(Step::read("ended", None), None);
    assert_eq!(Step::read("check_in", None), None);
}

const STEPS: [Step; 12] = [
    Step::Accept,
    Step::Confirm,
    Step::Decline(RefusalReason::TooFar),
    Step::Refuse(RefusalReason::Unsuited),
    Step::Withdraw(WithdrawalReason::Other),
    Step::Expire,
    Step::Depart,
    Step::Arrive,
    Step::Start,
    Step::End(EndReason::Family),
    Step::End(EndReason::WentHome),
    Step::NoShow(NoShowReason::Unknown),
];

/// What a clerk tries: a step, or to tell the nth telling so far otherwise, or to take it back.
fn tries() -> impl Strategy<Value = Vec<(u8, usize, u32, usize)>> {
    vec((0_u8..4, 0..STEPS.len(), 1_u32..30, 0_usize..12), 0..40)
}

proptest! {
    /// The desk keeps the state and takes steps on it one by one; whatever it took in, the state is the
    /// replay of what was told, every prefix of what was told is a legal life, and each keeps what it was.
    #[test]
    fn the_replay_of_what_was_told_is_the_state_and_every_prefix_is_a_life(tries in tries(), near in any::<bool>()) {
        let tier = if near { Tier::OwnCounty } else { AWAY };
        let mut state = offer(tier);
        let mut log: Vec<Telling> = Vec::new();
        let mut believed = vec![state.life];
        for (what, step, on, of) in tries {
            let named = log.get(of).map_or_else(EventId::fresh, |telling| telling.id);
            let (step, on) = (STEPS[step], day(on));
            let next = match what {
                0 | 1 => {
                    let telling = told(Told::Step(step, on));
                    // A step is taken on the state alone; the log need not be read for it.
                    state.clone().take(step, on).map(|next| (telling, next))
                }
                2 => {
                    let telling = told(Told::Correction(named, step, on));
                    replay(&offer(tier), &[log.clone(), vec![telling]].concat()).map(|next| (telling, next))
                }
                _ => {
                    let telling = told(Told::Retraction(named));
                    replay(&offer(tier), &[log.clone(), vec![telling]].concat()).map(|next| (telling, next))
                }
            };
            if let Ok((telling, next)) = next {
                log.push(telling);
                believed.push(next.life);
                state.life = next.life;
            }
        }
        for (told_so_far, life_then) in believed.iter().enumerate() {
            let then = life(&log[..told_so_far]);
            let then = if near {
                replay(&offer(tier), &log[..told_so_far]).map(|placement| placement.life)
            } else {
                then
            };
            prop_assert_eq!(then, Ok(*life_then));
        }
        prop_assert_eq!(believed.last().copied(), Some(state.life));
        // In force is what is not superseded, each once.
        let in_force = in_force(&log).expect("a legal log");
        let superseded = log.iter().filter_map(|telling| match telling.told {
            Told::Correction(of, ..) | Told::Retraction(of) => Some(of),
            Told::Step(..) => None,
        });
        let superseded: Vec<EventId> = superseded.collect();
        prop_assert!(in_force.iter().all(|step| !superseded.contains(&step.id)));
        let retractions = log.iter().filter(|telling| matches!(telling.told, Told::Retraction(_))).count();
        prop_assert_eq!(in_force.len() + superseded.len() + retractions, log.len());
    }
}
