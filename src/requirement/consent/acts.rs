//! What people did that is, or looks like, consent.

use jiff::Timestamp;

use super::Asked;
use super::age::{Age, Clock};
use super::places::{Place, Places};
use crate::evidence::discussion::{Comment, Deed, Event};
use crate::evidence::fact::{Reason, Unknown};
use crate::evidence::pull_request::ReviewState;
use crate::evidence::{Actor, ActorKind};
use crate::release::Case;
use crate::requirement::reviews::{WhyIgnored, weigh};
use crate::requirement::standing::meant;
use crate::sign_off::command::{Command, Witnessed};
use crate::sign_off::history::{Tick, Unproven};
use crate::sign_off::{Demand, Said, Way, Words, words};

/// Something that somebody did.
#[derive(Debug, Clone)]
pub(super) struct Act<'a> {
    /// Who; `None` for a deleted account, or where nobody can tell.
    pub(super) by: Option<Actor>,
    /// When.
    pub(super) at: Timestamp,
    /// What it says.
    pub(super) what: What<'a>,
    /// How it was done.
    pub(super) way: Way,
    /// To what it was done.
    pub(super) to: To<'a>,
    /// Where it can be seen.
    pub(super) page: &'a str,
    /// The comment and the line in it.
    pub(super) line: Option<(&'a Comment, usize)>,
    /// What it was given to, where that does not follow from its time.
    pub(super) age: Option<Age>,
    /// Why it does not count, or may not, whoever did it.
    pub(super) flaw: Option<Flaw>,
}

/// What an act says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum What<'a> {
    /// I consent.
    Signs,
    /// Somebody without an account consents.
    Witnesses(&'a Witnessed),
    /// There is nothing to consent to: the reason. Untrusted text.
    DoesNotApply(&'a str),
}

/// In which roles somebody acted.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum To<'a> {
    /// In those that they named.
    Roles(Vec<&'a str>),
    /// In all that they hold.
    All,
}

impl To<'_> {
    /// Whether it is for this role.
    pub(super) fn role(&self, role: &str) -> bool {
        match self {
            Self::All => true,
            Self::Roles(names) => names.iter().any(|name| name.eq_ignore_ascii_case(role)),
        }
    }
}

/// Why an act does not count, or may not, whoever did it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Flaw {
    /// Somebody else edited the comment.
    EditedByOther(Timestamp, Option<Actor>),
    /// Its author edited the comment, and the policy does not let that be.
    EditedByAuthor,
    /// Not all edits of the comment were read.
    EditsUnread,
    /// The policy wants it done in another way.
    OtherWay,
    /// The policy lets nobody witness here.
    NoWitness,
    /// A witness has to name the role.
    WitnessedId,
    /// GitHub may have ticked the box itself.
    TickedByGitHub,
    /// The box came in ticked, or its words were changed while it was.
    CameTicked,
    /// A state of the text is not shown.
    Gap(Timestamp),
    /// The text was edited while it was read.
    Moved,
    /// The states of the text were not read.
    Unread(Unknown),
    /// The review does not count.
    Review(WhyIgnored),
    /// The label itself was changed since.
    LabelChanged,
    /// No event shows who put the label on.
    LabelByNobody,
}

impl Flaw {
    /// Whether it may count all the same.
    pub(super) fn is_doubt(&self) -> bool {
        match self {
            Self::EditsUnread | Self::Gap(_) | Self::Moved | Self::Unread(_) | Self::LabelByNobody => true,
            Self::EditedByOther(..)
            | Self::EditedByAuthor
            | Self::OtherWay
            | Self::NoWitness
            | Self::WitnessedId
            | Self::TickedByGitHub
            | Self::CameTicked
            | Self::Review(_)
            | Self::LabelChanged => false,
        }
    }

    /// Whether nothing but the box shows what was done.
    pub(super) fn is_of_the_box(&self) -> bool {
        matches!(self, Self::TickedByGitHub | Self::Gap(_) | Self::Moved | Self::Unread(_))
    }
}

/// Something that somebody took back.
#[derive(Debug, Clone)]
pub(super) struct Revocation<'a> {
    /// Who.
    pub(super) by: &'a Actor,
    /// When, at the latest.
    pub(super) at: Timestamp,
    /// The comment and the line in it.
    line: (&'a Comment, usize),
    /// Of what.
    pub(super) of: To<'a>,
}

impl Revocation<'_> {
    /// Whether it came after an act of the same person. In one second the revocation wins, but for the lines of one comment,
    /// which have an order.
    pub(super) fn takes_back(&self, act: &Act<'_>) -> bool {
        match act.line {
            Some((comment, line)) if std::ptr::eq(comment, self.line.0) => self.line.1 > line,
            _ => self.at >= act.at,
        }
    }
}

