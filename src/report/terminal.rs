//! What a person, or the log of a CI job, sees of a run while it goes on.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use super::{
    Progress, Reporter, Rerun, curl,
    exchange::{self, Headers, Subject},
    failure::{Story, head, tell},
    look::on_one_line,
};
use crate::{
    diagnostic::Look,
    event::{
        Delivered, Event, Exchanged, Happening, Outcome, Resent, StepFinished, StepOutcome, StepStarted,
        TestFinished, TestStarted,
    },
    template::show_duration,
};

/// How much is told of tests that pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// A line for each test.
    Lines,
    /// `-v`: requests and answers.
    Exchanges,
    /// `-vv`: their headers and times, too.
    Headers,
}

/// Whether failing requests are shown as commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reproduce {
    /// No.
    No,
    /// `--curl`.
    Curl,
}

/// Writes a line for each test, and the story of each that did not pass.
pub struct Terminal<W> {
    writer: W,
    look: Look,
    detail: Detail,
    reproduce: Reproduce,
    rerun: Rerun,
    progress: Progress,
    running: BTreeMap<usize, Running>,
}

struct Running {
    test: TestStarted,
    /// The steps that did not pass.
    steps: Vec<(StepFinished, Option<Subject>)>,
    /// The steps that are the way into a flow, by their numbers.
    uses: BTreeMap<usize, StepStarted>,
    /// The requests that were sent again.
    resent: Vec<Resent>,
    /// The last exchange: that of the step under way, or what a step without one of its own speaks of.
    last: Option<Exchanged>,
    /// The deliveries about its sessions.
    deliveries: Vec<Delivered>,
}

impl Running {
    /// What a step speaks of: the delivery that it took, or the last exchange. A failure that tells line by line what
    /// there was instead needs neither.
    fn subject(&self, step: &StepFinished) -> Option<Subject> {
        if let StepOutcome::Failed(Some(failure)) = &step.outcome
            && !failure.details.is_empty()
        {
            return None;
        }
        match step.delivery {
            Some(number) => {
                let taken = self.deliveries.iter().find(|delivered| delivered.number == number);
                taken.cloned().map(Subject::Delivery)
            }
            None => self.last.clone().map(Subject::Exchange),
        }
    }

    /// Whether no step failed, or could not be judged.
    fn has_only_stopped(&self) -> bool {
        self.steps.iter().all(|(step, _)| matches!(step.outcome, StepOutcome::NotRun(_)))
    }
}

impl<W: Write> Terminal<W> {
    /// A terminal that writes to `writer`.
    pub fn new(writer: W, look: Look, progress: Progress, rerun: Rerun) -> Self {
        let (detail, reproduce) = (Detail::Lines, Reproduce::No);
        Self { writer, look, detail, reproduce, rerun, progress, running: BTreeMap::new() }
    }

    /// Tells more of each exchange.
    #[must_use]
    pub fn with_detail(mut self, detail: Detail, reproduce: Reproduce) -> Self {
        self.detail = detail;
        self.reproduce = reproduce;
        self
    }

    fn write(&mut self, text: &str) -> io::Result<()> {
        let writer = &mut self.writer;
        self.progress.aside(|| writer.write_all(text.as_bytes()))
    }

    fn test_started(&mut self, test: TestStarted) {
        self.progress.running(&on_one_line(&test.id));
        let (steps, uses, resent, deliveries) = (Vec::new(), BTreeMap::new(), Vec::new(), Vec::new());
        self.running.insert(test.test, Running { test, steps, uses, resent, last: None, deliveries });
    }

    fn exchanged(&mut self, exchanged: Exchanged) -> io::Result<()> {
        if self.detail >= Detail::Exchanges {
            let headers = if self.detail == Detail::Headers { Headers::Shown } else { Headers::Hidden };
            let shown = exchange::show(&exchanged, headers, self.look);
            let title = self.running.get(&exchanged.test).map_or("", |running| running.test.id.as_str());
            let title = format!("{}, step {}\n", on_one_line(title), exchanged.step);
            self.write(&(title + &shown))?;
        }
        if let Some(running) = self.running.get_mut(&exchanged.test) {
            running.last = Some(exchanged);
        }
        Ok(())
    }

