//! One step: its condition, its action, what is expected of the answer, and what is kept of it.

use std::{cell::Cell, time::Duration};

use tokio::time::{Instant, sleep_until};

use super::{
    answers::{self, Kept},
    api, await_webhook,
    bounds::{Cut, Limit, OnStop, Whose, later},
    contract::ContractLog,
    drawn::Purpose,
    flow, needs, poll, request, snapshot,
    telling::{Fault, Log, StepEnd},
    test::TestRun,
    transport::{self, Repeatable},
};
use crate::{
    event::{CUT_SHORT, Part, StepStarted, Trouble, Within},
    exchange::Exchange,
    plan::{Action, AssertFields, Condition, Step},
    template::Template,
};

/// A step of a test that is being carried out.
pub(super) struct StepRun<'t, 'r> {
    pub(super) test: &'t TestRun<'r>,
    pub(super) step: &'t Step,
    /// From 1; those of a flow follow that of its `use`, and those of `finally` go on counting.
    pub(super) number: usize,
    pub(super) part: Part,
    /// The flow that it is a step of, where it is one.
    pub(super) within: Option<&'t Within>,
    /// When it has to end: by its own `timeout` or that of what is around it.
    pub(super) limit: Limit,
    /// The time that its part of the test has, or its flow.
    pub(super) around: Limit,
    /// How long its requests have waited for their turn.
    pub(super) waited: Cell<Duration>,
    /// What its answers broke of the contract, and what drifted.
    pub(super) contract: ContractLog,
}

/// Where a step stands among those of its test.
#[derive(Clone, Copy)]
pub(super) struct Spot<'w> {
    pub(super) number: usize,
    pub(super) part: Part,
    pub(super) within: Option<&'w Within>,
}

/// Why an action has no answer that could be judged.
#[derive(Debug)]
pub(super) enum Halt {
    Failed(Fault),
    Errored(Trouble),
    NotRun(String),
    /// The run was interrupted in a pause.
    Stopped,
}

/// What a step means for those behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Course {
    /// It passed.
    Good,
    Failed,
    Errored,
    Interrupted,
    /// It was not carried out, and nothing is wrong with that.
    LeftOut,
}

impl Halt {
    /// A failure whose place is the step.
    pub(super) fn failed(message: impl Into<String>) -> Self {
        Self::Failed(Fault { message: message.into(), hint: None, details: Vec::new(), place: None })
    }
}

/// Carries a step out and tells of it. `around` is the time that its part of the test has.
pub(super) async fn carry_out(test: &TestRun<'_>, step: &Step, spot: Spot<'_>, around: Limit) -> Course {
    let whose = if matches!(step.action, Action::Use(_)) { Whose::Flow } else { Whose::Step };
    let limit = around.or(step.timeout().map(|timeout| Limit::after(timeout, whose)));
    let Spot { number, part, within } = spot;
    let (waited, contract) = (Cell::default(), ContractLog::default());
    let at = StepRun { test, step, number, part, within, limit, around, waited, contract };
    let began = Instant::now();
    let mut log = Log::default();
    let ready = at.is_ready();
    let head = at.head();
    if ready.is_ok() {
        test.voice.step_started(head.clone());
    }
    let done = match ready {
        Ok(()) => at.act(&mut log).await,
        Err(halt) => Err(halt),
    };
    log.checks.extend(at.contract.take());
    let (end, course) = at.end(done, &log);
    test.voice.step_finished(head, end, log, began.elapsed());
    course
}

/// Tells that a step is not carried out.
pub(super) fn leave_out(test: &TestRun<'_>, step: &Step, spot: Spot<'_>, reason: &str) {
    let head = head(test, step, spot);
    test.voice.step_finished(head, StepEnd::NotRun(reason.to_owned()), Log::default(), Duration::ZERO);
}

fn head(test: &TestRun<'_>, step: &Step, spot: Spot<'_>) -> StepStarted {
    let name = name(&step.name, test).unwrap_or_else(|| step.verb.word().to_owned());
    let line = step.place.position().line;
    let Spot { number, part, within } = spot;
    let verb = step.verb.word().to_owned();
    StepStarted { test: test.number, step: number, name, verb, line, part, within: within.cloned() }
}

fn name(template: &Template, test: &TestRun<'_>) -> Option<String> {
    template.fill(&test.scope).ok().map(|name| name.to_text())
}

impl StepRun<'_, '_> {
    fn head(&self) -> StepStarted {
        let spot = Spot { number: self.number, part: self.part, within: self.within };
        head(self.test, self.step, spot)
    }

