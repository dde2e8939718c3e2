//! A headless Chromium with a new profile, spoken to over pipes by its protocol for developer tools: JSON, each message
//! with a zero byte behind it. Every wait has an end.

use std::{
    env,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{Receiver, Sender, channel},
    thread,
    time::{Duration, Instant},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value as Json, json};

/// The browser's path, where it is not on PATH.
const VARIABLE: &str = "IDVET_CHROMIUM";
const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];
/// Longer than the browser ever takes, also on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);

/// It stays by itself, asks nobody for anything, and draws without a screen.
const FLAGS: [&str; 11] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
];

/// A browser with one page; both end with the value.
pub(super) struct Browser {
    process: Child,
    stdin: ChildStdin,
    messages: Receiver<Json>,
    calls: u64,
    session: Option<String>,
    /// Requests, messages of the console, errors, dialogs.
    heard: Vec<Json>,
    _profile: tempfile::TempDir,
}

/// The browser's program, where it is installed. In CI it must be.
pub(super) fn program() -> Option<PathBuf> {
    let told = env::var_os(VARIABLE).filter(|path| !path.is_empty()).map(PathBuf::from);
    let folders = env::var_os("PATH").unwrap_or_default();
    let named =
        |name: &str| env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file());
    let found = told.or_else(|| NAMES.iter().find_map(|name| named(name)));
    if found.is_none() {
        let ci = env::var("CI").is_ok_and(|value| !value.is_empty() && value != "false");
        assert!(!ci, "no Chromium is installed, and CI must have it: `.ci/run` installs it");
        // Written past the harness, which keeps what a passing test prints to itself.
        let said = format!("NOT TESTED: no Chromium is on PATH or named by {VARIABLE}\n");
        std::io::stderr().write_all(said.as_bytes()).unwrap();
    }
    found
}

impl Browser {
    /// Starts it with an empty page.
    pub(super) fn start(program: &Path) -> Self {
        let profile = tempfile::tempdir().unwrap();
        let mut process = Command::new("sh")
            // It reads from descriptor 3 and writes to 4.
            .args(["-c", "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1"])
            .arg(program)
            .args(FLAGS)
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", program.display()));
        let stdin = process.stdin.take().unwrap();
        let stdout = process.stdout.take().unwrap();
        let (sender, messages) = channel();
        thread::spawn(move || forward(BufReader::new(stdout), &sender));
        let (calls, session, heard) = (0, None, Vec::new());
        let mut browser = Self { process, stdin, messages, calls, session, heard, _profile: profile };
        browser.attach();
        browser
    }

    fn attach(&mut self) {
        let target = self.call("Target.createTarget", &json!({ "url": "about:blank" }));
        let attached =
            self.call("Target.attachToTarget", &json!({ "targetId": target["targetId"], "flatten": true }));
        self.session = Some(attached["sessionId"].as_str().unwrap().to_owned());
        for domain in ["Page", "Runtime", "Network", "Log", "Performance"] {
            self.call(&format!("{domain}.enable"), &json!({}));
        }
        self.size(1280, 900);
    }

    /// Asks, and waits for the answer.
    pub(super) fn call(&mut self, method: &str, parameters: &Json) -> Json {
        self.calls += 1;
        let mut message = json!({ "id": self.calls, "method": method, "params": parameters });
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        self.stdin.write_all(&bytes).unwrap();
        let deadline = Instant::now() + PATIENCE;
        loop {
            let message = self.next(deadline, method);
            if message["id"] == self.calls {
                assert!(message.get("error").is_none(), "{method}: {}", message["error"]);
                return message["result"].clone();
            }
            self.heard.push(message);
        }
    }

    fn next(&mut self, deadline: Instant, waiting_for: &str) -> Json {
        let left = deadline.saturating_duration_since(Instant::now());
        self.messages.recv_timeout(left).unwrap_or_else(|error| panic!("no {waiting_for}: {error}"))
    }

