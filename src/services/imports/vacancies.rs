//! Sheets of posts with their enterprises.

use super::{pipeline::Effect, reading::Kind};
use crate::{
    app::App,
    error::Error,
    storage::{
        self, BulkTransaction,
        jobs::{Counts, Failure},
        people::Origin,
    },
};
use chrono::NaiveDate;
use domain::{
    division::Division,
    enterprise::{Enterprise, Particulars, Standing},
    form::{Form, Header, Record},
    grant::Capacity,
    id::{AccountId, EnterpriseId, VacancyId},
    roster::examine::{Examined, Late},
    vacancy::{
        Posting, Vacancy,
        sheet::{Entry, Reach, Reading, VACANCIES},
    },
    words::{Trade, VacancyKind},
};
use sea_orm::{ConnectionTrait, DatabaseConnection};
use std::collections::HashMap;

/// How a sheet of posts is read.
#[derive(Clone, Copy, Debug)]
pub struct VacancySheet<'r> {
    /// The reporting day: no post ends before it.
    pub as_of: NaiveDate,
    /// For whose posts it may speak; whoever sits at the machine may enter any.
    pub reach: Option<&'r Reach>,
}

impl<'r> Kind for VacancySheet<'r> {
    type Entry = Entry;
    type Reading = Reading<'r>;

    const FORM: Form = VACANCIES;

    fn begin(&self, header: &Header) -> Result<Reading<'r>, Failure> {
        Ok(Reading::new(self.as_of, self.reach, header))
    }

    fn examine(&self, reading: &mut Reading<'r>, record: &Record) -> Examined<Entry> {
        reading.examine(record)
    }

    fn finish(&self, _: Reading<'r>) -> Vec<Late> {
        Vec::new()
    }
}

/// For whose posts somebody's sheet may speak: an enterprise for its own; an office for those at
/// a workplace in the area and for those of the enterprises of its place.
///
/// # Errors
/// Whatever the database says.
pub async fn reach(
    app: &App,
    by: Option<Capacity>,
    area: Option<Division>,
) -> Result<Option<Reach>, Error> {
    let Some(by) = by else {
        return Ok(None);
    };
    let enterprises = storage::enterprises::codes_held(&app.db, by).await?;
    Ok(Some(Reach { area, enterprises }))
}

/// Sheets of posts against those that are known.
pub struct Vacancies {
    app: App,
    origin: Origin,
    reach: Option<Reach>,
    account: Option<AccountId>,
}

/// What tells one open post of an enterprise from another.
type Key = (EnterpriseId, VacancyKind, String, Trade, Division);

fn key(enterprise: EnterpriseId, post: &Posting) -> Key {
    (
        enterprise,
        post.kind,
        post.title.clone(),
        post.trade,
        post.workplace,
    )
}

/// What is to be written for some rows.
#[derive(Default)]
struct Plan {
    enterprises: Vec<Enterprise>,
    created: Vec<Vacancy>,
    changed: Vec<Vacancy>,
    confirmed: Vec<VacancyId>,
    tally: Tally,
}

/// What becomes of some rows.
#[derive(Default)]
struct Tally {
    enterprises: u64,
    created: u64,
    changed: u64,
    unchanged: u64,
    /// Confirmed after the day of which the sheet speaks.
    outdated: u64,
    /// Left as they are: more openings are taken than the sheet tells, or what it tells does not
    /// go with what is known of the post.
    left: u64,
}

impl From<Tally> for Counts {
    fn from(tally: Tally) -> Self {
        super::counted([
            ("enterprises_added", tally.enterprises),
            ("created", tally.created),
            ("changed", tally.changed),
            ("unchanged", tally.unchanged),
            ("outdated", tally.outdated),
            ("left", tally.left),
        ])
    }
}

