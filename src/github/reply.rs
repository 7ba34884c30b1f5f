//! An answer of GraphQL, read so that nothing missing passes for "there is none".
//!
//! GitHub answers 200 with nulls in the data and the reasons in a list beside it. [`Reply`] puts each error in the place
//! of the null that it explains, so that whoever reads that place gets the reason and not the null.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::client::Client;
use super::graphql::{GraphqlError, PathItem, query};
use super::{Failure, older, trouble};
use crate::evidence::{Actor, ActorKind, Login, Oid, Unknown};

/// The key of an object that stands for an error. No field of GraphQL has such a name.
const MARK: &str = "\u{0}trouble";

/// Variables of a document.
pub(super) type Variables = Map<String, Value>;

/// An answer, with the errors in their places.
pub(super) struct Reply {
    data: Value,
    troubles: Vec<Unknown>,
    /// An error that has no place: any null may be its doing.
    stray: Option<Unknown>,
    /// Keys that the answer lacks because this GitHub does not know them.
    unasked: BTreeMap<String, Unknown>,
    /// Request and answer, for whoever reads that a part is missing.
    source: String,
}

/// GitHub names all that it does not know at once. What that uncovers may hold more, but not for ever.
const ROUNDS: usize = 8;

/// Sends a query and counts its points. What this GitHub does not know of it is taken out, and unknown.
///
/// # Errors
/// Those of [`query`].
pub(super) async fn read(client: &Client, document: &str, variables: Variables) -> Result<Reply, Failure> {
    let mut fitted = client.fitted(document);
    for round in 1.. {
        let Some(text) = &fitted.text else { break };
        let partial = query::<Value>(client, text, Value::Object(variables.clone())).await?;
        if partial.data.is_none() && round < ROUNDS {
            client.learn(text, &partial.refusals);
            let next = client.fitted(document);
            if next != fitted {
                fitted = next;
                continue;
            }
        }
        let data = partial.data.unwrap_or(Value::Null);
        client.count_points(data.pointer("/rateLimit/cost").and_then(Value::as_u64).unwrap_or(0));
        return Ok(Reply::from(data, &partial.errors, partial.source).without(client, &fitted));
    }
    // Nothing is left that could be asked.
    Ok(Reply::new(Value::Object(Map::new()), &[]).without(client, &fitted))
}

impl Reply {
    pub(super) fn new(mut data: Value, errors: &[GraphqlError]) -> Self {
        let troubles: Vec<Unknown> = errors.iter().map(trouble::of_error).collect();
        let mut stray = None;
        for (index, error) in errors.iter().enumerate() {
            if !place(&mut data, &error.path, index) && stray.is_none() {
                stray = troubles.get(index).cloned();
            }
        }
        Self { data, troubles, stray, unasked: BTreeMap::new(), source: String::new() }
    }

    /// The same, of a document from which something was taken.
    fn without(mut self, client: &Client, fitted: &older::Fitted) -> Self {
        let installed = client.enterprise_version();
        let unknown = |what: &String| trouble::unsupported(older::sentence(what, installed.as_deref()));
        self.unasked = fitted.missing.iter().map(|(key, what)| (key.clone(), unknown(what))).collect();
        self
    }

    /// The same, told where it comes from.
    fn from(data: Value, errors: &[GraphqlError], source: String) -> Self {
        let mut reply = Self::new(data, errors);
        let place = |error: &GraphqlError| {
            let field = |item: &PathItem| match item {
                PathItem::Field(name) => Some(name.clone()),
                PathItem::Index(_) => None,
            };
            error.path.iter().filter_map(field).collect::<Vec<_>>().join(".")
        };
        for (trouble, error) in reply.troubles.iter_mut().zip(errors) {
            let place = place(error);
            let place = if place.is_empty() { String::new() } else { format!(", at `{place}`") };
            trouble.detail = format!("{}{place}, {source}", trouble.detail.trim_end_matches('.'));
        }
        if let Some(stray) = &mut reply.stray {
            stray.detail = format!("{}, {source}", stray.detail.trim_end_matches('.'));
        }
        Self { source, ..reply }
    }

    /// A reply in which everything is unknown for this reason.
    pub(super) fn failed(why: Unknown) -> Self {
        Self {
            data: Value::Null,
            troubles: Vec::new(),
            stray: Some(why),
            unasked: BTreeMap::new(),
            source: String::new(),
        }
    }

    /// The reply, or one in which everything is unknown because the request failed.
    pub(super) fn or_failed(result: Result<Self, Failure>) -> Self {
        result.unwrap_or_else(|failure| Self::failed(trouble::of_failure(&failure)))
    }

    pub(super) fn root(&self) -> Node<'_> {
        Node { reply: self, value: &self.data, name: "data" }
    }
}

