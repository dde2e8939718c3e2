//! The keys of `idvet.yaml`.

use super::document::{CONTRACT, KINDS, RETRIES};
use crate::word::{MOST_RESENDS, Part, Shape, Wanted, Word, word};

/// The keys of `idvet.yaml`.
pub(super) const SUITE: &[Word] = &[
    word(
        "environments",
        Wanted::of("a map of names and environments", Shape::Open(&[], &Shape::Keys(ENVIRONMENT))),
        "environments: { dev: { kind: DEV, base_url: \"https://ivs.idenfy.com\" } }",
        "where a run can go, by name; `idvet run --env NAME` takes one. The environment `emulator` is always there",
    ),
    word(
        "default_environment",
        Wanted::TEXT.said("the name of an environment"),
        "default_environment: emulator",
        "the environment of a run that names none",
    )
    .or("emulator"),
    word(
        "defaults",
        Wanted::of("a map of verbs", Shape::Part(Part::Defaults)),
        "defaults: { poll_status: { every: 2s } }",
        "what stands behind a verb where a step does not say it itself, key by key; and how long a scenario may take",
    ),
    word(
        "contract",
        CONTRACT,
        "contract: strict",
        "how much of the contract every answer is held to: `off`, `warn` or `strict`",
    )
    .or("warn"),
    word(
        "transport",
        Wanted::of("a map", Shape::Keys(TRANSPORT)),
        "transport: { retries: 1, pause: 500ms, max_pause: 60s }",
        "when a single request is sent again: behind 429 any, behind a refused or broken connection and 502 to 504 one that \
         reads",
    ),
    word(
        "redact",
        Wanted::TEXTS.said("a list of names of fields"),
        "redact: [personalNumber]",
        "names of fields whose values are replaced in everything that idvet shows or records. Credentials, \
         `authToken` and signatures always are",
    ),
];

/// The keys of `defaults` that are no verbs.
pub(super) const DEFAULTS: &[Word] = &[
    word("timeout", Wanted::DURATION, "timeout: 5m", "how long a scenario may take, `finally` apart")
        .or("5m"),
    word("retries", RETRIES, "retries: 1", "how often a scenario that failed is carried out again").or("0"),
    word("contract", CONTRACT, "contract: strict", "the same as `contract` beside `defaults`").or("warn"),
];

/// The keys of an environment.
pub(super) const ENVIRONMENT: &[Word] = &[
    word(
        "kind",
        Wanted::filled("DEV, DEMO, TEST or PROD", Shape::OneOf(KINDS)),
        "kind: DEV",
        "guards money and data: dummy sessions work in DEV only, and PROD needs `--allow-prod`",
    ),
    word(
        "base_url",
        Wanted::TEXT.said("an address"),
        "base_url: https://ivs.idenfy.com",
        "the address; plain `http` only for this machine",
    ),
    word(
        "emulator",
        Wanted::of(
            "`true` or a map of switches",
            Shape::Either(&[Shape::Boolean, Shape::Part(Part::Switches)]),
        ),
        "emulator: true",
        "in place of an address: the emulator within idvet; `true`, or a map of its switches",
    ),
    word(
        "credentials",
        Wanted::of("a map with `api_key` and `api_secret`", Shape::Keys(CREDENTIALS)),
        "credentials: { api_key: \"${env.IDENFY_API_KEY}\", api_secret: \"${env.IDENFY_API_SECRET}\" }",
        "the key pair",
    ),
    word(
        "ca_certificate",
        Wanted::TEXT.said("the path of a PEM file"),
        "ca_certificate: certificates/ca.pem",
        "a PEM file with the certificate authority of a private server, from the suite's root",
    ),
    word(
        "timeout",
        Wanted::filled("a duration", Shape::Duration),
        "timeout: 30s",
        "how long a single request may take",
    )
    .or("30s"),
    word(
        "limits",
        Wanted::of("a map", Shape::Keys(LIMITS)),
        "limits: { concurrent_scenarios: 8 }",
        "what the environment must not be asked more of",
    ),
    word(
        "transport",
        Wanted::of("a map", Shape::Keys(TRANSPORT)),
        "transport: { retries: 3 }",
        "when a single request is sent again there; key by key, before what the suite says",
    ),
    word(
        "contract",
        CONTRACT,
        "contract: strict",
        "how much of the contract the answers there are held to: `off`, `warn` or `strict`; else what the suite says",
    ),
    word(
        "webhooks",
        Wanted::of("a map with `listen`", Shape::Keys(WEBHOOKS)),
        "webhooks: { listen: \"0.0.0.0:8480\", public_url: \"https://qa.example.com/idvet\" }",
        "how deliveries reach the run, for scenarios with `await_webhook`. The emulator within idvet needs none of it",
    ),
];

