//! The library that lays YAML out, and the choices that make the layout ours: the only file that names it.

use std::{
    cell::Cell,
    panic::{catch_unwind, set_hook, take_hook},
    sync::Once,
};

use pretty_yaml::{
    config::{FormatOptions, LanguageOptions, LayoutOptions, LineBreak},
    format_text,
};

/// A `{ ... }` or `[ ... ]` that would be longer is put on several lines.
const WIDTH: usize = 120;

thread_local! {
    /// Whether the library is at work, whose panics are told in our own words.
    static AT_WORK: Cell<bool> = const { Cell::new(false) };
}

/// The text laid out; nothing where the library cannot. `text` has been read before: without that the library may take time
/// without bounds, since it doubles with each level of lists that are keys, which our reader refuses.
pub(super) fn lay_out(text: &str) -> Option<String> {
    keep_quiet_at_work();
    AT_WORK.set(true);
    // Its slices of texts in blocks may fall between the bytes of a character, and it counts columns in 64 bits.
    let laid = catch_unwind(|| format_text(text, &options()));
    AT_WORK.set(false);
    laid.ok()?.ok()
}

/// A panic of the library is caught, and would be printed all the same.
fn keep_quiet_at_work() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |panic| {
            if !AT_WORK.get() {
                before(panic);
            }
        }));
    });
}

fn options() -> FormatOptions {
    FormatOptions {
        layout: LayoutOptions { print_width: WIDTH, indent_width: 2, line_break: LineBreak::Lf },
        language: LanguageOptions {
            trailing_comma: false,
            // The comments that would leave something as it is are missed at the head of a map, so there are none: no
            // comment holds a line break.
            ignore_comment_directive: "\n".to_owned(),
            ..LanguageOptions::default()
        },
    }
}
