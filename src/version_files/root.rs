//! The files that state the version of a project whose policy does not name them: the well-known ones at its root.

use semver::Version;
use toml::de::{DeTable, DeValue};

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
    found.files.extend(of_workspace(files));
    found
}

/// What goes along with the version of a Cargo workspace: the versions of its members among `workspace.dependencies`, and
/// the members' entries in `Cargo.lock`. A lock in which crates of the workspace have several versions stays as it is: which of
/// them take the workspace's, it does not say.
fn of_workspace(files: &[(String, String)]) -> Vec<VersionFile> {
    let text_of = |name: &str| files.iter().find(|(path, _)| path == name).map(|(_, text)| text.as_str());
    let key = |text: &str| KeyPath::parse(text).ok();
    let Some(manifest) = text_of(CARGO_TOML) else { return Vec::new() };
    let version = key("workspace.package.version").and_then(|key| Format::Toml.value(manifest, &key).ok());
    let Some(version) = version.map(|value| value.text) else { return Vec::new() };
    let mut found: Vec<VersionFile> = members_among_dependencies(manifest, &version)
        .iter()
        .filter_map(|name| {
            VersionFile::at_toml_key(CARGO_TOML, &format!("workspace.dependencies.{}.version", quoted(name)))
        })
        .collect();
    let own = text_of(CARGO_LOCK).map(own_packages).unwrap_or_default();
    if own.iter().all(|(_, known)| *known == version) {
        found.extend(own.iter().filter_map(|(name, _)| VersionFile::in_cargo_lock(CARGO_LOCK, name)));
    }
    found
}

/// The dependencies that are named by path with this version.
fn members_among_dependencies(manifest: &str, version: &str) -> Vec<String> {
    let Ok(root) = DeTable::parse(manifest) else { return Vec::new() };
    let workspace = root.get_ref().get("workspace").and_then(|value| value.get_ref().as_table());
    let listed = workspace.and_then(|table| table.get("dependencies")?.get_ref().as_table());
    let is_member = |value: &DeValue<'_>| {
        let table = value.as_table();
        table.is_some_and(|table| table.contains_key("path") && text(table, "version") == Some(version))
    };
    listed
        .into_iter()
        .flatten()
        .filter(|(_, value)| is_member(value.get_ref()))
        .map(|(name, _)| name.get_ref().to_string())
        .collect()
}

/// The packages of a lock that come from no registry and no repository, with their versions.
fn own_packages(lock: &str) -> Vec<(String, String)> {
    let Ok(root) = DeTable::parse(lock) else { return Vec::new() };
    let listed = root.get_ref().get("package").and_then(|value| value.get_ref().as_array());
    let own = |value: &DeValue<'_>| {
        let table = value.as_table().filter(|table| !table.contains_key("source"))?;
        Some((text(table, "name")?.to_owned(), text(table, "version")?.to_owned()))
    };
    listed.into_iter().flat_map(|items| items.iter()).filter_map(|item| own(item.get_ref())).collect()
}

fn text<'t>(table: &'t DeTable<'_>, key: &str) -> Option<&'t str> {
    table.get(key).and_then(|value| value.get_ref().as_str())
}

fn quoted(key: &str) -> String {
    let quote = if key.contains('"') { '\'' } else { '"' };
    format!("{quote}{key}{quote}")
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

    #[test]
    fn a_workspace_takes_its_members_along() {
        let manifest = "[workspace]\nmembers = [\"crates/*\"]\n[workspace.package]\nversion = \"1.4.0\"\n[workspace.dependencies]\n\
                        shop-core = { path = \"crates/core\", version = \"1.4.0\" }\nserde = \"1.4.0\"\n\
                        old = { path = \"crates/old\", version = \"0.3.0\" }\nbare = { path = \"crates/bare\" }\n";
        let member =
            |name: &str, version: &str| format!("[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n");
        let foreign = format!("{}source = \"registry+x\"\n", member("serde", "1.4.0"));
        let told = |lock: String| {
            let files = [("Cargo.lock".to_owned(), lock), ("Cargo.toml".to_owned(), manifest.to_owned())];
            let found = of_root(&files);
            found.files.iter().map(VersionFile::says).collect::<Vec<_>>()
        };
        let both = member("shop-core", "1.4.0") + &member("shop", "1.4.0") + &foreign;
        assert_eq!(
            told(both),
            [
                "“Cargo.toml”",
                "“Cargo.toml” at “workspace.dependencies.\"shop-core\".version”",
                "“Cargo.lock” at “package[name=\"shop-core\"].version”",
                "“Cargo.lock” at “package[name=\"shop\"].version”",
            ]
        );
        let several = member("shop-core", "1.4.0") + &member("old", "0.3.0");
        assert_eq!(told(several).len(), 2, "which of them takes the workspace's version is not known");
    }
}
