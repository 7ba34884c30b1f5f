use super::*;

const DOCUMENT: &str = "\
query Q($owner: String!, $branch: String!, $on: Boolean!, $after: String) {
  rateLimit { cost }
  repository(owner: $owner) {
    branch: ref(qualifiedName: $branch) @include(if: $on) { ...Required }
    labels(first: 10, after: $after) { nodes { name } }
    node { ... on Tag { target { oid } } ... on Commit { oid } }
  }
}

fragment Required on Ref {
  refUpdateRule { names }
  rules(first: 100) { nodes { ...Rule } }
}

fragment Rule on RepositoryRule {
  type
  parameters { ... on Checks { names } }
}
";

/// Where a word stands for the first time.
fn at(word: &str) -> Option<(usize, usize)> {
    let (line, text) = DOCUMENT.lines().enumerate().find(|(_, line)| line.contains(word)).unwrap();
    Some((line + 1, text.find(word).unwrap() + 1))
}

fn refusal(code: &str, word: &str) -> Refusal {
    Refusal {
        code: code.to_owned(),
        type_name: Some("T".to_owned()),
        argument: None,
        variable: None,
        at: at(word),
    }
}

fn fitted(refusals: &[Refusal]) -> Fitted {
    let mut unasked = Unasked::default();
    unasked.learn(DOCUMENT, refusals);
    unasked.fit(DOCUMENT)
}

fn missing(fitted: &Fitted) -> Vec<(&str, &str)> {
    fitted.missing.iter().map(|(key, why)| (key.as_str(), why.as_str())).collect()
}

#[test]
fn what_is_known_is_sent_as_it_is() {
    let as_it_is = Fitted { text: Some(DOCUMENT.to_owned()), missing: BTreeMap::new() };
    assert_eq!(Unasked::default().fit(DOCUMENT), as_it_is);
    // Consequences alone teach nothing, nor does a place that is not in the document.
    let nowhere = Refusal { at: None, ..refusal("undefinedField", "rules") };
    assert_eq!(fitted(&[refusal("variableNotUsed", "query"), nowhere]), as_it_is);
    let mut unasked = Unasked::default();
    unasked.learn("no document {", &[refusal("undefinedField", "rules")]);
    assert_eq!(unasked.fit("no document {").text.unwrap(), "no document {");
}

#[test]
fn a_field_goes_with_all_that_only_it_used() {
    let without = fitted(&[refusal("undefinedField", "rules")]);
    assert_eq!(missing(&without), [("rules", "T.rules")]);
    let text = without.text.unwrap();
    assert!(!text.contains("rules") && !text.contains("Rule on"), "{text}");
    assert!(text.contains("refUpdateRule") && text.contains("$on: Boolean!"), "{text}");

    let without = fitted(&[refusal("undefinedField", "branch: ref"), refusal("variableNotUsed", "query")]);
    assert_eq!(missing(&without), [("branch", "T.ref")]);
    let text = without.text.unwrap();
    assert!(!text.contains("$on") && !text.contains("$branch") && !text.contains("Required"), "{text}");
    assert!(text.contains("$after: String") && text.contains("labels"), "{text}");
}

#[test]
fn a_field_goes_with_an_argument_that_is_not_known() {
    let argument =
        Refusal { argument: Some("after".to_owned()), ..refusal("argumentNotAccepted", "after: $after") };
    let without = fitted(&[argument]);
    assert_eq!(missing(&without), [("labels", "labels(after:)")]);
    assert!(!without.text.unwrap().contains("labels"));
    let variable =
        Refusal { variable: Some("after".to_owned()), ..refusal("variableRequiresValidType", "$after") };
    assert_eq!(missing(&fitted(&[variable])), [("labels", "labels")]);
}

#[test]
fn a_type_goes_with_the_field_that_may_be_of_it() {
    let without = fitted(&[refusal("undefinedType", "... on Tag")]);
    assert_eq!(missing(&without), [("node", "T")]);
    assert!(!without.text.unwrap().contains("Commit"));
    // All that a field asks for is gone, then the field, and so on.
    let without = fitted(&[refusal("undefinedType", "fragment Rule")]);
    assert_eq!(missing(&without), [("nodes", "T"), ("rules", "T")]);
    let without = fitted(&[refusal("undefinedType", "fragment Required")]);
    assert_eq!(missing(&without), [("branch", "T")]);
}

#[test]
fn nothing_may_be_left() {
    let both = [refusal("undefinedField", "repository"), refusal("undefinedField", "rateLimit")];
    let without = fitted(&both);
    assert_eq!((without.text.as_deref(), without.missing.len()), (None, 2));
}

#[test]
fn a_fragment_is_remembered_for_other_documents() {
    let mut unasked = Unasked::default();
    unasked.learn(DOCUMENT, &[refusal("undefinedField", "rules")]);
    let other = DOCUMENT.replace("query Q(", "query Other(");
    assert_eq!(missing(&unasked.fit(&other)), [("rules", "T.rules")]);
    // The same field elsewhere may be of another type.
    let elsewhere = "query Other { repository { rules { id } } }";
    assert_eq!(unasked.fit(elsewhere).text.as_deref(), Some(elsewhere));
}

#[test]
fn says_what_it_would_take() {
    assert_eq!(
        sentence("Ref.x", Some("3.12.4")),
        "Enterprise Server 3.12.4 does not know Ref.x, which takes a later version"
    );
    assert_eq!(
        sentence("WorkflowRun.event", Some("3.8.12")),
        "Enterprise Server 3.8.12 does not know WorkflowRun.event, which takes version 3.9 or later"
    );
    assert_eq!(sentence("Ref.x", None), "it does not know Ref.x, which takes a later version");
}