    /// Whether the step is to be carried out at all.
    fn is_ready(&self) -> Result<(), Halt> {
        if self.part == Part::Finally {
            self.has_its_names()?;
        }
        match self.step.condition() {
            Some(condition) if condition.value.is_left_out(&self.test.scope) || !self.holds(condition)? => {
                Err(Halt::NotRun(format!("`if` does not hold (line {})", condition.place.position().line)))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// What was never made before a failure is no failure of `finally` (decisions.md C12, C14).
    fn has_its_names(&self) -> Result<(), Halt> {
        match needs::missing(self.step, &self.test.scope) {
            Some(name) if name == "session" => Err(Halt::NotRun("no session was made before".to_owned())),
            Some(name) => Err(Halt::NotRun(format!("`{name}` was never made"))),
            None => self.has_its_session(),
        }
    }

    fn has_its_session(&self) -> Result<(), Halt> {
        let Some(choice) = needs::session(self.step) else { return Ok(()) };
        let sessions = self.test.scope.sessions.borrow();
        let session = sessions.choose(choice).map_err(|message| self.no_session(message))?;
        if session.deleted && needs::deletes(self.step) {
            return Err(Halt::NotRun("the session is deleted already".to_owned()));
        }
        Ok(())
    }

    fn holds(&self, condition: &Condition) -> Result<bool, Halt> {
        let value = self.fill_at(&condition.value, &condition.place)?.json;
        Ok(match &condition.matchers {
            Some(matchers) => matchers.judge("if", &value, &self.test.scope).is_empty(),
            None => !matches!(value, serde_json::Value::Null | serde_json::Value::Bool(false)),
        })
    }

    /// A step about a session where none was made.
    pub(super) fn no_session(&self, message: String) -> Halt {
        match self.part {
            Part::Steps => Halt::failed(message),
            Part::Finally => Halt::NotRun(message),
        }
    }

    /// Whether the step's expectation names a status code.
    pub(super) fn expects_status(&self, status: u16) -> bool {
        self.step.expect.status.iter().any(|range| (range.low..=range.high).contains(&status))
    }

    /// Whether the step speaks to a documented call with the environment's credentials.
    pub(super) fn is_api_step(&self) -> bool {
        matches!(self.step.action, Action::Api(_) | Action::PollStatus(_))
    }

    async fn act(&self, log: &mut Log) -> Result<(), Halt> {
        self.carry_on(log).await?;
        match self.step.snapshot() {
            Some(asked) => snapshot::hold(self, asked, log),
            None => Ok(()),
        }
    }

    /// The action, and what is expected of what it brings.
    async fn carry_on(&self, log: &mut Log) -> Result<(), Halt> {
        let kept = match &self.step.action {
            Action::Api(call) => api::call(self, call).await?.into(),
            Action::PollStatus(poll) => poll::status(self, poll, log).await?.into(),
            Action::Request(written) => {
                let request = request::build(self, written)?;
                transport::send(self, &request, Repeatable::of_method(&request.method)).await?.into()
            }
            Action::Poll(poll) => poll::fields(self, poll, log).await?.into(),
            Action::AwaitWebhook(wanted) => match await_webhook::carry_out(self, wanted, log).await? {
                Some(contents) => Kept::Delivery(contents.into()),
                None => return Ok(()),
            },
            Action::AssertFields(assert) => return self.assert(assert, log),
            Action::Set(values) => return self.set(values),
            Action::Use(flow) => return Box::pin(flow::carry_out(self, flow)).await,
            Action::Wait(timing) => return self.wait(self.fill_timing(timing)?).await,
        };
        self.judge(&kept, log);
        answers::capture(self, kept.contents(), log);
        self.test.answers.borrow_mut().keep(self.step.id(), kept);
        Ok(())
    }

    /// In `finally` an interrupted run has no time for pauses: those end, and the step behind them has its turn.
    async fn wait(&self, pause: Duration) -> Result<(), Halt> {
        let pause = sleep_until(later(pause));
        match self.test.run.stopping.bounded(self.limit, OnStop::End, pause).await {
            Err(Cut::Stopped) if self.part == Part::Finally => Ok(()),
            waited => waited.map_err(Cut::into_halt),
        }
    }

    /// A limit on what the service may take, later by the time that requests of the step have waited for their turn;
    /// never later than the limit of what is around it.
    pub(super) fn without_waiting(&self, limit: Limit) -> Limit {
        if !limit.is_of_service() {
            return limit;
        }
        Limit { at: limit.at + self.waited.get(), ..limit }.or(Some(self.around))
    }

    /// Every expectation is looked at, also behind one that did not hold.
    fn judge(&self, kept: &Kept, log: &mut Log) {
        match kept {
            Kept::Exchange(exchange) => self.judge_exchange(exchange, log),
            Kept::Delivery(contents) => {
                log.checks.extend(self.step.expect.judge_contents(contents, &self.test.scope));
            }
        }
    }

    fn judge_exchange(&self, exchange: &Exchange, log: &mut Log) {
        log.checks.extend(self.step.expect.judge(exchange, &self.test.scope));
        if let (Action::Api(api), None) = (&self.step.action, &self.step.expect.status_place) {
            log.checks.extend(api::shape(api.call, &exchange.answer));
        }
    }

    fn assert(&self, assert: &AssertFields, log: &mut Log) -> Result<(), Halt> {
        let Some(kept) = self.test.answers.borrow().of(assert.of.as_deref()) else {
            let message = match &assert.of {
                Some(id) => format!("the step `{id}` has no answer"),
                None => "no step before has an answer".to_owned(),
            };
            return Err(self.no_session(message));
        };
        log.checks.extend(assert.fields.judge(kept.contents().json.as_ref(), &self.test.scope));
        answers::capture(self, kept.contents(), log);
        Ok(())
    }

    fn set(&self, values: &[(String, Template)]) -> Result<(), Halt> {
        for (name, template) in values {
            let value = self.fill_for(template, &self.step.place, Purpose::Name(name))?;
            self.test.scope.set(name, value);
        }
        Ok(())
    }

    fn end(&self, done: Result<(), Halt>, log: &Log) -> (StepEnd, Course) {
        match done {
            Ok(()) if log.checks.iter().any(|check| check.mismatch.is_some()) => {
                (StepEnd::Failed(None), Course::Failed)
            }
            Ok(()) => (StepEnd::Passed, Course::Good),
            Err(Halt::Failed(mut fault)) => {
                fault.place.get_or_insert_with(|| self.step.place.clone());
                (StepEnd::Failed(Some(fault)), Course::Failed)
            }
            Err(Halt::Errored(trouble)) => (StepEnd::Errored(trouble), Course::Errored),
            Err(Halt::NotRun(reason)) => (StepEnd::NotRun(reason), Course::LeftOut),
            Err(Halt::Stopped) => (StepEnd::NotRun(CUT_SHORT.to_owned()), Course::Interrupted),
        }
    }
}
