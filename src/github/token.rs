//! A token that cannot be shown by accident.
//!
//! Only this room can take the text out, to put it into a request's header or to strike it out of a message.

use std::fmt;

use http::HeaderValue;

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
        Ok(Self { text: text.to_owned(), header })
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
    use super::{Token, TokenError};

    #[test]
    fn hides_itself() {
        let token = Token::new(" ghs_hidden\n").unwrap();
        assert_eq!(format!("{token} {token:?} {token:#?}"), "[token] Token([token]) Token([token])");
        assert!(!format!("{:?}", token.header()).contains("ghs_hidden"));
        assert_eq!(token.strike_out("a ghs_hidden b ghs_hidden"), "a [token] b [token]");
        assert_eq!(token.header().to_str().unwrap(), "Bearer ghs_hidden");
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
