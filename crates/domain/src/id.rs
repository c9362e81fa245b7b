//! One type an identity, so that a person is never looked up by a vacancy.
//!
//! Identities are time-ordered UUIDs. They are no secrets: what may be seen
//! never depends on not knowing one.

use uuid::Uuid;

/// Declares identity types; each is a UUID and nothing else.
macro_rules! identities {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new identity, later in order than those made before it.
            #[must_use]
            pub fn fresh() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

identities! {
    /// A look at a person out of one's own reach.
    BreakGlassId;
    /// A claim to be a person of the registry.
    ClaimId;
    /// A code that an officer printed.
    ClaimCodeId;
    /// A person in the registry.
    PersonId;
    /// A person's yes or no to one purpose.
    ConsentId;
    /// People who must stay together.
    PartyId;
    /// A dated job of a person.
    EmploymentId;
    /// An employer.
    EnterpriseId;
    /// A post with openings.
    VacancyId;
    /// An officer's wish that a pair be made or never made.
    PinId;
    /// One computation of a matching.
    RunId;
    /// What was learnt of how long jobs last, at one time.
    StabilityModelId;
    /// A person on the way to a post, or at it.
    PlacementId;
    /// Somebody's word that something happened to a placement.
    EventId;
    /// People who leave together.
    DepartureId;
    /// A pairing of two divisions.
    PairingId;
    /// A statement that somebody was at a job, with what shows it.
    EvidenceId;
    /// A file given as evidence.
    EvidenceFileId;
    /// A call for help.
    HelpRequestId;
    /// An attempt to reach somebody.
    ContactId;
    /// The rounds in which a division follows its people up.
    RoundPlanId;
    /// From how many on something is told of too many people, as a division says.
    ReuseThresholdId;
    /// A rule of stability that an office added.
    StabilityRuleId;
    /// A random sample of reported jobs.
    AuditId;
    /// Two counties that claim one person.
    ConflictId;
    /// Long work: an import, a matching run.
    JobId;
    /// Something that somebody is told.
    LetterId;
    /// A request to be forgotten.
    ErasureId;
    /// What is known of somebody must be kept.
    LegalHoldId;
    /// An enterprise that asks for its first account.
    SignUpId;
    /// Somebody who signs in.
    AccountId;
    /// A role that an account holds at an anchor.
    GrantId;
    /// One sign-in.
    SessionId;
}
