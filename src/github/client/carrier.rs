//! The HTTP client under octocrab: connections, TLS, gzip and the headers of every request.

use std::sync::Arc;
use std::time::Duration;

use http::header::{HeaderName, HeaderValue, PROXY_AUTHORIZATION, USER_AGENT};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use octocrab::service::middleware::auth_header::AuthHeaderLayer;
use octocrab::service::middleware::base_uri::BaseUriLayer;
use octocrab::service::middleware::extra_headers::ExtraHeadersLayer;
use octocrab::{AuthState, OctoBody, Octocrab, OctocrabBuilder};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use tower_http::decompression::DecompressionLayer;

use super::SetupError;
use super::route::Route;
use crate::github::endpoints::Endpoints;
use crate::github::proxy::Proxy;
use crate::github::token::Token;

/// Octocrab on our own HTTP client, with nothing that we did not ask for.
pub(super) fn build(
    endpoints: &Endpoints,
    token: Option<&Token>,
    certificates: Option<&[u8]>,
    proxy: Option<&Proxy>,
) -> Result<Octocrab, SetupError> {
    let tls = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| SetupError::Tls(error.to_string()))?
        .with_root_certificates(roots(certificates)?)
        .with_no_client_auth();
    let mut tcp = HttpConnector::new();
    // Else the connector below refuses https.
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    tcp.set_connect_timeout(Some(Duration::from_secs(10)));
    let https = hyper_rustls::HttpsConnectorBuilder::new()
        .with_tls_config(tls.clone())
        .https_or_http()
        .enable_all_versions()
        .wrap_connector(Route::new(tcp, tls, proxy.cloned()));
    let service: legacy::Client<_, OctoBody> =
        legacy::Client::builder(TokioExecutor::new()).pool_timer(TokioTimer::new()).build(https);
    let mut headers: Vec<(HeaderName, HeaderValue)> = vec![
        (USER_AGENT, HeaderValue::from_static(concat!("holdpoint/", env!("CARGO_PKG_VERSION")))),
        // The version that follows drops `merge_commit_sha`; without the header the server chooses.
        (HeaderName::from_static("x-github-api-version"), HeaderValue::from_static("2022-11-28")),
    ];
    let origin = endpoints.origin().clone();
    // Through a tunnel the proxy was told already; without one it looks into every request.
    if origin.scheme_str() == Some("http")
        && let Some(credentials) = proxy.and_then(|proxy| proxy.credentials.clone())
    {
        headers.push((PROXY_AUTHORIZATION, credentials));
    }
    let built = OctocrabBuilder::new_empty()
        .with_service(service)
        .with_layer(&DecompressionLayer::new())
        .with_layer(&ExtraHeadersLayer::new(Arc::new(headers)))
        .with_layer(&BaseUriLayer::new(origin.clone()))
        .with_layer(&AuthHeaderLayer::new(token.map(Token::header), origin, endpoints.uploads().clone()))
        .with_auth(AuthState::None)
        .build();
    match built {
        Ok(crab) => Ok(crab),
        Err(never) => match never {},
    }
}

/// The certificates to trust: those linked in, and the extra ones.
pub(super) fn roots(certificates: Option<&[u8]>) -> Result<rustls::RootCertStore, SetupError> {
    let mut store = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let Some(pem) = certificates else { return Ok(store) };
    let mut found = false;
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let certificate = certificate.map_err(|error| SetupError::Certificates(error.to_string()))?;
        store.add(certificate).map_err(|error| SetupError::Certificates(error.to_string()))?;
        found = true;
    }
    if found { Ok(store) } else { Err(SetupError::Certificates("there is no certificate in it".to_owned())) }
}
