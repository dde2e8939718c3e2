//! One document of a scenario file.

use std::sync::Arc;

use super::{
    Located, Scenario, Soundness, Step, Verb, cases, keys,
    shape::{self, Form},
    step,
    words::Level,
};
use crate::{
    diagnostic::{Diagnostic, Problems, code},
    source::{Entry, Node, Source, Span},
    word::Word,
};

/// Reads a document; one that is no map is reported and left out.
pub(super) fn read(document: &Node, source: &Arc<Source>, problems: &mut Problems) -> Option<Scenario> {
    let before = problems.count();
    let entries = entries(document, problems)?;
    if is_flow(entries, source) {
        refuse_flow(document, problems);
        return None;
    }
    keys::check(entries, Level::Scenario, problems);
    require(document, entries, problems);
    let mut scenario = empty(document, source);
    for entry in entries {
        let word =
            Level::Scenario.find(&entry.key.text).or_else(|| meant_list(entries, entry, Level::Scenario));
        if let Some(word) = word {
            read_key(&mut scenario, word, entry, problems);
        }
    }
    if problems.count() > before {
        scenario.sound = Soundness::Incomplete;
    }
    Some(scenario)
}

fn empty(document: &Node, source: &Arc<Source>) -> Scenario {
    Scenario {
        source: Arc::clone(source),
        span: document.span,
        name: Located { value: String::new(), span: first_place(document) },
        description: None,
        tags: Vec::new(),
        environments: Vec::new(),
        timeout: None,
        retries: None,
        contract: None,
        vars: Vec::new(),
        matrix: None,
        cases: None,
        steps: Vec::new(),
        finally: Vec::new(),
        sound: Soundness::Complete,
    }
}

/// What an unknown key with a list of steps probably is, so that the steps are looked at, too. The key has had a
/// message.
pub(super) fn meant_list(entries: &[Entry], entry: &Entry, level: Level) -> Option<&'static Word> {
    // Among the first keys only: comparing all of a huge map takes long.
    let mut first = entries.iter().take(50);
    let is_list = entry.value.as_list().is_some() && first.any(|known| known.key.span == entry.key.span);
    let meant = level.meant(&entry.key.text).filter(|_| is_list)?;
    let is_there = || entries.iter().any(|entry| entry.key.text == meant);
    (["steps", "finally"].contains(&meant) && !is_there()).then(|| level.word(meant))
}

fn read_key(scenario: &mut Scenario, word: &'static Word, entry: &Entry, problems: &mut Problems) {
    let value = &entry.value;
    let form = Form::from(word);
    match word.name {
        "name" => {
            if let Some(name) = name(value, form, problems) {
                scenario.name = name;
            }
        }
        "description" => scenario.description = shape::text(value, form, problems),
        "tags" => scenario.tags = shape::texts(value, form, problems),
        "environments" => scenario.environments = shape::texts(value, form, problems),
        "timeout" => scenario.timeout = shape::text(value, form, problems),
        "retries" => scenario.retries = shape::text(value, form, problems),
        "contract" => scenario.contract = shape::text(value, form, problems),
        "vars" => scenario.vars = step::named_values(value, form, problems),
        "matrix" => scenario.matrix = cases::matrix(entry, problems),
        "cases" => scenario.cases = cases::cases(entry, problems),
        "steps" => scenario.steps = first_steps(entry, form, problems),
        "finally" => scenario.finally = steps(value, form, problems),
        _ => {}
    }
}

fn name(node: &Node, form: Form, problems: &mut Problems) -> Option<Located<String>> {
    let name = shape::text(node, form, problems)?;
    if name.value.trim().is_empty() {
        let message = "`name` must be a text, found an empty one";
        problems.push(
            Diagnostic::error(code::MISSING_KEY, message)
                .at(problems.place(node.span), "")
                .help("say in a few words what the scenario shows: reports call it by this name"),
        );
        return None;
    }
    Some(name)
}

