//! For tests: what people say on the tracking issue, or on a pull request.

use crate::evidence::discussion::{Comment, Deed, Discussion, Edit, Event};
use crate::evidence::{Actor, ActorKind, Arrivals, Evidence, Fact, List, Login};
use crate::requirement::fixture::{at, oid, person};

/// A comment by somebody at a time of the fixture's day.
pub(crate) fn comment(login: &str, time: &str, body: &str) -> Comment {
    Comment {
        url: format!("https://github.com/octoacme/shop/issues/40#issuecomment-{login}-{time}"),
        author: person(login),
        own: false,
        at: at(time),
        body: body.into(),
        edits: List::all(Vec::new()),
    }
}

/// A comment that was edited.
pub(crate) fn edited(comment: Comment, by: &str, time: &str) -> Comment {
    Comment { edits: List::all(vec![Edit { at: at(time), by: person(by) }]), ..comment }
}

/// A comment by an app.
pub(crate) fn by_bot(comment: Comment) -> Comment {
    let author = comment.author.map(|author| Actor { kind: ActorKind::Bot, ..author });
    Comment { author, ..comment }
}

/// Somebody deleted a comment.
pub(crate) fn deleted(author: Option<&str>, by: &str, time: &str) -> Event {
    Event { at: at(time), by: person(by), deed: Deed::CommentDeleted { author: author.map(Login::new) } }
}

/// What was said and done on the issue or pull request of this number.
pub(crate) fn discussion(number: u64, comments: Vec<Comment>, events: Vec<Event>) -> Discussion {
    Discussion {
        number,
        url: format!("https://github.com/octoacme/shop/issues/{number}"),
        comments: Fact::Known(List::all(comments)),
        events: Fact::Known(List::all(events)),
        labels: Fact::Known(List::all(Vec::new())),
        assignees: Fact::Known(List::all(Vec::new())),
        revisions: Fact::NotCollected,
    }
}

/// The judged commit reached its branch at this time.
pub(crate) fn arrived(evidence: &mut Evidence, commit: &str, time: &str) {
    evidence.arrivals = Fact::Known(Arrivals {
        commit: oid(commit),
        reference: "refs/heads/main".into(),
        pushes: Fact::NotCollected,
        suites: Fact::Known(List::all(vec![at(time)])),
    });
}
