//! A step: its verb, what stands behind it, and its modifiers.

use super::{
    Arguments, Located, Step, Verb, keys, names,
    order::is_full,
    shape::{self, Form},
    stray,
    words::{Level, listed},
};
use crate::{
    diagnostic::{Diagnostic, Problems, code},
    source::{Entry, Key, Node, Resolved, Tree},
};

/// Reads a step; one whose verb cannot be told, or has the wrong thing behind it, is reported and left out.
pub(super) fn read(node: &Node, problems: &mut Problems) -> Option<Step> {
    if is_full(problems) {
        return None;
    }
    let entries = step_entries(node, problems)?;
    let (verb, arguments) = verb(node, entries, problems)?;
    let strays = stray::report(verb.value, arguments, entries, problems);
    for entry in entries.iter().filter(|entry| !strays.contains(&entry.key.text.as_str())) {
        check_modifier(&entry.key, problems);
    }
    let mut step = Step {
        span: node.span,
        arguments: without_modifiers(verb.value, arguments),
        verb,
        name: None,
        id: None,
        condition: None,
        expect: None,
        capture: Vec::new(),
        snapshot: None,
        contract: None,
        timeout: None,
        continue_on_failure: None,
        save_as: None,
        session: None,
        with: Vec::new(),
    };
    for entry in entries {
        read_modifier(&mut step, entry, problems);
    }
    let missed = arguments.is_null() && !strays.is_empty();
    (!missed && sound_arguments(step.verb.value, arguments, Level::Arguments(step.verb.value), problems))
        .then_some(step)
}

fn check_modifier(key: &Key, problems: &mut Problems) {
    let known = Verb::of(&key.text).is_some() || Level::Step.knows(&key.text);
    if !known && !is_full(problems) {
        keys::refuse(key, Level::Step, problems);
    }
}

fn read_modifier(step: &mut Step, entry: &Entry, problems: &mut Problems) {
    let value = &entry.value;
    let Some(word) = Level::Step.find(&entry.key.text) else { return };
    let form = Form::from(word);
    match word.name {
        "name" => step.name = shape::text(value, form, problems).map(|_| value.clone()),
        "id" => step.id = name(value, form, problems),
        "if" => step.condition = Some(value.clone()),
        "expect" => step.expect = Some(value.clone()),
        "capture" => step.capture = named_values(value, form, problems),
        "snapshot" => step.snapshot = snapshot(entry, form, problems),
        "contract" => step.contract = shape::text(value, form, problems),
        "timeout" => step.timeout = shape::text(value, form, problems),
        "continue_on_failure" => step.continue_on_failure = shape::boolean(value, form, problems),
        "as" => step.save_as = name(value, form, problems),
        "session" => step.session = shape::text(value, form, problems),
        "with" => step.with = given(value, form, problems),
        _ => {}
    }
}

/// `false` asks for none.
fn snapshot(entry: &Entry, form: Form, problems: &mut Problems) -> Option<Entry> {
    let asked = match &entry.value.tree {
        Tree::Scalar(scalar) => match scalar.resolve() {
            Resolved::Boolean(asked) => asked,
            Resolved::Null => {
                form.refuse(&entry.value, problems);
                false
            }
            Resolved::Number(_) | Resolved::Text => true,
        },
        Tree::Map(entries) => {
            keys::check(entries, Level::Snapshot, problems);
            true
        }
        Tree::List(_) => {
            form.refuse(&entry.value, problems);
            false
        }
    };
    asked.then(|| entry.clone())
}

/// A name that the author makes up.
fn name(node: &Node, form: Form, problems: &mut Problems) -> Option<Located<String>> {
    let text = shape::text(node, form, problems)?;
    names::check(&text.value, text.span, problems).then_some(text)
}

/// What a flow is given; nothing at all is no mistake where it needs nothing.
fn given(node: &Node, form: Form, problems: &mut Problems) -> Vec<Entry> {
    if node.is_null() { Vec::new() } else { named_values(node, form, problems) }
}

/// A map whose keys are names that the author makes up; those that cannot be names are left out.
pub(super) fn named_values(node: &Node, form: Form, problems: &mut Problems) -> Vec<Entry> {
    let entries = shape::map(node, form, problems).unwrap_or_default();
    let named = entries.iter().filter(|entry| names::check(&entry.key.text, entry.key.span, problems));
    named.cloned().collect()
}

