//! Clients for GitHub, as arguments and environment say: where it is, the way there, and the tokens.

use std::time::Duration;

use super::{Refusal, Surroundings};
use crate::cli::Check;
use crate::github::{Client, Clients, Endpoints, Proxy, Settings, Token, Usage};

/// The variables that may hold the token, in the order in which they count.
const TOKEN: [&str; 3] = ["INPUT_TOKEN", "GH_TOKEN", "GITHUB_TOKEN"];
/// The variables that may hold the token for what the first one cannot read.
const ORG_TOKEN: [&str; 2] = ["INPUT_ORG-TOKEN", "HOLDPOINT_ORG_TOKEN"];

/// One client a token.
pub(super) struct Connected {
    /// Reads the repository, and writes comment and check run.
    pub(super) repository: Client,
    /// Reads what the other's token cannot, where there is such a token.
    organization: Option<Client>,
}

impl Connected {
    /// Both, for reading.
    pub(super) fn clients(&self) -> Clients<'_> {
        let organization = self.organization.as_ref().unwrap_or(&self.repository);
        Clients { repository: &self.repository, organization }
    }

    /// Lets the time allowed begin anew.
    pub(super) fn allow(&mut self, timeout: Duration) {
        self.repository.allow(timeout);
        if let Some(organization) = &mut self.organization {
            organization.allow(timeout);
        }
    }

    /// What both cost together.
    pub(super) fn usage(&self) -> Usage {
        let (one, other) = (self.repository.usage(), self.organization.as_ref().map(Client::usage));
        Usage {
            requests: one.requests + other.map_or(0, |usage| usage.requests),
            points: one.points + other.map_or(0, |usage| usage.points),
        }
    }
}

/// The clients. Nothing is sent yet.
pub(super) fn connect(arguments: &Check, around: &Surroundings) -> anyhow::Result<Connected> {
    let env = |name: &str| around.env.get(name).map(|value| value.trim()).filter(|value| !value.is_empty());
    let context = &around.context;
    let endpoints = Endpoints::new(
        context.api_url.as_deref(),
        context.graphql_url.as_deref(),
        context.server_url.as_deref(),
    )?;
    let Some(token) = TOKEN.into_iter().find_map(env) else {
        anyhow::bail!(
            "GitHub needs a token, and none is set\n  -> export GITHUB_TOKEN=$(gh auth token)\n  \
             -> in a workflow: the action's input `token`"
        );
    };
    let token = Token::new(token)?;
    let org_token = ORG_TOKEN.into_iter().find_map(env).map(Token::new).transpose();
    let org_token = org_token.map_err(|error| anyhow::anyhow!("org-token: {error}"))?;
    let certificates = match env("SSL_CERT_FILE") {
        Some(file) => Some(
            std::fs::read(file)
                .map_err(|error| anyhow::anyhow!("SSL_CERT_FILE {file} cannot be read: {error}"))?,
        ),
        None => None,
    };
    let settings = Settings {
        proxy: Proxy::find(&endpoints, env)?,
        endpoints,
        token: Some(token.clone()),
        certificates,
        timeout: duration("--timeout", &arguments.timeout)?,
    };
    // The same token twice is one token.
    let Some(other) = org_token.filter(|other| !other.is(&token)) else {
        return Ok(Connected { repository: Client::new(settings)?, organization: None });
    };
    let other = other.named("org-token");
    let of_organization = Settings { token: Some(other.clone()), ..settings.clone() };
    Ok(Connected {
        repository: Client::new(settings)?.hiding(other),
        organization: Some(Client::new(of_organization)?.hiding(token)),
    })
}

/// `90s`, `5m`, `1h`.
pub(super) fn duration(option: &str, text: &str) -> Result<Duration, Refusal> {
    let refused = || Refusal(format!("{option} takes a duration such as 90s or 5m, not `{text}`"));
    let span: jiff::SignedDuration = text.parse().map_err(|_| refused())?;
    Duration::try_from(span).ok().filter(|time| !time.is_zero()).ok_or_else(refused)
}
