//! All that a game of one's own needs, in one `use`.

pub use bevy_ecs::prelude::*;
pub use protolang_spec::attribute::{Attribute, UNKNOWN};
pub use protolang_spec::block::{Block, BlockKind, Element};
pub use protolang_spec::channel::ChannelPhysics;
pub use protolang_spec::error::EnvError;
pub use protolang_spec::game::{Description, Game};
pub use protolang_spec::keys::{EpisodeKey, Purpose, below, stream};
pub use protolang_spec::scene::{Scene, SceneCell, SceneKind};
pub use protolang_spec::spaces::{Outcome, Spaces, SymbolSpace};
pub use protolang_spec::step::Status;
pub use protolang_spec::vec_env::VecEnv;
pub use protolang_spec::words::{Reader, Words};

pub use crate::batch::Batch;
pub use crate::ecs_game::EcsGame;
pub use crate::lane::{Actions, Clock, Due, Episodes, Meaning, Verdict};
pub use crate::order::{AgentId, components, table};
pub use crate::stage::{Stage, StepPhase, Which};
pub use crate::state::State;
