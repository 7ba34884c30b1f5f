use std::collections::BTreeMap;

use proptest::prelude::*;

use super::drafts::{is_untouched, same_notes};
use super::*;
use crate::evidence::release::Tag;

mod floating;

fn oid(of: &str) -> Oid {
    let hex: String = of.bytes().map(|byte| format!("{byte:02x}")).collect();
    Oid::new(format!("{hex:0<40}").chars().take(40).collect::<String>())
}

fn cut(version: &str) -> Cut {
    let version: Version = version.parse().unwrap();
    Cut {
        tag: format!("v{version}"),
        commit: oid(&version.to_string()),
        message: format!("Release {version}\n"),
        tagger: None,
        release: ReleaseWish {
            title: format!("v{version}"),
            body: Some("Carts are kept.".to_owned()),
            prerelease: !version.pre.is_empty(),
            publish: true,
        },
        assets: ["verdict.json", "evidence.json"]
            .map(|name| Asset {
                name: name.to_owned(),
                content_type: "application/json".to_owned(),
                bytes: name.as_bytes().to_vec(),
            })
            .to_vec(),
        floating: vec![Level::Major, Level::Minor],
        pattern: TagPattern::parse("v{version}").unwrap(),
        latest: true,
        version,
    }
}

fn draft(id: u64, body: &str) -> Release {
    Release {
        id,
        url: format!("page {id}"),
        by: Some("mona".to_owned()),
        draft: true,
        title: "v1".to_owned(),
        body: body.to_owned(),
        prerelease: false,
        immutable: false,
        assets: Vec::new(),
        upload_url: String::new(),
    }
}

fn next(cut: &Cut, there: &There) -> Result<Option<Step>, Refusal> {
    next_step(cut, there, &LeftOut::default())
}

fn word(step: &Step) -> &'static str {
    match step {
        Step::MakeTag { .. } => "tag",
        Step::MakeRef { .. } => "ref",
        Step::MakeDraft { .. } => "draft",
        Step::DropDraft { .. } => "drop draft",
        Step::WriteNotes { .. } => "notes",
        Step::DropAsset { .. } => "drop file",
        Step::Attach { .. } => "attach",
        Step::MoveFloating { .. } => "floating",
        Step::Publish { .. } => "publish",
        Step::SetLatest { .. } => "latest",
    }
}

fn words(cut: &Cut, there: &There) -> Vec<&'static str> {
    plan(cut, there).unwrap().steps.iter().map(word).collect()
}

#[test]
fn the_table_of_floating_tags_holds() {
    for (version, others, name, stands_on, becomes) in floating::ROWS {
        let cut = Cut { floating: vec![Level::Major, Level::Minor], ..cut(version) };
        let mut there = There::default();
        let all = others.split(' ').chain([*version]);
        there.tags = all.map(|one| Tag { name: format!("v{one}"), commit: Some(oid(one)) }).collect();
        if !stands_on.is_empty() {
            let (at, immutable) =
                stands_on.split_once(", ").map_or((*stands_on, false), |(at, _)| (at, true));
            let commit = Some(oid(at));
            there.floating.push(FloatingRef { tag: (*name).to_owned(), object: oid("object"), commit });
            if immutable {
                let tag = (*name).to_owned();
                there.published.push(Published { id: 1, tag, prerelease: false, immutable });
            }
        }
        let found = floating(&cut, &there).into_iter().find_map(|one| match one {
            Floating::Move { tag, from } if tag == *name => {
                assert_eq!(from, (!stands_on.is_empty()).then(|| oid("object")));
                Some(if from.is_some() { "moves".to_owned() } else { "is made".to_owned() })
            }
            Floating::Stays { tag, why } if tag == *name => Some(match why {
                Stays::There => "stays: it is there".to_owned(),
                Stays::Prerelease => "stays: a pre-release".to_owned(),
                Stays::Higher(version) => format!("stays: {version} is higher"),
            }),
            Floating::Blocked { tag, why } if tag == *name => Some(match why {
                Blocked::IsAVersion => "is left: it is a version".to_owned(),
                Blocked::NotARelease(_) => {
                    let line = name.trim_start_matches('v');
                    format!("is left: it is on no release of {line}.x")
                }
                Blocked::Immutable => "is left: an immutable release has it".to_owned(),
            }),
            _ => None,
        });
        assert_eq!(found.as_deref(), Some(*becomes), "{version} {others} {name} {stands_on}");
    }
}

