//! An environment that is not on the ECS: the coordination game, as a matrix. Two agents choose one of `actions`
//! actions at once; both get 1 if they chose the same, and 0 otherwise. One step is an episode.
//!
//! ```sh
//! cargo run --release --example matrix_game -- train --set game.name=matrix --steps 50000 --out runs/out/matrix
//! ```

use std::process::ExitCode;

use protolang_envs::games::registry::Games;
use protolang_spec::arguments::Arguments;
use protolang_spec::block::{Block, Element};
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::error::EnvError;
use protolang_spec::game::Game;
use protolang_spec::keys::EpisodeKey;
use protolang_spec::lanes::Lanes;
use protolang_spec::pass_on_to_lanes;
use protolang_spec::spaces::{Outcome, Spaces};
use protolang_spec::step::{Status, StepView};
use protolang_spec::vec_env::VecEnv;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const ACTIONS: [&str; 4] = ["a", "b", "c", "d"];
const OUTCOMES: [Outcome; 2] = [
    Outcome {
        name: "same",
        success: true,
        winner: None,
    },
    Outcome {
        name: "different",
        success: false,
        winner: None,
    },
];

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct Matrix {}

impl Game for Matrix {
    const NAME: &'static str = "matrix";
    const SUMMARY: &'static str = "two agents choose at once, and are paid if they choose the same";

    fn validate(&self, channel: &ChannelPhysics) -> Result<(), EnvError> {
        Lanes::validate(channel)
    }

    fn spaces(&self, channel: &ChannelPhysics) -> Spaces {
        let seen = Block::vector("bias", 1.0, vec![Element::new("one", "always 1")]);
        Spaces {
            outcomes: OUTCOMES.to_vec(),
            ..Spaces::new(2, &ACTIONS, vec![seen], channel)
        }
    }

    fn make(
        &self,
        channel: &ChannelPhysics,
        keys: &[EpisodeKey],
    ) -> Result<Box<dyn VecEnv>, EnvError> {
        Ok(Box::new(MatrixEnv(Lanes::new(
            self.spaces(channel),
            channel,
            keys,
        ))))
    }
}

struct MatrixEnv(Lanes);

impl VecEnv for MatrixEnv {
    pass_on_to_lanes!(0);

    fn observe(&mut self, observations: &mut [u8], heard: &mut [u16]) {
        observations.fill(1);
        heard.copy_from_slice(self.0.heard());
    }

    fn step(
        &mut self,
        actions: &[u8],
        symbols: &[u16],
        observations: &mut [u8],
        heard: &mut [u16],
    ) -> Result<StepView<'_>, EnvError> {
        self.0.begin_step(Arguments {
            actions,
            symbols,
            observations,
            heard,
        })?;
        for (lane, chosen) in actions.chunks_exact(2).enumerate() {
            let same = chosen[0] == chosen[1];
            (0..2).for_each(|seat| self.0.reward(lane, seat, f32::from(u8::from(same))));
            self.0.end(lane, Status::Terminated, u8::from(!same));
        }
        self.observe(observations, heard);
        self.0.keep_final(observations);
        self.0.next_episodes();
        self.observe(observations, heard);
        Ok(self.0.view())
    }
}

fn main() -> ExitCode {
    protolang::main_with(Games::standard().with::<Matrix>())
}
