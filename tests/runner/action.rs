//! `action.yml` as the runner reads it: inputs with their defaults, expressions in these, image, arguments.

use std::collections::BTreeMap;

use holdpoint::yaml::{Kind, Node, Problems, parse};

/// What the runner takes from `action.yml`.
#[derive(Debug)]
pub(crate) struct Action {
    /// Each input with its default, an expression or not.
    inputs: Vec<(String, String)>,
    /// The names of the outputs.
    pub(crate) outputs: Vec<String>,
    /// `Dockerfile`, or an image behind `docker://`.
    pub(crate) image: String,
    arguments: Vec<String>,
}

/// What a step's `with:` comes to.
#[derive(Debug)]
pub(crate) struct Given {
    /// The variables, one for each input that is known or was given.
    pub(crate) variables: BTreeMap<String, String>,
    /// The arguments of the program; those that are empty are left out.
    pub(crate) arguments: Vec<String>,
    /// What the runner warns of: inputs that `action.yml` does not have. They are handed on all the same.
    pub(crate) unexpected: Vec<String>,
}

impl Action {
    /// Reads it. `required:` is not looked at: the runner does not enforce it.
    pub(crate) fn read(text: &str) -> Self {
        let mut problems = Problems::new();
        let root = parse(text, &mut problems);
        let problems: Vec<String> = problems.into_vec().into_iter().map(|one| one.message).collect();
        assert!(problems.is_empty(), "{problems:?}");
        let root = root.unwrap();
        let default = |input: &Node| get(input, "default").map(scalar).unwrap_or_default();
        let named =
            |section| pairs(get(&root, section).unwrap()).iter().map(|(name, value)| (scalar(name), value));
        let runs = get(&root, "runs").unwrap();
        assert_eq!(get(runs, "using").map(scalar).as_deref(), Some("docker"));
        for (key, _) in pairs(runs) {
            let key = scalar(key);
            assert!(["using", "image", "args"].contains(&key.as_str()), "`{key}` is not done here");
        }
        Self {
            inputs: named("inputs").map(|(name, input)| (name, default(input))).collect(),
            outputs: named("outputs").map(|(name, _)| name).collect(),
            image: get(runs, "image").map(scalar).unwrap(),
            arguments: get(runs, "args").map(items).unwrap_or_default().iter().map(scalar).collect(),
        }
    }

    /// The names of the inputs.
    pub(crate) fn inputs(&self) -> impl Iterator<Item = &str> {
        self.inputs.iter().map(|(name, _)| name.as_str())
    }

    /// The same image with these arguments.
    pub(crate) fn running(mut self, arguments: &[&str]) -> Self {
        self.arguments = arguments.iter().map(ToString::to_string).collect();
        self
    }

    /// With what a step gives, where expressions are worth this.
    pub(crate) fn given(&self, with: &[(&str, &str)], contexts: &BTreeMap<&str, &str>) -> Given {
        let mut values: BTreeMap<String, String> = BTreeMap::new();
        for (name, default) in &self.inputs {
            values.insert(
                name.to_lowercase(),
                expand(default, |name| contexts.get(name).map(ToString::to_string)),
            );
        }
        let mut unexpected = Vec::new();
        for (name, value) in with {
            let known = values.insert(name.to_lowercase(), (*value).to_owned()).is_some();
            // These two every container action has, whatever its action.yml says.
            if !known && !["args", "entrypoint"].contains(&name.to_lowercase().as_str()) {
                unexpected.push((*name).to_owned());
            }
        }
        let input = |name: &str| values.get(&name.strip_prefix("inputs.")?.to_lowercase()).cloned();
        let of_the_step = values.get("args").cloned().unwrap_or_default();
        let arguments: Vec<String> = if self.arguments.is_empty() {
            of_the_step.split_whitespace().map(ToOwned::to_owned).collect()
        } else {
            self.arguments.iter().map(|argument| expand(argument, input)).collect()
        };
        Given {
            arguments: arguments.into_iter().filter(|argument| !argument.is_empty()).collect(),
            variables: values.iter().map(|(name, value)| (variable(name), value.clone())).collect(),
            unexpected,
        }
    }
}

/// Spaces become `_`; hyphens stay.
fn variable(name: &str) -> String {
    format!("INPUT_{}", name.replace(' ', "_").to_uppercase())
}

/// Replaces each `${{ … }}`. One that is not known here fails the test; on GitHub it would be empty or fail the job.
fn expand(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut parts = text.split("${{");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once("}}").unwrap_or_else(|| panic!("no end of an expression: {text}"));
        let name = name.trim();
        out += &value(name).unwrap_or_else(|| panic!("`{name}` is not known here"));
        out += rest;
    }
    out
}

fn pairs(node: &Node) -> &[(Node, Node)] {
    match &node.kind {
        Kind::Map(pairs) => pairs,
        _ => panic!("no mapping"),
    }
}

fn items(node: &Node) -> &[Node] {
    match &node.kind {
        Kind::List(items) => items,
        _ => panic!("no list"),
    }
}

fn get<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    pairs(node).iter().find(|(one, _)| one.as_str() == Some(key)).map(|(_, value)| value)
}

fn scalar(node: &Node) -> String {
    node.as_str().unwrap_or_else(|| panic!("no text: {:?}", node.kind)).to_owned()
}

const ACTION: &str = "
name: A
inputs:
  fail-on: {description: x, default: any}
  two words: {description: x}
  token: {description: x, default: '${{ github.token }}'}
outputs:
  decision: {description: x}
runs:
  using: docker
  image: Dockerfile
  args: ['--on=${{ inputs.fail-on }}', '${{ inputs.two words }}']
";

#[test]
fn inputs_become_variables_whether_given_or_not() {
    let action = Action::read(ACTION);
    let contexts = BTreeMap::from([("github.token", "ghs_1")]);
    let given = action.given(&[("Fail-On", "none"), ("filter", "")], &contexts);
    let variables: Vec<(&str, &str)> =
        given.variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let expected =
        [("INPUT_FAIL-ON", "none"), ("INPUT_FILTER", ""), ("INPUT_TOKEN", "ghs_1"), ("INPUT_TWO_WORDS", "")];
    assert_eq!(variables, expected);
    assert_eq!(given.unexpected, ["filter"]);
    assert_eq!(given.arguments, ["--on=none"]);
    // What a step gives as `args` counts where action.yml has none, and nobody is warned of it.
    let given = action.given(&[("args", "demo --fixed")], &contexts);
    assert_eq!((given.arguments, given.unexpected), (vec!["--on=any".to_owned()], Vec::new()));
    let given = action.running(&[]).given(&[("args", "demo  --fixed")], &contexts);
    assert_eq!(given.arguments, ["demo", "--fixed"]);
}