#[test]
fn a_floating_name_that_reads_as_a_version_is_left_alone() {
    let pattern = TagPattern::parse("v{version}.0").unwrap();
    let cut = Cut { tag: "v1.4.2.0".to_owned(), pattern, ..cut("1.4.2") };
    let all = floating(&cut, &There::default());
    assert!(
        matches!(&all[1], Floating::Blocked { tag, why: Blocked::IsAVersion } if tag == "v1.4.0"),
        "{all:?}"
    );
}

#[test]
fn the_steps_come_in_their_order() {
    let all = ["tag", "ref", "draft", "attach", "attach", "floating", "floating", "publish"];
    assert_eq!(words(&cut("1.4.0"), &There::default()), all);
    let quiet = Cut {
        floating: Vec::new(),
        assets: Vec::new(),
        release: ReleaseWish { publish: false, ..cut("1.4.0").release },
        ..cut("1.4.0")
    };
    assert_eq!(words(&quiet, &There::default()), ["tag", "ref", "draft"]);
    let rc = ["tag", "ref", "draft", "attach", "attach", "publish"];
    assert_eq!(words(&cut("1.4.0-rc.1"), &There::default()), rc);
}

#[test]
fn a_tag_elsewhere_and_what_can_be_known_before_refuse_all() {
    let at = |commit: Option<Oid>| There {
        reference: Some(Reference { object: oid("x"), commit, message: None }),
        ..There::default()
    };
    for there in [Some(oid("x")), None] {
        let Err(Refusal::Elsewhere { there: found, wanted, .. }) = next(&cut("1.4.0"), &at(there.clone()))
        else {
            panic!("{there:?}");
        };
        assert_eq!((found, wanted), (there, oid("1.4.0")));
    }
    let archived = There { archived: true, ..There::default() };
    assert_eq!(next(&cut("1.4.0"), &archived), Err(Refusal::Archived));
    let mut long = cut("1.4.0");
    long.release.body = Some("x".repeat(LONGEST_NOTES));
    assert!(matches!(next(&long, &There::default()), Err(Refusal::NotesTooLong { .. })));
    let several = There { releases: vec![draft(2, "Mine"), draft(1, "Yours")], ..There::default() };
    let pages = vec!["page 1".to_owned(), "page 2".to_owned()];
    assert_eq!(next(&cut("1.4.0"), &several), Err(Refusal::SeveralDrafts { pages }));
}

#[test]
fn of_several_drafts_what_people_wrote_stays() {
    let locked = |releases| There {
        reference: Some(Reference { object: oid("t"), commit: Some(oid("1.4.0")), message: None }),
        releases,
        ..There::default()
    };
    let ours = marked("Carts are kept.");
    let old = marked("What an earlier run would have said.");
    for (releases, dropped) in [
        (vec![draft(7, &ours), draft(5, &ours)], vec![7]),
        (vec![draft(7, &ours), draft(5, &old), draft(6, &ours)], vec![7, 6]),
        // One that somebody made after ours does not take its place.
        (vec![draft(7, &ours), draft(5, "Mine"), draft(3, &ours)], vec![7]),
        (vec![draft(7, "Mine"), draft(5, &ours)], vec![]),
        (vec![draft(7, &ours), draft(5, "Mine")], vec![7]),
        (vec![draft(7, &format!("Mine, too\n{ours}")), draft(5, &ours)], vec![5]),
        (vec![draft(7, &ours), Release { draft: false, ..draft(8, "Out") }], vec![7]),
        (vec![draft(7, &ours)], vec![]),
    ] {
        let steps = plan(&cut("1.4.0"), &locked(releases.clone())).unwrap().steps;
        let gone: Vec<u64> = steps
            .iter()
            .filter_map(|step| if let Step::DropDraft { release, .. } = step { Some(*release) } else { None })
            .collect();
        assert_eq!(gone, dropped, "{releases:?}");
    }
    // A file of people's in a draft of ours.
    let mut with_file = draft(7, &ours);
    with_file.assets.push(Attached {
        id: 1,
        name: "app.zip".to_owned(),
        size: 1,
        digest: None,
        whole: true,
        ours: false,
    });
    let steps = plan(&cut("1.4.0"), &locked(vec![with_file, draft(5, &ours)])).unwrap().steps;
    assert!(matches!(&steps[0], Step::DropDraft { release: 5, .. }), "{steps:?}");
}

