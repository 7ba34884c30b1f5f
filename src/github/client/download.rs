//! Files of releases: GitHub names a storage of its own for them, by an address that is good for a short while.
//!
//! The token never goes there: the address is the right by itself, and the storage belongs to somebody else.

use bytes::Bytes;
use http::header::LOCATION;
use http::{Method, Uri};

use super::{Answer, Ask, Client, carrier};
use crate::github::endpoints::Endpoints;
use crate::github::failure::{Failure, FailureKind};
use crate::github::retry;

const OCTETS: &str = "application/octet-stream";

impl Client {
    /// Reads the bytes behind a REST path that answers with a file, or with the place of one. At most one other host is
    /// asked, without the token; over `https`, unless this GitHub itself is spoken to over `http`. Reading is tried again as
    /// [`Client::get`] does, from the first request on. At most 32 MiB are taken.
    ///
    /// # Errors
    /// `Redirected` for a place that is not asked; else as [`Client::get`].
    pub(in crate::github) async fn download(&self, path: &str) -> Result<Bytes, Failure> {
        let ask = Ask {
            name: format!("GET {path}"),
            reading: true,
            path: self.endpoints.rest_path(path),
            body: None,
            method: Method::GET,
        };
        let mut tries = 0;
        loop {
            tries += 1;
            let failure = match self.fetch(&ask).await {
                Ok(answer) => return Ok(answer.body),
                Err(failure) => failure,
            };
            match retry::pause(&failure, true, tries, self.limits.first_pause) {
                Some(pause) if pause < self.left() => tokio::time::sleep(pause).await,
                _ => return Err(failure),
            }
        }
    }

    async fn fetch(&self, ask: &Ask) -> Result<Answer, Failure> {
        let answer = self.timed(ask, self.exchange_by(&self.crab, OCTETS, ask, &ask.path)).await?;
        if answer.status.is_success() {
            return Ok(answer);
        }
        if !matches!(answer.status.as_u16(), 301 | 302 | 303 | 307 | 308) {
            return Err(answer.failure());
        }
        let place = answer.header(LOCATION.as_str()).unwrap_or_default();
        let Some((storage, address)) = self.storage(place) else {
            // What follows the `?` is a right of its own.
            let shown = place.split('?').next().unwrap_or_default();
            return Err(answer.failed(FailureKind::Redirected, shown));
        };
        let crab = carrier::build(&storage, None, self.certificates.as_deref(), self.proxy.as_ref())
            .map_err(|error| self.failure(ask, FailureKind::Transport, &error.to_string()))?;
        let answer = self.timed(ask, self.exchange_by(&crab, OCTETS, ask, &address)).await?;
        if answer.status.is_success() {
            return Ok(answer);
        }
        let said = format!("its storage answered {}", answer.status.as_u16());
        Err(answer.failed(FailureKind::ServerTrouble, &said))
    }

    /// The host of a file, and the file's address there.
    fn storage(&self, place: &str) -> Option<(Endpoints, String)> {
        let address = match self.endpoints.path_here(place) {
            Some(path) => format!("{}{path}", self.endpoints.origin().to_string().trim_end_matches('/')),
            None => place.to_owned(),
        };
        let uri: Uri = address.parse().ok()?;
        let open = self.endpoints.origin().scheme_str() == Some("http");
        let scheme = uri.scheme_str().filter(|scheme| *scheme == "https" || open && *scheme == "http")?;
        let host = format!("{scheme}://{}", uri.authority()?);
        // Refuses names and passwords, too.
        let storage = Endpoints::new(Some(&host), None, Some(&host)).ok()?;
        Some((storage, address))
    }
}

#[cfg(test)]
mod tests {
    use crate::github::failure::FailureKind;
    use crate::github::loopback::{Loopback, answer, client};

    #[tokio::test]
    async fn a_storage_is_never_shown_the_token() {
        let storage = Loopback::saying(vec![answer("200 OK", "", b"bytes")]);
        let moved = format!("location: {}/file?right=x", storage.url);
        let server = Loopback::saying(vec![answer("302 Found", &moved, b"")]);
        assert_eq!(&server.client().download("/releases/assets/5").await.unwrap()[..], b"bytes");
        let (asked, stored) = (&server.heard()[0].to_lowercase(), &storage.heard()[0].to_lowercase());
        assert!(asked.contains("authorization: ") && asked.contains("accept: application/octet-stream"));
        assert!(stored.starts_with("get /file?right=x http/1.1\r\n"), "{stored}");
        assert!(!stored.contains("authorization"), "{stored}");
    }

    #[tokio::test]
    async fn a_storage_on_the_same_host_is_not_shown_it_either() {
        let answers = vec![answer("302 Found", "location: /file", b""), answer("200 OK", "", b"bytes")];
        let server = Loopback::saying(answers);
        assert_eq!(&server.client().download("/releases/assets/5").await.unwrap()[..], b"bytes");
        assert!(!server.heard()[1].to_lowercase().contains("authorization"), "{:?}", server.heard());
    }

    #[tokio::test]
    async fn a_file_may_come_at_once_and_a_place_may_be_none() {
        let server = Loopback::saying(vec![answer("200 OK", "", b"bytes")]);
        assert_eq!(&server.client().download("/releases/assets/5").await.unwrap()[..], b"bytes");
        for place in ["", "ftp://storage.example/file", "http://mona:x@storage.example/file?right=x", "//x"] {
            let server = Loopback::saying(vec![answer("302 Found", &format!("location: {place}"), b"")]);
            let failure = server.client().download("/releases/assets/5").await.unwrap_err();
            assert_eq!(failure.kind(), &FailureKind::Redirected, "{place}");
            assert!(!failure.to_string().contains("right=x"), "{failure}");
        }
    }

    #[tokio::test]
    async fn what_is_read_over_https_is_not_fetched_without() {
        let client = client("https://api.github.com");
        for (place, is_asked) in [
            ("https://release-assets.githubusercontent.com/file?right=x", true),
            ("http://release-assets.githubusercontent.com/file", false),
            ("/file", true),
        ] {
            assert_eq!(client.storage(place).is_some(), is_asked, "{place}");
        }
    }
}
