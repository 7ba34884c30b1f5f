//! Holdpoint, a release gate for GitHub.

pub mod actions;
pub mod candidate;
pub mod cli;
pub mod commands;
pub mod condition;
pub mod evaluate;
pub mod evidence;
pub mod github;
pub mod markdown;
pub mod paths;
pub mod policy;
pub mod release;
pub mod report;
pub mod requirement;
pub mod verdict;
pub mod version;
pub mod yaml;
