//! `await_webhook`: waits for a delivery about a session.

use super::step::{Halt, StepRun};
use crate::{event::Trouble, exchange::Exchange, plan::AwaitWebhook};

/// The delivery, as the exchange that it was.
pub(super) fn delivery(_: &StepRun<'_, '_>, _: &AwaitWebhook) -> Result<Exchange, Halt> {
    Err(Halt::Errored(Trouble {
        kind: "webhooks".to_owned(),
        message: "no receiver of webhooks was started".to_owned(),
        causes: Vec::new(),
        hint: None,
    }))
}
