//! Random samples of reported jobs: what was drawn, from what, and what was found.

mod rates;
mod units;

pub use rates::{Stratum, strata, verified_of_enterprises};
pub use units::{Found, Listed, UnitFilter, Visit, list_units, own_reports, save_findings};

use super::{
    Scope,
    columns::{division, nothing, number, number_if, under, word},
    rows::{audit as row, audit_stratum, audit_unit},
    scope::Inner,
};
use crate::error::Error;
use audit::Size;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    coded::Coded,
    division::Division,
    grant::Capacity,
    id::{AccountId, AuditId, EmploymentId, EnterpriseId},
    verification::Side,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, Query},
};

/// A sample as it is kept.
#[derive(Clone, Debug)]
pub struct Audit {
    /// Identity.
    pub id: AuditId,
    /// From which area it was drawn.
    pub division: Division,
    /// By which end of a job it belongs to the area.
    pub side: Side,
    /// The day on which the jobs were reported to go on.
    pub on: NaiveDate,
    /// Jobs that had begun before are left out.
    pub since: NaiveDate,
    /// By which seed it was drawn.
    pub seed: u32,
    /// How large it was to be.
    pub wanted: Wanted,
    /// SHA-256 of the frame.
    pub frame_digest: [u8; 32],
    /// Jobs of the frame.
    pub frame_size: u64,
    /// Jobs drawn.
    pub sample_size: u64,
    /// Since when no finding is taken any more.
    pub closed_on: Option<NaiveDate>,
    /// Who drew it.
    pub by: Option<AccountId>,
    /// Version of the row.
    pub version: i64,
    /// When it was drawn.
    pub created_at: DateTime<Utc>,
}

/// How large a sample was to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// By the half-width of each stratum's 95 % interval, in hundredths.
    MarginPercent(u8),
    /// So many in all.
    Total(u32),
}

impl Wanted {
    /// As the drawing takes it.
    #[must_use]
    pub fn size(self) -> Size {
        match self {
            Self::MarginPercent(percent) => Size::Margin(f64::from(percent) / 100.0),
            Self::Total(total) => Size::Total(total as usize),
        }
    }
}

/// A stratum as it is frozen.
#[derive(Clone, Debug)]
pub struct NewStratum {
    /// Home county.
    pub home: Division,
    /// Employer, where the jobs came of placements.
    pub enterprise: Option<EnterpriseId>,
    /// Employer, as it was written.
    pub employer: Option<String>,
    /// Jobs reported to have begun.
    pub begun: u64,
    /// Jobs of these reported to go on.
    pub reported: u64,
    /// Jobs of these drawn.
    pub drawn: u64,
}

/// A job of the frame as it is frozen.
#[derive(Clone, Copy, Debug)]
pub struct NewUnit {
    /// The job.
    pub job: EmploymentId,
    /// The place of its stratum in the list of strata.
    pub stratum: usize,
    /// Home of its person.
    pub home: Division,
    /// Where the work is.
    pub workplace: Option<Division>,
    /// Its place in the draw, from 0; none where it was not drawn.
    pub place: Option<usize>,
    /// Who reported that it had begun.
    pub reported_by: Option<AccountId>,
}

/// Rows of one statement: thirteen values each, SQLite takes 32,766.
const ROWS: usize = 2_500;

/// Whether a drawn job lies at an end that `scope` may see.
pub(super) fn units_within(scope: &Scope) -> Condition {
    let home = |d: Division| under(audit_unit::Column::Home, d);
    let workplace = |d: Division| under(audit_unit::Column::Workplace, d);
    match scope.inner() {
        Inner::Job => Condition::all().add(Expr::value(true)),
        Inner::As(Capacity::Province(d)) => Condition::any().add(home(d)).add(workplace(d)),
        Inner::As(Capacity::CountyWest(d)) => home(d),
        Inner::As(Capacity::BureauEast(d)) => workplace(d),
        Inner::As(
            Capacity::National
            | Capacity::Enterprise(_)
            | Capacity::Worker(_)
            | Capacity::Sysadmin
            | Capacity::Auditor,
        ) => nothing(),
    }
}

/// The samples that `scope` may see: those drawn from its own area, and those that drew somebody of it. The national
/// office is told figures of all.
fn within(scope: &Scope) -> Condition {
    let own = |d: Division| {
        let drawn = Query::select()
            .column(audit_unit::Column::AuditId)
            .from(audit_unit::Entity)
            .and_where(audit_unit::Column::Place.is_not_null())
            .cond_where(units_within(scope))
            .to_owned();
        Condition::any()
            .add(under(row::Column::Division, d))
            .add(row::Column::Id.in_subquery(drawn))
    };
    match scope.inner() {
        Inner::Job | Inner::As(Capacity::National) => Condition::all().add(Expr::value(true)),
        Inner::As(Capacity::Province(d) | Capacity::CountyWest(d) | Capacity::BureauEast(d)) => {
            own(d)
        }
        Inner::As(
            Capacity::Enterprise(_) | Capacity::Worker(_) | Capacity::Sysadmin | Capacity::Auditor,
        ) => nothing(),
    }
}

impl TryFrom<row::Model> for Audit {
    type Error = Error;

