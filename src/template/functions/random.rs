//! Random values, each as likely as any other, drawn from the scope alone.

use super::{Complaint, Scope, Value, argument::as_whole, whole};

/// How often a draw is repeated that would favour some values. At most half of all draws are repeated, so that
/// the bound is never met but by a scope that is not random, which must not hang the run.
const MOST_DRAWS: usize = 128;

pub(super) fn uuid(scope: &dyn Scope) -> String {
    let bits = u128::from(scope.random()) << 64 | u128::from(scope.random());
    uuid::Builder::from_random_bytes(bits.to_be_bytes()).into_uuid().to_string()
}

pub(super) fn digits(count: i64, scope: &dyn Scope) -> String {
    (0..count).filter_map(|_| char::from_digit(u32::try_from(below(10, scope)).ok()?, 10)).collect()
}

pub(super) fn int(values: &[Value], scope: &dyn Scope) -> Result<Value, Complaint> {
    check_bounds(values)?;
    let (low, high) = (whole(values, 0), whole(values, 1));
    let distance = high.abs_diff(low);
    let step = distance.checked_add(1).map_or_else(|| scope.random(), |count| below(count, scope));
    Ok(serde_json::Value::from(low.wrapping_add_unsigned(step)).into())
}

/// Whether `random.int` has its bounds in the right order.
pub(super) fn check_bounds(values: &[Value]) -> Result<(), Complaint> {
    match (values.first().and_then(as_whole), values.get(1).and_then(as_whole)) {
        (Some(low), Some(high)) if low > high => Err(Complaint::new(format!(
            "`random.int` goes from {low} to {high}: the first is the greater one"
        ))
        .help(format!("write `random.int({high}, {low})`"))),
        _ => Ok(()),
    }
}

pub(super) fn pick(values: &[Value], scope: &dyn Scope) -> Result<Value, Complaint> {
    let list = values.first();
    let elements = list.and_then(|list| list.json.as_array()).map_or(0, Vec::len);
    let picked = list.and_then(|list| list.element(index(elements, scope)));
    picked.ok_or_else(|| Complaint::new("`random.pick` cannot use an empty list"))
}

/// A random element of a table; nothing of an empty one.
pub(super) fn one_of<T: Copy>(table: &[T], scope: &dyn Scope) -> Option<T> {
    table.get(index(table.len(), scope)).copied()
}

/// A random index of a list of so many elements; 0 where there are none.
fn index(length: usize, scope: &dyn Scope) -> usize {
    let count = u64::try_from(length).unwrap_or(u64::MAX).max(1);
    usize::try_from(below(count, scope)).unwrap_or(0)
}

/// A number from 0 up to, not including, `count`, which is at least 1.
///
/// The draws at the upper end, which the remainder would favour, are drawn again.
pub(super) fn below(count: u64, scope: &dyn Scope) -> u64 {
    let excess = (u64::MAX % count + 1) % count;
    let last_fair = u64::MAX - excess;
    let mut draw = scope.random();
    for _ in 1..MOST_DRAWS {
        if draw <= last_fair {
            break;
        }
        draw = scope.random();
    }
    draw % count
}
