//! What lies before and behind the core: from observations to features, from states to heads.

use protolang_channel::channel::Tongue;
use protolang_channel::linear::{linear, look_up};
use tch::{Kind, Tensor};

use crate::blueprint::Blueprint;
use crate::config::Critic;

/// What the networks say about each decision.
pub(crate) struct Heads {
    /// Unnormalised log-probabilities of the actions, `[n, rows, actions]`; nothing where speaking is
    /// acting.
    pub(crate) actions: Option<Tensor>,
    /// What they are about to say, [`protolang_channel::channel::Channel::intend`].
    pub(crate) intention: Tensor,
    /// Expected returns, `[n, rows]`.
    pub(crate) values: Tensor,
    /// Unnormalised log-probabilities of the answers to the game's question, `[n, rows, choices]`.
    pub(crate) beliefs: Option<Tensor>,
}

/// What only some critics see, and no agent.
#[derive(Clone, Copy, Default)]
pub(crate) struct Hindsight<'a> {
    /// What the last agent says at the end of the episode, `[n, rows, L]`, `i64`.
    pub(crate) last_message: Option<&'a Tensor>,
    /// The right answers to the game's question, `[n, rows]`, `i64`.
    pub(crate) answers: Option<&'a Tensor>,
}

impl Blueprint {
    /// Features for the core, `[n, rows, features]`, of scaled observations `[n, rows, observation_len]`
    /// and of what was heard, `[n, rows, heard_len]` (`i64`). `parameters` are those of all parts.
    pub(crate) fn encode(&self, parameters: &[Tensor], seen: &Tensor, heard: &Tensor) -> Tensor {
        let tongue = self.codebook(parameters);
        let tongue = self.tongue(parameters, tongue.as_ref());
        let mut features = self.look(parameters, seen);
        features.extend(self.channel.hear(tongue, heard));
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
    pub(crate) fn tongue<'a>(
        &self,
        parameters: &'a [Tensor],
        codebook: Option<&'a Tensor>,
    ) -> Tongue<'a> {
        Tongue {
            codebook,
            listener: &parameters[self.parts.listener.clone()],
            speaker: &parameters[self.parts.speaker.clone()],
        }
    }

    /// The heads over the states of the core, `[n, rows, hidden]`; critics of their own read its `features`.
    pub(crate) fn heads(
        &self,
        parameters: &[Tensor],
        tongue: Tongue<'_>,
        features: &Tensor,
        state: &Tensor,
        hindsight: Hindsight<'_>,
    ) -> Heads {
        let judged = match self.critic_hidden {
            0 => state,
            _ => features,
        };
        let actor = &parameters[self.parts.actor.clone()];
        let belief = &parameters[self.parts.belief.clone()];
        Heads {
            actions: (!actor.is_empty()).then(|| linear(actor, state)),
            intention: self.channel.intend(tongue, state),
            values: self.values(parameters, judged, hindsight),
            beliefs: (!belief.is_empty()).then(|| linear(belief, state)),
        }
    }

    /// Expected returns, `[n, rows]`, from what the critics read: states of the core, or features where they
    /// have layers of their own.
    pub(crate) fn values(
        &self,
        parameters: &[Tensor],
        judged: &Tensor,
        hindsight: Hindsight<'_>,
    ) -> Tensor {
        let critic = &parameters[self.parts.critic.clone()];
        let (n, rows, _) = judged.size3().expect("what is judged has three dimensions");
        let mut x = judged.shallow_clone();
        let mut layers = critic;
        let length = self.channel.length() as i64;
        match (self.critic, self.question) {
            (Critic::LastMessage, _) if length > 0 => {
                let shape = [n, rows, length];
                let unsaid = || Tensor::zeros(shape, (Kind::Int64, judged.device()));
                let message = hindsight
                    .last_message
                    .map_or_else(unsaid, Tensor::shallow_clone);
                let embedded = look_up(&critic[0], &message).view([n, rows, -1]);
                x = Tensor::cat(&[x, embedded], 2);
                layers = &critic[1..];
            }
            (Critic::Answer, Some(question)) => {
                let choices = question.choices as i64;
                let unknown = || Tensor::zeros([n, rows, choices], (Kind::Float, judged.device()));
                let answer = hindsight.answers.map_or_else(unknown, |answers| {
                    answers.one_hot(choices).to_kind(Kind::Float)
                });
                x = Tensor::cat(&[x, answer], 2);
            }
            _ => {}
        }
        let (head, hidden) = (&layers[layers.len() - 2..], &layers[..layers.len() - 2]);
        if !hidden.is_empty() {
            x = linear(hidden, &x).relu();
        }
        linear(head, &x).squeeze_dim(2)
    }
}

#[cfg(test)]
mod tests;
