//! Cutting a tag: looks, does the next step, looks again, until nothing is left to be done.
//!
//! A write is sent once. When its answer got lost, what is there decides whether it is sent again; what was answered as done
//! and does not show is looked for a while, and never sent again. Nothing is kept from run to run: a run that ends anywhere
//! leaves all that the next one needs.
//!
//! Past the time that it is given no write is begun; what is under way then is brought to its end, and looked at.
//!
//! A whole look is two requests at once, and one more for every further 100 tags or
//! releases. After a write only what it changed is read back; files are read back together. Before each floating
//! tag, and before a release is published or made the latest, the ref of the tag is read once more.

use std::time::Duration;

use tokio::time::Instant;

use super::client::Client;
use super::failure::{Failure, FailureKind};
use super::repository::RepositoryName;
use crate::bump::cut::{
    Bar, Cut, Done, LeftOut, Reference, Step, Stopped, There, Trouble, next_step, notes, plan,
};

mod bar;
mod seen;
#[cfg(test)]
mod tests;
mod write;

use bar::bar;
use seen::{Part, Seen};

const CUT: &str = include_str!("queries/cut.graphql");
const TAGS: &str = include_str!("queries/tags.graphql");
const MOVE_TAG: &str = include_str!("queries/move_tag.graphql");

/// How often a write is sent whose answers get lost.
const MOST_SENT: usize = 3;
/// How often what was answered as done is looked for.
const MOST_LOOKS: usize = 4;
/// The pause before each of these looks.
const PAUSE: Duration = Duration::from_millis(if cfg!(test) { 1 } else { 1_500 });
/// So long no cut takes.
const LONGEST_CUT: Duration = Duration::from_secs(24 * 60 * 60);
/// The longest that a secondary limit is waited for.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// Reads what is there of a cut. `repository` is `owner/name`. Drafts are shown to tokens with `contents: write` only.
///
/// # Errors
/// Any failure; nothing is taken for absent that could not be read.
pub async fn look(client: &Client, repository: &str, cut: &Cut) -> Result<There, Failure> {
    let repository = RepositoryName::parse(repository)?;
    let mut seen = Seen::default();
    seen.look(client, &repository, cut).await?;
    Ok(seen.there)
}

/// Does all that is left to be done. `repository` is `owner/name`. There must be a go: nothing here asks for one. `time` is
/// how long writes may be begun; the client needs some more to end what was begun.
pub async fn cut(client: &Client, repository: &str, cut: &Cut, time: Duration) -> Done {
    let before = client.usage().requests;
    let mut done = match RepositoryName::parse(repository) {
        Ok(repository) => Cutting::new(client, &repository, cut, time).run().await,
        Err(failure) => Done { stopped: Some(Stopped::Unread(failure.to_string())), ..Done::default() },
    };
    done.requests = client.usage().requests - before;
    done
}

/// How the last step went.
enum Last {
    /// It was answered as done.
    Answered,
    /// The answer got lost.
    Lost(Failure),
    /// GitHub refused it because of something that a look may show.
    Overtaken(Failure),
}

/// A run.
struct Cutting<'a> {
    client: &'a Client,
    repository: &'a RepositoryName,
    cut: &'a Cut,
    seen: Seen,
    left: LeftOut,
    done: Done,
    last: Option<(Step, Last)>,
    /// How often the last step was sent, and looked for since.
    sent: usize,
    looks: usize,
    /// How often GitHub was waited for.
    waited: usize,
    /// When no further write is begun.
    until: Instant,
}

impl<'a> Cutting<'a> {
    fn new(client: &'a Client, repository: &'a RepositoryName, cut: &'a Cut, time: Duration) -> Self {
        // So far in the future that it does not matter, where a clock cannot say it.
        let now = Instant::now();
        let until = now.checked_add(time).unwrap_or(now + LONGEST_CUT);
        Self {
            client,
            repository,
            cut,
            seen: Seen::default(),
            left: LeftOut::default(),
            done: Done::default(),
            last: None,
            sent: 0,
            looks: 0,
            waited: 0,
            until,
        }
    }

    async fn run(mut self) -> Done {
        self.done.stopped = self.go().await.err();
        let there = &self.seen.there;
        self.done.notes = notes(self.cut, there, &self.left);
        let at = |reference: &Reference| reference.commit.as_ref() == Some(&self.cut.commit);
        self.done.tagged = there.reference.as_ref().is_some_and(at);
        if let Some(release) = there.releases.iter().find(|release| !release.draft).or(there.releases.first())
        {
            self.done.url = Some(release.url.clone());
            self.done.published = !release.draft;
        }
        self.done.there = self.seen.there;
        self.done
    }

    async fn go(&mut self) -> Result<(), Stopped> {
        self.look().await?;
        loop {
            let step = next_step(self.cut, &self.seen.there, &self.left).map_err(Stopped::Refused);
            let step = match step {
                // What was only expected is looked at before it ends anything.
                Ok(None) | Err(_) if !self.seen.is_whole() => {
                    self.look().await?;
                    continue;
                }
                Ok(None) => {
                    self.settle();
                    return Ok(());
                }
                Ok(Some(step)) => step,
                Err(refusal) => {
                    self.settle();
                    return Err(refusal);
                }
            };
            if !self.seen.is_enough_for(&step, self.last.as_ref().map(|(step, _)| step)) {
                self.look().await?;
                continue;
            }
            if self.may_send(&step).await? {
                if Instant::now() >= self.until {
                    return Err(self.out_of_time().await);
                }
                self.send(step).await?;
            }
        }
    }

