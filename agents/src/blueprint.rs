//! The shape of a network, and where each parameter lies in one flat array.

use std::ops::Range;

use protolang_channel::channel::Channel;
use protolang_channel::config::{ChannelConfig, ChannelKind, PerceptionConfig, PerceptionKind};
use protolang_channel::parameter::{Init, Parameter};
use protolang_channel::perception::Perception;
use protolang_spec::block::BlockKind;
use protolang_spec::spaces::{ActionSource, Question, Spaces};

use crate::config::{CoreKind, Critic, NetworkConfig};
use crate::error::AgentError;
use crate::objectives::{Objectives, ObjectivesConfig, speaking};
use crate::rollout::Rollout;

/// Gain of the action head: all actions are about equally likely at first.
const ACTOR_GAIN: f64 = 0.01;

/// Everything that fixes the shape of a network: each grid of an observation is read
/// by its own stack of layers, each vector by one, what is heard by the channel; a core, an LSTM where
/// nothing else is said, remembers; three heads act, speak and judge. A VQ-VAE may perceive beside or
/// instead of the layers.
#[derive(Clone, Debug, PartialEq)]
pub struct Blueprint {
    pub(crate) blocks: Vec<BlockReader>,
    pub(crate) perception: Option<Perceiver>,
    pub(crate) channel: Channel,
    pub(crate) core: CoreKind,
    pub(crate) hidden: usize,
    pub(crate) critic: Critic,
    pub(crate) critic_hidden: usize,
    pub(crate) objectives: Objectives,
    /// What the game asks, which a head of its own answers.
    pub(crate) question: Option<Question>,
    pub(crate) actions: usize,
    pub(crate) actions_from: ActionSource,
    pub(crate) observation_len: usize,
    pub(crate) heard_len: usize,
    /// What each number of an observation is divided by, `[observation_len]`.
    pub(crate) scales: Vec<f32>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) parts: Parts,
}

/// What a network is made from.
#[derive(Clone, Copy, Debug)]
pub struct Design<'a> {
    /// Shape of layers and core.
    pub network: &'a NetworkConfig,
    /// The VQ-VAE, if there is one.
    pub perception: &'a PerceptionConfig,
    /// Objectives, which may bring heads of their own.
    pub objectives: &'a ObjectivesConfig,
    /// The channel.
    pub channel: &'a ChannelConfig,
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

/// A VQ-VAE and what it reads.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Perceiver {
    pub(crate) perception: Perception,
    /// Stretches of the observation.
    pub(crate) at: Vec<Range<usize>>,
    /// Where its numbers lie in a network's flat array.
    pub(crate) flat: Range<usize>,
}

/// Which parameters belong to which part of a network.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Parts {
    /// Everything before the core: blocks, then perception, then the listener.
    pub(crate) encoder: Range<usize>,
    pub(crate) perception: Range<usize>,
    pub(crate) listener: Range<usize>,
    pub(crate) core: Range<usize>,
    /// Everything behind the core: actor, speaker, critic, belief.
    pub(crate) heads: Range<usize>,
    pub(crate) actor: Range<usize>,
    pub(crate) speaker: Range<usize>,
    pub(crate) critic: Range<usize>,
    pub(crate) belief: Range<usize>,
    /// What objectives bring, the last of the heads.
    pub(crate) objectives: Range<usize>,
}

