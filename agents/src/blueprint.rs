//! The shape of a network, and where each parameter lies in one flat array.

mod auxiliary;
mod block_reader;
mod cost;
mod critic;
mod parts;
mod perceiver;
mod recurrent_core;

use protolang_channel::channel::Channel;
use protolang_channel::config::{ChannelConfig, PerceptionConfig};
use protolang_channel::parameter::Parameter;
use protolang_spec::spaces::{ActionSource, Question, Spaces};

pub use self::auxiliary::AuxiliaryHead;
pub(crate) use self::auxiliary::PlacedHead;
use self::block_reader::BlockReader;
use self::parts::Parts;
use self::perceiver::Perceiver;
use crate::config::{CoreKind, Critic, NetworkConfig};
use crate::error::AgentError;

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
    /// Heads that objectives have declared.
    pub(crate) auxiliary: Vec<PlacedHead>,
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
    /// Heads beside those that every network has; see
    /// [`ObjectivesConfig::heads`](crate::objectives::ObjectivesConfig::heads).
    pub auxiliary: &'a [AuxiliaryHead],
    /// The channel.
    pub channel: &'a ChannelConfig,
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
    ///     auxiliary: &[],
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
        let perceived = perceiver::perceived(spaces, perception)?;
        let perception = perceiver::perceives(perception, channel);
        let dimension = perception.as_ref().map_or(0, |p| p.config().dimension);
        let replaced = |name: &str| {
            let replaces = perception
                .as_ref()
                .is_some_and(|p| p.config().replaces_encoder);
            replaces && perceived.iter().any(|(block, _)| *block == name)
        };
        let channel = Channel::new(channel, hidden, dimension);
        let mut parameters = Vec::new();
        let (blocks, mut features) =
            block_reader::readers(spaces, network, replaced, &mut parameters);
        let mut parts = Parts::default();
        let start = parameters.len();
        let perception = perception.map(|perception| {
            let perceiver = Perceiver::place(perception, &perceived, &mut parameters);
            features += perceiver.perception.features();
            perceiver
        });
        parts.perception = start..parameters.len();
        let listener = parameters.len();
        parameters.extend(channel.listener());
        features += channel.features();
        parts.listener = listener..parameters.len();
        parts.encoder = 0..parameters.len();
        parameters.extend(recurrent_core::parameters(network.core, features, hidden));
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
        parameters.extend(critic::parameters(network, &channel, features, question)?);
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
        let auxiliary = auxiliary::place(design.auxiliary, &channel, hidden, &mut parameters);
        parts.auxiliary = parts.belief.end..parameters.len();
        parts.heads = parts.core.end..parameters.len();
        Ok(Self {
            blocks,
            perception,
            channel,
            core: network.core,
            hidden,
            critic: network.critic,
            critic_hidden: network.critic_hidden,
            auxiliary,
            question,
            actions,
            actions_from: spaces.actions_from,
            observation_len: spaces.observation_len(),
            heard_len: spaces.heard_len(),
            scales: scales(spaces),
            parameters,
            parts,
        })
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

    /// Width of the core's output, `network.hidden`.
    pub fn hidden(&self) -> usize {
        self.hidden
    }

    /// Symbols in a message, L; 0 without a channel.
    pub fn message_length(&self) -> usize {
        self.channel.length()
    }
}

/// What each number of an observation is divided by, `[observation_len]`.
fn scales(spaces: &Spaces) -> Vec<f32> {
    let blocks = spaces.observation.iter();
    blocks
        .flat_map(|block| std::iter::repeat_n(block.scale, block.len()))
        .collect()
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
