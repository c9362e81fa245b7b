//! People bound by their earlier noes.

use super::{
    super::{placements::heeded, rows::placement},
    Homes, Snapshot,
    snapshot::people_of,
};
use crate::error::Error;
use chrono::NaiveDate;
use domain::{
    coded::Coded,
    heed::Heed,
    words::{Trade, Willingness},
};
use matching::run::Pair;
use sea_orm::{ColumnTrait, Condition, DatabaseTransaction};
use std::collections::HashMap;
use uuid::Uuid;

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
        let mut alike: HashMap<(u32, Trade), Vec<u32>> = HashMap::new();
        if all
            .iter()
            .any(|one| matches!(one.heed, Heed::OtherTrade(_)))
        {
            for (post, place) in self.posts.iter().zip(0..) {
                alike
                    .entry((post.enterprise, post.trade))
                    .or_default()
                    .push(place);
            }
        }
        for one in all {
            let Some(seat) = seats.get(&one.person.0).copied() else {
                continue;
            };
            let seeker = &mut self.seekers[seat as usize];
            match one.heed {
                Heed::Nearer(reach) => {
                    let far = seeker.willingness.unwrap_or(Willingness::Anywhere);
                    seeker.willingness = Some(far.min(reach));
                }
                Heed::BetterPaid(fen) => {
                    seeker.pay_wish_fen = Ord::max(seeker.pay_wish_fen, Some(fen));
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
        self.refusals.sort_unstable();
        self.refusals.dedup();
        Ok(())
    }
}
