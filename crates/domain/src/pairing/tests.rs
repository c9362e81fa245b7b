use super::*;
use proptest::prelude::*;
use std::collections::{BTreeSet, HashMap};

fn of(six: u32) -> Division {
    Division::of_six(six)
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day of the calendar")
}

fn article_4() -> Pairings {
    Pairings::new(
        shipped()
            .into_iter()
            .filter(|each| each.kind == PairingKind::EastWest)
            .collect(),
    )
}

/// A day on which Article 4 alone holds.
fn in_2018() -> NaiveDate {
    day(2018, 6, 1)
}

fn easts(pairings: &Pairings, home: u32, on: NaiveDate) -> Vec<u32> {
    pairings
        .partners(of(home), on)
        .map(|(_, each)| each.east.six())
        .collect()
}

fn tier(home: u32, workplace: u32, on: NaiveDate) -> Tier {
    article_4().resolve(of(home), of(workplace), on).tier
}

#[test]
fn the_shipped_tables_are_sound_and_whole() {
    let tables = shipped::tables();
    assert_eq!(tables.iter().flat_map(|table| &table.faults).count(), 0);
    assert_eq!(tables.map(|table| table.rows.len()), [32, 19, 30, 67]);
}

#[test]
fn article_4_reaches_945_counties_as_counted_on_the_divisions_of_2016() {
    let pairings = article_4();
    let mut counts: HashMap<Vec<Level>, usize> = HashMap::new();
    let counties = register()
        .all_in_2016()
        .filter(|each| each.division.level() == Level::County);
    for county in counties {
        let mut levels: Vec<Level> = pairings
            .partners(county.division, day(2016, 12, 31))
            .map(|(_, pairing)| pairing.west.level())
            .collect();
        levels.dedup();
        *counts.entry(levels).or_default() += 1;
    }
    let expected = [
        (vec![Level::Province], 705),
        (vec![Level::Prefecture], 166),
        (vec![Level::Prefecture, Level::Province], 74),
        (vec![], 1906),
    ];
    assert_eq!(counts, HashMap::from(expected));
}

#[test]
fn guiyang_and_yushu_have_no_partner_under_article_4() {
    assert!(easts(&article_4(), 520_121, in_2018()).is_empty());
    assert!(easts(&article_4(), 632_701, in_2018()).is_empty());
    assert_eq!(tier(520_121, 440_106, in_2018()), Tier::OtherEast);
}

#[test]
fn zhaotong_has_two_partners_of_equal_rank_and_shanghai_third() {
    assert_eq!(
        easts(&article_4(), 530_627, in_2018()),
        [442_000, 441_900, 310_000]
    );
    for city in [442_000, 441_900] {
        assert_eq!(tier(530_627, city, in_2018()), Tier::PrefecturePair);
    }
    assert_eq!(tier(530_627, 310_117, in_2018()), Tier::ProvincePair);
}

#[test]
fn a_county_of_dingxi_has_fuzhou_first_and_tianjin_second() {
    assert_eq!(easts(&article_4(), 621_121, in_2018()), [350_100, 120_000]);
    assert_eq!(tier(621_121, 350_102, in_2018()), Tier::PrefecturePair);
    assert_eq!(tier(621_121, 120_101, in_2018()), Tier::ProvincePair);
    assert_eq!(tier(621_121, 350_203, in_2018()), Tier::OtherEast);
}

#[test]
fn a_firm_is_partner_of_those_whose_east_contains_it() {
    let pairings = article_4();
    let wests: BTreeSet<Division> = shipped()
        .into_iter()
        .filter(|each| each.kind == PairingKind::EastWest && each.in_force(in_2018()))
        .map(|each| each.west)
        .collect();
    let partnered = |workplace| -> Vec<u32> {
        let has_pairing = |west: &&Division| {
            let resolution = pairings.resolve(**west, of(workplace), in_2018());
            resolution.pairing.is_some()
        };
        wests
            .iter()
            .filter(has_pairing)
            .map(|west| west.six())
            .collect()
    };
    assert_eq!(partnered(440_304), [450_000, 513_300], "深圳");
    assert_eq!(
        partnered(320_583),
        [520_600, 610_000, 630_100, 630_200],
        "苏州"
    );
    assert_eq!(partnered(320_102), [610_000, 630_100, 630_200], "南京");
    assert_eq!(partnered(210_102), [] as [u32; 0], "沈阳");
}

#[test]
fn the_counties_of_xiongan_count_as_baoding() {
    assert_eq!(easts(&article_4(), 130_629, in_2018()), [110_000]);
    assert_eq!(tier(130_629, 110_105, in_2018()), Tier::PrefecturePair);
}

