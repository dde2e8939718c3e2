//! What must not be seen: values are learnt here, and replaced in every text that leaves the program.

mod at_name;

use std::{
    cell::OnceCell,
    collections::{BTreeSet, HashSet},
    sync::Arc,
};

use aho_corasick::{AhoCorasick, MatchKind};
use base64::{Engine, engine::general_purpose};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value as Json;

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
/// Cheap to clone: each test has its own, with what the run knows and what its own exchanges taught it.
#[derive(Clone, Debug)]
pub struct Redactor {
    names: Arc<BTreeSet<String>>,
    known: HashSet<String>,
    /// Every form of every value.
    forms: HashSet<String>,
    /// How many bytes the longest form has.
    longest: usize,
    /// Made when a text is next looked at.
    finder: OnceCell<Finder>,
}

/// How the forms are looked for.
#[derive(Clone, Debug)]
enum Finder {
    /// A few, the longest first, so that a short one never cuts a long one: nothing has to be built.
    OneByOne(Vec<String>),
    /// Many, in one pass, however many an answer has taught.
    AtOnce(AhoCorasick),
    /// More than can be looked for: then nothing may be shown.
    Never,
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
        let names = always.chain(names).map(|name| name.to_lowercase()).collect();
        Self {
            names: Arc::new(names),
            known: HashSet::new(),
            forms: HashSet::new(),
            longest: 0,
            finder: OnceCell::new(),
        }
    }

    /// From here on the value is replaced in every form: plain, percent-encoded, base64, escaped for JSON or HTML;
    /// values of fewer than four characters are not.
    pub fn learn(&mut self, value: &str) {
        if value.chars().count() < SHORTEST || value == REPLACEMENT || !self.known.insert(value.to_owned()) {
            return;
        }
        self.learn_forms(forms(value));
    }

    fn learn_forms(&mut self, forms: impl IntoIterator<Item = String>) {
        for form in forms {
            self.longest = self.longest.max(form.len());
            self.forms.insert(form);
        }
        self.finder = OnceCell::new();
    }

    /// Learns a secret of the environment, such as a signing key: it is also found within a base64 of something that
    /// it is only a part of.
    pub fn learn_key(&mut self, key: &str) {
        self.learn(key);
        if key.len() >= SHORTEST_WITHIN {
            self.learn_forms(within_base64(key));
        }
    }

    /// Learns a key pair: the secret, and both as basic auth sends them.
    pub fn learn_pair(&mut self, api_key: &str, api_secret: &str) {
        self.learn_key(api_secret);
        self.learn(&general_purpose::STANDARD.encode(format!("{api_key}:{api_secret}")));
    }

    /// Learns the values of the redacted fields in a body, however deep.
    pub fn learn_fields(&mut self, body: &Json) {
        let mut open = vec![body];
        while let Some(value) = open.pop() {
            match value {
                Json::Object(fields) => {
                    for (name, field) in fields {
                        if self.names.contains(&name.to_lowercase()) {
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

    /// The same in a text that only looks like JSON: one that broke off, or stands within something else.
    pub fn learn_fields_of_text(&mut self, text: &str) {
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

    /// Learns the values of the headers that are never shown, also without the word before them: `Bearer VALUE`. Words
    /// behind the value of a `set-cookie` are no secret. A signature is hex, which both cases of letters write.
    pub fn learn_headers(&mut self, headers: &[(String, String)]) {
        for (name, value) in headers.iter().filter(|(name, _)| is_secret_header(name)) {
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
        self.names.contains(&name.to_lowercase())
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

    /// The text with every secret replaced; where two begin together the longer one. What stands behind the name of a
    /// redacted field is replaced however short it is.
    pub fn redact(&self, text: &str) -> String {
        let text = &at_name::masked(text, |name| self.is_secret_name(name));
        match self.finder.get_or_init(|| Finder::of(&self.forms)) {
            Finder::OneByOne(forms) => one_by_one(forms, text),
            Finder::AtOnce(finder) => with_replaced(finder, text),
            Finder::Never => REPLACEMENT.to_owned(),
        }
    }

    /// What is said of the value at a path: of a redacted field neither its texts nor its numbers.
    pub fn redact_at(&self, path: &str, text: &str) -> String {
        let text = self.redact(text);
        if self.is_secret_path(path) { at_name::without_literals(&text) } else { text }
    }

    /// How many bytes the longest form of a secret has: so far before a cut nothing may be shown unredacted.
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// The value of a header as it may be shown.
    pub fn redact_header(&self, name: &str, value: &str) -> String {
        if is_secret_header(name) {
            return REPLACEMENT.to_owned();
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

/// Whether the values of a header are never shown.
pub fn is_secret_header(name: &str) -> bool {
    HEADERS.iter().any(|secret| secret.eq_ignore_ascii_case(name))
}

/// A text with every found secret replaced.
fn with_replaced(finder: &AhoCorasick, text: &str) -> String {
    let mut redacted = String::with_capacity(text.len());
    let mut behind = 0;
    for found in finder.find_iter(text) {
        redacted.push_str(&text[behind..found.start()]);
        redacted.push_str(REPLACEMENT);
        behind = found.end();
    }
    redacted.push_str(&text[behind..]);
    redacted
}

impl Finder {
    /// Up to so many forms it costs less to look for each than to build what finds all.
    const FEW: usize = 256;

    fn of(forms: &HashSet<String>) -> Self {
        if forms.len() > Self::FEW {
            let built = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(forms);
            return built.map_or(Self::Never, Self::AtOnce);
        }
        let mut forms: Vec<String> = forms.iter().cloned().collect();
        forms.sort_unstable_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
        Self::OneByOne(forms)
    }
}

fn one_by_one(forms: &[String], text: &str) -> String {
    let mut redacted = text.to_owned();
    for form in forms {
        if redacted.contains(form.as_str()) {
            redacted = redacted.replace(form.as_str(), REPLACEMENT);
        }
    }
    redacted
}

/// Every form in which a value can stand in an output.
fn forms(value: &str) -> BTreeSet<String> {
    let percent = utf8_percent_encode(value, NON_ALPHANUMERIC).to_string();
    let url: String = url_encoded(value);
    let json = json_escaped(value);
    BTreeSet::from([
        value.to_owned(),
        percent.replace("%20", "+"),
        percent.to_lowercase(),
        percent,
        url,
        ascii_escaped(&json),
        json.replace('/', "\\/"),
        json,
        html_escaped(value, "&#39;"),
        html_escaped(value, "&#x27;"),
        html_escaped(value, "&apos;"),
        general_purpose::STANDARD.encode(value),
        general_purpose::STANDARD_NO_PAD.encode(value),
        general_purpose::URL_SAFE.encode(value),
        general_purpose::URL_SAFE_NO_PAD.encode(value),
    ])
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

/// As a page of HTML has it; writers differ in the single quotation mark.
fn html_escaped(value: &str, single: &str) -> String {
    let escaped = value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    escaped.replace('"', "&quot;").replace('\'', single)
}

/// As most clients write a value into a query: the unreserved marks stand as they are.
fn url_encoded(value: &str) -> String {
    const RESERVED: &percent_encoding::AsciiSet =
        &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
    utf8_percent_encode(value, RESERVED).to_string()
}

fn json_escaped(value: &str) -> String {
    let quoted = Json::String(value.to_owned()).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// As a writer of ASCII-only JSON has it.
fn ascii_escaped(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for character in json.chars() {
        if character.is_ascii() {
            escaped.push(character);
        } else {
            let mut units = [0; 2];
            escaped.extend(character.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    escaped
}
