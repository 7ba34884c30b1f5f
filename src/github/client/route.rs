//! The way to GitHub: straight, or through a proxy.
//!
//! To `https` the proxy is asked for a tunnel (`CONNECT`, RFC 9110 section 9.3.6), so that it sees nothing but the host.
//! To plain `http` it is sent the requests themselves.

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::Uri;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder, MaybeHttpsStream};
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tower_service::Service;

use crate::github::failure::root_cause;
use crate::github::proxy::Proxy;

type Failed = Box<dyn Error + Send + Sync>;

/// Opens connections.
#[derive(Clone)]
pub(super) struct Route {
    tcp: HttpConnector,
    proxy: Option<(Proxy, HttpsConnector<HttpConnector>)>,
}

impl Route {
    /// Straight, or through `proxy`, to which `tls` holds as it does to GitHub.
    pub(super) fn new(tcp: HttpConnector, tls: rustls::ClientConfig, proxy: Option<Proxy>) -> Self {
        let to_proxy = |proxy| {
            let builder = HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1();
            (proxy, builder.wrap_connector(tcp.clone()))
        };
        Self { proxy: proxy.map(to_proxy), tcp }
    }
}

impl Service<Uri> for Route {
    type Response = Way;
    type Error = Failed;
    type Future = Pin<Box<dyn Future<Output = Result<Way, Failed>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Failed>> {
        self.tcp.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, to: Uri) -> Self::Future {
        let Some((proxy, mut connector)) = self.proxy.clone() else {
            let connecting = self.tcp.call(to);
            return Box::pin(async {
                Ok(Way { stream: MaybeHttpsStream::Http(connecting.await?), relayed: false })
            });
        };
        Box::pin(async move {
            if to.scheme_str() == Some("http") {
                let stream = connector.call(proxy.address.clone()).await;
                let stream = stream.map_err(|error| Blocked::new(&proxy, &to, root_cause(&*error)))?;
                return Ok(Way { stream, relayed: true });
            }
            let mut tunnel = Tunnel::new(proxy.address.clone(), connector);
            if let Some(credentials) = &proxy.credentials {
                tunnel = tunnel.with_auth(credentials.clone());
            }
            let stream = tunnel.call(to.clone()).await;
            let stream = stream.map_err(|error| Blocked::new(&proxy, &to, root_cause(&error)))?;
            Ok(Way { stream, relayed: false })
        })
    }
}

/// Why the proxy did not let us through. It is the innermost error, so that its sentence is what people read.
#[derive(Debug)]
struct Blocked(String);

impl Blocked {
    /// The words of [`hyper_util`]'s errors, which have no other way to be told apart, become a deed.
    fn new(proxy: &Proxy, to: &Uri, why: String) -> Self {
        let (name, variable) = (proxy.name(), proxy.variable());
        let host = to.host().unwrap_or_default();
        Self(if why.ends_with("proxy authorization required") {
            wants_a_password(name, variable)
        } else if why.ends_with(": unsuccessful") || why.ends_with("headers too long") {
            format!(
                "the proxy {name} refuses to connect to {host}; let it allow that host, or name the host in `NO_PROXY`"
            )
        } else if why.ends_with("unexpected end of file") {
            format!("the proxy {name} closed the connection; check that `{variable}` names an HTTP proxy")
        } else {
            format!("the proxy {name} could not be reached: {why}; check `{variable}`")
        })
    }
}

/// What to do about status 407.
fn wants_a_password(name: &str, variable: &str) -> String {
    format!(
        "the proxy {name} wants a user name and a password, or refuses those that it got; \
         write them into `{variable}` as http://USER:PASSWORD@{name}"
    )
}

/// What the status of a proxy's own answer means, where it answers in GitHub's place.
pub(super) fn refusal(proxy: &Proxy) -> String {
    wants_a_password(proxy.name(), proxy.variable())
}

impl fmt::Display for Blocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Blocked {}

/// A connection on that way. The client must know whether requests are relayed: they then name the whole address.
pub(super) struct Way {
    stream: MaybeHttpsStream<TokioIo<TcpStream>>,
    relayed: bool,
}

impl Connection for Way {
    fn connected(&self) -> Connected {
        self.stream.connected().proxy(self.relayed)
    }
}

impl Read for Way {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl Write for Way {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }
}