#[test]
fn notes_of_people_and_published_ones_are_not_written_over() {
    let with = |release: Release| There {
        reference: Some(Reference {
            object: oid("t"),
            commit: Some(oid("1.4.0")),
            message: Some("Release 1.4.0".to_owned()),
        }),
        releases: vec![release],
        ..There::default()
    };
    let all = |release| plan(&cut("1.4.0"), &with(release)).unwrap();
    let words = |plan: &Plan| plan.steps.iter().map(word).collect::<Vec<_>>();
    let mine = all(draft(1, "Mine"));
    assert_eq!(words(&mine), ["attach", "attach", "floating", "floating"], "and it is not published");
    assert_eq!(mine.notes, [Note::DraftNotes { url: "page 1".to_owned() }]);
    let same = all(draft(1, "Carts are kept.\r\n"));
    assert_eq!(words(&same), ["attach", "attach", "floating", "floating", "publish"]);
    assert_eq!(same.notes, []);
    let empty = all(draft(1, " "));
    let written = Step::WriteNotes { release: 1, body: "Carts are kept.".to_owned() };
    assert_eq!(empty.steps[0], written, "without our mark: the draft is somebody's");
    let ours = all(draft(1, &marked("Older")));
    assert_eq!(ours.steps[0], Step::WriteNotes { release: 1, body: marked("Carts are kept.") });
    let published = all(Release { draft: false, ..draft(1, "Older") });
    assert!(published.notes.contains(&Note::PublishedNotes { url: "page 1".to_owned() }));
    assert!(!words(&published).contains(&"notes"));
    let fixed = all(Release { draft: false, immutable: true, ..draft(1, "Carts are kept.") });
    assert!(fixed.notes.contains(&Note::Immutable { asset: "verdict.json".to_owned() }));
    assert!(!words(&fixed).contains(&"attach"));
}

#[test]
fn a_file_is_sent_again_where_it_arrived_in_part_or_is_of_an_earlier_run() {
    let file = |size, digest: Option<&str>, whole, ours| Attached {
        id: 9,
        name: "verdict.json".to_owned(),
        size,
        digest: digest.map(str::to_owned),
        whole,
        ours,
    };
    let right = drafts::digest_of(b"verdict.json");
    for (there, steps) in [
        (file(12, None, true, true), &["attach"][..]),
        (file(12, Some(&right), true, false), &["attach"]),
        (file(12, Some("sha256:00"), true, true), &["drop file", "attach", "attach"]),
        (file(11, None, true, true), &["drop file", "attach", "attach"]),
        (file(12, None, false, true), &["drop file", "attach", "attach"]),
        (file(11, None, true, false), &["attach"]),
    ] {
        let cut = Cut {
            floating: Vec::new(),
            release: ReleaseWish { publish: false, ..cut("1.4.0").release },
            ..cut("1.4.0")
        };
        let mut release = draft(1, "Carts are kept.");
        release.assets.push(there.clone());
        let mut state = There { releases: vec![release], ..There::default() };
        state.reference = Some(Reference {
            object: oid("t"),
            commit: Some(oid("1.4.0")),
            message: Some(cut.message.clone()),
        });
        assert_eq!(words(&cut, &state), steps, "{there:?}");
        let left = !there.ours && there.size == 11;
        let notes = plan(&cut, &state).unwrap().notes;
        assert_eq!(notes.contains(&Note::OtherFile { asset: "verdict.json".to_owned() }), left, "{there:?}");
    }
}

#[test]
fn what_failed_is_left_out_and_a_release_that_lacks_it_stays_a_draft() {
    let cut = cut("1.4.0");
    let mut there = There::default();
    let mut left = LeftOut::default();
    let mut done = Vec::new();
    while let Some(step) = next_step(&cut, &there, &left).unwrap() {
        if matches!(&step, Step::Attach { name, .. } if name == "verdict.json") || word(&step) == "floating" {
            left.leave(&step);
            continue;
        }
        done.push(word(&step));
        there = there.after(&cut, &step);
    }
    assert_eq!(done, ["tag", "ref", "draft", "attach"]);
    // A server that takes no files at all does not keep the release back.
    let left = LeftOut { uploads: true, ..LeftOut::default() };
    assert_eq!(next_step(&cut, &there, &left).map(|step| step.as_ref().map(word)), Ok(Some("floating")));
}

