//! `request`, and the request of a `poll`: where it goes, what it carries, and whose credentials.

use super::{
    Address, Auth, Body, HttpRequest, Target,
    address::Origin as AddressOrigin,
    api::{Special, special},
    api_value::{Fault, FieldHelp},
    arguments::{Argument, find, has_unknown_key},
    desk::Desk,
    literal_secret::warn_in_request,
    reports::Origin,
    wording::{did_you_mean, listed},
};
use crate::{
    diagnostic::{Label, code},
    scenario::Step,
    source::{Entry, Place, Span},
    template::Template,
};

/// The methods of RFC 9110, and PATCH of RFC 5789.
const METHODS: [&str; 9] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT"];
const BODIES: [&str; 4] = ["json", "form", "text", "file"];

/// A request with everything that was written of it.
pub(super) fn request(desk: &mut Desk, step: &Step, arguments: &[Argument]) -> Option<HttpRequest> {
    let address = address(desk, step, arguments);
    let body = body(desk, arguments);
    let method = method(desk, arguments, &body);
    let query = pairs(desk, arguments, "query");
    let headers = pairs(desk, arguments, "headers");
    let auth = auth(desk, arguments);
    warn_in_request(desk, arguments);
    Some(HttpRequest {
        method: method?,
        address: address?,
        query: query.into(),
        headers: headers.into(),
        body,
        auth,
    })
}

fn method(desk: &mut Desk, arguments: &[Argument], body: &Body) -> Option<Template> {
    let Some(argument) = find(arguments, "method") else {
        let has_body = !matches!(body, Body::Empty);
        return Some(Template::text(if has_body { "POST" } else { "GET" }));
    };
    if let Special::Raw(inner) = special(argument.value) {
        let inner = Argument { value: inner, ..*argument };
        let template = desk.scalar(&inner, "a method such as `GET`")?;
        desk.judge_each(inner.origin, inner.value, |value| judge_token(&value.to_text()));
        return Some(template);
    }
    let template = desk.scalar(argument, "a method such as `GET`")?;
    desk.judge_each(argument.origin, argument.value, |value| judge_method(&value.to_text()));
    Some(template)
}

/// A method that HTTP names; any other is probably a slip.
fn judge_method(text: &str) -> Result<(), Fault> {
    if METHODS.contains(&text) {
        return Ok(());
    }
    judge_token(text)?;
    let known = did_you_mean(text, METHODS).unwrap_or_else(|| format!("the methods are {}", listed(METHODS)));
    Err(Fault {
        code: code::WRONG_TYPE,
        message: format!("`{text}` is no HTTP method"),
        help: vec![known],
        field: Some(Box::new(FieldHelp::new(
            "method",
            vec![format!("to send it on purpose: `method: {{ raw: {text} }}`")],
        ))),
    })
}

/// What can stand in a request at all.
fn judge_token(text: &str) -> Result<(), Fault> {
    if http::Method::from_bytes(text.as_bytes()).is_ok() {
        return Ok(());
    }
    let help = did_you_mean(text.trim(), METHODS);
    let help = help.unwrap_or_else(|| format!("a method is one word: {}", listed(METHODS)));
    Err(Fault {
        code: code::WRONG_TYPE,
        message: "this cannot be an HTTP method".to_owned(),
        help: vec![help],
        field: None,
    })
}

fn address(desk: &mut Desk, step: &Step, arguments: &[Argument]) -> Option<Address> {
    match (find(arguments, "path"), find(arguments, "url")) {
        (Some(path), None) => {
            let template = desk.scalar(path, "a path such as `/api/v2/status`")?;
            check_path(desk, path);
            Some(Address::Path(template))
        }
        (None, Some(url)) => {
            let template = desk.scalar(url, "an address such as `https://example.com/`")?;
            check_url(desk, url);
            Some(Address::Url(template))
        }
        (Some(path), Some(url)) => {
            twice(desk, path, url, "a request has one address, found `path` and `url`");
            None
        }
        (None, None) if has_unknown_key(step) => None,
        (None, None) => {
            let message = format!("`{}` does not say where it goes", step.verb.value.word());
            let help = "add `path: /...` behind the environment's address, or a whole `url: https://...`";
            desk.error(Origin::File, code::MISSING_KEY, step.verb.span, message).help.push(help.to_owned());
            None
        }
    }
}

