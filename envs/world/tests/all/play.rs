//! Random play.

use protolang_envs::games::GameConfig;
use protolang_envs::games::registry::games;
use protolang_envs::games::score::ScoreConfig;
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::keys::{EpisodeKey, Purpose, below, stream};
use protolang_spec::step::StepView;
use protolang_spec::vec_env::VecEnv;
use rand::rngs::ChaCha8Rng;

/// An environment of any game.
pub(crate) type Env = Box<dyn VecEnv>;

pub(crate) fn score() -> GameConfig {
    GameConfig::new(ScoreConfig::default())
}

/// Every game as it is by default, and in other variants, each with a channel that suits it.
pub(crate) fn every_game() -> Vec<(GameConfig, ChannelPhysics)> {
    let noisy = ChannelPhysics {
        vocabulary: 8,
        length: 2,
        silence: true,
        noise: 0.1,
        ..ChannelPhysics::default()
    };
    let by_default = games().entries().map(|entry| {
        let name = entry.name;
        let game = GameConfig::from_name(name).expect("a listed game exists");
        (game, ChannelPhysics::default())
    });
    let variants = [
        r#"{"name": "score", "layout": "layout2", "simultaneous": true, "walls": 1}"#,
        r#"{"name": "dilemma", "actions": "chosen", "reward": "own", "receiver_sees": "nothing"}"#,
        r#"{"name": "private-target", "actions": "chosen", "sender_sees": "image", "balanced": false}"#,
        r#"{"name": "referential", "targets": 2, "sender_sees_distractors": true, "holdout": 0.5}"#,
        r#"{"name": "referential", "objects": "images", "same_image": false, "wrong_reward": -1.0}"#,
        r#"{"name": "deduction", "map": {"cells": 5, "window": 4}, "ghosts": false}"#,
        r#"{"name": "deduction", "map": {"cells": 4}, "randomize": true, "crew": 5, "impostors": 2}"#,
    ];
    let variants = variants.map(|json| {
        let game = serde_json::from_str(json).expect("options of a game");
        (game, noisy.clone())
    });
    by_default.chain(variants).collect()
}

pub(crate) fn batch(game: &GameConfig, channel: &ChannelPhysics, lanes: u64) -> Env {
    game.make_lanes(channel, 0..lanes, 11)
        .expect("the options make a game")
}

/// Plays at random in every lane, each lane with dice of its own, so that a lane meets the same fate in
/// whichever batch it is.
pub(crate) struct Player {
    dice: Vec<ChaCha8Rng>,
    actions: Vec<u8>,
    symbols: Vec<u16>,
    pub(crate) observations: Vec<u8>,
    pub(crate) heard: Vec<u16>,
}

impl Player {
    pub(crate) fn new(batch: &Env) -> Self {
        let spaces = batch.spaces();
        let seats = batch.lanes() * batch.agents();
        let key = |lane| EpisodeKey {
            run_seed: 5,
            lane: batch.key(lane).lane,
            episode: 0,
        };
        Self {
            dice: (0..batch.lanes())
                .map(|lane| stream(key(lane), Purpose::Policy))
                .collect(),
            actions: vec![0; seats],
            symbols: vec![0; seats * spaces.symbols.length],
            observations: vec![0; seats * spaces.observation_len()],
            heard: vec![0; seats * spaces.heard_len()],
        }
    }

    /// Draws actions and symbols without playing them.
    pub(crate) fn draw(&mut self, batch: &Env) -> (&[u8], &[u16]) {
        let spaces = batch.spaces();
        let (actions, alphabet) = (spaces.actions.len() as u32, spaces.symbols.alphabet as u32);
        let (agents, length) = (batch.agents(), spaces.symbols.length);
        for (lane, dice) in self.dice.iter_mut().enumerate() {
            for seat in lane * agents..(lane + 1) * agents {
                self.actions[seat] = match batch.legal_actions() {
                    [] => below(dice, actions) as u8,
                    legal => {
                        let count = actions as usize;
                        let legal = &legal[seat * count..(seat + 1) * count];
                        let legal: Vec<u8> = (0..actions as u8)
                            .filter(|a| legal[usize::from(*a)])
                            .collect();
                        legal[below(dice, legal.len() as u32) as usize]
                    }
                };
                for symbol in &mut self.symbols[seat * length..(seat + 1) * length] {
                    *symbol = below(dice, alphabet) as u16;
                }
            }
        }
        (&self.actions, &self.symbols)
    }

    /// Plays one step.
    pub(crate) fn step<'a>(&mut self, batch: &'a mut Env) -> StepView<'a> {
        self.draw(batch);
        batch
            .step(
                &self.actions,
                &self.symbols,
                &mut self.observations,
                &mut self.heard,
            )
            .expect("the step is legal")
    }
}

/// Hashes of all lanes.
pub(crate) fn hashes(batch: &Env) -> Vec<u64> {
    (0..batch.lanes())
        .map(|lane| batch.state_hash(lane))
        .collect()
}
