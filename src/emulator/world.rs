//! All that the emulator remembers: its sessions and the requests of the hour.
//!
//! A session keeps only documented fields, each of bounded length, and their number is bounded by
//! `EmulatorConfig::max_sessions`; beyond it new ones are refused, and no old one is dropped.

use std::collections::HashMap;

use indexmap::IndexMap;

use super::account::Account;
use super::api_error::{self, ApiError};
use super::clock::Moment;
use super::rate::{Requests, Verdict};
use super::session::Session;
use super::switches::{Assumptions, DeletedStatus, ForeignSession, RateWindow};

#[derive(Debug, Default)]
pub(super) struct World {
    sessions: IndexMap<String, Session>,
    requests: HashMap<&'static str, Requests>,
}

impl World {
    /// Counts a request of an account at a second since 1970.
    pub(super) fn count_request(
        &mut self,
        account: &Account,
        second: i64,
        limit: u64,
        window: RateWindow,
    ) -> Verdict {
        self.requests.entry(account.key).or_default().count(second, limit, window)
    }

    /// The number that the next session gets. Sessions are never dropped, so no number comes twice.
    pub(super) fn next_number(&self) -> u64 {
        u64::try_from(self.sessions.len()).unwrap_or(u64::MAX)
    }

    pub(super) fn session_count(&self) -> usize {
        self.sessions.len()
    }

    pub(super) fn add(&mut self, session: Session) {
        self.sessions.insert(session.scan_ref.clone(), session);
    }

    /// The session that an account asks for, if it may see it (U1, U20, U22).
    pub(super) fn find(
        &mut self,
        scan_ref: &str,
        account: &Account,
        assumptions: &Assumptions,
    ) -> Result<&mut Session, ApiError> {
        let unknown = || api_error::unknown_session(assumptions);
        let session = self.sessions.get_mut(scan_ref).ok_or_else(unknown)?;
        if session.owner != account.key {
            return Err(match assumptions.foreign_session {
                ForeignSession::Unknown => unknown(),
                ForeignSession::Forbidden => api_error::foreign_session(),
            });
        }
        if session.deleted.is_some() && assumptions.deleted_status == DeletedStatus::Unknown {
            return Err(unknown());
        }
        Ok(session)
    }

    /// The session that a link without credentials names.
    pub(super) fn find_by_scan_ref(&self, scan_ref: &str) -> Option<&Session> {
        self.sessions.get(scan_ref)
    }

    /// The session that a client's token opens.
    pub(super) fn find_by_token(&mut self, auth_token: &str) -> Option<&mut Session> {
        self.sessions.values_mut().find(|session| session.auth_token == auth_token)
    }

    /// The sessions of an account, oldest first, of one client if one is named.
    pub(super) fn of_account<'a>(
        &'a self,
        account: &'a Account,
        client_id: Option<&'a str>,
    ) -> impl Iterator<Item = &'a Session> {
        self.sessions
            .values()
            .filter(move |session| session.owner == account.key)
            .filter(move |session| client_id.is_none_or(|client_id| session.client_id == client_id))
    }

    /// Whether the client has a session that can still be used (A5).
    pub(super) fn has_active(
        &self,
        account: &Account,
        client_id: &str,
        now: Moment,
        assumptions: &Assumptions,
    ) -> bool {
        self.of_account(account, Some(client_id)).any(|session| session.is_active(now, assumptions))
    }
}
