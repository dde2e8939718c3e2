//! The pages of the codes: what each means, why it matters, an example that is wrong and one that is right.
//!
//! A page is one file, `pages/E101.md`, found by its name: `# E101: title`, some paragraphs, then the headings
//! `## Wrong`, `## Said` and `## Right`. Blocks of the examples are files (the words behind the fence are a language
//! and a path, `scenarios/example.yaml` where none stands) and one `console` block with the command, `idvet check`
//! where none stands; without a file `idvet.*` there is an empty `idvet.yaml`. `UPDATE_EXPECTED=1 cargo test explained`
//! writes what is said, and without it the same test runs both examples.

use super::{Code, code};

/// The file of an example that names none.
const USUAL_FILE: &str = "scenarios/example.yaml";

/// The page of a code.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// The code.
    pub code: Code,
    /// What is wrong, in a few words: lower case, no full stop.
    pub title: &'static str,
    /// What it means and why it matters, in Markdown.
    pub about: &'static str,
    /// What is refused.
    pub wrong: Example,
    /// What is said of it, word for word.
    pub said: &'static str,
    /// The same as it is accepted.
    pub right: Example,
    /// The whole page, in Markdown.
    pub markdown: &'static str,
}

/// An example of a page, in Markdown.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// As it stands in the page.
    pub markdown: &'static str,
}

/// A file of an example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct File {
    /// The language behind the fence; in `bytes`, `\xE9` stands for that one byte.
    pub language: &'static str,
    /// Its path from the suite's root.
    pub path: &'static str,
    /// What is in it.
    pub text: &'static str,
}

/// Every page, in the order of the codes.
pub fn pages() -> Vec<Page> {
    let mut pages: Vec<Page> = code::PAGES.iter().map(|(code, text)| read(*code, text)).collect();
    pages.sort_by_key(|page| page.code);
    pages
}

impl Page {
    /// The page of a code; none of what has no code.
    pub fn of(code: Code) -> Option<Self> {
        code::PAGES.iter().find(|(known, _)| *known == code).map(|(code, text)| read(*code, text))
    }

    /// The page as a person reads it on a terminal, ending in a line break.
    pub fn shown(&self) -> String {
        let parts = [
            format!("{}: {}\n", self.code.0, self.title),
            format!("{}\n", self.about),
            format!("Wrong:\n\n{}", self.wrong.shown()),
            format!("What is said:\n\n{}", indented(self.said)),
            format!("Right:\n\n{}", self.right.shown()),
        ];
        parts.join("\n")
    }
}

/// A part that is missing is empty; a test reads every page.
fn read(code: Code, markdown: &'static str) -> Page {
    let (head, sections) = markdown.split_once("\n## Wrong\n").unwrap_or((markdown, ""));
    let (wrong, sections) = sections.split_once("\n## Said\n").unwrap_or((sections, ""));
    let (said, right) = sections.split_once("\n## Right\n").unwrap_or((sections, ""));
    let (title, about) = head.split_once('\n').unwrap_or((head, ""));
    let said = blocks(said).into_iter().next().map_or("", |block| block.text);
    Page {
        code,
        title: title.trim_start_matches("# ").trim_start_matches(code.0).trim_start_matches(": "),
        about: about.trim(),
        wrong: Example { markdown: wrong.trim() },
        said,
        right: Example { markdown: right.trim() },
        markdown,
    }
}

impl Example {
    /// Its files, in the written order.
    pub fn files(&self) -> Vec<File> {
        let files = blocks(self.markdown).into_iter().filter(|block| block.language() != "console");
        files.map(|block| File { language: block.language(), path: block.path(), text: block.text }).collect()
    }

    /// Its command, without the `$ ` before it.
    pub fn command(&self) -> &'static str {
        let console = blocks(self.markdown).into_iter().find(|block| block.language() == "console");
        console.map_or("idvet check", |block| block.text.trim().trim_start_matches("$ "))
    }

    /// The blocks with what stands between them: fences become indentation, and a path a comment.
    fn shown(&self) -> String {
        let names_paths = self.files().len() > 1 || self.files().iter().any(|file| file.path != USUAL_FILE);
        let mut parts = Vec::new();
        let mut rest = self.markdown;
        for block in blocks(self.markdown) {
            let (before, behind) = rest.split_once(block.whole).unwrap_or((rest, ""));
            parts.push(before.trim().to_owned());
            let is_file = block.language() != "console";
            let path = if names_paths && is_file { format!("# {}\n", block.path()) } else { String::new() };
            parts.push(indented(&format!("{path}{}", block.text)).trim_end().to_owned());
            rest = behind;
        }
        parts.push(rest.trim().to_owned());
        parts.retain(|part| !part.is_empty());
        format!("{}\n", parts.join("\n\n"))
    }
}

/// A fenced block.
struct Block {
    /// With its fences.
    whole: &'static str,
    /// What stands behind the opening fence.
    info: &'static str,
    text: &'static str,
}

impl Block {
    fn language(&self) -> &'static str {
        self.info.split(' ').next().unwrap_or_default()
    }

    fn path(&self) -> &'static str {
        self.info.split_once(' ').map_or(USUAL_FILE, |(_, path)| path)
    }
}

fn blocks(markdown: &'static str) -> Vec<Block> {
    const FENCE: &str = "```";
    let mut blocks = Vec::new();
    let mut rest = markdown;
    while let Some((_, opened)) = rest.split_once(FENCE) {
        let Some((info, text)) = opened.split_once('\n') else { break };
        let Some((text, behind)) = text.split_once(FENCE) else { break };
        let start = markdown.len() - opened.len() - FENCE.len();
        let end = markdown.len() - behind.len();
        blocks.push(Block { whole: &markdown[start..end], info, text });
        rest = behind;
    }
    blocks
}

fn indented(text: &str) -> String {
    let line = |line: &str| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") };
    text.lines().map(line).collect()
}
