//! Many short lists in two flat ones.

/// Values from which on a list is moved rather than copied.
const LARGE: usize = 1 << 14;

/// What lists need room for.
#[derive(Clone, Copy)]
pub(super) struct Room {
    pub(super) values: usize,
    pub(super) lists: usize,
}

impl Room {
    /// The numbers and texts of a line of JSON, at most, and its lists.
    pub(super) fn of(line: &str) -> Self {
        let (mut values, mut quotes, mut lists) = (0, 0_usize, 0);
        let mut inside = false;
        for byte in line.bytes() {
            let number = matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
            values += usize::from(number && !inside);
            quotes += usize::from(byte == b'"');
            lists += usize::from(byte == b'[');
            inside = number;
        }
        let values = values + quotes.div_ceil(2);
        Self { values, lists }
    }
}

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

    /// Makes room, so that nothing is copied while it grows: growing by doubling would need three times
    /// the room.
    pub(super) fn make_room(&mut self, room: Room) {
        self.values.reserve_exact(room.values);
        self.ends.reserve_exact(room.lists);
    }

    /// Values of all lists.
    pub(super) fn values(&self) -> usize {
        self.values.len()
    }

    /// A list, moved where it is the only one and so large that copying would cost more than room to spare.
    pub(super) fn give(&mut self, index: usize) -> Option<Vec<T>> {
        if self.ends.len() == 1 && index == 0 && self.values.len() > LARGE {
            // The list stays there, empty.
            self.ends[0] = 0;
            return Some(std::mem::take(&mut self.values));
        }
        self.get(index).map(<[T]>::to_vec)
    }

    pub(super) fn push(&mut self, value: T) {
        self.values.push(value);
    }

    pub(super) fn push_list(&mut self, list: &[T]) {
        self.values.reserve_exact(list.len());
        self.values.extend_from_slice(list);
        self.end();
    }

    /// The values since the last end are a list.
    pub(super) fn end(&mut self) {
        self.ends.push(self.values.len() as u32);
    }

    /// How many values were pushed since the last end.
    pub(super) fn open(&self) -> usize {
        self.values.len() - self.ends.last().map_or(0, |end| *end as usize)
    }

    /// Makes every value a list of its own.
    pub(super) fn split(&mut self) {
        self.ends = (1..=self.values.len() as u32).collect();
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