#[test]
fn the_latest_is_the_highest_and_never_the_newest() {
    let published = |tag: &str| Published {
        id: tag.len() as u64,
        tag: tag.to_owned(),
        prerelease: tag.contains('-'),
        immutable: false,
    };
    for (version, others, latest) in [
        ("1.5.0", &["v1.4.0"][..], true),
        ("1.4.1", &["v1.4.0", "v1.5.0"], false),
        ("1.10.0", &["v1.9.0"], true),
        ("1.5.0", &["v1.5.0+7"], false),
        ("1.5.0+8", &["v1.5.0+7"], false),
        ("1.5.0", &["v1.4.0", "v2.0.0-rc.1", "nightly", "web/v9.0.0"], true),
        ("1.5.0-rc.1", &["v1.4.0"], false),
        ("1.0.0", &[], true),
    ] {
        // Of two builds of one version the one that was there stays the latest.
        let latest_build = others.iter().find(|tag| tag.contains('+')).map(|&tag| tag.to_owned());
        let published = others.iter().copied().map(published).collect();
        let there = There { published, latest: latest_build, ..There::default() };
        let steps = plan(&cut(version), &there).unwrap().steps;
        let Some(Step::Publish { latest: found, .. }) = steps.last() else { panic!("{steps:?}") };
        assert_eq!(*found, latest, "{version} {others:?}");
        let other_package = Cut { latest: false, ..cut(version) };
        let steps = plan(&other_package, &there).unwrap().steps;
        assert!(matches!(steps.last(), Some(Step::Publish { latest: false, .. })));
    }
    // A slower run that could not see the higher one puts it back.
    let ours = Release { draft: false, ..draft(1, "Carts are kept.") };
    let there = There {
        reference: Some(Reference { object: oid("t"), commit: Some(oid("1.4.1")), message: None }),
        releases: vec![ours],
        published: vec![Published { id: 8, ..published("v1.5.0") }, published("v1.4.1")],
        latest: Some("v1.4.1".to_owned()),
        ..There::default()
    };
    let cut = Cut { floating: Vec::new(), assets: Vec::new(), ..cut("1.4.1") };
    assert_eq!(next(&cut, &there), Ok(Some(Step::SetLatest { release: 8, tag: "v1.5.0".to_owned() })));
    let elsewhere = There { latest: Some("nightly".to_owned()), ..there };
    assert_eq!(next(&cut, &elsewhere), Ok(None), "somebody else's choice, and not ours to be made");
}

/// GitHub shows published releases only: while that of a higher tag is a draft, the highest that is published is the latest.
#[test]
fn a_higher_tag_without_a_published_release_does_not_hide_the_latest() {
    let tag = |name: &str| Tag { name: name.to_owned(), commit: Some(oid(name)) };
    let there = There {
        tags: vec![tag("v1.4.0"), tag("v2.0.0"), tag("v3.0.0-rc.1")],
        published: vec![Published { id: 1, tag: "v1.4.0".to_owned(), prerelease: false, immutable: false }],
        latest: Some("v1.4.0".to_owned()),
        ..There::default()
    };
    let all = plan(&cut("1.4.1"), &there).unwrap();
    assert!(matches!(all.steps.last(), Some(Step::Publish { latest: true, .. })), "{all:?}");
    assert_eq!(all.notes, [Note::HigherUnpublished { tag: "v2.0.0".to_owned() }]);
    // Once it is published it is the latest, whatever was published after it.
    let mut later = there;
    later.published.push(Published { id: 2, tag: "v2.0.0".to_owned(), prerelease: false, immutable: false });
    let all = plan(&cut("1.4.1"), &later).unwrap();
    assert!(matches!(all.steps.last(), Some(Step::Publish { latest: false, .. })), "{all:?}");
}

#[test]
fn a_commit_that_another_version_has_is_not_released_once_more() {
    let at = |name: &str, commit: &str| Tag { name: name.to_owned(), commit: Some(oid(commit)) };
    let cut = cut("1.4.0");
    let also = |tags: &[Tag]| {
        let there = There { tags: tags.to_vec(), ..There::default() };
        next(&cut, &there).err()
    };
    let others = vec!["v1.5.0".to_owned()];
    let (tag, commit) = ("v1.4.0".to_owned(), oid("1.4.0"));
    let refused = Refusal::AlsoReleased {
        tag: tag.clone(),
        made: false,
        others: others.clone(),
        commit: commit.clone(),
    };
    assert_eq!(also(&[at("v1.5.0", "1.4.0")]), Some(refused));
    // Another commit's, a prerelease that is promoted, another series, no version.
    for fine in ["v1.4.0-rc.1", "app/v1.5.0", "v1.5", "v1", "nightly"] {
        assert_eq!(also(&[at("v1.5.0", "other"), at(fine, "1.4.0")]), None, "{fine}");
    }
    // A build of the same version is the same version.
    for (version, same) in [("1.4.0", "v1.4.0+7"), ("1.4.0-rc.1", "v1.4.0-rc.1+7")] {
        let one = Cut { commit: oid("1.4.0"), ..self::cut(version) };
        let there = There { tags: vec![at(same, "1.4.0")], ..There::default() };
        assert!(matches!(next(&one, &there), Err(Refusal::AlsoReleased { .. })), "{same}");
    }
    let locked = |release: Release| There {
        reference: Some(Reference { object: oid("t"), commit: Some(commit.clone()), message: None }),
        tags: vec![at("v1.5.0", "1.4.0"), at("v1.4.0", "1.4.0")],
        releases: vec![release],
        ..There::default()
    };
    let made = Refusal::AlsoReleased { tag, made: true, others: others.clone(), commit: commit.clone() };
    let ours = draft(1, &marked("Carts are kept."));
    assert_eq!(next(&cut, &locked(ours.clone())), Err(made));
    // What is published stays so, and is completed.
    let published = locked(Release { draft: false, ..ours });
    let left = plan(&cut, &published).unwrap();
    assert!(left.notes.contains(&Note::AlsoReleased { others }), "{left:?}");
    assert!(left.notes.iter().any(|note| note.is_warning() && matches!(note, Note::AlsoReleased { .. })));
    let rc = Cut { commit: oid("1.4.0"), ..self::cut("1.5.0-rc.1") };
    let there = There { tags: vec![at("v1.4.0", "1.4.0")], ..There::default() };
    assert!(next(&rc, &there).is_ok(), "a prerelease beside a final version is no second release");
}

