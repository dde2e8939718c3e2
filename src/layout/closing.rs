//! Brackets that close a list or map over several lines: YAML wants them deeper than the key that they belong to, and the
//! library puts them as deep as that key. They move to the depth of what they close.

/// How much deeper.
const STEP: &str = "  ";

/// The text with each line that begins with a closing bracket put deeper, those in blocks of text apart.
pub(super) fn indent(text: &str) -> String {
    let mut moved = String::with_capacity(text.len());
    let mut block = None;
    for line in text.split_inclusive('\n') {
        let words = line.trim_start_matches(' ');
        let depth = line.len() - words.len();
        if block.is_some_and(|outer| words.trim().is_empty() || depth > outer) {
            moved.push_str(line);
            continue;
        }
        block = begins_block(words).map(|column| depth + column);
        if words.starts_with([']', '}']) {
            moved.push_str(STEP);
        }
        moved.push_str(line);
    }
    moved
}

/// Where a line ends in the `|` or `>` of a block of text: the column, behind the indentation, that its text is deeper than.
/// A line that only looks like this does no harm: what comes below it stays, and is read again like everything.
fn begins_block(words: &str) -> Option<usize> {
    let code = words.split(" #").next().unwrap_or(words).trim_end();
    let sign = code.trim_end_matches(|sign: char| sign.is_ascii_digit() || matches!(sign, '-' | '+'));
    let before = sign.strip_suffix(['|', '>']).filter(|before| before.is_empty() || before.ends_with(' '))?;
    let (mut column, mut rest) = (0_usize, words);
    while let Some(behind) = rest.strip_prefix("- ") {
        column += 2;
        rest = behind;
    }
    // Of `- |` it is the dash, of `- key: |` the key.
    Some(if before.trim_end().ends_with('-') { column.saturating_sub(2) } else { column })
}
