//! What the layout would change, for a person: the form that `diff -u` has. Bounded in time.

use std::time::Duration;

use similar::TextDiff;

/// After this time the comparison contents itself with a coarser answer.
const TIMEOUT: Duration = Duration::from_secs(1);

/// Equal lines around a change.
const SURROUNDINGS: usize = 2;

/// The lines that change, `-` before what is there and `+` before what will be; empty where nothing does.
pub fn difference(name: &str, before: &str, after: &str) -> String {
    let difference = TextDiff::configure().timeout(TIMEOUT).diff_lines(before, after);
    let now = format!("{name} (now)");
    let laid = format!("{name} (laid out)");
    difference.unified_diff().context_radius(SURROUNDINGS).header(&now, &laid).to_string()
}
