//! Lists by cursor. A cursor is opaque, authenticated, and good for the same caller and filter only.

use crate::{
    app::App,
    error::{Code, Error},
    services::Actor,
};
use serde::Serialize;
use signed::cursor;
use utoipa::ToSchema;

const DEFAULT: i64 = 50;
const MOST: i64 = 200;

/// A page that was asked for.
#[derive(Debug)]
pub struct Page {
    /// Rows to answer at most.
    pub limit: u64,
    /// The key of the last row that the caller has, as the list spelt it.
    pub after: Option<String>,
    bound_to: String,
}

/// A page of a list.
#[derive(Serialize, ToSchema)]
pub struct Listed<T> {
    /// The rows.
    pub items: Vec<T>,
    /// How to ask for the next page; absent at the end, and only there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

impl Page {
    /// Reads `limit` and `cursor`. `filter` spells everything else that shapes the list.
    ///
    /// # Errors
    /// [`Code::ParameterMalformed`] for a limit below one, [`Code::CursorMismatch`].
    pub fn read(
        app: &App,
        by: &Actor,
        filter: &str,
        limit: Option<i64>,
        cursor: Option<&str>,
    ) -> Result<Self, Error> {
        let limit = limit.unwrap_or(DEFAULT).min(MOST);
        let limit = u64::try_from(limit)
            .ok()
            .filter(|limit| *limit > 0)
            .ok_or(Error::Malformed(Code::ParameterMalformed))?;
        let grant = by.grant().map(|id| id.to_string()).unwrap_or_default();
        let bound_to = format!("{grant}\n{filter}");
        let after = cursor
            .map(|cursor| {
                opened(app, &bound_to, cursor).ok_or(Error::Malformed(Code::CursorMismatch))
            })
            .transpose()?;
        Ok(Self {
            limit,
            after,
            bound_to,
        })
    }

    /// The last key as an identity.
    ///
    /// # Errors
    /// [`Code::CursorMismatch`].
    pub fn after_id(&self) -> Result<Option<uuid::Uuid>, Error> {
        let parsed = self.after.as_deref().map(str::parse).transpose();
        parsed.map_err(|_| Error::Malformed(Code::CursorMismatch))
    }

    /// How many rows to fetch: one more than asked for tells whether there is a next page.
    #[must_use]
    pub fn fetch(&self) -> u64 {
        self.limit + 1
    }

    /// The rows that will be shown, of those that were fetched.
    pub fn shown<'r, R>(&self, rows: &'r [R]) -> &'r [R] {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        &rows[..rows.len().min(limit)]
    }

    /// The page's body from the rows fetched; `key` spells a row's place in the list.
    pub fn listed<R, T>(
        &self,
        app: &App,
        mut rows: Vec<R>,
        key: impl Fn(&R) -> String,
        shape: impl FnMut(R) -> T,
    ) -> Listed<T> {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = rows.last().filter(|_| more).map(|last| {
            let key = key(last);
            let mac = app
                .keys
                .cursor_mac(format!("{}\n{key}", self.bound_to).as_bytes());
            cursor::written(&key, mac)
        });
        Listed {
            items: rows.into_iter().map(shape).collect(),
            next_cursor,
        }
    }
}

fn opened(app: &App, bound_to: &str, cursor: &str) -> Option<String> {
    cursor::read(cursor, |key| {
        app.keys.cursor_mac(format!("{bound_to}\n{key}").as_bytes())
    })
}
