//! The parser's faults as sentences for the author, each with what to write instead.

use super::Span;
use super::around::{
    Line, indenting_tab, lines_above, open_bracket_above, open_quote, open_quote_above, shortened,
    template_around,
};
use super::yaml::{SyntaxProblem, codes};

/// Why the parser stopped.
#[derive(Debug)]
pub(super) enum Fault {
    OpenQuote,
    BehindQuote,
    Escape,
    Tab,
    /// `,` or this closing bracket was expected.
    Separator(char),
    OpenBracket(char),
    WrongBracket(char, char),
    StrayBracket,
    Outdented,
    KeyExpected,
    ElementExpected,
    ElementHere,
    NoColon,
    ColonHere,
    BehindValue,
    Character(char),
    BlockHeader,
    NoName,
    Comment,
    Directive,
    TooDeep,
    /// In the parser's words.
    Other(String),
}

/// The problem that a fault at a byte is.
pub(super) fn explain(text: &str, at: usize, fault: Fault, deepest: usize) -> SyntaxProblem {
    match fault {
        Fault::OpenQuote => open_quote_problem(text, at),
        Fault::BehindQuote => behind_quote(text, at),
        Fault::Escape => escape(text, at),
        Fault::Tab => tab(text, at),
        Fault::Separator(close) => separator(text, at, close),
        Fault::OpenBracket(open) => open_bracket(at, open),
        Fault::WrongBracket(open, close) => syntax(one(text, at), format!("`{open}` is closed by `{close}`"))
            .help(format!("close it with `{}`", closing(open))),
        Fault::StrayBracket => stray_bracket(text, at),
        Fault::Outdented => outdented(text, at),
        Fault::KeyExpected => key_expected(text, at),
        Fault::ElementExpected => element_expected(text, at),
        Fault::ElementHere => element_here(text, at),
        Fault::NoColon => no_colon(text, at),
        Fault::ColonHere => colon_here(text, at),
        Fault::BehindValue => behind_value(text, at),
        Fault::Character(character) => unexpected(text, at, character),
        Fault::BlockHeader => block_header(text, at),
        Fault::NoName => unexpected(text, at, text[at..].chars().next().unwrap_or('*')),
        Fault::Comment => syntax(rest_of_line(text, at), "a comment cuts through a text of several lines")
            .help("put the comment on a line of its own, or the text in quotes"),
        Fault::Directive => {
            syntax(rest_of_line(text, at), "a line that begins with `%` is a directive of YAML")
                .help("leave it out; a key or text that begins with `%` needs quotes")
        }
        Fault::TooDeep => {
            let message = format!("lists and maps are nested deeper than {deepest} levels");
            SyntaxProblem::new(codes::LIMIT, one(text, at), message).help("split the file")
        }
        Fault::Other(words) => other(text, at, &words),
    }
}

fn syntax(span: Span, message: impl Into<String>) -> SyntaxProblem {
    SyntaxProblem::new(codes::SYNTAX, span, message)
}

fn one(text: &str, at: usize) -> Span {
    let length = text[at..].chars().next().filter(|found| *found != '\n').map_or(0, char::len_utf8);
    Span::new(at, at + length)
}

fn rest_of_line(text: &str, at: usize) -> Span {
    let line = Line::at(text, at);
    let column = (at - line.start).min(line.text.len());
    line.span(column, line.text[column..].trim_end().len())
}

/// The value that begins at a byte of a line, without a comment behind it.
fn value_from(line: Line<'_>, column: usize) -> &str {
    let written = &line.text[column.min(line.text.len())..];
    written.split(" #").next().unwrap_or(written).trim()
}

/// As much of a value as belongs to one element within brackets; all of it where it begins with their end.
fn element(value: &str) -> &str {
    let end = value.find([',', ']', '}']).into_iter().chain(value.find(": ")).min();
    match end {
        Some(end) if end > 0 => value[..end].trim_end(),
        Some(_) | None => value,
    }
}

fn quoted(text: &str) -> String {
    let text = shortened(text);
    if text.contains(['"', '\\']) { format!("'{}'", text.replace('\'', "''")) } else { format!("\"{text}\"") }
}

