//! `holdpoint notes check`: the release notes alone, with the same reading as the gate's, or offline.

use std::io::Read as _;
use std::path::Path;

use jiff::Timestamp;
use semver::Version;

use crate::actions::{Annotation, Annotations, Level, Place};
use crate::cli::{Format, NotesCheck};
use crate::commands::ask::{Asked, ask};
use crate::commands::live::{self, Aim};
use crate::commands::{Exit, Refusal, Screen, Surroundings, connect, policy, publish, replay};
use crate::evaluate;
use crate::notes::source::TemplateSource;
use crate::notes::{Facts, Source, Template, Text};
use crate::policy::{Notes, Policy};
use crate::report::{self, NotesFacts, NotesReport, Usage, problems};
use crate::verdict::Finding;
use crate::version;

/// Checks, reports, exits.
pub(super) fn run(arguments: &NotesCheck, around: &Surroundings, screen: &Screen) -> anyhow::Result<Exit> {
    let own = arguments.file.as_deref().map(text).transpose()?;
    let template = arguments.template.as_deref().map(template).transpose()?;
    let local = arguments.template.is_some() || arguments.of.policy.as_deref().is_some_and(is_file);
    match own {
        Some(own) if local && arguments.of.repo.is_none() => {
            offline(arguments, &own, template, around, screen)
        }
        own => {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(live(arguments, own, template, around, screen))
        }
    }
}

fn is_file(path: &str) -> bool {
    Path::new(path).is_file()
}

/// A template of one's own, or the finding that says why it is none.
type OwnTemplate = Result<Template, Finding>;

/// The notes without the facts of the release: what is known is the version, if it was given.
fn offline(
    arguments: &NotesCheck,
    own: &Text,
    template: Option<OwnTemplate>,
    around: &Surroundings,
    screen: &Screen,
) -> anyhow::Result<Exit> {
    let version = named_version(arguments)?;
    let policy = match arguments.of.policy.as_deref() {
        Some(path) => match of_policy(path, screen)? {
            Ok(policy) => Some(policy),
            Err(unjudged) => return Ok(unjudged),
        },
        None => None,
    };
    let plain = || Notes { extra_sections: false, ..Notes::of_facts() };
    let notes = policy.as_ref().and_then(|policy| policy.notes.clone()).unwrap_or_else(plain);
    let kind = version.as_ref().and_then(|version| version::release_type(None, version).ok());
    let kind = kind.map(version::ReleaseType::as_str);
    let types: Vec<String> = kind.iter().map(|kind| (*kind).to_owned()).collect();
    let template = match template {
        Some(template) => Some(template),
        None => notes.template_for(&types).map(of_policys_own).transpose()?,
    };
    if template.is_none() && notes.sections.is_empty() {
        return Err(Refusal(
            "nothing says what form the notes have: the policy has no template for every type of release\n  -> name one: \
             `--template FILE`, or give --repo, so that the type is known"
                .into(),
        )
        .into());
    }
    let (rules, unjudged) = evaluate::notes::rules_by_type(&notes, kind);
    if !unjudged.is_empty() {
        let unjudged = unjudged.iter().map(|one| (one.section.as_str(), one.condition.as_str()));
        screen.warn(&report::notes_unjudged(unjudged, kind.is_none()));
    }
    let facts = Facts { version, ..Facts::default() };
    let (template, findings) = match template.transpose() {
        Ok(template) => {
            let found = of_version(own, policy.as_ref(), facts.version.as_ref(), template.as_ref());
            let (part, mut findings) = found.map_or_else(
                |finding| (None, vec![finding]),
                |(part, remark)| (Some(part), Vec::from_iter(remark)),
            );
            if let Some(part) = &part {
                findings.extend(crate::notes::check(part, template.as_ref(), &rules, &facts).findings);
            }
            (template, findings)
        }
        Err(finding) => (None, vec![finding]),
    };
    let report = NotesReport {
        notes: Some(own),
        template: template.as_ref(),
        facts: NotesFacts::NotChecked { version: facts.version.as_ref() },
        repository: None,
        findings: open(findings),
        usage: None,
    };
    Ok(show(&report, arguments.format, around, screen))
}

