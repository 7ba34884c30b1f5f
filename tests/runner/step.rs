//! One step with `uses:` of the action, run as the Actions runner runs it (`ContainerActionHandler`), with a container engine.
//!
//! Not done as there: `env:`, `entrypoint`, `pre-` and `post-entrypoint` of `action.yml`, the socket of the Docker daemon, and
//! the network, which here is the machine's, so that the container reaches a server of the tests, or none.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use serde_json::json;

use crate::action::Action;
use crate::fake::Fake;
use crate::files;
use crate::log::{self, Read};

/// The workflow's own token where a test names no other, as GitHub writes one.
pub(crate) const TOKEN: &str = "ghs_0workflow0own0token";

/// What each folder of the runner is in the container.
const FOLDERS: [&str; 5] = ["workspace", "home", "workflow", "file_commands", "runner_temp"];

/// The files through which a step hands things back.
const FILES: [(&str, &str); 5] = [
    ("GITHUB_OUTPUT", "set_output"),
    ("GITHUB_ENV", "set_env"),
    ("GITHUB_PATH", "add_path"),
    ("GITHUB_STATE", "save_state"),
    ("GITHUB_STEP_SUMMARY", "step_summary"),
];

/// A step to be.
pub(crate) struct Step {
    folder: PathBuf,
    action: Action,
    with: Vec<(String, String)>,
    variables: BTreeMap<String, String>,
    token: String,
    options: Vec<String>,
    network: &'static str,
}

/// How a step ended.
#[derive(Debug)]
pub(crate) struct Went {
    /// The engine's command line.
    pub(crate) command: String,
    /// The exit code of the container.
    pub(crate) code: i32,
    /// Whether the runner counts the step as failed: for its exit code, or for what its files hold.
    pub(crate) failed: bool,
    /// What both streams held, as it came.
    pub(crate) raw: String,
    /// What the runner made of that.
    pub(crate) log: Read,
    /// The outputs; of a failed step too.
    pub(crate) outputs: BTreeMap<String, String>,
    /// The summary that is shown.
    pub(crate) summary: String,
    /// What the runner itself says about the step.
    pub(crate) runner: Vec<String>,
    /// The workspace afterwards.
    pub(crate) workspace: PathBuf,
}

/// The image that the tests are about. scripts/image.sh builds it and says its name.
pub(crate) fn image() -> String {
    std::env::var("HOLDPOINT_IMAGE").expect("HOLDPOINT_IMAGE is not set: run scripts/image.sh --quick --test")
}

/// The program that runs containers.
pub(crate) fn engine() -> String {
    std::env::var("HOLDPOINT_ENGINE").unwrap_or_else(|_| "podman".to_owned())
}

