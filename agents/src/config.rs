//! Configuration of networks, learner and population; defaults are the foraging paper's.

use serde::{Deserialize, Serialize};

/// Shape of the network; by default that of `PPOLSTMCommAgent` in the code of the foraging paper
/// (arXiv:2505.12872), with 192,246 parameters in ScoreG.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NetworkConfig {
    /// Widths of the layers that read a grid window, each followed by ReLU.
    pub grid_layers: Vec<usize>,
    /// Width of the linear layer that reads a plain vector (the position).
    pub vector_width: usize,
    /// What lies between what is seen and what is done.
    pub core: CoreKind,
    /// Width of the core.
    pub hidden: usize,
    /// Width of the hidden layer of a critic of its own, which reads what the core reads
    /// and does not shape it; 0 is a critic over
    /// the state of the core, as in the foraging paper.
    pub critic_hidden: usize,
    /// What the critic sees.
    pub critic: Critic,
}

/// What lies between what is seen and what is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CoreKind {
    /// An LSTM.
    Lstm,
    /// A linear layer and ReLU, without memory.
    FeedForward,
}

/// What a critic sees beside the state of its network's core.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Critic {
    /// Nothing.
    State,
    /// What the agent in the last seat says at the end of the episode: a flaw of Mother Tongue as
    /// published. The last agent's advantage then leaves out what its own choice has earned.
    LastMessage,
    /// The right answer to the game's question, which no agent sees, as the critic of the social deduction
    /// paper does.
    Answer,
}

impl Default for NetworkConfig {
    fn default() -> Self {
        Self {
            grid_layers: vec![256, 256, 128, 16],
            vector_width: 4,
            core: CoreKind::Lstm,
            hidden: 128,
            critic_hidden: 0,
            critic: Critic::State,
        }
    }
}

/// Hyper-parameters of PPO; defaults are those of the foraging paper's code (arXiv:2505.12872).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PpoConfig {
    /// Lanes, all played by the same pair of networks in one rollout.
    pub lanes: usize,
    /// Env steps in a rollout.
    pub rollout: usize,
    /// Passes over a rollout.
    pub epochs: usize,
    /// Minibatches a pass; whole sequences of `lanes / minibatches` lanes.
    pub minibatches: usize,
    /// Adam's step size at the start.
    pub learning_rate: f64,
    /// Whether the step size falls linearly to 0.
    pub anneal: bool,
    /// Env steps over which it falls; 0 means `run.steps`.
    pub anneal_steps: u64,
    /// Adam's epsilon.
    pub adam_epsilon: f64,
    /// Discount.
    pub gamma: f64,
    /// Lambda of generalized advantage estimation.
    pub gae_lambda: f64,
    /// Clip range of the ratios, and of the value where `clip_value` is set.
    pub clip: f64,
    /// Whether the value loss is clipped too.
    pub clip_value: bool,
    /// Weight of the value loss.
    pub value_coefficient: f64,
    /// Weight of the action entropy.
    pub action_entropy: f64,
    /// Weight of the message entropy.
    pub message_entropy: f64,
    /// Bound on the gradient's norm, one network at a time.
    pub max_grad_norm: f64,
    /// Whether advantages are normalised in each minibatch.
    pub normalize_advantage: bool,
    /// Factor of the step size an update, beside annealing; 1 keeps it.
    pub learning_rate_decay: f64,
    /// Factor of the weights of the entropies an update; 1 keeps them.
    pub entropy_decay: f64,
    /// Whether the gradient is made anew for every step of the optimizer. Mother Tongue as published does
    /// not: all gradients of the past add up.
    pub zero_gradient: bool,
    /// Whether the recurrent state lives on from one rollout to the next. The paper zeroes it.
    pub carry_state: bool,
}

impl Default for PpoConfig {
    fn default() -> Self {
        Self {
            lanes: 128,
            rollout: 32,
            epochs: 4,
            minibatches: 4,
            learning_rate: 2.5e-4,
            anneal: true,
            anneal_steps: 0,
            adam_epsilon: 1e-5,
            gamma: 0.99,
            gae_lambda: 0.95,
            clip: 0.1,
            clip_value: true,
            value_coefficient: 0.5,
            action_entropy: 0.01,
            message_entropy: 0.002,
            max_grad_norm: 0.5,
            normalize_advantage: true,
            learning_rate_decay: 1.0,
            entropy_decay: 1.0,
            zero_gradient: true,
            carry_state: false,
        }
    }
}

/// Which networks meet (cross-play and self-play as in the foraging paper, arXiv:2505.12872).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pairing {
    /// Cross-play: two different networks.
    #[serde(rename = "xp")]
    CrossPlay,
    /// Cross-play and self-play: drawn with replacement, so a network may meet itself.
    #[serde(rename = "xp+sp")]
    CrossAndSelfPlay,
    /// Network 0 always in seat 0, network 1 in seat 1, and so on. More networks are more teams, which never
    /// meet and learn at the same time.
    #[serde(rename = "fixed")]
    Fixed,
    /// As `population.seats` says.
    #[serde(rename = "seats")]
    Seats,
}

/// How much of what is done in a seat is a script's choice, and not its network's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scripted {
    /// Nothing.
    #[default]
    Nothing,
    /// Every action but those that act on the game's question, such as votes.
    Play,
    /// Every action.
    All,
}

/// The population of networks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PopulationConfig {
    /// Networks, each with its own parameters and optimizer.
    pub size: usize,
    /// Who meets whom.
    pub pairing: Pairing,
    /// With pairing `seats`: for each seat the networks that may sit there, of which one is drawn for every
    /// rollout.
    pub seats: Vec<Vec<usize>>,
    /// Networks that play and never learn.
    pub frozen: Vec<usize>,
    /// What each network begins with: `RUN#NETWORK`, or nothing for a beginning of its own.
    pub begin: Vec<String>,
    /// Scripted players of the game that play beside the networks; none where empty.
    pub script: String,
    /// What they choose in each seat.
    pub scripted: Vec<Scripted>,
}

impl Default for PopulationConfig {
    fn default() -> Self {
        Self {
            size: 3,
            pairing: Pairing::CrossPlay,
            seats: Vec::new(),
            frozen: Vec::new(),
            begin: Vec::new(),
            script: String::new(),
            scripted: Vec::new(),
        }
    }
}
