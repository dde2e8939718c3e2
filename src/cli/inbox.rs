//! Opens the inbox for webhooks as the environment wants it: within the process, on the loopback address, or where
//! `webhooks` of the suite says.

use std::error::Error;

use super::embedded::Served;
use crate::{
    emulator::{EmulatorConfig, WebhookKey},
    event::Trouble,
    plan::{Environment, ListenerTls, Webhooks},
    run::webhook::{Certificate, Inbox, Inboxes, Listening, OpenError},
};

/// Opens it. What hinders it is the trouble of the tests that need it, and of no others.
pub(super) async fn open(served: &Served, environment: &Environment) -> Inboxes {
    let opened = match served {
        Served::InProcess(config) => Ok(Inbox::within_process(config.seed, signing_key(config))),
        Served::OnSocket(config) => Inbox::listen_on_loopback(signing_key(config)).await,
        Served::Address => match &environment.webhooks {
            Some(webhooks) => Inbox::listen(listening(webhooks)).await,
            None => return Inboxes::NotNeeded,
        },
    };
    opened.map_or_else(|error| Inboxes::Closed(trouble(&error)), Inboxes::Open)
}

/// What the emulator signs with, where it is not the API secret (A9).
fn signing_key(config: &EmulatorConfig) -> Option<String> {
    match config.assumptions.webhook_key {
        WebhookKey::SigningKey => Some(config.webhooks.signing_key.clone()),
        WebhookKey::ApiSecret => None,
    }
}

fn listening(webhooks: &Webhooks) -> Listening {
    let certificate = match &webhooks.tls {
        ListenerTls::None => None,
        ListenerTls::SelfSigned => Some(Certificate::SelfSigned { host: host(webhooks) }),
        ListenerTls::Files { certificate, key } => {
            Some(Certificate::Own { chain: certificate.clone(), key: key.clone() })
        }
    };
    Listening {
        at: webhooks.listen,
        public_url: webhooks.public_url.clone(),
        certificate,
        signing_key: Some(webhooks.signing_key.0.clone()),
    }
}

/// Whom senders call: the host of `public_url`, else the address that is listened at.
fn host(webhooks: &Webhooks) -> String {
    let public = webhooks.public_url.as_ref().and_then(|url| url.parse::<http::Uri>().ok());
    let public = public.and_then(|url| url.host().map(|host| host.trim_matches(['[', ']']).to_owned()));
    public.unwrap_or_else(|| webhooks.listen.ip().to_string())
}

fn trouble(error: &OpenError) -> Trouble {
    let hint = match error {
        OpenError::Address { .. } => {
            "does another program, or another run, listen there? port 0 takes any that is free"
        }
        OpenError::Tls(_) => "look at `tls` of the environment's `webhooks`",
        OpenError::Random => "the system must have a source of randomness",
    };
    let causes = std::iter::successors(error.source(), |cause: &&dyn Error| (*cause).source());
    Trouble {
        kind: "webhooks".to_owned(),
        message: error.to_string(),
        causes: causes.map(ToString::to_string).collect(),
        hint: Some(hint.to_owned()),
    }
}
