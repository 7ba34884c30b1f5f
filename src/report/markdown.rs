//! A verdict as GitHub's Markdown: what is missing first, the rest folded.
//!
//! Every text from outside comes through [`Writer`]. The only HTML here is `<details>` and `<summary>`.

use super::outline::{self, Entry, What};
use super::proposal::proposal;
use super::sentence::{Format, Writer};
use super::{PolicySource, Report, spot, words};
use crate::markdown::escape;
use crate::verdict::{Decision, Finding, Judged, Outcome, RequirementVerdict, Severity};

/// How much of something is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Show {
    /// With its findings.
    Whole,
    /// By title.
    Titles,
    /// By number.
    Count,
}

/// How much of a verdict is shown. What is least missed goes first; what is missing is always named.
#[derive(Debug, Clone, Copy)]
pub(super) struct Detail {
    /// The most requirements that hold; the rest is counted.
    pub(super) holding: usize,
    /// The most findings of each.
    pub(super) findings: usize,
    pub(super) waived: Show,
    pub(super) advisory: Show,
    pub(super) not_applicable: Show,
    pub(super) met: Show,
    /// The most titles of requirements, and the most ways to sign, of a role whose sign-off is missing.
    pub(super) sign_off: usize,
    /// The most consents that do not count, and answers to comments; the rest is counted.
    pub(super) ignored: usize,
    /// The most notes.
    pub(super) notes: usize,
    /// Whether all requirements are listed in a table.
    pub(super) table: bool,
}

/// Everything, as far as somebody would read it.
pub(super) const WHOLE: Detail = Detail {
    holding: usize::MAX,
    findings: 50,
    waived: Show::Whole,
    advisory: Show::Whole,
    not_applicable: Show::Whole,
    met: Show::Whole,
    sign_off: 20,
    ignored: 50,
    notes: 50,
    table: false,
};

/// Ever shorter forms, from `first` on.
pub(super) fn shorter(first: Detail) -> impl Iterator<Item = Detail> {
    let no_table = Detail { table: false, ..first };
    let titles = Detail { met: Show::Titles, ..no_table };
    let few_notes = Detail { not_applicable: Show::Titles, notes: 5, ignored: 20, ..titles };
    let counts = Detail { met: Show::Count, not_applicable: Show::Count, ..few_notes };
    let advisory_titles = Detail { advisory: Show::Titles, ignored: 10, ..counts };
    let only_missing =
        Detail { advisory: Show::Count, notes: 0, ignored: 5, sign_off: 10, ..advisory_titles };
    let fewer = [20, 10, 5, 2, 1, 0].map(|findings| Detail {
        findings,
        sign_off: findings.clamp(1, 5),
        ..only_missing
    });
    let waived_titles = Detail { findings: 0, sign_off: 1, waived: Show::Titles, ..only_missing };
    let least = [200, 100, 50, 20, 10].map(|holding| Detail {
        holding,
        waived: Show::Count,
        ignored: 0,
        ..waived_titles
    });
    [first, no_table, titles, few_notes, counts, advisory_titles, only_missing]
        .into_iter()
        .chain(fewer)
        .chain([waived_titles])
        .chain(least)
}

/// Where the rest of a list is to be found.
const THE_REST: &str = "the workflow run, or `holdpoint check --format json`, shows all";

mod consents;
mod who;

pub use who::who_markdown;

/// A Markdown text in the making.
pub(super) struct Document<'r> {
    out: String,
    writer: Writer<'r>,
    report: &'r Report<'r>,
    detail: Detail,
    /// Whether something was left out of the list that is being written.
    cut: bool,
}

impl<'r> Document<'r> {
    pub(super) fn new(report: &'r Report<'r>, detail: Detail) -> Self {
        let known = words::known(&report.verdict.subject).map(|(number, _)| number);
        let writer = Writer::new(Format::Markdown, &report.repository.url).below(known);
        Self { out: String::new(), writer, report, detail, cut: false }
    }

    pub(super) fn finish(mut self) -> String {
        self.out.truncate(self.out.trim_end().len());
        self.out
    }

    /// A paragraph, a heading or the like, with an empty line behind it.
    pub(super) fn block(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push_str("\n\n");
    }

