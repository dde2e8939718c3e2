//! The loop over the events of a run: record first, then the readers; Ctrl-C in between.

use std::{io::Write, sync::Arc};

use tokio::sync::{mpsc, watch};

use super::{
    signals::{Heard, Signals},
    world::Streams,
};
use crate::{
    event::Event,
    plan::Plan,
    record::Record,
    report::{Reporter, Results, Summary},
    run::{self, Options, http::Wire, webhook::Inboxes},
};

/// How many events are read in one go, where so many have happened.
const MOST_AT_ONCE: usize = 64;

/// Who reads the events of a run.
pub(super) struct Readers<'r> {
    pub(super) record: Option<Record<Box<dyn Write>>>,
    pub(super) terminal: &'r mut dyn Reporter,
    pub(super) summary: Summary,
    /// What reports are written from, where any is wanted.
    pub(super) results: Option<Results>,
    /// What hindered the record or the terminal; told once each, and the run goes on.
    pub(super) hindered: Vec<String>,
}

/// How the loop ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// The run's last event was read.
    InOrder,
    /// A second interrupt ended it at once.
    AtOnce,
}

/// Carries out a plan and lets everybody read what happens.
pub(super) async fn drive(
    plan: Arc<Plan>,
    options: Options,
    (wire, inboxes): (Wire, Inboxes),
    readers: &mut Readers<'_>,
    signals: &mut Signals,
    streams: &mut Streams,
) -> Ending {
    let (sender, mut events) = mpsc::unbounded_channel();
    let (stop, stopped) = watch::channel(false);
    let mut running = Box::pin(run::run(plan, options, wire, inboxes, sender, stopped));
    let mut known = Heard::Nothing;
    let mut ended = false;
    let mut happened = Vec::with_capacity(MOST_AT_ONCE);
    loop {
        tokio::select! {
            biased;
            count = events.recv_many(&mut happened, MOST_AT_ONCE) => {
                if count == 0 {
                    return Ending::InOrder;
                }
                readers.take(&mut happened, streams);
            },
            heard = signals.more_than(known) => {
                if heard == Heard::Twice {
                    // What had happened is recorded, also what nobody has read so far.
                    while let Ok(event) = events.try_recv() {
                        happened.push(event);
                    }
                    readers.take(&mut happened, streams);
                    return Ending::AtOnce;
                }
                known = heard;
                stop.send_replace(true);
                streams.err_below_bar("interrupted: running scenarios stop at their next step and do their `finally`; again to end at once\n");
            },
            () = &mut running, if !ended => ended = true,
        }
    }
}

impl Readers<'_> {
    /// The record has everything before anybody else is told of it.
    fn take(&mut self, events: &mut Vec<Event>, streams: &mut Streams) {
        if let Some(record) = &mut self.record
            && let Err(error) = record.append(events)
        {
            self.record = None;
            self.note(format!("the record cannot be written: {error}"), streams);
        }
        for event in events.drain(..) {
            self.tell(event, streams);
        }
    }

    fn tell(&mut self, event: Event, streams: &mut Streams) {
        self.summary.event(&event);
        if let Some(results) = &mut self.results {
            results.event(&event);
        }
        if let Err(error) = self.terminal.event(event) {
            let message = format!("the terminal cannot be written to: {error}");
            if !self.hindered.contains(&message) {
                self.note(message, streams);
            }
        }
    }

    fn note(&mut self, message: String, streams: &mut Streams) {
        streams.err_below_bar(&format!("error: {message}\n"));
        self.hindered.push(message);
    }
}

/// SIGINT and, where there is one, SIGTERM.
pub(super) struct Interrupts {
    #[cfg(unix)]
    terminate: Option<tokio::signal::unix::Signal>,
    #[cfg(unix)]
    interrupt: Option<tokio::signal::unix::Signal>,
}

#[cfg(unix)]
impl Interrupts {
    pub(super) fn new() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        Self {
            terminate: signal(SignalKind::terminate()).ok(),
            interrupt: signal(SignalKind::interrupt()).ok(),
        }
    }

    pub(super) async fn next(&mut self) {
        async fn arrived(signal: Option<&mut tokio::signal::unix::Signal>) {
            let received = match signal {
                Some(signal) => signal.recv().await,
                None => None,
            };
            if received.is_none() {
                std::future::pending::<()>().await;
            }
        }
        tokio::select! {
            () = arrived(self.terminate.as_mut()) => {}
            () = arrived(self.interrupt.as_mut()) => {}
        }
    }
}

#[cfg(not(unix))]
impl Interrupts {
    pub(super) fn new() -> Self {
        Self {}
    }

    pub(super) async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
