//! Updates of a tracking issue that people have changed.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::markdown::tasks;
use crate::plan::mark::{Mark, digest_of};
use crate::plan::merge::update;

const POLICY: &str = "\
version: 1
release: {tracking-issue: {label: release}}
roles:
  qa-engineer: {users: [quentin-qa]}
phases:
  pre-release:
    holds: tag
    requirements:
      - group: Code
        requirements:
          - {id: freeze, title: Code freeze in effect, require: {checkbox: {}}}
          - {id: ci, title: All tests passing, require: {checks: {all: true}}}
          - {id: bugs, title: No known bugs, require: {checkbox: {}}}
      - group: Documentation
        requirements:
          - {id: migration, title: Migration guide written, when: {type: major}, require: {checkbox: {}}}
          - {id: manual, title: Manual updated, require: {checkbox: {by: qa-engineer}}}
          - {id: who, title: On-call engineer, require: {field: {is: login}}}
  close:
    holds: close
    requirements:
      - group: Afterwards
        requirements:
          - {id: told, title: Everybody told, require: {checkbox: {by: qa-engineer}}}
";

/// The policy after somebody worked at it.
const CHANGES: [(&str, &str); 5] = [
    ("          - {id: bugs, title: No known bugs, require: {checkbox: {}}}\n", ""),
    (
        "title: Manual updated, require: {checkbox: {by: qa-engineer}}",
        "title: Manual updated, require: {checkbox: {}}",
    ),
    ("title: Everybody told", "title: Everybody told by mail"),
    (
        "      - group: Documentation\n",
        "      - group: Security\n        requirements:\n          - {id: scan, title: Scan read, require: {checkbox: {}}}\n\
         \x20     - group: Documentation\n",
    ),
    (
        "          - {id: bugs, title: No known bugs",
        "          - {id: load, title: Load tests done, require: {checkbox: {by: qa-engineer}}}\n\
         \x20         - {id: bugs, title: No known bugs",
    ),
];

fn changed(which: usize) -> Policy {
    let text = match which.checked_sub(1).and_then(|at| CHANGES.get(at)) {
        Some((from, to)) => {
            assert!(POLICY.contains(from), "{from}");
            POLICY.replace(from, to)
        }
        None => POLICY.to_owned(),
    };
    Policy::read(&text).unwrap_or_else(|found| panic!("{found:?}"))
}

fn updated(body: &str, which: usize, version: &str) -> String {
    let policy = changed(which);
    let updated = update(body, &policy, &offline(&policy, version));
    assert_eq!(updated.lost, [], "{}", updated.body);
    updated.body
}

fn planned(which: usize, version: &str) -> String {
    let policy = changed(which);
    plan(&policy, &offline(&policy, version)).body
}

/// What differs, line by line.
fn difference(before: &str, after: &str) -> String {
    let (before, after): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    // The longest common lines of what is left, by how much of each text is left.
    let mut common = vec![vec![0; after.len() + 1]; before.len() + 1];
    for one in (0..before.len()).rev() {
        for other in (0..after.len()).rev() {
            common[one][other] = if before[one] == after[other] {
                common[one + 1][other + 1] + 1
            } else {
                common[one + 1][other].max(common[one][other + 1])
            };
        }
    }
    let (mut one, mut other, mut told) = (0, 0, String::new());
    while one < before.len() || other < after.len() {
        if one < before.len() && other < after.len() && before[one] == after[other] {
            (one, other) = (one + 1, other + 1);
        } else if other >= after.len()
            || (one < before.len() && common[one + 1][other] >= common[one][other + 1])
        {
            told.push_str(&format!("- {}\n", before[one]));
            one += 1;
        } else {
            told.push_str(&format!("+ {}\n", after[other]));
            other += 1;
        }
    }
    told
}

#[test]
fn an_update_of_the_same_plan_changes_nothing() {
    for (name, policy) in policies() {
        for version in ["1.4.1", "1.4.0", "2.0.0"] {
            let facts = offline(&policy, version);
            let body = plan(&policy, &facts).body;
            assert_eq!(update(&body, &policy, &facts).body, body, "{name}");
            let ticked = body.replace("- [ ] ", "- [x] ").replace('\n', "\r\n");
            assert_eq!(update(&ticked, &policy, &facts).body, ticked, "{name}");
        }
    }
}

