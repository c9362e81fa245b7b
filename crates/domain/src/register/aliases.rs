//! What people call a division for short.

use crate::division::{Division, Level};

/// The peoples that stand in names of autonomous divisions. Names of one character
/// are stripped only before 族; the others also without it (伊犁哈萨克自治州).
const PEOPLES: [&str; 47] = [
    "阿昌",
    "白",
    "保安",
    "布朗",
    "布依",
    "朝鲜",
    "达斡尔",
    "傣",
    "德昂",
    "东乡",
    "侗",
    "独龙",
    "鄂伦春",
    "鄂温克",
    "高山",
    "各",
    "哈尼",
    "哈萨克",
    "回",
    "景颇",
    "柯尔克孜",
    "拉祜",
    "黎",
    "傈僳",
    "满",
    "毛南",
    "蒙古",
    "苗",
    "仫佬",
    "纳西",
    "怒",
    "普米",
    "羌",
    "撒拉",
    "畲",
    "水",
    "塔吉克",
    "土家",
    "土",
    "佤",
    "维吾尔",
    "锡伯",
    "瑶",
    "彝",
    "裕固",
    "藏",
    "壮",
];

/// The customary short names of a division: 贵州 for 贵州省, 黔东南 and 黔东南州 for
/// 黔东南苗族侗族自治州, 威宁 and 威宁县 for the autonomous county, 昆山 for 昆山市.
///
/// Districts and banners have none: 城关区 is never called 城关 outside its own city.
pub(super) fn of(division: Division, name: &str) -> Vec<String> {
    let plain: &[&str] = match division.level() {
        Level::Province => &["特别行政区", "省", "市"],
        Level::Prefecture => &["地区", "市", "盟"],
        _ => &["市", "县"],
    };
    for (suffix, short_suffix) in [("自治区", ""), ("自治州", "州"), ("自治县", "县")] {
        if let Some(stem) = name.strip_suffix(suffix) {
            let stem = without_peoples(stem);
            return long_enough(stem)
                .map(|stem| vec![stem.to_owned(), format!("{stem}{short_suffix}")])
                .unwrap_or_default();
        }
    }
    plain
        .iter()
        .find_map(|suffix| name.strip_suffix(suffix))
        .and_then(long_enough)
        .map(|stem| vec![stem.to_owned()])
        .unwrap_or_default()
}

/// A single character (叶 of 叶县) names no place.
fn long_enough(stem: &str) -> Option<&str> {
    (stem.chars().count() >= 2).then_some(stem)
}

fn without_peoples(mut stem: &str) -> &str {
    while let Some(shorter) = PEOPLES
        .iter()
        .find_map(|people| without(stem, people))
        .and_then(long_enough)
    {
        stem = shorter;
    }
    stem
}

fn without<'a>(stem: &'a str, people: &str) -> Option<&'a str> {
    match stem.strip_suffix('族') {
        Some(before) => before.strip_suffix(people),
        None if people.chars().count() >= 2 => stem.strip_suffix(people),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peoples_are_dropped_and_the_place_stays() {
        for (code, name, short) in [
            (520_526, "威宁彝族回族苗族自治县", "威宁"),
            (522_600, "黔东南苗族侗族自治州", "黔东南"),
            (654_000, "伊犁哈萨克自治州", "伊犁"),
            (150_000, "内蒙古自治区", "内蒙古"),
            (540_000, "西藏自治区", "西藏"),
            (650_000, "新疆维吾尔自治区", "新疆"),
            (320_583, "昆山市", "昆山"),
            (810_000, "香港特别行政区", "香港"),
        ] {
            assert_eq!(
                of(Division::of_six(code), name).first().map(String::as_str),
                Some(short)
            );
        }
    }

    #[test]
    fn a_name_is_never_shortened_to_nothing() {
        assert_eq!(
            of(Division::of_six(622_926), "东乡族自治县"),
            ["东乡族", "东乡族县"]
        );
        assert!(of(Division::of_six(410_422), "叶县").is_empty());
    }
}
