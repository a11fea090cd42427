//! Ctrl-C and the signals by which schedulers end a job.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::Failure;

static ASKED: AtomicBool = AtomicBool::new(false);
/// Whether the next signal ends the process at once.
static AT_NEXT: AtomicBool = AtomicBool::new(false);
static INSTALLED: OnceLock<()> = OnceLock::new();

/// Exit code of a process that a signal ends at once, as shells have it.
const AT_ONCE: i32 = 130;

/// From now on the first signal only asks to stop (see [`asked`]); the second one ends the process.
///
/// # Errors
/// [`Failure::Internal`] if the system refuses the handler.
pub fn listen() -> Result<(), Failure> {
    AT_NEXT.store(false, Ordering::SeqCst);
    if INSTALLED.set(()).is_err() {
        return Ok(());
    }
    ctrlc::set_handler(|| {
        ASKED.store(true, Ordering::SeqCst);
        if AT_NEXT.swap(true, Ordering::SeqCst) {
            end_at_once();
        }
    })
    .map_err(|error| Failure::Internal(format!("cannot listen for Ctrl-C: {error}")))
}

/// Ends the process without running its exit handlers: workers are in the midst of libtorch, which crashes
/// when its globals are torn down under them. What was not flushed is lost, as with a kill.
#[expect(unsafe_code, reason = "the standard library always runs exit handlers")]
fn end_at_once() -> ! {
    // SAFETY: `_exit` takes any number, touches no memory of this process, and does not return.
    unsafe { libc::_exit(AT_ONCE) }
}

/// From now on the first signal ends the process: nothing is being written any more.
pub fn leave() {
    AT_NEXT.store(true, Ordering::SeqCst);
}

/// Whether someone has asked to stop.
pub fn asked() -> bool {
    ASKED.load(Ordering::SeqCst)
}
