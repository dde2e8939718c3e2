//! The way of every call with credentials, from its bytes to its answer.
//!
//! Order (U24): credentials, the account's standing, the limit of requests, the body as JSON, environment, funds,
//! fields. JSON comes before the environment because only the body says whether a token is for a dummy.

use http::HeaderMap;
use http::header::HOST;
use http::request::Parts;
use hyper::body::Incoming;

use super::account::{Account, Standing, authenticate};
use super::api_error::{self, ApiError};
use super::clock::Moment;
use super::fields::{self, Fields};
use super::rate::Verdict;
use super::response::Response;
use super::session::Session;
use super::switches::{Assumptions, CheckOrder};
use super::world::World;
use super::{Emulator, EmulatorConfig, body};
use crate::vocabulary::{ApiCall, Effect, Kinds};

/// A request that may be carried out.
pub(super) struct Visit<'a> {
    pub(super) emulator: &'a Emulator,
    pub(super) world: &'a mut World,
    pub(super) account: &'static Account,
    pub(super) fields: &'a Fields,
    pub(super) now: Moment,
    pub(super) parts: &'a Parts,
}

impl<'a> Visit<'a> {
    pub(super) fn config(&self) -> &'a EmulatorConfig {
        self.emulator.config()
    }

    pub(super) fn assumptions(&self) -> &'a Assumptions {
        &self.config().assumptions
    }

    /// The session that the request names.
    pub(super) fn session(&mut self) -> Result<&mut Session, ApiError> {
        let scan_ref = fields::text(self.fields, "scanRef").unwrap_or_default();
        let assumptions = &self.emulator.config().assumptions;
        self.world.find(scan_ref, self.account, assumptions)
    }
}

/// What a call does once it may.
pub(super) type Act = fn(&mut Visit<'_>) -> Result<Response, ApiError>;

/// Whether the connection is encrypted, for links that lead back here.
#[derive(Debug, Clone, Copy)]
pub(super) struct Encrypted;

/// Carries out a call. `choose` finds out from the body which call it is.
pub(super) async fn carry_out(
    emulator: &Emulator,
    parts: &Parts,
    body: Incoming,
    choose: fn(&Fields) -> &'static ApiCall,
    act: Act,
) -> Result<Response, ApiError> {
    let account = admit(emulator, &parts.headers)?;
    let mut fields = body::read(body).await?;
    let assumptions = &emulator.config().assumptions;
    fields::normalise(&mut fields, assumptions);
    check(choose(&fields), account, &fields, assumptions)?;
    let now = emulator.clock().now();
    let mut world = emulator.world();
    act(&mut Visit { emulator, world: &mut world, account, fields: &fields, now, parts })
}

/// Credentials, standing, and the limit of requests.
pub(super) fn admit(emulator: &Emulator, headers: &HeaderMap) -> Result<&'static Account, ApiError> {
    let config = emulator.config();
    let account =
        authenticate(headers, &config.kinds).ok_or_else(|| api_error::unauthorized(&config.assumptions))?;
    if account.standing == Standing::Inactive {
        return Err(api_error::inactive());
    }
    let second = emulator.clock().seconds(emulator.clock().now());
    let (limit, window) = (config.requests_per_hour, config.assumptions.rate_window);
    match emulator.world().count_request(account, second, limit, window) {
        Verdict::Within => Ok(account),
        Verdict::Over => Err(api_error::too_many_requests(limit)),
    }
}

fn check(
    call: &ApiCall,
    account: &Account,
    fields: &Fields,
    assumptions: &Assumptions,
) -> Result<(), ApiError> {
    match assumptions.check_order {
        CheckOrder::AccountFirst => {
            check_account(call, account, assumptions)?;
            fields::check(call, fields, assumptions)
        }
        CheckOrder::FieldsFirst => {
            fields::check(call, fields, assumptions)?;
            check_account(call, account, assumptions)
        }
    }
}

/// Environment (S1), then funds: a token costs, and the dummy calls require finances (S1, C-ERRID).
fn check_account(call: &ApiCall, account: &Account, assumptions: &Assumptions) -> Result<(), ApiError> {
    if call.kinds == Kinds::DevOnly
        && let Some(error) = api_error::wrong_environment(assumptions, account.kind)
    {
        return Err(error);
    }
    let costs = call.kinds == Kinds::DevOnly || call.effect == Effect::Creates;
    if costs && account.standing == Standing::NoFunds {
        return Err(api_error::no_funds(assumptions));
    }
    Ok(())
}

/// Scheme and host by which the client reached the emulator. A host that is no host is not repeated.
pub(super) fn origin(parts: &Parts) -> String {
    const LONGEST_HOST: usize = 255;
    let scheme = if parts.extensions.get::<Encrypted>().is_some() { "https" } else { "http" };
    let host = parts
        .uri
        .authority()
        .map(http::uri::Authority::as_str)
        .or_else(|| parts.headers.get(HOST).and_then(|host| host.to_str().ok()))
        .filter(|host| host.len() <= LONGEST_HOST && host.parse::<http::uri::Authority>().is_ok())
        .unwrap_or("localhost");
    format!("{scheme}://{host}")
}
