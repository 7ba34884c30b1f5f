//! Names of artifacts and assets as a policy writes them: globs in which `{version}` is the release's version.

use crate::paths::Glob;
use crate::verdict::Value;

const VERSION: &str = "{version}";

/// A name, or a glob for several.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Name {
    text: String,
}

impl Name {
    /// # Errors
    /// A sentence for the author of the policy.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if text.contains('/') {
            return Err("the name of an artifact or an asset has no `/`".to_owned());
        }
        let name = Self { text: text.to_owned() };
        Glob::parse(&name.of("1.2.3")).map(|_| name)
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// The name for one version. No version has a character that means something in a glob.
    pub(super) fn of(&self, version: &str) -> String {
        self.text.replace(VERSION, version)
    }

    pub(super) fn value(&self, version: &str) -> Value {
        Value::Code(self.of(version))
    }

    /// Those of `things` whose names fit.
    pub(super) fn fitting<'a, T>(
        &self,
        version: &str,
        things: &[&'a T],
        name: impl Fn(&T) -> &str,
    ) -> Vec<&'a T> {
        // What was read fits: only the version is another.
        let Ok(glob) = Glob::parse(&self.of(version)) else { return Vec::new() };
        things.iter().copied().filter(|thing| glob.matches(name(thing))).collect()
    }

    /// The name that was probably meant, of those that are there.
    pub(super) fn nearest<'a>(
        &self,
        version: &str,
        names: impl IntoIterator<Item = &'a str>,
    ) -> Option<Value> {
        let near = crate::yaml::nearest(&self.of(version), names)?;
        Some(Value::Code(near.to_owned()))
    }
}
