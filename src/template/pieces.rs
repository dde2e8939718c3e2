//! A text as its plain parts and its `${...}`.

use super::{
    cursor::Cursor,
    expression::{Expression, Form},
    mistake::{Location, Mistake},
    parse::read_hole,
};

/// How many mistakes of one text are told; it bounds the work on a hostile one.
const MOST_MISTAKES: usize = 10;

/// A part of a text.
#[derive(Clone, Debug)]
pub(super) enum Piece {
    /// Stands as it is.
    Plain(String),
    /// Is filled in.
    Hole(Expression),
}

impl Piece {
    pub(super) fn hole(&self) -> Option<&Expression> {
        match self {
            Self::Plain(_) => None,
            Self::Hole(expression) => Some(expression),
        }
    }
}

/// Divides a text; neighbouring plain parts are one piece. Each `${...}` gives one mistake at most.
pub(super) fn read_pieces(text: &str, location: Location) -> Result<Vec<Piece>, Vec<Mistake>> {
    let (mut pieces, mut mistakes) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(found) = text[at..].find("${") {
        let start = at + found;
        if text[at..start].ends_with('$') {
            push_plain(&mut pieces, &text[at..start - 1]);
            push_plain(&mut pieces, "${");
            at = start + 2;
            continue;
        }
        push_plain(&mut pieces, &text[at..start]);
        let mut cursor = Cursor::new(text, start + 2, location);
        match read_hole(&mut cursor, start) {
            Ok(expression) => {
                pieces.push(Piece::Hole(expression));
                at = cursor.at();
            }
            Err(mistake) => {
                mistakes.push(mistake);
                if mistakes.len() == MOST_MISTAKES {
                    break;
                }
                at = behind_mistake(text, start + 2);
            }
        }
    }
    push_plain(&mut pieces, &text[at..]);
    if mistakes.is_empty() { Ok(join_constants(pieces)) } else { Err(mistakes) }
}

/// Where reading goes on after a `${` whose inside begins at `from`: behind its `}`, or at the next `${`.
fn behind_mistake(text: &str, from: usize) -> usize {
    let rest = &text[from..];
    let closed = rest.find('}').map(|at| at + 1);
    let opened = rest.find("${");
    from + closed.into_iter().chain(opened).min().unwrap_or(rest.len())
}

fn push_plain(pieces: &mut Vec<Piece>, text: &str) {
    if text.is_empty() {
        return;
    }
    match pieces.last_mut() {
        Some(Piece::Plain(before)) => before.push_str(text),
        Some(Piece::Hole(_)) | None => pieces.push(Piece::Plain(text.to_owned())),
    }
}

/// A constant beside other pieces is plain text: `${'$'}${price}`.
fn join_constants(pieces: Vec<Piece>) -> Vec<Piece> {
    if pieces.len() < 2 {
        return pieces;
    }
    let mut joined = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match piece {
            Piece::Plain(text) => push_plain(&mut joined, &text),
            Piece::Hole(Expression { form: Form::Constant(value), .. }) => {
                push_plain(&mut joined, &value.to_text());
            }
            Piece::Hole(expression) => joined.push(Piece::Hole(expression)),
        }
    }
    if let [Piece::Hole(_)] = joined[..] {
        // An empty constant beside it says that a text is wanted.
        joined.push(Piece::Plain(String::new()));
    }
    joined
}
