//! The verb `use`: the steps of a flow, among names of their own.

use std::collections::BTreeMap;

use super::{
    drawn::Purpose,
    fill::unfilled,
    sequence::{Progress, Sequence},
    step::{Halt, StepRun},
    telling::Fault,
};
use crate::{
    event::{Trouble, Within},
    plan::{Export, Flow},
    template::Value,
};

/// Carries a flow out. What it exports is named by the `id` of the step, also behind a failure, as far as it was made:
/// `finally` may need it.
pub(super) async fn carry_out(at: &StepRun<'_, '_>, flow: &Flow) -> Result<(), Halt> {
    let test = at.test;
    let values = given(at, flow)?;
    test.scope.enter(values);
    test.answers.borrow_mut().enter(&flow.steps);
    let within = Within { step: at.number, file: flow.file.clone() };
    let steps = Sequence { steps: &flow.steps, first: at.number + 1, part: at.part, within: Some(&within) };
    let progress = steps.carry_out(test, at.limit).await;
    let (exports, fault) = exports(at, flow);
    test.answers.borrow_mut().leave();
    test.scope.leave();
    if let Some(id) = at.step.id().filter(|_| !exports.is_empty() || is_whole(&progress)) {
        test.scope.set_exports(id, Value::map(exports));
    }
    end(&progress, fault)
}

/// What the parameters are; worked out among the names of whoever uses the flow.
fn given(at: &StepRun<'_, '_>, flow: &Flow) -> Result<BTreeMap<String, Value>, Halt> {
    let mut values = BTreeMap::new();
    for param in &flow.params {
        let left_out = param.value.is_left_out(&at.test.scope);
        let template = param.default.as_ref().filter(|_| left_out).unwrap_or(&param.value);
        values.insert(
            param.name.clone(),
            at.fill_for(template, &param.place, Purpose::Parameter(&param.name))?,
        );
    }
    Ok(values)
}

/// The values that the flow exports. One whose names were never made is none: a step that was left out may have made
/// them. The first that cannot be filled for another reason is a fault.
fn exports(at: &StepRun<'_, '_>, flow: &Flow) -> (Vec<(String, Value)>, Option<Fault>) {
    let scope = &at.test.scope;
    let (mut values, mut fault) = (Vec::new(), None);
    for Export { name, value, place } in &flow.exports {
        if value.references().iter().any(|reference| scope.missing(reference).is_some()) {
            continue;
        }
        match scope.fill(value, Purpose::Export(name)) {
            Ok(value) => values.push((name.clone(), value)),
            Err(error) => _ = fault.get_or_insert_with(|| unfilled(error, place)),
        }
    }
    (values, fault)
}

fn is_whole(progress: &Progress) -> bool {
    !progress.failed && !progress.errored && !progress.interrupted
}

/// What became of the flow is what became of its steps.
fn end(progress: &Progress, fault: Option<Fault>) -> Result<(), Halt> {
    if progress.failed {
        return Err(Halt::failed(format!("{} of the flow failed", which(progress))));
    }
    if progress.errored {
        return Err(Halt::Errored(not_judged(progress)));
    }
    if progress.interrupted {
        return Err(Halt::Stopped);
    }
    if let Some(fault) = fault {
        return Err(Halt::Failed(fault));
    }
    if progress.tried == 0 {
        let reason = "no step of the flow was carried out";
        return Err(Halt::NotRun(reason.to_owned()));
    }
    Ok(())
}

fn which(progress: &Progress) -> String {
    progress.broken.map_or_else(|| "a step".to_owned(), |number| format!("step {number}"))
}

fn not_judged(progress: &Progress) -> Trouble {
    let (kind, message) = match (progress.broken, &progress.ended) {
        (None, Some(reason)) => ("time-out", reason.clone()),
        (Some(_) | None, _) => ("flow", format!("{} of the flow could not be judged", which(progress))),
    };
    Trouble { kind: kind.to_owned(), message, causes: Vec::new(), hint: None }
}
