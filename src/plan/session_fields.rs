//! The fields of a session that `${session.FIELD}` and `${NAME.FIELD}` read: those of the answer that made it.

use std::{collections::BTreeSet, sync::OnceLock};

use super::{check::SuiteFiles, wording::did_you_mean};
use crate::{
    contract::{SCHEMA_FOLDER, SHIPPED},
    diagnostic::{Diagnostic, code},
    source::Place,
    template::Reference,
    vocabulary,
};

/// The name of the schema of the answer that makes a session.
const ANSWER: &str = "token";

/// What is wrong with the field of a session that a template reads, if anything.
pub(super) fn fault(files: &dyn SuiteFiles, reference: &Reference, place: Place) -> Option<Diagnostic> {
    let [session, name, ..] = reference.parts.as_slice() else { return None };
    if documented().contains(name.as_str()) || has_own_schema(files) {
        return None;
    }
    let message = format!("the answer that made `{session}` has no `{name}`");
    let near = did_you_mean(name, documented().iter().map(String::as_str));
    let help = near.unwrap_or_else(|| {
        "it has what was sent and `scanRef`, `authToken`, `clientId`, `tokenType`; what else is wanted of it is kept \
         with `capture`"
            .to_owned()
    });
    Some(Diagnostic::error(code::UNKNOWN_NAME, message).at(place, "").help(help))
}

/// The fields that the documents name: of the answer, and of the request, which it repeats.
fn documented() -> &'static BTreeSet<String> {
    static NAMES: OnceLock<BTreeSet<String>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let sent = vocabulary::call("create_token").map_or(&[][..], |call| call.fields);
        let text = SHIPPED.iter().find(|(name, _)| *name == ANSWER).map_or("", |(_, text)| text);
        let schema: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
        let answered = schema["properties"].as_object().into_iter().flat_map(|fields| fields.keys().cloned());
        answered.chain(sent.iter().map(|field| field.name.to_owned())).collect()
    })
}

/// A suite that describes the answer itself may know more of it.
fn has_own_schema(files: &dyn SuiteFiles) -> bool {
    ["", ".also"].iter().any(|beside| {
        let path = format!("{SCHEMA_FOLDER}/{ANSWER}{beside}.schema.json");
        files.bytes(&path).is_ok()
    })
}
