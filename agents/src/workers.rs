//! Threads that take work from one queue: what comes out never depends on how many there are.

use std::any::Any;
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};

use crossbeam::channel::{Receiver, Sender, bounded};

use crate::threads;

/// Pieces of work that may wait in the queue; whoever brings more waits too.
const QUEUE: usize = 64;

type Job = Box<dyn FnOnce() + Send>;

/// Named threads, each of which keeps libtorch to itself.
///
/// ```
/// use protolang_agents::workers::Workers;
///
/// let workers = Workers::start(3)?;
/// let squares = workers.map(vec![1, 2, 3, 4], |number: u32| number * number);
/// assert_eq!(squares?, [1, 4, 9, 16]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Workers {
    queue: Option<Sender<Job>>,
    threads: Vec<JoinHandle<()>>,
}

/// A piece of work panicked; the others were done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a worker stopped: {reason}")]
pub struct WorkerPanicked {
    /// What the panic said.
    pub reason: String,
}

impl Workers {
    /// Starts so many threads, at least one. The thread that calls keeps libtorch to itself from now on, as they do: it
    /// works too.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(count: usize) -> io::Result<Self> {
        threads::single();
        let (queue, jobs) = bounded::<Job>(QUEUE);
        let start = |index: usize| {
            let jobs: Receiver<Job> = jobs.clone();
            Builder::new()
                .name(format!("worker-{index}"))
                .spawn(move || {
                    threads::single();
                    jobs.into_iter().for_each(|job| job());
                })
        };
        let threads = (0..count.max(1)).map(start).collect::<io::Result<_>>()?;
        Ok(Self {
            queue: Some(queue),
            threads,
        })
    }

    /// No threads: whoever asks does the work, and keeps libtorch to itself from now on.
    pub fn none() -> Self {
        threads::single();
        Self {
            queue: None,
            threads: Vec::new(),
        }
    }

    /// What `work` makes of every item, in the order of the items. Whatever `work` holds is let go of before this
    /// returns. One item alone is worked on by the thread that asks.
    ///
    /// # Errors
    /// [`WorkerPanicked`], with the first panic in the order of the items.
    pub fn map<T, R>(
        &self,
        items: Vec<T>,
        work: impl Fn(T) -> R + Send + Sync + 'static,
    ) -> Result<Vec<R>, WorkerPanicked>
    where
        T: Send + 'static,
        R: Send + 'static,
    {
        let count = items.len();
        let queue = match &self.queue {
            Some(queue) if count > 1 => queue,
            _ => {
                return items
                    .into_iter()
                    .map(|item| caught(|| work(item)))
                    .collect();
            }
        };
        let work = Arc::new(work);
        let (done, results) = bounded(count);
        for (index, item) in items.into_iter().enumerate() {
            let (work, done) = (Arc::clone(&work), done.clone());
            let job = move || {
                let result = caught(|| work(item));
                drop(work);
                // Whoever asked waits for all results.
                done.send((index, result)).ok();
            };
            if queue.send(Box::new(job)).is_err() {
                unreachable!("threads end only after the queue");
            }
        }
        drop(done);
        let mut found: Vec<Option<Result<R, WorkerPanicked>>> = (0..count).map(|_| None).collect();
        for (index, result) in results {
            found[index] = Some(result);
        }
        let all = found.into_iter().flatten();
        all.collect()
    }
}

/// The result of some work, or what its panic said.
fn caught<R>(work: impl FnOnce() -> R) -> Result<R, WorkerPanicked> {
    panic::catch_unwind(AssertUnwindSafe(work)).map_err(|payload| WorkerPanicked {
        reason: reason(&*payload),
    })
}

fn reason(payload: &(dyn Any + Send)) -> String {
    let text = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned());
    let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "a panic without a text".to_owned())
}

impl Drop for Workers {
    fn drop(&mut self) {
        // Without a sender the threads end by themselves.
        self.queue = None;
        for thread in self.threads.drain(..) {
            // Jobs catch their own panics.
            thread.join().ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items_and_nothing_is_held_on_to() {
        let shared = Arc::new(7_u64);
        for count in [1, 2, 5] {
            let workers = Workers::start(count).expect("threads");
            let theirs = Arc::clone(&shared);
            let results = workers.map((0..300_u64).collect(), move |item| item * *theirs);
            let expected: Vec<u64> = (0..300).map(|item| item * 7).collect();
            assert_eq!(results.expect("no panic"), expected);
            assert_eq!(Arc::strong_count(&shared), 1, "{count} workers");
        }
    }

    #[test]
    fn a_panic_is_an_error_and_the_next_work_is_done() {
        let workers = Workers::start(2).expect("threads");
        for items in [vec![1_u32], vec![0, 1, 2]] {
            let outcome = workers.map(items, |item| assert_ne!(item, 1, "one is wrong"));
            let reason = outcome.expect_err("a panic").reason;
            assert!(reason.contains("one is wrong"), "{reason}");
            assert_eq!(workers.map(vec![2, 3], |item| item), Ok(vec![2, 3]));
        }
    }
}
