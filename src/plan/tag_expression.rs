//! `--tag 'smoke and not (slow or manual)'`: which tests are chosen by their tags.

use crate::{
    diagnostic::{Diagnostic, code},
    source::{Place, Source, Span},
};

/// How deep brackets and `not` may be nested.
const DEPTH: usize = 64;

/// A condition on tags: `not` before `and` before `or`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TagExpression {
    /// The test has the tag.
    Tag(String),
    /// The condition does not hold.
    Not(Box<TagExpression>),
    /// All hold.
    All(Vec<TagExpression>),
    /// At least one holds.
    Any(Vec<TagExpression>),
}

impl TagExpression {
    /// Reads an expression: tags, `not`, `and`, `or` and brackets. A tag is anything without spaces and brackets.
    ///
    /// # Errors
    /// A diagnostic whose place is in the expression.
    pub fn parse(text: &str) -> Result<Self, Box<Diagnostic>> {
        let mut reader = Reader { text, words: words(text), next: 0 };
        let expression = reader.any(0)?;
        match reader.peek() {
            None => Ok(expression),
            Some(word) => {
                Err(reader.fault(&word, &format!("expected `and` or `or`, found `{}`", word.text)).into())
            }
        }
    }

    /// Every tag that is named, in order.
    pub fn tags(&self) -> Vec<&str> {
        match self {
            Self::Tag(tag) => vec![tag],
            Self::Not(inner) => inner.tags(),
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::tags).collect(),
        }
    }

    /// Whether a test with these tags is chosen.
    pub fn holds(&self, tags: &[String]) -> bool {
        match self {
            Self::Tag(tag) => tags.contains(tag),
            Self::Not(inner) => !inner.holds(tags),
            Self::All(parts) => parts.iter().all(|part| part.holds(tags)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(tags)),
        }
    }
}

#[derive(Clone, Copy)]
struct Word<'t> {
    text: &'t str,
    start: usize,
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut begun: Option<usize> = None;
    for (at, character) in text.char_indices() {
        let divides = character.is_whitespace() || character == '(' || character == ')';
        match (divides, begun) {
            (true, Some(start)) => {
                words.push(Word { text: &text[start..at], start });
                begun = None;
            }
            (false, None) => begun = Some(at),
            (true, None) | (false, Some(_)) => {}
        }
        if character == '(' || character == ')' {
            words.push(Word { text: &text[at..=at], start: at });
        }
    }
    words.extend(begun.map(|start| Word { text: &text[start..], start }));
    words
}

struct Reader<'t> {
    text: &'t str,
    words: Vec<Word<'t>>,
    next: usize,
}

impl<'t> Reader<'t> {
    fn peek(&self) -> Option<Word<'t>> {
        self.words.get(self.next).copied()
    }

    fn take(&mut self, wanted: &str) -> bool {
        let found = self.peek().is_some_and(|word| word.text == wanted);
        self.next += usize::from(found);
        found
    }

    fn any(&mut self, depth: usize) -> Result<TagExpression, Box<Diagnostic>> {
        let mut parts = vec![self.all(depth)?];
        while self.take("or") {
            parts.push(self.all(depth)?);
        }
        Ok(one_or(parts, TagExpression::Any))
    }

    fn all(&mut self, depth: usize) -> Result<TagExpression, Box<Diagnostic>> {
        let mut parts = vec![self.single(depth)?];
        while self.take("and") {
            parts.push(self.single(depth)?);
        }
        Ok(one_or(parts, TagExpression::All))
    }

    fn single(&mut self, depth: usize) -> Result<TagExpression, Box<Diagnostic>> {
        let Some(word) = self.peek() else {
            return Err(self
                .fault(&Word { text: "", start: self.text.len() }, "expected a tag, found the end")
                .into());
        };
        if depth > DEPTH {
            return Err(self.fault(&word, "the brackets are nested too deep").into());
        }
        self.next += 1;
        match word.text {
            "not" => Ok(TagExpression::Not(Box::new(self.single(depth + 1)?))),
            "(" => {
                let inner = self.any(depth + 1)?;
                if self.take(")") {
                    Ok(inner)
                } else {
                    Err(self.fault(&word, "this bracket is not closed").into())
                }
            }
            ")" | "and" | "or" => {
                Err(self.fault(&word, &format!("expected a tag, found `{}`", word.text)).into())
            }
            tag => Ok(TagExpression::Tag(tag.to_owned())),
        }
    }

    fn fault(&self, word: &Word, message: &str) -> Diagnostic {
        let source = Source::argument("--tag", self.text);
        let place = Place::new(&source, Span::new(word.start, word.start + word.text.len()));
        let diagnostic = Diagnostic::error(code::ARGUMENT, message).at(place, "");
        diagnostic.help("tags are joined by `and`, `or`, `not` and brackets: `smoke and not slow`")
    }
}

fn one_or(mut parts: Vec<TagExpression>, join: fn(Vec<TagExpression>) -> TagExpression) -> TagExpression {
    match (parts.len(), parts.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            parts.extend(last);
            join(parts)
        }
    }
}