impl Blueprint {
    /// The network for a game and a channel.
    ///
    /// ```
    /// use protolang_agents::blueprint::{Blueprint, Design};
    /// use protolang_agents::config::NetworkConfig;
    /// use protolang_channel::config::{ChannelConfig, ChannelKind, PerceptionConfig};
    /// use protolang_spec::block::{Block, Element};
    /// use protolang_spec::channel::ChannelPhysics;
    /// use protolang_spec::spaces::Spaces;
    ///
    /// let card = Block::vector("card", 1.0, vec![Element::new("red", "1 if the card is red")]);
    /// let spaces = Spaces::new(2, &["left", "right"], vec![card], &ChannelPhysics::default());
    /// let design = Design {
    ///     network: &NetworkConfig::default(),
    ///     perception: &PerceptionConfig::default(),
    ///     objectives: &Default::default(),
    ///     channel: &ChannelConfig {
    ///         kind: ChannelKind::Token,
    ///         alphabet: spaces.symbols.alphabet,
    ///         length: spaces.symbols.length,
    ///         sources: spaces.symbols.sources,
    ///         embedding: 16,
    ///         temperature: 1.0,
    ///     },
    /// };
    /// let blueprint = Blueprint::new(&spaces, &design)?;
    /// assert_eq!((blueprint.message_length(), blueprint.hidden()), (1, 128));
    /// # Ok::<(), protolang_agents::error::AgentError>(())
    /// ```
    ///
    /// # Errors
    /// [`AgentError::Config`] where a width is 0, or perception reads a block that the game does not have.
    pub fn new(spaces: &Spaces, design: &Design<'_>) -> Result<Self, AgentError> {
        let Design {
            network,
            perception,
            channel,
            ..
        } = *design;
        check(network, channel)?;
        let question = spaces.question;
        let hidden = network.hidden;
        let perceived = perceived(spaces, perception)?;
        let perception = perceives(perception, channel);
        let dimension = perception.as_ref().map_or(0, |p| p.config().dimension);
        let replaced = |name: &str| {
            let replaces = perception.as_ref().is_some_and(|p| p.config().replaces);
            replaces && perceived.iter().any(|(block, _)| *block == name)
        };
        let channel = Channel::new(channel, hidden, dimension);
        let mut parameters = Vec::new();
        let mut blocks = Vec::new();
        let mut scales = Vec::new();
        let mut features = 0;
        for block in &spaces.observation {
            let start = scales.len();
            scales.resize(start + block.len(), block.scale);
            if replaced(block.name) {
                continue;
            }
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
        let start = parameters.len();
        let perception = perception.map(|perception| {
            let before: usize = parameters.iter().map(Parameter::len).sum();
            let inputs = perceived.iter().map(|(_, at)| at.len()).sum();
            let perception = perception.of(inputs);
            parameters.extend(perception.parameters());
            features += perception.features();
            let after: usize = parameters.iter().map(Parameter::len).sum();
            Perceiver {
                perception,
                at: joined(perceived.iter().map(|(_, at)| at.clone())),
                flat: before..after,
            }
        });
        parts.perception = start..parameters.len();
        let listener = parameters.len();
        parameters.extend(channel.listener());
        features += channel.features();
        parts.listener = listener..parameters.len();
        parts.encoder = 0..parameters.len();
        parameters.extend(core(network.core, features, hidden));
        parts.core = parts.encoder.end..parameters.len();
        let actions = spaces.actions.len();
        let actor = parameters.len();
        if spaces.actions_from == ActionSource::Chosen {
            parameters.extend(Parameter::head("actor", hidden, actions, ACTOR_GAIN));
        }
        parts.actor = actor..parameters.len();
        let speaker = parameters.len();
        parameters.extend(channel.speaker());
        parts.speaker = speaker..parameters.len();
        parameters.extend(critic(network, &channel, features, question)?);
        parts.critic = parts.speaker.end..parameters.len();
        if let Some(question) = question {
            parameters.extend(Parameter::head(
                "belief",
                hidden,
                question.choices,
                ACTOR_GAIN,
            ));
        }
        parts.belief = parts.critic.end..parameters.len();
        let objectives = Objectives {
            config: design.objectives.clone(),
        };
        parameters.extend(objectives.parameters(&channel, hidden, actions, scales.len()));
        parts.objectives = parts.belief.end..parameters.len();
        parts.heads = parts.core.end..parameters.len();
        Ok(Self {
            blocks,
            perception,
            channel,
            core: network.core,
            hidden,
            critic: network.critic,
            critic_hidden: network.critic_hidden,
            objectives,
            question,
            actions,
            actions_from: spaces.actions_from,
            observation_len: spaces.observation_len(),
            heard_len: spaces.heard_len(),
            scales,
            parameters,
            parts,
        })
    }

    /// How many parameters one network has, all tensors together.
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

    /// Numbers that layers make of one decision, forward; with a gradient each is kept until it is done.
    pub fn numbers_per_decision(&self) -> usize {
        let layers = self
            .parameters
            .iter()
            .filter(|parameter| parameter.shape.len() == 2 && parameter.init != Init::Normal);
        layers.map(|parameter| parameter.shape[0]).sum()
    }

    /// Bytes that one decision takes in a [`Rollout`].
    pub fn bytes_per_decision(&self) -> usize {
        let single = Rollout::new(self, 1, 1, 1);
        let flags = single.actions.len() + single.observations.len();
        let words = single.heard.len() + single.symbols.len();
        let numbers = [
            &single.action_log_prob,
            &single.message_log_prob,
            &single.values,
            &single.rewards,
            &single.final_values,
        ];
        let numbers = numbers.map(|numbers| numbers.len()).iter().sum::<usize>();
        flags + words * size_of::<u16>() + numbers * size_of::<f32>()
    }

    /// The action that a first symbol stands for where speaking is acting; as
    /// [`Spaces::spoken_action`].
    pub(crate) fn spoken_action(&self, symbol: u16) -> u8 {
        (usize::from(symbol) * self.actions / self.channel.alphabet().max(1)) as u8
    }

    /// Whether a parameter, given by its index, is learnt together with the policy: perception that is
    /// frozen stays as it is.
    pub(crate) fn learns(&self, parameter: usize) -> bool {
        let frozen = |perceiver: &Perceiver| perceiver.perception.is_frozen();
        !self.parts.perception.contains(&parameter) || !self.perception.as_ref().is_some_and(frozen)
    }

    /// Whether there is a VQ-VAE.
    pub fn perceives(&self) -> bool {
        self.perception.is_some()
    }

    /// The bytes of an observation that perception reads.
    pub fn perceived_bytes<'a>(
        &'a self,
        observation: &'a [u8],
    ) -> impl Iterator<Item = u8> + Clone + 'a {
        let perceiver = self.perception.iter();
        let stretches = perceiver.flat_map(|perceiver| &perceiver.at);
        stretches.flat_map(|at| observation[at.clone()].iter().copied())
    }

    /// Whether agents choose actions beside what they say.
    pub fn chooses_actions(&self) -> bool {
        self.actions_from == ActionSource::Chosen
    }

    /// The question that the game asks its agents, such as whom they suspect; none in most games.
    pub fn question(&self) -> Option<Question> {
        self.question
    }

    /// Index of the network whose way of speaking an objective holds the others to, if one does.
    pub fn reference(&self) -> Option<usize> {
        let reference = &self.objectives.config.reference;
        (reference.weight > 0.0 && self.channel.length() > 0).then_some(reference.network)
    }

    /// Pays speakers of a rollout for what they did to the beliefs of others, where an objective says so.
    pub fn add_speaking_rewards(&self, rollout: &mut Rollout) {
        if let Some(question) = self.question {
            speaking::pay(&self.objectives.config.speaking, question, rollout);
        }
    }

    /// Width of the core's output, `network.hidden`.
    pub fn hidden(&self) -> usize {
        self.hidden
    }

    /// Symbols in a message, L; 0 without a channel.
    pub fn message_length(&self) -> usize {
        self.channel.length()
    }
}

