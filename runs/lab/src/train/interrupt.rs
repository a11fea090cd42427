//! The signals by which people and schedulers end a job.
//!
//! The first one asks to stop. Schedulers and `timeout` signal a process and then its group, so what follows within
//! two seconds is the same request. A later one ends the process at once.

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGUSR1, SIGUSR2};
use signal_hook::iterator::Signals;

use crate::error::Failure;
use crate::terminal::output::say;

/// Time after the first signal in which others are the same request.
const GRACE: Duration = Duration::from_secs(2);

/// Exit code when nothing is lost: that of [`Failure::Interrupted`].
const NOTHING_LOST: i32 = 5;

static INSTALLED: OnceLock<()> = OnceLock::new();
static STATE: Mutex<SignalState> = Mutex::new(SignalState {
    closing: false,
    first: None,
});

/// What signals mean at the moment, and what has come.
#[derive(Clone, Copy, Debug)]
struct SignalState {
    /// Whether all is written, so that a signal need not wait for anything.
    closing: bool,
    /// The first signal, and when it came.
    first: Option<(i32, Instant)>,
}

/// What a signal does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SignalOutcome {
    /// Training is asked to stop, or has been already.
    Asked,
    /// The process ends; what was learnt since the last checkpoint is lost.
    EndedAtOnce,
    /// The process ends, and nothing is lost.
    Ended,
}

impl SignalState {
    fn hear(&mut self, signal: i32, now: Instant) -> SignalOutcome {
        if self.closing {
            return SignalOutcome::Ended;
        }
        let (_, first) = *self.first.get_or_insert((signal, now));
        if now.duration_since(first) < GRACE {
            SignalOutcome::Asked
        } else {
            SignalOutcome::EndedAtOnce
        }
    }
}

/// From now on a signal asks to stop (see [`asked`]).
///
/// # Errors
/// [`Failure::Internal`] if the system refuses the handler.
pub fn listen() -> Result<(), Failure> {
    state().closing = false;
    if INSTALLED.set(()).is_err() {
        return Ok(());
    }
    let cannot =
        |error: std::io::Error| Failure::Internal(format!("cannot listen for signals: {error}"));
    let heard = [SIGHUP, SIGTERM, SIGUSR1, SIGUSR2].into_iter();
    // What `nohup` or `trap ''` asked to ignore stays ignored. Not Ctrl-C: shells without job control ignore it in
    // whatever they start in the background, where a signal that is sent by name is still meant.
    let heard = heard.filter(|signal| !is_ignored(*signal)).chain([SIGINT]);
    let mut signals = Signals::new(heard).map_err(cannot)?;
    let listener = std::thread::Builder::new().name("signals".to_owned());
    listener
        .spawn(move || signals.forever().for_each(obey))
        .map_err(cannot)?;
    Ok(())
}

/// From now on a signal ends the process: all is written.
pub fn leave() {
    state().closing = true;
}

/// The signal by which someone has asked to stop.
pub fn asked() -> Option<&'static str> {
    state().first.map(|(signal, _)| name(signal))
}

fn state() -> MutexGuard<'static, SignalState> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn obey(signal: i32) {
    let outcome = state().hear(signal, Instant::now());
    let name = name(signal);
    match outcome {
        SignalOutcome::Asked => {}
        SignalOutcome::Ended => end(
            &format!(
                "stopped by {name} after training: its last checkpoint is written, nothing is lost"
            ),
            NOTHING_LOST,
        ),
        SignalOutcome::EndedAtOnce => end(
            &format!(
                "ended at once by a second signal, {name}: what was learnt since the last checkpoint is lost"
            ),
            // As shells have it.
            128 + signal,
        ),
    }
}

/// Ends the process without running its exit handlers: workers are in the midst of libtorch, which crashes
/// when its globals are torn down under them. What was not flushed is lost, as with a kill.
#[expect(unsafe_code, reason = "the standard library always runs exit handlers")]
fn end(sentence: &str, code: i32) -> ! {
    say(&format!("error: {sentence}"));
    // SAFETY: `_exit` takes any number, touches no memory of this process, and does not return.
    unsafe { libc::_exit(code) }
}

/// Whether the process was started with a signal ignored.
#[expect(
    unsafe_code,
    reason = "the standard library does not say what is ignored"
)]
fn is_ignored(signal: i32) -> bool {
    let mut action = std::mem::MaybeUninit::<libc::sigaction>::uninit();
    // SAFETY: with a null pointer for the new action `sigaction` changes nothing. It writes the present one to a
    // place that is large enough for it, and says by 0 that it has.
    unsafe {
        libc::sigaction(signal, std::ptr::null(), action.as_mut_ptr()) == 0
            && action.assume_init().sa_sigaction == libc::SIG_IGN
    }
}

fn name(signal: i32) -> &'static str {
    signal_hook::low_level::signal_name(signal).unwrap_or("a signal")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_within_the_grace_is_the_same_request() {
        let mut state = SignalState {
            closing: false,
            first: None,
        };
        let began = Instant::now();
        let at = |millis| began + Duration::from_millis(millis);
        assert_eq!(state.hear(SIGTERM, at(0)), SignalOutcome::Asked);
        assert_eq!(state.hear(SIGTERM, at(4)), SignalOutcome::Asked);
        assert_eq!(state.hear(SIGHUP, at(1999)), SignalOutcome::Asked);
        assert_eq!(state.hear(SIGTERM, at(2000)), SignalOutcome::EndedAtOnce);
        assert_eq!(state.first, Some((SIGTERM, began)));
    }

    #[test]
    fn nothing_is_lost_once_all_is_written() {
        let mut state = SignalState {
            closing: true,
            first: None,
        };
        assert_eq!(state.hear(SIGTERM, Instant::now()), SignalOutcome::Ended);
        assert_eq!(
            NOTHING_LOST,
            i32::from(Failure::Interrupted(String::new()).exit_code())
        );
    }
}
