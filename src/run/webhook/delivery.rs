//! A delivery as it came: its raw bytes and headers, and what was read of them, once.

use serde_json::Value as Json;
use tokio::time::Instant;

use crate::exchange::Contents;

/// The header that names the event (C-OAS, C-WH).
const EVENT_TYPE: &str = "idenfy-event-type";

/// A post to the inbox's path.
#[derive(Debug)]
pub(in crate::run) struct Delivery {
    /// Which one of the run it was, from 1.
    pub(in crate::run) number: usize,
    /// When its last byte had come.
    pub(in crate::run) arrived: Instant,
    /// Its headers and its body.
    pub(in crate::run) contents: Contents,
    /// The event that its header names.
    pub(in crate::run) event_type: Option<String>,
    /// The session that its body names.
    pub(in crate::run) scan_ref: Option<String>,
}

/// A post whose whole body has come.
pub(super) struct Post {
    pub(super) arrived: Instant,
    pub(super) contents: Contents,
    pub(super) event_type: Option<String>,
    pub(super) scan_ref: Option<String>,
}

impl Post {
    pub(super) fn new(arrived: Instant, contents: Contents) -> Self {
        let event_type = contents.header(EVENT_TYPE).map(str::to_owned);
        let scan_ref = contents.json.as_ref().and_then(|json| json.get("scanRef")).and_then(Json::as_str);
        let scan_ref = scan_ref.map(str::to_owned);
        Self { arrived, contents, event_type, scan_ref }
    }

    pub(super) fn numbered(self, number: usize) -> Delivery {
        let Self { arrived, contents, event_type, scan_ref } = self;
        Delivery { number, arrived, contents, event_type, scan_ref }
    }
}

impl Delivery {
    /// Why it belongs to nobody, where no test has made its session.
    pub(in crate::run) fn why_astray(&self) -> &'static str {
        match (&self.contents.json, &self.scan_ref) {
            (None, _) => "its body is no JSON",
            (Some(_), None) => "its body names no `scanRef`",
            (Some(_), Some(_)) => "no test of this run made its session",
        }
    }
}
