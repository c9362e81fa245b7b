//! Turning a run's proposals into offers, as far as they are still possible.

use crate::{
    app::App,
    error::Error,
    services::{Actor, Done, placements},
    storage::{
        self,
        idempotency::{self, RequestKey},
        runs::{Candidates, NotOffered, Proposed, Run},
        traces::Trace,
    },
};
use chrono::{Days, NaiveDate};
use domain::{
    coded::Coded,
    division::Division,
    id::{PartyId, PersonId, PlacementId, RunId, VacancyId},
    placement::{Life, Placement},
    trace::Act,
};
use sea_orm::ConnectionTrait;
use std::collections::HashMap;

/// Commits a run, once: everybody for whom its proposal is still possible is offered the post.
/// Of the others the run keeps why not. Members of a party are offered theirs together or not
/// at all.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Stale`]; [`NotInThisState`](crate::error::Code::NotInThisState) where the run is not done yet, or
/// committed already.
pub async fn commit(
    app: &App,
    by: &Actor,
    key: &RequestKey,
    id: RunId,
    version: i64,
) -> Result<Done, Error> {
    let tx = storage::begin(&app.db).await?;
    if let Some(id) = idempotency::replay(&tx, key).await? {
        return Ok(Done::before(id));
    }
    let offered = make_offers(app, &tx, by, id, version).await?;
    idempotency::keep(&tx, key, id.0, app.clock.now()).await?;
    tx.commit(offered, app.clock.now()).await?;
    Ok(Done::now(id.0))
}

/// Commits a run on the machine itself.
///
/// # Errors
/// As [`commit`].
pub async fn commit_here(app: &App, by: &Actor, id: RunId, version: i64) -> Result<(), Error> {
    let tx = storage::begin(&app.db).await?;
    let offered = make_offers(app, &tx, by, id, version).await?;
    tx.commit(offered, app.clock.now()).await
}

async fn make_offers(
    app: &App,
    tx: &impl ConnectionTrait,
    by: &Actor,
    id: RunId,
    version: i64,
) -> Result<Trace, Error> {
    let (now, today) = (app.clock.now(), app.clock.today());
    storage::runs::commit(tx, by.scope(), id, version, by.account(), now).await?;
    let run = storage::runs::get(tx, by.scope(), id)
        .await?
        .ok_or(Error::NotFound)?;
    // An offer whose days are over would stand in the way of the same offer made anew.
    placements::expire_within(app, tx).await?;
    let proposed = storage::runs::proposals(tx, &run, None, None, None).await?;
    let candidates = storage::runs::candidates(tx, &run, today).await?;
    let decided = decide(proposed, candidates);
    let terms = Terms {
        run: &run,
        today,
        expires_on: today
            .checked_add_days(Days::new(app.settings.offer_days))
            .ok_or_else(|| Error::internal("no day that far away"))?,
    };
    let offers: Vec<Placement> = decided.made.iter().map(|made| terms.offer(made)).collect();
    let officer = by.account().zip(by.role());
    storage::placements::insert_offers(tx, &offers, officer, now).await?;
    app.outbox().offers_made(tx, &offers).await?;
    for why in NotOffered::ALL {
        let people = decided
            .not_made
            .iter()
            .filter(|(_, because)| because == why);
        let people: Vec<PersonId> = people.map(|(person, _)| *person).collect();
        storage::runs::mark_not_offered(tx, &run, *why, &people).await?;
    }
    let (made, all) = (offers.len(), offers.len() + decided.not_made.len());
    tracing::info!(run.id = %run.id, made, all, "run {} became {made} offers of {all} proposals", run.id);
    let offered = offers.iter().map(|offer| offer.id.0);
    Ok(by.did_all(Act::RunCommitted, offered).upon(id.0))
}

/// A proposal of which an offer is made.
struct Made {
    proposed: Proposed,
    home: Division,
    post: storage::runs::Vacant,
}

#[derive(Default)]
struct Decided {
    made: Vec<Made>,
    not_made: Vec<(PersonId, NotOffered)>,
}

/// Decides of which proposals offers are made: the highest scores first, a party as soon as the
/// first of its members has their turn.
fn decide(mut proposed: Vec<Proposed>, candidates: Candidates) -> Decided {
    proposed.sort_by_key(|each| (std::cmp::Reverse(each.parts.total()), each.person));
    let mut groups: Vec<Vec<Proposed>> = Vec::new();
    let mut group_of: HashMap<PartyId, usize> = HashMap::new();
    for each in proposed {
        let next = groups.len();
        let group = each
            .party
            .map_or(next, |party| *group_of.entry(party).or_insert(next));
        if group == next {
            groups.push(Vec::new());
        }
        groups[group].push(each);
    }
    let mut left = Left(candidates);
    let mut decided = Decided::default();
    for group in groups {
        left.settle(group, &mut decided);
    }
    decided
}

/// Who and what is left while offers are made.
struct Left(Candidates);

impl Left {
    /// Makes the offers of a group, or none of them.
    fn settle(&mut self, group: Vec<Proposed>, decided: &mut Decided) {
        let mut needed: HashMap<VacancyId, i64> = HashMap::new();
        for each in &group {
            *needed.entry(each.vacancy).or_default() += 1;
        }
        let hindered: Vec<Option<NotOffered>> = group
            .iter()
            .map(|each| self.hindrance(each, needed[&each.vacancy]))
            .collect();
        if hindered.iter().any(Option::is_some) {
            let people = group.iter().map(|each| each.person).zip(hindered);
            let told = people.map(|(person, why)| (person, why.unwrap_or(NotOffered::Party)));
            decided.not_made.extend(told);
            return;
        }
        let mut takes_room = group.iter().any(|each| self.needs_room(each));
        for each in group {
            let home = self.0.people.remove(&each.person);
            let post = self.0.posts.get_mut(&each.vacancy);
            if let Some((home, post)) = home.zip(post) {
                post.room -= 1;
                if takes_room {
                    post.couple_rooms -= 1;
                    takes_room = false;
                }
                decided.made.push(Made {
                    proposed: each,
                    home,
                    post: *post,
                });
            }
        }
    }

