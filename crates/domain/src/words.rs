//! The closed lists of the field: one code and one Chinese label a word.
//!
//! Labels follow the national registry's export and the Shaanxi labour ledger
//! (`data/code_lists.csv`); the spellings that rosters use beside them are the
//! business of the roster's own reading.

mod offices;
mod partners;
mod people;
mod steps;
mod work;

pub use offices::{ConflictOutcome, Role};
pub use partners::{Objective, PairingKind, PartnerRule, Tier};
pub use people::{
    Closeness, LabourAbility, RegisterCategory, Schooling, Sex, TrainingWish, Willingness,
    WorkStatus,
};
pub use steps::{
    Channel, CorrectionReason, EndReason, NoShowReason, RefusalReason, Stage, Transport,
    WithdrawalReason,
};
pub use work::{Certificate, ContractKind, EnterpriseSize, Hazard, Industry, Trade, VacancyKind};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coded::Coded;
    use std::collections::HashSet;

    fn each_code_and_label_stands_once<T: Coded>() {
        let codes: HashSet<_> = T::ALL.iter().map(|word| word.code()).collect();
        let labels: HashSet<_> = T::ALL.iter().map(|word| word.zh()).collect();
        assert_eq!(
            (codes.len(), labels.len()),
            (T::ALL.len(), T::ALL.len()),
            "{}",
            T::SET
        );
    }

    #[test]
    fn no_list_says_a_word_twice() {
        each_code_and_label_stands_once::<Schooling>();
        each_code_and_label_stands_once::<Trade>();
        each_code_and_label_stands_once::<Hazard>();
        each_code_and_label_stands_once::<Tier>();
        each_code_and_label_stands_once::<Stage>();
        each_code_and_label_stands_once::<EndReason>();
        each_code_and_label_stands_once::<RefusalReason>();
        each_code_and_label_stands_once::<WithdrawalReason>();
        each_code_and_label_stands_once::<NoShowReason>();
        each_code_and_label_stands_once::<CorrectionReason>();
        each_code_and_label_stands_once::<Transport>();
        each_code_and_label_stands_once::<Role>();
    }

    #[test]
    fn the_decree_closes_seventeen_kinds_of_work() {
        assert_eq!(Hazard::ALL.len(), 17);
    }
}
