//! The closed lists of the field: one code and one Chinese label a word.
//!
//! Labels follow the national registry's export and the Shaanxi labour ledger
//! (`data/code_lists.csv`); the spellings that rosters use beside them are the
//! business of the roster's own reading.

use crate::coded::coded;

coded! {
    /// Sex as the seventeenth digit of a citizen ID tells it (GB/T 2261.1).
    Sex, "sex" {
        Male = "male", "男";
        Female = "female", "女";
    }
}

coded! {
    /// Highest schooling, in the national registry's six steps, lowest first.
    Schooling, "schooling" {
        Illiterate = "illiterate", "文盲或半文盲";
        Primary = "primary", "小学";
        JuniorMiddle = "junior_middle", "初中";
        SeniorMiddle = "senior_middle", "高中";
        JuniorCollege = "junior_college", "大专";
        Bachelor = "bachelor", "本科及以上";
    }
}

coded! {
    /// Labour ability. Only the first two are able to work in the policy's sense.
    LabourAbility, "labour_ability" {
        Ordinary = "ordinary", "普通劳动力";
        Skilled = "skilled", "技能劳动力";
        Weak = "weak", "弱劳动力或半劳动力";
        Lost = "lost", "丧失劳动力";
        Without = "without", "无劳动力";
    }
}

impl LabourAbility {
    /// Whether a person of this ability is offered work.
    #[must_use]
    pub fn can_work(self) -> bool {
        matches!(self, Self::Ordinary | Self::Skilled)
    }
}

coded! {
    /// What a roster says that a person does now.
    WorkStatus, "work_status" {
        OutOfWork = "out_of_work", "未就业创业";
        Away = "away", "转移就业";
        Farming = "farming", "农业就业";
        SelfEmployed = "self_employed", "自主创业";
    }
}

coded! {
    /// How far from home a person would go to work, nearest first.
    Willingness, "willingness" {
        Unwilling = "unwilling", "无就业创业意愿";
        OwnCounty = "own_county", "县内";
        OwnPrefecture = "own_prefecture", "市内";
        OwnProvince = "own_province", "省内";
        Anywhere = "anywhere", "省外";
    }
}

coded! {
    /// The coarse trades that rosters and vacancies share (Shaanxi ledger, 岗位工种).
    Trade, "trade" {
        Planting = "planting", "种植类";
        Husbandry = "husbandry", "养殖类";
        Seasonal = "seasonal", "季节工";
        HomeWork = "home_work", "居家务工";
        Freelance = "freelance", "自由职业";
        Education = "education", "教育类";
        Catering = "catering", "餐饮类";
        Housekeeping = "housekeeping", "家政类";
        Retail = "retail", "销售/零售业";
        Care = "care", "医护类";
        Guarding = "guarding", "警务类";
        Technician = "technician", "技工类";
        Processing = "processing", "加工类";
        Manufacturing = "manufacturing", "制造类";
        Services = "services", "服务类";
        Transport = "transport", "商业运输类";
        ECommerce = "e_commerce", "电子商务类";
        Construction = "construction", "建筑类";
        Handicraft = "handicraft", "手工艺类";
        Other = "other", "其他";
    }
}

coded! {
    /// Which register a household stands in.
    RegisterCategory, "register_category" {
        Poor = "poor", "一般贫困户";
        PoorAllowance = "poor_allowance", "低保贫困户";
        Allowance = "allowance", "低保户";
        FiveGuarantees = "five_guarantees", "五保户";
        LowIncome = "low_income", "低收入农户";
        OutOfPoverty = "out_of_poverty", "一般脱贫户";
        OutOfPovertyAllowance = "out_of_poverty_allowance", "低保脱贫户";
        Monitored = "monitored", "监测对象";
        Rural = "rural", "一般农户";
    }
}

