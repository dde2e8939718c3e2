//! What probably went wrong with a signature that does not hold, found by trying: forms, keys, hashes, writings.
//!
//! A mistake is only named when the signature comes out under it, or when its form gives it away.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use hmac::Hmac;
use sha2::{Digest as _, Sha224, Sha256, Sha384, Sha512};

use super::{LENGTH, unhex, writing::other_writings};

/// The largest body of which every writing is tried with every key, in bytes.
const LARGEST_COMBINED: usize = 1 << 20;

/// A signature that does not hold, and what it was to be made of.
#[derive(Clone, Copy)]
pub struct Evidence<'a> {
    /// The body as it is at hand.
    pub body: &'a [u8],
    /// The signature as it was given.
    pub given: &'a str,
    /// The key that was meant.
    pub key: &'a [u8],
    /// The API secret, which signed in 2021 (GH), if it is known.
    pub api_secret: Option<&'a [u8]>,
}

/// What probably went wrong: one or several things at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mistake {
    form: Option<String>,
    hash: Option<&'static str>,
    key: Option<&'static str>,
    body: Option<&'static str>,
}

impl Mistake {
    fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// What to do about it.
    pub fn advice(&self) -> &'static str {
        if self.body.is_some() {
            "verify the bytes of the body as they arrived, before anything parses or prints them"
        } else if self.key.is_some() {
            "take the key exactly as the notification's settings show it, as text"
        } else if self.hash.is_some() {
            "the signature is the HMAC-SHA256 of the raw body, with the key"
        } else {
            "the header holds 64 hex digits, and nothing else"
        }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let form = self.form.clone();
        let hash = self.hash.map(|hash| format!("it was made with {hash}"));
        let key = self.key.map(|key| format!("the key was {key}"));
        let body = self.body.map(|body| format!("the body was signed as if written {body}"));
        let parts: Vec<String> = [form, hash, key, body].into_iter().flatten().collect();
        f.write_str(&parts.join("; "))
    }
}

/// What probably went wrong, if anything is likely.
pub fn likely_mistake(evidence: &Evidence<'_>) -> Option<Mistake> {
    let (digest, form) = read_form(evidence.given);
    let Some(digest) = digest else { return form.map(of_form) };
    let found = combination(evidence, &digest).map(|found| Mistake { form: form.clone(), ..found });
    found
        .or_else(|| {
            by_length(&digest).map(|hash| Mistake {
                hash: Some(hash),
                form: form.clone(),
                ..Mistake::default()
            })
        })
        .or_else(|| form.map(of_form))
        .filter(|mistake| !mistake.is_none())
}

fn of_form(form: String) -> Mistake {
    Mistake { form: Some(form), ..Mistake::default() }
}

/// The bytes that the given text stands for, and what is wrong with its form.
fn read_form(given: &str) -> (Option<Vec<u8>>, Option<String>) {
    let bare = given.trim().trim_matches(['"', '\'']);
    let mut wrong = Vec::new();
    if bare.len() != given.len() {
        wrong.push("there are spaces or quotation marks around it".to_owned());
    }
    let text = match PREFIXES.iter().find_map(|prefix| strip(bare, prefix)) {
        Some((prefix, rest)) => {
            wrong.push(format!("it begins with `{prefix}`, which does not belong to it"));
            rest
        }
        None => bare,
    };
    wrong.extend(odd_length(text));
    // Hex with a wrong digit is Base64 as well, of something else.
    let digest = if let Some(bytes) = unhex(text) {
        Some(bytes)
    } else if let Some(bytes) = base64(text).filter(|_| text.len() != LENGTH) {
        wrong.push("it is written in Base64 and not in hex".to_owned());
        Some(bytes)
    } else {
        None
    };
    (digest, if wrong.is_empty() { None } else { Some(wrong.join(", and ")) })
}

/// Hex digits of a number that no hash gives: some were lost, or added, when they were copied.
fn odd_length(text: &str) -> Option<String> {
    let is_hex = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_hex || HASH_LENGTHS.contains(&(text.len() / 2)) && text.len().is_multiple_of(2) {
        return None;
    }
    let digits = if text.len() == 1 { "digit" } else { "digits" };
    let change =
        if text.len() < LENGTH { "cut when it was copied" } else { "copied with something else behind it" };
    Some(format!("it has {} hex {digits} in place of {LENGTH}: it was {change}", text.len()))
}

const PREFIXES: &[&str] = &["sha256=", "sha256:", "sha-256=", "hmac-sha256=", "hmac-sha256 ", "v1=", "0x"];

fn strip<'t>(text: &'t str, prefix: &'static str) -> Option<(&'static str, &'t str)> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some((prefix, rest))
}

fn base64(text: &str) -> Option<Vec<u8>> {
    let engines = [&STANDARD, &STANDARD_NO_PAD, &URL_SAFE, &URL_SAFE_NO_PAD];
    let bytes = engines.into_iter().find_map(|engine| engine.decode(text).ok())?;
    HASH_LENGTHS.contains(&bytes.len()).then_some(bytes)
}

const HASH_LENGTHS: &[usize] = &[16, 20, 28, 32, 48, 64];

