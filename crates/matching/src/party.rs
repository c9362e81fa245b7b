//! People who must stay together.

use crate::post::Post;
use domain::division::{Division, Level};
use domain::register::register;
use domain::words::Closeness;
use std::collections::BTreeMap;

/// A couple, a household, fellow villagers: placed whole or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// The members, by their place among the seekers; nobody is in two parties.
    pub members: Vec<u32>,
    /// How closely they must stay together.
    pub closeness: Closeness,
    /// Whether all must be at one post that has a couple room left for them.
    pub couple_room: bool,
}

/// The provinces that are one city each: 北京, 天津, 上海, 重庆.
const MUNICIPALITIES: [u32; 4] = [110_000, 120_000, 310_000, 500_000];

/// Numbers the places within which a party of this closeness must stay: posts with the same
/// number are close enough to each other.
pub(crate) fn venues(closeness: Closeness, posts: &[Post]) -> Vec<u32> {
    match closeness {
        Closeness::Post => (0_u32..).take(posts.len()).collect(),
        Closeness::Enterprise => posts.iter().map(|post| post.enterprise).collect(),
        Closeness::City => {
            let mut numbers = BTreeMap::new();
            posts
                .iter()
                .map(|post| {
                    let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                    *numbers.entry(city_of(post.workplace)).or_insert(next)
                })
                .collect()
        }
    }
}

/// The prefecture, the municipality, or the county that lies in its province directly.
pub(crate) fn city_of(workplace: Division) -> Division {
    let province = workplace.up_to(Level::Province);
    if MUNICIPALITIES.contains(&province.six()) {
        return province;
    }
    let county = workplace.up_to(Level::County);
    register().prefecture_of(workplace).unwrap_or(county)
}

#[cfg(test)]
mod tests {
    use super::city_of;
    use domain::division::Division;

    #[test]
    fn districts_of_one_city_are_one_city() {
        let city = |code| city_of(Division::of_six(code));
        assert_eq!(city(350_102), city(350_121), "two counties of 福州");
        assert_eq!(
            city(441_900),
            Division::of_six(441_900),
            "东莞 has no counties"
        );
        assert_eq!(city(110_105), city(110_118), "朝阳 and 密云 of 北京");
        assert_ne!(
            city(469_001),
            city(469_002),
            "五指山 and 琼海 share no prefecture"
        );
    }
}
