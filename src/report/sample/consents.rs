//! Sign-offs, holds, waivers and answers to try the renderers on.

use super::{Sample, anything, at, met, pull, requirement};
use crate::evidence::{Login, TeamName};
use crate::verdict::{
    Finding, Message, MissingSignOff, Node, Outcome, Part, RequirementVerdict, Severity, Speaks, Value,
    Verdict, WaiverVerdict, Who,
};

const MISSING: Message = Message {
    code: "sign-off-missing",
    says: "the sign-off of {role} is missing",
    todo: "comment {line} on {issue}",
};
const FEW: Message = Message {
    code: "sign-offs-missing",
    says: "{count} of {needed} people signed as {role}: {people}",
    todo: "comment {line} on {issue}",
};
const SIGNED: Message =
    Message { code: "signed", says: "{by} signed as {role} on {at} by a comment", todo: "" };
const NO_HOLDER: Message =
    Message { code: "not-a-holder", says: "{by} wrote {line} and does not hold the role {role}", todo: "" };
const STALE: Message = Message {
    code: "stale",
    says: "{by} signed as {role} at {commit}, which was {count} commits ago",
    todo: "",
};
const NO_PROOF: Message = Message {
    code: "no-proof",
    says: "nobody can tell who ticked {box}: a part of the text's history is gone",
    todo: "untick it and tick it again",
};
const HELD: Message = Message {
    code: "held",
    says: "{by} holds the release since {at}: {reason}",
    todo: "comment `/holdpoint lift` when it is over",
};
const NO_SUCH_ROLE: Message = Message {
    code: "no-such-role",
    says: "{by} wrote {line}, and the policy has no role or requirement {name}",
    todo: "write {better}",
};
const EXCUSED: Message = Message { code: "excused", says: "{pull} has no approval", todo: "" };
const TOO_LONG: Message = Message {
    code: "waiver-too-long",
    says: "it ends {count} days after it was given, and the policy allows 7",
    todo: "write it again with an earlier day",
};
const NOTES_MISSING: Message = Message {
    code: "notes-missing",
    says: "the release notes say nothing of {pull}",
    todo: "add it to them",
};

fn issue() -> Value {
    let url = "https://github.com/octoacme/shop/issues/40".to_owned();
    Value::Thread { number: 40, title: "Release v1.4.0".into(), url }
}

fn person(login: &str) -> Value {
    Value::Person(Login::new(login))
}

fn role(name: &str) -> Value {
    Value::Code(name.to_owned())
}

fn holders(name: &str) -> Who {
    Who::Role {
        name: name.to_owned(),
        people: vec![Login::new("mona"), Login::new("maya-r")],
        teams: vec![TeamName { organization: "octoacme".into(), slug: name.to_owned() }],
    }
}

pub(in crate::report) fn sign_off(name: &str) -> MissingSignOff {
    MissingSignOff {
        role: name.to_owned(),
        line: Some(format!("/holdpoint sign {name}")),
        on: Some((40, "https://github.com/octoacme/shop/issues/40".into())),
        tick: None,
        ticked: false,
        label: None,
        review: None,
    }
}

pub(in crate::report) fn missing(sign_off: MissingSignOff) -> Finding {
    let line = sign_off.line.clone().unwrap_or_default();
    Finding::unmet(&MISSING)
        .with("role", role(&sign_off.role))
        .with("line", Value::Code(line))
        .with("issue", issue())
        .who([holders(&sign_off.role)])
        .speaks(Speaks::Missing(Box::new(sign_off)))
}

fn not_a_holder(outcome: Outcome, login: &str, name: &str) -> Finding {
    Finding::new(outcome, &NO_HOLDER)
        .with("by", person(login))
        .with("line", Value::Code(format!("/holdpoint sign {name}")))
        .with("role", role(name))
        .speaks(Speaks::IgnoredConsent)
}