/// The entries of a step; anything but a map is no step, and a lone word is a verb without its colon.
fn step_entries<'a>(node: &'a Node, problems: &mut Problems) -> Option<&'a [Entry]> {
    if let Some(entries) = node.as_map() {
        return Some(entries);
    }
    let word = node.as_scalar().map_or("", |scalar| scalar.text.as_str());
    let joined = word.split_once(':').filter(|(verb, rest)| Verb::of(verb).is_some() && !rest.is_empty());
    let help = match (Verb::of(word).map(Verb::example), joined) {
        (Some(example), _) => format!("a verb is followed by a colon: `- {example}`"),
        (None, Some((verb, rest))) => {
            format!("a space is missing behind `{verb}:`: write `- {verb}: {rest}`")
        }
        (None, None) => {
            "a step is a verb and what stands behind it, for example `- poll_status: APPROVED`".to_owned()
        }
    };
    let message = format!("a step must be a map, found {}", node.kind_name());
    problems.push(
        Diagnostic::error(code::WRONG_TYPE, message)
            .at(problems.place(shape::first_line(node.span, problems)), "")
            .help(help),
    );
    None
}

/// The one verb of a step and what stands behind it.
fn verb<'a>(step: &Node, entries: &'a [Entry], problems: &mut Problems) -> Option<(Located<Verb>, &'a Node)> {
    let mut verbs = entries.iter().filter_map(|entry| Some((Verb::of(&entry.key.text)?, entry)));
    let Some((verb, entry)) = verbs.next() else {
        refuse_without_verb(step, entries, problems);
        return None;
    };
    if let Some((_, second)) = verbs.next() {
        refuse_second_verb(entry, second, problems);
        return None;
    }
    Some((Located { value: verb, span: entry.key.span }, &entry.value))
}

fn refuse_second_verb(first: &Entry, second: &Entry, problems: &mut Problems) {
    let message = format!("a step has one verb, found `{}` and `{}`", first.key.text, second.key.text);
    problems.push(
        Diagnostic::error(code::VERB, message)
            .at(problems.place(second.key.span), "the second verb")
            .at(problems.place(first.key.span), "the first verb")
            .help(format!("make it a step of its own: `- {}: ...`", second.key.text)),
    );
}

/// A misspelt verb stands among the first keys of a step; comparing all of a huge one with every verb takes long.
const LIKELY_VERBS: usize = 20;

/// Reports a step without a verb: the unknown key that was meant to be one, or that there is none.
fn refuse_without_verb(step: &Node, entries: &[Entry], problems: &mut Problems) {
    let unknown = || entries.iter().filter(|entry| !is_modifier(&entry.key.text));
    let meant = unknown().take(LIKELY_VERBS).find(|entry| Level::Verb.meant(&entry.key.text).is_some());
    let odd = || unknown().take(LIKELY_VERBS).find(|entry| is_unheard_of(&entry.key.text));
    let verb = meant.or_else(odd);
    match verb {
        Some(entry) => refuse_unknown_verb(entry, problems),
        None => refuse_missing_verb(step, entries, problems),
    }
    let rest = unknown().filter(|entry| verb.is_none_or(|verb| verb.key.span != entry.key.span));
    for entry in rest.filter(|entry| stray::verb_with_field(&entry.key.text).is_none()) {
        if is_full(problems) {
            return;
        }
        keys::refuse(&entry.key, Level::Step, problems);
    }
}

fn is_modifier(word: &str) -> bool {
    Level::Step.knows(word)
}

/// Whether a word is like nothing that may stand in a step.
fn is_unheard_of(word: &str) -> bool {
    Level::Step.meant(word).is_none() && stray::verb_with_field(word).is_none()
}

fn refuse_unknown_verb(entry: &Entry, problems: &mut Problems) {
    let word = &entry.key.text;
    let diagnostic = Diagnostic::error(code::UNKNOWN_VERB, format!("unknown verb `{}`", keys::shown(word)))
        .at(problems.place(entry.key.span), "");
    problems.push(diagnostic.help(match Level::Verb.meant(word) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("the verbs are {}", listed(Verb::WORDS)),
    }));
}

