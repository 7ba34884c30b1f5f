//! Floating tags as a table. `tests/docs` may show its rows.

/// Version to be cut, versions that are tagged, where `v1` (or the line's) stands, what becomes of it.
pub(crate) type Row = (&'static str, &'static str, &'static str, &'static str, &'static str);

/// | cut | other versions | floating tag | stands on | what becomes of it |
pub(crate) const ROWS: &[Row] = &[
    ("1.5.0", "1.4.0", "v1", "", "is made"),
    ("1.5.0", "1.4.0", "v1", "1.4.0", "moves"),
    ("1.5.0", "1.4.0", "v1", "1.5.0", "stays: it is there"),
    ("1.4.1", "1.4.0 1.5.0", "v1", "1.5.0", "stays: 1.5.0 is higher"),
    ("1.4.1", "1.4.0 1.5.0", "v1.4", "1.4.0", "moves"),
    ("1.4.1", "1.4.0 1.5.0", "v1", "1.4.0", "stays: 1.5.0 is higher"),
    ("1.4.1", "1.4.0 1.5.0", "v1", "", "stays: 1.5.0 is higher"),
    ("2.0.0", "1.4.0 1.5.0", "v2", "", "is made"),
    ("1.6.0", "1.5.0 2.0.0", "v1", "1.5.0", "moves"),
    ("1.6.0", "1.5.0 1.6.0-rc.1", "v1", "1.5.0", "moves"),
    ("1.6.0", "1.5.0 1.7.0-rc.1", "v1", "1.5.0", "moves"),
    ("1.6.0-rc.1", "1.5.0", "v1", "1.5.0", "stays: a pre-release"),
    ("0.4.0", "0.3.0", "v0", "0.3.0", "moves"),
    ("1.5.0", "1.4.0", "v1", "another commit", "is left: it is on no release of 1.x"),
    ("1.5.0", "1.4.0 2.0.0", "v1", "2.0.0", "is left: it is on no release of 1.x"),
    ("1.4.1", "1.4.0 1.5.0", "v1.4", "1.5.0", "is left: it is on no release of 1.4.x"),
    ("1.5.0", "1.4.0 1.5.0-rc.1", "v1", "1.5.0-rc.1", "is left: it is on no release of 1.x"),
    ("1.5.0", "1.4.0", "v1", "1.4.0, in an immutable release", "is left: an immutable release has it"),
    ("1.10.0", "1.9.0", "v1", "1.9.0", "moves"),
    ("1.9.1", "1.9.0 1.10.0", "v1", "1.10.0", "stays: 1.10.0 is higher"),
];
