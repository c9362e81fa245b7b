//! How values are spelt on the wire: codes, divisions with their names, money.

use crate::{
    error::{self, Code, Error, Fault},
    storage::{jobs::Unit, runs::NotOffered},
};
use chrono::{Datelike, NaiveDate};
use domain::{
    alert,
    coded::Coded,
    consent, departure,
    division::{Division, Level},
    erasure, evidence, follow_up, grant, heed, issue, job, letter,
    register::register,
    roster::entry::{Precision, Relation},
    sign_up,
    skill::Skill,
    trace, vacancy, words,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::borrow::Cow;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        ObjectBuilder, RefOr, Schema,
        schema::{SchemaType, Type},
    },
};

/// A word of a closed list, spelt by its code. `GET /codesets/{set}` gives the labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<T>(pub T);

impl<T: Coded> Serialize for Word<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.code())
    }
}

impl<'de, T: Coded> Deserialize<'de> for Word<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = Cow::<'de, str>::deserialize(deserializer)?;
        // `body` tells this sentence from a wrong type; the value is not repeated.
        T::from_code(&code)
            .map(Self)
            .ok_or_else(|| de::Error::custom("unknown code"))
    }
}

impl<T: Coded> PartialSchema for Word<T> {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::new(Type::String))
            .enum_values(Some(T::ALL.iter().map(|word| word.code())))
            .into()
    }
}

impl<T: Coded> ToSchema for Word<T> {
    fn name() -> Cow<'static, str> {
        let camel: String = T::SET
            .split('_')
            .map(|part| part[..1].to_uppercase() + &part[1..])
            .collect();
        camel.into()
    }
}

// Aliases, because the description's macro looks into angle brackets and would ask the domain for
// schemas that only the wire has.
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

/// Words as the wire spells them.
pub fn spelt<T: Coded>(list: &[T]) -> Vec<Word<T>> {
    list.iter().copied().map(Word).collect()
}

/// Words without their spelling.
pub fn unspelt<T>(list: Vec<Word<T>>) -> Vec<T> {
    list.into_iter().map(|word| word.0).collect()
}

/// Reads a member of a merge patch: told, and told to be cleared, are two things.
///
/// # Errors
/// Whatever is wrong with the value.
pub fn told<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// A division with its full name.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DivisionBody {
    /// 6, 9 or 12 digits.
    #[schema(example = "520526")]
    pub code: String,
    /// Its full name at present.
    #[schema(example = "贵州省毕节市威宁彝族回族苗族自治县")]
    pub name: String,
}

impl From<Division> for DivisionBody {
    fn from(division: Division) -> Self {
        Self {
            code: division.to_string(),
            name: register().full_name(division),
        }
    }
}

/// Reads a division's code; it or the county above it is or was in force.
///
/// # Errors
/// [`Code::DivisionUnknown`].
pub fn division(code: &str) -> Result<Division, Code> {
    Division::parse(code)
        .filter(|d| {
            register().name_of(*d).is_some() || register().name_of(d.up_to(Level::County)).is_some()
        })
        .ok_or(Code::DivisionUnknown)
}

/// Reads a division in a query.
///
/// # Errors
/// [`Code::ParameterMalformed`].
pub fn division_parameter(code: Option<&str>) -> Result<Option<Division>, Error> {
    code.map(division)
        .transpose()
        .map_err(|_| Error::Malformed(Code::ParameterMalformed))
}

/// Reads a day in a query; the databases do not agree on days far outside this and the last century.
///
/// # Errors
/// [`Code::ParameterMalformed`] before 1900 and after 2200.
pub fn day_parameter(day: Option<NaiveDate>) -> Result<Option<NaiveDate>, Error> {
    match day {
        Some(day) if !(1900..=2200).contains(&day.year()) => {
            Err(Error::Malformed(Code::ParameterMalformed))
        }
        day => Ok(day),
    }
}

/// Refuses a day in a body that the databases do not agree on.
///
/// # Errors
/// [`Code::OutOfRange`] before 1900 and after 2200.
pub fn day_member(pointer: &str, day: NaiveDate) -> Result<(), Error> {
    if (1900..=2200).contains(&day.year()) {
        Ok(())
    } else {
        Err(error::invalid(pointer, Code::OutOfRange))
    }
}

/// A trade that somebody knows.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SkillBody {
    /// The trade.
    pub trade: TradeCode,
    /// From 1 (初级工) to 5 (高级技师).
    #[schema(minimum = 1, maximum = 5)]
    pub level: u8,
}

impl From<Skill> for SkillBody {
    fn from(skill: Skill) -> Self {
        Self {
            trade: Word(skill.trade),
            level: skill.level,
        }
    }
}

impl SkillBody {
    /// Reads the skills of a member; those of a level that there is not are faults.
    pub fn read(pointer: &str, list: &[Self], faults: &mut Faults) -> Vec<Skill> {
        let read = list.iter().enumerate().filter_map(|(index, body)| {
            let skill = Skill::of(body.trade.0, body.level);
            let at = format!("{pointer}/{index}/level");
            faults.take(&at, skill.ok_or(Code::OutOfRange))
        });
        read.collect()
    }
}

/// An amount of money a month, in whole fen.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// Fen; 100 fen are one yuan.
    #[schema(example = 350_000)]
    pub amount: i64,
    /// Always `CNY`.
    #[serde(default)]
    pub currency: Currency,
    /// Always `fen`.
    #[serde(default)]
    pub unit: MoneyUnit,
    /// Always `MONTH`.
    #[serde(default)]
    pub period: Period,
}

impl Money {
    /// So many fen a month.
    #[must_use]
    pub fn monthly(fen: i64) -> Self {
        Self {
            amount: fen,
            currency: Currency::default(),
            unit: MoneyUnit::default(),
            period: Period::default(),
        }
    }
}

/// The currency of all amounts.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
pub enum Currency {
    /// Yuan renminbi.
    #[default]
    #[serde(rename = "CNY")]
    Cny,
}

/// The unit of all amounts.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
pub enum MoneyUnit {
    /// A hundredth of a yuan.
    #[default]
    #[serde(rename = "fen")]
    Fen,
}

/// The time for which an amount is paid.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
pub enum Period {
    /// A month.
    #[default]
    #[serde(rename = "MONTH")]
    Month,
}

/// Gathers faults while a body becomes a domain value, so that all are told at once.
#[derive(Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// The value, or its fault kept.
    pub fn take<T>(&mut self, pointer: &str, read: Result<T, Code>) -> Option<T> {
        read.map_err(|code| self.0.push(Fault::at(pointer, code)))
            .ok()
    }

    /// Keeps a fault.
    pub fn add(&mut self, pointer: &str, code: Code) {
        self.0.push(Fault::at(pointer, code));
    }

    /// The value, if nothing was wrong.
    ///
    /// # Errors
    /// Every fault kept.
    pub fn or<T>(self, value: Option<T>) -> Result<T, Error> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(Error::Invalid(self.0)),
        }
    }
}
