//! What is expected of every operation: of whom the thing is that its path names, and what to send.
//!
//! Permission and role are not repeated here: they stand in the one table, `services::permissions`, of which the
//! description's `x-permission` names a row. An operation without a line of its own fails
//! `every_operation_is_decided_by_the_table`.

/// Of whom the thing must be that the path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The path names nothing, or nothing that belongs to anybody.
    Nobodys,
    /// It must be shown to the caller; else it is not there.
    Shown,
    /// It must be the caller's own to change. Whoever is shown it, but may not change it, is told so; to others it is
    /// not there.
    Held,
    /// As that, but to whoever may not change it, it is not there.
    Owned,
    /// A part of what is shown, which it may lack, or which is not for everybody to whom the sums are shown.
    Part,
    /// Ends the caller's session.
    Ends,
}

use Whose::{Ends, Held, Nobodys, Owned, Part, Shown};

/// A line: operation, whose, and the body or `?query` to send. `{own}` is the identity in the path.
pub type Line = (&'static str, Whose, &'static str);

const JOB: &str =
    r#"{"channel":"own","employer":"别厂","started_on":"2020-03-01","workplace":"441900"}"#;
const NEXT: &str = r#"{"end_reason":"better_job","next":{"channel":"own","employer":"别厂","started_on":"2020-04-01","workplace":"441900"}}"#;
const FINDINGS: &str = r#"{"findings":[{"employment_id":"00000000-0000-7000-8000-000000000000","finding":"confirmed","on":"2020-04-01"}]}"#;
const EVENT: &str =
    r#"{"event_id":"00000000-0000-7000-8000-000000000000","why":"misspelt","on":"2020-04-01"}"#;
const GRANT: &str = r#"{"role":"auditor"}"#;
const CONSENT: &str = r#"{"notice_version":"2026-11","follow_up":true}"#;
const RETRACTED: &str = r#"{"event_id":"00000000-0000-7000-8000-000000000000","why":"misspelt"}"#;

