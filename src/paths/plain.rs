//! Paths of single files.

/// How long a path may be, in bytes: the longest that Linux knows.
const LONGEST: usize = 4096;

/// Refuses a path that git has for no file.
///
/// # Errors
/// A sentence for the author of the policy.
pub fn plain_path(path: &str) -> Result<(), String> {
    if path.len() > LONGEST {
        return Err(format!("a path has at most {LONGEST} bytes"));
    }
    if let Some(odd) = path.chars().find(|one| one.is_control()) {
        return Err(format!("the control character {odd:?} is in no path"));
    }
    if path.trim() != path {
        return Err("a path has no spaces around it".to_owned());
    }
    if path.starts_with('/') {
        return Err("paths start at the root of the repository, without a slash".to_owned());
    }
    if path.ends_with('/') {
        return Err("this is a folder; for any file inside write `/**` at the end".to_owned());
    }
    match path.split('/').find(|name| ["", ".", "..", ".git"].contains(name)) {
        None => Ok(()),
        Some("") => Err("two slashes in a row lead to no file".to_owned()),
        Some(name) => Err(format!("paths of a repository go without `{name}`")),
    }
}