    fn try_from(row: row::Model) -> Result<Self, Error> {
        let digest = <[u8; 32]>::try_from(row.frame_digest);
        let wanted = match (number_if(row.margin_percent)?, number_if(row.total)?) {
            (Some(percent), None) => Wanted::MarginPercent(percent),
            (None, Some(total)) => Wanted::Total(total),
            _ => return Err(Error::internal("a sample of no size")),
        };
        Ok(Self {
            id: AuditId(row.id),
            division: division(row.division)?,
            side: word(&row.side)?,
            on: row.on_day,
            since: row.since_day,
            seed: number(row.seed)?,
            wanted,
            frame_digest: digest.map_err(|_| Error::internal("a digest of another length"))?,
            frame_size: number(row.frame_size)?,
            sample_size: number(row.sample_size)?,
            closed_on: row.closed_on,
            by: row.created_by.map(AccountId),
            version: row.version,
            created_at: row.created_at,
        })
    }
}

/// Keeps a sample with its frame.
///
/// # Errors
/// Whatever the database says.
pub async fn insert(
    tx: &impl ConnectionTrait,
    audit: &Audit,
    strata: &[NewStratum],
    units: &[NewUnit],
) -> Result<(), Error> {
    let (margin, total) = match audit.wanted {
        Wanted::MarginPercent(percent) => (Some(i64::from(percent)), None),
        Wanted::Total(total) => (None, Some(i64::from(total))),
    };
    let row = row::ActiveModel {
        id: Set(audit.id.0),
        division: Set(audit.division.widened()),
        side: Set(audit.side.code().to_owned()),
        on_day: Set(audit.on),
        since_day: Set(audit.since),
        seed: Set(audit.seed.into()),
        margin_percent: Set(margin),
        total: Set(total),
        frame_digest: Set(audit.frame_digest.to_vec()),
        frame_size: Set(count(audit.frame_size)),
        sample_size: Set(count(audit.sample_size)),
        closed_on: Set(audit.closed_on),
        created_by: Set(audit.by.map(|id| id.0)),
        version: Set(audit.version),
        created_at: Set(audit.created_at),
    };
    row::Entity::insert(row).exec_without_returning(tx).await?;
    let mut numbered =
        strata
            .iter()
            .enumerate()
            .map(|(number, stratum)| audit_stratum::ActiveModel {
                audit_id: Set(audit.id.0),
                number: Set(count(number as u64)),
                home: Set(stratum.home.widened()),
                enterprise_id: Set(stratum.enterprise.map(|id| id.0)),
                employer: Set(stratum.employer.clone()),
                begun: Set(count(stratum.begun)),
                reported: Set(count(stratum.reported)),
                drawn: Set(count(stratum.drawn)),
            });
    for _ in strata.chunks(ROWS) {
        audit_stratum::Entity::insert_many(numbered.by_ref().take(ROWS))
            .exec_without_returning(tx)
            .await?;
    }
    for some in units.chunks(ROWS) {
        let rows = some.iter().map(|unit| audit_unit::ActiveModel {
            audit_id: Set(audit.id.0),
            employment_id: Set(unit.job.0),
            stratum: Set(count(unit.stratum as u64)),
            home: Set(unit.home.widened()),
            workplace: Set(unit.workplace.map(Division::widened)),
            place: Set(unit.place.map(|place| count(place as u64))),
            reported_by: Set(unit.reported_by.map(|id| id.0)),
            finding: Set(None),
            found_on: Set(None),
            found_by: Set(None),
            found_role: Set(None),
            recorded_at: Set(None),
        });
        audit_unit::Entity::insert_many(rows)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// One sample within reach.
///
/// # Errors
/// Whatever the database says.
pub async fn get(
    db: &impl ConnectionTrait,
    scope: &Scope,
    id: AuditId,
) -> Result<Option<Audit>, Error> {
    let found = row::Entity::find_by_id(id.0)
        .filter(within(scope))
        .one(db)
        .await?;
    found.map(Audit::try_from).transpose()
}

/// Samples within reach behind `after`, those drawn first first.
///
/// # Errors
/// Whatever the database says.
pub async fn list(
    db: &impl ConnectionTrait,
    scope: &Scope,
    area: Option<Division>,
    after: Option<AuditId>,
    limit: u64,
) -> Result<Vec<Audit>, Error> {
    let wanted = Condition::all()
        .add_option(area.map(|area| under(row::Column::Division, area)))
        .add_option(after.map(|id| row::Column::Id.gt(id.0)));
    let rows = row::Entity::find()
        .filter(within(scope))
        .filter(wanted)
        .order_by_asc(row::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter().map(Audit::try_from).collect()
}

/// The latest closed sample within reach that was drawn from just this area for a day up to `on`.
///
/// # Errors
/// Whatever the database says.
pub async fn latest_closed(
    db: &impl ConnectionTrait,
    scope: &Scope,
    area: Division,
    on: NaiveDate,
) -> Result<Option<Audit>, Error> {
    let found = row::Entity::find()
        .filter(within(scope))
        .filter(row::Column::Division.eq(area.widened()))
        .filter(row::Column::OnDay.lte(on))
        .filter(row::Column::ClosedOn.is_not_null())
        .order_by_desc(row::Column::OnDay)
        .order_by_desc(row::Column::Id)
        .one(db)
        .await?;
    found.map(Audit::try_from).transpose()
}

/// Closes a sample that is open and still has the version that was read; whether it did.
///
/// # Errors
/// Whatever the database says.
pub async fn close(
    tx: &impl ConnectionTrait,
    id: AuditId,
    version: i64,
    on: NaiveDate,
) -> Result<bool, Error> {
    let done = row::Entity::update_many()
        .col_expr(row::Column::ClosedOn, Expr::value(on))
        .col_expr(row::Column::Version, Expr::col(row::Column::Version).add(1))
        .filter(row::Column::Id.eq(id.0))
        .filter(row::Column::Version.eq(version))
        .filter(row::Column::ClosedOn.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}
