//! Where a version is in a file of TOML, JSON or YAML: `package.version`, `packages."".version`, `package[name=shop].version`.

use std::fmt;

/// How many steps a path may have.
const MOST: usize = 16;
/// How long it may be, in bytes.
const LONGEST: usize = 500;

/// A way through tables and lists to one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPath {
    text: String,
    steps: Vec<Step>,
}

/// One step of the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The value of this key; in a list the item of this number, from 0.
    Key(String),
    /// The one item of a list that has this value at this key.
    Where(String, String),
}

impl KeyPath {
    /// Reads a path: keys with dots between, those with dots, quotes or brackets in them in quotes, and `[key=value]`
    /// behind the key of a list.
    ///
    /// # Errors
    /// A sentence for the author of the policy.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.len() > LONGEST {
            return Err(format!("a path of keys has at most {LONGEST} bytes"));
        }
        let mut reader = Reader { rest: text };
        let mut steps = Vec::new();
        loop {
            steps.push(Step::Key(reader.key(&['.', '['])?));
            while reader.take('[') {
                let key = reader.key(&['='])?;
                if !reader.take('=') {
                    return Err("brackets choose an item of a list, as in `[name=shop]`".to_owned());
                }
                steps.push(Step::Where(key, reader.key(&[']'])?));
                if !reader.take(']') {
                    return Err("`[` is not closed".to_owned());
                }
            }
            if steps.len() > MOST {
                return Err(format!("a path of keys has at most {MOST} steps"));
            }
            if reader.rest.is_empty() {
                return Ok(Self { text: text.to_owned(), steps });
            }
            if !reader.take('.') {
                return Err("keys have a dot between them; a key with quotes in it goes in the other quotes"
                    .to_owned());
            }
        }
    }

    /// The steps; there is at least one.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }
}

impl fmt::Display for KeyPath {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn take(&mut self, wanted: char) -> bool {
        let after = self.rest.strip_prefix(wanted);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    /// A key, in quotes or up to one of these characters or the end.
    fn key(&mut self, ends: &[char]) -> Result<String, String> {
        for quote in ['"', '\''] {
            if let Some(quoted) = self.rest.strip_prefix(quote) {
                let Some((key, after)) = quoted.split_once(quote) else {
                    return Err(format!("`{quote}` is not closed"));
                };
                self.rest = after;
                return Ok(key.to_owned());
            }
        }
        let end = self.rest.find(|one| ends.contains(&one)).unwrap_or(self.rest.len());
        let (key, after) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        if key.is_empty() || key.trim() != key {
            return Err(
                "a key is empty or has spaces around it; write it in quotes if that is meant".to_owned()
            );
        }
        if key.contains(['"', '\'', '[', ']', '=']) {
            return Err(format!("write the key `{key}` in quotes"));
        }
        self.rest = after;
        Ok(key.to_owned())
    }
}
