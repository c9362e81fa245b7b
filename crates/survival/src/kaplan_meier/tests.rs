//! Printed tables, figures of lifelines 0.30.3 (Python), and the edges of what is known.

use super::*;

fn spells(rows: &[(u32, u32, u8)]) -> Vec<Spell> {
    rows.iter()
        .map(|&(entry, exit, event)| Spell::new(entry.into(), exit.into(), event == 1).unwrap())
        .collect()
}

/// Remission in weeks, 6-MP arm: Freireich et al. 1963, as printed in Klein & Moeschberger.
fn six_mp() -> Vec<Spell> {
    let ended = [6, 6, 6, 7, 10, 13, 16, 22, 23].map(|exit| (0, exit, 1));
    let going_on = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map(|exit| (0, exit, 0));
    spells(&[&ended[..], &going_on[..]].concat())
}

/// Made up, with an entry at the very time of an end (8) and of a last sight (12).
fn late_entries() -> Vec<Spell> {
    spells(&[
        (0, 4, 1),
        (0, 9, 0),
        (2, 6, 1),
        (3, 15, 1),
        (5, 8, 1),
        (5, 12, 0),
        (8, 30, 1),
        (9, 11, 1),
        (10, 25, 0),
        (12, 18, 1),
        (14, 22, 1),
        (20, 28, 0),
    ])
}

/// Rows are time, at risk, ended, survival, standard error, low, high, at the times when spells ended.
type Row = (u32, usize, usize, f64, f64, f64, f64);

fn assert_ends_agree(curve: &Curve, rows: &[Row], within: f64) {
    let ends: Vec<&Point> = curve.table().iter().filter(|p| p.events > 0).collect();
    assert_eq!(ends.len(), rows.len());
    for (point, &(time, at_risk, events, survival, std_error, low, high)) in ends.iter().zip(rows) {
        let found = [
            point.time,
            point.survival,
            point.std_error,
            point.low,
            point.high,
        ];
        for (found, expected) in
            found
                .into_iter()
                .zip([time.into(), survival, std_error, low, high])
        {
            assert!(
                (found - expected).abs() <= within,
                "{expected} at {time}: {point:?}"
            );
        }
        assert_eq!(
            (point.at_risk, point.events),
            (at_risk, events),
            "at {time}"
        );
    }
}

/// Survival and standard error: Klein & Moeschberger, table 4.1A; the intervals: lifelines 0.30.3.
#[test]
fn agrees_with_the_printed_table() {
    assert_ends_agree(
        &Curve::of(&six_mp()),
        &[
            (6, 21, 3, 0.8571, 0.0764, 0.6197, 0.9516),
            (7, 17, 1, 0.8067, 0.0869, 0.5631, 0.9228),
            (10, 15, 1, 0.7529, 0.0963, 0.5032, 0.8894),
            (13, 12, 1, 0.6902, 0.1068, 0.4316, 0.8491),
            (16, 11, 1, 0.6275, 0.1141, 0.3675, 0.8049),
            (22, 7, 1, 0.5378, 0.1282, 0.2678, 0.7468),
            (23, 6, 1, 0.4482, 0.1346, 0.1881, 0.6801),
        ],
        5.1e-5,
    );
}

#[test]
fn other_levels_agree_with_lifelines() {
    let curve = Curve::with_level(&six_mp(), Level::new(0.9).unwrap());

    let last = curve.at(35.0).unwrap();
    assert!((last.low - 0.226_462_088_2).abs() < 1e-9);
    assert!((last.high - 0.648_113_584_1).abs() < 1e-9);
}

/// Survival by hand: 3/4, 4/5, 3/4, 4/5, 4/5, 3/4, 3/4, 0; the rest: lifelines 0.30.3.
#[test]
fn late_entries_agree_with_lifelines() {
    assert_ends_agree(
        &Curve::of(&late_entries()),
        &[
            (
                4,
                4,
                1,
                0.75,
                0.216_506_350_9,
                0.127_946_917_6,
                0.960_548_642_3,
            ),
            (
                6,
                5,
                1,
                0.6,
                0.219_089_023_0,
                0.125_730_183_0,
                0.881_756_407_4,
            ),
            (
                8,
                4,
                1,
                0.45,
                0.209_463_600_7,
                0.081_834_496_4,
                0.775_122_352_8,
            ),
            (
                11,
                5,
                1,
                0.36,
                0.185_903_200_6,
                0.063_841_571_5,
                0.684_294_528_3,
            ),
            (
                15,
                5,
                1,
                0.288,
                0.162_066_653_0,
                0.048_838_052_4,
                0.598_569_670_1,
            ),
            (
                18,
                4,
                1,
                0.216,
                0.136_610_394_9,
                0.032_032_274_8,
                0.505_352_743_7,
            ),
            (
                22,
                4,
                1,
                0.162,
                0.112_625_929_5,
                0.021_323_033_1,
                0.422_752_470_3,
            ),
            (30, 1, 1, 0.0, 0.0, 0.0, 0.0),
        ],
        1e-7,
    );
}

