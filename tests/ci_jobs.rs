//! The jobs of `docs/ci.md` and those of `idvet init`: parsed, their commands run under the variables of their system, and the
//! same where they do the same.

use std::{fs, path::Path, process::Command};

use idvet::source::{Limits, Node, Source, read_documents};

use crate::support::suite::{Said, Suite, repository, said};

/// The block of the page that begins with a name of a file.
fn block(file: &str) -> String {
    let page = fs::read_to_string(repository().join("docs/ci.md")).unwrap();
    let begin = page.find(&format!("```yaml\n# {file}\n")).unwrap_or_else(|| panic!("no block of {file}"));
    let text = &page[begin + "```yaml\n".len()..];
    text.split_inclusive('\n').take_while(|line| !line.starts_with("```")).collect()
}

fn documents(text: &str) -> Vec<Node> {
    let (documents, problems) = read_documents(&Source::new("ci.yml", text), Limits::default());
    assert_eq!(problems, []);
    documents
}

fn job(file: &str) -> Node {
    documents(&block(file)).remove(0)
}

/// What stands at a path of keys; a number is the place in a list.
fn at<'n>(node: &'n Node, path: &str) -> &'n Node {
    path.split(' ').fold(node, |node, key| {
        let next =
            key.parse().ok().and_then(|place: usize| node.as_list()?.get(place)).or_else(|| node.get(key));
        next.unwrap_or_else(|| panic!("no `{key}` of `{path}`"))
    })
}

fn text<'n>(node: &'n Node, path: &str) -> &'n str {
    &at(node, path).as_scalar().unwrap_or_else(|| panic!("no text at `{path}`")).text
}

fn texts(node: &Node, path: &str) -> Vec<String> {
    let list = at(node, path).as_list().unwrap_or_else(|| panic!("no list at `{path}`"));
    list.iter().map(|node| node.as_scalar().unwrap().text.clone()).collect()
}

/// The commands of the steps of a job of GitHub.
fn runs(job: &Node) -> Vec<String> {
    let steps = at(job, "steps").as_list().unwrap();
    steps.iter().filter_map(|step| Some(step.get("run")?.as_scalar()?.text.clone())).collect()
}

/// A suite with tests for every shard, one of which fails where it is asked to.
fn suite(last: &str) -> Suite {
    let suite = Suite::shipped_defaults();
    for number in 0..11 {
        let scenario =
            format!("name: n{number}\nsteps:\n  - create_dummy_token: {{ dummyStatus: APPROVED }}\n");
        suite.scenario(&format!("s{number}.yaml"), &scenario);
    }
    suite.scenario(
        "last.yaml",
        &format!("name: last\nsteps:\n  - create_dummy_token: {{ dummyStatus: APPROVED }}\n{last}"),
    );
    suite
}

const FAILS: &str = "    expect:\n      fields: { message: never said }\n";

fn shell(script: &str, suite: &Suite, variables: &[(&str, &str)]) -> Said {
    let binaries = Path::new(env!("CARGO_BIN_EXE_idvet")).parent().unwrap().display().to_string();
    let mut command = Command::new("bash");
    command.args(["-e", "-c", script]).current_dir(suite.root()).env_clear().env("CI", "true");
    command.env("PATH", format!("{binaries}:/usr/bin:/bin")).env("IDVET_GIT", "");
    command.env("CARGO_HOME", suite.path(".cargo")).envs(variables.iter().copied());
    said(&command.output().unwrap())
}

/// The command of a shard of GitHub's matrix, its expressions filled in.
fn shard_of_github(job: &Node, shard: usize, total: usize) -> String {
    let command = runs(at(job, "jobs shard")).join("\n");
    let command = command.replace("${{ matrix.shard }}", &shard.to_string());
    let command = command.replace("${{ strategy.job-total }}", &total.to_string());
    assert!(!command.contains("${{"), "{command}");
    command
}

