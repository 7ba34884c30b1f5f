//! How often a waiting gate looks, and when it stops.

use std::time::Duration;

use tokio::time::Instant;

use crate::evaluate::Waiting;

/// The first look comes so late; each pause is half as long again as the one before.
const FIRST: Duration = Duration::from_secs(10);
/// No pause is longer.
const LONGEST: Duration = Duration::from_secs(30);
/// The same where a look reads everything.
const SLOW: Duration = Duration::from_secs(60);
/// No pause is shorter.
const SHORTEST: Duration = Duration::from_secs(1);
/// What is missing is waited for so long once nothing else is under way: GitHub makes the checks of jobs a while after
/// the push, or after the jobs that they need.
const GRACE: Duration = Duration::from_secs(120);

/// The times of one wait.
#[derive(Debug, Clone)]
pub(super) struct Pace {
    began: Instant,
    at_most: Duration,
    next: Duration,
    /// What was waited for at the last look, and since when nothing of it has changed with nothing under way.
    quiet: Option<(Vec<String>, Instant)>,
}

impl Pace {
    /// A wait that begins now. A short one looks more often.
    pub(super) fn new(at_most: Duration, now: Instant) -> Self {
        Self { began: now, at_most, next: FIRST.min(at_most / 4).max(SHORTEST), quiet: None }
    }

    /// Takes note of what is waited for.
    pub(super) fn note(&mut self, waiting: &Waiting, now: Instant) {
        if waiting.under_way || !waiting.running.is_empty() {
            self.quiet = None;
        } else if self.quiet.as_ref().is_none_or(|(missing, _)| *missing != waiting.to_come) {
            self.quiet = Some((waiting.to_come.clone(), now));
        }
    }

    /// The pause before the next look; `None`: it is over. `asked` is how long GitHub asks to stay away; `cheap` is
    /// whether the look reads only what is pending.
    pub(super) fn pause(&mut self, now: Instant, asked: Option<Duration>, cheap: bool) -> Option<Duration> {
        let in_vain =
            self.quiet.as_ref().is_some_and(|(_, since)| now.saturating_duration_since(*since) >= GRACE);
        if in_vain || self.is_over(now) {
            return None;
        }
        let pause = if cheap { self.next } else { self.next.max(SLOW) };
        self.next = (self.next * 3 / 2).min(LONGEST.max(self.next));
        Some(pause.max(asked.unwrap_or_default()).min(self.at_most.saturating_sub(self.waited(now))))
    }

    /// Whether the time is over.
    pub(super) fn is_over(&self, now: Instant) -> bool {
        self.waited(now) >= self.at_most
    }

    /// How long it has been waited.
    pub(super) fn waited(&self, now: Instant) -> Duration {
        now.saturating_duration_since(self.began)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn of(running: &[&str], to_come: &[&str]) -> Waiting {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Waiting { running: names(running), to_come: names(to_come), ..Waiting::default() }
    }

    /// The pauses of a wait in which all the same is waited for, in seconds.
    fn pauses(at_most: u64, waiting: &Waiting, asked: Option<u64>, cheap: bool) -> Vec<f64> {
        let start = Instant::now();
        let mut pace = Pace::new(SECOND * u32::try_from(at_most).unwrap(), start);
        let (mut now, mut all) = (start, Vec::new());
        loop {
            pace.note(waiting, now);
            let Some(pause) = pace.pause(now, asked.map(Duration::from_secs), cheap) else { return all };
            assert!(!pause.is_zero());
            now += pause;
            all.push(pause.as_secs_f64());
        }
    }

    #[test]
    fn looks_less_and_less_often_and_ends_in_time() {
        let build = of(&["build"], &[]);
        assert_eq!(pauses(120, &build, None, true), [10.0, 15.0, 22.5, 30.0, 30.0, 12.5]);
        assert_eq!(pauses(4, &build, None, true), [1.0, 1.5, 1.5]);
        assert_eq!(pauses(1, &build, None, true), [1.0]);
        assert_eq!(pauses(150, &build, None, false), [60.0, 60.0, 30.0]);
        let all: f64 = pauses(900, &build, None, true).iter().sum();
        assert!((all - 900.0).abs() < 0.001, "{all}");
    }

    #[test]
    fn stays_away_as_long_as_github_asks() {
        assert_eq!(pauses(100, &of(&["build"], &[]), Some(45), true), [45.0, 45.0, 10.0]);
    }

    #[test]
    fn what_is_missing_is_not_waited_for_long_once_nothing_runs() {
        let all: f64 = pauses(3600, &of(&[], &["deploy"]), None, true).iter().sum();
        assert!((120.0..150.0).contains(&all), "{all}");
        let all: f64 = pauses(3600, &of(&["build"], &["deploy"]), None, true).iter().sum();
        assert!((all - 3600.0).abs() < 0.001, "{all}");
        let needed = Waiting { under_way: true, ..of(&[], &["deploy"]) };
        let all: f64 = pauses(3600, &needed, None, true).iter().sum();
        assert!((all - 3600.0).abs() < 0.001, "{all}");
    }

    #[test]
    fn the_grace_begins_anew_when_something_ran_or_came() {
        let start = Instant::now();
        let mut pace = Pace::new(SECOND * 3600, start);
        pace.note(&of(&[], &["a", "b"]), start);
        pace.note(&of(&[], &["a"]), start + GRACE - SECOND);
        assert!(pace.pause(start + GRACE, None, true).is_some(), "one of them came");
        pace.note(&of(&["b"], &["a"]), start + GRACE + SECOND);
        pace.note(&of(&[], &["a"]), start + GRACE * 2);
        assert!(pace.pause(start + GRACE * 3 - SECOND, None, true).is_some());
        assert!(pace.pause(start + GRACE * 3, None, true).is_none());
    }
}
