//! What people put into titles and labels, where the next version is shown.

use super::{NASTY, assert_plain, assert_tame, shape, without_styles};
use crate::bump::{Change, Facts, Otherwise, Rule, Rules, Tagged, What, Wish, compute};
use crate::evidence::Oid;
use crate::paths::{Glob, LabelPattern};
use crate::report::{
    BumpReport, bump_json, bump_markdown, bump_outputs, bump_preview, bump_terminal, sample,
};
use crate::version::TagPattern;

/// A change by label, one by path, one that no rule fits, and a commit, all of which are called this.
fn changes(text: &str) -> Vec<Change> {
    let change = |what| Change {
        what,
        title: text.to_owned(),
        url: "https://github.com/octoacme/shop/pull/41".to_owned(),
        messages: vec![text.to_owned()],
        body: text.to_owned(),
        labels: Vec::new(),
        paths: Vec::new(),
        reverted: false,
        carries: false,
    };
    vec![
        Change { labels: vec![text.replace(['\n', '/'], " ")], ..change(What::PullRequest(41)) },
        Change { paths: vec![format!("api/{text}")], ..change(What::PullRequest(42)) },
        change(What::PullRequest(43)),
        change(What::Commit("c".repeat(40))),
        Change { reverted: true, ..change(What::PullRequest(44)) },
    ]
}

fn shown<T>(text: &str, otherwise: Otherwise, show: impl FnOnce(&BumpReport<'_>) -> T) -> T {
    let labels = vec![LabelPattern::parse("*").unwrap()];
    let rules = Rules {
        major: Rule { labels, ..Rule::default() },
        minor: Rule { paths: vec![Glob::parse("api/**").unwrap()], ..Rule::default() },
        patch: Rule::default(),
        otherwise,
        ..Rules::default()
    };
    let last = Tagged {
        version: "1.4.0".parse().unwrap(),
        tag: "v1.4.0".to_owned(),
        commit: Oid::new("b".repeat(40)),
    };
    let facts = Facts {
        commit: Oid::new("a".repeat(40)),
        branch: text.to_owned(),
        taken: [(last.version.clone(), last.tag.clone())].into(),
        last: Some(last),
        prerelease: None,
        commits: 5,
        changes: changes(text),
        on_top: false,
    };
    let computed = compute(&rules, facts, Wish::default());
    let repository = sample::Sample::of(Vec::new()).repository;
    let tag = TagPattern::parse("v{version}").unwrap();
    show(&BumpReport {
        computed: &computed,
        rules: &rules,
        tag: &tag,
        repository: &repository,
        named: None,
        differs: None,
        preview: Some(43),
        package: None,
        usage: None,
    })
}

#[test]
fn nasty_titles_and_labels_of_changes() {
    for otherwise in [Otherwise::None, Otherwise::Refuse] {
        assert_plain(&without_styles(&shown(NASTY, otherwise, |report| bump_terminal(report, 100, true))));
        for render in [bump_markdown, bump_preview] {
            let text = shown(NASTY, otherwise, render);
            assert_tame(&text);
            assert_eq!(shape(&text), shape(&shown("Save the cart", otherwise, render)));
        }
        for (_, value) in shown(NASTY, otherwise, bump_outputs) {
            assert_tame(&value);
        }
        let text = shown(NASTY, otherwise, bump_json);
        assert_plain(&text);
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read["changes"][0]["title"], NASTY);
        assert_eq!(read["changes"][0]["by"], NASTY.replace(['\n', '/'], " "));
    }
}
