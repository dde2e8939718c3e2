//! Variables for `${env.X}`: those of the process, and those of a `.env` file at the suite's root.
//!
//! A line is `NAME=VALUE`, with `export` before it or a comment behind it; nothing is expanded. Messages never show
//! a value: it may be a secret.

use std::{collections::BTreeMap, path::Path};

use super::{FileProblem, Trouble, decode, read_bytes, suite::is_there};

/// More bytes than any such file has.
const LARGEST: u64 = 1024 * 1024;

/// More messages than these help nobody.
const MOST_PROBLEMS: usize = 20;

/// Variables by name; those that are empty count as not set.
#[derive(Clone, Default)]
pub struct Variables {
    values: BTreeMap<String, String>,
}

impl Variables {
    /// Those of a file, and those of the process, which win.
    pub fn new(
        file: impl IntoIterator<Item = (String, String)>,
        process: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        let set = |variables: &(String, String)| !variables.1.is_empty();
        let mut values: BTreeMap<String, String> = file.into_iter().filter(set).collect();
        values.extend(process.into_iter().filter(set));
        Self { values }
    }

    /// The value of a variable that is set and not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// The names of all that are set, for a hint at the nearest.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.values.keys().map(String::as_str)
    }
}

/// Shows names only.
impl std::fmt::Debug for Variables {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_set().entries(self.values.keys()).finish()
    }
}

/// The variables of a suite's `.env`, in its order; none where there is no such file.
///
/// # Errors
/// The file cannot be read, or every line that is ill-formed.
pub fn read_dot_env(root: &Path) -> Result<Vec<(String, String)>, Vec<FileProblem>> {
    let path = root.join(".env");
    if !is_there(&path) {
        return Ok(Vec::new());
    }
    let text = read_bytes(&path, LARGEST).and_then(|bytes| decode(&path, bytes));
    parse_dot_env(&text.map_err(|problem| vec![problem])?)
}

/// The variables of a text in the form of a `.env` file, in its order.
///
/// # Errors
/// The lines that are ill-formed, with their numbers; of many, the first ones.
pub fn parse_dot_env(text: &str) -> Result<Vec<(String, String)>, Vec<FileProblem>> {
    let mut variables = Vec::new();
    let mut problems = Vec::new();
    for (index, line) in text.lines().enumerate() {
        match parse_line(line.trim()) {
            Ok(variable) => variables.extend(variable),
            Err(_) if problems.len() == MOST_PROBLEMS => {
                let message = format!("`.env` has more than {MOST_PROBLEMS} lines that cannot be read");
                problems.push(FileProblem::new(Trouble::Variable, message).help("is it a `.env` file?"));
                break;
            }
            Err((message, help)) => problems.push(
                FileProblem::new(Trouble::Variable, format!("line {} of `.env`: {message}", index + 1))
                    .help(help),
            ),
        }
    }
    if problems.is_empty() { Ok(variables) } else { Err(problems) }
}

/// What the `.env` of a suite has of a variable that is not set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnsetLine {
    /// It has no line of it.
    None,
    /// It has it, without a value, on this line, counted from 1.
    Empty(usize),
    /// It has a line of it, and that line or another one cannot be read, which is said elsewhere.
    Unread,
}

/// What the `.env` of a suite has of a variable that is not set.
pub fn unset_line(root: &Path, name: &str) -> UnsetLine {
    let path = root.join(".env");
    let text = read_bytes(&path, LARGEST).and_then(|bytes| decode(&path, bytes));
    text.map_or(UnsetLine::None, |text| unset_line_of(&text, name))
}

/// The same for the text of a `.env` file.
pub fn unset_line_of(text: &str, name: &str) -> UnsetLine {
    let mut found = UnsetLine::None;
    for (index, line) in text.lines().enumerate() {
        match parse_line(line.trim()) {
            Ok(Some((known, value))) if known == name => {
                found = if value.is_empty() { UnsetLine::Empty(index + 1) } else { UnsetLine::Unread };
            }
            Ok(_) => {}
            Err(_) if begins_with(line.trim(), name) => return UnsetLine::Unread,
            Err(_) => {}
        }
    }
    found
}

/// Whether a line that cannot be read is about a variable.
fn begins_with(line: &str, name: &str) -> bool {
    let assignment = line.strip_prefix("export ").map_or(line, str::trim_start);
    let rest = assignment.strip_prefix(name);
    rest.is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_alphanumeric() || next == '_'))
}

type Wrong = (&'static str, &'static str);

fn parse_line(line: &str) -> Result<Option<(String, String)>, Wrong> {
    if line.is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    let assignment = line.strip_prefix("export ").map_or(line, str::trim_start);
    let (name, value) = assignment
        .split_once('=')
        .ok_or(("expected `NAME=VALUE`, found no `=`", "begin a comment with `#`"))?;
    let name = name.trim_end();
    if !is_variable_name(name) {
        return Err((
            "the name of a variable has letters, digits and `_`, and begins with no digit",
            "write it like `IDENFY_API_KEY=...`",
        ));
    }
    Ok(Some((name.to_owned(), parse_value(value.trim())?)))
}

fn is_variable_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(|first: char| first.is_ascii_digit())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn parse_value(value: &str) -> Result<String, Wrong> {
    match value.chars().next() {
        Some('\'') => quoted(value, '\'', |rest| rest.find('\'').map(|end| (rest[..end].to_owned(), end))),
        Some('"') => quoted(value, '"', unescape),
        _ => Ok(without_comment(value).to_owned()),
    }
}

/// A value in quotes; behind the closing quote only a comment may stand.
fn quoted(value: &str, quote: char, read: impl Fn(&str) -> Option<(String, usize)>) -> Result<String, Wrong> {
    let (text, end) = read(&value[1..])
        .ok_or(("a quote is not closed", "close it on the same line, `\\n` stands for a line break"))?;
    let behind = value[1 + end + quote.len_utf8()..].trim_start();
    if !behind.is_empty() && !behind.starts_with('#') {
        return Err((
            "something stands behind the closing quote",
            "put the whole value in one pair of quotes",
        ));
    }
    Ok(text)
}

/// The text up to the closing double quote, with `\n`, `\"` and `\\` undone, and where that quote is.
fn unescape(rest: &str) -> Option<(String, usize)> {
    let mut text = String::new();
    let mut characters = rest.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((text, at)),
            '\\' => match characters.next()?.1 {
                'n' => text.push('\n'),
                escaped @ ('"' | '\\') => text.push(escaped),
                other => text.extend(['\\', other]),
            },
            other => text.push(other),
        }
    }
    None
}

/// A plain value ends before ` #`.
fn without_comment(value: &str) -> &str {
    if value.starts_with('#') {
        return "";
    }
    let end = value.match_indices('#').find(|(at, _)| value[..*at].ends_with([' ', '\t'])).map(|(at, _)| at);
    value[..end.unwrap_or(value.len())].trim_end()
}
