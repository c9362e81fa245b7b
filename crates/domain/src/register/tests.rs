use super::*;
use chrono::NaiveDate;

fn of(six: u32) -> Division {
    Division::of_six(six)
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day of the calendar")
}

/// The county's code, and whether its name is an old one.
fn county(
    province: &str,
    prefecture: Option<&str>,
    county: &str,
    on: NaiveDate,
) -> Option<(u32, bool)> {
    register()
        .county_named(province, prefecture, county, on)
        .map(|found| (found.division.six(), found.old_name))
}

#[test]
fn the_shipped_tables_are_sound_and_whole() {
    assert_eq!(register().faults(), []);
    assert_eq!(
        (register().all().count(), register().all_in_2016().count()),
        (3214, 3219)
    );
    assert_eq!(register().pasts().count(), 7683);
    assert_eq!(register().made_up.len(), 12);
}

#[test]
fn names_are_told_from_the_province_down() {
    let names =
        [520_526, 441_900, 429_004, 110_105, 522_427].map(|six| register().full_name(of(six)));
    assert_eq!(
        names,
        [
            "贵州省毕节市威宁彝族回族苗族自治县",
            "广东省东莞市",
            "湖北省仙桃市",
            "北京市朝阳区",
            "贵州省毕节地区威宁彝族回族苗族自治县"
        ]
    );
    assert_eq!(register().full_name(of(990_101)), "990101");
}

#[test]
fn a_code_given_up_leads_to_what_it_became() {
    assert_eq!(register().current(of(522_427)), Some(of(520_526)));
    assert_eq!(register().current(of(520_526)), Some(of(520_526)));
    assert_eq!(register().current(of(429_000)), Some(of(420_000)));
    assert_eq!(register().current(of(990_101)), None);
    assert!(!register().in_force(of(522_427)));
}

#[test]
fn an_id_may_begin_with_a_code_of_long_ago_or_of_a_city_without_counties() {
    for six in [522_427, 532_128, 520_526, 441_900] {
        assert!(register().was_ever_county(six), "{six}");
    }
    for six in [999_999, 520_000, 520_500, 110_100] {
        assert!(!register().was_ever_county(six), "{six}");
    }
}

#[test]
fn every_successor_is_itself_in_the_history() {
    for (division, past) in register().pasts() {
        if let Some(successor) = past.successor {
            assert!(!register().history_of(successor).is_empty(), "{division}");
        }
    }
}

#[test]
fn a_county_is_known_by_its_name_on_the_day() {
    let spring_2020 = day(2020, 3, 31);
    let named = |name, on| county("贵州省", None, name, on);
    assert_eq!(
        named("威宁彝族回族苗族自治县", spring_2020),
        Some((520_526, false))
    );
    assert_eq!(named("黔西县", spring_2020), Some((520_522, false)));
    assert_eq!(named("黔西市", spring_2020), None);
    assert_eq!(named("黔西县", day(2023, 3, 31)), Some((520_581, true)));
}

#[test]
fn a_name_given_up_leads_to_the_county_of_the_day() {
    let on = day(2020, 3, 31);
    assert_eq!(county("山东省", None, "苍山县", on), Some((371_324, true)));
    assert_eq!(
        county("云南省", None, "香格里拉县", on),
        Some((533_401, true))
    );
    // Twice re-coded since 2012, and renamed.
    assert_eq!(county("青海省", None, "平安县", on), Some((630_203, true)));
    // Renamed under one code, while a neighbour took part of it.
    assert_eq!(county("江西省", None, "庐山区", on), Some((360_402, true)));
}

#[test]
fn no_county_is_guessed() {
    let on = day(2020, 3, 31);
    assert_eq!(county("河北省", None, "阜平", on), None);
    assert_eq!(county("四川省", None, "威宁彝族回族苗族自治县", on), None);
    assert_eq!(county("河北省", None, "桥西区", on), None);
    let told = county("河北省", Some("张家口市"), "桥西区", on);
    assert_eq!(told, Some((130_703, false)));
}

#[test]
fn places_are_read_as_people_write_them() {
    for (text, six) in [
        ("广东省东莞市", 441_900),
        ("山东省青岛市黄岛区", 370_211),
        ("江苏省苏州市昆山市", 320_583),
        ("上海市松江区", 310_117),
        ("上海市市辖区松江区", 310_117),
        ("广州市", 440_100),
        ("浙江省", 330_000),
        ("贵州", 520_000),
        ("贵州毕节威宁县", 520_526),
        ("黔东南州", 522_600),
        ("广东省 / 东莞市 / 长安镇", 441_900),
        ("山东省青岛市黄岛区长江中路100号", 370_211),
        ("湖北省省直辖县级行政区划仙桃市", 429_004),
        ("吉林", 220_000),
        ("吉林市", 220_200),
        ("吉林省吉林市", 220_200),
        ("喀什", 653_100),
        ("河北省张家口市桥西区", 130_703),
        ("贵州省毕节市黔西县", 520_581),
        ("510000000000/511900000000/511923000000", 511_923),
        ("511923", 511_923),
        ("522427", 520_526),
        ("110100", 110_000),
    ] {
        assert_eq!(register().place(text), Some(of(six)), "{text}");
    }
    assert_eq!(
        register().place("520526100001"),
        Division::parse("520526100001")
    );
}

#[test]
fn what_names_no_single_place_is_no_place() {
    for text in [
        "",
        "/",
        "省外",
        "贵州省外",
        "朝阳区",
        "河北省桥西区",
        "乡（镇）内",
        "中山路",
        "海南州府",
        "52",
        "999999",
    ] {
        assert_eq!(register().place(text), None, "{text}");
    }
}

#[test]
fn every_division_in_force_is_read_back_from_its_full_name() {
    for entry in register().all() {
        let name = register().full_name(entry.division);
        assert_eq!(register().place(&name), Some(entry.division), "{name}");
    }
}

#[test]
fn counties_without_a_prefecture_hang_under_their_province() {
    assert_eq!(register().prefecture_of(of(429_004)), None);
    assert_eq!(register().prefecture_of(of(520_526)), Some(of(520_500)));
    assert!(register().children(of(420_000)).contains(&of(429_004)));
    assert!(register().children(of(441_900)).is_empty());
    assert_eq!(register().provinces().len(), 34);
}

#[test]
fn the_history_tells_what_the_tables_of_its_years_tell() {
    let of_2016: Vec<_> = register()
        .all_in_2016()
        .map(|entry| (entry.division, entry.name.as_str(), entry.parent))
        .collect();
    let now: Vec<_> = register()
        .all()
        .map(|entry| (entry.division, entry.name.as_str(), entry.parent))
        .collect();
    for (year, table) in [(2016, of_2016), (2026, now)] {
        let told: Vec<_> = register()
            .at_end_of(year)
            .map(|(division, name)| (division, name, register().parent_at_end_of(division, year)))
            .collect();
        assert_eq!(told, table, "{year}");
    }
}
