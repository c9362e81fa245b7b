//! Letters: what the service tells people of its own accord, when, and what becomes of it.

use crate::coded::coded;
use chrono::{DateTime, Datelike, Days, NaiveTime, Timelike, Utc, Weekday};

coded! {
    /// What a letter is about.
    LetterKind, "letter_kind" {
        OfferMade = "offer_made", "岗位推荐";
        AnswerReceived = "answer_received", "求职者答复";
        CandidateAnswered = "candidate_answered", "用人单位答复";
        DepartureCall = "departure_call", "出发通知";
        RoundDue = "round_due", "回访到期";
        OfferWithdrawn = "offer_withdrawn", "岗位推荐撤回";
        OfferExpired = "offer_expired", "岗位推荐过期";
        OffersUnanswered = "offers_unanswered", "岗位推荐逾期未答复";
        Digest = "digest", "汇总";
        GlassBroken = "glass_broken", "紧急查看";
        EmailCode = "email_code", "邮箱确认";
        SignUpReceived = "sign_up_received", "用人单位申请开通账号";
        SignUpDecided = "sign_up_decided", "开通账号申请的结果";
        ErasureAsked = "erasure_asked", "申请删除个人信息";
        ErasureDecided = "erasure_decided", "删除个人信息申请的结果";
    }
}

coded! {
    /// The way on which a letter goes.
    LetterChannel, "letter_channel" {
        Email = "email", "电子邮件";
        Sms = "sms", "短信";
    }
}

coded! {
    /// Where a letter stands.
    LetterState, "letter_state" {
        /// For the next digest.
        Gathered = "gathered", "待汇总";
        Queued = "queued", "待发送";
        Sent = "sent", "已发送";
        /// A digest tells of it.
        Collected = "collected", "已汇总";
        /// Nobody wants it any more, or there is nowhere to send it.
        Dropped = "dropped", "不再发送";
        /// It could not be delivered, and is not tried again unless somebody says so.
        Dead = "dead", "发送失败";
    }
}

impl LetterState {
    /// Whether nothing will happen to the letter of its own accord.
    #[must_use]
    pub fn is_over(self) -> bool {
        !matches!(self, Self::Gathered | Self::Queued)
    }
}

coded! {
    /// Why a letter has not arrived, or not yet.
    LetterFault, "letter_fault" {
        Away = "away", "对方服务器暂时不通";
        NotNow = "not_now", "对方暂时拒收";
        Refused = "refused", "对方拒收";
        GaveUp = "gave_up", "超过期限仍未送达";
        Unaddressed = "unaddressed", "没有地址或已关闭通知";
    }
}

coded! {
    /// How often somebody wants to hear by e-mail.
    Rhythm, "rhythm" {
        AtOnce = "at_once", "即时";
        Daily = "daily", "每日汇总";
        Weekly = "weekly", "每周汇总";
        Never = "none", "不接收";
    }
}

impl Rhythm {
    /// When what arises at an instant is told: at once, or at eight in the morning in China of the
    /// next day, of the next Monday. `None`: not at all.
    #[must_use]
    pub fn told_at(self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        match self {
            Self::AtOnce => Some(now),
            Self::Daily => morning(now, 1),
            Self::Weekly => {
                let since = now.weekday().days_since(Weekday::Mon);
                morning(now, 7 - u64::from(since))
            }
            Self::Never => None,
        }
    }
}

/// Eight in the morning in China, so many days later: midnight in Greenwich, on the same day.
fn morning(now: DateTime<Utc>, days: u64) -> Option<DateTime<Utc>> {
    let day = now.date_naive().checked_add_days(Days::new(days))?;
    Some(day.and_time(NaiveTime::MIN).and_utc())
}

/// When a text message may ring: at once between eight in the morning and nine in the evening in
/// China, otherwise in the morning.
#[must_use]
pub fn by_day(now: DateTime<Utc>) -> DateTime<Utc> {
    let is_night = now.hour() >= 13;
    morning(now, 1).filter(|_| is_night).unwrap_or(now)
}

/// Whether a text message may ring now.
#[must_use]
pub fn may_ring(now: DateTime<Utc>) -> bool {
    by_day(now) == now
}

coded! {
    /// The languages of letters.
    Language, "language" {
        Zh = "zh-CN", "简体中文";
        En = "en", "English";
    }
}

/// Seconds before the first repetition, at most.
const FIRST_WAIT: i64 = 60;
/// Seconds between two attempts, at most.
const LONGEST_WAIT: i64 = 3600;
/// Hours for which a letter is tried.
pub const HOURS_TRIED: i64 = 72;

/// Seconds to wait after the `attempt`-th failure (from 1): twice as long each time up to an hour,
/// of which `dice` in 0 to 1 chooses between a half and the whole, so that letters that failed
/// together are not tried together.
#[must_use]
pub fn wait_seconds(attempt: i64, dice: f64) -> i64 {
    let doublings = u32::try_from(attempt.clamp(1, 12) - 1).unwrap_or(0);
    let most = (FIRST_WAIT << doublings).min(LONGEST_WAIT);
    let half = most / 2;
    // Between 0 and half an hour: exact in a float and back.
    #[expect(clippy::cast_possible_truncation, reason = "at most 1,800")]
    let more = (dice.clamp(0.0, 1.0) * half as f64) as i64;
    half + more
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(rhythm: Rhythm, now: &str) -> Option<String> {
        let now = now.parse().expect("an instant");
        let at = rhythm.told_at(now)?;
        Some(at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
    }

    #[test]
    fn digests_come_at_eight_in_china() {
        // A Wednesday, 07:59 in China, which is still Tuesday in Greenwich.
        let early = "2020-03-31T23:59:00Z";
        assert_eq!(
            told(Rhythm::Daily, early).as_deref(),
            Some("2020-04-01T00:00:00Z")
        );
        let late = "2020-04-01T00:00:00Z";
        assert_eq!(
            told(Rhythm::Daily, late).as_deref(),
            Some("2020-04-02T00:00:00Z")
        );
        assert_eq!(
            told(Rhythm::Weekly, late).as_deref(),
            Some("2020-04-06T00:00:00Z")
        );
        let monday = "2020-04-06T00:00:00Z";
        assert_eq!(
            told(Rhythm::Weekly, monday).as_deref(),
            Some("2020-04-13T00:00:00Z")
        );
        assert_eq!(told(Rhythm::Never, monday), None);
    }

    #[test]
    fn no_text_message_rings_at_night() {
        for (now, at) in [
            ("2020-04-01T00:00:00Z", "2020-04-01T00:00:00Z"),
            ("2020-04-01T12:59:59Z", "2020-04-01T12:59:59Z"),
            ("2020-04-01T13:00:00Z", "2020-04-02T00:00:00Z"),
            ("2020-04-01T23:59:59Z", "2020-04-02T00:00:00Z"),
        ] {
            let read = |at: &str| at.parse::<DateTime<Utc>>().expect("an instant");
            assert_eq!(by_day(read(now)), read(at), "{now}");
        }
    }

    proptest! {
        #[test]
        fn waits_double_up_to_an_hour_and_never_fall_below_half(attempt in 1..200_i64, dice in 0.0..=1.0_f64) {
            let most = if attempt > 6 { 3600 } else { 60 << (attempt - 1) };
            let wait = wait_seconds(attempt, dice);
            prop_assert!((most / 2..=most).contains(&wait), "{wait} of {most}");
        }
    }
}
