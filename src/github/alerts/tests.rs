use serde_json::{Value, json};

use super::*;
use crate::github::code_scanning::{analyses, code_alerts};
use crate::github::loopback::{Loopback, answer};
use crate::github::{GraphqlError, PathItem};

pub(in crate::github) fn shop() -> RepositoryName {
    RepositoryName::parse("octoacme/shop").unwrap()
}

pub(in crate::github) fn saying(status: &str, body: &Value) -> Loopback {
    Loopback::saying(vec![answer(status, "", body.to_string().as_bytes())])
}

pub(in crate::github) fn refusal(status: u16, message: &str) -> Loopback {
    saying(&format!("{status} No"), &json!({"message": message, "status": status.to_string()}))
}

fn kind<T>(read: &Result<Feature<T>, Unknown>) -> String {
    match read {
        Ok(Feature::On(_)) => "on".to_owned(),
        Ok(Feature::Off { .. }) => "off".to_owned(),
        Ok(Feature::Archived { .. }) => "archived".to_owned(),
        Err(why) => format!("{:?} {:?}", why.reason, why.access),
    }
}

/// What GitHub has been seen to answer, status and words, and what it means for each source.
#[tokio::test]
async fn only_githubs_words_tell_a_feature_that_is_off_from_a_missing_right() {
    const NO_RIGHT: &str = "Forbidden [Workflow(\"security-events: read\")]";
    const NO_RIGHT_TO_SECRETS: &str = "Forbidden [App(\"Secret scanning alerts: read\")]";
    for (status, message, code, secret) in [
        (403, "Resource not accessible by integration", NO_RIGHT, NO_RIGHT_TO_SECRETS),
        (403, "Resource not accessible by personal access token", NO_RIGHT, NO_RIGHT_TO_SECRETS),
        (403, "You are not authorized to read code scanning alerts.", NO_RIGHT, NO_RIGHT_TO_SECRETS),
        (
            403,
            "Code scanning is not enabled for this repository. Please enable it.",
            "off",
            NO_RIGHT_TO_SECRETS,
        ),
        (403, "Advanced Security must be enabled for this repository to use code scanning.", "off", "off"),
        (
            403,
            "Code Security must be enabled for this repository to use code scanning.",
            "off",
            NO_RIGHT_TO_SECRETS,
        ),
        (404, "Secret scanning is disabled on this repository.", NO_RIGHT, "off"),
        (403, "Code scanning is not available for archived repositories.", "archived", NO_RIGHT_TO_SECRETS),
        (404, "Not Found", NO_RIGHT, NO_RIGHT_TO_SECRETS),
        (410, "Gone", NO_RIGHT, NO_RIGHT_TO_SECRETS),
        (404, "no analysis found", "on", NO_RIGHT_TO_SECRETS),
        (500, "Secret scanning is disabled on this repository.", "ServerTrouble []", "ServerTrouble []"),
        (422, "Code scanning is not enabled", "ServerTrouble []", "ServerTrouble []"),
    ] {
        let server = refusal(status, message);
        let read = code_alerts(&server.client(), &shop(), "refs/heads/main").await;
        assert_eq!(kind(&read), code, "alerts: {status} {message}");
        let server = refusal(status, message);
        let read = analyses(&server.client(), &shop(), "refs/heads/main").await;
        assert_eq!(kind(&read), code, "analyses: {status} {message}");
        let server = refusal(status, message);
        let read = match secret_scanning(&server.client(), &shop()).await {
            Fact::Known(feature) => Ok(feature),
            Fact::Unknown(why) => Err(why),
            Fact::NotCollected => panic!("it was collected"),
        };
        assert_eq!(kind(&read), secret, "secrets: {status} {message}");
    }
}

fn made() -> Timestamp {
    "2026-02-27T10:00:00Z".parse().unwrap()
}

#[tokio::test]
async fn a_secret_is_never_asked_for_and_never_kept() {
    let alert = json!({"number": 1, "created_at": "2026-02-27T10:00:00Z", "secret": "xoxb-hush", "secret_type": "slack_api_token",
        "secret_type_display_name": "Slack API Token"});
    let server = saying("200 OK", &json!([alert]));
    let read = secret_scanning(&server.client(), &shop()).await;
    assert!(server.heard()[0].contains("hide_secret=true"), "{:?}", server.heard());
    assert!(!format!("{read:?}").contains("hush"), "{read:?}");
    let one = SecretAlert { number: 1, created_at: made(), about: Some("Slack API Token".to_owned()) };
    assert_eq!(read, Fact::Known(Feature::On(List::all(vec![one]))));
}

