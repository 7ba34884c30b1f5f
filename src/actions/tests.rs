use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

fn env(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn inputs_are_trimmed_and_empty_is_not_given() {
    let inputs = Inputs::read(&env(&[
        ("INPUT_FAIL-ON", "  a \n\n b\r\n"),
        ("INPUT_TRACKING_ISSUE", "#12"),
        ("INPUT_WAIT", "  "),
        ("INPUT_", "x"),
        ("OTHER", "x"),
    ]));
    assert_eq!(inputs.get("fail-on"), Some("a \n\n b"));
    assert_eq!(inputs.get("tracking issue"), Some("#12"));
    assert_eq!(inputs.get("wait"), None);
    assert_eq!(format!("{:?}", Inputs::read(&env(&[("INPUT_TOKEN", "secret")]))), "{\"TOKEN\"}");
}

#[test]
fn the_context_is_read() {
    let context = Context::read(&env(&[
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_SERVER_URL", "https://github.com"),
        ("GITHUB_REPOSITORY", "octo/acme"),
        ("GITHUB_RUN_ID", "16660551359"),
        ("GITHUB_REF", ""),
        ("GITHUB_TOKEN", "secret"),
    ]));
    assert_eq!(context.run_url().as_deref(), Some("https://github.com/octo/acme/actions/runs/16660551359"));
    assert_eq!(context.git_ref, None);
    assert!(context.in_actions && !format!("{context:?}").contains("secret"));
    assert_eq!(Context::read(&env(&[])), Context::default());
    assert_eq!(Context::default().run_url(), None);
}

#[test]
fn every_variable_has_its_place() {
    let names = [
        "EVENT_NAME",
        "EVENT_PATH",
        "REPOSITORY",
        "SHA",
        "REF",
        "API_URL",
        "GRAPHQL_URL",
        "SERVER_URL",
        "JOB",
        "WORKFLOW_REF",
        "OUTPUT",
        "STEP_SUMMARY",
    ];
    let c = Context::read(&names.iter().map(|n| (format!("GITHUB_{n}"), (*n).to_owned())).collect());
    let read = [
        c.event_name,
        c.event_path,
        c.repository,
        c.sha,
        c.git_ref,
        c.api_url,
        c.graphql_url,
        c.server_url,
        c.job,
        c.workflow_ref,
        c.output_path,
        c.summary_path,
    ];
    assert_eq!(read.map(Option::unwrap), names);
}

#[test]
fn output_entries_refuse_what_they_cannot_hold() {
    assert_eq!(output_entry("report", "a\nb", "D").unwrap(), "report<<D\na\nb\nD\n");
    for name in ["", "a=b", "a<<b", "a\nb", "a b", "\r"] {
        assert_eq!(output_entry(name, "v", "D"), Err(OutputError::Name(name.to_owned())), "{name:?}");
    }
    for (value, delimiter) in [("xDx", "D"), ("v", ""), ("v", "D\n"), ("v", " D"), ("v", "D\r")] {
        assert_eq!(output_entry("n", value, delimiter), Err(OutputError::Delimiter), "{delimiter:?}");
    }
    assert_eq!(output_entry("aDa", "v", "D"), Err(OutputError::Delimiter));
}

#[test]
fn commands_are_escaped() {
    assert_eq!(command("group", &[], "a: b, c"), "::group::a: b, c\n");
    assert_eq!(
        command("error", &[("file", "a,b:c"), ("title", "")], "50%\r\n::x"),
        "::error file=a%2Cb%3Ac::50%25%0D%0A::x\n"
    );
}

fn example(level: Level, message: &str) -> Annotation {
    Annotation { level, place: None, title: String::new(), message: message.to_owned() }
}

#[test]
fn annotations_keep_to_the_limits() {
    let place = Place {
        file: "release.yml".to_owned(),
        line: Some(3),
        column: Some(5),
        end_column: Some(9),
        end_line: None,
    };
    let at = |place: Place| {
        annotation(&Annotation { place: Some(place), title: "T: x".to_owned(), ..example(Level::Error, "m") })
    };
    assert_eq!(at(place.clone()), "::error file=release.yml,line=3,col=5,endColumn=9,title=T%3A x::m\n");
    let same = Place { end_line: Some(3), ..place.clone() };
    assert_eq!(at(same), "::error file=release.yml,line=3,endLine=3,col=5,endColumn=9,title=T%3A x::m\n");
    let lines = Place { end_line: Some(4), ..place.clone() };
    assert_eq!(at(lines), "::error file=release.yml,line=3,endLine=4,title=T%3A x::m\n");
    let no_line = Place { line: None, end_line: Some(4), ..place };
    assert_eq!(at(no_line), "::error file=release.yml,title=T%3A x::m\n");
    assert_eq!(annotation(&example(Level::Notice, "m")), "::notice::m\n");

    let message = |text: &str| annotation(&example(Level::Warning, text)).trim().replace("::warning::", "");
    assert_eq!(message(&"a".repeat(4096)).len(), 4096);
    let cut = message(&"🚀".repeat(3000));
    assert_eq!((cut.encode_utf16().count(), cut.ends_with('…')), (4095, true));
}

#[test]
fn the_tenth_annotation_counts_the_rest() {
    let mut annotations = Annotations::new();
    for number in 1..=12 {
        annotations.push(example(Level::Notice, &format!("notice {number}")));
    }
    for number in 1..=10 {
        annotations.push(example(Level::Error, &format!("error {number}")));
    }
    let commands = annotations.commands();
    let lines: Vec<_> = commands.lines().collect();
    assert_eq!(lines.len(), 20);
    assert_eq!((lines[0], lines[9]), ("::error::error 1", "::error::error 10"));
    assert_eq!(
        (lines[18], lines[19]),
        ("::notice::notice 9", "::notice::and 3 more, see the summary of this run")
    );
}

/// Reads a file of outputs as the runner's grammar says: an entry is `name=value`, or `name<<delimiter`,
/// lines, and the delimiter alone on a line. Only `\n` ends a line; empty lines between entries are skipped.
fn read_outputs(file: &str) -> Option<Vec<(String, String)>> {
    let mut entries = Vec::new();
    let mut lines = file.split('\n');
    while let Some(line) = lines.next() {
        if line.is_empty() {
            continue;
        }
        match (line.split_once('='), line.split_once("<<")) {
            (Some((name, value)), other) if other.is_none_or(|(other, _)| name.len() < other.len()) => {
                entries.push((name.to_owned(), value.to_owned()));
            }
            (_, Some((name, delimiter))) => {
                let mut value = Vec::new();
                loop {
                    match lines.next()? {
                        end if end == delimiter => break,
                        part => value.push(part),
                    }
                }
                entries.push((name.to_owned(), value.join("\n")));
            }
            _ => return None,
        }
    }
    Some(entries)
}

/// Whether the runner would take a line for a command: `::name …::` after white space, or `##[name …]`
/// anywhere.
fn is_command(line: &str) -> bool {
    let modern = line.trim_start().strip_prefix("::").is_some_and(|rest| rest.contains("::"));
    let legacy = line.split_once("##[").is_some_and(|(_, rest)| rest.contains(']'));
    modern || legacy
}

fn nasty() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        ":", "::", "#", "##", "##[", "[", "]", "error", "add-mask", "\n", "\r", " ", "=", "<<", "D", "EOF",
        "x", "é", "%", "%0A", "\u{200b}", ",",
    ]);
    prop_oneof![prop::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat()), any::<String>()]
}

