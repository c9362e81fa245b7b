//! How long people stay at work, from dated jobs and dated evidence.

mod figures;
mod groups;
mod rules;
mod spells;
mod verified;

pub use figures::{AtMonths, Counts, Figures, OfCause, Openness, days_of};
pub use groups::{Grouping, Key};
pub use rules::RuleFigure;
pub use spells::{Joining, stretches};
pub use verified::Verified;

use super::{Actor, stability_rules};
use crate::{
    app::App,
    clock::Clock,
    error::Error,
    storage::{
        self,
        pairings::Book,
        told::{Moment, Shown, Told, Whose},
    },
};
use ::audit::cells;
use chrono::NaiveDate;
use domain::{division::Division, grant::Capacity, stability_rule::NamedRule};
use std::{collections::HashMap, sync::Arc};
use survival::{LogRank, RiskTable};
use verified::Sample;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Homes in this division.
    pub area: Option<Division>,
    /// Of one's own people, or of all.
    pub whose: Whose,
    /// As of this day; unless told that of which it was known, or today.
    pub on: Option<NaiveDate>,
    /// As it was known at the end of this day; as it is known now unless told.
    pub known_on: Option<NaiveDate>,
    /// Months of employment.
    pub months: Vec<u32>,
    /// Whose jobs are one spell.
    pub joining: Joining,
    /// By what groups are told apart.
    pub by: Option<Grouping>,
    /// By which rules; all that hold unless told.
    pub rules: Option<Vec<String>>,
}

impl Asked {
    /// Of one's own people, as of today, job by job.
    #[must_use]
    pub fn of_months(months: &[u32]) -> Self {
        Self {
            area: None,
            whose: Whose::Own,
            on: None,
            known_on: None,
            months: months.to_vec(),
            joining: Joining {
                across_employers: false,
                gap_days: 0,
            },
            by: None,
            rules: None,
        }
    }
}

/// Figures of people who have something in common.
#[derive(Clone, Debug)]
pub struct Group {
    /// What it is.
    pub key: Key,
    /// The employer's name, where they are of one.
    pub employer: Option<String>,
    /// What their spells tell.
    pub figures: Figures,
    /// What the rules say of them; a person counts where its first job does.
    pub rules: Vec<RuleFigure>,
    /// What the latest sample says of them.
    pub verified: Option<Verified>,
}

/// Stability of the jobs in an area, as of a day.
#[derive(Clone, Debug)]
pub struct Stability {
    /// As of which day.
    pub on: NaiveDate,
    /// All together; none where it would tell of fewer than five people who are not one's own.
    pub all: Option<Figures>,
    /// What the rules say of all.
    pub rules: Vec<RuleFigure>,
    /// What the latest sample says of all.
    pub verified: Option<Verified>,
    /// The groups, those of most people first.
    pub groups: Vec<Group>,
    /// Groups that would tell of fewer than five people who are not one's own, by themselves or by subtraction.
    pub hidden: usize,
    /// Groups beyond the [`GROUPS`] largest.
    pub left_out: usize,
    /// Whether the groups whose curves are shown differ by more than chance.
    pub log_rank: Option<LogRank>,
}

/// Groups that are told at most.
pub const GROUPS: usize = 200;

/// Everything that figures are reckoned from.
struct Material {
    asked: Asked,
    on: NaiveDate,
    jobs: Vec<Told>,
    evidence: Vec<Shown>,
    rules: Vec<NamedRule>,
    book: Arc<Book>,
    sample: Option<Sample>,
}

/// The stability of jobs: curves, causes, means, rules, and what was verified of them.
///
/// Two questions to the database, of jobs and of evidence where a rule asks for it; the reckoning is done away from the
/// threads that answer requests.
///
/// # Errors
/// Whatever the database says.
pub async fn of(app: &App, by: &Actor, asked: Asked) -> Result<Stability, Error> {
    let mut asked = asked;
    // The national office has no people of its own.
    if by.capacity() == Some(Capacity::National) {
        asked.whose = Whose::All;
    }
    let on = asked.on.or(asked.known_on);
    let on = on.unwrap_or_else(|| app.clock.today());
    let at = moment(app, on, asked.known_on);
    let own = by.capacity().and_then(Capacity::division);
    let book = app.pairings().await?;
    let tx = storage::begin_reading(&app.db).await?;
    let mut rules = stability_rules::holding(&tx, asked.area.or(own), on).await?;
    if let Some(wanted) = &asked.rules {
        rules.retain(|rule| wanted.contains(&rule.code));
    }
    let (scope, area) = (by.scope(), asked.area);
    let jobs = storage::told::jobs(&tx, scope, asked.whose, area, at).await?;
    let needs_evidence = rules.iter().any(|named| !named.rule.evidence.is_empty());
    let evidence = if needs_evidence {
        storage::told::evidence(&tx, scope, asked.whose, area, at).await?
    } else {
        Vec::new()
    };
    let sample = match asked.area.or(own).filter(|_| asked.whose == Whose::Own) {
        Some(area) => Sample::latest(&tx, scope, area, on).await?,
        None => None,
    };
    tx.commit().await?;
    let material = Material {
        asked,
        on,
        jobs,
        evidence,
        rules,
        book,
        sample,
    };
    tokio::task::spawn_blocking(move || reckoned(&material))
        .await
        .map_err(Error::internal)
}

