//! Letters: what they say, and to whom.
//!
//! A letter says that something has happened and where to look; never who. It lies in the outbox
//! in the transaction of what it tells of, and a sender takes it from there. Each kind has a file
//! with its facts, its templates in `templates/mail/` and a sample; [`Outbox`] knows who gets which.

mod answer_received;
mod candidate_answered;
mod departure_call;
mod digest;
mod email_code;
mod erasure_asked;
mod erasure_decided;
mod glass_broken;
mod letter;
mod offer_expired;
mod offer_made;
mod offer_withdrawn;
mod offers_unanswered;
mod outbox;
mod page;
mod round_due;
mod sign_up_decided;
mod sign_up_received;

pub use self::answer_received::AnswerReceived;
pub use self::candidate_answered::CandidateAnswered;
pub use self::departure_call::DepartureCall;
pub use self::digest::Digest;
pub use self::email_code::EmailCode;
pub use self::erasure_asked::ErasureAsked;
pub use self::erasure_decided::ErasureDecided;
pub use self::glass_broken::GlassBroken;
pub use self::letter::{Letter, Undrawn};
pub use self::offer_expired::OfferExpired;
pub use self::offer_made::OfferMade;
pub use self::offer_withdrawn::OfferWithdrawn;
pub use self::offers_unanswered::OffersUnanswered;
pub use self::outbox::Outbox;
pub use self::page::{Drawn, Page};
pub use self::round_due::RoundDue;
pub use self::sign_up_decided::SignUpDecided;
pub use self::sign_up_received::SignUpReceived;
