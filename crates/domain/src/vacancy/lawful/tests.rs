//! Wordings that are conditions, and wordings that only look like some.

use super::*;

#[test]
fn usual_wordings_of_unlawful_conditions_are_found() {
    for (text, ground) in [
        ("限男", Ground::Sex),
        ("仅限男性，18-45岁", Ground::Sex),
        ("只招女", Ground::Sex),
        ("只招女工5名", Ground::Sex),
        ("男士优先", Ground::Sex),
        ("女性优先考虑", Ground::Sex),
        ("性别：男", Ground::Sex),
        ("性别要求 女", Ground::Sex),
        ("不招女工", Ground::Sex),
        ("不要女的", Ground::Sex),
        ("（限 男）", Ground::Sex),
        ("限男装卸工", Ground::Sex),
        ("仅限汉族", Ground::Ethnicity),
        ("汉族优先", Ground::Ethnicity),
        ("不要少数民族", Ground::Ethnicity),
        ("少数民族勿扰", Ground::Ethnicity),
        ("不招维族", Ground::Ethnicity),
        ("彝族除外", Ground::Ethnicity),
        ("要求无宗教信仰", Ground::Religion),
        ("信教勿扰", Ground::Religion),
        ("不招穆斯林", Ground::Religion),
        ("限贵州籍", Ground::Origin),
        ("仅限贵州省户籍人员", Ground::Origin),
        ("本地户口优先", Ground::Origin),
        ("本地人优先", Ground::Origin),
        ("本地优先", Ground::Origin),
        ("外地人勿扰", Ground::Origin),
        ("不要河南人", Ground::Origin),
        ("只招毕节人", Ground::Origin),
        ("需上海户口", Ground::Origin),
        ("农村户口不要", Ground::Origin),
        ("未婚", Ground::Marriage),
        ("已婚已育优先", Ground::Marriage),
        ("限未婚", Ground::Marriage),
        ("两年内不得怀孕", Ground::Marriage),
        ("无乙肝", Ground::Carrier),
        ("乙肝携带者勿扰", Ground::Carrier),
        ("入职须检查乙肝", Ground::Carrier),
    ] {
        assert_eq!(grounds(text), [ground], "{text}");
    }
}

#[test]
fn what_only_looks_like_a_condition_is_let_through() {
    for text in [
        "男装",
        "男装车间招缝纫工",
        "服装厂女装车间",
        "只招女装缝纫工",
        "主要女鞋针车",
        "女鞋",
        "女士皮鞋导购",
        "男女不限",
        "限男女不限",
        "男、女均可，性别不限",
        "不限男女",
        "招男女普工各20名",
        "汉堡店员",
        "回民街店员",
        "招彝族刺绣师傅",
        "少数民族优先",
        "需会民族舞",
        "尊重宗教信仰自由",
        "有无宗教信仰均可",
        "籍贯不限",
        "户籍不限",
        "不限户籍、地域",
        "限量书籍打包",
        "协助办理上海户口",
        "招聘100000人",
        "需上海人民广场店员",
        "招贵州人力资源专员",
        "本地配送",
        "婚否不限，已婚未婚均可",
        "提供夫妻房，已婚夫妻可申请",
        "不查乙肝",
        "提供乙肝疫苗",
        "依法保护女职工权益",
        "退役军人优先",
        "有经验者优先，工资不限",
        "",
    ] {
        assert_eq!(grounds(text), [], "{text}");
    }
}

#[test]
fn a_title_names_a_sex_by_standing_beside_the_work() {
    for title in ["女普工", "男保安", "普工（女）", "女包装工"] {
        assert_eq!(grounds_of_title(title), [Ground::Sex], "{title}");
    }
    for title in [
        "女装车位",
        "男科护士",
        "女鞋针车工",
        "男女普工",
        "普工（男女不限）",
        "妇女主任",
        "女士内衣车缝工",
    ] {
        assert_eq!(grounds_of_title(title), [], "{title}");
    }
}

#[test]
fn every_ground_is_told_at_once() {
    assert_eq!(
        grounds("只招男，汉族优先，本地户口优先"),
        [Ground::Sex, Ground::Ethnicity, Ground::Origin]
    );
}

proptest::proptest! {
    #[test]
    fn any_text_is_read(text in "[限只招男女装汉族优先本地人户口贵州籍不要,0-9]{0,60}") {
        let _ = grounds(&text);
    }
}