    /// Waits until something of this sort is told.
    fn wait_for(&mut self, method: &str) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let message = self.next(deadline, method);
            let is_it = message["method"] == method;
            self.heard.push(message);
            if is_it {
                return;
            }
        }
    }

    /// Opens a file, and forgets what was heard before.
    pub(super) fn open(&mut self, file: &Path, fragment: &str) {
        // Between two pages that differ in the fragment alone there is no load.
        self.call("Page.navigate", &json!({ "url": "about:blank" }));
        self.wait_for("Page.loadEventFired");
        self.heard.clear();
        self.call("Page.navigate", &json!({ "url": format!("file://{}{fragment}", file.display()) }));
        self.wait_for("Page.loadEventFired");
    }

    /// The value of an expression in the page.
    pub(super) fn value(&mut self, expression: &str) -> Json {
        let parameters = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let answer = self.call("Runtime.evaluate", &parameters);
        assert!(answer.get("exceptionDetails").is_none(), "{expression}: {answer}");
        answer["result"]["value"].clone()
    }

    /// Presses and releases a key: `j`, `Enter`, `Tab`, `ArrowDown`.
    pub(super) fn key(&mut self, key: &str) {
        let code = match key {
            "Enter" => 13,
            "Tab" => 9,
            "Escape" => 27,
            "ArrowUp" => 38,
            "ArrowDown" => 40,
            _ => 0,
        };
        let text = match key {
            "Enter" => "\r",
            _ if key.chars().count() == 1 => key,
            _ => "",
        };
        let mut down = json!({ "type": "keyDown", "key": key, "windowsVirtualKeyCode": code });
        if !text.is_empty() {
            down["text"] = json!(text);
        }
        self.call("Input.dispatchKeyEvent", &down);
        self.call(
            "Input.dispatchKeyEvent",
            &json!({ "type": "keyUp", "key": key, "windowsVirtualKeyCode": code }),
        );
    }

    /// The size of the window.
    pub(super) fn size(&mut self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.call("Emulation.setDeviceMetricsOverride", &size);
    }

    /// The system's scheme (`light`, `dark`), on a `screen` or in `print`.
    pub(super) fn medium(&mut self, medium: &str, scheme: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.call("Emulation.setEmulatedMedia", &json!({ "media": medium, "features": features }));
    }

    /// The processor's time that the page's process has taken so far.
    pub(super) fn worked(&mut self) -> Duration {
        let metrics = self.call("Performance.getMetrics", &json!({}));
        let is_time = |metric: &&Json| metric["name"] == "ProcessTime";
        let time =
            metrics["metrics"].as_array().unwrap().iter().find(is_time).expect("the browser counts its work");
        Duration::from_secs_f64(time["value"].as_f64().unwrap())
    }

    /// Draws the window into a file of the target folder.
    pub(super) fn screenshot(&mut self, name: &str) -> PathBuf {
        let shot = self.call("Page.captureScreenshot", &json!({ "format": "png" }));
        keep(name, shot["data"].as_str().unwrap())
    }

    /// Prints the page into a file of the target folder.
    pub(super) fn print(&mut self, name: &str) -> PathBuf {
        let printed = self.call("Page.printToPDF", &json!({ "printBackground": false }));
        keep(name, printed["data"].as_str().unwrap())
    }

    /// The addresses that were asked for since the page was opened, but for those inside of the page.
    pub(super) fn requests(&self) -> Vec<&str> {
        let sent = self.heard.iter().filter(|message| message["method"] == "Network.requestWillBeSent");
        let addresses = sent.filter_map(|message| message["params"]["request"]["url"].as_str());
        addresses.filter(|address| !address.starts_with("data:")).collect()
    }

    /// What the console, the browser's log and scripts complained about, and dialogs that came up.
    pub(super) fn complaints(&self) -> Vec<&Json> {
        let is_complaint = |message: &&Json| match message["method"].as_str() {
            Some("Runtime.exceptionThrown" | "Page.javascriptDialogOpening" | "Runtime.consoleAPICalled") => {
                true
            }
            Some("Log.entryAdded") => message["params"]["entry"]["level"] != "verbose",
            _ => false,
        };
        self.heard.iter().filter(is_complaint).collect()
    }
}

/// Where the pictures are, for those who look at them.
fn keep(name: &str, base64: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("html-report");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join(name);
    std::fs::write(&file, BASE64_STANDARD.decode(base64).unwrap()).unwrap();
    file
}

fn forward(mut stdout: impl BufRead, sender: &Sender<Json>) {
    let mut bytes = Vec::new();
    while stdout.read_until(0, &mut bytes).is_ok_and(|length| length > 0) {
        bytes.pop();
        let message = serde_json::from_slice(&bytes).unwrap();
        if sender.send(message).is_err() {
            return;
        }
        bytes.clear();
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
