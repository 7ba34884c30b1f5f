//! A run that is ended from outside: at once wherever it is, never well, and the next one goes on from there.
#![cfg(unix)]

use std::time::{Duration, Instant};

use serde_json::json;

use crate::check::ready;
use crate::cut::writes as rules_of_writes;
use crate::fake::Fake;
use crate::run::Run;
use crate::tag::{MERGED, cut, policy, tag};

/// How long the server keeps an answer back: longer than an end from outside may take.
const LONG: u64 = 20_000;

fn at_once(began: Instant) {
    assert!(began.elapsed() < Duration::from_millis(LONG / 2), "{:?}", began.elapsed());
}

/// What the run is told, and what it says of that.
const SIGNALS: [(&str, &str); 2] = [("-INT", "Ctrl-C"), ("-TERM", "SIGTERM")];

#[test]
fn while_it_reads() {
    for (signal, name) in SIGNALS {
        let fake = ready();
        fake.faults(json!([{"match": {"operation": "Closing"}, "effect": {"delay": LONG}}]));
        let began = Instant::now();
        let arguments = ["--phase", "pre-release", "--version", "1.4.0"];
        let ran = Run::check(&fake, &arguments).signalled(signal, || fake.last_fault_met()).ended(2);
        at_once(began);
        ran.says(&[&format!("{name} ended the run before it was done"), "start it again"])
            .does_not_say(&["GO"]);
    }
}

/// In a workflow every output is set, also where somebody cancels the job.
#[test]
fn in_a_workflow_it_is_no_go() {
    let fake = ready();
    fake.faults(json!([{"match": {"operation": "Closing"}, "effect": {"delay": LONG}}]));
    let inputs = [("INPUT_PHASE", "pre-release"), ("INPUT_VERSION", "1.4.0")];
    let run = Run::action(&fake, "workflow_dispatch", "{}", &inputs)
        .env("GITHUB_REF", "refs/heads/main")
        .env("GITHUB_SHA", &fake.tip("main"));
    let (outputs, summary) = (run.file("output"), run.file("summary"));
    run.signalled("-TERM", || fake.last_fault_met()).ended(2).says(&["::error title=holdpoint"]);
    let read = |path| std::fs::read_to_string(path).unwrap();
    let outputs = read(outputs);
    assert!(outputs.contains("no-go") && outputs.contains("SIGTERM ended the run"), "{outputs}");
    assert!(read(summary).contains("ended before it was done"));
}

/// It is the first process of a container, and nothing is piped into it.
#[test]
fn while_it_reads_what_is_piped_in() {
    let run = Run::new(&["notes", "check", "-", "--template", "template.md"]);
    std::fs::write(run.file("template.md"), "## Changes\n").unwrap();
    let began = Instant::now();
    // Nothing tells when it has come to that; a signal is heard from the start on.
    let ran = run.with_open_input().signalled("-TERM", || began.elapsed() > Duration::from_secs(1));
    at_once(began);
    ran.ended(2).says(&["SIGTERM ended the run"]);
}

/// Whichever of its writes it is at: the next run completes the cut.
#[test]
fn while_it_cuts() {
    let shop = || Fake::shop(&policy("  publish: true\n", MERGED));
    let undisturbed = shop();
    cut(&undisturbed, &[]).go().ended(0);
    let all = rules_of_writes(&undisturbed);
    assert!(all.len() > 4, "{all:?}");
    for rule in all {
        let fake = shop();
        fake.faults(json!([{"match": rule["match"], "nth": rule["nth"], "effect": {"delay": LONG}}]));
        let began = Instant::now();
        cut(&fake, &[])
            .signalled("-TERM", || fake.last_fault_met())
            .ended(2)
            .says(&["SIGTERM ended the run"]);
        at_once(began);
        fake.faults(json!([]));
        cut(&fake, &[]).go().ended(0);
        assert_eq!(tag(&fake, "v1.4.0").unwrap().0, fake.tip("main"), "{rule}");
    }
}
