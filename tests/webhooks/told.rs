//! What the terminal and the last lines of a run say of deliveries.

use std::time::Duration;

use idvet::{
    diagnostic::Look,
    event::{BodyText, Delivered, Event, Happening, SignatureState, TurnedAway},
    report::{Detail, Progress, Reporter, Reproduce, Rerun, Results, Summary, Terminal, last_lines},
};

use super::{about, session};
use crate::support::lab::Lab;

const PLAIN: Look = Look { colour: false, width: 100 };

fn delivered(number: usize, test: Option<usize>, scan_ref: Option<&str>) -> Happening {
    let payload = r#"{"final":true}"#.to_owned();
    Happening::Delivered(Delivered {
        test,
        number,
        arrived: Duration::from_millis(1500),
        event_type: Some("IDENTIFICATION_EXPIRED".to_owned()),
        scan_ref: scan_ref.map(str::to_owned),
        headers: vec![("idenfy-signature".to_owned(), "[redacted]".to_owned())],
        body: BodyText { bytes: payload.len(), text: payload, cut: false },
        signature: SignatureState::Invalid,
        answered: 500,
        repeats: (number > 1).then_some(1),
    })
}

fn last(happenings: &[Happening]) -> String {
    let mut summary = Summary::default();
    for what in happenings {
        summary.event(&Event { at: Duration::ZERO, what: what.clone() });
    }
    last_lines(&summary, &Rerun::default(), None, PLAIN)
}

#[test]
fn the_last_lines_name_what_came_for_nobody_and_count_what_was_turned_away() {
    let mut happenings: Vec<Happening> =
        (1..=5).map(|number| delivered(number, None, Some("ref-9"))).collect();
    happenings[1] = delivered(2, None, None);
    let away = |reason: &str, count| Happening::TurnedAway(TurnedAway { reason: reason.to_owned(), count });
    happenings.extend([
        away("unknown path", 3),
        away("wrong method", 1),
        delivered(6, Some(0), Some("ref-1")),
    ]);
    let text = last(&happenings);
    let lines = "5 webhooks for nobody: IDENTIFICATION_EXPIRED about ref-9 at 1.5s (no test of this run made its session), \
                 IDENTIFICATION_EXPIRED about no session at 1.5s (its body names no `scanRef`), \
                 IDENTIFICATION_EXPIRED about ref-9 at 1.5s (no test of this run made its session), and 2 more
posts that the inbox turned away: 3 (unknown path), 1 (wrong method)
";
    assert!(text.contains(lines), "{text}");
}

/// A test that fails, and the webhook that comes when it is over.
fn late() -> Vec<Event> {
    let scenario = "name: one\nsteps:\n  - create_token: {}\n  - await_webhook: { within: 2s }\n";
    let other = "name: two\nsteps:\n  - wait: 9s\n";
    let lab = Lab::new(scenario).file("scenarios/b.yaml", other).jobs(2).script(&session("ref-1"));
    lab.post_at(Duration::from_secs(5), about("ref-1")).run().events
}

#[test]
fn one_that_came_after_the_end_of_its_test_is_told_at_the_end() {
    let mut summary = Summary::default();
    let mut results = Results::default();
    for event in late() {
        summary.event(&event);
        results.event(&event);
    }
    let line = "after the end of its test came IDENTIFICATION_AUTO_FINISHED, at 5s: scenarios/a.yaml › one";
    let text = last_lines(&summary, &Rerun::default(), None, PLAIN);
    assert!(text.contains(&format!("\n{line}\n")), "{text}");
    let mut markdown = Vec::new();
    idvet::report::markdown::write(&results, &mut markdown).unwrap();
    let markdown = String::from_utf8(markdown).unwrap();
    assert!(markdown.contains(line), "{markdown}");
}

#[test]
fn where_nothing_came_for_nobody_nothing_is_said_of_it() {
    let text = last(&[delivered(1, Some(0), Some("ref-1"))]);
    assert!(!text.contains("nobody") && !text.contains("turned away"), "{text}");
}

#[test]
fn a_delivery_is_shown_like_an_exchange_when_asked_for() {
    let shown = |detail| {
        let mut text = Vec::new();
        let mut terminal = Terminal::new(&mut text, PLAIN, Progress::hidden(), Rerun::default())
            .with_detail(detail, Reproduce::No);
        let what = delivered(2, None, Some("ref-9"));
        terminal.event(Event { at: Duration::ZERO, what }).unwrap();
        drop(terminal);
        String::from_utf8(text).unwrap()
    };
    assert_eq!(shown(Detail::Lines), "");
    let line = "for nobody
  delivery: 2, IDENTIFICATION_EXPIRED at 1.5s, signature invalid, answered 500, the same bytes as 1
    {\"final\":true}
";
    assert_eq!(shown(Detail::Exchanges), line);
    assert!(shown(Detail::Headers).contains("\n    idenfy-signature: [redacted]\n"));
}
