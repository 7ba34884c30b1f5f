//! Where GitHub lives: github.com, a server of one's own under `/api/v3`, or a stand-in on loopback.
//!
//! REST and GraphQL must share one origin (scheme, host, port), because the token goes to that origin only.

use std::fmt;

use http::Uri;

/// The addresses of one GitHub, as a runner hands them over in `GITHUB_API_URL`, `GITHUB_GRAPHQL_URL` and
/// `GITHUB_SERVER_URL`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoints {
    origin: Uri,
    uploads: Uri,
    rest: String,
    graphql: String,
    server: String,
}

/// Why an address cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndpointError {
    /// Not an `http` or `https` address with a host, or one with a user name, a query or a fragment in it.
    NotAnAddress(String),
    /// REST and GraphQL are at different origins.
    TwoOrigins,
}

impl Endpoints {
    /// The addresses as given; one that is absent is worked out from the others, and without any it is github.com.
    ///
    /// # Errors
    /// When an address cannot be used, or REST and GraphQL do not share an origin.
    pub fn new(
        rest: Option<&str>,
        graphql: Option<&str>,
        server: Option<&str>,
    ) -> Result<Self, EndpointError> {
        let rest = rest.unwrap_or("https://api.github.com");
        let (origin, rest_path) = split(rest)?;
        let graphql_path = match graphql {
            Some(graphql) => {
                let (other, path) = split(graphql)?;
                if Origin::of(&other) != Origin::of(&origin) {
                    return Err(EndpointError::TwoOrigins);
                }
                path
            }
            // A server of one's own has REST under /api/v3 and GraphQL beside it.
            None => match rest_path.strip_suffix("/v3") {
                Some(parent) => format!("{parent}/graphql"),
                None => format!("{rest_path}/graphql"),
            },
        };
        let server = match server {
            Some(server) => {
                let (server, path) = split(server)?;
                format!("{}{path}", server.to_string().trim_end_matches('/'))
            }
            None if rest == "https://api.github.com" => "https://github.com".to_owned(),
            None => pages_of_subdomain(&origin)
                .unwrap_or_else(|| origin.to_string().trim_end_matches('/').to_owned()),
        };
        Ok(Self { uploads: uploads_of(&origin), origin, rest: rest_path, graphql: graphql_path, server })
    }

    /// Where people look, without a slash at the end: `https://github.com`.
    #[must_use]
    pub fn server(&self) -> &str {
        &self.server
    }

    /// Scheme, host and port.
    pub(super) fn origin(&self) -> &Uri {
        &self.origin
    }

    /// Scheme, host and port of what takes files.
    pub(super) fn uploads(&self) -> &Uri {
        &self.uploads
    }

    /// Where a file is sent to, if the address that GitHub handed out is on this origin or on the one for uploads: a path
    /// on the former, a whole address on the latter.
    pub(super) fn upload_address(&self, address: &str) -> Option<String> {
        if let Some(path) = self.path_here(address) {
            return Some(path);
        }
        let uri: Uri = address.parse().ok()?;
        let there = !names_a_user(&uri) && Origin::of(&uri) == Origin::of(&self.uploads);
        there.then(|| format!("{}{}", self.uploads.to_string().trim_end_matches('/'), uri.path()))
    }

    /// The whole path of a REST request: `/repos/o/r` is `/api/v3/repos/o/r` on a server of one's own.
    pub(super) fn rest_path(&self, path: &str) -> String {
        format!("{}{path}", self.rest)
    }

    /// The whole path of GraphQL.
    pub(super) fn graphql_path(&self) -> &str {
        &self.graphql
    }

    /// The path and query of an address that GitHub handed out (a `Link`, a `Location`), if it is on this origin.
    pub(super) fn path_here(&self, address: &str) -> Option<String> {
        if address.starts_with('/') && !address.starts_with("//") {
            return address.parse::<Uri>().ok()?.path_and_query().map(ToString::to_string);
        }
        let uri: Uri = address.parse().ok()?;
        let whole = uri.scheme().is_some() && !names_a_user(&uri);
        if !whole || Origin::of(&uri) != Origin::of(&self.origin) {
            return None;
        }
        uri.path_and_query().map(ToString::to_string)
    }
}

