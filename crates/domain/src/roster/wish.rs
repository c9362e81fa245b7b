//! What a person wishes for: whether to work, how far away, at what, for how much, and to learn what.

use super::entry::Wish;
use super::form::Col;
use super::row::Row;
use super::spelling::{parts, several, spelled};
use super::work::{Places, pay};
use crate::division::{Division, Level};
use crate::issue::IssueCode;
use crate::words::{Trade, Willingness, WorkStatus};

/// What the column of wishes to work says.
struct Intent {
    told: bool,
    business: bool,
    post: ForAPost,
}

/// What it says of a post.
enum ForAPost {
    Untold,
    Unwilling,
    Willing(Option<Willingness>),
}

pub(super) fn read(
    row: &mut Row<Col>,
    home: Option<Division>,
    status: Option<WorkStatus>,
    places: &mut Places,
) -> Wish {
    let intent = intent(row);
    let (reach, divisions) = region(row, home, places);
    let willingness = willingness(&intent, reach);
    let out_of_work = status == Some(WorkStatus::OutOfWork);
    if !intent.told && out_of_work && row.has(Col::Willingness) {
        row.say(Col::Willingness, IssueCode::IntentMissing);
    }
    // Whoever has work and wishes for no other is nothing to report.
    if willingness == Some(Willingness::Unwilling) && (out_of_work || status.is_none()) {
        row.say(Col::Willingness, IssueCode::NoIntent);
    }
    Wish {
        willingness,
        wants_business: intent.business,
        divisions,
        trades: trades(row),
        least_pay: pay(row, Col::WishPay).map(|pay| pay.least),
        training: row.word(Col::TrainingWish, IssueCode::ValueNotKept),
        training_trade: row.word(Col::TrainingTrade, IssueCode::ValueNotKept),
    }
}

/// 有创业意愿 alone is a wish for a business and none for a post, however far the region
/// column reaches. A wish for a post without a region reaches anywhere, as does one that names
/// only a region nobody knows: unknown must not shut a person out.
fn willingness(intent: &Intent, region: Option<Willingness>) -> Option<Willingness> {
    match intent.post {
        ForAPost::Willing(reach) => Some(reach.max(region).unwrap_or(Willingness::Anywhere)),
        ForAPost::Unwilling if !intent.business => Some(Willingness::Unwilling),
        ForAPost::Untold if !intent.business => region,
        ForAPost::Unwilling | ForAPost::Untold => None,
    }
}

fn intent(row: &mut Row<Col>) -> Intent {
    let text = row.text(Col::Willingness);
    let mut intent = Intent {
        told: !text.is_empty(),
        business: false,
        post: ForAPost::Untold,
    };
    for part in parts(&text.text) {
        match part {
            "有创业意愿" | "自主创业" | "创业" => intent.business = true,
            "有转移就业意愿"
            | "有就业意愿"
            | "有就业创业意愿"
            | "有意愿"
            | "愿意"
            | "有"
            | "是"
            | "就业"
            | "务工"
            | "外出务工" => intent.post = intent.post.willing(None),
            _ => match spelled(part) {
                Some(Willingness::Unwilling) => intent.post = intent.post.unwilling(),
                Some(reach) => intent.post = intent.post.willing(Some(reach)),
                None => row.say(Col::Willingness, IssueCode::EnumUnknown),
            },
        }
    }
    intent
}

impl ForAPost {
    /// One more wish to work; of several the farthest counts.
    fn willing(self, reach: Option<Willingness>) -> Self {
        match self {
            Self::Willing(known) => Self::Willing(known.max(reach)),
            Self::Untold | Self::Unwilling => Self::Willing(reach),
        }
    }

    /// A refusal, which does not take back a wish beside it.
    fn unwilling(self) -> Self {
        match self {
            Self::Willing(reach) => Self::Willing(reach),
            Self::Untold | Self::Unwilling => Self::Unwilling,
        }
    }
}

/// How far the regions reach that the row wishes for, and the places among them by name. A
/// named place outside the home province is as good as anywhere; several reach as far as
/// the farthest.
fn region(
    row: &mut Row<Col>,
    home: Option<Division>,
    places: &mut Places,
) -> (Option<Willingness>, Vec<Division>) {
    let text = row.text(Col::WishRegion);
    let mut reach = None;
    let mut divisions = Vec::new();
    for part in parts(&text.text) {
        let word = spelled(part).filter(|word| *word != Willingness::Unwilling);
        let farther = word.or_else(|| {
            let place = places.find(part)?;
            if !divisions.contains(&place) {
                divisions.push(place);
            }
            let at_home = home.is_some_and(|home| home.up_to(Level::Province).contains(place));
            Some(if at_home {
                Willingness::OwnProvince
            } else {
                Willingness::Anywhere
            })
        });
        if farther.is_none() {
            row.say(Col::WishRegion, IssueCode::ValueNotKept);
        }
        reach = reach.max(farther);
    }
    (reach, divisions)
}

