//! Jobs shared by workers, with results in order.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use protolang_agents::threads;

use crate::error::Failure;

/// Does jobs 0..`jobs` on at most so many workers. Each worker `start`s with something of its own, such as
/// networks, which it takes from job to job. Gives the results in the order of the jobs, whoever did them,
/// and what the workers are left with, in no order that means anything.
///
/// # Errors
/// What a job fails with, [`Failure::Internal`] if a worker is lost.
pub fn each<S: Send, T: Send>(
    jobs: usize,
    workers: usize,
    start: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, usize) -> Result<T, Failure> + Sync,
) -> Result<(Vec<T>, Vec<S>), Failure> {
    let next = AtomicUsize::new(0);
    let run = || -> Result<(Vec<(usize, T)>, S), Failure> {
        threads::single();
        let mut own = start();
        let mut done = Vec::new();
        loop {
            let job = next.fetch_add(1, Ordering::Relaxed);
            if job >= jobs {
                return Ok((done, own));
            }
            done.push((job, work(&mut own, job)?));
        }
    };
    let (mut results, mut left) = (Vec::with_capacity(jobs), Vec::new());
    thread::scope(|scope| {
        let mut handles = Vec::new();
        for worker in 0..workers.clamp(1, jobs.max(1)) {
            let thread = thread::Builder::new()
                .name(format!("eval-{worker}"))
                .spawn_scoped(scope, run)
                .map_err(|error| Failure::Internal(format!("cannot start a worker: {error}")))?;
            handles.push(thread);
        }
        for handle in handles {
            let (done, own) = handle.join().map_err(|_| {
                Failure::Internal("a worker of the evaluation has been lost".to_owned())
            })??;
            results.extend(done);
            left.push(own);
        }
        Ok::<_, Failure>(())
    })?;
    results.sort_unstable_by_key(|(job, _)| *job);
    Ok((
        results.into_iter().map(|(_, result)| result).collect(),
        left,
    ))
}
