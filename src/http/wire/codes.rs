//! The words of every closed list, as bodies name them.
//!
//! Aliases, because the description's macro looks into angle brackets and would ask the domain for
//! schemas that only the wire has.

use super::word::Word;
use crate::storage::{jobs::Unit, runs::NotOffered};
use domain::{
    alert, consent, departure,
    division::Level,
    erasure, evidence, follow_up, grant, heed, issue, job, letter,
    roster::entry::{Precision, Relation},
    sign_up, trace, vacancy, words,
};

/// A code of [`consent::Purpose`].
pub type PurposeCode = Word<consent::Purpose>;
/// A code of [`erasure::ErasureState`].
pub type ErasureStateCode = Word<erasure::ErasureState>;
/// A code of [`erasure::ErasureRefusal`].
pub type ErasureRefusalCode = Word<erasure::ErasureRefusal>;
/// A code of [`erasure::HoldReason`].
pub type HoldReasonCode = Word<erasure::HoldReason>;
/// A code of [`grant::GrantState`].
pub type GrantStateCode = Word<grant::GrantState>;
/// A code of [`sign_up::SignUpState`].
pub type SignUpStateCode = Word<sign_up::SignUpState>;
/// A code of [`sign_up::SignUpRefusal`].
pub type SignUpRefusalCode = Word<sign_up::SignUpRefusal>;
/// A code of [`words::Role`].
pub type RoleCode = Word<words::Role>;
/// A code of [`words::Sex`].
pub type SexCode = Word<words::Sex>;
/// A code of [`words::Schooling`].
pub type SchoolingCode = Word<words::Schooling>;
/// A code of [`words::LabourAbility`].
pub type LabourAbilityCode = Word<words::LabourAbility>;
/// A code of [`words::WorkStatus`].
pub type WorkStatusCode = Word<words::WorkStatus>;
/// A code of [`words::Willingness`].
pub type WillingnessCode = Word<words::Willingness>;
/// A code of [`words::Trade`].
pub type TradeCode = Word<words::Trade>;
/// A code of [`words::RegisterCategory`].
pub type RegisterCategoryCode = Word<words::RegisterCategory>;
/// A code of [`words::Channel`].
pub type ChannelCode = Word<words::Channel>;
/// A code of [`words::TrainingWish`].
pub type TrainingWishCode = Word<words::TrainingWish>;
/// A code of [`words::Closeness`].
pub type ClosenessCode = Word<words::Closeness>;
/// A code of [`words::Certificate`].
pub type CertificateCode = Word<words::Certificate>;
/// A code of [`words::VacancyKind`].
pub type VacancyKindCode = Word<words::VacancyKind>;
/// A code of [`words::ContractKind`].
pub type ContractKindCode = Word<words::ContractKind>;
/// A code of [`words::Hazard`].
pub type HazardCode = Word<words::Hazard>;
/// A code of [`words::Industry`].
pub type IndustryCode = Word<words::Industry>;
/// A code of [`words::EnterpriseSize`].
pub type EnterpriseSizeCode = Word<words::EnterpriseSize>;
/// A code of [`vacancy::Warning`].
pub type WarningCode = Word<vacancy::Warning>;
/// A code of [`words::PairingKind`].
pub type PairingKindCode = Word<words::PairingKind>;
/// A code of [`words::Tier`].
pub type TierCode = Word<words::Tier>;
/// A code of [`Level`].
pub type LevelCode = Word<Level>;
/// A code of [`words::Objective`].
pub type ObjectiveCode = Word<words::Objective>;
/// A code of [`words::Stage`].
pub type StageCode = Word<words::Stage>;
/// A code of [`words::EndReason`].
pub type EndReasonCode = Word<words::EndReason>;
/// A code of [`alert::AlertReason`].
pub type AlertReasonCode = Word<alert::AlertReason>;
/// A code of [`evidence::EvidenceKind`].
pub type EvidenceKindCode = Word<evidence::EvidenceKind>;
/// A code of [`evidence::HelpReason`].
pub type HelpReasonCode = Word<evidence::HelpReason>;
/// A code of [`evidence::HelpOutcome`].
pub type HelpOutcomeCode = Word<evidence::HelpOutcome>;
/// A code of [`follow_up::RoundState`].
pub type RoundStateCode = Word<follow_up::RoundState>;
/// A code of [`follow_up::ContactOutcome`].
pub type ContactOutcomeCode = Word<follow_up::ContactOutcome>;
/// A code of [`evidence::Media`].
pub type MediaCode = Word<evidence::Media>;
/// A code of [`words::ConflictOutcome`].
pub type ConflictOutcomeCode = Word<words::ConflictOutcome>;
/// A code of [`Relation`].
pub type RelationCode = Word<Relation>;
/// A code of [`Precision`].
pub type PrecisionCode = Word<Precision>;
/// A code of [`words::RefusalReason`].
pub type RefusalReasonCode = Word<words::RefusalReason>;
/// A code of [`words::WithdrawalReason`].
pub type WithdrawalReasonCode = Word<words::WithdrawalReason>;
/// A code of [`words::NoShowReason`].
pub type NoShowReasonCode = Word<words::NoShowReason>;
/// A code of [`words::CorrectionReason`].
pub type CorrectionReasonCode = Word<words::CorrectionReason>;
/// A code of [`heed::HeedKind`].
pub type HeedCode = Word<heed::HeedKind>;
/// A code of [`departure::DepartureState`].
pub type DepartureStateCode = Word<departure::DepartureState>;
/// A code of [`departure::DepartureFinding`].
pub type DepartureFindingCode = Word<departure::DepartureFinding>;
/// A code of [`words::Transport`].
pub type TransportCode = Word<words::Transport>;

