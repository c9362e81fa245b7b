//! What shows that somebody was at a job: kinds of evidence, who may give which, and when one is sound.

use crate::coded::coded;
use crate::words::Role;
use chrono::NaiveDate;

coded! {
    /// By what it is shown that somebody was at a job on a day.
    EvidenceKind, "evidence_kind" {
        PaySlip = "pay_slip", "工资条";
        Contract = "contract", "劳动合同";
        StampedList = "stamped_list", "企业盖章名单";
        SocialInsurance = "social_insurance", "社保缴费记录";
        Call = "call", "电话回访";
        SelfCheckIn = "self_check_in", "本人签到";
        EmployerReport = "employer_report", "企业报告在岗";
        OfficeReport = "office_report", "经办人核实";
    }
}

impl EvidenceKind {
    /// What is only said, and no paper shows.
    pub const WORDS: [Self; 4] = [
        Self::Call,
        Self::SelfCheckIn,
        Self::EmployerReport,
        Self::OfficeReport,
    ];

    /// Whether it is only said: once a day is enough, and it takes no file.
    #[must_use]
    pub fn is_a_word(self) -> bool {
        Self::WORDS.contains(&self)
    }

    /// Whether somebody in this role may give it: papers whoever has them, a word only its own speaker.
    #[must_use]
    pub fn may_come_from(self, role: Role) -> bool {
        match role {
            Role::CountyWest | Role::BureauEast => {
                !matches!(self, Self::SelfCheckIn | Self::EmployerReport)
            }
            Role::Enterprise => {
                !matches!(self, Self::SelfCheckIn | Self::Call | Self::OfficeReport)
            }
            Role::Worker => matches!(
                self,
                Self::PaySlip | Self::Contract | Self::SocialInsurance | Self::SelfCheckIn
            ),
            Role::National | Role::Province | Role::Sysadmin | Role::Auditor => false,
        }
    }

    /// The word of somebody in this role that a person is at work; at the machine itself, the office's.
    #[must_use]
    pub fn word_of(role: Option<Role>) -> Self {
        match role {
            Some(Role::Worker) => Self::SelfCheckIn,
            Some(Role::Enterprise) => Self::EmployerReport,
            _ => Self::OfficeReport,
        }
    }
}

coded! {
    /// The kinds of file that are taken as evidence.
    Media, "media" {
        Jpeg = "jpeg", "JPEG 图片";
        Png = "png", "PNG 图片";
        Webp = "webp", "WebP 图片";
        Pdf = "pdf", "PDF 文档";
    }
}

impl Media {
    /// How many bytes of a file tell its kind.
    pub const HEAD: usize = 12;

    /// The kind that the first bytes of a file show, whatever the file is called.
    #[must_use]
    pub fn of(head: &[u8]) -> Option<Self> {
        if head.starts_with(&[0xff, 0xd8, 0xff]) {
            Some(Self::Jpeg)
        } else if head.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
            Some(Self::Webp)
        } else if head.starts_with(b"%PDF-") {
            Some(Self::Pdf)
        } else {
            None
        }
    }

    /// The media type.
    #[must_use]
    pub fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Pdf => "application/pdf",
        }
    }

    /// The ending of a file's name.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Pdf => "pdf",
        }
    }
}

/// What a piece of evidence states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statement {
    /// By what it is shown.
    pub kind: EvidenceKind,
    /// The last day of which it speaks: the person was at the job on it.
    pub on: NaiveDate,
    /// The first day of which it speaks, where that is another one.
    pub since: Option<NaiveDate>,
    /// Pay that is seen in it, fen a month.
    pub pay_fen: Option<i64>,
    /// Months for which the contract runs.
    pub contract_months: Option<u16>,
}

/// What is wrong with a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Its last day is yet to come.
    InFuture,
    /// Its first day is behind its last.
    Order,
    /// It speaks of days before the job began.
    BeforeJob,
    /// It speaks of a day on which the job had ended.
    AfterJob,
}

/// Most pay that evidence may show, in fen a month: a million yuan.
pub const MOST_PAY_FEN: i64 = 100_000_000;
/// The longest contract, in months.
pub const MOST_MONTHS: u16 = 600;

impl Statement {
    /// A bare word that somebody was at work on a day.
    #[must_use]
    pub fn word(kind: EvidenceKind, on: NaiveDate) -> Self {
        Self {
            kind,
            on,
            since: None,
            pay_fen: None,
            contract_months: None,
        }
    }

