//! The key and the body that a command is given: from a variable, a file, stdin or the command line.

use std::{
    io::{self, Read as _},
    path::Path,
};

use super::{LARGEST_BODY, arguments::KeyArguments};
use crate::{
    cli::{run::argument, world::World},
    diagnostic::Diagnostic,
    files,
};

/// The largest key that is read from a file, in bytes.
const LARGEST_KEY: u64 = 64 << 10;

/// The key that is named, if one is.
pub(super) fn key(world: &World, arguments: &KeyArguments) -> Result<Option<Vec<u8>>, Box<Diagnostic>> {
    if let Some(name) = &arguments.key_env {
        return variable(world, "--key-env", name).map(Some);
    }
    if let Some(path) = &arguments.key_file {
        let bytes = files::read_bytes(&world.folder.join(path), LARGEST_KEY)
            .map_err(|problem| Box::new(argument(problem.message)))?;
        return Ok(Some(without_line_break(bytes)));
    }
    Ok(arguments.key.clone().map(String::into_bytes))
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