impl Vacancies {
    /// A sheet of this origin that an account sent in a capacity.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn of(
        app: &App,
        origin: Origin,
        by: Option<Capacity>,
        account: Option<AccountId>,
    ) -> Result<Self, Error> {
        Ok(Self {
            app: app.clone(),
            origin,
            reach: reach(app, by, origin.area).await?,
            account,
        })
    }

    /// Decides what becomes of some rows, no two of one post.
    async fn plan(&self, db: &impl ConnectionTrait, rows: Vec<Entry>) -> Result<Plan, Error> {
        let codes = rows.iter().map(|row| &row.credit_code);
        let mut enterprises = storage::enterprises::by_codes(db, codes).await?;
        let titles = rows.iter().map(|row| row.posting.title.as_str());
        let ids = enterprises.values().copied();
        let known = storage::vacancies::unclosed(db, ids, titles).await?;
        let keyed = known
            .into_iter()
            .map(|post| (key(post.enterprise, &post.posting), post));
        let mut known: HashMap<Key, Vacancy> = keyed.collect();
        let mut plan = Plan::default();
        for row in rows {
            let id = enterprises.get(&row.credit_code).copied();
            let id = id.unwrap_or_else(|| {
                let new = self.enterprise(&row);
                let id = new.id;
                enterprises.insert(row.credit_code.clone(), id);
                // A preview goes on without those that the rows before have brought.
                plan.tally.enterprises += u64::from(row.is_first_of_enterprise);
                plan.enterprises.push(new);
                id
            });
            match known.remove(&key(id, &row.posting)) {
                None => {
                    plan.tally.created += 1;
                    plan.created.push(self.vacancy(id, row.posting));
                }
                Some(post) => self.compare(&row, post, &mut plan),
            }
        }
        Ok(plan)
    }

    fn compare(&self, row: &Entry, mut post: Vacancy, plan: &mut Plan) {
        let as_of = self.origin.as_of;
        let posting = row.over(&post.posting);
        if posting == post.posting {
            plan.tally.unchanged += 1;
            if post.confirmed_on < as_of {
                plan.confirmed.push(post.id);
            }
        } else if as_of < post.confirmed_on {
            plan.tally.outdated += 1;
        } else if posting.slips().is_empty() && post.change(posting, as_of).is_ok() {
            plan.tally.changed += 1;
            post.version += 1;
            post.updated_at = self.origin.now;
            plan.changed.push(post);
        } else {
            plan.tally.left += 1;
        }
    }

    /// An enterprise that nobody has entered yet; the bureau of its place will look at it.
    fn enterprise(&self, row: &Entry) -> Enterprise {
        Enterprise {
            id: EnterpriseId::fresh(),
            credit_code: row.credit_code.clone(),
            particulars: Particulars {
                name: row.name.clone(),
                division: row.division,
                industry: None,
                size: None,
                contact_name: None,
                contact_phone: None,
            },
            standing: Standing::Unverified,
            entered_by: self.account,
            version: 1,
            created_at: self.origin.now,
            updated_at: self.origin.now,
        }
    }

    fn vacancy(&self, enterprise: EnterpriseId, posting: Posting) -> Vacancy {
        Vacancy {
            id: VacancyId::fresh(),
            enterprise,
            posting,
            taken: 0,
            confirmed_on: self.origin.as_of,
            closed_on: None,
            version: 1,
            created_at: self.origin.now,
            updated_at: self.origin.now,
        }
    }
}

impl Effect for Vacancies {
    type Sheet<'s> = VacancySheet<'s>;
    type Entry = Entry;
    type Ready = Entry;

    fn sheet(&self) -> VacancySheet<'_> {
        VacancySheet {
            as_of: self.origin.as_of,
            reach: self.reach.as_ref(),
        }
    }

    fn ready(&self, entry: Entry) -> Result<Entry, Error> {
        Ok(entry)
    }

    async fn preview(&self, db: &DatabaseConnection, rows: Vec<Entry>) -> Result<Counts, Error> {
        Ok(self.plan(db, rows).await?.tally.into())
    }

    async fn write(&self, tx: &BulkTransaction, rows: Vec<Entry>) -> Result<Counts, Error> {
        let plan = self.plan(tx, rows).await?;
        let Origin {
            import, as_of, now, ..
        } = self.origin;
        storage::enterprises::insert_all(tx, &self.app.keys, &plan.enterprises).await?;
        storage::vacancies::insert_all(tx, &plan.created, import).await?;
        storage::vacancies::save_all(tx, &plan.changed, import).await?;
        storage::vacancies::confirm_all(tx, &plan.confirmed, as_of, now).await?;
        Ok(plan.tally.into())
    }
}
