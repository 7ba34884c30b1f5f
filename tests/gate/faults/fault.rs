//! What can go wrong with a request that reads.

use serde_json::{Value, json};

use super::request::{Place, Request};

/// A kind of fault: a column of the matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fault {
    EmptyPage,
    TruncatedOnce,
    Truncated,
    NotJson,
    HtmlOnce,
    Html,
    Unauthorized,
    Forbidden,
    NotFound,
    ServerError,
    SlowDownOnce,
    SlowDown,
    LimitOnce,
    Limit,
    OddWaits,
    NoData,
    PartialData,
    PartialNotFound,
    PartialTrouble,
    NullNode,
    DroppedOnce,
    Dropped,
    Late,
    Slow,
    RepeatedPage,
    ShiftedPage,
}

use Fault::{
    Dropped, DroppedOnce, EmptyPage, Forbidden, Html, HtmlOnce, Late, Limit, LimitOnce, NoData, NotFound,
    NotJson, NullNode, OddWaits, PartialData, PartialNotFound, PartialTrouble, RepeatedPage, ServerError,
    ShiftedPage, Slow, SlowDown, SlowDownOnce, Truncated, TruncatedOnce, Unauthorized,
};

pub(super) const FAULTS: [Fault; 26] = [
    EmptyPage,
    TruncatedOnce,
    Truncated,
    NotJson,
    HtmlOnce,
    Html,
    Unauthorized,
    Forbidden,
    NotFound,
    ServerError,
    SlowDownOnce,
    SlowDown,
    LimitOnce,
    Limit,
    OddWaits,
    NoData,
    PartialData,
    PartialNotFound,
    PartialTrouble,
    NullNode,
    DroppedOnce,
    Dropped,
    Late,
    Slow,
    RepeatedPage,
    ShiftedPage,
];

/// One way in which a fault shows.
pub(super) struct Effect {
    pub(super) effect: Value,
    /// The place of the answer that is null.
    pub(super) place: Option<String>,
}

/// A null with an error.
fn refused(kind: &'static str, message: &'static str) -> impl Fn(&Place) -> Value {
    move |place| json!({"graphql_error": {"path": place, "type": kind, "message": message}})
}

impl Fault {
    /// Whether a part of the answer is null, with an error beside it.
    pub(super) fn is_refusal_of_a_part(self) -> bool {
        matches!(self, PartialData | PartialNotFound | PartialTrouble)
    }

    /// Whether it is tried on every change, and not only in the long run.
    pub(super) fn is_for_every_change(self) -> bool {
        !matches!(self, PartialNotFound | PartialTrouble)
    }

    /// Only the first request of its kind has it.
    pub(super) fn once(self) -> bool {
        matches!(self, TruncatedOnce | HtmlOnce | SlowDownOnce | LimitOnce | DroppedOnce | OddWaits | Late)
    }

    /// How it shows in the answer to a request. None: it cannot happen to this request.
    pub(super) fn effects(self, request: &Request, places: Option<&Vec<Place>>) -> Vec<Effect> {
        let graphql = request.operation().is_some();
        let one = |effect: Value| vec![Effect { effect, place: None }];
        let at = |make: &dyn Fn(&Place) -> Value| -> Vec<Effect> {
            places
                .into_iter()
                .flatten()
                .map(|place| Effect { effect: make(place), place: Some(place.join(".")) })
                .collect()
        };
        match self {
            EmptyPage => one(json!({"empty_page": true})),
            TruncatedOnce | Truncated => one(json!({"truncate": true})),
            NotJson => one(json!({"malformed": true})),
            HtmlOnce | Html => one(json!({"html": 502})),
            Unauthorized => one(json!({"status": 401, "body": {"message": "Bad credentials"}})),
            Forbidden if graphql => {
                one(json!({"status": 403, "body": {"message": "Resource not accessible by integration"}}))
            }
            Forbidden => one(json!({"denied": true})),
            NotFound => one(json!({"status": 404, "body": {"message": "Not Found"}})),
            ServerError => one(json!({"status": 500})),
            SlowDownOnce => one(json!({"secondary_rate_limit": {"retry_after": 1, "status": 429}})),
            SlowDown => one(json!({"secondary_rate_limit": {"retry_after": 3600, "status": 429}})),
            LimitOnce => one(json!({"primary_rate_limit": {"reset_in": 0}})),
            Limit => one(json!({"primary_rate_limit": {"reset_in": 3600}})),
            OddWaits => ["-5", "0", "soon", "Mon, 02 Mar 2026 12:00:00 GMT", "Sun, 01 Jan 2006 00:00:00 GMT"]
                .map(|wait| Effect {
                    effect: json!({"status": 502, "headers": {"retry-after": wait, "date": "yesterday"}}),
                    place: Some(format!("retry-after: {wait}")),
                })
                .into(),
            NoData if graphql => one(json!({"graphql_error": {}})),
            NoData => Vec::new(),
            PartialData => at(&refused("FORBIDDEN", "Resource not accessible by integration")),
            PartialNotFound => at(&refused("NOT_FOUND", "Could not resolve to a node.")),
            PartialTrouble => at(&refused("SERVICE_UNAVAILABLE", "Something went wrong.")),
            NullNode => at(&|place| json!({"null_node": place})),
            DroppedOnce | Dropped => one(json!({"drop": true})),
            Late => one(json!({"delay": 400})),
            Slow => one(json!({"delay": 60_000})),
            RepeatedPage if request.further => one(json!({"repeated_page": true})),
            ShiftedPage if request.further => one(json!({"shifted_page": 1})),
            RepeatedPage | ShiftedPage => Vec::new(),
        }
    }
}
