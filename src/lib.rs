//! Holdpoint, a release gate for GitHub.

