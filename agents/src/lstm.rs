//! The recurrent core: an LSTM (Hochreiter and Schmidhuber 1997; gates as in PyTorch) over packed
//! sequences, with its gradient written out.
//!
//! Tensors are stacked, `[n, rows, width]`. The products of the inputs are one product for all steps;
//! those of the state are done step by step, on the rows that still run.

use tch::Tensor;

use crate::{gates, slices};

/// The parameters of the cores of `n` networks.
#[derive(Clone, Copy, Debug)]
pub struct LstmCore<'a> {
    /// `[n, 4 * hidden, features]`.
    pub input_weight: &'a Tensor,
    /// `[n, 4 * hidden, hidden]`.
    pub state_weight: &'a Tensor,
    /// `[n, 4 * hidden]`.
    pub input_bias: &'a Tensor,
    /// `[n, 4 * hidden]`.
    pub state_bias: &'a Tensor,
}

/// Output and cell, each `[n, rows, hidden]`.
#[derive(Debug)]
pub struct State {
    /// Output, h.
    pub h: Tensor,
    /// Cell, c.
    pub c: Tensor,
}

impl State {
    /// Another handle on the same numbers.
    pub fn shallow_clone(&self) -> Self {
        Self {
            h: self.h.shallow_clone(),
            c: self.c.shallow_clone(),
        }
    }
}

/// What the way back needs of the way forward.
#[derive(Debug)]
pub struct LstmPass {
    /// Outputs at all rows, `[n, rows, hidden]`.
    pub h: Tensor,
    c: Tensor,
    /// Activated gates, `[n, rows, 4 * hidden]`.
    gates: Tensor,
    x: Tensor,
    initial: Option<State>,
    counts: Vec<usize>,
}

/// Derivatives of a sum of outputs, each weighted.
#[derive(Debug)]
pub struct Gradients {
    /// Of the inputs, `[n, rows, features]`.
    pub x: Tensor,
    /// Of [`LstmCore::input_weight`].
    pub input_weight: Tensor,
    /// Of [`LstmCore::state_weight`].
    pub state_weight: Tensor,
    /// Of either bias.
    pub bias: Tensor,
}

impl LstmCore<'_> {
    fn hidden(&self) -> usize {
        self.state_weight.size()[2] as usize
    }

    /// What the inputs add to the gates, `[n, rows, 4 * hidden]`.
    fn input_sums(&self, x: &Tensor) -> Tensor {
        let bias = (self.input_bias + self.state_bias).unsqueeze(1);
        bias.baddbmm(x, &self.input_weight.transpose(1, 2), 1, 1)
    }

    /// One step of every row.
    pub fn step(&self, x: &Tensor, before: &State) -> State {
        let mut gates = self.input_sums(x);
        gates = gates.baddbmm_(&before.h, &self.state_weight.transpose(1, 2));
        let mut after = State {
            h: before.h.empty_like(),
            c: before.c.empty_like(),
        };
        gates::forward(
            self.hidden(),
            slices::of_mut(&mut gates),
            Some(slices::of(&before.c)),
            slices::of_mut(&mut after.c),
            slices::of_mut(&mut after.h),
        );
        after
    }

    /// All steps of packed sequences of these `counts` ([`crate::sequences::Sequences`]); `x` is
    /// `[n, rows, features]`, `initial` the state before the first step, 0 where nothing is given.
    pub fn forward(&self, x: &Tensor, counts: &[usize], initial: Option<State>) -> LstmPass {
        let hidden = self.hidden();
        let mut gates = self.input_sums(x);
        let (n, rows, _) = gates.size3().expect("inputs have three dimensions");
        let (n, rows) = (n as usize, rows as usize);
        let shape = [n as i64, rows as i64, hidden as i64];
        let mut h = Tensor::empty(shape, (x.kind(), x.device()));
        let mut c = h.empty_like();
        let state_weight = self.state_weight.transpose(1, 2);
        let (mut start, mut previous) = (0, 0);
        for (k, &count) in counts.iter().enumerate() {
            let from = match (k, &initial) {
                (0, None) => None,
                (0, Some(state)) => Some(state.h.shallow_clone()),
                _ => Some(h.narrow(1, previous as i64, count as i64)),
            };
            if let Some(from) = from {
                let mut here = gates.narrow(1, start as i64, count as i64);
                let _ = here.baddbmm_(&from, &state_weight);
            }
            let initial_c = initial.as_ref().map(|state| slices::of(&state.c));
            let gates = slices::of_mut(&mut gates);
            let (h, c) = (slices::of_mut(&mut h), slices::of_mut(&mut c));
            for net in 0..n {
                let base = net * rows + start;
                let (done, open) = c.split_at_mut(base * hidden);
                let cell_before = match k {
                    0 => initial_c.map(|c| &c[net * count * hidden..][..count * hidden]),
                    _ => Some(&done[(net * rows + previous) * hidden..][..count * hidden]),
                };
                gates::forward(
                    hidden,
                    &mut gates[base * 4 * hidden..][..count * 4 * hidden],
                    cell_before,
                    &mut open[..count * hidden],
                    &mut h[base * hidden..][..count * hidden],
                );
            }
            previous = start;
            start += count;
        }
        LstmPass {
            h,
            c,
            gates,
            x: x.shallow_clone(),
            initial,
            counts: counts.to_vec(),
        }
    }
}

