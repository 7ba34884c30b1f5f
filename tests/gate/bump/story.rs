//! A history of octoacme/shop to compute versions of: pull requests and commits, one after the other, since v1.4.0.

use serde_json::{Map, Value, json};

use crate::fake::Fake;
use crate::run::{Ran, Run};

/// The whole id of a commit by a short name of hexadecimal digits.
pub(crate) fn oid(name: &str) -> String {
    format!("{name:0<40}")
}

/// What has happened so far. Nothing is in the world before [`Story::told`].
pub(crate) struct Story {
    commits: Map<String, Value>,
    branches: Map<String, Value>,
    tags: Map<String, Value>,
    labels: Vec<String>,
    pulls: Vec<Value>,
    issues: Vec<Value>,
    branch: String,
    minutes: u64,
}

impl Story {
    /// v1.4.0 is at the first commit of main, and nothing came after it.
    pub(crate) fn new() -> Self {
        let mut story = Self::before_any_release();
        story.tag("v1.4.0");
        story
    }

    /// The first commit of main, without any tag.
    pub(crate) fn before_any_release() -> Self {
        let branches = [("main", json!("m1")), ("search", Value::Null)];
        let tags = ["v1.3.0", "v1.3.1", "v1"].map(|tag| (tag.to_owned(), Value::Null));
        Self {
            commits: Map::new(),
            branches: branches.into_iter().map(|(name, commit)| (name.to_owned(), commit)).collect(),
            tags: tags.into_iter().collect(),
            labels: Vec::new(),
            pulls: Vec::new(),
            issues: Vec::new(),
            branch: "main".to_owned(),
            minutes: 0,
        }
    }

    fn now(&mut self) -> String {
        self.minutes += 1;
        format!("2026-02-01T{:02}:{:02}:00Z", self.minutes / 60, self.minutes % 60)
    }

    /// The tip of the branch on which things happen.
    pub(crate) fn tip(&self) -> String {
        self.branches[&self.branch].as_str().unwrap().to_owned()
    }

    /// What follows happens on this branch, which begins here if there is none yet.
    pub(crate) fn on(&mut self, branch: &str) {
        let tip = self.tip();
        self.branches.entry(branch.to_owned()).or_insert(json!(tip));
        self.branch = branch.to_owned();
    }

    /// A tag at the tip.
    pub(crate) fn tag(&mut self, name: &str) {
        let tip = self.tip();
        self.tags.insert(name.to_owned(), json!(tip));
    }

    /// An annotated tag at the tip.
    pub(crate) fn annotated(&mut self, name: &str) {
        let (commit, date) = (self.tip(), self.now());
        let tag = json!({"commit": commit, "message": name, "tagger": "maya-r", "date": date});
        self.tags.insert(name.to_owned(), tag);
    }

    fn add(&mut self, name: &str, message: &str, parents: &[&str], path: Option<&str>) {
        let date = self.now();
        let files: Map<String, Value> =
            path.into_iter().map(|path| (path.to_owned(), json!(format!("{name}\n")))).collect();
        let commit =
            json!({"message": message, "author": "mona", "date": date, "parents": parents, "files": files});
        self.commits.insert(oid(name), commit);
    }

    /// A commit that no pull request brought in.
    pub(crate) fn commit(&mut self, name: &str, message: &str) {
        let tip = self.tip();
        self.add(name, message, &[&tip], Some(&format!("web/{name}.js")));
        self.branches.insert(self.branch.clone(), json!(oid(name)));
    }

    /// A merged pull request as a squash has it: one commit with its title.
    pub(crate) fn pull(&mut self, number: u64, title: &str, labels: &[&str]) {
        self.squashed(number, title, labels, &format!("{title} (#{number})"), &format!("web/{number}.js"));
    }

    /// A merged pull request with this message of its squash, which changes this file.
    pub(crate) fn squashed(&mut self, number: u64, title: &str, labels: &[&str], message: &str, path: &str) {
        let (tip, name) = (self.tip(), number.to_string());
        self.add(&name, message, &[&tip], Some(path));
        self.branches.insert(self.branch.clone(), json!(oid(&name)));
        self.merged(number, title, labels, json!({}));
    }

