//! What lies before and behind the core: from observations to features, from states to heads.

use tch::Tensor;

use crate::blueprint::Blueprint;

/// What the networks say about each decision.
pub(crate) struct Heads {
    /// Unnormalised log-probabilities of the actions, `[n, rows, actions]`.
    pub(crate) actions: Tensor,
    /// Unnormalised log-probabilities of the symbols, `[n, rows, L, K]`.
    pub(crate) symbols: Tensor,
    /// Expected returns, `[n, rows]`.
    pub(crate) values: Tensor,
}

impl Blueprint {
    /// Features for the core, `[n, rows, features]`, of scaled observations `[n, rows, observation_len]`
    /// and of what was heard, `[n, rows, heard_len]` (`i64`). `parameters` are those of all parts.
    pub(crate) fn encode(&self, parameters: &[Tensor], seen: &Tensor, heard: &Tensor) -> Tensor {
        let mut features = Vec::with_capacity(self.blocks.len() + 1);
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
        features.extend(
            self.channel
                .hear(&parameters[self.parts.listener.clone()], heard),
        );
        Tensor::cat(&features, 2)
    }

    /// The heads over the states of the core, `[n, rows, hidden]`.
    pub(crate) fn heads(&self, parameters: &[Tensor], state: &Tensor) -> Heads {
        let heads = &parameters[self.parts.heads.clone()];
        let critic = &heads[heads.len() - 2..];
        Heads {
            actions: linear(&heads[..2], state),
            symbols: self
                .channel
                .speak(&parameters[self.parts.speaker.clone()], state),
            values: linear(critic, state).squeeze_dim(2),
        }
    }
}

/// `x W^T + b` for each network: `x` is `[n, rows, in]`, `W` `[n, out, in]`, `b` `[n, out]`.
fn linear(weight_and_bias: &[Tensor], x: &Tensor) -> Tensor {
    let [weight, bias] = weight_and_bias else {
        unreachable!("a layer has a weight and a bias")
    };
    bias.unsqueeze(1).baddbmm(x, &weight.transpose(1, 2), 1, 1)
}

#[cfg(test)]
mod tests;
