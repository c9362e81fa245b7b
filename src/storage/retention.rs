//! What may go because of its age. Each rule counts and deletes by the same condition.

use super::{
    people::empty_account,
    rows::{
        account, claim_code, idempotency, job, job_issue, known_address, letter, placement,
        placement_event, role_grant, run_heed, session, sign_up,
    },
};
use crate::error::Error;
use chrono::{DateTime, Utc};
use domain::{coded::Coded, words::Stage};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
    QueryTrait, sea_query::SelectStatement,
};
use uuid::Uuid;

domain::coded::coded! {
    /// What goes once it is old enough.
    Kept, "retained" {
        RequestKeys = "request_keys", "请求编号";
        Letters = "letters", "已了结的通知";
        ImportFindings = "import_findings", "导入核对结果";
        ClaimCodes = "claim_codes", "用过或过期的认领码";
        ForgottenSignUps = "forgotten_sign_ups", "无人审核的注册申请";
        DecidedSignUps = "decided_sign_ups", "已审核的注册申请";
        Sessions = "sessions", "已结束的登录";
        KnownAddresses = "known_addresses", "登录过的地址";
        ClosedAccounts = "closed_accounts", "已停用账号的身份信息";
        VainOffers = "vain_offers", "从未接受的邀约";
    }
}

/// How many go of what is older than an instant; counted only, where nothing is to be done yet.
///
/// # Errors
/// Whatever the database says.
pub async fn keep(
    tx: &impl ConnectionTrait,
    what: Kept,
    before: DateTime<Utc>,
    now: DateTime<Utc>,
    only_count: bool,
) -> Result<u64, Error> {
    match what {
        Kept::RequestKeys => {
            let which = Condition::all().add(idempotency::Column::CreatedAt.lt(before));
            gone::<idempotency::Entity>(tx, which, only_count).await
        }
        Kept::Letters => letters(tx, before, only_count).await,
        Kept::ImportFindings => {
            let over = job::Entity::find()
                .select_only()
                .column(job::Column::Id)
                .filter(job::Column::FinishedAt.lt(before))
                .into_query();
            let which = Condition::all().add(job_issue::Column::JobId.in_subquery(over));
            gone::<job_issue::Entity>(tx, which, only_count).await
        }
        Kept::ClaimCodes => {
            let which = Condition::all().add(claim_code::Column::ExpiresAt.lt(before));
            gone::<claim_code::Entity>(tx, which, only_count).await
        }
        Kept::ForgottenSignUps => {
            let which = Condition::all()
                .add(sign_up::Column::Outcome.is_null())
                .add(sign_up::Column::CreatedAt.lt(before));
            gone::<sign_up::Entity>(tx, which, only_count).await
        }
        Kept::DecidedSignUps => {
            let which = Condition::all().add(sign_up::Column::DecidedAt.lt(before));
            gone::<sign_up::Entity>(tx, which, only_count).await
        }
        Kept::Sessions => {
            let over = Condition::any()
                .add(session::Column::RevokedAt.lt(before))
                .add(session::Column::ExpiresAt.lt(before));
            sessions(tx, over, only_count).await
        }
        Kept::KnownAddresses => {
            let which = Condition::all().add(known_address::Column::SeenAt.lt(before));
            gone::<known_address::Entity>(tx, which, only_count).await
        }
        Kept::ClosedAccounts => accounts(tx, before, now, only_count).await,
        Kept::VainOffers => vain_offers(tx, before, only_count).await,
    }
}

async fn gone<E>(
    tx: &impl ConnectionTrait,
    which: Condition,
    only_count: bool,
) -> Result<u64, Error>
where
    E: EntityTrait,
    E::Model: Sync,
{
    if only_count {
        return Ok(E::find().filter(which).count(tx).await?);
    }
    Ok(E::delete_many().filter(which).exec(tx).await?.rows_affected)
}

async fn letters(
    tx: &impl ConnectionTrait,
    before: DateTime<Utc>,
    only_count: bool,
) -> Result<u64, Error> {
    if only_count {
        let over = letter::Entity::find().filter(letter::Column::ClosedAt.lt(before));
        return Ok(over.count(tx).await?);
    }
    super::letters::forget(tx, before).await
}

async fn sessions(
    tx: &impl ConnectionTrait,
    over: Condition,
    only_count: bool,
) -> Result<u64, Error> {
    use super::rows::refresh_token;
    if !only_count {
        let ids = session::Entity::find()
            .select_only()
            .column(session::Column::Id)
            .filter(over.clone())
            .into_query();
        refresh_token::Entity::delete_many()
            .filter(refresh_token::Column::SessionId.in_subquery(ids))
            .exec(tx)
            .await?;
    }
    gone::<session::Entity>(tx, over, only_count).await
}

/// Whose it was is taken out of an account; the row stays, since acts name it.
async fn accounts(
    tx: &impl ConnectionTrait,
    before: DateTime<Utc>,
    now: DateTime<Utc>,
    only_count: bool,
) -> Result<u64, Error> {
    let ids: Vec<Uuid> = account::Entity::find()
        .select_only()
        .column(account::Column::Id)
        .filter(account::Column::DisabledAt.lt(before))
        .filter(account::Column::Username.not_like("gone-%"))
        .into_tuple()
        .all(tx)
        .await?;
    if !only_count {
        for id in &ids {
            empty_account(tx, *id, now).await?;
            role_grant::Entity::update_many()
                .col_expr(
                    role_grant::Column::EndedAt,
                    sea_orm::sea_query::Expr::value(now),
                )
                .filter(role_grant::Column::AccountId.eq(*id))
                .filter(role_grant::Column::EndedAt.is_null())
                .exec(tx)
                .await?;
        }
    }
    Ok(ids.len() as u64)
}

/// Offers that nobody ever accepted, with their events; those that still bind a run's answers stay.
async fn vain_offers(
    tx: &impl ConnectionTrait,
    before: DateTime<Utc>,
    only_count: bool,
) -> Result<u64, Error> {
    let heeded = run_heed::Entity::find()
        .select_only()
        .column(run_heed::Column::PlacementId)
        .into_query();
    let vain = [Stage::Expired, Stage::Withdrawn, Stage::Declined].map(Coded::code);
    let which = Condition::all()
        .add(placement::Column::Stage.is_in(vain))
        .add(placement::Column::AcceptedOn.is_null())
        .add(placement::Column::UpdatedAt.lt(before))
        .add(placement::Column::Id.not_in_subquery(heeded));
    if !only_count {
        let ids: SelectStatement = placement::Entity::find()
            .select_only()
            .column(placement::Column::Id)
            .filter(which.clone())
            .into_query();
        placement_event::Entity::delete_many()
            .filter(placement_event::Column::PlacementId.in_subquery(ids))
            .exec(tx)
            .await?;
    }
    gone::<placement::Entity>(tx, which, only_count).await
}