/// Where the policy asks for no notes, nobody judged what a person wrote, and that is said.
#[test]
fn words_that_nobody_judged_are_not_published_in_silence() {
    let cut = Cut { release: ReleaseWish { body: None, ..cut("1.4.0").release }, ..cut("1.4.0") };
    let with = |releases: Vec<Release>| {
        let there = There {
            reference: Some(Reference {
                object: oid("t"),
                commit: Some(oid("1.4.0")),
                message: Some(cut.message.clone()),
            }),
            releases,
            ..There::default()
        };
        plan(&cut, &there).unwrap().notes
    };
    let (url, mona) = ("page 1".to_owned(), Some("mona".to_owned()));
    let unjudged = Note::UnjudgedNotes { url: url.clone(), by: mona.clone() };
    assert_eq!(with(vec![draft(1, "Mine")]), std::slice::from_ref(&unjudged));
    assert_eq!(with(vec![draft(1, " \r\n")]), [Note::NoNotes { url: url.clone(), by: mona.clone() }]);
    assert!(unjudged.is_warning() && Note::NoNotes { url: url.clone(), by: mona.clone() }.is_warning());
    assert_eq!(with(vec![draft(1, &marked(""))]), [Note::NoNotes { url: url.clone(), by: None }]);
    // Somebody wrote into ours: who, GitHub does not say.
    let ours = format!("Mine\n\n{}", marked(""));
    assert_eq!(with(vec![draft(1, &ours)]), [Note::UnjudgedNotes { url: url.clone(), by: None }]);
    // Made while the cut ran, beside ours.
    let beside = with(vec![draft(1, &marked("")), draft(2, "Mine")]);
    let other = Note::OtherDraft { kept: url.clone(), url: "page 2".to_owned(), by: mona };
    assert_eq!(beside, [other, Note::NoNotes { url, by: None }]);
    let quiet = Cut { release: ReleaseWish { publish: false, ..cut.release.clone() }, ..cut.clone() };
    let left = plan(&quiet, &There { releases: vec![draft(1, "Mine")], ..There::default() }).unwrap();
    assert_eq!(left.notes, [], "a draft that stays one is read before it is published");
}

#[test]
fn our_mark_tells_what_people_have_written_into() {
    for text in ["", "One line", "# Two\n\nlines  \n", "CR\r\nLF\r\n\r\n"] {
        let body = marked(text);
        assert!(is_untouched(&body), "{body}");
        assert!(is_untouched(&body.replace('\n', "\r\n")), "{body}");
        assert!(same_notes(&body, text));
        assert!(!is_untouched(&format!("{body}\nMore")) && !is_untouched(&format!("More\n{body}")));
        assert_eq!(marked(&body), body);
    }
    assert!(!is_untouched("") && !is_untouched("Mine"));
}

/// GitHub, as far as a cut goes: what several runs do to it, each from what it saw last.
#[derive(Debug, Clone)]
struct GitHub {
    there: There,
    next_id: u64,
    refs_made: usize,
}

impl GitHub {
    /// What a run sees. The tag object that it made is known to itself only.
    fn look(&self, own: Option<&Oid>) -> There {
        There { object: own.cloned(), ..self.there.clone() }
    }

