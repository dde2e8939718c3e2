//! Who is measured, and how each is called.

use std::{
    env, io,
    path::PathBuf,
    process::{Command, Stdio},
};

use super::{case::Case, suites::Suites};

/// Who sends the requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Contestant {
    /// A bare client, which checks nothing.
    Floor,
    Idvet,
    Hurl,
}

/// The programs.
pub(super) struct Contestants {
    this: PathBuf,
    pub(super) idvet: PathBuf,
    pub(super) hurl: Option<PathBuf>,
}

impl Contestant {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Floor => "bare client",
            Self::Idvet => "idvet",
            Self::Hurl => "hurl",
        }
    }
}

impl Contestants {
    pub(super) fn find() -> io::Result<Self> {
        let idvet = env::var_os("IDVET").map_or_else(|| env!("CARGO_BIN_EXE_idvet").into(), PathBuf::from);
        let hurl = env::var_os("HURL").map_or_else(|| PathBuf::from("hurl"), PathBuf::from);
        let hurl = version(&hurl).is_some().then_some(hurl);
        Ok(Self { this: env::current_exe()?, idvet, hurl })
    }

    pub(super) fn all(&self) -> Vec<Contestant> {
        let hurl = self.hurl.iter().map(|_| Contestant::Hurl);
        [Contestant::Floor, Contestant::Idvet].into_iter().chain(hurl).collect()
    }

    /// Their versions, in words.
    pub(super) fn versions(&self) -> String {
        let of = |program: &PathBuf| version(program).unwrap_or_default();
        let hurl = self.hurl.as_ref().map_or("hurl is not installed".to_owned(), of);
        format!("{}, {hurl}", of(&self.idvet))
    }

    /// The command that carries a case out; what it prints is thrown away.
    pub(super) fn command(&self, who: Contestant, case: &Case, suites: &Suites, address: &str) -> Command {
        let jobs = case.jobs.to_string();
        let mut command = match who {
            Contestant::Floor => {
                let mut command = Command::new(&self.this);
                command.args(["floor", address, &case.scenarios.to_string(), &jobs]);
                command
            }
            Contestant::Idvet => {
                let mut command = Command::new(&self.idvet);
                command
                    .args(["run", "--env", "apart", "--jobs", &jobs])
                    .env("ADDRESS", address)
                    .env("SECRET", "emulator-dev-secret");
                command.current_dir(suites.of_idvet());
                command
            }
            Contestant::Hurl => {
                let mut command =
                    Command::new(self.hurl.as_ref().expect("it is only asked where it is there"));
                command.args(["--test", "--jobs", &jobs, "--variable", &format!("base={address}")]);
                command.args(suites.files_of_hurl()).current_dir(suites.of_hurl());
                command
            }
        };
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }
}

fn version(program: &PathBuf) -> Option<String> {
    let output = Command::new(program).arg("--version").output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let words: Vec<&str> = text.split_whitespace().take(2).collect();
    output.status.success().then(|| words.join(" "))
}
