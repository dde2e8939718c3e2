//! Diagnostics as text, in rustc's look: the only file that names the renderer.

use super::Diagnostic;

/// How a text is to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// With ANSI colours.
    pub colour: bool,
    /// Columns of the terminal.
    pub width: usize,
}

/// One diagnostic, ending in a line break.
pub fn render(diagnostic: &Diagnostic, look: Look) -> String {
    let _ = (diagnostic, look);
    todo!("part of `diagnostic`")
}

/// All diagnostics, an empty line between two.
pub fn render_all(diagnostics: &[Diagnostic], look: Look) -> String {
    diagnostics.iter().map(|diagnostic| render(diagnostic, look)).collect::<Vec<_>>().join("\n")
}
