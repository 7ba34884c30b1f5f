//! Running the binary with nothing in its environment but what a test gives it.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::fake::Fake;

/// What a run printed and how it ended.
#[derive(Debug)]
pub(crate) struct Ran {
    /// The exit code; `None` if a signal ended it.
    pub(crate) code: Option<i32>,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
}

impl Ran {
    /// Fails unless it ended with this code.
    #[track_caller]
    pub(crate) fn ended(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "\n--- out\n{}\n--- err\n{}", self.out, self.err);
        self
    }

    /// Fails unless it printed all of these.
    #[track_caller]
    pub(crate) fn says(self, texts: &[&str]) -> Self {
        for text in texts {
            assert!(
                self.out.contains(text) || self.err.contains(text),
                "no `{text}` in\n{}\n{}",
                self.out,
                self.err
            );
        }
        self
    }

    /// Fails if it printed any of these.
    #[track_caller]
    pub(crate) fn does_not_say(self, texts: &[&str]) -> Self {
        for text in texts {
            assert!(
                !self.out.contains(text) && !self.err.contains(text),
                "`{text}` in\n{}\n{}",
                self.out,
                self.err
            );
        }
        self
    }
}

/// Reads to the end, beside whoever waits.
fn reader(mut from: impl Read + Send + 'static) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut text = String::new();
        from.read_to_string(&mut text).unwrap();
        text
    })
}

/// A run to be.
pub(crate) struct Run {
    command: Command,
    folder: PathBuf,
}

impl Run {
    /// The binary with these arguments, in an empty folder of its own.
    pub(crate) fn new(arguments: &[&str]) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("run-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_holdpoint"));
        command.env_clear().args(arguments).current_dir(&folder).stdin(Stdio::null());
        // Git must not find the project's own clone above the folder.
        command
            .env("PATH", std::env::var_os("PATH").unwrap())
            .env("GIT_CEILING_DIRECTORIES", folder.parent().unwrap());
        Self { command, folder }
    }

    /// `holdpoint check --repo octoacme/shop` in a terminal against a fake, with the token that may do everything.
    pub(crate) fn check(fake: &Fake, arguments: &[&str]) -> Self {
        let mut run = Self::new(&["check", "--repo", "octoacme/shop"]).github(fake);
        run.command.args(arguments);
        run
    }

    /// More arguments.
    pub(crate) fn with(mut self, arguments: &[&str]) -> Self {
        self.command.args(arguments);
        self
    }

    /// Talks to this fake.
    pub(crate) fn github(self, fake: &Fake) -> Self {
        self.env("GITHUB_API_URL", fake.url()).env("GITHUB_TOKEN", "gate")
    }

    /// Sets a variable.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs in a workflow: the event with its payload, the inputs, and the runner's files.
    pub(crate) fn action(fake: &Fake, event: &str, payload: &str, variables: &[(&str, &str)]) -> Self {
        let run = Self::new(&[]);
        let path = |name: &str| run.folder.join(name).display().to_string();
        let (event_file, output, summary) = (path("event.json"), path("output"), path("summary"));
        std::fs::write(&event_file, payload).unwrap();
        let mut run = run
            .env("GITHUB_ACTIONS", "true")
            .env("GITHUB_EVENT_NAME", event)
            .env("GITHUB_EVENT_PATH", &event_file)
            .env("GITHUB_OUTPUT", &output)
            .env("GITHUB_STEP_SUMMARY", &summary)
            .env("GITHUB_REPOSITORY", "octoacme/shop")
            .env("GITHUB_API_URL", fake.url())
            .env("GITHUB_SERVER_URL", "https://github.com")
            .env("GITHUB_RUN_ID", "4242")
            .env("GITHUB_JOB", "gate")
            .env("INPUT_TOKEN", "workflow");
        for (name, value) in variables {
            run = run.env(name, value);
        }
        run
    }

    /// A file in the run's folder.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Its standard input stays open and empty as long as it runs.
    #[cfg(unix)]
    pub(crate) fn with_open_input(mut self) -> Self {
        self.command.stdin(Stdio::piped());
        self
    }

    /// Runs it, and sends it this signal, such as `-TERM`, once that is so.
    #[cfg(unix)]
    pub(crate) fn signalled(mut self, signal: &str, when: impl Fn() -> bool) -> Ran {
        let mut child = self.command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        while !when() && child.try_wait().unwrap().is_none() {
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let output = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Runs it.
    pub(crate) fn go(mut self) -> Ran {
        let output = self.command.output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Runs it, and ends it if it has not ended by then: it has no code then.
    pub(crate) fn go_within(mut self, limit: Duration) -> Ran {
        let began = Instant::now();
        let mut child = self.command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (out, err) = (reader(child.stdout.take().unwrap()), reader(child.stderr.take().unwrap()));
        let status = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            if began.elapsed() > limit {
                child.kill().unwrap();
                break child.wait().unwrap();
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        Ran { code: status.code(), out: out.join().unwrap(), err: err.join().unwrap() }
    }
}
