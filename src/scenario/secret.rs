//! Secrets that stand literally in `idvet.yaml`: found, refused, and masked wherever the file's lines are shown.

use std::sync::Arc;

use super::Located;
use crate::{
    diagnostic::{Diagnostic, Problems, code},
    source::{Entry, Node, Source, Span, SyntaxProblem, Tree},
};

/// The file with every literal secret masked, byte for byte, so that places stay what they are.
pub(super) fn mask(source: &Arc<Source>, documents: &[Node], syntax: &[SyntaxProblem]) -> Arc<Source> {
    let mut spans = Vec::new();
    let redacted = redacted(documents);
    for document in documents {
        collect(document, &redacted, &mut spans);
    }
    if !syntax.is_empty() {
        spans.extend(secret_lines(source.text()));
    }
    if spans.is_empty() {
        return Arc::clone(source);
    }
    Source::new(source.name(), masked(source.text(), &spans))
}

/// A problem of the text as YAML whose words do not quote what is masked in its line.
pub(super) fn mask_words(mut problem: SyntaxProblem, plain: &Source, masked: &Source) -> SyntaxProblem {
    const LONGEST_LINE: usize = 2_000;
    let line = plain.position(problem.span.start as usize).line;
    let (before, after) = (plain.line(line), masked.line(line));
    if before == after {
        return problem;
    }
    if before.len() > LONGEST_LINE {
        return SyntaxProblem {
            message: "this is not YAML".to_owned(),
            help: None,
            related: None,
            ..problem
        };
    }
    let hidden = hidden_words(before, after);
    let cleaned = |text: String| hidden.iter().fold(text, |text, word| text.replace(word, "***"));
    problem.message = cleaned(problem.message);
    problem.help = problem.help.map(&cleaned);
    problem.related = problem.related.map(|(span, label)| (span, cleaned(label)));
    problem
}

/// The words that stand in a line and are masked in its other form, punctuation aside.
fn hidden_words<'a>(before: &'a str, after: &str) -> Vec<&'a str> {
    const SHORTEST: usize = 3;
    let punctuation = |one: char| one.is_whitespace() || "\"',{}[]".contains(one);
    let words = before.split(punctuation).filter(|word| word.len() >= SHORTEST);
    words.filter(|word| !after.contains(word)).collect()
}

/// A secret of an environment.
#[derive(Clone, Copy)]
pub(super) enum Secret {
    ApiSecret,
    SigningKey,
}

impl Secret {
    /// Its key, and the variable that it usually stands in.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::ApiSecret => ("api_secret", "IDENFY_API_SECRET"),
            Self::SigningKey => ("signing_key", "IDENFY_WEBHOOK_KEY"),
        }
    }
}

/// Refuses a secret that is anything but one variable of the environment; whether it is one.
pub(super) fn refuse_literal(which: Secret, secret: &Located<String>, problems: &mut Problems) -> bool {
    if is_variable(&secret.value) {
        return true;
    }
    let (key, variable) = which.words();
    problems.push(
        Diagnostic::error(code::LITERAL_SECRET, format!("`{key}` must not stand in a file"))
            .at(problems.place(secret.span), "a literal secret, masked here")
            .help(format!(
                "write `{key}: ${{env.{variable}}}`, and set the variable in your shell or in a `.env` file beside `idvet.yaml`"
            ))
            .help("if this file was shared, have the secret replaced"),
    );
    false
}

/// Warns of a key that seems to stand in the file itself.
pub(super) fn warn_of_key(key: Option<&Located<String>>, problems: &mut Problems) {
    let Some(key) = key.filter(|key| is_like_key(&key.value)) else { return };
    problems.push(
        Diagnostic::warning(code::SECRET_LIKE, "`api_key` looks like a real key")
            .at(problems.place(key.span), "masked here")
            .help("write `api_key: ${env.IDENFY_API_KEY}`, and set the variable in your shell or in a `.env` file"),
    );
}

/// Warns of a password within an address.
pub(super) fn warn_of_password(key: &str, address: Option<&Located<String>>, problems: &mut Problems) {
    let Some(address) = address.filter(|address| has_password(&address.value)) else { return };
    problems.push(
        Diagnostic::warning(code::SECRET_LIKE, format!("`{key}` looks as if it held a password"))
            .at(problems.place(address.span), "masked here")
            .help("write the address alone, and the key pair under `credentials`"),
    );
}

