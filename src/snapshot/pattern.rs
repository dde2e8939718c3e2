//! How values that change look, where no documented name tells: UUIDs, dates with a time.

use std::sync::LazyLock;

use regex::Regex;

use super::kind::Kind;

/// RFC 4122, any version.
static UUID: LazyLock<Regex> =
    LazyLock::new(|| compiled(r"(?i)\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"));

/// RFC 3339, the same with a space (the API's own habit), and the dates of HTTP headers (RFC 9110).
static TIMESTAMP: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"(?x)
        \b\d{4}-\d{2}-\d{2}[T\x20]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?
        | \b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),\x20\d{2}\x20[A-Z][a-z]{2}\x20\d{4}\x20\d{2}:\d{2}:\d{2}\x20GMT",
    )
});

/// A day alone.
static DAY: LazyLock<Regex> = LazyLock::new(|| compiled(r"\b\d{4}-\d{2}-\d{2}\b"));

fn compiled(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is a constant that compiles")
}

/// A found part of a text: its bytes, and what is there.
pub(super) type Spot = (usize, usize, Kind);

/// A text without the values that are told by their looks: what is left of two runs is the same where nothing else changes.
pub(super) fn without_values(text: &str) -> String {
    let text = TIMESTAMP.replace_all(text, "\u{0}");
    UUID.replace_all(&text, "\u{1}").into_owned()
}

/// The first UUID.
pub(super) fn uuid(text: &str) -> Option<Spot> {
    UUID.find(text).map(|found| (found.start(), found.end(), Kind::Uuid))
}

/// The first date with a time.
pub(super) fn timestamp(text: &str) -> Option<Spot> {
    TIMESTAMP.find(text).map(|found| (found.start(), found.end(), Kind::Timestamp))
}

/// The first day that is one of these.
pub(super) fn day(text: &str, wanted: &dyn Fn(&str) -> bool) -> Option<Spot> {
    let found = DAY.find_iter(text).find(|found| wanted(found.as_str()))?;
    Some((found.start(), found.end(), Kind::Date))
}

/// What a whole text is by its looks; a day counts as one whichever it is.
pub(super) fn of_whole(text: &str) -> Option<Kind> {
    let whole = |spot: Option<Spot>| spot.filter(|(start, end, _)| *start == 0 && *end == text.len());
    let day = whole(day(text, &|_| true));
    let found = whole(uuid(text)).or_else(|| whole(timestamp(text))).or(day).map(|(_, _, kind)| kind);
    found.or_else(|| is_address(text).then_some(Kind::Url))
}

/// Whether a text begins as a whole address does.
pub(super) fn is_address(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}
