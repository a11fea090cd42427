//! Replays in the terminal: step forward and back, go from episode to episode.

use std::cell::Cell;
use std::time::{Duration, Instant};

use ratatui::crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Stylize as _;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::picture;
use super::screen::Screen;
use crate::error::Failure;
use protolang_records::files::entry::Entry;
use protolang_records::replay::film::Film;
use protolang_records::replay::record::Replay;

/// Time between two steps while playing.
const PACE: Duration = Duration::from_millis(500);

/// Keys and what they do, in the order of the screen, each with its rank: where there is no room for all, those of the
/// highest ranks are left out.
const KEYS: [(&str, &str, u8); 7] = [
    ("←/→", "step", 1),
    ("home/end", "first/last", 5),
    ("space", "play", 3),
    ("↑/↓", "episode", 4),
    (SCROLL, "scroll", 2),
    ("</>", "sideways", 6),
    ("q", "quit", 0),
];
const SCROLL: &str = "pgup/pgdn";

/// Columns that a key shifts the picture by.
const SHIFT: u16 = 8;
/// Height from which the title may take two lines.
const TALL: u16 = 24;

/// What is shown.
#[derive(Debug)]
pub struct Viewer {
    files: Vec<Entry>,
    episode: usize,
    replay: Replay,
    film: Film,
    frame: usize,
    playing: bool,
    /// Lines and columns of the picture that are scrolled away, if there are as many.
    scrolled: (u16, u16),
    /// Lines of the picture that the last screen had room for.
    room: Cell<u16>,
    /// Lines and columns that it had no room for.
    most: Cell<(u16, u16)>,
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
            scrolled: (0, 0),
            room: Cell::new(1),
            most: Cell::new((0, 0)),
        })
    }

    /// Shows it until somebody quits.
    ///
    /// # Errors
    /// [`Failure::Internal`]: the terminal fails; [`Failure::Unreadable`]: another episode cannot be read.
    pub fn show(&mut self) -> Result<(), Failure> {
        let mut screen = Screen::take().map_err(|error| broken(&error))?;
        self.run(&mut screen)
    }

    fn run(&mut self, screen: &mut Screen) -> Result<(), Failure> {
        let mut stepped = Instant::now();
        loop {
            screen
                .draw(|screen| self.draw(screen))
                .map_err(|error| broken(&error))?;
            let patience = match self.playing {
                true => PACE.saturating_sub(stepped.elapsed()),
                false => Duration::from_secs(3600),
            };
            match screen.wait(patience).map_err(|error| broken(&error))? {
                Some(Event::Key(key)) if key.kind == KeyEventKind::Press => {
                    if quits(key) {
                        return Ok(());
                    }
                    if is_control(key, 'z') {
                        screen.stop().map_err(|error| broken(&error))?;
                    } else {
                        self.press(key.code)?;
                    }
                    stepped = Instant::now();
                }
                None if self.playing && stepped.elapsed() >= PACE => {
                    self.step(1);
                    stepped = Instant::now();
                    self.playing = self.frame + 1 < self.film.frames.len();
                }
                _ => {}
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
            KeyCode::PageDown | KeyCode::Char('j') => self.scroll(1, 0),
            KeyCode::PageUp | KeyCode::Char('k') => self.scroll(-1, 0),
            KeyCode::Char('>' | 'l') => self.scroll(0, 1),
            KeyCode::Char('<' | 'h') => self.scroll(0, -1),
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

    fn scroll(&mut self, pages: i16, shifts: i16) {
        let (lines, columns) = &mut self.scrolled;
        let page = self.room.get().max(2) as i16 / 2;
        let most = self.most.get();
        *lines = lines.saturating_add_signed(pages * page).min(most.0);
        *columns = columns
            .saturating_add_signed(shifts * SHIFT as i16)
            .min(most.1);
    }

    /// Draws the screen: what the episode is, the picture with the table of agents under it, where we are, the
    /// keys. The picture is made smaller, and at last scrolled, where there is no room for it.
    pub fn draw(&self, screen: &mut ratatui::Frame<'_>) {
        let area = screen.area();
        let title = head(&picture::title(&self.replay), area);
        let [top, main, place, keys] = Layout::vertical([
            Constraint::Length(title.len() as u16),
            Constraint::Min(0),
            Constraint::Length(1),
            Constraint::Length(1),
        ])
        .areas(area);
        let frame = &self.film.frames[self.frame];
        let lines = picture::fitted(&self.film, frame, (main.width.into(), main.height.into()));
        let width = lines.iter().map(|line| line.chars().count()).max();
        let beyond =
            |all: usize, room: u16| (all.min(usize::from(u16::MAX)) as u16).saturating_sub(room);
        let most = (
            beyond(lines.len(), main.height),
            beyond(width.unwrap_or(0), main.width),
        );
        let at = (self.scrolled.0.min(most.0), self.scrolled.1.min(most.1));
        self.room.set(main.height);
        self.most.set(most);
        let text = |lines: Vec<String>| lines.into_iter().map(Line::from).collect::<Vec<_>>();
        let bold = title.into_iter().map(|line| Line::from(line).bold());
        screen.render_widget(Paragraph::new(bold.collect::<Vec<_>>()), top);
        screen.render_widget(Paragraph::new(text(lines)).scroll(at), main);
        screen.render_widget(Line::from(self.place(at, most)).dim(), place);
        screen.render_widget(Line::from(keys_for(keys.width, most)).reversed(), keys);
    }

    /// Where we are.
    fn place(&self, at: (u16, u16), most: (u16, u16)) -> String {
        let more = match (at.0 > 0, at.0 < most.0) {
            (false, false) => "",
            (false, true) => " ↓ more  ",
            (true, true) => " ↑↓ more  ",
            (true, false) => " ↑ more  ",
        };
        format!(
            "{more} step {} of {}   episode {} of {}",
            self.frame,
            self.film.frames.len() - 1,
            self.episode + 1,
            self.files.len()
        )
    }
}

fn is_control(key: KeyEvent, letter: char) -> bool {
    key.code == KeyCode::Char(letter) && key.modifiers.contains(KeyModifiers::CONTROL)
}

/// `q`, escape, and Ctrl-C, which is no signal while the terminal is ours.
fn quits(key: KeyEvent) -> bool {
    matches!(key.code, KeyCode::Char('q') | KeyCode::Esc) || is_control(key, 'c')
}

/// The title in as many lines as it may take, the last one cut.
fn head(title: &str, area: Rect) -> Vec<String> {
    let width = usize::from(area.width.max(2));
    let most = if area.height >= TALL { 2 } else { 1 };
    let mut lines = vec![String::new()];
    for word in title.split(' ') {
        let line = lines.last_mut().expect("a line");
        if line.chars().count() + 1 + word.chars().count() <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(format!(" {word}"));
        }
    }
    let cut = lines.len() > most;
    lines.truncate(most);
    if let Some(last) = lines.last_mut().filter(|_| cut) {
        *last = last.chars().take(width - 1).chain(['…']).collect();
    }
    lines
}

/// The keys that there is room for; those that scroll only where something is scrolled away.
fn keys_for(width: u16, most: (u16, u16)) -> String {
    let shown = |rank: u8| {
        let keys = KEYS.iter().filter(|(key, _, own)| {
            let of_use = match *key {
                SCROLL => most.0 > 0,
                "</>" => most.1 > 0,
                _ => true,
            };
            of_use && *own <= rank
        });
        let words: Vec<String> = keys.map(|(key, what, _)| format!("{key} {what}")).collect();
        format!(" {} ", words.join("   "))
    };
    (0..=KEYS.len() as u8)
        .rev()
        .map(shown)
        .find(|line| line.chars().count() <= usize::from(width))
        .unwrap_or_else(|| shown(0))
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
