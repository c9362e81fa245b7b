//! Skills: a trade, and how well somebody knows it.

use super::{codes::TradeCode, faults::Faults, word::Word};
use crate::error::Code;
use domain::skill::Skill;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A trade that somebody knows.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SkillBody {
    /// The trade.
    pub trade: TradeCode,
    /// From 1 (初级工) to 5 (高级技师).
    #[schema(minimum = 1, maximum = 5)]
    pub level: u8,
}

impl From<Skill> for SkillBody {
    fn from(skill: Skill) -> Self {
        Self {
            trade: Word(skill.trade),
            level: skill.level,
        }
    }
}

impl SkillBody {
    /// Reads the skills of a member; those of a level that there is not are faults.
    pub fn read(pointer: &str, list: &[Self], faults: &mut Faults) -> Vec<Skill> {
        let read = list.iter().enumerate().filter_map(|(index, body)| {
            let skill = Skill::of(body.trade.0, body.level);
            let at = format!("{pointer}/{index}/level");
            faults.take(&at, skill.ok_or(Code::OutOfRange))
        });
        read.collect()
    }
}
