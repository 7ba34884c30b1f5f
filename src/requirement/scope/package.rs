//! What is and is not of the package that is released.

use crate::evidence::release::Range;
use crate::release::Case;
use crate::verdict::{Finding, Value};

crate::messages! {
    UNAFFECTED = "nothing-to-release-of-package":
        "there is nothing to release of {package}: no change since {since} touches its files, nor files that it shares"
        => "release another package, or see that `paths` and `shared` of {package} in the policy name its files";
    NOT_OF_PACKAGE = "not-of-package": "since then, and not of the package {package}: {pulls}";
    FILES_UNREADABLE = "files-unreadable":
        "whether {pull} is of the package {package} is not known, because its files could not be read: {why}"
        => "{why:remedy}";
}

/// That nothing of the package changed; the fact `since` is for the caller to add.
pub(super) fn empty(case: &Case<'_>) -> Option<Finding> {
    let package = case.package()?;
    Some(Finding::unmet(&UNAFFECTED).with("package", Value::Code(package.name.clone())))
}

/// What must be known to tell what belongs to the package, and is not: the files of the range and of its pull requests. That
/// they are counted in, to be judged, does not make them known.
pub(super) fn unread(case: &Case<'_>, range: &Range) -> Vec<Finding> {
    let Some(package) = case.package() else { return Vec::new() };
    let mut findings = Vec::new();
    if let Err(why) = range.files.whole() {
        findings.push(Finding::unreadable("the files that differ from the last release", why));
    }
    for number in case.of_range().unwrap_or_default() {
        let Some(pull) = case.evidence.pull_request(number) else { continue };
        if let Err(why) = package.takes(&pull.files) {
            let finding = Finding::unknown(&FILES_UNREADABLE).with("pull", pull);
            let finding = finding.with("package", Value::Code(package.name.clone()));
            findings.push(finding.with("why", Value::Unknown(why)));
        }
    }
    findings
}

/// What of the range is not of the package that is released: it holds nothing.
#[must_use]
pub fn not_of_package(case: &Case<'_>) -> Option<Finding> {
    let package = case.package()?;
    let others = case.parted().ok()?.others;
    let finding = || Finding::met(&NOT_OF_PACKAGE).with("package", Value::Code(package.name.clone()));
    (!others.is_empty()).then(|| finding().with("pulls", Value::Threads(others)))
}
