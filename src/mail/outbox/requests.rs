//! Who is told of requests that wait for an office: that they came, and what was decided.

use super::Outbox;
use crate::{
    error::Error,
    mail::{ErasureAsked, ErasureDecided, Letter, SignUpDecided, SignUpReceived},
    storage::recipients::{self, Recipient},
};
use domain::{
    coded::Coded,
    division::Division,
    erasure::{Erasure, ErasureRefusal},
    id::AccountId,
    letter::Rhythm,
    sign_up::{Outcome, SignUp},
    words::Role,
};
use sea_orm::ConnectionTrait;
use std::collections::HashSet;

impl Outbox {
    /// Tells the offices of its place that an enterprise asks for an account.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn sign_up_received(
        &self,
        tx: &impl ConnectionTrait,
        of: &SignUp,
    ) -> Result<(), Error> {
        if !self.writes() {
            return Ok(());
        }
        let place = of.particulars.division;
        let mut told = Vec::new();
        for office in [Role::BureauEast, Role::CountyWest] {
            told.extend(recipients::of_offices(tx, office, place, self.today).await?);
        }
        let letter = Letter::SignUpReceived(SignUpReceived {
            division: place.widened(),
            on: self.today,
        });
        self.post(tx, &letter, of.id.to_string(), &but(told, of.asked_by))
            .await
    }

    /// Tells whoever asked for an account what an office said: at once the first user, where there is one now, and the
    /// officer who typed it in. An enterprise that was turned down has no account, and hears of it at the office.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn sign_up_decided(
        &self,
        tx: &impl ConnectionTrait,
        of: &SignUp,
        outcome: Outcome,
        renamed: bool,
    ) -> Result<(), Error> {
        if !self.writes() {
            return Ok(());
        }
        let (made, refusal) = match outcome {
            Outcome::Approved(_, account) => (Some(account), None),
            Outcome::Refused(why) => (None, Some(why.code().to_owned())),
        };
        let told = self
            .accounts(tx, made.into_iter().chain(of.asked_by))
            .await?;
        let letter = Letter::SignUpDecided(SignUpDecided {
            approved: made.is_some(),
            refusal,
            renamed,
            on: self.today,
        });
        self.post(tx, &letter, of.id.to_string(), &told).await
    }

    /// Tells the county of a person's home that somebody asks that the person be forgotten.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn erasure_asked(
        &self,
        tx: &impl ConnectionTrait,
        of: &Erasure,
        home: Division,
    ) -> Result<(), Error> {
        if !self.writes() {
            return Ok(());
        }
        let told = recipients::of_offices(tx, Role::CountyWest, home, self.today).await?;
        let letter = Letter::ErasureAsked(ErasureAsked { on: self.today });
        self.post(tx, &letter, of.id.to_string(), &but(told, of.asked_by))
            .await
    }

    /// Tells whoever asked what was decided, and after a no the person. Who was forgotten has no address any more.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn erasure_decided(
        &self,
        tx: &impl ConnectionTrait,
        of: &Erasure,
        refusal: Option<ErasureRefusal>,
    ) -> Result<(), Error> {
        if !self.writes() {
            return Ok(());
        }
        let mut people = recipients::of_people(tx, &[of.person], self.today).await?;
        let own = people.remove(&of.person).unwrap_or_default();
        let asked = self.accounts(tx, of.asked_by).await?;
        let mut seen = HashSet::new();
        let told: Vec<Recipient> = asked
            .into_iter()
            .chain(own)
            .filter(|one| seen.insert(one.account))
            .collect();
        let letter = Letter::ErasureDecided(ErasureDecided {
            done: refusal.is_none(),
            refusal: refusal.map(|why| why.code().to_owned()),
            on: self.today,
        });
        self.post(tx, &letter, of.id.to_string(), &told).await
    }

    /// Accounts that hear of an answer to what they asked: at once, unless they want to hear nothing.
    async fn accounts(
        &self,
        tx: &impl ConnectionTrait,
        ids: impl IntoIterator<Item = AccountId>,
    ) -> Result<Vec<Recipient>, Error> {
        let ids: Vec<AccountId> = ids.into_iter().collect();
        let mut told = recipients::of_accounts(tx, &ids, self.today).await?;
        for one in &mut told {
            one.rhythm = Rhythm::AtOnce;
        }
        Ok(told)
    }
}

/// Whoever typed it in knows of it.
fn but(mut told: Vec<Recipient>, asked_by: Option<AccountId>) -> Vec<Recipient> {
    let mut seen: HashSet<AccountId> = asked_by.into_iter().collect();
    told.retain(|one| seen.insert(one.account));
    told
}
