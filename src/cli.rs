//! Arguments: what can be typed, and how an Action's inputs become the same.

mod bump;
mod doctor;
mod init;
mod notes;
mod plan;
mod shell;
mod verify;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::actions::Inputs;
use crate::yaml::nearest;

pub use bump::Bump;
pub use doctor::Doctor;
pub use init::Init;
pub use notes::{NotesCheck, NotesCommand, NotesDraft, NotesTemplate, OfRelease, Plain};
pub use plan::Plan;
pub use shell::{Completions, Man};
pub use verify::Verify;

/// A release gate for GitHub: it reads release.yml and says go or no-go, what is missing, and who can supply it
#[derive(Debug, Parser)]
#[command(name = "holdpoint", version, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Colour what is printed: auto, always or never; auto heeds NO_COLOR [default: auto]
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = Colour::Auto)]
    #[arg(hide_possible_values = true, hide_default_value = true, display_order = 900)]
    pub color: Colour,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Judge a release or a pull request, and say go or no-go
    #[command(after_help = CHECK_HELP)]
    Check(Box<Check>),
    /// Check a policy, or have it said in plain words
    #[command(subcommand)]
    Policy(PolicyCommand),
    /// Check release notes, draft them, or have a template explained
    #[command(subcommand)]
    Notes(NotesCommand),
    /// Write the tracking issue of a release from the policy
    #[command(after_help = plan::HELP)]
    Plan(Box<Plan>),
    /// Compute the next version and say why; with --tag, cut it after a go
    #[command(after_help = bump::HELP)]
    Bump(Box<Bump>),
    /// Say whether a tag is what was judged: its evidence, judged again, and the commit that it is at
    #[command(after_help = verify::HELP)]
    Verify(Verify),
    /// Say what would keep the gate from working, or let it be walked around, and the remedy; nothing is written
    #[command(after_help = doctor::HELP)]
    Doctor(Doctor),
    /// Write a first policy, the form of a tracking issue and the workflow, from what the repository has
    #[command(after_help = init::HELP)]
    Init(Init),
    /// Show the whole gate on an example release: offline, without a token
    Demo(Demo),
    /// Print what lets a shell complete the commands, e.g. `holdpoint completions bash`
    #[command(after_help = shell::COMPLETIONS_HELP)]
    Completions(Completions),
    /// Print the manual page, or leave one for each command in a folder
    #[command(after_help = shell::MAN_HELP)]
    Man(Man),
}

const CHECK_HELP: &str = "\
Exit code: 0 go, 1 no-go, 2 nothing could be judged
Environment: GH_TOKEN or GITHUB_TOKEN holds the token by which GitHub is read; HOLDPOINT_ORG_TOKEN one for what
that cannot read (docs/tokens.md). HTTPS_PROXY, NO_PROXY and SSL_CERT_FILE are heeded

Examples:
  holdpoint check --version 1.4.0
  holdpoint check --version 1.4.0 --save-evidence evidence.json
  holdpoint check --evidence evidence.json --policy new-release.yml";

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// On a terminal that can, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How the verdict is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people, in a terminal.
    Text,
    /// For people, on a page.
    Markdown,
    /// For programs: the document that schemas/verdict.schema.json describes.
    Json,
}

const JUDGED: &str = "What is judged";
const WRITTEN: &str = "What is written to GitHub; without these, nothing";
const KEPT: &str = "Evidence";
const RUN: &str = "How it runs";

