//! Many short lists in two flat ones.

/// Lists of `T`, one behind the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lists<T> {
    values: Vec<T>,
    ends: Vec<u32>,
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Self {
            values: Vec::new(),
            ends: Vec::new(),
        }
    }
}

impl<T: Copy> Lists<T> {
    pub(super) fn clear(&mut self) {
        self.values.clear();
        self.ends.clear();
    }

    /// Room for what `line` can hold at most, so that nothing is copied while it grows: growing by
    /// doubling would need three times the room.
    pub(super) fn make_room(&mut self, line: &[u8]) {
        let count = |byte: u8| line.iter().filter(|one| **one == byte).count();
        let lists = count(b'[');
        self.values.reserve_exact(count(b',') + lists);
        self.ends.reserve_exact(lists);
    }

    pub(super) fn push(&mut self, value: T) {
        self.values.push(value);
    }

    /// The values since the last end are a list.
    pub(super) fn end(&mut self) {
        self.ends.push(self.values.len() as u32);
    }

    /// How many values were pushed since the last end.
    pub(super) fn open(&self) -> usize {
        self.values.len() - self.ends.last().map_or(0, |end| *end as usize)
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn get(&self, index: usize) -> Option<&[T]> {
        let end = *self.ends.get(index)? as usize;
        let start = match index {
            0 => 0,
            _ => self.ends[index - 1] as usize,
        };
        self.values.get(start..end)
    }
}