/// Puts the mark at the null that the path leads to, or that lies on the way. Whether there is one.
fn place(data: &mut Value, path: &[PathItem], index: usize) -> bool {
    let mut at = data;
    for item in path {
        if at.is_null() || at.get(MARK).is_some() {
            break;
        }
        let next = match item {
            PathItem::Field(name) => at.get_mut(name),
            PathItem::Index(number) => usize::try_from(*number).ok().and_then(|number| at.get_mut(number)),
        };
        match next {
            Some(next) => at = next,
            None => return false,
        }
    }
    if at.is_null() && !path.is_empty() {
        *at = Value::Object(Map::from_iter([(MARK.to_owned(), Value::Array(Vec::new()))]));
    }
    // A null further up swallows several errors.
    let marks = at.get_mut(MARK).and_then(Value::as_array_mut);
    marks.map(|marks| marks.push(Value::from(index))).is_some()
}

/// A place in a reply.
#[derive(Clone, Copy)]
pub(super) struct Node<'a> {
    reply: &'a Reply,
    value: &'a Value,
    name: &'a str,
}

impl<'a> Node<'a> {
    /// What stands here; `None` for a null that no error explains.
    ///
    /// # Errors
    /// The error that explains the null.
    pub(super) fn present(self) -> Result<Option<Self>, Unknown> {
        if let Some(marks) = self.value.get(MARK).and_then(Value::as_array) {
            return Err(self.explained(marks));
        }
        match (self.value, &self.reply.stray) {
            (Value::Null, Some(stray)) => Err(stray.clone()),
            (Value::Null, None) => Ok(None),
            _ => Ok(Some(self)),
        }
    }

    /// What the errors say that were put here: the first one's words, and the rights that all of them name.
    fn explained(self, marks: &[Value]) -> Unknown {
        let index = |mark: &Value| mark.as_u64().and_then(|index| usize::try_from(index).ok());
        let mut troubles = marks.iter().filter_map(|mark| self.reply.troubles.get(index(mark)?));
        let Some(first) = troubles.next() else { return self.malformed(self.name) };
        let mut why = first.clone();
        for access in troubles.flat_map(|other| &other.access) {
            if !why.access.contains(access) {
                why.access.push(access.clone());
            }
        }
        why
    }

    /// A field that may be null.
    ///
    /// # Errors
    /// When an error explains the null, here or above, or the answer lacks the field.
    pub(super) fn maybe(self, name: &'a str) -> Result<Option<Self>, Unknown> {
        let here = self.present()?.ok_or_else(|| self.null(self.name))?;
        let lacking = || self.reply.unasked.get(name).cloned().unwrap_or_else(|| self.malformed(name));
        let value = here.value.get(name).ok_or_else(lacking)?;
        Node { value, name, ..here }.present()
    }

    /// A field that must be there.
    ///
    /// # Errors
    /// When it is not.
    pub(super) fn field(self, name: &'a str) -> Result<Self, Unknown> {
        self.maybe(name)?.ok_or_else(|| self.null(name))
    }

    /// What an unexplained null of a field leaves unknown.
    fn null(self, name: &str) -> Unknown {
        self.told(trouble::of_null(name))
    }

    /// What a field of another shape than the schema's leaves unknown.
    fn malformed(self, name: &str) -> Unknown {
        self.told(trouble::malformed(name))
    }

    fn told(self, mut why: Unknown) -> Unknown {
        if !self.reply.source.is_empty() {
            why.detail = format!("{}, {}", why.detail, self.reply.source);
        }
        why
    }

    pub(super) fn text(self, name: &'a str) -> Result<String, Unknown> {
        self.field(name)?.as_text()
    }

    pub(super) fn maybe_text(self, name: &'a str) -> Result<Option<String>, Unknown> {
        self.maybe(name)?.map(Self::as_text).transpose()
    }

    /// A whole number; GitHub writes large ones (`BigInt`) as text.
    pub(super) fn number(self, name: &'a str) -> Result<u64, Unknown> {
        self.field(name)?.as_number()
    }

    pub(super) fn maybe_number(self, name: &'a str) -> Result<Option<u64>, Unknown> {
        self.maybe(name)?.map(Self::as_number).transpose()
    }

    pub(super) fn flag(self, name: &'a str) -> Result<bool, Unknown> {
        self.field(name)?.value.as_bool().ok_or_else(|| self.malformed(name))
    }

    pub(super) fn time(self, name: &'a str) -> Result<Timestamp, Unknown> {
        self.field(name)?.as_time()
    }

    pub(super) fn maybe_time(self, name: &'a str) -> Result<Option<Timestamp>, Unknown> {
        self.maybe(name)?.map(Self::as_time).transpose()
    }

    pub(super) fn oid(self, name: &'a str) -> Result<Oid, Unknown> {
        let text = self.text(name)?;
        if Oid::looks_like(&text) { Ok(Oid::new(text)) } else { Err(self.malformed(name)) }
    }

    /// The login of an account; `None` if it is deleted.
    pub(super) fn login(self, name: &'a str) -> Result<Option<Login>, Unknown> {
        Ok(self.maybe(name)?.map(|account| account.text("login")).transpose()?.map(Login::new))
    }

