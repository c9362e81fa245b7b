use super::*;

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

fn after(tier: Tier, steps: &[(Step, u32)]) -> Result<Placement, NotAllowed> {
    steps.iter().try_fold(offer(tier), |placement, (step, on)| {
        placement.take(*step, day(*on))
    })
}

const AWAY: Tier = Tier::PrefecturePair;

#[test]
fn a_placement_lives_from_offer_to_end() {
    let steps = [
        (Step::Accept, 2),
        (Step::Confirm, 3),
        (Step::Depart, 5),
        (Step::Arrive, 6),
        (Step::Start, 7),
        (Step::End(EndReason::WentHome), 30),
    ];
    let ended = after(AWAY, &steps).expect("every step in its turn");
    assert_eq!(ended.life.stage(), Stage::Ended);
    assert_eq!(
        ended.life.yes(),
        Some(Yes {
            on: day(2),
            confirmed_on: Some(day(3))
        })
    );
    assert!(ended.take(Step::Start, day(30)).is_err());
}

#[test]
fn an_offer_is_accepted_to_its_last_day() {
    assert!(after(AWAY, &[(Step::Accept, 14)]).is_ok());
    assert_eq!(after(AWAY, &[(Step::Accept, 15)]), Err(NotAllowed::Over));
    assert!(after(AWAY, &[(Step::Expire, 14)]).is_err());
    assert!(after(AWAY, &[(Step::Expire, 15)]).is_ok());
}

#[test]
fn nobody_leaves_before_the_enterprise_has_said_yes() {
    assert_eq!(
        after(AWAY, &[(Step::Accept, 2), (Step::Depart, 3)]),
        Err(NotAllowed::Unconfirmed)
    );
}

#[test]
fn work_away_begins_with_an_arrival_and_work_near_home_does_not() {
    let steps = [(Step::Accept, 2), (Step::Confirm, 3), (Step::Start, 4)];
    assert_eq!(after(AWAY, &steps), Err(NotAllowed::NotArrived));
    assert_eq!(
        after(Tier::OwnCounty, &steps)
            .expect("near home")
            .life
            .stage(),
        Stage::Working
    );
}

#[test]
fn no_step_lies_before_the_one_that_precedes_it() {
    assert_eq!(
        after(AWAY, &[(Step::Accept, 5), (Step::Confirm, 4)]),
        Err(NotAllowed::TooEarly)
    );
}

proptest::proptest! {
    /// Whatever is reported in whatever order, only live stages follow a yes, and a closed
    /// placement never opens again.
    #[test]
    fn a_closed_placement_stays_closed(steps in proptest::collection::vec((0_usize..11, 1_u32..30), 0..12)) {
        let all = [
            Step::Accept, Step::Confirm, Step::Decline(RefusalReason::TooFar),
            Step::Refuse(RefusalReason::Unsuited), Step::Withdraw(WithdrawalReason::Other),
            Step::Expire, Step::Depart, Step::Arrive, Step::Start, Step::End(EndReason::Family),
            Step::NoShow(NoShowReason::Family),
        ];
        let mut placement = offer(AWAY);
        let mut closed = false;
        for (step, on) in steps {
            if let Ok(next) = placement.clone().take(all[step], day(on)) {
                proptest::prop_assert!(!closed);
                placement = next;
            }
            closed = placement.life != Life::Offered && !placement.life.is_live();
            proptest::prop_assert!(!placement.life.is_live() || placement.life.yes().is_some());
        }
    }
}
