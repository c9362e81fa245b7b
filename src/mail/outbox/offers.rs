//! Who is told of offers: that they were made, taken back, or not answered in time.

use super::{Outbox, Written};
use crate::{
    error::Error,
    mail::{Letter, OfferExpired, OfferMade, OfferWithdrawn, OffersUnanswered},
    storage::{letters, placements::Expired, recipients},
};
use chrono::NaiveDate;
use domain::{
    division::{Division, Level},
    placement::Placement,
    words::Role,
};
use sea_orm::ConnectionTrait;
use std::collections::BTreeMap;

impl Outbox {
    /// Tells people of offers that are made to them.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn offers_made(
        &self,
        tx: &impl ConnectionTrait,
        offers: &[Placement],
    ) -> Result<(), Error> {
        if !self.writes() {
            return Ok(());
        }
        let people: Vec<_> = offers.iter().map(|offer| offer.person).collect();
        let known = recipients::of_people(tx, &people, self.today).await?;
        let mut written = Written::default();
        for offer in offers {
            let Some(told) = known.get(&offer.person) else {
                continue;
            };
            let letter = Letter::OfferMade(OfferMade {
                workplace: offer.workplace.widened(),
                answer_by: offer.expires_on,
            });
            self.write(&mut written, &letter, offer.id, told)?;
        }
        letters::insert(tx, written.0, self.now).await
    }

    /// Tells a job seeker that an offer was taken back; after a yes also the enterprise and the bureau of its place, which
    /// had been told of it.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn offer_withdrawn(
        &self,
        tx: &impl ConnectionTrait,
        of: &Placement,
        on: NaiveDate,
    ) -> Result<(), Error> {
        if !self.writes() {
            return Ok(());
        }
        let mut people = recipients::of_people(tx, &[of.person], self.today).await?;
        let mut told = people.remove(&of.person).unwrap_or_default();
        if of.life.yes().is_some() {
            told.extend(self.employer(tx, of).await?);
        }
        let letter = Letter::OfferWithdrawn(OfferWithdrawn {
            workplace: of.workplace.widened(),
            on,
        });
        self.post(tx, &letter, of.id.to_string(), &told).await
    }

    /// Tells people that their offers have ended without an answer, and each county how many of its offers did.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn offers_expired(
        &self,
        tx: &impl ConnectionTrait,
        offers: &[Expired],
    ) -> Result<(), Error> {
        if !self.writes() || offers.is_empty() {
            return Ok(());
        }
        let people: Vec<_> = offers.iter().map(|offer| offer.person).collect();
        let known = recipients::of_people(tx, &people, self.today).await?;
        let mut written = Written::default();
        let mut counties: BTreeMap<Division, usize> = BTreeMap::new();
        for offer in offers {
            *counties.entry(offer.home.up_to(Level::County)).or_default() += 1;
            let Some(told) = known.get(&offer.person) else {
                continue;
            };
            let letter = Letter::OfferExpired(OfferExpired {
                workplace: offer.workplace.widened(),
                answer_by: offer.expires_on,
            });
            self.write(&mut written, &letter, offer.id, told)?;
        }
        for (county, offers) in counties {
            let told = recipients::of_offices(tx, Role::CountyWest, county, self.today).await?;
            let letter = Letter::OffersUnanswered(OffersUnanswered {
                on: self.today,
                offers,
            });
            let occasion = format!("{county}/{}", self.now.to_rfc3339());
            self.write(&mut written, &letter, occasion, &told)?;
        }
        letters::insert(tx, written.0, self.now).await
    }
}
