//! What cannot be read: place, message, help.

use idvet::{diagnostic::code, template::Value};

use super::{messages, try_read};

/// The only mistake of a text: the part it is at, the message, the help.
#[track_caller]
fn check(text: &str, part: &str, message: &str, help: &str) {
    let (template, found) = try_read(text);
    let [mistake] = &found[..] else { panic!("{text}: {:?}", messages(&found)) };
    let span = mistake.labels[0].place.span;
    let shown = &text[span.start as usize..span.end as usize];
    assert_eq!(
        (shown, mistake.message.as_str(), mistake.help.concat().as_str()),
        (part, message, help),
        "{text}"
    );
    assert_eq!(template.as_literal().map(Value::to_text).as_deref(), Some(text), "stands as written");
    assert!(template.references().is_empty());
}

#[track_caller]
fn check_unclosed(text: &str) {
    check(text, "${", "`${` is never closed", "close it with `}`, or write `$${` for a plain `${`");
}

#[test]
fn unclosed() {
    for text in [
        "${",
        "a ${",
        "a ${name",
        "${name ",
        "${a.b[0]",
        "${upper(",
        "${upper(a",
        "${upper(a)",
        "${random.int(1,",
    ] {
        check_unclosed(text);
    }
    check("${upper('a)}", "'", "the text that begins with `'` is never closed", "end it with `'`");
    check("${upper(a}", "}", "`(` is never closed", "write `)` before the `}`");
    check("${a[0}", "[0", "`[` is never closed", "close it with `]`");
}

#[test]
fn empty() {
    let help = "write a name inside, as in `${session.scanRef}`, or `$${` for a plain `${`";
    check("a ${}", "${}", "`${}` is empty", help);
    check("${ }", "${ }", "`${}` is empty", help);
}

#[test]
fn arithmetic() {
    let help = "write the result itself; times and dates take an offset: `${today('+1d')}`";
    for (text, part) in [
        ("${a + 1}", "+"),
        ("${a - 1}", "-"),
        ("${a-1}", "-"),
        ("${a*2}", "*"),
        ("${a / 2}", "/"),
        ("${a % 2}", "%"),
        ("${-a}", "-a"),
        ("${1 + 2}", "+"),
        ("${upper(a + 'b')}", "+"),
    ] {
        check(text, part, "there is no arithmetic in `${...}`", help);
    }
}

#[test]
fn filters() {
    let message = "there are no filters in `${...}`";
    check("${a.b | upper}", "|", message, "put the function around the value: `${upper(a.b)}`");
    check("${a|lowercase}", "|", message, "put the function around the value: `${lower(a)}`");
    check("${a | what | ever}", "|", message, "put the function around the value: `${upper(a)}`");
}

#[test]
fn conditions_and_defaults() {
    let help = "compare with a matcher under `expect:`, or decide with the step's `if:`";
    for (text, part) in [("${a == 'b'}", "="), ("${a > 1}", ">"), ("${a && b}", "&"), ("${a || b}", "|")] {
        check(text, part, "there are no comparisons or conditions in `${...}`", help);
    }
    let help = "give `a` its default under `vars:`";
    for (text, part) in [("${a:-b}", ":"), ("${a ? b : c}", "?"), ("${a ?? b}", "?")] {
        check(text, part, "there are no defaults or conditions in `${...}`", help);
    }
}

#[test]
fn forms_of_other_languages() {
    let expected = |found: &str| format!("expected a name or a function, found `{found}`");
    check("${{a}}", "{", &expected("{"), "one brace is enough: `${name}`");
    check("${$a}", "$", &expected("$"), "inside of `${...}` a name stands without `$`: `${upper(name)}`");
    check(
        "${!a}",
        "!",
        &expected("!"),
        "write a name, as in `${session.scanRef}`, or a function, as in `${uuid()}`",
    );
    check("${null}", "null", "`null` cannot stand in `${...}`", "write `null` itself, without `${}`");
}

