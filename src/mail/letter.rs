//! Every letter, as one value that is kept and drawn.

use super::{
    AnswerReceived, CandidateAnswered, DepartureCall, Digest, Drawn, EmailCode, ErasureAsked,
    ErasureDecided, GlassBroken, OfferExpired, OfferMade, OfferWithdrawn, OffersUnanswered, Page,
    RoundDue, SignUpDecided, SignUpReceived,
};
use domain::letter::LetterKind;
use serde::Serialize;
use serde_json::Value;

/// A letter with its facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Letter {
    /// To a job seeker.
    OfferMade(OfferMade),
    /// To the office that made the offer, and to the enterprise where the answer is yes.
    AnswerReceived(AnswerReceived),
    /// To the job seeker and the office that made the offer.
    CandidateAnswered(CandidateAnswered),
    /// To a job seeker.
    DepartureCall(DepartureCall),
    /// To the office that follows people up.
    RoundDue(RoundDue),
    /// The glass before a person was broken.
    GlassBroken(GlassBroken),
    /// To a job seeker, and after a yes to those who waited for them.
    OfferWithdrawn(OfferWithdrawn),
    /// To a job seeker.
    OfferExpired(OfferExpired),
    /// To the office that made the offers.
    OffersUnanswered(OffersUnanswered),
    /// To whoever wants to hear once in a while.
    Digest(Digest),
    /// To an address that nobody has confirmed yet.
    EmailCode(EmailCode),
    /// To the county that decides whether somebody is forgotten.
    ErasureAsked(ErasureAsked),
    /// To whoever asked that somebody be forgotten, and after a no to the person.
    ErasureDecided(ErasureDecided),
    /// To the first user of an enterprise that asked for an account, and to whoever asked for it.
    SignUpDecided(SignUpDecided),
    /// To the offices that decide about an enterprise that asks for an account.
    SignUpReceived(SignUpReceived),
}

