//! A verdict for a terminal. The first screen answers: go or no-go, what is missing, who can supply it, and how.

use anstyle::{AnsiColor, Effects, Style};
use comfy_table::{ContentArrangement, Table, presets};

use super::outline::{self, Entry, What};
use super::page::{Page, Span};
use super::proposal::proposal;
use super::sentence::{Format, Writer};
use super::{Report, spot, words};
use crate::verdict::{Decision, Finding, Judged, Outcome, RequirementVerdict, Value};

/// How many findings of a requirement are shown.
const FINDINGS: usize = 10;
/// The same where nothing waits for it.
const FEW: usize = 3;
/// How many notes are shown.
const NOTES: usize = 20;
/// The longest cell of the table, in characters.
const CELL: usize = 80;

const PLAIN: Style = Style::new();
const BOLD: Style = PLAIN.effects(Effects::BOLD);
const DIM: Style = PLAIN.effects(Effects::DIMMED);

/// The whole report, for a terminal of so many columns. With `colour` it holds ANSI styles; nothing else in it does,
/// whatever the evidence contains.
#[must_use]
pub fn terminal(report: &Report<'_>, width: usize, colour: bool) -> String {
    let mut screen = Screen::new(report, width, colour);
    screen.headline();
    screen.consents();
    screen.missing();
    screen.advisory();
    screen.signed();
    screen.table();
    screen.notes();
    screen.proposal();
    screen.footer();
    screen.page.finish()
}

mod consents;
mod who;

pub use who::who_terminal;

struct Screen<'r> {
    page: Page,
    writer: Writer<'r>,
    report: &'r Report<'r>,
}

impl<'r> Screen<'r> {
    fn new(report: &'r Report<'r>, width: usize, colour: bool) -> Self {
        let known = words::known(&report.verdict.subject).map(|(number, _)| number);
        let writer = Writer::new(Format::Plain, &report.repository.url).below(known);
        Self { page: Page::new(width, colour), writer, report }
    }

    fn headline(&mut self) {
        let verdict = self.report.verdict;
        if let Some(taken) = self.report.replay {
            let taken = words::time(taken);
            let words = format!("REPLAY of evidence taken at {taken}: nothing was published");
            self.page.line(0, &[(BOLD, &words)]);
            self.page.blank();
        }
        let (style, word) = decision(verdict.decision);
        let phase = self.writer.text(&verdict.phase);
        let subject = match &verdict.subject {
            Judged::Release { kind, .. } => {
                let kind = kind.as_ref().map(|kind| format!(" ({})", self.writer.text(kind)));
                kind.unwrap_or_default()
            }
            Judged::PullRequest { title, .. } => format!(" “{}”", self.writer.text(title)),
            Judged::MergeGroup { .. } => String::new(),
        };
        let what = format!(
            "  {} {}{subject} · phase {phase}",
            self.writer.text(&self.report.repository.name),
            words::subject(&self.writer, &verdict.subject)
        );
        self.page.line(0, &[(style, word), (BOLD, &what)]);
        let origin = words::origin(&self.writer, &verdict.subject);
        self.page.line(0, &[(DIM, &origin)]);
        let page = match (&verdict.subject, words::known(&verdict.subject)) {
            (_, None) => None,
            (Judged::Release { .. }, Some((number, url))) => {
                Some(format!("tracking issue #{number}  {}", self.writer.text(url)))
            }
            (_, Some((_, url))) => Some(self.writer.text(url)),
        };
        if let Some(page) = page {
            self.page.line(0, &[(DIM, &page)]);
        }
        let mut counts: Vec<Span<'_>> = Vec::new();
        let each: Vec<(Style, String)> = words::SHOWN
            .iter()
            .filter(|outcome| verdict.count(**outcome) > 0)
            .map(|one| (of(*one), format!("{} {}", verdict.count(*one), words::outcome(*one))))
            .collect();
        for (style, count) in &each {
            if !counts.is_empty() {
                counts.push((PLAIN, " · "));
            }
            counts.push((*style, count));
        }
        self.page.line(0, &counts);
        if let Some(words) = words::not_its_merge(verdict) {
            self.page.line(0, &[(PLAIN, words)]);
        }
    }

