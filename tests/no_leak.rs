//! No secret, in no form, in no output: a run with every report against servers that fail, redirect, crash and say
//! back what they were told.
#![cfg(unix)]

use std::{
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    thread,
};

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::support::suite::{Suite, said};

/// Each is told to the program in another way: by its environment, by a scenario, by an answer.
const API_SECRET: &str = "S3cr/t+with\"odd&signs=ä~<7>";
const SIGNING_KEY: &str = "s1gning/key's+own";
const PAIR_SECRET: &str = "p4ir \\secret\\ of a step";
const DOCUMENT: &str = "DOC/99\"1+ß";
const AUTH_TOKEN: &str = "tok-EN/with+5igns==";

const SECRETS: [&str; 5] = [API_SECRET, SIGNING_KEY, PAIR_SECRET, DOCUMENT, AUTH_TOKEN];

const SCENARIO: &str = r#"
name: a session of ${env_less}
vars: { env_less: nobody }
steps:
  - create_token: { clientId: a, documentNumber: 'DOC/99"1+ß' }
    capture: { token: $.authToken }
    continue_on_failure: true
    expect:
      fields:
        echo: nothing
        authToken: another
        documentNumber: 'DOC/99"1+ß'
  - get_status:
    continue_on_failure: true
  - name: with ${token}
    request: { method: POST, path: /html, json: { token: "${token}", plain: text } }
    continue_on_failure: true
  - request: { method: GET, path: /pair, query: { key: "${token}" }, auth: { api_key: other-key, api_secret: 'p4ir \secret\ of a step' } }
    continue_on_failure: true
  - poll: { method: GET, path: /status, until: { never: true }, every: 10ms, within: 200ms }
    continue_on_failure: true
---
name: a crash
steps:
  - request: { method: GET, path: /crash }
---
name: no HTTP
steps:
  - request: { method: GET, path: /garbage }
---
name: nobody is there
steps:
  - request: { method: GET, url: "http://127.0.0.1:1/?documentNumber=DOC%2F99%221%2B%C3%9F" }
"#;

/// Every form in which something may write a secret.
fn forms(secret: &str) -> Vec<String> {
    let percent = utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string();
    let json = serde_json::Value::from(secret).to_string();
    let json = json[1..json.len() - 1].to_owned();
    let html = secret.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let mut forms = vec![
        secret.to_owned(),
        percent.replace("%2F", "%2f").replace("%2B", "%2b").replace("%C3", "%c3"),
        percent.replace("%20", "+"),
        percent,
        json.replace('/', "\\/"),
        json,
        STANDARD.encode(secret),
        URL_SAFE.encode(secret),
        html,
    ];
    match secret {
        API_SECRET => forms.push(STANDARD.encode(format!("key:{secret}"))),
        PAIR_SECRET => forms.push(STANDARD.encode(format!("other-key:{secret}"))),
        _ => {}
    }
    forms
}

/// A server whose answers hold every secret in every form, and what it was asked.
fn server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            thread::spawn(move || while serve(&stream).is_some() {});
        }
    });
    address
}

fn serve(mut stream: &TcpStream) -> Option<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).ok()?;
        head.extend(byte);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.and_then(|length| length.parse().ok()).unwrap_or(0)];
    stream.read_exact(&mut body).ok()?;
    let answer = answer(head.split(' ').nth(1)?, &head, &String::from_utf8_lossy(&body));
    stream.write_all(answer.as_bytes()).ok()?;
    (!answer.contains("connection: close")).then_some(())
}

/// Everything that must not be seen, and what the request said.
fn echo(head: &str, body: &str) -> String {
    let forms: Vec<String> = SECRETS.iter().flat_map(|secret| forms(secret)).collect();
    format!("{head}\n{body}\n{}", forms.join("\n"))
}

