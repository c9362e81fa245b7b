//! Learning how long pairs may be expected to last, and how well that foretells.

use crate::{
    app::App,
    clock::Clock,
    config::Settings,
    http::stability_models::StabilityModelBody,
    services::{Actor, stability_models},
    storage::stability_models::{Learnt, StabilityModel},
    worker,
};
use ::stability::judge::Seen;
use chrono::NaiveDate;
use clap::Args;
use domain::{coded::Coded, id::JobId, job::JobState};
use std::error::Error;

/// Learns from jobs of the past, and judges what was learnt on later ones.
#[derive(Debug, Args)]
pub struct Learn {
    /// 学习截止日 — jobs up to this day teach, later ones judge, as 2024-06-30 (default: half a year ago)
    #[arg(long)]
    learnt_until: Option<NaiveDate>,
    /// Print JSON instead of sentences
    #[arg(long)]
    json: bool,
}

/// Learns, and prints the model's card.
///
/// # Errors
/// A sentence for whoever sits at the machine.
pub async fn run(command: &Learn, settings: Settings) -> Result<(), Box<dyn Error>> {
    let app = App::open(settings, Clock::machine()).await?;
    let by = Actor::operator("learning from the command line");
    let id = stability_models::request_here(&app, &by, command.learnt_until).await?;
    let job = worker::see_through(&app, JobId(id.0)).await?;
    if job.state != JobState::Succeeded {
        let why = job
            .failure
            .map_or(String::new(), |why| format!("{} / {}", why.zh, why.en));
        return Err(format!("学习未完成 / the learning did not end well: {why}").into());
    }
    let model = stability_models::get(&app, id).await?;
    let in_use = stability_models::in_use(&app).await?.map(|model| model.id);
    if command.json {
        let body = StabilityModelBody::of(&model, in_use);
        println!("{}", serde_json::to_string_pretty(&body)?);
    } else {
        print(&model);
    }
    Ok(())
}

fn print(model: &StabilityModel) {
    let StabilityModel { id, .. } = model;
    println!("稳定性模型 / stability model {id}");
    print_judgement(model);
}

/// How the model was judged, without what differs from one time to the next.
pub(super) fn print_judgement(model: &StabilityModel) {
    let StabilityModel {
        learnt_until,
        judged_until,
        ..
    } = model;
    let Some(Learnt { judgement, .. }) = &model.learnt else {
        return;
    };
    println!(
        "  学习至 / learnt until {learnt_until}: {}",
        seen(&judgement.learnt)
    );
    println!(
        "  检验至 / judged until {judged_until}: {}",
        seen(&judgement.held_out)
    );
    println!(
        "  相对总体水平的增益 / gain over the base rate {:.4} [{:.4}, {:.4}]",
        judgement.gain, judgement.gain_low, judgement.gain_high
    );
    if let Some(concordance) = judgement.concordance {
        println!("  区分度 / concordance {concordance:.3}");
    }
    let ratios = judgement
        .observed_by_expected
        .zip(judgement.base_observed_by_expected);
    if let Some((own, base)) = ratios {
        println!("  实际与预期之比 / ended by expected {own:.3}    总体水平 / base rate {base:.3}");
    }
    println!(
        "  结论 / verdict: {} / {}",
        judgement.verdict.zh(),
        judgement.verdict.code()
    );
}

fn seen(seen: &Seen) -> String {
    let Seen {
        jobs,
        ended,
        enterprises,
        ..
    } = seen;
    format!("就业 / jobs {jobs}    离岗 / ended {ended}    单位 / enterprises {enterprises}")
}
