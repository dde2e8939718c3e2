//! Asking again and again: `poll_status` until a session shows a status, `poll` until fields hold.
//!
//! The first question is asked at once; each pause runs from an answer to the next question and grows by the backoff
//! (decisions.md C20). An answer of 429 or 5xx, or a lost connection, counts as "not yet" (C4).

use std::{cell::RefCell, time::Duration};

use serde_json::Value as Json;
use tokio::time::{Instant, sleep_until};

use super::{
    api::{self, beginning, in_short, what_came},
    bounds::{Cut, Limit, Whose, later},
    poll_path, request,
    retry_after::asked_pause,
    send::{Unanswered, send, while_pausing},
    step::{Halt, StepRun},
    telling::{Fault, Log},
};
use crate::{
    event::Trouble,
    exchange::{Answer, Exchange, Request},
    expect::Verdict,
    json_path::JsonPath,
    plan::{Pace, Poll, PollStatus},
    source::{Place, Span},
    template::show_duration,
    vocabulary::{self, OVERALL_STATUS},
};

/// What one answer means for a poll.
struct Look {
    /// The status, or what there was in its place.
    seen: String,
    verdict: Means,
}

enum Means {
    /// It is what was waited for.
    Wanted,
    /// The service is at work, and it is not yet there.
    NotYet,
    /// The service could not say.
    Unknown,
    /// It will not come any more.
    Over(Halt),
}

/// A pace with its durations known.
struct Steady {
    pause: Duration,
    backoff: f64,
    longest: Duration,
}

/// What a poll has seen so far.
struct Watch<'a> {
    began: Instant,
    log: &'a mut Log,
    /// Whether the service ever said how things are.
    told: bool,
    trouble: Option<Trouble>,
}

/// What a poll waits for.
#[derive(Clone, Copy)]
struct Wanted<'a> {
    words: &'a str,
    /// Where it is asked for.
    place: &'a Place,
}

/// The statuses that must not come.
struct Never<'a> {
    statuses: &'a [String],
    place: Option<&'a Place>,
}

/// `poll_status`: the answer that showed a wanted status.
pub(super) async fn status(at: &StepRun<'_, '_>, poll: &PollStatus, log: &mut Log) -> Result<Exchange, Halt> {
    let call = vocabulary::call("get_status").expect("the vocabulary has the call that polls make");
    let request = api::request(at, call, &poll.fields, &poll.scan_ref, None)?;
    let until = at.fill_list(&poll.until)?;
    let never = at.fill_list(&poll.never)?;
    let words = until.iter().map(|status| format!("`{status}`")).collect::<Vec<_>>().join(" or ");
    let wanted = Wanted { words: &words, place: poll.until_place.as_ref().unwrap_or(&at.step.place) };
    let never = Never { statuses: &never, place: poll.never_place.as_ref() };
    let look = |exchange: &Exchange| look_at_status(at, exchange, &until, &never);
    ask_until(at, &poll.pace, &request, log, wanted, &look).await
}

/// `poll`: the answer whose fields hold; their verdicts go to the log.
pub(super) async fn fields(at: &StepRun<'_, '_>, poll: &Poll, log: &mut Log) -> Result<Exchange, Halt> {
    let request = request::build(at, &poll.request)?;
    let verdicts = RefCell::new(Vec::new());
    let look = |exchange: &Exchange| {
        let judged = poll.until.judge(exchange.answer.json.as_ref(), &at.test.scope);
        let look = look_at_fields(at, exchange, &judged);
        *verdicts.borrow_mut() = judged;
        look
    };
    let wanted = Wanted { words: "what `until` asks for", place: &at.step.place };
    let result = ask_until(at, &poll.pace, &request, log, wanted, &look).await;
    log.checks.extend(verdicts.into_inner());
    result
}