/// A letter's facts cannot be read or its template not drawn: a fault of ours.
#[derive(Debug, thiserror::Error)]
pub enum Undrawn {
    /// What was kept is not what the letter says.
    #[error("a letter's facts cannot be read: {0}")]
    Facts(#[from] serde_json::Error),
    /// The template failed.
    #[error("a letter cannot be drawn: {0}")]
    Template(#[from] askama::Error),
}

impl Letter {
    /// What it is about.
    #[must_use]
    pub fn kind(&self) -> LetterKind {
        match self {
            Self::OfferMade(_) => LetterKind::OfferMade,
            Self::AnswerReceived(_) => LetterKind::AnswerReceived,
            Self::CandidateAnswered(_) => LetterKind::CandidateAnswered,
            Self::DepartureCall(_) => LetterKind::DepartureCall,
            Self::RoundDue(_) => LetterKind::RoundDue,
            Self::GlassBroken(_) => LetterKind::GlassBroken,
            Self::OfferWithdrawn(_) => LetterKind::OfferWithdrawn,
            Self::OfferExpired(_) => LetterKind::OfferExpired,
            Self::OffersUnanswered(_) => LetterKind::OffersUnanswered,
            Self::Digest(_) => LetterKind::Digest,
            Self::EmailCode(_) => LetterKind::EmailCode,
            Self::ErasureAsked(_) => LetterKind::ErasureAsked,
            Self::ErasureDecided(_) => LetterKind::ErasureDecided,
            Self::SignUpDecided(_) => LetterKind::SignUpDecided,
            Self::SignUpReceived(_) => LetterKind::SignUpReceived,
        }
    }

    /// One of each kind, as they could be.
    #[must_use]
    pub fn sample(kind: LetterKind) -> Self {
        match kind {
            LetterKind::OfferMade => Self::OfferMade(OfferMade::sample()),
            LetterKind::AnswerReceived => Self::AnswerReceived(AnswerReceived::sample()),
            LetterKind::CandidateAnswered => Self::CandidateAnswered(CandidateAnswered::sample()),
            LetterKind::DepartureCall => Self::DepartureCall(DepartureCall::sample()),
            LetterKind::RoundDue => Self::RoundDue(RoundDue::sample()),
            LetterKind::GlassBroken => Self::GlassBroken(GlassBroken::sample()),
            LetterKind::OfferWithdrawn => Self::OfferWithdrawn(OfferWithdrawn::sample()),
            LetterKind::OfferExpired => Self::OfferExpired(OfferExpired::sample()),
            LetterKind::OffersUnanswered => Self::OffersUnanswered(OffersUnanswered::sample()),
            LetterKind::Digest => Self::Digest(Digest::sample()),
            LetterKind::EmailCode => Self::EmailCode(EmailCode::sample()),
            LetterKind::ErasureAsked => Self::ErasureAsked(ErasureAsked::sample()),
            LetterKind::ErasureDecided => Self::ErasureDecided(ErasureDecided::sample()),
            LetterKind::SignUpDecided => Self::SignUpDecided(SignUpDecided::sample()),
            LetterKind::SignUpReceived => Self::SignUpReceived(SignUpReceived::sample()),
        }
    }

    /// The facts as they are kept.
    ///
    /// # Errors
    /// [`Undrawn::Facts`].
    pub fn facts(&self) -> Result<Value, Undrawn> {
        fn kept(facts: &impl Serialize) -> Result<Value, Undrawn> {
            Ok(serde_json::to_value(facts)?)
        }
        match self {
            Self::OfferMade(facts) => kept(facts),
            Self::AnswerReceived(facts) => kept(facts),
            Self::CandidateAnswered(facts) => kept(facts),
            Self::DepartureCall(facts) => kept(facts),
            Self::RoundDue(facts) => kept(facts),
            Self::GlassBroken(facts) => kept(facts),
            Self::OfferWithdrawn(facts) => kept(facts),
            Self::OfferExpired(facts) => kept(facts),
            Self::OffersUnanswered(facts) => kept(facts),
            Self::Digest(facts) => kept(facts),
            Self::EmailCode(facts) => kept(facts),
            Self::ErasureAsked(facts) => kept(facts),
            Self::ErasureDecided(facts) => kept(facts),
            Self::SignUpDecided(facts) => kept(facts),
            Self::SignUpReceived(facts) => kept(facts),
        }
    }

    /// The letter that was kept.
    ///
    /// # Errors
    /// [`Undrawn::Facts`].
    pub fn read(kind: LetterKind, facts: Value) -> Result<Self, Undrawn> {
        Ok(match kind {
            LetterKind::OfferMade => Self::OfferMade(serde_json::from_value(facts)?),
            LetterKind::AnswerReceived => Self::AnswerReceived(serde_json::from_value(facts)?),
            LetterKind::CandidateAnswered => {
                Self::CandidateAnswered(serde_json::from_value(facts)?)
            }
            LetterKind::DepartureCall => Self::DepartureCall(serde_json::from_value(facts)?),
            LetterKind::RoundDue => Self::RoundDue(serde_json::from_value(facts)?),
            LetterKind::GlassBroken => Self::GlassBroken(serde_json::from_value(facts)?),
            LetterKind::OfferWithdrawn => Self::OfferWithdrawn(serde_json::from_value(facts)?),
            LetterKind::OfferExpired => Self::OfferExpired(serde_json::from_value(facts)?),
            LetterKind::OffersUnanswered => Self::OffersUnanswered(serde_json::from_value(facts)?),
            LetterKind::Digest => Self::Digest(serde_json::from_value(facts)?),
            LetterKind::EmailCode => Self::EmailCode(serde_json::from_value(facts)?),
            LetterKind::ErasureAsked => Self::ErasureAsked(serde_json::from_value(facts)?),
            LetterKind::ErasureDecided => Self::ErasureDecided(serde_json::from_value(facts)?),
            LetterKind::SignUpDecided => Self::SignUpDecided(serde_json::from_value(facts)?),
            LetterKind::SignUpReceived => Self::SignUpReceived(serde_json::from_value(facts)?),
        })
    }

    /// The letter as it goes out.
    ///
    /// # Errors
    /// [`Undrawn::Template`].
    pub fn draw(&self, page: Page<'_>) -> Result<Drawn, Undrawn> {
        Ok(match self {
            Self::OfferMade(facts) => facts.draw(page),
            Self::AnswerReceived(facts) => facts.draw(page),
            Self::CandidateAnswered(facts) => facts.draw(page),
            Self::DepartureCall(facts) => facts.draw(page),
            Self::RoundDue(facts) => facts.draw(page),
            Self::GlassBroken(facts) => facts.draw(page),
            Self::OfferWithdrawn(facts) => facts.draw(page),
            Self::OfferExpired(facts) => facts.draw(page),
            Self::OffersUnanswered(facts) => facts.draw(page),
            Self::Digest(facts) => facts.draw(page),
            Self::EmailCode(facts) => facts.draw(page),
            Self::ErasureAsked(facts) => facts.draw(page),
            Self::ErasureDecided(facts) => facts.draw(page),
            Self::SignUpDecided(facts) => facts.draw(page),
            Self::SignUpReceived(facts) => facts.draw(page),
        }?)
    }
}
