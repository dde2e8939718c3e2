//! Fields that are shared: the files of a suite ask for the same few fields thousands of times, and a plan holds all of
//! them at once.
//!
//! Each thread keeps a table of its own, so that nothing waits for it. It holds short queries of names and indexes
//! alone, which are small, and is begun anew where it is full.

use std::{cell::RefCell, collections::HashMap};

use super::{JsonPath, PathError};

/// How many queries are kept to be shared.
const MOST: usize = 256;

/// The bytes of the longest query that is shared: what is longer hardly stands in a second place.
const LONGEST: usize = 64;

thread_local! {
    static KEPT: RefCell<HashMap<Box<str>, JsonPath>> = RefCell::default();
}

/// The query of a field, compiled where it is not kept.
pub(super) fn get_or_compile(
    text: &str,
    compile: fn(&str) -> Result<JsonPath, PathError>,
) -> Result<JsonPath, PathError> {
    if let Some(path) = KEPT.with_borrow(|kept| kept.get(text).cloned()) {
        return Ok(path);
    }
    let path = compile(text)?;
    if text.len() <= LONGEST && path.is_singular() {
        KEPT.with_borrow_mut(|kept| keep(kept, text, &path));
    }
    Ok(path)
}

fn keep(kept: &mut HashMap<Box<str>, JsonPath>, text: &str, path: &JsonPath) {
    if kept.len() >= MOST {
        kept.clear();
    }
    kept.insert(text.into(), path.clone());
}