impl LstmPass {
    /// Derivatives of the sum of `d_h * h` (the state before the first step counts as given).
    pub fn backward(mut self, core: &LstmCore<'_>, d_h: &Tensor) -> Gradients {
        let hidden = core.hidden();
        let (n, rows, _) = self.h.size3().expect("outputs have three dimensions");
        let (n, rows) = (n as usize, rows as usize);
        let d_h = d_h.copy();
        let first = self.counts.first().copied().unwrap_or(0);
        let mut d_cell = vec![0.0_f32; n * first * hidden];
        let mut start = rows;
        for (k, &count) in self.counts.iter().enumerate().rev() {
            start -= count;
            let previous = start - if k == 0 { 0 } else { self.counts[k - 1] };
            let initial_c = self.initial.as_ref().map(|state| slices::of(&state.c));
            let gates = slices::of_mut(&mut self.gates);
            let (c, d_h_now) = (slices::of(&self.c), slices::of(&d_h));
            for net in 0..n {
                let base = net * rows + start;
                let cell_before = match k {
                    0 => initial_c.map(|c| &c[net * count * hidden..][..count * hidden]),
                    _ => Some(&c[(net * rows + previous) * hidden..][..count * hidden]),
                };
                gates::backward(
                    hidden,
                    &mut gates[base * 4 * hidden..][..count * 4 * hidden],
                    cell_before,
                    &c[base * hidden..][..count * hidden],
                    &d_h_now[base * hidden..][..count * hidden],
                    &mut d_cell[net * first * hidden..][..count * hidden],
                );
            }
            if k > 0 {
                let d_gates = self.gates.narrow(1, start as i64, count as i64);
                let mut before = d_h.narrow(1, previous as i64, count as i64);
                let _ = before.baddbmm_(&d_gates, core.state_weight);
            }
        }
        self.gradients(core)
    }

    /// From derivatives of the gates, which stand in `self.gates`, to those of what made them.
    fn gradients(&self, core: &LstmCore<'_>) -> Gradients {
        let d_gates = &self.gates;
        let transposed = d_gates.transpose(1, 2);
        Gradients {
            x: d_gates.bmm(core.input_weight),
            input_weight: transposed.bmm(&self.x),
            state_weight: self.state_weight_gradient(core),
            bias: d_gates.sum_dim_intlist([1_i64].as_slice(), false, None),
        }
    }

    /// The memory that each row began with.
    pub fn before(&self) -> State {
        let first = self.counts.first().copied().unwrap_or(0) as i64;
        let begin = |of: &Tensor, initial: Option<&Tensor>| {
            let initial = initial.map(Tensor::shallow_clone);
            let mut before = vec![initial.unwrap_or_else(|| of.narrow(1, 0, first).zeros_like())];
            before.extend(self.all_but_last_steps(of));
            Tensor::cat(&before, 1)
        };
        let initial = self.initial.as_ref();
        State {
            h: begin(&self.h, initial.map(|state| &state.h)),
            c: begin(&self.c, initial.map(|state| &state.c)),
        }
    }

    /// What each row after the first steps follows, in the order of the rows.
    fn all_but_last_steps(&self, of: &Tensor) -> Vec<Tensor> {
        let mut start = 0;
        let mut before = Vec::with_capacity(self.counts.len());
        for pair in self.counts.windows(2) {
            before.push(of.narrow(1, start, pair[1] as i64));
            start += pair[0] as i64;
        }
        before
    }

    fn state_weight_gradient(&self, core: &LstmCore<'_>) -> Tensor {
        // The state before each row, in the order of the rows; the first steps only where it was not 0.
        let mut before: Vec<Tensor> = Vec::with_capacity(self.counts.len());
        let mut skipped = self.counts.first().copied().unwrap_or(0);
        if let Some(initial) = &self.initial {
            before.push(initial.h.shallow_clone());
            skipped = 0;
        }
        before.extend(self.all_but_last_steps(&self.h));
        if before.is_empty() {
            return core.state_weight.zeros_like();
        }
        let rows = self.h.size()[1] - skipped as i64;
        let d_gates = self.gates.narrow(1, skipped as i64, rows);
        d_gates.transpose(1, 2).bmm(&Tensor::cat(&before, 1))
    }
}
