//! What may be wrong with a row, with the code, the weight and the sentence for it.

use crate::coded::coded;

coded! {
    /// What an issue does to its row.
    Severity, "severity" {
        Error = "error", "错误";
        Warning = "warning", "提示";
        Ineligible = "ineligible", "不参加匹配";
    }
}

/// One thing to say about one cell. It never repeats what the cell holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// The form's field.
    pub field: &'static str,
    /// What is the matter.
    pub code: IssueCode,
}

coded! {
    /// What may be the matter with a cell of a sheet; the label is the sentence for the officer.
    IssueCode, "issue_code" {
        IdMissing = "ID_MISSING", "缺少身份证号";
        IdLength = "ID_LENGTH", "身份证号位数不对，应为18位（旧证15位）";
        IdChar = "ID_CHAR", "身份证号含有非法字符";
        IdChecksum = "ID_CHECKSUM", "身份证号校验位不符，请核对原件";
        IdBirthdateInvalid = "ID_BIRTHDATE_INVALID", "身份证号中的出生日期不存在";
        IdRegionUnknown = "ID_REGION_UNKNOWN", "身份证号前六位从未是行政区划代码";
        IdPrecisionLost = "ID_PRECISION_LOST", "身份证号被表格软件当作数字，后几位已丢失，请按文本重新录入";
        IdDuplicateInFile = "ID_DUPLICATE_IN_FILE", "本文件中前面已有同一身份证号";
        SexMismatch = "SEX_MISMATCH", "性别与身份证号不符";
        BirthdateMismatch = "BIRTHDATE_MISMATCH", "出生日期与身份证号不符";
        NameMissing = "NAME_MISSING", "缺少姓名";
        PhoneInvalid = "PHONE_INVALID", "电话号码不对，应为11位手机号或带区号的固定电话";
        EnumUnknown = "ENUM_UNKNOWN", "不是规定的选项，请从下拉列表中选择";
        IntentMissing = "INTENT_MISSING", "未就业人员须填写就业意愿";
        StatusConflict = "STATUS_CONFLICT", "就业状态与其他栏目矛盾";
        WorkMonthsRange = "WORK_MONTHS_RANGE", "务工时间应在0到12个月之间";
        EduAndSchoolBoth = "EDU_AND_SCHOOL_BOTH", "文化程度与在校生状况只能填一项";
        CountyUnknown = "COUNTY_UNKNOWN", "没有这个县（市、区），请写全称";
        CountyOutOfScope = "COUNTY_OUT_OF_SCOPE", "该县不在东西部协作的西部结对地区内";
        DateInvalid = "DATE_INVALID", "日期不存在或无法识别";
        DateInFuture = "DATE_IN_FUTURE", "日期晚于填报日期";
        NumberInvalid = "NUMBER_INVALID", "应填写数字";
        ValueMissing = "VALUE_MISSING", "必填";
        DivisionUnknown = "DIVISION_UNKNOWN", "没有这个行政区划，请填代码或全称";
        DivisionOutOfReach = "DIVISION_OUT_OF_REACH", "结对双方都不在您的管辖范围内";
        DateOrder = "DATE_ORDER", "结束早于开始";
        PairingSidesOverlap = "PAIRING_SIDES_OVERLAP", "结对双方是同一地区，或一方在另一方之内";
        PairingDuplicateInFile = "PAIRING_DUPLICATE_IN_FILE", "本文件中前面已有同一结对";
        Id15Digit = "ID_15_DIGIT", "15位旧身份证号，已换算为18位";
        IdFromDisabilityCert = "ID_FROM_DISABILITY_CERT", "填写的是残疾人证号，已取前18位身份证号，其余丢弃";
        ValueNormalised = "VALUE_NORMALISED", "已去除空格、全角字符等";
        CountyNameOld = "COUNTY_NAME_OLD", "县名已变更，已按现名登记";
        PhoneMultiple = "PHONE_MULTIPLE", "填写了多个电话，取第一个";
        PhoneNotMobile = "PHONE_NOT_MOBILE", "是固定电话，收不到短信";
        DateMonthPrecision = "DATE_MONTH_PRECISION", "日期只到月，按当月1日计";
        ValueDitto = "VALUE_DITTO", "填写“同上”，已取上一行的值";
        ValueNotKept = "VALUE_NOT_KEPT", "无法识别，未予登记，其余栏目照常登记";
        HouseholdTwoHeads = "HOUSEHOLD_TWO_HEADS", "同一户有两个户主";
        Under16 = "UNDER_16", "未满16周岁，不参加匹配";
        Over60 = "OVER_60", "超过60周岁，不参加匹配";
        InSchool = "IN_SCHOOL", "在校学生，不参加匹配";
        NoLabourAbility = "NO_LABOUR_ABILITY", "无劳动能力，不参加匹配";
        NoIntent = "NO_INTENT", "无就业意愿，不参加匹配";
        CreditCodeInvalid = "CREDIT_CODE_INVALID", "统一社会信用代码不对，应为18位且校验位相符";
        TitleMissing = "TITLE_MISSING", "缺少岗位名称";
        OpeningsRange = "OPENINGS_RANGE", "招聘人数应为1到100000的整数";
        WorkplaceUnknown = "WORKPLACE_UNKNOWN", "工作地点应写明市（州）或县";
        PayInvalid = "PAY_INVALID", "月薪应为大于0的金额或区间，如4500-6000";
        AgeInvalid = "AGE_INVALID", "年龄要求应为区间，如18-45";
        AgeUnlawful = "AGE_UNLAWFUL", "不得招用未满16周岁的人（劳动法第十五条）";
        HazardAge = "HAZARD_AGE", "有害作业不得招用未满18周岁的人（劳动法第六十四条）";
        DatePassed = "DATE_PASSED", "日期已过";
        NumberRange = "NUMBER_RANGE", "数字超出允许范围";
        PostDuplicateInFile = "POST_DUPLICATE_IN_FILE", "本文件中前面已有同一企业的同一岗位";
        PostOutOfReach = "POST_OUT_OF_REACH", "工作地点和企业都不在您的管辖范围内；企业在本地而工作地点在外地的，请先登记企业";
        SheetCodeUnknown = "SHEET_CODE_UNKNOWN", "回执码不是本系统发给该企业的，请用下载的月报填写，勿改动回执码和信用代码";
        SheetCodeDuplicate = "SHEET_CODE_DUPLICATE_IN_FILE", "本文件中前面已有同一回执码";
        NameMismatch = "NAME_MISMATCH", "姓名与回执码不符，可能排序时错行";
        LeftTooEarly = "LEFT_TOO_EARLY", "离岗日期早于上岗日期";
        JobOver = "JOB_OVER", "此人登记的离岗日期早于所报日期，请与当地人社部门核对";
        UnlawfulSex = "UNLAWFUL_SEX", "不得限定或优先性别（就业促进法第二十七条、人力资源市场暂行条例第二十四条）";
        UnlawfulEthnicity = "UNLAWFUL_ETHNICITY", "不得限定民族（就业促进法第二十八条、人力资源市场暂行条例第二十四条）";
        UnlawfulReligion = "UNLAWFUL_RELIGION", "不得限定宗教信仰（就业促进法第三条、人力资源市场暂行条例第二十四条）";
        UnlawfulOrigin = "UNLAWFUL_ORIGIN", "不得限定户籍、地域（就业促进法第三十一条、网络招聘服务管理规定第十五条）";
        UnlawfulMarriage = "UNLAWFUL_MARRIAGE", "不得限定婚育状况（就业促进法第二十七条）";
        UnlawfulCarrier = "UNLAWFUL_CARRIER", "不得以传染病病原携带者为由拒绝录用（就业促进法第三十条）";
    }
}

