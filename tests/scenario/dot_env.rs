//! `.env` files, and which variable wins.

use idvet::files::{Variables, parse_dot_env, read_dot_env};

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

#[test]
fn every_form_of_a_line() {
    for (line, expected) in [
        ("KEY=value", Some("value")),
        ("  KEY = value  ", Some("value")),
        ("export KEY=value", Some("value")),
        ("export   KEY=value", Some("value")),
        ("KEY=", Some("")),
        ("KEY=a=b=c", Some("a=b=c")),
        ("KEY=with spaces inside", Some("with spaces inside")),
        ("KEY=value # a comment", Some("value")),
        ("KEY=value#no-comment", Some("value#no-comment")),
        ("KEY=# a comment", Some("")),
        ("KEY='it is $HOME \\n # literal'", Some("it is $HOME \\n # literal")),
        ("KEY='quoted' # a comment", Some("quoted")),
        (r#"KEY="two\nlines""#, Some("two\nlines")),
        (r#"KEY="a \"quote\" and \\ and \t""#, Some("a \"quote\" and \\ and \\t")),
        (r##"KEY="with # inside"# behind"##, Some("with # inside")),
        ("KEY=${OTHER}", Some("${OTHER}")),
        ("KEY=\"żółw\"", Some("żółw")),
        ("# a comment", None),
        ("", None),
        ("   ", None),
    ] {
        let expected: Vec<_> = expected.map(|value| pair("KEY", value)).into_iter().collect();
        assert_eq!(parse_dot_env(line).unwrap(), expected, "{line}");
    }
}

#[test]
fn every_wrong_line_is_named_and_no_value_is_shown() {
    let text =
        "A=1\nhunter2\n2B=hunter2\nC='hunter2\nD=\"hunter2\\\nE='hunter2' hunter2\n=hunter2\nF G=hunter2\r\n";
    let messages: Vec<String> =
        parse_dot_env(text).unwrap_err().iter().map(|problem| problem.message.clone()).collect();
    let name = "the name of a variable has letters, digits and `_`, and begins with no digit";
    assert_eq!(
        messages,
        [
            "line 2 of `.env`: expected `NAME=VALUE`, found no `=`".to_owned(),
            format!("line 3 of `.env`: {name}"),
            "line 4 of `.env`: a quote is not closed".to_owned(),
            "line 5 of `.env`: a quote is not closed".to_owned(),
            "line 6 of `.env`: something stands behind the closing quote".to_owned(),
            format!("line 7 of `.env`: {name}"),
            format!("line 8 of `.env`: {name}"),
        ]
    );
    let shown = format!("{:?}", parse_dot_env(text).unwrap_err());
    assert!(!shown.contains("hunter2"), "{shown}");
}

#[test]
fn the_file_stands_at_the_root_and_may_be_missing() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(read_dot_env(folder.path()).unwrap(), []);
    std::fs::write(folder.path().join(".env"), "\u{FEFF}A=1\r\nB=2\r\n").unwrap();
    assert_eq!(read_dot_env(folder.path()).unwrap(), [pair("A", "1"), pair("B", "2")]);
}

#[test]
fn the_process_wins_and_empty_counts_as_not_set() {
    let file = [pair("A", "file"), pair("B", "file"), pair("C", ""), pair("D", "file")];
    let process = [pair("A", "process"), pair("B", ""), pair("E", "process")];
    let variables = Variables::new(file, process);
    assert_eq!(variables.get("A"), Some("process"));
    assert_eq!(variables.get("B"), Some("file"));
    assert_eq!(variables.get("C"), None);
    assert_eq!(variables.get("D"), Some("file"));
    assert_eq!(variables.names().collect::<Vec<_>>(), ["A", "B", "D", "E"]);
    assert_eq!(format!("{variables:?}"), r#"{"A", "B", "D", "E"}"#);
}

#[test]
fn an_unset_variable_is_found_where_it_is_left_empty() {
    use idvet::files::{UnsetLine, unset_line_of};
    let text = "# keys\nKEY_ID=1\nKEY=\nexport OTHER='half\n";
    assert_eq!(unset_line_of(text, "KEY"), UnsetLine::Empty(3));
    assert_eq!(unset_line_of(text, "OTHER"), UnsetLine::Unread);
    assert_eq!(unset_line_of(text, "OTH"), UnsetLine::None);
    assert_eq!(unset_line_of(text, "ABSENT"), UnsetLine::None);
}