impl Default for Endpoints {
    fn default() -> Self {
        Self {
            origin: Uri::from_static("https://api.github.com"),
            uploads: Uri::from_static("https://uploads.github.com"),
            rest: String::new(),
            graphql: "/graphql".to_owned(),
            server: "https://github.com".to_owned(),
        }
    }
}

impl fmt::Display for EndpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAnAddress(text) => write!(f, "`{text}` is not the address of a GitHub API"),
            Self::TwoOrigins => {
                f.write_str("the REST and GraphQL addresses must have the same scheme, host and port")
            }
        }
    }
}

impl std::error::Error for EndpointError {}

/// Two addresses have the same origin when these are equal, however they are written.
#[derive(PartialEq, Eq)]
struct Origin {
    scheme: Option<String>,
    host: Option<String>,
    port: Option<u16>,
}

impl Origin {
    fn of(uri: &Uri) -> Self {
        let usual = match uri.scheme_str() {
            Some("https") => Some(443),
            Some("http") => Some(80),
            _ => None,
        };
        Self {
            scheme: uri.scheme_str().map(str::to_ascii_lowercase),
            host: uri.host().map(str::to_ascii_lowercase),
            port: uri.port_u16().or(usual),
        }
    }
}

/// With data residency people visit `https://SUBDOMAIN.ghe.com`, and programs `https://api.SUBDOMAIN.ghe.com`.
fn pages_of_subdomain(origin: &Uri) -> Option<String> {
    let host = origin.host()?.strip_prefix("api.")?;
    host.ends_with(".ghe.com").then(|| format!("https://{host}"))
}

/// GitHub takes files at a host of its own, `uploads.` in the place of `api.`; a server of one's own at the same.
fn uploads_of(origin: &Uri) -> Uri {
    let host = origin.host().unwrap_or_default().to_ascii_lowercase();
    let beside = host.strip_prefix("api.").filter(|rest| *rest == "github.com" || rest.ends_with(".ghe.com"));
    let port = origin.port().map(|port| format!(":{port}")).unwrap_or_default();
    let uploads = beside.map(|rest| {
        let scheme = origin.scheme_str().unwrap_or("https");
        Uri::builder().scheme(scheme).authority(format!("uploads.{rest}{port}")).path_and_query("/").build()
    });
    uploads.and_then(Result::ok).unwrap_or_else(|| origin.clone())
}

fn names_a_user(uri: &Uri) -> bool {
    uri.authority().is_some_and(|authority| authority.as_str().contains('@'))
}

/// An address as origin and path; the path has no slash at its end.
fn split(address: &str) -> Result<(Uri, String), EndpointError> {
    // A password in the address must not come back in the message.
    let refuse = || {
        let shown = address.rsplit('@').next().unwrap_or_default();
        EndpointError::NotAnAddress(shown.chars().filter(|c| !c.is_control()).take(200).collect())
    };
    let uri: Uri = address.trim().parse().map_err(|_| refuse())?;
    let web = matches!(uri.scheme_str(), Some("http" | "https"));
    let Some(authority) = uri.authority().filter(|_| web && !names_a_user(&uri)) else {
        return Err(refuse());
    };
    if uri.query().is_some() || address.contains('#') {
        return Err(refuse());
    }
    let origin = Uri::builder()
        .scheme(uri.scheme_str().unwrap_or("https"))
        .authority(authority.as_str())
        .path_and_query("/")
        .build()
        .map_err(|_| refuse())?;
    Ok((origin, uri.path().trim_end_matches('/').to_owned()))
}

#[cfg(test)]
mod tests {
    use super::{EndpointError, Endpoints};

    #[test]
    fn finds_the_paths_of_each_kind_of_github() {
        let table = [
            (None, None, None, "/repos", "/graphql", "https://github.com"),
            (Some("https://api.github.com"), None, None, "/repos", "/graphql", "https://github.com"),
            (
                Some("https://git.example.com/api/v3"),
                Some("https://git.example.com/api/graphql"),
                Some("https://git.example.com/"),
                "/api/v3/repos",
                "/api/graphql",
                "https://git.example.com",
            ),
            (
                Some("https://git.example.com/api/v3/"),
                None,
                None,
                "/api/v3/repos",
                "/api/graphql",
                "https://git.example.com",
            ),
            (
                Some("https://api.octoacme.ghe.com"),
                None,
                None,
                "/repos",
                "/graphql",
                "https://octoacme.ghe.com",
            ),
            (
                Some("http://127.0.0.1:4012"),
                Some("http://127.0.0.1:4012/graphql"),
                None,
                "/repos",
                "/graphql",
                "http://127.0.0.1:4012",
            ),
        ];
        for (rest, graphql, server, rest_path, graphql_path, shown) in table {
            let ends = Endpoints::new(rest, graphql, server).unwrap();
            assert_eq!(
                (ends.rest_path("/repos").as_str(), ends.graphql_path(), ends.server()),
                (rest_path, graphql_path, shown)
            );
        }
        assert_eq!(Endpoints::new(None, None, None).unwrap().origin(), Endpoints::default().origin());
    }

