//! The summary as Markdown: bounded, and with nothing in it that a foreign text could make of it.

use idvet::{
    event::{Event, Happening, Outcome, StepOutcome},
    report::markdown::write,
};

use super::readers::{every_run, installed, reads, results, text};
use crate::support::every_outcome::{all_passed, events, killed};

/// What GitHub takes of a comment.
const COMMENT: usize = 65_536;

/// The text as HTML, by a reader of GitHub's Markdown, without what stands in code.
const RENDER: &str = r#"
import re, sys
from markdown_it import MarkdownIt
html = MarkdownIt("gfm-like", {"linkify": False}).render(sys.stdin.buffer.read().decode())
print(re.sub(r"<code[^>]*>.*?</code>", "", html, flags=re.S))
"#;

fn report(events: &[Event]) -> String {
    let results = results(events);
    text(|writer| write(&results, writer))
}

#[test]
fn it_is_bounded_and_says_what_it_left_out() {
    for (what, events) in every_run() {
        let report = report(&events);
        assert!(report.len() < COMMENT, "{what}: {} bytes", report.len());
        assert!(report.starts_with("## idvet: "), "{what}: {report}");
    }
    let mut many = all_passed(5000);
    for event in &mut many {
        if let Happening::TestFinished(test) = &mut event.what {
            test.outcome = Outcome::Failed;
        }
        if let Happening::StepFinished(step) = &mut event.what {
            step.outcome = StepOutcome::Failed(None);
        }
    }
    let report = report(&many);
    assert!(report.len() < COMMENT, "{} bytes", report.len());
    assert!(report.contains("| failed | 5000 |"), "{}", &report[..500]);
    let told = report.split("### Details").next().unwrap().matches("\n- ").count();
    assert!(told > 50, "only {told} are told of");
    let more = format!("_and {} more, which the other reports tell of_", 5000 - told);
    assert!(report.contains(&more), "no `{more}`");
}

#[test]
fn foreign_text_stands_in_code_only() {
    let Some(python) = installed("python/bin/python") else { return };
    let html = reads(&python, &["-c", RENDER], report(&events()).as_bytes(), None);
    for planted in ["<script", "<img", "@everyone", "planted", "href", "::error", "```"] {
        assert!(!html.contains(planted), "`{planted}` stands outside of code:\n{html}");
    }
    assert!(html.contains("<td>passed</td>") && html.contains("<details>"), "{html}");
}

#[test]
fn it_says_what_matters() {
    let report = report(&events());
    for said in [
        "## idvet: interrupted",
        "| passed | 3 |",
        "| errored | 2 |",
        "| flaky | 2 |",
        "| interrupted | 1 |",
        "| not run | 2 |",
        "Environment ` emulator ` (` DEV `, ` embedded emulator `), seed 7, run ` run-7 `, shard 1 of 2.",
        "- ` fails in a flow ` failed at ` _flows/approve.yaml:9 `:",
        "- ` fails every time ` failed in each of 3 attempts at",
        "- ` passes the second time ` passed in attempt 2; before that:",
        "- skipped 1: ` needs DEMO, and this is DEV `",
        "- ` drift: unknown key at $.reviewedBy of status (S0 status), 3 times, first in",
        "### Slowest",
    ] {
        assert!(report.contains(said), "`{said}` is not in\n{report}");
    }
    let killed = self::report(&killed());
    assert!(killed.contains("| not begun | 4 |") && killed.contains("the run did not end"), "{killed}");
}