    /// Does a step as GitHub would: `None`, it refuses.
    fn take(&mut self, cut: &Cut, step: &Step) -> Option<()> {
        match step {
            Step::MakeTag { .. } => return Some(()),
            Step::MakeRef { .. } => {
                if self.there.reference.is_some() {
                    return None;
                }
                self.refs_made += 1;
            }
            Step::MoveFloating { tag, from, .. } => {
                let now = self.there.floating.iter().find(|one| one.tag == *tag);
                if now.map(|one| &one.object) != from.as_ref() {
                    return None;
                }
            }
            Step::Publish { release, .. } => {
                let known = self.there.releases.iter().any(|one| one.id == *release && one.draft);
                if !known || self.there.releases.iter().any(|one| !one.draft) {
                    return None;
                }
            }
            Step::Attach { release, name, .. } => {
                let release = self.there.releases.iter().find(|one| one.id == *release)?;
                if release.assets.iter().any(|file| file.name == *name) {
                    return None;
                }
            }
            Step::WriteNotes { release, .. } | Step::DropDraft { release, .. } => {
                self.there.releases.iter().find(|one| one.id == *release && one.draft)?;
            }
            Step::DropAsset { .. } | Step::MakeDraft { .. } | Step::SetLatest { .. } => {}
        }
        self.there = std::mem::take(&mut self.there).after(cut, step);
        self.next_id += 1;
        for release in &mut self.there.releases {
            if release.id == NEW {
                release.id = self.next_id;
                release.url = format!("page {}", self.next_id);
            }
            for file in &mut release.assets {
                if file.id == NEW {
                    file.id = self.next_id;
                }
            }
        }
        Some(())
    }
}

/// One run, which acts on what it saw last.
#[derive(Debug, Clone, Default)]
struct Run {
    own: Option<Oid>,
    saw: Option<There>,
    left: LeftOut,
    refused: Option<Refusal>,
}

impl Run {
    /// Does one thing: `false`, nothing is left for it to do.
    fn go_on(&mut self, cut: &Cut, github: &mut GitHub) -> bool {
        let Some(saw) = self.saw.take() else {
            self.saw = Some(github.look(self.own.as_ref()));
            return true;
        };
        let step = match next_step(cut, &saw, &self.left) {
            Ok(Some(step)) => step,
            Ok(None) => return false,
            Err(refusal) => {
                self.refused = Some(refusal);
                return false;
            }
        };
        judge(cut, &saw, &step);
        if let Step::DropAsset { name, whole: true, .. } = &step {
            self.left.replaced.insert(name.clone());
        }
        if matches!(step, Step::MakeTag { .. }) {
            self.own = Some(oid("object"));
        }
        let _ = github.take(cut, &step);
        true
    }

    fn finish(&mut self, cut: &Cut, github: &mut GitHub) {
        for _ in 0..200 {
            if !self.go_on(cut, github) {
                return;
            }
        }
        panic!("it goes on and on: {github:?}");
    }
}

/// What holds of every step, whatever the state that it was made for.
fn judge(cut: &Cut, saw: &There, step: &Step) {
    match step {
        Step::MakeTag { commit, .. } | Step::MakeRef { commit, .. } => {
            assert_eq!(commit, &cut.commit);
            assert!(saw.reference.is_none());
        }
        Step::MoveFloating { to, tag, .. } => {
            assert_eq!(to, &cut.commit);
            assert_ne!(tag, &cut.tag);
        }
        Step::MakeDraft { commit, .. } => assert_eq!(commit, &cut.commit),
        Step::DropDraft { release, .. } => {
            let draft = saw.releases.iter().find(|one| one.id == *release).unwrap();
            assert!(draft.draft && is_untouched(&draft.body));
        }
        Step::WriteNotes { release, .. } => {
            let draft = saw.releases.iter().find(|one| one.id == *release).unwrap();
            assert!(draft.draft && (is_untouched(&draft.body) || draft.body.trim().is_empty()));
        }
        _ => {}
    }
    if !matches!(step, Step::MakeTag { .. } | Step::MakeRef { .. }) {
        assert_eq!(saw.reference.as_ref().unwrap().commit.as_ref(), Some(&cut.commit), "{step:?}");
    }
}

const VERSIONS: [&str; 8] =
    ["1.3.0", "1.4.0", "1.4.1", "1.5.0", "1.5.1-rc.1", "1.6.0", "2.0.0", "2.1.0-rc.1"];

