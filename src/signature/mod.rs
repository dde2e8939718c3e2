//! Whether a webhook was signed with a key: hex HMAC-SHA256 of the raw body (C-SIGN, C-OAS), compared in constant time.
//!
//! The emulator does not use this: it signs by code of its own.

mod mistake;
mod writing;

use std::fmt::{self, Write as _};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

pub use mistake::{Evidence, Mistake, likely_mistake};

/// Characters of a signature: 32 bytes in hex.
pub const LENGTH: usize = 64;

/// What can be said of a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verification {
    /// It belongs to the body and the key.
    Valid,
    /// It does not.
    Invalid(Flaw),
    /// There is none.
    Absent,
}

/// Why a signature does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It has not the length of a signature; so many characters.
    Length(usize),
    /// Its length is right, but it is no hex; the first character that is none.
    NotHex(char),
    /// It is a signature, of another body or by another key.
    Other,
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length(length) => {
                write!(f, "a signature has {LENGTH} hex digits, but this has {length} characters")
            }
            Self::NotHex(character) => {
                write!(f, "a signature has {LENGTH} hex digits, but {character:?} is none")
            }
            Self::Other => f.write_str("it belongs to another body or to another key"),
        }
    }
}

/// Holds the value of `Idenfy-Signature` against the bytes of the body as they arrived. Upper-case hex is accepted
/// (decisions.md C26). How long this takes tells nothing about the right signature.
pub fn verify(key: &[u8], body: &[u8], given: Option<&str>) -> Verification {
    let Some(given) = given else { return Verification::Absent };
    match decode(given) {
        Err(flaw) => Verification::Invalid(flaw),
        Ok(bytes) => match mac(key, body).verify_slice(&bytes) {
            Ok(()) => Verification::Valid,
            Err(_) => Verification::Invalid(Flaw::Other),
        },
    }
}

/// The signature of a body: 64 hex digits in lower case.
pub fn sign(key: &[u8], body: &[u8]) -> String {
    hex(&mac(key, body).finalize().into_bytes())
}

fn mac(key: &[u8], body: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(body);
    mac
}

fn decode(given: &str) -> Result<Vec<u8>, Flaw> {
    let length = given.chars().count();
    if length != LENGTH {
        return Err(Flaw::Length(length));
    }
    match given.chars().find(|character| !character.is_ascii_hexdigit()) {
        Some(character) => Err(Flaw::NotHex(character)),
        None => Ok(unhex(given).unwrap_or_default()),
    }
}

/// Bytes as hex digits in lower case, two for each.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The bytes that pairs of hex digits stand for, in either case.
fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    text.as_bytes().chunks(2).map(|pair| Some(digit(pair[0])? * 16 + digit(pair[1])?)).collect()
}
