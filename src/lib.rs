//! Holdpoint, a release gate for GitHub.

pub mod evidence;
pub mod markdown;
pub mod paths;
pub mod version;
pub mod yaml;