/// An LSTM as PyTorch has it, with two biases; orthogonal weights and biases of 0, as in CleanRL. Or one
/// linear layer with PyTorch's beginning.
fn core(kind: CoreKind, features: usize, hidden: usize) -> Vec<Parameter> {
    let orthogonal = Init::Orthogonal { gain: 1.0 };
    match kind {
        CoreKind::Lstm => vec![
            Parameter::new("lstm.weight_ih_l0", [4 * hidden, features], orthogonal),
            Parameter::new("lstm.weight_hh_l0", [4 * hidden, hidden], orthogonal),
            Parameter::new("lstm.bias_ih_l0", [4 * hidden], Init::Zero),
            Parameter::new("lstm.bias_hh_l0", [4 * hidden], Init::Zero),
        ],
        CoreKind::FeedForward => Parameter::linear("core", features, hidden).into(),
    }
}

/// The critic: an embedding of the message that it sees, if it sees one; a hidden layer over the features,
/// if it has one of its own; a head.
///
/// # Errors
/// [`AgentError::Config`]: it is to see the answer to a question that the game does not ask.
fn critic(
    network: &NetworkConfig,
    channel: &Channel,
    features: usize,
    question: Option<Question>,
) -> Result<Vec<Parameter>, AgentError> {
    let mut parameters = Vec::new();
    let mut inputs = match network.critic_hidden {
        0 => network.hidden,
        _ => features,
    };
    if network.critic == Critic::LastMessage && channel.length() > 0 {
        let width = channel.features();
        let shape = [channel.alphabet(), width];
        parameters.push(Parameter::new("critic.embedding", shape, Init::Normal));
        inputs += channel.length() * width;
    }
    if network.critic == Critic::Answer {
        inputs += question.map_or_else(
            || {
                Err(AgentError::Config {
                    key: "network.critic",
                    problem: "is \"answer\", but this game asks nothing; give \"state\"".to_owned(),
                })
            },
            |question| Ok(question.choices),
        )?;
    }
    if network.critic_hidden > 0 {
        parameters.extend(Parameter::linear("critic.0", inputs, network.critic_hidden));
        inputs = network.critic_hidden;
    }
    parameters.extend(Parameter::head("critic", inputs, 1, 1.0));
    Ok(parameters)
}