impl IssueCode {
    /// What the issue does to its row, wherever it appears.
    #[must_use]
    pub fn severity(self) -> Severity {
        match self {
            Self::Id15Digit
            | Self::IdFromDisabilityCert
            | Self::ValueNormalised
            | Self::CountyNameOld
            | Self::PhoneMultiple
            | Self::PhoneNotMobile
            | Self::DateMonthPrecision
            | Self::ValueDitto
            | Self::ValueNotKept
            | Self::HouseholdTwoHeads => Severity::Warning,
            Self::Under16
            | Self::Over60
            | Self::InSchool
            | Self::NoLabourAbility
            | Self::NoIntent => Severity::Ineligible,
            Self::IdMissing
            | Self::IdLength
            | Self::IdChar
            | Self::IdChecksum
            | Self::IdBirthdateInvalid
            | Self::IdRegionUnknown
            | Self::IdPrecisionLost
            | Self::IdDuplicateInFile
            | Self::SexMismatch
            | Self::BirthdateMismatch
            | Self::NameMissing
            | Self::PhoneInvalid
            | Self::EnumUnknown
            | Self::IntentMissing
            | Self::StatusConflict
            | Self::WorkMonthsRange
            | Self::EduAndSchoolBoth
            | Self::CountyUnknown
            | Self::CountyOutOfScope
            | Self::DateInvalid
            | Self::DateInFuture
            | Self::NumberInvalid
            | Self::ValueMissing
            | Self::DivisionUnknown
            | Self::DivisionOutOfReach
            | Self::DateOrder
            | Self::PairingSidesOverlap
            | Self::PairingDuplicateInFile
            | Self::CreditCodeInvalid
            | Self::TitleMissing
            | Self::OpeningsRange
            | Self::WorkplaceUnknown
            | Self::PayInvalid
            | Self::AgeInvalid
            | Self::AgeUnlawful
            | Self::HazardAge
            | Self::DatePassed
            | Self::NumberRange
            | Self::PostDuplicateInFile
            | Self::PostOutOfReach
            | Self::SheetCodeUnknown
            | Self::SheetCodeDuplicate
            | Self::NameMismatch
            | Self::LeftTooEarly
            | Self::JobOver
            | Self::UnlawfulSex
            | Self::UnlawfulEthnicity
            | Self::UnlawfulReligion
            | Self::UnlawfulOrigin
            | Self::UnlawfulMarriage
            | Self::UnlawfulCarrier => Severity::Error,
        }
    }