coded! {
    /// By which channel a person came to a job.
    Channel, "channel" {
        Organised = "organised", "组织介绍";
        Friends = "friends", "亲友介绍";
        Own = "own", "自行就业";
        Other = "other", "其他";
    }
}

coded! {
    /// What training a person asks for.
    TrainingWish, "training_wish" {
        TransferSkills = "transfer_skills", "转移就业技能培训";
        Startup = "startup", "创业培训";
        SkillsUpgrade = "skills_upgrade", "岗位技能提升培训";
        Farming = "farming", "农业实用技术培训";
        TechnicalSchool = "technical_school", "上技校";
    }
}

coded! {
    /// How closely people who travel together must stay together.
    Closeness, "closeness" {
        City = "city", "同一城市";
        Enterprise = "enterprise", "同一企业";
        Post = "post", "同一岗位";
    }
}

coded! {
    /// Certificates that posts may ask for and people may hold.
    Certificate, "certificate" {
        Electrician = "electrician", "电工证";
        Welder = "welder", "焊工证";
        Forklift = "forklift", "叉车证";
        Driver = "driver", "驾驶证";
        Cook = "cook", "厨师证";
        Nursing = "nursing", "护理证";
        Childcare = "childcare", "育婴证";
        Teacher = "teacher", "教师资格证";
        Health = "health", "健康证";
        Guard = "guard", "保安员证";
    }
}

coded! {
    /// Industry sections of GB/T 4754-2017.
    Industry, "industry" {
        Farming = "farming", "农、林、牧、渔业";
        Mining = "mining", "采矿业";
        Manufacturing = "manufacturing", "制造业";
        Utilities = "utilities", "电力、热力、燃气及水生产和供应业";
        Construction = "construction", "建筑业";
        Trade = "trade", "批发和零售业";
        Transport = "transport", "交通运输、仓储和邮政业";
        Hospitality = "hospitality", "住宿和餐饮业";
        Software = "software", "信息传输、软件和信息技术服务业";
        Finance = "finance", "金融业";
        RealEstate = "real_estate", "房地产业";
        BusinessServices = "business_services", "租赁和商务服务业";
        Research = "research", "科学研究和技术服务业";
        PublicFacilities = "public_facilities", "水利、环境和公共设施管理业";
        HouseholdServices = "household_services", "居民服务、修理和其他服务业";
        Education = "education", "教育";
        Health = "health", "卫生和社会工作";
        Culture = "culture", "文化、体育和娱乐业";
        Administration = "administration", "公共管理、社会保障和社会组织";
        International = "international", "国际组织";
    }
}

coded! {
    /// Sizes of enterprises (工信部联企业〔2011〕300号).
    EnterpriseSize, "enterprise_size" {
        Large = "large", "大型";
        Medium = "medium", "中型";
        Small = "small", "小型";
        Micro = "micro", "微型";
    }
}

coded! {
    /// Kinds of vacancy.
    VacancyKind, "vacancy_kind" {
        Ordinary = "ordinary", "普通岗位";
        Workshop = "workshop", "扶贫车间";
        PublicWelfare = "public_welfare", "公益性岗位";
    }
}

coded! {
    /// Kinds of contract.
    ContractKind, "contract_kind" {
        Fixed = "fixed", "固定期限";
        Open = "open", "无固定期限";
        Task = "task", "以完成一定工作任务为期限";
        Labour = "labour", "劳务";
    }
}

