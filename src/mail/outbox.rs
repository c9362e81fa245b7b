//! Who is told of what: letters go into the outbox in the transaction of what they tell of.

mod offers;
mod requests;

use super::{
    AnswerReceived, CandidateAnswered, DepartureCall, Digest, EmailCode, GlassBroken, Letter,
    RoundDue,
};
use crate::{
    error::Error,
    storage::{
        letters::{self, Gathered, NewLetter},
        recipients::{self, Recipient},
    },
};
use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use domain::{
    coded::Coded,
    division::Division,
    id::{AccountId, BreakGlassId},
    letter::{LetterChannel, Rhythm, by_day},
    placement::Placement,
    trace::GlassReason,
    words::Role,
};
use sea_orm::ConnectionTrait;

/// The outbox at one moment: what is written now, on the ways that are served.
#[derive(Clone, Debug)]
pub struct Outbox {
    now: DateTime<Utc>,
    today: NaiveDate,
    served: Vec<LetterChannel>,
}

impl Outbox {
    /// The outbox now.
    #[must_use]
    pub fn new(now: DateTime<Utc>, today: NaiveDate, served: Vec<LetterChannel>) -> Self {
        Self { now, today, served }
    }

    /// Whether anything is written at all: whether any way is served.
    #[must_use]
    pub fn writes(&self) -> bool {
        !self.served.is_empty()
    }

