//! A run in a test tube: suite and scenarios as texts, a server in this process, and what happened as a text.

use std::{
    future::Future,
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use idvet::{
    contract::Contract,
    emulator::{self, Emulator, EmulatorConfig, PipeCourier, WebhookKey},
    event::{
        Clock, Delivered, Event, Failure, Flaky, Happening, Outcome, StepFinished, StepOutcome, Trouble,
    },
    expect::SchemaFiles,
    files::{read_suite_bytes, read_suite_file},
    plan::{
        self, Credentials, FileSelection, Kind, Plan, ProdLeave, ScenarioFile, Selection, SuiteFiles, Unset,
    },
    run::{
        Options, Snapshots,
        http::{Endpoint, Wire},
        run,
        webhook::{Bounds, Inbox, Inboxes, WITHIN},
    },
    scenario::Suite,
    source::Source,
};
use tokio::{io::DuplexStream, sync::watch};

pub(crate) use super::script::{Asked, Reply, Script, json, reply};
use super::{sender::Post, story};

/// What is run, and how.
pub(crate) struct Lab {
    suite: String,
    files: Vec<(String, String)>,
    flows: Vec<(String, String)>,
    server: Server,
    jobs: usize,
    max_failures: Option<NonZeroUsize>,
    retries: Option<u32>,
    snapshots: Snapshots,
    stop_after: Option<Duration>,
    seed: u64,
    root: PathBuf,
    edit: Option<fn(&mut Plan)>,
    posts: Vec<(Duration, Post)>,
    bounds: Bounds,
}

/// Who answers.
#[derive(Clone)]
pub(crate) enum Server {
    Emulator(Box<EmulatorConfig>),
    Script(Script),
}

/// What came of a run.
pub(crate) struct Ran {
    pub(crate) events: Vec<Event>,
}

impl Lab {
    /// One scenario against the emulator.
    pub(crate) fn new(scenario: &str) -> Self {
        Self {
            suite: "defaults:\n  create_token: { clientId: qa-1 }\n".to_owned(),
            files: vec![("scenarios/a.yaml".to_owned(), dedent(scenario))],
            flows: Vec::new(),
            server: Server::Emulator(Box::default()),
            jobs: 1,
            max_failures: None,
            retries: None,
            snapshots: Snapshots::Compare,
            stop_after: None,
            seed: 7,
            root: PathBuf::from("tests"),
            edit: None,
            posts: Vec::new(),
            bounds: Bounds::default(),
        }
    }

    pub(crate) fn suite(mut self, text: &str) -> Self {
        self.suite = dedent(text);
        self
    }

    pub(crate) fn file(mut self, name: &str, text: &str) -> Self {
        self.files.push((name.to_owned(), dedent(text)));
        self
    }

    /// A flow file.
    pub(crate) fn flow(mut self, name: &str, text: &str) -> Self {
        self.flows.push((name.to_owned(), dedent(text)));
        self
    }

    pub(crate) fn script(mut self, script: &Script) -> Self {
        self.server = Server::Script(script.clone());
        self
    }

    pub(crate) fn emulator(mut self, config: EmulatorConfig) -> Self {
        self.server = Server::Emulator(Box::new(config));
        self
    }

    pub(crate) fn jobs(mut self, jobs: usize) -> Self {
        self.jobs = jobs;
        self
    }

    /// Nothing more begins once so many tests failed.
    pub(crate) fn max_failures(mut self, most: usize) -> Self {
        self.max_failures = NonZeroUsize::new(most);
        self
    }

    /// `--retries`.
    pub(crate) fn retries(mut self, retries: u32) -> Self {
        self.retries = Some(retries);
        self
    }

    pub(crate) fn snapshots(mut self, snapshots: Snapshots) -> Self {
        self.snapshots = snapshots;
        self
    }

    pub(crate) fn stop_after(mut self, after: Duration) -> Self {
        self.stop_after = Some(after);
        self
    }

    pub(crate) fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    pub(crate) fn root(mut self, root: PathBuf) -> Self {
        self.root = root;
        self
    }

    /// Changes the plan: for what no text can say.
    pub(crate) fn edit(mut self, edit: fn(&mut Plan)) -> Self {
        self.edit = Some(edit);
        self
    }

    /// Somebody posts to the inbox, so long after the beginning. In virtual time only.
    pub(crate) fn post_at(mut self, at: Duration, post: Post) -> Self {
        self.posts.push((at, post));
        self
    }

    /// What the inbox keeps.
    pub(crate) fn bounds(mut self, bounds: Bounds) -> Self {
        self.bounds = bounds;
        self
    }

    /// The plan of these texts; they have no mistake.
    pub(crate) fn plan(&self) -> Plan {
        // A script answers what its test is about, and not what the API would: unless the test is about that.
        let suite = match &self.server {
            Server::Script(_) if !self.suite.contains("contract:") => {
                format!("{}contract: off\n", self.suite)
            }
            Server::Script(_) | Server::Emulator(_) => self.suite.clone(),
        };
        let mut plan = make_plan(
            &suite,
            &self.files,
            self.retries,
            &FilesBelow { root: &self.root, flows: &self.flows },
        );
        if let Some(edit) = self.edit {
            edit(&mut plan);
        }
        plan
    }

    /// Runs in virtual time, with the server in this process.
    pub(crate) fn run(self) -> Ran {
        let runtime = paused_runtime();
        let plan = self.plan();
        runtime.block_on(async {
            let inbox = plan.awaits_delivery().then(|| self.inbox());
            let connect = connector_with(&self.server, inbox.as_ref());
            let wire = Wire::in_process(endpoint("http://emulator.test", &plan), connect);
            for (at, post) in &self.posts {
                let inbox = inbox.as_ref().expect("a step waits for a delivery");
                spawn(later(*at, post.clone(), inbox.connector(), inbox.path().to_owned()));
            }
            let inboxes = inbox.map_or(Inboxes::NotNeeded, Inboxes::Open);
            self.carry_out(plan, (wire, inboxes), Clock::Virtual).await
        })
    }

    /// Runs as [`Lab::run`] does; what these posts, in this order so long after the beginning, are answered.
    pub(crate) fn run_answered(self, at: Duration, posts: &[Post]) -> (Vec<u16>, Ran) {
        let runtime = paused_runtime();
        let plan = self.plan();
        runtime.block_on(async {
            let inbox = self.inbox();
            let wire = Wire::in_process(
                endpoint("http://emulator.test", &plan),
                connector_with(&self.server, Some(&inbox)),
            );
            let (connect, path) = (inbox.connector(), inbox.path().to_owned());
            let posting = async {
                tokio::time::sleep(at).await;
                let sent = posts.iter().map(|post| post.send(connect(), &path));
                futures_util::future::join_all(sent).await
            };
            let inboxes = Inboxes::Open(inbox);
            let running = self.carry_out(plan, (wire, inboxes), Clock::Virtual);
            let (answered, ran) = tokio::join!(posting, running);
            (answered, ran)
        })
    }

    fn inbox(&self) -> Inbox {
        Inbox::within_process(self.seed, self.signing_key()).with_bounds(self.bounds)
    }

    /// What the server signs webhooks with, where it is not the API secret.
    fn signing_key(&self) -> Option<String> {
        match &self.server {
            Server::Emulator(config) if config.assumptions.webhook_key == WebhookKey::SigningKey => {
                Some(config.webhooks.signing_key.clone())
            }
            Server::Emulator(_) | Server::Script(_) => None,
        }
    }

    /// Runs over the network, in real time.
    pub(crate) async fn run_over(self, wire: Wire) -> Ran {
        self.run_with(wire, Inboxes::NotNeeded).await
    }

    /// The same, with an inbox for webhooks.
    pub(crate) async fn run_with(self, wire: Wire, inboxes: Inboxes) -> Ran {
        let plan = self.plan();
        self.carry_out(plan, (wire, inboxes), Clock::Real).await
    }

    async fn carry_out(self, plan: Plan, (wire, inboxes): (Wire, Inboxes), clock: Clock) -> Ran {
        let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
        let (stopper, stop) = watch::channel(false);
        let options = Options {
            run_id: "run-1".to_owned(),
            seed: self.seed,
            started: "2026-01-01T00:00:00Z".parse().unwrap(),
            wall_started: "2026-01-01T00:00:00Z".parse().unwrap(),
            clock,
            jobs: self.jobs,
            max_failures: self.max_failures,
            flaky: Flaky::Allowed,
            snapshots: self.snapshots,
            contract: Contract::default(),
            root: self.root,
        };
        let stopping = async {
            match self.stop_after {
                Some(after) => tokio::time::sleep(after).await,
                None => std::future::pending().await,
            }
            stopper.send_replace(true);
            std::future::pending::<()>().await;
        };
        tokio::select! {
            biased;
            () = run(Arc::new(plan), options, wire, inboxes, sender, stop) => {}
            () = stopping => {}
        }
        let mut events = Vec::new();
        while let Ok(event) = receiver.try_recv() {
            events.push(event);
        }
        Ran { events }
    }
}

impl Ran {
    /// Everything, as `tests/support/story.rs` tells it.
    pub(crate) fn story(&self) -> String {
        story::tell(&self.events)
    }

    /// The ends of all steps.
    pub(crate) fn steps(&self) -> Vec<StepFinished> {
        let step = |event: &Event| match &event.what {
            Happening::StepFinished(finished) => Some(finished.clone()),
            _ => None,
        };
        self.events.iter().filter_map(step).collect()
    }

    /// All deliveries, in the order in which they were told.
    pub(crate) fn deliveries(&self) -> Vec<Delivered> {
        let delivered = |event: &Event| match &event.what {
            Happening::Delivered(delivered) => Some(delivered.clone()),
            _ => None,
        };
        self.events.iter().filter_map(delivered).collect()
    }

    /// The failures that are no single expectation's.
    pub(crate) fn failures(&self) -> Vec<Failure> {
        let failure = |step: StepFinished| match step.outcome {
            StepOutcome::Failed(failure) => failure,
            _ => None,
        };
        self.steps().into_iter().filter_map(failure).collect()
    }

    /// Why steps could not be judged.
    pub(crate) fn troubles(&self) -> Vec<Trouble> {
        let trouble = |step: StepFinished| match step.outcome {
            StepOutcome::Errored(trouble) => Some(trouble),
            _ => None,
        };
        self.steps().into_iter().filter_map(trouble).collect()
    }

    /// The outcomes of all tests, in the order of their ends.
    pub(crate) fn outcomes(&self) -> Vec<Outcome> {
        let outcome = |event: &Event| match &event.what {
            Happening::TestFinished(finished) => Some(finished.outcome),
            _ => None,
        };
        self.events.iter().filter_map(outcome).collect()
    }

    /// Fails where the story is another one; `expected` may be indented.
    #[track_caller]
    pub(crate) fn check(&self, expected: &str) {
        assert_eq!(self.story().trim_end(), dedent(expected).trim_end(), "\n{}", self.story());
    }
}

pub(crate) fn paused_runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap()
}

