//! Checks texts as the command line would: a suite, its files, and what was asked for.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use idvet::{
    diagnostic::{Diagnostic, Look, Problems, code, render_all},
    expect::SchemaFiles,
    files::{SUITE_FILE, list_scenario_files, near_file, read_suite_bytes, read_suite_file, read_text},
    plan::{
        Checked, FileSelection, Plan, ProdLeave, Request, ScenarioFile, Selection, Steps, SuiteFiles, Unset,
        check, check_listed,
    },
    scenario::Suite,
    source::Source,
};

/// The suite of a scenario that is checked by itself.
pub(crate) const SUITE: &str = r#"
environments:
  dev:
    kind: DEV
    base_url: https://ivs.idenfy.com
    credentials: { api_key: "${env.API_KEY}", api_secret: "${env.API_SECRET}" }
  test:
    kind: TEST
    base_url: https://test.idenfy.com/
    credentials: { api_key: "${env.API_KEY}", api_secret: "${env.API_SECRET}" }
  prod:
    kind: PROD
    base_url: https://prod.idenfy.com
    credentials: { api_key: "${env.API_KEY}", api_secret: "${env.API_SECRET}" }
defaults:
  create_token: { clientId: "qa-${run.id}-${scenario.slug}" }
"#;

/// What is checked.
pub(crate) struct Desk {
    pub(crate) suite: String,
    pub(crate) files: Vec<(String, String, FileSelection)>,
    pub(crate) environment: Option<String>,
    pub(crate) variables: BTreeMap<String, String>,
    pub(crate) unset: Unset,
    pub(crate) overrides: Vec<(String, String)>,
    pub(crate) selection: Selection,
    pub(crate) prod: ProdLeave,
    pub(crate) suite_files: Files,
}

/// The files of a suite that is only a text, or of one that is a folder.
pub(crate) struct Files(pub(crate) Option<PathBuf>);

impl SchemaFiles for Files {
    fn read(&self, path: &str) -> Result<String, String> {
        match &self.0 {
            Some(root) => read_suite_file(root, path).map_err(|problem| problem.message),
            None => self.bytes(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
        }
    }
}

impl SuiteFiles for Files {
    fn bytes(&self, path: &str) -> Result<Vec<u8>, String> {
        match path {
            "ca.pem" => Ok(b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n".to_vec()),
            "photo.jpg" => Ok(vec![0xff, 0xd8]),
            _ => match &self.0 {
                Some(root) => {
                    read_suite_bytes(root, path, 1024 * 1024).map_err(|_| "there is no such file".to_owned())
                }
                None => table(path).map(|text| text.as_bytes().to_vec()),
            },
        }
    }

    fn near_file(&self, path: &str) -> Option<String> {
        near_file(self.0.as_deref()?, path)
    }
}

/// A flow of 950 steps.
static LONG_FLOW: LazyLock<String> = LazyLock::new(|| format!("steps:\n{}", "  - wait: 1s\n".repeat(950)));

/// Tables of cases, the wrong ones among them; a flow that waits for webhooks, and one that is long.
fn table(path: &str) -> Result<&'static str, String> {
    Ok(match path {
        "_flows/told.yaml" => {
            "steps:\n  - await_webhook: { respond: { status: 511 } }\n  - create_token: {}\n    as: first\n\
             \x20 - await_webhook: { respond: { status: 512 } }\n    session: first\n"
        }
        "_flows/long.yaml" => &LONG_FLOW,
        "_data/people.csv" => "name,dummyStatus,first,wanted\nAnna,APPROVED,Anna,APPROVED\nBob,DENID,,\n",
        "_data/quote.csv" => "name,first\na,\"Anna\nb,Bob\n",
        "_data/stray.csv" => "name,first\na,An\"na\nb,\"Bob\"by\n",
        "_data/short.csv" => "name,first\na,Anna\nb\nc,Carl,x\n",
        "_data/columns.csv" => "name,first name\na,Anna\n",
        "_data/empty.csv" => "name,first\n",
        "_data/broken.json" => "[\n  { \"name\": \"a\", }\n]\n",
        "_data/map.json" => "{ \"name\": \"a\" }\n",
        "_data/texts.json" => "[{ \"name\": \"a\" }, \"b\"]\n",
        "_data/twice.json" => "[{ \"name\": \"a\", \"n\": 1, \"n\": 2 }]\n",
        _ => return Err("there is no such file".to_owned()),
    })
}

impl Desk {
    /// A desk with one file in the usual suite.
    pub(crate) fn with(text: &str) -> Self {
        Self::with_files(&[("scenarios/a.yaml", text)])
    }

