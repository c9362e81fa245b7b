//! How much of a part's weight a pair has, in 1/1000.

use crate::post::Post;
use crate::seeker::{Seeker, Skills};
use crate::wish::Wished;
use domain::word_set::WordSet;
use domain::words::{Certificate, Tier, Trade};

/// The share of what is unknown.
const NEUTRAL: u32 = 500;

/// A month's pay or wish beyond this, in fen, counts as this much: thousandfold sums of two of them stay
/// exact as floating-point numbers.
pub(crate) const MOST_FEN: i64 = 100_000_000_000;

/// Designated partners before other places in the east; near home on a scale of its own between them.
pub(crate) fn partner(tier: Tier) -> u32 {
    match tier {
        Tier::VillagePair => 1000,
        Tier::TownshipPair => 960,
        Tier::CountyPair => 920,
        Tier::PrefecturePair => 860,
        Tier::ProvincePair => 800,
        Tier::OwnCounty => 700,
        Tier::OwnPrefecture => 600,
        Tier::OwnProvince => 500,
        Tier::OtherEast => 400,
        Tier::Elsewhere => 250,
    }
}

/// Six tenths the trade, a quarter what the enterprise prefers, the rest Mandarin where it is needed.
pub(crate) fn skill(trade: u32, preferred: u32, mandarin: u32) -> u32 {
    (600 * trade + 250 * preferred + 150 * mandarin) / 1000
}

/// Knowing the trade is worth 600 to 1000 by level, wishing for it 500, neither 200.
pub(crate) fn trade(seeker: &Seeker, trade: Trade) -> u32 {
    let level = seeker.skills.level(trade);
    if level > 0 {
        500 + 100 * u32::from(level)
    } else if seeker.trades.contains(trade) {
        500
    } else if seeker.skills.is_empty() && seeker.trades.is_empty() {
        NEUTRAL
    } else {
        200
    }
}

/// The part fulfilled of what the enterprise prefers; all when it prefers nothing.
pub(crate) fn preferred(
    seeker: &Seeker,
    certificates: WordSet<Certificate>,
    skills: Skills,
) -> u32 {
    met(
        met_of(seeker, certificates, skills),
        skills.len() + certificates.len(),
    )
}

/// How much of what the enterprise prefers somebody has.
pub(crate) fn met_of(seeker: &Seeker, certificates: WordSet<Certificate>, skills: Skills) -> usize {
    seeker.skills.known_of(skills) + seeker.certificates.and(certificates).len()
}

/// So much of so much that is preferred.
pub(crate) fn met(met: usize, asked: usize) -> u32 {
    let share = (1000 * met).checked_div(asked).unwrap_or(1000);
    u32::try_from(share).unwrap_or(1000)
}

/// All where Mandarin is spoken or not needed.
pub(crate) fn mandarin(seeker: &Seeker, needed: bool) -> u32 {
    match (needed, seeker.mandarin) {
        (false, _) | (true, Some(true)) => 1000,
        (true, None) => NEUTRAL,
        (true, Some(false)) => 0,
    }
}

/// Twice the middle of the pay range, in fen.
pub(crate) fn middle(post: &Post) -> i64 {
    post.pay_min_fen.clamp(0, MOST_FEN) + post.pay_max_fen.clamp(0, MOST_FEN)
}

/// All when the middle of the pay range reaches the wish, none at half of it, a straight line between.
pub(crate) fn pay(wish: Option<i64>, middle: i64) -> u32 {
    let Some(wish) = wish else {
        return NEUTRAL;
    };
    let share = 1000 * middle / wish.clamp(1, MOST_FEN) - 1000;
    u32::try_from(share.clamp(0, 1000)).unwrap_or(NEUTRAL)
}

/// All within a preferred division, 400 elsewhere in the province of one, else none.
pub(crate) fn place(wished: Wished) -> u32 {
    match wished {
        Wished::Unsaid => NEUTRAL,
        Wished::Here => 1000,
        Wished::SameProvince => 400,
        Wished::Elsewhere => 0,
    }
}

/// The people expected to stay.
pub(crate) fn stability(post: &Post) -> u32 {
    post.stay_permille.map_or(NEUTRAL, u32::from)
}
