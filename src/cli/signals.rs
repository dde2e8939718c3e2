//! The signals that end a run, watched by a thread of their own from the run's beginning to the end of the process: a write that
//! nobody takes holds up the thread of the run, and a signal is heard all the same.

use std::{
    process,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use anyhow::Context;
use tokio::{
    runtime::{Builder, Runtime},
    sync::watch,
    time::timeout,
};

use super::drive::Interrupts;
use crate::report::Verdict;

/// How long a run has behind the second signal to record what has happened.
const TO_RECORD: Duration = Duration::from_millis(500);

/// How long it has then to write its reports and last lines.
const TO_REPORT: Duration = Duration::from_secs(5);

/// What has been heard so far.
pub(super) struct Signals {
    heard: watch::Receiver<Heard>,
    is_over: Arc<AtomicBool>,
}

/// How often a signal came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Heard {
    Nothing,
    /// The run is to end in order.
    Once,
    /// It is to end at once.
    Twice,
}

impl Signals {
    /// Begins to watch, until the process ends.
    pub(super) fn watch() -> anyhow::Result<Self> {
        const WHAT: &str = "signals cannot be watched";
        let runtime = Builder::new_current_thread().enable_all().build().context(WHAT)?;
        let (teller, heard) = watch::channel(Heard::Nothing);
        let is_over = Arc::new(AtomicBool::new(false));
        let (ready, listens) = mpsc::channel();
        let over = Arc::clone(&is_over);
        thread::Builder::new()
            .name("signals".to_owned())
            .spawn(move || listen(&runtime, &teller, &over, &ready))
            .context(WHAT)?;
        listens.recv().context(WHAT)?;
        Ok(Self { heard, is_over })
    }

    /// How often a signal came so far.
    pub(super) fn heard(&self) -> Heard {
        *self.heard.borrow()
    }

    /// Waits until more was heard than so far.
    pub(super) async fn more_than(&mut self, known: Heard) -> Heard {
        match self.heard.wait_for(|heard| *heard > known).await {
            Ok(heard) => *heard,
            Err(_) => std::future::pending().await,
        }
    }

    /// The run is over and its reports are written: a signal lets that come to its end, the next one does not.
    pub(super) fn run_is_over(&self) {
        self.is_over.store(true, Ordering::SeqCst);
    }
}

fn listen(runtime: &Runtime, teller: &watch::Sender<Heard>, is_over: &AtomicBool, ready: &mpsc::Sender<()>) {
    runtime.block_on(async {
        let mut interrupts = Interrupts::new();
        let _ = ready.send(());
        interrupts.next().await;
        teller.send_replace(Heard::Once);
        interrupts.next().await;
        let was_over = is_over.load(Ordering::SeqCst);
        teller.send_replace(Heard::Twice);
        if was_over || timeout(TO_RECORD, interrupts.next()).await.is_ok() || !is_over.load(Ordering::SeqCst)
        {
            end();
        }
        let _ = timeout(TO_REPORT, interrupts.next()).await;
        end();
    });
}

/// Ends the process whatever its other thread does. Of the record a last line may be half written, which whoever reads it leaves out.
fn end() -> ! {
    process::exit(i32::from(Verdict::Interrupted.code()))
}