coded! {
    /// The work closed to people of sixteen and seventeen (劳部发〔1994〕498号, article 3).
    Hazard, "hazard" {
        Dust = "dust", "一级以上接尘作业";
        Toxic = "toxic", "一级以上有毒作业";
        Heights = "heights", "二级以上高处作业";
        ColdWater = "cold_water", "二级以上冷水作业";
        Heat = "heat", "三级以上高温作业";
        Cold = "cold", "三级以上低温作业";
        HeavyLabour = "heavy_labour", "四级体力劳动强度作业";
        Underground = "underground", "矿山井下及矿山地面采石作业";
        Felling = "felling", "森林业伐木、流放及守林作业";
        Radiation = "radiation", "有放射性物质超标的作业";
        FlammableExplosive = "flammable_explosive", "有易燃易爆、化学性烧伤和热烧伤等危险的作业";
        Geological = "geological", "地质勘探和资源勘探的野外作业";
        DivingTunnel = "diving_tunnel", "潜水、涵洞、涵道作业和海拔三千米以上作业";
        HeavyLifting = "heavy_lifting", "连续负重每小时六次以上并每次超过二十公斤的作业";
        PneumaticTools = "pneumatic_tools", "使用凿岩机、捣固机、气镐、气铲、铆钉机、电锤的作业";
        AwkwardPosture = "awkward_posture", "长时间保持低头、弯腰、上举、下蹲等强迫体位和动作频率每分钟大于五十次的流水线作业";
        Boiler = "boiler", "锅炉司炉";
    }
}

coded! {
    /// Kinds of pairing between an eastern and a western division.
    PairingKind, "pairing_kind" {
        EastWest = "east_west", "东西部扶贫协作";
        CountyPair = "county_pair", "携手奔小康";
        CounterpartSupport = "counterpart_support", "对口支援";
    }
}

coded! {
    /// What a workplace is to a home on a day, best partner first, then the scale of nearness.
    Tier, "tier" {
        VillagePair = "village_pair", "村结对";
        TownshipPair = "township_pair", "乡镇结对";
        CountyPair = "county_pair", "县结对";
        PrefecturePair = "prefecture_pair", "市州结对";
        ProvincePair = "province_pair", "省结对";
        OtherEast = "other_east", "其他东部";
        Elsewhere = "elsewhere", "其他地区";
        OwnCounty = "own_county", "本县";
        OwnPrefecture = "own_prefecture", "本市州";
        OwnProvince = "own_province", "本省";
    }
}

coded! {
    /// What the matching strives for first.
    Objective, "objective" {
        PeopleFirst = "people_first", "人数优先";
        ScoreFirst = "score_first", "总分优先";
    }
}

coded! {
    /// How designated partners are favoured by the matching; never a condition of a post.
    PartnerRule, "partner_rule" {
        Weighed = "weighed", "结对关系按权重计分";
        First = "first", "结对地区绝对优先";
    }
}

coded! {
    /// How far a placement has come.
    Stage, "stage" {
        Offered = "offered", "已推荐";
        Accepted = "accepted", "已接受";
        Departed = "departed", "已出发";
        Arrived = "arrived", "已到达";
        Working = "working", "在岗";
        Ended = "ended", "已结束";
        Declined = "declined", "已拒绝";
        Withdrawn = "withdrawn", "已撤回";
        Expired = "expired", "已过期";
        NoShow = "no_show", "未到岗";
    }
}

coded! {
    /// Why a job ended.
    EndReason, "end_reason" {
        BetterJob = "better_job", "另找到更好工作";
        WentHome = "went_home", "返乡";
        Dismissed = "dismissed", "被辞退";
        SeasonEnded = "season_ended", "季节性结束";
        Family = "family", "家庭原因";
        Health = "health", "健康原因";
        ContractEnded = "contract_ended", "合同到期";
        Unknown = "unknown", "原因不明";
    }
}

coded! {
    /// Why an offer was not taken up, by the person or by the enterprise.
    RefusalReason, "refusal_reason" {
        PayTooLow = "pay_too_low", "工资偏低";
        TooFar = "too_far", "离家太远";
        NotMyTrade = "not_my_trade", "工种不合";
        FamilyNeeds = "family_needs", "家中离不开";
        FoundWork = "found_work", "已找到工作";
        Unsuited = "unsuited", "不符合岗位要求";
        PostFilled = "post_filled", "岗位已满";
        Unreachable = "unreachable", "联系不上";
        Other = "other", "其他";
    }
}

