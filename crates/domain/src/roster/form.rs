//! The columns of a roster, and the headings that bureaus write above them.
//!
//! Collected from the national registry's export, the work-monitoring exports, the Shaanxi
//! ledger's templates, the return-home and relocation rosters, and the field names of the
//! labour bureaus' own system (金保: aac003, aac147, …). `group/heading` is a heading that means
//! this only under that group.

use crate::form::{Form, Header};

/// A column, as its form's own records carry it.
pub(crate) trait Place: Copy + Ord + 'static {
    /// Every column, in the form's order.
    const ALL: &'static [Self];

    /// The place of its cell in each record.
    fn index(self) -> usize;

    /// The field's name, as in the form.
    fn field(self) -> &'static str;
}

/// Writes the columns of a form once: the place in each record, the field, its headings.
macro_rules! columns {
    ($(#[$about:meta])* $name:ident, $list:ident: $($place:ident $field:literal $(($required:ident))? [$($heading:literal)+];)+) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum $name { $($place),+ }

        const $list: &[$crate::form::Column] = &[$($crate::form::Column {
            field: $field,
            headings: &[$($heading),+],
            required: $crate::roster::form::columns!(@ $($required)?),
        }),+];

        impl $crate::roster::form::Place for $name {
            const ALL: &'static [Self] = &[$(Self::$place),+];

            fn index(self) -> usize {
                self as usize
            }

            fn field(self) -> &'static str {
                match self { $(Self::$place => $field),+ }
            }
        }
    };
    (@ required) => { true };
    (@) => { false };
}
pub(crate) use columns;

columns! {
    /// A column of a roster, by its place in the record.
    Col, COLUMNS:
    Province "province" ["省" "省份" "省(区、市)" "省(市、区)" "省(自治区、直辖市)"];
    Prefecture "prefecture" ["市" "市(州)" "市(州、盟)" "市(地、州、盟)" "地市" "地级市"];
    County "county" ["县(市、区)" "县" "县(区)" "县(区、市)" "县(市、区、旗)" "区县" "县区" "县名" "aab301"];
    Township "township" ["乡(镇)" "乡镇" "乡" "镇" "镇(乡)" "乡(镇、街道)" "乡镇(街道)" "所在乡镇"];
    Village "village" ["行政村" "村" "村(社区)" "行政村(社区)" "所在村"];
    HouseholdNumber "household_number" ["户编号" "户号"];
    PersonNumber "person_number" ["人编号" "人口编号"];
    HeadName "head_name" ["户主姓名" "户主"];
    Relation "relation" ["与户主关系" "与户主的关系" "户主关系"];
    Name "name" (required) ["姓名" "劳动力姓名" "人员姓名" "aac003"];
    Sex "sex" ["性别" "aac004"];
    CitizenId "citizen_id" (required) ["证件号码" "身份证号" "身份证号码" "身份证" "证件号" "劳动力身份证号" "劳动力身份证号码" "公民身份号码" "居民身份证号" "居民身份证号码" "aac147"];
    BirthDate "birth_date" ["出生日期" "出生年月" "出生年月日"];
    Schooling "schooling" ["文化程度" "学历" "受教育程度" "aac011"];
    School "school" ["在校生状况" "上学状态" "在校状况" "是否在校生"];
    LabourAbility "labour_ability" ["劳动技能" "劳动能力" "劳动力状况" "劳动力类型"];
    Mandarin "mandarin" ["是否会讲普通话" "是否会说普通话" "会讲普通话" "普通话"];
    Phone "phone" ["联系电话" "电话" "手机" "手机号" "手机号码" "电话号码" "联系方式" "成员联系电话" "人联系电话" "本人联系电话" "本人电话" "aae005"];
    HouseholdPhone "household_phone" ["户联系电话" "户主联系电话" "户主电话"];
    Category "register_category" ["户类型" "贫困户属性" "户属性" "农户类型" "人员类别" "脱贫状态"];
    Status "work_status" ["就业状态" "就业创业状态" "就业情况" "就业状况" "就业创业情况" "是否已务工" "acc987"];
    Channel "channel" ["就业渠道" "输出渠道" "就业途径" "就创业途径" "acc455"];
    Place "work_place" ["务工所在地" "务工地点" "就业地址" "就业地点" "工作城市" "工作地点" "务工所在县"];
    Region "work_region" ["务工地域" "就业地域"];
    Employer "employer" ["务工企业名称" "就业单位" "单位名称" "企业名称" "务工单位" "务工企业" "就业单位名称"];
    Trade "trade" ["岗位工种" "从事工种" "务工工种" "从事岗位" "岗位" "工种"];
    StartedOn "started_on" ["就业起始日期" "就业开始日期" "就业时间" "务工开始时间" "外出时间" "外出务工时间" "外出务工/时间" "入职时间" "入职日期"];
    EndedOn "ended_on" ["就业终止日期" "就业结束日期" "务工结束时间" "返乡时间"];
    Months "months_worked" ["务工时间(月)" "务工时间" "务工月数" "务工时长(月)"];
    Pay "monthly_pay" ["月收入(元)" "月工资(元)" "月收入" "月工资" "月工资收入" "月薪" "工资" "acc328"];
    Willingness "willingness" ["就业意愿" "就创业意愿" "就业创业意愿" "下一步就业意愿"];
    WishRegion "wish_region" ["意向就业地" "意向地区" "意向就业地区" "意向就业地点" "务工去向" "意向区域"];
    WishTrade "wish_trade" ["意向工种" "意向岗位" "意向行业" "意向岗位工种" "就业意愿/岗位工种" "就业意愿/工种"];
    WishPay "wish_pay" ["期望月薪(元)" "期望月薪" "期望薪资" "期望工资" "意向月薪" "意向薪资" "期望月工资(元)" "就业意愿/月收入" "就业意愿/月薪"];
    TrainingWish "training_wish" ["培训意愿" "培训教育意愿" "培训需求"];
    TrainingTrade "training_trade" ["意向培训工种" "培训工种" "培训意向工种"];
}

