//! The real `yaml-language-server`, spoken to over its stdin and stdout. Every wait has an end.

use std::{
    collections::HashMap,
    env,
    io::{BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::mpsc::{Receiver, Sender, channel},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value as Json, json};

/// The server's path, where it is not on PATH.
const VARIABLE: &str = "IDVET_YAML_LANGUAGE_SERVER";
const NAME: &str = "yaml-language-server";
/// Longer than the server ever takes, also on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);

/// A server that runs, and ends with the value.
pub(super) struct Server {
    process: Child,
    stdin: ChildStdin,
    messages: Receiver<Json>,
    requests: u64,
    /// What it said last of each document.
    diagnostics: HashMap<String, Vec<Json>>,
    settings: Json,
}

/// The server's program, where it is installed. In CI it must be.
pub(super) fn program() -> Option<PathBuf> {
    let told = env::var_os(VARIABLE).filter(|path| !path.is_empty()).map(PathBuf::from);
    let folders = env::var_os("PATH").unwrap_or_default();
    let on_path = || env::split_paths(&folders).map(|folder| folder.join(NAME)).find(|path| path.is_file());
    let found = told.or_else(on_path);
    if found.is_none() {
        let ci = env::var("CI").is_ok_and(|value| !value.is_empty() && value != "false");
        assert!(!ci, "`{NAME}` is not installed, and CI must have it: `.ci/run` installs it");
        // Written past the harness, which keeps what a passing test prints to itself.
        let said = format!("NOT TESTED: `{NAME}` is neither on PATH nor named by {VARIABLE}\n");
        std::io::stderr().write_all(said.as_bytes()).unwrap();
    }
    found
}

impl Server {
    /// Starts the server with these settings of its section `yaml`, besides those that keep it off the network.
    pub(super) fn start(program: &Path, settings: &Json) -> Self {
        let mut process = Command::new(program)
            .arg("--stdio")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", program.display()));
        let stdin = process.stdin.take().unwrap();
        let stdout = process.stdout.take().unwrap();
        let (sender, messages) = channel();
        thread::spawn(move || forward(BufReader::new(stdout), &sender));
        let mut own = json!({
            "validate": true, "hover": true, "completion": true,
            "schemaStore": { "enable": false }, "kubernetesCRDStore": { "enable": false },
        });
        own.as_object_mut().unwrap().extend(settings.as_object().unwrap().clone());
        let (requests, diagnostics) = (0, HashMap::new());
        let mut server = Self { process, stdin, messages, requests, diagnostics, settings: own };
        server.greet();
        server
    }

    fn greet(&mut self) {
        let completion =
            json!({ "completionItem": { "snippetSupport": true, "documentationFormat": ["markdown"] } });
        let capabilities = json!({
            "textDocument": { "completion": completion, "hover": { "contentFormat": ["markdown"] } },
            "workspace": { "configuration": true },
        });
        self.request(
            "initialize",
            &json!({ "processId": std::process::id(), "rootUri": null, "capabilities": capabilities }),
        );
        self.notify("initialized", &json!({}));
        let settings = json!({ "settings": { "yaml": self.settings } });
        self.notify("workspace/didChangeConfiguration", &settings);
    }

    /// Opens a document.
    pub(super) fn open(&mut self, uri: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": "yaml", "version": 1, "text": text });
        self.notify("textDocument/didOpen", &json!({ "textDocument": document }));
    }

    /// What the server says of a document that was just opened.
    pub(super) fn diagnostics(&mut self, uri: &str) -> Vec<Json> {
        self.wait(&format!("the diagnostics of {uri}"), |server, _| server.diagnostics.remove(uri))
    }

    /// Asks, and waits for the answer.
    pub(super) fn request(&mut self, method: &str, parameters: &Json) -> Json {
        self.requests += 1;
        let id = self.requests;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": parameters }));
        self.wait(&format!("the answer to {method}"), |_, message| {
            let is_answer = message.get("method").is_none() && message["id"] == id;
            is_answer.then(|| message["result"].clone())
        })
    }

    fn notify(&mut self, method: &str, parameters: &Json) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": parameters }));
    }

    fn send(&mut self, message: &Json) {
        let text = message.to_string();
        write!(self.stdin, "Content-Length: {}\r\n\r\n{text}", text.len()).unwrap();
        self.stdin.flush().unwrap();
    }

    fn wait<T>(&mut self, what: &str, mut found: impl FnMut(&mut Self, &Json) -> Option<T>) -> T {
        let end = Instant::now() + PATIENCE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let message = self.messages.recv_timeout(left);
            let message = message.unwrap_or_else(|error| panic!("waiting for {what}: {error}"));
            self.note(&message);
            if let Some(found) = found(self, &message) {
                return found;
            }
        }
    }

    /// Keeps diagnostics, and answers what the server asks.
    fn note(&mut self, message: &Json) {
        let parameters = &message["params"];
        if message["method"] == "textDocument/publishDiagnostics" {
            let uri = parameters["uri"].as_str().unwrap().to_owned();
            let found = parameters["diagnostics"].as_array().unwrap().clone();
            self.diagnostics.insert(uri, found);
        }
        if message.get("method").is_some() && message.get("id").is_some() {
            let answer = self.answer(parameters);
            self.send(&json!({ "jsonrpc": "2.0", "id": message["id"], "result": answer }));
        }
    }

    /// `workspace/configuration` asks for sections; nothing else wants an answer with something in it.
    fn answer(&self, parameters: &Json) -> Json {
        let Some(items) = parameters["items"].as_array() else { return Json::Null };
        let section = |item: &Json| if item["section"] == "yaml" { self.settings.clone() } else { json!({}) };
        items.iter().map(section).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Hands on the messages of the server until it ends.
fn forward(mut stdout: BufReader<ChildStdout>, sender: &Sender<Json>) {
    while let Some(message) = next_message(&mut stdout) {
        if sender.send(message).is_err() {
            return;
        }
    }
}

fn next_message(stdout: &mut BufReader<ChildStdout>) -> Option<Json> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if stdout.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim().split_once(": ") {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.parse().ok()?;
            }
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    stdout.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}
