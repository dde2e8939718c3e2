//! `idvet fmt` by the real binary.

use std::{
    fs,
    io::Write,
    process::{Child, Stdio},
};

use crate::support::suite::{Said, Suite, idvet, repository, said};

const CROOKED: &str = "name:   one # said\nsteps:\n- wait: 1s\n";
const STRAIGHT: &str = "name: one # said\nsteps:\n  - wait: 1s\n";

fn read(suite: &Suite, name: &str) -> String {
    fs::read_to_string(suite.path(name)).unwrap()
}

fn through_stdin(suite: &Suite, arguments: &[&str], text: &[u8]) -> Said {
    let mut command = suite.command(arguments);
    let mut child: Child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(text).unwrap();
    said(&child.wait_with_output().unwrap())
}

#[test]
fn all_shipped_files_are_laid_out() {
    let said = said(&idvet(&["fmt", "--check"]).current_dir(repository()).output().unwrap()).exits(0);
    assert!(said.err.starts_with("no files to format, ") && said.out.is_empty(), "{}", said.all());
}

#[test]
fn check_names_and_shows_what_would_change_and_writes_nothing() {
    let suite = Suite::empty();
    suite.scenario("one.yaml", CROOKED).scenario("two.yaml", STRAIGHT);
    let said = suite.idvet(&["fmt", "--check"]).exits(1);
    assert!(said.out.contains("\n-name:   one # said\n+name: one # said\n steps:\n"), "{}", said.out);
    assert_eq!(
        said.err,
        "would change: scenarios/one.yaml\n1 file to format, 2 in order; `idvet fmt` writes it\n"
    );
    assert_eq!(read(&suite, "scenarios/one.yaml"), CROOKED);
}

#[test]
fn files_are_written_and_then_in_order() {
    let suite = Suite::empty();
    suite.scenario("one.yaml", CROOKED).write("_flows/a.yaml", "steps:\n- wait: 1s\n");
    suite.write("scenarios/_data/b.yml", "a:   1\n").write("other/c.yaml", "a:   1\n");
    let said = suite.idvet(&["fmt"]).exits(0);
    for name in ["scenarios/one.yaml", "_flows/a.yaml", "scenarios/_data/b.yml"] {
        assert!(said.err.contains(&format!("formatted {name}\n")), "{}", said.err);
    }
    assert_eq!(read(&suite, "scenarios/one.yaml"), STRAIGHT);
    assert_eq!(read(&suite, "other/c.yaml"), "a:   1\n", "no file of the suite");
    assert_eq!(suite.idvet(&["fmt"]).exits(0).err, "no files formatted, 4 in order\n");
    assert_eq!(fs::read_dir(suite.path("scenarios")).unwrap().count(), 2, "nothing is left beside");
    suite.idvet(&["fmt", "other"]).exits(0);
    assert_eq!(read(&suite, "other/c.yaml"), "a: 1\n");
}

#[test]
fn a_file_with_a_mistake_is_left_alone_and_the_others_are_written() {
    let suite = Suite::empty();
    suite.scenario("one.yaml", CROOKED).scenario("wrong.yaml", "name: [a\nsteps: 1\n");
    let said = suite.idvet(&["fmt"]).exits(2);
    assert!(
        said.err.contains("error[E001]") && said.err.contains("scenarios/wrong.yaml:1:7"),
        "{}",
        said.err
    );
    assert!(said.err.ends_with("1 file formatted, 1 in order, 1 left alone\n"), "{}", said.err);
    assert_eq!(read(&suite, "scenarios/wrong.yaml"), "name: [a\nsteps: 1\n");
    assert_eq!(read(&suite, "scenarios/one.yaml"), STRAIGHT);
}