/// `holdpoint check`.
#[derive(Debug, Args)]
pub struct Check {
    /// The phase, where the policy has several and the event does not say which
    #[arg(long, value_name = "NAME", help_heading = JUDGED)]
    pub phase: Option<String>,
    /// The version, e.g. 1.4.0 [default: what tag, milestone or tracking issue name]
    #[arg(long = "version", value_name = "VERSION", help_heading = JUDGED)]
    pub release_version: Option<String>,
    /// The package, where the policy has packages [default: what tag, tracking issue or milestone name]
    #[arg(long, value_name = "NAME", help_heading = JUDGED)]
    pub package: Option<String>,
    /// The commit, as a whole id [default: the event's, or HEAD]
    #[arg(long, value_name = "SHA", help_heading = JUDGED)]
    pub commit: Option<String>,
    /// The number of the tracking issue [default: found as the policy says]
    #[arg(long, value_name = "NUMBER", value_parser = issue_number, help_heading = JUDGED)]
    pub tracking_issue: Option<u64>,
    /// The policy's path in the repository; with --evidence, a file of this machine
    /// [default: release.yml, then .github/release.yml]
    #[arg(long, value_name = "PATH", help_heading = JUDGED)]
    pub policy: Option<String>,
    /// The branch whose policy counts, if the default branch's policy lists it [default: the default branch]
    #[arg(long, value_name = "BRANCH", help_heading = JUDGED)]
    pub policy_ref: Option<String>,
    /// The repository [default: the event's, or that of the git remote `origin`]
    #[arg(long, value_name = "OWNER/NAME", help_heading = JUDGED)]
    pub repo: Option<String>,
    /// Write the verdict as one comment on the pull request or tracking issue, edited in place
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", require_equals = true)]
    #[arg(hide_possible_values = true, help_heading = WRITTEN)]
    pub comment: Option<bool>,
    /// Publish the verdict as a check run on the judged commit
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", require_equals = true)]
    #[arg(hide_possible_values = true, help_heading = WRITTEN)]
    pub check_run: Option<bool>,
    /// Write nothing to GitHub, whatever else is asked
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true", require_equals = true)]
    #[arg(hide_possible_values = true, help_heading = WRITTEN)]
    pub dry_run: Option<bool>,
    /// How the verdict is printed: text, markdown or json [default: text]
    #[arg(long, value_enum, default_value_t = Format::Text)]
    #[arg(hide_possible_values = true, hide_default_value = true, help_heading = RUN)]
    pub format: Format,
    /// Print who can supply what is missing, person by person, instead of the verdict; the json has both
    #[arg(long, help_heading = RUN)]
    pub who: bool,
    /// Keep what was read in this file
    #[arg(long, value_name = "FILE", help_heading = KEPT)]
    pub save_evidence: Option<PathBuf>,
    /// Judge what was kept in this file instead of reading GitHub; nothing is published
    #[arg(long, value_name = "FILE", help_heading = KEPT, conflicts_with_all = ["save_evidence", "comment", "check_run", "commit", "repo", "tracking_issue", "policy_ref", "job_check_run", "wait", "timeout"])]
    pub evidence: Option<PathBuf>,
    /// With --evidence: judge as of this time, e.g. 2026-03-04T10:00:00Z [default: when it was read]
    #[arg(long, value_name = "TIME", help_heading = KEPT, requires = "evidence")]
    pub now: Option<String>,
    /// How long to wait for GitHub's answers altogether, e.g. 90s; with --wait, to each look
    #[arg(long, value_name = "DURATION", default_value = "5m", help_heading = RUN)]
    pub timeout: String,
    /// Wait so long for checks that are under way or not there yet, if nothing else keeps it from a go, e.g. 15m
    /// [default: do not wait]
    #[arg(long, value_name = "DURATION", help_heading = RUN)]
    pub wait: Option<String>,
    /// The id of the check run of the gate's own job, so that the gate does not wait for itself
    #[arg(long, value_name = "ID", help_heading = RUN)]
    pub job_check_run: Option<u64>,
    /// Say how many requests and points the run took
    #[arg(long, short, help_heading = RUN)]
    pub verbose: bool,
}

/// `40`, or `#40` as GitHub shows it. GitHub's numbers are those of GraphQL's `Int`.
fn issue_number(text: &str) -> Result<u64, String> {
    let digits = text.strip_prefix('#').unwrap_or(text);
    let number = digits.parse().ok().filter(|number| (1..=0x7fff_ffff).contains(number));
    number.ok_or_else(|| "it is not the number of an issue; write it like 40 or #40".to_owned())
}

/// `holdpoint policy`.
#[derive(Debug, Subcommand)]
pub enum PolicyCommand {
    /// Report every problem of a policy, each at its place; exit code 0 when there is none, else 2
    Lint(PolicyFile),
    /// Print the JSON Schema of the policy language
    Schema,
    /// Say a policy in plain words, and the rights that it needs
    Explain(PolicyFile),
}

