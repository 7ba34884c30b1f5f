//! The plan of now, put into a tracking issue that people have changed.
//!
//! What people wrote stays, where it is and as it is: an update puts lines in, strikes what the policy no longer asks for,
//! and takes that back. It replaces only what it wrote itself and nobody has touched since. Each change is tried, and taken
//! back where it would change another box, field or heading.
//!
//! | module | holds |
//! | --- | --- |
//! | `text` | a text that is changed line by line, and what a change must leave alone |
//! | `own` | the lines that a plan wrote, found by their marks |
//! | `off` | boxes that are struck, or asked for again |
//! | `places` | where a missing line can stand |
//! | `add` | putting in what is missing |
//!
//! Limits: a box that people reworded is theirs, and the policy's stands beside it from then on. A box that is there twice
//! stays so, and is told.

mod add;
mod off;
mod own;
mod places;
mod text;

use super::outline::{Node, outline};
use super::{Facts, Lost, page, plan};
use crate::policy::Policy;
use crate::requirement::Page;

use text::Text;

/// What became of an update.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Updated {
    /// The text.
    pub body: String,
    /// What a gate does not find once in it, although the policy asks for it.
    pub lost: Vec<Lost>,
}

/// Puts the plan of now into a text. An update of what it gives back changes nothing.
#[must_use]
pub fn update(body: &str, policy: &Policy, facts: &Facts) -> Updated {
    if body.trim().is_empty() {
        let plan = plan(policy, facts);
        return Updated { body: plan.body, lost: plan.lost };
    }
    let root = outline(policy, facts);
    let mut text = Text::new(body);
    own::head(&mut text, policy, facts);
    off::strike_and_restore(&mut text, &root);
    own::lines(&mut text, &root);
    add::headings(&mut text, &root);
    add::missing(&mut text, &root);
    // Some stood where their boxes could not.
    own::lines(&mut text, &root);
    own::notes(&mut text, &root);
    let lost = page::lost(&root, &Page::read(text.body()));
    Updated { body: text.into_body(), lost }
}

/// All nodes of a tree in their order, each with those above it.
fn nodes<'n>(node: &'n Node, above: &mut Vec<&'n Node>, all: &mut Vec<Vec<&'n Node>>) {
    above.push(node);
    all.push(above.clone());
    for child in &node.children {
        nodes(child, above, all);
    }
    above.pop();
}
