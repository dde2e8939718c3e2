//! The HTML report as text: what it holds, what it asks for, and that nothing foreign becomes a part of the page.

use std::collections::BTreeSet;

use base64::{Engine, prelude::BASE64_STANDARD};
use idvet::{
    event::{Event, Happening, Outcome, RunStarted, Shard},
    report::{Results, html},
};
use sha2::{Digest, Sha256};

use crate::support::{
    every_outcome,
    lab::Lab,
    large_run::{HOSTILE, hostile_run, large_run, outcome_of, run_started},
    suite::Suite,
};

/// The page of these events.
pub(crate) fn page(events: &[Event]) -> String {
    let mut written = Vec::new();
    html::write(&Results::of(events), &mut written).unwrap();
    String::from_utf8(written).unwrap()
}

/// What stands between two texts, the first time.
fn between<'t>(text: &'t str, before: &str, behind: &str) -> &'t str {
    let rest = text.split_once(before).unwrap_or_else(|| panic!("no {before}")).1;
    rest.split_once(behind).unwrap_or_else(|| panic!("no {behind}")).0
}

/// The names and values of the attributes of every element.
fn attributes(page: &str) -> Vec<(String, String)> {
    let own = regex::Regex::new(r"(?s)<style>.*?</style>|<script>.*?</script>").unwrap();
    let page = own.replace_all(page, "");
    let tag = regex::Regex::new(r#"<[a-z][a-z0-9]*((?:\s+[^\s="'<>]+(?:="[^"]*")?)*)\s*>"#).unwrap();
    let attribute = regex::Regex::new(r#"([^\s="'<>]+)(?:="([^"]*)")?"#).unwrap();
    let of_tag = |written: &str| {
        let found = attribute.captures_iter(written);
        found
            .map(|one| (one[1].to_owned(), one.get(2).map_or("", |it| it.as_str()).to_owned()))
            .collect::<Vec<_>>()
    };
    tag.captures_iter(&page).flat_map(|one| of_tag(&one[1])).collect()
}

#[test]
fn the_page_asks_for_nothing() {
    for page in [page(&large_run(200)), page(&hostile_run())] {
        let attributes = attributes(&page);
        assert!(attributes.len() > 50);
        for (name, value) in attributes {
            let leads_away =
                matches!(name.as_str(), "src" | "srcset" | "action" | "formaction" | "poster" | "ping");
            assert!(!leads_away, "{name}={value}");
            let inside = value.starts_with('#') || value == "data:,";
            assert!(name != "href" || inside, "{name}={value}");
            assert!(!name.starts_with("on") && name != "style", "{name}={value}");
        }
        assert!(!page.contains("@import") && !page.contains("url("));
    }
}

#[test]
fn the_policy_allows_the_style_and_the_script_by_their_digests_and_nothing_else() {
    let page = page(&large_run(1));
    let digest = |text: &str| format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text)));
    let style = digest(between(&page, "<style>", "</style>"));
    let script = digest(between(&page, "<script>", "</script>"));
    let policy = between(&page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"");
    assert_eq!(
        policy.replace("&#39;", "'"),
        format!(
            "default-src 'none'; style-src {style}; script-src {script}; img-src data:; base-uri 'none'; form-action 'none'"
        )
    );
    assert_eq!(page.matches("<script").count(), 1);
}

#[test]
fn a_hostile_text_is_text_wherever_it_stands() {
    let page = page(&hostile_run());
    // In every place: names, files, headers, bodies, messages, places, drift, webhooks.
    assert!(page.matches("&lt;img src=x onerror=").count() > 60, "{}", page.matches("&lt;img").count());
    assert_no_text_is_html(&page);
    for character in HOSTILE.chars().filter(|one| one.is_control() || !one.is_ascii()) {
        assert!(page.contains(&character.escape_unicode().to_string()));
    }
}

/// Also where a large run is told as text.
#[test]
fn a_hostile_text_of_a_large_run_is_text() {
    let mut events = large_run(1_100);
    for event in &mut events {
        match &mut event.what {
            Happening::StepFinished(it) => HOSTILE.clone_into(&mut it.name),
            Happening::Exchanged(it) => HOSTILE.clone_into(&mut it.request.url),
            Happening::SessionCreated(it) => HOSTILE.clone_into(&mut it.scan_ref),
            Happening::TestFinished(it) => it.reason = Some(HOSTILE.to_owned()),
            _ => {}
        }
    }
    let page = page(&events);
    let told = page.split("<pre class=\"told\">").nth(1).unwrap();
    assert!(told.split("</pre>").next().unwrap().matches("&lt;img src=x onerror=").count() > 10);
    assert_no_text_is_html(&page);
}

