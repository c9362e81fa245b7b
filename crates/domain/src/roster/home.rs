//! Where a person comes from.

use super::form::Col;
use super::row::Row;
use crate::division::{Division, Level};
use crate::issue::IssueCode;
use crate::pairing::Pairings;
use crate::register::register;
use chrono::NaiveDate;

/// The counties that rows name. Rosters run county by county, so the last answer is kept.
pub(super) struct Homes<'p> {
    as_of: NaiveDate,
    handed_in: Option<Division>,
    pairings: &'p Pairings,
    last: Option<([String; 3], Home)>,
}

/// What is said of a county, and the county where there is one.
#[derive(Clone, Copy)]
struct Home {
    county: Option<Division>,
    code: Option<IssueCode>,
}

impl<'p> Homes<'p> {
    pub(super) fn new(
        as_of: NaiveDate,
        handed_in: Option<Division>,
        pairings: &'p Pairings,
    ) -> Self {
        Self {
            as_of,
            handed_in,
            pairings,
            last: None,
        }
    }

    /// The home county of a row.
    pub(super) fn read(&mut self, row: &mut Row<Col>) -> Option<Division> {
        let told = [Col::Province, Col::Prefecture, Col::County].map(|column| row.text(column));
        let home = match &self.last {
            Some((last, home)) if told.iter().zip(last).all(|(now, last)| now.text == *last) => {
                *home
            }
            _ => {
                let told = told.map(|plain| plain.text.into_owned());
                let home = self.find(&told);
                self.last = Some((told, home));
                home
            }
        };
        if let Some(code) = home.code {
            row.say(Col::County, code);
        }
        home.county
    }

    fn find(&self, [province, prefecture, county]: &[String; 3]) -> Home {
        let found = if county.is_empty() {
            self.handed_in.map(|county| (county, false))
        } else if county.bytes().all(|b| b.is_ascii_digit()) {
            coded(county).map(|county| (county, false))
        } else {
            self.named(province, prefecture, county)
        };
        let Some((division, old_name)) = found else {
            return Home {
                county: None,
                code: Some(IssueCode::CountyUnknown),
            };
        };
        let in_scope = self.pairings.is_western(division, self.as_of);
        let code = match (old_name, in_scope) {
            (_, false) => Some(IssueCode::CountyOutOfScope),
            (true, true) => Some(IssueCode::CountyNameOld),
            (false, true) => None,
        };
        Home {
            county: Some(division),
            code,
        }
    }

    /// A sheet that leaves out the province is read under the province of the caller.
    fn named(&self, province: &str, prefecture: &str, county: &str) -> Option<(Division, bool)> {
        let province = if province.is_empty() {
            register().name_of(self.handed_in?.up_to(Level::Province))?
        } else {
            province
        };
        let prefecture = (!prefecture.is_empty()).then_some(prefecture);
        let found = register().county_named(province, prefecture, county, self.as_of)?;
        Some((found.division, found.old_name))
    }
}

/// A county by its code of six digits or more.
fn coded(digits: &str) -> Option<Division> {
    let county = Division::parse(digits)?.up_to(Level::County);
    (county.level() == Level::County && register().was_ever_county(county.six())).then_some(county)
}

#[cfg(test)]
mod tests {
    use super::super::trial::{sheet, sheet_of};
    use crate::division::Division;
    use crate::issue::IssueCode::{self, *};

    const PLACES: &[&str] = &["province", "prefecture", "county"];

    fn home(province: &str, prefecture: &str, county: &str) -> (Vec<IssueCode>, Option<Division>) {
        let row = sheet_of(None, PLACES).examine(&[
            ("province", province),
            ("prefecture", prefecture),
            ("county", county),
        ]);
        (row.codes(), row.entry.map(|entry| entry.home))
    }

    #[test]
    fn a_county_is_known_by_its_full_name() {
        let weining = home("贵州省", "毕节市", "威宁彝族回族苗族自治县");
        assert_eq!(weining, (vec![], Some(Division::of_six(520_526))));
        assert_eq!(home("贵州省", "", "520526"), weining);
        assert_eq!(
            home("河北省", "保定市", "阜平"),
            (vec![CountyUnknown], None)
        );
        assert_eq!(home("贵州省", "毕节市", ""), (vec![CountyUnknown], None));
    }

    #[test]
    fn a_county_under_its_old_name_is_kept_and_said() {
        let (codes, home) = home("贵州省", "遵义市", "遵义县");
        assert_eq!(codes, [CountyNameOld]);
        assert_eq!(home, Some(Division::of_six(520_304)));
    }

    #[test]
    fn a_county_without_a_partner_is_out_of_scope() {
        assert_eq!(
            home("河南省", "南阳市", "社旗县"),
            (vec![CountyOutOfScope], None)
        );
    }

    #[test]
    fn a_sheet_without_a_county_is_read_under_the_callers() {
        let weining = Division::of_six(520_526);
        let row = sheet(&[]).examine(&[]);
        assert_eq!(row.entry().home, weining);
        let of_the_province = sheet_of(Some(weining), &["county"]).examine(&[("county", "赫章县")]);
        assert_eq!(of_the_province.entry().home, Division::of_six(520_527));
        assert_eq!(sheet_of(None, &[]).examine(&[]).codes(), [CountyUnknown]);
    }

    #[test]
    fn the_same_county_again_gets_the_same_answer() {
        let mut sheet = sheet_of(None, PLACES);
        let cells = [("province", "河南省"), ("county", "社旗县")];
        for _ in 0..2 {
            assert_eq!(sheet.examine(&cells).codes(), [CountyOutOfScope]);
        }
    }
}