/// A policy in a file.
#[derive(Debug, Args)]
pub struct PolicyFile {
    /// The file [default: release.yml, then .github/release.yml]
    pub file: Option<PathBuf>,
}

/// `holdpoint demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// Show the same release after everything was put right: a go
    #[arg(long)]
    pub fixed: bool,
    /// Print who can supply what is missing, person by person
    #[arg(long)]
    pub who: bool,
    /// Leave the policy and the evidence in this folder, to play with
    #[arg(long, value_name = "DIR")]
    pub write: Option<PathBuf>,
    /// How the verdict is printed: text, markdown or json [default: text]
    #[arg(long, value_enum, default_value_t = Format::Text)]
    #[arg(hide_possible_values = true, hide_default_value = true)]
    pub format: Format,
}

/// The inputs of the action that are arguments of `check`, by name. An input is a long argument of the same name;
/// a test holds `action.yml` to this list.
pub const CHECK_INPUTS: &[&str] = &[
    "phase",
    "version",
    "package",
    "commit",
    "tracking-issue",
    "policy",
    "policy-ref",
    "comment",
    "check-run",
    "dry-run",
    "save-evidence",
    "timeout",
    "wait",
    "job-check-run",
];

/// Those of them that are arguments of `notes check`, too.
pub const NOTES_INPUTS: &[&str] =
    &["version", "package", "commit", "tracking-issue", "policy", "policy-ref", "timeout"];

/// Those of them that are arguments of `plan`, too.
pub const PLAN_INPUTS: &[&str] =
    &["version", "package", "commit", "tracking-issue", "policy", "policy-ref", "dry-run", "timeout"];

/// Those of them that are arguments of `bump`, too; of those behind them, with `--tag` alone.
pub const BUMP_INPUTS: &[&str] = &[
    "version",
    "package",
    "commit",
    "tracking-issue",
    "policy",
    "policy-ref",
    "comment",
    "dry-run",
    "timeout",
    "job-check-run",
];
/// What only `bump --tag` takes.
pub const CUT_INPUTS: &[&str] = &["phase", "check-run", "save-evidence", "wait"];
/// The inputs that are arguments of `bump` alone.
pub const VERSION_INPUTS: &[&str] = &["pre", "build"];

/// Those of them that are arguments of `doctor`, too.
pub const DOCTOR_INPUTS: &[&str] = &["phase", "policy", "timeout"];

/// The inputs of the action that are no arguments, with what each says: which command to run, and the tokens, which no command
/// line shows.
pub const OTHER_INPUTS: &[(&str, &str)] = &[
    (
        "command",
        "What to run: `check` (the gate); `notes check` (the release notes alone); `policy lint`, which judges the policy file of the checked-out workspace; `doctor` (what would keep the gate from working); `bump` (the next version, on a pull request what its merge would release); `bump --pr` (the release pull request); `bump --tag` (the gate, and after a go the tag and its release); `plan` (the tracking issue, printed); or `plan --update` (brought up to date)",
    ),
    (
        "token",
        "The token that reads GitHub and writes comment and check run; its rights are the workflow's `permissions:`",
    ),
    (
        "org-token",
        "A token for what the first cannot read: teams, alerts of secret scanning, and the details of branch protection. Best a GitHub App's; nothing is written with it",
    ),
];

