//! Comparisons of values (RFC 9535 section 2.3.5.2.2), without recursion on the document.

use std::cmp::Ordering;

use serde_json::{Map, Number, Value};

use super::limit::{QueryLimit, Work};
use super::tree::Operator;

/// Whether the comparison holds; none stands for what a query did not find.
pub(super) fn holds_between(
    left: Option<&Value>,
    operator: Operator,
    right: Option<&Value>,
    work: &mut Work,
) -> Result<bool, QueryLimit> {
    Ok(match operator {
        Operator::Equal => equal(left, right, work)?,
        Operator::NotEqual => !equal(left, right, work)?,
        Operator::Less => less(left, right),
        Operator::Greater => less(right, left),
        Operator::LessOrEqual => less(left, right) || equal(left, right, work)?,
        Operator::GreaterOrEqual => less(right, left) || equal(left, right, work)?,
    })
}

fn less(left: Option<&Value>, right: Option<&Value>) -> bool {
    match (left, right) {
        (Some(Value::Number(left)), Some(Value::Number(right))) => order(left, right) == Some(Ordering::Less),
        (Some(Value::String(left)), Some(Value::String(right))) => left < right,
        _ => false,
    }
}

fn equal(left: Option<&Value>, right: Option<&Value>, work: &mut Work) -> Result<bool, QueryLimit> {
    match (left, right) {
        (Some(left), Some(right)) => equal_values(left, right, work),
        (left, right) => Ok(left.is_none() && right.is_none()),
    }
}

fn equal_values<'v>(left: &'v Value, right: &'v Value, work: &mut Work) -> Result<bool, QueryLimit> {
    let mut pairs = vec![(left, right)];
    while let Some((left, right)) = pairs.pop() {
        work.spend(1)?;
        let equal_so_far = match (left, right) {
            (Value::Array(left), Value::Array(right)) => {
                work.spend(left.len())?;
                pairs.extend(left.iter().zip(right));
                left.len() == right.len()
            }
            (Value::Object(left), Value::Object(right)) => {
                work.spend(left.len())?;
                left.len() == right.len() && pair_members(left, right, &mut pairs)
            }
            (Value::Number(left), Value::Number(right)) => order(left, right) == Some(Ordering::Equal),
            (Value::String(left), Value::String(right)) => {
                work.spend_on_text(left)?;
                left == right
            }
            (Value::Null, Value::Null) => true,
            (Value::Bool(left), Value::Bool(right)) => left == right,
            _ => false,
        };
        if !equal_so_far {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Adds the members of the same name as pairs; false when a name is missing on the right.
fn pair_members<'v>(
    left: &'v Map<String, Value>,
    right: &'v Map<String, Value>,
    pairs: &mut Vec<(&'v Value, &'v Value)>,
) -> bool {
    left.iter().all(|(name, value)| match right.get(name) {
        Some(other) => {
            pairs.push((value, other));
            true
        }
        None => false,
    })
}

/// Whole numbers exactly, all others as doubles: `1` and `1.0` are the same number.
fn order(left: &Number, right: &Number) -> Option<Ordering> {
    match (whole(left), whole(right)) {
        (Some(left), Some(right)) => Some(left.cmp(&right)),
        _ => left.as_f64()?.partial_cmp(&right.as_f64()?),
    }
}

fn whole(number: &Number) -> Option<i128> {
    number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from))
}