/// Nothing of what was planted is an element, ends one, or is there as a character that turns a terminal or a text.
fn assert_no_text_is_html(page: &str) {
    for planted in ["<img", "<svg onload", "<b>&lt;b&gt;", "</style></title>", "<script>window", "<!--"] {
        assert!(!page.contains(planted), "{planted}");
    }
    for closed in ["</script>", "</style>", "</title>", "<script>", "<style>"] {
        assert_eq!(page.matches(closed).count(), 1, "{closed}");
    }
    assert_eq!(page.matches("<noscript>").count(), page.matches("</noscript>").count());
    for character in HOSTILE.chars().filter(|one| one.is_control() || !one.is_ascii()) {
        assert!(!page.contains(character), "{}", character.escape_unicode());
    }
}

/// Every element that is opened is closed, in order: a browser has nothing to guess.
#[test]
fn the_elements_are_balanced() {
    let own = regex::Regex::new(r"(?s)<style>.*?</style>|<script>.*?</script>").unwrap();
    let tag = regex::Regex::new(r"<(/?)([a-z][a-z0-9]*)[^>]*>").unwrap();
    for page in [page(&large_run(300)), page(&hostile_run()), page(&[])] {
        let page = own.replace_all(&page, "");
        let mut open = Vec::new();
        for found in tag.captures_iter(&page) {
            let name = found[2].to_owned();
            if matches!(name.as_str(), "meta" | "link" | "input" | "br") {
                continue;
            }
            if &found[1] == "/" {
                assert_eq!(open.pop(), Some(name));
            } else {
                open.push(name);
            }
        }
        assert!(open.is_empty(), "{open:?}");
    }
}

#[test]
fn the_counts_are_those_of_the_summary() {
    let events = large_run(500);
    let (page, summary) = (page(&events), Results::of(&events).summary);
    for (outcome, class) in [
        (Outcome::Passed, "passed"),
        (Outcome::Failed, "failed"),
        (Outcome::Errored, "errored"),
        (Outcome::Flaky, "flaky"),
        (Outcome::Skipped, "skipped"),
    ] {
        let expected = (0..500).filter(|test| outcome_of(*test) == outcome).count();
        assert_eq!(summary.count(outcome), expected);
        assert_eq!(page.matches(&format!("<li class=\"test {class}\"")).count(), expected, "{class}");
        assert!(page.contains(&format!("<b>{expected}</b> {class}")), "{class}");
    }
    assert!(page.contains("500 tests in "));
}

/// A run that was killed: what had not ended is interrupted, in the totals and in the list.
#[test]
fn a_run_without_an_end_says_so() {
    let events = large_run(3);
    let cut = events.iter().rposition(|event| matches!(event.what, Happening::TestFinished(_))).unwrap();
    let page = page(&events[..cut]);
    assert!(page.contains("3 tests; the run did not end, exit code 130"));
    assert!(page.contains("<b>1</b> interrupted") && page.contains("<b>2</b> passed"));
    assert_eq!(page.matches("<li class=\"test interrupted\"").count(), 1);
}

#[test]
fn a_record_of_nothing_is_a_page() {
    let page = page(&[]);
    assert!(page.contains("0 tests; the run did not end"));
    assert!(page.ends_with("</html>\n"));
}

#[test]
fn the_same_test_has_the_same_link_in_every_report_and_no_two_share_one() {
    let ids = |tests| -> Vec<String> {
        let page = page(&large_run(tests));
        page.split("<li class=\"test ").skip(1).map(|row| between(row, "id=\"", "\"").to_owned()).collect()
    };
    let (few, many) = (ids(20), ids(300));
    assert_eq!(few[..], many[..20]);
    assert_eq!(many.iter().collect::<BTreeSet<_>>().len(), 300);
    assert!(few[0].starts_with("test-scenarios-manual-part-0-yaml-a-passport-is-app-"), "{}", few[0]);
}

