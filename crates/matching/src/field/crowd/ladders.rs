//! The facts about people as layers of bits, and what a post asks of them.

use crate::eligible::is_of_age;
use crate::post::Post;
use crate::run::Instance;
use crate::seeker::Seeker;
use crate::wish::Wished;
use chrono::NaiveDate;
use domain::coded::Coded;
use domain::division::{Division, Level};
use domain::words::{Certificate, Schooling, Trade};
use std::collections::BTreeSet;

/// Levels of a skill.
const LEVELS: u8 = 5;

/// A layer, or all that is not in it.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    pub layer: usize,
    pub without: bool,
}

/// People to whom the trade of a post, and maybe its place, is worth the same.
pub(super) struct Class {
    pub asked: Vec<Asked>,
    /// The share of the trade, in 1/1000.
    pub trade: u32,
    /// The most that the place is to their wishes.
    pub wished: Wished,
}

/// Which layer is which.
pub(super) struct Ladders {
    /// The ages that there are, ascending.
    ages: Vec<i32>,
    /// The first days that there are, ascending.
    days: Vec<NaiveDate>,
    /// The provinces in which some wish to work, ascending.
    provinces: Vec<Division>,
    on: NaiveDate,
}

impl Ladders {
    /// The ladders of some people.
    pub(super) fn new<'a>(
        people: impl Iterator<Item = &'a Seeker> + Clone,
        instance: &Instance<'_>,
    ) -> Self {
        let on = instance.on;
        let wished = |seeker: &Seeker| instance.wishes.divisions(seeker.preferred);
        let ages: BTreeSet<i32> = people.clone().map(|seeker| seeker.age_on(on)).collect();
        let days = people.clone().filter_map(|seeker| seeker.ready_from);
        let days: BTreeSet<NaiveDate> = days.collect();
        let provinces = people
            .flat_map(wished)
            .map(|wish| wish.up_to(Level::Province));
        let provinces: BTreeSet<Division> = provinces.collect();
        Self {
            ages: ages.into_iter().collect(),
            days: days.into_iter().collect(),
            provinces: provinces.into_iter().collect(),
            on,
        }
    }

    // Layers: no older than each age; schooled enough for each schooling; ready by each day; each certificate; each
    // level of each trade; each trade wished for, or nothing known; each trade refused; each province wished for; no place wished for.

    fn schoolings(&self) -> usize {
        self.ages.len()
    }

    fn days(&self) -> usize {
        self.schoolings() + Schooling::ALL.len()
    }

    fn certificates(&self) -> usize {
        self.days() + self.days.len() + 1
    }

    fn skill(&self, trade: Trade, level: u8) -> usize {
        let skills = self.certificates() + Certificate::ALL.len();
        skills + trade.place() * usize::from(LEVELS) + usize::from(level) - 1
    }

    fn trades(&self) -> usize {
        self.certificates() + Certificate::ALL.len() + Trade::ALL.len() * usize::from(LEVELS)
    }

    fn refused(&self, trade: Trade) -> usize {
        self.trades() + Trade::ALL.len() + trade.place()
    }

    fn provinces(&self) -> usize {
        self.trades() + 2 * Trade::ALL.len()
    }

    fn wishless(&self) -> usize {
        self.provinces() + self.provinces.len()
    }

    pub(super) fn bits(&self, people: &[u32], instance: &Instance<'_>) -> Vec<u64> {
        let words = people.len().div_ceil(64);
        let mut bits = vec![0; words * (self.wishless() + 1)];
        for (at, person) in people.iter().enumerate() {
            let seeker = &instance.seekers[*person as usize];
            let wished = instance.wishes.divisions(seeker.preferred);
            for layer in self.of(seeker).chain(self.of_wish(wished)) {
                bits[layer * words + at / 64] |= 1 << (at % 64);
            }
        }
        bits
    }

    /// The layers that a person stands in, those of the places wished for left out.
    fn of(&self, seeker: &Seeker) -> impl Iterator<Item = usize> {
        let age = seeker.age_on(self.on);
        let ages = self.ages.partition_point(|rung| *rung < age)..self.ages.len();
        let schooled = seeker.schooling;
        let schooled = schooled.map_or(Schooling::ALL.len(), |has| has.place() + 1);
        let ready = seeker
            .ready_from
            .map_or(0, |ready| self.days.partition_point(|day| *day < ready) + 1);
        let certificates = seeker.certificates.iter();
        let levels = seeker.skills.iter().flat_map(move |known| {
            let levels = 1..=known.level;
            levels.map(move |level| self.skill(known.trade, level))
        });
        let is_unsaid = seeker.skills.is_empty() && seeker.trades.is_empty();
        let trades = Trade::ALL.iter();
        let trades = trades.filter(move |trade| is_unsaid || seeker.trades.contains(**trade));
        ages.chain((0..schooled).map(|needed| self.schoolings() + needed))
            .chain((ready..=self.days.len()).map(|rung| self.days() + rung))
            .chain(certificates.map(|held| self.certificates() + held.place()))
            .chain(levels)
            .chain(trades.map(|trade| self.trades() + trade.place()))
            .chain(
                seeker
                    .refused_trades
                    .iter()
                    .map(|trade| self.refused(trade)),
            )
    }

    fn of_wish(&self, wished: &[Division]) -> impl Iterator<Item = usize> {
        let province = |wish: &Division| self.province(*wish);
        let wishless = wished.is_empty().then(|| self.wishless());
        wished.iter().filter_map(province).chain(wishless)
    }

    fn province(&self, division: Division) -> Option<usize> {
        let at = self
            .provinces
            .binary_search(&division.up_to(Level::Province));
        at.ok().map(|at| self.provinces() + at)
    }

    /// What a post asks for; nothing where it takes nobody of any age that there is.
    pub(super) fn asked(&self, post: &Post) -> Option<Vec<Asked>> {
        let youngest = self.ages.iter().position(|age| is_of_age(*age, post))?;
        let oldest = self.ages.iter().rposition(|age| is_of_age(*age, post))?;
        let needs = post.schooling_min;
        let schooling = needs.map(|needed| self.schoolings() + needed.place());
        // The first rung is of those who could start on any day.
        let rung = |last| self.days.partition_point(|day| *day <= last);
        let ready = post.start_by.map(|last| self.days() + rung(last));
        let certificates = post.required_certificates.iter();
        let skills = post.required_skills.iter();
        let layers = [oldest].into_iter().chain(schooling).chain(ready);
        let layers = layers
            .chain(certificates.map(|needed| self.certificates() + needed.place()))
            .chain(skills.map(|needed| self.skill(needed.trade, needed.level)));
        let too_young = youngest.checked_sub(1).map(Asked::without);
        let willing = Asked::without(self.refused(post.trade));
        Some(
            layers
                .map(Asked::within)
                .chain(too_young)
                .chain([willing])
                .collect(),
        )
    }

    /// The classes of people for a post; everybody is in one.
    pub(super) fn classes(&self, post: &Post) -> Vec<Class> {
        let level = |level| self.skill(post.trade, level);
        let wished = self.trades() + post.trade.place();
        let mut trades = vec![
            (1000, vec![Asked::within(level(5))]),
            (500, vec![Asked::within(wished), Asked::without(level(1))]),
            (200, vec![Asked::without(wished), Asked::without(level(1))]),
        ];
        trades.extend((1..LEVELS).map(|known| {
            let asked = vec![
                Asked::within(level(known)),
                Asked::without(level(known + 1)),
            ];
            (500 + 100 * u32::from(known), asked)
        }));
        let province = self.province(post.workplace);
        let elsewhere = province.into_iter().chain([self.wishless()]);
        let mut places = vec![
            (Wished::Elsewhere, elsewhere.map(Asked::without).collect()),
            (Wished::Unsaid, vec![Asked::within(self.wishless())]),
        ];
        places.extend(province.map(|layer| (Wished::Here, vec![Asked::within(layer)])));
        let class =
            |(trade, one): &(u32, Vec<Asked>), (wished, other): &(Wished, Vec<Asked>)| Class {
                asked: one.iter().chain(other).copied().collect(),
                trade: *trade,
                wished: *wished,
            };
        trades
            .iter()
            .flat_map(|trade| places.iter().map(move |place| class(trade, place)))
            .collect()
    }
}

impl Asked {
    fn within(layer: usize) -> Self {
        Self {
            layer,
            without: false,
        }
    }

    fn without(layer: usize) -> Self {
        Self {
            layer,
            without: true,
        }
    }
}