/// The command line that an action's inputs mean. An input left empty is an input not given.
///
/// # Errors
/// `command` names something that is no command of the action; or an input is a misspelt one. Of that the runner only warns, and
/// what was to be a dry run would write.
pub fn from_inputs(inputs: &Inputs) -> Result<Vec<String>, String> {
    if let Some((given, meant)) = misspelt(inputs) {
        return Err(format!("there is no input `{given}`: did you mean `{meant}`?"));
    }
    let command = inputs.get("command").unwrap_or("check");
    let mut arguments = vec!["holdpoint".to_owned()];
    match command {
        "check" => arguments.push("check".to_owned()),
        "policy lint" | "policy-lint" => {
            arguments.extend(["policy".to_owned(), "lint".to_owned()]);
            arguments.extend(inputs.get("policy").map(str::to_owned));
            return Ok(arguments);
        }
        "notes check" | "notes-check" => {
            arguments.extend(["notes".to_owned(), "check".to_owned()]);
            give(inputs, NOTES_INPUTS, &mut arguments);
            return Ok(arguments);
        }
        "doctor" => {
            arguments.push("doctor".to_owned());
            give(inputs, DOCTOR_INPUTS, &mut arguments);
            return Ok(arguments);
        }
        "bump" | "bump --pr" | "bump-pr" => {
            arguments.push("bump".to_owned());
            if command != "bump" {
                arguments.push("--pr".to_owned());
            }
            give(inputs, &[BUMP_INPUTS, VERSION_INPUTS].concat(), &mut arguments);
            on_unless_said(inputs, &["comment"], &mut arguments);
            return Ok(arguments);
        }
        "plan" | "plan --update" | "plan-update" => {
            arguments.push("plan".to_owned());
            if command != "plan" {
                arguments.push("--update".to_owned());
            }
            give(inputs, PLAN_INPUTS, &mut arguments);
            return Ok(arguments);
        }
        "bump --tag" | "bump-tag" => {
            arguments.extend(["bump".to_owned(), "--tag".to_owned()]);
            give(inputs, &[BUMP_INPUTS, CUT_INPUTS, VERSION_INPUTS].concat(), &mut arguments);
            on_unless_said(inputs, &["comment", "check-run"], &mut arguments);
            return Ok(arguments);
        }
        other => {
            return Err(format!(
                "the input `command` is `check`, `notes check`, `policy lint`, `doctor`, `bump`, `bump --tag`, `bump --pr`, `plan` or `plan --update`, not `{other}`"
            ));
        }
    }
    give(inputs, CHECK_INPUTS, &mut arguments);
    on_unless_said(inputs, &["comment", "check-run"], &mut arguments);
    Ok(arguments)
}

/// The first input that is not one of the action's, and is close to one that is.
fn misspelt(inputs: &Inputs) -> Option<(String, &'static str)> {
    let known = || {
        CHECK_INPUTS.iter().chain(VERSION_INPUTS).copied().chain(OTHER_INPUTS.iter().map(|(name, _)| *name))
    };
    let unknown = |name: &String| known().all(|input| input != name.as_str());
    inputs.names().filter(unknown).find_map(|name| nearest(&name, known()).map(|meant| (name, meant)))
}

/// Those inputs that are given, as arguments.
fn give(inputs: &Inputs, names: &[&str], arguments: &mut Vec<String>) {
    for name in names {
        if let Some(value) = inputs.get(name) {
            arguments.push(format!("--{name}={}", normalised(value)));
        }
    }
}

/// What an action does unless it is told not to.
fn on_unless_said(inputs: &Inputs, names: &[&str], arguments: &mut Vec<String>) {
    for name in names.iter().filter(|name| inputs.get(name).is_none()) {
        arguments.push(format!("--{name}=true"));
    }
}