    /// An account; `None` if it is deleted.
    pub(super) fn actor(self, name: &'a str) -> Result<Option<Actor>, Unknown> {
        let Some(account) = self.maybe(name)? else { return Ok(None) };
        let kind = match account.text("__typename")?.as_str() {
            "User" => ActorKind::User,
            "Bot" => ActorKind::Bot,
            _ => ActorKind::Other,
        };
        Ok(Some(Actor { login: Login::new(account.text("login")?), kind }))
    }

    /// The items of a list that are there.
    ///
    /// # Errors
    /// When the list is null, or an error explains a null in it. A null that nothing explains is left out, so that the
    /// list is shorter than its total.
    pub(super) fn items(self, name: &'a str) -> Result<Vec<Self>, Unknown> {
        let list = self.field(name)?;
        let items = list.value.as_array().ok_or_else(|| self.malformed(name))?;
        items.iter().filter_map(|value| Node { value, ..list }.present().transpose()).collect()
    }

    /// The items of a list with their nulls.
    pub(super) fn places(self, name: &'a str) -> Result<Vec<Self>, Unknown> {
        let list = self.field(name)?;
        let items = list.value.as_array().ok_or_else(|| self.malformed(name))?;
        Ok(items.iter().map(|value| Node { value, ..list }).collect())
    }

    /// Whether this is a thing of that type, by its `__typename`.
    pub(super) fn is(self, typename: &str) -> bool {
        self.value.get("__typename").and_then(Value::as_str) == Some(typename)
    }

    pub(super) fn as_text(self) -> Result<String, Unknown> {
        self.value.as_str().map(ToOwned::to_owned).ok_or_else(|| self.malformed(self.name))
    }

    fn as_number(self) -> Result<u64, Unknown> {
        let number = self.value.as_u64().or_else(|| self.value.as_str().and_then(|text| text.parse().ok()));
        number.ok_or_else(|| self.malformed(self.name))
    }

    fn as_time(self) -> Result<Timestamp, Unknown> {
        self.as_text()?.parse().map_err(|_| self.malformed(self.name))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::Reason;

    fn error(path: serde_json::Value, message: &str) -> GraphqlError {
        let path = path.as_array().unwrap().iter().map(|item| match item.as_u64() {
            Some(index) => PathItem::Index(index),
            None => PathItem::Field(item.as_str().unwrap().to_owned()),
        });
        GraphqlError {
            kind: Some("FORBIDDEN".to_owned()),
            path: path.collect(),
            message: message.to_owned(),
            saml_failure: false,
        }
    }

    #[test]
    fn a_null_with_an_error_is_never_an_absence() {
        let data = json!({"repository": {"issue": null, "milestone": null, "list": [{"a": 1}, null, null]}});
        // The second error lies deeper than the null that it left behind.
        let errors = [
            error(json!(["repository", "issue", "title"]), "no issues"),
            error(json!(["repository", "list", 1]), "no item"),
        ];
        let reply = Reply::new(data, &errors);
        let repository = reply.root().field("repository").unwrap();
        assert_eq!(repository.maybe("issue").err().unwrap().detail, "no issues");
        assert!(repository.maybe("milestone").unwrap().is_none());
        assert_eq!(repository.items("list").err().unwrap().detail, "no item");
    }

    #[test]
    fn a_null_that_swallowed_several_errors_names_all_rights() {
        let errors = [
            error(json!(["repository", "checked", "statusCheckRollup"]), "no checks"),
            error(json!(["repository", "issues"]), "no issues"),
        ];
        let reply = Reply::new(json!({"repository": null}), &errors);
        let why = reply.root().field("repository").err().unwrap();
        assert_eq!((why.detail.as_str(), why.access.len()), ("no checks", 3));
    }

    #[test]
    fn a_null_that_nothing_explains_shortens_the_list() {
        let reply = Reply::new(json!({"list": [1, null]}), &[]);
        assert_eq!(reply.root().items("list").unwrap().len(), 1);
    }

    #[test]
    fn an_error_without_a_place_explains_every_null() {
        for path in [json!([]), json!(["a", "gone"])] {
            let reply = Reply::new(json!({"a": {"b": 1}, "c": null}), &[error(path, "stray")]);
            assert_eq!(reply.root().maybe("c").err().unwrap().detail, "stray");
            assert_eq!(reply.root().field("a").unwrap().number("b").unwrap(), 1);
        }
    }

    #[test]
    fn what_the_answer_lacks_or_has_otherwise_is_malformed() {
        let reply = Reply::new(json!({"a": "x", "big": "9007199254740993", "oid": "abc"}), &[]);
        let root = reply.root();
        assert_eq!(root.maybe("b").err().unwrap().reason, Reason::Malformed);
        assert_eq!(root.number("a").unwrap_err().reason, Reason::Malformed);
        assert_eq!(root.oid("oid").unwrap_err().reason, Reason::Malformed);
        assert_eq!(root.number("big").unwrap(), 9_007_199_254_740_993);
    }
}
