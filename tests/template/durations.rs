//! Durations: what they are read as, what is written instead, how they are shown.

use std::time::Duration;

use idvet::template::{parse_duration, show_duration};

const FORM: &str = "write a number and one of `ms`, `s`, `m`, `h`, `d`, as in `500ms` or `1.5h`";

#[test]
fn one_number_and_one_unit() {
    for (text, milliseconds) in [
        ("500ms", 500),
        ("2s", 2000),
        ("0s", 0),
        ("1.5s", 1500),
        ("0.25m", 15_000),
        ("1.5h", 5_400_000),
        ("24h", 86_400_000),
        ("30d", 2_592_000_000),
        ("007s", 7000),
        ("3650d", 315_360_000_000),
    ] {
        assert_eq!(parse_duration(text), Ok(Duration::from_millis(milliseconds)), "{text}");
    }
    assert_eq!(parse_duration("0.1ms"), Ok(Duration::from_micros(100)));
    assert_eq!(parse_duration("0.000000001s"), Ok(Duration::from_nanos(1)));
}

#[test]
fn anything_else_is_answered_with_what_to_write() {
    for (text, help) in [
        ("", FORM),
        ("s", FORM),
        ("soon", FORM),
        ("1x", FORM),
        ("1.s", FORM),
        ("1.2.3s", FORM),
        ("2", "2 what? write `2s` for seconds; the units are `ms`, `s`, `m`, `h`, `d`"),
        ("1m30s", "one number and one unit only: write `90s`"),
        ("1h30m", "one number and one unit only: write `90m`"),
        ("1h 30m", "one number and one unit only: write `90m`"),
        ("1d2h3m", "one number and one unit only: write `1563m`"),
        ("1s1m", FORM),
        ("-2s", "a duration is never negative"),
        (".5s", "begin with a digit: `0.5s`"),
        ("2 s", "write `2s`"),
        ("2S", "write `2s`"),
        ("5 minutes", "write `5m`"),
        ("2min", "write `2m`"),
        ("1.5 hours", "write `1.5h`"),
        ("3day", "write `3d`"),
    ] {
        let error = parse_duration(text).expect_err(text);
        assert_eq!((error.message, error.help.as_str()), (format!("`{text}` is not a duration"), help));
    }
}

#[test]
fn ten_years_are_the_most() {
    for text in ["3650.1d", "87601h", "99999999999999999999s", "0.0000000000000000001s"] {
        let error = parse_duration(text).expect_err(text);
        assert_eq!(error.message, format!("the duration `{text}` is out of range"));
        assert_eq!(error.help, "a duration has at most ten years (`3650d`) and 18 digits");
    }
}

#[test]
fn durations_are_shown_for_people() {
    for (microseconds, expected) in [
        (0, "0s"),
        (400, "0.4ms"),
        (1_000, "1ms"),
        (350_000, "350ms"),
        (350_400, "350ms"),
        (999_499, "999ms"),
        (999_500, "1s"),
        (1_000_000, "1s"),
        (1_200_000, "1.2s"),
        (1_250_000, "1.25s"),
        (1_234_567, "1.23s"),
        (9_994_999, "9.99s"),
        (9_995_000, "10s"),
        (12_340_000, "12.3s"),
        (59_949_999, "59.9s"),
        (59_950_000, "1m"),
        (125_000_000, "2m 5s"),
        (125_499_999, "2m 5s"),
        (3_600_000_000, "1h"),
        (5_430_000_000, "1h 30m 30s"),
        (2_592_000_000_000, "30d"),
        (90_000_000_000, "1d 1h"),
    ] {
        assert_eq!(show_duration(Duration::from_micros(microseconds)), expected, "{microseconds}");
    }
}
