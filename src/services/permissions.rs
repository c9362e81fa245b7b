//! Which role may do what, and who keeps out of it all the same: one table. *Whom* and *what* it may be done to is the
//! scope's business.

use domain::{recusal::Recusal, words::Role};

/// Writes the table down once: permission, stable code, the roles that hold it, and what keeps one out.
macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $code:literal: $($role:ident)* $(, unless $($recusal:ident)+)?;)+) => {
        /// Something that a role may do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Permission { $($(#[$doc])* $name,)+ }

        impl Permission {
            /// Every permission.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// As the API's description spells it in `x-permission`.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// The roles that hold it.
            #[must_use]
            pub const fn roles(self) -> &'static [Role] {
                match self { $(Self::$name => &[$(Role::$role),*],)+ }
            }

            /// What keeps somebody out who holds it.
            #[must_use]
            pub const fn recusals(self) -> &'static [Recusal] {
                match self { $(Self::$name => &[$($(Recusal::$recusal),+)?],)+ }
            }

            /// Whether a role holds it.
            #[must_use]
            pub fn held_by(self, role: Role) -> bool {
                self.roles().contains(&role)
            }
        }
    };
}

permissions! {
    /// Change one's own password, second factor and sessions.
    SelfManage = "self_manage": National Province CountyWest BureauEast Enterprise Worker Sysadmin Auditor;
    /// See one's own account and sign out.
    SelfRead = "self_read": National Province CountyWest BureauEast Enterprise Worker Sysadmin Auditor;
    /// Say how one wants to be told.
    SelfWrite = "self_write": National Province CountyWest BureauEast Enterprise Worker Sysadmin Auditor;
    /// See what became of letters to the accounts within reach, and have dead ones sent again.
    LetterManage = "letter_manage": Province CountyWest BureauEast Sysadmin;
    /// See and make accounts, at or below one's own division.
    AccountManage = "account_manage": Province CountyWest BureauEast Sysadmin, unless OwnAccount;
    /// Confirm a grant that needs a second person.
    GrantConfirm = "grant_confirm": Sysadmin, unless OwnAccount OwnGrant;
    /// Read divisions, pairings and code lists.
    ReferenceRead = "reference_read": National Province CountyWest BureauEast Enterprise Worker Sysadmin Auditor;
    /// Add pairings.
    PairingManage = "pairing_manage": National Province Sysadmin;
    /// See people within reach.
    PersonRead = "person_read": Province CountyWest BureauEast Enterprise Worker;
    /// Change a person's wishes and consent.
    PersonWrite = "person_write": CountyWest Worker;
    /// See what a person agreed to, and when.
    ConsentRead = "consent_read": Province CountyWest Worker;
    /// Say what one agrees to, or write it down at the counter.
    ConsentAnswer = "consent_answer": CountyWest Worker;
    /// Ask that a person be forgotten.
    ErasureAsk = "erasure_ask": CountyWest Worker;
    /// Decide whether people are forgotten.
    ErasureDecide = "erasure_decide": CountyWest Province, unless OwnRequest;
    /// Say that what is known of a person must be kept.
    LegalHoldManage = "legal_hold_manage": CountyWest Province;
    /// Print codes by which people take over their own row.
    ClaimCodePrint = "claim_code_print": CountyWest;
    /// See how people's rows were changed.
    PersonHistory = "person_history": Province CountyWest;
    /// See the jobs that people have and had.
    EmploymentRead = "employment_read": Province CountyWest BureauEast Enterprise Worker;
    /// Say who must stay together.
    PartyManage = "party_manage": CountyWest;
    /// Upload sheets; of which kind, is the kind's own permission's business.
    SheetImport = "sheet_import": National Province CountyWest BureauEast Enterprise Sysadmin;
    /// Upload rosters and close employments in bulk.
    RosterImport = "roster_import": CountyWest;
    /// Upload sheets of vacancies.
    VacancyImport = "vacancy_import": BureauEast CountyWest Enterprise;
    /// Fetch the sheet of who is still at work, and upload it filled in.
    FollowUpImport = "follow_up_import": Enterprise BureauEast CountyWest;
    /// See jobs within reach and what they found.
    JobRead = "job_read": National Province CountyWest BureauEast Enterprise Sysadmin;
    /// Confirm or cancel one's own jobs.
    JobDecide = "job_decide": CountyWest BureauEast Enterprise Province National Sysadmin;
    /// See people whom two counties claim.
    ConflictRead = "conflict_read": Province CountyWest;
    /// Release a person, or withdraw the claim.
    ConflictResolve = "conflict_resolve": CountyWest;
    /// See enterprises.
    EnterpriseRead = "enterprise_read": National Province CountyWest BureauEast Enterprise Worker;
    /// Enter enterprises and change them.
    EnterpriseWrite = "enterprise_write": BureauEast CountyWest Enterprise;
    /// Verify and suspend the enterprises of one's place.
    EnterpriseVerify = "enterprise_verify": BureauEast CountyWest, unless OwnEntry;
    /// Say yes or no to enterprises of one's place that ask for an account.
    SignUpDecide = "sign_up_decide": BureauEast CountyWest, unless OwnSignUp;
    /// See vacancies.
    VacancyRead = "vacancy_read": National Province CountyWest BureauEast Enterprise Worker;
    /// Post vacancies, change, confirm and close them.
    VacancyWrite = "vacancy_write": BureauEast CountyWest Enterprise;
    /// Run the matching and commit a run.
    MatchRun = "match_run": CountyWest;
    /// Read runs and what they propose.
    MatchRead = "match_read": CountyWest Province;
    /// See which posts suit a person best.
    TopPosts = "top_posts": Province CountyWest Worker;
    /// See which people a post suits best, before they were offered it.
    TopPeople = "top_people": Province CountyWest;
    /// Pin and exclude pairs.
    PinManage = "pin_manage": CountyWest;
    /// See placements within reach.
    PlacementRead = "placement_read": Province CountyWest BureauEast Enterprise Worker;
    /// Answer an offer as the person, or for the person at the counter.
    OfferAnswer = "offer_answer": Worker CountyWest;
    /// Answer a candidate as the enterprise.
    CandidateAnswer = "candidate_answer": Enterprise BureauEast;
    /// Offer a post to a person outside any run.
    OfferMake = "offer_make": CountyWest;
    /// Take an offer back.
    OfferWithdraw = "offer_withdraw": CountyWest;
    /// Record departure and no-show.
    DepartureRecord = "departure_record": CountyWest;
    /// Record arrival, start of work and end of work.
    WorkRecord = "work_record": CountyWest BureauEast Enterprise;
    /// Write down jobs that no placement became, and tell them otherwise.
    EmploymentWrite = "employment_write": CountyWest;
    /// See departures and their lists, IDs and phones masked.
    DepartureRead = "departure_read": Province CountyWest BureauEast;
    /// Put people into departures, change these, and call the roll when they leave.
    DeparturePlan = "departure_plan": CountyWest;
    /// Call the roll when people arrive.
    DepartureReceive = "departure_receive": BureauEast CountyWest;
    /// Read a departure's IDs and phones in full, to buy tickets.
    DepartureReveal = "departure_reveal": CountyWest;
    /// Tell otherwise what was told of a placement; of which steps, is their own permissions' business.
    PlacementCorrect = "placement_correct": CountyWest BureauEast;
    /// Say that somebody is still at work.
    CheckIn = "check_in": Worker CountyWest BureauEast Enterprise;
    /// State that people were at their jobs, and give what shows it.
    EvidenceRecord = "evidence_record": Worker CountyWest BureauEast Enterprise;
    /// See what shows that people are at their jobs.
    EvidenceRead = "evidence_read": Province CountyWest BureauEast Enterprise Worker;
    /// Say of oneself that one is at work.
    SelfCheckIn = "self_check_in": Worker;
    /// Ask for help, or write down that somebody does.
    HelpAsk = "help_ask": Worker CountyWest BureauEast;
    /// See who asks for help.
    HelpRead = "help_read": CountyWest BureauEast Worker;
    /// Write down how a call for help ended.
    HelpClose = "help_close": CountyWest BureauEast;
    /// See whom to follow up, and how it stands.
    RoundRead = "round_read": Province CountyWest BureauEast;
    /// See in which rounds divisions follow their people up.
    RoundPlanRead = "round_plan_read": Province CountyWest;
    /// Say in which rounds the people of one's division are followed up.
    RoundPlanManage = "round_plan_manage": Province CountyWest;
    /// Write down attempts to reach people.
    ContactRecord = "contact_record": CountyWest BureauEast;
    /// See whose job may end soon, and why.
    AlertRead = "alert_read": CountyWest BureauEast;
    /// See who has left, and put them back into the next run.
    Rematch = "rematch": CountyWest;
    /// See attempts to reach people.
    ContactRead = "contact_read": Province CountyWest BureauEast;
    /// Take the list to phone by with telephone numbers in full.
    PhoneReveal = "phone_reveal": CountyWest;
    /// Read stability figures.
    StabilityRead = "stability_read": National Province CountyWest BureauEast;
    /// Say what counts as stable in one's own area.
    StabilityRuleManage = "stability_rule_manage": National Province CountyWest BureauEast;
    /// Read what random samples found.
    AuditRead = "audit_read": National Province CountyWest BureauEast;
    /// Draw a random sample of reported jobs, and close it.
    AuditManage = "audit_manage": Province CountyWest BureauEast;
    /// See whom a sample drew, and tell what a visit found.
    AuditVisit = "audit_visit": Province CountyWest BureauEast, unless OwnReport;
    /// See what is told of more people than it can be true of.
    ReuseRead = "reuse_read": Province CountyWest BureauEast;
    /// Say from how many on something is told of too many people in one's own area.
    ReuseThresholdManage = "reuse_threshold_manage": Province CountyWest BureauEast;
    /// See how reliable an enterprise is.
    ReliabilityRead = "reliability_read": National Province CountyWest BureauEast;
    /// Read the trail of acts.
    TraceRead = "trace_read": Province CountyWest BureauEast Auditor;
    /// See who has seen a person.
    ViewerRead = "viewer_read": Province CountyWest Worker;
    /// Look at one person out of one's own reach for three hours.
    BreakGlass = "break_glass": Province CountyWest BureauEast;
    /// See who broke the glass before people of one's area.
    BrokenGlassRead = "broken_glass_read": Province CountyWest Auditor;
    /// Read a person's ID and telephone number in full, for a purpose.
    PersonReveal = "person_reveal": CountyWest;
    /// Have it learnt how long pairs last.
    StabilityLearn = "stability_learn": National;
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn each_permission_has_one_code_and_somebody_who_holds_it() {
        let codes: HashSet<_> = Permission::ALL.iter().map(|p| p.code()).collect();
        assert_eq!(codes.len(), Permission::ALL.len());
        assert!(Permission::ALL.iter().all(|p| !p.roles().is_empty()));
    }

    #[test]
    fn those_who_run_the_service_see_no_person() {
        for permission in [
            Permission::PersonRead,
            Permission::PlacementRead,
            Permission::MatchRead,
        ] {
            assert!(!permission.held_by(Role::Sysadmin) && !permission.held_by(Role::Auditor));
        }
    }
}
