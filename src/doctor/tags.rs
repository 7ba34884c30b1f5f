//! Whether tags of versions can be made without the gate, and with it.

use super::pattern::{holds, lets_be};
use super::{Examined, Found, Rated, Severity};
use crate::bump::cut::floating_name;
use crate::evidence::settings::{Bypass, Rule, Ruleset, Target};
use crate::evidence::{Fact, Unknown};
use crate::policy::{Holds, Policy};
use crate::verdict::Value;
use crate::version::{TagPattern, Version};

crate::messages! {
    OPEN = "tags-unprotected":
        "no ruleset keeps anybody who can write from pushing a tag such as {tag}: a release can be made without the gate"
        => "let an administrator allow such tags to your release App alone: write the lines below to `tags.json`, with the App's id in the place of `123456`, and run {command}";
    MOVABLE = "tags-can-move": "no ruleset keeps a tag such as {tag} from being moved or deleted after its release"
        => "let an administrator add such a ruleset: write the lines below to `versions.json`, and run {command}";
    NOBODY = "nobody-may-tag":
        "the ruleset {ruleset} lets nobody make a tag such as {tag}, so that `holdpoint bump --tag` is refused, too"
        => "add your release App to its *Bypass list*, at {page}";
    BY_PEOPLE = "people-may-tag": "the ruleset {ruleset} lets {who} make a tag such as {tag} by hand, without the gate"
        => "leave your release App alone on its *Bypass list*, at {page}";
    BY_ANOTHER_APP = "tags-by-another-app":
        "the ruleset {ruleset} lets the App {apps} make tags such as {tag}, and the token of this run is another's"
        => "give the job that runs `holdpoint bump --tag` that App's token in the input `token`; a job that only judges needs none";
    NAME = "tag-name-refused":
        "the ruleset {ruleset} refuses the name {tag}: by its rule on names a tag {must} {pattern} ({operator})"
        => "change that rule, at {page}, or `tag:` in the policy";
    FLOATING = "floating-tag-held": "the policy moves {tag} with each release, and the ruleset {ruleset} lets nobody move it"
        => "add your release App to its *Bypass list*, at {page}, or take `floating-tags` out of the policy";
}

pub(super) const RATED: &[Rated] = &[
    (&OPEN, Severity::Error),
    (&MOVABLE, Severity::Warning),
    (&NOBODY, Severity::Error),
    (&BY_PEOPLE, Severity::Error),
    (&BY_ANOTHER_APP, Severity::Note),
    (&NAME, Severity::Error),
    (&FLOATING, Severity::Error),
];

/// A tag as the next one may be called, and those that follow it.
pub(super) struct Sample {
    pattern: String,
    tag: String,
    pub(super) floating: Vec<String>,
}

/// One of each shape of tags that the policy knows.
pub(super) fn samples(policy: &Policy, there: &[String]) -> Vec<Sample> {
    let rules = &policy.rules;
    let of = |pattern: &TagPattern, levels: &[crate::bump::Level]| {
        let newest =
            there.iter().filter_map(|tag| pattern.version(tag)).filter(|one| one.pre.is_empty()).max();
        let next =
            newest.map_or(Version::new(1, 0, 0), |one| Version::new(one.major, one.minor, one.patch + 1));
        Sample {
            pattern: pattern.to_string(),
            tag: pattern.tag(&next),
            floating: levels.iter().filter_map(|level| floating_name(pattern, &next, *level)).collect(),
        }
    };
    if rules.packages.is_empty() {
        return vec![of(&rules.tag, &rules.cutting.floating)];
    }
    rules.packages.iter().map(|package| of(&package.tag, &package.floating)).collect()
}

pub(super) fn look(examined: &Examined<'_>, policy: &Policy) -> Vec<Found> {
    if !policy.phases.iter().any(|phase| phase.holds == Holds::Tag) {
        return Vec::new();
    }
    let rulesets = match &examined.settings.rulesets {
        Fact::Known(rulesets) => rulesets,
        Fact::Unknown(why) => return vec![Found::unread("the rulesets of the repository", why)],
        Fact::NotCollected => return Vec::new(),
    };
    let there = examined.tags.value().map_or(&[][..], Vec::as_slice);
    let mut found = Vec::new();
    for sample in samples(policy, there) {
        let seen = Seen { examined, rulesets, sample: &sample };
        found.extend(seen.creation());
        found.extend(seen.movable());
        found.extend(seen.names());
        found.extend(seen.held());
    }
    found
}

struct Seen<'a> {
    examined: &'a Examined<'a>,
    rulesets: &'a [Ruleset],
    sample: &'a Sample,
}

