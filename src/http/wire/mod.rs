//! How values are spelt on the wire: codes, divisions with their names, money.

mod codes;
mod day;
mod division;
mod faults;
mod money;
mod skill;
mod word;

pub use codes::*;
pub use day::{day_member, day_parameter};
pub use division::{DivisionBody, division, division_parameter};
pub use faults::Faults;
pub use money::{Currency, Money, MoneyUnit, Period};
pub use skill::SkillBody;
pub use word::{Word, spelt, told, unspelt};
