//! Mistakes in `expect:` as an author sees them.

use super::{expectation, golden, mistakes, text_of};

/// One block of YAML for each mistake, divided by `---`; the diagnostics behind `=>`.
#[test]
fn mistakes_are_shown_at_their_places() {
    let text = text_of("reading/mistakes.txt");
    let blocks = text.split("\n---\n").map(|block| {
        let yaml = block.split("\n=>\n").next().unwrap().trim_end();
        format!("{yaml}\n=>\n{}", mistakes(yaml).trim_end())
    });
    let shown = blocks.collect::<Vec<_>>().join("\n---\n");
    golden("reading/mistakes.txt", &format!("{shown}\n"));
}

#[test]
fn all_templates_are_found() {
    let text = "
status: ${a}
error: { message: { contains: '${b}' } }
headers: { x-y: '${c}' }
within: ${d}
fields:
  e: ${e}
  f: { each: { fields: { f: { not: '${f}' } } } }
  g: { any_of: [{ one_of: ['${g}'] }, { present: '${h}' }] }
  i: { near: { to: '${i}', within: 5s } }
body: { matches: 'x${j}' }
";
    let expectation = expectation(text);
    let mut names: Vec<String> = expectation
        .templates()
        .into_iter()
        .flat_map(idvet::template::Template::references)
        .map(|reference| reference.parts[0].clone())
        .collect();
    names.sort();
    assert_eq!(names.concat(), "abcdefghij");
}

#[test]
fn a_sound_expectation_has_no_templates_left() {
    assert!(expectation("{ status: 200, fields: { a: 1, b: { gt: 2 } } }").templates().is_empty());
}
