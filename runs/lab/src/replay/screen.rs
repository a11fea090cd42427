//! The terminal while it is ours. It is given back whatever ends the process: a return, a panic, or a signal.

use std::io::{self, stdout};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::cursor::Show;
use ratatui::crossterm::event::{self, Event};
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{EnterAlternateScreen, enable_raw_mode};
use ratatui::{DefaultTerminal, Terminal};
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGSTOP, SIGTERM, SIGTSTP};
use signal_hook::flag::register_usize;
use signal_hook::low_level::{emulate_default_handler, raise};

/// Signals that end the process, or stop it for a while.
const SIGNALS: [i32; 5] = [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP];

/// Longest time until a signal is seen.
const PATIENCE: Duration = Duration::from_millis(50);

/// The terminal, with a screen of its own.
#[derive(Debug)]
pub struct Screen {
    terminal: DefaultTerminal,
    /// The last signal that came; 0 where none has.
    signal: Arc<AtomicUsize>,
}

impl Screen {
    /// Takes the terminal over.
    ///
    /// # Errors
    /// Those of the operating system.
    pub fn take() -> io::Result<Self> {
        let signal = Arc::new(AtomicUsize::new(0));
        for one in SIGNALS {
            register_usize(one, Arc::clone(&signal), one as usize)?;
        }
        Ok(Self {
            // It also sees to panics.
            terminal: ratatui::try_init()?,
            signal,
        })
    }

    /// Draws on it.
    ///
    /// # Errors
    /// Those of the operating system.
    pub fn draw(&mut self, draw: impl FnOnce(&mut ratatui::Frame<'_>)) -> io::Result<()> {
        self.terminal.draw(draw).map(|_| ())
    }

    /// Waits for a key and the like; nothing came where the time is over, or where the screen has to be drawn
    /// again. A signal that ends the process does so here.
    ///
    /// # Errors
    /// Those of the operating system.
    pub fn wait(&mut self, time: Duration) -> io::Result<Option<Event>> {
        let began = Instant::now();
        loop {
            let signal = self.signal.swap(0, Ordering::SeqCst) as i32;
            if signal == SIGTSTP {
                self.stop()?;
                return Ok(None);
            }
            if signal != 0 {
                give_back();
                emulate_default_handler(signal)?;
            }
            let left = time.saturating_sub(began.elapsed());
            if event::poll(left.min(PATIENCE))? {
                return event::read().map(Some);
            }
            if left <= PATIENCE {
                return Ok(None);
            }
        }
    }

    /// Gives the terminal back until somebody lets the process go on.
    ///
    /// # Errors
    /// Those of the operating system.
    pub fn stop(&mut self) -> io::Result<()> {
        give_back();
        raise(SIGSTOP)?;
        enable_raw_mode()?;
        execute!(stdout(), EnterAlternateScreen)?;
        // A new one, which takes the screen for empty: to clear it would ask the terminal where its cursor is.
        self.terminal = Terminal::new(CrosstermBackend::new(stdout()))?;
        Ok(())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

fn give_back() {
    // There may be no terminal any more, and nobody to tell.
    ratatui::try_restore().ok();
    execute!(stdout(), Show).ok();
}
