//! Ctrl-C and the signals by which schedulers end a job.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::Failure;

static ASKED: AtomicBool = AtomicBool::new(false);
static INSTALLED: OnceLock<()> = OnceLock::new();

/// Exit code of a process that a second Ctrl-C ends at once, as shells have it.
const AT_ONCE: i32 = 130;

/// From now on the first signal only asks to stop (see [`asked`]); the second one ends the process.
///
/// # Errors
/// [`Failure::Internal`] if the system refuses the handler.
pub fn listen() -> Result<(), Failure> {
    if INSTALLED.set(()).is_err() {
        return Ok(());
    }
    ctrlc::set_handler(|| {
        if ASKED.swap(true, Ordering::SeqCst) {
            std::process::exit(AT_ONCE);
        }
    })
    .map_err(|error| Failure::Internal(format!("cannot listen for Ctrl-C: {error}")))
}

/// Whether someone has asked to stop.
pub fn asked() -> bool {
    ASKED.load(Ordering::SeqCst)
}
