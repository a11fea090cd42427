//! How many threads libtorch may use.

use std::sync::Once;

/// Keeps libtorch on the thread that calls it. Parallelism is ours, over workers: two pools of threads
/// on two cores were measured 20 to 50 times slower. Call it at the start of every thread that computes.
pub fn single() {
    static ONCE: Once = Once::new();
    // The pool between operations can be set only once in a process.
    ONCE.call_once(|| tch::set_num_interop_threads(1));
    tch::set_num_threads(1);
}
