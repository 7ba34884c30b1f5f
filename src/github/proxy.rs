//! The proxy between here and GitHub, if the environment names one.
//!
//! The variables are those that curl and git heed. There is one origin, so one answer: through this proxy, or straight.

use std::fmt;

use http::{HeaderValue, Uri};
use hyper_util::client::proxy::matcher::Matcher;

use super::endpoints::Endpoints;

/// The variables that name a proxy for `https`, the first that is set; those for `http`; and those of exceptions.
const FOR_HTTPS: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
const FOR_HTTP: [&str; 4] = ["http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"];
const EXCEPTIONS: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// An HTTP proxy. Its user name and password show nowhere.
#[derive(Clone)]
pub struct Proxy {
    pub(super) address: Uri,
    pub(super) credentials: Option<HeaderValue>,
    variable: &'static str,
}

/// A variable that names no proxy that can be used. It never holds the variable's value: a password may be in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProxyError {
    /// Not the address of a proxy.
    NotAnAddress(&'static str),
    /// A SOCKS proxy.
    Socks(&'static str),
}

impl Proxy {
    /// The proxy on the way to `endpoints`, by the variables that `variable` looks up. One that is empty is not set.
    ///
    /// # Errors
    /// When the variable that counts names no HTTP proxy: going straight instead could go where nobody wants it.
    pub fn find<'a>(
        endpoints: &Endpoints,
        variable: impl Fn(&str) -> Option<&'a str>,
    ) -> Result<Option<Self>, ProxyError> {
        let set = |name: &'static str| {
            variable(name).map(str::trim).filter(|value| !value.is_empty()).map(|value| (name, value))
        };
        let origin = endpoints.origin();
        let names = if origin.scheme_str() == Some("http") { FOR_HTTP } else { FOR_HTTPS };
        let Some((name, value)) = names.into_iter().find_map(set) else { return Ok(None) };
        let exceptions = EXCEPTIONS.into_iter().find_map(set).map_or("", |(_, value)| value);
        let matcher = Matcher::builder().all(value).build();
        let Some(through) = matcher.intercept(origin) else { return Err(ProxyError::NotAnAddress(name)) };
        if through.raw_auth().is_some() || through.uri().scheme_str().is_some_and(|s| s.starts_with("socks"))
        {
            return Err(ProxyError::Socks(name));
        }
        let excepted = Matcher::builder().all(value).no(without_ports(exceptions, origin)).build();
        Ok(excepted.intercept(origin).map(|through| Self {
            address: through.uri().clone(),
            credentials: through.basic_auth().cloned(),
            variable: name,
        }))
    }

    /// Host and port: what messages call it.
    pub(super) fn name(&self) -> &str {
        self.address.authority().map_or("", |authority| authority.as_str())
    }

    /// The variable that named it.
    pub(super) fn variable(&self) -> &'static str {
        self.variable
    }
}

/// The exceptions that hold for the origin's port, as names alone: `git.example.com:8443` excepts that port only.
fn without_ports(exceptions: &str, origin: &Uri) -> String {
    let usual = if origin.scheme_str() == Some("http") { 80 } else { 443 };
    let port = origin.port_u16().unwrap_or(usual);
    let names = exceptions.split([',', ' ']).map(str::trim).filter_map(|entry| {
        let Some((name, number)) = entry.rsplit_once(':') else { return Some(entry) };
        // An IPv6 address has colons of its own; with a port it stands in brackets.
        let name = match name.strip_prefix('[').map(|rest| rest.strip_suffix(']')) {
            Some(Some(inside)) => inside,
            Some(None) => return Some(entry),
            None if name.contains(':') => return Some(entry),
            None => name,
        };
        (number.parse() == Ok(port)).then_some(name)
    });
    // `*.example.com` is not a pattern of this variable, but what it means is plain.
    names.map(|name| name.strip_prefix("*.").unwrap_or(name)).collect::<Vec<_>>().join(",")
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy").field("address", &self.name()).finish_non_exhaustive()
    }
}

impl fmt::Display for ProxyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAnAddress(name) => write!(
                f,
                "{name} is not the address of a proxy\n  \
                 -> write it as http://HOST:PORT or http://USER:PASSWORD@HOST:PORT, or unset it"
            ),
            Self::Socks(name) => write!(
                f,
                "{name} names a SOCKS proxy, which cannot be used\n  -> name an HTTP proxy, as http://HOST:PORT, or unset it"
            ),
        }
    }
}

