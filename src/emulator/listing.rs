//! `GET /kyc/identifications/`: the sessions of a client, in pages (C-OAS).

use std::borrow::Cow;

use http::StatusCode;
use http::request::Parts;
use serde_json::{Value, json};

use super::Emulator;
use super::api_error::{self, ApiError};
use super::call::{admit, origin};
use super::clock::Moment;
use super::query::parameter;
use super::response::{self, Response};
use super::session::{Overall, Session};
use super::switches::{Assumptions, DeletedStatus};
use super::world::{Place, World};

/// What is listed, and by which address the client asked.
struct Asked {
    origin: String,
    client_id: Option<String>,
    page: Option<String>,
    per_page: Option<String>,
}

/// The size of a page unless told otherwise, and the largest; C-OAS names neither.
const PER_PAGE: usize = 20;
const MOST_PER_PAGE: usize = 100;

pub(super) fn list(emulator: &Emulator, parts: &Parts) -> Result<Response, ApiError> {
    Ok(response::json(StatusCode::OK, page(emulator, parts)?.to_string()))
}

fn asked(parts: &Parts) -> Asked {
    Asked {
        origin: origin(parts),
        client_id: parameter(&parts.uri, "clientId"),
        page: parameter(&parts.uri, "page"),
        per_page: parameter(&parts.uri, "perPage"),
    }
}

fn page(emulator: &Emulator, parts: &Parts) -> Result<Value, ApiError> {
    let account = admit(emulator, &parts.headers)?;
    let asked = asked(parts);
    let assumptions = &emulator.config().assumptions;
    let number = positive("page", asked.page.as_deref(), 1, usize::MAX, assumptions)?;
    let size = positive("perPage", asked.per_page.as_deref(), PER_PAGE, MOST_PER_PAGE, assumptions)?;
    let now = emulator.clock().now();
    let world = emulator.world();
    let sessions =
        listed(&world, world.of_account(account, asked.client_id.as_deref()), assumptions.deleted_status);
    let skipped = (number - 1).saturating_mul(size);
    let shown = sessions.iter().skip(skipped).take(size);
    let results: Vec<Value> = shown.map(|place| entry(world.at(*place), now, assumptions)).collect();
    let has_next = skipped.saturating_add(size) < sessions.len();
    Ok(json!({
        "count": sessions.len(),
        "next": has_next.then(|| link(&asked, number + 1, size)),
        "previous": (number > 1).then(|| link(&asked, number - 1, size)),
        "results": results,
    }))
}

/// U20: all, unless a deleted session is as one that does not exist.
fn listed<'a>(world: &World, places: &'a [Place], deleted: DeletedStatus) -> Cow<'a, [Place]> {
    match deleted {
        DeletedStatus::Deleted | DeletedStatus::ByHistory => places.into(),
        DeletedStatus::Unknown => {
            places.iter().copied().filter(|place| world.at(*place).deleted.is_none()).collect()
        }
    }
}

fn positive(
    name: &str,
    text: Option<&str>,
    default: usize,
    most: usize,
    assumptions: &Assumptions,
) -> Result<usize, ApiError> {
    let Some(text) = text else { return Ok(default) };
    text.parse()
        .ok()
        .filter(|number| (1..=most).contains(number))
        .ok_or_else(|| api_error::bad_value(assumptions, name, "must be a positive integer within bounds"))
}

/// C-OAS: here a suspected approval is an approval, and `suspected` says the rest.
fn entry(session: &Session, now: Moment, assumptions: &Assumptions) -> Value {
    let overall = session.results(now, assumptions).overall;
    let status = if overall == Overall::Suspected { Overall::Approved } else { overall };
    json!({
        "scanRef": &*session.scan_ref,
        "status": status.as_text(),
        "suspected": overall == Overall::Suspected,
    })
}

/// Back to the emulator: who turns the page must not end up at the real API.
fn link(asked: &Asked, page: usize, per_page: usize) -> String {
    let origin = &asked.origin;
    let client = asked.client_id.as_deref().map_or_else(String::new, |client_id| {
        let encoded = percent_encoding::utf8_percent_encode(client_id, percent_encoding::NON_ALPHANUMERIC);
        format!("clientId={encoded}&")
    });
    format!("{origin}/kyc/identifications/?{client}page={page}&perPage={per_page}")
}