/// Every `id` is there once, and every link inside of the page leads somewhere.
#[test]
fn every_link_leads_somewhere() {
    for page in [page(&large_run(150)), page(&hostile_run()), page(&every_outcome::events())] {
        let attributes = attributes(&page);
        let ids: Vec<&str> =
            attributes.iter().filter(|(name, _)| name == "id").map(|(_, value)| value.as_str()).collect();
        let known: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(known.len(), ids.len(), "an id stands twice");
        for (name, value) in &attributes {
            let target = value.strip_prefix('#').filter(|_| name == "href");
            assert!(target.is_none_or(|target| known.contains(target)), "{value}");
        }
    }
}

/// A test is told whole: steps, the poll's path, expectations with their lines underlined, exchanges, the difference.
#[test]
fn a_failing_test_is_told_whole() {
    let ran = Lab::new(
        "
        name: told
        steps:
          - create_dummy_token: { dummyStatus: DENIED, clientId: a }
          - poll_status: DENIED
          - get_status: {}
            expect:
              fields: { status: APPROVED, autoFace: FACE_MISMATCH }
          - get_data: {}
        finally:
          - delete: {}
        ",
    )
    .run();
    let page = page(&ran.events);
    for said in [
        "<h1><span class=\"mark\" aria-hidden=\"true\">\u{2717}</span>failed</h1>",
        "<mark>status: APPROVED</mark>",
        "scenarios/a.yaml:7:",
        "`$.status` is not what was expected",
        "<code>DENIED</code>",
        "not run: ",
        "<h5>Seen</h5>",
        "<h5>Request</h5>",
        "<h5>Answer</h5>",
        "<b>&quot;scanRef&quot;</b>: &quot;",
        " in finally",
        "created",
        "idvet run scenarios/a.yaml:1 --env",
    ] {
        assert!(page.contains(said), "{said}");
    }
}

/// A test that passed in its second attempt shows both, and is named among what to look at.
#[test]
fn a_flaky_test_shows_its_attempts() {
    let page = page(&large_run(21));
    let row = page.split("<li class=\"test flaky\"").nth(1).unwrap();
    let row = row.split("<li class=\"test ").next().unwrap();
    assert!(row.contains("2 attempts"));
    assert!(row.contains("attempt 1</span><span class=\"word\">failed"), "{row}");
    assert!(row.contains("attempt 2</span><span class=\"word\">passed"), "{row}");
    assert!(
        row.contains("`$.autoFace` is not what was expected: expected `FACE_MISMATCH`, found `FACE_MATCH`")
    );
}

/// A difference keeps its signs, whatever its colours.
#[test]
fn a_difference_keeps_its_signs() {
    let page = page(&large_run(41));
    assert!(page.contains("<h5>Difference (- expected, + found)</h5>"));
    assert!(page.contains("<del>-   &quot;autoFace&quot;: &quot;FACE_MISMATCH&quot;\n</del>"));
    assert!(page.contains("<ins>+   &quot;autoFace&quot;: &quot;FACE_MATCH&quot;\n</ins>"));
}

/// Values stand in the page as they came, and not as a number type has them.
#[test]
fn numbers_in_bodies_are_as_they_came() {
    let page = page(&large_run(1));
    assert!(page.contains("<b>&quot;score&quot;</b>: 0.50\n"));
}

/// A run with a text as the body of every request of some tests.
fn with_bodies(tests: usize, text: &str, of: fn(usize) -> bool) -> String {
    let mut events = large_run(tests);
    for event in &mut events {
        match &mut event.what {
            Happening::Exchanged(exchanged) if of(exchanged.test) => {
                text.clone_into(&mut exchanged.request.body.text);
                exchanged.request.body.bytes = text.len();
            }
            _ => {}
        }
    }
    page(&events)
}

#[test]
fn a_long_body_of_a_test_that_passed_is_cut_and_the_page_says_so() {
    let page = with_bodies(2, &format!("{{\"text\":\"{}\"}}", "x".repeat(20_000)), |_| true);
    assert!(page.contains("The beginning of 20,011 bytes; the rest was cut."));
    assert!(page.len() < 400_000, "{}", page.len());
}

