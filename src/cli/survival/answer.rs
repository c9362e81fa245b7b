//! What `--json` prints, group by group, so that no answer has to fit into memory twice.

use super::{Group, Reckoned, Row, rows};
use ::survival::{Hazard, Incidence, Level, LogRank, RestrictedMean};
use serde::{
    Serialize, Serializer,
    ser::{SerializeMap, SerializeSeq, SerializeStruct},
};
use std::io::{self, Write};

/// Writes the answer on one line.
pub fn print(out: &mut impl Write, reckoned: &Reckoned, times: &[f64]) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &Answer { reckoned, times })?;
    writeln!(out)
}

struct Answer<'r> {
    reckoned: &'r Reckoned,
    times: &'r [f64],
}

impl Serialize for Answer<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut answer = serializer.serialize_struct("Answer", 2)?;
        answer.serialize_field("groups", &Groups(self))?;
        let log_rank = self.reckoned.log_rank.as_ref().map(LogRankBody::from);
        answer.serialize_field("logrank", &log_rank)?;
        answer.end()
    }
}

struct Groups<'a, 'r>(&'a Answer<'r>);

impl Serialize for Groups<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Answer { reckoned, times } = self.0;
        let until = reckoned.until(times);
        let mut groups = serializer.serialize_seq(Some(reckoned.groups.len()))?;
        for group in &reckoned.groups {
            groups.serialize_element(&GroupBody::of(group, times, until))?;
        }
        groups.end()
    }
}

#[derive(Serialize)]
struct GroupBody<'g> {
    group: Option<&'g str>,
    /// Spells in the file.
    n: usize,
    /// Of those that were ever at risk, how many ended.
    events: usize,
    median: Option<f64>,
    median_ci_low: Option<f64>,
    median_ci_high: Option<f64>,
    /// Where figures beyond rest on nothing although others were watched later.
    #[serde(skip_serializing_if = "Option::is_none")]
    breaks_at: Option<f64>,
    table: Vec<RowBody>,
    rmst: Option<MeanBody>,
    cif: Causes<'g>,
    hazard: Vec<FigureBody>,
}

#[derive(Serialize)]
struct RowBody {
    time: f64,
    at_risk: usize,
    events: usize,
    censored: usize,
    survival: Option<f64>,
    se: Option<f64>,
    ci_low: Option<f64>,
    ci_high: Option<f64>,
}

/// Days worked until `time`, on average.
#[derive(Serialize)]
struct MeanBody {
    time: f64,
    value: Option<f64>,
    se: Option<f64>,
    ci_low: Option<f64>,
    ci_high: Option<f64>,
}

#[derive(Serialize)]
struct FigureBody {
    time: f64,
    value: Option<f64>,
    se: Option<f64>,
}

#[derive(Serialize)]
struct LogRankBody {
    chi2: f64,
    df: usize,
    p: f64,
}

impl From<&LogRank> for LogRankBody {
    fn from(of: &LogRank) -> Self {
        let LogRank { chi2, df, p, .. } = *of;
        Self { chi2, df, p }
    }
}

impl From<Row> for RowBody {
    fn from(row: Row) -> Self {
        let figure = |which: usize| row.figures.map(|figures| figures[which]);
        Self {
            time: row.time,
            at_risk: row.at_risk,
            events: row.events,
            censored: row.censored,
            survival: figure(0),
            se: figure(1),
            ci_low: figure(2),
            ci_high: figure(3),
        }
    }
}

impl<'g> GroupBody<'g> {
    fn of(group: &'g Group, times: &'g [f64], until: Option<f64>) -> Self {
        let (curve, median) = (&group.curve, group.curve.median());
        Self {
            group: group.name.as_deref(),
            n: group.spells,
            events: curve.risk().events(),
            median: median.time,
            median_ci_low: median.low,
            median_ci_high: median.high,
            breaks_at: curve.breaks_at(),
            table: rows(curve, times).map(RowBody::from).collect(),
            rmst: until.map(|until| mean(group, until)),
            cif: Causes { group, times },
            hazard: hazard(group, times),
        }
    }
}

fn mean(group: &Group, until: f64) -> MeanBody {
    let mean = RestrictedMean::of(&group.curve, until, Level::P95);
    MeanBody {
        time: until,
        value: mean.map(|mean| mean.value),
        se: mean.map(|mean| mean.std_error),
        ci_low: mean.map(|mean| mean.low),
        ci_high: mean.map(|mean| mean.high),
    }
}

fn hazard(group: &Group, times: &[f64]) -> Vec<FigureBody> {
    let hazard = Hazard::of(group.curve.risk());
    let all = hazard
        .table()
        .iter()
        .map(|point| (point.time, point.value, point.std_error));
    figures(all, times, |time| {
        hazard.at(time).map(|point| (point.value, point.std_error))
    })
}

fn incidence(incidence: &Incidence, times: &[f64]) -> Vec<FigureBody> {
    let all = incidence
        .table()
        .iter()
        .map(|point| (point.time, point.value, point.std_error));
    figures(all, times, |time| {
        incidence
            .at(time)
            .map(|point| (point.value, point.std_error))
    })
}

/// All rows, or those at the named times, where they are known.
fn figures(
    all: impl Iterator<Item = (f64, f64, f64)>,
    times: &[f64],
    at: impl Fn(f64) -> Option<(f64, f64)>,
) -> Vec<FigureBody> {
    if times.is_empty() {
        return all
            .map(|(time, value, se)| FigureBody {
                time,
                value: Some(value),
                se: Some(se),
            })
            .collect();
    }
    let named = times.iter().map(|&time| (time, at(time)));
    named
        .map(|(time, at)| FigureBody {
            time,
            value: at.map(|at| at.0),
            se: at.map(|at| at.1),
        })
        .collect()
}

/// The share that left for each cause, under the cause's number.
struct Causes<'g> {
    group: &'g Group,
    times: &'g [f64],
}

impl Serialize for Causes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let risk = self.group.curve.risk();
        let causes = risk.causes();
        let mut map = serializer.serialize_map(Some(causes.len()))?;
        for cause in causes {
            map.serialize_entry(&cause, &incidence(&Incidence::of(risk, cause), self.times))?;
        }
        map.end()
    }
}
