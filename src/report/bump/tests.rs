use super::*;
use crate::bump::{Change, Facts, Otherwise, Rule, Tagged, Wish, compute};
use crate::evidence::Oid;
use crate::paths::LabelPattern;

fn version(text: &str) -> Version {
    text.parse().unwrap()
}

fn tagged(text: &str) -> Tagged {
    Tagged {
        version: version(text),
        tag: format!("v{text}"),
        commit: Oid::new(format!("{:0<40}", text.len())),
    }
}

fn change(number: u64, title: &str, labels: &[&str]) -> Change {
    Change {
        what: What::PullRequest(number),
        title: title.to_owned(),
        url: format!("https://github.com/octoacme/shop/pull/{number}"),
        messages: Vec::new(),
        body: String::new(),
        labels: labels.iter().map(|&label| label.to_owned()).collect(),
        paths: Vec::new(),
        reverted: false,
        carries: false,
    }
}

fn by_hand(title: &str) -> Change {
    Change { what: What::Commit("c".repeat(40)), ..change(0, title, &[]) }
}

/// Everything that a page depends on.
struct Page {
    rules: Rules,
    facts: Facts,
    pre: Option<&'static str>,
    named: Option<Version>,
    preview: Option<u64>,
}

impl Page {
    /// v1.4.0, a feature, a fix, and one that was taken back.
    fn new() -> Self {
        let label = |name: &str| Rule { labels: vec![LabelPattern::parse(name).unwrap()], ..Rule::default() };
        let last = tagged("1.4.0");
        Self {
            rules: Rules {
                major: label("breaking-change"),
                minor: label("feature"),
                patch: label("fix"),
                otherwise: Otherwise::Refuse,
                ..Rules::default()
            },
            facts: Facts {
                commit: Oid::new("a".repeat(40)),
                branch: "main".to_owned(),
                taken: [(last.version.clone(), last.tag.clone())].into(),
                last: Some(last),
                prerelease: None,
                commits: 5,
                changes: vec![
                    change(41, "Round totals up", &["fix"]),
                    change(42, "Save the cart", &["feature"]),
                    Change { reverted: true, ..change(43, "Sort by price", &["feature"]) },
                    Change { reverted: true, ..change(44, "Revert \"Sort by price\"", &["fix"]) },
                ],
                on_top: false,
            },
            pre: None,
            named: None,
            preview: None,
        }
    }

    fn with(change: impl FnOnce(&mut Self)) -> Self {
        let mut page = Self::new();
        change(&mut page);
        page
    }

