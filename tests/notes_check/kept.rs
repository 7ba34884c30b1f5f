//! What notes keep of a template: texts, code, marks, and their order.

use super::codes;

const ALTERED: &str = "notes-fixed-text-altered";
const GONE: &str = "notes-fixed-text-missing";
const MOVED: &str = "notes-fixed-text-moved";
const ORDER: &str = "notes-fixed-text-order";

#[test]
fn a_text_that_stays_is_compared_whatever_else_the_section_has() {
    let desk = "The support desk answers within thirty days.";
    let alone = format!("## Support\n\n{desk}\n");
    let many = "## Support\n\nThe support desk answers all questions of this release\nwithin [number] days.\n\n> Call us, please.\n\n- [Docs](https://example.com/docs)\n- [ ] Told the desk\n";
    let good = "## Support\n\nThe support desk answers all questions of this release within 30\ndays.\n\n> Call us, please.\n\n- [Docs](https://example.com/docs)\n- [x] Told the desk\n";
    let lead = "## Changes\n\nThe following changed:\n\n- [Change]\n";
    let joined = "## Facts\n\nAs the release manager sees it\n**Date**: [date]\nThe rest is in the log\n";
    let code = "## Install\n\n```sh\nnpm install shop\nnpm test\n```\n";
    let filled = "## Install\n\n```sh\nnpm install shop@[version]\n```\n";
    let under = "## Risk\n\n- Impact:\n\n  See the list of customers\n\n  - Customers:\n";
    for (template, notes, wanted) in [
        (alone.as_str(), "## Support\n", vec![GONE]),
        (&alone, "## Support\n\nThe support desk answers within ninety days.\n", vec![ALTERED]),
        (&alone, "## Support\n\nMona helps.\n", vec![GONE]),
        (&alone, "## Support\n\nThe **support** desk\nanswers within thirty   days\n", vec![]),
        (&alone, "## Support\n\n> The support desk answers within thirty days.\n", vec![]),
        (
            &alone,
            "## Support\n\nThe support desk answers within thirty days. In August it is closed.\n",
            vec![],
        ),
        (&alone, "## Support\n\nHello. The support desk answers within thirty days.\n", vec![]),
        (&alone, "## Support\n\nThe support desk answers within thirty days or so.\n", vec![ALTERED]),
        (&alone, "## Support\n\nNo longer: the support desk, answers within thirty days.\n", vec![ALTERED]),
        (&alone, "## Support\n\nThe support desk never answers within thirty days.\n", vec![ALTERED]),
        (many, good, vec![]),
        (many, "## Support\n", vec![GONE, GONE, GONE, GONE]),
        (
            many,
            "## Support\n\nThe support desk answers all questions of this release within days.\n\n> Call us, please.\n\n- Docs\n- [ ] Told the desk\n",
            vec![ALTERED],
        ),
        (
            many,
            "## Support\n\n- [ ] Told the desk\n- Docs\n\n> Call us, please.\n\nThe support desk answers all questions of this release within 30 days.\n",
            vec![ORDER, ORDER, ORDER],
        ),
        (lead, "## Changes\n\nThe following changed:\n\n- Cart\n", vec![]),
        (lead, "## Changes\n\n- Cart\n\nThe following changed:\n", vec![ORDER]),
        (lead, "## Changes\n\nA word first.\n\nThe following changed:\n\n- Cart\n", vec![]),
        (
            joined,
            "## Facts\n\nAs the release manager sees it\n**Date**: today\nThe rest is in the log\n",
            vec![],
        ),
        (joined, "## Facts\n\nAs the release manager sees it\n**Date**: today\n", vec![GONE]),
        (code, code, vec![]),
        (code, "## Install\n\n    npm install shop\n    npm test\n", vec![]),
        (code, "## Install\n\n```sh\nnpm install cart\nnpm test\n```\n", vec![ALTERED]),
        (code, "## Install\n\n```sh\nnpm install shop\n```\n", vec![ALTERED]),
        (code, "## Install\n\nnpm install shop\n", vec![GONE]),
        (code, "## Install\n", vec![GONE]),
        (filled, "## Install\n\n```sh\nnpm install shop@1.4.0\n```\n", vec![]),
        (filled, "## Install\n\n```sh\nnpm install cart@1.4.0\n```\n", vec![ALTERED]),
        (under, "## Risk\n\n- Impact:\n\n  See the list of customers\n\n  - Customers: five\n", vec![]),
        (under, "## Risk\n\n- Impact:\n  - Customers: five\n", vec![GONE]),
        (under, "## Risk\n\n- Impact: none\n", vec![]),
    ] {
        assert_eq!(codes(template, "", notes), wanted, "{template}\n{notes}");
    }
}