prop_compose! {
    fn worlds()(
        own in 0..VERSIONS.len(),
        others in proptest::collection::btree_set(0..VERSIONS.len(), 0..6),
        published in proptest::collection::btree_set(0..VERSIONS.len(), 0..6),
        floating in proptest::collection::vec(0..=VERSIONS.len() + 1, 2),
        drafts in proptest::collection::vec(0..5_usize, 0..4),
        latest in 0..VERSIONS.len(),
        publish in any::<bool>(),
        body in any::<bool>(),
    ) -> (Cut, GitHub) {
        let mut cut = cut(VERSIONS[own]);
        cut.release.publish = publish;
        if !body {
            cut.release.body = None;
        }
        let mut there = There::default();
        let others: Vec<&str> = others.into_iter().filter(|at| *at != own).map(|at| VERSIONS[at]).collect();
        for version in &others {
            there.tags.push(Tag { name: format!("v{version}"), commit: Some(oid(version)) });
        }
        for (id, at) in published.iter().enumerate().filter(|(_, at)| **at != own) {
            let (tag, prerelease) = (format!("v{}", VERSIONS[*at]), VERSIONS[*at].contains('-'));
            there.published.push(Published { id: 50 + id as u64, tag, prerelease, immutable: false });
        }
        there.latest = there.published.get(latest).map(|one| one.tag.clone());
        for (level, at) in [Level::Major, Level::Minor].into_iter().zip(floating) {
            let name = floating_name(&cut.pattern, &cut.version, level).unwrap();
            let commit = match at.checked_sub(1) {
                None => continue,
                Some(at) if at < VERSIONS.len() => oid(VERSIONS[at]),
                Some(_) => oid("elsewhere"),
            };
            there.floating.push(FloatingRef { tag: name, object: commit.clone(), commit: Some(commit) });
        }
        for (id, kind) in drafts.into_iter().enumerate() {
            let body = match kind {
                0 | 1 => marked("Carts are kept."),
                2 => marked("Older"),
                3 => String::new(),
                _ => "Mine".to_owned(),
            };
            there.releases.push(draft(10 + id as u64, &body));
        }
        (cut, GitHub { there, next_id: 100, refs_made: 0 })
    }
}

/// The highest final version at each floating tag's commit.
fn standing(github: &GitHub, cut: &Cut) -> BTreeMap<String, Version> {
    let at = |commit: &Option<Oid>| {
        let tags = github.there.tags.iter().filter(|tag| tag.commit == *commit);
        tags.filter_map(|tag| cut.pattern.version(&tag.name)).max()
    };
    let all = github.there.floating.iter();
    all.filter_map(|one| Some((one.tag.clone(), at(&one.commit)?))).collect()
}

