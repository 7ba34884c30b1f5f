//! The end from outside: Ctrl-C, or the runner that cancels a job.
//!
//! The first process of a container is ended by no signal that it does not listen to, and the gate is just that. So it listens
//! from its first moment on, whatever it is doing then: computing, waiting for an answer, reading what somebody pipes in.

use std::io;
use std::thread;

use tokio::runtime;
use tokio::sync::oneshot;

/// What the first thread of a process has at its disposal on Linux: what is nested deeply is read as deeply as ever.
const STACK: usize = 8 << 20;

/// How a piece of work came to its end.
#[derive(Debug)]
pub enum Ended<T> {
    /// By itself.
    Done(T),
    /// By the signal of this name. The work is still going on, until the process ends.
    Signalled(&'static str),
}

/// Does this, and ends with it or at the first signal that wants this process to end.
///
/// # Errors
/// There is no thread to do it on.
pub fn unless_signalled<T, W>(work: W) -> io::Result<Ended<T>>
where
    T: Send + 'static,
    W: FnOnce() -> T + Send + 'static,
{
    runtime::Builder::new_current_thread().enable_io().build()?.block_on(async {
        let signalled = Signals::listen();
        let (done, result) = oneshot::channel();
        let worker = thread::Builder::new().name("work".into()).stack_size(STACK).spawn(move || {
            // Nobody listens any more once a signal was heard.
            let _ = done.send(work());
        })?;
        tokio::select! {
            biased;
            result = result => match result {
                Ok(done) => Ok(Ended::Done(done)),
                // It panicked, and said so. A build that unwinds goes on here with that.
                Err(_) => match worker.join() {
                    Err(panic) => std::panic::resume_unwind(panic),
                    Ok(()) => Err(io::Error::other("the work ended without a result")),
                },
            },
            name = signalled.heard() => Ok(Ended::Signalled(name)),
        }
    })
}

/// What wants this process to end.
#[cfg(unix)]
struct Signals(Option<[tokio::signal::unix::Signal; 2]>);

#[cfg(unix)]
impl Signals {
    /// From here on these signals end nothing by themselves.
    fn listen() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        let both =
            signal(SignalKind::interrupt()).and_then(|first| Ok([first, signal(SignalKind::terminate())?]));
        Self(both.ok())
    }

    /// Waits for one, and says which.
    async fn heard(self) -> &'static str {
        let Some([mut interrupt, mut terminate]) = self.0 else { return std::future::pending().await };
        tokio::select! {
            _ = interrupt.recv() => "Ctrl-C",
            _ = terminate.recv() => "SIGTERM",
        }
    }
}

/// What wants this process to end.
#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn listen() -> Self {
        Self
    }

    /// Waits for one, and says which.
    async fn heard(self) -> &'static str {
        match tokio::signal::ctrl_c().await {
            Ok(()) => "Ctrl-C",
            Err(_) => std::future::pending().await,
        }
    }
}
