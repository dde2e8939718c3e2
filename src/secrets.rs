//! What must not be seen: values are learnt here, and replaced in every text that leaves the program.

mod at_name;
mod escapes;
mod finder;
mod names;

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashSet},
    ops::Range,
    sync::{Arc, OnceLock},
};

use base64::{Engine, engine::general_purpose};
use serde_json::Value as Json;

use escapes::View;
use finder::Finder;
use names::Names;

/// What stands in place of a secret.
pub const REPLACEMENT: &str = "[redacted]";

/// Values of fewer characters are too common to be replaced everywhere (decisions.md B19).
const SHORTEST: usize = 4;

/// Bytes that a key needs to be looked for within a base64: of fewer too little is left to tell it by.
const SHORTEST_WITHIN: usize = 8;

/// Fields that are redacted in every suite: an `authToken` opens the session of a client.
const ALWAYS: &[&str] = &["authToken", "tokenString", "api_secret", "signing_key"];

/// Headers whose values are never shown.
const HEADERS: &[&str] =
    &["authorization", "proxy-authorization", "cookie", "set-cookie", "idenfy-signature", "x-api-key"];

/// The header of a webhook's signature.
const SIGNATURE: &str = "idenfy-signature";

/// How the path of a header begins, as expectations name it.
const HEADER_PATH: &str = "header ";

/// Knows the secret values of a run, and the names of fields whose values are secret.
///
/// Cheap to clone once it is [`settled`](Self::settled): each test has its own, with what the run knows and what its own
/// exchanges taught it.
#[derive(Clone, Debug)]
pub struct Redactor {
    names: Arc<Names>,
    /// What was known when it was settled.
    shared: Arc<Values>,
    /// What was learnt since.
    own: Values,
}

/// Secret values, in all their forms.
#[derive(Clone, Debug, Default)]
struct Values {
    known: HashSet<String>,
    /// Every form of every value.
    forms: HashSet<String>,
    /// How many bytes the longest form has.
    longest: usize,
    /// How many bytes the shortest form has, where there is one: a text that is shorter holds none.
    shortest: usize,
    /// Made when a text is next looked at.
    finder: OnceLock<Finder>,
}

impl Default for Redactor {
    fn default() -> Self {
        Self::new(std::iter::empty())
    }
}

impl Redactor {
    /// Knows the fields that are always secret, and the names given; the case of their letters does not matter.
    pub fn new(names: impl IntoIterator<Item = String>) -> Self {
        let always = ALWAYS.iter().map(|name| (*name).to_owned());
        let names = Arc::new(always.chain(names).collect());
        Self { names, shared: Arc::default(), own: Values::default() }
    }

    /// The same, with what is known so far shared by all clones and looked for in one pass.
    #[must_use]
    pub fn settled(self) -> Self {
        let mut values = self.own;
        values.known.extend(self.shared.known.iter().cloned());
        values.add(self.shared.forms.iter().cloned());
        values.finder = OnceLock::from(Finder::sifted(&values.forms));
        Self { names: self.names, shared: Arc::new(values), own: Values::default() }
    }

    /// From here on the value is replaced in every form: plain, percent-encoded, base64, escaped for JSON or HTML, up to
    /// three times over; values of fewer than four characters are not.
    pub fn learn(&mut self, value: &str) {
        let is_short = value.len() < SHORTEST || value.chars().count() < SHORTEST;
        if is_short || value == REPLACEMENT || self.knows(value) {
            return;
        }
        self.own.known.insert(value.to_owned());
        self.own.add(forms(value));
    }

    fn knows(&self, value: &str) -> bool {
        self.shared.known.contains(value) || self.own.known.contains(value)
    }

    /// Learns a secret of the environment, such as a signing key: it is also found in hexadecimal digits, and within a
    /// base64 of something that it is only a part of.
    pub fn learn_key(&mut self, key: &str) {
        self.learn(key);
        if key.len() >= SHORTEST_WITHIN {
            self.own.add(within_base64(key));
            self.own.add(in_hex(key));
        }
    }

    /// Learns a key pair: the secret, and both as basic auth sends them.
    pub fn learn_pair(&mut self, api_key: &str, api_secret: &str) {
        self.learn_key(api_secret);
        self.learn(&basic_auth(api_key, api_secret));
    }

