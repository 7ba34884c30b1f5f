//! Completions and manual pages: each shell reads them, and every command is in them.

use std::process::{Command, Stdio};

use crate::run::Run;

/// The commands that help lists.
fn commands() -> Vec<String> {
    let help = Run::new(&["--help"]).go().ended(0).out;
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names = lines
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names
        .map(|line| line.split_whitespace().next().unwrap().to_owned())
        .filter(|name| name != "help")
        .collect()
}

#[test]
fn every_shell_is_told_of_every_command() {
    let commands = commands();
    assert!(commands.iter().any(|name| name == "check") && commands.len() > 5, "{commands:?}");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = Run::new(&["completions", shell]).go().ended(0).out;
        for name in &commands {
            assert!(script.contains(name.as_str()), "{shell}: {name}");
        }
        assert!(script.contains("tracking-issue"), "{shell}");
    }
    Run::new(&["completions", "csh"]).go().ended(2).says(&["bash", "csh"]);
}

#[test]
fn bash_completes_by_it() {
    let run = Run::new(&["completions", "bash"]);
    let file = run.file("completions.bash");
    std::fs::write(&file, run.go().ended(0).out).unwrap();
    let ask = format!(
        "source {} && COMP_WORDS=(holdpoint check --trac) COMP_CWORD=2 && _holdpoint holdpoint --trac check && echo \"${{COMPREPLY[@]}}\"",
        file.display()
    );
    let output = Command::new("bash").args(["--norc", "-c", &ask]).stdin(Stdio::null()).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap().trim(), "--tracking-issue");
}

#[test]
fn there_is_a_page_for_every_command() {
    let page = Run::new(&["man"]).go().ended(0).says(&[".TH holdpoint 1", "release gate"]).out;
    let run = Run::new(&["man", "--write", "pages/man1"]);
    let folder = run.file("pages/man1");
    run.go().ended(0).says(&["pages/man1"]);
    for name in commands() {
        assert!(page.contains(&format!("holdpoint\\-{name}(1)")), "{name}\n{page}");
        let file = folder.join(format!("holdpoint-{name}.1"));
        assert!(std::fs::read_to_string(&file).unwrap().contains(".SH NAME"), "{}", file.display());
    }
    assert_eq!(std::fs::read_to_string(folder.join("holdpoint.1")).unwrap(), page);
    assert!(folder.join("holdpoint-policy-lint.1").exists());
}

#[test]
fn a_folder_that_cannot_be_written_is_told() {
    let run = Run::new(&["man", "--write", "file/man1"]);
    std::fs::write(run.file("file"), "").unwrap();
    run.go().ended(2).says(&["file/man1", "cannot be written"]);
}
