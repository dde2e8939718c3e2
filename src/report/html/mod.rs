//! The HTML report: one file that asks nothing of anybody, for people. The list and what broke stand in it as plain
//! HTML; the details of other tests are shown by the script when somebody opens them, and by the browser itself where
//! scripts are blocked. Of a large run they are plain text. Foreign text enters through `text` and `account`, and is
//! escaped by maud.

mod delivery;
mod exchange;
mod expectation;
mod head;
mod json;
mod list;
mod overview;
mod room;
mod step;
mod test;
mod text;
mod told;

use std::io::{self, Write};

use base64::{Engine, prelude::BASE64_STANDARD};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::Results;
use room::Room;

/// How the page looks, in both schemes and on paper.
const STYLE: &str = include_str!("page.css");

/// The filter, the keys, the links into the page.
const SCRIPT: &str = include_str!("page.js");

/// Writes the page.
///
/// # Errors
/// Where the writer fails.
pub fn write(results: &Results, writer: &mut dyn Write) -> io::Result<()> {
    let anchors = list::anchors(results);
    let mut put = |markup: Markup| writer.write_all(markup.into_string().as_bytes());
    put(beginning(results))?;
    put(head::head(results))?;
    put(overview::overview(results, &anchors))?;
    put(list::controls(results))?;
    put(PreEscaped("<div class=\"tests\" id=\"list\">\n".to_owned()))?;
    let mut room = Room::of(results);
    for (tests, anchors) in results.tests.chunks(list::PART).zip(anchors.chunks(list::PART)) {
        put(list::part_begins(tests.len()))?;
        for (test, anchor) in tests.iter().zip(anchors) {
            put(list::row(results, test, anchor, &mut room))?;
        }
        put(PreEscaped("</ol>\n".to_owned()))?;
    }
    put(end(&room))?;
    writer.flush()
}

fn beginning(results: &Results) -> Markup {
    html! {
        (DOCTYPE)
        (PreEscaped("<html lang=\"en\">\n<head>\n"))
        meta charset="utf-8";
        meta http-equiv="Content-Security-Policy" content=(policy());
        meta name="viewport" content="width=device-width, initial-scale=1";
        meta name="color-scheme" content="light dark";
        title { (head::title(results)) }
        // Without it a browser asks the server for a picture.
        link rel="icon" href="data:,";
        style { (PreEscaped(STYLE)) }
        (PreEscaped("\n</head>\n<body>\n"))
        a.skip href="#list" { "Go to the tests" }
    }
}

/// Nothing is fetched, sent or executed but the page's own style and script, each known by its digest.
fn policy() -> String {
    let (style, script) = (digest(STYLE), digest(SCRIPT));
    format!(
        "default-src 'none'; style-src '{style}'; script-src '{script}'; img-src data:; base-uri 'none'; \
         form-action 'none'"
    )
}

fn digest(text: &str) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(text)))
}

fn end(room: &Room) -> Markup {
    html! {
        (PreEscaped("</div>\n"))
        p.nothing #nothing hidden { "No test is left by the filter." }
        (PreEscaped("</section>\n</main>\n"))
        footer {
            @for said in room.said() { p { (said) } }
            p { "Secrets were replaced before anything was recorded. Times are since the beginning of the test." }
            p.keys hidden {
                "Keys: " kbd { "/" } " filter, " kbd { "j" } " " kbd { "k" } " or the arrows next and previous, "
                kbd { "Enter" } " opens, " kbd { "Esc" } " clears the filter."
            }
        }
        script { (PreEscaped(SCRIPT)) }
        (PreEscaped("\n</body>\n</html>\n"))
    }
}