/// The keys of `webhooks`.
pub(super) const WEBHOOKS: &[Word] = &[
    word(
        "listen",
        Wanted::filled("an address and a port", Shape::String),
        "listen: 0.0.0.0:8480",
        "where the listener of a run listens; port 0 takes any that is free",
    ),
    word(
        "public_url",
        Wanted::TEXT.said("an address"),
        "public_url: https://qa.example.com/idvet",
        "what the API is told to call, in the `callbackUrl` of each session of a scenario that waits for a delivery; \
         plain `http` only for this machine",
    ),
    word(
        "signing_key",
        Wanted::of("a variable of the environment", Shape::Variable),
        "signing_key: ${env.IDENFY_WEBHOOK_KEY}",
        "what deliveries are signed with: always exactly one `${env.NAME}`; else the API secret",
    ),
    word(
        "tls",
        Wanted::of(
            "`self_signed`, or a map with `certificate` and `key`",
            Shape::Either(&[Shape::OneOf(&["self_signed"]), Shape::Keys(TLS)]),
        ),
        "tls: self_signed",
        "that the listener speaks TLS: with a certificate that is made for the run, or with one of your own",
    ),
];

/// The keys of `tls`.
pub(super) const TLS: &[Word] = &[
    word(
        "certificate",
        Wanted::TEXT.said("the path of a PEM file"),
        "certificate: certificates/listener.pem",
        "the listener's certificate, those above it behind it, from the suite's root",
    ),
    word(
        "key",
        Wanted::TEXT.said("the path of a PEM file"),
        "key: certificates/listener.key",
        "its private key, from the suite's root",
    ),
];

/// The keys of `credentials`.
pub(super) const CREDENTIALS: &[Word] = &[
    word(
        "api_key",
        Wanted::TEXT,
        "api_key: ${env.IDENFY_API_KEY}",
        "the API key, from the process's environment or the file `.env`",
    ),
    word(
        "api_secret",
        Wanted::of("a variable of the environment", Shape::Variable),
        "api_secret: ${env.IDENFY_API_SECRET}",
        "the API secret: always exactly one `${env.NAME}`, never the secret itself",
    ),
];

/// The keys of `transport`.
pub(super) const TRANSPORT: &[Word] = &[
    word(
        "retries",
        Wanted::of("a whole number from 0 to 10", Shape::Whole { min: 0, max: MOST_RESENDS }),
        "retries: 3",
        "how often a request is sent again at most; 0 sends nothing again",
    )
    .or("1"),
    word(
        "pause",
        Wanted::DURATION,
        "pause: 500ms",
        "the pause before it is sent again, where `Retry-After` asks for no longer one",
    )
    .or("500ms"),
    word(
        "max_pause",
        Wanted::DURATION,
        "max_pause: 60s",
        "the longest pause that `Retry-After` may ask for; behind a longer one the step fails at once",
    )
    .or("60s"),
];

/// The keys of `limits`.
pub(super) const LIMITS: &[Word] = &[
    word(
        "concurrent_scenarios",
        Wanted::filled("a whole number from 1 to 10000", Shape::Whole { min: 1, max: 10_000 }),
        "concurrent_scenarios: 8",
        "scenarios side by side",
    ),
    word(
        "requests_per_second",
        Wanted::filled("a number above 0", Shape::Positive),
        "requests_per_second: 5",
        "requests in a second, over all scenarios of a run",
    ),
    word(
        "requests_per_hour",
        Wanted::filled("a number above 0", Shape::Positive),
        "requests_per_hour: 10000",
        "requests in an hour, over all scenarios of a run",
    ),
];