/// A large run: of what passed a line for each exchange, and of what broke everything.
#[test]
fn a_large_run_tells_less_of_what_passed_and_says_so() {
    let page = with_bodies(300, &"x".repeat(9_000), |_| true);
    assert!(page.contains("This is a large run: tests that passed are told as text"));
    let passed = page.split("<li class=\"test passed\"").nth(1).unwrap();
    assert!(!passed.contains("<h5>Answer</h5>"));
    for said in [
        "run it again: idvet run ",
        "2. poll_status",
        "saw ACTIVE at ",
        "/api/v2/status: 200 after ",
        "3 of 3 expectations held",
    ] {
        assert!(passed.contains(said), "{said}");
    }
    assert!(page.split("<li class=\"test failed\"").nth(1).unwrap().contains("<h5>Answer</h5>"));
    assert!(page.len() < 10 << 20, "{}", page.len());
}

/// A server that is down breaks everything: also then the page stays one that opens.
#[test]
fn where_thousands_break_the_first_are_told_whole_and_the_others_as_text() {
    let mut events = large_run(600);
    for event in &mut events {
        if let Happening::TestFinished(end) = &mut event.what {
            end.outcome = Outcome::Failed;
        }
    }
    let page = page(&events);
    assert!(page.contains("the first 500 are shown with everything, and 100 others as text."));
    assert_eq!(page.matches("<pre class=\"told\">").count(), 100);
    let mut told =
        page.split("<pre class=\"told\">").skip(1).map(|part| part.split("</pre>").next().unwrap());
    let told = told.find(|told| told.contains("(525)")).unwrap();
    for said in ["FAILED", "`$.autoFace`", "FACE_MISMATCH", "idvet run scenarios/", "3. get_status"] {
        assert!(told.contains(said), "{said} in {told}");
    }
}

#[test]
fn bodies_of_what_broke_have_a_bound_and_the_page_says_so() {
    let page = with_bodies(41, &"x".repeat(9 << 20), |test| test == 40);
    assert!(page.contains("A body of 9,437,184 bytes was left out of this page; the record holds it."));
    assert!(page.contains("bodies were left out; the record holds them."));
}

/// What every format is tried on: the counts are those of the summary, merged runs show each head.
#[test]
fn every_outcome_is_in_the_page() {
    let page = page(&every_outcome::events());
    for (outcome, expected) in every_outcome::expected_counts() {
        let class = format!("{outcome:?}").to_lowercase().replace("notrun", "not-run");
        assert_eq!(page.matches(&format!("<li class=\"test {class}\"")).count(), expected, "{class}");
    }
    assert!(!page.contains("<script>window") && !page.contains("<img"));
}

#[test]
fn merged_shards_show_each_head() {
    let mut results = Results::of(&large_run(3));
    for (index, run) in [1, 2].into_iter().zip([run_started(3), run_started(3)]) {
        let shard = Shard { index, total: 2, tests: 6, whole: "0a".to_owned() };
        results.runs.push(RunStarted { shard: Some(shard), seed: 40 + index as u64, ..run });
    }
    results.runs.remove(0);
    results.tests[2].run = 1;
    let mut written = Vec::new();
    html::write(&results, &mut written).unwrap();
    let page = String::from_utf8(written).unwrap();
    assert!(page.contains("2 runs"));
    assert!(page.contains("Shard 1 of 2") && page.contains("Shard 2 of 2"));
    // Each test is run again as in its own run.
    assert_eq!(page.matches("--env staging --seed 41").count(), 2);
    assert_eq!(page.matches("--env staging --seed 42").count(), 1);
}

/// A disk that is full.
struct Full;

impl std::io::Write for Full {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(std::io::ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_page_that_cannot_be_written_says_so() {
    let error = html::write(&Results::of(&large_run(1)), &mut Full).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::StorageFull);
}

/// The real binary writes it, during a run.
#[test]
fn the_option_writes_the_page() {
    let suite = Suite::shipped_defaults();
    suite.scenario(
        "a.yaml",
        "name: one\nsteps:\n  - create_dummy_token: { dummyStatus: APPROVED }\n  - poll_status: APPROVED\n",
    );
    suite.idvet(&["run", "--html", "report.html"]).exits(0);
    let page = std::fs::read_to_string(suite.path("report.html")).unwrap();
    assert!(page.contains("<b>1</b> passed") && page.contains("poll_status"));
}
