//! Findings as plain lines, for the tests of kinds: `outcome code: sentence => what to do [who]`.
//!
//! A `{name}` in a message that the finding has no fact for is a failure of the test.

use crate::verdict::{Finding, Message, Value, Who};

/// A line per finding.
pub(crate) fn told(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(line).collect()
}

fn line(finding: &Finding) -> String {
    let Message { code, says, todo } = finding.message;
    let outcome = format!("{:?}", finding.outcome).to_lowercase();
    let absent = if finding.absent { " (absent)" } else { "" };
    let says = filled(says, finding);
    let todo = if todo.is_empty() { String::new() } else { format!(" => {}", filled(todo, finding)) };
    let who: Vec<String> = finding.who.iter().map(somebody).collect();
    let who = if who.is_empty() { String::new() } else { format!(" [{}]", who.join(", ")) };
    format!("{outcome}{absent} {code}: {says}{todo}{who}")
}

fn filled(pattern: &str, finding: &Finding) -> String {
    let mut text = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').expect("a closing brace");
        text.push_str(before);
        let fact = name.split(':').next().unwrap_or(name);
        let value = finding.fact(fact).unwrap_or_else(|| panic!("{}: no fact {fact}", finding.message.code));
        text.push_str(&if name.ends_with(":remedy") { "(remedy)".into() } else { plain(value) });
        rest = after;
    }
    text + rest
}

fn plain(value: &Value) -> String {
    match value {
        Value::Words(words) => (*words).to_owned(),
        Value::Text(text) | Value::Code(text) => format!("`{text}`"),
        Value::Codes(texts) => texts.iter().map(|text| format!("`{text}`")).collect::<Vec<_>>().join(" "),
        Value::Number(number) => number.to_string(),
        Value::Count { number, one, many } => format!("{number} {}", if *number == 1 { one } else { many }),
        Value::Person(login) => format!("@{login}"),
        Value::People(people) => people.iter().map(|login| format!("@{login}")).collect::<Vec<_>>().join(" "),
        Value::Thread { number, .. } => format!("#{number}"),
        Value::Threads(numbers) => numbers.iter().map(|one| format!("#{one}")).collect::<Vec<_>>().join(" "),
        Value::Commit { oid, .. } => name_of(oid.as_str()),
        Value::Link { text, .. } => text.clone(),
        Value::Page { words, .. } => (*words).to_owned(),
        Value::Time(time) => time.strftime("%H:%M").to_string(),
        Value::Unknown(why) => format!("{:?} {}", why.reason, why.detail).trim().to_owned(),
    }
}

/// The short name that the fixture made a commit's id of.
fn name_of(oid: &str) -> String {
    let bytes = oid.as_bytes().chunks(2).filter_map(|pair| std::str::from_utf8(pair).ok());
    let bytes = bytes.filter_map(|pair| u8::from_str_radix(pair, 16).ok()).take_while(|byte| *byte != 0);
    bytes.map(char::from).collect()
}

fn somebody(who: &Who) -> String {
    match who {
        Who::Person(login) => format!("@{login}"),
        Who::Writers => "writers".into(),
        Who::WritersExcept(login) => format!("writers but @{login}"),
        Who::Editors(Some(login)) => format!("writers and @{login}"),
        other => format!("{other:?}"),
    }
}
