//! The numbers in a structure of Thrift's compact protocol, as the headers of Parquet are.

/// Deepest nesting that is followed.
const DEEPEST: usize = 16;

/// Walks over one structure at the start of `bytes` and gives its length. Every number and every list is told
/// with the path of field numbers to it; a list counts as the number of its elements.
pub(super) fn walk(bytes: &[u8], tell: &mut dyn FnMut(&[i16], Told)) -> Option<usize> {
    let mut walk = Walk {
        bytes,
        at: 0,
        path: Vec::with_capacity(DEEPEST),
    };
    walk.structure(tell)?;
    Some(walk.at)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    Number(i64),
    List(u64),
}

struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
    path: Vec<i16>,
}

impl Walk<'_> {
    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn zigzag(&mut self) -> Option<i64> {
        let value = self.varint()?;
        Some((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    fn skip(&mut self, count: u64) -> Option<()> {
        let left = self.bytes.len() - self.at;
        let count = usize::try_from(count).ok().filter(|count| *count <= left)?;
        self.at += count;
        Some(())
    }

    fn structure(&mut self, tell: &mut dyn FnMut(&[i16], Told)) -> Option<()> {
        if self.path.len() == DEEPEST {
            return None;
        }
        let mut field = 0_i16;
        loop {
            let head = self.byte()?;
            let kind = head & 0x0f;
            if kind == 0 {
                return Some(());
            }
            field = match head >> 4 {
                0 => i16::try_from(self.zigzag()?).ok()?,
                step => field.checked_add(i16::from(step))?,
            };
            self.path.push(field);
            // The value of a boolean field is its kind.
            if kind > 2 {
                self.value(kind, tell)?;
            }
            self.path.pop();
        }
    }

    fn value(&mut self, kind: u8, tell: &mut dyn FnMut(&[i16], Told)) -> Option<()> {
        match kind {
            1..=3 => self.skip(1),
            4..=6 => {
                let number = self.zigzag()?;
                tell(&self.path, Told::Number(number));
                Some(())
            }
            7 => self.skip(8),
            8 => {
                let length = self.varint()?;
                self.skip(length)
            }
            9 | 10 => {
                let head = self.byte()?;
                let count = match head >> 4 {
                    15 => self.varint()?,
                    count => u64::from(count),
                };
                tell(&self.path, Told::List(count));
                if count > (self.bytes.len() - self.at) as u64 {
                    return None;
                }
                for _ in 0..count {
                    self.value(head & 0x0f, tell)?;
                }
                Some(())
            }
            12 => self.structure(tell),
            // Maps, which Parquet has none of.
            _ => None,
        }
    }
}
