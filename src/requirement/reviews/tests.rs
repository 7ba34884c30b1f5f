use proptest::prelude::*;

use super::*;
use crate::evidence::fact::Reason;
use crate::evidence::{Actor, Fact, List};
use crate::requirement::fixture::{at, oid, person, pull, review};

/// How pull request 14 by lena-h, with head `p14`, stands with these reviews: counting, ignored, requests.
fn weighed(reviews: Vec<Review>, force_pushes: &[&str]) -> (Vec<String>, Vec<String>, Vec<String>) {
    let mut pull = pull(14);
    pull.reviews = Fact::Known(List::all(reviews));
    pull.force_pushes = Fact::Known(List::all(force_pushes.iter().map(|time| at(time)).collect()));
    let weighed = weigh(&pull).unwrap();
    let name = |login: &Login| login.to_string();
    let ignored = weighed
        .ignored
        .iter()
        .map(|one| format!("{}: {}", one.login.as_ref().map_or("nobody".to_owned(), name), one.why.words()));
    (
        weighed.counting.iter().map(name).collect(),
        ignored.collect(),
        weighed.standing_requests.iter().map(name).collect(),
    )
}

use ReviewState::{Approved, ChangesRequested, Commented, Dismissed, Other};

fn told(reviews: &[(&str, ReviewState, &str, &str)], force_pushes: &[&str]) -> String {
    let reviews = reviews.iter().map(|(login, state, time, commit)| review(login, *state, time, commit));
    let (counting, ignored, requests) = weighed(reviews.collect(), force_pushes);
    format!("{} | {} | {}", counting.join(" "), ignored.join(", "), requests.join(" "))
}

#[test]
fn the_latest_opinion_of_each_person_decides() {
    let approved = ("maya-r", Approved, "07:00", "p14");
    for (reviews, wanted) in [
        (vec![], " |  | "),
        (vec![approved], "maya-r |  | "),
        (vec![approved, ("maya-r", Commented, "07:30", "p14")], "maya-r |  | "),
        (vec![approved, ("MAYA-R", Approved, "07:30", "p14")], "maya-r |  | "),
        (vec![approved, ("hubot", Approved, "07:30", "p14")], "hubot maya-r |  | "),
        (vec![approved, ("maya-r", ChangesRequested, "07:30", "p14")], " |  | maya-r"),
        (vec![approved, ("mona", ChangesRequested, "06:30", "old")], "maya-r |  | mona"),
        (vec![("maya-r", ChangesRequested, "06:00", "p14"), approved], "maya-r |  | "),
        (vec![approved, ("maya-r", ChangesRequested, "06:00", "p14")], "maya-r |  | "),
        (vec![("mona", Commented, "07:30", "p14")], " |  | "),
        (vec![approved, ("maya-r", Dismissed, "07:30", "p14")], " | maya-r: it was dismissed | "),
        (vec![("maya-r", Dismissed, "06:00", "p14"), approved], "maya-r |  | "),
        (
            vec![("maya-r", ChangesRequested, "07:00", "p14"), ("maya-r", Dismissed, "07:30", "p14")],
            " | maya-r: it was dismissed | ",
        ),
        (
            vec![approved, ("maya-r", Other, "07:30", "p14")],
            " | maya-r: a review of an unknown kind followed it | ",
        ),
        (
            vec![("maya-r", ChangesRequested, "07:00", "p14"), ("maya-r", Other, "07:30", "p14")],
            " | maya-r: a review of an unknown kind followed it | maya-r",
        ),
        (vec![approved, ("maya-r", ChangesRequested, "07:00", "p14")], " |  | maya-r"),
        (
            vec![approved, ("maya-r", Approved, "07:30", "old")],
            " | maya-r: it was given before the newest commit | ",
        ),
    ] {
        assert_eq!(told(&reviews, &[]), wanted, "{reviews:?}");
    }
}

#[test]
fn an_approval_counts_only_at_the_head_after_the_last_force_push() {
    let reviews = [("maya-r", Approved, "07:00", "p14")];
    let late = " | maya-r: the branch was force-pushed after it | ";
    for (pushes, wanted) in [
        (&["06:00"][..], "maya-r |  | "),
        (&["07:00"], late),
        (&["06:00", "08:00"], late),
        (&["08:00", "06:00"], late),
    ] {
        assert_eq!(told(&reviews, pushes), wanted, "{pushes:?}");
    }
    assert_eq!(
        told(&[("maya-r", Approved, "07:00", "old")], &[]),
        " | maya-r: it was given before the newest commit | "
    );
}

