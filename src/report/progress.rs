//! The bar that a person sees while a run goes on; nothing where nobody looks on.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar with counts and what is running, or nothing.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    failed: usize,
}

impl Progress {
    /// A bar on stderr.
    pub fn shown() -> Self {
        Self { bar: ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr()), failed: 0 }
    }

    /// No bar.
    pub fn hidden() -> Self {
        Self { bar: ProgressBar::hidden(), failed: 0 }
    }

    pub(super) fn begin(&self, tests: usize) {
        let template = "{bar:24} {pos}/{len} {prefix}{wide_msg}";
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        self.bar.set_style(style.progress_chars("=> "));
        self.bar.set_length(tests as u64);
    }

    pub(super) fn running(&self, id: &str) {
        self.bar.set_message(id.to_owned());
    }

    pub(super) fn failed(&mut self) {
        self.failed += 1;
        self.bar.set_prefix(format!("{} failed ", self.failed));
    }

    pub(super) fn ended(&self) {
        self.bar.inc(1);
    }

    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }

    /// Whether a bar is to be seen: then a line for each passed test would only push it about.
    pub(super) fn is_shown(&self) -> bool {
        !self.bar.is_hidden()
    }

    /// Does something with the bar out of the way.
    pub(super) fn aside<R>(&self, work: impl FnOnce() -> R) -> R {
        self.bar.suspend(work)
    }
}
