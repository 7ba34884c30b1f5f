//! Who contributed for the first time, for a template that asks for it.

use crate::commands::Screen;
use crate::evaluate;
use crate::evidence::{Evidence, Unknown};
use crate::github::{self, Client};
use crate::notes::Prepared;
use crate::notes::draft::asks_for_newcomers;
use crate::notes::facts::Newcomer;
use crate::report;

/// Looks it up, if the template asks for it. What could not be read is told, and the template's prompt stays.
pub(super) async fn look_up(client: &Client, prepared: &mut Prepared, evidence: &Evidence, screen: &Screen) {
    let Ok(Some(template)) = &prepared.template else { return };
    if !matches!(prepared.facts.pull_requests, Some(Ok(_))) || !asks_for_newcomers(template, &prepared.rules)
    {
        return;
    }
    screen.progress("looking for who contributed for the first time");
    let found = found(client, prepared, evidence).await;
    screen.done();
    if let Err(why) = &found {
        screen.warn(&report::notes_newcomers_unread(why));
    }
    prepared.facts.newcomers = Some(found);
}

async fn found(client: &Client, prepared: &Prepared, evidence: &Evidence) -> Result<Vec<Newcomer>, Unknown> {
    let authors = evaluate::notes::authors(&prepared.facts, evidence)?;
    let people: Vec<_> = authors.iter().map(|author| (author.login.clone(), author.merged_at)).collect();
    let new = github::newcomers(client, &evidence.opening.repository.name, &people).await?;
    let authors = authors.into_iter().filter(|author| new.contains(&author.login));
    Ok(authors
        .map(|author| Newcomer { login: author.login.as_str().to_owned(), number: author.number })
        .collect())
}
