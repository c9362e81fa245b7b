//! People bound by their earlier noes, and what of it is told with a run.

use super::{
    super::{
        BulkTransaction, bulk,
        columns::word,
        placements::{Heeded, heeded},
        rows::{placement, run_heed as row},
    },
    Homes, Run, Snapshot,
    matchable::people_of,
};
use crate::error::Error;
use chrono::NaiveDate;
use domain::{
    coded::Coded,
    heed::{Heed, HeedKind},
    id::{EnterpriseId, PersonId, PlacementId, RunId, VacancyId},
    words::{Trade, Willingness},
};
use matching::{run::Pair, seeker::Seeker};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder,
};
use std::collections::HashMap;
use uuid::Uuid;

/// Posts by employer and trade.
type Alike = HashMap<(u32, Trade), Vec<u32>>;

impl Snapshot {
    /// Binds people by their earlier noes: see [`domain::heed`].
    pub(super) async fn heed(
        &mut self,
        tx: &DatabaseTransaction,
        homes: Homes,
        on: NaiveDate,
        seats: &HashMap<Uuid, u32>,
    ) -> Result<(), Error> {
        let theirs = placement::Column::PersonId.in_subquery(people_of(homes));
        let all = heeded(tx, Condition::all().add(theirs), on).await?;
        let seated = all
            .into_iter()
            .filter_map(|one| Some((*seats.get(&one.person.0)?, one)));
        let seated: Vec<(u32, Heeded)> = seated.collect();
        let alike = self.alike(&seated);
        let before: HashMap<u32, Seeker> = seated
            .iter()
            .map(|(seat, _)| (*seat, self.seekers[*seat as usize]))
            .collect();
        for (seat, one) in &seated {
            self.bind(*seat, one, &alike);
        }
        self.refusals.sort_unstable();
        self.refusals.dedup();
        let binding = seated.into_iter().filter(|(seat, one)| {
            let is_here = self.vacancies.binary_search(&one.vacancy).is_ok();
            is_here || binds(one, &before[seat], &self.seekers[*seat as usize])
        });
        self.heeds = binding.map(|(_, one)| one).collect();
        Ok(())
    }

    /// The posts that are alike for somebody's no, where one is said of an employer's trade.
    fn alike(&self, all: &[(u32, Heeded)]) -> Alike {
        let mut alike = Alike::new();
        let mut heeds = all.iter().map(|(_, one)| one.heed);
        if heeds.any(|heed| matches!(heed, Heed::OtherTrade(_))) {
            for (post, place) in self.posts.iter().zip(0..) {
                let key = (post.enterprise, post.trade);
                alike.entry(key).or_default().push(place);
            }
        }
        alike
    }

    fn bind(&mut self, seat: u32, one: &Heeded, alike: &Alike) {
        let seeker = &mut self.seekers[seat as usize];
        match one.heed {
            Heed::Nearer(reach) => {
                let far = seeker.willingness.unwrap_or(Willingness::Anywhere);
                seeker.willingness = Some(far.min(reach));
            }
            Heed::BetterPaid(fen) => {
                seeker.pay_wish_fen = Ord::max(seeker.pay_wish_fen, Some(fen));
            }
            Heed::ClosedTrade(trade) => {
                seeker.refused_trades = seeker.refused_trades.with(trade);
            }
            Heed::OtherTrade(trade) => {
                let wished = if seeker.trades.is_empty() {
                    Trade::ALL.iter().copied().collect()
                } else {
                    seeker.trades
                };
                let others = wished.without(trade.into());
                if !others.is_empty() {
                    seeker.trades = others;
                }
                let employer = self.employers.get(&one.enterprise.0);
                let posts = employer.and_then(|employer| alike.get(&(*employer, trade)));
                let closed = posts.into_iter().flatten();
                self.refusals.extend(closed.map(|post| Pair {
                    seeker: seat,
                    post: *post,
                }));
            }
            Heed::Pair => {}
        }
    }
}