fn signed(login: &str, name: &str) -> Finding {
    Finding::met(&SIGNED)
        .with("by", person(login))
        .with("role", role(name))
        .with("at", Value::Time(at("2026-11-20T10:00:00Z")))
        .speaks(Speaks::Consent)
}

fn leaf(findings: Vec<Finding>) -> Node {
    Node::leaf("sign-off", findings)
}

/// Sign-offs of all kinds, a hold, waivers and answers.
pub(in crate::report) fn sign_offs() -> Sample {
    let box_of =
        |text: &str| Some((text.to_owned(), "https://github.com/octoacme/shop/issues/40".to_owned()));
    let qa = || MissingSignOff { tick: box_of("Quality gate passed"), ..sign_off("qa-engineer") };
    let regression = MissingSignOff {
        line: Some("/holdpoint sign regression".into()),
        tick: box_of("Regression run"),
        ..sign_off("qa-engineer")
    };
    let writer = MissingSignOff {
        label: Some("notes-approved".into()),
        review: Some((41, "https://github.com/octoacme/shop/pull/41".into())),
        ..sign_off("technical-writer")
    };
    let few = Finding::unmet(&FEW)
        .with("count", 1_u64)
        .with("needed", 2_u64)
        .with("role", role("release-manager"))
        .with("people", Value::People(vec![Login::new("maya-r")]))
        .with("line", Value::Code("/holdpoint sign release-manager".into()))
        .with("issue", issue())
        .who([Who::Person(Login::new("mona"))])
        .speaks(Speaks::Missing(Box::new(sign_off("release-manager"))));
    let no_notes = Finding::unmet(&NOTES_MISSING).with("pull", pull(12, "Fix the cart")).who([Who::Writers]);
    let notes =
        Node::of(Part::All, vec![Node::leaf("release-notes", vec![no_notes]), leaf(vec![missing(writer)])]);
    let either = Node::of(
        Part::Any,
        vec![
            leaf(vec![missing(sign_off("ux-designer"))]),
            Node::leaf("checkbox", vec![super::not_ticked("No change that users see")]),
        ],
    );
    let doubt = Finding::unknown(&NO_PROOF)
        .with("box", Value::Text("Runbook updated".into()))
        .who([holders("devops-engineer")])
        .speaks(Speaks::DoubtfulConsent);
    let mut advisory = requirement("demo", "Demo seen", leaf(vec![missing(sign_off("sales"))]));
    advisory.severity = Severity::Advisory;
    let quality = vec![missing(qa()), not_a_holder(Outcome::Unmet, "hubot", "qa-engineer")];
    let mut sample = Sample::of(vec![
        requirement("quality", "Quality gate passed", leaf(quality)),
        requirement("regression", "Regression run", leaf(vec![missing(regression)])),
        requirement("go", "Two release managers agree", leaf(vec![few])),
        requirement("notes", "Release notes", notes),
        requirement("ux", "Users were asked", either),
        requirement("runbook", "Runbook updated", leaf(vec![doubt])),
        met_with_consents(),
        advisory,
    ]);
    sample.verdict.standing.push(hold());
    sample.verdict.answers = vec![answer()];
    sample.verdict.waivers = waivers();
    sample.verdict.solo = true;
    sample
}

fn met_with_consents() -> RequirementVerdict {
    let stale = Finding::met(&STALE)
        .with("by", person("hubot"))
        .with("role", role("security"))
        .with("commit", Value::Commit { oid: super::oid('d'), url: None })
        .with("count", 3_u64)
        .speaks(Speaks::IgnoredConsent);
    requirement("security", "Security reviewed", leaf(vec![signed("mona", "security"), stale]))
}

pub(in crate::report) fn hold() -> RequirementVerdict {
    let held = Finding::unmet(&HELD)
        .with("by", person("maya-r"))
        .with("at", Value::Time(at("2026-11-20T12:00:00Z")))
        .with("reason", Value::Text("the payment provider is down".into()))
        .who([Who::Person(Login::new("maya-r")), holders("release-manager")]);
    requirement("hold", "Nobody holds the release", Node::leaf("hold", vec![held]))
}

