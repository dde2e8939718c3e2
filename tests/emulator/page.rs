//! `docs/emulator.md` says what the code does.

use std::fmt::Write as _;

use idvet::emulator::{EmulatorConfig, accounts, assumptions};
use idvet::vocabulary::calls;
use serde_json::Value;

use crate::support::api::Api;

const PAGE: &str = include_str!("../../docs/emulator.md");

/// The lines of the page between a pair of markers.
fn section(name: &str) -> &'static str {
    let (_, rest) = PAGE.split_once(&format!("<!-- {name} -->\n")).expect("the section begins");
    rest.split_once(&format!("<!-- end of {name} -->")).expect("the section ends").0
}

fn compare(name: &str, expected: &str) {
    let written = section(name);
    assert!(written == expected, "docs/emulator.md, section `{name}`, should read\n{expected}");
}

#[test]
fn the_table_of_assumptions_is_that_of_the_code() {
    let mut table = String::from(
        "| id | name | question | choices, the default first | source |\n| --- | --- | --- | --- | --- |\n",
    );
    for it in assumptions() {
        let choices: Vec<String> =
            it.choices.iter().map(|(value, meaning)| format!("`{value}`: {meaning}")).collect();
        let row = [it.id, &format!("`{}`", it.name), it.about, &choices.join("<br>"), it.source].join(" | ");
        writeln!(table, "| {row} |").unwrap();
    }
    compare("assumptions", &table);
}

#[test]
fn the_table_of_keys_is_that_of_the_code() {
    let mut table = String::from("| key | secret | kind | standing |\n| --- | --- | --- | --- |\n");
    for account in accounts() {
        let standing = match account.standing {
            idvet::emulator::Standing::Good => "good",
            idvet::emulator::Standing::NoFunds => "no funds",
            idvet::emulator::Standing::Inactive => "inactive",
        };
        writeln!(
            table,
            "| `{}` | `{}` | {} | {standing} |",
            account.key,
            account.secret,
            account.kind.name()
        )
        .unwrap();
    }
    compare("keys", &table);
}

#[test]
fn the_page_names_every_call() {
    for call in calls() {
        assert!(PAGE.contains(&format!("{} `{}`", call.method, call.path)), "{}", call.path);
    }
}

#[test]
fn the_page_explains_every_source_that_the_tables_name() {
    let keys = section("sources");
    let named = calls()
        .iter()
        .flat_map(|call| call.fields.iter().map(|field| field.source).chain(std::iter::once(call.source)));
    for key in named.flat_map(|source| source.split(", ")) {
        let key = key.split(':').next().unwrap();
        assert!(keys.contains(&format!("| {key} |")), "`{key}` is not explained");
    }
}

/// The commands of the example are sent in turn to an emulator with seed 0.
#[tokio::test(start_paused = true)]
async fn the_example_gets_the_answers_that_the_page_shows() {
    let api = Api::with(EmulatorConfig::default());
    let blocks: Vec<&str> = section("example").split("```").skip(1).step_by(2).collect();
    assert_eq!(blocks.len(), 6, "three commands and their answers");
    for pair in blocks.chunks(2) {
        let command = pair[0].strip_prefix("sh\n").unwrap();
        let (before, body) = command.split_once(" -d '").unwrap();
        let path = before.split_once("8480").unwrap().1.split_whitespace().next().unwrap();
        let answer = api.send("POST", path, body.trim_end().trim_end_matches('\'').to_owned()).await;
        let shown = pair[1].strip_prefix("json\n").unwrap();
        if shown.is_empty() {
            assert_eq!((answer.status, answer.body.len()), (200, 0));
        } else {
            let shown: Value = serde_json::from_str(shown).unwrap();
            assert!(shown == answer.json(), "{command} is answered with\n{:#}", answer.json());
        }
    }
}