#[test]
fn the_shards_of_github_run() {
    let job = job(".github/workflows/idvet.yml");
    let shards = texts(&job, "jobs shard strategy matrix shard");
    assert_eq!(shards, ["1", "2", "3", "4"]);
    assert_eq!(text(&job, "jobs shard strategy fail-fast"), "false");
    let suite = suite(FAILS);
    let codes = |shard| {
        shell(&shard_of_github(&job, shard, shards.len()), &suite, &[("GITHUB_ACTIONS", "true")]).code
    };
    let codes: Vec<i32> = (1..=4).map(codes).collect();
    assert_eq!(codes.iter().sum::<i32>(), 1, "one shard has the test that fails: {codes:?}");
    let uploaded = text(&job, "jobs shard steps 4 with path");
    assert_eq!(uploaded, "records/");
    assert_eq!(text(&job, "jobs shard steps 4 if"), "always()");
    for shard in shards {
        assert!(suite.path(&format!("{uploaded}{shard}/events.jsonl")).is_file());
    }
    let pattern = text(&job, "jobs verdict steps 2 with pattern");
    assert!(text(&job, "jobs shard steps 4 with name").starts_with(pattern.trim_end_matches('*')));
    assert_eq!(text(&job, "jobs verdict needs"), "shard");
    assert_eq!(text(&job, "jobs verdict if"), "${{ !cancelled() }}");
}

/// The merge step of GitHub, after its shards.
#[test]
fn the_verdict_of_github_is_that_of_all_shards() {
    let job = job(".github/workflows/idvet.yml");
    let verdict = runs(at(&job, "jobs verdict")).join("\n");
    for (last, code) in [("", 0), (FAILS, 1)] {
        let suite = suite(last);
        for shard in 1..=4 {
            shell(&shard_of_github(&job, shard, 4), &suite, &[]);
        }
        // What was uploaded shard by shard is downloaded into one folder.
        assert_eq!(text(&job, "jobs verdict steps 2 with path"), "records");
        let summary = [("GITHUB_ACTIONS", "true"), ("GITHUB_STEP_SUMMARY", "summary.md")];
        let said = shell(&verdict, &suite, &summary).exits(code);
        assert!(!said.all().contains("::error"), "the shards have annotated it: {}", said.all());
        assert!(fs::read_to_string(suite.path("summary.md")).unwrap().contains("passed"));
        assert!(
            said.out.contains(if code == 0 { "12 passed" } else { "11 passed, 1 failed" }),
            "{}",
            said.all()
        );
        assert!(suite.path("idvet.json").is_file() && suite.path("idvet.html").is_file());
        fs::remove_dir_all(suite.path("records/3")).unwrap();
        let said = shell(&verdict, &suite, &summary);
        assert!(said.code != 0 && said.err.contains("shard 3 of 4 is missing"), "{}", said.all());
    }
}

/// Under the variables that GitLab sets for `parallel: 4`.
fn run_gitlab_shards(job: &Node, suite: &Suite) -> Vec<i32> {
    let total = text(job, "idvet parallel").to_owned();
    let script = [texts(job, ".idvet before_script"), texts(job, "idvet script")].concat().join("\n");
    let run = |index: usize| {
        let index = index.to_string();
        shell(&script, suite, &[("CI_NODE_INDEX", &index), ("CI_NODE_TOTAL", &total), ("GITLAB_CI", "true")])
            .code
    };
    (1..=total.parse().unwrap()).map(run).collect()
}

#[test]
fn the_shards_of_gitlab_run() {
    let job = job(".gitlab-ci.yml");
    let suite = suite(FAILS);
    let codes = run_gitlab_shards(&job, &suite);
    assert_eq!((codes.len(), codes.iter().sum::<i32>()), (4, 1), "{codes:?}");
    let kept = texts(&job, "idvet artifacts paths");
    assert_eq!(kept, ["records/"]);
    assert_eq!(fs::read_dir(suite.path(&kept[0])).unwrap().count(), 4);
    assert_eq!(text(&job, "idvet artifacts when"), "always");
    assert_eq!((text(&job, "idvet extends"), text(&job, "idvet-verdict extends")), (".idvet", ".idvet"));
    let stages = texts(&job, "stages");
    assert!(stages.contains(&text(&job, "idvet stage").to_owned()));
    assert_eq!(stages.last().unwrap(), text(&job, "idvet-verdict stage"));
    assert_eq!(texts(&job, "idvet-verdict needs"), ["idvet"]);
    assert_eq!(text(&job, "idvet-verdict when"), "always");
}