fn open_quote_problem(text: &str, at: usize) -> SyntaxProblem {
    let opened = match text.as_bytes().get(at) {
        Some(b'"' | b'\'') if open_quote(Line::at(text, at)) == Some(at - Line::at(text, at).start) => {
            Some(at)
        }
        _ => open_quote_above(text, at),
    };
    let Some(opened) = opened else { return syntax(one(text, at), "a quoted text is not closed") };
    let quote = &text[opened..=opened];
    syntax(
        rest_of_line(text, opened),
        format!("the quote `{quote}` opens here and is not closed on this line"),
    )
    .help(format!(
        "close it with `{quote}`; the further lines of a long text must be indented deeper than its key"
    ))
}

fn behind_quote(text: &str, at: usize) -> SyntaxProblem {
    let line = Line::at(text, at);
    if text[at..].starts_with(':') {
        return syntax(line.words(), "a key must stand on one line").help("shorten the key");
    }
    if let Some(opened) =
        lines_above(text, at).next().and_then(|above| Some(above.start + open_quote(above)?))
    {
        return open_quote_problem(text, opened);
    }
    let problem = syntax(rest_of_line(text, at), "there is text behind the closing quote");
    if text[..at].trim_end().ends_with('\'') {
        problem.help("inside '...' write the quote twice: `'it''s'`; or use double quotes: `\"it's\"`")
    } else {
        problem.help("inside \"...\" write a quote as `\\\"`; or use single quotes around the whole text")
    }
}

fn escape(text: &str, at: usize) -> SyntaxProblem {
    let mut characters = text[at..].char_indices().skip(1);
    while let Some((found, character)) = characters.next() {
        if character != '\\' {
            continue;
        }
        let Some((_, escaped)) = characters.next() else { break };
        if !"0abt\tnvfre \"/\\N_LPxuU\n\r".contains(escaped) {
            let span = Span::new(at + found, at + found + 1 + escaped.len_utf8());
            return syntax(span, format!("`\\{escaped}` is no escape of a text in double quotes")).help(
                format!("write `\\\\{escaped}`, or put the text in single quotes, where `\\` is itself"),
            );
        }
    }
    syntax(one(text, at), "a text in double quotes holds an unknown escape")
        .help("write `\\\\` for a backslash, or use single quotes")
}

fn tab(text: &str, at: usize) -> SyntaxProblem {
    let at = indenting_tab(text, at).unwrap_or(at);
    syntax(one(text, at), "a tab is used for indentation").help("indent with spaces")
}

fn separator(text: &str, at: usize, close: char) -> SyntaxProblem {
    if text[at..].starts_with('{') && text[..at].ends_with('$') {
        let span = template_around(text, at - 1);
        let written = &text[span.start as usize..span.end as usize];
        return syntax(span, format!("`{}` needs quotes inside `{{ }}` and `[ ]`", shortened(written)))
            .help(format!("put it in quotes: `{}`", quoted(written)));
    }
    let what = if close == '}' { "a map in `{ }`" } else { "a list in `[ ]`" };
    let problem = syntax(one(text, at), format!("`,` or `{close}` is missing here, in {what}"));
    let problem = match open_bracket_above(text, at) {
        Some(open) => problem.related(Span::new(open, open + 1), "opened here"),
        None => problem,
    };
    problem.help("separate the elements by `,`; a text with brackets, braces or commas needs quotes")
}

fn closing(open: char) -> char {
    if open == '[' { ']' } else { '}' }
}

fn open_bracket(at: usize, open: char) -> SyntaxProblem {
    syntax(Span::new(at, at + open.len_utf8()), format!("`{open}` is not closed"))
        .help(format!("close it with `{}`; a text that begins with `{open}` needs quotes", closing(open)))
}

fn stray_bracket(text: &str, at: usize) -> SyntaxProblem {
    let bracket = text[at..].chars().next().unwrap_or(']');
    syntax(one(text, at), format!("`{bracket}` closes nothing"))
        .help("remove it; a text with brackets or braces needs quotes")
}