pub(crate) fn real_runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// Every kind's key pair of the emulator.
pub(crate) fn endpoint(base_url: &str, plan: &Plan) -> Endpoint {
    let pair = |kind: Kind| {
        let played = emulator::Kind::named(kind.word()).unwrap();
        let (key, secret) = emulator::credentials(played);
        (kind, Credentials { api_key: key.to_owned(), api_secret: secret.to_owned() })
    };
    Endpoint {
        base_url: base_url.to_owned(),
        credentials: Kind::ALL.into_iter().map(pair).collect(),
        request_timeout: plan.environment.request_timeout,
    }
}

/// Opens connections to a server that lives in this runtime.
pub(crate) fn connector(server: &Server) -> impl Fn() -> DuplexStream + 'static {
    connector_with(server, None)
}

/// The same, where the emulator's webhooks go to an inbox.
fn connector_with(server: &Server, inbox: Option<&Inbox>) -> impl Fn() -> DuplexStream + use<> + 'static {
    let serve: Box<dyn Fn(DuplexStream)> = match server {
        Server::Emulator(config) => {
            let courier = |inbox: &Inbox| Arc::new(PipeCourier::new(WITHIN, inbox.connector()));
            let emulator = match inbox {
                Some(inbox) => Emulator::with_courier(EmulatorConfig::clone(config), courier(inbox)),
                None => Emulator::new(EmulatorConfig::clone(config)),
            };
            Box::new(move |io| spawn(emulator::serve_connection(io, emulator.clone())))
        }
        Server::Script(script) => {
            let script = script.clone();
            Box::new(move |io| spawn(serve_script(io, script.clone())))
        }
    };
    move || {
        let (client, server) = tokio::io::duplex(64 * 1024);
        serve(server);
        client
    }
}

