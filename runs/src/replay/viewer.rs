//! Replays in the terminal: step forward and back, go from episode to episode.

use std::time::{Duration, Instant};

use ratatui::Frame as Screen;
use ratatui::crossterm::event::{self, Event, KeyCode, KeyEventKind};
use ratatui::layout::{Constraint, Layout};
use ratatui::style::Stylize as _;
use ratatui::text::Line;
use ratatui::widgets::{Block, Paragraph};

use super::frames::Film;
use super::picture;
use super::record::Replay;
use crate::error::Failure;
use crate::store::entry::Entry;

/// Time between two steps while playing.
const PACE: Duration = Duration::from_millis(500);

const KEYS: &str = " ←/→ step   home/end first/last   space play   ↑/↓ episode   q quit ";

/// What is shown.
#[derive(Debug)]
pub struct Viewer {
    files: Vec<Entry>,
    episode: usize,
    replay: Replay,
    film: Film,
    frame: usize,
    playing: bool,
}

impl Viewer {
    /// Opens one of several replay files.
    ///
    /// # Errors
    /// [`Failure::Unreadable`]: it cannot be read or played.
    pub fn open(
        files: impl IntoIterator<Item = impl Into<Entry>>,
        episode: usize,
    ) -> Result<Self, Failure> {
        let files: Vec<Entry> = files.into_iter().map(Into::into).collect();
        let (replay, film) = load(&files[episode])?;
        Ok(Self {
            files,
            episode,
            replay,
            film,
            frame: 0,
            playing: false,
        })
    }

    /// Shows it until somebody quits.
    ///
    /// # Errors
    /// [`Failure::Internal`]: the terminal fails; [`Failure::Unreadable`]: another episode cannot be read.
    pub fn show(&mut self) -> Result<(), Failure> {
        let mut terminal = ratatui::try_init().map_err(|error| broken(&error))?;
        let outcome = self.run(&mut terminal);
        ratatui::restore();
        outcome
    }

    fn run(&mut self, terminal: &mut ratatui::DefaultTerminal) -> Result<(), Failure> {
        let mut stepped = Instant::now();
        loop {
            terminal
                .draw(|screen| self.draw(screen))
                .map_err(|error| broken(&error))?;
            let patience = match self.playing {
                true => PACE.saturating_sub(stepped.elapsed()),
                false => Duration::from_secs(3600),
            };
            if event::poll(patience).map_err(|error| broken(&error))? {
                match event::read().map_err(|error| broken(&error))? {
                    Event::Key(key) if key.kind == KeyEventKind::Press => {
                        if key.code == KeyCode::Char('q') || key.code == KeyCode::Esc {
                            return Ok(());
                        }
                        self.press(key.code)?;
                        stepped = Instant::now();
                    }
                    _ => {}
                }
            } else if self.playing {
                self.step(1);
                stepped = Instant::now();
                self.playing = self.frame + 1 < self.film.frames.len();
            }
        }
    }

    /// Does what a key asks for.
    ///
    /// # Errors
    /// [`Failure::Unreadable`]: another episode cannot be read.
    pub fn press(&mut self, key: KeyCode) -> Result<(), Failure> {
        let last = self.film.frames.len() - 1;
        match key {
            KeyCode::Right | KeyCode::Char('n') => self.step(1),
            KeyCode::Left | KeyCode::Char('p') => self.step(-1),
            KeyCode::Home => self.frame = 0,
            KeyCode::End => self.frame = last,
            KeyCode::Down => self.turn(1)?,
            KeyCode::Up => self.turn(-1)?,
            KeyCode::Char(' ') => {
                if self.frame == last {
                    self.frame = 0;
                }
                self.playing = !self.playing;
            }
            _ => {}
        }
        Ok(())
    }

    fn step(&mut self, by: isize) {
        let last = self.film.frames.len() - 1;
        self.frame = self.frame.saturating_add_signed(by).min(last);
    }

    fn turn(&mut self, by: isize) -> Result<(), Failure> {
        let episode = self
            .episode
            .saturating_add_signed(by)
            .min(self.files.len() - 1);
        if episode != self.episode {
            let (replay, film) = load(&self.files[episode])?;
            (self.episode, self.replay, self.film, self.frame) = (episode, replay, film, 0);
        }
        Ok(())
    }

    /// Draws the screen.
    pub fn draw(&self, screen: &mut Screen<'_>) {
        let [main, keys] =
            Layout::vertical([Constraint::Min(0), Constraint::Length(1)]).areas(screen.area());
        let last = self.film.frames.len() - 1;
        let place = format!(
            " step {} of {last}   episode {} of {} ",
            self.frame,
            self.episode + 1,
            self.files.len()
        );
        let block = Block::bordered()
            .title(format!(" {} ", picture::title(&self.replay)).bold())
            .title_bottom(place);
        let lines: Vec<Line<'_>> = picture::lines(&self.film, &self.film.frames[self.frame])
            .into_iter()
            .map(Line::from)
            .collect();
        screen.render_widget(Paragraph::new(lines).block(block), main);
        screen.render_widget(Line::from(KEYS).reversed(), keys);
    }
}

/// A replay that is as it was written, played again.
///
/// # Errors
/// [`Failure::Unreadable`]: it cannot be read or played, or was changed since it was written.
pub fn load(at: &Entry) -> Result<(Replay, Film), Failure> {
    let (replay, intact) = Replay::read(at)?;
    if !intact {
        return Err(Failure::Unreadable(format!(
            "{} was changed since it was written: protolang replay --verify names the first wrong step",
            at.display()
        )));
    }
    let film = Film::play(&replay)?;
    if let Some(reason) = &film.refused {
        return Err(Failure::Unreadable(format!(
            "{} cannot be played at step {}: {reason}",
            at.display(),
            film.frames.len()
        )));
    }
    Ok((replay, film))
}

fn broken(error: &std::io::Error) -> Failure {
    Failure::Internal(format!("the terminal fails: {error}"))
}
