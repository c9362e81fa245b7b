//! The hard limits: what forbids a pair, whatever its score.
//!
//! Unknown forbids nothing (it is listed beside the proposal for an officer to ask),
//! except that a certificate nobody knows of is not held.

use crate::post::Post;
use crate::seeker::Seeker;
use chrono::NaiveDate;
use domain::coded::Coded;
use domain::division::{Division, Level};
use domain::register::register;
use domain::words::{VacancyKind, Willingness};

/// Days after which a post that nobody confirmed is stale.
pub const STALE_AFTER_DAYS: i64 = 30;

/// Nobody younger may work (未成年人保护法 第六十一条).
pub const WORKING_AGE: i32 = 16;

/// Hazardous work is closed to anybody younger (劳动法 第六十四条).
pub const FULL_AGE: i32 = 18;

domain::coded! {
    /// A rule that forbids a pair.
    HardLimit, "hard_limit" {
        Consent = "consent", "本人未同意参加匹配";
        OpenJob = "open_job", "已有在职工作";
        PostClosed = "post_closed", "岗位已关闭或已截止";
        PostStale = "post_stale", "岗位超过三十日未确认";
        EnterpriseUnverified = "enterprise_unverified", "用人单位未核验";
        Age = "age", "年龄不符";
        Hazard = "hazard", "未满十八周岁不得从事的危险作业";
        Schooling = "schooling", "文化程度不足";
        Certificate = "certificate", "缺少必需证书";
        Skill = "skill", "缺少必需技能";
        Willingness = "willingness", "超出就业意愿的地域范围";
        PublicWelfare = "public_welfare", "公益性岗位仅限本县";
        StartWindow = "start_window", "无法在规定日期前到岗";
        RefusedTrade = "refused_trade", "此前已拒绝这一工种";
        Refused = "refused", "此前已拒绝";
        Excluded = "excluded", "已被人工排除";
    }
}

impl HardLimit {
    /// Whether this limit forbids the pair on a day.
    ///
    /// [`HardLimit::Refused`] and [`HardLimit::Excluded`] are facts about the pair that
    /// neither side carries: they never forbid here.
    #[must_use]
    pub fn forbids(self, seeker: &Seeker, post: &Post, on: NaiveDate) -> bool {
        match self {
            Self::Consent => !seeker.consents,
            Self::OpenJob => seeker.has_open_job,
            Self::PostClosed | Self::PostStale | Self::EnterpriseUnverified => self.shuts(post, on),
            Self::Age => is_outside_ages(seeker.age_on(on), post),
            Self::Hazard => is_too_young_for_hazards(seeker.age_on(on), post),
            Self::Schooling => match (seeker.schooling, post.schooling_min) {
                (Some(has), Some(needs)) => has < needs,
                _ => false,
            },
            Self::Certificate => !seeker.certificates.contains_all(post.required_certificates),
            Self::Skill => !seeker.skills.suffice_for(post.required_skills),
            Self::Willingness => seeker
                .willingness
                .is_some_and(|far| !is_within(far, seeker.home, post.workplace)),
            Self::PublicWelfare => {
                post.kind == VacancyKind::PublicWelfare
                    && !is_within(Willingness::OwnCounty, seeker.home, post.workplace)
            }
            Self::StartWindow => match (seeker.ready_from, post.start_by) {
                (Some(ready), Some(last)) => ready > last,
                _ => false,
            },
            Self::RefusedTrade => seeker.refused_trades.contains(post.trade),
            Self::Refused | Self::Excluded => false,
        }
    }

    /// Whether this limit closes the post to everybody on a day.
    pub(crate) fn shuts(self, post: &Post, on: NaiveDate) -> bool {
        match self {
            Self::PostClosed => !post.open || post.closes_on.is_some_and(|last| last < on),
            Self::PostStale => (on - post.confirmed_on).num_days() > STALE_AFTER_DAYS,
            Self::EnterpriseUnverified => !post.enterprise_verified,
            _ => false,
        }
    }
}

/// All limits that forbid a pair, in the order of the list; none when it is eligible.
///
/// Refusals and exclusions are not known here: see [`HardLimit::forbids`].
#[must_use]
pub fn hard_limits(seeker: &Seeker, post: &Post, on: NaiveDate) -> Vec<HardLimit> {
    let forbids = |limit: &HardLimit| limit.forbids(seeker, post, on);
    HardLimit::ALL.iter().copied().filter(forbids).collect()
}

/// Whether nothing forbids a pair.
///
/// # Errors
/// The first limit that does.
pub fn eligible(seeker: &Seeker, post: &Post, on: NaiveDate) -> Result<(), HardLimit> {
    let first = HardLimit::ALL
        .iter()
        .find(|limit| limit.forbids(seeker, post, on));
    first.map_or(Ok(()), |limit| Err(*limit))
}

/// Whether somebody of an age may have a post, as far as the age decides it.
pub(crate) fn is_of_age(age: i32, post: &Post) -> bool {
    !is_outside_ages(age, post) && !is_too_young_for_hazards(age, post)
}

fn is_too_young_for_hazards(age: i32, post: &Post) -> bool {
    !post.hazards.is_empty() && age < FULL_AGE
}

fn is_outside_ages(age: i32, post: &Post) -> bool {
    let youngest = post.age_min.map_or(WORKING_AGE, i32::from).max(WORKING_AGE);
    age < youngest || post.age_max.is_some_and(|oldest| age > i32::from(oldest))
}

/// Whether a workplace is no farther from home than somebody would go.
pub(crate) fn is_within(far: Willingness, home: Division, workplace: Division) -> bool {
    match reach(far, home) {
        Reach::Nowhere => false,
        Reach::Within(division) => division.contains(workplace),
        Reach::Everywhere => true,
    }
}

/// Where somebody would work.
pub(crate) enum Reach {
    Nowhere,
    Within(Division),
    Everywhere,
}

/// How far somebody would go from a home.
///
/// A county that lies in its province directly has no prefecture to go about in.
pub(crate) fn reach(far: Willingness, home: Division) -> Reach {
    let county = home.up_to(Level::County);
    match far {
        Willingness::Unwilling => Reach::Nowhere,
        Willingness::OwnCounty => Reach::Within(county),
        Willingness::OwnPrefecture => {
            Reach::Within(register().prefecture_of(home).unwrap_or(county))
        }
        Willingness::OwnProvince => Reach::Within(home.up_to(Level::Province)),
        Willingness::Anywhere => Reach::Everywhere,
    }
}
