//! The pairs that officers want or forbid, and those that were refused.

use super::{
    super::rows::{pin, placement},
    Homes, Snapshot,
    matchable::people_of,
};
use crate::error::Error;
use domain::{
    coded::Coded,
    id::{PersonId, VacancyId},
    words::Stage,
};
use matching::run::Pair;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::HashMap;
use uuid::Uuid;

impl Snapshot {
    /// Reads which pairs officers want and forbid, and which either side has refused.
    pub(super) async fn read_wishes(
        &mut self,
        tx: &DatabaseTransaction,
        homes: Homes,
        seats: &HashMap<Uuid, u32>,
    ) -> Result<(), Error> {
        let places: HashMap<Uuid, u32> = self.vacancies.iter().map(|id| id.0).zip(0..).collect();
        let pair = |person, vacancy| {
            let (seeker, post) = seats.get(&person).zip(places.get(&vacancy))?;
            Some(Pair {
                seeker: *seeker,
                post: *post,
            })
        };
        let pins: Vec<(Uuid, Uuid, bool)> = pin::Entity::find()
            .select_only()
            .columns([
                pin::Column::PersonId,
                pin::Column::VacancyId,
                pin::Column::Excluded,
            ])
            .filter(pin::Column::PersonId.in_subquery(people_of(homes)))
            .order_by_asc(pin::Column::PersonId)
            .order_by_asc(pin::Column::VacancyId)
            .into_tuple()
            .all(tx)
            .await?;
        for (person, vacancy, excluded) in pins {
            match (pair(person, vacancy), excluded) {
                (Some(pair), true) => self.exclusions.push(pair),
                (Some(pair), false) => self.pins.push(pair),
                (None, true) => {}
                (None, false) => self
                    .absent_pins
                    .push((PersonId(person), VacancyId(vacancy))),
            }
        }
        let refused: Vec<(Uuid, Uuid)> = placement::Entity::find()
            .select_only()
            .columns([placement::Column::PersonId, placement::Column::VacancyId])
            .filter(placement::Column::Stage.eq(Stage::Declined.code()))
            .filter(placement::Column::PersonId.in_subquery(people_of(homes)))
            .distinct()
            .order_by_asc(placement::Column::PersonId)
            .order_by_asc(placement::Column::VacancyId)
            .into_tuple()
            .all(tx)
            .await?;
        self.refusals = refused
            .into_iter()
            .filter_map(|(person, vacancy)| pair(person, vacancy))
            .collect();
        Ok(())
    }
}
