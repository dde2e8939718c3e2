//! `idvet webhooks verify`.

use std::{fmt::Write as _, path::Path};

use super::{
    Done,
    arguments::VerifyArguments,
    key::{body, key, variable},
};
use crate::{
    cli::{
        run::argument,
        world::{Streams, World},
    },
    diagnostic::Diagnostic,
    report::Verdict,
    signature::{self, Evidence, Verification, likely_mistake},
};

/// What the command is given, read.
struct Given {
    body: Vec<u8>,
    key: Vec<u8>,
    api_secret: Option<Vec<u8>>,
}

/// Runs the command; the exit code.
pub(super) fn verify(
    world: &World,
    suite: Option<&Path>,
    arguments: &VerifyArguments,
    streams: &mut Streams,
) -> anyhow::Result<Done> {
    let given = match given(world, suite, arguments) {
        Ok(given) => given,
        Err(problem) => return Ok(Err(problem)),
    };
    let (signature, is_header) = value_of_header(&arguments.signature);
    if is_header {
        streams.out("note: the name of the header was left out, which stands before the signature\n")?;
    }
    if signature.trim().is_empty() {
        streams.out(NO_SIGNATURE)?;
        return Ok(Ok(Verdict::Failed as u8));
    }
    let verification = signature::verify(&given.key, &given.body, Some(signature));
    let flaw = match verification {
        Verification::Valid => {
            streams.out(&holding(signature, given.body.len()))?;
            return Ok(Ok(Verdict::Passed as u8));
        }
        Verification::Invalid(flaw) => flaw.to_string(),
        Verification::Absent => "there is none".to_owned(),
    };
    streams.out(&failing(signature, &flaw, &given))?;
    Ok(Ok(Verdict::Failed as u8))
}

/// The header that holds a signature.
const HEADER: &str = "Idenfy-Signature:";

/// What is said where the signature is empty.
const NO_SIGNATURE: &str = "the signature does not hold: there is none\n  help      give the value of the header \
                            `Idenfy-Signature`; a delivery without one has to be refused\n";

/// The signature, and whether it was given as the whole line of its header.
fn value_of_header(given: &str) -> (&str, bool) {
    let line = given.trim_start();
    match line.split_at_checked(HEADER.len()) {
        Some((name, value)) if name.eq_ignore_ascii_case(HEADER) => (value.trim(), true),
        Some(_) | None => (given, false),
    }
}

fn given(world: &World, suite: Option<&Path>, arguments: &VerifyArguments) -> Result<Given, Box<Diagnostic>> {
    let Some(key) = key(world, suite, &arguments.key)? else {
        let problem = argument("no signing key is given");
        return Err(Box::new(
            problem.help("name the variable that holds it with `--key-env`, or a file with `--key-file`"),
        ));
    };
    let secret = arguments.api_secret_env.as_deref().map(|name| variable(world, "--api-secret-env", name));
    let api_secret = secret.transpose()?.or(key.api_secret);
    Ok(Given { body: body(world, &arguments.body)?, key: key.bytes, api_secret })
}

fn holding(signature: &str, length: usize) -> String {
    let mut text = format!("the signature holds: HMAC-SHA256 of {length} bytes\n");
    if signature.contains(|character: char| character.is_ascii_uppercase()) {
        text.push_str("note: it is in upper-case hex, which idvet accepts; the API writes lower case\n");
    }
    text
}

fn failing(signature: &str, flaw: &str, given: &Given) -> String {
    let mut text = format!("the signature does not hold: {flaw}\n");
    let _ = writeln!(text, "  given     {}", shortened(signature));
    let _ = writeln!(text, "  expected  {}", signature::sign(&given.key, &given.body));
    let evidence = Evidence {
        body: &given.body,
        given: signature,
        key: &given.key,
        api_secret: given.api_secret.as_deref(),
    };
    match likely_mistake(&evidence) {
        Some(mistake) => {
            let _ = writeln!(text, "  likely    {mistake}");
            let _ = writeln!(text, "  help      {}", mistake.advice());
        }
        None => text.push_str(
            "  likely    another key, or a body that was changed: no usual mistake gives this signature\n",
        ),
    }
    text
}

/// Characters of a signature that are shown; a right one has 64.
const MOST_SHOWN: usize = 140;

fn shortened(signature: &str) -> String {
    let shown: String = signature.chars().take(MOST_SHOWN).flat_map(char::escape_debug).collect();
    let more = if signature.chars().nth(MOST_SHOWN).is_some() { "..." } else { "" };
    format!("{shown}{more}")
}
