//! What lies between the program and a fake: TLS with a certificate of the tests' own, and proxies. See
//! `tests/github/way.mjs`.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};

/// A process on the way. It ends when it is dropped.
pub(crate) struct Way {
    /// Host and port where it listens.
    pub(crate) address: String,
    child: Child,
    printed: BufReader<std::process::ChildStdout>,
}

impl Way {
    fn start(arguments: &[&str]) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/github");
        let mut child = Command::new("node")
            .arg("way.mjs")
            .args(arguments)
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut printed = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        printed.read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening ").unwrap().to_owned();
        Self { address, child, printed }
    }

    /// TLS before the server at `url`, with this certificate.
    pub(crate) fn tls(url: &str, certificate: &Certificate) -> Self {
        let [cert, key] = [&certificate.file, &certificate.key].map(|path| path.to_str().unwrap());
        Self::start(&["--tls", cert, "--key", key, "--to", url])
    }

    /// A proxy.
    pub(crate) fn proxy(arguments: &[&str]) -> Self {
        Self::start(&[&["--proxy"], arguments].concat())
    }

    /// Where GitHub is, for a client that must not use the address of the machine.
    pub(crate) fn localhost(&self) -> String {
        self.address.replace("127.0.0.1", "localhost")
    }

    /// Ends it, and says what a proxy was asked for.
    pub(crate) fn asked(mut self) -> Vec<String> {
        drop(self.child.stdin.take());
        let mut text = String::new();
        self.printed.read_to_string(&mut text).unwrap();
        text.lines().map(ToOwned::to_owned).collect()
    }
}

impl Drop for Way {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// An authority that nobody knows, in a file.
pub(crate) struct Authority {
    /// Its own certificate.
    pub(crate) file: PathBuf,
    folder: PathBuf,
    issuer: Issuer<'static, KeyPair>,
}

/// A server's certificate, in files.
pub(crate) struct Certificate {
    file: PathBuf,
    key: PathBuf,
}

impl Authority {
    /// A new one. `name` tells the files of one test from those of another.
    pub(crate) fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("ca-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(rcgen::DnType::CommonName, name);
        let key = KeyPair::generate().unwrap();
        let file = folder.join("authority.pem");
        std::fs::write(&file, params.self_signed(&key).unwrap().pem()).unwrap();
        Self { file, folder, issuer: Issuer::new(params, key) }
    }

    /// A certificate for this host, until the end of that year.
    pub(crate) fn certify(&self, host: &str, until: i32) -> Certificate {
        let mut params = CertificateParams::new(vec![host.to_owned()]).unwrap();
        params.not_after = rcgen::date_time_ymd(until, 12, 31);
        let key = KeyPair::generate().unwrap();
        let [file, key_file] =
            ["pem", "key"].map(|ending| self.folder.join(format!("{host}-{until}.{ending}")));
        std::fs::write(&file, params.signed_by(&key, &self.issuer).unwrap().pem()).unwrap();
        std::fs::write(&key_file, key.serialize_pem()).unwrap();
        Certificate { file, key: key_file }
    }
}
