//! What happens to a codebook beside gradients: moving averages, and new places for codes that nobody
//! uses.

use rand::Rng as _;
use rand::rngs::ChaCha8Rng;

use crate::config::CodebookUpdate;
use crate::perception::{CODEBOOK, IDLE, Perception, SIZES, SUMS};

/// Added to every average size, so that no code is divided by nothing (van den Oord et al. 2017, appendix
/// A.1, with Laplace smoothing as usual).
const SMOOTHING: f32 = 1e-5;

/// A minibatch of vectors of one network, as the levels of its codebook saw them.
#[derive(Debug)]
pub struct Seen<'a> {
    /// Nearest code of each level, `[rows, levels]`; -1 in rows in which nothing was seen.
    pub indices: &'a [i64],
    /// What each level had to express, `[rows, D]` each.
    pub residuals: Vec<&'a [f32]>,
}

/// How often each code was the nearest in a minibatch, and which codes were replaced.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Vectors near each code in this minibatch, `[levels * K]`.
    pub counts: Vec<u64>,
    /// Codes that took the place of a vector.
    pub replaced: Vec<usize>,
}

impl Perception {
    /// Keeps the codebook of one network after a minibatch; `own` are all numbers of
    /// [`Self::parameters`], one after the other. Codes move to the moving average of the vectors nearest
    /// to them, where the config says so; a code that was not used for `reset_after` minibatches takes the
    /// place of a vector of this one, drawn by `rng`.
    ///
    /// # Panics
    /// If lengths do not fit.
    pub fn keep(&self, own: &mut [f32], seen: &Seen<'_>, rng: &mut ChaCha8Rng) -> Kept {
        let (levels, codes) = (self.levels(), self.codes());
        let width = self.config().dimension;
        let mut counts = vec![0_u64; levels * codes];
        let rows = seen.indices.chunks_exact(levels).enumerate();
        let rows: Vec<(usize, &[i64])> = rows.filter(|(_, row)| row[0] >= 0).collect();
        if rows.is_empty() {
            return Kept {
                counts,
                replaced: Vec::new(),
            };
        }
        for (_, row) in &rows {
            for (level, code) in row.iter().enumerate() {
                counts[level * codes + *code as usize] += 1;
            }
        }
        let mut parts = self.parts(own);
        if self.config().codebook_update == CodebookUpdate::Ema {
            parts.average(seen, &rows, &counts, codes, width, self.config().ema_decay);
        }
        let mut replaced = Vec::new();
        for (code, count) in counts.iter().enumerate() {
            let idle = &mut parts.idle[code];
            *idle = if *count == 0 { *idle + 1.0 } else { 0.0 };
            let after = self.config().reset_after;
            if after == 0 || *idle < after as f32 {
                continue;
            }
            *idle = 0.0;
            let vectors = seen.residuals[code / codes];
            let drawn = ((u64::from(rng.next_u32()) * rows.len() as u64) >> 32) as usize;
            let row = rows[drawn].0;
            parts.put(code, &vectors[row * width..][..width]);
            replaced.push(code);
        }
        Kept { counts, replaced }
    }

    /// Where among [`Self::parameters`], flat, a code lies.
    pub fn place_of_code(&self, code: usize) -> std::ops::Range<usize> {
        let width = self.config().dimension;
        let start = self.start(CODEBOOK) + code * width;
        start..start + width
    }

    /// Numbers before a parameter.
    fn start(&self, index: usize) -> usize {
        self.parameters()[..index].iter().map(|p| p.len()).sum()
    }

    fn parts<'a>(&self, own: &'a mut [f32]) -> Parts<'a> {
        let all = self.levels() * self.codes();
        let width = self.config().dimension;
        debug_assert!(self.start(IDLE) == self.start(CODEBOOK) + all * width && SUMS > SIZES);
        let rest = &mut own[self.start(CODEBOOK)..];
        let (codebook, rest) = rest.split_at_mut(all * width);
        let (idle, rest) = rest.split_at_mut(all);
        let (sizes, sums) = rest.split_at_mut(all.min(rest.len()));
        Parts {
            codebook,
            idle,
            sizes,
            sums,
        }
    }
}

/// What upkeep changes of one network.
struct Parts<'a> {
    codebook: &'a mut [f32],
    idle: &'a mut [f32],
    /// Empty, as the sums are, where codes do not move by averages.
    sizes: &'a mut [f32],
    sums: &'a mut [f32],
}

impl Parts<'_> {
    fn average(
        &mut self,
        seen: &Seen<'_>,
        rows: &[(usize, &[i64])],
        counts: &[u64],
        codes: usize,
        width: usize,
        decay: f64,
    ) {
        let levels = seen.residuals.len();
        let (keep, take) = (decay as f32, (1.0 - decay) as f32);
        if self.sizes.iter().all(|size| *size == 0.0) {
            // Every code begins as the average of one vector, itself.
            self.sizes.fill(1.0);
            self.sums.copy_from_slice(self.codebook);
        }
        for (size, count) in self.sizes.iter_mut().zip(counts) {
            *size = keep * *size + take * *count as f32;
        }
        self.sums.iter_mut().for_each(|sum| *sum *= keep);
        for (row, indices) in rows {
            for (level, code) in indices.iter().enumerate() {
                let vector = &seen.residuals[level][row * width..][..width];
                let at = (level * codes + *code as usize) * width;
                for (sum, number) in self.sums[at..at + width].iter_mut().zip(vector) {
                    *sum += take * number;
                }
            }
        }
        for level in 0..levels {
            let own = level * codes..(level + 1) * codes;
            let total: f32 = self.sizes[own.clone()].iter().sum();
            let smoothed = total + codes as f32 * SMOOTHING;
            for code in own {
                let size = (self.sizes[code] + SMOOTHING) / smoothed * total;
                let at = code * width..(code + 1) * width;
                let sums = &self.sums[at.clone()];
                for (number, sum) in self.codebook[at].iter_mut().zip(sums) {
                    *number = sum / size;
                }
            }
        }
    }

    fn put(&mut self, code: usize, vector: &[f32]) {
        let width = vector.len();
        let at = code * width..(code + 1) * width;
        self.codebook[at.clone()].copy_from_slice(vector);
        if !self.sizes.is_empty() {
            self.sizes[code] = 1.0;
            self.sums[at].copy_from_slice(vector);
        }
    }
}
