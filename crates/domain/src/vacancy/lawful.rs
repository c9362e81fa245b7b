//! Conditions that no post may state, in the wordings in which people state them.
//!
//! A finding is a word for a group of people (男性, 汉族, 未婚) together with what makes it a
//! condition: a limit before it (仅限, 只招, 不要) or a preference or refusal behind it (优先, 勿扰).
//! 男装 and 回民街 name no people, and 男女不限 limits nobody. The look-out is for usual wordings,
//! not for cunning ones: an officer still reads every post. One pass, a fixed number of
//! comparisons a character.

use super::origin;
use unicode_normalization::UnicodeNormalization;

/// By what people may not be told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Ground {
    /// 性别: 就业促进法 art. 27, 人力资源市场暂行条例 art. 24.
    Sex,
    /// 民族: 就业促进法 art. 28, 人力资源市场暂行条例 art. 24.
    Ethnicity,
    /// 宗教信仰: 就业促进法 art. 3, 人力资源市场暂行条例 art. 24.
    Religion,
    /// 户籍、地域: 就业促进法 art. 31, 网络招聘服务管理规定 art. 15.
    Origin,
    /// 婚育: 就业促进法 art. 27.
    Marriage,
    /// 传染病病原携带者: 就业促进法 art. 30.
    Carrier,
}

/// Words for a group, and where they are a condition.
struct Wording {
    ground: Ground,
    /// Words for the group, longer ones before those that they begin with.
    words: &'static [&'static str],
    /// Makes the word a condition, right before it.
    before: &'static [&'static str],
    /// Makes the word a condition, right behind it.
    after: &'static [&'static str],
    /// Right before it: the word belongs to another.
    unless_before: &'static [&'static str],
    /// Right behind it: the word means no people, or limits nobody.
    unless_after: &'static [&'static str],
    /// Whether the word alone is a condition already.
    alone: bool,
}

/// What limits a post to those named next.
pub(super) const LIMITS: &[&str] = &[
    "限",
    "招",
    "聘",
    "招收",
    "招募",
    "招用",
    "录用",
    "收",
    "要",
    "需",
    "须为",
    "应为",
    "需为",
    "须是",
    "性别",
    "性别为",
    "要求",
    "条件",
    "谢绝",
    "拒绝",
    "不考虑",
];

/// What takes the limit back.
pub(super) const NO_LIMIT: &[&str] = &[
    "不限",
    "不分",
    "不论",
    "无论",
    "不问",
    "不要求",
    "不仅限",
    "不只限",
    "不仅招",
    "不只招",
    "不查",
];

/// What turns those named before away.
pub(super) const REFUSALS: &[&str] = &[
    "勿扰",
    "除外",
    "免谈",
    "不要",
    "不招",
    "不收",
    "不予考虑",
    "不考虑",
    "请勿",
    "谢绝",
];

/// What prefers or turns away those named before.
pub(super) const PREFERENCES: &[&str] = &[
    "优先",
    "者优先",
    "为佳",
    "者佳",
    "最佳",
    "勿扰",
    "除外",
    "免谈",
    "不要",
    "不招",
    "不收",
    "不予考虑",
    "不考虑",
    "请勿",
    "谢绝",
];

const CLOTHES_AND_ROOMS: &[&str] = &[
    "装", "鞋", "裤", "袜", "帽", "裙", "衫", "靴", "衣", "表", "款", "式", "包车", "包缝", "包袋",
    "包包", "皮", "内衣", "内裤", "服装", "时装", "西", "衬衫", "毛衣", "毛衫", "外套", "牛仔",
    "羽绒", "休闲", "运动", "箱包", "用品", "护理", "科", "厕", "浴", "更衣", "卫生", "宿舍",
    "权益", "保护", "子", "童", "友", "朋友", "婿", "篮", "排", "足",
];

