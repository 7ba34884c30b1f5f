//! Files that state the version of their project: where in them it is, what they say, and the same file with another one.
//!
//! Well-known files are known by their name; in others a path of keys leads to the version (TOML, JSON, YAML), or the way
//! its line reads. Nothing is guessed: what does not tell clearly what its version is says so.

mod document;
mod edit;
mod key_path;
mod known;
mod pattern;
mod read;
mod root;

pub use document::{Format, Miss, Value};
pub use edit::{Changed, Edited, Unfit};
pub use key_path::{KeyPath, Step};
pub use known::{KNOWN, Known};
pub use pattern::Pattern;
pub use read::{read, shape};
pub use root::{CARGO_LOCK, OfRoot, of_root, well_known_names};

/// A file, and where in it the version is. Give it `key` or `pattern`; a well-known file needs neither.
#[derive(Debug, Clone, PartialEq, schemars::JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("not" = { "required": ["key", "pattern"] }))]
#[schemars(extend("dependentSchemas" = { "format": { "required": ["key"] } }))]
pub struct VersionFile {
    /// The path from the root of the repository. No glob.
    #[schemars(schema_with = "read::text")]
    path: String,
    /// The way to the version in a file of TOML, JSON or YAML: `package.version`. In a list a number is an item, from
    /// 0, and `[name=shop]` the item with that value: `package[name=shop].version`. A key with a dot, a quotation mark
    /// or a bracket in it stands in quotes.
    #[schemars(default, schema_with = "read::text")]
    key: Option<KeyPath>,
    /// What the file is. Left out, its name tells: `.toml`, `.json`, `.yaml` or `.yml`.
    #[schemars(default, with = "Format")]
    format: Option<Format>,
    /// How the line reads that has the version, with `{version}` in its place: `VERSION = "{version}"`. It may be a
    /// part of the line, and `*` stands for any run of characters; for the character itself write `\*`. A version
    /// begins with a digit. Where several places fit, all of them must have the version of the release. What is a comment
    /// in such a file is not known: places in comments fit, too.
    #[schemars(default, schema_with = "read::text")]
    pattern: Option<Pattern>,
    /// Where the version is.
    #[schemars(skip)]
    place: Place,
}

/// Where in a file the version is.
#[derive(Debug, Clone, PartialEq)]
enum Place {
    /// At these keys, of which one must be there.
    Keys(Format, Vec<KeyPath>),
    /// Where the pattern fits.
    Pattern(Pattern),
    /// It is all that the file says.
    Alone,
}

/// What a file says of its version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// Each place that says one.
    pub values: Vec<Value>,
    /// Why it does not say it, or not clearly.
    pub lacks: Vec<Lack>,
}

/// Why a file does not say its version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lack {
    /// Nothing reads like this pattern.
    Nowhere(String),
    /// None of these keys is there.
    NoKey(Vec<String>),
    /// This key is there, and is no single value but this.
    NoValue(String, &'static str),
    /// It is not of this format, or not clear, and why.
    Unreadable(Format, String),
}

impl VersionFile {
    /// The well-known file at a path.
    ///
    /// ```
    /// use holdpoint::version_files::VersionFile;
    /// assert!(VersionFile::well_known("web/package.json").is_some());
    /// assert!(VersionFile::well_known("main.rs").is_none());
    /// ```
    #[must_use]
    pub fn well_known(path: &str) -> Option<Self> {
        let place = read::place_of(path)?;
        Some(Self { path: path.to_owned(), key: None, format: None, pattern: None, place })
    }

    /// The entry of a package in the `Cargo.lock` of this path.
    #[must_use]
    pub fn in_cargo_lock(path: &str, package: &str) -> Option<Self> {
        let quote = if package.contains('"') { '\'' } else { '"' };
        Self::at_toml_key(path, &format!("package[name={quote}{package}{quote}].version"))
    }

    /// The version at a path of keys in a file of TOML.
    #[must_use]
    pub fn at_toml_key(path: &str, key: &str) -> Option<Self> {
        let key = KeyPath::parse(key).ok()?;
        let place = Place::Keys(Format::Toml, vec![key.clone()]);
        Some(Self { path: path.to_owned(), key: Some(key), format: Some(Format::Toml), pattern: None, place })
    }

    /// Its path, from the root of the repository.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The place, in words.
    #[must_use]
    pub fn says(&self) -> String {
        match (&self.key, &self.pattern) {
            (Some(key), _) => format!("“{}” at “{key}”", self.path),
            (_, Some(pattern)) => format!("“{}” where it reads “{pattern}”", self.path),
            (None, None) => format!("“{}”", self.path),
        }
    }

    /// What its text says.
    #[must_use]
    pub fn stated(&self, text: &str) -> Stated {
        match &self.place {
            Place::Keys(format, keys) => at_keys(text, *format, keys),
            Place::Pattern(pattern) => {
                let values = pattern.find(text);
                let lacks =
                    if values.is_empty() { vec![Lack::Nowhere(pattern.to_string())] } else { Vec::new() };
                Stated { values, lacks }
            }
            Place::Alone => {
                let without = text.strip_prefix('\u{feff}').unwrap_or(text);
                let line = without.lines().position(|line| !line.trim().is_empty()).unwrap_or_default() + 1;
                let said = without.trim();
                let start = text.len() - without.trim_start().len();
                let value = Value { text: said.to_owned(), line, at: start..start + said.len() };
                Stated { values: vec![value], lacks: Vec::new() }
            }
        }
    }
}

fn at_keys(text: &str, format: Format, keys: &[KeyPath]) -> Stated {
    let mut stated = Stated { values: Vec::new(), lacks: Vec::new() };
    for key in keys {
        match format.value(text, key) {
            Ok(value) => stated.values.push(value),
            Err(Miss::NoKey) => {}
            Err(Miss::NoValue(what)) => stated.lacks.push(Lack::NoValue(key.to_string(), what)),
            Err(Miss::Unreadable(why)) => {
                return Stated { lacks: vec![Lack::Unreadable(format, why)], ..stated };
            }
        }
    }
    if !stated.values.is_empty() {
        // One of the keys is enough.
        stated.lacks.clear();
    } else if stated.lacks.is_empty() {
        stated.lacks.push(Lack::NoKey(keys.iter().map(ToString::to_string).collect()));
    }
    stated
}