fn trades(row: &mut Row<Col>) -> Vec<Trade> {
    let text = row.text(Col::WishTrade);
    let (trades, unknown) = several(&text.text);
    if unknown {
        row.say(Col::WishTrade, IssueCode::ValueNotKept);
    }
    trades
}

#[cfg(test)]
mod tests {
    use super::super::trial::{Trial, sheet};
    use crate::division::Division;
    use crate::issue::IssueCode::*;
    use crate::words::{Trade, Willingness};

    const COLUMNS: &[&str] = &[
        "work_status",
        "willingness",
        "wish_region",
        "wish_trade",
        "wish_pay",
    ];

    fn wishing(intent: &str, region: &str) -> Trial {
        sheet(COLUMNS).examine(&[
            ("work_status", "未就业创业"),
            ("willingness", intent),
            ("wish_region", region),
        ])
    }

    #[test]
    fn each_region_is_a_reach() {
        for (region, reach) in [
            ("乡（镇）内", Willingness::OwnCounty),
            ("乡（镇）外县内", Willingness::OwnCounty),
            ("县外市内", Willingness::OwnPrefecture),
            ("市外省内", Willingness::OwnProvince),
            ("省外", Willingness::Anywhere),
            ("省外务工", Willingness::Anywhere),
            ("", Willingness::Anywhere),
        ] {
            let row = wishing("有转移就业意愿", region);
            assert_eq!(row.codes(), []);
            assert_eq!(row.entry().wish.willingness, Some(reach), "{region}");
        }
    }

    #[test]
    fn a_place_by_name_is_a_reach_and_a_preference() {
        let wish = wishing("有转移就业意愿", "广州市").entry().wish.clone();
        assert_eq!(wish.willingness, Some(Willingness::Anywhere));
        assert_eq!(wish.divisions, [Division::of_six(440_100)]);
        let wish = wishing("有转移就业意愿", "贵阳市").entry().wish.clone();
        assert_eq!(wish.willingness, Some(Willingness::OwnProvince));
        let wish = wishing("有转移就业意愿", "县内、广州市")
            .entry()
            .wish
            .clone();
        assert_eq!(wish.willingness, Some(Willingness::Anywhere));
    }

    #[test]
    fn a_region_that_nobody_knows_shuts_nobody_out() {
        let row = wishing("有转移就业意愿", "老地方");
        assert_eq!(row.issues, [("wish_region", ValueNotKept)]);
        assert_eq!(row.entry().wish.willingness, Some(Willingness::Anywhere));
    }

    #[test]
    fn a_wish_for_a_business_alone_is_none_for_a_post() {
        let row = wishing("有创业意愿", "省外");
        assert_eq!(row.codes(), []);
        let entry = row.entry();
        assert_eq!(
            (entry.wish.willingness, entry.wish.wants_business),
            (None, true)
        );
        assert_eq!(row.bars(), [NoIntent]);
        let both = wishing("有转移就业意愿、有创业意愿", "省外");
        assert_eq!(both.entry().wish.willingness, Some(Willingness::Anywhere));
        assert_eq!(both.bars(), []);
    }

    #[test]
    fn whoever_is_out_of_work_tells_whether_to_work() {
        assert_eq!(wishing("", "省外").codes(), [IntentMissing]);
        let unwilling = wishing("无就业创业意愿", "");
        assert_eq!(unwilling.codes(), [NoIntent]);
        assert_eq!(unwilling.bars(), [NoIntent]);
        assert_eq!(wishing("再说", "").codes(), [EnumUnknown]);
    }

    #[test]
    fn a_region_alone_tells_the_wish_of_a_sheet_without_the_column() {
        let row = sheet(&["wish_region"]).examine(&[("wish_region", "县内")]);
        assert_eq!(row.entry().wish.willingness, Some(Willingness::OwnCounty));
    }

    #[test]
    fn trades_and_pay_that_are_wished_for_are_kept() {
        let row =
            sheet(COLUMNS).examine(&[("wish_trade", "餐饮类、家政"), ("wish_pay", "4000-5000")]);
        let wish = &row.entry().wish;
        assert_eq!(wish.trades, [Trade::Catering, Trade::Housekeeping]);
        assert_eq!(wish.least_pay, Some(400_000));
    }
}
