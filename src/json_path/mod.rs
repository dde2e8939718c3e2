//! JSONPath by RFC 9535.

use serde_json::Value;

/// A compiled query.
#[derive(Clone, Debug)]
pub struct JsonPath(String);

/// A value that was found, and where.
#[derive(Clone, Debug)]
pub struct Found<'v> {
    /// The value.
    pub value: &'v Value,
    /// Where it stands.
    pub location: Location,
}

/// A normalized path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location(String);

/// What is wrong with a query.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PathError {
    /// Bytes into the text.
    pub offset: usize,
    /// Bytes that are wrong.
    pub length: usize,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
}

/// The query asked for more work than a query may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the query visits too many values")]
pub struct QueryLimit;

impl JsonPath {
    /// Compiles a query.
    ///
    /// # Errors
    /// Where it is no RFC 9535 query.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        Ok(Self(text.to_owned()))
    }

    /// `a.b.c` is `$.a.b.c`; what begins with `$` is JSONPath.
    ///
    /// # Errors
    /// Where it is neither.
    pub fn from_field(text: &str) -> Result<Self, PathError> {
        Self::parse(text)
    }

    /// Whether it yields at most one value.
    pub fn is_singular(&self) -> bool {
        todo!("part of `json_path`")
    }

    /// The query as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is allowed and yet probably wrong.
    pub fn warnings(&self) -> &[PathError] {
        todo!("part of `json_path`")
    }

    /// All values that it selects.
    ///
    /// # Errors
    /// Where it asks for too much work.
    pub fn query<'v>(&self, value: &'v Value) -> Result<Vec<Found<'v>>, QueryLimit> {
        let _ = value;
        todo!("part of `json_path`")
    }
}

impl Location {
    /// `$.a[0]` where the names are simple.
    pub fn readable(&self) -> String {
        self.0.clone()
    }
}