/// A folder of its own for one test.
pub(crate) fn folder() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!("step-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// The project's action.
pub(crate) fn project() -> Action {
    built_here(include_str!("../../action.yml"))
}

/// This `action.yml` with the image that the tests are about. At a commit of a release it names a published one, which is not here,
/// and which is not what that commit builds.
pub(crate) fn built_here(text: &str) -> Action {
    let mut action = Action::read(text);
    action.image = "Dockerfile".to_owned();
    action
}

impl Step {
    /// The project's own action on an event of octoacme/shop.
    pub(crate) fn new(fake: &Fake, event: &str, payload: &str) -> Self {
        Self::of(project(), fake, event, payload)
    }

    /// An action on an event of octoacme/shop.
    pub(crate) fn of(action: Action, fake: &Fake, event: &str, payload: &str) -> Self {
        let rights = json!({
            "contents": "write", "issues": "write", "pull_requests": "write", "checks": "write", "statuses": "read",
            "actions": "read",
        });
        fake.patch(json!({"tokens": {TOKEN: {"login": "github-actions[bot]", "permissions": rights}}}));
        let folder = folder();
        for name in FOLDERS {
            std::fs::create_dir(folder.join(name)).unwrap();
        }
        std::fs::write(folder.join("workflow/event.json"), payload).unwrap();
        let facts = [
            ("GITHUB_ACTION", "holdpoint"),
            ("GITHUB_ACTOR", "maya-r"),
            ("GITHUB_ACTOR_ID", "1001"),
            ("GITHUB_API_URL", fake.url()),
            ("GITHUB_EVENT_NAME", event),
            ("GITHUB_EVENT_PATH", "/github/workflow/event.json"),
            ("GITHUB_GRAPHQL_URL", &format!("{}/graphql", fake.url())),
            ("GITHUB_JOB", "gate"),
            ("GITHUB_REF", "refs/heads/main"),
            ("GITHUB_REF_NAME", "main"),
            ("GITHUB_REF_PROTECTED", "true"),
            ("GITHUB_REF_TYPE", "branch"),
            ("GITHUB_REPOSITORY", "octoacme/shop"),
            ("GITHUB_REPOSITORY_ID", "4711"),
            ("GITHUB_REPOSITORY_OWNER", "octoacme"),
            ("GITHUB_REPOSITORY_OWNER_ID", "47"),
            ("GITHUB_RETENTION_DAYS", "90"),
            ("GITHUB_RUN_ATTEMPT", "1"),
            ("GITHUB_RUN_ID", "4242"),
            ("GITHUB_RUN_NUMBER", "42"),
            ("GITHUB_SERVER_URL", "https://github.com"),
            ("GITHUB_SHA", &fake.tip("main")),
            ("GITHUB_TRIGGERING_ACTOR", "maya-r"),
            ("GITHUB_WORKFLOW", "Release"),
            ("GITHUB_WORKFLOW_REF", "octoacme/shop/.github/workflows/release.yml@refs/heads/main"),
            ("GITHUB_WORKSPACE", "/github/workspace"),
            ("RUNNER_ARCH", "X64"),
            ("RUNNER_ENVIRONMENT", "github-hosted"),
            ("RUNNER_NAME", "runner"),
            ("RUNNER_OS", "Linux"),
            ("RUNNER_TEMP", "/github/runner_temp"),
            ("RUNNER_TOOL_CACHE", "/opt/hostedtoolcache"),
            ("ACTIONS_RUNTIME_URL", "https://pipelines.example.com/"),
            ("ACTIONS_RUNTIME_TOKEN", "runtime-token-that-nobody-prints"),
        ];
        let variables = facts.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let (with, options) = (Vec::new(), Vec::new());
        Self { folder, action, with, variables, token: TOKEN.to_owned(), options, network: "host" }
    }

    /// An input.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.with.push((name.to_owned(), value.to_owned()));
        self
    }

    /// A variable of the step's `env:`, or one of the runner's that is otherwise.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.variables.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Another token of the workflow: an entry of the world's `tokens`.
    pub(crate) fn token(mut self, token: &str) -> Self {
        token.clone_into(&mut self.token);
        self
    }

    /// A file that the workflow checked out.
    pub(crate) fn checked_out(self, path: &str, text: &str) -> Self {
        let file = self.folder.join("workspace").join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
        self
    }

    /// More options for the engine.
    pub(crate) fn options(mut self, options: &[&str]) -> Self {
        self.options.extend(options.iter().map(ToString::to_string));
        self
    }

    /// Without any network.
    pub(crate) fn offline(mut self) -> Self {
        self.network = "none";
        self
    }

    /// Runs it.
    pub(crate) fn go(self) -> Went {
        self.run(|mut command| command.output().unwrap())
    }

    /// Runs it, and sends it this signal once that is so: `TERM`, as when somebody cancels the run, or `INT`.
    pub(crate) fn signalled(self, signal: &str, when: impl Fn() -> bool) -> Went {
        let name = self.folder.file_name().unwrap().to_str().unwrap().to_owned();
        self.options(&["--name", &name]).run(|mut command| {
            let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
            while !when() && child.try_wait().unwrap().is_none() {
                std::thread::sleep(Duration::from_millis(100));
            }
            let sent = Command::new(engine()).args(["kill", "--signal", signal, &name]).output().unwrap();
            let output = child.wait_with_output().unwrap();
            assert!(sent.status.success(), "{} {output:?}", String::from_utf8_lossy(&sent.stderr));
            output
        })
    }

    fn run(self, how: impl FnOnce(Command) -> Output) -> Went {
        let contexts =
            BTreeMap::from([("github.token", self.token.as_str()), ("job.check_run_id", "770001")]);
        let with: Vec<(&str, &str)> =
            self.with.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let given = self.action.given(&with, &contexts);
        let mut runner: Vec<String> =
            given.unexpected.iter().map(|name| format!("Unexpected input(s) '{name}'")).collect();
        let image = self.action.image.strip_prefix("docker://").map_or_else(image, ToOwned::to_owned);
        let command = self.command(&image, given.variables, &given.arguments);
        let words = std::iter::once(command.get_program()).chain(command.get_args());
        let line = words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ");
        let output = how(command);
        let code = output.status.code().unwrap();
        let raw = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
        assert!(code < 125, "the container was not run: {raw}");

        // In any case, also after a failure.
        let read = |name| std::fs::read_to_string(self.folder.join("file_commands").join(name)).unwrap();
        let mut failed = code != 0;
        let mut taken = |text: &str| match files::pairs(text) {
            Ok(pairs) => pairs,
            Err(why) => {
                failed = true;
                runner.push(why);
                BTreeMap::new()
            }
        };
        let outputs = taken(&read("set_output"));
        assert!(["set_env", "save_state"].iter().all(|file| taken(&read(file)).is_empty()));
        let summary = files::summary(read("step_summary")).unwrap_or_else(|why| {
            runner.push(why);
            String::new()
        });
        let log = log::read(&raw, &[&self.token]);
        let workspace = self.folder.join("workspace");
        Went { command: line, code, failed, raw, log, outputs, summary, runner, workspace }
    }

    /// The engine's command line: no shell, no user, no entry point, and nothing but what the runner gives.
    fn command(&self, image: &str, inputs: BTreeMap<String, String>, arguments: &[String]) -> Command {
        let mut command = Command::new(engine());
        command.args(["run", "--rm", "--pull=never", "--network", self.network]);
        command.args(["--workdir", "/github/workspace"]).args(&self.options);
        // An image of another architecture than the machine's: the emulator is the program, and the binary its argument.
        if let Ok(emulator) = std::env::var("HOLDPOINT_EMULATOR") {
            command.arg("-v").arg(format!("{emulator}:/emulator:ro"));
            command.args(["--entrypoint", r#"["/emulator","/holdpoint"]"#]);
        }
        for name in FOLDERS {
            command.arg("-v").arg(format!("{}:/github/{name}", self.folder.join(name).display()));
        }
        let mut all = inputs;
        all.extend(self.variables.clone());
        for (name, file) in FILES {
            std::fs::write(self.folder.join("file_commands").join(file), "").unwrap();
            all.insert(name.to_owned(), format!("/github/file_commands/{file}"));
        }
        // By name alone: a value on the command line could be read by others, and this is how the runner does it. The
        // last three would be the engine's own, too.
        for (name, value) in &all {
            command.args(["-e", name]).env(name, value);
        }
        command.args(["-e", "HOME=/github/home", "-e", "GITHUB_ACTIONS=true", "-e", "CI=true"]);
        command.arg(image).args(arguments);
        command
    }
}

impl Went {
    /// Fails unless it ended with this code.
    #[track_caller]
    pub(crate) fn ended(self, code: i32) -> Self {
        assert_eq!(self.code, code, "\n{}\n{:?}", self.raw, self.runner);
        assert_eq!(self.failed, code != 0, "{:?}", self.runner);
        self
    }

    /// An output that must have been set.
    #[track_caller]
    pub(crate) fn output(&self, name: &str) -> &str {
        self.outputs.get(name).unwrap_or_else(|| panic!("no output `{name}`: {:?}", self.outputs))
    }

    /// Fails unless log, summary or outputs hold each of these.
    #[track_caller]
    pub(crate) fn says(self, texts: &[&str]) -> Self {
        for text in texts {
            let found = self.raw.contains(text) || self.summary.contains(text);
            assert!(
                found || self.outputs.values().any(|value| value.contains(text)),
                "no `{text}` in {self:?}"
            );
        }
        self
    }
}
