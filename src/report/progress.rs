//! The bar that a person sees while a run goes on; nothing where nobody looks on.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A run of at most so many tests tells of each of them above the bar.
const MOST_LINES: usize = 20;

/// A bar with counts and what is running, or nothing.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    tests: usize,
    failed: usize,
}

impl Progress {
    /// A bar on stderr.
    pub fn shown() -> Self {
        Self::drawn_on(ProgressDrawTarget::stderr())
    }

    /// A bar on something else.
    pub fn drawn_on(target: ProgressDrawTarget) -> Self {
        Self { bar: ProgressBar::with_draw_target(Some(0), target), tests: 0, failed: 0 }
    }

    /// No bar.
    pub fn hidden() -> Self {
        Self { bar: ProgressBar::hidden(), tests: 0, failed: 0 }
    }

    pub(super) fn begin(&mut self, tests: usize) {
        self.tests = tests;
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

    /// Whether each test has a line. Beside a bar, thousands of them would push the failures out of sight.
    pub(super) fn has_room_for_lines(&self) -> bool {
        self.bar.is_hidden() || self.has_few_tests()
    }

    /// Whether even a story of each test can be read.
    pub(super) fn has_few_tests(&self) -> bool {
        self.tests <= MOST_LINES
    }

    /// Does something with the bar out of the way.
    pub(super) fn aside<R>(&self, work: impl FnOnce() -> R) -> R {
        self.bar.suspend(work)
    }
}