#[test]
fn partners_change_overnight_in_2021() {
    let (last, first) = (day(2021, 3, 31), day(2021, 4, 1));
    for (home, before, after) in [
        (513_422, [440_600, 330_000], [330_200, 330_000]),
        (621_121, [350_100, 120_000], [370_200, 120_000]),
    ] {
        assert_eq!(easts(&article_4(), home, last), before);
        assert_eq!(easts(&article_4(), home, first)[..2], after);
    }
    assert_eq!(easts(&article_4(), 522_634, last), [330_100]);
    assert_eq!(easts(&article_4(), 522_634, first), [440_600, 440_000]);
    assert_eq!(easts(&article_4(), 520_121, first), [440_000]);
    assert!(easts(&article_4(), 522_634, day(2016, 12, 6)).is_empty());
}

#[test]
fn near_home_comes_before_any_partner() {
    assert_eq!(tier(520_526, 520_526, in_2018()), Tier::OwnCounty);
    assert_eq!(tier(520_526, 520_500, in_2018()), Tier::OwnPrefecture);
    assert_eq!(tier(520_526, 520_502, in_2018()), Tier::OwnPrefecture);
    assert_eq!(tier(520_526, 520_102, in_2018()), Tier::OwnProvince);
}

#[test]
fn counties_without_a_prefecture_are_no_neighbours_for_their_codes() {
    assert_eq!(tier(429_004, 429_005, in_2018()), Tier::OwnProvince);
    assert_eq!(tier(500_243, 500_242, in_2018()), Tier::OwnProvince);
}

#[test]
fn counterpart_support_is_a_partner_but_makes_nobody_eastern() {
    let pairings = Pairings::new(shipped());
    let (kashgar, tashkurgan) = (of(653_101), of(653_131));
    assert_eq!(
        pairings.resolve(kashgar, of(440_304), in_2018()).tier,
        Tier::CountyPair
    );
    assert!(!pairings.is_western(tashkurgan, in_2018()));
    assert!(pairings.is_western(of(520_526), in_2018()));
    assert!(
        !pairings.is_eastern(of(340_100), in_2018()),
        "安徽 only supports 皮山"
    );
    assert_eq!(
        pairings.resolve(of(520_526), of(340_100), in_2018()).tier,
        Tier::Elsewhere
    );
}

#[test]
fn a_village_pair_beats_all_wider_ones() {
    let village = Division::parse("520526100001").expect("a village");
    let pair = |east: u32, west: Division, kind| Pairing {
        kind,
        east: of(east),
        west,
        from: day(2017, 1, 1),
        to: None,
        source: String::new(),
    };
    let pairings = Pairings::new(vec![
        pair(440_000, of(520_526), PairingKind::CounterpartSupport),
        pair(440_100, of(520_526), PairingKind::CountyPair),
        pair(
            440_106,
            village.up_to(Level::Township),
            PairingKind::CountyPair,
        ),
        pair(440_106, village, PairingKind::CountyPair),
    ]);
    let easts: Vec<_> = pairings
        .partners(village, in_2018())
        .map(|(_, each)| each.west.level())
        .collect();
    assert_eq!(
        easts,
        [
            Level::Village,
            Level::Township,
            Level::County,
            Level::County
        ]
    );
    assert_eq!(
        pairings.resolve(village, of(440_106), in_2018()),
        Resolution {
            tier: Tier::VillagePair,
            pairing: Some(3)
        }
    );
    let county = pairings.resolve(of(520_526), of(440_106), in_2018());
    assert_eq!(
        county,
        Resolution {
            tier: Tier::CountyPair,
            pairing: Some(1)
        }
    );
}

/// The rule as it is written, asked of every pairing.
fn partner_tier_by_scan(
    all: &[Pairing],
    home: Division,
    workplace: Division,
    on: NaiveDate,
) -> Tier {
    let matching = all.iter().filter(|each| {
        each.in_force(on) && each.west.contains(home) && each.east.contains(workplace)
    });
    let eastern = all
        .iter()
        .any(|each| each.in_force(on) && each.makes_parties() && each.east.contains(workplace));
    match matching.map(|each| each.west.level()).max() {
        Some(level) => tier_of(level),
        None if eastern => Tier::OtherEast,
        None => Tier::Elsewhere,
    }
}

proptest! {
    #[test]
    fn the_index_answers_as_a_scan_of_all_pairings(
        home in 0..3214_usize,
        workplace in 0..3214_usize,
        days in 0..6000_u64,
    ) {
        let pick = |at| register().all().nth(at).expect("a division").division;
        let (home, workplace) = (pick(home), pick(workplace));
        prop_assume!(near_home(home, workplace).is_none());
        let on = day(2010, 1, 1) + chrono::Days::new(days);
        let tier = Pairings::new(shipped()).resolve(home, workplace, on).tier;
        prop_assert_eq!(tier, partner_tier_by_scan(&shipped(), home, workplace, on));
    }
}