fn answer() -> Finding {
    Finding::met(&NO_SUCH_ROLE)
        .with("by", person("hubot"))
        .with("line", Value::Code("/holdpoint sign qa-enginer".into()))
        .with("name", Value::Code("qa-enginer".into()))
        .with("better", Value::Code("/holdpoint sign qa-engineer".into()))
}

fn waivers() -> Vec<WaiverVerdict> {
    let given = |requirement: &str| WaiverVerdict {
        requirement: requirement.to_owned(),
        subjects: vec!["#33".into()],
        by: Some(Login::new("mona")),
        role: Some("release-manager".into()),
        given: "2026-11-20".parse().expect("a day"),
        until: "2026-11-24".parse().expect("a day"),
        reason: "it only changes a comment".into(),
        private: false,
        url: Some("https://github.com/octoacme/shop/issues/40#issuecomment-7".into()),
        accepted: true,
        findings: vec![Finding::new(Outcome::Waived, &EXCUSED).with("pull", pull(33, "Reword a comment"))],
    };
    let refused = WaiverVerdict {
        subjects: Vec::new(),
        by: Some(Login::new("hubot")),
        role: None,
        accepted: false,
        findings: vec![Finding::unmet(&TOO_LONG).with("count", 40_u64)],
        ..given("alerts")
    };
    vec![given("scope-merged"), refused]
}

/// Only one role is missing: the most common end of a release.
pub(in crate::report) fn one_missing() -> Sample {
    let qa = leaf(vec![missing(sign_off("qa-engineer"))]);
    let mut sample =
        Sample::of(vec![requirement("quality", "Quality gate passed", qa), met("ci", "Passing CI")]);
    sample.verdict.requirements.push(met_with_consents());
    sample
}

/// A release in which all that people wrote when they signed, held and waived says `text`.
pub(in crate::report) fn written(text: &str) -> Sample {
    const WITNESSED: Message = Message {
        code: "witnessed",
        says: "{by} witnessed that {whom} agreed: {link} in {comment}, under the label {label}",
        todo: "",
    };
    let owned = || text.to_owned();
    let asked = missing(MissingSignOff {
        role: "qa-engineer".into(),
        line: Some("/holdpoint sign qa-engineer".into()),
        on: Some((40, owned())),
        tick: Some((owned(), owned())),
        ticked: false,
        label: Some(owned()),
        review: Some((41, owned())),
    });
    let witnessed = |outcome, speaks| {
        Finding::new(outcome, &WITNESSED)
            .with("by", person(text))
            .with("whom", Value::Text(owned()))
            .with("link", Value::Link { text: owned(), url: format!("https://{text}") })
            .with("comment", Value::Page { words: "comment", url: owned() })
            .with("label", Value::Code(owned()))
            .speaks(speaks)
    };
    let asked = Finding {
        who: vec![Who::Role { name: owned(), people: vec![Login::new(text)], teams: Vec::new() }],
        ..asked
    };
    let doubt = Finding::unknown(&NO_PROOF)
        .with("box", Value::Text(owned()))
        .who([Who::Person(Login::new(text))])
        .speaks(Speaks::DoubtfulConsent);
    let held = Finding::unmet(&HELD)
        .with("by", person(text))
        .with("at", Value::Time(at("2026-11-20T12:00:00Z")))
        .with("reason", Value::Text(owned()))
        .who([Who::Person(Login::new(text))]);
    let mut sample = Sample::of(vec![
        requirement("quality", text, leaf(vec![asked, witnessed(Outcome::Unmet, Speaks::IgnoredConsent)])),
        requirement("runbook", text, leaf(vec![doubt])),
        requirement("customer", text, leaf(vec![witnessed(Outcome::Met, Speaks::Consent)])),
    ]);
    sample.verdict.standing =
        vec![requirement("hold", "Nobody holds the release", Node::leaf("hold", vec![held]))];
    sample.verdict.answers = vec![
        Finding::met(&NO_SUCH_ROLE)
            .with("by", person(text))
            .with("line", Value::Code(owned()))
            .with("name", Value::Code(owned()))
            .with("better", Value::Code(owned())),
    ];
    sample.verdict.waivers = written_waivers(text);
    sample
}