/// lifelines 0.30.3, `median_survival_time_` and `median_survival_times`.
#[test]
fn the_median_and_its_interval_agree_with_lifelines() {
    assert_eq!(
        Curve::of(&six_mp()).median(),
        Median {
            time: Some(23.0),
            low: Some(13.0),
            high: None
        }
    );
    assert_eq!(
        Curve::of(&late_entries()).median(),
        Median {
            time: Some(8.0),
            low: Some(4.0),
            high: Some(22.0)
        }
    );
}

#[test]
fn a_half_reached_by_a_long_product_is_a_half() {
    for people in (2..400).step_by(2) {
        let rows: Vec<_> = (1..=people).map(|day| (0, day, 1)).collect();
        let half = f64::from(people / 2);
        assert_eq!(Curve::of(&spells(&rows)).median().time, Some(half));
    }
}

#[test]
fn no_spells_give_an_empty_curve() {
    let curve = Curve::of(&[]);

    assert!(curve.table().is_empty());
    assert_eq!(curve.at(0.0), None);
    assert_eq!(
        curve.median(),
        Median {
            time: None,
            low: None,
            high: None
        }
    );
    assert_eq!(curve.breaks_at(), None);
}

#[test]
fn spells_of_zero_length_change_nothing() {
    let mut more = six_mp();
    more.extend(spells(&[(0, 0, 1), (6, 6, 1), (99, 99, 0)]));

    assert_eq!(Curve::of(&more), Curve::of(&six_mp()));
    assert_eq!(Curve::of(&spells(&[(7, 7, 1)])), Curve::of(&[]));
}

#[test]
fn the_curve_steps_down_at_an_end_and_not_before() {
    let curve = Curve::of(&six_mp());
    let survival = |time| curve.at(time).map(|estimate| estimate.survival);

    assert_eq!(survival(0.0), Some(1.0));
    assert_eq!(survival(5.999), Some(1.0));
    assert_eq!(survival(6.0), Some(18.0 / 21.0));
    assert_eq!(survival(6.5), survival(6.0));
    assert_eq!(curve.at(6.5).unwrap().at_risk, 17);
}

#[test]
fn nothing_is_known_after_the_last_sight() {
    let curve = Curve::of(&six_mp());

    assert!(curve.at(35.0).is_some());
    for unknown in [35.001, f64::INFINITY, -0.5, f64::NAN] {
        assert_eq!(curve.at(unknown), None);
    }
}

#[test]
fn where_all_have_ended_none_last_longer() {
    let curve = Curve::of(&spells(&[(0, 10, 1), (0, 20, 1)]));

    let later = curve.at(365.0).unwrap();
    assert_eq!((later.survival, later.at_risk), (0.0, 0));
}

#[test]
fn a_first_early_end_alone_at_risk_breaks_the_curve() {
    let mut seen = spells(&[(0, 2, 1)]);
    seen.extend(spells(&[(5, 90, 1), (5, 200, 0), (6, 150, 1)]));

    let curve = Curve::of(&seen);
    assert_eq!(curve.breaks_at(), Some(2.0));
    assert_eq!(curve.at(100.0).map(|estimate| estimate.survival), Some(0.0));

    let outlived: Vec<Spell> = seen.iter().filter_map(|spell| spell.after(2.0)).collect();
    let given_two_days = Curve::of(&outlived);
    assert_eq!(given_two_days.breaks_at(), None);
    let at_100 = given_two_days.at(100.0).map(|estimate| estimate.survival);
    assert_eq!(at_100, Some(2.0 / 3.0));
}

#[test]
fn days_that_nobody_watched_break_the_curve() {
    assert_eq!(
        Curve::of(&spells(&[(0, 30, 0), (60, 90, 1)])).breaks_at(),
        Some(30.0)
    );
    assert_eq!(
        Curve::of(&spells(&[(0, 30, 0), (30, 90, 1)])).breaks_at(),
        None
    );
    assert_eq!(Curve::of(&late_entries()).breaks_at(), None);
}
