//! The command line of `idvet webhooks`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
#[command(after_help = "\
Examples:
  idvet webhooks verify body.json --signature e738... --key-env IDENFY_WEBHOOK_KEY
  idvet webhooks send http://127.0.0.1:8080/hook --event IDENTIFICATION_MANUAL_FINISHED --status DENIED")]
pub(in crate::cli) enum WebhooksCommand {
    /// Tell whether a webhook's signature belongs to its body and a key, and if not, what probably went wrong.
    Verify(VerifyArguments),
    /// Send a documented webhook, signed, to a receiver, and tell what it answered.
    Send(SendArguments),
}

/// The signing key. Exactly one of these, or none where there is a default.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub(in crate::cli) struct KeyArguments {
    /// The variable that holds the signing key.
    #[arg(long, value_name = "NAME")]
    pub(super) key_env: Option<String>,
    /// The file that holds the signing key; one line break at its end does not count.
    #[arg(long, value_name = "FILE")]
    pub(super) key_file: Option<PathBuf>,
    /// The environment of the suite whose `webhooks.signing_key` it is.
    #[arg(long, value_name = "NAME")]
    pub(super) env: Option<String>,
    /// The signing key itself. Whoever lists this machine's processes can read it; prefer one of the others.
    #[arg(long, value_name = "KEY")]
    pub(super) key: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  idvet webhooks verify body.json --signature e738... --key-env IDENFY_WEBHOOK_KEY
  curl -s https://example.com/last-body | idvet webhooks verify - --signature e738... --key-file webhook.key
  idvet webhooks verify body.json --signature e738... --env dev             with the key of an environment
  idvet webhooks verify body.json --signature e738... --key-env IDENFY_WEBHOOK_KEY --api-secret-env IDENFY_API_SECRET

The body is taken byte by byte: save what arrived, and not what a program printed of it.

Exit codes: 0 the signature holds, 1 it does not, 2 the arguments are wrong.")]
pub(in crate::cli) struct VerifyArguments {
    /// The body as it arrived; `-` reads it from stdin.
    #[arg(value_name = "BODY")]
    pub(super) body: PathBuf,
    /// The value of the header `Idenfy-Signature`.
    #[arg(long, value_name = "HEX")]
    pub(super) signature: String,
    #[command(flatten)]
    pub(super) key: KeyArguments,
    /// The variable that holds the API secret, to see whether that was taken for the key.
    #[arg(long, value_name = "NAME")]
    pub(super) api_secret_env: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  idvet webhooks send http://127.0.0.1:8080/hook                               an approval by the automation
  idvet webhooks send URL --event IDENTIFICATION_MANUAL_FINISHED --status DENIED --key-env IDENFY_WEBHOOK_KEY
  idvet webhooks send URL --repeat 3                                           the same delivery three times
  idvet webhooks send URL --bad-signature                                      what a receiver must refuse
  idvet webhooks send URL --event IDENTIFICATION --body saved.json             a body of your own, signed

Exit codes: 0 every answer was a 2xx, 1 one was not, or took longer than 10 s, 2 the arguments are wrong,
3 the receiver could not be reached.")]
pub(in crate::cli) struct SendArguments {
    /// The receiver, such as `http://127.0.0.1:8080/hook`.
    #[arg(value_name = "URL")]
    pub(super) url: String,
    /// The event that it tells of, in the header `Idenfy-Event-Type`.
    #[arg(long, value_name = "EVENT", default_value = "IDENTIFICATION_AUTO_FINISHED")]
    pub(super) event: String,
    /// The overall status, such as `DENIED` [default: the usual one of the event].
    #[arg(long, value_name = "STATUS", conflicts_with = "body")]
    pub(super) status: Option<String>,
    /// The session that it tells of [default: a new one].
    #[arg(long, value_name = "UUID", conflicts_with = "body")]
    pub(super) scan_ref: Option<String>,
    /// The client of the session.
    #[arg(long, value_name = "ID", default_value = "idvet-sample", conflicts_with = "body")]
    pub(super) client_id: String,
    /// Your own reference, as a token was given it.
    #[arg(long, value_name = "TEXT", conflicts_with = "body")]
    pub(super) external_ref: Option<String>,
    /// Send the bytes of this file in place of a payload that is made; `-` reads them from stdin.
    #[arg(long, value_name = "FILE")]
    pub(super) body: Option<PathBuf>,
    /// Send it so many times, one after another: the same bytes, as a sender that retries.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub(super) repeat: u16,
    /// Sign it with another key than the receiver knows.
    #[arg(long, conflicts_with = "unsigned")]
    pub(super) bad_signature: bool,
    /// Leave the header `Idenfy-Signature` out.
    #[arg(long)]
    pub(super) unsigned: bool,
    #[command(flatten)]
    pub(super) key: KeyArguments,
    /// Trust this certificate authority (PEM) as well, such as that of a receiver in a test.
    #[arg(long, value_name = "FILE")]
    pub(super) ca_certificate: Option<PathBuf>,
    /// Print the body that is sent.
    #[arg(short, long)]
    pub(super) verbose: bool,
}
