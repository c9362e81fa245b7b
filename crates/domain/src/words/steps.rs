//! How a person comes to a job and out of it again, and why a step is not taken or is told otherwise.

use crate::coded::coded;

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
