//! Puts a parity game together.

use super::components::{Answer, CardId, Digit};
use super::deal::{self, MEANING};
use super::judge::{answer, judge};
use super::observe::{self, blocks};
use super::options::ActionsFrom;
use super::settle::settle;
use super::setup::Setup;
use super::view::scene;
use crate::images::Gallery;
use crate::order::AgentId;
use crate::stage::{Stage, StepPhase};
use crate::turns::{self, AGENTS, ROLES, Turns};
use bevy_ecs::prelude::*;
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::error::EnvError;
use protolang_spec::message_unit::MessageUnit;
use protolang_spec::spaces::{ActionSource, Spaces};

/// Whether the setup makes a game.
pub(in crate::games) fn validate(setup: &Setup, channel: &ChannelPhysics) -> Result<(), EnvError> {
    turns::validate_channel(channel)?;
    if setup.acting == ActionsFrom::Spoken {
        let needs = "but agents act by what they say";
        if channel.length == 0 {
            let problem = format!("is 0, {needs}; give 1 or more, or `game.actions = \"chosen\"`");
            return Err(EnvError::config("channel.length", problem));
        }
        if channel.vocabulary < 2 {
            let problem = format!(
                "is {}, {needs}; give 2 or more, or `game.actions = \"chosen\"`",
                channel.vocabulary
            );
            return Err(EnvError::config("channel.vocabulary", problem));
        }
    }
    Gallery::open(&setup.images).map(|_| ())
}

/// What agents see, say and do.
pub(in crate::games) fn spaces(setup: &Setup, channel: &ChannelPhysics) -> Spaces {
    let chosen = setup.acting == ActionsFrom::Chosen;
    Spaces {
        roles: ROLES.to_vec(),
        outcomes: setup.outcomes.clone(),
        meaning: MEANING.to_vec(),
        // Each seat has one turn: its step is all that it says.
        message_unit: MessageUnit::Step,
        masks_actions: chosen,
        masks_speech: true,
        actions_from: match setup.acting {
            ActionsFrom::Spoken => ActionSource::FirstSymbol,
            ActionsFrom::Chosen => ActionSource::Chosen,
        },
        ..Spaces::new(AGENTS, &setup.actions, blocks(setup), channel)
    }
}

/// Puts the game on the stage.
pub(in crate::games) fn build(setup: &Setup, stage: &mut Stage) {
    let chosen = setup.acting == ActionsFrom::Chosen;
    let gallery = Gallery::open(&setup.images).expect("the options were validated");
    stage.world.insert_resource(gallery);
    stage.world.insert_resource(setup.rules());
    stage.world.insert_resource(Turns {
        // Nobody is left to hear the receiver: its message means something only where it is its answer.
        speaks: [true, !chosen],
        chooses: [setup.sender_acts && chosen, chosen],
        actions: setup.actions.len(),
    });
    stage.spawn::<AgentId, _>(AGENTS, |_| Answer::default());
    stage.spawn::<CardId, _>(1, |_| Digit::default());
    stage.hold::<CardId, Digit>("digit");
    stage.hold::<AgentId, Answer>("answers");

    stage.on_reset((deal::deal, turns::first_turn));
    stage.on_step(StepPhase::Rules, answer);
    stage.on_step(StepPhase::Ending, (turns::next_turn, judge).chain());
    stage.observe_with(observe::observe);
    stage.draw_with(scene);
    stage.settle_with(settle);
}
