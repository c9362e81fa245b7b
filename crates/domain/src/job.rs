//! Long work: what kinds there are, and the states that it lives through.

use crate::coded::coded;

coded! {
    /// A kind of long work.
    JobKind, "job_kind" {
        Import = "import", "导入";
        Matching = "matching", "匹配";
        StabilityModel = "stability_model", "稳定性学习";
        Alerts = "alerts", "预警计算";
    }
}

coded! {
    /// Where a job stands. The spelling is that of the operations resource: in capitals.
    JobState, "job_state" {
        Queued = "QUEUED", "排队中";
        Running = "RUNNING", "处理中";
        AwaitingConfirmation = "AWAITING_CONFIRMATION", "待确认";
        Committing = "COMMITTING", "写入中";
        Succeeded = "SUCCEEDED", "已完成";
        Failed = "FAILED", "失败";
        Cancelled = "CANCELLED", "已取消";
        Expired = "EXPIRED", "已过期";
    }
}

impl JobState {
    /// The states in which a worker has something to do.
    pub const DUE: [Self; 3] = [Self::Queued, Self::Running, Self::Committing];

    /// The states in which nobody works on the job, but may yet.
    pub const WAITING: [Self; 2] = [Self::Queued, Self::AwaitingConfirmation];

    /// Whether nothing will happen to the job any more.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(
            self,
            Self::Succeeded | Self::Failed | Self::Cancelled | Self::Expired
        )
    }
}

coded! {
    /// What an uploaded sheet holds.
    ImportKind, "import_kind" {
        Roster = "roster", "劳动力名册";
        Closings = "closings", "就业结束名册";
        Vacancies = "vacancies", "岗位表";
        Pairings = "pairings", "结对表";
        FollowUps = "follow_ups", "企业在岗月报";
    }
}

coded! {
    /// What becomes of a file with bad rows.
    ImportMode, "import_mode" {
        AllOrNothing = "all_or_nothing", "有错即全部不导入";
        SkipBadRows = "skip_bad_rows", "跳过错误行";
    }
}