/// `steps`: at least one, since a scenario without steps would pass and show nothing.
pub(super) fn first_steps(entry: &Entry, form: Form, problems: &mut Problems) -> Vec<Step> {
    let nothing = entry.value.is_null() || entry.value.as_list().is_some_and(<[Node]>::is_empty);
    if !nothing {
        return steps(&entry.value, form, problems);
    }
    problems.push(
        Diagnostic::error(code::MISSING_KEY, "`steps` must hold at least one step, found none")
            .at(problems.place(entry.key.span), "nothing would be checked")
            .help("add a step, for example `- create_dummy_token: { dummyStatus: APPROVED }`"),
    );
    Vec::new()
}

fn steps(node: &Node, form: Form, problems: &mut Problems) -> Vec<Step> {
    if node.as_map().is_some_and(|entries| !entries.is_empty()) {
        refuse_without_dashes(node, form, problems);
        return Vec::new();
    }
    let nodes = shape::list(node, form, problems).unwrap_or_default();
    nodes.iter().filter_map(|node| step::read(node, problems)).collect()
}

/// Steps whose dashes were forgotten make a map.
fn refuse_without_dashes(node: &Node, form: Form, problems: &mut Problems) {
    let message = format!("`{}` must be {}, found a map", form.key, form.wanted);
    problems.push(
        Diagnostic::error(code::WRONG_TYPE, message)
            .at(problems.place(first_place(node)), "")
            .help("begin each step with `- `, for example `- poll_status: APPROVED`"),
    );
}

fn entries<'a>(document: &'a Node, problems: &mut Problems) -> Option<&'a [Entry]> {
    let entries = document.as_map();
    if entries.is_none() {
        let message = format!("a scenario must be a map, found {}", document.kind_name());
        let help = match document.as_list() {
            Some(_) => "put the list under `steps:`, and give the scenario a `name:` above it",
            None => "a scenario begins with `name: ...`, followed by `steps:` and a list of steps",
        };
        let place = problems.place(first_place(document));
        problems.push(Diagnostic::error(code::WRONG_TYPE, message).at(place, "").help(help));
    }
    entries
}

/// A scenario has a name; a flow has none, and says what it is given or what can be read of it, or stands where flows
/// do.
fn is_flow(entries: &[Entry], source: &Source) -> bool {
    let has = |key: &str| entries.iter().any(|entry| entry.key.text == key);
    let folders = source.name().rsplit_once('/').map_or("", |(folders, _)| folders);
    let among_flows = folders.split('/').any(|folder| folder.starts_with('_'));
    has("steps") && !has("name") && (has("params") || has("exports") || among_flows)
}

fn refuse_flow(document: &Node, problems: &mut Problems) {
    let file = problems.source().name().to_owned();
    problems.push(
        Diagnostic::error(code::FILE, format!("`{file}` is a flow, not a scenario"))
            .at(problems.place(first_place(document)), "it has no `name`")
            .help(format!("a flow is carried out by the scenarios that say `- use: {file}`: name one of those"))
            .help("a flow stands in a folder whose name begins with `_`, such as `_flows`: no run looks for scenarios there"),
    );
}

/// `name` and `steps`; not where another word stands in for them, which has had a message of its own.
fn require(document: &Node, entries: &[Entry], problems: &mut Problems) {
    let place = first_place(document);
    for key in ["name", "steps"] {
        let written = entries.iter().any(|entry| entry.key.text == key);
        // Among the first keys only: comparing all of a huge map takes long.
        let stood_for = || entries.iter().take(50).any(|entry| stands_for(&entry.key.text, key));
        if !written && !stood_for() {
            shape::missing("the scenario", Level::Scenario.word(key), place, problems);
        }
    }
}

fn stands_for(word: &str, key: &str) -> bool {
    let known = Level::Scenario.knows(word);
    let misplaced_step = key == "steps" && Verb::of(word).is_some();
    !known && (misplaced_step || Level::Scenario.meant(word) == Some(key))
}

/// A short place for what concerns a whole document: its first key or element, else its first line.
pub(super) fn first_place(document: &Node) -> Span {
    let first = document.as_map().and_then(<[Entry]>::first).map(|entry| entry.key.span);
    first.or_else(|| document.as_list()?.first().map(|node| node.span)).unwrap_or(document.span)
}
