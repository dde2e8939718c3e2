//! The root element as a dialect's schema has it: the library writes attributes there that two of the schemas refuse.

use std::io;

use quick_xml::{Reader, Writer, events::Event};

use super::Dialect;

/// The attributes that stand at the root in a dialect.
fn kept(dialect: Dialect) -> &'static [&'static [u8]] {
    match dialect {
        Dialect::Usual => &[b"name", b"tests", b"failures", b"errors", b"skipped", b"time"],
        Dialect::Xunit => &[b"name", b"tests", b"failures", b"errors", b"time"],
        Dialect::Ant => &[],
    }
}

/// The text with a root that the dialect takes; all behind its start tag stays as it is.
pub(super) fn fit(text: &str, dialect: Dialect) -> io::Result<String> {
    let mut reader = Reader::from_str(text);
    let mut writer = Writer::new(Vec::new());
    loop {
        match reader.read_event().map_err(io::Error::other)? {
            Event::Start(root) => {
                let attributes = root.attributes().filter_map(Result::ok);
                let mut fitting = root.clone();
                fitting.clear_attributes();
                fitting.extend_attributes(
                    attributes.filter(|attribute| kept(dialect).contains(&attribute.key.as_ref())),
                );
                writer.write_event(Event::Start(fitting))?;
                break;
            }
            Event::Eof => return Err(io::Error::other("the report has no root")),
            other => writer.write_event(other)?,
        }
    }
    let behind = usize::try_from(reader.buffer_position()).map_err(io::Error::other)?;
    let head = String::from_utf8(writer.into_inner()).map_err(io::Error::other)?;
    Ok(head + &text[behind..])
}
