//! `idvet explain`: the pages of the codes, and the tables of the language and the API.

mod tables;

use super::{WRONG_INPUT, arguments::ExplainArguments, run::argument, world::Streams};
use crate::diagnostic::{Diagnostic, Page, nearest, pages, render};
use tables::{TABLES, Table};

/// Runs the command; the exit code.
pub(super) fn explain(arguments: &ExplainArguments, streams: &mut Streams) -> anyhow::Result<u8> {
    match said(arguments) {
        Ok(text) => {
            streams.out(&text)?;
            Ok(0)
        }
        Err(problem) => {
            streams.err(&render(&problem, streams.err_look));
            Ok(WRONG_INPUT)
        }
    }
}

fn said(arguments: &ExplainArguments) -> Result<String, Box<Diagnostic>> {
    let Some(topic) = arguments.topic.as_deref() else { return Ok(all_codes()) };
    let table = TABLES.iter().find(|table| table.word.eq_ignore_ascii_case(topic));
    match (table, arguments.name.as_deref()) {
        (Some(table), None) => Ok((table.list)()),
        (Some(table), Some(name)) => entry(table, name),
        (None, None) => page(topic),
        (None, Some(name)) => match page(topic) {
            Ok(first) => Ok(format!("{first}\n{}", page(name)?)),
            Err(_) => Err(Box::new(unknown_topic(topic, &[topic, name]))),
        },
    }
}

/// Every code with its title.
fn all_codes() -> String {
    tables::columns(pages().iter().map(|page| vec![page.code.0.to_owned(), page.title.to_owned()]))
}

fn page(code: &str) -> Result<String, Box<Diagnostic>> {
    let pages = pages();
    let known = pages.iter().find(|page| page.code.0.eq_ignore_ascii_case(code));
    known.map(Page::shown).ok_or_else(|| Box::new(unknown_topic(code, &[code])))
}

/// Neither a code nor a table; perhaps a word that stands in one of the tables.
fn unknown_topic(topic: &str, words: &[&str]) -> Diagnostic {
    let problem = argument(format!("there is no code `{topic}`"));
    for word in words {
        if let Some(table) = TABLES.iter().find(|table| (table.entry)(word).is_some()) {
            return problem.help(format!("did you mean `idvet explain {} {word}`?", table.word));
        }
    }
    let pages = pages();
    let codes = pages.iter().map(|page| page.code.0);
    let near = nearest(topic, codes.chain(TABLES.iter().map(|table| table.word)));
    let problem = match near {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem,
    };
    let tables: Vec<String> = TABLES.iter().map(|table| format!("`{}`", table.word)).collect();
    problem.help(format!("`idvet explain` lists the codes; there are {} besides", tables.join(", ")))
}

fn entry(table: &Table, name: &str) -> Result<String, Box<Diagnostic>> {
    (table.entry)(name).ok_or_else(|| {
        let problem = argument(format!("there is no {} `{name}`", table.word));
        let names = (table.names)();
        let problem = match nearest(name, names.iter().copied()) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem,
        };
        Box::new(problem.help(format!("`idvet explain {}` lists them all", table.word)))
    })
}
