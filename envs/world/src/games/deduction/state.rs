//! How components are written and read back. A value that cannot be is refused.

use super::colours::{COLOURS, NOBODY};
use super::components::{
    Activity, Asked, Cooldown, Doing, Identity, Life, Place, Sight, Spots, Tasks, Witnessed,
};
use super::rooms::ROOMS;
use super::table::{Counts, Meeting, Phase, Roll, Setting, Ticks};
use crate::grid::Position;
use crate::state::State;
use protolang_spec::error::EnvError;
use protolang_spec::words::Reader;
use protolang_spec::words::Words;

fn colour(from: &mut Reader<'_>) -> Result<u8, EnvError> {
    Some(from.byte()?)
        .filter(|colour| usize::from(*colour) < COLOURS || *colour == NOBODY)
        .ok_or_else(|| EnvError::restore("a colour does not exist"))
}

fn room(from: &mut Reader<'_>) -> Result<u8, EnvError> {
    Some(from.byte()?)
        .filter(|room| usize::from(*room) < ROOMS)
        .ok_or_else(|| EnvError::restore("a room does not exist"))
}

/// One of a few values, by its number.
fn one_of<T: Copy>(all: &[T], from: &mut Reader<'_>) -> Result<T, EnvError> {
    all.get(usize::from(from.byte()?))
        .copied()
        .ok_or_else(|| EnvError::restore("a state of affairs does not exist"))
}

/// Bytes that are written one after the other.
fn put(words: &mut dyn Words, bytes: &[u8]) {
    bytes.iter().for_each(|byte| words.put(u64::from(*byte)));
}

fn take<const N: usize>(from: &mut Reader<'_>) -> Result<[u8; N], EnvError> {
    let mut bytes = [0; N];
    for byte in &mut bytes {
        *byte = from.byte()?;
    }
    Ok(bytes)
}

impl State for Identity {
    fn write(&self, words: &mut dyn Words) {
        put(words, &[self.colour, u8::from(self.impostor)]);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, EnvError> {
        let colour = colour(from)?;
        let impostor = from.flag()?;
        if colour == NOBODY {
            return Err(EnvError::restore("an agent has no colour"));
        }
        Ok(Self { colour, impostor })
    }
}

impl State for Life {
    fn write(&self, words: &mut dyn Words) {
        words.put(*self as u64);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, EnvError> {
        one_of(&[Self::Alive, Self::Body, Self::Gone], from)
    }
}

impl State for Place {
    fn write(&self, words: &mut dyn Words) {
        put(words, &[self.room, self.from]);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, EnvError> {
        Ok(Self {
            room: room(from)?,
            from: room(from)?,
        })
    }
}

impl State for Activity {
    fn write(&self, words: &mut dyn Words) {
        put(words, &[self.doing as u8, self.timer, self.object]);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, EnvError> {
        use Doing::{Free, Reporting, Waiting, Walking, Working};
        Ok(Self {
            doing: one_of(&[Free, Waiting, Walking, Working, Reporting], from)?,
            timer: from.byte()?,
            object: from.byte()?,
        })
    }
}

impl State for Tasks {
    fn write(&self, words: &mut dyn Words) {
        put(words, &self.rooms);
        put(words, &[self.open]);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, EnvError> {
        let mut tasks = Self::default();
        for place in &mut tasks.rooms {
            *place = room(from)?;
        }
        tasks.open = from.byte()?;
        Ok(tasks)
    }
}

impl State for Spots {
    fn write(&self, words: &mut dyn Words) {
        self.0.iter().for_each(|spot| spot.write(words));
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, EnvError> {
        let mut spots = Self::default();
        for spot in &mut spots.0 {
            *spot = Position::read(from)?;
        }
        Ok(spots)
    }
}

impl State for Cooldown {
    fn write(&self, words: &mut dyn Words) {
        words.put(u64::from(self.0));
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, EnvError> {
        Ok(Self(from.byte()?))
    }
}

impl State for Sight {
    fn write(&self, words: &mut dyn Words) {
        put(words, &[self.room, self.here, self.entering, self.leaving]);
        words.put(u64::from(self.ways));
        put(words, &[self.bodies, self.tasks, self.cooldown]);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, EnvError> {
        let room = room(from)?;
        let [here, entering, leaving] = take(from)?;
        let ways = from.narrow()?;
        let [bodies, tasks, cooldown] = take(from)?;
        Ok(Self {
            room,
            here,
            entering,
            leaving,
            ways,
            bodies,
            tasks,
            cooldown,
        })
    }
}

impl State for Witnessed {
    fn write(&self, words: &mut dyn Words) {
        let now = [self.killers_now, self.victims_now];
        put(words, &now);
        put(words, &[self.killers, self.victims, self.ever]);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, EnvError> {
        let [killers_now, victims_now, killers, victims, ever] = take(from)?;
        Ok(Self {
            killers_now,
            victims_now,
            killers,
            victims,
            ever,
        })
    }
}

impl State for Asked {
    fn write(&self, words: &mut dyn Words) {
        words.put(u64::from(self.0));
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, EnvError> {
        Ok(Self(from.flag()?))
    }
}

impl State for Phase {
    fn write(&self, words: &mut dyn Words) {
        words.put(*self as u64);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, EnvError> {
        one_of(&[Self::Play, Self::Query, Self::Message, Self::Vote], from)
    }
}

impl State for Ticks {
    fn write(&self, words: &mut dyn Words) {
        words.put(u64::from(self.0));
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, EnvError> {
        Ok(Self(from.narrow()?))
    }
}

impl State for Setting {
    fn write(&self, words: &mut dyn Words) {
        put(words, &[self.width, self.height, self.tasks]);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, EnvError> {
        let [width, height, tasks] = take(from)?;
        Ok(Self {
            width,
            height,
            tasks,
        })
    }
}

impl State for Roll {
    fn write(&self, words: &mut dyn Words) {
        words.put(u64::from(self.0));
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, EnvError> {
        Ok(Self(from.byte()?))
    }
}

impl State for Meeting {
    fn write(&self, words: &mut dyn Words) {
        put(words, &[self.held, self.speakers, self.said, self.last]);
        put(
            words,
            &[self.reporter, self.victim, self.room, self.ejected],
        );
        put(words, &self.order);
        put(words, &self.votes);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, EnvError> {
        let [held, speakers, said] = take(from)?;
        let (last, reporter, victim) = (colour(from)?, colour(from)?, colour(from)?);
        Ok(Self {
            held,
            speakers,
            said,
            last,
            reporter,
            victim,
            room: room(from)?,
            ejected: colour(from)?,
            order: take(from)?,
            votes: take(from)?,
        })
    }
}

impl State for Counts {
    fn write(&self, words: &mut dyn Words) {
        let list = self.list(Ticks(0));
        list[1..]
            .iter()
            .for_each(|count| words.put(u64::from(*count)));
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, EnvError> {
        Ok(Self {
            decisions: from.narrow()?,
            surveys: from.narrow()?,
            votes: from.narrow()?,
            messages: from.narrow()?,
            discussions: from.narrow()?,
            witnesses: from.narrow()?,
            kills: from.narrow()?,
            tasks: from.narrow()?,
        })
    }
}
