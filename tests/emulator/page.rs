//! `docs/emulator.md` says what the code does.

use idvet::emulator::{accounts, assumptions};
use idvet::vocabulary::calls;

fn page() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/emulator.md")).unwrap()
}

/// The lines of the page between a pair of markers.
fn section<'a>(page: &'a str, name: &str) -> &'a str {
    let (_, rest) = page.split_once(&format!("<!-- {name} -->\n")).expect("the section begins");
    rest.split_once(&format!("<!-- end of {name} -->")).expect("the section ends").0
}

fn compare(name: &str, expected: &str) {
    let page = page();
    let written = section(&page, name);
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
        table.push_str(&format!("| {row} |\n"));
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
        table.push_str(&format!(
            "| `{}` | `{}` | {} | {standing} |\n",
            account.key,
            account.secret,
            account.kind.name()
        ));
    }
    compare("keys", &table);
}

#[test]
fn the_page_names_every_call() {
    let page = page();
    for call in calls() {
        assert!(page.contains(&format!("{} `{}`", call.method, call.path)), "{}", call.path);
    }
}

#[test]
fn the_page_explains_every_source_that_the_tables_name() {
    let page = page();
    let keys = section(&page, "sources");
    let named = calls()
        .iter()
        .flat_map(|call| call.fields.iter().map(|field| field.source).chain(std::iter::once(call.source)));
    for key in named.flat_map(|source| source.split(", ")) {
        let key = key.split(':').next().unwrap();
        assert!(keys.contains(&format!("| {key} |")), "`{key}` is not explained");
    }
}
