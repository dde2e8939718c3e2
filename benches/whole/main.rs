//! Whole programs against an emulator in a process of its own: idvet, a bare HTTP client that sends the same requests
//! and checks nothing (the floor), and hurl on equivalent files where it is installed.
//!
//! `cargo bench --bench whole` takes everything; `-- one`, `-- 1000/0` or `-- waiting` only what is named so, and
//! `--rounds N` another number of repetitions. `HURL` names another hurl than that of the `PATH`, `IDVET` another idvet.
//! Prints tables in Markdown, and fails where a wanted ratio is missed.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark tells what it measured")]
#![expect(
    clippy::disallowed_methods,
    reason = "it goes by the wall's clock, and lays the files that it measures"
)]

mod case;
mod contestant;
mod floor;
mod measure;
mod server;
mod suites;
mod table;
mod wanted;

use std::process::ExitCode;

use case::Case;
use contestant::Contestants;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let Some(("floor", rest)) = arguments.split_first().map(|(first, rest)| (first.as_str(), rest)) {
        return floor::main(rest);
    }
    match compare(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(3)
        }
    }
}

/// Measures the cases that the arguments name; whether everything that is wanted was seen.
fn compare(arguments: &[String]) -> std::io::Result<bool> {
    let (rounds, named) = asked(arguments)?;
    let contestants = Contestants::find()?;
    print!("{}", table::head(&contestants));
    let mut results = Vec::new();
    for case in Case::all().into_iter().filter(|case| case.is_named(&named)) {
        let result = case.measure(&contestants, rounds)?;
        print!("{}", table::rows(&result));
        results.push(result);
    }
    if results.is_empty() {
        return Err(std::io::Error::other("no case is named so"));
    }
    let lines = wanted::lines(&results);
    print!("{}", table::wanted(&lines));
    Ok(lines.iter().all(|line| line.held))
}

/// `--rounds N`, and the names of cases.
fn asked(arguments: &[String]) -> std::io::Result<(Option<usize>, Vec<String>)> {
    let (mut rounds, mut named) = (None, Vec::new());
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        if argument == "--rounds" {
            let number = rest.next().and_then(|number| number.parse().ok()).filter(|number| *number > 0);
            rounds = Some(number.ok_or_else(|| std::io::Error::other("`--rounds` wants a number"))?);
        } else {
            named.push(argument.clone());
        }
    }
    Ok((rounds, named))
}