    async fn look(&mut self) -> Result<(), Stopped> {
        let looked = self.seen.look(self.client, self.repository, self.cut).await;
        looked.map_err(|failure| match failure.kind() {
            FailureKind::OutOfTime => Stopped::OutOfTime { missing: self.missing() },
            _ => Stopped::Unread(failure.to_string()),
        })
    }

    /// What is said once no further write is begun: what is missing in what is there now, if that can still be seen.
    async fn out_of_time(&mut self) -> Stopped {
        self.last = None;
        if !self.seen.is_whole() {
            let _ = self.seen.look(self.client, self.repository, self.cut).await;
        }
        Stopped::OutOfTime { missing: self.missing() }
    }

    /// The steps that are missing; none, if nothing was seen yet.
    fn missing(&self) -> Vec<Step> {
        if self.seen.node.is_empty() {
            return Vec::new();
        }
        plan(self.cut, &self.seen.there).map(|plan| plan.steps).unwrap_or_default()
    }

    /// Whether a step is sent now. One that was sent already is looked for first; in the end it is given up.
    async fn may_send(&mut self, step: &Step) -> Result<bool, Stopped> {
        let Some((_, last)) = self.last.as_ref().filter(|(last, _)| last == step) else {
            self.settle();
            (self.sent, self.looks) = (0, 0);
            return Ok(true);
        };
        let most = match last {
            Last::Answered => MOST_LOOKS,
            Last::Lost(_) | Last::Overtaken(_) => 2,
        };
        // Nobody can see an object that no ref names.
        if self.looks < most && !matches!(step, Step::MakeTag { .. }) {
            self.looks += 1;
            self.again().await?;
            return Ok(false);
        }
        let (bar, said) = match last {
            Last::Answered => (Bar::NotShown, String::new()),
            Last::Lost(_) | Last::Overtaken(_) if self.sent < MOST_SENT => {
                if self.looks == 0 {
                    tokio::time::sleep(PAUSE).await;
                }
                self.looks = 0;
                return Ok(true);
            }
            Last::Lost(failure) => (Bar::Lost, failure.clone().not_seen().to_string()),
            Last::Overtaken(failure) => (bar::of_overtaken(failure), failure.to_string()),
        };
        self.give_up(Trouble { step: step.clone(), bar, said })?;
        Ok(false)
    }

    /// The last step is not asked for any more: it was done.
    fn settle(&mut self) {
        if let Some((step, Last::Answered | Last::Lost(_))) = self.last.take() {
            self.done.steps.push(step);
        }
    }

    async fn again(&mut self) -> Result<(), Stopped> {
        tokio::time::sleep(PAUSE).await;
        self.seen.forget(&Part::ALL);
        self.look().await
    }

    async fn send(&mut self, step: Step) -> Result<(), Stopped> {
        self.sent += 1;
        let answer = write::send(self.client, self.repository, self.cut, &mut self.seen, &step).await;
        let last = match answer {
            Ok(()) => Last::Answered,
            Err(failure) => match bar(&step, &failure) {
                None if failure.may_have_happened() => Last::Lost(failure),
                None => Last::Overtaken(failure),
                Some(Bar::TryAgain) if self.wait_for(&failure).await => return Ok(()),
                // That it may have been done all the same is not true of this one.
                Some(bar @ Bar::NoUploads) => {
                    return self.give_up(Trouble { step, bar, said: failure.message().to_owned() });
                }
                Some(bar) => return self.give_up(Trouble { step, bar, said: failure.to_string() }),
            },
        };
        if !matches!(last, Last::Answered) {
            self.seen.forget(&Part::ALL);
        }
        if let Step::DropAsset { name, whole: true, .. } = &step {
            self.left.replaced.insert(name.clone());
        }
        self.last = Some((step, last));
        Ok(())
    }

    /// Waits if GitHub asks for a pause that is worth it. What it refused so was not done.
    async fn wait_for(&mut self, failure: &Failure) -> bool {
        let Some(wait) = failure.wait().filter(|wait| *wait <= LONGEST_WAIT && self.waited < 3) else {
            return false;
        };
        if Instant::now() + wait >= self.until {
            return false;
        }
        self.waited += 1;
        self.settle();
        tokio::time::sleep(wait).await;
        true
    }

    /// Goes on without a step, if that makes sense.
    fn give_up(&mut self, trouble: Trouble) -> Result<(), Stopped> {
        self.last = None;
        self.seen.forget(&Part::ALL);
        if !trouble.step.can_wait() {
            return Err(Stopped::Failed(Box::new(trouble)));
        }
        match trouble.bar {
            Bar::NoUploads => self.left.uploads = true,
            _ => self.left.leave(&trouble.step),
        }
        self.done.troubles.push(trouble);
        Ok(())
    }
}