/// The end of a day, or the present.
fn moment(app: &App, on: NaiveDate, known_on: Option<NaiveDate>) -> Moment {
    let now = app.clock.now();
    let known = known_on.map(|day| Moment::present(on, Clock::end_of(day)));
    known
        .filter(|moment| moment.before <= now)
        .map_or(Moment::present(on, now), |moment| Moment {
            is_past: true,
            ..moment
        })
}

fn reckoned(material: &Material) -> Stability {
    let Material {
        asked, on, jobs, ..
    } = material;
    let stretches = spells::stretches(jobs, asked.joining, *on);
    let everybody = rules::people(jobs, &material.evidence, *on);
    let everybody: Vec<&rules::Person> = everybody.iter().collect();
    let all = figures::of(&stretches.iter().collect::<Vec<_>>(), &asked.months);
    let others = everybody.iter().filter(|person| !person.is_own).count();
    let is_open = cells::is_open(others) && cells::is_open(all.others);
    let sample = material.sample.as_ref();
    let mut told = Stability {
        on: *on,
        all: None,
        rules: Vec::new(),
        verified: None,
        groups: Vec::new(),
        hidden: 0,
        left_out: 0,
        log_rank: None,
    };
    if !is_open {
        return told;
    }
    told.rules = rules::figures(&everybody, &material.rules, *on);
    told.rules.retain(RuleFigure::is_open);
    told.verified = sample.and_then(Sample::of_all);
    if let Some(by) = asked.by {
        let apart = groups::apart(&stretches, by, &material.book);
        let mut whose: HashMap<Key, Vec<&rules::Person>> = HashMap::new();
        let first_jobs = jobs.chunk_by(|a, b| a.person == b.person);
        for (person, jobs) in everybody.iter().zip(first_jobs) {
            let key = by.key(&jobs[0], &material.book);
            whose.entry(key).or_default().push(person);
        }
        let of_group = |(key, stretches): (Key, Vec<&spells::Stretch<'_>>)| {
            let people = whose.get(&key).map(Vec::as_slice).unwrap_or_default();
            Group {
                employer: match by {
                    Grouping::Enterprise => stretches[0].first.employer.clone(),
                    _ => None,
                },
                figures: figures::of(&stretches, &asked.months),
                rules: rules::figures(people, &material.rules, *on),
                verified: sample.and_then(|sample| sample.of_group(&key)),
                key,
            }
        };
        let groups: Vec<Group> = apart.into_iter().map(of_group).collect();
        show(&mut told, groups);
    }
    told.all = Some(all);
    told
}

/// Hides the groups that would tell too much, and of the others what would; compares those whose curves are shown.
fn show(told: &mut Stability, mut groups: Vec<Group>) {
    groups.sort_by_key(|group| std::cmp::Reverse(group.figures.people));
    let others: Vec<usize> = groups.iter().map(|group| group.figures.others).collect();
    let hidden = cells::hidden(&others);
    told.hidden = hidden.iter().filter(|is_hidden| **is_hidden).count();
    told.left_out = (groups.len() - told.hidden).saturating_sub(GROUPS);
    let mut room = GROUPS;
    let gone: Vec<bool> = hidden
        .into_iter()
        .map(|is_hidden| {
            let is_shown = !is_hidden && room > 0;
            room -= usize::from(is_shown);
            !is_shown
        })
        .collect();
    close(&mut groups, &gone);
    let shown = groups.into_iter().zip(gone);
    told.groups = shown
        .filter(|(_, is_gone)| !is_gone)
        .map(|(group, _)| group)
        .collect();
    let told_ends = told.groups.iter().filter(|group| group.figures.told.ends);
    let tables: Vec<&RiskTable> = told_ends.map(|group| group.figures.curve.risk()).collect();
    told.log_rank = LogRank::of(&tables);
}

/// Hides of each group what would tell of fewer than five people who are not one's own, by itself or beside the other groups and
/// their sum.
fn close(groups: &mut [Group], gone: &[bool]) {
    let of = |counts: fn(&Counts) -> &[usize], gone: &[bool]| {
        let lines: Vec<&[usize]> = groups
            .iter()
            .map(|group| counts(&group.figures.counts))
            .collect();
        cells::hidden_lines(&lines, gone)
    };
    let ends = of(|counts| &counts.ends, gone);
    let late = of(|counts| &counts.late, gone);
    let causes = of(|counts| &counts.causes, &ends);
    let rules = groups.first().map_or(0, |group| group.rules.len());
    let rules: Vec<Vec<bool>> = (0..rules)
        .map(|rule| {
            let lines: Vec<[usize; 4]> = groups
                .iter()
                .map(|group| group.rules[rule].of_others)
                .collect();
            cells::hidden_lines(&lines, gone)
        })
        .collect();
    for (at, group) in groups.iter_mut().enumerate() {
        group.figures.told = Openness {
            ends: !ends[at],
            late: !late[at],
            causes: !causes[at],
        };
        let mut hidden = rules.iter().map(|hidden| hidden[at]);
        group.rules.retain(|_| !hidden.next().unwrap_or(true));
    }
}
