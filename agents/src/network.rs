//! What lies before the core: from observations and what was heard to features.

use protolang_channel::channel::SymbolParameters;
use protolang_channel::linear::linear;
use tch::{Kind, Tensor};

use crate::blueprint::Blueprint;

impl Blueprint {
    /// Features for the core, `[n, rows, features]`, of scaled observations `[n, rows, observation_len]`
    /// and of what was heard, `[n, rows, heard_len]` (`i64`). `parameters` are those of all parts.
    pub(crate) fn encode(&self, parameters: &[Tensor], seen: &Tensor, heard: &Tensor) -> Tensor {
        let symbol_parameters = self.codebook(parameters);
        let symbol_parameters = self.symbol_parameters(parameters, symbol_parameters.as_ref());
        let mut features = self.look(parameters, seen);
        features.extend(self.channel.hear(symbol_parameters, heard));
        Tensor::cat(&features, 2)
    }

    /// Features as if nothing had arrived at all: what was heard counts 0.
    pub(crate) fn encode_deaf(&self, parameters: &[Tensor], seen: &Tensor) -> Tensor {
        let mut features = self.look(parameters, seen);
        let (n, rows, _) = seen.size3().expect("what is seen has three dimensions");
        let silence = [n, rows, self.channel.features() as i64];
        features.push(Tensor::zeros(silence, (Kind::Float, seen.device())));
        Tensor::cat(&features, 2)
    }

    /// What is seen, block by block, then what is perceived.
    fn look(&self, parameters: &[Tensor], seen: &Tensor) -> Vec<Tensor> {
        let mut features = Vec::with_capacity(self.blocks.len() + 2);
        let mut at = 0;
        for block in &self.blocks {
            let mut x = seen.narrow(2, block.at.start as i64, block.at.len() as i64);
            for _ in 0..block.layers {
                x = linear(&parameters[at..at + 2], &x);
                if block.relu {
                    // Nothing else needs the sums before.
                    x = x.relu_();
                }
                at += 2;
            }
            features.push(x);
        }
        if let Some(perceiver) = &self.perception {
            let own = &parameters[self.parts.perception.clone()];
            let seen = self.perceived(seen);
            features.extend(perceiver.perception.perceive(own, &seen));
        }
        features
    }

    /// The part of observations `[n, rows, observation_len]` that perception reads.
    pub(crate) fn perceived(&self, seen: &Tensor) -> Tensor {
        let Some(perceiver) = &self.perception else {
            return seen.narrow(2, 0, 0);
        };
        let part = |at: &std::ops::Range<usize>| seen.narrow(2, at.start as i64, at.len() as i64);
        match perceiver.at.as_slice() {
            [at] => part(at),
            many => Tensor::cat(&many.iter().map(part).collect::<Vec<_>>(), 2),
        }
    }

    /// The codebook to speak and hear with, where symbols are codes.
    pub(crate) fn codebook(&self, parameters: &[Tensor]) -> Option<Tensor> {
        let perceiver = self.perception.as_ref()?;
        let own = &parameters[self.parts.perception.clone()];
        Some(perceiver.perception.codebook(own))
    }

    /// What the channel works with.
    pub(crate) fn symbol_parameters<'a>(
        &self,
        parameters: &'a [Tensor],
        codebook: Option<&'a Tensor>,
    ) -> SymbolParameters<'a> {
        SymbolParameters {
            codebook,
            listener: &parameters[self.parts.listener.clone()],
            speaker: &parameters[self.parts.speaker.clone()],
        }
    }
}

#[cfg(test)]
mod tests;
