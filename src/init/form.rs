//! The form of a tracking issue. GitHub makes a heading of the third level of each label, and boxes of the options under it: that is
//! what a gate reads.

use super::page::{Page, scalar};
use super::requirements::{place, plain_lists};
use super::seen::Seen;
use super::seen::guide::{List, Time};

/// The form.
pub(super) fn form(seen: &Seen<'_>, policy: &str) -> String {
    let mut page = Page::default();
    let (label, there) = seen.tracking_label();
    page.comment(0, &format!("The tracking issue of a release, for \"New issue\". `{policy}` asks for these boxes by their texts: change both together."));
    match seen.guide() {
        Some(guide) => page.comment(0, &format!("Seen: the boxes of {}.", place(&guide.place))),
        None => {
            page.comment(0, "No list of yours was seen, so these are the boxes that the policy begins with.")
        }
    }
    page.line(0, "name: Release");
    page.line(0, "description: \"The tracking issue of a release: its boxes and its sign-offs\"");
    page.comment(0, "The version is completed by whoever opens it: it is found by the title.");
    page.line(0, "title: \"Release v\"");
    page.comment(
        0,
        if there {
            "Seen: this label is there."
        } else {
            "Make this label first: GitHub leaves out a label that there is none of."
        },
    );
    page.line(0, &format!("labels: [{}]", scalar(&label)));
    page.line(0, "body:");
    page.line(1, "- type: markdown");
    page.line(2, "attributes:");
    page.line(3, "value: Complete the title with the version, such as `Release v1.4.0`. Tick a box once it is done, not here but in the issue.");
    let plain = plain_lists();
    for (index, list) in lists(seen, &plain).enumerate() {
        page.line(1, "- type: checkboxes");
        page.line(2, &format!("id: list-{}", index + 1));
        page.line(2, "attributes:");
        page.line(3, &format!("label: {}", scalar(&list.heading)));
        page.line(3, "options:");
        for item in &list.items {
            page.line(4, &format!("- label: {}", scalar(&item.text)));
        }
    }
    page.text().to_owned()
}

/// The lists of the form: what comes before the tag and what comes after it.
fn lists<'s>(seen: &'s Seen<'_>, plain: &'s [List]) -> impl Iterator<Item = &'s List> {
    let guide = seen.guide().map_or(plain, |guide| guide.lists.as_slice());
    guide.iter().filter(|list| list.time != Time::Trouble)
}

/// The text of an issue that is made with the form, as GitHub makes it.
pub(super) fn issue(seen: &Seen<'_>) -> String {
    let plain = plain_lists();
    let mut text = String::new();
    for list in lists(seen, &plain) {
        text.push_str(&format!("### {}\n\n", list.heading));
        for item in &list.items {
            text.push_str(&format!("- [ ] {}\n", item.text));
        }
        text.push('\n');
    }
    text
}