async fn later(at: Duration, post: Post, connect: impl Fn() -> DuplexStream, path: String) {
    tokio::time::sleep(at).await;
    post.send(connect(), &path).await;
}

fn spawn(work: impl Future<Output = ()> + Send + 'static) {
    tokio::spawn(work);
}

async fn serve_script(io: DuplexStream, script: Script) {
    let service = hyper::service::service_fn(|request| script.clone().answer(request));
    let io = hyper_util::rt::TokioIo::new(io);
    let _ = hyper::server::conn::http1::Builder::new().serve_connection(io, service).await;
}

/// The plan of a suite's texts; panics with the messages where there is a mistake.
fn make_plan(
    suite: &str,
    files: &[(String, String)],
    retries: Option<u32>,
    suite_files: &FilesBelow,
) -> Plan {
    let suite_source = Source::new("idvet.yaml", suite);
    let mut problems = idvet::diagnostic::Problems::new(&suite_source);
    let suite = Suite::read(&suite_source, &mut problems);
    let files = files.iter().map(|(name, text)| {
        ScenarioFile::read(&Source::new(name.as_str(), text.as_str()), FileSelection::Whole)
    });
    let request = plan::Request {
        suite: &suite,
        suite_problems: &problems.into_found(),
        environment: None,
        variables: &|_| None,
        unset: Unset::Refuse,
        overrides: &[],
        selection: &Selection::default(),
        prod: ProdLeave::Refused,
        timeout: None,
        retries,
        suite_files,
        steps: plan::Steps::Kept,
    };
    let checked = plan::check(&request, files);
    let messages: Vec<_> = checked.diagnostics.iter().map(|found| found.message.clone()).collect();
    checked.plan.unwrap_or_else(|| panic!("the texts have mistakes: {messages:#?}"))
}