#[test]
fn a_file_that_the_layout_would_spoil_is_left_alone() {
    let suite = Suite::empty();
    let text = "name: one\ndescription: |\n  \tx\n  y\nsteps:\n- wait: 1s\n";
    suite.scenario("one.yaml", text);
    let said = suite.idvet(&["fmt"]).exits(3);
    assert!(said.err.contains("a value would be another"), "{}", said.err);
    assert!(said.err.contains("scenarios/one.yaml:3"), "{}", said.err);
    assert_eq!(read(&suite, "scenarios/one.yaml"), text);
    suite.idvet(&["run"]).exits(0);
}

#[test]
fn stdin_goes_to_stdout() {
    let suite = Suite::empty();
    assert_eq!(through_stdin(&suite, &["fmt", "-"], CROOKED.as_bytes()).exits(0).out, STRAIGHT);
    assert_eq!(through_stdin(&suite, &["fmt", "-"], STRAIGHT.as_bytes()).exits(0).out, STRAIGHT);
    let checked = through_stdin(&suite, &["fmt", "--check", "-"], CROOKED.as_bytes()).exits(1);
    assert!(checked.out.starts_with("--- stdin (now)\n"), "{}", checked.all());
    let wrong = through_stdin(&suite, &["fmt", "-"], b"a: [1\n").exits(2);
    assert!(wrong.out.is_empty() && wrong.err.contains("stdin:1"), "{}", wrong.all());
    let bytes = through_stdin(&suite, &["fmt", "-"], b"a: \xff\n").exits(2);
    assert!(bytes.err.contains("UTF-8"), "{}", bytes.all());
    suite.idvet(&["fmt", "-", "a.yaml"]).exits(2);
}

#[test]
fn a_byte_order_mark_goes_and_line_breaks_stay() {
    let suite = Suite::empty();
    suite.scenario("one.yaml", "\u{feff}name: one\r\nsteps:\r\n  - wait: 1s\r\n");
    suite.idvet(&["fmt", "--check"]).exits(1);
    suite.idvet(&["fmt"]).exits(0);
    assert_eq!(read(&suite, "scenarios/one.yaml"), "name: one\r\nsteps:\r\n  - wait: 1s\r\n");
    suite.idvet(&["fmt", "--check"]).exits(0);
}

#[test]
fn a_literal_secret_is_not_shown() {
    let suite = Suite::with(
        "environments:\n   dev:\n      kind: DEV\n      base_url: https://a.example\n      credentials: { api_key: k, api_secret: hunter2hunter2 }\n",
    );
    let said = suite.idvet(&["fmt", "--check"]).exits(1);
    assert!(!said.all().contains("hunter2") && said.out.contains("literal secret"), "{}", said.all());
}

#[cfg(unix)]
#[test]
fn permissions_and_links_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let suite = Suite::empty();
    suite.scenario("one.yaml", CROOKED).write("apart/real.yaml", CROOKED);
    fs::set_permissions(suite.path("scenarios/one.yaml"), fs::Permissions::from_mode(0o640)).unwrap();
    symlink("../apart/real.yaml", suite.path("scenarios/link.yaml")).unwrap();
    suite.idvet(&["fmt"]).exits(0);
    let mode = fs::metadata(suite.path("scenarios/one.yaml")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    assert!(fs::symlink_metadata(suite.path("scenarios/link.yaml")).unwrap().is_symlink());
    assert_eq!(read(&suite, "apart/real.yaml"), STRAIGHT);
    fs::write(suite.path("scenarios/one.yaml"), CROOKED).unwrap();
    fs::set_permissions(suite.path("scenarios/one.yaml"), fs::Permissions::from_mode(0o444)).unwrap();
    let said = suite.idvet(&["fmt"]).exits(3);
    assert!(said.err.contains("`scenarios/one.yaml` cannot be written"), "{}", said.err);
    assert_eq!(read(&suite, "scenarios/one.yaml"), CROOKED);
}

#[test]
fn a_path_that_is_not_there_says_so() {
    let suite = Suite::empty();
    suite.scenario("one.yaml", STRAIGHT);
    let said = suite.idvet(&["fmt", "scenarios/onn.yaml"]).exits(2);
    assert!(said.err.contains("did you mean") && said.err.contains("one.yaml"), "{}", said.err);
}
