//! Texts, numbered in the order of their first occurrence.

use std::hash::{BuildHasher as _, RandomState};

/// All texts in one, and a table of their numbers: a map of texts would take five times the room.
#[derive(Debug, Default)]
pub(super) struct Interner {
    text: String,
    ends: Vec<usize>,
    /// Numbers plus one by the hash of their text; 0 is free. Never more than three quarters full.
    slots: Vec<u32>,
    hash: RandomState,
}

impl Interner {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    fn get(&self, number: usize) -> &str {
        let start = match number {
            0 => 0,
            _ => self.ends[number - 1],
        };
        &self.text[start..self.ends[number]]
    }

    /// The texts, by their numbers.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|number| self.get(number))
    }

    /// The slot of a text: the one that it has, or a free one.
    fn slot(&self, text: &str) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = self.hash.hash_one(text) as usize & mask;
        while self.slots[slot] != 0 && self.get(self.slots[slot] as usize - 1) != text {
            slot = (slot + 1) & mask;
        }
        slot
    }

    /// The number of a text, and whether it is new.
    pub(super) fn number(&mut self, text: &str) -> (usize, bool) {
        if 4 * (self.len() + 1) > 3 * self.slots.len() {
            let wider = (2 * self.slots.len()).max(16);
            self.slots = Vec::new();
            self.slots.resize(wider, 0);
            for number in 0..self.len() {
                let slot = self.slot(self.get(number));
                self.slots[slot] = number as u32 + 1;
            }
        }
        let slot = self.slot(text);
        if self.slots[slot] != 0 {
            return (self.slots[slot] as usize - 1, false);
        }
        self.text.push_str(text);
        self.ends.push(self.text.len());
        self.slots[slot] = self.ends.len() as u32;
        (self.ends.len() - 1, true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_numbered_as_they_come() {
        let mut interner = Interner::default();
        for round in [true, false] {
            for number in 0..1000 {
                let text = format!("{}", number * 7);
                assert_eq!(interner.number(&text), (number, round));
            }
        }
        assert_eq!(interner.number(""), (1000, true));
        assert_eq!(interner.number(""), (1000, false));
        assert_eq!(interner.len(), 1001);
    }
}