    /// The sentence in English, saying what the Chinese one says.
    #[must_use]
    pub fn en(self) -> &'static str {
        match self {
            Self::IdMissing => "the citizen ID is missing",
            Self::IdLength => "a citizen ID has 18 characters, an old one 15",
            Self::IdChar => "the citizen ID has a character that no ID has",
            Self::IdChecksum => "the check character of the citizen ID is wrong: compare the card",
            Self::IdBirthdateInvalid => "the citizen ID tells a day of birth that never was",
            Self::IdRegionUnknown => "the first six digits of the citizen ID were never a division",
            Self::IdPrecisionLost => {
                "the spreadsheet took the citizen ID for a number and lost its last digits: \
                 enter it again as text"
            }
            Self::IdDuplicateInFile => "the same citizen ID stands further up in this file",
            Self::SexMismatch => "the sex is not that of the citizen ID",
            Self::BirthdateMismatch => "the date of birth is not that of the citizen ID",
            Self::NameMissing => "the name is missing",
            Self::PhoneInvalid => {
                "a phone number is a mobile of 11 digits or a landline with its area code"
            }
            Self::EnumUnknown => "is not in the list of this column: choose from the drop-down",
            Self::IntentMissing => "whoever is out of work must state an intention to work",
            Self::StatusConflict => "the work status contradicts other columns",
            Self::WorkMonthsRange => "the months worked away must lie between 0 and 12",
            Self::EduAndSchoolBoth => {
                "either the schooling or the school year is filled in, not both"
            }
            Self::CountyUnknown => "there is no such county: write its full name",
            Self::CountyOutOfScope => "the county is in no western party of the pairings",
            Self::DateInvalid => "the date does not exist or cannot be read",
            Self::DateInFuture => "the date lies after the reporting day",
            Self::NumberInvalid => "must be a number",
            Self::ValueMissing => "is required",
            Self::DivisionUnknown => "there is no such division: write its code or its full name",
            Self::DivisionOutOfReach => "neither side of the pairing lies in your area",
            Self::DateOrder => "ends before it begins",
            Self::PairingSidesOverlap => "the two sides are one division, or one lies in the other",
            Self::PairingDuplicateInFile => "the same pairing stands further up in this file",
            Self::Id15Digit => "an old ID of 15 digits, widened to 18",
            Self::IdFromDisabilityCert => {
                "the number of a disability certificate: its first 18 characters were taken, \
                 the rest was dropped"
            }
            Self::ValueNormalised => "spaces, full-width characters or the like were taken out",
            Self::CountyNameOld => "the county has a new name and is kept under it",
            Self::PhoneMultiple => "several phone numbers: the first was taken",
            Self::PhoneNotMobile => "a landline, which receives no messages",
            Self::DateMonthPrecision => "the date has no day: the first of the month was taken",
            Self::ValueDitto => "says 'as above': the value of the row above was taken",
            Self::ValueNotKept => "cannot be understood and was not kept; the rest of the row was",
            Self::HouseholdTwoHeads => "the household has two heads",
            Self::Under16 => "is under 16 and takes no part in matching",
            Self::Over60 => "is over 60 and takes no part in matching",
            Self::InSchool => "is at school and takes no part in matching",
            Self::NoLabourAbility => "is not able to work and takes no part in matching",
            Self::NoIntent => "does not want to work and takes no part in matching",
            Self::CreditCodeInvalid => {
                "is no unified social credit code: 18 characters, the last a check"
            }
            Self::TitleMissing => "the post has no title",
            Self::OpeningsRange => "the openings must be a whole number from 1 to 100,000",
            Self::WorkplaceUnknown => "the workplace must name a prefecture or a county",
            Self::PayInvalid => "the pay must be a sum or a range, such as 4500-6000",
            Self::AgeInvalid => "the ages must be a range, such as 18-45",
            Self::AgeUnlawful => "nobody under 16 may be employed (Labour Law, article 15)",
            Self::HazardAge => {
                "nobody under 18 may be employed in hazardous work (Labour Law, article 64)"
            }
            Self::DatePassed => "the date has passed already",
            Self::NumberRange => "the number is out of range",
            Self::PostDuplicateInFile => {
                "the same post of the enterprise stands further up in this file"
            }
            Self::PostOutOfReach => {
                "neither the workplace nor the enterprise is in your area: enter an enterprise \
                 of your place first where its work is elsewhere"
            }
            Self::SheetCodeUnknown => "no code of this enterprise: fill the sheet in as downloaded",
            Self::SheetCodeDuplicate => "the same code stands further up in this file",
            Self::NameMismatch => "the name is not that of the code: was the sheet sorted?",
            Self::LeftTooEarly => "the last day lies before the first day of work",
            Self::JobOver => "is known to have left earlier: ask the labour bureau",
            Self::UnlawfulSex => "sets a condition of sex (Employment Promotion Law, article 27)",
            Self::UnlawfulEthnicity => {
                "sets a condition of ethnicity (Employment Promotion Law, article 28)"
            }
            Self::UnlawfulReligion => {
                "sets a condition of religion (Employment Promotion Law, article 3)"
            }
            Self::UnlawfulOrigin => {
                "sets a condition of household origin (Provisions on Online Recruitment Services, article 15)"
            }
            Self::UnlawfulMarriage => {
                "sets a condition of marriage or birth (Employment Promotion Law, article 27)"
            }
            Self::UnlawfulCarrier => {
                "turns carriers of a pathogen away (Employment Promotion Law, article 30)"
            }
        }
    }
}