    fn render<T>(&self, render: impl FnOnce(&BumpReport<'_>) -> T) -> T {
        let wish = Wish { prerelease: self.pre, ..Wish::default() };
        let computed = compute(&self.rules, self.facts.clone(), wish);
        let tag = TagPattern::parse("v{version}").unwrap();
        let repository = crate::report::sample::Sample::of(Vec::new()).repository;
        render(&BumpReport {
            differs: None,
            computed: &computed,
            rules: &self.rules,
            tag: &tag,
            repository: &repository,
            named: self.named.as_ref(),
            preview: self.preview,
            package: None,
            usage: None,
        })
    }

    fn terminal(&self) -> String {
        self.render(|report| bump_terminal(report, 100, false))
    }

    /// The sentences without the table.
    fn sentences(&self) -> String {
        let text = self.terminal();
        let (above, rest) = text.split_once("\n\n").unwrap_or((&text, ""));
        let below = rest.rsplit_once("\n\n").map_or(rest, |(_, below)| below);
        format!("{above}\n\n{below}")
    }
}

#[test]
fn a_version_on_a_terminal() {
    insta::assert_snapshot!(Page::new().terminal(), @r#"
    The next version is 1.5.0: minor after `v1.4.0`, because of #42 (label `feature`).

     asks for  change                      because
     minor     #42 Save the cart           label `feature`
     patch     #41 Round totals up         label `fix`
     nothing   #43 Sort by price           was taken back within this release
     nothing   #44 Revert "Sort by price"  takes back a change of this release

    Looked at: 5 commits and 4 pull requests of `main` up to `aaaaaaa`, since `v1.4.0`.
    "#);
}

#[test]
fn a_version_as_markdown() {
    insta::assert_snapshot!(Page::new().render(bump_markdown), @r#"
    ## Holdpoint: the next version

    **The next version is 1.5.0: minor after `v1.4.0`, because of [#42](https://github.com/octoacme/shop/pull/42) (label `feature`).**

    | asks for | change | because |
    | --- | --- | --- |
    | minor | [#42](https://github.com/octoacme/shop/pull/42) Save the cart | label `feature` |
    | patch | [#41](https://github.com/octoacme/shop/pull/41) Round totals up | label `fix` |
    | nothing | [#43](https://github.com/octoacme/shop/pull/43) Sort by price | was taken back within this release |
    | nothing | [#44](https://github.com/octoacme/shop/pull/44) Revert "Sort by price" | takes back a change of this release |

    Looked at: 5 commits and 4 pull requests of `main` up to [`aaaaaaa`](https://github.com/octoacme/shop/commit/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa), since `v1.4.0`.
    "#);
}

#[test]
fn a_preview_on_a_pull_request() {
    let page = Page::with(|page| {
        page.preview = Some(45);
        page.facts.changes.push(change(45, "Drop the old API", &["breaking-change"]));
        page.rules.major_by = Some("release-manager".to_owned());
    });
    insta::assert_snapshot!(page.render(bump_preview), @r#"
    ### Holdpoint: what merging this releases

    **Merging this makes the next release 2.0.0: major after `v1.4.0`, because of this pull request (label `breaking-change`).**

    | asks for | change | because |
    | --- | --- | --- |
    | major | [#45](https://github.com/octoacme/shop/pull/45) Drop the old API (this pull request) | label `breaking-change` |
    | minor | [#42](https://github.com/octoacme/shop/pull/42) Save the cart | label `feature` |
    | patch | [#41](https://github.com/octoacme/shop/pull/41) Round totals up | label `fix` |
    | nothing | [#43](https://github.com/octoacme/shop/pull/43) Sort by price | was taken back within this release |
    | nothing | [#44](https://github.com/octoacme/shop/pull/44) Revert "Sort by price" | takes back a change of this release |

    Looked at: 5 commits and 4 pull requests of `main` up to [`aaaaaaa`](https://github.com/octoacme/shop/commit/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa), since `v1.4.0`, and this pull request on top.

    A major version has to be confirmed: let somebody who is `release-manager` comment `/holdpoint release-as 2.0.0` on the tracking issue or the release pull request.
    "#);
}

#[test]
fn a_preview_of_what_makes_no_difference() {
    let page = Page::with(|page| {
        page.preview = Some(45);
        page.facts.changes.push(change(45, "Correct a total", &["fix"]));
    });
    insta::assert_snapshot!(page.sentences(), @"
    Merging this makes the next release 1.5.0: minor after `v1.4.0`, because of #42 (label `feature`).

    Looked at: 5 commits and 4 pull requests of `main` up to `aaaaaaa`, since `v1.4.0`, and this pull
      request on top.
    ");
}

#[test]
fn changes_that_no_rule_fits() {
    let page = Page::with(|page| {
        page.facts.changes.extend([
            change(45, "Tidy up", &[]),
            change(46, "Tidy up again", &[]),
            by_hand("By hand"),
        ]);
    });
    insta::assert_snapshot!(page.terminal(), @r#"
    There is no next version yet: no rule of the policy says what #45, #46 or `ccccccc` asks for.
      -> give #45 and #46 one of the labels `breaking-change`, `feature` or `fix`
      -> `ccccccc` came without a pull request, so nobody can label it: give the policy a rule that fits
        it, such as `paths`, or another `otherwise`

     asks for  change                      because
     nothing   #45 Tidy up                 no rule fits it, and `otherwise` is refuse
     nothing   #46 Tidy up again           no rule fits it, and `otherwise` is refuse
     nothing   `ccccccc` By hand           no rule fits it, and `otherwise` is refuse
     minor     #42 Save the cart           label `feature`
     patch     #41 Round totals up         label `fix`
     nothing   #43 Sort by price           was taken back within this release
     nothing   #44 Revert "Sort by price"  takes back a change of this release

    Looked at: 5 commits and 6 pull requests of `main` up to `aaaaaaa`, since `v1.4.0`.
    "#);
}

#[test]
fn changes_that_no_rule_fits_where_titles_are_the_rules() {
    let page = Page::with(|page| {
        page.rules = Rules { otherwise: Otherwise::Refuse, ..Rules::default() };
        page.facts.changes = vec![change(45, "Tidy up", &[])];
    });
    insta::assert_snapshot!(page.sentences(), @"
    There is no next version yet: no rule of the policy says what #45 asks for.
      -> correct the title of #45, so that a rule fits it

    Looked at: 5 commits and 1 pull request of `main` up to `aaaaaaa`, since `v1.4.0`.
    ");
}

#[test]
fn a_version_that_is_taken() {
    let page = Page::with(|page| {
        page.facts.taken.insert(version("1.5.0"), "v1.5.0".to_owned());
    });
    insta::assert_snapshot!(page.sentences(), @"
    There is no next version: the changes ask for 1.5.0, and the tag `v1.5.0` exists already, on a
      commit that this one does not contain.
      -> name one that is free: `--version 1.6.0` or `--version 2.0.0`
      -> or merge that release into this branch, if it belongs there

    Looked at: 5 commits and 4 pull requests of `main` up to `aaaaaaa`, since `v1.4.0`.
    ");
}

#[test]
fn a_version_off_the_line() {
    insta::assert_snapshot!(Page::with(|page| page.facts.branch = "release/1.4".to_owned()).sentences(), @"
    There is no next version: the changes ask for 1.5.0, and this branch is for 1.4.x.
      -> take #42 out of this branch; or, if it is no more than 1.4.x can give, correct its labels or
        its title

    Looked at: 5 commits and 4 pull requests of `release/1.4` up to `aaaaaaa`, since `v1.4.0`. The
      branch is for 1.4.x.
    ");
}

#[test]
fn nothing_to_release() {
    let unchanged = Page::with(|page| (page.facts.commits, page.facts.changes) = (0, Vec::new()));
    insta::assert_snapshot!(unchanged.terminal(), @"
    Nothing to release: nothing changed since `v1.4.0`.

    Looked at: 0 commits and 0 pull requests of `main` up to `aaaaaaa`, since `v1.4.0`.
    ");
    let not_asked = Page::with(|page| {
        page.rules.otherwise = Otherwise::None;
        page.facts.changes = vec![change(45, "Tidy up", &[])];
    });
    insta::assert_snapshot!(not_asked.terminal(), @"
    Nothing to release: no change since `v1.4.0` asks for a release.

     asks for  change       because
     nothing   #45 Tidy up  no rule fits it, and `otherwise` is none

    Looked at: 5 commits and 1 pull request of `main` up to `aaaaaaa`, since `v1.4.0`.
    ");
}

#[test]
fn the_first_version() {
    let page = Page::with(|page| {
        page.facts.last = None;
        page.facts.taken.clear();
    });
    insta::assert_snapshot!(page.sentences(), @"
    The next version is 0.1.0, the first: nothing before it has a tag like `v{version}`, and
      `initial-version` says what comes then.

    Looked at: 5 commits and 4 pull requests of `main` up to `aaaaaaa`, since the first commit.
    ");
}

#[test]
fn prereleases() {
    let first = Page::with(|page| page.pre = Some("rc"));
    insta::assert_snapshot!(first.sentences(), @"
    The next version is 1.5.0-rc.1: minor after `v1.4.0`, because of #42 (label `feature`).

    Looked at: 5 commits and 4 pull requests of `main` up to `aaaaaaa`, since `v1.4.0`.
    ");
    let announced = Page::with(|page| {
        page.facts.prerelease = Some(tagged("1.5.0-rc.1"));
        page.facts.changes.remove(1);
    });
    insta::assert_snapshot!(announced.sentences(), @"
    The next version is 1.5.0: minor after `v1.4.0`, as `v1.5.0-rc.1` announced it, and what changed
      asks for no more.

    Looked at: 5 commits and 3 pull requests of `main` up to `aaaaaaa`, since `v1.4.0`. The last
      prerelease is `v1.5.0-rc.1`.
    ");
    let backwards = Page::with(|page| {
        page.facts.prerelease = Some(tagged("1.5.0-rc.1"));
        page.pre = Some("beta");
    });
    insta::assert_snapshot!(backwards.sentences(), @"
    There is no next version: 1.5.0-beta.1 is not above 1.5.0-rc.1, which is released.
      -> ask for a kind of prerelease that comes after 1.5.0-rc.1 (words are compared letter by letter),
        or leave `--pre` out for the final release

    Looked at: 5 commits and 4 pull requests of `main` up to `aaaaaaa`, since `v1.4.0`. The last
      prerelease is `v1.5.0-rc.1`.
    ");
    insta::assert_snapshot!(Page::with(|page| page.pre = Some("rc.1")).sentences(), @"
    There is no next version: `rc.1` is no word for a prerelease.
      -> write letters of English, digits and hyphens, with a dot between two words, as `--pre rc` or
        `--pre beta.exp`; the number at the end is counted, so `--pre rc` and not `--pre rc.1`

    Looked at: 5 commits and 4 pull requests of `main` up to `aaaaaaa`, since `v1.4.0`.
    ");
}

#[test]
fn a_version_that_was_named_before() {
    for (named, says) in [("1.4.1", "too low"), ("2.0.0", "high enough")] {
        let text = Page::with(|page| page.named = Some(version(named))).sentences();
        assert!(text.contains(named) && text.contains(says), "{text}");
    }
    let page = Page::with(|page| page.named = Some(version("1.4.1")));
    insta::assert_snapshot!(page.sentences(), @"
    The next version is 1.5.0: minor after `v1.4.0`, because of #42 (label `feature`).

    Looked at: 5 commits and 4 pull requests of `main` up to `aaaaaaa`, since `v1.4.0`.
    The release is named 1.4.1 already, by its tag, its tracking issue, its milestone or an argument,
      which is too low: the gate will say no.
    ");
}

#[test]
fn a_long_list_says_what_it_leaves_out() {
    let page = Page::with(|page| {
        page.facts.changes =
            (1..=LISTED as u64 + 7).map(|number| change(number, "Round", &["fix"])).collect();
        page.facts.changes.push(change(900, "Save the cart", &["feature"]));
    });
    let text = page.render(bump_markdown);
    assert!(text.contains("8 more ask for no more than these."), "{text}");
    assert!(text.find("pull/900") < text.find("pull/1)"), "what asks for most comes first");
}

#[test]
fn the_outputs_have_every_name() {
    let outputs = Page::new().render(bump_outputs);
    let of = |name: &str| outputs.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str());
    assert_eq!(
        (of("version"), of("tag"), of("type"), of("released")),
        (Some("1.5.0"), Some("v1.5.0"), Some("minor"), Some("false"))
    );
    let verdict = outputs::outputs_without_verdict("none", "");
    assert!(verdict.iter().map(|(name, _)| name).eq(outputs.iter().map(|(name, _)| name)));
}

#[test]
fn the_document_is_as_its_schema_says() {
    let keys =
        |value: &serde_json::Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    let schema = crate::report::bump_json_schema();
    let pages = [
        Page::new(),
        Page::with(|page| page.facts.changes.push(by_hand("By hand"))),
        Page::with(|page| page.facts.last = None),
    ];
    for page in pages {
        let text = page.render(crate::report::bump_json);
        let read: crate::report::json::BumpDocument = serde_json::from_str(&text).unwrap();
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_value(read).unwrap(), document);
        assert_eq!(keys(&document), keys(&schema["properties"]));
        for change in document["changes"].as_array().unwrap() {
            assert_eq!(keys(change), keys(&schema["$defs"]["BumpChange"]["properties"]));
        }
    }
}
