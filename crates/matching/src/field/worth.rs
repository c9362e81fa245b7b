//! What a pair is worth, in a few instructions: the parts of [`score`](crate::score::score) that only the person or
//! only the post decides are reckoned before.

use crate::post::Post;
use crate::score::{Weights, shares};
use crate::seeker::{Seeker, Skills};
use domain::coded::Coded;
use domain::word_set::WordSet;
use domain::words::{Certificate, Trade};
use std::cell::OnceCell;
use std::collections::HashMap;

/// What the points at a post depend on.
#[derive(Clone, Copy, Default)]
pub(super) struct Worth {
    /// A thousand times twice the middle of its pay, in fen.
    pub pay: f64,
    pub post: u32,
    pub site: u32,
    /// Which of the [`Preferences`].
    preference: u32,
    pub stability: u16,
    trade: u8,
}

/// What enterprises prefer, and whether they need Mandarin.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Preference {
    certificates: WordSet<Certificate>,
    skills: Skills,
    mandarin: bool,
}

/// All that the posts prefer, each once. Those without skills are few and are weighed for each person
/// beforehand; they stand in `plain`, and have even numbers.
#[derive(Default)]
pub(super) struct Preferences {
    plain: Vec<Preference>,
    skilled: Vec<Preference>,
    numbers: HashMap<Preference, u32>,
}

impl Preferences {
    /// What is kept of a post.
    pub(super) fn worth(
        &mut self,
        number: u32,
        site: usize,
        post: &Post,
        weights: &Weights,
    ) -> Worth {
        let preference = Preference {
            certificates: post.preferred_certificates,
            skills: post.preferred_skills,
            mandarin: post.mandarin_needed,
        };
        let (list, odd) = if post.preferred_skills.is_empty() {
            (&mut self.plain, 0)
        } else {
            (&mut self.skilled, 1)
        };
        let preference = *self.numbers.entry(preference).or_insert_with(|| {
            list.push(preference);
            u32::try_from(2 * (list.len() - 1) + odd).unwrap_or(u32::MAX)
        });
        Worth {
            pay: 1000.0 * shares::middle(post) as f64,
            post: number,
            site: u32::try_from(site).unwrap_or(u32::MAX),
            preference,
            stability: weights.stability_points(post),
            trade: u8::try_from(post.trade.place()).unwrap_or(u8::MAX),
        }
    }
}

/// Points by shares, the same for everybody.
pub(super) struct Scale {
    skill: Vec<u16>,
    pay: Vec<u16>,
}

impl Scale {
    pub(super) fn new(weights: &Weights) -> Self {
        Self {
            skill: (0..=1000)
                .map(|share| weights.skill_points(share))
                .collect(),
            pay: (0..=1000).map(|share| weights.pay_points(share)).collect(),
        }
    }

    /// The points of a pay for a wish, both as [`Worth::pay`] and [`wish`] have them.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the quotient of two numbers above 0 is cut to 2000"
    )]
    pub(super) fn pay(&self, wish: Option<f64>, pay: f64) -> u16 {
        let share = match wish {
            // Both are exact, and so small that the quotient is not rounded up to a whole number.
            Some(wish) => (pay / wish).min(2000.0) as usize,
            None => 1500,
        };
        self.pay[share.max(1000) - 1000]
    }

    /// The most points of skill where the trade has this share.
    pub(super) fn most_skill(&self, trade: u32) -> u16 {
        self.skill[shares::skill(trade, 1000, 1000) as usize]
    }
}

/// A wish for pay as a divisor.
pub(super) fn wish(wish: Option<i64>) -> Option<f64> {
    wish.map(|wish| wish.clamp(1, shares::MOST_FEN) as f64)
}

/// What a person makes of skills asked for, preferred and offered.
pub(super) struct Fit<'a> {
    seeker: &'a Seeker,
    preferences: &'a Preferences,
    scale: &'a Scale,
    /// The person's wish for pay.
    wish: Option<f64>,
    /// The share of each trade.
    trades: [u32; Trade::ALL.len()],
    /// The sum of the shares of each plain preference, each times its part of the skill share.
    plain: OnceCell<Vec<u32>>,
}

impl<'a> Fit<'a> {
    pub(super) fn new(seeker: &'a Seeker, preferences: &'a Preferences, scale: &'a Scale) -> Self {
        let mut trades = [0; Trade::ALL.len()];
        for (share, trade) in trades.iter_mut().zip(Trade::ALL) {
            *share = shares::trade(seeker, *trade);
        }
        Self {
            wish: wish(seeker.pay_wish_fen),
            plain: OnceCell::new(),
            seeker,
            preferences,
            scale,
            trades,
        }
    }

    /// The most points of skill at a post of a trade.
    pub(super) fn most(&self, trade: usize) -> u16 {
        self.scale.most_skill(self.trades[trade])
    }

    /// The points at a post, those of its place left out.
    pub(super) fn points(&self, worth: &Worth) -> u16 {
        let at = (worth.preference / 2) as usize;
        let preferred = if worth.preference.is_multiple_of(2) {
            let plain = self.preferences.plain.iter();
            let all = || plain.map(|each| weighed(self.seeker, each)).collect();
            self.plain.get_or_init(all)[at]
        } else {
            weighed(self.seeker, &self.preferences.skilled[at])
        };
        let trade = self.trades[usize::from(worth.trade)];
        let skill = (600 * trade + preferred) / 1000;
        self.scale.skill[skill as usize] + self.scale.pay(self.wish, worth.pay) + worth.stability
    }
}

fn weighed(seeker: &Seeker, preference: &Preference) -> u32 {
    let preferred = shares::preferred(seeker, preference.certificates, preference.skills);
    250 * preferred + 150 * shares::mandarin(seeker, preference.mandarin)
}