fn outdented(text: &str, at: usize) -> SyntaxProblem {
    let Some(open) = open_bracket_above(text, at) else { return indentation(text, at) };
    let bracket = text[open..].chars().next().unwrap_or('[');
    let problem = open_bracket(open, bracket).related(
        rest_of_line(text, at),
        "this line is not indented deeper than the key above, so it ends the value",
    );
    let line = Line::at(text, at);
    let close = closing(bracket);
    if line.text.trim_start().starts_with(close) {
        let column = line.indentation() + 2;
        return problem.help(format!("indent the `{close}` deeper than the key above: with {column} spaces"));
    }
    problem
}

fn key_expected(text: &str, at: usize) -> SyntaxProblem {
    let line = Line::at(text, at);
    let (_, entry) = line.entry();
    if line.text.trim_start().starts_with("- ") || line.text.trim() == "-" {
        return syntax(line.words(), "an element of a list stands among the keys of a map")
            .help("indent the `- ` below the key that it belongs to, or remove the `- `");
    }
    if at > line.start + line.text.len() - line.text.trim_start().len() && !entry.is_empty() {
        return begins_badly(text, at)
            .unwrap_or_else(|| syntax(rest_of_line(text, at), "there is text behind the end of the value"))
            .help("put the whole value in quotes, or remove the rest");
    }
    indentation(text, at)
}

fn element_expected(text: &str, at: usize) -> SyntaxProblem {
    let line = Line::at(text, at);
    if let Some(words) = line.text.trim().strip_prefix('-').filter(|words| !words.starts_with([' ', '-'])) {
        return syntax(line.words(), "the `-` of a list needs a space behind it")
            .help(format!("write `- {}`", shortened(words)));
    }
    let indent = line.indentation();
    let list = lines_above(text, at).find(|above| above.indentation() <= indent);
    if list.is_some_and(|above| above.indentation() == indent && above.text.trim_start().starts_with('-')) {
        return syntax(line.words(), "a key stands among the elements of a list")
            .help("write `- ` before it, or indent it to the key that it belongs to");
    }
    indentation(text, at)
}

/// The line fits none of those above it: which columns would.
fn indentation(text: &str, at: usize) -> SyntaxProblem {
    // A quote that was left open above ends at the first line that is indented too little.
    if let Some(opened) =
        lines_above(text, at).next().and_then(|above| Some(above.start + open_quote(above)?))
    {
        return open_quote_problem(text, opened);
    }
    let line = Line::at(text, at);
    let own = line.indentation();
    let problem = syntax(line.words(), "the indentation of this line fits none of the lines above");
    let mut columns = fitting_columns(text, at);
    columns.sort_by_key(|column| column.abs_diff(own));
    columns.truncate(2);
    columns.sort_unstable();
    let spaces = |count: usize| if count == 1 { "1 space".to_owned() } else { format!("{count} spaces") };
    match columns.as_slice() {
        [] => problem.help("indent all keys of a map alike"),
        [only] => problem.help(format!("it has {}; indent it with {}", spaces(own), spaces(*only))),
        [less, more, ..] => {
            problem.help(format!("it has {}; indent it with {less} or with {}", spaces(own), spaces(*more)))
        }
    }
}

/// Where the keys and elements stand that are open above a line.
fn fitting_columns(text: &str, at: usize) -> Vec<usize> {
    let mut columns = Vec::new();
    let mut least = usize::MAX;
    for above in lines_above(text, at) {
        let (entry, _) = above.entry();
        let indent = above.indentation();
        if indent < least {
            columns.extend([entry, indent].into_iter().filter(|column| *column < least));
            least = indent;
        }
        if indent == 0 {
            break;
        }
    }
    columns.dedup();
    columns
}

fn element_here(text: &str, at: usize) -> SyntaxProblem {
    let line = Line::at(text, at);
    let value = shortened(value_from(line, at - line.start));
    syntax(rest_of_line(text, at), "a list cannot begin on the line of its key")
        .help(format!("put `{value}` on the next line, indented; if it is a text, put it in quotes"))
}

fn no_colon(text: &str, at: usize) -> SyntaxProblem {
    let line = Line::at(text, at);
    if let Some(problem) = missing_space(line) {
        return problem;
    }
    let written = shortened(value_from(line, at - line.start));
    syntax(rest_of_line(text, at), format!("`{written}` is no key: a `:` is missing"))
        .help(format!("write `{written}: ` and a value, or indent it deeper to continue the text above"))
}

