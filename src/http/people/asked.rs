//! What is asked about people, and what is to be changed.

use super::super::{
    paging::Page,
    wire::{
        self, CertificateCode, Faults, Money, SkillBody, TradeCode, TrainingWishCode,
        WillingnessCode, told, unspelt,
    },
};
use crate::{
    error::{Code, Error},
    storage::people::{Change, Filter, Wanted},
};
use chrono::NaiveDate;
use domain::{
    citizen_id::CitizenId, coded::Coded, division::Division, id::PersonId, phone::Phone,
    words::WorkStatus,
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// Which people to list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct PersonQuery {
    /// Home division and everything under it.
    pub area: Option<String>,
    /// `out_of_work` or `away`: without or with an open job.
    pub status: Option<String>,
    /// Rows a page, 50 unless told, 200 at most.
    pub limit: Option<i64>,
    /// Where the page before ended.
    pub cursor: Option<String>,
}

impl PersonQuery {
    /// The filter.
    ///
    /// # Errors
    /// [`Code::ParameterMalformed`].
    pub fn filter(&self) -> Result<Filter, Error> {
        let away = match self.status.as_deref().map(WorkStatus::from_code) {
            None => None,
            Some(Some(WorkStatus::Away)) => Some(true),
            Some(Some(WorkStatus::OutOfWork)) => Some(false),
            Some(_) => return Err(Error::Malformed(Code::ParameterMalformed)),
        };
        Ok(Filter {
            area: wire::division_parameter(self.area.as_deref())?,
            away,
        })
    }
}

/// The place in the list behind which a page begins.
///
/// # Errors
/// [`Code::CursorMismatch`].
pub fn after(page: &Page) -> Result<Option<(Division, PersonId)>, Error> {
    let read = |key: &str| {
        let (home, id) = key.split_once(' ')?;
        let home = Division::from_widened(home.parse().ok()?)?;
        Some((home, PersonId(id.parse().ok()?)))
    };
    page.after
        .as_deref()
        .map(|key| read(key).ok_or(Error::Malformed(Code::CursorMismatch)))
        .transpose()
}

/// By what somebody is looked for: exactly one of the three.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchBody {
    citizen_id: Option<String>,
    phone: Option<String>,
    /// The whole name.
    #[validate(length(min = 1, max = 64))]
    name: Option<String>,
}

impl TryFrom<SearchBody> for Wanted {
    type Error = Error;

    fn try_from(body: SearchBody) -> Result<Self, Error> {
        let mut faults = Faults::default();
        let wanted = match (body.citizen_id, body.phone, body.name) {
            (Some(id), None, None) => {
                let read = CitizenId::read(&id).map_err(|_| Code::CitizenIdInvalid);
                let read = read.map(|(id, _)| Self::CitizenId(id));
                faults.take("/citizen_id", read)
            }
            (None, Some(phone), None) => {
                let read = Phone::read(&phone).ok_or(Code::PhoneInvalid);
                faults.take("/phone", read.map(Self::Phone))
            }
            (None, None, Some(name)) => Some(Self::Name(name)),
            _ => {
                faults.add("", Code::WantedAmbiguous);
                None
            }
        };
        faults.or(wanted)
    }
}

/// What is to be changed, as a merge patch: what is absent stays, `null` clears.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::option_option,
    reason = "absent, null and a value are three things in a merge patch"
)]
pub struct ChangePersonBody {
    #[serde(default, deserialize_with = "told")]
    #[schema(value_type = Option<String>)]
    phone: Option<Option<String>>,
    #[validate(length(max = 40))]
    skills: Option<Vec<SkillBody>>,
    #[validate(length(max = 20))]
    certificates: Option<Vec<CertificateCode>>,
    #[serde(default, deserialize_with = "told")]
    #[schema(value_type = Option<WillingnessCode>)]
    willingness: Option<Option<WillingnessCode>>,
    /// Division codes, in order of preference.
    #[validate(length(max = 20))]
    divisions: Option<Vec<String>>,
    /// In order of preference.
    #[validate(length(max = 20))]
    trades: Option<Vec<TradeCode>>,
    /// The least pay wished for.
    #[serde(default, deserialize_with = "told")]
    #[schema(value_type = Option<Money>)]
    pay: Option<Option<Money>>,
    #[serde(default, deserialize_with = "told")]
    #[schema(value_type = Option<NaiveDate>)]
    ready_from: Option<Option<NaiveDate>>,
    #[serde(default, deserialize_with = "told")]
    #[schema(value_type = Option<TrainingWishCode>)]
    training: Option<Option<TrainingWishCode>>,
    #[serde(default, deserialize_with = "told")]
    #[schema(value_type = Option<TradeCode>)]
    training_trade: Option<Option<TradeCode>>,
}

/// Most pay that is wished for, in fen a month: a million yuan.
const MOST_PAY_FEN: i64 = 100_000_000;

impl TryFrom<ChangePersonBody> for Change {
    type Error = Error;

    fn try_from(body: ChangePersonBody) -> Result<Self, Error> {
        let mut faults = Faults::default();
        let phone = body.phone.map(|phone| {
            let read = |phone: String| Phone::read(&phone).ok_or(Code::PhoneInvalid);
            faults.take("/phone", phone.map(read).transpose()).flatten()
        });
        let divisions = body.divisions.map(|codes| {
            let read = codes.iter().enumerate().filter_map(|(index, code)| {
                faults.take(&format!("/divisions/{index}"), wire::division(code))
            });
            read.collect()
        });
        let pay_fen = body.pay.map(|pay| {
            let read = |pay: Money| {
                let fits = (1..=MOST_PAY_FEN).contains(&pay.amount);
                fits.then_some(pay.amount).ok_or(Code::OutOfRange)
            };
            faults
                .take("/pay/amount", pay.map(read).transpose())
                .flatten()
        });
        let skills = body
            .skills
            .map(|skills| SkillBody::read("/skills", &skills, &mut faults));
        faults.or(Some(Self {
            phone,
            skills,
            certificates: body.certificates.map(unspelt),
            willingness: body.willingness.map(|word| word.map(|word| word.0)),
            divisions,
            trades: body.trades.map(unspelt),
            pay_fen,
            ready_from: body.ready_from,
            training: body.training.map(|word| word.map(|word| word.0)),
            training_trade: body.training_trade.map(|word| word.map(|word| word.0)),
            ..Self::default()
        }))
    }
}

/// Whether a person consents to being matched.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentBody {
    /// Given, or taken back.
    pub given: bool,
}