    fn needs_room(&self, each: &Proposed) -> bool {
        each.party
            .is_some_and(|party| self.0.couples.contains(&party))
    }

    fn hindrance(&self, each: &Proposed, needed: i64) -> Option<NotOffered> {
        if each.not_offered.is_some() {
            return each.not_offered;
        }
        if !self.0.people.contains_key(&each.person) {
            return Some(NotOffered::PersonUnavailable);
        }
        if self.0.forbidden.contains(&(each.person, each.vacancy)) {
            return Some(NotOffered::Forbidden);
        }
        match self.0.posts.get(&each.vacancy) {
            None => Some(NotOffered::PostClosed),
            Some(post) if post.room < needed => Some(NotOffered::PostFull),
            Some(post) if post.couple_rooms < 1 && self.needs_room(each) => {
                Some(NotOffered::NoCoupleRoom)
            }
            Some(_) => None,
        }
    }
}

/// What all offers of a commitment have in common.
struct Terms<'a> {
    run: &'a Run,
    today: NaiveDate,
    expires_on: NaiveDate,
}

impl Terms<'_> {
    fn offer(&self, made: &Made) -> Placement {
        Placement {
            id: PlacementId::fresh(),
            person: made.proposed.person,
            vacancy: made.proposed.vacancy,
            enterprise: made.post.enterprise,
            run: Some(self.run.id),
            home: made.home,
            workplace: made.post.workplace,
            tier: made.proposed.tier,
            score: Some(made.proposed.parts.total().into()),
            offered_on: self.today,
            expires_on: self.expires_on,
            life: Life::Offered,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{id::EnterpriseId, words::Tier};
    use matching::{reasons::DecidedBy, score::Parts};
    use storage::runs::Vacant;

    fn proposed(vacancy: VacancyId, party: Option<PartyId>, points: u16) -> Proposed {
        Proposed {
            person: PersonId::fresh(),
            vacancy,
            party,
            tier: Tier::CountyPair,
            parts: Parts {
                skill: points,
                ..Parts::default()
            },
            unknown: Vec::new(),
            pinned: false,
            decided_by: DecidedBy::Best,
            runner_up: None,
            not_offered: None,
        }
    }

    fn candidates(people: &[Proposed], posts: &[(VacancyId, i64)]) -> Candidates {
        let home = Division::of_six(520_526);
        let vacant = |room| Vacant {
            enterprise: EnterpriseId::fresh(),
            workplace: Division::of_six(440_100),
            room,
            couple_rooms: 0,
        };
        Candidates {
            people: people.iter().map(|each| (each.person, home)).collect(),
            posts: posts
                .iter()
                .map(|(id, room)| (*id, vacant(*room)))
                .collect(),
            forbidden: std::collections::HashSet::new(),
            couples: std::collections::HashSet::new(),
        }
    }

    #[test]
    fn the_last_opening_goes_to_the_highest_score() {
        let post = VacancyId::fresh();
        let all = [proposed(post, None, 100), proposed(post, None, 200)];
        let decided = decide(all.to_vec(), candidates(&all, &[(post, 1)]));
        assert_eq!(decided.made[0].proposed.person, all[1].person);
        assert_eq!(decided.not_made, [(all[0].person, NotOffered::PostFull)]);
    }

    #[test]
    fn a_party_is_offered_its_posts_together_or_not_at_all() {
        let (near, far) = (VacancyId::fresh(), VacancyId::fresh());
        let party = Some(PartyId::fresh());
        let all = [
            proposed(near, party, 900),
            proposed(far, party, 100),
            proposed(near, None, 500),
        ];
        // The one at the far post has taken a job since.
        let mut there = candidates(&all, &[(near, 1), (far, 1)]);
        there.people.remove(&all[1].person);
        let decided = decide(all.to_vec(), there);
        assert_eq!(decided.made.len(), 1, "the opening goes to the next");
        assert_eq!(decided.made[0].proposed.person, all[2].person);
        assert_eq!(
            decided.not_made,
            [
                (all[0].person, NotOffered::Party),
                (all[1].person, NotOffered::PersonUnavailable),
            ]
        );
    }

    #[test]
    fn two_of_a_party_need_two_openings() {
        let post = VacancyId::fresh();
        let party = Some(PartyId::fresh());
        let all = [proposed(post, party, 900), proposed(post, party, 800)];
        let decided = decide(all.to_vec(), candidates(&all, &[(post, 1)]));
        assert!(decided.made.is_empty());
        assert_eq!(decided.not_made.len(), 2);
    }

    #[test]
    fn a_couple_needs_a_room_of_its_own_beside_two_openings() {
        let post = VacancyId::fresh();
        let [first, second] = [PartyId::fresh(), PartyId::fresh()];
        let all = [
            proposed(post, Some(first), 900),
            proposed(post, Some(first), 800),
            proposed(post, Some(second), 700),
            proposed(post, Some(second), 600),
        ];
        let mut there = candidates(&all, &[(post, 4)]);
        there.couples = [first, second].into();
        for vacant in there.posts.values_mut() {
            vacant.couple_rooms = 1;
        }
        let decided = decide(all.to_vec(), there);
        assert_eq!(decided.made.len(), 2, "the one room is the first couple's");
        let why = NotOffered::NoCoupleRoom;
        assert_eq!(
            decided.not_made,
            [(all[2].person, why), (all[3].person, why)]
        );
    }
}
