//! What the terminal and the last lines of a run say of deliveries.

use std::time::Duration;

use idvet::{
    diagnostic::Look,
    event::{BodyText, Delivered, Event, Happening, SignatureState, TurnedAway},
    report::{Detail, Progress, Reporter, Reproduce, Rerun, Summary, Terminal, last_lines},
};

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
    let lines = "5 webhooks for nobody: IDENTIFICATION_EXPIRED about ref-9 at 1.5s, \
                 IDENTIFICATION_EXPIRED about no session at 1.5s, IDENTIFICATION_EXPIRED about ref-9 at 1.5s, and 2 more
posts that the inbox turned away: 3 (unknown path), 1 (wrong method)
";
    assert!(text.contains(lines), "{text}");
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
        terminal.event(&Event { at: Duration::ZERO, what }).unwrap();
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
