//! Members of teams. A workflow's token cannot read them; the client may carry another token.

use serde_json::{Value, json};

use super::client::Client;
use super::document::document;
use super::reply::{Reply, Variables, read};
use super::together::together;
use super::window::Window;
use crate::evidence::{Access, Fact, List, Login, Reason, Team, TeamName, Unknown};

const TEAM: &str = include_str!("queries/team.graphql");

/// Reads the teams, in the order given.
pub(super) async fn teams(client: &Client, names: impl IntoIterator<Item = &TeamName>) -> Vec<Team> {
    together(names.into_iter().map(|name| team(client, name))).await
}

/// A team is taken for secret until GitHub says otherwise.
async fn team(client: &Client, name: &TeamName) -> Team {
    let mut secret = true;
    let mut members: Vec<Login> = Vec::new();
    let mut after: Option<String> = None;
    let mut total = None;
    loop {
        let reply = Reply::or_failed(read(client, &document(TEAM), variables(name, after.as_deref())).await);
        let (page, is_secret) = match page(&reply) {
            Ok(page) => page,
            Err(why) => return Team { name: name.clone(), members: Fact::Unknown(why), secret },
        };
        secret = is_secret;
        let first = *total.get_or_insert(page.total);
        if let Some(Err(why)) = after.as_deref().map(|after| page.follows(after, first)) {
            return Team { name: name.clone(), members: Fact::Unknown(why), secret };
        }
        let empty = page.items.is_empty();
        members.extend(page.items);
        after = page.next.filter(|_| !empty);
        if after.is_none() {
            let members = Fact::Known(List::new(members, page.total));
            return Team { name: name.clone(), members, secret };
        }
    }
}

fn variables(name: &TeamName, after: Option<&str>) -> Variables {
    match json!({"organization": name.organization, "slug": name.slug, "after": after}) {
        Value::Object(variables) => variables,
        _ => Variables::new(),
    }
}

/// GitHub answers alike for a team that is not there and one that the token may not see.
fn page(reply: &Reply) -> Result<(Window<Login>, bool), Unknown> {
    let hidden = || {
        Unknown::new(Reason::Forbidden)
            .access(Access::App("Members: read".to_owned()))
            .detail("no such team is shown")
    };
    let organization = reply.root().maybe("organization")?.ok_or_else(hidden)?;
    let team = organization.maybe("team")?.ok_or_else(hidden)?;
    let members = Window::read(team.field("members")?, |member| Ok(Login::new(member.text("login")?)))?;
    Ok((members, team.text("privacy")? != "VISIBLE"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_team_that_is_not_shown_needs_a_right() {
        for data in [json!({"organization": null}), json!({"organization": {"team": null}})] {
            let why = page(&Reply::new(data, &[])).unwrap_err();
            assert_eq!(
                (why.reason, why.access),
                (Reason::Forbidden, vec![Access::App("Members: read".to_owned())])
            );
        }
    }

    #[test]
    fn reads_members_and_privacy() {
        let members = json!({"totalCount": 2, "pageInfo": {"hasNextPage": false, "endCursor": null}, "nodes": [{"login": "mona"}, {"login": "hubot"}]});
        let data = json!({"organization": {"team": {"privacy": "SECRET", "members": members}}});
        let (members, secret) = page(&Reply::new(data, &[])).unwrap();
        assert_eq!((members.items.len(), secret), (2, true));
    }
}
