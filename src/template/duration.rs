//! Durations as the language writes them (decisions.md A14), and as messages show them.

use std::time::Duration;

use super::mistake::shortened;

/// Why a text is not a duration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct DurationError {
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

const FORM: &str = "write a number and one of `ms`, `s`, `m`, `h`, `d`, as in `500ms` or `1.5h`";

/// More digits than any duration within the bounds needs; the rest is too long, or too fine.
const MOST_DIGITS: usize = 18;

const NANOSECONDS: [(&str, u128); 5] = [
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
    ("d", 86_400_000_000_000),
];

/// Ten years of 365 days.
const LONGEST: u128 = 3650 * 86_400_000_000_000;

/// Reads `500ms`, `2s`, `1.5m`, `24h`, `30d`: one number, one unit, at most ten years.
///
/// # Errors
/// Anything else, with what to write instead.
pub fn parse_duration(text: &str) -> Result<Duration, DurationError> {
    let (number, unit) =
        text.split_at(text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len()));
    let Some((whole, fraction)) = divide(number) else { return Err(refuse(text, form_help(text))) };
    let Some(nanoseconds) = unit_length(unit) else { return Err(refuse(text, unit_help(number, unit))) };
    if whole.len() > MOST_DIGITS || fraction.len() > MOST_DIGITS {
        return Err(too_long(text));
    }
    let whole = digits_value(whole) * nanoseconds;
    let scale = 10u128.pow(u32::try_from(fraction.len()).unwrap_or(0));
    let total = whole + digits_value(fraction) * nanoseconds / scale;
    if total > LONGEST {
        return Err(too_long(text));
    }
    u64::try_from(total).map(Duration::from_nanos).map_err(|_| too_long(text))
}

/// A duration for a person: `350ms`, `1.2s`, `2m 5s`, `30d`. Rounded to what matters at its length:
/// below ten seconds to hundredths, below a minute to tenths, above to seconds.
pub fn show_duration(duration: Duration) -> String {
    let nanoseconds = duration.as_nanos();
    let rounded = |step: u128| (nanoseconds + step / 2) / step * step;
    match nanoseconds {
        0 => "0s".to_owned(),
        1..1_000_000 => decimal(rounded(10_000), 1_000_000, "ms"),
        1_000_000..999_500_000 => decimal(rounded(1_000_000), 1_000_000, "ms"),
        999_500_000..9_995_000_000 => decimal(rounded(10_000_000), 1_000_000_000, "s"),
        9_995_000_000..59_950_000_000 => decimal(rounded(100_000_000), 1_000_000_000, "s"),
        _ => in_units(rounded(1_000_000_000) / 1_000_000_000),
    }
}

/// The digits before and behind the point.
fn divide(number: &str) -> Option<(&str, &str)> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let sound = !whole.is_empty() && !fraction.is_empty() && !fraction.contains('.');
    sound.then_some((whole, fraction))
}

fn unit_length(unit: &str) -> Option<u128> {
    NANOSECONDS.iter().find(|(name, _)| *name == unit).map(|(_, length)| *length)
}

/// The value of at most [`MOST_DIGITS`] digits.
fn digits_value(digits: &str) -> u128 {
    digits.bytes().fold(0, |value, digit| value * 10 + u128::from(digit.saturating_sub(b'0')))
}

fn refuse(text: &str, help: String) -> DurationError {
    DurationError { message: format!("`{}` is not a duration", shortened(text)), help }
}

fn too_long(text: &str) -> DurationError {
    DurationError {
        message: format!("the duration `{}` is out of range", shortened(text)),
        help: "a duration has at most ten years (`3650d`) and 18 digits".to_owned(),
    }
}

fn form_help(text: &str) -> String {
    match text.chars().next() {
        Some('-') => "a duration is never negative".to_owned(),
        Some('.') if text[1..].starts_with(|c: char| c.is_ascii_digit()) => {
            format!("begin with a digit: `0{}`", shortened(text))
        }
        _ => FORM.to_owned(),
    }
}

/// What to write in place of an unknown unit behind a sound number.
fn unit_help(number: &str, unit: &str) -> String {
    let shown = shortened(number);
    let word = unit.trim();
    if word.is_empty() {
        return format!("{shown} what? write `{shown}s` for seconds; the units are `ms`, `s`, `m`, `h`, `d`");
    }
    if let Some(sum) = sum_of_parts(number, unit) {
        return format!("one number and one unit only: write `{sum}`");
    }
    let meant = match word.to_lowercase().as_str() {
        "ms" | "msec" | "msecs" | "millis" | "millisecond" | "milliseconds" => "ms",
        "s" | "sec" | "secs" | "second" | "seconds" => "s",
        "m" | "min" | "mins" | "minute" | "minutes" => "m",
        "h" | "hr" | "hrs" | "hour" | "hours" => "h",
        "d" | "day" | "days" => "d",
        _ => return FORM.to_owned(),
    };
    format!("write `{shown}{meant}`")
}

/// `1m30s` as `90s`: the sum in the unit of the last part; nothing where it is not such a text, or very long.
fn sum_of_parts(first: &str, rest: &str) -> Option<String> {
    const LONGEST_TEXT: usize = 40;
    let text = format!("{first}{rest}");
    let (mut total, mut last, mut left) = (0u128, ("", 0u128), text.as_str());
    while !left.is_empty() && text.len() <= LONGEST_TEXT {
        left = left.trim_start();
        let (number, behind) = left.split_at(left.find(|c: char| !c.is_ascii_digit())?);
        let end = behind.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(behind.len());
        let unit = &behind[..end];
        last = (unit, unit_length(unit)?);
        if number.is_empty() || number.len() > MOST_DIGITS {
            return None;
        }
        total += digits_value(number) * last.1;
        left = &behind[end..];
    }
    (last.1 > 0 && left.is_empty() && total.is_multiple_of(last.1))
        .then(|| format!("{}{}", total / last.1, last.0))
}

/// A number of units with at most two decimals, without zeros at its end.
fn decimal(nanoseconds: u128, unit: u128, name: &str) -> String {
    let (whole, hundredths) = (nanoseconds / unit, nanoseconds % unit * 100 / unit);
    let shown = format!("{whole}.{hundredths:02}");
    format!("{}{name}", shown.trim_end_matches('0').trim_end_matches('.'))
}

fn in_units(seconds: u128) -> String {
    let parts =
        [(seconds / 86_400, "d"), (seconds / 3600 % 24, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")];
    let shown: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count}{unit}")).collect();
    shown.join(" ")
}
