//! From the environments that `idvet.yaml` writes down to the one that a run speaks to.

use std::time::Duration;

use super::{
    Environment, Kind, Limits, Target, Webhooks,
    address::{self, Origin as AddressOrigin},
    check::{ProdLeave, Request, is_unread},
    contract,
    duration::some_time,
    environment::{Credentials, EmulatorSetting},
    transport,
    variables::{Unset, Variables},
    webhooks,
    wording::{did_you_mean, listed},
};
use crate::{
    diagnostic::{Diagnostic, Problems, Severity, code},
    scenario::{EnvironmentText, Located, Suite},
    source::{Node, Place, Resolved, Tree},
};

/// The environment that is there without being written.
const EMBEDDED: &str = "emulator";
/// How long a request may take where nothing else is said.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
/// Scenarios side by side against an address, and in the embedded emulator.
const CONCURRENT: usize = 8;
const CONCURRENT_EMBEDDED: usize = 64;

/// The name of the environment that a request means.
pub(super) fn chosen_name<'a>(request: &Request<'a>) -> &'a str {
    let default = request.suite.default_environment.as_ref();
    request.environment.or_else(|| default.map(|name| name.value.as_str())).unwrap_or(EMBEDDED)
}

/// Settles the environment a request means, and looks at the shape of all others. `None` where it is ill-formed.
pub(super) fn settle(request: &Request, problems: &mut Problems) -> Option<Environment> {
    let wanted = chosen_name(request);
    for other in request.suite.environments.iter().filter(|other| other.name.value != wanted) {
        Settling { request, text: other, depth: Depth::Shape }.environment(problems);
    }
    let Some(text) = request.suite.environments.iter().find(|text| text.name.value == wanted) else {
        if wanted == EMBEDDED {
            return Some(embedded(request.suite));
        }
        if !is_unread(request, "environments") {
            problems.push(unknown(request, wanted));
        }
        return None;
    };
    let environment = Settling { request, text, depth: Depth::Chosen }.environment(problems)?;
    refuse_prod(request, text, &environment, problems);
    Some(environment)
}

/// The embedded emulator as it is where the suite says nothing of it.
pub(super) fn embedded(suite: &Suite) -> Environment {
    Environment {
        name: EMBEDDED.to_owned(),
        kind: Kind::Dev,
        target: Target::Emulator { settings: Vec::new() },
        limits: limits_of(CONCURRENT_EMBEDDED),
        request_timeout: REQUEST_TIMEOUT,
        transport: transport::of_suite(suite),
        contract: contract::suite_policy(suite),
        redact: redact(suite),
        webhooks: None,
    }
}

fn limits_of(concurrent_scenarios: usize) -> Limits {
    Limits { concurrent_scenarios, requests_per_second: None, requests_per_hour: None }
}

fn redact(suite: &Suite) -> Vec<String> {
    suite.redact.iter().map(|name| name.value.clone()).collect()
}

fn unknown(request: &Request, wanted: &str) -> Diagnostic {
    let names: Vec<&str> = request.suite.environments.iter().map(|text| text.name.value.as_str()).collect();
    let mut diagnostic = Diagnostic::error(code::ENVIRONMENT, format!("there is no environment `{wanted}`"));
    if let (None, Some(name)) = (request.environment, &request.suite.default_environment) {
        diagnostic = diagnostic.at(Place::new(&request.suite.source, name.span), "");
    }
    diagnostic.help.extend(did_you_mean(wanted, names.iter().copied()));
    let known = if names.contains(&EMBEDDED) { names } else { [&[EMBEDDED], names.as_slice()].concat() };
    diagnostic.help(format!("this suite has {}", listed(known)))
}

/// PROD is only spoken to with leave (decisions.md B11); the emulator playing it needs none (B13).
fn refuse_prod(
    request: &Request,
    text: &EnvironmentText,
    environment: &Environment,
    problems: &mut Problems,
) {
    let real = matches!(environment.target, Target::Address { .. });
    if real && environment.kind == Kind::Prod && request.prod == ProdLeave::Refused {
        let span = text.kind.as_ref().map_or(text.name.span, |kind| kind.span);
        problems
            .error(code::PROD, span, format!("`{}` is PROD, where a session costs money", environment.name))
            .help
            .push("add `--allow-prod` if that is meant".to_owned());
    }
}

