//! The trail: what was done, read and taken out, as a closed list of acts.
//!
//! An act says of itself of which kind it is and upon what; the record that somebody did it says who,
//! when, and upon which one. Records hold identities, codes, counts and digests, and nothing else.

use crate::coded::{Bilingual, coded};

coded! {
    /// Of which kind an act is.
    ActKind, "act_kind" {
        Change = "change", "变更";
        Read = "read", "查阅";
        Export = "export", "导出";
        SignIn = "sign_in", "登录与账号安全";
        Critical = "critical", "重大";
    }
}

coded! {
    /// For what numbers are read in full.
    RevealPurpose, "reveal_purpose" {
        Contact = "contact", "联系本人";
        FollowUp = "follow_up", "回访";
        Tickets = "tickets", "购买车票";
        Contract = "contract", "签订劳动合同";
        Subsidy = "subsidy", "办理补贴、社保";
        Verification = "verification", "核实身份";
        Complaint = "complaint", "处理投诉举报";
    }
}

coded! {
    /// For what somebody looks at a person out of reach.
    GlassReason, "glass_reason" {
        Emergency = "emergency", "突发事件救助";
        Missing = "missing", "寻找失联人员";
        Safety = "safety", "人身安全";
        Wages = "wages", "追讨欠薪";
        Complaint = "complaint", "核查投诉举报";
    }
}

impl Bilingual for GlassReason {
    fn en(self) -> &'static str {
        match self {
            Self::Emergency => "relief in an emergency",
            Self::Missing => "somebody is missing",
            Self::Safety => "somebody's safety",
            Self::Wages => "wages that are owed",
            Self::Complaint => "a complaint is looked into",
        }
    }
}

/// Acts of one kind upon one kind of thing a line: variant, code, kind, thing, Chinese label.
macro_rules! acts {
    ($($word:ident = $code:literal, $kind:ident, $thing:literal, $zh:literal;)+) => {
        coded! {
            /// What was done.
            Act, "act" {
                $($word = $code, $zh;)+
            }
        }

        impl Act {
            /// Of which kind it is.
            #[must_use]
            pub fn kind(self) -> ActKind {
                match self { $(Self::$word => ActKind::$kind,)+ }
            }

            /// Upon what it was done: the table of the object that a record names.
            #[must_use]
            pub fn thing(self) -> &'static str {
                match self { $(Self::$word => $thing,)+ }
            }
        }
    };
}