#[test]
fn a_text_in_another_section_is_moved() {
    let template = "## Summary\n\n[What is new]\n\n## Support\n\n[Who helps]\n\nThe desk answers within days.\n\n## Legal\n\n[Terms]\n\nAll rights reserved.\n";
    let moved = "## Summary\n\nFast.\n\nThe desk answers within days.\n\n## Support\n\nMona.\n\n## Legal\n\nNone.\n\nAll rights reserved.\n";
    assert_eq!(codes(template, "", moved).into_iter().filter(|code| *code == MOVED).count(), 1);
    let both = "## One\n\n[x]\n\nSame text.\n\n## Two\n\n[y]\n\nSame text.\n";
    assert_eq!(codes(both, "", "## One\n\na\n\nSame text.\n\n## Two\n\nb\n"), [GONE]);
}

#[test]
fn what_is_left_out_takes_its_texts_with_it() {
    let template = "## Summary\n\n[What is new]\n\n## Upgrade (if any)\n\nRun the script as root.\n\n```sh\nrun\n```\n\n- Rollback (if any):\n  - As the runbook says\n";
    assert_eq!(codes(template, "", "## Summary\n\nFast.\n"), [] as [&str; 0]);
    assert_eq!(
        codes(
            template,
            "",
            "## Summary\n\nFast.\n\n## Upgrade\n\nRun the script as root.\n\n```sh\nrun\n```\n"
        ),
        [] as [&str; 0]
    );
    assert_eq!(codes(template, "", "## Summary\n\nFast.\n\n## Upgrade\n\nNone.\n"), [] as [&str; 0]);
}

#[test]
fn each_mark_stands_once_and_where_the_template_has_it() {
    const GONE: &str = "notes-mark-removed";
    const MOVED: &str = "notes-mark-moved";
    const TWICE: &str = "notes-mark-twice";
    let template = "<!-- notes:start -->\n# Release [Number]\n\n## Summary\n[What is new]\n\n## Fixes\n<!-- fixes:start -->\n- [Fix]\n<!-- fixes:end -->\n\n## Thanks (if any)\n[Who]\n<!-- notes:end -->\n";
    let good = "<!-- notes:start -->\n# Release 1.4.0\n\n## Summary\nFast.\n\n## Fixes\n<!-- fixes:start -->\n- Cart\n<!-- fixes:end -->\n\n## Thanks\nMona.\n<!-- notes:end -->\n";
    let nothing: Vec<&str> = Vec::new();
    assert_eq!(codes(template, "", good), nothing);
    let left_out = good.replace("## Thanks\nMona.\n", "");
    assert_eq!(codes(template, "", &left_out), nothing);
    let left_out = good.replace("## Thanks\nMona.\n<!-- notes:end -->\n", "");
    assert_eq!(codes(template, "", &left_out), [GONE]);
    let extra = format!("{good}\n## More\n\nText.\n");
    assert_eq!(codes(template, "extra-sections: allowed", &extra), nothing);
    for (from, to, wanted) in [
        ("<!-- fixes:end -->\n", "", vec![GONE]),
        ("<!-- fixes:end -->\n", "<!-- fixes:end -->\n<!-- fixes:end -->\n", vec![TWICE]),
        (
            "<!-- fixes:start -->\n- Cart\n<!-- fixes:end -->",
            "- Cart\n<!-- fixes:start -->\n<!-- fixes:end -->",
            vec![MOVED],
        ),
        (
            "<!-- fixes:start -->\n- Cart\n<!-- fixes:end -->",
            "<!-- fixes:end -->\n- Cart\n<!-- fixes:start -->",
            vec![MOVED, MOVED],
        ),
        ("<!-- fixes:start -->\n- Cart", "<!-- fixes:start -->\n\nA word of mine.\n\n- Cart", vec![]),
        ("<!-- notes:start -->\n# Release 1.4.0", "# Release 1.4.0\n<!-- notes:start -->", vec![MOVED]),
        ("Mona.\n<!-- notes:end -->", "<!-- notes:end -->\nMona.", vec![MOVED]),
        ("## Fixes\n<!-- fixes:start -->", "<!-- fixes:start -->\n## Fixes", vec![MOVED]),
        ("<!-- fixes:end -->", "<!-- fixes:END  -->", vec![]),
    ] {
        assert_eq!(codes(template, "", &good.replace(from, to)), wanted, "{to}");
    }
    let free = "<!-- notes:start -->\n# Release 1.4.0\n\n## Fixes\n<!-- fixes:start -->\n- Cart\n<!-- fixes:end -->\n\n## Thanks\nMona.\n<!-- notes:end -->\n\n## Summary\nFast.\n";
    assert_eq!(codes(template, "order: free", free), nothing);
}

#[test]
fn guidance_is_left_though_a_word_was_changed() {
    let template = "## Summary\n<!-- Say in two or three sentences what is new for customers -->\n";
    for (comment, wanted) in [
        ("Say in two or three sentences what is new for users", true),
        ("Say in two or three   sentences, what's new for customers.", true),
        ("TODO: Say in two or three sentences what is new for customers (mona)", true),
        ("checked by mona", false),
        ("what is new was said by mona", false),
    ] {
        let found = codes(template, "", &format!("## Summary\nFast.\n<!-- {comment} -->\n"));
        assert_eq!(found == ["notes-guidance-left"], wanted, "{comment}: {found:?}");
    }
}
