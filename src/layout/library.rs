//! The library that lays YAML out, and the choices that make the layout ours: the only file that names it.

use std::panic::catch_unwind;

use pretty_yaml::{
    config::{FormatOptions, LanguageOptions, LayoutOptions, LineBreak},
    format_text,
};

/// A comment `# idvet-fmt: keep` keeps what stands below it as it is.
pub const KEEP: &str = "idvet-fmt: keep";

/// A `{ ... }` or `[ ... ]` that would be longer is put on several lines.
const WIDTH: usize = 120;

/// The text laid out; nothing where the library cannot. Texts that nobody has read before may take it very long: its
/// time grows without bounds where lists and maps are keys, which our reader refuses.
pub(super) fn lay_out(text: &str) -> Option<String> {
    // Its slices of texts in blocks may fall between the bytes of a character.
    catch_unwind(|| format_text(text, &options())).ok()?.ok()
}

fn options() -> FormatOptions {
    FormatOptions {
        layout: LayoutOptions { print_width: WIDTH, indent_width: 2, line_break: LineBreak::Lf },
        language: LanguageOptions {
            trailing_comma: false,
            ignore_comment_directive: KEEP.to_owned(),
            ..LanguageOptions::default()
        },
    }
}