/// Every operation.
pub const LINES: &[Line] = &[
    ("accept_placement", Shown, "{}"),
    ("add_grant", Shown, GRANT),
    ("add_pin", Nobodys, "{}"),
    ("alter_departure", Shown, r#"{"add":[],"remove":[]}"#),
    ("answer_candidates", Nobodys, "{}"),
    ("answer_consents", Shown, CONSENT),
    ("answer_offers", Nobodys, "{}"),
    ("approve_sign_up", Shown, "{}"),
    ("arrive_departure", Shown, "{}"),
    ("arrive_placement", Shown, "{}"),
    ("ask_email_code", Nobodys, "{}"),
    ("ask_for_help", Nobodys, "{}"),
    ("ask_for_matching_run", Nobodys, "{}"),
    ("board_departure", Shown, "{}"),
    ("bootstrap", Nobodys, "{}"),
    ("cancel_departure", Shown, ""),
    ("cancel_job", Shown, "{}"),
    ("change_departure", Shown, r#"{"capacity":40}"#),
    ("change_employment", Shown, NEXT),
    ("change_enterprise", Held, r#"{"name":"新名厂"}"#),
    ("change_password", Nobodys, "{}"),
    ("change_person", Shown, r#"{"trades":[]}"#),
    ("change_preferences", Nobodys, "{}"),
    ("change_vacancy", Held, r#"{"openings":40}"#),
    ("check_in", Nobodys, r#"{"on":"2030-01-01"}"#),
    ("check_in_placement", Shown, r#"{"on":"2030-01-01"}"#),
    ("claim", Nobodys, "{}"),
    ("close_audit", Owned, "{}"),
    ("close_help_request", Shown, r#"{"outcome":"settled"}"#),
    ("close_vacancy", Held, "{}"),
    ("commit_matching_run", Shown, "{}"),
    ("compare_matching_runs", Shown, "?with={own}"),
    ("confirm_grant", Part, "{}"),
    ("confirm_job", Shown, "{}"),
    ("confirm_placement", Shown, "{}"),
    ("confirm_vacancy", Held, "{}"),
    ("consent_of_person", Shown, r#"{"given":true}"#),
    (
        "correct_employment",
        Shown,
        r#"{"why":"misspelt","started_on":"2020-03-01"}"#,
    ),
    ("correct_placement", Shown, EVENT),
    ("decline_placement", Shown, r#"{"reason":"too_far"}"#),
    ("depart_placement", Shown, "{}"),
    ("disable_account", Shown, ""),
    ("download_audit_units", Shown, ""),
    ("download_departure_list", Shown, ""),
    ("download_departure_tickets", Shown, ""),
    ("draw_audit", Nobodys, "{}"),
    ("end_employment", Shown, r#"{"reason":"better_job"}"#),
    ("end_grant", Part, ""),
    ("end_pairing", Owned, "{}"),
    ("end_placement", Shown, r#"{"reason":"better_job"}"#),
    ("end_round_plan", Shown, "{}"),
    (
        "end_stability_rule",
        Owned,
        r#"{"effective_to":"2030-01-01"}"#,
    ),
    ("enter_enterprise", Nobodys, "{}"),
    ("enter_pairing", Nobodys, "{}"),
    ("enter_stability_rule", Nobodys, "{}"),
    ("expected_stability", Shown, ""),
    ("get_account", Shown, ""),
    ("get_audit", Shown, ""),
    ("get_codeset", Nobodys, ""),
    ("get_conflict", Shown, ""),
    ("get_corrected_copy", Part, ""),
    ("get_departure", Shown, ""),
    ("get_division", Nobodys, ""),
    ("get_employment", Shown, ""),
    ("get_enterprise", Shown, ""),
    ("get_evidence", Shown, ""),
    ("get_follow_up_sheet", Shown, ""),
    ("get_help_request", Shown, ""),
    ("get_job", Shown, ""),
    ("get_letter", Shown, ""),
    ("get_matching_run", Shown, ""),
    ("get_pairing", Shown, ""),
    ("get_party", Shown, ""),
    ("get_person", Shown, ""),
    ("get_phone_list", Nobodys, ""),
    ("get_pin", Shown, ""),
    ("get_placement", Shown, ""),
    ("get_preferences", Nobodys, ""),
    ("get_round_plan", Shown, ""),
    ("get_second_factor", Nobodys, ""),
    ("get_sign_up", Shown, ""),
    ("get_stability_model", Shown, ""),
    ("get_stability_rule", Shown, ""),
    ("get_template", Nobodys, ""),
    ("get_vacancy", Shown, ""),
    ("give_evidence_file", Nobodys, "{}"),
    ("healthz", Nobodys, ""),
    ("learn_stability_model", Nobodys, "{}"),
    ("list_accounts", Nobodys, ""),
    ("list_alerts", Nobodys, ""),
    ("list_audit_units", Shown, ""),
    ("list_audits", Nobodys, ""),
    ("list_bid_prices", Shown, ""),
    ("list_codesets", Nobodys, ""),
    ("list_conflicts", Nobodys, ""),
    ("list_consents", Shown, ""),
    ("list_contacts", Nobodys, ""),
    ("list_departure_findings", Nobodys, ""),
    ("list_departure_members", Shown, ""),
    ("list_departures", Nobodys, ""),
    ("list_divisions", Nobodys, ""),
    ("list_employments", Shown, ""),
    ("list_enterprise_alerts", Nobodys, ""),
    ("list_enterprises", Nobodys, ""),
    ("list_evidence", Nobodys, ""),
    ("list_heeds", Shown, ""),
    ("list_help_requests", Nobodys, ""),
    ("list_jobs", Nobodys, ""),
    ("list_leavers", Nobodys, ""),
    ("list_letters", Nobodys, ""),
    ("list_matching_runs", Nobodys, ""),
    ("list_pairings", Nobodys, ""),
    ("list_parties", Nobodys, ""),
    ("list_people", Nobodys, ""),
    ("list_person_changes", Shown, ""),
    ("list_pins", Nobodys, ""),
    ("list_placement_events", Shown, ""),
    ("list_placements", Nobodys, ""),
    ("list_post_demand", Shown, ""),
    ("list_proposals", Shown, ""),
    ("list_reliability", Nobodys, ""),
    ("list_reuse", Nobodys, "?kind=phone"),
    ("list_round_plans", Nobodys, ""),
    ("list_rounds", Nobodys, ""),
    ("list_rounds_of_employment", Shown, ""),
    ("list_row_errors", Part, ""),
    ("list_sessions", Nobodys, ""),
    ("list_shipped_stability_rules", Nobodys, ""),
    ("list_sign_ups", Nobodys, ""),
    ("list_stability_models", Nobodys, ""),
    ("list_stability_rules", Nobodys, ""),
    ("list_training_demand", Shown, ""),
    ("list_traces", Nobodys, ""),
    ("list_unplaced", Shown, ""),
    ("list_vacancies", Nobodys, ""),
    ("list_viewers", Shown, ""),
    ("make_departures", Nobodys, "{}"),
    ("make_offer", Nobodys, "{}"),
    ("make_party", Nobodys, "{}"),
    ("me", Nobodys, ""),
    ("miss_placement", Shown, r#"{"reason":"changed_mind"}"#),
    ("open_account", Nobodys, "{}"),
    ("part_party", Shown, ""),
    ("person_history", Shown, ""),
    ("post_vacancy", Nobodys, "{}"),
    ("prepare_second_factor", Nobodys, ""),
    ("print_claim_code", Shown, ""),
    ("print_departure", Shown, ""),
    ("prove_claim", Nobodys, "{}"),
    ("prove_email", Nobodys, r#"{"code":"00000000"}"#),
    ("prove_second_factor", Nobodys, "{}"),
    ("read_consent_notice", Nobodys, ""),
    ("read_evidence_file", Shown, ""),
    ("readyz", Nobodys, ""),
    ("record_contacts", Nobodys, "{}"),
    ("redeem_claim_code", Nobodys, "{}"),
    ("refuse_placement", Shown, r#"{"reason":"unsuited"}"#),
    ("refuse_sign_up", Shown, r#"{"reason":"other"}"#),
    ("reinstate_enterprise", Held, "{}"),
    ("rematch", Nobodys, "{}"),
    ("remove_pin", Shown, ""),
    ("remove_second_factor", Shown, ""),
    ("renew_recovery_codes", Nobodys, "{}"),
    ("renew_session", Nobodys, "{}"),
    ("reopen_employment", Shown, r#"{"why":"misspelt"}"#),
    ("report_employment", Shown, JOB),
    ("requeue_letter", Shown, "{}"),
    ("reset_password", Shown, ""),
    ("resolve_conflict", Shown, r#"{"outcome":"withdrawn"}"#),
    ("resolve_pairing", Nobodys, "?home=520526&workplace=440106"),
    ("retract_placement_event", Shown, RETRACTED),
    ("reveal_person", Shown, r#"{"purpose":"contact"}"#),
    ("revoke_claim_code", Shown, ""),
    ("revoke_session", Shown, ""),
    ("search_people", Nobodys, r#"{"name":"王小明001"}"#),
    ("set_round_plan", Nobodys, "{}"),
    ("sign_in", Nobodys, "{}"),
    ("sign_out", Ends, ""),
    ("sign_up", Nobodys, "{}"),
    ("stability", Nobodys, ""),
    ("start_placement", Shown, "{}"),
    ("state_evidence", Nobodys, "{}"),
    ("suspend_enterprise", Held, r#"{"reason":"停产"}"#),
    ("tell_audit_findings", Shown, FINDINGS),
    ("top_people_of_vacancy", Shown, ""),
    ("top_posts_of_person", Shown, ""),
    ("upload_import", Nobodys, "{}"),
    ("verify_enterprise", Held, "{}"),
    ("void_employment", Shown, r#"{"why":"misspelt"}"#),
    ("withdraw_evidence", Shown, "{}"),
    (
        "withdraw_placement",
        Shown,
        r#"{"reason":"post_cancelled"}"#,
    ),
];

/// The line of an operation.
#[track_caller]
pub fn line(operation: &str) -> Line {
    let found = LINES.iter().find(|(name, ..)| *name == operation);
    *found.unwrap_or_else(|| {
        panic!(
            "nothing is expected of {operation}: say in tests/api/matrix/expected.rs whose the thing is that its path \
             names, and what to send"
        )
    })
}