/// Headings of rosters that tell nothing which the service may or needs to keep.
const UNREAD: &[&str] = &[
    // Kept from no one's record: sensitive, or able to discriminate (personal information law, art. 28).
    "民族",
    "健康状况",
    "残疾类别",
    "残疾等级",
    "是否残疾人",
    "残疾证办证年度",
    "残疾证号",
    "政治面貌",
    "宗教信仰",
    "婚姻状况",
    "开户银行",
    "开户行",
    "银行账号",
    "银行卡号",
    "一卡通账号",
    "社保卡号",
    "户主证件号码",
    "户主身份证号",
    "户主身份证号码",
    "是否享受低保",
    "是否特困供养人员",
    "致贫原因",
    "失学或辍学原因",
    "无法外出原因",
    "备注",
    "aac005",
    // Told better by another column, or by the row itself (序号 is known to every form).
    "编号",
    "年龄",
    "证件类型",
    "年度",
    "就业类型",
    "aac058",
    // Of other people's business.
    "识别标准",
    "监测对象类型",
    "首次识别时间",
    "是否国外务工",
    "产业分类",
    "公益性岗位类型",
    "公益性岗位(月数)",
    "培训教育状态",
    "就业单位性质",
    "特色就业",
    "从事行业",
    "所属行业",
    "签订合同或协议(月)",
    "就业见习补贴",
    "求职补贴",
    "转移就业交通补贴",
    "上年度农业人均纯收入",
    "是否计划务工",
    "就业服务需求",
    "计划离开时间",
    "aab299",
];

/// A roster of people: out of work, or already away.
pub const ROSTER: Form = Form {
    name: "roster",
    columns: COLUMNS,
    unread: UNREAD,
};

/// Whether the sheet itself says of each person which county is home. Where it does not, the
/// caller must know.
#[must_use]
pub fn tells_counties(header: &Header) -> bool {
    matches!(header.headings.get(Col::County.index()), Some(Some(_)))
}

columns! {
    /// A column of a closing sheet, by its place in the record.
    ClosingCol, CLOSING_COLUMNS:
    Name "name" ["姓名" "劳动力姓名"];
    CitizenId "citizen_id" (required) ["身份证号码" "身份证号" "证件号码" "身份证" "证件号" "劳动力身份证号" "公民身份号码" "aac147"];
    EndedOn "ended_on" (required) ["结束日期" "就业终止日期" "终止日期" "结束时间" "离职日期" "离职时间" "返乡时间"];
    Reason "end_reason" ["结束原因" "终止原因" "离职原因" "返乡原因"];
}

/// The Shaanxi ledger's sheet 结束, which closes employments in bulk.
pub const CLOSINGS: Form = Form {
    name: "closings",
    columns: CLOSING_COLUMNS,
    unread: &["编号", "民族", "备注"],
};

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;
    use unicode_normalization::UnicodeNormalization;

    fn no_heading_means_two_things(form: &Form) {
        let columns = form.columns.iter().flat_map(|column| column.headings);
        let mut seen = HashSet::new();
        for heading in columns.chain(form.unread) {
            let plain: String = heading.nfkc().collect();
            assert_eq!(plain, *heading, "written as headings are compared");
            assert!(seen.insert(heading), "{}: {heading} twice", form.name);
        }
    }

    #[test]
    fn each_heading_means_one_thing() {
        no_heading_means_two_things(&ROSTER);
        no_heading_means_two_things(&CLOSINGS);
        // A bit a column.
        assert!(ROSTER.columns.len() <= 64);
    }

    #[test]
    fn each_place_is_that_of_its_column() {
        for column in Col::ALL {
            assert_eq!(ROSTER.position(column.field()), Some(column.index()));
        }
    }
}