fn answer(path: &str, head: &str, body: &str) -> String {
    let echo = echo(head, body);
    let with = |status: &str, kind: &str, headers: &str, body: &str| {
        format!(
            "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\n{headers}content-length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    let query = utf8_percent_encode(API_SECRET, NON_ALPHANUMERIC).to_string();
    match path.split('?').next().unwrap_or("") {
        "/api/v2/token" => {
            let json = serde_json::json!({
                "message": "Token created successfully", "scanRef": "a1b2c3d4-0000-4000-8000-000000000001",
                "authToken": AUTH_TOKEN, "documentNumber": DOCUMENT, "echo": echo,
                "redirectUrl": format!("https://example.com/redirect?authToken={AUTH_TOKEN}"),
            });
            let header = format!("x-echo: {API_SECRET}\r\nset-cookie: session={AUTH_TOKEN}\r\n");
            with("201 Created", "application/json", &header, &json.to_string())
        }
        "/api/v2/status" => {
            with("302 Found", "text/plain", &format!("location: /elsewhere?secret={query}\r\n"), &echo)
        }
        "/html" => with("500 Internal Server Error", "text/html", "", &format!("<pre>{echo}</pre>")),
        "/crash" => format!("HTTP/1.1 200 OK\r\ncontent-length: 9999\r\nconnection: close\r\n\r\n{echo}"),
        "/garbage" => format!("{API_SECRET} is no status line, connection: close\r\n\r\n"),
        _ => with(
            "401 Unauthorized",
            "application/json",
            "",
            &serde_json::json!({ "message": echo }).to_string(),
        ),
    }
}

fn suite(address: &str) -> Suite {
    let suite = Suite::with(&format!(
        "environments:\n  far:\n    kind: DEV\n    base_url: {address}\n    credentials: {{ api_key: key, api_secret: \"${{env.API_SECRET}}\" }}\n    webhooks: {{ listen: 127.0.0.1:0, signing_key: \"${{env.SIGNING_KEY}}\" }}\nredact: [documentNumber]\n"
    ));
    suite.scenario("leaky.yaml", SCENARIO);
    suite
}

/// Options for every report, into a folder.
fn reports(folder: &str) -> Vec<String> {
    let kinds = [
        ("junit", "xml"),
        ("html", "html"),
        ("json", "json"),
        ("ctrf", "ctrf.json"),
        ("tap", "tap"),
        ("markdown", "md"),
    ];
    let mut options: Vec<String> = kinds
        .iter()
        .flat_map(|(kind, ending)| [format!("--{kind}"), format!("{folder}/report.{ending}")])
        .collect();
    options.extend(["--har".to_owned(), format!("{folder}/har"), "--github".to_owned()]);
    options
}

/// Runs the binary as a step of a workflow would; what it printed, the masks for the workflow taken out.
fn ran(suite: &Suite, arguments: &[&str], more: &[String]) -> String {
    let mut command = suite.command(arguments);
    command.args(more).env("API_SECRET", API_SECRET).env("SIGNING_KEY", SIGNING_KEY);
    command.env("GITHUB_ACTIONS", "true").env("GITHUB_STEP_SUMMARY", suite.path("summary.md"));
    let said = said(&command.output().unwrap());
    assert_ne!(said.code, 2, "{}", said.all());
    let lines = said.err.lines().filter(|line| !line.starts_with("::add-mask::"));
    lines.chain(said.out.lines()).fold(String::new(), |text, line| text + line + "\n")
}

/// Every file below a folder, but what the author wrote.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("scenarios") {
            files(&path, found);
        } else if path.is_file() && !path.ends_with("idvet.yaml") {
            found.push(path);
        }
    }
}

fn leaks(name: &str, text: &str) -> Vec<String> {
    let forms = SECRETS.iter().flat_map(|secret| forms(secret));
    forms.filter(|form| text.contains(form.as_str())).map(|form| format!("{name}: {form}")).collect()
}