fn refuse_missing_verb(step: &Node, entries: &[Entry], problems: &mut Problems) {
    let field = entries.iter().find_map(|entry| Some((entry, stray::verb_with_field(&entry.key.text)?)));
    let place = field.map_or(shape::first_line(step.span, problems), |(entry, _)| entry.key.span);
    let help = match field {
        Some((entry, verb)) => format!(
            "`{}` is a field of `{}`: write `- {}:` first, and the field under it, further in",
            entry.key.text,
            verb.word(),
            verb.word()
        ),
        None => format!("add one of {}", listed(Verb::WORDS)),
    };
    problems.push(
        Diagnostic::error(code::VERB, "a step must have a verb, found none")
            .at(problems.place(place), "")
            .help(help),
    );
}

/// Whether the right sort of thing stands behind a verb, in a step or among the defaults; reports what does not.
pub(super) fn sound_arguments(verb: Verb, node: &Node, level: Level, problems: &mut Problems) -> bool {
    match (verb.arguments(), &node.tree) {
        (Arguments::ApiFields, Tree::Map(entries)) => {
            refuse_indented_modifiers(entries, level, problems);
            true
        }
        (Arguments::ApiFields, Tree::Scalar(_)) if node.is_null() => true,
        (Arguments::Keys(_) | Arguments::Either(_), Tree::Map(entries)) => {
            keys::check(entries, level, problems);
            check_respond(verb, node, problems);
            true
        }
        (Arguments::Names, Tree::Map(entries)) if !entries.is_empty() => {
            entries.iter().filter(|entry| !names::check(&entry.key.text, entry.key.span, problems)).count()
                == 0
        }
        (Arguments::Either(_) | Arguments::Scalar, Tree::Scalar(_)) if !node.is_null() => true,
        (Arguments::Either(_), Tree::List(nodes)) if !nodes.is_empty() && verb.takes_list() => {
            sound_words(verb, nodes, problems)
        }
        (
            Arguments::ApiFields
            | Arguments::Keys(_)
            | Arguments::Either(_)
            | Arguments::Names
            | Arguments::Scalar,
            Tree::Scalar(_) | Tree::List(_) | Tree::Map(_),
        ) => {
            Form::from(verb.as_word()).refuse(node, problems);
            false
        }
    }
}

/// The one map of the language within the arguments of a verb.
fn check_respond(verb: Verb, node: &Node, problems: &mut Problems) {
    let respond = node.get("respond").filter(|_| verb == Verb::AwaitWebhook);
    if let Some(entries) = respond.and_then(Node::as_map) {
        keys::check(entries, Level::Respond, problems);
    }
}

/// Whether a list behind a verb has nothing but scalars; reports the rest.
fn sound_words(verb: Verb, nodes: &[Node], problems: &mut Problems) -> bool {
    let form = Form {
        wanted: "followed by a list whose elements are texts",
        example: "poll_status: [APPROVED, DENIED]",
        ..Form::from(verb.as_word())
    };
    nodes.iter().filter(|node| shape::text(node, form, problems).is_none()).count() == 0
}

/// Modifiers that no field of the API has the name of.
const NEVER_FIELDS: &[&str] =
    &["expect", "capture", "snapshot", "contract", "if", "as", "session", "continue_on_failure"];

fn is_indented_modifier(entry: &Entry) -> bool {
    NEVER_FIELDS.contains(&entry.key.text.as_str())
}

fn refuse_indented_modifiers(entries: &[Entry], level: Level, problems: &mut Problems) {
    for entry in entries.iter().filter(|entry| is_indented_modifier(entry)) {
        keys::refuse(&entry.key, level, problems);
    }
}

/// The fields of a call without the modifiers among them: those are reported, and would be again as unknown fields.
fn without_modifiers(verb: Verb, node: &Node) -> Node {
    match (verb.arguments(), &node.tree) {
        (Arguments::ApiFields, Tree::Map(entries)) => {
            let fields = entries.iter().filter(|entry| !is_indented_modifier(entry)).cloned();
            Node { span: node.span, tree: Tree::Map(fields.collect()) }
        }
        _ => node.clone(),
    }
}
