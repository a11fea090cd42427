//! Configuration of networks, learner and population; defaults are the foraging paper's.
//!
//! ```
//! use protolang_agents::config::{CoreKind, NetworkConfig, PpoConfig};
//!
//! let network: NetworkConfig = serde_json::from_str(r#"{"core": "feed-forward"}"#)?;
//! assert_eq!((network.core, network.hidden), (CoreKind::FeedForward, 128));
//! let ppo: PpoConfig = serde_json::from_str(r#"{"lanes": 64}"#)?;
//! assert_eq!((ppo.lanes, ppo.gamma), (64, 0.99));
//! assert!(serde_json::from_str::<PpoConfig>(r#"{"num_envs": 64}"#).is_err());
//! # Ok::<(), serde_json::Error>(())
//! ```

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Shape of the network; by default that of `PPOLSTMCommAgent` in the code of the foraging paper
/// (arXiv:2505.12872), with 192,246 parameters in ScoreG.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct NetworkConfig {
    /// Widths of the layers that read a window of the grid, each followed by ReLU.
    #[schemars(length(min = 1), inner(range(min = 1, max = 16_384)))]
    pub grid_layers: Vec<usize>,
    /// Width of the linear layer that reads a vector, such as the position.
    #[schemars(range(min = 1, max = 16_384))]
    pub vector_width: usize,
    /// What lies between features and heads: an LSTM, or one layer without memory.
    pub core: CoreKind,
    /// Width of the core.
    #[schemars(range(min = 1, max = 16_384))]
    pub hidden: usize,
    /// Width of the hidden layer of a critic of its own, which reads what the core reads and does not shape it; 0
    /// is a critic over the state of the core.
    #[schemars(range(min = 0, max = 16_384))]
    pub critic_hidden: usize,
    /// What the critic sees: the state of the core; or also what the last agent says at the end of the episode, a
    /// flaw of Mother Tongue as published; or also the right answer to the game's question, which no agent sees.
    pub critic: Critic,
}

/// What lies between what is seen and what is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CoreKind {
    /// An LSTM.
    Lstm,
    /// A linear layer and ReLU, without memory.
    FeedForward,
}

/// What a critic sees beside the state of its network's core.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PpoConfig {
    /// Copies of the game that are played at once.
    ///
    /// All are played by the same networks in one rollout.
    #[schemars(range(min = 1, max = 1_048_576))]
    pub lanes: usize,
    /// Env steps of each lane in a rollout.
    #[schemars(range(min = 1, max = 1_048_576))]
    pub rollout: usize,
    /// Passes over a rollout.
    #[schemars(range(min = 1, max = 1_000))]
    pub epochs: usize,
    /// Minibatches in a pass, each of lanes / minibatches whole sequences.
    #[schemars(range(min = 1, max = 1_048_576))]
    pub minibatches: usize,
    /// Adam's step size at the start.
    #[schemars(extend("exclusiveMinimum" = 0.0))]
    pub learning_rate: f64,
    /// Whether the step size falls linearly to 0.
    pub anneal: bool,
    /// Env steps over which it falls; 0 is run.steps.
    pub anneal_steps: u64,
    /// Adam's epsilon.
    #[schemars(extend("exclusiveMinimum" = 0.0))]
    pub adam_epsilon: f64,
    /// Discount a step.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub gamma: f64,
    /// Lambda of generalized advantage estimation.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub gae_lambda: f64,
    /// Clip range of the probability ratios, and of the value if clip_value.
    #[schemars(extend("exclusiveMinimum" = 0.0))]
    pub clip: f64,
    /// Whether the value loss is clipped.
    pub clip_value: bool,
    /// Weight of the value loss.
    #[schemars(range(min = 0.0))]
    pub value_coefficient: f64,
    /// Weight of the entropy of actions, per nat.
    #[schemars(range(min = 0.0))]
    pub action_entropy: f64,
    /// Weight of the entropy of messages, per nat.
    #[schemars(range(min = 0.0))]
    pub message_entropy: f64,
    /// Bound on the norm of the gradient of one network.
    #[schemars(extend("exclusiveMinimum" = 0.0))]
    pub max_grad_norm: f64,
    /// Whether advantages are normalised in each minibatch.
    pub normalize_advantage: bool,
    /// Factor of the step size an update, beside annealing; 1 keeps it.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub learning_rate_decay: f64,
    /// Factor of the weights of the entropies an update; 1 keeps them.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub entropy_decay: f64,
    /// Whether gradients are made anew for every step; if not they add up for ever, as in Mother Tongue as
    /// published.
    pub zero_gradient: bool,
    /// Whether the recurrent state lives on from rollout to rollout.
    ///
    /// The foraging paper zeroes it.
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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

/// Which actions of a seat the scripted policy chooses, and not its network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ScriptedActions {
    /// None.
    #[default]
    None,
    /// Every action but those that act on the game's question, such as votes.
    AllButVotes,
    /// Every action.
    All,
}

/// The population of networks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PopulationConfig {
    /// Networks, each with its own parameters and optimizer.
    #[schemars(range(min = 1, max = 10_000))]
    pub size: usize,
    /// Who meets whom: different networks (xp), any, also the same twice (xp+sp), or network 0 always in seat 0,
    /// network 1 in seat 1 (fixed; more networks are more teams that never meet, in games whose episodes all have
    /// one length), or as population.seats says (seats).
    pub pairing: Pairing,
    /// With pairing seats: for each seat the networks that may sit there, of which one is drawn for every
    /// rollout.
    #[schemars(inner(length(min = 1)))]
    pub seats: Vec<Vec<usize>>,
    /// Networks that play and never learn.
    pub frozen: Vec<usize>,
    /// Initial parameters of each network: those of the newest checkpoint of RUN#NETWORK, or random ones where the
    /// text is empty; an empty list is random ones for all.
    pub init_from: Vec<String>,
    /// Scripted policy that plays beside the networks, by a name that protolang games NAME lists; empty is none.
    pub scripted_policy: String,
    /// For each seat which actions the scripted policy chooses: none, all-but-votes or all.
    pub scripted_actions: Vec<ScriptedActions>,
}

impl Default for PopulationConfig {
    fn default() -> Self {
        Self {
            size: 3,
            pairing: Pairing::CrossPlay,
            seats: Vec::new(),
            frozen: Vec::new(),
            init_from: Vec::new(),
            scripted_policy: String::new(),
            scripted_actions: Vec::new(),
        }
    }
}
