//! Reports against what was found: the words of audits and of what looks like one thing told many times.

use crate::coded::coded;

coded! {
    /// What a visit found of somebody who was reported to be at work on a day.
    Finding, "finding" {
        Confirmed = "confirmed", "核实在岗";
        LeftBefore = "left_before", "此前已离岗";
        NeverArrived = "never_arrived", "从未到岗";
        Unreachable = "unreachable", "联系不上";
        WrongData = "wrong_data", "信息不实";
    }
}

impl Finding {
    /// Whether the report was true. Whoever cannot be reached has not been confirmed.
    #[must_use]
    pub fn confirms(self) -> bool {
        matches!(self, Self::Confirmed)
    }
}

coded! {
    /// By which end of a job it belongs to an area.
    Side, "audit_side" {
        Home = "home", "户籍地";
        Workplace = "workplace", "务工地";
    }
}

coded! {
    /// What is told of more people than it can be true of.
    Reuse, "reuse" {
        Phone = "phone", "同一电话";
        PayAccount = "pay_account", "同一工资账号";
        EvidenceFile = "evidence_file", "同一凭证文件";
        CrowdedStart = "crowded_start", "同日上岗人数超过招聘人数";
    }
}
