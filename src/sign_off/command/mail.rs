//! Where a comment that came by e-mail goes on with the mail that it answers.
//!
//! Not every program marks what it quotes with `>`. GitHub cuts off what it recognises; what it does not is the words of
//! somebody else, such as the very line that the gate's own comment showed. This looks for the headers that mail programs
//! put above it; one that is known to none of these rules is not found.

/// The line, counted from 1, from which on the words of a body are those of another mail.
pub(super) fn quoted_from(body: &str) -> Option<usize> {
    let lines: Vec<&str> = body.lines().map(|line| line.trim().trim_matches(['*', '_'])).collect();
    let at = (0..lines.len()).find(|at| lines.get(*at..).is_some_and(begins_mail))?;
    Some(at + 1)
}

fn begins_mail(lines: &[&str]) -> bool {
    let Some((first, rest)) = lines.split_first() else { return false };
    // `-----Original Message-----`, in whatever language.
    let between_dashes =
        first.starts_with("---") && first.ends_with("---") && first.contains(char::is_alphabetic);
    let named = |line: &str, names: &[&str]| {
        let name = line.split(':').next().filter(|name| name.len() < line.len()).unwrap_or_default();
        names.iter().any(|one| name.trim_matches(['*', '_', ' ']).eq_ignore_ascii_case(one))
    };
    let headed = named(first, &["from"])
        && rest.iter().take(4).any(|line| named(line, &["sent", "date", "to", "subject"]));
    let by_github = first.contains("notifications@github.com") || first.contains("@reply.github.com");
    between_dashes || headed || by_github || first.ends_with(" wrote:") || *first == "wrote:"
}
