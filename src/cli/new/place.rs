//! From the name that a person gives a scenario to the path of its file: always within the suite, always run by it.

/// Characters of a folder's or file's name, its ending apart.
const LONGEST: usize = 80;

/// Names that are devices on Windows, whatever their ending.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// Folders that no run looks into.
const NOT_RUN: [&str; 2] = ["snapshots", "node_modules"];

/// Where a scenario is to be, and what it is called.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    /// The path below `scenarios/`, with `/` between its parts.
    pub(super) path: String,
    /// The name for people.
    pub(super) name: String,
}

/// A name that cannot be one, and what to write instead.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) message: String,
    pub(super) help: &'static str,
}

/// `manual/A refused document` is `manual/a-refused-document.yaml` with the name `A refused document`; of a name without
/// spaces the hyphens become spaces and the first letter a capital.
pub(super) fn wanted(text: &str) -> Result<Wanted, Refused> {
    if text.chars().any(|character| character.is_control() || is_unseen(character)) {
        return Err(refused(
            text,
            "holds a character that cannot be seen",
            "write letters, digits and spaces",
        ));
    }
    let slashes = text.replace('\\', "/");
    if slashes.starts_with('/') || slashes.split('/').any(|part| part.trim() == "..") {
        return Err(refused(
            text,
            "leads out of `scenarios/`",
            "name a path below it, such as `manual/denied`",
        ));
    }
    let below = slashes.strip_prefix("scenarios/").unwrap_or(&slashes);
    let below = [".yaml", ".yml"].iter().find_map(|ending| below.strip_suffix(ending)).unwrap_or(below);
    let parts: Vec<&str> = below.split('/').map(str::trim).collect();
    let slugs = parts.iter().map(|part| part_of_path(text, part)).collect::<Result<Vec<_>, _>>()?;
    let name = parts.last().map(|last| spoken(last)).unwrap_or_default();
    if slugs.last().is_some_and(|last| last == "idvet") {
        let help = "add a word: `idvet-first`";
        return Err(refused(text, "would make a suite of its folder, as every `idvet.yaml` does", help));
    }
    Ok(Wanted { path: format!("{}.yaml", slugs.join("/")), name })
}

fn refused(text: &str, reason: &str, help: &'static str) -> Refused {
    let shown: String = text.chars().take(LONGEST).collect();
    let rest = if text.chars().nth(LONGEST).is_some() { "…" } else { "" };
    Refused { message: format!("`{}{rest}` {reason}", shown.escape_debug()), help }
}

/// A folder's or file's name of a part of the path.
fn part_of_path(text: &str, part: &str) -> Result<String, Refused> {
    if part.starts_with(['.', '_']) {
        let help = "begin each part with a letter or a digit";
        return Err(refused(text, "would not be run: names that begin with `.` or `_` are left out", help));
    }
    let slug = slug(part);
    if part.is_empty() {
        return Err(refused(text, "has an empty part", "name a path such as `manual/denied`"));
    }
    if slug.is_empty() {
        return Err(refused(text, "has a part without a letter or a digit", "name it by what it shows"));
    }
    if slug.chars().count() > LONGEST {
        let help = "name it in at most 80 characters; `description:` in the file has room for more";
        return Err(refused(text, "is too long", help));
    }
    if is_device(&slug) {
        return Err(refused(text, "is the name of a device on Windows", "add a word to it"));
    }
    if NOT_RUN.contains(&slug.as_str()) {
        return Err(refused(text, "would not be run: such folders are left out", "take another name"));
    }
    Ok(slug)
}

/// Letters and digits of any script in small letters, `_` kept, everything else a hyphen.
fn slug(part: &str) -> String {
    let mut slug = String::new();
    for character in part.chars() {
        if character.is_alphanumeric() || character == '_' {
            slug.extend(character.to_lowercase().filter(|lower| lower.is_alphanumeric() || *lower == '_'));
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

fn is_device(slug: &str) -> bool {
    let numbered = ["com", "lpt"].iter().any(|device| {
        let number = slug.strip_prefix(device).unwrap_or_default();
        number.len() == 1 && number != "0" && number.bytes().all(|digit| digit.is_ascii_digit())
    });
    numbered || DEVICES.contains(&slug)
}

/// Marks without a width, and those that turn the direction of the text around them.
fn is_unseen(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn spoken(last: &str) -> String {
    if last.contains(char::is_whitespace) {
        return last.to_owned();
    }
    let words = last.replace(['-', '_'], " ");
    let mut characters = words.trim().chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