fn twice(desk: &mut Desk, first: &Argument, second: &Argument, message: &str) {
    let place = desk.reports.place(first.origin, first.key);
    let diagnostic = desk.error(second.origin, code::DEFINED_TWICE, second.key, message);
    diagnostic.labels.push(Label { place, text: String::new() });
    diagnostic.help.push("keep the one that is meant".to_owned());
}

fn check_path(desk: &mut Desk, argument: &Argument) {
    desk.judge_each(argument.origin, argument.value, |value| judge_path(&value.to_text()));
}

fn judge_path(text: &str) -> Result<(), Fault> {
    let fault = |message: &str, help: String| {
        Err(Fault { code: code::ADDRESS, message: message.to_owned(), help: vec![help], field: None })
    };
    let help = if text.contains("://") {
        "a whole address is written `url: ...`".to_owned()
    } else {
        format!("write `path: /{text}`")
    };
    if !text.starts_with('/') || text.starts_with("//") {
        return fault("a `path` begins with one `/`", help);
    }
    if text
        .contains(|character: char| character.is_whitespace() || character.is_control() || character == '#')
    {
        let help =
            "write `%20` for a space and `%23` for `#`, or put what belongs to the query under `query`";
        return fault("a `path` cannot hold spaces or `#`", help.to_owned());
    }
    Ok(())
}

fn check_url(desk: &mut Desk, argument: &Argument) {
    desk.judge_each(argument.origin, argument.value, |value| {
        let judged = AddressOrigin::of_url(&value.to_text());
        judged.map(|_| ()).map_err(|fault| Fault {
            code: code::ADDRESS,
            message: fault.message,
            help: vec![fault.help],
            field: None,
        })
    });
}

fn body(desk: &mut Desk, arguments: &[Argument]) -> Body {
    let bodies: Vec<&Argument> = BODIES.iter().filter_map(|name| find(arguments, name)).collect();
    match bodies.as_slice() {
        [] => Body::Empty,
        [only] => one_body(desk, only).unwrap_or(Body::Empty),
        [first, second, ..] => {
            let message = format!("a request has one body, found `{}` and `{}`", first.name, second.name);
            twice(desk, first, second, &message);
            Body::Empty
        }
    }
}

fn one_body(desk: &mut Desk, argument: &Argument) -> Option<Body> {
    match argument.name {
        "json" => {
            desk.warn_numbers(argument.origin, argument.value);
            Some(Body::Json(desk.template(argument.origin, argument.value)))
        }
        "form" => Some(Body::Form(named(desk, argument).into())),
        "text" => desk.scalar(argument, "a text").map(Body::Text),
        _ => {
            let template = desk.scalar(argument, "the path of a file, from the suite's root")?;
            check_file(desk, argument);
            Some(Body::File(template))
        }
    }
}

fn check_file(desk: &mut Desk, argument: &Argument) {
    let files = desk.request.suite_files;
    desk.judge_each(argument.origin, argument.value, |value| {
        let path = value.to_text();
        let help = "paths are taken from the suite's root, where `idvet.yaml` is".to_owned();
        files.bytes(&path).map(|_| ()).map_err(|cause| Fault {
            code: code::FILE,
            message: format!("this file cannot be read: {cause}"),
            help: vec![help],
            field: None,
        })
    });
}

fn pairs(desk: &mut Desk, arguments: &[Argument], name: &str) -> Vec<(String, Template)> {
    find(arguments, name).map(|argument| named(desk, argument)).unwrap_or_default()
}

/// A map of names and scalars, or lists of scalars.
fn named(desk: &mut Desk, argument: &Argument) -> Vec<(String, Template)> {
    let Some(entries) = argument.value.as_map() else {
        let example = format!("{}: {{ name: value }}", argument.name);
        desk.wrong_type_as_in(argument, "a map of names and values", &example);
        return Vec::new();
    };
    let mut pairs = Vec::new();
    for entry in entries {
        let value = Argument { name: &entry.key.text, key: entry.key.span, value: &entry.value, ..*argument };
        let elements = entry.value.as_list().map_or_else(|| vec![&entry.value], |list| list.iter().collect());
        if elements.iter().any(|node| node.as_scalar().is_none() || node.is_null()) {
            let example = format!("{}: {{ {}: value }}", argument.name, entry.key.text);
            desk.wrong_type_as_in(&value, "a text or a list of texts", &example);
        } else if argument.name == "headers"
            && http::HeaderName::from_bytes(entry.key.text.as_bytes()).is_err()
        {
            let message = format!("`{}` cannot be the name of a header", entry.key.text);
            let help = "the name of a header has no spaces and no letters beyond `a` to `z`: `x-request-id`";
            desk.error(argument.origin, code::WRONG_TYPE, entry.key.span, message).help.push(help.to_owned());
        } else {
            warn_secret(desk, &value);
            pairs.push((entry.key.text.clone(), desk.field_template(argument.origin, &entry.value)));
        }
    }
    pairs
}

