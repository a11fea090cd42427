//! The command line with a game that has a mistake: which one, the variable `BROKEN` says.

use std::fmt::Debug;
use std::process::ExitCode;

use protolang_envs::games::registry::Games;
use protolang_spec::arguments::Arguments;
use protolang_spec::block::{Block, BlockKind, Element};
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

/// What a game has got wrong.
trait Mistake: JsonSchema + Clone + Default + PartialEq + Debug + Send + Sync + 'static {
    const NAME: &'static str;
    const VERSION: u32 = 1;

    fn spaces(spaces: Spaces) -> Spaces {
        spaces
    }

    fn rule(_episode: u64) {}
}

/// A game of one step in which nothing can go wrong but the mistake.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct Broken<M: Mistake> {
    /// An option of which nobody says what it may be.
    size: u8,
    #[serde(skip)]
    mistake: M,
}

impl<M: Mistake> Game for Broken<M> {
    const NAME: &'static str = M::NAME;
    const SUMMARY: &'static str = "a game with a mistake";
    const VERSION: u32 = M::VERSION;

    fn spaces(&self, channel: &ChannelPhysics) -> Spaces {
        let seen = Block::vector("one", 1.0, vec![Element::new("one", "always 1")]);
        let done = Outcome {
            name: "done",
            success: true,
            winner: None,
        };
        M::spaces(Spaces {
            outcomes: vec![done],
            ..Spaces::new(2, &["wait", "go"], vec![seen], channel)
        })
    }

    fn make(
        &self,
        channel: &ChannelPhysics,
        keys: &[EpisodeKey],
    ) -> Result<Box<dyn VecEnv>, EnvError> {
        let lanes = Lanes::new(self.spaces(channel), channel, keys);
        Ok(Box::new(Env(lanes, M::rule)))
    }
}

struct Env(Lanes, fn(u64));

impl VecEnv for Env {
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
        for lane in 0..self.0.count() {
            (self.1)(self.0.key(lane).episode);
            self.0.end(lane, Status::Terminated, 0);
        }
        self.observe(observations, heard);
        self.0.keep_final(observations);
        self.0.next_episodes();
        self.observe(observations, heard);
        Ok(self.0.view())
    }
}

macro_rules! mistakes {
    ($($mistake:ident $name:literal { $($body:tt)* })*) => {
        $(
            #[derive(Clone, Debug, Default, PartialEq, JsonSchema)]
            struct $mistake;

            impl Mistake for $mistake {
                const NAME: &'static str = $name;
                $($body)*
            }
        )*
    };
}

mistakes! {
    Fine "fine" {}
    Later "fine" { const VERSION: u32 = 2; }
    Twice "score" {}
    BadName "Two Words" {}
    Undescribed "undescribed" {
        fn spaces(mut spaces: Spaces) -> Spaces {
            spaces.observation[0].kind = BlockKind::Vector { len: 3 };
            spaces
        }
    }
    NoOutcome "no-outcome" {
        fn spaces(spaces: Spaces) -> Spaces {
            Spaces { outcomes: Vec::new(), ..spaces }
        }
    }
    Panics "panics" {
        fn rule(episode: u64) {
            assert!(episode < 40, "this game has played 40 episodes");
        }
    }
}

fn main() -> ExitCode {
    let games = Games::standard();
    protolang::main_with(match std::env::var("BROKEN").as_deref() {
        Ok("later") => games.with::<Broken<Later>>(),
        Ok("twice") => games.with::<Broken<Twice>>(),
        Ok("bad-name") => games.with::<Broken<BadName>>(),
        Ok("undescribed") => games.with::<Broken<Undescribed>>(),
        Ok("no-outcome") => games.with::<Broken<NoOutcome>>(),
        Ok("panics") => games.with::<Broken<Panics>>(),
        Ok("none") => Ok(games),
        _ => games.with::<Broken<Fine>>(),
    })
}
