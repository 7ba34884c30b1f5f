//! Reading a mapping whose keys are known.

use super::nearest::nearest;
use super::problem::Problems;
use super::read::{listed, shortened};
use super::tree::{Kind, Node};

/// A mapping being read: each [`get`](Fields::get) makes a key known, and [`finish`](Fields::finish) reports the
/// keys that nobody asked for.
#[derive(Debug)]
pub struct Fields<'n> {
    node: &'n Node,
    pairs: &'n [(Node, Node)],
    what: String,
    known: Vec<&'static str>,
}

impl<'n> Fields<'n> {
    /// Begins to read a mapping. `what` names it in problems, with its article: "a requirement".
    ///
    /// Anything but a mapping is a problem `wrong-type`.
    pub fn of(node: &'n Node, what: &str, problems: &mut Problems) -> Option<Self> {
        match &node.kind {
            Kind::Map(pairs) => Some(Self { node, pairs, what: what.to_owned(), known: Vec::new() }),
            _ => {
                node.wrong_type(what, "a mapping", problems);
                None
            }
        }
    }

    /// The value of a key, which is known from now on. A key without a value (`key:`) gives a node that is null.
    pub fn get(&mut self, key: &'static str) -> Option<&'n Node> {
        if !self.known.contains(&key) {
            self.known.push(key);
        }
        self.pair(key).map(|(_, value)| value)
    }

    /// Like [`get`](Fields::get); a missing key is a problem `missing-key` at the mapping.
    pub fn require(&mut self, key: &'static str, problems: &mut Problems) -> Option<&'n Node> {
        let value = self.get(key);
        if value.is_none() {
            problems.error(
                "missing-key",
                self.node.at.clone(),
                format!("{} needs the key `{key}`", self.what),
            );
        }
        value
    }

    /// The key itself as written, to point at it. Does not make it known.
    pub fn key(&self, key: &str) -> Option<&'n Node> {
        self.pair(key).map(|(key, _)| key)
    }

    /// All keys with their nodes, in the order of the text. Does not make them known.
    pub fn keys(&self) -> impl Iterator<Item = (&'n str, &'n Node)> + use<'n> {
        self.pairs.iter().filter_map(|(key, _)| Some((key.as_str()?, key)))
    }

    /// The mapping that is read.
    pub fn node(&self) -> &'n Node {
        self.node
    }

    /// Reports every key that was never asked for as `unknown-key`, with a suggestion and the known keys.
    pub fn finish(self, problems: &mut Problems) {
        for (key, value) in self.pairs {
            let Some(name) = key.as_str().filter(|name| !self.known.contains(name)) else { continue };
            let problem = problems.error(
                "unknown-key",
                key.at.clone(),
                format!("{} has no key `{}`", self.what, shortened(name)),
            );
            if value.is_null() && name.contains(':') {
                problem.help("a space belongs after the `:`");
                continue;
            }
            let suggestion = nearest(name, self.known.iter().copied());
            let keys = listed(&self.known);
            match (suggestion, self.known.as_slice()) {
                (Some(one), [_]) => problem.help(format!("did you mean `{one}`?")),
                (Some(one), _) => problem.help(format!("did you mean `{one}`? Its keys are {keys}")),
                (None, []) => problem.help("it has no keys"),
                (None, [one]) => problem.help(format!("its only key is `{one}`")),
                (None, _) => problem.help(format!("its keys are {keys}")),
            };
        }
    }

    fn pair(&self, key: &str) -> Option<&'n (Node, Node)> {
        self.pairs.iter().find(|(name, _)| name.as_str() == Some(key))
    }
}

#[cfg(test)]
mod tests;
