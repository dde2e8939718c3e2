//! A text in the making: what is known of it, and the values that will stand there by their kind.

use std::fmt::Write as _;

use super::{kind::Kind, numbering::Numbering};

/// A value of a snapshot.
#[derive(Clone, Debug)]
pub(super) enum Draft {
    /// A number, `true`, `false` or `null`, as JSON writes it.
    Bare(String),
    /// A text.
    Text(Vec<Piece>),
    List(Vec<Draft>),
    /// The keys in order.
    Map(Vec<(Vec<Piece>, Draft)>),
}

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Plain(String),
    /// A value by its kind; the text tells equal values.
    Masked(Kind, String),
}

impl Draft {
    /// A text of which nothing changes.
    pub(super) fn plain(text: String) -> Self {
        Self::Text(vec![Piece::Plain(text)])
    }

    /// A whole value by its kind.
    pub(super) fn masked(kind: Kind, value: impl Into<String>) -> Self {
        Self::Text(vec![Piece::Masked(kind, value.into())])
    }

    /// Calls `see` for each masked piece, in the order of the text.
    pub(super) fn masks(&self, see: &mut dyn FnMut(Kind, &str)) {
        match self {
            Self::Bare(_) => {}
            Self::Text(pieces) => masks_of(pieces, see),
            Self::List(elements) => elements.iter().for_each(|element| element.masks(see)),
            Self::Map(entries) => {
                for (key, value) in entries {
                    masks_of(key, see);
                    value.masks(see);
                }
            }
        }
    }
}

fn masks_of(pieces: &[Piece], see: &mut dyn FnMut(Kind, &str)) {
    for piece in pieces {
        match piece {
            Piece::Plain(_) => {}
            Piece::Masked(kind, value) => see(*kind, value),
        }
    }
}

/// Pieces as one text.
pub(super) fn joined(pieces: &[Piece], numbering: &Numbering) -> String {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Plain(plain) => text.push_str(plain),
            Piece::Masked(kind, value) => {
                // Writing to a text cannot fail.
                let _ = write!(text, "{}", numbering.name(*kind, value));
            }
        }
    }
    text
}
