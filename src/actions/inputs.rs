//! The inputs of the action, as the runner hands them over: as variables, unchecked.

use std::collections::BTreeMap;
use std::fmt;

/// The inputs that were given. An input left empty is an input not given.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Inputs {
    /// By the variable's name without `INPUT_`: upper case, spaces as `_`, hyphens kept.
    given: BTreeMap<String, String>,
}

/// Names only: a value may be a token.
impl fmt::Debug for Inputs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.given.keys()).finish()
    }
}

impl Inputs {
    /// Reads the inputs from an environment. Values are trimmed, which the runner leaves to the action.
    #[must_use]
    pub fn read(env: &BTreeMap<String, String>) -> Self {
        let input = |(name, value): (&String, &String)| {
            let name = name.strip_prefix("INPUT_")?;
            let value = value.trim();
            (!name.is_empty() && !value.is_empty()).then(|| (name.to_owned(), value.to_owned()))
        };
        Self { given: env.iter().filter_map(input).collect() }
    }

    /// The value of an input, if it is given.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.given.get(&variable(name)).map(String::as_str)
    }

    /// The names of those that are given, in small letters; a space in one is `_`.
    pub fn names(&self) -> impl Iterator<Item = String> {
        self.given.keys().map(|name| name.to_lowercase())
    }
}

fn variable(name: &str) -> String {
    name.replace(' ', "_").to_uppercase()
}
