//! What a waiting gate says: one line, in plain text.

use std::time::Duration;

use super::sentence::{Format, Writer};
use crate::evaluate::Waiting;

/// What is waited for: `waiting for build and unit tests`. One line without its end.
#[must_use]
pub fn waiting(waiting: &Waiting) -> String {
    format!("waiting for {}", awaited(waiting))
}

/// How long it was waited, and what has not come. One line.
#[must_use]
pub fn waited(waiting: &Waiting, waited: Duration) -> String {
    format!("waited {} in vain for {}", time(waited), awaited(waiting))
}

/// How far the wait is: `1m 20s of 15m`.
#[must_use]
pub fn waited_of(waited: Duration, at_most: Duration) -> String {
    format!("{} of {}", time(waited), time(at_most))
}

fn awaited(waiting: &Waiting) -> String {
    let writer = Writer::new(Format::Plain, "");
    let names = |names: &[String]| writer.list(names, |name| writer.code(name));
    match (waiting.running.as_slice(), waiting.to_come.as_slice()) {
        (running, []) => names(running),
        ([], missing) => format!("{}, not there yet", names(missing)),
        (running, missing) => format!("{}; and for {}, not there yet", names(running), names(missing)),
    }
}

/// `45s`, `3m 20s`, `1h 5m`: at most two units.
fn time(time: Duration) -> String {
    let seconds = time.as_secs();
    let (large, large_unit, small, small_unit) = match seconds {
        0..60 => return format!("{seconds}s"),
        60..3600 => (seconds / 60, "m", seconds % 60, "s"),
        _ => (seconds / 3600, "h", seconds % 3600 / 60, "m"),
    };
    if small == 0 {
        return format!("{large}{large_unit}");
    }
    format!("{large}{large_unit} {small}{small_unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(running: &[&str], to_come: &[&str]) -> Waiting {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Waiting { running: names(running), to_come: names(to_come), ..Waiting::default() }
    }

    #[test]
    fn says_what_is_under_way_and_what_is_not_there() {
        let said = |running: &[&str], to_come: &[&str]| waiting(&of(running, to_come));
        assert_eq!(said(&["build"], &[]), "waiting for `build`");
        assert_eq!(said(&[], &["deploy"]), "waiting for `deploy`, not there yet");
        assert_eq!(
            said(&["a", "b"], &["c", "d"]),
            "waiting for `a` and `b`; and for `c` and `d`, not there yet"
        );
        let many: Vec<String> = (1..=40).map(|number| format!("test {number}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert!(said(&many, &[]).len() < 400, "{}", said(&many, &[]));
    }

    #[test]
    fn a_name_cannot_reach_the_terminal() {
        let said = waiting(&of(&["\x1b[2J\n::error::x"], &[]));
        assert!(!said.contains(['\x1b', '\n']), "{said}");
    }

    #[test]
    fn times_have_two_units_at_most() {
        for (seconds, shown) in
            [(0, "0s"), (59, "59s"), (60, "1m"), (200, "3m 20s"), (900, "15m"), (3600, "1h"), (3960, "1h 6m")]
        {
            assert_eq!(time(Duration::from_secs(seconds)), shown);
        }
        let waiting = of(&["build"], &[]);
        assert_eq!(waited(&waiting, Duration::from_secs(90)), "waited 1m 30s in vain for `build`");
    }
}