    #[test]
    fn refuses_addresses_that_could_lead_a_token_astray() {
        for address in [
            "",
            "api.github.com",
            "ftp://api.github.com",
            "https://",
            "https://mona:pass@git.example.com/api/v3",
            "https://git.example.com/?a=b",
            "https://git.example.com/#a",
        ] {
            let error = Endpoints::new(Some(address), None, None).unwrap_err();
            assert!(matches!(error, EndpointError::NotAnAddress(_)), "{address}");
            assert!(!error.to_string().contains("pass"), "{error}");
        }
        let apart =
            Endpoints::new(Some("https://a.example.com/api/v3"), Some("https://b.example.com/graphql"), None);
        assert_eq!(apart.unwrap_err(), EndpointError::TwoOrigins);
    }

    #[test]
    fn files_go_to_the_host_that_belongs_to_the_api_and_to_no_other() {
        for (api, address, goes) in [
            (
                "https://api.github.com",
                "https://uploads.github.com/repos/o/r/releases/1/assets",
                Some("https://uploads.github.com/repos/o/r/releases/1/assets"),
            ),
            (
                "https://api.octoacme.ghe.com",
                "https://uploads.octoacme.ghe.com/repos/o/r/releases/1/assets",
                Some("https://uploads.octoacme.ghe.com/repos/o/r/releases/1/assets"),
            ),
            (
                "https://git.example.com/api/v3",
                "https://git.example.com/api/uploads/repos/o/r/releases/1/assets",
                Some("/api/uploads/repos/o/r/releases/1/assets"),
            ),
            ("http://127.0.0.1:4012", "http://127.0.0.1:4012/repos/o/r", Some("/repos/o/r")),
            ("https://api.github.com", "http://uploads.github.com/repos/o/r", None),
            ("https://api.github.com", "https://uploads.github.com@evil.example.com/repos/o/r", None),
            ("https://api.github.com", "https://mona@uploads.github.com/repos/o/r", None),
            ("https://api.github.com", "https://uploads.github.com.evil.example.com/repos/o/r", None),
            ("https://api.github.com", "https://uploads.octoacme.ghe.com/repos/o/r", None),
            ("https://api.github.com", "https://uploads.github.com:8443/repos/o/r", None),
            ("https://git.example.com/api/v3", "https://uploads.git.example.com/repos/o/r", None),
            ("https://git.example.com/api/v3", "https://uploads.github.com/repos/o/r", None),
            ("http://127.0.0.1:4012", "http://127.0.0.1:4013/repos/o/r", None),
        ] {
            let ends = Endpoints::new(Some(api), None, None).unwrap();
            assert_eq!(ends.upload_address(address).as_deref(), goes, "{address}");
        }
    }

    #[test]
    fn knows_its_own_addresses() {
        let ends = Endpoints::new(Some("https://git.example.com/api/v3"), None, None).unwrap();
        for (address, path) in [
            (
                "https://git.example.com/api/v3/repositories/1/pulls?page=2",
                Some("/api/v3/repositories/1/pulls?page=2"),
            ),
            ("https://GIT.example.com:443/api/v3/x", Some("/api/v3/x")),
            ("/api/v3/x?page=2", Some("/api/v3/x?page=2")),
            ("//evil.example.com/x", None),
            ("http://git.example.com/api/v3/x", None),
            ("https://git.example.com:8443/x", None),
            ("https://evil.example.com/x", None),
            ("https://git.example.com@evil.example.com/x", None),
            ("https://mona@git.example.com/x", None),
            ("not an address", None),
            ("", None),
        ] {
            assert_eq!(ends.path_here(address).as_deref(), path, "{address}");
        }
    }
}
