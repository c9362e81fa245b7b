//! What a run came to beside its people and its score.

use crate::storage::runs::{Figures, Limit, LimitMet, PriceOfPairing, Run, WhatIf};
use domain::{coded::Coded, register::register};

/// Prints why it stopped, what limits and pairing cost, and what a what-if would change.
pub fn print(run: &Run, figures: &Figures) {
    if let Some(why) = figures.stopped {
        println!("  提前结束 / stopped: {} / {}", why.zh(), why.code());
    }
    for (limit, met) in run.asked.limits.iter().zip(&figures.limits_met) {
        met_limit(limit, met);
    }
    if let Some(price) = &figures.pairing_price {
        pairing(price);
    }
    if let Some(what_if) = &figures.what_if {
        compared(what_if, figures);
    }
}

fn met_limit(limit: &Limit, met: &LimitMet) {
    let LimitMet {
        people,
        placed,
        points,
    } = met;
    let area = register().full_name(limit.division);
    println!("  {area}: 已安排 / placed {placed} / {people}    代价 / price {points}");
}

fn pairing(price: &PriceOfPairing) {
    let people = price.placed_without - price.placed;
    let points = price.points_without - price.points;
    println!(
        "  结对的代价 / price of pairing: {people} 人 / people    {points} 分 / points    结对地区 / at partners {} ({} without)",
        price.at_partners, price.at_partners_without
    );
}

fn compared(what_if: &WhatIf, figures: &Figures) {
    let WhatIf {
        same_world,
        same,
        moved,
        newly_placed,
        no_longer_placed,
        score_by_its_weights,
    } = what_if;
    println!("  试算，未推荐 / a what-if, nothing is proposed");
    println!(
        "  不变 / same {same}    改派 / moved {moved}    新增 / newly placed {newly_placed}    不再安排 / no longer placed {no_longer_placed}"
    );
    println!(
        "  总分 / score {}    按原权重 / by the run's weights {score_by_its_weights}",
        figures.score
    );
    if !same_world {
        println!("  人员或岗位已有变化 / people or posts have changed since that run");
    }
}
