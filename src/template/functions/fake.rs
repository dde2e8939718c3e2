//! Names and addresses of people who do not exist.

use super::{
    super::mistake::shortened,
    Complaint, Scope, Value,
    names::{HouseNumber, LOCALES, Locale},
    random::{below, one_of},
    text_of,
};

pub(super) fn first_name(values: &[Value], scope: &dyn Scope) -> Result<Value, Complaint> {
    Ok(one_of(chosen(values)?.first_names, scope).unwrap_or_default().into())
}

pub(super) fn last_name(values: &[Value], scope: &dyn Scope) -> Result<Value, Complaint> {
    Ok(one_of(chosen(values)?.last_names, scope).unwrap_or_default().into())
}

pub(super) fn address(values: &[Value], scope: &dyn Scope) -> Result<Value, Complaint> {
    const HOUSES: u64 = 120;
    let locale = chosen(values)?;
    let street = one_of(locale.streets, scope).unwrap_or_default();
    let number = below(HOUSES, scope) + 1;
    let city = one_of(locale.cities, scope).unwrap_or_default();
    Ok(match locale.house_number {
        HouseNumber::First => format!("{number} {street}, {city}"),
        HouseNumber::Last => format!("{street} {number}, {city}"),
    }
    .into())
}

/// The locale of that code, letter case and region aside: `lt`, `LT`, `en-GB`, `en_US`.
pub(super) fn locale(text: &str) -> Result<&'static Locale, Complaint> {
    let language = text.split(['-', '_']).next().unwrap_or(text);
    LOCALES.iter().find(|locale| locale.code.eq_ignore_ascii_case(language)).ok_or_else(|| {
        let known: Vec<String> = LOCALES.iter().map(|locale| format!("`{}`", locale.code)).collect();
        Complaint::new(format!("there are no names for the locale `{}`", shortened(text)))
            .help(format!("the locales are {}", known.join(", ")))
    })
}

/// The locale of the first argument, the first one there is without it.
fn chosen(values: &[Value]) -> Result<&'static Locale, Complaint> {
    match values {
        [] => Ok(&LOCALES[0]),
        _ => locale(&text_of(values, 0)),
    }
}