/// A code of [`matching::watch::Phase`].
pub type MatchingPhaseCode = Word<matching::watch::Phase>;
/// A code of [`matching::watch::Stopped`].
pub type StoppedCode = Word<matching::watch::Stopped>;
/// A code of [`words::PartnerRule`].
pub type PartnerRuleCode = Word<words::PartnerRule>;
/// A code of [`job::JobKind`].
pub type JobKindCode = Word<job::JobKind>;
/// A code of [`job::JobState`].
pub type JobStateCode = Word<job::JobState>;
/// A code of [`Unit`].
pub type JobUnitCode = Word<Unit>;

/// A code of [`trace::Act`].
pub type ActCode = Word<trace::Act>;
/// A code of [`trace::ActKind`].
pub type ActKindCode = Word<trace::ActKind>;
/// A code of [`trace::GlassReason`].
pub type GlassReasonCode = Word<trace::GlassReason>;
/// A code of [`trace::RevealPurpose`].
pub type RevealPurposeCode = Word<trace::RevealPurpose>;
/// A code of [`letter::LetterKind`].
pub type LetterKindCode = Word<letter::LetterKind>;
/// A code of [`letter::LetterState`].
pub type LetterStateCode = Word<letter::LetterState>;
/// A code of [`letter::LetterChannel`].
pub type LetterChannelCode = Word<letter::LetterChannel>;
/// A code of [`letter::LetterFault`].
pub type LetterFaultCode = Word<letter::LetterFault>;
/// A code of [`letter::Rhythm`].
pub type RhythmCode = Word<letter::Rhythm>;
/// A code of [`letter::Language`].
pub type LanguageCode = Word<letter::Language>;

/// A code of [`job::ImportKind`].
pub type ImportKindCode = Word<job::ImportKind>;
/// A code of [`job::ImportMode`].
pub type ImportModeCode = Word<job::ImportMode>;
/// A code of [`issue::IssueCode`].
pub type IssueCodeCode = Word<issue::IssueCode>;
/// A code of [`issue::Severity`].
pub type SeverityCode = Word<issue::Severity>;
/// A code of [`matching::reasons::DecidedBy`].
pub type DecidedByCode = Word<matching::reasons::DecidedBy>;
/// A code of [`matching::compare::Difference`].
pub type DifferenceCode = Word<matching::compare::Difference>;
/// A code of [`matching::score::Unknown`].
pub type UnknownCode = Word<matching::score::Unknown>;
/// A code of [`matching::verdict::Verdict`].
pub type VerdictCode = Word<matching::verdict::Verdict>;
/// A code of [`stability::judge::Verdict`].
pub type StabilityVerdictCode = Word<stability::judge::Verdict>;
/// A code of [`stability::traits::Factor`].
pub type StabilityFactorCode = Word<stability::traits::Factor>;
/// A code of [`NotOffered`].
pub type NotOfferedCode = Word<NotOffered>;
