//! What happened, in tables that a person can read.

use crate::{
    app::App,
    error::Error,
    services::{self, Actor, imports::Report, matching::Summary, stability::Stability},
    storage::{jobs::Counts, placements::Filter, runs::Run},
};
use comfy_table::{Cell, CellAlignment, Table, presets::UTF8_FULL_CONDENSED};
use domain::{coded::Coded, division::Division, issue::Severity, register::register, words::Stage};
use std::{collections::BTreeMap, path::PathBuf};

/// A sheet that was taken in.
pub struct Imported {
    /// The file.
    pub file: PathBuf,
    /// What was found in it.
    pub found: Report,
    /// What became of its rows.
    pub counts: Counts,
}

/// A run that was committed.
pub struct Matched {
    /// Whose people.
    pub area: Division,
    /// The run.
    pub run: Run,
    /// How its people are spread.
    pub summary: Option<Summary>,
}

pub(super) fn table(title: &str, headings: &[&str]) -> Table {
    println!("{title}");
    let mut table = Table::new();
    table.load_preset(UTF8_FULL_CONDENSED).set_header(headings);
    table
}

pub(super) fn number(value: impl std::fmt::Display) -> Cell {
    Cell::new(value).set_alignment(CellAlignment::Right)
}

pub(super) fn percent(share: f64) -> Cell {
    number(format!("{:.1}%", share * 100.0))
}

fn name(division: Division) -> String {
    register().name_of(division).unwrap_or_default().to_owned()
}

/// What became of accepted rows, as officers call it.
const BECAME: [(&str, &str); 6] = [
    ("created", "新增"),
    ("changed", "变更"),
    ("unchanged", "无变化"),
    ("claimed", "两县都登记"),
    ("outdated", "已有更新的数据"),
    ("enterprises_added", "新增单位"),
];

/// Accepted and rejected rows, and why.
pub fn imports(sheets: &[Imported]) {
    let mut rows = table(
        "一、导入 / sheets taken in",
        &[
            "文件",
            "行数",
            "接受",
            "退回",
            "提示",
            "不参加匹配",
            "入库情况",
        ],
    );
    let mut reasons: BTreeMap<_, usize> = BTreeMap::new();
    for sheet in sheets {
        let of = |severity| {
            sheet
                .found
                .findings
                .iter()
                .filter(|f| f.code.severity() == severity)
                .count()
        };
        for finding in &sheet.found.findings {
            *reasons
                .entry((
                    finding.code.severity(),
                    finding.code.code(),
                    finding.code.zh(),
                ))
                .or_default() += 1;
        }
        let became: Vec<String> = BECAME
            .into_iter()
            .filter_map(|(count, zh)| Some((zh, sheet.counts.get(count).filter(|n| **n > 0)?)))
            .map(|(zh, rows)| format!("{zh} {rows}"))
            .collect();
        rows.add_row([
            Cell::new(sheet.file.file_name().unwrap_or_default().to_string_lossy()),
            number(sheet.found.rows_in),
            number(sheet.found.accepted),
            number(sheet.found.rows_in - sheet.found.accepted),
            number(of(Severity::Warning)),
            number(of(Severity::Ineligible)),
            Cell::new(became.join(" · ")),
        ]);
    }
    println!("{rows}\n");
    let mut why = table(
        "退回和提示的原因 / reasons",
        &["程度", "代码", "说明", "处数"],
    );
    for ((severity, code, zh), times) in reasons {
        why.add_row([
            Cell::new(severity.zh()),
            Cell::new(code),
            Cell::new(zh),
            number(times),
        ]);
    }
    println!("{why}\n");
}