/// All that was done.
pub(super) struct Deeds<'a> {
    /// What is, or looks like, consent, oldest first.
    pub(super) acts: Vec<Act<'a>>,
    /// What was taken back.
    pub(super) revocations: Vec<Revocation<'a>>,
    /// What could not be read of ways other than comments.
    pub(super) unread: Vec<(&'static str, Unknown)>,
}

/// Reads what was done in these places.
pub(super) fn read<'a>(
    case: &Case<'a>,
    demand: &'a Demand,
    asked: &Asked<'a>,
    places: &Places<'a>,
    clock: &Clock<'a>,
) -> Deeds<'a> {
    let mut deeds = Deeds { acts: Vec::new(), revocations: Vec::new(), unread: Vec::new() };
    for said in case.record.said().filter(|said| places.find(said.discussion.number).is_some()) {
        deeds.comment(case, demand, asked.id, said, clock);
    }
    if demand.ways.contains(&Way::Checkbox) {
        deeds.tick(case, asked);
    }
    for place in &places.all {
        if let Some(label) = demand.label.as_deref().filter(|_| demand.ways.contains(&Way::Label)) {
            deeds.label(place, label);
        }
        if demand.ways.contains(&Way::Review) {
            deeds.reviews(place, clock);
        }
    }
    deeds.acts.sort_by_key(|act| act.at);
    deeds
}

impl<'a> Deeds<'a> {
    fn comment(
        &mut self,
        case: &Case<'a>,
        demand: &'a Demand,
        id: &str,
        said: &'a Said<'a>,
        clock: &Clock<'a>,
    ) {
        let (names, what) = match &said.line.command {
            Ok(Command::Sign { names, witnessed: None }) => (names.as_slice(), What::Signs),
            Ok(Command::Sign { names, witnessed: Some(whom) }) => (names.as_slice(), What::Witnesses(whom)),
            Ok(Command::Revoke { names }) => return self.revocation(demand, id, said, names),
            Ok(Command::NotApplicable { id, reason }) => {
                (std::slice::from_ref(id), What::DoesNotApply(reason))
            }
            // Misspelt, it takes back all: whoever says no is believed more easily than whoever says yes.
            Err(_) if meant(&said.line.text) == Some("revoke") => {
                return self.revocation(demand, id, said, &[]);
            }
            _ => return,
        };
        let applies = matches!(what, What::DoesNotApply(_));
        let roles = if applies { Vec::new() } else { named(demand, names) };
        // Where a role that is asked for has the name of the requirement, the role is meant.
        let is_id = |name: &str| name.eq_ignore_ascii_case(id);
        let by_id = names.iter().any(|name| is_id(name)) && !roles.iter().any(|role| is_id(role));
        if roles.is_empty() && !by_id {
            return;
        }
        let to = if by_id { To::All } else { To::Roles(roles) };
        let flaw = match (words(said.comment), what) {
            (Words::EditedByOther(at, by), _) => Some(Flaw::EditedByOther(at, by.cloned())),
            (Words::EditedByAuthor, _) if !case.record.rules.edited => Some(Flaw::EditedByAuthor),
            (Words::Unknown, _) => Some(Flaw::EditsUnread),
            (_, What::Witnesses(_)) if demand.witnessed_by.is_none() => Some(Flaw::NoWitness),
            (_, What::Witnesses(_)) if to == To::All && demand.by.roles().len() > 1 => {
                Some(Flaw::WitnessedId)
            }
            (_, What::DoesNotApply(_)) => None,
            _ if !demand.ways.contains(&Way::Comment) => Some(Flaw::OtherWay),
            _ => None,
        };
        self.acts.push(Act {
            by: said.comment.author.clone(),
            at: said.comment.at,
            what,
            way: Way::Comment,
            to,
            page: &said.comment.url,
            line: Some((said.comment, said.line.number)),
            age: edited_at(said.comment).map(|last| clock.between(said.comment.at, last)),
            flaw,
        });
    }

    /// Its author may have written it when they last edited the comment. Words that somebody else edited are not theirs, and
    /// cast doubt on all that they said before.
    fn revocation(&mut self, demand: &'a Demand, id: &str, said: &'a Said<'a>, names: &'a [String]) {
        let Some(by) = &said.comment.author else { return };
        if matches!(words(said.comment), Words::EditedByOther(..)) {
            return;
        }
        let roles = named(demand, names);
        let all = names.is_empty() || names.iter().any(|name| name.eq_ignore_ascii_case(id));
        if roles.is_empty() && !all {
            return;
        }
        let last = edited_at(said.comment);
        self.revocations.push(Revocation {
            by,
            at: last.unwrap_or(said.comment.at).max(said.comment.at),
            line: (said.comment, said.line.number),
            of: if all { To::All } else { To::Roles(roles) },
        });
    }

