//! Files whose place for the version everybody knows.

/// Where a well-known file has its version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// At these keys, of which at least one must be there, and all that are must agree.
    Keys(&'static [&'static str]),
    /// Where this pattern fits.
    Pattern(&'static str),
    /// It is all that the file says.
    Alone,
}

/// The names of these files, and where the version is. A file is known by its name in whatever folder it is.
pub const KNOWN: &[(&str, Known)] = &[
    ("Cargo.toml", Known::Keys(&["package.version", "workspace.package.version"])),
    ("Chart.yaml", Known::Keys(&["version"])),
    ("VERSION", Known::Alone),
    ("VERSION.txt", Known::Alone),
    ("build.sbt", Known::Pattern("version := \"{version}\"")),
    ("composer.json", Known::Keys(&["version"])),
    ("deno.json", Known::Keys(&["version"])),
    ("galaxy.yml", Known::Keys(&["version"])),
    ("gradle.properties", Known::Pattern("version={version}")),
    ("jsr.json", Known::Keys(&["version"])),
    ("lerna.json", Known::Keys(&["version"])),
    ("manifest.json", Known::Keys(&["version"])),
    ("mix.exs", Known::Pattern("version: \"{version}\"")),
    ("npm-shrinkwrap.json", Known::Keys(&["version", "packages.\"\".version"])),
    ("package-lock.json", Known::Keys(&["version", "packages.\"\".version"])),
    ("package.json", Known::Keys(&["version"])),
    ("pubspec.yaml", Known::Keys(&["version"])),
    ("pyproject.toml", Known::Keys(&["project.version", "tool.poetry.version"])),
    ("setup.cfg", Known::Pattern("version = {version}")),
    ("vcpkg.json", Known::Keys(&["version", "version-semver"])),
    ("version.txt", Known::Alone),
];

/// Where the file at a path has its version, if its name is known.
pub(super) fn of(path: &str) -> Option<Known> {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    KNOWN.iter().find(|(known, _)| *known == name).map(|(_, known)| *known)
}
