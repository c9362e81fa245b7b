//! Small markets in which some people go together.

use crate::county::{post, seeker};
use domain::division::Division;
use domain::word_set::WordSet;
use domain::words::{Certificate, Closeness, Schooling, Willingness};
use matching::party::Party;
use matching::post::Post;
use matching::quota::Quota;
use matching::seeker::Seeker;
use proptest::prelude::*;

/// Two cities that are nobody's home, and the home county.
const WORKPLACES: [u32; 3] = [441_900, 350_102, 520_526];

/// People, posts, and who goes together.
#[derive(Clone, Debug)]
pub struct Market {
    pub seekers: Vec<Seeker>,
    pub posts: Vec<Post>,
    pub parties: Vec<Party>,
}

fn some_seeker() -> impl Strategy<Value = Seeker> {
    let wish = prop::option::of(3_i64..9);
    let willingness = prop::option::weighted(
        0.3,
        prop::sample::select(vec![Willingness::OwnCounty, Willingness::Anywhere]),
    );
    let schooling = prop::option::of(prop::sample::select(vec![
        Schooling::Primary,
        Schooling::Bachelor,
    ]));
    (wish, willingness, schooling, any::<bool>()).prop_map(
        |(wish, willingness, schooling, welder)| Seeker {
            pay_wish_fen: wish.map(|thousands| thousands * 100_000),
            willingness,
            schooling,
            certificates: if welder {
                Certificate::Welder.into()
            } else {
                WordSet::EMPTY
            },
            ..seeker()
        },
    )
}

fn some_post() -> impl Strategy<Value = Post> {
    let workplace = prop::sample::select(WORKPLACES.to_vec());
    (
        0_u32..4,
        0_u32..3,
        workplace,
        2_i64..9,
        any::<bool>(),
        0_u32..2,
    )
        .prop_map(
            |(openings, enterprise, workplace, pay, welding, couple_rooms)| Post {
                enterprise,
                workplace: Division::of_six(workplace),
                pay_min_fen: pay * 100_000,
                pay_max_fen: pay * 100_000,
                required_certificates: if welding {
                    Certificate::Welder.into()
                } else {
                    WordSet::EMPTY
                },
                couple_rooms,
                ..post(openings)
            },
        )
}

/// Up to `people` people, of whom the first are in parties of two or three.
pub fn market(people: usize, posts: usize) -> impl Strategy<Value = Market> {
    let closeness = prop::sample::select(vec![
        Closeness::City,
        Closeness::Enterprise,
        Closeness::Post,
    ]);
    let parties = prop::collection::vec((2_u32..4, closeness, any::<bool>()), 0..3);
    (
        prop::collection::vec(some_seeker(), 1..=people),
        prop::collection::vec(some_post(), 1..=posts),
        parties,
    )
        .prop_map(|(seekers, posts, wanted)| {
            let mut parties = Vec::new();
            let mut next = 0;
            for (size, closeness, room) in wanted {
                if (next + size) as usize <= seekers.len() {
                    let members = (next..next + size).collect();
                    let couple_room = room && size == 2 && closeness == Closeness::Post;
                    parties.push(Party {
                        members,
                        closeness,
                        couple_room,
                    });
                    next += size;
                }
            }
            Market {
                seekers,
                posts,
                parties,
            }
        })
}

/// One or two floors and caps over some of seven people.
pub fn quotas() -> impl Strategy<Value = Vec<Quota>> {
    let quota = (
        prop::collection::vec(any::<bool>(), 7),
        prop::option::of(0_u32..4),
        prop::option::of(0_u32..4),
    );
    let quota = quota.prop_map(|(is_member, at_least, at_most)| Quota {
        members: (0..)
            .zip(is_member)
            .filter(|(_, is)| *is)
            .map(|(who, _)| who)
            .collect(),
        at_least,
        at_most,
    });
    prop::collection::vec(quota, 1..=2)
}