acts! {
    BootstrapOffered = "bootstrap_offered", SignIn, "bootstrap", "生成首个管理员代码";
    BootstrapUsed = "bootstrap_used", SignIn, "account", "建立首个管理员";
    AccountOpened = "account_opened", SignIn, "account", "开设账号";
    GrantAdded = "grant_added", SignIn, "role_grant", "增加身份";
    GrantConfirmed = "grant_confirmed", SignIn, "role_grant", "确认身份";
    GrantEnded = "grant_ended", SignIn, "role_grant", "终止身份";
    SignUpTaken = "sign_up_taken", SignIn, "sign_up", "用人单位申请账号";
    SignUpDecided = "sign_up_decided", SignIn, "sign_up", "审核用人单位注册申请";
    AccountDisabled = "account_disabled", SignIn, "account", "停用账号";
    PasswordChanged = "password_changed", SignIn, "account", "修改密码";
    PasswordReset = "password_reset", SignIn, "account", "重置他人密码";
    SecondFactorPrepared = "second_factor_prepared", SignIn, "account", "准备动态口令";
    SecondFactorProved = "second_factor_proved", SignIn, "account", "启用动态口令";
    SecondFactorRemoved = "second_factor_removed", SignIn, "account", "解除他人动态口令";
    RecoveryCodesRenewed = "recovery_codes_renewed", SignIn, "account", "更换恢复码";
    SignedIn = "signed_in", SignIn, "session", "登录";
    SessionEnded = "session_ended", SignIn, "session", "结束登录";
    SessionBurnt = "session_burnt", SignIn, "session", "续期凭证重复使用，登录作废";
    ClaimAsked = "claim_asked", SignIn, "claim", "求职者申请认领";
    ClaimProved = "claim_proved", SignIn, "claim", "求职者凭短信验证码登录";
    ClaimCodePrinted = "claim_code_printed", SignIn, "claim_code", "打印认领码";
    ClaimCodeRevoked = "claim_code_revoked", SignIn, "person", "作废认领码";
    ClaimCodeRedeemed = "claim_code_redeemed", SignIn, "person", "求职者凭认领码登录";
    PreferencesChanged = "preferences_changed", Change, "account", "修改通知设置";
    EmailCodeAsked = "email_code_asked", SignIn, "account", "请求邮箱验证码";
    EmailConfirmed = "email_confirmed", SignIn, "account", "确认邮箱";
    LettersGathered = "letters_gathered", Change, "letter", "汇总通知";
    LetterRequeued = "letter_requeued", Change, "letter", "重发通知";
    LettersDropped = "letters_dropped", Change, "letter", "作废未发通知";
    PersonChanged = "person_changed", Change, "person", "修改人员";
    ConsentsAnswered = "consents_answered", Change, "person", "逐项答复是否同意";
    ConsentGiven = "consent_given", Change, "person", "同意参加匹配";
    ConsentWithdrawn = "consent_withdrawn", Change, "person", "撤回同意";
    ErasureAsked = "erasure_asked", Critical, "erasure", "申请删除个人信息";
    ErasureDecided = "erasure_decided", Critical, "erasure", "决定删除个人信息";
    LegalHoldSet = "legal_hold_set", Critical, "legal_hold", "设置依法保存";
    LegalHoldReleased = "legal_hold_released", Critical, "legal_hold", "解除依法保存";
    RetentionKept = "retention_kept", Change, "retention", "按期删除";
    PeoplePutBack = "people_put_back", Change, "person", "重新参加匹配";
    PartyMade = "party_made", Change, "party", "登记同行";
    PartyParted = "party_parted", Change, "party", "解除同行";
    ConflictResolved = "conflict_resolved", Change, "conflict", "处理两县争人";
    ImportTakenOn = "import_taken_on", Change, "import", "上传表格";
    ImportCommitted = "import_committed", Change, "import", "表格入库";
    JobConfirmed = "job_confirmed", Change, "job", "确认任务";
    JobCancelled = "job_cancelled", Change, "job", "取消任务";
    EnterpriseEntered = "enterprise_entered", Change, "enterprise", "登记用人单位";
    EnterpriseChanged = "enterprise_changed", Change, "enterprise", "修改用人单位";
    EnterpriseVerified = "enterprise_verified", Change, "enterprise", "核实用人单位";
    EnterpriseSuspended = "enterprise_suspended", Change, "enterprise", "暂停用人单位";
    EnterpriseReinstated = "enterprise_reinstated", Change, "enterprise", "恢复用人单位";
    VacancyPosted = "vacancy_posted", Change, "vacancy", "发布岗位";
    VacancyChanged = "vacancy_changed", Change, "vacancy", "修改岗位";
    VacancyConfirmed = "vacancy_confirmed", Change, "vacancy", "确认岗位仍有效";
    VacancyClosed = "vacancy_closed", Change, "vacancy", "关闭岗位";
    PairingEntered = "pairing_entered", Change, "pairing", "登记结对";
    PairingEnded = "pairing_ended", Change, "pairing", "结束结对";
    PinSet = "pin_set", Change, "pin", "指定或排除";
    PinRemoved = "pin_removed", Change, "pin", "取消指定或排除";
    RunAsked = "run_asked", Change, "matching_run", "申请匹配";
    RunComputed = "run_computed", Change, "matching_run", "完成匹配计算";
    RunCommitted = "run_committed", Change, "matching_run", "匹配结果转为邀约";
    OfferMade = "offer_made", Change, "placement", "人工发出邀约";
    PlacementStepped = "placement_stepped", Change, "placement", "登记一步进展";
    PlacementsStepped = "placements_stepped", Change, "placement", "成批登记进展";
    PlacementsAnswered = "placements_answered", Change, "placement", "成批答复邀约";
    PlacementSeen = "placement_seen", Change, "placement", "登记在岗";
    PlacementAmended = "placement_amended", Change, "placement", "更正或撤销进展";
    OffersExpired = "offers_expired", Change, "placement", "邀约到期";
    DeparturesMade = "departures_made", Change, "matching_run", "编排出行批次";
    DepartureChanged = "departure_changed", Change, "departure", "修改出行批次";
    DepartureMembersChanged = "departure_members_changed", Change, "departure", "调整出行人员";
    DepartureBoarded = "departure_boarded", Change, "departure", "出发点名";
    DepartureArrived = "departure_arrived", Change, "departure", "到达点名";
    DepartureCancelled = "departure_cancelled", Change, "departure", "取消出行批次";
    EmploymentReported = "employment_reported", Change, "employment", "登记务工";
    EmploymentEnded = "employment_ended", Change, "employment", "登记离岗";
    JobChanged = "job_changed", Change, "employment", "登记换工作";
    EmploymentAmended = "employment_amended", Change, "employment", "更正务工";
    EvidenceFileGiven = "evidence_file_given", Change, "evidence_file", "上传佐证文件";
    EvidenceStated = "evidence_stated", Change, "evidence", "登记佐证";
    EvidenceWithdrawn = "evidence_withdrawn", Change, "evidence", "撤回佐证";
    CheckedIn = "checked_in", Change, "employment", "本人报到";
    ContactsRecorded = "contacts_recorded", Change, "contact", "登记联系";
    HelpAsked = "help_asked", Change, "help_request", "求助";
    HelpClosed = "help_closed", Change, "help_request", "办结求助";
    RoundPlanSet = "round_plan_set", Change, "round_plan", "设定回访轮次";
    ReuseThresholdSet = "reuse_threshold_set", Change, "reuse_threshold", "设定疑点起列数";
    RoundPlanEnded = "round_plan_ended", Change, "round_plan", "结束回访轮次";
    RoundsTold = "rounds_told", Change, "round_plan", "通知到期回访";
    AuditDrawn = "audit_drawn", Change, "audit", "抽取样本";
    AuditTold = "audit_told", Change, "audit", "登记抽查结论";
    AuditClosed = "audit_closed", Change, "audit", "结束抽查";
    StabilityRuleEntered = "stability_rule_entered", Change, "stability_rule", "登记稳定就业口径";
    StabilityRuleEnded = "stability_rule_ended", Change, "stability_rule", "结束稳定就业口径";
    StabilityModelAsked = "stability_model_asked", Change, "stability_model", "申请学习稳定性模型";
    AlertsReckoned = "alerts_reckoned", Change, "alert", "完成预警计算";
    StabilityModelLearnt = "stability_model_learnt", Change, "stability_model", "完成学习稳定性模型";
    KeyChangeBegun = "key_change_begun", Critical, "key", "开始或继续更换密钥";
    KeyChanged = "key_changed", Critical, "key", "更换密钥完成";
    DemonstrationMade = "demonstration_made", Change, "account", "建立演示数据";
    PersonRead = "person_read", Read, "person", "查阅一人";
    GlassBroken = "glass_broken", Critical, "break_glass", "紧急查看范围外人员";
    GlassRefused = "glass_refused", Critical, "break_glass", "紧急查看未找到人";
    PersonSeenThroughGlass = "person_seen_through_glass", Read, "person", "紧急查看期间查阅一人";
    PersonRevealed = "person_revealed", Read, "person", "查看证件号、电话全号";
    PersonFound = "person_found", Read, "person", "按身份证号或姓名查人";
    PeopleListed = "people_listed", Read, "person", "查阅人员名单";
    PersonHistoryRead = "person_history_read", Read, "person", "查阅一人的履历";
    PlacementHistoryRead = "placement_history_read", Read, "placement", "查阅一次输出的经过";
    ProposalsRead = "proposals_read", Read, "matching_run", "查阅匹配推荐名单";
    UnplacedRead = "unplaced_read", Read, "matching_run", "查阅暂未匹配名单";
    TopPeopleRead = "top_people_read", Read, "vacancy", "查阅岗位的合适人员";
    DepartureMembersRead = "departure_members_read", Read, "departure", "查阅出行人员";
    RoundsRead = "rounds_read", Read, "person", "查阅待回访人员";
    AlertsRead = "alerts_read", Read, "person", "查阅预警人员";
    LeaversRead = "leavers_read", Read, "person", "查阅离岗人员";
    AuditUnitsRead = "audit_units_read", Read, "audit", "查阅抽查名单";
    AuditListTaken = "audit_list_taken", Export, "audit", "下载抽查名单";
    EvidenceFileRead = "evidence_file_read", Export, "evidence", "下载佐证文件";
    DepartureListTaken = "departure_list_taken", Export, "departure", "下载或打印出行名单";
    TicketListTaken = "ticket_list_taken", Export, "departure", "下载购票名单（证件号、电话未遮盖）";
    PhoneListTaken = "phone_list_taken", Export, "person", "下载回访电话名单";
    FollowUpSheetTaken = "follow_up_sheet_taken", Export, "enterprise", "下载企业在岗月报";
    CorrectedCopyTaken = "corrected_copy_taken", Export, "job", "下载待改正的表格行";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coded::Coded;

    #[test]
    fn the_code_of_an_act_begins_with_a_word_and_fits_its_column() {
        for act in Act::ALL {
            let code = act.code();
            assert!(code.len() <= 40, "{code}");
            assert!(
                code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'),
                "{code}"
            );
            assert!(!act.thing().is_empty());
        }
    }
}