/// How a body is made into a signature.
type Hash = (Option<&'static str>, fn(&[u8], &[u8]) -> Vec<u8>);

/// The right one first, then those that people take for it.
const HASHES: &[Hash] = &[
    (None, hmac::<Sha256Hmac>),
    (Some("SHA-256 of the body, without a key"), |_, body| Sha256::digest(body).to_vec()),
    (Some("SHA-256 of the key and the body, which is no HMAC"), |key, body| {
        Sha256::digest([key, body].concat()).to_vec()
    }),
    (Some("SHA-256 of the body and the key, which is no HMAC"), |key, body| {
        Sha256::digest([body, key].concat()).to_vec()
    }),
    (Some("body and key interchanged"), |key, body| hmac::<Sha256Hmac>(body, key)),
    (Some("HMAC-SHA512"), hmac::<Hmac<Sha512>>),
    (Some("HMAC-SHA384"), hmac::<Hmac<Sha384>>),
    (Some("HMAC-SHA224"), hmac::<Hmac<Sha224>>),
    (Some("SHA-512 of the body, without a key"), |_, body| Sha512::digest(body).to_vec()),
];

type Sha256Hmac = Hmac<Sha256>;

fn hmac<M: hmac::Mac + hmac::KeyInit>(key: &[u8], body: &[u8]) -> Vec<u8> {
    let mut mac = <M as hmac::KeyInit>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(body);
    mac.finalize().into_bytes().to_vec()
}

/// The first combination that gives the digest, those with the fewest mistakes first.
fn combination(evidence: &Evidence<'_>, digest: &[u8]) -> Option<Mistake> {
    let (key, body) = (evidence.key, evidence.body);
    let fits = |hash: &Hash, key: &[u8], body: &[u8]| (hash.1)(key, body) == digest;
    let right = &HASHES[0];
    if let Some(hash) = HASHES.iter().find(|hash| fits(hash, key, body)) {
        return Some(Mistake { hash: hash.0, ..Mistake::default() });
    }
    let keys = other_keys(evidence);
    if let Some((told, _)) = keys.iter().find(|(_, other)| fits(right, other, body)) {
        return Some(Mistake { key: Some(told), ..Mistake::default() });
    }
    let writings = other_writings(body);
    if let Some((told, _)) = writings.iter().find(|(_, other)| fits(right, key, other)) {
        return Some(Mistake { body: Some(told), ..Mistake::default() });
    }
    if body.len() > LARGEST_COMBINED {
        return None;
    }
    let pairs = keys.iter().flat_map(|key| writings.iter().map(move |body| (key, body)));
    let both = pairs.map(|(key, body)| (key.0, body.0, fits(right, &key.1, &body.1)));
    both.into_iter().find(|(_, _, fits)| *fits).map(|(key, body, _)| Mistake {
        key: Some(key),
        body: Some(body),
        ..Mistake::default()
    })
}

/// Keys that are taken for the key, and how each is told: `the key was ...`.
fn other_keys(evidence: &Evidence<'_>) -> Vec<(&'static str, Vec<u8>)> {
    let key = evidence.key;
    let text = std::str::from_utf8(key).unwrap_or_default();
    let mut keys = Vec::new();
    let mut add = |told: &'static str, other: Option<Vec<u8>>| {
        keys.extend(other.filter(|other| other.as_slice() != key).map(|other| (told, other)));
    };
    add("the API secret and not the signing key", evidence.api_secret.map(<[u8]>::to_vec));
    add("another one by the white space around it", Some(key.trim_ascii().to_vec()));
    add("taken with a line break at its end", Some([key.trim_ascii(), b"\n"].concat()));
    add("taken with a line break (CR LF) at its end", Some([key.trim_ascii(), b"\r\n"].concat()));
    add("taken with a space at its end", Some([key.trim_ascii(), b" "].concat()));
    add("taken without its quotation marks", Some(text.trim_matches(['"', '\'']).as_bytes().to_vec()));
    add("taken with quotation marks around it", Some(format!("\"{text}\"").into_bytes()));
    add("decoded from Base64 first", base64_key(text));
    add("decoded from hex first", unhex(text));
    add("encoded in Base64 first", Some(STANDARD.encode(key).into_bytes()));
    add("written in hex first", Some(super::hex(key).into_bytes()));
    add("taken in lower case", Some(text.to_lowercase().into_bytes()));
    add("taken in upper case", Some(text.to_uppercase().into_bytes()));
    add("empty", Some(Vec::new()));
    keys
}

fn base64_key(text: &str) -> Option<Vec<u8>> {
    [&STANDARD, &STANDARD_NO_PAD, &URL_SAFE, &URL_SAFE_NO_PAD].into_iter().find_map(|it| it.decode(text).ok())
}

/// What the length of a digest gives away, where nothing that was tried gives the digest itself.
fn by_length(digest: &[u8]) -> Option<&'static str> {
    match digest.len() {
        16 => Some("a hash of 128 bits, such as MD5"),
        20 => Some("a hash of 160 bits, such as SHA-1"),
        28 => Some("a hash of 224 bits, such as SHA-224"),
        48 => Some("a hash of 384 bits, such as SHA-384"),
        64 => Some("a hash of 512 bits, such as SHA-512"),
        _ => None,
    }
}
