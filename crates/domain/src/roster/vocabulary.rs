//! The spellings that rosters use beside the official labels of the closed lists.

use super::spelling::Spelled;
use crate::coded::Coded;
use crate::words::{
    Channel, EndReason, LabourAbility, RegisterCategory, Schooling, Sex, Trade, TrainingWish,
    Willingness, WorkStatus,
};

impl Spelled for Sex {
    const BESIDE: &'static [(&'static str, Self)] = &[
        // GB/T 2261.1.
        ("1", Self::Male),
        ("2", Self::Female),
        ("男性", Self::Male),
        ("女性", Self::Female),
    ];
}

impl Spelled for Schooling {
    const BESIDE: &'static [(&'static str, Self)] = &[
        ("文盲", Self::Illiterate),
        ("半文盲", Self::Illiterate),
        ("文盲/半文盲", Self::Illiterate),
        ("小学毕业", Self::Primary),
        ("小学文化", Self::Primary),
        ("初中毕业", Self::JuniorMiddle),
        ("初级中学", Self::JuniorMiddle),
        ("初中文化", Self::JuniorMiddle),
        ("高中毕业", Self::SeniorMiddle),
        ("普通高中", Self::SeniorMiddle),
        ("中专", Self::SeniorMiddle),
        ("中职", Self::SeniorMiddle),
        ("职高", Self::SeniorMiddle),
        ("职业高中", Self::SeniorMiddle),
        ("技校", Self::SeniorMiddle),
        ("高中/中专", Self::SeniorMiddle),
        ("专科", Self::JuniorCollege),
        ("大学专科", Self::JuniorCollege),
        ("高职", Self::JuniorCollege),
        ("大专毕业", Self::JuniorCollege),
        // The registry of 2016 did not tell colleges apart; the lower promises nothing untrue.
        ("大专及以上", Self::JuniorCollege),
        ("本科", Self::Bachelor),
        ("大学", Self::Bachelor),
        ("大学本科", Self::Bachelor),
        ("本科毕业", Self::Bachelor),
        ("研究生", Self::Bachelor),
        ("硕士", Self::Bachelor),
        ("博士", Self::Bachelor),
        ("硕士研究生及以上", Self::Bachelor),
    ];

    /// GB/T 4658 and the labour bureaus' aac011 agree on the first of two digits, except for a 9.
    fn by_pattern(text: &str) -> Option<Self> {
        match text.as_bytes() {
            [b'1' | b'2', b'0'..=b'9'] => Some(Self::Bachelor),
            [b'3', b'0'..=b'9'] => Some(Self::JuniorCollege),
            [b'4'..=b'6', b'0'..=b'9'] => Some(Self::SeniorMiddle),
            [b'7', b'0'..=b'9'] => Some(Self::JuniorMiddle),
            [b'8', b'0'..=b'9'] => Some(Self::Primary),
            _ => None,
        }
    }
}

impl Spelled for LabourAbility {
    const BESIDE: &'static [(&'static str, Self)] = &[
        ("弱劳动力", Self::Weak),
        ("半劳动力", Self::Weak),
        ("无劳动能力", Self::Without),
        ("丧失劳动能力", Self::Lost),
    ];
}

impl Spelled for WorkStatus {
    const BESIDE: &'static [(&'static str, Self)] = &[
        ("未就业", Self::OutOfWork),
        ("未务工", Self::OutOfWork),
        ("失业", Self::OutOfWork),
        ("无业", Self::OutOfWork),
        ("返乡未就业", Self::OutOfWork),
        ("否", Self::OutOfWork),
        ("已就业", Self::Away),
        ("外出务工", Self::Away),
        ("已务工", Self::Away),
        ("务工", Self::Away),
        ("是", Self::Away),
        ("务农", Self::Farming),
        ("创业", Self::SelfEmployed),
    ];
}

