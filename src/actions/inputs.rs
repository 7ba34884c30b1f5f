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

/// What is wrong with an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InputError {
    /// A required input is not given. The runner does not check this.
    Missing {
        /// The input.
        name: String,
    },
    /// The value is none of those allowed.
    NotAllowed {
        /// The input.
        name: String,
        /// What was given.
        value: String,
        /// What may be given.
        allowed: Vec<String>,
        /// The allowed value that was probably meant.
        suggestion: Option<String>,
    },
    /// The value is not a whole number from 0 on.
    NotANumber {
        /// The input.
        name: String,
        /// What was given.
        value: String,
    },
}

impl std::error::Error for InputError {}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { name } => write!(f, "input `{name}` is required"),
            Self::NotAllowed { name, value, allowed, suggestion } => {
                write!(f, "input `{name}` cannot be `{}`: allowed are ", value.escape_debug())?;
                for (index, allowed) in allowed.iter().enumerate() {
                    write!(f, "{}`{allowed}`", if index == 0 { "" } else { ", " })?;
                }
                match suggestion {
                    Some(suggestion) => write!(f, "; did you mean `{suggestion}`?"),
                    None => Ok(()),
                }
            }
            Self::NotANumber { name, value } => {
                write!(f, "input `{name}` cannot be `{}`: a whole number is needed", value.escape_debug())
            }
        }
    }
}

/// An input that the action does not have. The runner only warns about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownInput {
    /// Its name in lower case, as inputs are written.
    pub name: String,
    /// The input that was probably meant.
    pub suggestion: Option<String>,
}

impl fmt::Display for UnknownInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no input `{}`", self.name.escape_debug())?;
        match &self.suggestion {
            Some(suggestion) => write!(f, "; did you mean `{suggestion}`?"),
            None => Ok(()),
        }
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

    /// The value of an input that must be given.
    ///
    /// # Errors
    /// If it is not given.
    pub fn required(&self, name: &str) -> Result<&str, InputError> {
        self.get(name).ok_or_else(|| InputError::Missing { name: name.to_owned() })
    }

    /// A yes or no, in the spellings of YAML 1.2's core schema and no others.
    ///
    /// # Errors
    /// If the value is anything else, such as `yes` or `1`.
    pub fn flag(&self, name: &str) -> Result<Option<bool>, InputError> {
        match self.get(name) {
            None => Ok(None),
            Some("true" | "True" | "TRUE") => Ok(Some(true)),
            Some("false" | "False" | "FALSE") => Ok(Some(false)),
            Some(other) => Err(not_allowed(name, other, &["true", "false"])),
        }
    }

    /// One of several words.
    ///
    /// # Errors
    /// If the value is none of them.
    pub fn choice<'c>(&self, name: &str, allowed: &[&'c str]) -> Result<Option<&'c str>, InputError> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let found = allowed.iter().find(|allowed| **allowed == value);
        found.map(|found| Some(*found)).ok_or_else(|| not_allowed(name, value, allowed))
    }

    /// A whole number, such as an issue's, with or without `#` in front.
    ///
    /// # Errors
    /// If the value is not one.
    pub fn number(&self, name: &str) -> Result<Option<u64>, InputError> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let digits = value.strip_prefix('#').unwrap_or(value);
        let number = digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten();
        let error = || InputError::NotANumber { name: name.to_owned(), value: value.to_owned() };
        number.map(Some).ok_or_else(error)
    }

    /// A list, one item a line. Empty lines are dropped.
    #[must_use]
    pub fn list(&self, name: &str) -> Vec<&str> {
        self.get(name).unwrap_or_default().lines().map(str::trim).filter(|line| !line.is_empty()).collect()
    }

    /// The inputs given that are not among those `known`, each with the one that was probably meant. `args`
    /// and `entrypoint` belong to the runner, which lets any workflow set them for a container action.
    #[must_use]
    pub fn unknown(&self, known: &[&str]) -> Vec<UnknownInput> {
        let variables: Vec<String> = known.iter().map(|name| variable(name)).collect();
        let strange =
            |name: &&String| !variables.contains(name) && !matches!(name.as_str(), "ARGS" | "ENTRYPOINT");
        let report = |name: &String| {
            let name = name.to_lowercase();
            UnknownInput { suggestion: nearest(&name, known), name }
        };
        self.given.keys().filter(strange).map(report).collect()
    }
}

fn variable(name: &str) -> String {
    name.replace(' ', "_").to_uppercase()
}

fn not_allowed(name: &str, value: &str, allowed: &[&str]) -> InputError {
    InputError::NotAllowed {
        name: name.to_owned(),
        value: value.to_owned(),
        allowed: allowed.iter().map(ToString::to_string).collect(),
        suggestion: nearest(&value.to_lowercase(), allowed),
    }
}

/// The known word that is most like `word`, if one is like it at all.
fn nearest(word: &str, known: &[&str]) -> Option<String> {
    let likeness = |known: &&str| (strsim::jaro_winkler(word, known), known.to_string());
    let nearest = known.iter().map(likeness).max_by(|(one, _), (other, _)| one.total_cmp(other));
    nearest.filter(|(likeness, _)| *likeness > 0.8).map(|(_, known)| known)
}
