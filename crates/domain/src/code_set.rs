//! Every closed list of the domain, gathered for those who have to show or choose its words.

use crate::alert::AlertReason;
use crate::coded::Coded;
use crate::consent::Purpose;
use crate::departure;
use crate::distance::Distance;
use crate::division::Level;
use crate::erasure::{ErasureRefusal, ErasureState, HoldReason};
use crate::evidence::{EvidenceKind, HelpOutcome, HelpReason, Media};
use crate::follow_up::{ContactOutcome, RoundState};
use crate::grant::GrantState;
use crate::heed;
use crate::issue::{IssueCode, Severity};
use crate::job::{ImportKind, ImportMode, JobKind, JobState};
use crate::letter;
use crate::recusal::Recusal;
use crate::roster::entry::{Precision, Relation};
use crate::sign_up::{SignUpRefusal, SignUpState};
use crate::stability_rule;
use crate::trace;
use crate::vacancy::Warning;
use crate::verification;
use crate::words;

/// A closed list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeSet {
    /// Its name, in `snake_case`.
    pub name: &'static str,
    /// Its words, in the order in which people expect to read them.
    pub words: Vec<Word>,
}

/// A word of a closed list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// The stable spelling in databases and bodies.
    pub code: &'static str,
    /// What an officer reads.
    pub zh: &'static str,
    /// The same in English, where it is a sentence that has one.
    pub en: Option<&'static str>,
}

impl CodeSet {
    /// The list of a type.
    #[must_use]
    pub fn of<T: Coded>() -> Self {
        let word = |word: &T| Word {
            code: word.code(),
            zh: word.zh(),
            en: None,
        };
        Self {
            name: T::SET,
            words: T::ALL.iter().map(word).collect(),
        }
    }
}

/// All lists of this crate, by name.
#[must_use]
pub fn code_sets() -> Vec<CodeSet> {
    let mut sets = vec![
        CodeSet::of::<trace::Act>(),
        CodeSet::of::<trace::ActKind>(),
        CodeSet::of::<trace::RevealPurpose>(),
        CodeSet::of::<trace::GlassReason>(),
        CodeSet::of::<AlertReason>(),
        CodeSet::of::<words::Certificate>(),
        CodeSet::of::<words::Channel>(),
        CodeSet::of::<words::Closeness>(),
        CodeSet::of::<words::ConflictOutcome>(),
        CodeSet::of::<Purpose>(),
        CodeSet::of::<ContactOutcome>(),
        CodeSet::of::<RoundState>(),
        CodeSet::of::<words::ContractKind>(),
        CodeSet::of::<words::EndReason>(),
        CodeSet::of::<words::EnterpriseSize>(),
        CodeSet::of::<Distance>(),
        CodeSet::of::<EvidenceKind>(),
        CodeSet::of::<ErasureRefusal>(),
        CodeSet::of::<ErasureState>(),
        CodeSet::of::<HoldReason>(),
        CodeSet::of::<GrantState>(),
        CodeSet::of::<Recusal>(),
        CodeSet::of::<SignUpRefusal>(),
        CodeSet::of::<SignUpState>(),
        CodeSet::of::<words::Hazard>(),
        CodeSet::of::<HelpOutcome>(),
        CodeSet::of::<HelpReason>(),
        CodeSet::of::<Media>(),
        CodeSet::of::<words::Industry>(),
        CodeSet::of::<words::LabourAbility>(),
        CodeSet::of::<Level>(),
        CodeSet::of::<words::Objective>(),
        CodeSet::of::<words::PartnerRule>(),
        CodeSet::of::<words::PairingKind>(),
        CodeSet::of::<words::RefusalReason>(),
        CodeSet::of::<words::WithdrawalReason>(),
        CodeSet::of::<words::NoShowReason>(),
        CodeSet::of::<words::CorrectionReason>(),
        CodeSet::of::<words::Transport>(),
        CodeSet::of::<heed::HeedKind>(),
        CodeSet::of::<departure::DepartureState>(),
        CodeSet::of::<departure::DepartureFinding>(),
        CodeSet::of::<words::RegisterCategory>(),
        CodeSet::of::<words::Role>(),
        CodeSet::of::<words::Schooling>(),
        CodeSet::of::<words::Sex>(),
        CodeSet::of::<words::Stage>(),
        CodeSet::of::<words::Tier>(),
        CodeSet::of::<words::Trade>(),
        CodeSet::of::<words::TrainingWish>(),
        CodeSet::of::<words::VacancyKind>(),
        CodeSet::of::<words::Willingness>(),
        CodeSet::of::<words::WorkStatus>(),
        CodeSet::of::<ImportKind>(),
        CodeSet::of::<ImportMode>(),
        CodeSet::of::<JobKind>(),
        CodeSet::of::<JobState>(),
        CodeSet::of::<letter::Language>(),
        CodeSet::of::<letter::LetterChannel>(),
        CodeSet::of::<letter::LetterFault>(),
        CodeSet::of::<letter::LetterKind>(),
        CodeSet::of::<letter::LetterState>(),
        CodeSet::of::<letter::Rhythm>(),
        CodeSet::of::<Precision>(),
        CodeSet::of::<Warning>(),
        CodeSet::of::<Relation>(),
        CodeSet::of::<Severity>(),
        CodeSet::of::<verification::Finding>(),
        CodeSet::of::<verification::Reuse>(),
        CodeSet::of::<verification::Side>(),
        CodeSet::of::<stability_rule::Counting>(),
        CodeSet::of::<stability_rule::Reach>(),
        CodeSet::of::<stability_rule::Way>(),
        issue_codes(),
    ];
    sets.sort_by_key(|set| set.name);
    sets
}

fn issue_codes() -> CodeSet {
    let mut set = CodeSet::of::<IssueCode>();
    for (word, issue) in set.words.iter_mut().zip(IssueCode::ALL) {
        word.en = Some(issue.en());
    }
    set
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn each_list_has_a_name_and_each_word_a_code_of_its_own() {
        let sets = code_sets();
        let names: HashSet<_> = sets.iter().map(|set| set.name).collect();
        assert_eq!(names.len(), sets.len());
        for set in &sets {
            let codes: HashSet<_> = set.words.iter().map(|word| word.code).collect();
            assert_eq!(codes.len(), set.words.len(), "{}", set.name);
        }
    }
}