#[test]
fn no_output_holds_a_secret_in_any_form() {
    let suite = suite(&server());
    let arguments = ["run", "--env", "far", "-vv", "--curl", "--retries", "1", "--jobs", "2", "--out", "run"];
    let mut printed = vec![("the run", ran(&suite, &arguments, &reports("during")))];
    printed.push(("the report", ran(&suite, &["report", "run"], &reports("later"))));
    printed.push(("the comparison", ran(&suite, &["compare", "run", "run"], &[])));
    printed.push(("the check", ran(&suite, &["check", "--env", "far"], &[])));
    printed.push(("the sweep", ran(&suite, &["sweep", "--env", "far", "run"], &[])));

    let mut written = Vec::new();
    files(suite.root(), &mut written);
    for name in ["run/events.jsonl", "during/report.xml", "later/report.html", "summary.md"] {
        assert!(written.iter().any(|path| path.ends_with(name)), "{name} was written: {written:?}");
    }
    assert!(written.iter().filter(|path| path.extension().is_some_and(|it| it == "har")).count() >= 4);

    let mut found: Vec<String> = printed.iter().flat_map(|(name, text)| leaks(name, text)).collect();
    for path in &written {
        found.extend(leaks(&path.display().to_string(), &String::from_utf8_lossy(&fs::read(path).unwrap())));
    }
    found.sort();
    assert!(found.is_empty(), "{} leaks:\n{}", found.len(), found.join("\n"));
    assert!(printed[0].1.contains("[redacted]"), "what was said back was shown");
}

#[test]
fn a_workflow_is_told_what_to_mask_and_nobody_else() {
    let suite = suite(&server());
    let run = |variable: &str| {
        let mut command = suite.command(&["run", "--env", "far", "--filter", "a crash"]);
        command.env("API_SECRET", "secret-1%").env("SIGNING_KEY", "abc").env("GITHUB_ACTIONS", variable);
        said(&command.output().unwrap())
    };
    let told = run("true");
    assert!(told.err.contains("::add-mask::secret-1%25\n"), "{}", told.all());
    assert!(!told.err.contains("::add-mask::abc"), "a short one would take half of the log away");
    assert!(!run("false").all().contains("add-mask"));
}

#[test]
fn values_of_redacted_variables_and_axes_are_seen_nowhere() {
    let suite = Suite::with("redact: [password, documentNumber]\n");
    suite.scenario(
        "named.yaml",
        "name: of ${matrix.documentNumber}\nmatrix: { documentNumber: [AXIS-4711, AXIS-4712] }\nvars: { password: none }\nsteps:\n  - request: { method: GET, path: '/x/${password}', query: { q: '${matrix.documentNumber}' } }\n    expect: { status: 200 }\n",
    );
    let run = ["run", "--env", "emulator", "--var", "password=hunter22", "-vv", "--curl", "--out", "run"];
    let mut texts = vec![ran(&suite, &run, &reports("during"))];
    assert!(texts[0].contains("password=..."), "the value is left to the reader: {}", texts[0]);
    texts.push(ran(&suite, &["list"], &[]));
    texts.push(ran(&suite, &["list", "--format", "json"], &[]));
    let mut written = Vec::new();
    files(suite.root(), &mut written);
    texts.extend(written.iter().map(|path| String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned()));
    for secret in ["hunter22", "AXIS-4711", "AXIS-4712"] {
        for text in &texts {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}

#[test]
fn a_check_shows_no_redacted_value_however_short() {
    let suite = Suite::with("redact: [pin]\n");
    suite.scenario(
        "short.yaml",
        "name: short\nsteps:\n  - create_token: { clientId: a, pin: \"7q\", nonsense: [, }\n  - request: { method: GET, path: /x, json: { pin: \"7q\" }, wrong: 1 }\n",
    );
    for arguments in [["check"].as_slice(), &["check", "--format", "json"]] {
        let said = suite.idvet(arguments);
        assert!(!said.all().contains("7q"), "{}", said.all());
    }
}

#[test]
fn a_workflow_is_told_the_pairs_as_they_are_sent() {
    let suite = suite(&server());
    let mut command = suite.command(&["run", "--env", "far", "--filter", "session"]);
    command.env("API_SECRET", "secret-1").env("SIGNING_KEY", SIGNING_KEY).env("GITHUB_ACTIONS", "true");
    let told = said(&command.output().unwrap());
    for secret in [
        STANDARD.encode("key:secret-1"),
        PAIR_SECRET.to_owned(),
        STANDARD.encode(format!("other-key:{PAIR_SECRET}")),
    ] {
        assert!(told.err.contains(&format!("::add-mask::{secret}\n")), "{}", told.all());
    }
}
