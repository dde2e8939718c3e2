//! A step of a plan: one action, what is expected of its answer, and what is kept of it.

use std::{borrow::Cow, sync::Arc, time::Duration};

use super::{AwaitWebhook, Callback};
use crate::{
    contract::Policy,
    expect::{Expectation, Fields, Matchers},
    json_path::JsonPath,
    scenario::Verb,
    snapshot::Shape,
    source::Place,
    template::Template,
    vocabulary::{ApiCall, Effect},
};

/// A step.
#[derive(Clone, Debug)]
pub struct Step {
    /// The whole step as written.
    pub place: Place,
    /// Its verb.
    pub verb: Verb,
    /// `name`, or the verb and its gist (`poll_status APPROVED`).
    pub name: Template,
    /// What is done.
    pub action: Action,
    /// What is expected of the answer; the verb's own success where the author says nothing of the status.
    pub expect: Arc<Expectation>,
    /// How much of the contract its answers are held to; `None`: as the test's.
    pub contract: Option<Policy>,
    /// What a failure means for the steps behind.
    pub on_failure: OnFailure,
    /// Its other modifiers, where it has any.
    pub modifiers: Option<Box<Modifiers>>,
}

/// The modifiers that most steps do without; a plan holds many steps, and so these stand apart.
#[derive(Clone, Debug)]
pub struct Modifiers {
    /// `id`: later steps read the answer by it.
    pub id: Option<Box<str>>,
    /// `if`.
    pub condition: Option<Box<Condition>>,
    /// What is kept of the answer.
    pub captures: Box<[Capture]>,
    /// How its answer is held against the one that was accepted.
    pub snapshot: Option<Box<Snapshot>>,
    /// How long the step may take.
    pub timeout: Option<Duration>,
}

/// `if:`: a value that is neither false nor null and meets the matchers.
#[derive(Clone, Debug)]
pub struct Condition {
    /// The value.
    pub value: Template,
    /// `None`: the value alone decides.
    pub matchers: Option<Matchers>,
    /// Where it is written.
    pub place: Place,
}

/// What a failure means for the steps behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnFailure {
    /// They are not run.
    Stop,
    /// They are run all the same; an errored step still stops.
    Continue,
}

/// What a step does. A plan holds many steps, most of them calls: what is larger stands apart.
#[derive(Clone, Debug)]
pub enum Action {
    /// A documented call.
    Api(ApiRequest),
    /// `/status` until it shows what is wanted.
    PollStatus(Box<PollStatus>),
    /// Any request.
    Request(Box<HttpRequest>),
    /// Any request, until its fields hold.
    Poll(Box<Poll>),
    /// A delivery about a session, or none.
    AwaitWebhook(Box<AwaitWebhook>),
    /// Expectations on an earlier answer.
    AssertFields(AssertFields),
    /// Names for values, in order; a later one sees the earlier ones.
    Set(Box<[(String, Template)]>),
    /// A pause.
    Wait(Timing),
    /// The steps of a flow.
    Use(Box<Flow>),
}

/// `use`: a flow with what it is given.
#[derive(Clone, Debug)]
pub struct Flow {
    /// Its file, from the suite's root.
    pub file: String,
    /// What it is given, in the order of its file.
    pub params: Vec<Parameter>,
    /// Its steps.
    pub steps: Arc<[Step]>,
    /// How many steps it comes to, those of the flows that it uses among them.
    pub count: usize,
    /// What its user can read of it by the `id` of the step.
    pub exports: Vec<Export>,
}

/// A parameter of a flow, and what it is given. Its value is filled in among the names of the flow's user.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name in the flow.
    pub name: String,
    /// What it is given; its default where that is nothing.
    pub value: Template,
    /// What it is where the case leaves out what it is given.
    pub default: Option<Template>,
    /// Where the value is written.
    pub place: Place,
}

/// A value that a flow exports.
#[derive(Clone, Debug)]
pub struct Export {
    /// The name it is read by.
    pub name: String,
    /// The value, filled in among the names of the flow.
    pub value: Template,
    /// Where it is written.
    pub place: Place,
}

