//! What a game shows its agents and takes from them; read by networks, by help and by replays.

use crate::attribute::Attribute;
use crate::block::Block;
use crate::channel::ChannelPhysics;
use crate::message_unit::MessageUnit;

/// One way an episode can end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Name in records and tables.
    pub name: &'static str,
    /// Whether it counts as success.
    pub success: bool,
    /// The side that has won, in games of two sides, if either has.
    pub winner: Option<&'static str>,
}

/// The symbol side of a world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SymbolSpace {
    /// Symbols that can be said or heard: the words, and silence where the channel has it.
    pub alphabet: usize,
    /// Symbols in a message.
    pub length: usize,
    /// Messages that each agent hears a step: one from every other agent, in seat order; or one in all, in
    /// games where one agent speaks at a time. The place of a message would else tell who speaks.
    pub sources: usize,
}

impl SymbolSpace {
    /// What agents that hear so many messages a step meet of a channel.
    pub fn new(channel: &ChannelPhysics, sources: usize) -> Self {
        Self {
            alphabet: channel.alphabet(),
            length: usize::from(channel.length),
            sources,
        }
    }
}

/// A question that agents are asked at some steps beside what they do, such as whom they suspect. The
/// answer changes nothing in the world: it is for losses and rewards of a learner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// Name in configs, records and network parameters.
    pub name: &'static str,
    /// Answers to choose from.
    pub choices: usize,
    /// Their names, `[choices]`.
    pub answers: &'static [&'static str],
    /// Seats from here on are asked in earnest; those before know the answer.
    pub first_seat: usize,
    /// The action that acts on answer 0, such as a vote; that on answer 1 is the next one, and so on.
    pub first_action: usize,
}

/// Where the actions of a game come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ActionSource {
    /// Agents choose them beside what they say.
    #[default]
    Chosen,
    /// Speaking is acting: the first symbol of a message is the action (see [`Spaces::spoken_action`]).
    FirstSymbol,
}

/// Everything that a network, a recorder or a viewer must know of a game.
#[derive(Clone, Debug, PartialEq)]
pub struct Spaces {
    /// Agents in a lane.
    pub agents: usize,
    /// The role of each seat in a word, `[agents]`: `agent` where all are alike.
    pub roles: Vec<&'static str>,
    /// Names of the actions, in index order.
    pub actions: Vec<&'static str>,
    /// Blocks of the observation of one agent, in buffer order.
    pub observation: Vec<Block>,
    /// The channel as agents meet it.
    pub symbols: SymbolSpace,
    /// Ways to end, indexed by the codes in `StepView::outcomes`.
    pub outcomes: Vec<Outcome>,
    /// The attributes in `VecEnv::meaning`: what an agent privately knows in an episode. It stays the same from
    /// the beginning of an episode to its end.
    pub meaning: Vec<Attribute>,
    /// What counts as one message where the language is measured and nobody says otherwise.
    pub message_unit: MessageUnit,
    /// Whether `StepView::legal_actions` is filled; otherwise every action is always legal.
    pub masks_actions: bool,
    /// Whether `StepView::speaks` is filled; otherwise every agent always speaks.
    pub masks_speech: bool,
    /// Where actions come from.
    pub actions_from: ActionSource,
    /// What agents are asked; then `StepView::asked` and `StepView::answers` are filled.
    pub question: Option<Question>,
    /// What is counted in an episode, indexed as in `StepView::counts`.
    pub counts: Vec<&'static str>,
}

impl Spaces {
    /// The spaces of a game in which all agents are alike, choose one of `actions`, speak and hear each
    /// other in every step, and are shown `observation`. Whatever is different is set afterwards; every game
    /// has at least one outcome to add.
    ///
    /// ```
    /// use protolang_spec::block::{Block, Element};
    /// use protolang_spec::channel::ChannelPhysics;
    /// use protolang_spec::spaces::{Outcome, Spaces};
    ///
    /// let seen = Block::vector("card", 1.0, vec![Element::new("red", "1 if the card is red")]);
    /// let spaces = Spaces {
    ///     outcomes: vec![Outcome { name: "done", success: true, winner: None }],
    ///     ..Spaces::new(2, &["left", "right"], vec![seen], &ChannelPhysics::default())
    /// };
    /// assert_eq!((spaces.observation_len(), spaces.heard_len()), (1, 1));
    /// ```
    pub fn new(
        agents: usize,
        actions: &[&'static str],
        observation: Vec<Block>,
        channel: &ChannelPhysics,
    ) -> Self {
        Self {
            agents,
            roles: vec!["agent"; agents],
            actions: actions.to_vec(),
            observation,
            symbols: SymbolSpace::new(channel, agents.saturating_sub(1)),
            outcomes: Vec::new(),
            meaning: Vec::new(),
            message_unit: MessageUnit::Step,
            masks_actions: false,
            masks_speech: false,
            actions_from: ActionSource::Chosen,
            question: None,
            counts: Vec::new(),
        }
    }

    /// The place in the observation buffer of an element, by the name of its block and its identifier.
    ///
    /// ```
    /// use protolang_spec::block::{Block, Element};
    /// use protolang_spec::channel::ChannelPhysics;
    /// use protolang_spec::spaces::Spaces;
    ///
    /// let block = |name, id| Block::vector(name, 1.0, vec![Element::new(id, "what it says")]);
    /// let seen = vec![block("own", "score"), block("other", "score")];
    /// let spaces = Spaces::new(2, &["wait"], seen, &ChannelPhysics::default());
    /// assert_eq!(spaces.element("other", "score"), Some(1));
    /// assert_eq!(spaces.element("other", "colour"), None);
    /// ```
    pub fn element(&self, block: &str, id: &str) -> Option<usize> {
        let mut start = 0;
        for known in &self.observation {
            if known.name == block {
                return known.position(id).map(|index| start + index);
            }
            start += known.len();
        }
        None
    }

    /// Bytes of one agent's observation.
    pub fn observation_len(&self) -> usize {
        self.observation.iter().map(Block::len).sum()
    }

    /// The action that a first symbol stands for where speaking is acting: the alphabet is cut into as
    /// many stretches as there are actions.
    ///
    /// ```
    /// use protolang_spec::channel::ChannelPhysics;
    /// use protolang_spec::spaces::Spaces;
    ///
    /// // Four words for two actions: the first two words are action 0.
    /// let spaces = Spaces::new(2, &["cooperate", "defect"], Vec::new(), &ChannelPhysics::default());
    /// assert_eq!([0, 1, 2, 3].map(|symbol| spaces.spoken_action(symbol)), [0, 0, 1, 1]);
    /// ```
    pub fn spoken_action(&self, symbol: u16) -> u8 {
        (usize::from(symbol) * self.actions.len() / self.symbols.alphabet.max(1)) as u8
    }

    /// Symbols that one agent hears a step.
    pub fn heard_len(&self) -> usize {
        self.symbols.sources * self.symbols.length
    }
}