/// Whether a no narrows what the person would have taken without it, and no other narrows it further.
fn binds(one: &Heeded, before: &Seeker, now: &Seeker) -> bool {
    match one.heed {
        Heed::Nearer(reach) => {
            now.willingness == Some(reach) && before.willingness != now.willingness
        }
        Heed::BetterPaid(fen) => {
            now.pay_wish_fen == Some(fen) && before.pay_wish_fen != now.pay_wish_fen
        }
        Heed::ClosedTrade(_) | Heed::OtherTrade(_) => true,
        Heed::Pair => false,
    }
}

/// Keeps with a run which noes bound it.
///
/// # Errors
/// Whatever the database says.
pub async fn keep_heeds(tx: &BulkTransaction, run: RunId, heeds: &[Heeded]) -> Result<(), Error> {
    let row = |one: &Heeded| row::Model {
        run_id: run.0,
        person_id: one.person.0,
        placement_id: one.placement.0,
        heed: written(one.heed),
        reason: one.reason.code().to_owned(),
        said_on: one.said_on,
    };
    bulk::add::<row::Entity>(tx, heeds.iter().map(row).collect()).await
}

/// The noes that bound a run for these people, each person's in the order in which they were said.
///
/// # Errors
/// Whatever the database says.
pub async fn heeds_of(
    db: &impl ConnectionTrait,
    run: &Run,
    people: impl Iterator<Item = PersonId>,
) -> Result<HashMap<PersonId, Vec<Heeded>>, Error> {
    let rows = row::Entity::find()
        .filter(row::Column::RunId.eq(run.id.0))
        .filter(row::Column::PersonId.is_in(people.map(|id| id.0)))
        .order_by_asc(row::Column::SaidOn)
        .order_by_asc(row::Column::PlacementId)
        .all(db)
        .await?;
    let refused = placement::Entity::find()
        .filter(placement::Column::Id.is_in(rows.iter().map(|row| row.placement_id)))
        .all(db)
        .await?;
    let refused: HashMap<Uuid, placement::Model> =
        refused.into_iter().map(|row| (row.id, row)).collect();
    let mut heeds: HashMap<PersonId, Vec<Heeded>> = HashMap::new();
    for row in rows {
        let of = refused
            .get(&row.placement_id)
            .ok_or_else(|| Error::internal("a heed without its placement"))?;
        let person = PersonId(row.person_id);
        heeds.entry(person).or_default().push(Heeded {
            placement: PlacementId(row.placement_id),
            person,
            vacancy: VacancyId(of.vacancy_id),
            enterprise: EnterpriseId(of.enterprise_id),
            said_on: row.said_on,
            reason: word(&row.reason)?,
            heed: read(&row.heed)?,
        });
    }
    Ok(heeds)
}

/// What a no does, and how far.
fn written(heed: Heed) -> String {
    let kind = heed.kind().code();
    match heed {
        Heed::Nearer(reach) => format!("{kind}:{}", reach.code()),
        Heed::BetterPaid(fen) => format!("{kind}:{fen}"),
        Heed::ClosedTrade(trade) | Heed::OtherTrade(trade) => format!("{kind}:{}", trade.code()),
        Heed::Pair => format!("{kind}:"),
    }
}

fn read(text: &str) -> Result<Heed, Error> {
    let (kind, rest) = text.split_once(':').unwrap_or((text, ""));
    Ok(match word(kind)? {
        HeedKind::Nearer => Heed::Nearer(word(rest)?),
        HeedKind::BetterPaid => Heed::BetterPaid(rest.parse().map_err(Error::internal)?),
        HeedKind::ClosedTrade => Heed::ClosedTrade(word(rest)?),
        HeedKind::OtherTrade => Heed::OtherTrade(word(rest)?),
        HeedKind::Pair => Heed::Pair,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heed_reads_as_it_was_written() {
        for heed in [
            Heed::Nearer(Willingness::OwnPrefecture),
            Heed::BetterPaid(600_001),
            Heed::ClosedTrade(Trade::Manufacturing),
            Heed::OtherTrade(Trade::Care),
            Heed::Pair,
        ] {
            assert_eq!(read(&written(heed)).expect("a heed"), heed);
        }
        assert!(read("luck:7").is_err() && read("nearer:7").is_err());
    }
}