/// A documented call with its fields, defaults merged.
#[derive(Clone, Debug)]
pub struct ApiRequest {
    /// Which call.
    pub call: &'static ApiCall,
    /// The fields of the body in the order of sending, `scanRef` apart unless it was written.
    pub fields: Box<[BodyField]>,
    /// Where the `scanRef` comes from.
    pub scan_ref: ScanRef,
    /// `as`: the name of the session that a create call makes.
    pub save_as: Option<Box<str>>,
    /// Whether `callbackUrl` can be filled in.
    pub callback: Callback,
}

/// One field of a body.
#[derive(Clone, Debug)]
pub struct BodyField {
    /// Its name; one that the API's documents know is theirs.
    pub name: Cow<'static, str>,
    /// Its value.
    pub value: Template,
    /// How it is written into JSON.
    pub written: Written,
    /// Where its value stands, in the scenario or in the suite's defaults.
    pub place: Place,
}

/// How a value is written into JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// As a text: the API wants one, and `00123456` keeps its zeros. Lists of texts likewise. Null stays null.
    AsText,
    /// As the value it is.
    AsValue,
}

/// Where a call's `scanRef` comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScanRef {
    /// The call has none: it makes a session.
    None,
    /// It is among the fields, or left out on purpose.
    Written,
    /// From a session.
    Session(SessionChoice),
}

/// Which session a step speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionChoice {
    /// The one made last.
    Latest,
    /// The one with this name; a thin box, since a plan holds many steps and few of them name one.
    Named(Box<Box<str>>),
}

/// `poll_status`.
#[derive(Clone, Debug)]
pub struct PollStatus {
    /// The statuses that end it well; each a text or a list of texts.
    pub until: Box<[Template]>,
    /// The statuses that fail it at once.
    pub never: Box<[Template]>,
    /// Where `until` stands.
    pub until_place: Option<Place>,
    /// Where `never` stands.
    pub never_place: Option<Place>,
    /// How often and how long; most polls share the language's own pace.
    pub pace: Arc<Pace>,
    /// `scanRef` where it was written; else by `scan_ref`.
    pub fields: Box<[BodyField]>,
    /// Where the `scanRef` comes from.
    pub scan_ref: ScanRef,
}

/// `poll`.
#[derive(Clone, Debug)]
pub struct Poll {
    /// What is asked again and again.
    pub request: HttpRequest,
    /// What ends it well.
    pub until: Fields,
    /// How often and how long; most polls share the language's own pace.
    pub pace: Arc<Pace>,
}

/// How often a poll asks, and how long.
#[derive(Clone, Debug)]
pub struct Pace {
    /// From an answer to the next question.
    pub every: Timing,
    /// By what each pause is longer than the one before; at least 1.
    pub backoff: f64,
    /// The longest pause.
    pub max_every: Timing,
    /// For the whole step, a request in flight included.
    pub within: Timing,
}

/// A duration, known or to be filled in.
#[derive(Clone, Debug)]
pub enum Timing {
    /// Known.
    Fixed(Duration),
    /// A text such as `2s` once it is filled in.
    Computed(Box<(Template, Place)>),
}

/// Any HTTP request.
#[derive(Clone, Debug)]
pub struct HttpRequest {
    /// `GET`, `POST`, ...
    pub method: Template,
    /// A path of the environment, beginning with `/`, or a whole address.
    pub address: Address,
    /// In the written order; a list repeats its name.
    pub query: Box<[(String, Template)]>,
    /// In the written order; a list repeats its name.
    pub headers: Box<[(String, Template)]>,
    /// The body.
    pub body: Body,
    /// Whose credentials.
    pub auth: Auth,
}

/// Where a request goes.
#[derive(Clone, Debug)]
pub enum Address {
    /// `path`: behind the environment's address.
    Path(Template),
    /// `url`: anywhere.
    Url(Template),
}

/// The body of a request.
#[derive(Clone, Debug)]
pub enum Body {
    /// None.
    Empty,
    /// `json`, with its content type.
    Json(Template),
    /// `form`: urlencoded.
    Form(Box<[(String, Template)]>),
    /// `text`: `text/plain; charset=utf-8` unless a header says otherwise.
    Text(Template),
    /// `file`: the bytes of a file of the suite, its path from the suite's root, its type guessed by its name.
    File(Template),
}

