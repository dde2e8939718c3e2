//! Expectations: `expect`, fields, matchers, and `if`.

use serde_json::{Map, Value as Json, json};

use super::{
    described::described,
    shape::{Writer, any, any_of, closed, open},
};
use crate::{
    expect::{self, MatcherInfo, matchers},
    scenario::Level,
    word::{Fill, Part, Shape},
};

impl Writer<'_> {
    /// What stands under `expect`.
    pub(super) fn expectation(&mut self) -> Json {
        closed(self.words(expect::words())).into()
    }

    /// Fields of an answer, each with a plain value or matchers.
    pub(super) fn fields(&mut self) -> Json {
        let others = any_of(self.alternatives(&Shape::Part(Part::Matchers), Fill::Template));
        open(Map::new(), others.into()).into()
    }

    /// A plain value or a map of matchers: one schema and no alternatives, so that the matchers are offered.
    pub(super) fn matchers(&mut self) -> Json {
        let mut schema = closed(self.all_matchers());
        schema.insert("type".to_owned(), any()["type"].clone());
        schema.into()
    }

    /// What stands under `if`: a plain value, or a map of a value and matchers.
    pub(super) fn condition(&mut self) -> Json {
        let mut properties = self.words(Level::Condition.words());
        properties.extend(self.all_matchers());
        let mut schema = closed(properties);
        schema.insert("title".to_owned(), "a value and matchers".into());
        schema.insert("type".to_owned(), json!(["string", "boolean", "number", "null", "object"]));
        schema.insert("required".to_owned(), json!(["value"]));
        schema.into()
    }

    fn all_matchers(&mut self) -> Map<String, Json> {
        matchers().iter().map(|matcher| (matcher.name.to_owned(), self.matcher(matcher))).collect()
    }

    fn matcher(&mut self, matcher: &'static MatcherInfo) -> Json {
        self.defined(&format!("matcher.{}", matcher.name), |writer| {
            let operand = any_of(writer.alternatives(&matcher.operand, Fill::Template));
            described(matcher.about, matcher.example, operand)
        })
    }
}