#[test]
fn names_and_paths() {
    check(
        "${first name}",
        "n",
        "expected `}` behind `first`, found `name`",
        "a `${...}` holds one name or one function; names have no spaces",
    );
    check("${a.0.b}", ".0", "`.0` is not a name", "an element of a list is written `[0]`");
    let help = "a path is written `a.b[0].c`; a name with other characters is written `a['...']`";
    check("${a.}", "}", "expected a name behind `.`", help);
    check("${a..b}", ".", "expected a name behind `.`", help);
    let help = "an index is a whole number, counted from 0: `[0]`; a name is put in quotes: `['...']`";
    check("${a[-1]}", "[-1", "`-1` is not an index", help);
    check("${a[x]}", "[x", "`x` is not an index", help);
    check("${a[]}", "[", "`` is not an index", help);
    check(
        "${a[99999999999999999999]}",
        "[99999999999999999999",
        "`99999999999999999999` is not an index",
        help,
    );
    check(
        "${random.pick(a).name}",
        ".",
        "a path cannot follow `random.pick()`",
        "name the value first, under `vars` or with `set`, and write the path behind that name",
    );
}

#[test]
fn numbers() {
    check("${random.digits(007)}", "007", "`007` is not a number", "put it in quotes: `'007'`");
    check("${now(+1d)}", "+1d", "`+1d` is not a number", "put it in quotes: `'+1d'`");
    check("${now(-30d)}", "-30d", "`-30d` is not a number", "put it in quotes: `'-30d'`");
}

#[test]
fn arguments() {
    let help = "an argument is missing; optional ones are left out together with their `,`";
    check("${random.int(1,)}", ")", "expected a name or a function, found `)`", help);
    check("${random.int(,1)}", ",", "expected a name or a function, found `,`", help);
    for (text, found) in [("${random.int(1 2)}", "2"), ("${upper('a' b)}", "b")] {
        check(text, found, &format!("expected `,` or `)`, found `{found}`"), "arguments are divided by `,`");
    }
    let message = "arguments are given without their names";
    let help = "write the values alone, in the order of `now([offset])`";
    check("${now(offset='+1d')}", "=", message, help);
    check("${now(offset: '+1d')}", ":", message, help);
    check("${upper('a' 'b')}", "'", "expected `,` or `)`, found `'`", "arguments are divided by `,`");
}

#[test]
fn unknown_functions_are_answered_with_the_nearest() {
    for (text, part, nearest) in [
        ("${uper(a)}", "uper", "upper"),
        ("${random_int(1, 2)}", "random_int", "random.int"),
        ("${Random.Int(1, 2)}", "Random.Int", "random.int"),
        ("${first_name()}", "first_name", "fake.first_name"),
        ("${pick(a)}", "pick", "random.pick"),
        ("${lower(uper(a))}", "uper", "upper"),
    ] {
        let message = format!("there is no function `{part}`");
        check(text, part, &message, &format!("did you mean `{nearest}`?"));
        assert_eq!(try_read(text).1[0].code, code::FUNCTION);
    }
    let (_, found) = try_read("${xyzzy(1)}");
    assert!(found[0].help[0].starts_with("the functions are `uuid`, `now`, "), "{:?}", found[0].help);
}