/// Booleans as YAML's core schema writes them; all else as it is.
fn normalised(value: &str) -> &str {
    match value {
        "True" | "TRUE" => "true",
        "False" | "FALSE" => "false",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use clap::CommandFactory;

    use super::*;

    fn arguments(env: &[(&str, &str)]) -> Vec<String> {
        let env: BTreeMap<String, String> =
            env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        from_inputs(&Inputs::read(&env)).unwrap()
    }

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_input_is_an_argument_of_check() {
        let command = Cli::command();
        let check = command.find_subcommand("check").unwrap();
        let known: Vec<&str> = check.get_arguments().filter_map(clap::Arg::get_long).collect();
        for input in CHECK_INPUTS {
            assert!(known.contains(input), "{input}");
        }
    }

    #[test]
    fn notes_are_checked_with_the_inputs_that_they_know() {
        let command = Cli::command();
        let notes = command.find_subcommand("notes").unwrap().find_subcommand("check").unwrap();
        let known: Vec<&str> = notes.get_arguments().filter_map(clap::Arg::get_long).collect();
        for input in NOTES_INPUTS {
            assert!(known.contains(input) && CHECK_INPUTS.contains(input), "{input}");
        }
        let found = arguments(&[
            ("INPUT_COMMAND", "notes check"),
            ("INPUT_VERSION", "1.4.0"),
            ("INPUT_COMMENT", "true"),
            ("INPUT_TIMEOUT", "5m"),
        ]);
        assert_eq!(found, ["holdpoint", "notes", "check", "--version=1.4.0", "--timeout=5m"]);
        Cli::try_parse_from(&found).unwrap();
    }

    #[test]
    fn inputs_become_arguments() {
        let found = arguments(&[
            ("INPUT_PHASE", " pre-release "),
            ("INPUT_VERSION", ""),
            ("INPUT_CHECK-RUN", "False"),
        ]);
        assert_eq!(
            found,
            ["holdpoint", "check", "--phase=pre-release", "--check-run=false", "--comment=true"]
        );
        Cli::try_parse_from(&found).unwrap();
        assert_eq!(
            arguments(&[("INPUT_COMMAND", "policy lint"), ("INPUT_POLICY", "x.yml")]),
            ["holdpoint", "policy", "lint", "x.yml"]
        );
    }

    #[test]
    fn a_release_is_planned_with_the_inputs_that_it_knows() {
        let command = Cli::command();
        let plan = command.find_subcommand("plan").unwrap();
        let known: Vec<&str> = plan.get_arguments().filter_map(clap::Arg::get_long).collect();
        for input in PLAN_INPUTS {
            assert!(known.contains(input) && CHECK_INPUTS.contains(input), "{input}");
        }
        let given = [("INPUT_VERSION", "1.4.0"), ("INPUT_COMMENT", "true"), ("INPUT_DRY-RUN", "True")];
        let with = |command| arguments(&[&given[..], &[("INPUT_COMMAND", command)]].concat());
        assert_eq!(with("plan"), ["holdpoint", "plan", "--version=1.4.0", "--dry-run=true"]);
        assert_eq!(
            with("plan --update"),
            ["holdpoint", "plan", "--update", "--version=1.4.0", "--dry-run=true"]
        );
        Cli::try_parse_from(with("plan-update")).unwrap();
    }

    #[test]
    fn versions_are_computed_and_cut_with_the_inputs_that_they_know() {
        let command = Cli::command();
        let bump = command.find_subcommand("bump").unwrap();
        let known: Vec<&str> = bump.get_arguments().filter_map(clap::Arg::get_long).collect();
        for input in [BUMP_INPUTS, CUT_INPUTS, VERSION_INPUTS].concat() {
            assert!(known.contains(&input), "{input}");
        }
        let given = [("INPUT_PHASE", "pre-release"), ("INPUT_WAIT", "15m"), ("INPUT_TIMEOUT", "5m")];
        let with = |command| arguments(&[&given[..], &[("INPUT_COMMAND", command)]].concat());
        assert_eq!(with("bump"), ["holdpoint", "bump", "--timeout=5m", "--comment=true"]);
        let cut = with("bump --tag");
        assert_eq!(
            cut,
            [
                "holdpoint",
                "bump",
                "--tag",
                "--timeout=5m",
                "--phase=pre-release",
                "--wait=15m",
                "--comment=true",
                "--check-run=true"
            ]
        );
        assert_eq!(with("bump-tag"), cut);
        for line in [with("bump"), cut] {
            Cli::try_parse_from(&line).unwrap();
        }
    }

    #[test]
    fn an_input_that_is_misspelt_ends_the_run_and_a_foreign_one_does_not() {
        let read = |variable: &str| {
            let env = BTreeMap::from([(variable.to_owned(), "true".to_owned())]);
            from_inputs(&Inputs::read(&env))
        };
        for (variable, says) in [
            ("INPUT_DRY_RUN", "there is no input `dry_run`: did you mean `dry-run`?"),
            ("INPUT_DRYRUN", "there is no input `dryrun`: did you mean `dry-run`?"),
            ("INPUT_VRESION", "there is no input `vresion`: did you mean `version`?"),
            ("INPUT_COMAND", "there is no input `comand`: did you mean `command`?"),
        ] {
            assert_eq!(read(variable).unwrap_err(), says);
        }
        // The runner's own, and what is nothing like one of ours.
        for variable in
            ["INPUT_ARGS", "INPUT_ENTRYPOINT", "INPUT_FAIL-ON", "INPUT_GITHUB-TOKEN", "INPUT_DRY-RUN"]
        {
            assert!(read(variable).is_ok(), "{variable}");
        }
    }

    /// An input that a command knows as an argument and is not given would be dropped in silence: another release would be cut.
    #[test]
    fn no_input_that_a_command_knows_is_dropped() {
        let command = Cli::command();
        let bump = command.find_subcommand("bump").unwrap();
        let notes = command.find_subcommand("notes").unwrap().find_subcommand("check").unwrap();
        let check = command.find_subcommand("check").unwrap();
        for (name, of) in [("check", check), ("notes check", notes), ("bump --tag", bump)] {
            for input in CHECK_INPUTS.iter().chain(VERSION_INPUTS) {
                let known = of.get_arguments().any(|argument| argument.get_long() == Some(input));
                let variable = format!("INPUT_{}", input.to_uppercase());
                let given = arguments(&[("INPUT_COMMAND", name), (&variable, "7")]);
                assert_eq!(given.contains(&format!("--{input}=7")), known, "{name}: {input}");
            }
        }
        let bumped = |name| arguments(&[("INPUT_COMMAND", name), ("INPUT_PACKAGE", "web")]);
        for name in ["bump", "bump --pr", "bump --tag"] {
            assert!(bumped(name).contains(&"--package=web".to_owned()), "{name}");
        }
    }

    #[test]
    fn an_issue_may_be_written_as_github_shows_it() {
        let read = |text: &str| {
            let found = arguments(&[("INPUT_TRACKING-ISSUE", text)]);
            match Cli::try_parse_from(&found).map(|cli| cli.command) {
                Ok(Command::Check(check)) => Ok(check.tracking_issue),
                Ok(other) => panic!("{other:?}"),
                Err(error) => Err(error.to_string()),
            }
        };
        for text in ["40", "#40", " #40 "] {
            assert_eq!(read(text), Ok(Some(40)), "{text}");
        }
        for text in ["0", "#", "##40", "-1", "forty", "2147483648", "99999999999999999999", "# 40"] {
            let error = read(text).unwrap_err();
            assert!(error.contains("write it like 40 or #40"), "{text}: {error}");
        }
    }

    #[test]
    fn people_can_be_asked_for_in_each_way_to_judge() {
        for line in [
            &["holdpoint", "check", "--who"][..],
            &["holdpoint", "check", "--who", "--evidence", "evidence.json", "--format", "json"],
        ] {
            match Cli::try_parse_from(line).unwrap().command {
                Command::Check(check) => assert!(check.who, "{line:?}"),
                other => panic!("{other:?}"),
            }
        }
        match Cli::try_parse_from(["holdpoint", "demo", "--who"]).unwrap().command {
            Command::Demo(demo) => assert!(demo.who),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_surroundings_are_examined_with_the_inputs_that_are_known() {
        let command = Cli::command();
        let doctor = command.find_subcommand("doctor").unwrap();
        let known: Vec<&str> = doctor.get_arguments().filter_map(clap::Arg::get_long).collect();
        for input in DOCTOR_INPUTS {
            assert!(known.contains(input) && CHECK_INPUTS.contains(input), "{input}");
        }
        let given = [("INPUT_COMMAND", "doctor"), ("INPUT_PHASE", "x"), ("INPUT_COMMENT", "true")];
        let found = arguments(&given);
        assert_eq!(found, ["holdpoint", "doctor", "--phase=x"]);
        Cli::try_parse_from(&found).unwrap();
    }

    #[test]
    fn a_value_cannot_become_an_option() {
        let found = arguments(&[("INPUT_PHASE", "x --comment=false")]);
        assert_eq!(found.get(2).unwrap(), "--phase=x --comment=false");
    }
}