/// The files of a folder, and flows that are only texts.
struct FilesBelow<'a> {
    root: &'a Path,
    flows: &'a [(String, String)],
}

impl SchemaFiles for FilesBelow<'_> {
    fn read(&self, path: &str) -> Result<String, String> {
        let flow = self.flows.iter().find(|(name, _)| name == path);
        let read = || read_suite_file(self.root, path).map_err(|problem| problem.message);
        flow.map_or_else(read, |(_, text)| Ok(text.clone()))
    }
}

impl SuiteFiles for FilesBelow<'_> {
    fn bytes(&self, path: &str) -> Result<Vec<u8>, String> {
        read_suite_bytes(self.root, path, 1024 * 1024).map_err(|problem| problem.message)
    }
}

/// The text without the indentation of its first line with anything on it.
pub(crate) fn dedent(text: &str) -> String {
    let text = text.strip_prefix('\n').unwrap_or(text);
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    let indent = first.len() - first.trim_start().len();
    let cut = |line: &str| line.get(indent..).unwrap_or(line.trim_start()).to_owned();
    let mut lines: Vec<_> = text.lines().map(cut).collect();
    while lines.last().is_some_and(|line| line.trim().is_empty()) {
        lines.pop();
    }
    lines.join("\n") + "\n"
}
