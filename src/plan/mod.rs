//! What will be done: a plan has no ill-formed part, so whoever carries it out has no code for bad input.
//!
//! `JSONPath`s are compiled, templates parsed, names defined before use, vocabularies honoured, durations read, defaults
//! merged, and tests expanded and selected. Nothing here sends anything.

mod address;
mod answers;
mod api;
mod api_value;
mod arguments;
mod await_webhook;
mod cases;
mod check;
mod chosen;
mod contract;
mod delivery;
mod desk;
mod duration;
mod durations;
mod each_case;
mod environment;
mod estimate;
mod expand;
mod flood;
mod flow;
mod foreknown;
mod gist;
mod known;
mod library;
mod literal_secret;
mod looks;
mod masking;
mod modifiers;
mod names;
mod payload;
mod poll;
mod reach;
mod reports;
mod request;
mod respond;
mod respond_names;
mod retries;
mod same_names;
mod selection;
mod session_fields;
mod settle;
mod shard;
mod slug;
mod snapshot;
mod spread;
mod step;
mod steps;
mod tag_expression;
mod templates;
mod transport;
mod usage;
mod variables;
mod webhooks;
mod wording;

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use crate::{contract::Policy, source::Source, template::Template};

pub use check::{Checked, ProdLeave, Request, ScenarioFile, Steps, SuiteFiles, check, check_listed};
pub use delivery::{AwaitWebhook, Awaited, Callback, Count, Respond, SENDER_PATIENCE, SignatureWanted};
pub use durations::Durations;
pub use environment::{
    Credentials, EmulatorSetting, Environment, Kind, Limits, ListenerTls, SigningKey, Target, Webhooks,
};
pub use estimate::{Bounds, Estimate};
pub use selection::{FileSelection, Filter, Selection};
pub use shard::{Part, Share, assign, part_of, whole_number};
pub use step::{
    Action, Address, ApiRequest, AssertFields, Auth, Body, BodyField, Capture, CaptureFrom, Condition,
    Export, Flow, HttpRequest, Modifiers, OnFailure, Pace, Parameter, Poll, PollStatus, ScanRef,
    SessionChoice, Snapshot, Step, Timing, Written,
};
pub use tag_expression::TagExpression;
pub use transport::Transport;
pub use variables::Unset;

/// A whole run, checked.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Where to.
    pub environment: Environment,
    /// The tests, in the order of files, scenarios and cases; those to be skipped among them.
    pub tests: Vec<Arc<Test>>,
    /// How many tests the selection left out; those of other shards are not among them.
    pub deselected: usize,
    /// Which part of the selected tests these are, where other runs have the other parts.
    pub shard: Option<Share>,
}

/// Which scenario a test comes from, and which of its tests it is.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The scenario's name as it is written.
    pub scenario: Arc<str>,
    /// Its case: `approved, face=FAKE_FACE`.
    pub case: Option<Box<str>>,
    /// The kinds of environment that the scenario names.
    pub kinds: Arc<[Kind]>,
}

/// One test: a scenario, or one case of it.
#[derive(Clone, Debug)]
pub struct Test {
    /// Stable and unique: `manual/overturned.yaml › A reviewer overturns … [approved, face=FAKE_FACE, kind=TEST]`.
    pub id: Box<str>,
    /// The file, from the suite's root.
    pub source: Arc<Source>,
    /// The scenario's name as it is written, and what tells the tests of that scenario apart.
    pub origin: Origin,
    lines: Lines,
    /// Its name as shown; templates in it see `vars`, `matrix` and `case` only.
    pub name: Template,
    /// `scenario.slug`: at most 40 of `a-z0-9-`.
    pub slug: Box<str>,
    /// Its tags.
    pub tags: Arc<[String]>,
    /// The kind of environment it speaks to: of the embedded emulator, the one that the scenario names.
    pub kind: Kind,
    /// Why it is skipped, where it is.
    pub skip: Option<Box<str>>,
    /// How much of the contract its steps are held to, where they do not say so themselves.
    pub contract: Policy,
    /// How long it may take, `finally` apart.
    pub timeout: Duration,
    /// How often it is carried out again at most, where it failed or could not be judged.
    pub retries: u32,
    /// What `matrix` and `case` are in it, where its scenario has several cases.
    pub case: Box<[(String, Template)]>,
    /// Variables, in order; all cases of a scenario share them.
    pub vars: Arc<[(String, Template)]>,
    /// The steps; all cases share them.
    pub steps: Arc<[Step]>,
    /// What is done in any case; all cases share it.
    pub finally: Arc<[Step]>,
    /// What carrying them out once costs, where they are not there to tell; all cases share it.
    cost: Option<Arc<estimate::Cost>>,
}

/// Where a test stands in its file, lines counted from 1. A plan holds many tests: they are small.
#[derive(Clone, Copy, Debug)]
struct Lines {
    scenario: u32,
    case: Option<NonZeroU32>,
}

impl Test {
    /// The line of its scenario, from 1.
    pub fn line(&self) -> usize {
        self.lines.scenario as usize
    }

    /// The line of its case alone, from 1, where that stands in the file.
    pub fn case_line(&self) -> Option<usize> {
        self.lines.case.map(|line| line.get() as usize)
    }
}

impl Lines {
    fn of_scenario(line: usize) -> Self {
        Self { scenario: small(line), case: None }
    }

    fn with_case(self, line: Option<usize>) -> Self {
        Self { case: line.and_then(|line| NonZeroU32::new(small(line))), ..self }
    }
}

/// No file has so many lines that one of them is cut.
fn small(line: usize) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}