    /// What is wrong with its days, about a job from its first day to its last, if it has ended.
    ///
    /// Paper may be older than what we know of a start that was only estimated, so the days before
    /// the job are refused for its last day only.
    #[must_use]
    pub fn flaw(
        &self,
        today: NaiveDate,
        started_on: NaiveDate,
        ended_on: Option<NaiveDate>,
    ) -> Option<Flaw> {
        if self.on > today {
            Some(Flaw::InFuture)
        } else if self.since.is_some_and(|since| since > self.on) {
            Some(Flaw::Order)
        } else if self.on < started_on {
            Some(Flaw::BeforeJob)
        } else if ended_on.is_some_and(|last| self.on > last) {
            Some(Flaw::AfterJob)
        } else {
            None
        }
    }
}

coded! {
    /// For what somebody at a job asks for help.
    HelpReason, "help_reason" {
        WagesUnpaid = "wages_unpaid", "拖欠或克扣工资";
        NotAsPromised = "not_as_promised", "与承诺不符";
        Injury = "injury", "工伤或身体不适";
        Housing = "housing", "住宿困难";
        Conflict = "conflict", "与企业或他人纠纷";
        Family = "family", "家中有困难";
        WantsAnotherPost = "wants_another_post", "想换岗位";
        WantsHome = "wants_home", "想返乡";
        Other = "other", "其他";
    }
}

coded! {
    /// How it ended that somebody asked for help.
    HelpOutcome, "help_outcome" {
        Settled = "settled", "已解决";
        HandedOn = "handed_on", "已转有关部门";
        NoLongerWanted = "no_longer_wanted", "本人不再需要";
        NotPossible = "not_possible", "无法解决，已告知本人";
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coded::Coded;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn a_file_is_what_its_first_bytes_say() {
        for (head, media) in [
            (&b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01"[..], Some(Media::Jpeg)),
            (b"\x89PNG\r\n\x1a\n\0\0\0\r", Some(Media::Png)),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Some(Media::Webp)),
            (b"%PDF-1.7\n%abc", Some(Media::Pdf)),
            (b"RIFF\x10\0\0\0WAVEfmt ", None),
            (b"<svg xmlns=\"h", None),
            (b"<html>", None),
            (b"MZ\x90\0", None),
            (b"\x89PNG", None),
            (b"", None),
        ] {
            assert_eq!(Media::of(head), media, "{head:?}");
        }
    }

    #[test]
    fn a_word_comes_from_its_own_speaker_and_no_word_from_those_above() {
        for kind in EvidenceKind::ALL {
            assert!(!kind.may_come_from(Role::Province) && !kind.may_come_from(Role::Sysadmin));
        }
        assert!(!EvidenceKind::SelfCheckIn.may_come_from(Role::CountyWest));
        assert!(!EvidenceKind::SelfCheckIn.may_come_from(Role::Enterprise));
        assert!(!EvidenceKind::EmployerReport.may_come_from(Role::Worker));
        assert!(!EvidenceKind::StampedList.may_come_from(Role::Worker));
        for role in [
            Role::Worker,
            Role::Enterprise,
            Role::CountyWest,
            Role::BureauEast,
        ] {
            assert!(EvidenceKind::word_of(Some(role)).may_come_from(role));
            assert!(EvidenceKind::PaySlip.may_come_from(role));
        }
    }

    #[test]
    fn a_statement_speaks_of_days_of_the_job() {
        let about = |on, since: Option<&str>| Statement {
            since: since.map(day),
            ..Statement::word(EvidenceKind::PaySlip, day(on))
        };
        let flaw = |statement: Statement| {
            statement.flaw(
                day("2020-06-30"),
                day("2020-04-01"),
                Some(day("2020-06-15")),
            )
        };
        assert_eq!(flaw(about("2020-04-30", Some("2020-03-20"))), None);
        assert_eq!(flaw(about("2020-06-15", None)), None);
        assert_eq!(flaw(about("2020-06-16", None)), Some(Flaw::AfterJob));
        assert_eq!(flaw(about("2020-03-31", None)), Some(Flaw::BeforeJob));
        assert_eq!(flaw(about("2020-07-01", None)), Some(Flaw::InFuture));
        assert_eq!(
            flaw(about("2020-04-30", Some("2020-05-01"))),
            Some(Flaw::Order)
        );
    }
}
