//! Somebody for whom nothing is proposed, as a value and as a row.

use crate::{
    error::Error,
    storage::{
        columns::{number, word},
        rows::unplaced as left,
    },
};
use chrono::NaiveDate;
use domain::{
    coded::Coded,
    id::{PersonId, RunId, VacancyId},
    skill::Skill,
};
use matching::{eligible::HardLimit, reasons::Need, verdict::Verdict};
use serde::{Deserialize, Serialize};

/// A person for whom nothing is proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Who.
    pub person: PersonId,
    /// What stood in the way most.
    pub verdict: Verdict,
    /// Posts that nothing forbids.
    pub eligible: u32,
    /// Those of them that are full.
    pub full: u32,
    /// The limits that forbid posts.
    pub limits: Vec<LimitCount>,
    /// The smallest change known that would place them.
    pub change: Option<Change>,
}

/// How many posts a limit forbids to somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitCount {
    /// Code of the limit.
    pub limit: String,
    /// Posts that it forbids.
    pub posts: u32,
    /// Posts that nothing else forbids.
    pub alone: u32,
}

/// The smallest change that would place somebody, or their whole party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// What it takes.
    pub need: Need,
    /// The post that it opens.
    pub vacancy: VacancyId,
    /// Whether somebody else would then stay at home.
    pub displaces: bool,
}

impl Change {
    fn written(self) -> String {
        match self.need {
            Need::Willingness(to) => format!("willingness:{}", to.code()),
            Need::ReadyBy(day) => format!("ready_by:{day}"),
            Need::Certificate(one) => format!("certificate:{}", one.code()),
            Need::Skill(skill) => format!("skill:{skill}"),
            Need::PayWish(fen) => format!("pay_wish:{fen}"),
            Need::Openings(more) => format!("openings:{more}"),
            Need::Closeness(closeness) => format!("closeness:{}", closeness.code()),
            Need::Apart => "apart:".to_owned(),
        }
    }

    fn read(text: &str) -> Result<Need, Error> {
        let (what, rest) = text.split_once(':').unwrap_or((text, ""));
        let unread = || Error::internal("column holds no change");
        Ok(match what {
            "willingness" => Need::Willingness(word(rest)?),
            "ready_by" => Need::ReadyBy(rest.parse::<NaiveDate>().map_err(Error::internal)?),
            "certificate" => Need::Certificate(word(rest)?),
            "skill" => Need::Skill(Skill::parse(rest).ok_or_else(unread)?),
            "pay_wish" => Need::PayWish(rest.parse().map_err(Error::internal)?),
            "openings" => Need::Openings(rest.parse().map_err(Error::internal)?),
            "closeness" => Need::Closeness(word(rest)?),
            "apart" => Need::Apart,
            _ => return Err(unread()),
        })
    }
}

impl LeftOut {
    pub(super) fn row(self, run: RunId) -> Result<left::Model, Error> {
        Ok(left::Model {
            run_id: run.0,
            person_id: self.person.0,
            reason: self.verdict.code().to_owned(),
            eligible_posts: self.eligible.into(),
            full_posts: self.full.into(),
            limits: serde_json::to_value(&self.limits).map_err(Error::internal)?,
            change: self.change.map(Change::written),
            change_vacancy_id: self.change.map(|change| change.vacancy.0),
            change_displaces: self.change.map(|change| change.displaces),
        })
    }
}

impl TryFrom<left::Model> for LeftOut {
    type Error = Error;

    fn try_from(row: left::Model) -> Result<Self, Error> {
        let change = row
            .change
            .zip(row.change_vacancy_id)
            .map(|(text, id)| {
                Ok::<_, Error>(Change {
                    need: Change::read(&text)?,
                    vacancy: VacancyId(id),
                    displaces: row.change_displaces.unwrap_or_default(),
                })
            })
            .transpose()?;
        Ok(Self {
            person: PersonId(row.person_id),
            verdict: word(&row.reason)?,
            eligible: number(row.eligible_posts)?,
            full: number(row.full_posts)?,
            limits: serde_json::from_value(row.limits).map_err(Error::internal)?,
            change,
        })
    }
}

impl From<&matching::reasons::Forbidden> for LimitCount {
    fn from(forbidden: &matching::reasons::Forbidden) -> Self {
        Self {
            limit: HardLimit::code(forbidden.limit).to_owned(),
            posts: forbidden.posts,
            alone: forbidden.alone,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::words::{Certificate, Closeness, Trade, Willingness};

    #[test]
    fn a_change_reads_as_it_was_written() {
        let skill = Skill::of(Trade::Processing, 2).expect("a level that there is");
        for need in [
            Need::Willingness(Willingness::OwnProvince),
            Need::ReadyBy(NaiveDate::from_ymd_opt(2020, 4, 1).expect("a day")),
            Need::Certificate(Certificate::Welder),
            Need::Skill(skill),
            Need::PayWish(450_000),
            Need::Openings(2),
            Need::Closeness(Closeness::City),
            Need::Apart,
        ] {
            let change = Change {
                need,
                vacancy: VacancyId::fresh(),
                displaces: false,
            };
            assert_eq!(Change::read(&change.written()).expect("a need"), need);
        }
        assert!(Change::read("luck:7").is_err());
    }
}
