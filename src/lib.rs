//! Holdpoint, a release gate for GitHub.
//!
//! Data flows one way:
//!
//! ```text
//! arguments, event → policy text → policy → needs → evidence → verdict → report → GitHub, terminal, exit code
//! ```
//!
//! | room | holds |
//! | --- | --- |
//! | [`evidence`] | what was read from GitHub, as plain facts: known, unknown with the reason, not collected |
//! | [`yaml`], [`markdown`] | texts as trees with places; escaping |
//! | [`version`], [`paths`] | semver and tag patterns; globs and CODEOWNERS |
//! | [`version_files`] | files that state a version: where it is in them, and the same file with another |
//! | [`bump`] | the next version and why; the steps of cutting a tag, as plain data |
//! | [`candidate`] | from event and first facts to the release that is judged |
//! | [`release`] | the case before the gate: a candidate with its evidence, as requirements ask it |
//! | [`sign_off`], [`waiver`] | who consented to what; what a release may go without |
//! | [`verdict`] | the result tree: outcomes, codes, facts |
//! | [`notes`] | release notes: templates, checks, drafts |
//! | [`condition`], [`requirement`] | what `when` and `require` can say: shape, docs, needs and judgement, one file per kind |
//! | [`policy`] | from YAML to a valid policy, or to all its problems |
//! | [`evaluate`] | (policy, evidence, now) → verdict |
//! | [`doctor`] | (policy, event, settings) → what would keep the gate from working, with the remedy |
//! | [`verify`] | whether a tag is what was judged: its message, the attached evidence, the replay |
//! | [`plan`] | the tracking issue of a release, written from the policy and kept up to date |
//! | [`init`] | the habits of a repository → the files of a first gate |
//! | [`report`] | verdict → text: terminal, Markdown, JSON, annotations |
//! | [`github`] | the only room that knows HTTP: reads evidence, publishes texts |
//! | [`actions`] | the contract of the Actions runner |
//! | [`cli`], [`commands`] | arguments; one short file per command; exit codes |
//!
//! Everything but `github` and `commands` is synchronous and pure. `tests/architecture.rs` holds who may import whom.

pub mod actions;
pub mod bump;
pub mod candidate;
pub mod cli;
pub mod commands;
pub mod condition;
pub mod doctor;
pub mod evaluate;
pub mod evidence;
pub mod github;
pub mod init;
pub mod markdown;
pub mod notes;
pub mod paths;
pub mod plan;
pub mod policy;
pub mod release;
pub mod report;
pub mod requirement;
pub mod sign_off;
pub mod verdict;
pub mod verify;
pub mod version;
pub mod version_files;
pub mod waiver;
pub mod yaml;
