//! What a schema says once and refers to: each definition is made when it is first asked for.

use serde_json::{Map, Value as Json, json};

/// The definitions of one schema.
#[derive(Debug, Default)]
pub(super) struct Definitions {
    made: Map<String, Json>,
}

impl Definitions {
    /// A reference to a definition; whether it still has to be made.
    pub(super) fn reserve(&mut self, name: &str) -> bool {
        if self.made.contains_key(name) {
            return false;
        }
        self.made.insert(name.to_owned(), Json::Null);
        true
    }

    /// Keeps a definition that was reserved.
    pub(super) fn keep(&mut self, name: &str, schema: Json) {
        self.made.insert(name.to_owned(), schema);
    }

    /// All of them, by name.
    pub(super) fn into_map(self) -> Map<String, Json> {
        let mut sorted: Vec<(String, Json)> = self.made.into_iter().collect();
        sorted.sort_by(|(first, _), (second, _)| first.cmp(second));
        sorted.into_iter().collect()
    }
}

/// What stands where a definition is meant.
pub(super) fn reference(name: &str) -> Json {
    json!({ "$ref": format!("#/definitions/{name}") })
}
