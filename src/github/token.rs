//! A token that cannot be shown by accident.
//!
//! Only this room can take the text out, to put it into a request's header or to strike it out of a message.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue};

use crate::evidence::settings::TokenKind;

/// A GitHub token. `Debug` and `Display` hide it, and it cannot be serialised:
///
/// ```compile_fail
/// let token = holdpoint::github::Token::new("secret").unwrap();
/// serde_json::to_string(&token);
/// ```
#[derive(Clone)]
pub struct Token {
    text: String,
    header: HeaderValue,
    name: &'static str,
}

/// Why a text is not a token. It never holds the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenError {
    /// Nothing but white space.
    Empty,
    /// A character inside that no header may carry, such as a line break.
    NotPlain,
}

impl Token {
    /// Takes a token as it was handed over; white space around it does not count.
    ///
    /// # Errors
    /// When it is empty, or holds anything but visible ASCII characters.
    pub fn new(text: &str) -> Result<Self, TokenError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(TokenError::Empty);
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(TokenError::NotPlain);
        }
        let mut header = HeaderValue::try_from(format!("Bearer {text}")).map_err(|_| TokenError::NotPlain)?;
        // hyper keeps a sensitive value out of HTTP/2's compression tables and out of its own `Debug`.
        header.set_sensitive(true);
        Ok(Self { text: text.to_owned(), header, name: "token" })
    }

    /// The same token, called by the input that it came in: `org-token`. Failures name it so.
    #[must_use]
    pub fn named(self, name: &'static str) -> Self {
        Self { name, ..self }
    }

    /// What failures call it.
    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    /// What its first letters say of its kind (GitHub's document "About authentication to GitHub").
    pub(super) fn kind(&self) -> TokenKind {
        const KINDS: [(&str, TokenKind); 5] = [
            ("ghs_", TokenKind::Installation),
            ("ghu_", TokenKind::AppForPerson),
            ("ghp_", TokenKind::Classic),
            ("github_pat_", TokenKind::FineGrained),
            ("gho_", TokenKind::OAuth),
        ];
        let known = KINDS.into_iter().find(|(letters, _)| self.text.starts_with(letters));
        known.map_or(TokenKind::Untold, |(_, kind)| kind)
    }

    /// Whether both are the same token, whatever they are called.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        self.text == other.text
    }

    /// The value of the `Authorization` header.
    pub(super) fn header(&self) -> HeaderValue {
        self.header.clone()
    }

    /// The text with every occurrence of the token struck out.
    #[must_use]
    pub fn strike_out(&self, text: &str) -> String {
        text.replace(&self.text, "[token]")
    }
}

/// What is shorter is no token of GitHub's, and may well be a word of an answer.
const SHORTEST: usize = 20;

/// Tokens that must not show in anything that GitHub, or whoever answers in its place, sends back.
#[derive(Debug, Clone, Default)]
pub(super) struct Hidden(Vec<Token>);

impl Hidden {
    pub(super) fn with(mut self, token: Token) -> Self {
        self.0.push(token);
        self
    }

    /// The text with every occurrence of each token struck out.
    pub(super) fn strike_out(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, token| token.strike_out(&text))
    }

    /// The same for a body. It is copied only when a token is in it.
    pub(super) fn strike_out_of_body(&self, body: Bytes) -> Bytes {
        let text = String::from_utf8_lossy(&body);
        if self.show_in(&text) { Bytes::from(self.strike_out(&text)) } else { body }
    }

    fn show_in(&self, text: &str) -> bool {
        self.0.iter().any(|token| token.text.len() >= SHORTEST && text.contains(&token.text))
    }

    /// The same for headers. One that cannot be written without the token is taken away.
    pub(super) fn strike_out_of_headers(&self, headers: &mut HeaderMap) {
        let shows = |value: &HeaderValue| self.show_in(&String::from_utf8_lossy(value.as_bytes()));
        let names: Vec<_> =
            headers.iter().filter(|(_, value)| shows(value)).map(|(name, _)| name.clone()).collect();
        for name in names {
            let text = headers.get(&name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
            headers.remove(&name);
            if let Ok(value) = HeaderValue::try_from(self.strike_out(&text.unwrap_or_default())) {
                headers.insert(name, value);
            }
        }
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token([token])")
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[token]")
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "the token is empty",
            Self::NotPlain => {
                "the token holds a character that no token has, such as a space or a line break"
            }
        })
    }
}

impl std::error::Error for TokenError {}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{HeaderMap, HeaderValue};

    use super::{Hidden, Token, TokenError, TokenKind};

    #[test]
    fn hides_itself() {
        let token = Token::new(" ghs_hidden\n").unwrap();
        assert_eq!(format!("{token} {token:?} {token:#?}"), "[token] Token([token]) Token([token])");
        assert!(!format!("{:?}", token.header()).contains("ghs_hidden"));
        assert_eq!(token.strike_out("a ghs_hidden b ghs_hidden"), "a [token] b [token]");
        assert_eq!(token.header().to_str().unwrap(), "Bearer ghs_hidden");
    }

    #[test]
    fn hides_several_in_whatever_comes_back() {
        let hidden = Hidden::default()
            .with(Token::new("ghs_1111111111111111").unwrap())
            .with(Token::new("ghp_2222222222222222").unwrap().named("org-token"));
        assert_eq!(hidden.strike_out("ghs_1111111111111111, ghp_2222222222222222"), "[token], [token]");
        assert_eq!(hidden.strike_out_of_body(Bytes::from("{ghp_2222222222222222}")), "{[token]}");
        let odd = Bytes::from_static(b"\xff ghs_1111111111111111");
        assert_eq!(hidden.strike_out_of_body(odd), "\u{fffd} [token]");
        let clean = Bytes::from_static(b"\xff");
        assert_eq!(hidden.strike_out_of_body(clean.clone()), clean);
        let mut headers = HeaderMap::new();
        headers.insert("location", HeaderValue::from_static("/x?ghs_1111111111111111"));
        headers.insert("date", HeaderValue::from_static("today"));
        hidden.strike_out_of_headers(&mut headers);
        assert_eq!(headers["location"], "/x?[token]");
        assert_eq!(headers["date"], "today");
    }

    #[test]
    fn shows_its_kind_and_no_more() {
        for (text, kind) in [
            ("ghs_1", TokenKind::Installation),
            ("ghu_1", TokenKind::AppForPerson),
            ("ghp_1", TokenKind::Classic),
            ("github_pat_1", TokenKind::FineGrained),
            ("gho_1", TokenKind::OAuth),
            ("gate-app", TokenKind::Untold),
        ] {
            assert_eq!(Token::new(text).unwrap().kind(), kind, "{text}");
        }
    }

    #[test]
    fn refuses_what_no_header_may_carry() {
        for (text, why) in [
            ("", TokenError::Empty),
            (" \t\n", TokenError::Empty),
            ("ghs_a\nghs_b", TokenError::NotPlain),
            ("ghs a", TokenError::NotPlain),
            ("ghs_ü", TokenError::NotPlain),
        ] {
            assert_eq!(Token::new(text).unwrap_err(), why, "{text:?}");
        }
    }
}
