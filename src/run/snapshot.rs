//! A step's answer held against the one that was accepted. What is done is decided first, by a pure function.

use std::path::Path;

use super::{
    answers::Kept,
    step::{Halt, StepRun},
    telling::Log,
};
use crate::{
    event::{Basis, Trouble},
    expect::{Mismatch, Verdict},
    files::{SnapshotPaths, put_text, read_text, remove},
    plan::{Action, Snapshot},
    snapshot::{
        Changing, Drawn, Head, Picture, SnapshotFile, accepted_form, beginning, difference, is_same, picture,
    },
};

/// Lines of a difference that a failure shows.
const SHOWN_LINES: usize = 60;

/// Lines of a first answer that a failure shows.
const FIRST_LINES: usize = 20;

/// What becomes of answers that are not as they were accepted (decisions.md F24).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Snapshots {
    /// They fail, and no file is written: so it is in CI.
    Compare,
    /// They fail, and are left pending.
    Check,
    /// What has no snapshot yet is accepted; another answer fails and is left pending.
    New,
    /// They are accepted.
    Write,
}

/// How an answer stands to the accepted one.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Finding {
    Same,
    /// Nothing was accepted before.
    First,
    /// Something else was.
    Other(String),
    /// The accepted file cannot be read, and why.
    Unreadable(String),
}

/// What is done with the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    Nothing,
    /// What was pending is so no longer.
    Clear,
    /// The answer is left pending.
    Leave,
    Accept,
}

/// Whether everything else held that the step expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rest {
    Held,
    Missed,
}

/// Looks at the snapshot of a step. What differs goes to the log.
pub(super) fn hold(at: &StepRun<'_, '_>, asked: &Snapshot, log: &mut Log) -> Result<(), Halt> {
    let Some(kept) = at.test.answers.borrow().of(asked.of.as_deref()) else {
        let id = asked.of.as_deref().unwrap_or_default();
        return Err(Halt::failed(format!("the step `{id}` has no answer")));
    };
    let rest =
        if log.checks.iter().all(|check| check.mismatch.is_none()) { Rest::Held } else { Rest::Missed };
    let name = at.test.test.snapshot_file(asked);
    let basis = Basis::Snapshot { file: name.clone(), place: asked.place.clone() };
    let verdict = |mismatch| Verdict { subject: "snapshot".to_owned(), basis, mismatch };
    let taken = match take(at, asked, &kept, log) {
        Ok(taken) => taken,
        Err(found) => {
            log.checks.push(verdict(Some(unpictured(found))));
            return Ok(());
        }
    };
    let paths = SnapshotPaths::new(&at.test.scope.facts.root, &name);
    let finding = match finding(&paths.accepted, &taken.text) {
        Finding::Other(_) if is_of_an_attempt_before(at, &name) => Finding::First,
        finding => finding,
    };
    let (deed, mode) = (decide(at.test.run.snapshots, &finding, rest), at.test.run.snapshots);
    let file = SnapshotFile { head: head(at, asked, &taken), contents: taken.text };
    carry_out(deed, &paths, &file).map_err(|error| unwritten(&name, &error))?;
    if deed == Deed::Accept {
        at.test.accepted.borrow_mut().insert(name, at.test.attempt);
    }
    if rest == Rest::Held || finding != Finding::First {
        log.checks.push(verdict(mismatch(mode, deed, &finding, &file.contents, rest)));
    }
    Ok(())
}

/// Whether an earlier attempt of the test accepted it: nobody has seen it yet, and that attempt failed.
fn is_of_an_attempt_before(at: &StepRun<'_, '_>, name: &str) -> bool {
    at.test.accepted.borrow().get(name).is_some_and(|attempt| *attempt < at.test.attempt)
}

/// The answer as a text; what hinders it is told as what was found.
fn take(at: &StepRun<'_, '_>, asked: &Snapshot, kept: &Kept, log: &Log) -> Result<Picture, String> {
    let scope = &at.test.scope;
    let watch = scope.watch.as_ref().map(|watch| watch.borrow());
    let changing = Changing {
        run_id: scope.facts.run_id.clone(),
        base_url: at.test.run.wire.base_url.trim_end_matches('/').to_owned(),
        now: scope.facts.now(),
        scan_refs: scope.sessions.borrow().references().map(str::to_owned).collect(),
        drawn: watch.map_or_else(Drawn::default, |watch| watch.drawn.clone()),
    };
    // Only the step's own answer has its path: of an earlier poll, the last answer is kept.
    let polled = matches!(at.step.action, Action::PollStatus(_) | Action::Poll(_)) && asked.of.is_none();
    let points = log.path.iter().filter(|_| polled);
    let path: Vec<String> = points.map(|point| point.seen.clone()).collect();
    picture(kept.sitter(), &path, &asked.shape, &changing, &at.test.voice.redactor())
}