#[test]
fn who_approves_matters() {
    let approval = review("maya-r", Approved, "07:00", "p14");
    let bot = Some(Actor { login: Login::new("hubot"), kind: ActorKind::Bot });
    let other = Some(Actor { login: Login::new("mannequin"), kind: ActorKind::Other });
    for (review, wanted) in [
        (Review { author: person("Lena-H"), ..approval.clone() }, "Lena-H: it is their own pull request"),
        (Review { author: bot, ..approval.clone() }, "hubot: the account is not a person's"),
        (Review { author: other, ..approval.clone() }, "mannequin: the account is not a person's"),
        (Review { author: None, ..approval.clone() }, "nobody: the account is deleted"),
        (Review { can_write: false, ..approval.clone() }, "maya-r: they cannot write to the repository"),
        (Review { commit: None, ..approval.clone() }, "maya-r: it was given before the newest commit"),
    ] {
        let (counting, ignored, _) = weighed(vec![review], &[]);
        assert_eq!((counting, ignored), (vec![], vec![wanted.to_owned()]));
    }
    let undated = Review { submitted_at: None, ..approval };
    assert_eq!(weighed(vec![undated.clone()], &[]).0, Vec::<String>::new());
    assert_eq!(weighed(vec![undated], &["06:00"]).0, Vec::<String>::new());
}

#[test]
fn requests_stand_if_their_maker_can_write() {
    let request = review("mona", ChangesRequested, "07:00", "old");
    let bot = Some(Actor { login: Login::new("hubot"), kind: ActorKind::Bot });
    for (review, wanted) in [
        (Review { can_write: false, ..request.clone() }, vec![]),
        (Review { author: bot, ..request.clone() }, vec!["hubot"]),
        (Review { author: None, ..request.clone() }, vec!["ghost"]),
        (Review { submitted_at: None, ..request.clone() }, vec!["mona"]),
    ] {
        assert_eq!(weighed(vec![review], &["08:00"]).2, wanted);
    }
    // An app of the same name does not take a person's request back.
    let app = Some(Actor { login: Login::new("mona"), kind: ActorKind::Bot });
    let approval = Review { author: app, ..review("mona", Approved, "09:00", "p14") };
    assert_eq!(weighed(vec![request.clone(), approval], &[]).2, ["mona"]);
    // Nobody knows when the request was made: an approval with a time does not take it back.
    let undated = Review { submitted_at: None, ..request };
    let approval = review("mona", Approved, "09:00", "p14");
    assert_eq!(weighed(vec![undated, approval], &[]).2, ["mona"]);
}

#[test]
fn what_is_not_known_to_the_last_is_unknown() {
    for change in [
        (|pull: &mut PullRequest| pull.reviews = Fact::NotCollected) as fn(&mut PullRequest),
        |pull| pull.force_pushes = Fact::NotCollected,
        |pull| pull.force_pushes = Fact::Unknown(Unknown::new(Reason::Forbidden)),
        |pull| pull.reviews = Fact::Known(List::new(Vec::new(), 1)),
        |pull| pull.force_pushes = Fact::Known(List::new(Vec::new(), 1)),
    ] {
        let mut pull = pull(14);
        change(&mut pull);
        assert!(weigh(&pull).is_err());
    }
}

fn any_review() -> impl Strategy<Value = Review> {
    let states = prop::sample::select(vec![Approved, ChangesRequested, Commented, Dismissed, Other]);
    let people = prop::sample::select(vec![Some("maya-r"), Some("mona"), Some("lena-h"), None]);
    let heads = prop::sample::select(vec!["p14", "old"]);
    (people, states, 0u8..60, heads, any::<bool>()).prop_map(|(login, state, minute, commit, can_write)| {
        let time = format!("07:{minute:02}");
        let author = login.and_then(person);
        Review { author, can_write, ..review("mona", state, &time, commit) }
    })
}

proptest! {
    #[test]
    fn the_order_of_the_list_does_not_matter(
        mut reviews in prop::collection::vec(any_review(), 0..8),
    ) {
        for (minute, review) in reviews.iter_mut().enumerate() {
            review.submitted_at = Some(at(&format!("07:{minute:02}")));
        }
        let forwards = weighed(reviews.clone(), &[]);
        reviews.reverse();
        let mut backwards = weighed(reviews, &[]);
        let mut sorted = forwards;
        for list in [&mut sorted.1, &mut sorted.2, &mut backwards.1, &mut backwards.2] {
            list.sort();
        }
        prop_assert_eq!(sorted, backwards);
    }

    #[test]
    fn only_an_approval_of_the_head_by_another_writer_counts(
        reviews in prop::collection::vec(any_review(), 0..8),
    ) {
        let (counting, _, requests) = weighed(reviews.clone(), &[]);
        for login in counting {
            prop_assert!(!requests.contains(&login));
            prop_assert!(login != "lena-h");
            let proven = |review: &Review| {
                review.state == Approved && review.can_write && review.commit == Some(oid("p14"))
                    && review.author == person(&login)
            };
            prop_assert!(reviews.iter().any(proven));
        }
    }
}
