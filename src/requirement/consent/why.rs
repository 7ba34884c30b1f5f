//! Why a consent does not count, or why nobody can tell: a sentence for each reason.

use jiff::Timestamp;

use super::acts::{Flaw, What};
use super::age::Given;
use super::weigh::Why;
use crate::evidence::{Actor, Reason};
use crate::requirement::holders::{NotHolding, Unsure};
use crate::sign_off::Way;
use crate::verdict::{Finding, Message, Value};

crate::messages! {
    DELETED = "consent-by-nobody":
        "a {what} as {roles} ({way}, {at}) does not count: the account is deleted";
    EDITED_BY_OTHER = "consent-edited-by-another":
        "the {what} of {by} as {roles} ({way}, {at}) does not count: {other} edited the comment on {edited}, so nobody \
         knows what {by} wrote"
        => "sign again in a new comment";
    EDITED = "consent-edited":
        "the {what} of {by} as {roles} ({way}, {at}) does not count: the comment was edited since"
        => "sign again in a new comment";
    OTHER_WAY = "consent-in-another-way":
        "the {what} of {by} as {roles} ({way}, {at}) does not count here: the policy does not take a comment for it";
    NO_WITNESS = "witness-not-asked":
        "the {what} of {by} as {roles} ({way}, {at}) does not count: the policy lets nobody witness here";
    WITNESSED_ID = "witness-names-no-role":
        "the {what} of {by} as {roles} ({way}, {at}) does not count: it does not say in which of these roles {whom} consents"
        => "write it again with the name of the role";
    BY_GITHUB = "tick-by-github":
        "the tick of {box}, the box of {roles}, does not count: it names an issue or a pull request, and GitHub ticks such a \
         box itself when that is closed"
        => "take the number out of the box's text, and tick it again";
    CAME_TICKED = "tick-not-seen":
        "the tick by {by} as {roles} ({way}, {at}) does not count: that edit brought the box in ticked, or changed its words \
         while it was ticked"
        => "untick the box and tick it again";
    GAP = "tick-hidden":
        "who ticked {box}, the box of {roles}, cannot be told: the text of {gap} is not in the history any more"
        => "untick the box and tick it again";
    MOVED = "tick-moved":
        "who ticked {box}, the box of {roles}, cannot be told: the history does not end with the text as it is"
        => "run the gate again; if it stays so, untick the box and tick it again";
    TICK_UNREAD = "tick-unread":
        "who ticked {box}, the box of {roles}, could not be read: {why}"
        => "{why:remedy}";
    REVIEW = "consent-by-review-not-counting":
        "the approval of {by} as {roles} ({way}, {at}) does not count: {reason}";
    LABEL_CHANGED = "label-changed":
        "the label of {by} as {roles} ({way}, {at}) does not count: the label itself was changed since, so it may have had \
         another name"
        => "take the label off and put it on again";
    LABEL_BY_NOBODY = "label-by-nobody":
        "who put the label of {roles} on ({way}) cannot be told"
        => "take the label off and put it on again";
    EDITS_UNREAD = "consent-edits-unread":
        "whether the {what} of {by} as {roles} ({way}, {at}) counts cannot be told: not all edits of the comment were read"
        => "run the gate again; if it stays so, sign again in a new comment";
    NOT_NAMED = "consent-without-role":
        "the {what} of {by} as {roles} ({way}, {at}) does not count: {by} does not hold the role";
    NOT_A_PERSON = "consent-by-app":
        "the {what} of {by} as {roles} ({way}, {at}) does not count: {by} is not a person, and the role does not name it \
         with {bot} behind its name";
    NOT_NAMED_HERE = "consent-not-named-here":
        "the {what} of {by} as {roles} ({way}, {at}) does not count: this release names somebody else for the role, or nobody";
    AUTHOR = "consent-by-author":
        "the {what} of {by} as {roles} ({way}, {at}) does not count: {by} has worked on what is judged, and the role is closed \
         to authors";
    NOT_WITNESS = "witness-without-role":
        "the {what} of {by} as {roles} ({way}, {at}) does not count: {by} does not hold the role {witness}, which may witness";
    TEAM_UNREAD = "consent-team-unreadable":
        "whether the {what} of {by} as {roles} ({way}, {at}) counts cannot be told: who is in the team {team} could not be read: \
         {why}"
        => "{why:remedy}";
    OWNERS_UNREAD = "consent-owners-unreadable":
        "whether the {what} of {by} as {roles} ({way}, {at}) counts cannot be told: who owns the changed files is not known: \
         {why}"
        => "{why:remedy}";
    OWNERS_UNCLEAR = "consent-owners-unclear":
        "whether the {what} of {by} as {roles} ({way}, {at}) counts cannot be told: CODEOWNERS does not say for certain who owns \
         the changed files, because of {owner}"
        => "correct the line in CODEOWNERS, or write a login or a team where it has an e-mail address";
    NAMED_UNREAD = "consent-named-unreadable":
        "whether the {what} of {by} as {roles} ({way}, {at}) counts cannot be told: whom the tracking issue names is not known: \
         {why}"
        => "{why:remedy}";
    AUTHORS_UNREAD = "consent-authors-unreadable":
        "whether the {what} of {by} as {roles} ({way}, {at}) counts cannot be told: whose work is judged could not be read: \
         {why}"
        => "{why:remedy}";
    UNATTRIBUTED = "consent-author-unattributed":
        "whether the {what} of {by} as {roles} ({way}, {at}) counts cannot be told: a commit is by {author}, to whom no account \
         belongs, and the role is closed to authors"
        => "let that author add the commit's e-mail address to their account";
    REVOKED = "consent-revoked":
        "the {what} of {by} as {roles} ({way}, {at}) does not count: {by} took it back on {revoked}";
    STALE = "consent-stale":
        "the {what} of {by} as {roles} ({way}, {at}) does not count any more: it was given to {commit}"
        => "look at what is judged now, then {again}";
    STALE_BY = "consent-stale-by-commits":
        "the {what} of {by} as {roles} ({way}, {at}) does not count any more: it was given to {commit}, {ago} ago"
        => "look at what is judged now, then {again}";
    STALE_EARLIER = "consent-before-commit":
        "the {what} of {by} as {roles} ({way}, {at}) does not count any more: it was given before the judged commit was there"
        => "look at what is judged now, then {again}";
    GREW = "consent-before-scope":
        "the {what} of {by} as {roles} ({way}, {at}) does not count any more: {pulls} came into the release after it"
        => "look at what is in the release now, then {again}";
    GREW_BY = "consent-before-commit-of-scope":
        "the {what} of {by} as {roles} ({way}, {at}) does not count any more: nothing shows that the commit {commit}, which no \
         pull request brought in, was in the release by then"
        => "look at what is in the release now, then {again}";
    OLD = "consent-too-old":
        "the {what} of {by} as {roles} ({way}, {at}) does not count any more: it is older than the policy lets it be"
        => "{again}";
    NOTES_CHANGED = "consent-before-notes":
        "the {what} of {by} as {roles} ({way}, {at}) does not count any more: the release notes were changed on {changed}, and \
         nothing shows that it is to what they say now"
        => "read the release notes as they are now, then {again}";
    NOTES_UNDATED = "consent-notes-undated":
        "whether the {what} of {by} as {roles} ({way}, {at}) counts cannot be told: when the release notes were changed last is \
         not known: {why}"
        => "{why:remedy}";
    UNDATED = "consent-undated":
        "whether the {what} of {by} as {roles} ({way}, {at}) counts cannot be told: nothing shows that the judged commit was \
         there by then: {why}"
        => "{again}; if that does not help, {why:remedy}";
    LOST = "consent-words-lost":
        "whether the {what} of {by} as {roles} ({way}, {at}) counts cannot be told: on {lost} somebody else deleted or edited a \
         comment that may have taken it back"
        => "{again}";
    LOST_UNREAD = "consent-words-unread":
        "whether the {what} of {by} as {roles} ({way}, {at}) counts cannot be told: not all edits of another comment were read, \
         which may have taken it back"
        => "run the gate again";
}