/// How far an environment is looked into.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    /// It is spoken to: variables are filled in, files are read.
    Chosen,
    /// Only what is written is looked at.
    Shape,
}

pub(super) struct Settling<'a> {
    request: &'a Request<'a>,
    text: &'a EnvironmentText,
    depth: Depth,
}

impl Settling<'_> {
    fn environment(&self, problems: &mut Problems) -> Option<Environment> {
        let before = problems.count();
        let target = self.target(problems);
        let kind = self.kind(target.as_ref(), problems);
        let concurrent = match &target {
            Some(Target::Emulator { .. }) => CONCURRENT_EMBEDDED,
            Some(Target::Address { .. }) | None => CONCURRENT,
        };
        let limits = self.limits(limits_of(concurrent), problems);
        let request_timeout = self.timeout(problems);
        let transport = transport::of_environment(self.request.suite, self.text.transport.as_ref(), problems);
        let contract = contract::written(self.text.contract.as_ref(), problems);
        let webhooks = self.webhooks(target.as_ref(), problems);
        if problems.count() > before {
            return None;
        }
        Some(Environment {
            name: self.text.name.value.clone(),
            kind: kind?,
            target: target?,
            limits,
            request_timeout,
            transport,
            contract: contract.unwrap_or_else(|| contract::suite_policy(self.request.suite)),
            redact: redact(self.request.suite),
            webhooks,
        })
    }

    /// `webhooks`, of an address alone.
    fn webhooks(&self, target: Option<&Target>, problems: &mut Problems) -> Option<Webhooks> {
        let text = self.text.webhooks.as_ref()?;
        match target? {
            Target::Address { credentials, .. } => {
                webhooks::webhooks(self, text, &credentials.api_secret, problems)
            }
            Target::Emulator { .. } => {
                webhooks::refuse_embedded(self.name(), text, problems);
                None
            }
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.text.name.value
    }

    /// The bytes of a file of the suite; `None` where the environment is not spoken to.
    pub(super) fn file(&self, path: &str) -> Option<Result<Vec<u8>, String>> {
        (self.depth == Depth::Chosen).then(|| self.request.suite_files.bytes(path))
    }

    pub(super) fn fill(&self, text: &Located<String>, problems: &mut Problems) -> Option<String> {
        let nothing = |_: &str| None;
        let line = |name: &str| self.request.suite_files.unset_line(name);
        let variables = match self.depth {
            Depth::Chosen => Variables {
                lookup: self.request.variables,
                line: &line,
                unset: self.request.unset,
                environment: self.name(),
            },
            Depth::Shape => {
                Variables { lookup: &nothing, line: &line, unset: Unset::Allow, environment: self.name() }
            }
        };
        variables.fill(text, problems)
    }

    fn kind(&self, target: Option<&Target>, problems: &mut Problems) -> Option<Kind> {
        let Some(written) = &self.text.kind else {
            return match target {
                Some(Target::Emulator { .. }) => Some(Kind::Dev),
                Some(Target::Address { .. }) | None => self.no_kind(problems),
            };
        };
        let word = self.fill(written, problems)?;
        if let Some(kind) = Kind::of(&word) {
            return Some(kind);
        }
        let words = Kind::ALL.map(Kind::word);
        let diagnostic = problems.error(
            code::ENVIRONMENT,
            written.span,
            format!("there is no kind of environment `{word}`"),
        );
        diagnostic.help.extend(did_you_mean(&word, words));
        diagnostic.help.push(format!("the kinds are {}", listed(words)));
        None
    }

    fn no_kind(&self, problems: &mut Problems) -> Option<Kind> {
        problems
            .error(
                code::MISSING_KEY,
                self.text.name.span,
                format!("the environment `{}` has no `kind`", self.name()),
            )
            .help
            .push("add `kind: DEV`, or DEMO, TEST, PROD: it guards money and data".to_owned());
        None
    }

    fn target(&self, problems: &mut Problems) -> Option<Target> {
        match (self.emulator(problems), &self.text.base_url) {
            (Some(_), Some(base_url)) => {
                problems
                    .error(
                        code::ENVIRONMENT,
                        base_url.span,
                        format!("the environment `{}` has both `base_url` and `emulator`", self.name()),
                    )
                    .help
                    .push("keep the one that is meant".to_owned());
                None
            }
            (Some(settings), None) => Some(Target::Emulator { settings }),
            (None, Some(base_url)) => Some(self.address(base_url, problems)),
            (None, None) => {
                problems
                    .error(
                        code::MISSING_KEY,
                        self.text.name.span,
                        format!("the environment `{}` has no `base_url`", self.name()),
                    )
                    .help
                    .push("add `base_url: https://ivs.idenfy.com`, or `emulator: true`".to_owned());
                None
            }
        }
    }

    /// The switches of the emulator; `None` where the environment is not the emulator.
    fn emulator(&self, problems: &mut Problems) -> Option<Vec<EmulatorSetting>> {
        let node = self.text.emulator.as_ref()?;
        match &node.tree {
            Tree::Map(entries) => Some(
                entries
                    .iter()
                    .filter_map(|entry| self.setting(&entry.key.text, &entry.value, problems))
                    .collect(),
            ),
            Tree::Scalar(scalar) if scalar.resolve() == Resolved::Boolean(true) => Some(Vec::new()),
            Tree::Scalar(scalar) if scalar.resolve() == Resolved::Boolean(false) => None,
            Tree::Scalar(_) | Tree::List(_) => {
                let found = node.kind_name();
                problems
                    .error(
                        code::WRONG_TYPE,
                        node.span,
                        format!("expected `true` or a map of settings, found {found}"),
                    )
                    .help
                    .push("write `emulator: true`, or `emulator: { delay: 2s }`".to_owned());
                Some(Vec::new())
            }
        }
    }

    fn setting(&self, name: &str, node: &Node, problems: &mut Problems) -> Option<EmulatorSetting> {
        let Some(scalar) = node.as_scalar().filter(|_| !node.is_null()) else {
            let message = format!("expected a value for `{name}`, found {}", node.kind_name());
            problems.error(code::WRONG_TYPE, node.span, message).help.push(one_value(name, node));
            return None;
        };
        let written = Located { value: scalar.text.clone(), span: node.span };
        let value = self.fill(&written, problems)?;
        Some(EmulatorSetting { name: name.to_owned(), value, place: problems.place(node.span) })
    }

    fn address(&self, base_url: &Located<String>, problems: &mut Problems) -> Target {
        let ca_certificate = self.ca_certificate(problems);
        let credentials = self.credentials(problems);
        let filled = self.fill(base_url, problems);
        if let Some(text) = &filled
            && let Err(fault) = AddressOrigin::of_base_url(text)
        {
            problems.error(code::ADDRESS, base_url.span, fault.message).help.push(fault.help);
        }
        Target::Address {
            base_url: address::without_slash(&filled.unwrap_or_default()),
            credentials,
            ca_certificate,
        }
    }

    fn credentials(&self, problems: &mut Problems) -> Credentials {
        let pair = [("api_key", &self.text.api_key), ("api_secret", &self.text.api_secret)];
        let missing: Vec<&str> =
            pair.iter().filter(|(_, text)| text.is_none()).map(|(name, _)| *name).collect();
        if !missing.is_empty() && !self.is_reported() {
            problems
                .error(
                    code::MISSING_KEY,
                    self.text.name.span,
                    format!(
                        "the environment `{}` has no `{}` in `credentials`",
                        self.name(),
                        missing.join("` and no `")
                    ),
                )
                .help
                .push("write `credentials: { api_key: \"${env.IDENFY_API_KEY}\", api_secret: \"${env.IDENFY_API_SECRET}\" }`".to_owned());
        }
        let [api_key, api_secret] = pair
            .map(|(_, text)| text.as_ref().and_then(|text| self.fill(text, problems)).unwrap_or_default());
        Credentials { api_key, api_secret }
    }

    /// Whether the suite could not be read: what is missing here may have been refused there.
    pub(super) fn is_reported(&self) -> bool {
        self.request.suite_problems.iter().any(|problem| problem.severity == Severity::Error)
    }

    fn ca_certificate(&self, problems: &mut Problems) -> Option<Vec<u8>> {
        let written = self.text.ca_certificate.as_ref()?;
        let path = self.fill(written, problems)?;
        if self.depth == Depth::Shape {
            return None;
        }
        match self.request.suite_files.bytes(&path) {
            Ok(bytes) if bytes.windows(10).any(|window| window == b"-----BEGIN") => Some(bytes),
            Ok(_) => {
                let message = format!("`{path}` is no certificate in PEM form");
                let help = "it has to hold a block that begins with `-----BEGIN CERTIFICATE-----`";
                problems.error(code::FILE, written.span, message).help.push(help.to_owned());
                None
            }
            Err(cause) => {
                problems
                    .error(code::FILE, written.span, format!("this certificate cannot be read: {cause}"))
                    .help
                    .push("paths are taken from the suite's root, where `idvet.yaml` is".to_owned());
                None
            }
        }
    }

    fn timeout(&self, problems: &mut Problems) -> Duration {
        let Some(written) = &self.text.timeout else { return REQUEST_TIMEOUT };
        let Some(text) = self.fill(written, problems) else { return REQUEST_TIMEOUT };
        some_time(&text, written.span, problems).unwrap_or(REQUEST_TIMEOUT)
    }

    fn limits(&self, mut limits: Limits, problems: &mut Problems) -> Limits {
        let Some(node) = &self.text.limits else { return limits };
        if let Some(number) = self.limit(node, "concurrent_scenarios", problems) {
            limits.concurrent_scenarios = whole(number).unwrap_or_else(|| {
                let span = node.get("concurrent_scenarios").map_or(node.span, |node| node.span);
                problems.error(
                    code::WRONG_TYPE,
                    span,
                    "`concurrent_scenarios` must be a whole number from 1 to 10000",
                );
                limits.concurrent_scenarios
            });
        }
        limits.requests_per_second = self.limit(node, "requests_per_second", problems);
        limits.requests_per_hour = self.limit(node, "requests_per_hour", problems);
        limits
    }

    fn limit(&self, limits: &Node, name: &str, problems: &mut Problems) -> Option<f64> {
        let node = limits.get(name)?;
        let text = node.as_scalar().map(|scalar| scalar.text.clone());
        let number = match text {
            Some(text) => {
                self.fill(&Located { value: text, span: node.span }, problems)?.trim().parse::<f64>().ok()
            }
            None => None,
        };
        let positive = number.filter(|number| number.is_finite() && *number > 0.0);
        if positive.is_none() {
            problems
                .error(code::WRONG_TYPE, node.span, format!("`{name}` must be a number greater than 0"))
                .help
                .push(format!("for example `{name}: 5`; without a limit, leave it out"));
        }
        positive
    }
}

/// A number of scenarios.
fn whole(number: f64) -> Option<usize> {
    let text = format!("{number}");
    text.parse().ok().filter(|count| (1..=10_000).contains(count))
}

/// What to write where a switch of the emulator has a list, a map, or nothing.
fn one_value(name: &str, node: &Node) -> String {
    if node.as_scalar().is_some_and(|scalar| scalar.text == "null") {
        return format!("without quotation marks `null` is nothing: write `{name}: \"null\"`");
    }
    match name {
        "webhooks" | "alter" if node.as_list().is_some() => {
            format!("write one on a line each, behind `{name}: |`")
        }
        _ => "a switch has one value, for example `emulator: { delay: 3s }`".to_owned(),
    }
}