    /// A merged pull request of commits with these messages, which a merge commit brought in.
    pub(crate) fn merge(&mut self, number: u64, title: &str, messages: &[&str]) {
        let base = self.tip();
        let mut own = base.clone();
        for (index, message) in messages.iter().enumerate() {
            let name = format!("{number}a{index}");
            self.add(&name, message, &[&own], Some(&format!("web/{name}.js")));
            own = oid(&name);
        }
        let message = format!("Merge pull request #{number} from octoacme/change-{number}\n\n{title}");
        self.add(&number.to_string(), &message, &[&base, &own], None);
        self.branches.insert(self.branch.clone(), json!(oid(&number.to_string())));
        self.merged(number, title, &[], json!({"headCommit": own}));
    }

    fn merged(&mut self, number: u64, title: &str, labels: &[&str], more: Value) {
        let at = self.now();
        let mut pull = json!({
            "number": number, "title": title, "author": "mona", "createdAt": at, "head": format!("change-{number}"),
            "base": self.branch, "mergeCommit": oid(&number.to_string()), "mergedAt": at, "mergedBy": "maya-r", "labels": given(labels, &at),
        });
        pull.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.labels.extend(labels.iter().map(|&label| label.to_owned()));
        self.pulls.push(pull);
    }

    /// An open pull request of one commit with this message, into the branch. It changes this file.
    pub(crate) fn open(&mut self, number: u64, title: &str, labels: &[&str]) {
        let (tip, at) = (self.tip(), self.now());
        let name = format!("{number}b");
        self.add(&name, title, &[&tip], Some(&format!("web/{number}.js")));
        let head = format!("change-{number}");
        self.branches.insert(head.clone(), json!(oid(&name)));
        self.labels.extend(labels.iter().map(|&label| label.to_owned()));
        self.pulls.push(json!({
            "number": number, "title": title, "author": "mona", "createdAt": at, "head": head, "base": self.branch,
            "labels": given(labels, &at),
        }));
    }

    /// More of the pull request that came last: its description, the branch that it comes from.
    pub(crate) fn with(&mut self, more: Value) {
        let pull = self.pulls.last_mut().unwrap();
        pull.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    }

    /// An open issue with this title and label.
    pub(crate) fn issue(&mut self, number: u64, title: &str, label: &str) {
        let at = self.now();
        self.labels.push(label.to_owned());
        self.issues.push(json!({
            "number": number, "title": title, "author": "maya-r", "createdAt": at, "labels": [label], "body": "",
        }));
    }

    /// The world in which all that happened, with this policy.
    pub(crate) fn told(&self, policy: &str) -> Fake {
        let fake = Fake::shop(policy);
        let empty = json!({"pulls": null, "issues": null, "milestones": null});
        fake.patch(json!({"repositories": {"octoacme/shop": empty}}));
        let mut labels = self.labels.clone();
        labels.sort();
        labels.dedup();
        fake.patch(json!({"repositories": {"octoacme/shop": {
            "commits": self.commits, "branches": self.branches, "tags": self.tags, "labels": labels,
            "pulls": self.pulls, "issues": self.issues,
        }}}));
        fake
    }
}

/// Labels that mona has put on.
fn given(labels: &[&str], at: &str) -> Vec<Value> {
    labels.iter().map(|label| json!({"name": label, "at": at, "by": "mona"})).collect()
}

/// `holdpoint bump` in a terminal.
pub(crate) fn bump(fake: &Fake, more: &[&str]) -> Ran {
    Run::new(&["bump", "--repo", "octoacme/shop"]).with(more).github(fake).go()
}

/// What `bump --format json` prints for a branch, in a workflow that somebody has started on it.
pub(crate) fn of_branch(fake: &Fake, branch: &str, more: &[&str]) -> (Option<i32>, Value) {
    let (reference, sha) = (format!("refs/heads/{branch}"), fake.tip(branch));
    let variables =
        [("GITHUB_REF", reference.as_str()), ("GITHUB_SHA", sha.as_str()), ("INPUT_TOKEN", "gate")];
    let run = Run::action(fake, "workflow_dispatch", "{}", &variables);
    let ran = run.with(&[&["bump", "--format", "json"], more].concat()).go();
    (ran.code, document(&ran))
}

/// The document that was printed.
pub(crate) fn document(ran: &Ran) -> Value {
    let (_, text) = ran.out.split_once("{\n").unwrap_or_else(|| panic!("{}{}", ran.out, ran.err));
    let text = format!("{{{text}");
    serde_json::Deserializer::from_str(&text).into_iter::<Value>().next().unwrap().unwrap()
}
