//! The files that state the version of a project whose policy does not name them: the well-known ones at its root.

use semver::Version;

use super::{Format, KNOWN, KeyPath, VersionFile};

/// The file in which Cargo notes the version of the package itself, beside those of all others.
pub const CARGO_LOCK: &str = "Cargo.lock";
const CARGO_TOML: &str = "Cargo.toml";

/// The well-known files of a project's root.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OfRoot {
    /// Those that state a version.
    pub files: Vec<VersionFile>,
    /// Those that are there and state none, by path: the version may be elsewhere, as that of `package.json` in a
    /// workspace, or it is written as no version of semver.org.
    pub without: Vec<String>,
}

/// The names that are looked for.
pub fn well_known_names() -> impl Iterator<Item = &'static str> {
    KNOWN.iter().map(|(name, _)| *name).chain([CARGO_LOCK])
}

/// Which of these files, by path and text, state the version of the project. `Cargo.lock` is one if it has the entry of
/// the package that `Cargo.toml` names.
#[must_use]
pub fn of_root(files: &[(String, String)]) -> OfRoot {
    let mut found = OfRoot::default();
    for (path, text) in files {
        let file = if path == CARGO_LOCK { own_entry(files) } else { VersionFile::well_known(path) };
        let Some(file) = file else { continue };
        let stated = file.stated(text);
        let is_version = |text: &str| Version::parse(text).is_ok();
        let clear = stated.lacks.is_empty() && stated.values.iter().all(|value| is_version(&value.text));
        // A lock that has no entry of the package is brought up to date by Cargo.
        if clear {
            found.files.push(file);
        } else if path != CARGO_LOCK {
            found.without.push(path.clone());
        }
    }
    found
}

/// The entry of the package of `Cargo.toml`, if the version is that package's own.
fn own_entry(files: &[(String, String)]) -> Option<VersionFile> {
    let (_, manifest) = files.iter().find(|(path, _)| path == CARGO_TOML)?;
    let value = |key: &str| Format::Toml.value(manifest, &KeyPath::parse(key).ok()?).ok();
    let name = value("package.name")?;
    VersionFile::in_cargo_lock(CARGO_LOCK, &name.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_states_a_version_is_taken() {
        let files = [
            ("Cargo.lock", "[[package]]\nname = \"shop\"\nversion = \"1.4.0\"\n"),
            ("Cargo.toml", "[package]\nname = \"shop\"\nversion = \"1.4.0\"\n"),
            ("package.json", "{\"private\": true}"),
            ("VERSION", "1.4\n"),
            ("main.rs", "fn main() {}"),
        ];
        let owned = files.map(|(path, text)| (path.to_owned(), text.to_owned()));
        let found = of_root(&owned);
        assert_eq!(
            found.files.iter().map(VersionFile::says).collect::<Vec<_>>(),
            ["“Cargo.lock” at “package[name=\"shop\"].version”", "“Cargo.toml”"]
        );
        assert_eq!(found.without, ["package.json", "VERSION"]);
        assert_eq!(of_root(&owned[..1]), OfRoot::default());
    }
}
