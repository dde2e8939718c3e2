//! Times and dates in UTC, by the scope's clock.

use jiff::{Zoned, tz::TimeZone};

use super::{Complaint, Scope, Value, offset, text_of};

pub(super) fn now(values: &[Value], scope: &dyn Scope) -> Result<Value, Complaint> {
    Ok(moment(values, scope)?.strftime("%Y-%m-%dT%H:%M:%SZ").to_string().into())
}

pub(super) fn today(values: &[Value], scope: &dyn Scope) -> Result<Value, Complaint> {
    Ok(moment(values, scope)?.strftime("%Y-%m-%d").to_string().into())
}

/// The time, moved by the offset where one is given. Months and years keep the day where the month has it:
/// a year behind 29 February is 28 February.
fn moment(values: &[Value], scope: &dyn Scope) -> Result<Zoned, Complaint> {
    let now = scope.now().to_zoned(TimeZone::UTC);
    if values.is_empty() {
        return Ok(now);
    }
    let text = text_of(values, 0);
    let moved = now.checked_add(offset::parse(&text)?).ok();
    moved.filter(|moment| (1..=9999).contains(&moment.year())).ok_or_else(|| offset::out_of_range(&text))
}
