//! A server for tests that says exactly what it is told, byte for byte: what no proper server would send.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::client::{Client, Settings};
use super::endpoints::Endpoints;
use super::token::Token;

pub(super) const TOKEN: &str = "ghs_0hidden0";

/// Answers one connection with each of its texts, in order.
pub(super) struct Loopback {
    pub(super) url: String,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Loopback {
    /// An empty answer drops the connection. After the last one the port is closed.
    pub(super) fn saying(answers: Vec<Vec<u8>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let heard = Arc::new(Mutex::new(Vec::new()));
        let ears = Arc::clone(&heard);
        std::thread::spawn(move || {
            for answer in answers {
                let Ok((mut stream, _)) = listener.accept() else { return };
                let request = hear(&mut stream);
                ears.lock().unwrap().push(request);
                // The client may have hung up already; its test says whether that was right.
                drop(stream.write_all(&answer));
            }
        });
        Self { url, heard }
    }

    /// The requests so far.
    pub(super) fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }

    /// A client of this server with the token, no patience between tries, and REST at the root.
    pub(super) fn client(&self) -> Client {
        client(&self.url)
    }
}

/// A client of the server at `url`.
pub(super) fn client(url: &str) -> Client {
    let settings = Settings {
        endpoints: Endpoints::new(Some(url), None, None).unwrap(),
        token: Some(Token::new(TOKEN).unwrap()),
        certificates: None,
        proxy: None,
        timeout: Duration::from_secs(20),
    };
    Client::new(settings).unwrap().with_limits(|limits| limits.first_pause = Duration::from_millis(1))
}

/// A whole answer; `headers` without the last line break.
pub(super) fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let gap = if headers.is_empty() { "" } else { "\r\n" };
    let length = body.len();
    let mut text =
        format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}{gap}\r\n")
            .into_bytes();
    text.extend_from_slice(body);
    text
}

/// One request, head and body.
fn hear(stream: &mut TcpStream) -> String {
    let mut request = Vec::new();
    let mut part = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let lower = head.to_ascii_lowercase();
            let length =
                lower.lines().find_map(|line| line.strip_prefix("content-length: ")?.trim().parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return text;
            }
        }
        match stream.read(&mut part) {
            Ok(0) | Err(_) => return text,
            Ok(count) => request.extend_from_slice(&part[..count]),
        }
    }
}
