//! What is told of people: who they are, what they can do and what they would like.

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