impl<'a> Seen<'a> {
    /// The rulesets that are enforced for a tag.
    fn of(&self, tag: &str) -> impl Iterator<Item = &'a Ruleset> {
        let reference = format!("refs/tags/{tag}");
        let default = self.examined.repository.default_branch.clone();
        self.rulesets
            .iter()
            .filter(move |one| one.enforced && one.target == Target::Tag && holds(one, &reference, &default))
    }

    fn with(&self, tag: &str, rule: &Rule) -> Vec<&'a Ruleset> {
        self.of(tag).filter(|one| one.rules.contains(rule)).collect()
    }

    /// Who may make it.
    fn creation(&self) -> Vec<Found> {
        let restricting = self.with(&self.sample.tag, &Rule::Creation);
        if restricting.is_empty() {
            let found =
                Found::new(&OPEN).code("tag", &self.sample.tag).code("command", self.command("tags.json"));
            return vec![found.block("json", release_app_alone(&self.sample.pattern))];
        }
        restricting.into_iter().flat_map(|ruleset| self.bypass(ruleset)).collect()
    }

    fn bypass(&self, ruleset: &Ruleset) -> Vec<Found> {
        let about = |found: Found| {
            let found =
                found.with("ruleset", Value::Text(ruleset.name.clone())).code("tag", &self.sample.tag);
            found.with("page", self.page(ruleset))
        };
        let actors = match &ruleset.bypass {
            Fact::Known(actors) => actors,
            Fact::Unknown(why) => return vec![unread_bypass(ruleset, why)],
            Fact::NotCollected => return Vec::new(),
        };
        if actors.is_empty() {
            return vec![about(Found::new(&NOBODY))];
        }
        let others: Vec<String> = actors.iter().filter_map(person).collect();
        let apps: Vec<&str> = actors.iter().filter_map(app).collect();
        let mut found = Vec::new();
        if !others.is_empty() {
            found.push(about(Found::new(&BY_PEOPLE)).with("who", Value::Text(others.join(", "))));
        }
        let own = self.examined.settings.token.viewer.as_ref();
        let is_own =
            |slug: &&str| own.is_some_and(|own| *own == crate::evidence::Login::new(format!("{slug}[bot]")));
        if !apps.is_empty() && !apps.iter().any(is_own) {
            let apps = apps.into_iter().map(str::to_owned).collect();
            found.push(about(Found::new(&BY_ANOTHER_APP)).with("apps", Value::Codes(apps)));
        }
        found
    }

    /// Whether it stays where it is.
    fn movable(&self) -> Option<Found> {
        let stays =
            [Rule::Update, Rule::Deletion].iter().all(|rule| !self.with(&self.sample.tag, rule).is_empty());
        let is_fixed = self.examined.settings.immutable_releases.value().is_some_and(|one| one.enabled);
        if stays || is_fixed {
            return None;
        }
        let found =
            Found::new(&MOVABLE).code("tag", &self.sample.tag).code("command", self.command("versions.json"));
        Some(found.block("json", versions_stay(&self.sample.pattern)))
    }

    /// Whether its name may be.
    fn names(&self) -> Vec<Found> {
        let mut found = Vec::new();
        for ruleset in self.of(&self.sample.tag) {
            for rule in &ruleset.rules {
                let Rule::TagName { operator, pattern, negate } = rule else { continue };
                if lets_be(rule, &self.sample.tag) != Some(false) {
                    continue;
                }
                let must = if *negate { "must not have" } else { "must have" };
                let one = Found::new(&NAME).with("ruleset", Value::Text(ruleset.name.clone()));
                let one = one.code("tag", &self.sample.tag).with("must", Value::Words(must));
                let one = one.code("pattern", pattern).code("operator", operator);
                found.push(one.with("page", self.page(ruleset)));
            }
        }
        found
    }

    /// Whether those that follow it may.
    fn held(&self) -> Vec<Found> {
        let mut found = Vec::new();
        for tag in &self.sample.floating {
            let nobody = |one: &&Ruleset| one.bypass.value().is_some_and(Vec::is_empty);
            let holding = [Rule::Update, Rule::Deletion].iter().flat_map(|rule| self.with(tag, rule));
            let Some(ruleset) = holding.filter(nobody).find(|one| one.rules.contains(&Rule::Update)) else {
                continue;
            };
            let one =
                Found::new(&FLOATING).code("tag", tag).with("ruleset", Value::Text(ruleset.name.clone()));
            found.push(one.with("page", self.page(ruleset)));
        }
        found
    }

    fn command(&self, file: &str) -> String {
        super::new_ruleset(self.examined.repository, file)
    }

    fn page(&self, ruleset: &Ruleset) -> Value {
        super::ruleset_page(self.examined.repository, ruleset.id)
    }
}

fn person(bypass: &Bypass) -> Option<String> {
    match bypass {
        Bypass::App { .. } => None,
        Bypass::Others(who) => Some(who.clone()),
    }
}

fn app(bypass: &Bypass) -> Option<&str> {
    match bypass {
        Bypass::App { slug, .. } => Some(slug),
        Bypass::Others(_) => None,
    }
}

fn unread_bypass(ruleset: &Ruleset, why: &Unknown) -> Found {
    Found::unread("who may make a tag past a ruleset", why).with("ruleset", Value::Text(ruleset.name.clone()))
}

/// As in docs/security.md: made, moved and deleted by the release App alone.
fn release_app_alone(pattern: &str) -> String {
    let include = literal(&format!("refs/tags/{}", pattern.replace("{version}", "*")));
    format!(
        r#"{{
  "name": "Tags of versions are made by the release App",
  "target": "tag",
  "enforcement": "active",
  "conditions": {{"ref_name": {{"include": [{include}], "exclude": []}}}},
  "rules": [{{"type": "creation"}}, {{"type": "update"}}, {{"type": "deletion"}}],
  "bypass_actors": [{{"actor_id": 123456, "actor_type": "Integration", "bypass_mode": "always"}}]
}}
"#
    )
}

/// As in docs/security.md: moved and deleted by nobody.
fn versions_stay(pattern: &str) -> String {
    let include = literal(&format!("refs/tags/{}", pattern.replace("{version}", "*.*.*")));
    format!(
        r#"{{
  "name": "Tags of versions stay",
  "target": "tag",
  "enforcement": "active",
  "conditions": {{"ref_name": {{"include": [{include}], "exclude": []}}}},
  "rules": [{{"type": "update"}}, {{"type": "deletion"}}, {{"type": "non_fast_forward"}}],
  "bypass_actors": []
}}
"#
    )
}

/// A text as JSON has it.
fn literal(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