/// `key:value` or `-value` as a line's entry.
fn missing_space(line: Line) -> Option<SyntaxProblem> {
    let (column, entry) = line.entry();
    if let Some(element) = entry.strip_prefix('-').filter(|rest| rest.starts_with(char::is_alphabetic)) {
        return Some(
            syntax(line.span(column, 1), "a space is missing behind `-`")
                .help(format!("write `- {}`", shortened(element))),
        );
    }
    let (key, value) = entry.split_once(':')?;
    let is_key =
        !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '"' | '\''));
    let is_joined = !value.is_empty() && !value.starts_with([' ', '/']);
    let place = line.span(column, key.len() + 1);
    let (key, value) = (shortened(key), shortened(value));
    (is_key && is_joined).then(|| {
        syntax(place, format!("a space is missing behind `{key}:`")).help(format!("write `{key}: {value}`"))
    })
}

fn colon_here(text: &str, at: usize) -> SyntaxProblem {
    let line = Line::at(text, at);
    let before = &line.text[..at - line.start];
    if let Some(colon) = before.find(": ") {
        return second_colon(line, colon);
    }
    let Some(above) = lines_above(text, at).next() else {
        return syntax(line.words(), "a `:` is not allowed here").help("put the text in quotes");
    };
    if let Some(problem) = missing_space(above) {
        return problem;
    }
    let (column, entry) = above.entry();
    if entry.contains(": ") || entry.starts_with(['"', '\'']) {
        let message = "this line is indented deeper than the one above, which has a value already";
        let help = match column {
            0 => "begin it without a space, as the key above".to_owned(),
            _ => format!("indent it with {column} spaces, as the key above"),
        };
        return syntax(line.words(), message).help(help);
    }
    let place = above.span(column, entry.len());
    let entry = shortened(entry);
    syntax(place, format!("`{entry}` is no key: a `:` is missing")).help(format!("write `{entry}:`"))
}

fn second_colon(line: Line, colon: usize) -> SyntaxProblem {
    let value = value_from(line, colon + 2);
    let column = colon + 2 + line.text[colon + 2..].len() - line.text[colon + 2..].trim_start().len();
    syntax(line.span(column, value.len()), "a text with `: ` inside needs quotes")
        .help(format!("put it in quotes: `{}`; if it is a map, begin it on the next line", quoted(value)))
}

fn behind_value(text: &str, at: usize) -> SyntaxProblem {
    if text[at..].starts_with(':') && !text[at..].starts_with(": ") {
        return syntax(one(text, at), "a space is missing behind `:`")
            .help("write `: ` between key and value");
    }
    syntax(rest_of_line(text, at), "there is text behind the end of the value")
        .help("put the whole value in quotes, or begin another document with a line `---`")
}

fn unexpected(text: &str, at: usize, character: char) -> SyntaxProblem {
    begins_badly(text, at).unwrap_or_else(|| {
        let code = u32::from(character);
        syntax(one(text, at), format!("the character U+{code:04X} is not allowed in YAML"))
            .help("remove it, or write it in double quotes as an escape: `\"\\u0007\"`")
    })
}

/// A value that begins with a character that has a meaning of its own.
fn begins_badly(text: &str, at: usize) -> Option<SyntaxProblem> {
    let first = text[at..].chars().next().filter(|first| "@`%*&!|>,]}".contains(*first))?;
    let line = Line::at(text, at);
    let value = value_from(line, at - line.start);
    let value = if open_bracket_above(text, at).is_some() { element(value) } else { value };
    let problem =
        syntax(line.span(at - line.start, value.len()), format!("a text cannot begin with `{first}`"));
    Some(problem.help(format!("put it in quotes: `{}`", quoted(value))))
}

fn block_header(text: &str, at: usize) -> SyntaxProblem {
    begins_badly(text, at)
        .unwrap_or_else(|| syntax(one(text, at), "a text of several lines cannot begin like this"))
        .help({
            let line = Line::at(text, at);
            let value = value_from(line, at - line.start);
            format!(
                "put it in quotes: `{}`; a text of several lines begins below its `|` or `>`",
                quoted(value)
            )
        })
}

fn other(text: &str, at: usize, words: &str) -> SyntaxProblem {
    begins_badly(text, at).unwrap_or_else(|| syntax(one(text, at), format!("this is no YAML: {words}")))
}