    fn missing(&mut self) {
        let verdict = self.report.verdict;
        let holding = outline::untold_holding(verdict);
        if !holding.is_empty() && verdict.holding().count() > holding.len() {
            self.page.blank();
            self.page.line(0, &[(BOLD, "What else is missing")]);
        }
        for alike in outline::alike(&holding) {
            self.page.blank();
            self.requirements(&alike, FINDINGS);
        }
    }

    fn nothing_proven(&mut self) {
        let verdict = self.report.verdict;
        if verdict.holding().next().is_none() && verdict.decision == Decision::NoGo {
            self.page.blank();
            self.page.line(0, &[(PLAIN, words::NOTHING_PROVEN)]);
            self.page.line(2, &[(BOLD, "-> "), (PLAIN, words::NOTHING_PROVEN_TODO)]);
        }
    }

    fn advisory(&mut self) {
        let advisory = outline::advisory(self.report.verdict);
        self.section("Advisory: reported only, does not hold the phase", &advisory, FEW);
    }

    fn section(&mut self, title: &str, requirements: &[&'r RequirementVerdict], findings: usize) {
        if requirements.is_empty() {
            return;
        }
        self.page.blank();
        self.page.line(0, &[(BOLD, title)]);
        for alike in outline::alike(requirements) {
            self.requirements(&alike, findings);
        }
    }

    /// Requirements that lack the same, which is said once.
    fn requirements(&mut self, alike: &[&'r RequirementVerdict], longest: usize) {
        for requirement in alike {
            let outcome = requirement.outcome;
            let mark = format!("{} {}  ", mark(outcome), words::outcome(outcome));
            let title = words::title(&self.writer, requirement);
            let place = words::place(&self.writer, requirement, &self.report.verdict.phase);
            self.page.line(0, &[(of(outcome), &mark), (BOLD, &title), (DIM, &place)]);
            if outcome == Outcome::Waived {
                for finding in outline::proofs(requirement) {
                    self.page.line(4, &[(PLAIN, &self.writer.says(finding))]);
                }
            }
        }
        let Some(last) = alike.last().filter(|last| last.outcome != Outcome::Waived) else { return };
        if alike.len() > 1 {
            self.page.line(4, &[(DIM, &words::same_reason(alike.len()))]);
        }
        self.lacks(last, longest);
    }

    fn lacks(&mut self, requirement: &'r RequirementVerdict, longest: usize) {
        let (entries, hidden) = outline::cut(&outline::untold(requirement), longest);
        self.entries(&entries);
        if hidden > 0 {
            self.page.line(4, &[(DIM, &format!("and {hidden} more (see --format json)"))]);
        }
        if let Some(hint) = &requirement.hint {
            self.page.line(4, &[(DIM, "the policy says: "), (PLAIN, &self.writer.text(hint))]);
        }
    }

    /// Findings with the same thing to do stand together above it.
    fn entries(&mut self, entries: &[Entry<'r>]) {
        let todos = outline::todos(&self.writer, entries);
        let mut said = Vec::new();
        for (index, (entry, todo)) in entries.iter().zip(&todos).enumerate() {
            let writer = self.writer.after(&said);
            let indent = 4 + 2 * entry.depth;
            match entry.what {
                What::Words(words) => self.page.line(indent, &[(PLAIN, words)]),
                What::Found(finding) => {
                    if let Some(spot) = &finding.spot {
                        self.page.line(indent, &[(DIM, &spot::place(spot))]);
                    }
                    let page = url(finding, writer, &self.report.verdict.subject);
                    let page = page.map(|url| format!("  {}", self.writer.text(url)));
                    let says = writer.says(finding);
                    self.page.line(indent, &[(PLAIN, &says), (DIM, &page.unwrap_or_default())]);
                    self.underlined(indent, finding);
                }
            }
            if let Some(todo) = todo.as_ref().filter(|_| !outline::goes_on(entries, &todos, index)) {
                self.page.line(indent, &[(BOLD, "-> "), (PLAIN, todo)]);
            }
            said.extend(outline::told(entry));
        }
    }

    /// The line of a text that a finding is about, and what of it is meant.
    fn underlined(&mut self, indent: usize, finding: &Finding) {
        let lines = finding.spot.as_deref().and_then(spot::underlined);
        let margin = format!("{}| ", " ".repeat(indent + 2));
        for line in lines.iter().flatten() {
            self.page.fixed(&[(DIM, &margin), (PLAIN, line)]);
        }
    }

    fn table(&mut self) {
        let verdict = self.report.verdict;
        let mut table = Table::new();
        table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(u16::try_from(self.page.width()).unwrap_or(u16::MAX));
        table.set_header(["outcome", "requirement", "title"]);
        let cell = |text: &str| super::harmless::one_line(text, CELL);
        let mut ruled_out = Vec::new();
        for one in verdict.all() {
            let advisory = match one.severity {
                crate::verdict::Severity::Advisory => " (advisory)",
                crate::verdict::Severity::Holding => "",
            };
            let outcome = format!("{} {}{advisory}", mark(one.outcome), words::outcome(one.outcome));
            table.add_row([outcome, cell(&one.id), cell(&words::path(&self.writer, one))]);
            if one.outcome == Outcome::NotApplicable {
                ruled_out.push(one);
            }
        }
        self.page.blank();
        for line in table.lines() {
            let outcome = words::SHOWN.into_iter().find(|one| line.trim_start().starts_with(mark(*one)));
            self.page.fixed(&[(outcome.map_or(BOLD, table_style), line.trim_end())]);
        }
        for one in ruled_out {
            let why = words::ruled_out(&self.writer, one);
            let id = self.writer.text(&one.id);
            self.page.line(0, &[(DIM, &format!("{id} does not apply: {why}"))]);
        }
    }

    fn notes(&mut self) {
        let notes = &self.report.verdict.notes;
        if notes.is_empty() {
            return;
        }
        self.page.blank();
        for note in notes.iter().take(NOTES) {
            self.page.line(0, &[(BOLD, "note: "), (PLAIN, &self.writer.says(note))]);
        }
        if notes.len() > NOTES {
            let more = format!("and {} more notes (see --format json)", notes.len() - NOTES);
            self.page.line(0, &[(DIM, &more)]);
        }
    }

    /// What the pull request makes of the policy.
    fn proposal(&mut self) {
        let Some(proposal) = proposal(self.report) else { return };
        self.page.blank();
        self.page.line(0, &[(BOLD, "policy: "), (PLAIN, &proposal.says(&self.writer, self.report))]);
        let (lines, more) = proposal.shown();
        for line in lines {
            let style = match (proposal.language(), line.chars().next()) {
                ("diff", Some('+')) => coloured(AnsiColor::Green),
                ("diff", Some('-')) => coloured(AnsiColor::Red),
                _ => PLAIN,
            };
            self.page.fixed(&[(PLAIN, "    "), (style, line)]);
        }
        if more > 0 {
            self.page.line(4, &[(DIM, &format!("and {more} more lines (see --format json)"))]);
        }
    }

    fn footer(&mut self) {
        let report = self.report;
        self.page.blank();
        self.page.line(0, &[(DIM, &words::policy(&self.writer, &report.policy))]);
        let mut judged = format!("judged at {}", words::time(report.verdict.now));
        if let Some(usage) = report.usage {
            let requests = words::number(usage.requests, "request", "requests");
            let points = words::number(usage.points, "point", "points");
            judged.push_str(&format!(", after {requests} and {points} of the hourly allowance"));
        }
        self.page.line(0, &[(DIM, &judged)]);
        if let Some(url) = report.run_url {
            self.page.line(0, &[(DIM, url)]);
        }
        self.decision();
    }

    /// The last line: what it comes to.
    fn decision(&mut self) {
        let verdict = self.report.verdict;
        let (style, word) = decision(verdict.decision);
        let end = match verdict.decision {
            Decision::Go => ": every holding requirement that applies is met or waived".to_owned(),
            Decision::NoGo => format!(": {}", words::counts(verdict)),
        };
        self.page.line(0, &[(style, word), (PLAIN, &end)]);
    }
}

/// The page to look at: of a check or the like before that of a pull request or issue, and of a commit at last. Not
/// what stands above already: what the writer knows, and the judged commit.
fn url<'f>(finding: &'f Finding, writer: Writer<'_>, judged: &Judged) -> Option<&'f str> {
    let known = words::known(judged).map(|(_, page)| page);
    let pages = finding.facts.iter().filter_map(|(_, value)| match value {
        // Of a link the text may be its address; words of ours never are.
        Value::Page { url, .. } if known != Some(url) => Some((0, url.as_str())),
        Value::Link { url, .. } => Some((1, url.as_str())),
        Value::Thread { number, url, .. } if !writer.knows(*number) => Some((2, url.as_str())),
        Value::Commit { oid, url } if oid != words::commit(judged) => url.as_deref().map(|url| (3, url)),
        _ => None,
    });
    pages.min_by_key(|(rank, _)| *rank).map(|(_, url)| url)
}

fn decision(decision: Decision) -> (Style, &'static str) {
    match decision {
        Decision::Go => (coloured(AnsiColor::Green).effects(Effects::BOLD), "GO"),
        Decision::NoGo => (coloured(AnsiColor::Red).effects(Effects::BOLD), "NO-GO"),
    }
}

/// The style of an outcome.
fn of(outcome: Outcome) -> Style {
    match outcome {
        Outcome::Met => coloured(AnsiColor::Green),
        Outcome::Unmet => coloured(AnsiColor::Red),
        Outcome::Pending => coloured(AnsiColor::Yellow),
        Outcome::Unknown => coloured(AnsiColor::Magenta),
        Outcome::Waived => coloured(AnsiColor::Cyan),
        Outcome::NotApplicable => DIM,
    }
}

fn table_style(outcome: Outcome) -> Style {
    if outcome == Outcome::Met { PLAIN } else { of(outcome) }
}

fn coloured(colour: AnsiColor) -> Style {
    PLAIN.fg_color(Some(colour.into()))
}

/// A mark that can be told from the others without colour.
fn mark(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Met => "✓",
        Outcome::Unmet => "✗",
        Outcome::Pending => "…",
        Outcome::Unknown => "?",
        Outcome::Waived => "~",
        Outcome::NotApplicable => "-",
    }
}

#[cfg(test)]
mod tests {
    use super::{Format, Writer, url};
    use crate::report::sample;
    use crate::verdict::{Finding, Message, Value};

    #[test]
    fn the_page_that_helps_most_is_shown() {
        const MESSAGE: Message = Message { code: "x", says: "x", todo: "" };
        let judged = sample::go().verdict.subject;
        let commit = |digit| Value::Commit { oid: sample::oid(digit), url: Some("commit".into()) };
        let link = Value::Link { text: "build".into(), url: "link".into() };
        for (values, expected) in [
            (vec![commit('b'), sample::pull(12, "Fix"), link], Some("link")),
            (vec![commit('b'), sample::pull(12, "Fix")], Some("https://github.com/octoacme/shop/pull/12")),
            (vec![commit('b'), sample::pull(40, "Release")], Some("commit")),
            (vec![Value::Number(1), commit('b')], Some("commit")),
            (vec![commit('a')], None),
            (vec![], None),
        ] {
            let finding =
                values.into_iter().fold(Finding::unmet(&MESSAGE), |one, value| one.with("x", value));
            let writer = Writer::new(Format::Plain, "").below(Some(40));
            assert_eq!(url(&finding, writer, &judged), expected);
        }
    }
}