async fn ask_until(
    at: &StepRun<'_, '_>,
    pace: &Pace,
    request: &Request,
    log: &mut Log,
    wanted: Wanted<'_>,
    look: &dyn Fn(&Exchange) -> Look,
) -> Result<Exchange, Halt> {
    let limit = at.limit.or(Some(Limit::after(at.fill_timing(&pace.within)?, Whose::Poll)));
    let mut steady = Steady::new(at, pace)?;
    let mut watch = Watch { began: Instant::now(), log, told: false, trouble: None };
    loop {
        let at_least = match send(at, request, limit).await {
            Err(Unanswered::Cut(cut)) => return Err(watch.cut(cut, wanted)),
            Err(Unanswered::Lost(error)) if error.sort.may_pass() => {
                watch.saw(at, error.sort.word().to_owned());
                watch.trouble = Some(error.trouble);
                None
            }
            Err(lost @ (Unanswered::Lost(_) | Unanswered::Queued(_))) => return Err(lost.into_halt()),
            Ok(exchange) => {
                if watch.looked(at, look(&exchange))? {
                    return Ok(exchange);
                }
                let pause = retry_after(at, &exchange.answer);
                at.test.answers.borrow_mut().keep(at.step.id(), exchange);
                pause
            }
        };
        let next = later(steady.next(at_least));
        let limit = at.without_waiting(limit);
        let paused = at.test.run.stopping.bounded(limit, while_pausing(at.part), sleep_until(next)).await;
        paused.map_err(|cut| watch.cut(cut, wanted))?;
    }
}

impl Steady {
    /// In virtual time a pause of nothing would never let the clock go on.
    const SHORTEST: Duration = Duration::from_millis(1);

    fn new(at: &StepRun<'_, '_>, pace: &Pace) -> Result<Self, Halt> {
        let pause = at.fill_timing(&pace.every)?.max(Self::SHORTEST);
        let longest = at.fill_timing(&pace.max_every)?.max(pause);
        Ok(Self { pause, backoff: pace.backoff, longest })
    }

    /// The pause until the next question, and the one behind it.
    fn next(&mut self, at_least: Option<Duration>) -> Duration {
        let pause = self.pause;
        let longer = Duration::try_from_secs_f64(pause.as_secs_f64() * self.backoff).unwrap_or(self.longest);
        self.pause = longer.clamp(pause, self.longest);
        pause.max(at_least.unwrap_or_default())
    }
}

impl Watch<'_> {
    fn saw(&mut self, at: &StepRun<'_, '_>, seen: String) {
        let after = self.began.elapsed();
        at.test.voice.polled(at.number, &seen, after);
        poll_path::add(&mut self.log.path, seen, after);
    }

    /// Whether the poll is at its end.
    fn looked(&mut self, at: &StepRun<'_, '_>, look: Look) -> Result<bool, Halt> {
        self.saw(at, look.seen);
        match look.verdict {
            Means::Wanted => Ok(true),
            Means::NotYet => {
                self.told = true;
                Ok(false)
            }
            Means::Unknown => Ok(false),
            Means::Over(halt) => Err(halt),
        }
    }

    /// The poll's own time being up is a failure once the service has said how things are; the time of anything
    /// around it says nothing of the service (decisions.md C15, C16, C18).
    fn cut(&mut self, cut: Cut, wanted: Wanted<'_>) -> Halt {
        let Cut::TimeUp(limit) = cut else { return cut.into_halt() };
        let own = matches!(limit.whose, Whose::Poll | Whose::Step);
        if own && self.told {
            let (words, given) = (wanted.words, show_duration(limit.given));
            let message = format!("{words} was not seen within {given}{}", poll_path::end(&self.log.path));
            return Halt::Failed(Fault {
                message,
                hint: None,
                details: Vec::new(),
                place: Some(wanted.place.clone()),
            });
        }
        let path = poll_path::in_words(&self.log.path);
        let trouble = self.trouble.take();
        let causes = trouble.iter().flat_map(|trouble| {
            std::iter::once(trouble.message.clone()).chain(trouble.causes.iter().cloned())
        });
        Halt::Errored(Trouble {
            kind: "time-out".to_owned(),
            message: format!("{}: {path}", limit.in_words()),
            causes: causes.collect(),
            hint: trouble.as_ref().and_then(|trouble| trouble.hint.clone()),
        })
    }
}

fn look_at_status(at: &StepRun<'_, '_>, exchange: &Exchange, until: &[String], never: &Never<'_>) -> Look {
    let answer = &exchange.answer;
    let status = answer.json.as_ref().and_then(|json| json.get("status")).and_then(Json::as_str);
    match status {
        Some(status) if (200..300).contains(&answer.status) => {
            let verdict = if never.statuses.iter().any(|bad| bad == status) {
                Means::Over(came(at, status, never.place))
            } else if until.iter().any(|good| good == status) {
                Means::Wanted
            } else {
                Means::NotYet
            };
            Look { seen: named(status), verdict }
        }
        _ => look_at_refusal(at, exchange),
    }
}

