//! How long tests took, for shards of like length: a file that is committed or given, so that every machine decides
//! alike. The records of one machine are not asked (decisions.md F6).

use std::{collections::BTreeMap, time::Duration};

use serde_json::{Value, json};

/// The number of the file's form; another one where a reader of the one before would stumble.
const FORMAT: u64 = 1;

/// The key of the durations, in milliseconds.
const MILLISECONDS: &str = "milliseconds";

/// How long tests took, by their ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Durations(BTreeMap<String, u64>);

impl Durations {
    /// Reads the file's text: `{ "format": 1, "milliseconds": { "ID": 120 } }`.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let document: Value = serde_json::from_str(text).map_err(|error| format!("is no JSON: {error}"))?;
        match document.get("format") {
            Some(format) if *format == FORMAT => {}
            Some(other) => return Err(format!("is of the form {other}, and this program reads {FORMAT}")),
            None => return Err(format!("is no list of durations: expected `\"format\": {FORMAT}`")),
        }
        let tests = document.get(MILLISECONDS).and_then(Value::as_object);
        let tests =
            tests.ok_or_else(|| format!("has no `{MILLISECONDS}`, a map from ids of tests to numbers"))?;
        let read = |(id, took): (&String, &Value)| match took.as_u64() {
            Some(took) => Ok((id.clone(), took)),
            None => Err(format!("says `{took}` of `{id}`, expected a whole number of milliseconds")),
        };
        tests.iter().map(read).collect::<Result<_, _>>().map(Self)
    }

    /// The file's text, ids in order, so that a change of it can be read.
    pub fn to_text(&self) -> String {
        let document = json!({ "format": FORMAT, MILLISECONDS: self.0 });
        format!("{document:#}\n")
    }

    /// How long a test took, in milliseconds; `None` where nobody knows.
    pub fn of(&self, id: &str) -> Option<u64> {
        self.0.get(id).copied()
    }

    /// How many tests are known.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no test is known.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(String, Duration)> for Durations {
    /// Of several durations of one test the longest counts.
    fn from_iter<I: IntoIterator<Item = (String, Duration)>>(tests: I) -> Self {
        let mut longest: BTreeMap<String, u64> = BTreeMap::new();
        for (id, took) in tests {
            let took = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
            let known = longest.entry(id).or_default();
            *known = took.max(*known);
        }
        Self(longest)
    }
}
