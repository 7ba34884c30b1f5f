//! The end from outside: Ctrl-C, or the runner that cancels a job.
//!
//! The first process of a container is ended by no signal that it does not listen to, and the gate is just that.

/// Waits until somebody wants this process to end, and says how.
#[cfg(unix)]
pub(super) async fn ended() -> &'static str {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut interrupt), Ok(mut terminate)) =
        (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = interrupt.recv() => "Ctrl-C",
        _ = terminate.recv() => "SIGTERM",
    }
}

/// Waits until somebody wants this process to end, and says how.
#[cfg(not(unix))]
pub(super) async fn ended() -> &'static str {
    match tokio::signal::ctrl_c().await {
        Ok(()) => "Ctrl-C",
        Err(_) => std::future::pending().await,
    }
}