impl std::error::Error for ProxyError {}

#[cfg(test)]
mod tests {
    use super::*;

    const GITHUB: &str = "https://api.github.com";

    /// The proxy's name on the way to `api`.
    fn found(api: &str, set: &[(&str, &'static str)]) -> Result<Option<String>, ProxyError> {
        let endpoints = Endpoints::new(Some(api), None, None).unwrap();
        let variable = |name: &str| set.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
        Ok(Proxy::find(&endpoints, variable)?.map(|proxy| proxy.name().to_owned()))
    }

    #[test]
    fn takes_the_variable_of_the_scheme() {
        let http = "http://git.example.com/api/v3";
        for (api, set, name) in [
            (GITHUB, &[][..], None),
            (GITHUB, &[("HTTPS_PROXY", "http://p:3128")][..], Some("p:3128")),
            (GITHUB, &[("https_proxy", "p:3128")], Some("p:3128")),
            (GITHUB, &[("HTTPS_PROXY", " "), ("ALL_PROXY", "http://all:1")], Some("all:1")),
            (GITHUB, &[("HTTP_PROXY", "http://p:3128")], None),
            (GITHUB, &[("HTTPS_PROXY", "http://mona:pass@p:3128/")], Some("p:3128")),
            (GITHUB, &[("HTTPS_PROXY", "https://p")], Some("p")),
            (http, &[("HTTPS_PROXY", "http://p:3128")], None),
            (http, &[("http_proxy", "http://p:1"), ("HTTP_PROXY", "http://p:2")], Some("p:1")),
            (http, &[("all_proxy", "http://p:1")], Some("p:1")),
        ] {
            assert_eq!(found(api, set), Ok(name.map(ToOwned::to_owned)), "{api} {set:?}");
        }
    }

    #[test]
    fn heeds_exceptions() {
        for (api, exceptions, straight) in [
            (GITHUB, "*", true),
            (GITHUB, "api.github.com", true),
            (GITHUB, "example.com, GitHub.com", true),
            (GITHUB, "example.com .github.com", true),
            (GITHUB, "*.github.com", true),
            (GITHUB, "github.com:443", true),
            (GITHUB, "github.com:8443", false),
            (GITHUB, "hub.com", false),
            (GITHUB, "", false),
            ("https://10.1.2.3/api/v3", "10.0.0.0/8", true),
            ("https://10.1.2.3:8443/api/v3", "10.1.2.3:8443", true),
            ("https://11.1.2.3/api/v3", "10.0.0.0/8,10.1.2.3", false),
            ("https://[::1]:8443/api/v3", "::1", true),
            ("https://[::1]:8443/api/v3", "[::1]:8443", true),
            ("https://[::1]:8443/api/v3", "[::1]:443", false),
        ] {
            let set = |name: &str| match name {
                "HTTPS_PROXY" => Some("http://p:3128"),
                "no_proxy" => Some(exceptions),
                _ => None,
            };
            let endpoints = Endpoints::new(Some(api), None, None).unwrap();
            assert_eq!(Proxy::find(&endpoints, set).unwrap().is_none(), straight, "{api}: {exceptions}");
        }
    }

    #[test]
    fn what_is_no_proxy_is_refused_and_not_shown() {
        for (value, error) in [
            ("ftp://mona:pass@p", ProxyError::NotAnAddress("HTTPS_PROXY")),
            ("http://mona:pa ss@p", ProxyError::NotAnAddress("HTTPS_PROXY")),
            ("socks5://mona:pass@p:1080", ProxyError::Socks("HTTPS_PROXY")),
            ("socks5h://p:1080", ProxyError::Socks("HTTPS_PROXY")),
        ] {
            let refused = found(GITHUB, &[("HTTPS_PROXY", value)]).unwrap_err();
            assert_eq!(refused, error, "{value}");
            assert!(!refused.to_string().contains("pass"), "{refused}");
        }
    }

    #[test]
    fn hides_its_password() {
        let endpoints = Endpoints::default();
        let set = |name: &str| (name == "HTTPS_PROXY").then_some("http://mona:hidden@p:1");
        let proxy = Proxy::find(&endpoints, set).unwrap().unwrap();
        assert_eq!(proxy.credentials.as_ref().unwrap(), "Basic bW9uYTpoaWRkZW4=");
        assert_eq!(
            format!("{proxy:?} {:?}", proxy.credentials),
            "Proxy { address: \"p:1\", .. } Some(Sensitive)"
        );
    }
}
