//! The key and the body that a command is given: from a variable, a file, stdin or the command line.

use std::{
    io::{self, Read as _},
    path::Path,
};

use super::{LARGEST_BODY, arguments::KeyArguments};
use crate::{
    cli::{
        arguments::Selection,
        embedded::emulator_config,
        load::{Sending, Wish, load},
        run::argument,
        world::World,
    },
    diagnostic::{Diagnostic, Severity},
    files,
    plan::{Steps, Target, Unset},
};

/// The largest key that is read from a file, in bytes.
const LARGEST_KEY: u64 = 64 << 10;

/// A signing key, and the API secret that belongs to it where the suite says so.
pub(super) struct Key {
    pub(super) bytes: Vec<u8>,
    pub(super) api_secret: Option<Vec<u8>>,
}

impl Key {
    fn alone(bytes: Vec<u8>) -> Self {
        Self { bytes, api_secret: None }
    }
}

/// The key that is named, if one is.
pub(super) fn key(
    world: &World,
    suite: Option<&Path>,
    arguments: &KeyArguments,
) -> Result<Option<Key>, Box<Diagnostic>> {
    if let Some(name) = &arguments.key_env {
        return variable(world, "--key-env", name).map(Key::alone).map(Some);
    }
    if let Some(name) = &arguments.env {
        return of_environment(world, suite, name).map(Some);
    }
    if let Some(path) = &arguments.key_file {
        let bytes = files::read_bytes(&world.folder.join(path), LARGEST_KEY)
            .map_err(|problem| Box::new(argument(problem.message)))?;
        let key = without_line_break(bytes);
        return filled(key, &format!("--key-file {}", path.display())).map(Some);
    }
    arguments.key.as_ref().map(|key| filled(key.clone().into_bytes(), "--key")).transpose()
}

/// A key that is something: nobody signs with an empty one.
fn filled(key: Vec<u8>, option: &str) -> Result<Key, Box<Diagnostic>> {
    if key.is_empty() {
        let problem = argument(format!("`{option}`: the key is empty"));
        return Err(Box::new(
            problem.help("name the variable that holds it with `--key-env`, or a file with `--key-file`"),
        ));
    }
    Ok(Key::alone(key))
}

/// The key of an environment of the suite; that of an emulator is what it signs with.
fn of_environment(world: &World, suite: Option<&Path>, name: &str) -> Result<Key, Box<Diagnostic>> {
    let chosen = Selection {
        paths: Vec::new(),
        env: Some(name.to_owned()),
        tag: None,
        filter: None,
        vars: Vec::new(),
        allow_prod: false,
    };
    let wish = Wish {
        timeout: None,
        retries: None,
        unset: Unset::Refuse,
        sending: Sending::Nothing,
        steps: Steps::Kept,
    };
    let loaded = load(world, suite, &chosen, wish);
    let Some(plan) = loaded.plan else {
        let wrong = loaded.diagnostics.into_iter().find(|problem| problem.severity == Severity::Error);
        return Err(Box::new(wrong.unwrap_or_else(|| argument(format!("`--env {name}` cannot be used")))));
    };
    match plan.environment.target {
        Target::Emulator { settings } => emulator_config(&settings)
            .map(|config| Key::alone(config.webhooks.signing_key.into_bytes()))
            .map_err(|mut problems| Box::new(problems.remove(0))),
        Target::Address { credentials, .. } => match plan.environment.webhooks {
            Some(webhooks) => Ok(Key {
                bytes: webhooks.signing_key.0.into_bytes(),
                api_secret: Some(credentials.api_secret.into_bytes()),
            }),
            None => Err(Box::new(
                argument(format!("environment `{name}` has no `webhooks`"))
                    .help("write `webhooks: { signing_key: \"${env.NAME}\" }` into it, or name the variable with `--key-env`"),
            )),
        },
    }
}

/// The value of a variable that an option names.
pub(in crate::cli) fn variable(world: &World, option: &str, name: &str) -> Result<Vec<u8>, Box<Diagnostic>> {
    world.variable(name).map(|value| value.as_bytes().to_vec()).ok_or_else(|| {
        let problem = argument(format!("`{option} {name}`: the variable `{name}` is not set, or is empty"));
        Box::new(
            problem.help(format!("give the option the name of a variable, and set it: `export {name}=...`")),
        )
    })
}

fn without_line_break(mut bytes: Vec<u8>) -> Vec<u8> {
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
    }
    bytes
}

/// The bytes of a file, or of stdin for `-`.
pub(super) fn body(world: &World, path: &Path) -> Result<Vec<u8>, Box<Diagnostic>> {
    if path.as_os_str() != "-" {
        let read = files::read_bytes(&world.folder.join(path), LARGEST_BODY);
        return read.map_err(|problem| Box::new(argument(problem.message)));
    }
    let mut bytes = Vec::new();
    let read = io::stdin().lock().take(LARGEST_BODY + 1).read_to_end(&mut bytes);
    read.map_err(|error| Box::new(argument(format!("stdin cannot be read: {error}"))))?;
    if bytes.len() as u64 > LARGEST_BODY {
        return Err(Box::new(argument(format!("stdin holds more than {LARGEST_BODY} bytes"))));
    }
    Ok(bytes)
}
