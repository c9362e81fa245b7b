//! Rules of stability that offices added. Like pairings they are nobody's secret: no question here takes a scope.

use super::{
    columns::{division_if, in_force, number, number_if, word, word_if},
    rows::stability_rule as row,
};
use crate::error::{Code, Error};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    coded::Coded,
    division::{Division, Level},
    id::{AccountId, StabilityRuleId},
    stability_rule::{Counting, Days, NamedRule, Needed, Rule},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};

/// A rule as it is kept.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Identity.
    pub id: StabilityRuleId,
    /// Whose it is; none: the national office's.
    pub division: Option<Division>,
    /// Which of the rules that bear its code, from 1.
    pub number: u32,
    /// What it says.
    pub named: NamedRule,
    /// First day.
    pub from: NaiveDate,
    /// Last day, where one is set.
    pub to: Option<NaiveDate>,
    /// Version of the row.
    pub version: i64,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
}

impl TryFrom<row::Model> for Kept {
    type Error = Error;

    fn try_from(row: row::Model) -> Result<Self, Error> {
        let torn = || Error::internal("a rule without the measure of its counting");
        let days = match word::<Counting>(&row.counting)? {
            Counting::Consecutive => Days::Consecutive {
                gap_days: number_if(row.gap_days)?.ok_or_else(torn)?,
            },
            Counting::Cumulative => Days::Cumulative {
                within_days: number_if(row.within_days)?.ok_or_else(torn)?,
            },
        };
        let evidence = Needed::read_all(&row.evidence);
        Ok(Self {
            id: StabilityRuleId(row.id),
            division: division_if(row.division)?,
            number: number(row.number)?,
            named: NamedRule {
                code: row.code,
                name: row.name,
                source: row.source,
                rule: Rule {
                    months: number(row.months)?,
                    days,
                    same_employer: row.same_employer,
                    contract_months: number_if(row.contract_months)?,
                    pay_floor_fen: row.pay_floor_fen,
                    earned_floor_fen: row.earned_floor_fen,
                    evidence: evidence
                        .ok_or_else(|| Error::internal("a rule with evidence of no kind"))?,
                    reach: word(&row.reach)?,
                    way: word(&row.way)?,
                    post_kind: word_if(row.post_kind.as_deref())?,
                    workplace: division_if(row.workplace)?,
                },
            },
            from: row.effective_from,
            to: row.effective_to,
            version: row.version,
            created_at: row.created_at,
        })
    }
}

/// Adds a rule. One of its code that goes on in this division ends the day before.
///
/// # Errors
/// [`Code::DateOrder`] where the one before would end before it began, or has ended later already.
pub async fn insert(
    tx: &impl ConnectionTrait,
    id: StabilityRuleId,
    division: Option<Division>,
    named: &NamedRule,
    from: NaiveDate,
    by: Option<AccountId>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let before = row::Entity::find()
        .filter(of_division(division))
        .filter(row::Column::Code.eq(named.code.as_str()))
        .order_by_desc(row::Column::Number)
        .one(tx)
        .await?;
    let mut number = 1;
    if let Some(before) = before {
        number = before.number + 1;
        let over = before.effective_to.unwrap_or(before.effective_from);
        if from <= over {
            return Err(crate::error::invalid("/effective_from", Code::DateOrder));
        }
        if before.effective_to.is_none() {
            let last = from.pred_opt().unwrap_or(from);
            end(tx, StabilityRuleId(before.id), before.version, last).await?;
        }
    }
    let rule = &named.rule;
    let (gap, within) = match rule.days {
        Days::Consecutive { gap_days } => (Some(gap_days), None),
        Days::Cumulative { within_days } => (None, Some(within_days)),
    };
    let row = row::ActiveModel {
        id: Set(id.0),
        division: Set(division.map(Division::widened)),
        code: Set(named.code.clone()),
        number: Set(number),
        name: Set(named.name.clone()),
        source: Set(named.source.clone()),
        months: Set(rule.months.into()),
        counting: Set(rule.days.counting().code().to_owned()),
        gap_days: Set(gap.map(i64::from)),
        within_days: Set(within.map(i64::from)),
        same_employer: Set(rule.same_employer),
        contract_months: Set(rule.contract_months.map(i64::from)),
        pay_floor_fen: Set(rule.pay_floor_fen),
        earned_floor_fen: Set(rule.earned_floor_fen),
        evidence: Set(Needed::spell_all(&rule.evidence)),
        reach: Set(rule.reach.code().to_owned()),
        way: Set(rule.way.code().to_owned()),
        post_kind: Set(rule.post_kind.map(|kind| kind.code().to_owned())),
        workplace: Set(rule.workplace.map(Division::widened)),
        effective_from: Set(from),
        effective_to: Set(None),
        created_by: Set(by.map(|id| id.0)),
        version: Set(1),
        created_at: Set(now),
    };
    row::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

fn of_division(division: Option<Division>) -> Condition {
    let column = row::Column::Division;
    Condition::all().add(match division {
        Some(d) => column.eq(d.widened()),
        None => column.is_null(),
    })
}

/// One rule.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(db: &impl ConnectionTrait, id: StabilityRuleId) -> Result<Kept, Error> {
    let row = row::Entity::find_by_id(id.0).one(db).await?;
    row.ok_or(Error::NotFound)?.try_into()
}

/// Which rules to list.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Those that hold in this division: its own, those above it, the national office's.
    pub area: Option<Division>,
    /// In force on this day.
    pub on: Option<NaiveDate>,
}

/// Rules behind `after`, those entered first first.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    db: &impl ConnectionTrait,
    filter: Filter,
    after: Option<StabilityRuleId>,
    limit: u64,
) -> Result<Vec<Kept>, Error> {
    let holding = |area: Division| {
        let over = [
            Level::Village,
            Level::Township,
            Level::County,
            Level::Prefecture,
            Level::Province,
        ]
        .map(|level| area.up_to(level).widened());
        Condition::any()
            .add(row::Column::Division.is_null())
            .add(row::Column::Division.is_in(over))
    };
    let on = |day| in_force(row::Column::EffectiveFrom, row::Column::EffectiveTo, day);
    let wanted = Condition::all()
        .add_option(filter.area.map(holding))
        .add_option(filter.on.map(on))
        .add_option(after.map(|id| row::Column::Id.gt(id.0)));
    let rows = row::Entity::find()
        .filter(wanted)
        .order_by_asc(row::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter().map(Kept::try_from).collect()
}

/// Sets the last day of a rule that still has the version that was read.
///
/// # Errors
/// [`Error::Stale`] where it has another, [`Error::NotFound`].
pub async fn end(
    tx: &impl ConnectionTrait,
    id: StabilityRuleId,
    version: i64,
    last: NaiveDate,
) -> Result<(), Error> {
    let done = row::Entity::update_many()
        .col_expr(row::Column::EffectiveTo, Expr::value(last))
        .col_expr(row::Column::Version, Expr::col(row::Column::Version).add(1))
        .filter(row::Column::Id.eq(id.0))
        .filter(row::Column::Version.eq(version))
        .exec(tx)
        .await?;
    if done.rows_affected == 1 {
        return Ok(());
    }
    let now = get(tx, id).await?;
    Err(Error::Stale {
        current: now.version,
    })
}