    fn delivered(&mut self, delivered: Delivered) -> io::Result<()> {
        let running = delivered.test.and_then(|test| self.running.get(&test));
        if self.detail >= Detail::Exchanges {
            let title = match (running, delivered.test) {
                (Some(running), _) => on_one_line(&running.test.id),
                (None, Some(_)) => "for a test that was over".to_owned(),
                (None, None) => "for nobody".to_owned(),
            };
            let headers = if self.detail == Detail::Headers { Headers::Shown } else { Headers::Hidden };
            self.write(&format!("{title}\n{}", exchange::delivery(&delivered, headers, self.look)))?;
        }
        if let Some(running) = delivered.test.and_then(|test| self.running.get_mut(&test)) {
            running.deliveries.push(delivered);
        }
        Ok(())
    }

    fn resent(&mut self, resent: Resent) -> io::Result<()> {
        let Some(running) = self.running.get_mut(&resent.test) else { return Ok(()) };
        let id = on_one_line(&running.test.id);
        let Resent { step, why, pause, .. } = &resent;
        let text =
            format!("{id}, step {step}\n  sent again in {}, because of {why}\n", show_duration(*pause));
        running.resent.push(resent);
        if self.detail < Detail::Exchanges { Ok(()) } else { self.write(&text) }
    }

    /// Keeps what the steps of a flow need, which all come behind the step that uses it.
    fn step_started(&mut self, step: StepStarted) {
        if let Some(running) = self.running.get_mut(&step.test).filter(|_| step.verb == "use") {
            running.uses.insert(step.step, step);
        }
    }

    fn step_finished(&mut self, step: StepFinished) {
        let Some(running) = self.running.get_mut(&step.test) else { return };
        match &step.outcome {
            StepOutcome::Passed => {}
            StepOutcome::NotRun(_) => {
                let own =
                    running.last.clone().filter(|last| step.outcome.is_cut_short() && last.step == step.step);
                running.steps.push((step, own.map(Subject::Exchange)));
            }
            StepOutcome::Failed(_) | StepOutcome::Errored(_) => {
                let subject = running.subject(&step);
                running.steps.push((step, subject));
            }
        }
    }

    fn test_finished(&mut self, end: &TestFinished) -> io::Result<()> {
        if !end.retried {
            self.progress.ended();
        }
        let Some(running) = self.running.remove(&end.test) else { return Ok(()) };
        let text = match end.outcome {
            // The last lines count what is left out here.
            Outcome::NotRun => return Ok(()),
            Outcome::Passed | Outcome::Skipped if !self.progress.has_room_for_lines() => return Ok(()),
            Outcome::Passed | Outcome::Skipped => head(&running.test, end, self.look),
            // Nothing of it is wrong; a run that is ended leaves many behind.
            Outcome::Interrupted if running.has_only_stopped() && !self.progress.has_few_tests() => {
                return Ok(());
            }
            Outcome::Failed | Outcome::Errored | Outcome::Interrupted if !end.retried => {
                self.progress.failed();
                self.story(&running, end)
            }
            Outcome::Failed | Outcome::Errored | Outcome::Flaky | Outcome::Interrupted => {
                self.story(&running, end)
            }
        };
        self.write(&text)
    }

    fn story(&self, running: &Running, end: &TestFinished) -> String {
        let again = self.rerun.command(&running.test);
        let story = Story {
            test: &running.test,
            end,
            steps: &running.steps,
            uses: &running.uses,
            resent: &running.resent,
            again: &again,
        };
        let curl = match self.reproduce {
            Reproduce::No => None,
            Reproduce::Curl => {
                Some((|exchanged| curl::command(&exchanged.request)) as fn(&Exchanged) -> String)
            }
        };
        tell(&story, curl, self.look)
    }
}

impl<W: Write> Reporter for Terminal<W> {
    fn event(&mut self, event: Event) -> io::Result<()> {
        match event.what {
            Happening::RunStarted(head) => self.progress.begin(head.tests),
            Happening::TestStarted(test) => self.test_started(test),
            Happening::Exchanged(exchanged) => self.exchanged(exchanged)?,
            Happening::Resent(resent) => self.resent(resent)?,
            Happening::StepFinished(step) => self.step_finished(step),
            Happening::TestFinished(end) => self.test_finished(&end)?,
            Happening::RunFinished(_) => self.progress.finish(),
            Happening::StepStarted(step) => self.step_started(step),
            Happening::Delivered(delivered) => self.delivered(delivered)?,
            Happening::Polled(_)
            | Happening::SessionCreated(_)
            | Happening::SessionDeleted(_)
            | Happening::TurnedAway(_)
            | Happening::Drifted(_) => {}
        }
        Ok(())
    }
}
