//! Taking out of the registry whatever tells who somebody is. What was done stays, under an identity that stands for nobody.

use super::{indexes, sealed::opened_phone};
use crate::{
    error::Error,
    keys::Keys,
    storage::rows::{
        account, claim, claim_code, conflict, employment, evidence, evidence_file, help_request,
        idempotency, import, job, letter, party, party_member, past_password, person,
        person_change, pin, placement, placement_event, preference, recovery_code, refresh_token,
        role_grant, second_factor, session,
    },
};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use domain::{
    citizen_id::CitizenId,
    coded::Coded,
    division::{Division, Level},
    id::PersonId,
    job::{ImportKind, JobState},
    words::Role,
};
use rand::RngExt;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, SelectStatement},
};
use uuid::Uuid;

/// What stands in the place of a name.
const NOBODY: &str = "已删除";

/// Erases a person whose row is locked: names, numbers, wishes, accounts, letters, files, and what was said before. The
/// home county, the year of birth, sex, schooling, jobs and placements with their days stay, so that no figure changes.
/// Gives the digests of files that nothing stands for any more.
///
/// # Errors
/// [`Error::NotFound`]; [`crate::error::Code::AlreadyExists`] where the number that stands in is taken: again, then.
pub async fn erase(
    tx: &impl ConnectionTrait,
    keys: &Keys,
    id: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<Vec<u8>>, Error> {
    let before = person::Entity::find_by_id(id.0)
        .one(tx)
        .await?
        .ok_or(Error::NotFound)?;
    let home = crate::storage::columns::division(before.home)?;
    if let Some(digits) = opened_phone(keys, &before)? {
        claim::Entity::delete_many()
            .filter(claim::Column::PhoneIndex.is_in(keys.sought("phone", &digits)))
            .exec(tx)
            .await?;
    }
    forget_row(tx, keys, before, now).await?;
    forget_sayings(tx, id).await?;
    forget_accounts(tx, id, now).await?;
    lay_rosters_down(tx, home, now).await?;
    forget_files(tx, id).await
}

async fn forget_row(
    tx: &impl ConnectionTrait,
    keys: &Keys,
    before: person::Model,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let id = before.id;
    let stand_in = CitizenId::stand_in(rand::rng().random_range(0..7_000_000));
    let sealed = keys.seal(&format!("person/citizen_id/{id}"), stand_in.reveal());
    let mut after = person::Model {
        citizen_id_sealed: sealed.map_err(Error::internal)?,
        phone_sealed: None,
        name: NOBODY.into(),
        born: NaiveDate::from_ymd_opt(before.born.year(), 1, 1).unwrap_or(before.born),
        township: None,
        village: None,
        household_number: None,
        person_number: None,
        relation: None,
        register_category: None,
        labour_ability: None,
        willingness: None,
        skills: String::new(),
        certificates: String::new(),
        wish_divisions: String::new(),
        wish_trades: String::new(),
        wish_pay_fen: None,
        ready_from: None,
        training_wish: None,
        training_trade: None,
        matching_consent_on: None,
        roster_digest: vec![0; 32],
        import_id: None,
        version: before.version + 1,
        updated_at: now,
        ..before
    };
    indexes::set(keys, &mut after, stand_in.reveal(), None);
    person::Entity::update_many()
        .set(after.into_active_model().reset_all())
        .filter(person::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// What was said of the person, before and beside.
async fn forget_sayings(tx: &impl ConnectionTrait, id: PersonId) -> Result<(), Error> {
    person_change::Entity::delete_many()
        .filter(person_change::Column::PersonId.eq(id.0))
        .exec(tx)
        .await?;
    help_request::Entity::delete_many()
        .filter(help_request::Column::PersonId.eq(id.0))
        .exec(tx)
        .await?;
    conflict::Entity::delete_many()
        .filter(conflict::Column::PersonId.eq(id.0))
        .exec(tx)
        .await?;
    pin::Entity::delete_many()
        .filter(pin::Column::PersonId.eq(id.0))
        .exec(tx)
        .await?;
    claim::Entity::delete_many()
        .filter(claim::Column::PersonId.eq(id.0))
        .exec(tx)
        .await?;
    claim_code::Entity::delete_many()
        .filter(claim_code::Column::PersonId.eq(id.0))
        .exec(tx)
        .await?;
    let was_in = party_member::Entity::find()
        .filter(party_member::Column::PersonId.eq(id.0))
        .one(tx)
        .await?;
    if let Some(was) = was_in {
        // Whoever stays behind alone is together with nobody.
        party_member::Entity::delete_many()
            .filter(party_member::Column::PartyId.eq(was.party_id))
            .exec(tx)
            .await?;
        party::Entity::delete_by_id(was.party_id).exec(tx).await?;
    }
    employment::Entity::update_many()
        .col_expr(
            employment::Column::PlaceText,
            Expr::value(Option::<String>::None),
        )
        .filter(employment::Column::PersonId.eq(id.0))
        .exec(tx)
        .await?;
    let placements = placement::Entity::find()
        .select_only()
        .column(placement::Column::Id)
        .filter(placement::Column::PersonId.eq(id.0))
        .into_query();
    placement_event::Entity::update_many()
        .col_expr(
            placement_event::Column::Note,
            Expr::value(Option::<String>::None),
        )
        .filter(placement_event::Column::PlacementId.in_subquery(placements))
        .exec(tx)
        .await?;
    idempotency::Entity::delete_many()
        .filter(idempotency::Column::ResourceId.eq(id.0))
        .exec(tx)
        .await?;
    Ok(())
}

/// Closes the accounts by which the person signed in, and empties them.
async fn forget_accounts(
    tx: &impl ConnectionTrait,
    id: PersonId,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let own: Vec<Uuid> = role_grant::Entity::find()
        .select_only()
        .column(role_grant::Column::AccountId)
        .filter(role_grant::Column::PersonId.eq(id.0))
        .filter(role_grant::Column::Role.eq(Role::Worker.code()))
        .into_tuple()
        .all(tx)
        .await?;
    role_grant::Entity::update_many()
        .col_expr(role_grant::Column::EndedAt, Expr::value(now))
        .filter(role_grant::Column::PersonId.eq(id.0))
        .filter(role_grant::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    for account in own {
        empty_account(tx, account, now).await?;
    }
    Ok(())
}

/// Takes everything out of an account that tells whose it is, and closes it.
pub(in crate::storage) async fn empty_account(
    tx: &impl ConnectionTrait,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let sessions: SelectStatement = session::Entity::find()
        .select_only()
        .column(session::Column::Id)
        .filter(session::Column::AccountId.eq(id))
        .into_query();
    refresh_token::Entity::delete_many()
        .filter(refresh_token::Column::SessionId.in_subquery(sessions))
        .exec(tx)
        .await?;
    session::Entity::update_many()
        .col_expr(session::Column::Device, Expr::value(Option::<String>::None))
        .filter(session::Column::AccountId.eq(id))
        .exec(tx)
        .await?;
    session::Entity::update_many()
        .col_expr(session::Column::RevokedAt, Expr::value(now))
        .filter(session::Column::AccountId.eq(id))
        .filter(session::Column::RevokedAt.is_null())
        .exec(tx)
        .await?;
    past_password::Entity::delete_many()
        .filter(past_password::Column::AccountId.eq(id))
        .exec(tx)
        .await?;
    recovery_code::Entity::delete_many()
        .filter(recovery_code::Column::AccountId.eq(id))
        .exec(tx)
        .await?;
    second_factor::Entity::delete_many()
        .filter(second_factor::Column::AccountId.eq(id))
        .exec(tx)
        .await?;
    preference::Entity::delete_many()
        .filter(preference::Column::AccountId.eq(id))
        .exec(tx)
        .await?;
    idempotency::Entity::delete_many()
        .filter(idempotency::Column::AccountId.eq(id))
        .exec(tx)
        .await?;
    // Those that a digest has gathered name it.
    letter::Entity::delete_many()
        .filter(letter::Column::AccountId.eq(id))
        .filter(letter::Column::DigestId.is_not_null())
        .exec(tx)
        .await?;
    letter::Entity::delete_many()
        .filter(letter::Column::AccountId.eq(id))
        .exec(tx)
        .await?;
    account::Entity::update_many()
        .col_expr(account::Column::Username, Expr::value(format!("gone-{id}")))
        .col_expr(account::Column::DisplayName, Expr::value(NOBODY))
        .col_expr(account::Column::PasswordHash, Expr::value("none"))
        .col_expr(account::Column::DisabledAt, Expr::value(now))
        .col_expr(
            account::Column::Version,
            Expr::col(account::Column::Version).add(1),
        )
        .filter(account::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Ends the uploads of rosters around a home that wait for their confirmation: their files may name the person. They are
/// sent anew without.
async fn lay_rosters_down(
    tx: &impl ConnectionTrait,
    home: Division,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let around = Level::ALL.iter().map(|level| home.up_to(*level).widened());
    let rosters = import::Entity::find()
        .select_only()
        .column(import::Column::Id)
        .filter(
            import::Column::Kind.is_in([ImportKind::Roster, ImportKind::Closings].map(Coded::code)),
        )
        .into_query();
    job::Entity::update_many()
        .col_expr(job::Column::State, Expr::value(JobState::Cancelled.code()))
        .col_expr(job::Column::FinishedAt, Expr::value(now))
        .col_expr(job::Column::Version, Expr::col(job::Column::Version).add(1))
        .filter(job::Column::State.eq(JobState::AwaitingConfirmation.code()))
        .filter(job::Column::Division.is_in(around))
        .filter(job::Column::Id.in_subquery(rosters))
        .exec(tx)
        .await?;
    Ok(())
}

/// Takes the files from what was stated of the person's jobs; those that stand for nothing else go, and with them the
/// digests under which their content lies.
async fn forget_files(tx: &impl ConnectionTrait, id: PersonId) -> Result<Vec<Vec<u8>>, Error> {
    let jobs = || {
        employment::Entity::find()
            .select_only()
            .column(employment::Column::Id)
            .filter(employment::Column::PersonId.eq(id.0))
            .into_query()
    };
    let named: Vec<Option<Uuid>> = evidence::Entity::find()
        .select_only()
        .column(evidence::Column::FileId)
        .filter(evidence::Column::EmploymentId.in_subquery(jobs()))
        .filter(evidence::Column::FileId.is_not_null())
        .into_tuple()
        .all(tx)
        .await?;
    let named: Vec<Uuid> = named.into_iter().flatten().collect();
    evidence::Entity::update_many()
        .col_expr(evidence::Column::FileId, Expr::value(Option::<Uuid>::None))
        .filter(evidence::Column::EmploymentId.in_subquery(jobs()))
        .exec(tx)
        .await?;
    let still = evidence::Entity::find()
        .select_only()
        .column(evidence::Column::FileId)
        .filter(evidence::Column::FileId.is_not_null())
        .into_query();
    let going = evidence_file::Entity::find()
        .filter(evidence_file::Column::Id.is_in(named))
        .filter(evidence_file::Column::Id.not_in_subquery(still))
        .all(tx)
        .await?;
    let ids = going.iter().map(|file| file.id);
    evidence_file::Entity::delete_many()
        .filter(evidence_file::Column::Id.is_in(ids))
        .exec(tx)
        .await?;
    let digests: Vec<Vec<u8>> = going.into_iter().map(|file| file.digest).collect();
    let kept: Vec<Vec<u8>> = evidence_file::Entity::find()
        .select_only()
        .column(evidence_file::Column::Digest)
        .filter(evidence_file::Column::Digest.is_in(digests.clone()))
        .into_tuple()
        .all(tx)
        .await?;
    Ok(digests
        .into_iter()
        .filter(|digest| !kept.contains(digest))
        .collect())
}