#[test]
fn what_the_policy_gained_is_put_where_it_has_it() {
    let body = planned(0, "1.4.0").replace("- [ ] No known", "- [x] No known");
    insta::assert_snapshot!(difference(&body, &updated(&body, 5, "1.4.0")), @"
    + - [ ] Load tests done <!-- holdpoint box load 60940a24 f8cbc84c -->
    +   - for `qa-engineer` — tick it or comment `/holdpoint sign qa-engineer`
    ");
    insta::assert_snapshot!(difference(&body, &updated(&body, 4, "1.4.0")), @"
    + ### Security
    + 
    + - [ ] Scan read <!-- holdpoint box scan 92ac8407 - -->
    +
    ");
}

#[test]
fn what_the_policy_lost_is_struck_and_comes_back() {
    let body = planned(0, "1.4.0").replace("- [ ] No known", "- [x] No known");
    let lost = updated(&body, 1, "1.4.0");
    insta::assert_snapshot!(difference(&body, &lost), @"
    - - [x] No known bugs <!-- holdpoint box bugs 0397f108 - -->
    + - [x] ~~No known bugs~~ <!-- holdpoint off bugs 0397f108 fa789df3 -->
    +   - the policy no longer asks for this
    ");
    assert_eq!(updated(&lost, 0, "1.4.0"), body);
    let reworded = updated(&body, 3, "1.4.0");
    insta::assert_snapshot!(difference(&body, &reworded), @"
    - - [ ] Everybody told <!-- holdpoint box told 5f1727a0 f8cbc84c -->
    + - [ ] ~~Everybody told~~ <!-- holdpoint off told 5f1727a0 fa789df3 -->
    +   - the policy no longer asks for this
    + - [ ] Everybody told by mail <!-- holdpoint box told 880ed909 f8cbc84c -->
    ");
}

#[test]
fn a_condition_that_rules_a_box_out_marks_it_and_takes_that_back() {
    let minor = planned(0, "1.4.0");
    let major = updated(&minor, 0, "2.0.0");
    insta::assert_snapshot!(difference(&minor, &major), @"
    - <!-- holdpoint line head 3e2cc4fc - -->
    - This is the plan of **v1.4.0** (minor).
    + <!-- holdpoint line head ffe71122 - -->
    + This is the plan of **v2.0.0** (major).
    - - ~~Migration guide written~~ — not asked of this release, which is `minor`; it counts if the release is major <!-- holdpoint line migration 1732f024 - -->
    + - [ ] Migration guide written <!-- holdpoint box migration 64528486 - -->
    ");
    let ticked = major.replace("- [ ] Migration", "- [x] Migration");
    let back = updated(&ticked, 0, "1.4.0");
    insta::assert_snapshot!(difference(&ticked, &back), @"
    - <!-- holdpoint line head ffe71122 - -->
    - This is the plan of **v2.0.0** (major).
    + <!-- holdpoint line head 3e2cc4fc - -->
    + This is the plan of **v1.4.0** (minor).
    - - [x] Migration guide written <!-- holdpoint box migration 64528486 - -->
    + - [x] ~~Migration guide written~~ <!-- holdpoint off migration 64528486 95b8e16b -->
    +   - not asked of this release, which is `minor`; it counts if the release is major
    ");
    assert_eq!(updated(&back, 0, "2.0.0"), ticked);
}

#[test]
fn what_people_did_stays() {
    let mut body = planned(0, "1.4.0");
    for (from, to) in [
        ("- [ ] Code freeze in effect <!--", "- [x] Code freeze in effect <!--"),
        ("- [ ] No known bugs", "- [x] No bugs that anybody knows"),
        ("### Documentation\n", "### Papers\n\nThe writers are on it.\n"),
        ("## Close\n", "- [ ] Buy cake\n  - [x] chocolate\n\n## Close\n"),
        (": [a person", ": @mona\n- Room: 12 [a person"),
    ] {
        assert!(body.contains(from), "{from}\n{body}");
        body = body.replace(from, to);
    }
    let new = updated(&body, 2, "1.4.0");
    insta::assert_snapshot!(difference(&body, &new), @"
    + - [ ] No known bugs <!-- holdpoint box bugs 0397f108 - -->
    + #### Documentation
    + 
    - - [ ] Manual updated <!-- holdpoint box manual 734b2931 f8cbc84c -->
    -   - for `qa-engineer` — tick it or comment `/holdpoint sign qa-engineer`
    + - [ ] Manual updated <!-- holdpoint box manual 734b2931 - -->
    ");
    assert_eq!(updated(&new, 2, "1.4.0"), new);
}

#[test]
fn an_issue_that_people_wrote_by_hand_gets_what_it_lacks() {
    let body = "Our release.\r\n\r\n# Code\r\n* [x] Code freeze in effect\r\n* [ ] Something of ours\r\n";
    let new = updated(body, 0, "1.4.0");
    assert!(!new.replace("\r\n", "").contains('\n'), "{new:?}");
    insta::assert_snapshot!(new.replace(['\r', '\u{200b}'], ""), @"
    Our release.

    # Code
    * [x] Code freeze in effect
    * [ ] No known bugs <!-- holdpoint box bugs 0397f108 - -->
    * [ ] Something of ours

    # Documentation

    - ~~Migration guide written~~ — not asked of this release, which is `minor`; it counts if the release is major <!-- holdpoint line migration 1732f024 - -->
    - [ ] Manual updated <!-- holdpoint box manual 734b2931 f8cbc84c -->
      - for `qa-engineer` — tick it or comment `/holdpoint sign qa-engineer`
    - On-call engineer <!-- holdpoint field who 43a3a9f9 8576c4a5 -->: [a person as @login]

    # Afterwards

    - [ ] Everybody told <!-- holdpoint box told 5f1727a0 f8cbc84c -->
      - for `qa-engineer` — tick it or comment `/holdpoint sign qa-engineer`
    ");
    assert_eq!(updated(&new, 0, "1.4.0"), new);
}

#[test]
fn texts_that_never_end_get_everything_all_the_same() {
    for body in [
        "```\ncode",
        "<!-- open",
        "<details>\n\ntext",
        "> quote\nlazy",
        "- a\n  - b\n    - c",
        "| a |\n| - |\n| b |",
        "# ",
        "text\n===",
    ] {
        let new = updated(body, 0, "1.4.0");
        assert_eq!(updated(&new, 0, "1.4.0"), new, "{body:?}");
        for line in body.lines() {
            assert!(new.contains(line), "{body:?}: {line:?}\n{new}");
        }
    }
}

/// A deed of somebody who edits the text: what, where, and how.
type Deed = (u8, prop::sample::Index, prop::sample::Index);

fn done(body: &str, deeds: &[Deed]) -> String {
    let mut lines: Vec<String> = body.lines().map(str::to_owned).collect();
    for (what, at, to) in deeds {
        if lines.is_empty() {
            break;
        }
        let (at, to) = (at.index(lines.len()), to.index(lines.len()));
        match what {
            0..=3 => lines[at] = lines[at].replacen("[ ] ", "[x] ", 1),
            4 => lines[at] = lines[at].replacen("[x] ", "[ ] ", 1),
            5 => {
                let line = lines.remove(at);
                let to = to.min(lines.len());
                lines.insert(to, line);
            }
            6 => lines.insert(at, "- [x] Something of our own".into()),
            7 => lines.insert(at, "Some words of ours, about all of this.".into()),
            8 => lines[at] = lines[at].replacen("] ", "] Really ", 1),
            9 => lines[at] = lines[at].replacen("# ", "# Our ", 1),
            10 => lines[at].insert_str(0, "  "),
            11 => drop(lines.remove(at)),
            12 => lines.insert(at, String::new()),
            13 => lines[at] = lines[at].split(" <!--").next().unwrap_or_default().to_owned(),
            14 => lines[at] = lines[at].replacen("- [", "* [", 1),
            15 => lines[at] = format!("{} more", lines[at]),
            16 => lines.insert(at, "### A section of ours".into()),
            17 => lines.insert(at, "> quoted words".into()),
            18 => lines[at] = lines[at].replacen("] ", "] ~~", 1).replacen(" <!--", "~~ <!--", 1),
            _ => lines[at] = lines[at].replace("[an answer]", "12:30").replace("[a person as", "@mona [a"),
        }
    }
    lines.join("\n")
}

fn ticks(body: &str) -> BTreeMap<String, usize> {
    let mut counted = BTreeMap::new();
    for task in tasks(body).into_iter().filter(|task| task.ticked && !task.quoted) {
        *counted.entry(task.key).or_default() += 1;
    }
    counted
}

/// The lines that people may have written: all but those that a plan wrote and nobody touched. Marks and strokes are no
/// words.
fn words_of_people(body: &str) -> Vec<String> {
    let mut kept = Vec::new();
    let mut mark: Option<Mark> = None;
    let mut head = String::new();
    for line in body.lines() {
        let found = line.split_once("<!-- ").and_then(|(before, rest)| {
            let (comment, after) = rest.split_once(" -->")?;
            Some((before.to_owned(), Mark::read(comment)?, after.to_owned()))
        });
        let ours = mark.take().is_some_and(|mark| {
            line.trim_start().strip_prefix("- ").is_some_and(|note| digest_of(note) == mark.note)
        });
        match found {
            Some((_, of, _)) if of.id == "head" => head = "head".into(),
            Some((before, of, after)) => {
                let own = of.sort == crate::plan::mark::Sort::Line
                    && before.trim_start().get(2..).is_some_and(|text| digest_of(text.trim_end()) == of.text);
                if !own || !after.is_empty() {
                    let after = after.replace("[a person as @\u{200b}login]", "");
                    kept.push(
                        format!("{} {}", before.replace("~~", "").trim_end(), after.trim())
                            .trim_end()
                            .to_owned(),
                    );
                }
                mark = Some(of);
            }
            None if ours => {}
            None if !head.is_empty() && !line.starts_with('#') => {}
            None => {
                head.clear();
                kept.push(line.replace("~~", "").trim_end().to_owned());
            }
        }
        if line.starts_with('#') {
            head.clear();
        }
    }
    kept.retain(|line| !line.trim().is_empty());
    kept
}

fn is_within(lines: &[String], all: &[String]) -> Result<(), String> {
    let mut rest = all.iter();
    lines.iter().try_for_each(|line| if rest.any(|one| one == line) { Ok(()) } else { Err(line.clone()) })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn no_tick_and_no_sentence_is_lost(
        from in 0..6_usize,
        to in 0..6_usize,
        versions in (0..3_usize, 0..3_usize),
        deeds in prop::collection::vec((0..20_u8, any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..12),
        windows: bool,
    ) {
        let version = |at: usize| ["1.4.1", "1.4.0", "2.0.0"][at];
        let mut body = done(&planned(from, version(versions.0)), &deeds);
        if windows {
            body = body.replace('\n', "\r\n");
        }
        let policy = changed(to);
        let facts = offline(&policy, version(versions.1));
        let new = update(&body, &policy, &facts);
        prop_assert_eq!(ticks(&body), ticks(&new.body), "{}\n-----\n{}", body, new.body);
        let lost = is_within(&words_of_people(&body), &words_of_people(&new.body));
        prop_assert!(lost.is_ok(), "{:?}\n{}\n-----\n{}", lost, body, new.body);
        let again = update(&new.body, &policy, &facts);
        prop_assert_eq!(&again.body, &new.body, "not idempotent, from\n{}", body);
        for lost in &new.lost {
            // Only what somebody wrote twice is found twice.
            prop_assert!(lost.found > 1, "{:?}\n{}\n-----\n{}", lost, body, new.body);
        }
    }

    #[test]
    fn any_text_is_taken(
        body in "[ \\-*+>`~<!x/\\[\\]()#|\\r\\n0-9.a:]{0,80}|\\PC{0,40}",
        marks in prop::collection::vec(0..4_usize, 0..3),
    ) {
        let lines: Vec<String> = planned(0, "1.4.0").lines().map(str::to_owned).collect();
        let some: Vec<&str> = marks.iter().filter_map(|at| lines.get(at * 5).map(String::as_str)).collect();
        let body = format!("{body}\n{}\n{body}", some.join("\n"));
        let policy = changed(0);
        let facts = offline(&policy, "2.0.0");
        let new = update(&body, &policy, &facts);
        prop_assert_eq!(&update(&new.body, &policy, &facts).body, &new.body, "from {:?}", body);
        prop_assert_eq!(ticks(&body), ticks(&new.body));
    }
}

#[test]
fn a_box_that_is_there_twice_stays_and_is_told() {
    let body =
        planned(0, "1.4.0").replace("- [ ] Code freeze", "- [x] Code freeze in effect\n- [ ] Code freeze");
    let policy = changed(0);
    let new = update(&body, &policy, &offline(&policy, "1.4.0"));
    assert_eq!(new.body, body);
    assert_eq!(
        new.lost.iter().map(|lost| (lost.id.as_str(), lost.found)).collect::<Vec<_>>(),
        [("freeze", 2)]
    );
}