#[test]
fn the_verdict_of_gitlab_is_that_of_all_shards() {
    let job = job(".gitlab-ci.yml");
    let verdict =
        [texts(&job, ".idvet before_script"), texts(&job, "idvet-verdict script")].concat().join("\n");
    let suite = suite("");
    run_gitlab_shards(&job, &suite);
    let said = shell(&verdict, &suite, &[("CI_NODE_TOTAL", "1")]).exits(0);
    assert!(said.out.contains("12 passed"), "{}", said.all());
    for kept in texts(&job, "idvet-verdict artifacts paths") {
        assert!(suite.path(&kept).exists(), "{kept}");
    }
    fs::remove_dir_all(suite.path("records/2")).unwrap();
    let said = shell(&verdict, &suite, &[]).exits(3);
    assert!(said.err.contains("shard 2 of 4 is missing"), "{}", said.all());
}

const CONTAINER: &str = "spec template spec containers 0";

/// A container's command as a kubelet starts it, `/records` being a folder of the suite.
fn started(job: &Node, pod: &str, suite: &Suite) -> Vec<String> {
    let records = suite.path("records").display().to_string();
    let command = texts(job, &format!("{CONTAINER} command"));
    command.iter().map(|word| word.replace("$(POD_NAME)", pod).replace("/records", &records)).collect()
}

fn in_pod(job: &Node, pod: &str, suite: &Suite, variables: &[(&str, &str)]) -> Said {
    let words: Vec<String> = started(job, pod, suite);
    assert_eq!(words[0], "idvet");
    let words: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
    said(&suite.command(&words).envs(variables.iter().copied()).output().unwrap())
}

#[test]
fn the_shards_of_kubernetes_run() {
    let manifest = documents(&block("idvet-shards.yaml"));
    let [claim, job] = manifest.as_slice() else { panic!("{} documents", manifest.len()) };
    assert_eq!((text(claim, "apiVersion"), text(claim, "kind")), ("v1", "PersistentVolumeClaim"));
    assert_eq!((text(job, "apiVersion"), text(job, "kind")), ("batch/v1", "Job"));
    assert_eq!(text(job, "spec completionMode"), "Indexed");
    assert_eq!(text(job, "spec backoffLimitPerIndex"), "0");
    assert_eq!(text(job, "spec template spec restartPolicy"), "Never");
    let total = text(job, "spec completions");
    assert_eq!(text(job, &format!("{CONTAINER} env 0 name")), "IDVET_SHARD_TOTAL");
    assert_eq!(text(job, &format!("{CONTAINER} env 0 value")), total);
    assert_eq!(text(job, &format!("{CONTAINER} env 1 name")), "POD_NAME");
    assert_eq!(text(job, &format!("{CONTAINER} env 1 valueFrom fieldRef fieldPath")), "metadata.name");
    for job in [job, &documents(&block("idvet-verdict.yaml"))[0]] {
        // A pod that cannot be started ends its job all the same.
        assert!(text(job, "spec activeDeadlineSeconds").parse::<u32>().unwrap() > 0);
        assert_eq!(text(job, &format!("{CONTAINER} volumeMounts 0 mountPath")), "/records");
        assert_eq!(
            text(job, &format!("{CONTAINER} volumeMounts 0 name")),
            text(job, "spec template spec volumes 0 name")
        );
        assert_eq!(
            text(job, "spec template spec volumes 0 persistentVolumeClaim claimName"),
            text(claim, "metadata name")
        );
    }
    let suite = suite(FAILS);
    let run = |index: usize| {
        let (pod, index) = (format!("idvet-shards-{index}-x7k2p"), index.to_string());
        in_pod(job, &pod, &suite, &[("JOB_COMPLETION_INDEX", &index), ("IDVET_SHARD_TOTAL", total)]).code
    };
    let codes: Vec<i32> = (0..total.parse().unwrap()).map(run).collect();
    assert_eq!((codes.len(), codes.iter().sum::<i32>()), (4, 1), "{codes:?}");
    assert_eq!(fs::read_dir(suite.path("records")).unwrap().count(), 4);
    // A pod that was replaced leaves a record beside the first one, and the later one counts.
    let again = [("JOB_COMPLETION_INDEX", "0"), ("IDVET_SHARD_TOTAL", total)];
    in_pod(job, "idvet-shards-0-zzzzz", &suite, &again);
    let verdict = &documents(&block("idvet-verdict.yaml"))[0];
    let said = in_pod(verdict, "idvet-verdict-abcde", &suite, &[]).exits(1);
    assert!(said.out.contains("11 passed, 1 failed"), "{}", said.all());
    assert!(suite.path("records/idvet.json").is_file());
    fs::remove_dir_all(suite.path("records/idvet-shards-3-x7k2p")).unwrap();
    let said = in_pod(verdict, "idvet-verdict-abcde", &suite, &[]);
    assert!(said.code != 0 && said.err.contains("shard 4 of 4 is missing"), "{}", said.all());
}

