//! The same work many times over, on several threads, with results in order.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// `work` for each of 0..n, on at most `workers` threads. What comes back does not depend on them.
pub(crate) fn map<T: Send>(n: usize, workers: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let threads = workers.min(n);
    if threads < 2 {
        return (0..n).map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(n));
    let run = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= n {
                break;
            }
            let result = work(index);
            // A lock is poisoned only by a panic, which the scope passes on.
            if let Ok(mut done) = done.lock() {
                done.push((index, result));
            }
        }
    };
    std::thread::scope(|scope| {
        for worker in 1..threads {
            let name = format!("statistics-{worker}");
            // Without another thread this one does all of the work.
            std::thread::Builder::new()
                .name(name)
                .spawn_scoped(scope, run)
                .ok();
        }
        run();
    });
    let mut done = done
        .into_inner()
        .unwrap_or_else(|poisoned| poisoned.into_inner());
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn results_are_in_order_for_any_number_of_threads() {
        let squares: Vec<usize> = (0..100).map(|i| i * i).collect();
        for workers in [0, 1, 2, 7, 200] {
            assert_eq!(super::map(100, workers, |i| i * i), squares);
        }
    }

    #[test]
    fn what_takes_longest_still_comes_first() {
        // The first piece waits until others are done, for a while at most.
        let done = std::sync::atomic::AtomicUsize::new(0);
        let slow_first = |i: usize| {
            let others = || done.load(std::sync::atomic::Ordering::Relaxed);
            let mut patience = 200_000_000_u64;
            while i == 0 && others() < 5 && patience > 0 {
                patience -= 1;
                std::hint::spin_loop();
            }
            done.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            i
        };
        assert_eq!(super::map(20, 2, slow_first), (0..20).collect::<Vec<_>>());
    }
}