fn named_version(arguments: &NotesCheck) -> Result<Option<Version>, Refusal> {
    let Some(text) = &arguments.of.release_version else { return Ok(None) };
    let refused = || Refusal(format!("--version takes a version such as 1.4.0, not `{text}`"));
    version::parse_loose(text).ok_or_else(refused).map(Some)
}

/// Of a changelog the section of the version, where the policy keeps notes in one.
fn of_version(
    own: &Text,
    policy: Option<&Policy>,
    version: Option<&Version>,
    template: Option<&Template>,
) -> Result<(Text, Option<Finding>), Finding> {
    match (policy, version) {
        (Some(policy), Some(version)) => {
            evaluate::notes::of_version(own, policy, version, Timestamp::now(), template)
        }
        _ => Ok((own.clone(), None)),
    }
}

/// The notes with all that the gate would check them by.
async fn live(
    arguments: &NotesCheck,
    own: Option<Text>,
    template: Option<OwnTemplate>,
    around: &Surroundings,
    screen: &Screen,
) -> anyhow::Result<Exit> {
    let gate = arguments.of.gate(arguments.format);
    let asked = match ask(&gate, around)? {
        Asked::Judge(asked) => *asked,
        Asked::Nothing(nothing) => return nothing_to_check(&report::nothing(&nothing), around, screen),
    };
    let connected = connect::connect(&gate, around)?;
    let aim = Aim::Notes { text: own.clone().map(Box::new), own_template: template.is_some() };
    let read = match live::read_for(&aim, &gate, asked, connected.clients(), screen).await? {
        live::Outcome::Read(read) => read,
        live::Outcome::Nothing(nothing) => {
            return nothing_to_check(&report::nothing(&nothing), around, screen);
        }
    };
    let now = replay::read_at(&read.evidence);
    let phase =
        evaluate::notes::phase(&read.policy).ok_or_else(|| Refusal("the policy has no phase".into()))?;
    let Some((candidate, mut prepared)) = evaluate::notes::of(&read.policy, &phase, &read.evidence, now)
    else {
        return Err(Refusal(
            "there is no release whose notes could be checked\n  -> name its version: `--version 1.4.0`"
                .into(),
        )
        .into());
    };
    if let Some(template) = template {
        prepared.template = template.map(Some);
    }
    if let Some(own) = own {
        // Nothing was read where the policy says that they are, so nothing that was found there counts.
        let template = prepared.template.as_ref().ok().and_then(Option::as_ref);
        let found = of_version(&own, Some(&read.policy), Some(&candidate.version), template);
        prepared.source = Source::File(own.name.clone());
        prepared.text = found.map_err(|finding| vec![finding]).map(|(part, remark)| {
            prepared.remarks.extend(remark);
            part
        });
    }
    let mut findings = open(prepared.findings());
    if around.context.in_actions {
        // The log of a run, its summary and its annotations are for whoever may see the repository.
        findings =
            evaluate::notes::as_everybody_may_see(&read.policy, &phase, &read.evidence, &prepared, findings);
    }
    let usage = connected.usage();
    let report = NotesReport {
        notes: prepared.text.as_ref().ok(),
        template: prepared.template.as_ref().ok().and_then(Option::as_ref),
        facts: NotesFacts::Checked { tag: &candidate.tag, version: &candidate.version },
        repository: Some(&read.evidence.opening.repository),
        findings,
        usage: arguments.of.verbose.then_some(Usage { requests: usage.requests, points: usage.points }),
    };
    Ok(show(&report, arguments.format, around, screen))
}

/// What stands against the notes. What merely reports proves nothing and is left out.
fn open(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.retain(|finding| !finding.outcome.lets_pass());
    findings
}

/// Prints what was found; in a workflow, at its places, too.
fn show(report: &NotesReport<'_>, format: Format, around: &Surroundings, screen: &Screen) -> Exit {
    match format {
        Format::Text => screen.say(&report::notes_terminal(report, screen.colour)),
        Format::Markdown => screen.say(&report::notes_markdown(report)),
        Format::Json => screen.data(&report::notes_json(report)),
    }
    if around.context.in_actions {
        let mut all = Annotations::new();
        for (path, found) in report::notes_annotations(report) {
            all.push(annotation(path, found));
        }
        screen.command(&all.commands());
        publish::outputs_of_notes(
            &around.context,
            report.findings.is_empty(),
            &report::notes_markdown(report),
        );
    }
    if report.findings.is_empty() { Exit::Well } else { Exit::NoGo }
}

