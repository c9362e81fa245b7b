//! What training and which posts would place more people, as a run summed it.
//!
//! Questions here take a [`Run`] that was found within reach.

use super::Run;
use crate::{
    error::Error,
    storage::{
        BulkTransaction, bulk,
        columns::{division, number, word},
        rows::{post_demand, training_demand},
    },
};
use domain::{
    coded::Coded,
    division::Division,
    id::{RunId, VacancyId},
    skill::Skill,
    words::Trade,
};
use matching::{
    demand::{Lesson, TrainingDemand},
    reasons::Marginal,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// Something summed, with its place in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed<T> {
    /// From 0 on.
    pub place: i64,
    /// What was summed.
    pub of: T,
}

/// The posts of one trade in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WantedPosts {
    /// The trade.
    pub trade: Trade,
    /// The city of the workplaces, or the county that lies in its province directly.
    pub region: Division,
    /// The openings that there are.
    pub openings: i64,
    /// Those of them that are given.
    pub given: i64,
    /// People left out who may take one of these posts.
    pub waiting: i64,
    /// What one more opening would bring at most, at the post where it would bring most.
    pub marginal: Marginal,
    /// That post.
    pub vacancy: VacancyId,
}

fn written(lesson: Lesson) -> String {
    match lesson {
        Lesson::Certificate(certificate) => format!("certificate:{}", certificate.code()),
        Lesson::Skill(skill) => format!("skill:{skill}"),
    }
}

fn read(text: &str) -> Result<Lesson, Error> {
    match text.split_once(':') {
        Some(("certificate", code)) => Ok(Lesson::Certificate(word(code)?)),
        Some(("skill", skill)) => Skill::parse(skill)
            .map(Lesson::Skill)
            .ok_or_else(|| Error::internal("column holds no skill")),
        _ => Err(Error::internal("column holds no lesson")),
    }
}

/// Stores what a run summed, in bulk.
///
/// # Errors
/// Whatever the database says.
pub async fn store_demands(
    tx: &BulkTransaction,
    run: RunId,
    training: &[TrainingDemand],
    posts: &[WantedPosts],
) -> Result<(), Error> {
    let training = training.iter().zip(0..);
    let training = training.map(|(each, place)| training_demand::Model {
        run_id: run.0,
        place,
        lesson: written(each.lesson),
        county: each.county.widened(),
        people: each.people.into(),
        at_once: each.at_once.into(),
    });
    bulk::add::<training_demand::Entity>(tx, training.collect()).await?;
    let posts = posts
        .iter()
        .zip(0..)
        .map(|(each, place)| post_demand::Model {
            run_id: run.0,
            place,
            trade: each.trade.code().to_owned(),
            region: each.region.widened(),
            openings: each.openings,
            given: each.given,
            waiting: each.waiting,
            more_people: each.marginal.people.into(),
            more_points: each.marginal.points,
            vacancy_id: each.vacancy.0,
        });
    bulk::add::<post_demand::Entity>(tx, posts.collect()).await
}

/// What training would place people, behind a place in the list, the most people first.
///
/// # Errors
/// Whatever the database says.
pub async fn training_demand(
    db: &impl ConnectionTrait,
    run: &Run,
    after: Option<i64>,
    limit: u64,
) -> Result<Vec<Placed<TrainingDemand>>, Error> {
    use training_demand::{Column, Entity};
    let rows = Entity::find()
        .filter(Column::RunId.eq(run.id.0))
        .filter(Column::Place.gt(after.unwrap_or(-1)))
        .order_by_asc(Column::Place)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| {
            let of = TrainingDemand {
                lesson: read(&row.lesson)?,
                county: division(row.county)?,
                people: number(row.people)?,
                at_once: number(row.at_once)?,
            };
            Ok(Placed {
                place: row.place,
                of,
            })
        })
        .collect()
}

/// Which posts should grow, behind a place in the list, the greatest gain first.
///
/// # Errors
/// Whatever the database says.
pub async fn post_demand(
    db: &impl ConnectionTrait,
    run: &Run,
    after: Option<i64>,
    limit: u64,
) -> Result<Vec<Placed<WantedPosts>>, Error> {
    use post_demand::{Column, Entity};
    let rows = Entity::find()
        .filter(Column::RunId.eq(run.id.0))
        .filter(Column::Place.gt(after.unwrap_or(-1)))
        .order_by_asc(Column::Place)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| {
            let of = WantedPosts {
                trade: word(&row.trade)?,
                region: division(row.region)?,
                openings: row.openings,
                given: row.given,
                waiting: row.waiting,
                marginal: Marginal {
                    people: number(row.more_people)?,
                    points: row.more_points,
                },
                vacancy: VacancyId(row.vacancy_id),
            };
            Ok(Placed {
                place: row.place,
                of,
            })
        })
        .collect()
}
