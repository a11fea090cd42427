//! A panic, such as one in a rule of somebody's own game, as one sentence.

use std::panic::{self, PanicHookInfo};
use std::sync::Mutex;

/// Where and why the first panic of this process happened.
static FIRST: Mutex<Option<String>> = Mutex::new(None);

/// Keeps panics for [`sentence`] instead of printing them. With `RUST_BACKTRACE` they are printed as well.
pub(super) fn keep() {
    let print = panic::take_hook();
    let wanted = std::env::var_os("RUST_BACKTRACE").is_some_and(|value| value != "0");
    panic::set_hook(Box::new(move |info| {
        if let Ok(mut first) = FIRST.lock() {
            first.get_or_insert_with(|| words(info));
        }
        if wanted {
            print(info);
        }
    }));
}

/// What happened, if anything did, and what to do.
pub(super) fn sentence() -> Option<String> {
    let first = FIRST.lock().ok()?;
    let what = first.as_deref()?;
    Some(format!(
        "the program failed at {what}; mend it there if it is a game of your own, and report it otherwise (what was written before is kept; RUST_BACKTRACE=1 shows more)"
    ))
}

fn words(info: &PanicHookInfo<'_>) -> String {
    let message = info.payload_as_str().unwrap_or("without a message");
    let message = message.lines().collect::<Vec<_>>().join(" ");
    match info.location() {
        Some(place) => format!("{}:{}: {message}", place.file(), place.line()),
        None => message,
    }
}
