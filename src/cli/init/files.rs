//! The files of a suite that `idvet init` makes.

use super::super::{arguments::SchemaDocument, schema};

/// A file that is to be made.
pub(super) struct SuiteFile {
    /// Its path from the suite's root.
    pub(super) path: &'static str,
    /// What it is there for.
    pub(super) about: &'static str,
    /// What stands in it.
    pub(super) text: String,
}

/// The first scenario: only a suite that had none gets it.
pub(super) const FIRST_SCENARIO: &str = "scenarios/first.yaml";

/// What tells VS Code of the schemas.
pub(super) const EDITOR_SETTINGS: &str = ".vscode/settings.json";

/// The key of the settings that does so, with its value, as lines of a file.
pub(super) fn editor_schemas() -> String {
    let settings = include_str!("files/editor-settings.json");
    let from = settings.lines().skip_while(|line| !line.contains("\"yaml.schemas\""));
    let mut lines: Vec<&str> = from.take_while(|line| line.trim() != "},").collect();
    lines.push("  },");
    lines.join("\n")
}

/// What git is to leave out.
pub(super) const IGNORED: &str = ".gitignore";

/// The files, in the order in which they are told of.
pub(super) fn suite_files() -> Vec<SuiteFile> {
    vec![
        file("idvet.yaml", "environments, defaults, what is redacted", include_str!("files/suite.yaml")),
        file(FIRST_SCENARIO, "a scenario to read and to change", include_str!("files/first.yaml")),
        file(".env.example", "the credentials that `dev` needs", include_str!("files/env.example")),
        file(IGNORED, "keeps .env and the records of runs out of git", include_str!("files/ignored")),
        file(".idvet/.gitignore", "so that the records of runs stay out of git", "*\n"),
        schema(
            "schema/scenario.schema.json",
            "for editors: what a scenario may say",
            SchemaDocument::Scenario,
        ),
        schema("schema/suite.schema.json", "for editors: what idvet.yaml may say", SchemaDocument::Suite),
        schema("schema/flow.schema.json", "for editors: what a flow may say", SchemaDocument::Flow),
        file(EDITOR_SETTINGS, "completion and help in VS Code", include_str!("files/editor-settings.json")),
        file(
            ".vscode/extensions.json",
            "the extension for that",
            include_str!("files/editor-extensions.json"),
        ),
        file(".github/workflows/idvet.yml", "a job for GitHub Actions", include_str!("files/github.yml")),
        file(".gitlab-ci.yml", "a job for GitLab", include_str!("files/gitlab.yml")),
    ]
}

fn file(path: &'static str, about: &'static str, text: &str) -> SuiteFile {
    SuiteFile { path, about, text: text.to_owned() }
}

fn schema(path: &'static str, about: &'static str, document: SchemaDocument) -> SuiteFile {
    SuiteFile { path, about, text: schema::text(document) }
}