/// GitHub counts secrets nowhere, so nothing else shows that a page came empty by mistake.
#[tokio::test]
async fn an_empty_list_of_secrets_is_asked_for_again() {
    let page = |body: &Value| answer("200 OK", "", body.to_string().as_bytes());
    let alert =
        json!([{"number": 1, "created_at": "2026-02-27T10:00:00Z", "secret_type": "slack_api_token"}]);
    let server = Loopback::saying(vec![page(&json!([])), page(&alert)]);
    let read = secret_scanning(&server.client(), &shop()).await;
    assert!(matches!(&read, Fact::Unknown(why) if why.reason == Reason::Incomplete), "{read:?}");
    let server = Loopback::saying(vec![page(&json!([])), page(&json!([]))]);
    let read = secret_scanning(&server.client(), &shop()).await;
    assert_eq!(read, Fact::Known(Feature::On(List::all(Vec::new()))));
    assert!(server.heard().iter().all(|asked| asked.contains("hide_secret=true")));
}

async fn read_dependabot(
    data: Value,
    refused: Option<&str>,
) -> Result<Feature<List<DependabotAlert>>, Unknown> {
    let errors: Vec<GraphqlError> = refused
        .into_iter()
        .flat_map(|message| {
            ["firstVulnerabilityAlerts", "lastVulnerabilityAlerts"].map(|field| GraphqlError {
                kind: Some("FORBIDDEN".to_owned()),
                path: ["repository", field].map(|name| PathItem::Field(name.to_owned())).to_vec(),
                message: message.to_owned(),
                saml_failure: false,
            })
        })
        .collect();
    let reply = Reply::new(json!({"repository": data}), &errors);
    match dependabot(&reply, async |_| panic!("there are no more pages")).await {
        Fact::Known(feature) => Ok(feature),
        Fact::Unknown(why) => Err(why),
        Fact::NotCollected => panic!("it was collected"),
    }
}

fn connection(nodes: Value, total: u64) -> Value {
    json!({"totalCount": total, "pageInfo": {"hasNextPage": false, "endCursor": null}, "nodes": nodes})
}

fn shown(enabled: bool, list: &Value) -> Value {
    json!({"hasVulnerabilityAlertsEnabled": enabled, "firstVulnerabilityAlerts": list, "lastVulnerabilityAlerts": list})
}

#[tokio::test]
async fn dependabot_is_off_only_for_those_who_may_look() {
    const NO_RIGHT: &str = "Forbidden [Workflow(\"vulnerability-alerts: read\")]";
    const NOT_SHOWN: &str = "NotFound [Workflow(\"vulnerability-alerts: read\")]";
    let none = connection(json!([]), 0);
    let integration = Some("Resource not accessible by integration");
    for (enabled, list, refused, wanted) in [
        (true, none.clone(), None, "on"),
        (false, none.clone(), None, "off"),
        (false, connection(json!([]), 2), None, "Incomplete []"),
        (true, json!(null), integration, NO_RIGHT),
        (false, json!(null), integration, NO_RIGHT),
        (false, json!(null), None, NOT_SHOWN),
        (true, json!(null), None, NOT_SHOWN),
        (false, json!(null), Some("Dependabot alerts are disabled for this repository."), "off"),
        (
            false,
            json!(null),
            Some("Dependabot alerts are not available for archived repositories."),
            "archived",
        ),
    ] {
        let read = read_dependabot(shown(enabled, &list), refused).await;
        assert_eq!(kind(&read), wanted, "{enabled} {list} {refused:?}");
    }
}

#[tokio::test]
async fn dependabots_alerts_are_read_with_what_they_are_about() {
    let nodes = json!([
        {"number": 1, "createdAt": "2026-02-27T10:00:00Z", "dependencyScope": "DEVELOPMENT", "vulnerableManifestPath": "a.json",
         "securityVulnerability": {"severity": "MODERATE", "package": {"name": "mocha"}}},
        {"number": 2, "createdAt": "2026-02-27T10:00:00Z", "dependencyScope": null,
         "vulnerableManifestPath": "a.json", "securityVulnerability": null},
    ]);
    let read = read_dependabot(shown(true, &connection(nodes, 2)), None).await;
    let Ok(Feature::On(list)) = read else { panic!("{read:?}") };
    let mocha = DependabotAlert {
        number: 1,
        created_at: made(),
        severity: AlertSeverity::Medium,
        development: true,
        about: Some("mocha in a.json".to_owned()),
    };
    let unrated = DependabotAlert {
        number: 2,
        created_at: made(),
        severity: AlertSeverity::Unrated,
        development: false,
        about: None,
    };
    assert_eq!(list.whole().unwrap(), [mocha, unrated]);
}
