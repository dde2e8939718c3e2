//! All that the emulator remembers: its sessions and the requests of the hour.
//!
//! A session keeps only documented fields, each of bounded length, and their number is bounded by
//! `EmulatorConfig::max_sessions`; beyond it new ones are refused, and no old one is dropped.

use std::collections::HashMap;
use std::sync::Arc;

use super::account::Account;
use super::api_error::{self, ApiError};
use super::clock::Moment;
use super::rate::{Requests, Verdict};
use super::session::Session;
use super::switches::{Assumptions, DeletedStatus, ForeignSession, RateWindow};

/// The place of a session in the order of their creation.
pub(super) type Place = usize;

#[derive(Debug, Default)]
pub(super) struct World {
    /// Oldest first. Nothing is ever taken out, so that a place stays what it is.
    sessions: Vec<Session>,
    by_scan_ref: HashMap<Arc<str>, Place>,
    by_token: HashMap<Arc<str>, Place>,
    accounts: HashMap<&'static str, OfAccount>,
}

/// What is remembered of one account. Its places are in order.
#[derive(Debug, Default)]
struct OfAccount {
    requests: Requests,
    sessions: Vec<Place>,
    clients: HashMap<Arc<str>, Vec<Place>>,
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
        self.accounts.entry(account.key).or_default().requests.count(second, limit, window)
    }

    /// The number that the next session gets. Sessions are never dropped, so no number comes twice.
    pub(super) fn next_number(&self) -> u64 {
        u64::try_from(self.sessions.len()).unwrap_or(u64::MAX)
    }

    pub(super) fn session_count(&self) -> usize {
        self.sessions.len()
    }

    pub(super) fn add(&mut self, session: Session) {
        let place = self.sessions.len();
        self.by_scan_ref.insert(session.scan_ref.clone(), place);
        self.by_token.insert(session.auth_token.clone(), place);
        let owner = self.accounts.entry(session.owner).or_default();
        owner.sessions.push(place);
        owner.clients.entry(session.client_id.clone()).or_default().push(place);
        self.sessions.push(session);
    }

    /// The session that an account asks for, if it may see it (U1, U20, U22).
    pub(super) fn find(
        &mut self,
        scan_ref: &str,
        account: &Account,
        assumptions: &Assumptions,
    ) -> Result<&mut Session, ApiError> {
        let unknown = || api_error::unknown_session(assumptions);
        let place = *self.by_scan_ref.get(scan_ref).ok_or_else(unknown)?;
        let session = &mut self.sessions[place];
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
        self.by_scan_ref.get(scan_ref).map(|place| &self.sessions[*place])
    }

    /// The session that a client's token opens.
    pub(super) fn find_by_token(&mut self, auth_token: &str) -> Option<&mut Session> {
        self.by_token.get(auth_token).map(|place| &mut self.sessions[*place])
    }

    /// The session at a place that this world gave out.
    pub(super) fn at(&self, place: Place) -> &Session {
        &self.sessions[place]
    }

    /// The sessions of an account, oldest first, of one client if one is named.
    pub(super) fn of_account(&self, account: &Account, client_id: Option<&str>) -> &[Place] {
        let Some(account) = self.accounts.get(account.key) else { return &[] };
        match client_id {
            Some(client_id) => account.clients.get(client_id).map_or(&[], Vec::as_slice),
            None => &account.sessions,
        }
    }

    /// Whether the client has a session that can still be used (A5).
    ///
    /// Only its last one can be: where this is asked, a session is made when no other is active, and what has ceased
    /// to be active never is again.
    pub(super) fn has_active(
        &self,
        account: &Account,
        client_id: &str,
        now: Moment,
        assumptions: &Assumptions,
    ) -> bool {
        let last = self.of_account(account, Some(client_id)).last();
        last.is_some_and(|place| self.at(*place).is_active(now, assumptions))
    }
}