/// Blocks that perception reads, with where they lie.
fn perceived<'a>(
    spaces: &'a Spaces,
    config: &PerceptionConfig,
) -> Result<Vec<(&'a str, Range<usize>)>, AgentError> {
    let known: Vec<&str> = spaces.observation.iter().map(|block| block.name).collect();
    if let Some(name) = config
        .blocks
        .iter()
        .find(|name| !known.contains(&name.as_str()))
    {
        let problem = format!(
            "names {name:?}, which this game does not show; give some of {}",
            known.join(", ")
        );
        let key = "perception.blocks";
        return Err(AgentError::Config { key, problem });
    }
    let mut start = 0;
    let mut found = Vec::new();
    for block in &spaces.observation {
        let at = start..start + block.len();
        start = at.end;
        if config.blocks.is_empty() || config.blocks.iter().any(|name| name == block.name) {
            found.push((block.name, at));
        }
    }
    Ok(found)
}

/// Stretches with those that touch put together.
fn joined(stretches: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = Vec::new();
    for stretch in stretches {
        match all.last_mut() {
            Some(last) if last.end == stretch.start => last.end = stretch.end,
            _ => all.push(stretch),
        }
    }
    all
}

/// The VQ-VAE that there is, if there is one; what it reads is told later.
fn perceives(config: &PerceptionConfig, channel: &ChannelConfig) -> Option<Perception> {
    let speaks = channel.kind.has_codebook() && channel.length > 0;
    if config.kind == PerceptionKind::None && !speaks {
        return None;
    }
    let codes = match config.codes {
        _ if speaks => channel.alphabet,
        0 => channel.alphabet.max(1),
        codes => codes,
    };
    let levels = match channel.kind {
        ChannelKind::Rvq if speaks => channel.length,
        _ => 1,
    };
    Some(Perception::new(config, 0, codes, levels))
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
