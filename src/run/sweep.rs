//! Deletes sessions that earlier runs left behind, one at a time, within the environment's limits.

use std::{cell::RefCell, time::Duration};

use bytes::Bytes;
use tokio::time::{Instant, sleep, sleep_until};

use super::{
    api::{basic, in_short, own_headers},
    http::Wire,
    rate::Rate,
    retry_after::asked_pause,
};
use crate::{
    event::Trouble,
    exchange::{Answer, Request},
    plan::{Environment, Kind, Transport},
    secrets::Redactor,
    template::show_duration,
    vocabulary::{self, Effect},
};

/// What the API says of a session that nobody has gone through yet.
const NOT_EXPIRED: &str = "not expired yet";

/// What became of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is deleted.
    Deleted,
    /// The API does not know it; what it said.
    Unknown(String),
    /// The API did not delete it; what it said.
    Left(String),
}

/// Deletes sessions of one environment.
pub struct Sweeper {
    wire: Wire,
    rate: RefCell<Rate>,
    kind: Kind,
    redactor: Redactor,
    policy: Transport,
    /// What time it was when the sweep began, by the clock on the wall and by the runtime's.
    began: (jiff::Timestamp, Instant),
}

impl Sweeper {
    /// For an environment, over the wire to it; `now` is what time it is.
    pub fn new(wire: Wire, environment: &Environment, now: jiff::Timestamp) -> Self {
        let mut redactor = Redactor::new(environment.redact.iter().cloned());
        for (_, credentials) in &wire.credentials {
            redactor.learn_pair(&credentials.api_key, &credentials.api_secret);
        }
        let rate = RefCell::new(Rate::new(&environment.limits));
        let (kind, policy) = (environment.kind, environment.transport);
        Self { wire, rate, kind, redactor, policy, began: (now, Instant::now()) }
    }

    /// Deletes a session.
    ///
    /// # Errors
    /// The API cannot be reached, or refuses the credentials: the next session would fare no better.
    pub async fn delete(&self, scan_ref: &str) -> Result<Fate, Trouble> {
        let request = self.request(scan_ref)?;
        let mut again = 0;
        loop {
            let turn = self.rate.borrow_mut().reserve(Instant::now());
            sleep_until(turn).await;
            let answer = self.wire.send(&request).await.map_err(|error| self.clean(error.trouble))?;
            if answer.status != 429 || again >= self.policy.retries {
                return self.fate(&answer);
            }
            let asked = asked_pause(&answer, self.now()).unwrap_or_default();
            if asked > self.policy.max_pause {
                return Ok(self.asked_too_much(&answer, asked));
            }
            again += 1;
            sleep(asked.max(self.policy.pause)).await;
        }
    }

    fn now(&self) -> jiff::Timestamp {
        let (wall, start) = self.began;
        let since = jiff::SignedDuration::try_from(start.elapsed()).unwrap_or(jiff::SignedDuration::MAX);
        wall.checked_add(since).unwrap_or(jiff::Timestamp::MAX)
    }

    fn asked_too_much(&self, answer: &Answer, asked: Duration) -> Fate {
        let said = self.redactor.redact_owned(in_short(answer));
        let (asked, most) = (show_duration(asked), show_duration(self.policy.max_pause));
        Fate::Left(format!(
            "{said} (its `Retry-After` asks for {asked}, longer than the `max_pause` of {most} under `transport`)"
        ))
    }

    fn request(&self, scan_ref: &str) -> Result<Request, Trouble> {
        let call = vocabulary::calls()
            .iter()
            .find(|call| call.effect == Effect::Deletes)
            .expect("the API has a call that deletes");
        let credentials = self.wire.credentials_of(self.kind).ok_or_else(|| Trouble {
            kind: "credentials".to_owned(),
            message: format!("the environment has no credentials of kind {}", self.kind.word()),
            causes: Vec::new(),
            hint: None,
        })?;
        let mut headers = own_headers();
        headers.push(("content-type".to_owned(), "application/json".to_owned()));
        headers.push(("authorization".to_owned(), basic(credentials)));
        let body = Bytes::from(serde_json::json!({ "scanRef": scan_ref }).to_string());
        let url = format!("{}{}", self.wire.base_url, call.path);
        Ok(Request { method: call.method.to_owned(), url, headers, body })
    }

    fn fate(&self, answer: &Answer) -> Result<Fate, Trouble> {
        let said = self.redactor.redact_owned(in_short(answer));
        match answer.status {
            200..=299 => Ok(Fate::Deleted),
            401 => Err(Trouble {
                kind: "credentials refused".to_owned(),
                message: said,
                causes: Vec::new(),
                hint: Some("check the `credentials` of the environment".to_owned()),
            }),
            _ if is_unknown(answer) => Ok(Fate::Unknown(said)),
            _ if said.contains(NOT_EXPIRED) => {
                Ok(Fate::Left(format!("{said} (the session can be deleted once its token has expired)")))
            }
            _ => Ok(Fate::Left(said)),
        }
    }

    fn clean(&self, trouble: Trouble) -> Trouble {
        let clean = |text: String| self.redactor.redact_owned(text);
        Trouble {
            kind: trouble.kind,
            message: clean(trouble.message),
            causes: trouble.causes.into_iter().map(clean).collect(),
            hint: trouble.hint.map(clean),
        }
    }
}

/// No document says how an unknown session is answered (U1): a 404, or the identifier of a bad value.
fn is_unknown(answer: &Answer) -> bool {
    let identifier = answer.json.as_ref().and_then(|json| json.get("identifier")).and_then(|it| it.as_str());
    answer.status == 404
        || identifier.is_some_and(|identifier| matches!(identifier, "BAD_VALUE" | "NOT_FOUND"))
}
