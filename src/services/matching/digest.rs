//! The digest of everything that a run depends on.
//!
//! The encoding is written out here, member by member, and does not follow from how a type prints: an
//! upgrade of the program that computes the same from the same keeps the digest. Every list
//! begins with its length and every optional value with a mark, so that no two instances read alike.

use crate::storage::runs::Snapshot;
use chrono::{Datelike, NaiveDate};
use domain::{
    coded::Coded, division::Division, pairing::Pairing, skill::Skills, word_set::WordSet,
};
use matching::{
    party::Party,
    post::Post,
    quota::Quota,
    run::{Instance, Pair, Target},
    seeker::Seeker,
    wish::Wishes,
};
use sha2::{Digest, Sha256};

/// Changes when the same instance would give another answer than before.
const EDITION: &str = "matching 2";

/// The digests of a run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Digests {
    /// SHA-256 over people, posts, parties, pins and pairings.
    pub world: [u8; 32],
    /// SHA-256 over these and the settings: everything that the run depends on.
    pub input: [u8; 32],
}

/// The digests of what a run looks at and is asked for.
pub(super) fn digests(snapshot: &Snapshot, instance: &Instance<'_>) -> Digests {
    let world = world(snapshot, instance);
    let mut out = Encoding(Sha256::new());
    out.text(EDITION);
    out.bytes(&world);
    out.word(&instance.objective);
    let points = instance.weights.parts();
    out.list(&points, |out, points| out.number(i64::from(*points)));
    out.word(&instance.weights.rule());
    let stays = instance.weights.stays().all();
    out.list(stays, |out, share| out.number(i64::from(*share)));
    out.list(instance.quotas, |out, quota| {
        let Quota {
            members,
            at_least,
            at_most,
        } = quota;
        out.list(members, |out, member| out.number(i64::from(*member)));
        out.option(at_least.map(i64::from), Encoding::number);
        out.option(at_most.map(i64::from), Encoding::number);
    });
    out.list(instance.incumbents, |out, post| {
        out.option(post.map(i64::from), Encoding::number);
    });
    out.number(i64::from(instance.loyalty));
    let Target { gap, seconds } = instance.target;
    out.option(gap, |out, gap| out.bytes(&gap.to_be_bytes()));
    out.option(seconds.map(i64::from), Encoding::number);
    out.list(instance.reserve, |out, price| out.number(i64::from(*price)));
    let input = out.0.finalize().into();
    Digests { world, input }
}

fn world(snapshot: &Snapshot, instance: &Instance<'_>) -> [u8; 32] {
    let mut out = Encoding(Sha256::new());
    out.day(instance.on);
    out.list(&snapshot.people, |out, id| out.bytes(id.0.as_bytes()));
    out.list(instance.seekers, |out, seeker| {
        out.seeker(seeker, instance.wishes);
    });
    out.list(&snapshot.vacancies, |out, id| out.bytes(id.0.as_bytes()));
    out.list(instance.posts, Encoding::post);
    out.list(instance.parties, Encoding::party);
    for pairs in [instance.pins, instance.exclusions, instance.refusals] {
        out.list(pairs, |out, pair| out.pair(*pair));
    }
    out.list(&snapshot.apart, |out, id| out.bytes(id.0.as_bytes()));
    let in_force = |pairing: &&Pairing| pairing.in_force(instance.on);
    let pairings: Vec<&Pairing> = (0..)
        .map_while(|at| instance.pairings.get(at))
        .filter(in_force)
        .collect();
    out.list(&pairings, |out, pairing| out.pairing(pairing));
    out.0.finalize().into()
}

struct Encoding(Sha256);

impl Encoding {
    fn bytes(&mut self, bytes: &[u8]) {
        self.number(i64::try_from(bytes.len()).unwrap_or(i64::MAX));
        self.0.update(bytes);
    }

