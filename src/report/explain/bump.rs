//! How versions are raised and tags cut, in plain words.

use super::Page;
use crate::bump::{Level, Otherwise, Rule, Rules};
use crate::candidate;
use crate::version_files::VersionFile;

impl Page {
    pub(super) fn versions(&mut self, rules: &candidate::Rules) {
        if let Some(bump) = &rules.bump {
            self.bump(bump);
        }
        let cutting = &rules.cutting;
        if let Some(role) = &cutting.by {
            self.line(1, &format!("Its tag is cut when somebody who is {role} starts that."));
        }
        let floating: Vec<String> = cutting.floating.iter().map(|level| floating(rules, *level)).collect();
        if !floating.is_empty() {
            self.line(
                1,
                &format!(
                    "Tags like {} follow the newest final release of their line.",
                    floating.join(" and ")
                ),
            );
        }
        if cutting.publish {
            self.line(1, "With the tag the release is published.");
        }
        if !cutting.attach {
            self.line(1, "Verdict, policy and evidence are not attached to it.");
        }
        if !rules.version_files.is_empty() {
            let places: Vec<String> = rules.version_files.iter().map(VersionFile::says).collect();
            self.line(1, &format!("The release pull request puts its version into {}.", places.join(", ")));
        }
    }

    fn bump(&mut self, bump: &Rules) {
        self.line(1, "The greatest change since the last release makes the version, and a version that promises less holds:");
        for level in Level::ALL {
            let rule = says(level, bump.of(level));
            if !rule.is_empty() {
                self.line(2, &format!("{level}: {}", rule.join(", or ")));
            }
        }
        self.line(
            2,
            &match bump.otherwise {
                Otherwise::Level(level) => format!("whatever else changed: {level}"),
                Otherwise::None => "whatever else changed needs no release".to_owned(),
                Otherwise::Refuse => "whatever else changed stops it, until somebody labels it".to_owned(),
            },
        );
        self.line(2, &format!("before 1.0.0 a major change makes it {}", bump.breaking_is));
        self.line(2, &format!("the first release is {}", bump.initial));
        if let Some(role) = &bump.major_by {
            self.line(2, &format!("a major version has to be confirmed by somebody who is {role}"));
        }
    }
}

/// `v1`, `v1.4`.
fn floating(rules: &candidate::Rules, level: Level) -> String {
    let numbers = if level == Level::Major { "1" } else { "1.4" };
    rules.tag.to_string().replace("{version}", numbers)
}

fn says(level: Level, rule: &Rule) -> Vec<String> {
    let mut says = Vec::new();
    if !rule.labels.is_empty() {
        let labels: Vec<&str> = rule.labels.iter().map(crate::paths::LabelPattern::as_str).collect();
        says.push(format!("a pull request with the label {}", labels.join(", ")));
    }
    if let Some(types) = &rule.conventional {
        if level == Level::Major {
            says.push("a conventional commit with `!` or `BREAKING CHANGE:`".to_owned());
        }
        if !types.is_empty() {
            says.push(format!("a conventional commit of the type {}", types.join(", ")));
        }
    }
    if !rule.paths.is_empty() {
        let paths: Vec<&str> = rule.paths.iter().map(crate::paths::Glob::as_str).collect();
        says.push(format!("a change of {}", paths.join(", ")));
    }
    says
}