impl Spelled for Willingness {
    const BESIDE: &'static [(&'static str, Self)] = &[
        ("乡(镇)内", Self::OwnCounty),
        ("乡镇内", Self::OwnCounty),
        ("镇内", Self::OwnCounty),
        ("乡(镇)外县内", Self::OwnCounty),
        ("乡镇外县内", Self::OwnCounty),
        ("镇外县内", Self::OwnCounty),
        ("本县", Self::OwnCounty),
        ("县外市内", Self::OwnPrefecture),
        ("本市", Self::OwnPrefecture),
        ("市外省内", Self::OwnProvince),
        ("县外省内", Self::OwnProvince),
        ("本省", Self::OwnProvince),
        ("外省", Self::Anywhere),
        ("不限", Self::Anywhere),
        ("均可", Self::Anywhere),
        ("都可以", Self::Anywhere),
        ("无就业意愿", Self::Unwilling),
        ("无意愿", Self::Unwilling),
        ("不愿意", Self::Unwilling),
        ("无", Self::Unwilling),
        ("否", Self::Unwilling),
    ];

    /// 省外务工, 县内就业.
    fn by_pattern(text: &str) -> Option<Self> {
        let place = text
            .strip_suffix("务工")
            .or_else(|| text.strip_suffix("就业"))?;
        let bare = Self::from_zh(place);
        bare.or_else(|| {
            let mut beside = Self::BESIDE.iter();
            beside
                .find(|(spelling, _)| *spelling == place)
                .map(|(_, word)| *word)
        })
    }
}

impl Spelled for RegisterCategory {
    const BESIDE: &'static [(&'static str, Self)] = &[
        ("贫困户", Self::Poor),
        ("建档立卡贫困户", Self::Poor),
        ("未脱贫", Self::Poor),
        ("脱贫户", Self::OutOfPoverty),
        ("已脱贫户", Self::OutOfPoverty),
        ("已脱贫", Self::OutOfPoverty),
        ("脱贫", Self::OutOfPoverty),
        ("特困供养户", Self::FiveGuarantees),
        ("特困户", Self::FiveGuarantees),
        ("监测户", Self::Monitored),
        ("脱贫不稳定户", Self::Monitored),
        ("边缘易致贫户", Self::Monitored),
        ("突发严重困难户", Self::Monitored),
        ("农户", Self::Rural),
        ("非贫困户", Self::Rural),
    ];
}

impl Spelled for Channel {
    const BESIDE: &'static [(&'static str, Self)] = &[
        ("政府组织", Self::Organised),
        ("政府组织转移", Self::Organised),
        ("有组织输出", Self::Organised),
        ("有组织", Self::Organised),
        ("组织输出", Self::Organised),
        ("企业组织", Self::Organised),
        ("亲友", Self::Friends),
        ("亲朋介绍", Self::Friends),
        ("自发", Self::Own),
        ("自发转移", Self::Own),
        ("自主外出", Self::Own),
        ("自谋职业", Self::Own),
        ("自行外出", Self::Own),
    ];
}

impl Spelled for Trade {
    const BESIDE: &'static [(&'static str, Self)] = &[
        ("销售", Self::Retail),
        ("零售", Self::Retail),
        ("销售类", Self::Retail),
        ("运输类", Self::Transport),
        ("运输", Self::Transport),
        ("电商", Self::ECommerce),
        ("保安", Self::Guarding),
        ("家政服务", Self::Housekeeping),
        ("护理类", Self::Care),
        ("其它", Self::Other),
    ];

    /// 餐饮 for 餐饮类.
    fn by_pattern(text: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|trade| trade.zh().strip_suffix('类') == Some(text))
    }
}

impl Spelled for TrainingWish {
    const BESIDE: &'static [(&'static str, Self)] = &[
        ("技能培训", Self::TransferSkills),
        ("就业技能培训", Self::TransferSkills),
        ("岗位技能培训", Self::SkillsUpgrade),
        ("实用技术培训", Self::Farming),
        ("技工院校", Self::TechnicalSchool),
    ];
}

impl Spelled for EndReason {
    const BESIDE: &'static [(&'static str, Self)] = &[
        ("返乡回家", Self::WentHome),
        ("回家", Self::WentHome),
        ("辞退", Self::Dismissed),
        ("被解雇", Self::Dismissed),
        ("家庭", Self::Family),
        ("照顾家庭", Self::Family),
        ("生病", Self::Health),
        ("合同期满", Self::ContractEnded),
        ("不详", Self::Unknown),
    ];
}
