//! Which session a body names, read without building the body's tree: that may be a hundred times as large as the body.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};

/// What a body says of its session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// It is no JSON.
    NoJson,
    /// It is JSON without a text as its `scanRef`.
    Nothing,
    /// The session.
    Session(String),
}

/// Reads a body.
pub(super) fn read(body: &[u8]) -> Named {
    match serde_json::from_slice(body) {
        Err(_) => Named::NoJson,
        Ok(Seen::Object(Some(scan_ref))) => Named::Session(scan_ref),
        Ok(Seen::Object(None) | Seen::Text(_) | Seen::Other) => Named::Nothing,
    }
}

/// A value, as far as it matters here.
enum Seen {
    Text(String),
    /// An object, with its `scanRef`.
    Object(Option<String>),
    Other,
}

impl<'de> Deserialize<'de> for Seen {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Seen;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Seen, E> {
        Ok(Seen::Other)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Seen, E> {
        Ok(Seen::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Seen, E> {
        Ok(Seen::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Seen, E> {
        Ok(Seen::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Seen, E> {
        Ok(Seen::Other)
    }

    fn visit_str<E>(self, text: &str) -> Result<Seen, E> {
        Ok(Seen::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Seen, A::Error> {
        while elements.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Seen::Other)
    }

    /// Of several fields of one name the last one counts, as everywhere else.
    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Seen, A::Error> {
        let mut scan_ref = None;
        while let Some(name) = fields.next_key::<String>()? {
            if name != "scanRef" {
                fields.next_value::<IgnoredAny>()?;
                continue;
            }
            scan_ref = match fields.next_value()? {
                Seen::Text(text) => Some(text),
                Seen::Object(_) | Seen::Other => None,
            };
        }
        Ok(Seen::Object(scan_ref))
    }
}