fn written_waivers(text: &str) -> Vec<WaiverVerdict> {
    let owned = || text.to_owned();
    let thread = Value::Thread { number: 40, title: owned(), url: owned() };
    let excused = Finding::new(Outcome::Waived, &EXCUSED).with("pull", thread);
    let waiver = |accepted, findings| WaiverVerdict {
        requirement: owned(),
        subjects: vec![owned()],
        by: Some(Login::new(text)),
        role: Some("release-manager".into()),
        reason: owned(),
        url: Some(owned()),
        accepted,
        findings,
        given: "2026-11-20".parse().expect("a day"),
        until: "2026-11-24".parse().expect("a day"),
        private: false,
    };
    vec![waiver(true, vec![excused]), waiver(false, vec![Finding::unmet(&TOO_LONG).with("count", 40_u64)])]
}

/// Adds what people can say and do, all of it saying `text`.
pub(in crate::report) fn saying(verdict: &mut Verdict, text: &str) {
    let owned = || text.to_owned();
    let missing = |outcome| {
        anything(outcome, text).speaks(Speaks::Missing(Box::new(MissingSignOff {
            role: owned(),
            line: Some(owned()),
            on: Some((41, owned())),
            tick: Some((owned(), owned())),
            ticked: false,
            label: Some(owned()),
            review: Some((42, owned())),
        })))
    };
    let consent =
        |outcome, speaks| anything(outcome, text).about(text).since(Some(verdict.now)).speaks(speaks);
    let unmet = vec![missing(Outcome::Unmet), consent(Outcome::Unmet, Speaks::IgnoredConsent)];
    let met = vec![
        consent(Outcome::Met, Speaks::Consent),
        consent(Outcome::NotApplicable, Speaks::Consent),
        consent(Outcome::Met, Speaks::IgnoredConsent),
    ];
    let doubt = vec![consent(Outcome::Unknown, Speaks::DoubtfulConsent)];
    let either = Node::of(Part::Any, vec![leaf(unmet.clone()), leaf(vec![anything(Outcome::Unmet, text)])]);
    let mut advisory = requirement(text, text, leaf(unmet.clone()));
    advisory.severity = Severity::Advisory;
    verdict.requirements.extend([
        requirement(text, text, leaf(unmet)),
        requirement(text, text, leaf(met)),
        requirement(text, text, leaf(doubt)),
        requirement(text, text, either),
        advisory,
    ]);
    let held = Node::leaf("hold", vec![anything(Outcome::Unmet, text)]);
    verdict.standing.push(requirement("hold", text, held));
    verdict.answers = vec![anything(Outcome::Met, text)];
    let waiver = |accepted, private, outcome| WaiverVerdict {
        requirement: owned(),
        subjects: vec![owned(), owned()],
        by: Some(Login::new(text)),
        role: Some(owned()),
        given: verdict.now.to_zoned(jiff::tz::TimeZone::UTC).date(),
        until: verdict.now.to_zoned(jiff::tz::TimeZone::UTC).date(),
        reason: owned(),
        private,
        url: Some(owned()),
        accepted,
        findings: vec![anything(outcome, text)],
    };
    verdict.waivers = vec![
        waiver(true, false, Outcome::Waived),
        waiver(true, true, Outcome::Waived),
        waiver(false, false, Outcome::Unmet),
    ];
    verdict.solo = true;
}