    /// Learns the values of the redacted fields in a body, however deep.
    pub fn learn_fields(&mut self, body: &Json) {
        let mut open = vec![body];
        while let Some(value) = open.pop() {
            match value {
                Json::Object(fields) => {
                    for (name, field) in fields {
                        if self.is_secret_name(name) {
                            self.learn_scalars(field);
                        }
                        open.push(field);
                    }
                }
                Json::Array(elements) => open.extend(elements),
                Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
            }
        }
    }

    /// The same in a text that only looks like JSON, one that broke off or stands within something else, and in XML.
    pub fn learn_fields_of_text(&mut self, text: &str) {
        let mut behind = 0;
        for (at, _) in text.match_indices('>') {
            let is_secret = |name: &str| self.is_secret_name(name);
            if at < behind || !at_name::element_before(&text[behind..at]).is_some_and(is_secret) {
                continue;
            }
            if let Some(content) = at_name::content(text, at + 1) {
                behind = content.end;
                self.learn(&text[content]);
            }
        }
        let parts: Vec<&str> = text.split('"').collect();
        for (index, name) in parts.iter().enumerate() {
            let Some(behind) = parts.get(index + 1).and_then(|part| part.trim_start().strip_prefix(':'))
            else {
                continue;
            };
            if !self.is_secret_name(name) {
                continue;
            }
            let number = behind.split([',', '}', ']']).next().unwrap_or("").trim();
            match parts.get(index + 2) {
                Some(value) if number.is_empty() => self.learn(value),
                Some(_) | None => self.learn(number),
            }
        }
    }

    /// Learns the values of headers of redacted names, and of those that are never shown, also without the word before
    /// them: `Bearer VALUE`. Words behind the value of a `set-cookie` are no secret. A signature is hex, which both cases
    /// of letters write.
    pub fn learn_headers(&mut self, headers: &[(String, String)]) {
        for (name, value) in headers {
            if !is_secret_header(name) && !self.is_secret_name(name) {
                continue;
            }
            self.learn(value);
            if !name.eq_ignore_ascii_case("set-cookie") {
                value.split_once(' ').into_iter().for_each(|(_, token)| self.learn(token));
            }
            if name.eq_ignore_ascii_case(SIGNATURE) {
                self.learn(&value.to_lowercase());
                self.learn(&value.to_uppercase());
            }
        }
    }

    /// Whether the values of a field are secret.
    pub fn is_secret_name(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// Whether a path such as `$.document.documentNumber` leads to or into a field whose values are secret, or names a
    /// header that is never shown: `header set-cookie`.
    pub fn is_secret_path(&self, path: &str) -> bool {
        if path.strip_prefix(HEADER_PATH).is_some_and(is_secret_header) {
            return true;
        }
        let is_of_name = |character: char| character.is_alphanumeric() || "_-".contains(character);
        path.split(|character| !is_of_name(character)).any(|name| self.is_secret_name(name))
    }

    /// The text with every secret replaced; where two overlap, all of both. What stands behind the name of a redacted
    /// field is replaced however short it is.
    pub fn redact<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let text = at_name::masked(text, |name| self.is_secret_name(name));
        let mut found = Vec::new();
        self.find(&text, |range| found.push(range));
        if escapes::may_be_in(&text) {
            self.find_escaped(&text, &mut found);
        }
        if found.is_empty() { text } else { without(&text, found).into() }
    }

    /// [`redact`](Self::redact) of a text that nobody else needs: where nothing in it is secret, nothing is copied.
    pub fn redact_owned(&self, text: String) -> String {
        let redacted = match self.redact(&text) {
            Cow::Borrowed(_) => None,
            Cow::Owned(redacted) => Some(redacted),
        };
        redacted.unwrap_or(text)
    }