#[test]
fn wrong_arguments_are_found_when_read() {
    let written =
        |signature: &str, example: &str| format!("it is written `{signature}`, for example `{example}`");
    let int = written("random.int(low, high)", "${random.int(1, 6)}");
    for (text, part, message, help) in [
        ("${random.int(1)}", "(1)", "`random.int` takes 2 arguments, found 1", int.as_str()),
        ("${uuid(1)}", "(1)", "`uuid` takes no arguments, found 1", &written("uuid()", "${uuid()}")),
        (
            "${upper()}",
            "()",
            "`upper` takes one argument, found 0",
            &written("upper(text)", "${upper('Zoë')}"),
        ),
        (
            "${now('+1d', x)}",
            "('+1d', x)",
            "`now` takes one argument or none, found 2",
            &written("now([offset])", "${now('-90m')}"),
        ),
        ("${random.int('x', n)}", "'x'", "`low` of `random.int` must be a whole number, found a text", ""),
        ("${random.int(1.5, n)}", "1.5", "`low` of `random.int` must be a whole number, found a number", ""),
        (
            "${random.int(6, 1)}",
            "(6, 1)",
            "`random.int` goes from 6 to 1: the first is the greater one",
            "write `random.int(1, 6)`",
        ),
        (
            "${random.digits(0)}",
            "0",
            "`count` of `random.digits` must be a whole number from 1 to 1000, found 0",
            "",
        ),
        (
            "${random.pick('LT')}",
            "'LT'",
            "`list` of `random.pick` must be a list, found a text",
            "write the list under `vars:` and give its name as the argument",
        ),
        ("${file(true)}", "true", "`path` of `file` must be the path of a file, found true or false", ""),
        ("${now(1)}", "1", "`offset` of `now` must be an offset like `'+1d'`, found a number", ""),
        (
            "${fake.address('xx')}",
            "'xx'",
            "there are no names for the locale `xx`",
            "the locales are `en`, `lt`, `lv`, `et`, `pl`, `de`, `fr`, `es`, `uk`",
        ),
        (
            "${api.overall_status('FACE_MACH', d)}",
            "'FACE_MACH'",
            "`FACE_MACH` is no `faceResult`",
            "did you mean `FACE_MATCH`?",
        ),
        (
            "${api.overall_status(f, 'X')}",
            "'X'",
            "`X` is no `documentResult`",
            "`idvet explain vocabulary documentResult` lists the values",
        ),
    ] {
        check(text, part, message, help);
        assert_eq!(try_read(text).1[0].code, code::FUNCTION, "{text}");
    }
}

#[test]
fn offsets() {
    let units = "the units are `s`, `m` (minutes), `h`, `d`, `w`, `mo` (months) and `y`";
    for (offset, message, help) in [
        ("1d", "`1d` is not an offset", "begin with a sign: `'+1d'` or `'-1d'`".to_owned()),
        ("+1", "`+1` is not an offset", format!("1 what? write a unit, as in `'+1d'`; {units}")),
        ("+1M", "`+1M` is not an offset", format!("one number and one unit only, as in `'+90m'`; {units}")),
        (
            "+1d2h",
            "`+1d2h` is not an offset",
            format!("one number and one unit only, as in `'+90m'`; {units}"),
        ),
        (
            "tomorrow",
            "`tomorrow` is not an offset",
            "an offset is a sign, a whole number and a unit: `'+1d'`, `'-18y'`".to_owned(),
        ),
        ("+99999y", "the offset `+99999y` leads out of the years 1 to 9999", String::new()),
        (
            "+99999999999999999999s",
            "the offset `+99999999999999999999s` leads out of the years 1 to 9999",
            String::new(),
        ),
    ] {
        check(&format!("${{now('{offset}')}}"), &format!("'{offset}'"), message, &help);
    }
}

#[test]
fn every_mistake_of_a_text_is_told_up_to_ten() {
    let (_, found) = try_read("${} ${a} ${b + 1} ${x(} $${ ${c.} ${");
    assert_eq!(
        messages(&found),
        [
            "`${}` is empty",
            "there is no arithmetic in `${...}`",
            "there is no function `x`",
            "expected a name behind `.`",
            "`${` is never closed",
        ]
    );
    assert!(found.iter().take(2).all(|mistake| mistake.code == code::TEMPLATE));
    assert_eq!(try_read(&"${}".repeat(50)).1.len(), 10);
}

#[test]
fn functions_stand_sixteen_deep_at_most() {
    let nested = |depth: usize| format!("${{{}a{}}}", "upper(".repeat(depth), ")".repeat(depth));
    assert!(try_read(&nested(16)).1.is_empty());
    let (_, found) = try_read(&nested(17));
    assert_eq!(messages(&found), ["functions stand more than 16 deep"]);
    assert_eq!(messages(&try_read(&nested(100_000)).1), ["functions stand more than 16 deep"]);
}