/// Credentials that stand in a header as they are (decisions.md B18); short ones are wrong on purpose.
fn warn_secret(desk: &mut Desk, header: &Argument) {
    const LEAST: usize = 20;
    let text = header.value.as_scalar().map(|scalar| scalar.text.as_str()).unwrap_or_default();
    let credentials = text.split_once(' ').map(|(_, credentials)| credentials.trim()).unwrap_or_default();
    let literal = credentials.len() >= LEAST && !text.contains("${");
    if header.name.eq_ignore_ascii_case("authorization") && literal {
        let message = "these credentials stand in the file for everyone to read";
        let warning = desk.reports.of(header.origin).warning(code::SECRET_LIKE, header.value.span, message);
        warning.help.push("`auth: environment` sends those of the environment".to_owned());
    }
}

fn auth(desk: &mut Desk, arguments: &[Argument]) -> Auth {
    let url = find(arguments, "url");
    let Some(argument) = find(arguments, "auth") else {
        return if url.is_some() { Auth::None } else { Auth::Environment };
    };
    let word = argument.value.as_scalar().map(|scalar| scalar.text.as_str());
    match (word, argument.value.as_map()) {
        (Some("environment"), _) => {
            if let Some(url) = url {
                keep_credentials(desk, argument.value.span, argument.origin, url);
            }
            Auth::Environment
        }
        (Some("none"), _) => Auth::None,
        (_, Some(_)) => pair(desk, argument),
        (Some(_) | None, None) => {
            desk.wrong_type(argument, "`environment`, `none` or `{ api_key: ..., api_secret: ... }`");
            Auth::None
        }
    }
}

/// The environment's credentials never go to another server (decisions.md C6).
fn keep_credentials(desk: &mut Desk, span: Span, origin: Origin, url: &Argument) {
    let own = match &desk.environment.target {
        Target::Address { base_url, .. } => AddressOrigin::of_url(base_url).ok(),
        Target::Emulator { .. } => None,
    };
    let goes_to =
        desk.computed_text(url.origin, url.value).and_then(|text| AddressOrigin::of_url(&text).ok());
    if own.is_none() || own != goes_to {
        let message = "the environment's credentials never go to another server";
        let place: Place = desk.reports.place(url.origin, url.value.span);
        let diagnostic = desk.error(origin, code::ADDRESS, span, message);
        diagnostic.labels.push(Label { place, text: String::new() });
        diagnostic.help.push(
            "write `path:` in place of `url:`, or `auth: { api_key: ..., api_secret: ... }`".to_owned(),
        );
    }
}

fn pair(desk: &mut Desk, argument: &Argument) -> Auth {
    let entries = argument.value.as_map().unwrap_or_default();
    let known = |entry: &&Entry| entry.key.text == "api_key" || entry.key.text == "api_secret";
    let whole = entries.iter().all(|entry| known(&entry));
    for entry in entries.iter().filter(|entry| !known(entry)) {
        let message = format!("unknown key `{}` under `auth`", entry.key.text);
        let help = did_you_mean(&entry.key.text, ["api_key", "api_secret"])
            .unwrap_or_else(|| "write `auth: { api_key: ..., api_secret: ... }`".to_owned());
        desk.error(argument.origin, code::UNKNOWN_KEY, entry.key.span, message).help.push(help);
    }
    let mut one = |name: &'static str| {
        let Some(value) = argument.value.get(name) else {
            if !whole {
                return None;
            }
            let message = format!("`auth` has no `{name}`");
            let help = "write `auth: { api_key: ..., api_secret: ... }`".to_owned();
            desk.error(argument.origin, code::MISSING_KEY, argument.key, message).help.push(help);
            return None;
        };
        let part = Argument { name, value, ..*argument };
        desk.scalar(&part, "a text")
    };
    let (key, secret) = (one("api_key"), one("api_secret"));
    key.zip(secret).map_or(Auth::None, |(key, secret)| Auth::Pair(key, secret))
}