    /// What is said of the value at a path: of a redacted field neither its texts nor its numbers.
    pub fn redact_at<'t>(&self, path: &str, text: &'t str) -> Cow<'t, str> {
        let text = self.redact(text);
        if self.is_secret_path(path) { at_name::without_literals(&text).into() } else { text }
    }

    /// Tells where in a text a secret stands, as it is written there.
    fn find(&self, text: &str, mut tell: impl FnMut(Range<usize>)) {
        for values in [&*self.shared, &self.own] {
            values.find(text, &mut tell);
        }
    }

    /// What is found in the text once its escapes are resolved.
    fn find_escaped(&self, text: &str, found: &mut Vec<Range<usize>>) {
        if self.shared.forms.is_empty() && self.own.forms.is_empty() {
            return;
        }
        let mut view = View::of(text);
        for _ in 0..escapes::LAYERS {
            let Some(resolved) = view else { return };
            self.find(&resolved.text, |range| found.push(resolved.origin(range)));
            view = resolved.deeper();
        }
    }

    /// How many bytes a secret takes at most, escaped: so far before a cut nothing may be shown unredacted.
    pub fn longest(&self) -> usize {
        self.own.longest.max(self.shared.longest).saturating_mul(escapes::LONGEST_ESCAPE)
    }

    /// The value of a header as it may be shown.
    pub fn redact_header<'t>(&self, name: &str, value: &'t str) -> Cow<'t, str> {
        if is_secret_header(name) || self.is_secret_name(name) {
            return REPLACEMENT.into();
        }
        self.redact(value)
    }

    fn learn_scalars(&mut self, value: &Json) {
        let mut open = vec![value];
        while let Some(value) = open.pop() {
            match value {
                Json::String(text) => self.learn(text),
                Json::Number(number) => self.learn(&number.to_string()),
                Json::Array(elements) => open.extend(elements),
                Json::Object(fields) => open.extend(fields.values()),
                Json::Null | Json::Bool(_) => {}
            }
        }
    }
}

impl Values {
    fn add(&mut self, forms: impl IntoIterator<Item = String>) {
        for form in forms {
            self.longest = self.longest.max(form.len());
            self.shortest = if self.forms.is_empty() { form.len() } else { self.shortest.min(form.len()) };
            self.forms.insert(form);
        }
        self.finder = OnceLock::new();
    }

    fn find(&self, text: &str, tell: &mut impl FnMut(Range<usize>)) {
        if text.len() >= self.shortest && !self.forms.is_empty() {
            self.finder.get_or_init(|| Finder::of(&self.forms)).find(text, tell);
        }
    }
}

/// A key pair as basic auth sends it: the base64 of both.
pub fn basic_auth(api_key: &str, api_secret: &str) -> String {
    general_purpose::STANDARD.encode(format!("{api_key}:{api_secret}"))
}

/// Whether the values of a header are never shown.
pub fn is_secret_header(name: &str) -> bool {
    HEADERS.iter().any(|secret| secret.eq_ignore_ascii_case(name))
}

/// A text with what was found replaced; what overlaps is one.
fn without(text: &str, mut found: Vec<Range<usize>>) -> String {
    found.sort_unstable_by_key(|range| (range.start, range.end));
    let mut redacted = String::with_capacity(text.len());
    let (mut shown, mut hidden) = (0, 0);
    for range in found {
        if range.start >= hidden {
            redacted.push_str(&text[shown..range.start]);
            redacted.push_str(REPLACEMENT);
        }
        hidden = hidden.max(range.end);
        shown = hidden;
    }
    redacted.push_str(&text[shown..]);
    redacted
}

/// The forms of a value that are looked for. What escapes make of it is none: their marks are resolved before.
fn forms(value: &str) -> BTreeSet<String> {
    let mut forms = BTreeSet::from([
        general_purpose::STANDARD.encode(value),
        general_purpose::STANDARD_NO_PAD.encode(value),
        general_purpose::URL_SAFE.encode(value),
        general_purpose::URL_SAFE_NO_PAD.encode(value),
    ]);
    // A query has a blank as `+`; and what looks like an escape within the value itself is resolved with the others.
    for plain in [value.to_owned(), value.replace(' ', "+")] {
        let mut view = View::of(&plain);
        for _ in 0..escapes::LAYERS {
            let Some(resolved) = view else { break };
            view = resolved.deeper();
            forms.insert(resolved.text);
        }
        forms.insert(plain);
    }
    forms.retain(|form| form.chars().count() >= SHORTEST);
    forms
}

fn in_hex(value: &str) -> [String; 2] {
    let digits = |digit: fn(&u8) -> String| value.as_bytes().iter().map(digit).collect();
    [digits(|byte| format!("{byte:02x}")), digits(|byte| format!("{byte:02X}"))]
}

/// The marks of a base64 that the value alone decides, for each place where it can begin among three bytes.
fn within_base64(value: &str) -> BTreeSet<String> {
    let mut marks = BTreeSet::new();
    for before in 0..3 {
        let mut bytes = vec![0; before];
        bytes.extend(value.as_bytes());
        let decided = (before * 8).div_ceil(6)..bytes.len() * 8 / 6;
        for alphabet in [general_purpose::STANDARD_NO_PAD, general_purpose::URL_SAFE_NO_PAD] {
            marks.insert(alphabet.encode(&bytes)[decided.clone()].to_owned());
        }
    }
    marks
}