/// Whether a text is exactly one `${env.NAME}`.
fn is_variable(text: &str) -> bool {
    let name = text.trim().strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
    let name = name.and_then(|inner| inner.trim().strip_prefix("env."));
    name.is_some_and(|name| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}

/// Long, with letters and digits, and nothing to be filled in. The emulator's own keys are no secrets.
pub(crate) fn is_like_key(text: &str) -> bool {
    const SHORTEST: usize = 8;
    let literal = !text.contains("${") && !text.starts_with("emulator-");
    let mixed =
        text.bytes().any(|byte| byte.is_ascii_digit()) && text.bytes().any(|byte| byte.is_ascii_alphabetic());
    literal && mixed && text.len() >= SHORTEST
}

/// Whether a name, however it is spelled, is that of a secret: `api_secret`, `X-Api-Key`, `password`, `accessToken`.
pub(crate) fn sounds_secret(name: &str) -> bool {
    let name = spelled(name);
    let holds = ["secret", "password", "passwd", "signingkey"].iter().any(|word| name.contains(word));
    holds || ["apikey", "token"].iter().any(|word| name.ends_with(word))
}

fn spelled(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase()
}

/// `https://user:password@host`.
fn has_password(address: &str) -> bool {
    let authority =
        address.split_once("://").map(|(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or(""));
    let user = authority.and_then(|authority| authority.rsplit_once('@')).map(|(user, _)| user);
    user.and_then(|user| user.split_once(':')).is_some_and(|(_, password)| !password.contains("${"))
}

/// The names that the file itself says to redact, in small letters.
fn redacted(documents: &[Node]) -> Vec<String> {
    let lists = documents.iter().filter_map(|document| document.get("redact")?.as_list());
    lists.flatten().filter_map(Node::as_scalar).map(|name| name.text.to_lowercase()).collect()
}

fn collect(node: &Node, redacted: &[String], spans: &mut Vec<Span>) {
    match &node.tree {
        Tree::Scalar(_) => {}
        Tree::List(nodes) => nodes.iter().for_each(|node| collect(node, redacted, spans)),
        Tree::Map(entries) => {
            for entry in entries {
                if hides(&entry.key.text, &entry.value) || is_redacted(entry, redacted) {
                    spans.push(entry.value.span);
                } else {
                    collect(&entry.value, redacted, spans);
                }
            }
        }
    }
}

/// Whether a literal stands under a name that is redacted.
fn is_redacted(entry: &Entry, redacted: &[String]) -> bool {
    let literal = entry.value.as_scalar().is_some_and(|scalar| !scalar.text.contains("${"));
    literal && !entry.value.is_null() && redacted.contains(&entry.key.text.to_lowercase())
}

/// Whether what stands behind a key must not be shown, however the key is spelled.
fn hides(key: &str, value: &Node) -> bool {
    let text = value.as_scalar().map_or("", |scalar| scalar.text.as_str());
    let spelled = spelled(key);
    if ["secret", "password", "signingkey"].iter().any(|word| spelled.contains(word)) {
        return !value.is_null() && !is_variable(text);
    }
    match spelled.as_str() {
        "apikey" | "key" => is_like_key(text),
        "credentials" => !text.is_empty() && !is_variable(text),
        "baseurl" | "publicurl" | "url" => has_password(text),
        _ => false,
    }
}

/// What stands behind `secret:` and its like in the bare text of a file that is not YAML: its lines are shown, too.
fn secret_lines(text: &str) -> Vec<Span> {
    let words = ["secret:", "Secret:", "password:", "signing_key:", "api_key:", "apiKey:"];
    words.iter().flat_map(|word| values_behind(word, text)).collect()
}

/// What stands behind a word up to the end of its line, unless it is a variable; never twice the same text.
fn values_behind(word: &str, text: &str) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for (at, _) in text.match_indices(word) {
        let start = at + word.len();
        if spans.last().is_some_and(|last| start < last.end as usize) {
            continue;
        }
        let length = text[start..].find('\n').unwrap_or(text.len() - start);
        if !begins_with_variable(&text[start..start + length]) {
            spans.push(Span::new(start, start + length));
        }
    }
    spans
}

/// Whether a value in a line is one variable, and another element or nothing follows.
fn begins_with_variable(line: &str) -> bool {
    let value = line.trim_start().trim_start_matches(['"', '\'']);
    let divided = value.split_once('}');
    divided.is_some_and(|(variable, rest)| {
        let rest = rest.trim_start_matches(['"', '\'']).trim_start();
        is_variable(&format!("{variable}}}")) && (rest.is_empty() || rest.starts_with([',', '}', '#']))
    })
}

/// The text with everything but white space in the spans replaced by as many bytes.
pub(crate) fn masked(text: &str, spans: &[Span]) -> String {
    let mut hidden = vec![false; text.len()];
    for span in spans {
        if let Some(bytes) = hidden.get_mut(span.start as usize..span.end as usize) {
            bytes.fill(true);
        }
    }
    let mut shown = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        if hidden[at] && !character.is_whitespace() {
            shown.extend(std::iter::repeat_n('*', character.len_utf8()));
        } else {
            shown.push(character);
        }
    }
    shown
}
