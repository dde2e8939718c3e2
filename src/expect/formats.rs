//! The formats of texts that `format` knows, by their names in decisions.md A13.

use std::net::{Ipv4Addr, Ipv6Addr};

use base64::Engine;

use super::{country, time};

/// Whether a text is in a format; an unknown format has no texts.
pub(super) fn is_in_format(name: &str, text: &str) -> bool {
    match name {
        "uuid" => is_uuid(text),
        "date" => time::date(text).is_some(),
        "date_time" => is_date_time(text),
        "time" => is_time(text),
        "email" => is_email(text),
        "uri" => uri_scheme(text).is_some(),
        "url" => is_url(text),
        "ipv4" => text.parse::<Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<Ipv6Addr>().is_ok(),
        "country" => country::is_country(text),
        "base64" => {
            !text.is_empty() && base64::engine::general_purpose::STANDARD.decode(text.as_bytes()).is_ok()
        }
        "hex" => !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit()),
        _ => false,
    }
}

/// A text in a format, for messages.
pub(super) fn example(name: &str) -> &'static str {
    match name {
        "uuid" => "such as 7c9e6679-7425-40de-944b-e07fc1f90ae7",
        "date" => "such as 2030-01-31",
        "date_time" => "such as 2030-01-31T12:00:00Z",
        "time" => "such as 12:00:00",
        "email" => "such as anna@example.com",
        "uri" => "such as urn:isbn:0451450523",
        "url" => "such as https://example.com/",
        "ipv4" => "such as 192.0.2.1",
        "ipv6" => "such as 2001:db8::1",
        "country" => "ISO 3166-1 alpha-2, such as LT",
        "base64" => "such as aGVsbG8=",
        "hex" => "such as 1f3a",
        _ => "unknown",
    }
}

/// Why a text that is a time is not in the format `date_time`.
pub(super) fn time_hint(text: &str) -> Option<String> {
    time::Moment::read(text)?;
    if text.len() == 10 {
        return Some("it is a date without a time: write `format: date`".to_owned());
    }
    Some("it has no time zone, which RFC 3339 wants".to_owned())
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36 && uuid::Uuid::try_parse(text).is_ok()
}

/// RFC 3339 with its offset.
fn is_date_time(text: &str) -> bool {
    let zoned = text.ends_with(['Z', 'z']) || text.get(19..).is_some_and(|rest| rest.contains(['+', '-']));
    zoned && time::Moment::read(text).is_some()
}

/// The time of RFC 3339; its offset may be missing.
fn is_time(text: &str) -> bool {
    // A time is right where a day makes it a right date and time.
    text.len() >= 8 && text.is_ascii() && time::Moment::read(&format!("2000-01-01T{text}")).is_some()
}

/// Something, `@`, and a domain with a dot: what a form accepts, not all that RFC 5322 allows.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let clean = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && !part.ends_with('.')
            && !part.contains("..")
            && part.chars().all(|character| {
                !character.is_whitespace() && !character.is_control() && !"@,;:<>()[]\"\\".contains(character)
            })
    };
    text.len() <= 254 && local.len() <= 64 && clean(local) && clean(domain) && domain.contains('.')
}

/// The scheme, where the text has one and no character that a URI cannot have.
fn uri_scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once(':')?;
    let named = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|character| character.is_ascii_alphanumeric() || "+-.".contains(character));
    let allowed = |byte: u8| byte.is_ascii_graphic() && !b"<>\"\\^`{|}".contains(&byte);
    (named && !rest.is_empty() && rest.bytes().all(allowed) && escapes_are_whole(rest)).then_some(scheme)
}

fn escapes_are_whole(text: &str) -> bool {
    text.split('%')
        .skip(1)
        .all(|rest| rest.as_bytes().get(..2).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)))
}

/// An absolute `http` or `https` address with a host.
fn is_url(text: &str) -> bool {
    let web = uri_scheme(text)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"));
    let host =
        text.split_once("://").map_or("", |(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or(""));
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    web && !host.is_empty() && !host.starts_with(':')
}