fn annotation(path: Option<&str>, found: report::Annotation) -> Annotation {
    let place = path.zip(found.place).map(|(path, place)| Place {
        file: path.to_owned(),
        line: Some(place.line),
        end_line: Some(place.end_line),
        column: Some(place.column),
        end_column: Some(place.end_column),
    });
    let level = match found.level {
        report::Level::Error => Level::Error,
        report::Level::Warning => Level::Warning,
    };
    Annotation { level, place, title: found.title, message: found.message }
}

fn nothing_to_check(why: &str, around: &Surroundings, screen: &Screen) -> anyhow::Result<Exit> {
    screen.say(why);
    publish::outputs_of_nothing(&around.context, why);
    Ok(Exit::Well)
}

/// GitHub takes no more than 125,000 characters of a release; a changelog may well be longer.
const LARGEST: u64 = 16 * 1024 * 1024;

/// The notes that were named: a file, or the standard input.
fn text(path: &Path) -> Result<Text, Refusal> {
    if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        let read = std::io::stdin().lock().take(LARGEST + 1).read_to_end(&mut bytes);
        let name = "the standard input";
        return Ok(Text::new(name, decoded(name, bytes, read.map(|_| ()))?));
    }
    let name = path.display().to_string();
    let whole = file(path)?;
    // Only such a path can be one of the repository, where an annotation has its place.
    let text = Text::new(name.clone(), whole);
    Ok(if path.is_relative() && !name.contains("..") { text.at_path(name) } else { text })
}

fn file(path: &Path) -> Result<String, Refusal> {
    let name = path.display().to_string();
    let mut bytes = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes));
    decoded(&name, bytes, read.map(|_| ()))
}

fn decoded(name: &str, bytes: Vec<u8>, read: std::io::Result<()>) -> Result<String, Refusal> {
    let unread = |why: &str| Refusal(format!("{name} cannot be read: {why}"));
    read.map_err(|error| unread(&error.to_string()))?;
    if bytes.len() as u64 > LARGEST {
        return Err(unread("it has more than 16 MiB, and no release has notes of that size"));
    }
    String::from_utf8(bytes).map_err(|_| unread("it is not text in UTF-8"))
}

/// A template that was named: `FILE`, or `FILE#section`.
fn template(named: &str) -> Result<OwnTemplate, Refusal> {
    let (path, section) = match named.split_once('#') {
        // A file may have such a name.
        Some((path, section)) if !is_file(named) => (path, Some(section.to_owned())),
        _ => (named, None),
    };
    let whole = file(Path::new(path))?;
    Ok(Template::read(&TemplateSource::File { path: path.to_owned(), section }, &whole))
}

/// A template of a policy of this machine: its file is one of this machine, too, from where the command runs.
fn of_policys_own(source: &TemplateSource) -> Result<OwnTemplate, Refusal> {
    match source {
        TemplateSource::Inline(text) => Ok(Template::read(source, text)),
        TemplateSource::File { path, .. } => {
            let read = file(Path::new(path));
            let todo =
                "run it where the policy's repository is checked out, or name a template with `--template`";
            let whole = read.map_err(|Refusal(why)| Refusal(format!("{why}\n  -> {todo}")))?;
            Ok(Template::read(source, &whole))
        }
    }
}

/// What a policy of this machine says of notes; with problems, they are printed.
fn of_policy(path: &str, screen: &Screen) -> anyhow::Result<Result<Policy, Exit>> {
    let (text, found) = policy::read(Path::new(path))?;
    if !found.is_empty() {
        screen.warn(&problems::render(&found, &text, path, screen.colour));
        return Ok(Err(Exit::Unjudged));
    }
    let read = Policy::read(&text).ok().filter(|policy| policy.notes.is_some());
    let none =
        || Refusal(format!("{path} says nothing of release notes\n  -> name a template: `--template FILE`"));
    Ok(Ok(read.ok_or_else(none)?))
}
