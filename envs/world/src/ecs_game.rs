//! A game whose rules are systems of an ECS.

use protolang_spec::game::Game;

use crate::stage::Stage;

/// A game that is played on a [`Stage`]: entities, rules, state and views in one bevy world for all lanes.
/// Its [`Game::make`] is [`Batch::boxed`](crate::batch::Batch::boxed).
pub trait EcsGame: Game {
    /// Puts the game on the stage: spawns what there is, adds the rules to the phases of a step, and says
    /// what is state, what is observed and what is drawn.
    fn build(&self, stage: &mut Stage);
}
