//! Whether a request is tried again, and after how long.
//!
//! Only reading is ever repeated: a write behind a 502 may have been done, and doing it twice would post twice.

use std::time::Duration;

use super::failure::{Failure, FailureKind};

/// How often one request is tried in all.
const TRIES: u32 = 3;
/// GitHub's own rule where it names no time: at least a minute, and longer each time.
const SLOW_DOWN: Duration = Duration::from_secs(60);

/// The pause before the next try, or `None` when it is not tried again. `tries` counts those made so far; `first` is
/// the pause after a broken connection, doubled each time.
pub(super) fn pause(failure: &Failure, reading: bool, tries: u32, first: Duration) -> Option<Duration> {
    if !reading || tries >= TRIES {
        return None;
    }
    let growing = |start: Duration| start.saturating_mul(1 << tries.saturating_sub(1).min(8));
    match failure.kind() {
        FailureKind::RateLimited { .. } | FailureKind::SecondaryLimit => {
            Some(failure.wait().unwrap_or_else(|| growing(SLOW_DOWN)))
        }
        // A query that timed out at GitHub costs points again each time; after two tries a smaller one is better.
        FailureKind::ServerTrouble | FailureKind::Timeout if failure.is_too_heavy() && tries >= 2 => None,
        FailureKind::ServerTrouble if matches!(failure.status(), Some(502..=504)) => {
            Some(failure.wait().unwrap_or_else(|| growing(first)))
        }
        FailureKind::Transport | FailureKind::Truncated | FailureKind::Timeout => Some(growing(first)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{FailureKind, pause};
    use crate::github::Failure;

    const FIRST: Duration = Duration::from_millis(250);

    fn failure(asked: &str, kind: FailureKind, status: u16, wait: Option<u64>) -> Failure {
        Failure::new(asked, false, kind, "").answered(status, None, None, wait.map(Duration::from_secs))
    }

    #[test]
    fn waits_as_github_asks_and_gives_up() {
        let limited = || FailureKind::RateLimited { until: None };
        let ms = |n| Some(Duration::from_millis(n));
        let table = [
            ("GET /x", FailureKind::ServerTrouble, 502, None, [ms(250), ms(500), None]),
            ("GET /x", FailureKind::ServerTrouble, 503, Some(7), [ms(7_000), ms(7_000), None]),
            ("GET /x", FailureKind::ServerTrouble, 500, None, [None, None, None]),
            ("query Q", FailureKind::ServerTrouble, 502, None, [ms(250), None, None]),
            ("query Q", FailureKind::ServerTrouble, 503, None, [ms(250), ms(500), None]),
            ("GET /x", FailureKind::Transport, 0, None, [ms(250), ms(500), None]),
            ("GET /x", FailureKind::Truncated, 200, None, [ms(250), ms(500), None]),
            ("GET /x", FailureKind::Timeout, 0, None, [ms(250), ms(500), None]),
            ("GET /x", FailureKind::SecondaryLimit, 403, None, [ms(60_000), ms(120_000), None]),
            ("GET /x", FailureKind::SecondaryLimit, 403, Some(3), [ms(3_000), ms(3_000), None]),
            ("GET /x", limited(), 403, Some(40), [ms(40_000), ms(40_000), None]),
            ("GET /x", FailureKind::OutOfTime, 0, None, [None, None, None]),
            ("GET /x", FailureKind::Forbidden, 403, None, [None, None, None]),
            ("GET /x", FailureKind::BodyTooLarge, 200, None, [None, None, None]),
        ];
        for (asked, kind, status, wait, pauses) in table {
            let failure = failure(asked, kind, status, wait);
            let seen = [1, 2, 3].map(|tries| pause(&failure, true, tries, FIRST));
            assert_eq!(seen, pauses, "{failure}");
            assert_eq!(pause(&failure, false, 1, FIRST), None, "a write: {failure}");
        }
    }
}