coded! {
    /// Why the bureau took an offer back.
    WithdrawalReason, "withdrawal_reason" {
        AcceptedAnother = "accepted_another", "已接受另一岗位";
        FoundWork = "found_work", "已另行就业";
        PersonAsked = "person_asked", "应本人要求";
        ConsentWithdrawn = "consent_withdrawn", "本人撤回同意";
        PostCancelled = "post_cancelled", "岗位取消";
        Unfit = "unfit", "经核实不符合条件";
        Mistaken = "mistaken", "推荐有误";
        Other = "other", "其他";
    }
}

coded! {
    /// Why somebody who was expected did not come.
    NoShowReason, "no_show_reason" {
        ChangedMind = "changed_mind", "本人改变主意";
        FoundWork = "found_work", "已另行就业";
        Family = "family", "家庭原因";
        Health = "health", "健康原因";
        MissedTransport = "missed_transport", "误车";
        Unreachable = "unreachable", "联系不上";
        Unknown = "unknown", "原因不明";
    }
}

coded! {
    /// Why something that was told is told again, otherwise.
    CorrectionReason, "correction_reason" {
        Misspelt = "misspelt", "填写有误";
        LearntLater = "learnt_later", "事后得知";
        OtherPerson = "other_person", "误记他人";
        Evidence = "evidence", "有凭证证明";
        Audit = "audit", "抽查核实";
        Other = "other", "其他";
    }
}

coded! {
    /// How people travel together.
    Transport, "transport" {
        Train = "train", "火车";
        CharteredTrain = "chartered_train", "专列";
        Coach = "coach", "客车";
        CharteredCoach = "chartered_coach", "包车";
        Plane = "plane", "飞机";
        Ship = "ship", "轮船";
        Own = "own", "自行前往";
    }
}

coded! {
    /// How it ended that two counties called one person their own.
    ConflictOutcome, "conflict_outcome" {
        Released = "released", "原登记县放弃，转入申报县";
        Withdrawn = "withdrawn", "申报县撤回";
    }
}

coded! {
    /// What a role may do is decided by the service; here is only what roles there are.
    Role, "role" {
        National = "national", "国家级";
        Province = "province", "省级";
        CountyWest = "county_west", "西部县人社局";
        BureauEast = "bureau_east", "东部人社局";
        Enterprise = "enterprise", "企业";
        Worker = "worker", "务工人员";
        Sysadmin = "sysadmin", "系统管理员";
        Auditor = "auditor", "审计员";
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coded::Coded;
    use std::collections::HashSet;

    fn each_code_and_label_stands_once<T: Coded>() {
        let codes: HashSet<_> = T::ALL.iter().map(|word| word.code()).collect();
        let labels: HashSet<_> = T::ALL.iter().map(|word| word.zh()).collect();
        assert_eq!(
            (codes.len(), labels.len()),
            (T::ALL.len(), T::ALL.len()),
            "{}",
            T::SET
        );
    }

    #[test]
    fn no_list_says_a_word_twice() {
        each_code_and_label_stands_once::<Schooling>();
        each_code_and_label_stands_once::<Trade>();
        each_code_and_label_stands_once::<Hazard>();
        each_code_and_label_stands_once::<Tier>();
        each_code_and_label_stands_once::<Stage>();
        each_code_and_label_stands_once::<EndReason>();
        each_code_and_label_stands_once::<RefusalReason>();
        each_code_and_label_stands_once::<WithdrawalReason>();
        each_code_and_label_stands_once::<NoShowReason>();
        each_code_and_label_stands_once::<CorrectionReason>();
        each_code_and_label_stands_once::<Transport>();
        each_code_and_label_stands_once::<Role>();
    }

    #[test]
    fn the_decree_closes_seventeen_kinds_of_work() {
        assert_eq!(Hazard::ALL.len(), 17);
    }
}