    fn number(&mut self, number: i64) {
        self.0.update(number.to_be_bytes());
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    fn flag(&mut self, is: bool) {
        self.0.update([u8::from(is)]);
    }

    fn day(&mut self, day: NaiveDate) {
        self.number(i64::from(day.num_days_from_ce()));
    }

    fn division(&mut self, division: Division) {
        self.number(division.widened());
    }

    fn list<T>(&mut self, all: &[T], each: impl Fn(&mut Self, &T)) {
        self.number(i64::try_from(all.len()).unwrap_or(i64::MAX));
        for one in all {
            each(self, one);
        }
    }

    fn option<T>(&mut self, value: Option<T>, some: impl Fn(&mut Self, T)) {
        self.flag(value.is_some());
        if let Some(value) = value {
            some(self, value);
        }
    }

    fn word<T: Coded>(&mut self, word: &T) {
        self.text(word.code());
    }

    fn words<T: Coded>(&mut self, words: WordSet<T>) {
        self.list(&words.iter().collect::<Vec<T>>(), Self::word);
    }

    fn skills(&mut self, skills: Skills) {
        self.list(&skills.iter().collect::<Vec<_>>(), |out, skill| {
            out.word(&skill.trade);
            out.number(i64::from(skill.level));
        });
    }

    // Every member is named, so that a new one cannot be forgotten here.
    fn seeker(&mut self, seeker: &Seeker, wishes: &Wishes) {
        let Seeker {
            home,
            born,
            schooling,
            skills,
            certificates,
            mandarin,
            willingness,
            preferred,
            trades,
            refused_trades,
            pay_wish_fen,
            ready_from,
            consents,
            has_open_job,
        } = seeker;
        self.division(*home);
        self.day(*born);
        self.option(schooling.as_ref(), Self::word);
        self.skills(*skills);
        self.words(*certificates);
        self.option(*mandarin, Self::flag);
        self.option(willingness.as_ref(), Self::word);
        self.list(wishes.divisions(*preferred), |out, wish| {
            out.division(*wish);
        });
        self.words(*trades);
        self.words(*refused_trades);
        self.option(*pay_wish_fen, Self::number);
        self.option(*ready_from, Self::day);
        self.flag(*consents);
        self.flag(*has_open_job);
    }

    fn post(&mut self, post: &Post) {
        let Post {
            enterprise,
            workplace,
            trade,
            kind,
            openings,
            pay_min_fen,
            pay_max_fen,
            schooling_min,
            required_certificates,
            preferred_certificates,
            required_skills,
            preferred_skills,
            age_min,
            age_max,
            hazards,
            mandarin_needed,
            start_by,
            closes_on,
            confirmed_on,
            enterprise_verified,
            open,
            couple_rooms,
            stay_permille,
        } = post;
        self.number(i64::from(*enterprise));
        self.division(*workplace);
        self.word(trade);
        self.word(kind);
        self.number(i64::from(*openings));
        self.number(*pay_min_fen);
        self.number(*pay_max_fen);
        self.option(schooling_min.as_ref(), Self::word);
        self.words(*required_certificates);
        self.words(*preferred_certificates);
        self.skills(*required_skills);
        self.skills(*preferred_skills);
        self.option(age_min.map(i64::from), Self::number);
        self.option(age_max.map(i64::from), Self::number);
        self.words(*hazards);
        self.flag(*mandarin_needed);
        self.option(*start_by, Self::day);
        self.option(*closes_on, Self::day);
        self.day(*confirmed_on);
        self.flag(*enterprise_verified);
        self.flag(*open);
        self.number(i64::from(*couple_rooms));
        self.option(stay_permille.map(i64::from), Self::number);
    }

    fn party(&mut self, party: &Party) {
        let Party {
            members,
            closeness,
            couple_room,
        } = party;
        self.list(members, |out, member| out.number(i64::from(*member)));
        self.word(closeness);
        self.flag(*couple_room);
    }

    fn pair(&mut self, pair: Pair) {
        self.number(i64::from(pair.seeker));
        self.number(i64::from(pair.post));
    }

    fn pairing(&mut self, pairing: &Pairing) {
        self.word(&pairing.kind);
        self.division(pairing.east);
        self.division(pairing.west);
    }
}
