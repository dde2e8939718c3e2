//! Random and hostile texts: nothing panics, nothing takes long, what has no `${` is itself.

use proptest::prelude::*;
use serde_json::json;

use super::{World, messages, try_read};
use idvet::template::{parse_duration, show_duration};

fn world() -> World {
    World::new(json!({ "a": { "b": [1, "x", null] }, "n": 5, "s": "text" }))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_text_without_holes_is_itself(text in any::<String>()) {
        prop_assume!(!text.contains("${"));
        let (template, found) = try_read(&text);
        prop_assert_eq!(messages(&found), Vec::<String>::new());
        prop_assert_eq!(template.fill(&world()).unwrap().json, json!(text));
    }

    #[test]
    fn any_text_can_be_escaped(text in "[a${}$ ']{0,40}") {
        prop_assume!(!text.contains("$$"));
        let (template, found) = try_read(&text.replace("${", "$${"));
        prop_assert_eq!(messages(&found), Vec::<String>::new());
        prop_assert_eq!(template.fill(&world()).unwrap().json, json!(text));
    }

    #[test]
    fn garbage_never_panics(text in "(\\$\\{|\\$|\\}|\\{|[abns.\\[\\]()'\", +|0-9eą-]|upper\\(|random.int\\(|now\\('){0,30}") {
        let (template, found) = try_read(&text);
        for diagnostic in &found {
            let span = diagnostic.labels[0].place.span;
            prop_assert!(text.get(span.start as usize..span.end as usize).is_some(), "{}", text);
        }
        for reference in template.references() {
            prop_assert!(!reference.parts.is_empty());
        }
        let _ = template.fill(&world());
    }

    #[test]
    fn any_characters_inside_never_panic(text in any::<String>()) {
        let (template, _) = try_read(&format!("${{{text}}}"));
        let _ = template.fill(&world());
        let (template, _) = try_read(&format!("${{a['{text}'].b[ {text}}}"));
        let _ = template.fill(&world());
        let (template, _) = try_read(&format!("${{now('{text}')}}"));
        let _ = template.fill(&world());
    }

    #[test]
    fn durations_never_panic(text in "\\PC{0,12}|[0-9.]{0,40}(ms|s|m|h|d|mo)?|([0-9]{0,25}[a-z]{0,3}){0,4}") {
        if let Ok(duration) = parse_duration(&text) {
            prop_assert!(!show_duration(duration).is_empty());
        }
    }

    #[test]
    fn whole_durations_read_back(count in 1u64..60, unit in "ms|s|m|d") {
        prop_assume!(unit != "d" || count <= 3650);
        let text = format!("{count}{unit}");
        prop_assert_eq!(show_duration(parse_duration(&text).unwrap()), text);
    }
}

#[test]
fn a_million_open_holes_cost_little() {
    for text in ["${", "${a", "${upper(", "${'", "${a['", "${a[", "$${", "${n}"] {
        let long = text.repeat(200_000);
        let (_, found) = try_read(&long);
        assert!(found.len() <= 10);
    }
}
