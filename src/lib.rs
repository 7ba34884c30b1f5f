//! Holdpoint, a release gate for GitHub.

pub mod evidence;
pub mod markdown;
pub mod yaml;
