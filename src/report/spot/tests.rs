use insta::assert_snapshot;
use proptest::prelude::{any, prop_assert, proptest};

use super::{annotation, block, markdown, place, terminal};
use crate::report::sentence::{Format, Writer};
use crate::verdict::{Finding, Message, Spot, Value, Who};

const LEFT: Message = Message {
    code: "notes-placeholder-left",
    says: "{slot} of the template is still there",
    todo: "write the day of the release in its place",
};

fn spot(text: &str, column: u64, length: u64) -> Spot {
    Spot {
        name: "docs/releases/1.4.0.md".into(),
        path: Some("docs/releases/1.4.0.md".into()),
        url: Some("https://github.com/octoacme/shop/blob/0a1b2c3/docs/releases/1.4.0.md".into()),
        line: 12,
        column,
        length,
        text: text.into(),
    }
}

fn finding(spot: Spot) -> Finding {
    Finding::unmet(&LEFT).with("slot", Value::Code("[date]".into())).who([Who::Writers]).at(spot)
}

fn plain() -> Writer<'static> {
    Writer::new(Format::Plain, "https://github.com/octoacme/shop")
}

fn marked() -> Writer<'static> {
    Writer::new(Format::Markdown, "https://github.com/octoacme/shop")
}

#[test]
fn a_terminal_shows_the_line_with_what_is_meant_underlined() {
    assert_snapshot!(terminal(&plain(), &finding(spot("- Dätum 日: [date], late", 12, 6)), false), @r"
    error[notes-placeholder-left]: `[date]` of the template is still there
      --> docs/releases/1.4.0.md:12:12
       |
    12 | - Dätum 日: [date], late
       |             ^^^^^^
       |
       = help: anyone with write access: write the day of the release in its place
    ");
}

#[test]
fn what_is_missing_is_shown_at_the_end_and_an_empty_text_by_its_name() {
    assert_snapshot!(terminal(&plain(), &finding(spot("## Fixed", 9, 1)), false), @r"
    error[notes-placeholder-left]: `[date]` of the template is still there
      --> docs/releases/1.4.0.md:12:9
       |
    12 | ## Fixed
       |         ^
       |
       = help: anyone with write access: write the day of the release in its place
    ");
    let empty = Spot { line: 1, column: 1, ..spot("", 1, 1) };
    assert_snapshot!(terminal(&plain(), &finding(empty), false), @r"
    error[notes-placeholder-left]: `[date]` of the template is still there
    --> docs/releases/1.4.0.md:1:1
     = help: anyone with write access: write the day of the release in its place
    ");
    let nowhere = Finding { spot: None, ..Finding::unknown(&LEFT).with("slot", Value::Code("x".into())) };
    assert_snapshot!(terminal(&plain(), &nowhere, false), @r"
    unknown[notes-placeholder-left]: `x` of the template is still there
     |
     = help: write the day of the release in its place
    ");
}

#[test]
fn a_long_line_is_cut_around_what_is_meant() {
    let long = format!("{}[date]{}", "a".repeat(400), "b".repeat(400));
    let shown = block(&spot(&long, 401, 6));
    assert_snapshot!(shown, @r"
    ```text
    …aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa[date]bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb…
                                                                 ^^^^^^
    ```
    ");
}

#[test]
fn markdown_leads_to_the_line_and_obeys_nothing_of_it() {
    assert_snapshot!(markdown(&marked(), &finding(spot("- ```` @mona: [date] <b>", 14, 6))), @r"
    - [`docs/releases/1.4.0.md:12:14`](https://github.com/octoacme/shop/blob/0a1b2c3/docs/releases/1.4.0.md?plain=1#L12): `[date]` of the template is still there → anyone with write access: write the day of the release in its place
      `````text
      - ```` @mona: [date] <b>
                   ^^^^^^
      `````
    ");
}

#[test]
fn an_annotation_is_at_the_line_of_a_file_and_names_any_other_place() {
    let at_file = finding(spot("- Date: [date]", 9, 6));
    let (path, shown) = annotation(&plain(), &at_file);
    assert_eq!(path, Some("docs/releases/1.4.0.md"));
    let place = shown.place.unwrap();
    assert_eq!((place.line, place.column, place.end_line, place.end_column), (12, 9, 12, 15));
    let of_page =
        finding(Spot { path: None, name: "the draft release v1.4.0".into(), ..spot("[date]", 1, 6) });
    let (path, shown) = annotation(&plain(), &of_page);
    assert_eq!((path, shown.place), (None, None));
    assert!(shown.message.starts_with("the draft release v1.4.0:12:1: "), "{}", shown.message);
}

proptest! {
    #[test]
    fn no_spot_panics_or_lets_anything_through(text in any::<String>(), column in 0u64..400, length in any::<u64>()) {
        let one = Spot { name: text.clone(), ..spot(&text, column, length) };
        prop_assert!(!place(&one).chars().any(char::is_control));
        let shown = terminal(&plain(), &finding(one.clone()), false);
        prop_assert!(!shown.chars().any(|c| c.is_control() && c != '\n'), "{}", shown);
        prop_assert!(!shown.contains("##["));
        let shown = markdown(&marked(), &finding(one.clone()));
        prop_assert!(!shown.chars().any(|c| c.is_control() && c != '\n'), "{}", shown);
        let kept = block(&one);
        prop_assert!(kept.lines().count() == 4, "{}", kept);
    }
}
