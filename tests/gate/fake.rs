//! The fake GitHub: one process for all tests, one world for each.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use serde_json::{Value, json};

/// A world of its own: nothing that a test does to it is seen by another.
pub(crate) struct Fake {
    url: String,
}

/// The process that serves all worlds. It ends when its standard input is closed, that is, with the tests.
struct Server {
    url: String,
    _child: Child,
}

fn server(world: &str) -> &'static Server {
    static SHOP: OnceLock<Server> = OnceLock::new();
    static LARGE: OnceLock<Server> = OnceLock::new();
    static TAGS: OnceLock<Server> = OnceLock::new();
    let server = match world {
        "large.mjs" => &LARGE,
        "tags.mjs" => &TAGS,
        _ => &SHOP,
    };
    server.get_or_init(|| start(world))
}

fn start(world: &str) -> Server {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/github");
    let installed = Command::new(folder.join("install.sh")).stdout(Stdio::null()).status().unwrap();
    assert!(installed.success(), "tests/github/install.sh failed: it needs node and npm");
    let mut child = Command::new("node")
        .args(["server.mjs", "--world", &format!("worlds/{world}")])
        .current_dir(&folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let url = line.trim().strip_prefix("listening ").unwrap().to_owned();
    Server { url, _child: child }
}

impl Fake {
    /// The world of `worlds/shop.yaml`: v1.4.0 of octoacme/shop, with this policy on its default branch.
    pub(crate) fn shop(policy: &str) -> Self {
        Self::world("shop.yaml", policy)
    }

    /// The world of `worlds/large.mjs`: v2.0.0 of octoacme/shop with 200 pull requests, ready.
    pub(crate) fn large(policy: &str) -> Self {
        Self::world("large.mjs", policy)
    }

    /// The world of `worlds/tags.mjs`: 350 tags of all kinds, three lines with releases, two packages.
    pub(crate) fn tags(policy: &str) -> Self {
        Self::world("tags.mjs", policy)
    }

    /// A world of a test's own.
    #[allow(dead_code, reason = "tests/runner has none")]
    pub(crate) fn made(world: &Value) -> Self {
        let url = format!("{}/_fake/worlds", server("shop.yaml").url);
        let answer = call("POST", &url, &json!({"world": world}));
        Self { url: answer["url"].as_str().unwrap().to_owned() }
    }

    fn world(world: &str, policy: &str) -> Self {
        let files = json!({"release.yml": policy});
        let patch = json!({"repositories": {"octoacme/shop": {"commits": {"m1": {"files": files}}}}});
        let answer = call("POST", &format!("{}/_fake/worlds", server(world).url), &json!({"patch": patch}));
        Self { url: answer["url"].as_str().unwrap().to_owned() }
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Does something to the world: a deed, a piece of a world file, or a list of them.
    pub(crate) fn patch(&self, patch: Value) {
        call("POST", &format!("{}/_fake/patch", self.url), &patch);
    }

    /// Sets the rules by which requests go wrong.
    pub(crate) fn faults(&self, rules: Value) {
        call("POST", &format!("{}/_fake/faults", self.url), &rules);
    }

    /// Whether the last of those rules had its effect.
    pub(crate) fn last_fault_met(&self) -> bool {
        let rules = call("GET", &format!("{}/_fake/faults", self.url), &Value::Null);
        rules.as_array().unwrap().last().is_some_and(|rule| rule["done"].as_u64() > Some(0))
    }

    /// Begins to note which places of answers may be null.
    pub(crate) fn note_places(&self) {
        call("POST", &format!("{}/_fake/places", self.url), &json!({}));
    }

    /// Those places, with the operations that they were seen in; `*` stands for the items of a list.
    pub(crate) fn places(&self) -> Value {
        call("GET", &format!("{}/_fake/places", self.url), &Value::Null)
    }

    /// Takes a field out of every query that follows.
    pub(crate) fn drop_field(&self, kind: &str, field: &str) {
        call("POST", &format!("{}/_fake/drop-field", self.url), &json!({"type": kind, "field": field}));
    }

    /// Refuses every document that asks for a field, an argument of it or a type, as GitHub does where its schema is older.
    pub(crate) fn never_heard_of(&self, what: &Value) {
        let mut what = what.clone();
        what["refuse"] = json!(true);
        call("POST", &format!("{}/_fake/drop-field", self.url), &what);
    }

    /// Undoes that.
    pub(crate) fn restore_fields(&self) {
        call("POST", &format!("{}/_fake/drop-field", self.url), &json!({}));
    }

    /// The fields that queries have selected, as `Type.field`.
    pub(crate) fn fields(&self) -> Vec<String> {
        let answer = call("GET", &format!("{}/_fake/fields", self.url), &Value::Null);
        answer.as_array().unwrap().iter().map(|field| field.as_str().unwrap().to_owned()).collect()
    }

    /// The requests so far.
    pub(crate) fn log(&self) -> Vec<Value> {
        call("GET", &format!("{}/_fake/log", self.url), &Value::Null).as_array().unwrap().clone()
    }

    /// What was needed of a token, as GitHub says it (`issues=read; pull_requests=read`), and whether it had that.
    pub(crate) fn rights(&self, token: &str) -> Vec<(String, bool)> {
        let answer = call("GET", &format!("{}/_fake/rights", self.url), &Value::Null);
        let all = answer[token].as_array().unwrap_or_else(|| panic!("no request with the token `{token}`"));
        all.iter().map(|one| (one["needs"].as_str().unwrap().to_owned(), one["granted"] == true)).collect()
    }

    /// Forgets the requests so far.
    pub(crate) fn clear_log(&self) {
        call("POST", &format!("{}/_fake/clear-log", self.url), &Value::Null);
    }

    /// The comments of an issue or pull request: author and body.
    pub(crate) fn comments(&self, number: u64) -> Vec<(String, String)> {
        let path = format!("{}/repos/octoacme/shop/issues/{number}/comments?per_page=100", self.url);
        let answer = call("GET", &path, &Value::Null);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        answer
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (text(&one["user"]["login"]), text(&one["body"])))
            .collect()
    }

    /// The commit at the tip of a branch.
    pub(crate) fn tip(&self, branch: &str) -> String {
        let path = format!("{}/repos/octoacme/shop/git/ref/heads/{branch}", self.url);
        call("GET", &path, &Value::Null)["object"]["sha"].as_str().unwrap().to_owned()
    }

    /// What REST shows below `/repos/octoacme/shop`.
    pub(crate) fn rest(&self, path: &str) -> Value {
        call("GET", &format!("{}/repos/octoacme/shop{path}", self.url), &Value::Null)
    }

    /// The check runs of a commit.
    pub(crate) fn check_runs(&self, commit: &str) -> Vec<Value> {
        let path = format!("{}/repos/octoacme/shop/commits/{commit}/check-runs?per_page=100", self.url);
        call("GET", &path, &Value::Null)["check_runs"].as_array().unwrap().clone()
    }
}

impl Drop for Fake {
    /// Whatever GitHub's published descriptions do not allow, or the fake does not model, fails the test.
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let violations = call("GET", &format!("{}/_fake/violations", self.url), &Value::Null);
            assert_eq!(violations, json!([]), "requests that GitHub would not take");
        }
    }
}

/// Whether a request of the log changes something.
pub(crate) fn is_write(request: &Value) -> bool {
    let mutation = ["AddComment", "UpdateComment", "DeleteComment"]
        .iter()
        .any(|operation| request["operation"] == *operation);
    mutation || (request["method"] != "GET" && request["operation"].is_null())
}

/// Calls the fake as somebody who may do everything.
fn call(method: &str, url: &str, body: &Value) -> Value {
    let method = if method == "GET" { minreq::Method::Get } else { minreq::Method::Post };
    let mut request = minreq::Request::new(method, url)
        .with_header("User-Agent", "holdpoint-tests")
        .with_header("Authorization", "Bearer gate")
        .with_timeout(60);
    if !body.is_null() {
        request = request.with_header("Content-Type", "application/json").with_body(body.to_string());
    }
    let response = request.send().unwrap_or_else(|error| panic!("{url}: {error}"));
    let text = response.as_str().unwrap();
    assert!((200..300).contains(&response.status_code), "{url}: {} {text}", response.status_code);
    if text.is_empty() {
        Value::Null
    } else {
        serde_json::from_str(text).unwrap_or_else(|_| panic!("{url}: {text}"))
    }
}
