//! What places are to each other, and how the matching heeds it.

use crate::coded::coded;

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
    /// How designated partners are favoured by the matching; never a condition of a post.
    PartnerRule, "partner_rule" {
        Weighed = "weighed", "结对关系按权重计分";
        First = "first", "结对地区绝对优先";
    }
}

coded! {
    /// What the matching strives for first.
    Objective, "objective" {
        PeopleFirst = "people_first", "人数优先";
        ScoreFirst = "score_first", "总分优先";
    }
}