/// Who was proposed to whom, by tier; who was not, and why.
pub fn matching(runs: &[Matched], back: usize) {
    let mut rows = table(
        "二、匹配 / runs",
        &["县", "日期", "参加", "推荐", "总分", "上界", "差距"],
    );
    let mut tiers: BTreeMap<_, i64> = BTreeMap::new();
    let mut verdicts: BTreeMap<&str, i64> = BTreeMap::new();
    for Matched { area, run, summary } in runs {
        let result = run.figures.as_ref();
        let gap = result.map_or(0.0, |r| gap(r.score, r.bound));
        rows.add_row([
            Cell::new(name(*area)),
            Cell::new(run.on),
            number(result.map_or(0, |r| r.people)),
            number(result.map_or(0, |r| r.placed)),
            number(result.map_or(0, |r| r.score)),
            number(result.map_or(0, |r| r.bound)),
            number(if gap > 0.0 {
                format!("{gap:.1e}")
            } else {
                "0（最优）".into()
            }),
        ]);
        for (tier, people) in summary.iter().flat_map(|s| &s.by_tier) {
            *tiers.entry(*tier).or_default() += people;
        }
        for (verdict, people) in summary.iter().flat_map(|s| &s.by_verdict) {
            *verdicts.entry(verdict.zh()).or_default() += people;
        }
    }
    println!("{rows}\n");
    let all: i64 = tiers.values().sum();
    let mut placed = table(
        "按结对关系 / proposed by partner tier",
        &["关系", "人数", "占比"],
    );
    for (tier, people) in tiers {
        placed.add_row([
            Cell::new(tier.zh()),
            number(people),
            percent(share(people, all)),
        ]);
    }
    println!("{placed}\n");
    let mut left = table("未推荐的原因 / unplaced, by reason", &["原因", "人次"]);
    for (why, people) in verdicts {
        left.add_row([Cell::new(why), number(people)]);
    }
    println!("{left}\n");
    println!("离岗后重新参加匹配 / back after leaving: {back}\n");
}

fn gap(score: i64, bound: i64) -> f64 {
    if bound > 0 {
        (bound - score) as f64 / bound as f64
    } else {
        0.0
    }
}

fn share(part: i64, all: i64) -> f64 {
    if all > 0 {
        part as f64 / all as f64
    } else {
        0.0
    }
}

/// How far the placements have come.
///
/// # Errors
/// Whatever the database says.
pub async fn placements(app: &App, by: &Actor, steps: usize) -> Result<(), Error> {
    let title = format!(
        "三、去向（截至 {}，共登记 {steps} 步）/ placements, after {steps} reported steps",
        app.clock.today()
    );
    let mut rows = table(&title, &["状态", "人次"]);
    for stage in Stage::ALL.iter().copied() {
        let filter = Filter {
            stage: Some(stage),
            ..Filter::default()
        };
        let mut found = 0;
        let mut after = None;
        loop {
            let page = services::placements::list(app, by, &filter, after, 5_000).await?;
            let Some(end) = page.last() else { break };
            after = Some(end.placement.id);
            found += page.len();
        }
        rows.add_row([Cell::new(stage.zh()), number(found)]);
    }
    println!("{rows}\n");
    Ok(())
}

/// How many last, and how many each of the usual rules calls stable.
pub fn stability(found: &Stability) {
    let Some(all) = &found.all else { return };
    let title = format!(
        "四、稳定就业（共 {} 段工作，{} 段已结束，{} 段为先前已在外、后纳入）/ stability, Kaplan–Meier with delayed entry",
        all.jobs, all.ended, all.entered_late
    );
    let mut rows = table(&title, &["满", "仍在岗", "95% 区间", "观察人数"]);
    let between =
        |low: f64, high: f64| number(format!("{:.1}% – {:.1}%", low * 100.0, high * 100.0));
    for at in &all.at {
        let months = Cell::new(format!("{} 个月", at.months));
        match at.estimate {
            Some(estimate) => rows.add_row([
                months,
                percent(estimate.survival),
                between(estimate.low, estimate.high),
                number(estimate.at_risk),
            ]),
            None => rows.add_row([
                months,
                Cell::new("尚无人满期"),
                Cell::new(""),
                Cell::new(""),
            ]),
        };
    }
    println!("{rows}\n");
    let mut rows = table(
        "    按各地口径 / by the rules of different places",
        &["口径", "已达到", "满期者中的比例", "95% 区间"],
    );
    for rule in found.rules.iter().filter(|rule| rule.met > 0) {
        let share = rule
            .share
            .map(|share| [percent(share.share), between(share.low, share.high)]);
        let [share, interval] = share.unwrap_or_else(|| [Cell::new(""), Cell::new("")]);
        rows.add_row([Cell::new(&rule.name), number(rule.met), share, interval]);
    }
    println!("{rows}\n");
}