fn finding(accepted: &Path, found: &str) -> Finding {
    if !accepted.exists() {
        return Finding::First;
    }
    let text = match read_text(accepted) {
        Ok(text) => text,
        Err(problem) => return Finding::Unreadable(problem.message),
    };
    match SnapshotFile::read(&text) {
        Ok(file) if is_same(&file.contents, found) => Finding::Same,
        Ok(file) => Finding::Other(file.contents),
        Err(why) => Finding::Unreadable(why),
    }
}

/// An answer that is wrong otherwise is never accepted, nor left for somebody to accept.
fn decide(mode: Snapshots, finding: &Finding, rest: Rest) -> Deed {
    if mode == Snapshots::Compare || rest == Rest::Missed {
        return Deed::Nothing;
    }
    match finding {
        Finding::Same => Deed::Clear,
        Finding::First if mode != Snapshots::Check => Deed::Accept,
        Finding::Other(_) | Finding::Unreadable(_) if mode == Snapshots::Write => Deed::Accept,
        Finding::First | Finding::Other(_) | Finding::Unreadable(_) => Deed::Leave,
    }
}

fn carry_out(deed: Deed, paths: &SnapshotPaths, file: &SnapshotFile) -> std::io::Result<()> {
    match deed {
        Deed::Nothing => Ok(()),
        Deed::Clear => remove(&paths.pending),
        Deed::Leave => put_text(&paths.pending, &file.to_text()),
        Deed::Accept => {
            put_text(&paths.accepted, &accepted_form(&file.to_text()))?;
            remove(&paths.pending)
        }
    }
}

fn head(at: &StepRun<'_, '_>, asked: &Snapshot, taken: &Picture) -> Head {
    let voice = &at.test.voice;
    Head {
        source: voice.clean(at.test.test.source.name()),
        flow: Some(at.step.place.source.name())
            .filter(|name| *name != at.test.test.source.name())
            .map(|name| voice.clean(name)),
        line: Some(at.step.place.position().line),
        test: voice.clean(&at.test.test.id),
        step: voice.clean(&asked.key),
        masked: taken.masked.clone(),
    }
}

fn mismatch(mode: Snapshots, deed: Deed, finding: &Finding, found: &str, rest: Rest) -> Option<Mismatch> {
    if *finding == Finding::Same || deed == Deed::Accept {
        return None;
    }
    let (expected, actual, difference) = match finding {
        Finding::Same => return None,
        Finding::First => ("an accepted answer", "none yet".to_owned(), Some(beginning(found, FIRST_LINES))),
        Finding::Other(accepted) => {
            ("the accepted answer", "another one".to_owned(), difference(accepted, found, SHOWN_LINES))
        }
        Finding::Unreadable(why) => {
            ("the accepted answer", format!("a file that cannot be read: {why}"), None)
        }
    };
    Some(Mismatch {
        path: String::new(),
        expected: expected.to_owned(),
        actual,
        difference,
        hint: Some(hint(mode, finding, rest).to_owned()),
    })
}

fn hint(mode: Snapshots, finding: &Finding, rest: Rest) -> &'static str {
    match (rest, mode) {
        (Rest::Missed, _) => "the step failed otherwise, too: nothing was left to accept",
        (Rest::Held, Snapshots::Compare) => {
            "with `CI` set no file is written: run it on your own machine, accept the snapshot there, and commit it"
        }
        (Rest::Held, Snapshots::Check | Snapshots::New | Snapshots::Write) if *finding == Finding::First => {
            "`idvet snapshots review` shows it and asks; `idvet run --snapshots new` accepts every first answer"
        }
        (Rest::Held, Snapshots::Check | Snapshots::New | Snapshots::Write) => {
            "`idvet snapshots review` shows it and asks; `idvet snapshots accept` takes it as it is"
        }
    }
}

fn unpictured(found: String) -> Mismatch {
    Mismatch {
        path: String::new(),
        expected: "an answer that a snapshot can show".to_owned(),
        actual: found,
        difference: None,
        hint: Some("say which part is meant: `snapshot: { of: $.client }`, or `only`".to_owned()),
    }
}

fn unwritten(name: &str, error: &std::io::Error) -> Halt {
    Halt::Errored(Trouble {
        kind: "file".to_owned(),
        message: format!("the snapshot `{name}` cannot be written"),
        causes: vec![error.to_string()],
        hint: Some("see that the folder may be written to, and that there is room".to_owned()),
    })
}