    fn bullet(&mut self, depth: usize, text: &str) {
        self.out.push_str(&"  ".repeat(depth));
        self.out.push_str("- ");
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn end_list(&mut self) {
        self.out.push('\n');
    }

    pub(super) fn heading(&mut self) {
        let verdict = self.report.verdict;
        let subject = words::subject(&self.writer, &verdict.subject);
        let phase = self.writer.text(&verdict.phase);
        let replay = if self.report.replay.is_some() { ", replay" } else { "" };
        let decision = words::decision(verdict.decision);
        self.block(&format!("## Holdpoint{replay}: {decision} for {subject} ({phase})"));
    }

    /// Whether it is a replay, how many requirements stand how, and what was judged.
    pub(super) fn overview(&mut self) {
        let verdict = self.report.verdict;
        if let Some(taken) = self.report.replay {
            let taken = words::time(taken);
            self.block(&format!("**Replay of evidence taken at {taken}: nothing was published.**"));
        }
        let mut about = vec![words::origin(&self.writer, &verdict.subject)];
        match &verdict.subject {
            Judged::PullRequest { title, .. } => about.push(format!("“{}”", self.writer.text(title))),
            Judged::MergeGroup { pull_requests, .. } => {
                about.extend(pull_requests.iter().map(|one| format!("“{}”", self.writer.text(&one.title))));
            }
            Judged::Release { kind, milestone, tracking_issue, .. } => {
                about.extend(kind.as_ref().map(|kind| format!("type {}", self.writer.code(kind))));
                about.extend(
                    milestone
                        .as_ref()
                        .map(|one| format!("milestone {}", self.writer.link(&one.title, &one.url))),
                );
                about.extend(
                    tracking_issue
                        .as_ref()
                        .map(|(number, url)| format!("tracking issue {}", self.writer.thread(*number, url))),
                );
            }
        }
        self.block(&format!("**{}** · {}", words::counts(verdict), about.join(" · ")));
        if let Some(words) = words::not_its_merge(verdict) {
            self.block(words);
        }
    }

    /// That nothing holds the phase, and what that means.
    pub(super) fn nothing_open(&mut self) {
        let verdict = self.report.verdict;
        if verdict.holding().next().is_some() {
            return;
        }
        match verdict.decision {
            Decision::Go => self.block(words::ALL_MET),
            Decision::NoGo => {
                self.block(words::NOTHING_PROVEN);
                self.bullet(0, &format!("→ {}", words::NOTHING_PROVEN_TODO));
                self.end_list();
            }
        }
    }

    /// What keeps the phase from going on: never left out.
    pub(super) fn missing(&mut self) {
        let verdict = self.report.verdict;
        let holding = outline::untold_holding(verdict);
        if holding.is_empty() {
            return;
        }
        let besides = if verdict.holding().count() > holding.len() { "else " } else { "" };
        self.block(&format!("### What {besides}is missing, and who can supply it"));
        let shown = holding.get(..self.detail.holding).unwrap_or(&holding);
        for alike in outline::alike(shown) {
            self.requirements(&alike, self.detail.findings);
        }
        if holding.len() > self.detail.holding {
            self.bullet(0, &format!("and {} more", holding.len() - self.detail.holding));
            self.cut = true;
        }
        self.end_list();
        self.say_what_was_cut();
        self.run_again();
    }

    fn run_again(&mut self) {
        if self.report.verdict.holding().next().is_some() {
            self.block(words::RUN_AGAIN);
        }
    }

    /// Once behind a list: where the rest of it is.
    fn say_what_was_cut(&mut self) {
        if std::mem::take(&mut self.cut) {
            self.block(&format!("Not everything is listed here: {THE_REST}."));
        }
    }

    pub(super) fn advisory(&mut self) {
        let advisory = outline::advisory(self.report.verdict);
        if advisory.is_empty() {
            return;
        }
        self.block("### Advisory: reported only, does not hold the phase");
        if self.detail.advisory == Show::Count {
            return self.block(&format!("Left out here: {THE_REST}."));
        }
        let findings = if self.detail.advisory == Show::Whole { self.detail.findings.min(10) } else { 0 };
        for alike in outline::alike(&advisory) {
            self.requirements(&alike, findings);
        }
        self.end_list();
        self.say_what_was_cut();
    }

    /// What is wrong in the release notes, line by line.
    pub(super) fn in_texts(&mut self) {
        let all = outline::in_texts(self.report.verdict);
        if all.is_empty() {
            return;
        }
        self.block("### Release notes");
        for (_, finding) in all.iter().take(self.detail.findings) {
            self.out.push_str(&spot::markdown(&self.writer, finding));
        }
        if all.len() > self.detail.findings {
            let left = all.len() - self.detail.findings;
            let findings = words::number(left as u64, "finding", "findings");
            self.bullet(0, &if left == all.len() { findings } else { format!("and {left} more") });
            self.cut = true;
        }
        self.end_list();
        self.say_what_was_cut();
    }

    /// What is met, what does not apply, and notes; each folded.
    pub(super) fn folded(&mut self) {
        let verdict = self.report.verdict;
        self.fold("met", &outline::of_outcome(verdict, Outcome::Met), self.detail.met);
        let ruled_out = outline::of_outcome(verdict, Outcome::NotApplicable);
        self.fold("not applicable", &ruled_out, self.detail.not_applicable);
        let notes = &verdict.notes;
        if notes.is_empty() {
            return;
        }
        self.open(&words::number(notes.len() as u64, "note", "notes"));
        for note in notes.iter().take(self.detail.notes) {
            self.bullet(0, &self.writer.says(note));
        }
        if notes.len() > self.detail.notes {
            self.bullet(0, &format!("and {} more: {THE_REST}", notes.len() - self.detail.notes));
        }
        self.close();
    }

    fn fold(&mut self, words: &str, requirements: &[&RequirementVerdict], show: Show) {
        if requirements.is_empty() {
            return;
        }
        let title = format!("{} {words}", requirements.len());
        if show == Show::Count {
            return self.block(&format!("{title}: {THE_REST}."));
        }
        self.open(&title);
        for requirement in requirements {
            self.proven(requirement, show);
        }
        self.close();
    }

    /// `summary` is our own.
    fn open(&mut self, summary: &str) {
        self.block(&format!("<details><summary>{summary}</summary>"));
    }

    fn close(&mut self) {
        self.end_list();
        self.block("</details>");
    }

    /// Every requirement in one table.
    pub(super) fn table(&mut self) {
        if !self.detail.table {
            return;
        }
        self.block("### All requirements");
        let asked = &self.report.verdict.phase;
        let several = self.report.verdict.all().any(|one| one.phase != *asked);
        let (head, rule) = if several { (" phase |", " --- |") } else { ("", "") };
        self.out.push_str(&format!("| outcome | requirement | title |{head}\n| --- | --- | --- |{rule}\n"));
        for one in self.report.verdict.all() {
            let advisory = if one.severity == Severity::Advisory { " (advisory)" } else { "" };
            let outcome = words::outcome(one.outcome);
            let (mark, id) = (mark(one.outcome), self.writer.code(&one.id));
            let title = words::path(&self.writer, one);
            let phase = if several { format!(" {} |", self.writer.text(&one.phase)) } else { String::new() };
            self.out.push_str(&format!("| {mark} {outcome}{advisory} | {id} | {title} |{phase}\n"));
        }
        self.end_list();
    }

    /// What the pull request makes of the policy.
    pub(super) fn proposal(&mut self) {
        let Some(proposal) = proposal(self.report) else { return };
        self.block(&format!("**Policy:** {}.", proposal.says(&self.writer, self.report)));
        let (lines, more) = proposal.shown();
        if self.detail.notes == 0 || lines.is_empty() {
            return;
        }
        self.block(&escape::block(proposal.language(), lines));
        if more > 0 {
            self.block(&format!(
                "And {}: {THE_REST}.",
                words::number(more as u64, "more line", "more lines")
            ));
        }
    }

    /// The policy that was applied. Its commit changes with every push, so a comment leaves it out.
    pub(super) fn policy(&mut self) {
        let source = words::policy(&self.writer, &self.report.policy);
        let at = match self.report.policy {
            PolicySource::Repository(policy) => {
                let url = format!("{}/blob/{}/{}", self.report.repository.url, policy.commit, policy.path);
                format!(", as of {}", self.writer.code_link(policy.commit.short(), &url))
            }
            PolicySource::File { .. } => String::new(),
        };
        self.block(&format!("Judged by {source}{at}."));
    }

    pub(super) fn policy_without_commit(&mut self) {
        self.block(&format!("Judged by {}.", words::policy(&self.writer, &self.report.policy)));
    }

    /// When was judged, and in which run.
    pub(super) fn origin(&mut self) {
        let mut origin = format!("Judged at {}", words::time(self.report.verdict.now));
        if let Some(url) = self.report.run_url {
            origin.push_str(&format!(" in {}", self.writer.link("this workflow run", url)));
        }
        self.block(&format!("{origin}."));
    }

    /// Requirements that lack the same, which is said once.
    fn requirements(&mut self, alike: &[&'r RequirementVerdict], longest: usize) {
        for requirement in alike {
            let line = format!(
                "{} **{}**{}: {}",
                mark(requirement.outcome),
                words::title(&self.writer, requirement),
                words::place(&self.writer, requirement, &self.report.verdict.phase),
                words::outcome(requirement.outcome)
            );
            self.bullet(0, &line);
        }
        let Some(requirement) = alike.last() else { return };
        if alike.len() > 1 && longest > 0 {
            self.bullet(1, &words::same_reason(alike.len()));
        }
        let (inside, others): (Vec<_>, Vec<_>) =
            outline::untold(requirement).into_iter().partition(outline::is_in_text);
        let (entries, hidden) = outline::cut(&others, longest);
        self.entries_at(1, &entries);
        if !inside.is_empty() {
            let findings = words::number(inside.len() as u64, "finding", "findings");
            self.bullet(1, &format!("{findings} in the text, each told below with its line"));
        }
        if hidden > 0 {
            let findings = words::number(hidden as u64, "finding", "findings");
            self.bullet(1, &if entries.is_empty() { findings } else { format!("and {hidden} more") });
            self.cut = true;
        }
        if let Some(hint) = requirement.hint.as_ref().filter(|_| longest > 0) {
            self.bullet(1, &format!("The policy says: {}", self.writer.text(hint)));
        }
    }

    /// What has to be done stands under its finding; once only, behind several findings, where it is the same.
    fn entries_at(&mut self, top: usize, entries: &[Entry<'r>]) {
        let todos = outline::todos(&self.writer, entries);
        let (mut alike, mut said) = (1, Vec::new());
        for (index, (entry, todo)) in entries.iter().zip(&todos).enumerate() {
            let depth = top + entry.depth;
            match entry.what {
                What::Words(words) => self.bullet(depth, words),
                What::Found(finding) => self.bullet(depth, &self.writer.after(&said).says(finding)),
            }
            said.extend(outline::told(entry));
            let Some(todo) = todo else { continue };
            if outline::goes_on(entries, &todos, index) {
                alike += 1;
                continue;
            }
            match alike {
                1 => self.bullet(depth + 1, &format!("→ {todo}")),
                several => self.bullet(depth, &format!("→ (each of these {several}) {todo}")),
            }
            alike = 1;
        }
    }

    fn proven(&mut self, requirement: &RequirementVerdict, show: Show) {
        if show == Show::Count {
            return;
        }
        let mut line = format!(
            "{} **{}**{}",
            mark(requirement.outcome),
            words::title(&self.writer, requirement),
            words::place(&self.writer, requirement, &self.report.verdict.phase)
        );
        if show == Show::Whole {
            let findings: Vec<&Finding> = match requirement.outcome {
                Outcome::NotApplicable => outline::ruled_out(requirement),
                _ => outline::proofs(requirement),
            };
            line.push_str(&format!(": {}", words::sentences(&self.writer, &findings)));
        }
        self.bullet(0, &line);
    }
}

/// A mark that can be told from the others at a glance.
fn mark(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Met => "✅",
        Outcome::Unmet => "❌",
        Outcome::Pending => "⏳",
        Outcome::Unknown => "❔",
        Outcome::Waived => "☑️",
        Outcome::NotApplicable => "➖",
    }
}
