//! The shape of a network, and where each parameter lies in one flat array.

use std::ops::Range;

use protolang_channel::channel::Channel;
use protolang_channel::config::ChannelConfig;
use protolang_channel::parameter::{Init, Parameter};
use protolang_envs::spaces::{BlockKind, Spaces};

use crate::config::NetworkConfig;
use crate::error::AgentError;

/// Gain of the action head: all actions are about equally likely at first.
const ACTOR_GAIN: f64 = 0.01;

/// Everything that fixes the shape of a network (facts section 2): each grid of an observation is read
/// by its own stack of layers, each vector by one, what is heard by the channel; an LSTM remembers;
/// three heads act, speak and judge.
#[derive(Clone, Debug, PartialEq)]
pub struct Blueprint {
    pub(crate) blocks: Vec<BlockReader>,
    pub(crate) channel: Channel,
    pub(crate) hidden: usize,
    pub(crate) actions: usize,
    pub(crate) observation_len: usize,
    pub(crate) heard_len: usize,
    /// What each number of an observation is divided by, `[observation_len]`.
    pub(crate) scales: Vec<f32>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) parts: Parts,
}

/// How a network reads one block of an observation.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct BlockReader {
    /// Where the block lies in an observation.
    pub(crate) at: Range<usize>,
    /// Linear layers.
    pub(crate) layers: usize,
    /// Whether each is followed by ReLU.
    pub(crate) relu: bool,
}

/// Which parameters belong to which part of a network.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Parts {
    /// Everything before the core: blocks, then the listener.
    pub(crate) encoder: Range<usize>,
    pub(crate) listener: Range<usize>,
    pub(crate) core: Range<usize>,
    /// Everything behind the core: actor, speaker, critic.
    pub(crate) heads: Range<usize>,
    pub(crate) speaker: Range<usize>,
}

impl Blueprint {
    /// The network for a game and a channel.
    ///
    /// # Errors
    /// [`AgentError::Config`] where a width is 0.
    pub fn new(
        spaces: &Spaces,
        network: &NetworkConfig,
        channel: &ChannelConfig,
    ) -> Result<Self, AgentError> {
        check(network, channel)?;
        let hidden = network.hidden;
        let channel = Channel::new(channel, hidden);
        let mut parameters = Vec::new();
        let mut blocks = Vec::new();
        let mut scales = Vec::new();
        let mut features = 0;
        for block in &spaces.observation {
            let start = scales.len();
            scales.resize(start + block.len(), block.scale);
            let widths: &[usize] = match block.kind {
                BlockKind::Grid { .. } => &network.grid_layers,
                BlockKind::Vector { .. } => &[network.vector_width],
            };
            let relu = matches!(block.kind, BlockKind::Grid { .. });
            let mut inputs = block.len();
            for (layer, width) in widths.iter().enumerate() {
                // Numbered as in PyTorch's `Sequential`, where each ReLU counts.
                let name = if relu {
                    format!("{}.{}", block.name, 2 * layer)
                } else {
                    block.name.to_owned()
                };
                parameters.extend(Parameter::linear(&name, inputs, *width));
                inputs = *width;
            }
            features += inputs;
            blocks.push(BlockReader {
                at: start..scales.len(),
                layers: widths.len(),
                relu,
            });
        }
        let mut parts = Parts::default();
        let listener = parameters.len();
        parameters.extend(channel.listener());
        features += channel.features();
        parts.listener = listener..parameters.len();
        parts.encoder = 0..parameters.len();
        parameters.extend(core(features, hidden));
        parts.core = parts.encoder.end..parameters.len();
        let actions = spaces.actions.len();
        parameters.extend(Parameter::head("actor", hidden, actions, ACTOR_GAIN));
        let speaker = parameters.len();
        parameters.extend(channel.speaker());
        parts.speaker = speaker..parameters.len();
        parameters.extend(Parameter::head("critic", hidden, 1, 1.0));
        parts.heads = parts.core.end..parameters.len();
        Ok(Self {
            blocks,
            channel,
            hidden,
            actions,
            observation_len: spaces.observation_len(),
            heard_len: spaces.heard_len(),
            scales,
            parameters,
            parts,
        })
    }

    /// Numbers in a network.
    pub fn parameter_count(&self) -> usize {
        self.parameters.iter().map(Parameter::len).sum()
    }

    /// Floating-point operations of one decision of one network, forward, a multiplication and an
    /// addition counted as two; only products are counted.
    pub fn flops_per_decision(&self) -> f64 {
        let products = self
            .parameters
            .iter()
            .filter(|parameter| parameter.shape.len() == 2 && parameter.init != Init::Normal);
        2.0 * products.map(Parameter::len).sum::<usize>() as f64
    }

    /// Units of the core.
    pub fn hidden(&self) -> usize {
        self.hidden
    }

    /// Symbols in a message, L; 0 without a channel.
    pub fn message_length(&self) -> usize {
        self.channel.length()
    }
}

/// An LSTM as PyTorch has it, with two biases; orthogonal weights and biases of 0 (facts section 2).
fn core(features: usize, hidden: usize) -> [Parameter; 4] {
    let orthogonal = Init::Orthogonal { gain: 1.0 };
    [
        Parameter::new("lstm.weight_ih_l0", [4 * hidden, features], orthogonal),
        Parameter::new("lstm.weight_hh_l0", [4 * hidden, hidden], orthogonal),
        Parameter::new("lstm.bias_ih_l0", [4 * hidden], Init::Zero),
        Parameter::new("lstm.bias_hh_l0", [4 * hidden], Init::Zero),
    ]
}

fn check(network: &NetworkConfig, channel: &ChannelConfig) -> Result<(), AgentError> {
    let refuse = |key, problem: &str| {
        let problem = problem.to_owned();
        Err(AgentError::Config { key, problem })
    };
    if network.grid_layers.is_empty() || network.grid_layers.contains(&0) {
        return refuse(
            "network.grid_layers",
            "needs at least one width, none of them 0",
        );
    }
    if network.vector_width == 0 {
        return refuse("network.vector_width", "is 0; give 1 or more");
    }
    if network.hidden == 0 {
        return refuse("network.hidden", "is 0; give 1 or more");
    }
    if channel.embedding == 0 {
        return refuse("channel.embedding", "is 0; give 1 or more");
    }
    Ok(())
}

#[cfg(test)]
impl Blueprint {
    /// Features that the core reads.
    pub(crate) fn features(&self) -> usize {
        self.parameters[self.parts.core.start].shape[1]
    }
}
