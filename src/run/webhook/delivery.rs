//! A delivery as it came: its raw bytes and headers, and the little that is read of them at once. Its tree is built when
//! a step looks at it, and is not kept here.

use bytes::Bytes;
use tokio::time::Instant;

use super::named::{self, Named};
use crate::{event::Astray, exchange::Contents};

/// The header that names the event (C-OAS).
const EVENT_TYPE: &str = "idenfy-event-type";

/// What a delivery is charged with beside its bytes.
const OF_A_DELIVERY: usize = 512;

/// What a header is charged with beside its bytes.
const OF_A_HEADER: usize = 96;

/// A post to the inbox's path.
#[derive(Debug)]
pub(in crate::run) struct Delivery {
    /// Which one of the run it was, from 1.
    pub(in crate::run) number: usize,
    /// When its last byte had come.
    pub(in crate::run) arrived: Instant,
    /// In the order of arrival; names in lower case.
    pub(in crate::run) headers: Vec<(String, String)>,
    /// The whole body.
    pub(in crate::run) body: Bytes,
    /// The event that its header names.
    pub(in crate::run) event_type: Option<String>,
    named: Named,
}

/// A post whose whole body has come.
pub(super) struct Post(Delivery);

impl Post {
    pub(super) fn new(arrived: Instant, headers: Vec<(String, String)>, body: Bytes) -> Self {
        let named = named::read(&body);
        let event_type = header(&headers, EVENT_TYPE).map(str::to_owned);
        Self(Delivery { number: 0, arrived, headers, body, event_type, named })
    }

    pub(super) fn scan_ref(&self) -> Option<&str> {
        self.0.scan_ref()
    }

    pub(super) fn size(&self) -> usize {
        self.0.size()
    }

    pub(super) fn numbered(self, number: usize) -> Delivery {
        Delivery { number, ..self.0 }
    }
}

impl Delivery {
    /// The session that its body names.
    pub(in crate::run) fn scan_ref(&self) -> Option<&str> {
        match &self.named {
            Named::Session(scan_ref) => Some(scan_ref),
            Named::NoJson | Named::Nothing => None,
        }
    }

    /// The first header of a name in lower case.
    pub(in crate::run) fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }

    /// Headers and body, which is parsed here, each time.
    pub(in crate::run) fn contents(&self) -> Contents {
        Contents::new(self.headers.clone(), self.body.clone())
    }

    /// Why it belongs to nobody, where no test has made its session.
    pub(in crate::run) fn astray(&self) -> Astray {
        match self.named {
            Named::NoJson => Astray::NoJson,
            Named::Nothing => Astray::NoSession,
            Named::Session(_) => Astray::UnknownSession,
        }
    }

    /// About how many bytes of memory keeping it takes.
    pub(super) fn size(&self) -> usize {
        let of_header = |(name, value): &(String, String)| name.len() + value.len() + OF_A_HEADER;
        OF_A_DELIVERY + self.body.len() + self.headers.iter().map(of_header).sum::<usize>()
    }
}

fn header<'h>(headers: &'h [(String, String)], name: &str) -> Option<&'h str> {
    headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}
