//! Distances in time, as `now` and `today` take them: a sign, a whole number, one unit.

use jiff::Span;

use super::{super::mistake::shortened, Complaint};

const UNITS: &str = "the units are `s`, `m` (minutes), `h`, `d`, `w`, `mo` (months) and `y`";

/// Reads `+1d` or `-18y`.
pub(super) fn parse(text: &str) -> Result<Span, Complaint> {
    let unsigned = text.strip_prefix(['+', '-']);
    let rest = unsigned.unwrap_or(text);
    let (number, unit) = rest.split_at(rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len()));
    let refused = || Complaint::new(format!("`{}` is not an offset", shortened(text)));
    if number.is_empty() {
        return Err(refused().help("an offset is a sign, a whole number and a unit: `'+1d'`, `'-18y'`"));
    }
    if unit.is_empty() {
        return Err(refused().help(format!("{number} what? write a unit, as in `'+{number}d'`; {UNITS}")));
    }
    let Ok(number) = number.parse::<i64>() else { return Err(out_of_range(text)) };
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let Some(span) = of_unit(sign * number, unit) else {
        return Err(refused().help(format!("one number and one unit only, as in `'+90m'`; {UNITS}")));
    };
    if unsigned.is_none() {
        return Err(refused().help(format!("begin with a sign: `'+{text}'` or `'-{text}'`")));
    }
    span.map_err(|_| out_of_range(text))
}

fn of_unit(number: i64, unit: &str) -> Option<Result<Span, jiff::Error>> {
    let span = Span::new();
    Some(match unit {
        "s" => span.try_seconds(number),
        "m" => span.try_minutes(number),
        "h" => span.try_hours(number),
        "d" => span.try_days(number),
        "w" => span.try_weeks(number),
        "mo" => span.try_months(number),
        "y" => span.try_years(number),
        _ => return None,
    })
}

/// An offset that leads out of the years 1 to 9999.
pub(super) fn out_of_range(text: &str) -> Complaint {
    Complaint::new(format!("the offset `{}` leads out of the years 1 to 9999", shortened(text)))
}