    /// Calls people to a departure on a day.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn departure_called(
        &self,
        tx: &impl ConnectionTrait,
        members: &[&Placement],
        leaves_on: NaiveDate,
    ) -> Result<(), Error> {
        if self.served.is_empty() {
            return Ok(());
        }
        let people: Vec<_> = members.iter().map(|member| member.person).collect();
        let known = recipients::of_people(tx, &people, self.today).await?;
        let mut written = Written::default();
        for member in members {
            let Some(told) = known.get(&member.person) else {
                continue;
            };
            let letter = Letter::DepartureCall(DepartureCall {
                workplace: member.workplace.widened(),
                leaves_on,
            });
            let occasion = format!("{}/{leaves_on}", member.id);
            self.write(&mut written, &letter, occasion, told)?;
        }
        letters::insert(tx, written.0, self.now).await
    }

    /// Tells the county of a job seeker's answer, and of a yes the enterprise and the bureau of
    /// its place: they see nobody before.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn answer_received(
        &self,
        tx: &impl ConnectionTrait,
        of: &Placement,
        accepted: bool,
        on: NaiveDate,
    ) -> Result<(), Error> {
        if !self.writes() {
            return Ok(());
        }
        let mut told = self.county(tx, of).await?;
        if accepted || of.life.yes().is_some() {
            told.extend(self.employer(tx, of).await?);
        }
        let letter = Letter::AnswerReceived(AnswerReceived {
            workplace: of.workplace.widened(),
            accepted,
            on,
        });
        let occasion = if accepted { "yes" } else { "no" };
        self.post(tx, &letter, format!("{occasion}/{}", of.id), &told)
            .await
    }

    /// Tells a job seeker and the county what an enterprise said.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn candidate_answered(
        &self,
        tx: &impl ConnectionTrait,
        of: &Placement,
        confirmed: bool,
        on: NaiveDate,
    ) -> Result<(), Error> {
        if !self.writes() {
            return Ok(());
        }
        let mut people = recipients::of_people(tx, &[of.person], self.today).await?;
        let mut told = people.remove(&of.person).unwrap_or_default();
        told.extend(self.county(tx, of).await?);
        let letter = Letter::CandidateAnswered(CandidateAnswered {
            workplace: of.workplace.widened(),
            confirmed,
            on,
        });
        let occasion = if confirmed { "yes" } else { "no" };
        self.post(tx, &letter, format!("{occasion}/{}", of.id), &told)
            .await
    }

    /// Tells counties of rounds of following people up that have become due. Who was told of the
    /// same round is not told again.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn rounds_due(
        &self,
        tx: &impl ConnectionTrait,
        rounds: &[(Division, RoundDue)],
    ) -> Result<(), Error> {
        if !self.writes() {
            return Ok(());
        }
        let mut written = Written::default();
        for (county, round) in rounds {
            let office = Role::CountyWest;
            let told = recipients::of_offices(tx, office, *county, self.today).await?;
            let letter = Letter::RoundDue(round.clone());
            let occasion = format!("{county}/{}/{}", round.after_days, round.due_on);
            self.write(&mut written, &letter, occasion, &told)?;
        }
        letters::insert(tx, written.0, self.now).await
    }

    /// Tells the county of a person's home, at once and whatever its rhythm, that another office looks at the person.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn glass_broken(
        &self,
        tx: &impl ConnectionTrait,
        id: BreakGlassId,
        home: Division,
        reason: GlassReason,
    ) -> Result<(), Error> {
        if !self.writes() {
            return Ok(());
        }
        let mut told = recipients::of_offices(tx, Role::CountyWest, home, self.today).await?;
        for one in &mut told {
            one.rhythm = Rhythm::AtOnce;
        }
        let letter = Letter::GlassBroken(GlassBroken {
            reason: reason.code().into(),
            on: self.today,
        });
        self.post(tx, &letter, id.to_string(), &told).await
    }

    /// Writes the digests of what was gathered by now.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn digests(
        &self,
        tx: &impl ConnectionTrait,
        gathered: &[Gathered],
    ) -> Result<(), Error> {
        let mut written = Written::default();
        for each in gathered {
            let counts = each.counts.iter();
            let letter = Letter::Digest(Digest {
                since: civil_day(each.first),
                until: self.today,
                counts: counts
                    .map(|(kind, count)| (kind.code().to_owned(), *count))
                    .collect(),
            });
            let told = Recipient {
                account: each.account,
                channels: vec![LetterChannel::Email],
                rhythm: Rhythm::AtOnce,
            };
            let occasion = self.now.to_rfc3339();
            self.write(&mut written, &letter, occasion, &[told])?;
        }
        letters::insert(tx, written.0, self.now).await?;
        letters::tie(tx, self.now).await
    }

    /// Asks an account by e-mail whether the address that it named is its own.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn email_named(
        &self,
        tx: &impl ConnectionTrait,
        account: AccountId,
    ) -> Result<(), Error> {
        let code = String::new();
        let letter = Letter::EmailCode(EmailCode { code });
        let told = Recipient {
            account,
            channels: vec![LetterChannel::Email],
            rhythm: Rhythm::AtOnce,
        };
        self.post(tx, &letter, self.now.to_rfc3339(), &[told]).await
    }

    /// The labour bureau of the place where somebody is at home.
    async fn county(
        &self,
        tx: &impl ConnectionTrait,
        of: &Placement,
    ) -> Result<Vec<Recipient>, Error> {
        recipients::of_offices(tx, Role::CountyWest, of.home, self.today).await
    }

    /// An enterprise and the labour bureau of the place of work.
    async fn employer(
        &self,
        tx: &impl ConnectionTrait,
        of: &Placement,
    ) -> Result<Vec<Recipient>, Error> {
        let bureau = Role::BureauEast;
        let mut told = recipients::of_enterprise(tx, of.enterprise, self.today).await?;
        told.extend(recipients::of_offices(tx, bureau, of.workplace, self.today).await?);
        Ok(told)
    }

    async fn post(
        &self,
        tx: &impl ConnectionTrait,
        letter: &Letter,
        occasion: String,
        told: &[Recipient],
    ) -> Result<(), Error> {
        let mut written = Written::default();
        self.write(&mut written, letter, occasion, told)?;
        letters::insert(tx, written.0, self.now).await
    }

    fn write(
        &self,
        written: &mut Written,
        letter: &Letter,
        occasion: impl std::fmt::Display,
        told: &[Recipient],
    ) -> Result<(), Error> {
        let facts = letter.facts().map_err(Error::internal)?;
        let kind = letter.kind();
        for recipient in told {
            let ways = recipient.channels.iter().copied();
            for channel in ways.filter(|way| self.served.contains(way)) {
                // A text message that comes with a digest is worth nothing.
                let rhythm = match channel {
                    LetterChannel::Email => recipient.rhythm,
                    LetterChannel::Sms => Rhythm::AtOnce,
                };
                let run_at = match channel {
                    LetterChannel::Email => rhythm.told_at(self.now),
                    LetterChannel::Sms => Some(by_day(self.now)),
                };
                let Some(run_at) = run_at else {
                    continue;
                };
                written.0.push(NewLetter {
                    occasion: format!("{}/{occasion}", kind.code()),
                    account: recipient.account,
                    channel,
                    kind,
                    facts: facts.clone(),
                    is_gathered: rhythm != Rhythm::AtOnce,
                    run_at,
                });
            }
        }
        Ok(())
    }
}

#[derive(Default)]
struct Written(Vec<NewLetter>);

/// The day in China.
fn civil_day(at: DateTime<Utc>) -> NaiveDate {
    let east = FixedOffset::east_opt(8 * 3600);
    east.map_or(at.date_naive(), |zone| at.with_timezone(&zone).date_naive())
}
