//! Delivers a webhook: in its turn, signed, with retries (A8, A9, U27) and the faults that were asked for.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue};

use super::super::account::accounts;
use super::super::switches::{WebhookKey, WebhookOrder, WebhookRetries};
use super::super::{Emulator, EmulatorConfig};
use super::courier::{Courier, DeliveryNews, Fate, Parcel};
use super::fault::{Copies, Faults, Order, Sending, Signed, faults_of, swaps_any};
use super::signing::signature;
use super::turns::Turns;

/// How long the receiver may take for its answer (C-WHO, C-BP).
const ANSWER_LIMIT: Duration = Duration::from_secs(10);

/// How long a webhook that is to be overtaken waits for one that overtakes it.
const LONGEST_HOLD: Duration = Duration::from_mins(10);

const EVENT_TYPE: HeaderName = HeaderName::from_static("idenfy-event-type");
const SIGNATURE: HeaderName = HeaderName::from_static("idenfy-signature");

/// A webhook that is to be delivered.
pub(super) struct Notice {
    pub(super) event: &'static str,
    pub(super) scan_ref: Arc<str>,
    pub(super) url: String,
    pub(super) key: String,
    pub(super) body: Bytes,
    pub(super) turns: Arc<Turns>,
}

/// A9: the key of the webhooks' target (C-SIGN), or the API secret of the session's account (GH).
pub(super) fn key(config: &EmulatorConfig, owner: &str) -> String {
    match config.assumptions.webhook_key {
        WebhookKey::SigningKey => config.webhooks.signing_key.clone(),
        WebhookKey::ApiSecret => accounts()
            .iter()
            .find(|account| account.key == owner)
            .map_or_else(String::new, |account| account.secret.to_owned()),
    }
}

/// Delivers a webhook, and tells the courier what became of it.
pub(super) async fn deliver(emulator: Emulator, notice: Notice) {
    let Some(courier) = emulator.courier() else { return };
    let faults = faults_of(notice.event, &emulator.config().webhooks.faults);
    let number = notice.turns.next();
    let Some(_place) = Place::take(&emulator.shared.under_way, emulator.config().webhooks.most_under_way)
    else {
        notice.end(courier, 0, Fate::Dropped);
        return;
    };
    wait_for_turn(&emulator, &notice, faults, number).await;
    if faults.sending == Sending::Never {
        notice.end(courier, 0, Fate::Withheld);
        return;
    }
    tokio::time::sleep(faults.late).await;
    let key = notice.key.as_bytes();
    let parcel = parcel(&notice.url, notice.event, key, faults.signed, notice.body.clone());
    let (tries, fate) = send(&emulator, courier, &notice, &parcel).await;
    if faults.copies == Copies::Two {
        notice.tell(courier, tries, fate);
        let (tries, fate) = send(&emulator, courier, &notice, &parcel).await;
        notice.end(courier, tries, fate);
    } else {
        notice.end(courier, tries, fate);
    }
}

/// U27, and the fault that swaps two webhooks. Where both are wanted nobody waits for a former one: each would wait for
/// the other.
async fn wait_for_turn(emulator: &Emulator, notice: &Notice, faults: Faults, number: u64) {
    let config = emulator.config();
    let is_held = match faults.order {
        Order::Kept => false,
        Order::Swapped => number.is_multiple_of(2),
        Order::Overtaken => true,
    };
    if is_held {
        let overtaken = notice.turns.wait_for(number.saturating_add(1));
        let _ = tokio::time::timeout(LONGEST_HOLD, overtaken).await;
        return;
    }
    match config.assumptions.webhook_order {
        WebhookOrder::Waits if !swaps_any(&config.webhooks.faults) => notice.turns.wait_for(number).await,
        WebhookOrder::Waits | WebhookOrder::Independent => {}
    }
}

/// A8: sends until it is taken, or given up; how often it was sent, and how it ended.
async fn send(
    emulator: &Emulator,
    courier: &Arc<dyn Courier>,
    notice: &Notice,
    parcel: &Parcel,
) -> (u32, Fate) {
    let (retries, pause) = retries(emulator.config().assumptions.webhook_retries);
    let mut tries = 0;
    loop {
        if emulator.is_deleted(&notice.scan_ref) {
            return (tries, Fate::Deleted);
        }
        tries += 1;
        let fate = match tokio::time::timeout(ANSWER_LIMIT, courier.carry(parcel.clone())).await {
            Ok(Ok(status)) if status.is_success() => return (tries, Fate::Taken(status)),
            Ok(Ok(status)) => Fate::Refused(status),
            Ok(Err(error)) => Fate::Unreachable(error),
            Err(_) => Fate::TooSlow(ANSWER_LIMIT),
        };
        if tries > retries {
            return (tries, fate);
        }
        tokio::time::sleep(pause).await;
    }
}

/// How often a webhook that was not taken is sent again, and the pause before each.
fn retries(policy: WebhookRetries) -> (u32, Duration) {
    match policy {
        WebhookRetries::Two => (2, Duration::from_millis(500)),
        WebhookRetries::One => (1, Duration::from_millis(500)),
        WebhookRetries::Ten => (10, Duration::from_secs(10)),
        WebhookRetries::Never => (0, Duration::ZERO),
    }
}

/// A webhook as it stands on the wire.
pub fn parcel(url: &str, event: &'static str, key: &[u8], signed: Signed, body: Bytes) -> Parcel {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(EVENT_TYPE, HeaderValue::from_static(event));
    let signature = match signed {
        Signed::Rightly => Some(signature(key, &body)),
        Signed::Wrongly => Some(signature(&[b"not ", key].concat(), &body)),
        Signed::Not => None,
    };
    if let Some(signature) = signature.and_then(|text| HeaderValue::try_from(text).ok()) {
        headers.insert(SIGNATURE, signature);
    }
    Parcel { url: url.to_owned(), headers, body }
}

impl Notice {
    fn end(&self, courier: &Arc<dyn Courier>, tries: u32, fate: Fate) {
        self.turns.end();
        self.tell(courier, tries, fate);
    }

    fn tell(&self, courier: &Arc<dyn Courier>, tries: u32, fate: Fate) {
        let (event, scan_ref, url) = (self.event, self.scan_ref.to_string(), self.url.clone());
        courier.tell(&DeliveryNews { event, scan_ref, url, tries, fate });
    }
}

/// A place among the deliveries under way, given back when it is dropped.
struct Place<'a>(&'a AtomicUsize);

impl<'a> Place<'a> {
    fn take(under_way: &'a AtomicUsize, most: usize) -> Option<Self> {
        let place = Self(under_way);
        if under_way.fetch_add(1, Ordering::Relaxed) < most { Some(place) } else { None }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
