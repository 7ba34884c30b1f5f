//! The `action.yml` of a release: an image by its digest, and nothing else changed.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::action::Action;
use crate::commands::{check, ready, usual};
use crate::step::{Step, built_here, engine, folder, image};

const REPOSITORY: &str = "ghcr.io/holdpoint/holdpoint";
const DIGEST: &str = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// A copy of what the script reads and writes.
fn copy() -> PathBuf {
    let (from, to) = (PathBuf::from(env!("CARGO_MANIFEST_DIR")), folder());
    std::fs::create_dir(to.join("scripts")).unwrap();
    for name in ["action.yml", "scripts/pin-image.sh"] {
        std::fs::copy(from.join(name), to.join(name)).unwrap();
    }
    to
}

fn pin(folder: &Path, argument: &str) -> Output {
    Command::new("scripts/pin-image.sh").arg(argument).current_dir(folder).output().unwrap()
}

fn text(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("action.yml")).unwrap()
}

#[test]
fn a_digest_takes_the_place_of_the_dockerfile() {
    let folder = copy();
    let before = text(&folder);
    let (kept, _) = before.split_once("\nruns:").unwrap();
    // Twice, because a later release may be made of an earlier one's branch.
    for digest in [DIGEST, &DIGEST.replace('0', "f")] {
        assert!(pin(&folder, digest).status.success());
        let after = text(&folder);
        let (start, runs) = after.split_once("\nruns:").unwrap();
        assert_eq!(start, kept);
        assert_eq!(Action::read(&after).image, format!("docker://{REPOSITORY}@{digest}"));
        assert!(!runs.contains("main") && runs.matches('#').count() == 1, "{runs}");
        assert!(pin(&folder, "--check").status.success());
        // The other tests run what the tree builds, there too.
        assert_eq!(built_here(&after).image, "Dockerfile");
    }
}

#[test]
fn what_is_no_digest_is_refused() {
    let folder = copy();
    let before = text(&folder);
    let bare = DIGEST.replace("sha256:", "");
    let [long, short] = [format!("{DIGEST}0"), DIGEST.replace("ef", "")];
    let (capital, lines) = (DIGEST.to_uppercase(), format!("{DIGEST}\nx: y"));
    for wrong in ["", "v1", "latest", "sha256:", &bare, &long, &short, &capital, &lines] {
        let output = pin(&folder, wrong);
        assert_eq!(output.status.code(), Some(2), "{wrong}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("usage"), "{wrong}");
    }
    assert_eq!(text(&folder), before);
}

/// On main the image is made of what main holds; a version's tag names what was published.
#[test]
fn main_builds_and_a_tag_is_pinned() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).current_dir(&root).output().ok()?;
        output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
    };
    let versions = git(&["tag", "--points-at", "HEAD", "v[0-9]*"]).unwrap_or_default();
    let branch = git(&["branch", "--show-current"]).unwrap_or_default();
    let image = Action::read(&text(&root)).image;
    let pinned = pin(&root, "--check").status.success();
    assert!(pinned || image == "Dockerfile", "{image}");
    if !versions.trim().is_empty() {
        assert!(pinned, "{versions}");
    } else if branch.trim() == "main" {
        assert_eq!(image, "Dockerfile");
    }
}

/// The image under the name that it is published by. Nothing is pulled.
#[test]
#[ignore = "needs the image"]
fn a_pinned_action_runs_its_image() {
    let run = |arguments: &[&str]| {
        let output = Command::new(engine()).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let local = image();
    run(&["tag", &local, &format!("{REPOSITORY}:tests")]);
    let digest = run(&["image", "inspect", "--format", "{{.Digest}}", &local]);
    let folder = copy();
    assert!(pin(&folder, digest.trim()).status.success());
    let fake = ready();
    let inputs = |step: Step| step.with("phase", "pre-release").with("version", "1.4.0");
    let pinned = Step::of(Action::read(&text(&folder)), &fake, "workflow_dispatch", "{}");
    let went = usual(inputs(pinned).go().ended(0));
    assert_eq!(went.outputs.get("tag"), usual(check(&fake).go().ended(0)).outputs.get("tag"));
}