/// A status came that must not: marked where it is named.
fn came(at: &StepRun<'_, '_>, status: &str, place: Option<&Place>) -> Halt {
    let place = place.map_or_else(|| at.step.place.clone(), |place| place_of_word(place, status));
    let message = format!("`{status}` was seen, which must never come");
    Halt::Failed(Fault { message, hint: None, details: Vec::new(), place: Some(place) })
}

/// Where a word stands within a place; the whole place where it is not written out.
fn place_of_word(place: &Place, word: &str) -> Place {
    let (start, end) = (place.span.start as usize, place.span.end as usize);
    let within = place.source.text().get(start..end).unwrap_or_default();
    let is_whole = |at: &usize| {
        let part = |character: char| character.is_ascii_alphanumeric() || character == '_';
        !within[..*at].ends_with(part) && !within[at + word.len()..].starts_with(part)
    };
    let found = within.match_indices(word).map(|(at, _)| at).find(is_whole);
    found.map_or_else(
        || place.clone(),
        |at| Place::new(&place.source, Span::new(start + at, start + at + word.len())),
    )
}

/// A status that the documents do not have is noted, and the poll goes on (decisions.md C22).
fn named(status: &str) -> String {
    if OVERALL_STATUS.contains(status) {
        status.to_owned()
    } else {
        format!("{} (undocumented)", beginning(status))
    }
}

fn look_at_fields(at: &StepRun<'_, '_>, exchange: &Exchange, verdicts: &[Verdict]) -> Look {
    let answer = &exchange.answer;
    let missed = verdicts.iter().find_map(|verdict| verdict.mismatch.as_ref());
    let seen = match missed {
        None => held(at, answer, verdicts),
        Some(missed) => format!(
            "{} {} {}",
            answer.status,
            missed.path,
            beginning(&at.test.voice.clean_at(&missed.path, &missed.actual))
        ),
    };
    match missed {
        None => Look { seen, verdict: Means::Wanted },
        Some(_) if (200..300).contains(&answer.status) || at.expects_status(answer.status) => {
            Look { seen, verdict: Means::NotYet }
        }
        Some(_) => look_at_refusal(at, exchange),
    }
}

/// The values that hold, told like one that does not: of two runs, the end may be another.
fn held(at: &StepRun<'_, '_>, answer: &Answer, verdicts: &[Verdict]) -> String {
    let mut seen = answer.status.to_string();
    for path in verdicts.iter().map(|verdict| verdict.subject.as_str()) {
        let found = JsonPath::parse(path).ok().zip(answer.json.as_ref());
        let found =
            found.and_then(|(path, json)| path.query(json).ok()?.first().map(|one| one.value.to_string()));
        if let Some(value) = found {
            seen = format!("{seen} {path} {}", beginning(&at.test.voice.clean_at(path, &value)));
        }
    }
    seen
}

/// An answer that says nothing of what is waited for.
fn look_at_refusal(at: &StepRun<'_, '_>, exchange: &Exchange) -> Look {
    let answer = &exchange.answer;
    let verdict = if at.step.expect.status_place.is_some()
        && at.expects_status(answer.status)
        && answer.status >= 300
    {
        Means::Wanted
    } else if answer.status == 429 || answer.status >= 500 {
        Means::Unknown
    } else if let (true, Err(halt)) = (at.is_api_step(), api::refuse_credentials(at, exchange)) {
        Means::Over(halt)
    } else if (200..300).contains(&answer.status) {
        Means::Over(fault(at, format!("the answer has no `status` but {}", what_came(answer))))
    } else {
        Means::Over(fault(at, format!("the answer will not change: {}", in_short(answer))))
    };
    Look { seen: answer.status.to_string(), verdict }
}

fn fault(at: &StepRun<'_, '_>, message: String) -> Halt {
    Halt::Failed(Fault { message, hint: None, details: Vec::new(), place: Some(at.step.place.clone()) })
}

/// How long a service that could not say asks to be left alone.
fn retry_after(at: &StepRun<'_, '_>, answer: &Answer) -> Option<Duration> {
    let is_refused = answer.status == 429 || answer.status == 503;
    asked_pause(answer, at.test.scope.facts.now()).filter(|_| is_refused)
}
