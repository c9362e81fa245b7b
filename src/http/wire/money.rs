//! Money, with its currency, its unit and its period.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An amount of money a month, in whole fen.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// Fen; 100 fen are one yuan.
    #[schema(example = 350_000)]
    pub amount: i64,
    /// Always `CNY`.
    #[serde(default)]
    pub currency: Currency,
    /// Always `fen`.
    #[serde(default)]
    pub unit: MoneyUnit,
    /// Always `MONTH`.
    #[serde(default)]
    pub period: Period,
}

impl Money {
    /// So many fen a month.
    #[must_use]
    pub fn monthly(fen: i64) -> Self {
        Self {
            amount: fen,
            currency: Currency::default(),
            unit: MoneyUnit::default(),
            period: Period::default(),
        }
    }
}

/// The currency of all amounts.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
pub enum Currency {
    /// Yuan renminbi.
    #[default]
    #[serde(rename = "CNY")]
    Cny,
}

/// The unit of all amounts.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
pub enum MoneyUnit {
    /// A hundredth of a yuan.
    #[default]
    #[serde(rename = "fen")]
    Fen,
}

/// The time for which an amount is paid.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
pub enum Period {
    /// A month.
    #[default]
    #[serde(rename = "MONTH")]
    Month,
}