/// The finding for a reason, with the facts that the reason itself has.
pub(super) fn finding(why: &Why, what: What<'_>, way: Way) -> Finding {
    match why {
        Why::Deleted => told(&DELETED),
        Why::Flaw(flaw) => of_flaw(flaw, what),
        Why::NotHolder(why) => match why {
            NotHolding::NotNamed => told(&NOT_NAMED),
            NotHolding::NotAPerson => told(&NOT_A_PERSON).with("bot", Value::Code("[bot]".to_owned())),
            NotHolding::NotNamedHere => told(&NOT_NAMED_HERE),
            NotHolding::Author => told(&AUTHOR),
        },
        Why::NotWitness(NotHolding::Author) => told(&AUTHOR),
        Why::NotWitness(_) => told(&NOT_WITNESS),
        Why::Holder(doubt) => match &doubt.about {
            Unsure::Team(team) => {
                told(&TEAM_UNREAD).with("team", Value::Code(team.to_string())).with("why", why_of(&doubt.why))
            }
            Unsure::Owners if matches!(doubt.why.reason, Reason::Malformed | Reason::Ambiguous) => {
                told(&OWNERS_UNCLEAR).with("owner", Value::Text(doubt.why.detail.clone()))
            }
            Unsure::Owners => told(&OWNERS_UNREAD).with("why", why_of(&doubt.why)),
            Unsure::Named => told(&NAMED_UNREAD).with("why", why_of(&doubt.why)),
            Unsure::Authors => told(&AUTHORS_UNREAD).with("why", why_of(&doubt.why)),
            Unsure::Unattributed(name) => told(&UNATTRIBUTED).with("author", Value::Text(name.clone())),
        },
        Why::Revoked(at) => told(&REVOKED).with("revoked", Value::Time(*at)),
        Why::Stale(Given::Other(commit, ago)) => {
            let message = if ago.is_some() { &STALE_BY } else { &STALE };
            let finding = told(message).with("commit", Value::Commit { oid: commit.clone(), url: None });
            self::ago(finding, *ago)
        }
        Why::Stale(_) => told(&STALE_EARLIER),
        Why::Grew(pulls) => told(&GREW).with("pulls", Value::Threads(pulls.clone())),
        Why::GrewBy(commit) => {
            told(&GREW_BY).with("commit", Value::Commit { oid: commit.clone(), url: None })
        }
        Why::Old => told(&OLD),
        Why::NotesChanged(at) => told(&NOTES_CHANGED).with("changed", Value::Time(*at)),
        Why::NotesUndated(why) => told(&NOTES_UNDATED).with("why", why_of(why)),
        Why::Undated(why) => told(&UNDATED).with("why", why_of(why)),
        Why::Lost(at) if *at == Timestamp::MAX => told(&LOST_UNREAD),
        Why::Lost(at) => told(&LOST).with("lost", Value::Time(*at)),
    }
    .with("again", Value::Words(if is_elsewhere(why, way) { ELSEWHERE } else { again(way) }))
}