const WORDINGS: &[Wording] = &[
    Wording {
        ground: Ground::Sex,
        words: &[
            "男士",
            "男性",
            "男生",
            "男工",
            "男孩",
            "男的",
            "男人",
            "男员工",
            "男职工",
            "男",
            "女士",
            "女性",
            "女生",
            "女工",
            "女孩",
            "女的",
            "女人",
            "女员工",
            "女职工",
            "女",
            "小伙",
        ],
        before: LIMITS,
        after: PREFERENCES,
        unless_before: &[
            "男", "女", "男性", "女性", "男士", "女士", "男工", "女工", "妇", "子",
        ],
        unless_after: CLOTHES_AND_ROOMS,
        alone: false,
    },
    Wording {
        ground: Ground::Ethnicity,
        words: &["汉族", "汉人"],
        before: LIMITS,
        after: PREFERENCES,
        unless_before: &[],
        unless_after: &["服", "文化"],
        alone: false,
    },
    // To prefer them is due care (就业促进法 art. 28); to limit a post to them or to turn them away is not.
    Wording {
        ground: Ground::Ethnicity,
        words: &[
            "少数民族",
            "壮族",
            "回族",
            "满族",
            "苗族",
            "彝族",
            "藏族",
            "侗族",
            "瑶族",
            "白族",
            "傣族",
            "维族",
            "蒙古族",
            "维吾尔族",
            "土家族",
            "布依族",
            "哈尼族",
            "哈萨克族",
            "朝鲜族",
            "仡佬族",
            "水族",
            "黎族",
            "傈僳族",
            "拉祜族",
            "佤族",
            "畲族",
            "纳西族",
            "羌族",
            "土族",
            "撒拉族",
            "东乡族",
            "景颇族",
            "毛南族",
            "仫佬族",
            "柯尔克孜族",
            "达斡尔族",
            "回民",
            "藏民",
            "新疆人",
            "民族",
        ],
        before: LIMITS,
        after: REFUSALS,
        unless_before: &["少数"],
        unless_after: &[
            "自治", "乡", "村", "街", "地区", "歌", "舞", "乐", "文化", "特色", "风味", "餐", "食",
            "菜", "服", "刺绣", "蜡染", "银饰", "工艺", "医", "语", "馆",
        ],
        alone: false,
    },
    Wording {
        ground: Ground::Religion,
        words: &[
            "佛教徒",
            "基督徒",
            "基督教徒",
            "天主教徒",
            "教徒",
            "穆斯林",
            "信教",
            "信佛",
            "有宗教信仰",
        ],
        before: LIMITS,
        after: PREFERENCES,
        unless_before: &["不论", "无论"],
        unless_after: &["自由", "不限", "均可"],
        alone: false,
    },
    Wording {
        ground: Ground::Religion,
        words: &["无宗教信仰", "没有宗教信仰", "不信教", "无信仰"],
        before: &[],
        after: &[],
        unless_before: &["有", "有或"],
        unless_after: &["不限", "均可", "皆可", "都可"],
        alone: true,
    },
    Wording {
        ground: Ground::Origin,
        words: &[
            "本地", "本市", "本省", "本县", "本区", "本州", "外地", "外省", "外县",
        ],
        before: &[],
        after: &["优先", "勿扰", "除外", "免谈", "不要", "不招", "不收"],
        unless_before: &[],
        unless_after: &["优先配送", "优先派单"],
        alone: false,
    },
    Wording {
        ground: Ground::Marriage,
        words: &[
            "已婚已育",
            "未婚未育",
            "未婚",
            "已婚",
            "未育",
            "已育",
            "不得结婚",
            "不得怀孕",
            "不得生育",
            "不准怀孕",
            "不能怀孕",
            "不怀孕",
            "不生育",
            "不结婚",
        ],
        before: &[],
        after: &[],
        unless_before: &[],
        unless_after: &[
            "不限",
            "均可",
            "皆可",
            "都可",
            "与否",
            "未婚均",
            "未婚不",
            "未婚皆",
            "未婚都",
            "已婚均",
            "已婚不",
            "已婚皆",
            "已婚都",
            "未育均",
            "未育不",
            "已育均",
            "已育不",
            "夫",
            "员工",
            "职工",
        ],
        alone: true,
    },
    Wording {
        ground: Ground::Carrier,
        words: &[
            "乙肝病毒携带者",
            "乙肝携带者",
            "乙肝患者",
            "乙肝",
            "乙型肝炎",
            "大三阳",
            "小三阳",
            "澳抗",
            "艾滋病",
        ],
        before: &[
            "无", "非", "没有", "不要", "不招", "不收", "限", "查", "检查", "检测", "拒绝", "谢绝",
        ],
        after: &[
            "勿扰",
            "除外",
            "免谈",
            "不要",
            "不招",
            "不收",
            "不予考虑",
            "阴性",
            "检测",
            "检查",
            "筛查",
            "两对半",
            "五项",
            "表面抗原",
        ],
        unless_before: &["不检测", "不检查", "免检", "免"],
        unless_after: &["疫苗", "均可", "不限"],
        alone: false,
    },
];

/// Work that begins like the name of a thing: 女装卸工 loads, 女装工 sews.
const WORK: &[&str] = &["装卸", "装配", "装修", "包装"];

/// The grounds on which a text sets conditions, each once.
#[must_use]
pub fn grounds(text: &str) -> Vec<Ground> {
    found(text, false)
}

/// The same of a post's title, in which a sex before or behind the work is a condition too:
/// 女普工, 保安(男).
#[must_use]
pub fn grounds_of_title(title: &str) -> Vec<Ground> {
    found(title, true)
}

fn found(text: &str, is_title: bool) -> Vec<Ground> {
    let text: String = text.nfkc().filter(|c| !is_joint(*c)).collect();
    let mut grounds = Vec::new();
    for (at, _) in text.char_indices() {
        let (before, rest) = text.split_at(at);
        let by_words = WORDINGS
            .iter()
            .filter(|wording| wording.conditions(before, rest, is_title))
            .map(|wording| wording.ground);
        grounds.extend(by_words);
        if origin::conditions(before, rest) {
            grounds.push(Ground::Origin);
        }
    }
    grounds.sort_unstable();
    grounds.dedup();
    grounds
}

/// What stands within a condition without ending it: 性别：男, 限 (男).
fn is_joint(letter: char) -> bool {
    letter.is_whitespace() || "::/、()[]{}【】「」“”\"'*_-~·<>《》".contains(letter)
}

/// Whether a text begins with one of some words.
pub(super) fn begins(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.starts_with(word))
}

/// Whether a text ends with one of some words.
pub(super) fn ends(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.ends_with(word))
}

impl Wording {
    /// Whether `rest` begins with a word of the group that is a condition where it stands.
    fn conditions(&self, before: &str, rest: &str, is_title: bool) -> bool {
        let Some(behind) = self.words.iter().find_map(|word| rest.strip_prefix(word)) else {
            return false;
        };
        let names_a_thing = begins(behind, self.unless_after) && !begins(behind, WORK);
        let is_both = self.ground == Ground::Sex && begins(behind, &["男", "女"]);
        if names_a_thing || is_both || ends(before, self.unless_before) {
            return false;
        }
        let at_an_end = before.is_empty() || behind.is_empty();
        self.alone
            || begins(behind, self.after)
            || (ends(before, self.before) && !ends(before, NO_LIMIT))
            || (is_title && self.ground == Ground::Sex && at_an_end)
    }
}

#[cfg(test)]
mod tests {
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
}