    pub(crate) fn with_files(files: &[(&str, &str)]) -> Self {
        let variables = [("API_KEY", "key-1"), ("API_SECRET", "secret-1"), ("TEAM", "blue"), ("EMPTY", "")];
        let files =
            files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned(), FileSelection::Whole));
        Self {
            suite: SUITE.to_owned(),
            files: files.collect(),
            environment: None,
            variables: variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            unset: Unset::Refuse,
            overrides: Vec::new(),
            selection: Selection::default(),
            prod: ProdLeave::Refused,
            suite_files: Files(None),
        }
    }

    #[must_use]
    pub(crate) fn suite(mut self, text: &str) -> Self {
        text.clone_into(&mut self.suite);
        self
    }

    #[must_use]
    pub(crate) fn environment(mut self, name: &str) -> Self {
        self.environment = Some(name.to_owned());
        self
    }

    #[must_use]
    pub(crate) fn var(mut self, name: &str, value: &str) -> Self {
        self.overrides.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn check(&self) -> Checked {
        self.with_request(|request| check(request, (0..self.files.len()).map(|index| self.read(index))))
    }

    /// The same, on several threads; files whose name begins with `lost` cannot be read.
    pub(crate) fn check_on(&self, threads: usize) -> Checked {
        let read = |index: usize| match self.files[index].0.as_str() {
            lost if lost.starts_with("lost") => Err(Diagnostic::error(code::FILE, format!("no {lost}"))),
            _ => Ok(self.read(index)),
        };
        self.with_request(|request| check_listed(request, threads, self.files.len(), read))
    }

    fn read(&self, index: usize) -> ScenarioFile {
        let (name, text, selection) = &self.files[index];
        ScenarioFile::read(&Source::new(name, text.as_str()), selection.clone())
    }

    fn with_request<T>(&self, check: impl FnOnce(&Request) -> T) -> T {
        let source = Source::new(SUITE_FILE, self.suite.as_str());
        let mut problems = Problems::new(&source);
        let suite = Suite::read(&source, &mut problems);
        let request = Request {
            suite: &suite,
            suite_problems: &problems.into_found(),
            environment: self.environment.as_deref(),
            variables: &|name| self.variables.get(name).cloned(),
            unset: self.unset,
            overrides: &self.overrides,
            selection: &self.selection,
            prod: self.prod,
            timeout: None,
            retries: None,
            suite_files: &self.suite_files,
            steps: Steps::Kept,
        };
        check(&request)
    }

    /// The plan; what was found instead is the panic's message.
    pub(crate) fn plan(&self) -> Plan {
        let checked = self.check();
        let found = render_all(&checked.diagnostics, LOOK);
        checked.plan.unwrap_or_else(|| panic!("refused:\n{found}"))
    }

    /// The messages, without places and help.
    pub(crate) fn messages(&self) -> Vec<String> {
        self.check().diagnostics.into_iter().map(|diagnostic| diagnostic.message).collect()
    }
}

pub(crate) const LOOK: Look = Look { colour: false, width: 110 };

/// A scenario with these steps, each line indented as in a file.
pub(crate) fn steps(steps: &str) -> String {
    format!("name: a scenario\nsteps:\n{steps}")
}

/// What is found in a golden case: a scenario in the usual suite, or a whole suite.
pub(crate) fn diagnostics_of(path: &Path) -> Vec<Diagnostic> {
    if path.is_file() {
        let name = path.file_name().unwrap().to_str().unwrap();
        return Desk::with_files(&[(name, &read_text(path).unwrap())]).check().diagnostics;
    }
    let suite = read_text(&path.join(SUITE_FILE)).unwrap();
    let mut desk = Desk::with_files(&[]).suite(&suite);
    desk.suite_files = Files(Some(path.to_owned()));
    for file in list_scenario_files(path, &[]).unwrap() {
        desk.files.push((file.name.clone(), read_text(&file.path).unwrap(), FileSelection::Whole));
    }
    desk.check().diagnostics
}
