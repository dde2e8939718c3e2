//! A suite in a temporary folder, and the real `idvet` binary run in it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

/// A folder with an `idvet.yaml`, gone with the value.
pub(crate) struct Suite {
    folder: tempfile::TempDir,
}

/// What the binary said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Suite {
    /// A suite whose `idvet.yaml` is empty: there is the environment `emulator` all the same.
    pub(crate) fn empty() -> Self {
        Self::with("")
    }

    /// A folder that is to become a suite.
    pub(crate) fn nothing() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A suite with this `idvet.yaml`.
    pub(crate) fn with(idvet_yaml: &str) -> Self {
        let suite = Self { folder: tempfile::tempdir().unwrap() };
        suite.write("idvet.yaml", idvet_yaml);
        suite
    }

    /// A suite with the defaults of the one that is shipped.
    pub(crate) fn shipped_defaults() -> Self {
        let suite = Self::empty();
        fs::copy(repository().join("idvet.yaml"), suite.path("idvet.yaml")).unwrap();
        suite
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root().join(name)
    }

    /// Writes a file, its folders too.
    pub(crate) fn write(&self, name: &str, text: &str) -> &Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    /// Adds a scenario file.
    pub(crate) fn scenario(&self, name: &str, text: &str) -> &Self {
        self.write(&format!("scenarios/{name}"), text)
    }

    /// The binary, ready to be run in the suite's folder with an environment of its own.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = idvet(arguments);
        command.current_dir(self.root());
        command
    }

    /// Runs the binary in the suite's folder.
    pub(crate) fn idvet(&self, arguments: &[&str]) -> Said {
        said(&self.command(arguments).output().unwrap())
    }

    /// The lines of the only record that runs have left.
    pub(crate) fn record(&self) -> Vec<serde_json::Value> {
        let runs = self.path(".idvet/runs");
        let mut folders: Vec<PathBuf> =
            fs::read_dir(runs).unwrap().map(|entry| entry.unwrap().path()).collect();
        folders.sort();
        let newest = folders.last().unwrap().join("events.jsonl");
        let text = fs::read_to_string(newest).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

impl Said {
    /// Everything it said, for the message of an assertion.
    pub(crate) fn all(&self) -> String {
        format!("exit code {}\n--- stdout\n{}\n--- stderr\n{}", self.code, self.out, self.err)
    }

    /// Fails the test unless the exit code is this one.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}", self.all());
        self
    }
}

/// The binary with nothing of this process's environment that could change what it says.
pub(crate) fn idvet(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_idvet"));
    command.args(arguments).env_clear().stdin(Stdio::null());
    for name in ["PATH", "SystemRoot", "TMPDIR", "TEMP"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command
}

/// What a process that has ended said.
pub(crate) fn said(output: &Output) -> Said {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    Said {
        code: output.status.code().expect("the process ended by itself"),
        out: text(&output.stdout),
        err: text(&output.stderr),
    }
}

/// The repository's root.
pub(crate) fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
