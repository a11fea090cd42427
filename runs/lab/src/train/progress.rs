//! How far a run is, live on stderr.

use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::window::Window;
use crate::terminal::escape;
use crate::terminal::output::say;
use crate::terminal::table::number;

/// Time between two lines where stderr is a file or a pipe.
const PAUSE: Duration = Duration::from_secs(10);

/// A bar on a terminal, a line now and then elsewhere, nothing when quiet.
#[derive(Debug)]
pub struct Progress {
    shown: Shown,
    steps: u64,
    pace: Pace,
}

#[derive(Debug)]
enum Shown {
    Nothing,
    Bar(ProgressBar),
    Lines { last: Instant },
}

impl Progress {
    /// The display of a run of `steps` env steps, of which `done` are.
    pub fn new(quiet: bool, steps: u64, done: u64) -> Self {
        let shown = if quiet {
            Shown::Nothing
        } else if std::io::stderr().is_terminal() {
            let style = ProgressStyle::with_template("{bar:30} {percent:>3}%  {msg}");
            let bar = ProgressBar::new(steps);
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.set_position(done);
            Shown::Bar(bar)
        } else {
            Shown::Lines {
                last: Instant::now(),
            }
        };
        Self {
            shown,
            steps,
            pace: Pace::new(done),
        }
    }

    /// After an update: `done` env steps, and what has been summed up of late.
    pub fn tick(&mut self, done: u64, window: &Window) {
        self.pace.reach(done, Instant::now());
        let text = self.text(done, window);
        match &mut self.shown {
            Shown::Nothing => {}
            Shown::Bar(bar) => {
                bar.set_position(done);
                bar.set_message(escape::shown(text));
            }
            Shown::Lines { last } => {
                if last.elapsed() >= PAUSE || done >= self.steps {
                    *last = Instant::now();
                    let share = 100.0 * (done as f64 / self.steps as f64).min(1.0);
                    say(&format!("{share:5.1} %  {text}"));
                }
            }
        }
    }

    /// Takes the bar away, so that what follows stands alone.
    pub fn end(&self) {
        if let Shown::Bar(bar) = &self.shown {
            bar.finish_and_clear();
        }
    }

    fn text(&self, done: u64, window: &Window) -> String {
        let rate = self.pace.rate;
        let left = self.steps.saturating_sub(done) as f64 / rate.max(1e-9);
        let glance = match window.glance() {
            Some((returns, success, words)) => format!(
                "return {returns:+.3}  success {:.1} %  words {words}  ",
                100.0 * success
            ),
            None => String::new(),
        };
        format!(
            "{glance}{} env steps  {} steps/s  {} left",
            steps(done),
            number(rate),
            time(left)
        )
    }
}

/// Time over which the pace is smoothed, in seconds: long enough to be read, short enough to follow a
/// machine that others use too.
const MEMORY: f64 = 30.0;

/// Env steps a second, of late.
#[derive(Debug)]
struct Pace {
    rate: f64,
    began: Instant,
    last: Instant,
    done: u64,
}

impl Pace {
    fn new(done: u64) -> Self {
        let now = Instant::now();
        Self {
            rate: 0.0,
            began: now,
            last: now,
            done,
        }
    }

    fn reach(&mut self, done: u64, now: Instant) {
        let seconds = now.duration_since(self.last).as_secs_f64().max(1e-9);
        let rate = done.saturating_sub(self.done) as f64 / seconds;
        // At the beginning a plain mean, later one that forgets.
        let seen = now.duration_since(self.began).as_secs_f64();
        let weight = (seconds / seen.clamp(1e-9, MEMORY)).min(1.0);
        self.rate += weight * (rate - self.rate);
        (self.last, self.done) = (now, done);
    }
}

/// A number of steps, short.
fn steps(done: u64) -> String {
    match done {
        0..10_000 => done.to_string(),
        10_000..10_000_000 => format!("{:.0}k", done as f64 / 1e3),
        _ => format!("{:.1}M", done as f64 / 1e6),
    }
}

/// A time of so many seconds, in its two largest units.
pub fn time(seconds: f64) -> String {
    let seconds = seconds.clamp(0.0, 1e9) as u64;
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    match (hours, minutes) {
        (0, 0) => format!("{seconds} s"),
        (0, _) => format!("{minutes} min {:02} s", seconds % 60),
        _ => format!("{hours} h {minutes:02} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pace_is_that_of_late() {
        let mut pace = Pace::new(1000);
        let at = |seconds: u64| pace.began + Duration::from_secs(seconds);
        let times: Vec<Instant> = (1..=300).map(at).collect();
        for (second, now) in times.iter().enumerate().take(10) {
            pace.reach(1000 + 50 * (second as u64 + 1), *now);
        }
        assert!((pace.rate - 50.0).abs() < 1e-6, "{}", pace.rate);
        // Ten times as fast from then on: known after a few times the memory.
        for (second, now) in times.iter().enumerate().skip(10) {
            pace.reach(1500 + 500 * (second as u64 - 9), *now);
        }
        assert!((pace.rate - 500.0).abs() < 5.0, "{}", pace.rate);
    }

    #[test]
    fn times_and_steps_are_short() {
        assert_eq!(
            [5.9, 61.0, 3_725.0].map(time),
            ["5 s", "1 min 01 s", "1 h 02 min"]
        );
        assert_eq!(
            [999, 123_456, 20_480_000].map(steps),
            ["999", "123k", "20.5M"]
        );
    }
}