proptest! {
    #[test]
    fn outputs_are_read_back(values in prop::collection::vec(nasty(), 0..4)) {
        let mut file = "before=1\n".to_owned();
        let mut expected = vec![("before".to_owned(), "1".to_owned())];
        for value in values {
            file.push_str(&output_entry("report", &value, "ghadelimiter_1f0c").unwrap());
            expected.push(("report".to_owned(), value));
        }
        prop_assert_eq!(read_outputs(&file), Some(expected));
    }

    #[test]
    fn printable_text_has_no_command(text in nasty()) {
        let safe = printable(&text);
        prop_assert!(!safe.split(['\n', '\r']).any(is_command), "{:?}", safe);
        let unbroken = |text: &str| text.replace(BREAK, "");
        prop_assert_eq!(unbroken(&safe), unbroken(&text));
    }

    #[test]
    fn a_command_stays_on_its_line_and_keeps_its_data(title in nasty(), data in nasty()) {
        let line = command("error", &[("file", "f"), ("title", &title)], &data);
        prop_assert_eq!(line.split(['\n', '\r']).count(), 2);
        let (properties, read) = line.trim_end_matches('\n').strip_prefix("::error ").unwrap().split_once("::").unwrap();
        let unescape = |text: &str| text.replace("%2C", ",").replace("%3A", ":").replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%");
        prop_assert_eq!(read.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%"), data);
        let titles: Vec<_> = properties.split(',').skip(1).map(|p| unescape(p.strip_prefix("title=").unwrap())).collect();
        prop_assert_eq!(titles, if title.is_empty() { vec![] } else { vec![title] });
    }

    #[test]
    fn any_environment_is_read(pairs in prop::collection::btree_map("(INPUT_|GITHUB_RUN_ID|RUNNER_DEBUG|).{0,5}", any::<String>(), 0..8)) {
        let _ = Inputs::read(&pairs).get("phase");
        let _ = Context::read(&pairs);
    }
}

#[test]
fn printable_text_reads_the_same() {
    assert_eq!(printable("::error::x"), ":\u{200b}:error:\u{200b}:x");
    assert_eq!(printable("a ##[add-mask]b"), "a ##\u{200b}[add-mask]b");
    let same = "## Title\nsrc/a.rs:3:5 #12 C# #[a]";
    assert_eq!(printable(same), same);
}
