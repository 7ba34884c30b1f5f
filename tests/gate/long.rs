//! What is tried on every change, and what only on the long run of `.ci/full`.

/// Whether everything is tried: `HOLDPOINT_ALL_FAULTS=1`.
pub(crate) fn all() -> bool {
    std::env::var_os("HOLDPOINT_ALL_FAULTS").is_some_and(|value| value == "1")
}

/// Whether a cell of a table is tried in one of two ways: with a shift of 1 in the other. The long run tries each in both.
pub(crate) fn one_way(row: usize, column: usize, shift: usize) -> bool {
    all() || (row + column + shift).is_multiple_of(2)
}