fn holds_in_the_end(cut: &Cut, before: &GitHub, after: &GitHub) {
    assert!(after.refs_made <= 1);
    assert_eq!(after.there.reference.as_ref().unwrap().commit.as_ref(), Some(&cut.commit));
    assert_eq!(
        after.there.releases.iter().filter(|one| one.body != "Mine" && !one.body.is_empty()).count().max(1),
        1
    );
    for release in before.there.releases.iter().filter(|one| one.body == "Mine") {
        assert!(after.there.releases.iter().any(|one| one.body == "Mine" && one.id == release.id));
    }
    let now = standing(after, cut);
    for (tag, version) in standing(before, cut) {
        assert!(now[&tag] >= version, "{tag} went from {version} to {}", now[&tag]);
    }
    let mut again = Run::default();
    let mut same = after.clone();
    again.finish(cut, &mut same);
    assert_eq!(same.there, after.there, "a second run does nothing");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    /// A run is ended at any place, and the next one ends well; what it takes for itself dies with it.
    #[test]
    fn ended_anywhere_the_next_run_completes_it((cut, mut github) in worlds(), ends in proptest::collection::vec(0..30_usize, 0..4)) {
        let before = github.clone();
        for end in ends {
            let mut run = Run::default();
            for _ in 0..end {
                if !run.go_on(&cut, &mut github) {
                    break;
                }
            }
        }
        let mut last = Run::default();
        last.finish(&cut, &mut github);
        match last.refused {
            None => holds_in_the_end(&cut, &before, &github),
            Some(refusal) => {
                let known = matches!(refusal, Refusal::SeveralDrafts { .. });
                prop_assert!(known, "{:?}", refusal);
                prop_assert_eq!(github.there, before.there, "refused, and nothing was done");
            }
        }
    }

    /// Two runs at once, each acting on what it saw before the other's last deed.
    #[test]
    fn two_runs_leave_one_tag_and_one_release((cut, mut github) in worlds(), turns in proptest::collection::vec(any::<bool>(), 0..80)) {
        let before = github.clone();
        let mut runs = [Run::default(), Run::default()];
        for turn in turns {
            runs[usize::from(turn)].go_on(&cut, &mut github);
        }
        for run in &mut runs {
            run.finish(&cut, &mut github);
        }
        if runs.iter().all(|run| run.refused.is_none()) {
            // The one that ended first may have ended before the other's last deed.
            runs[0].saw = None;
            runs[0].finish(&cut, &mut github);
            holds_in_the_end(&cut, &before, &github);
        }
    }

    /// Two runs that judged different commits: one is refused, and does nothing once the other has the ref.
    #[test]
    fn of_two_commits_one_gets_the_tag((cut, mut github) in worlds(), turns in proptest::collection::vec(any::<bool>(), 0..80)) {
        let other = Cut { commit: oid("other"), ..cut.clone() };
        let mut runs = [Run::default(), Run::default()];
        for turn in turns {
            runs[usize::from(turn)].go_on([&cut, &other][usize::from(turn)], &mut github);
        }
        runs[0].finish(&cut, &mut github);
        runs[1].finish(&other, &mut github);
        let refused = runs.iter().filter(|run| matches!(run.refused, Some(Refusal::Elsewhere { .. }))).count();
        let drafts = runs.iter().filter(|run| matches!(run.refused, Some(Refusal::SeveralDrafts { .. }))).count();
        prop_assert!(refused == 1 || drafts > 0, "{runs:?}");
        prop_assert!(github.refs_made <= 1);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_048, ..ProptestConfig::default() })]

    /// Two runs that cut different versions at one commit, in any order, each ended at any place and begun anew: at most one
    /// release is published, and whoever is not published says why.
    #[test]
    fn two_versions_of_one_commit_are_never_both_published(turns in proptest::collection::vec(0..6_usize, 0..120)) {
        let cuts = ["1.4.0", "1.5.0"].map(|version| Cut { commit: oid("same"), ..cut(version) });
        let mut worlds = [(); 2].map(|()| GitHub { there: There::default(), next_id: 100, refs_made: 0 });
        let mut runs = [Run::default(), Run::default()];
        for turn in turns {
            match turn {
                // It is ended, and somebody starts it again.
                4 | 5 => runs[turn - 4] = Run::default(),
                _ => {
                    runs[turn % 2].go_on(&cuts[turn % 2], &mut worlds[turn % 2]);
                    share_tags(&mut worlds);
                }
            }
        }
        for at in 0..2 {
            while runs[at].go_on(&cuts[at], &mut worlds[at]) {
                share_tags(&mut worlds);
            }
        }
        let published = worlds.each_ref().map(|world| world.there.releases.iter().any(|one| !one.draft));
        prop_assert!(published != [true, true], "{worlds:?}");
        for (run, published) in runs.iter().zip(published) {
            let refused = matches!(run.refused, Some(Refusal::AlsoReleased { .. }));
            prop_assert_eq!(refused, !published, "{:?}", run);
        }
    }
}

/// The tags of a repository are seen by every run.
fn share_tags(worlds: &mut [GitHub; 2]) {
    let mut tags: Vec<Tag> = Vec::new();
    for tag in worlds.iter().flat_map(|world| &world.there.tags) {
        if !tags.contains(tag) {
            tags.push(tag.clone());
        }
    }
    for world in worlds {
        world.there.tags.clone_from(&tags);
    }
}

#[test]
fn a_tag_that_somebody_made_by_hand_is_told_from_one_of_an_earlier_run() {
    let cut = cut("1.4.0");
    let evidence = format!("Holdpoint-Evidence: sha256:{}", "a".repeat(64));
    let go = "Holdpoint-Decision: go (deployment) at 2026-03-02T09:02:00Z";
    for (message, note) in [
        ("By hand\n".to_owned(), Some(Note::NamesNoGo)),
        (String::new(), Some(Note::NamesNoGo)),
        (format!("v1.4.0\n\n{go}\n"), Some(Note::NamesNoGo)),
        (format!("v1.4.0\n\n{go}\n{evidence}\n"), Some(Note::OtherMessage)),
        (cut.message.clone(), None),
    ] {
        let there = There {
            reference: Some(Reference {
                object: oid("t"),
                commit: Some(oid("1.4.0")),
                message: Some(message.clone()),
            }),
            ..There::default()
        };
        assert_eq!(plan(&cut, &there).unwrap().notes.first(), note.as_ref(), "{message}");
    }
    assert!(Note::NamesNoGo.is_warning() && !Note::OtherMessage.is_warning());
}
