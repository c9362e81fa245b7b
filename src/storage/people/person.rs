//! A person of the registry, between its row and what the other floors ask for.

use super::{
    super::{
        columns::{division, list, word, word_if, words},
        rows::person::Model,
    },
    indexes,
    sealed::{opened_citizen_id, opened_phone, seal_phone},
};
use crate::{error::Error, keys::Keys};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    citizen_id::CitizenId,
    coded::Coded,
    division::Division,
    id::PersonId,
    phone::Phone,
    roster::entry::Relation,
    skill::Skill,
    words::{
        Certificate, LabourAbility, RegisterCategory, Schooling, Sex, Trade, TrainingWish,
        Willingness,
    },
};

/// A person as last told.
#[derive(Clone, Debug)]
pub struct Person {
    /// Identity.
    pub id: PersonId,
    /// Citizen ID.
    pub citizen_id: CitizenId,
    /// Where the person is reached.
    pub phone: Option<Phone>,
    /// Name.
    pub name: String,
    /// Sex.
    pub sex: Sex,
    /// Day of birth.
    pub born: NaiveDate,
    /// Home county.
    pub home: Division,
    /// Home township, by name.
    pub township: Option<String>,
    /// Home village, by name.
    pub village: Option<String>,
    /// The registry's number of the household.
    pub household_number: Option<String>,
    /// What the person is to the head of the household.
    pub relation: Option<Relation>,
    /// The register that the household stands in.
    pub register_category: Option<RegisterCategory>,
    /// Highest schooling.
    pub schooling: Option<Schooling>,
    /// Whether the person is still at school.
    pub in_school: bool,
    /// Labour ability.
    pub labour_ability: Option<LabourAbility>,
    /// Whether the person speaks Mandarin.
    pub mandarin: Option<bool>,
    /// Trades known.
    pub skills: Vec<Skill>,
    /// Certificates held.
    pub certificates: Vec<Certificate>,
    /// What the person wishes for.
    pub wishes: Wishes,
    /// Since when matching may use this row; none after withdrawal.
    pub matching_consent_on: Option<NaiveDate>,
    /// The day on which the county stood by this row.
    pub as_of: NaiveDate,
    /// Version of the row.
    pub version: i64,
    /// When the person entered the registry.
    pub created_at: DateTime<Utc>,
    /// When the row was last changed.
    pub updated_at: DateTime<Utc>,
}

/// What a person wishes for.
#[derive(Clone, Debug, Default)]
pub struct Wishes {
    /// How far the person would go to work.
    pub willingness: Option<Willingness>,
    /// Divisions, in order of preference.
    pub divisions: Vec<Division>,
    /// Trades, in order of preference.
    pub trades: Vec<Trade>,
    /// The least pay, fen a month.
    pub pay_fen: Option<i64>,
    /// The first day on which the person could start.
    pub ready_from: Option<NaiveDate>,
    /// Training.
    pub training: Option<TrainingWish>,
    /// The trade of that training.
    pub training_trade: Option<Trade>,
}

/// What is to be changed; `None` leaves as it is, `Some(None)` clears.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// Where the person is reached.
    pub phone: Option<Option<Phone>>,
    /// Trades known.
    pub skills: Option<Vec<Skill>>,
    /// Certificates held.
    pub certificates: Option<Vec<Certificate>>,
    /// How far the person would go to work.
    pub willingness: Option<Option<Willingness>>,
    /// Divisions wished for.
    pub divisions: Option<Vec<Division>>,
    /// Trades wished for.
    pub trades: Option<Vec<Trade>>,
    /// The least pay wished for, fen a month.
    pub pay_fen: Option<Option<i64>>,
    /// The first day on which the person could start.
    pub ready_from: Option<Option<NaiveDate>>,
    /// Training wished for.
    pub training: Option<Option<TrainingWish>>,
    /// The trade of that training.
    pub training_trade: Option<Option<Trade>>,
    /// Since when matching may use the row.
    pub matching_consent_on: Option<Option<NaiveDate>>,
    /// Home county; the township and the village there are not known yet.
    pub home: Option<Division>,
}

impl Person {
    /// Opens a row.
    pub(super) fn opened(keys: &Keys, row: Model) -> Result<Self, Error> {
        let id = row.id;
        let citizen_id = opened_citizen_id(keys, &row)?;
        let phone = opened_phone(keys, &row)?;
        Ok(Self {
            id: PersonId(id),
            citizen_id,
            phone: phone.as_deref().and_then(Phone::read),
            name: row.name,
            sex: word(&row.sex)?,
            born: row.born,
            home: division(row.home)?,
            township: row.township,
            village: row.village,
            household_number: row.household_number,
            relation: word_if(row.relation.as_deref())?,
            register_category: word_if(row.register_category.as_deref())?,
            schooling: word_if(row.schooling.as_deref())?,
            in_school: row.in_school,
            labour_ability: word_if(row.labour_ability.as_deref())?,
            mandarin: row.mandarin,
            skills: row
                .skills
                .split_ascii_whitespace()
                .filter_map(Skill::parse)
                .collect(),
            certificates: words(&row.certificates)?,
            wishes: Wishes {
                willingness: word_if(row.willingness.as_deref())?,
                divisions: row
                    .wish_divisions
                    .split_ascii_whitespace()
                    .filter_map(Division::parse)
                    .collect(),
                trades: words(&row.wish_trades)?,
                pay_fen: row.wish_pay_fen,
                ready_from: row.ready_from,
                training: word_if(row.training_wish.as_deref())?,
                training_trade: word_if(row.training_trade.as_deref())?,
            },
            matching_consent_on: row.matching_consent_on,
            as_of: row.as_of,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

impl Change {
    /// Changes a row in place.
    pub(super) fn apply(&self, keys: &Keys, row: &mut Model) -> Result<(), Error> {
        if let Some(phone) = &self.phone {
            let known = opened_phone(keys, row)?;
            if known.as_deref() != phone.as_ref().map(Phone::reveal) {
                let sealed = phone.as_ref().map(|phone| seal_phone(keys, row.id, phone));
                row.phone_sealed = sealed.transpose()?;
                indexes::renew(keys, row)?;
            }
        }
        if let Some(home) = self.home {
            row.home = home.widened();
            row.township = None;
            row.village = None;
        }
        set(&mut row.skills, self.skills.as_deref().map(spaced));
        set(
            &mut row.certificates,
            self.certificates.as_deref().map(list),
        );
        set(
            &mut row.wish_divisions,
            self.divisions.as_deref().map(spaced),
        );
        set(&mut row.wish_trades, self.trades.as_deref().map(list));
        set(&mut row.willingness, self.willingness.map(code));
        set(&mut row.training_wish, self.training.map(code));
        set(&mut row.training_trade, self.training_trade.map(code));
        set(&mut row.wish_pay_fen, self.pay_fen);
        set(&mut row.ready_from, self.ready_from);
        set(&mut row.matching_consent_on, self.matching_consent_on);
        Ok(())
    }
}

fn set<T>(column: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *column = value;
    }
}

fn code<T: Coded>(word: Option<T>) -> Option<String> {
    word.map(|word| word.code().to_owned())
}

fn spaced<T: ToString>(values: &[T]) -> String {
    let values: Vec<String> = values.iter().map(T::to_string).collect();
    values.join(" ")
}
