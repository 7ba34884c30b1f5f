//! The requests that a scene makes, found by running it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use serde_json::{Value, json};

use super::scenes::{SCENES, Scene};
use crate::fake::is_write;

/// A request: the operation of a document, or a path, of the first or of a further page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Request {
    /// How the docs name it: `query Tags`, `GET …/compare/*?per_page=1`.
    pub(super) name: String,
    /// Whether it asks for a further page of a list.
    pub(super) further: bool,
    writes: bool,
    pub(super) method: String,
    operation: Option<String>,
    path: String,
    search: String,
}

/// A place in an answer that may be null: names of fields, and `*` for an item of a list.
pub(super) type Place = Vec<String>;

impl Request {
    pub(super) fn of(entry: &Value) -> Self {
        let text = |key: &str| entry[key].as_str().map(ToOwned::to_owned);
        let method = text("method").unwrap();
        let further = entry["further"] == true;
        let whole = text("path").unwrap();
        let (path, search) = whole.split_once('?').unwrap_or((&whole, ""));
        let path = template(path);
        let search = if search.is_empty() { String::new() } else { format!("?{}", page_template(search)) };
        let operation = text("operation");
        let writes = is_write(entry);
        let name = match &operation {
            Some(operation) if writes => format!("mutation {operation}"),
            Some(operation) => format!("query {operation}"),
            None => format!("{method} {}{search}", path.replace("/*/*/", "…/")),
        };
        let name = if further { format!("{name}, further page") } else { name };
        Self { name, further, writes, method, operation, path, search }
    }

    /// Whether it changes nothing.
    pub(super) fn reads(&self) -> bool {
        !self.writes
    }

    /// Under which name the places of its answers are known.
    pub(super) fn operation_page(&self) -> &str {
        self.name.trim_start_matches("query ")
    }

    /// The document's name, for a request of GraphQL.
    pub(super) fn operation(&self) -> Option<&str> {
        self.operation.as_deref()
    }

    /// The path after the repository's name, with `*` for what is of one commit or number.
    pub(super) fn path(&self) -> &str {
        self.path.trim_start_matches("/*/*/")
    }

    /// How a sentence names it, up to what is of one run.
    pub(super) fn source(&self) -> String {
        match &self.operation {
            Some(_) => format!("{} at http://127.0.0.1:", self.name.trim_end_matches(", further page")),
            None => format!("{} http://127.0.0.1:", self.method),
        }
    }

    /// What of a rule tells the fake that it is this one.
    pub(super) fn matched(&self) -> Value {
        match &self.operation {
            Some(operation) => json!({"operation": operation, "further": self.further}),
            None => {
                json!({"method": self.method, "path": self.path, "search": self.search, "further": self.further})
            }
        }
    }
}

/// The path with what is of one repository, commit or number left out: further pages name the repository by its number.
fn template(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    let rest = match parts.as_slice() {
        ["repos", _, _, rest @ ..] | ["repositories", _, rest @ ..] => rest,
        _ => return path.to_owned(),
    };
    let part = |(index, part): (usize, &&str)| {
        let word = part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        let named = rest.get(index.wrapping_sub(1)) == Some(&"collaborators");
        if word && !named { (*part).to_owned() } else { "*".to_owned() }
    };
    format!("/*/*/{}", rest.iter().enumerate().map(part).collect::<Vec<_>>().join("/"))
}

fn page_template(search: &str) -> String {
    let part = |part: &str| match part.split_once('=') {
        Some((name @ ("page" | "head_sha"), _)) => format!("{name}=*"),
        _ => part.to_owned(),
    };
    search.split('&').map(part).collect::<Vec<_>>().join("&")
}

/// What a clean run of a scene asks for, and the places of its answers that may be null.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) requests: Vec<Request>,
    pub(super) places: BTreeMap<String, Vec<Place>>,
}

/// The same for each scene, once.
pub(super) fn found() -> &'static [Found] {
    static FOUND: OnceLock<Vec<Found>> = OnceLock::new();
    FOUND.get_or_init(|| SCENES.iter().map(find).collect())
}

fn find(scene: &Scene) -> Found {
    let fake = (scene.world)();
    let run = (scene.judge)(&fake, &[]);
    fake.faults((scene.rules)());
    fake.clear_log();
    fake.note_places();
    run.go().ended(0);
    let mut requests: Vec<Request> = fake.log().iter().map(Request::of).collect();
    requests.sort();
    requests.dedup();
    let places: BTreeMap<String, Vec<Place>> = serde_json::from_value(fake.places()).unwrap();
    Found { requests, places: places.into_iter().map(|(name, places)| (name, alike(places))).collect() }
}

/// Of names that differ in their number only, such as `number34` and `number35`, the first stands for all.
fn alike(places: Vec<Place>) -> Vec<Place> {
    let general = |name: &String| {
        let word = name.trim_end_matches(|c: char| c.is_ascii_digit());
        if word.len() < name.len() { format!("{word}*") } else { name.clone() }
    };
    let general = |place: Place| place.iter().map(general).collect::<Place>();
    places.into_iter().map(general).collect::<BTreeSet<_>>().into_iter().collect()
}