/// Whose credentials a request carries.
#[derive(Clone, Debug)]
pub enum Auth {
    /// The environment's.
    Environment,
    /// None.
    None,
    /// A pair of the author's own: key and secret.
    Pair(Template, Template),
}

/// `assert_fields`.
#[derive(Clone, Debug)]
pub struct AssertFields {
    /// The `id` of a step; `None`: the last answer.
    pub of: Option<String>,
    /// What is expected.
    pub fields: Fields,
}

/// A value that is kept.
#[derive(Clone, Debug)]
pub struct Capture {
    /// The name it is kept by.
    pub name: String,
    /// What is kept.
    pub from: CaptureFrom,
    /// Where it is written.
    pub place: Place,
}

/// A comparison with an accepted answer.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// Its name within the scenario: as written, else the step's `id`, else the verb, numbered from the second of
    /// its verb on.
    pub key: String,
    /// The `id` of the step whose answer is meant; `None`: the step's own.
    pub of: Option<String>,
    /// What of the answer is compared.
    pub shape: Shape,
    /// Where it is written.
    pub place: Place,
}

/// What a capture keeps.
#[derive(Clone, Debug)]
pub enum CaptureFrom {
    /// Of the JSON body: the value of a singular query, else the list of all; nothing found is a failure.
    Field(JsonPath),
    /// A header by its name in lower case.
    Header(String),
}

impl Action {
    /// Whether it sends to an address of its own, not behind the environment's.
    pub fn is_outward(&self) -> bool {
        let request = match self {
            Self::Request(request) => request,
            Self::Poll(poll) => &poll.request,
            Self::Api(_)
            | Self::PollStatus(_)
            | Self::AwaitWebhook(_)
            | Self::AssertFields(_)
            | Self::Set(_)
            | Self::Wait(_)
            | Self::Use(_) => return false,
        };
        matches!(request.address, Address::Url(_))
    }
}

impl ApiRequest {
    /// Whether it makes a session.
    pub fn creates(&self) -> bool {
        self.call.effect == Effect::Creates
    }
}

impl Modifiers {
    /// These, where there is any among them.
    pub(super) fn if_any(self) -> Option<Box<Self>> {
        let Self { id, condition, captures, snapshot, timeout } = &self;
        let none = id.is_none()
            && condition.is_none()
            && captures.is_empty()
            && snapshot.is_none()
            && timeout.is_none();
        (!none).then(|| Box::new(self))
    }
}

impl Step {
    /// `id`: later steps read the answer by it.
    pub fn id(&self) -> Option<&str> {
        self.modifiers.as_ref()?.id.as_deref()
    }

    /// `if`.
    pub fn condition(&self) -> Option<&Condition> {
        self.modifiers.as_ref()?.condition.as_deref()
    }

    /// What is kept of the answer.
    pub fn captures(&self) -> &[Capture] {
        self.modifiers.as_ref().map_or(&[], |modifiers| &modifiers.captures)
    }

    /// How its answer is held against the one that was accepted.
    pub fn snapshot(&self) -> Option<&Snapshot> {
        self.modifiers.as_ref()?.snapshot.as_deref()
    }

    /// How long the step may take.
    pub fn timeout(&self) -> Option<Duration> {
        self.modifiers.as_ref()?.timeout
    }

    /// How many steps it is: one, and those of its flow.
    pub fn count(&self) -> usize {
        match &self.action {
            Action::Use(flow) => 1 + flow.count,
            Action::Api(_)
            | Action::PollStatus(_)
            | Action::Request(_)
            | Action::Poll(_)
            | Action::AwaitWebhook(_)
            | Action::AssertFields(_)
            | Action::Set(_)
            | Action::Wait(_) => 1,
        }
    }

    /// The step, and behind it those of its flow, and of the flows in that: in the order of their numbers.
    pub fn all(&self) -> Vec<&Step> {
        let mut found = vec![self];
        if let Action::Use(flow) = &self.action {
            found.extend(flow.steps.iter().flat_map(Step::all));
        }
        found
    }
}