/// The commands around the manifests, with a `kubectl` that says what it was asked for, and that every job has ended.
#[test]
fn the_commands_around_the_manifests_run() {
    let page = fs::read_to_string(repository().join("docs/ci.md")).unwrap();
    let script = page.split("```sh\n").nth(1).unwrap().split("```").next().unwrap();
    let suite = Suite::nothing();
    let fake = |ending: &str| {
        format!(
            "#!/bin/sh\necho \"$*\" >> asked\ncase \"$*\" in 'get job'*) printf 'SuccessCriteriaMet {ending}';; esac\n"
        )
    };
    for (ending, code) in [("Complete", 0), ("Failed", 1)] {
        suite.write("bin/kubectl", &fake(ending));
        let script = format!("chmod +x bin/kubectl; PATH=\"$PWD/bin:$PATH\"\n{script}");
        let said = shell(&script, &suite, &[]).exits(code);
        assert_eq!(said.err, "");
    }
    let asked = fs::read_to_string(suite.path("asked")).unwrap();
    for file in ["idvet-shards.yaml", "idvet-verdict.yaml"] {
        assert!(asked.contains(&format!("apply -f {file}\n")), "{asked}");
        let job = documents(&block(file)).pop().unwrap();
        assert!(asked.contains(&format!("get job {} ", text(&job, "metadata name"))), "{asked}");
    }
}

/// What installs idvet is written once in each system's words.
#[test]
fn the_jobs_of_the_page_install_as_those_of_init_do() {
    let suite = Suite::nothing();
    suite.idvet(&["init"]).exits(0);
    let made = |name: &str| documents(&fs::read_to_string(suite.path(name)).unwrap()).remove(0);
    let (github, page) = (made(".github/workflows/idvet.yml"), job(".github/workflows/idvet.yml"));
    let install = &runs(at(&github, "jobs suite"))[0];
    for jobs in ["jobs shard", "jobs verdict"] {
        assert_eq!(&runs(at(&page, jobs))[0], install, "{jobs}");
    }
    let cached = |node: &Node, step: &str| at(node, step).to_json();
    assert_eq!(cached(&page, "jobs shard steps 1"), cached(&github, "jobs suite steps 1"));
    assert_eq!(cached(&page, "jobs verdict steps 0"), cached(&github, "jobs suite steps 1"));
    let (gitlab, page) = (made(".gitlab-ci.yml"), job(".gitlab-ci.yml"));
    assert_eq!(texts(&page, ".idvet before_script"), texts(&gitlab, "idvet script")[..2]);
    for same in ["image", "variables", "cache"] {
        assert_eq!(
            at(&page, &format!(".idvet {same}")).to_json(),
            at(&gitlab, &format!("idvet {same}")).to_json()
        );
    }
}

/// A suite in a folder of the repository, and a merge step without it.
#[test]
fn a_merge_step_without_the_suite_annotates_where_it_is_told_to() {
    let suite = Suite::nothing();
    let text = format!(
        "name: fails\nsteps:\n  - create_dummy_token: {{ dummyStatus: APPROVED, clientId: a }}\n{FAILS}"
    );
    suite.write("tests/idvet/idvet.yaml", "");
    suite.write("tests/idvet/scenarios/fails.yaml", &text);
    let records = suite.path("records");
    let out = records.to_str().unwrap();
    suite.idvet(&["--suite", "tests/idvet", "run", "--out", out, "--github=never"]).exits(1);
    fs::remove_dir_all(suite.path("tests")).unwrap();
    let merge = |more: &[&str]| suite.idvet(&[&["report", "records", "--github"], more].concat()).exits(1);
    assert!(merge(&[]).out.contains("::error file=scenarios/fails.yaml,"), "{}", merge(&[]).all());
    for root in ["tests/idvet", "./tests/idvet/"] {
        let said = merge(&["--root", root]);
        assert!(said.out.contains("::error file=tests/idvet/scenarios/fails.yaml,"), "{}", said.all());
        assert!(
            said.err.contains("run it again: idvet run tests/idvet/scenarios/fails.yaml:"),
            "{}",
            said.all()
        );
    }
}