    fn tick(&mut self, case: &Case<'a>, asked: &Asked<'a>) {
        let Some((issue, task, _)) = asked.task else { return };
        if !task.ticked {
            return;
        }
        let unread = || {
            let states = case.evidence.discussion(issue.number).map(|one| one.revisions.whole());
            match states {
                Some(Err(why)) => why,
                _ => Unknown::new(Reason::NotCollected),
            }
        };
        let found = match case.record.history(issue.number) {
            None => Err(Flaw::Unread(unread())),
            Some(history) => match history.identity(task) {
                None => Err(Flaw::Moved),
                Some(identity) => match history.tick(task, identity) {
                    Ok(tick) => Ok((tick, None)),
                    Err(Unproven::CameTicked(tick)) => Ok((tick, Some(Flaw::CameTicked))),
                    Err(Unproven::TickedByGitHub) => Err(Flaw::TickedByGitHub),
                    Err(Unproven::Gap(at)) => Err(Flaw::Gap(at)),
                    Err(Unproven::Moved | Unproven::Open) => Err(Flaw::Moved),
                },
            },
        };
        let (by, at, flaw) = match found {
            Ok((Tick { by, at, .. }, flaw)) => (by, at, flaw),
            Err(flaw) => (None, case.now, Some(flaw)),
        };
        self.acts.push(Act {
            by,
            at,
            what: What::Signs,
            way: Way::Checkbox,
            to: To::All,
            page: &issue.url,
            line: None,
            age: None,
            flaw,
        });
    }

    fn label(&mut self, place: &Place<'a>, name: &str) {
        let Some(discussion) = place.discussion else { return };
        let is_it = |other: &str| other.to_lowercase() == name.to_lowercase();
        let Some(label) = discussion.labels.seen().iter().find(|label| is_it(&label.name)) else {
            if let Err(why) = discussion.labels.whole() {
                self.unread.push(("the labels", why));
            }
            return;
        };
        let about = |event: &&Event| match &event.deed {
            Deed::Labeled(other) | Deed::Unlabeled(other) => is_it(other),
            Deed::CommentDeleted { .. } => false,
        };
        // In one second that it was taken off wins: then another event must show who put it on again.
        let taken_off = |event: &Event| matches!(event.deed, Deed::Unlabeled(_));
        let last = discussion.events.seen().iter().filter(about);
        let last = last.max_by_key(|event| (event.at, taken_off(event))).filter(|event| !taken_off(event));
        let (by, at, flaw) = match last {
            None => (None, place_time(discussion.events.seen()), Some(Flaw::LabelByNobody)),
            Some(event) => {
                let flaw = match label.changed_at {
                    None => Some(Flaw::LabelByNobody),
                    Some(changed) if changed >= event.at => Some(Flaw::LabelChanged),
                    Some(_) => None,
                };
                (event.by.clone(), event.at, flaw)
            }
        };
        self.acts.push(Act {
            by,
            at,
            what: What::Signs,
            way: Way::Label,
            to: To::All,
            page: place.url,
            line: None,
            age: None,
            flaw,
        });
    }

    fn reviews(&mut self, place: &Place<'a>, clock: &Clock<'a>) {
        let Some(pull) = place.pull else { return };
        let weighed = match weigh(pull) {
            Ok(weighed) => weighed,
            Err(why) => return self.unread.push(("the reviews of the pull request", why)),
        };
        let last = |login| {
            let own = pull.reviews.seen().iter().filter(|review| {
                // An app may be called like a person.
                let is_theirs = |author: &Actor| author.login == login && author.kind == ActorKind::User;
                review.author.as_ref().is_some_and(is_theirs)
                    && !matches!(review.state, ReviewState::Commented)
            });
            own.filter_map(|review| review.submitted_at).max()
        };
        let counting = weighed.counting.into_iter().map(|login| (login, None));
        let ignored = weighed.ignored.into_iter();
        let ignored = ignored.filter_map(|one| Some((one.login?, Some(Flaw::Review(one.why)))));
        for (login, flaw) in counting.chain(ignored) {
            let Some(at) = last(login.clone()) else { continue };
            self.acts.push(Act {
                by: Some(Actor { login, kind: ActorKind::User }),
                at,
                what: What::Signs,
                way: Way::Review,
                to: To::All,
                page: place.url,
                line: None,
                age: Some(clock.review(pull, at)),
                flaw,
            });
        }
    }
}

/// The roles that are named, of those that are asked for.
fn named<'n>(demand: &Demand, names: &'n [String]) -> Vec<&'n str> {
    let asked = |name: &&String| super::roles(demand).any(|role| role.eq_ignore_ascii_case(name));
    names.iter().filter(asked).map(String::as_str).collect()
}

/// When a comment was last edited.
fn edited_at(comment: &Comment) -> Option<Timestamp> {
    comment.edits.seen().iter().map(|edit| edit.at).max()
}

fn place_time(events: &[Event]) -> Timestamp {
    events.iter().map(|event| event.at).max().unwrap_or(Timestamp::UNIX_EPOCH)
}
