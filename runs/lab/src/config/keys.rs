//! Every key of a config outside `[game]`: its legal values and what it means.
//!
//! One table feeds validation, messages and what `protolang presets NAME` prints. Keys of games
//! are the games' own (`protolang games NAME`).

use super::legal::Legal::{self, Flag, Indices, Lengths, Names, Number, Seats, Text, Whole, Words};

/// One key.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Dotted name.
    pub name: &'static str,
    /// Legal values.
    pub legal: Legal,
    /// What it means, with its unit.
    pub meaning: &'static str,
}

const fn key(name: &'static str, legal: Legal, meaning: &'static str) -> Key {
    Key {
        name,
        legal,
        meaning,
    }
}

const fn whole(least: i64, most: i64) -> Legal {
    Whole { least, most }
}

/// From 0 to 1, both legal.
const SHARE: Legal = Number {
    least: 0.0,
    above: false,
    most: 1.0,
};
/// Above 0.
const POSITIVE: Legal = Number {
    least: 0.0,
    above: true,
    most: f64::MAX,
};
/// At least 0.
const NOT_NEGATIVE: Legal = Number {
    least: 0.0,
    above: false,
    most: f64::MAX,
};

/// The keys, table by table, in the order in which they are printed.
pub const KEYS: &[Key] = &[
    key(
        "preset.control",
        Names,
        "KEY=VALUE of the control: the same training without what the experiment is about; empty where there is none",
    ),
    key(
        "preset.control_too",
        Flag,
        "whether train trains the control as well, unasked",
    ),
    key("preset.control_none", Text, "why there is no control"),
    key(
        "run.seed",
        whole(0, i64::MAX),
        "seed of every random number of the run",
    ),
    key(
        "run.steps",
        whole(1, i64::MAX),
        "env steps to train for, all lanes together",
    ),
    key(
        "run.workers",
        whole(0, 1024),
        "threads that step lanes and learn; 0 is one a core",
    ),
    key("run.device", Text, "where networks live: cpu, or cuda:N"),
    key(
        "channel.kind",
        Words(&["token", "vq", "rvq", "continuous", "none"]),
        "how symbols are made and heard: words; codes of the own VQ-VAE, in one level or in residual ones; real numbers; none is no channel, also in training",
    ),
    key(
        "channel.vocabulary",
        whole(1, 65_534),
        "words that can be said",
    ),
    key("channel.length", whole(1, 255), "symbols in a message"),
    key(
        "channel.embedding",
        whole(1, 4096),
        "width of the embedding of a heard symbol, and of what the channel gives to the core",
    ),
    key(
        "channel.temperature",
        POSITIVE,
        "with vq and rvq: what scores of codes, in units of the codebook's spread, are divided by",
    ),
    key(
        "channel.silence",
        Flag,
        "whether there is one symbol more, which says nothing",
    ),
    key(
        "channel.delay",
        whole(1, 255),
        "env steps from saying to hearing",
    ),
    key(
        "channel.range",
        whole(0, 255),
        "Chebyshev distance within which messages are heard, in cells; left out, any distance",
    ),
    key(
        "channel.one_way",
        Flag,
        "whether the agent in seat 0 hears nothing",
    ),
    key(
        "channel.noise",
        SHARE,
        "probability that a symbol arrives as a random one",
    ),
    key(
        "channel.muted",
        Flag,
        "whether nothing is heard, although agents speak",
    ),
    key(
        "network.grid_layers",
        Lengths { most: 16_384 },
        "widths of the layers that read a window of the grid, each followed by ReLU",
    ),
    key(
        "network.vector_width",
        whole(1, 16_384),
        "width of the linear layer that reads a vector, such as the position",
    ),
    key(
        "network.core",
        Words(&["lstm", "feed-forward"]),
        "what lies between features and heads: an LSTM, or one layer without memory",
    ),
    key("network.hidden", whole(1, 16_384), "width of the core"),
    key(
        "network.critic_hidden",
        whole(0, 16_384),
        "width of the hidden layer of a critic of its own, which reads what the core reads and does not shape it; 0 is a critic over the state of the core",
    ),
    key(
        "network.critic",
        Words(&["state", "last-message", "answer"]),
        "what the critic sees: the state of the core; or also what the last agent says at the end of the episode, a flaw of Mother Tongue as published; or also the right answer to the game's question, which no agent sees",
    ),
    key(
        "perception.kind",
        Words(&["none", "vq-vae"]),
        "a VQ-VAE of what is seen; the channels vq and rvq bring one in any case",
    ),
    key(
        "perception.blocks",
        Names,
        "blocks of the observation that it reads, by name; an empty list is all of them",
    ),
    key(
        "perception.gives",
        Words(&["vector", "code", "nothing"]),
        "what the core gets of it: the encoder's vector, the nearest code (straight-through), or nothing",
    ),
    key(
        "perception.replaces",
        Flag,
        "whether that stands in place of the network's own layers for these blocks, and not beside them",
    ),
    key(
        "perception.codes",
        whole(0, 65_535),
        "codes of a codebook; 0 is as many as there are symbols, which vq and rvq always have",
    ),
    key("perception.dimension", whole(1, 4096), "width of a code"),
    key(
        "perception.hidden",
        whole(1, 16_384),
        "width of the hidden layer of encoder and decoder",
    ),
    key(
        "perception.straight_through",
        Flag,
        "whether the gradient of reconstruction reaches the encoder; not in Mother Tongue as published",
    ),
    key(
        "perception.rule",
        Words(&["loss", "ema"]),
        "how codes move: by the codebook loss, or to moving averages of the vectors nearest to them",
    ),
    key(
        "perception.codebook_weight",
        NOT_NEGATIVE,
        "weight of the codebook loss, with rule loss",
    ),
    key(
        "perception.commitment",
        NOT_NEGATIVE,
        "weight of the commitment loss, beta",
    ),
    key(
        "perception.weight",
        NOT_NEGATIVE,
        "weight of the whole loss of perception while agents learn",
    ),
    key(
        "perception.ema_decay",
        SHARE,
        "decay of the moving averages, with rule ema",
    ),
    key(
        "perception.reset_after",
        whole(0, 16_777_216),
        "minibatches without use after which a code takes the place of a vector; 0 is never",
    ),
    key(
        "perception.alarm",
        SHARE,
        "share of the codes below which the perplexity of an update counts as collapse",
    ),
    key(
        "perception.pretraining",
        Words(&["none", "frozen", "continued"]),
        "whether it is trained on observations of random play first, and whether it then stays as it is",
    ),
    key(
        "perception.pretraining_epochs",
        whole(1, 100_000),
        "passes over these observations",
    ),
    key(
        "perception.pretraining_observations",
        whole(1, 10_000_000),
        "observations, at most",
    ),
    key(
        "perception.pretraining_batch",
        whole(1, 1 << 20),
        "observations in a minibatch",
    ),
    key(
        "perception.pretraining_rate",
        POSITIVE,
        "Adam's step size before training",
    ),
    key(
        "ppo.lanes",
        whole(1, 1 << 20),
        "copies of the game that are played at once",
    ),
    key(
        "ppo.rollout",
        whole(1, 1 << 20),
        "env steps of each lane in a rollout",
    ),
    key("ppo.epochs", whole(1, 1000), "passes over a rollout"),
    key(
        "ppo.minibatches",
        whole(1, 1 << 20),
        "minibatches in a pass, each of lanes / minibatches whole sequences",
    ),
    key(
        "ppo.learning_rate",
        POSITIVE,
        "Adam's step size at the start",
    ),
    key(
        "ppo.anneal",
        Flag,
        "whether the step size falls linearly to 0",
    ),
    key(
        "ppo.anneal_steps",
        whole(0, i64::MAX),
        "env steps over which it falls; 0 is run.steps",
    ),
    key("ppo.adam_epsilon", POSITIVE, "Adam's epsilon"),
    key("ppo.gamma", SHARE, "discount a step"),
    key(
        "ppo.gae_lambda",
        SHARE,
        "lambda of generalized advantage estimation",
    ),
    key(
        "ppo.clip",
        POSITIVE,
        "clip range of the probability ratios, and of the value if clip_value",
    ),
    key("ppo.clip_value", Flag, "whether the value loss is clipped"),
    key(
        "ppo.value_coefficient",
        NOT_NEGATIVE,
        "weight of the value loss",
    ),
    key(
        "ppo.action_entropy",
        NOT_NEGATIVE,
        "weight of the entropy of actions, per nat",
    ),
    key(
        "ppo.message_entropy",
        NOT_NEGATIVE,
        "weight of the entropy of messages, per nat",
    ),
    key(
        "ppo.max_grad_norm",
        POSITIVE,
        "bound on the norm of the gradient of one network",
    ),
    key(
        "ppo.normalize_advantage",
        Flag,
        "whether advantages are normalised in each minibatch",
    ),
    key(
        "ppo.learning_rate_decay",
        SHARE,
        "factor of the step size an update, beside annealing",
    ),
    key(
        "ppo.entropy_decay",
        SHARE,
        "factor of the weights of the entropies an update",
    ),
    key(
        "ppo.zero_gradient",
        Flag,
        "whether gradients are made anew for every step; if not they add up for ever, as in Mother Tongue as published",
    ),
    key(
        "ppo.carry_state",
        Flag,
        "whether the recurrent state lives on from rollout to rollout",
    ),
    key(
        "population.size",
        whole(1, 10_000),
        "networks, each with its own parameters and optimizer",
    ),
    key(
        "population.pairing",
        Words(&["xp", "xp+sp", "fixed", "seats"]),
        "who meets whom: different networks (xp), any, also the same twice (xp+sp), or network 0 always in seat 0, network 1 in seat 1 (fixed; more networks are more teams that never meet, in games whose episodes all have one length), or as population.seats says (seats)",
    ),
    key(
        "population.seats",
        Seats,
        "with pairing seats: for each seat the networks that may sit there, of which one is drawn for every rollout",
    ),
    key(
        "population.frozen",
        Indices,
        "networks that play and never learn",
    ),
    key(
        "population.begin",
        Names,
        "what each network begins with: RUN#NETWORK, or an empty text for a beginning of its own; an empty list is that for all",
    ),
    key(
        "population.script",
        Text,
        "scripted players that play beside the networks, by a name that protolang games NAME lists; empty is nobody",
    ),
    key(
        "population.scripted",
        Names,
        "for each seat what the script chooses: nothing; play, every action but votes; all",
    ),
    key(
        "objectives.reflection.intent",
        NOT_NEGATIVE,
        "weight of telling the own action from the own message (intent alignment)",
    ),
    key(
        "objectives.reflection.partner",
        NOT_NEGATIVE,
        "weight of telling from the own message what the next agent says next (predictive bias)",
    ),
    key(
        "objectives.reflection.value",
        NOT_NEGATIVE,
        "weight of telling the return from the own message (contextual value)",
    ),
    key(
        "objectives.reflection.copies",
        Flag,
        "whether who is not answered predicts what it has just heard, a copy, as published",
    ),
    key(
        "objectives.reflection.shapes_core",
        Flag,
        "whether reflection shapes the core, and not only heads of its own, as published",
    ),
    key(
        "objectives.reflection.hidden",
        whole(1, 16_384),
        "width of the hidden layer of each of its heads",
    ),
    key(
        "objectives.positive_signalling.weight",
        NOT_NEGATIVE,
        "weight of the bias to say different things in different states (Eccles et al. 2019)",
    ),
    key(
        "objectives.positive_signalling.target_entropy",
        NOT_NEGATIVE,
        "entropy of a symbol that it aims at in each state, in nats",
    ),
    key(
        "objectives.positive_signalling.target_weight",
        NOT_NEGATIVE,
        "weight of the squared distance from that",
    ),
    key(
        "objectives.positive_signalling.detached_mean",
        Flag,
        "whether the mean message has no gradient, as in Mother Tongue's baseline",
    ),
    key(
        "objectives.positive_listening.weight",
        NOT_NEGATIVE,
        "weight of the bias to act differently after a message than after none (Eccles et al. 2019)",
    ),
    key(
        "objectives.listening.weight",
        NOT_NEGATIVE,
        "weight of knowing the answer to the game's question when asked (listening loss, Sarkar et al. 2025)",
    ),
    key(
        "objectives.listening.votes",
        NOT_NEGATIVE,
        "weight of the same in actions that act on the answer, such as votes",
    ),
    key(
        "objectives.speaking.weight",
        NOT_NEGATIVE,
        "reward of a message for 1 of probability that a listener gives more to the right answer after it (speaking reward, Sarkar et al. 2025); who knows the answer gets the negative",
    ),
    key(
        "objectives.speaking.own",
        Flag,
        "whether what the speaker itself believes counts too, as published",
    ),
    key(
        "objectives.prediction.weight",
        NOT_NEGATIVE,
        "weight of predicting the next observation (mean squared error)",
    ),
    key(
        "objectives.reference.weight",
        NOT_NEGATIVE,
        "weight of the squared difference from how likely a reference network finds what was said",
    ),
    key(
        "objectives.reference.network",
        whole(0, 10_000),
        "the reference network, which should be a frozen one",
    ),
    key(
        "objectives.imitation.weight",
        NOT_NEGATIVE,
        "weight of acting as the script does that plays in the own seat",
    ),
    key(
        "record.episodes",
        Flag,
        "whether every training episode becomes a row of episodes.jsonl.zst",
    ),
    key(
        "record.replay_every",
        whole(0, i64::MAX),
        "one episode in so many is kept as a replay; 0 keeps none",
    ),
    key(
        "record.metrics_every",
        whole(1, i64::MAX),
        "updates a row of metrics.jsonl",
    ),
    key(
        "record.language_every",
        whole(0, i64::MAX),
        "rows of metrics.jsonl for one with metrics of language; 0 measures none",
    ),
    key(
        "record.language_rows",
        whole(3, 2000),
        "messages that such a row measures at most, a random sample of its window",
    ),
    key(
        "record.checkpoint_every",
        whole(0, i64::MAX),
        "updates between checkpoints; 0 writes only the last",
    ),
    key(
        "record.keep_checkpoints",
        whole(1, i64::MAX),
        "newest checkpoints that are kept",
    ),
];

/// The key with a dotted name.
pub fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}
