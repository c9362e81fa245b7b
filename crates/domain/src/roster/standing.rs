//! What a person brings: schooling, labour ability, Mandarin, and the register the household is in.

use super::form::Col;
use super::row::Row;
use super::spelling::yes_or_no;
use crate::issue::IssueCode;
use crate::words::{LabourAbility, RegisterCategory, Schooling};

pub(super) struct Standing {
    pub schooling: Option<Schooling>,
    pub in_school: bool,
    pub labour_ability: Option<LabourAbility>,
    pub mandarin: Option<bool>,
    pub category: Option<RegisterCategory>,
}

pub(super) fn read(row: &mut Row<Col>) -> Standing {
    let (schooling, in_school) = education(row);
    Standing {
        schooling,
        in_school,
        labour_ability: labour_ability(row),
        mandarin: mandarin(row),
        category: row.word(Col::Category, IssueCode::ValueNotKept),
    }
}

/// The national checker's rule: schooling is for those who have left school, the school column
/// for those who have not. Where a sheet has no school column, schooling must be told.
fn education(row: &mut Row<Col>) -> (Option<Schooling>, bool) {
    let school = row.text(Col::School);
    let in_school = !school.is_empty() && !has_left(&school.text);
    if in_school {
        row.say(Col::School, IssueCode::InSchool);
    }
    let told = !row.text(Col::Schooling).is_empty();
    if told && in_school {
        row.say(Col::Schooling, IssueCode::EduAndSchoolBoth);
    } else if !told && row.has(Col::Schooling) && !row.has(Col::School) {
        row.say(Col::Schooling, IssueCode::EnumUnknown);
    }
    (row.word(Col::Schooling, IssueCode::EnumUnknown), in_school)
}

fn has_left(text: &str) -> bool {
    yes_or_no(text) == Some(false)
        || matches!(
            text,
            "非在校生" | "不在校" | "未在校" | "未上学" | "已毕业" | "毕业"
        )
}

fn labour_ability(row: &mut Row<Col>) -> Option<LabourAbility> {
    let ability: Option<LabourAbility> = row.word(Col::LabourAbility, IssueCode::EnumUnknown);
    match ability {
        Some(ability) if !ability.can_work() => {
            row.say(Col::LabourAbility, IssueCode::NoLabourAbility);
        }
        None if row.has(Col::LabourAbility) && row.text(Col::LabourAbility).is_empty() => {
            row.say(Col::LabourAbility, IssueCode::EnumUnknown);
        }
        _ => {}
    }
    ability
}

fn mandarin(row: &mut Row<Col>) -> Option<bool> {
    let text = row.text(Col::Mandarin);
    let answer = yes_or_no(&text.text);
    if answer.is_none() && !text.is_empty() {
        row.say(Col::Mandarin, IssueCode::ValueNotKept);
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::super::trial::sheet;
    use crate::issue::IssueCode::{self, *};
    use crate::words::Schooling;

    fn educated(columns: &[&'static str], schooling: &str, school: &str) -> Vec<IssueCode> {
        let cells = [("schooling", schooling), ("school", school)];
        sheet(columns).examine(&cells).codes()
    }

    #[test]
    fn schooling_and_a_school_year_exclude_each_other() {
        let both = &["schooling", "school"];
        assert_eq!(educated(both, "初中", ""), []);
        assert_eq!(educated(both, "", "九年级"), [InSchool]);
        assert_eq!(
            educated(both, "初中", "九年级"),
            [EduAndSchoolBoth, InSchool]
        );
        assert_eq!(educated(both, "初中", "否"), []);
        assert_eq!(educated(both, "", ""), []);
        assert_eq!(educated(both, "不详", ""), [EnumUnknown]);
    }

    #[test]
    fn without_a_school_column_schooling_must_be_told() {
        assert_eq!(educated(&["schooling"], "", ""), [EnumUnknown]);
        let row = sheet(&["schooling"]).examine(&[("schooling", "初中毕业")]);
        assert_eq!(row.entry().schooling, Some(Schooling::JuniorMiddle));
    }

    #[test]
    fn whoever_cannot_work_is_kept_and_never_matched() {
        for (ability, codes) in [
            ("普通劳动力", &[][..]),
            ("弱劳动力", &[NoLabourAbility]),
            ("全劳动力", &[EnumUnknown]),
            ("", &[EnumUnknown]),
        ] {
            let row = sheet(&["labour_ability"]).examine(&[("labour_ability", ability)]);
            assert_eq!(row.codes(), codes, "{ability}");
        }
    }

    #[test]
    fn an_answer_about_mandarin_that_is_none_costs_nobody_the_row() {
        let row = sheet(&["mandarin"]).examine(&[("mandarin", "一点点")]);
        assert_eq!(row.codes(), [ValueNotKept]);
        assert_eq!(row.entry().mandarin, None);
    }
}
