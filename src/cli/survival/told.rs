//! What is printed for people.

use super::{Group, Reckoned, rows};
use ::survival::{Incidence, Level, RestrictedMean};
use comfy_table::{Cell, CellAlignment, Table, presets::UTF8_FULL_CONDENSED};
use std::io::{self, Write};

/// Writes a table a group, and how the groups compare.
pub fn print(out: &mut impl Write, reckoned: &Reckoned, times: &[f64]) -> io::Result<()> {
    if reckoned.groups.is_empty() {
        return writeln!(out, "文件中没有记录 / the file has no rows");
    }
    for group in &reckoned.groups {
        heading(out, group)?;
        writeln!(out, "{}", table(group, times))?;
        if let Some(until) = reckoned.until(times) {
            mean(out, group, until)?;
        }
        if let Some(time) = group.curve.breaks_at() {
            writeln!(
                out,
                "注意：第 {time} 天无人在观察，其后的数字不可靠 / nobody was watched on day {time}: figures beyond rest on nothing"
            )?;
        }
        writeln!(out)?;
    }
    if let Some(test) = &reckoned.log_rank {
        writeln!(
            out,
            "各组比较 / log-rank: χ² {:.4}    自由度 / df {}    p {:.4e}",
            test.chi2, test.df, test.p
        )?;
    }
    Ok(())
}

fn heading(out: &mut impl Write, group: &Group) -> io::Result<()> {
    if let Some(name) = &group.name {
        writeln!(out, "组 / group {name}")?;
    }
    let (curve, median) = (&group.curve, group.curve.median());
    let [time, low, high] = [median.time, median.low, median.high].map(days);
    writeln!(
        out,
        "记录 / spells {}    离岗 / ended {}    中位天数 / median {time} [{low}, {high}]",
        group.spells,
        curve.risk().events()
    )?;
    let none = group.spells - curve.risk().spells();
    if none > 0 {
        writeln!(
            out,
            "其中 {none} 条时长为零，不计入 / {none} of zero length count nowhere"
        )?;
    }
    Ok(())
}

fn days(time: Option<f64>) -> String {
    time.map_or("—".to_owned(), |time| time.to_string())
}

fn table(group: &Group, times: &[f64]) -> Table {
    let risk = group.curve.risk();
    let causes = risk.causes();
    // One cause alone takes all that leave.
    let told = if causes.len() > 1 {
        causes.into_iter().collect()
    } else {
        Vec::new()
    };
    let mut headings: Vec<String> = [
        "天数\ndays",
        "观察中\nat risk",
        "离岗\nended",
        "删失\ncensored",
        "在岗率\nsurvival",
        "标准误\nse",
        "95 % 区间\ninterval",
    ]
    .map(str::to_owned)
    .to_vec();
    headings.extend(
        told.iter()
            .map(|cause| format!("原因 {cause}\ncause {cause}")),
    );
    let incidences: Vec<Incidence> = told
        .iter()
        .map(|cause| Incidence::of(risk, *cause))
        .collect();
    let mut table = Table::new();
    table.load_preset(UTF8_FULL_CONDENSED).set_header(headings);
    for row in rows(&group.curve, times) {
        let figures = row
            .figures
            .map(|figures| figures.map(|figure| format!("{figure:.4}")));
        let [survival, se, low, high] = figures.unwrap_or_else(|| ["—"; 4].map(str::to_owned));
        let mut cells = vec![
            row.time.to_string(),
            row.at_risk.to_string(),
            row.events.to_string(),
            row.censored.to_string(),
        ];
        cells.extend([survival, se, format!("{low} – {high}")]);
        cells.extend(incidences.iter().map(|incidence| {
            incidence.at(row.time).map_or("—".to_owned(), |at| {
                format!("{:.4} ± {:.4}", at.value, at.std_error)
            })
        }));
        table.add_row(
            cells
                .into_iter()
                .map(|cell| Cell::new(cell).set_alignment(CellAlignment::Right)),
        );
    }
    table
}

fn mean(out: &mut impl Write, group: &Group, until: f64) -> io::Result<()> {
    match RestrictedMean::of(&group.curve, until, Level::P95) {
        Some(mean) => writeln!(
            out,
            "前 {until} 天平均在岗 {:.1} 天 / {:.1} of the first {until} days worked on average [{:.1}, {:.1}]",
            mean.value, mean.value, mean.low, mean.high
        ),
        None => writeln!(out, "观察不足 {until} 天 / not watched for {until} days"),
    }
}