/// How to do anew what a review of the release pull request cannot do any more: that brought in another commit.
const ELSEWHERE: &str = "sign again in a comment, if the policy takes one";

fn is_elsewhere(why: &Why, way: Way) -> bool {
    way == Way::Review && matches!(why, Why::Stale(_))
}

/// How to do the same anew.
fn again(way: Way) -> &'static str {
    match way {
        Way::Comment => "sign again in a new comment",
        Way::Checkbox => "untick the box and tick it again",
        Way::Review => "approve it again",
        Way::Label => "take the label off and put it on again",
    }
}

fn of_flaw(flaw: &Flaw, what: What<'_>) -> Finding {
    match flaw {
        Flaw::EditedByOther(at, by) => {
            told(&EDITED_BY_OTHER).with("edited", Value::Time(*at)).with("other", somebody(by.as_ref()))
        }
        Flaw::EditedByAuthor => told(&EDITED),
        Flaw::EditsUnread => told(&EDITS_UNREAD),
        Flaw::OtherWay => told(&OTHER_WAY),
        Flaw::NoWitness => told(&NO_WITNESS),
        Flaw::WitnessedId => {
            let whom =
                if let What::Witnesses(witnessed) = what { witnessed.whom.clone() } else { String::new() };
            told(&WITNESSED_ID).with("whom", Value::Text(whom))
        }
        Flaw::TickedByGitHub => told(&BY_GITHUB),
        Flaw::CameTicked => told(&CAME_TICKED),
        Flaw::Gap(at) => told(&GAP).with("gap", Value::Time(*at)),
        Flaw::Moved => told(&MOVED),
        Flaw::Unread(why) => told(&TICK_UNREAD).with("why", why_of(why)),
        Flaw::Review(why) => told(&REVIEW).with("reason", Value::Words(why.words())),
        Flaw::LabelChanged => told(&LABEL_CHANGED),
        Flaw::LabelByNobody => told(&LABEL_BY_NOBODY),
    }
}

/// Its outcome is that of the whole leaf, which the caller knows.
fn told(message: &'static Message) -> Finding {
    Finding::unknown(message)
}

fn why_of(why: &crate::evidence::Unknown) -> Value {
    Value::Unknown(why.clone())
}

/// How many commits ago something was given, where that is known.
pub(super) fn ago(finding: Finding, ago: Option<u64>) -> Finding {
    match ago {
        Some(number) => finding.with("ago", Value::Count { number, one: "commit", many: "commits" }),
        None => finding,
    }
}

/// A person, or words for somebody whose account is gone.
pub(super) fn somebody(actor: Option<&Actor>) -> Value {
    actor.map_or(Value::Words("a deleted account"), |actor| Value::Person(actor.login.clone()))
}

/// How something was done, in brackets.
pub(super) fn word(way: Way) -> &'static str {
    match way {
        Way::Comment => "comment",
        Way::Checkbox => "ticked box",
        Way::Review => "review",
        Way::Label => "label",
    }
}
