//! Puts the deduction game together: which entities there are, which systems are its rules, what its
//! state is.

use bevy_ecs::prelude::*;

use super::colours::{COLOURS, NAMES};
use super::components::{
    Activity, Asked, Cooldown, Earned, Identity, Life, Place, Sight, Spots, Tasks, Witnessed,
};
use super::config::DeductionConfig;
use super::ending::{self, OUTCOMES};
use super::placement::{self, MEANING};
use super::rules::Rules;
use super::settle::settle;
use super::table::{COUNTS, Counts, Meeting, Over, Phase, Roll, Setting, TableId, Ticks};
use super::{
    actions, blocks, choosing, describe, discussion, gathering, killing, masks, observe, passing,
    players, reporting, stepping, view, voting, waiting, walking, working,
};
use crate::batch::Batch;
use crate::channel::air::Ears;
use crate::ecs_game::EcsGame;
use crate::grid::Position;
use crate::order::AgentId;
use crate::stage::{Stage, StepPhase};
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::error::EnvError;
use protolang_spec::game::{Description, Game};
use protolang_spec::keys::EpisodeKey;
use protolang_spec::message_unit::MessageUnit;
use protolang_spec::players::{Players, Policy, SeatScript};
use protolang_spec::spaces::{Question, Spaces, SymbolSpace};
use protolang_spec::vec_env::VecEnv;

impl Game for DeductionConfig {
    const NAME: &'static str = "deduction";
    const SUMMARY: &'static str =
        "Find the impostor: crewmates do tasks, an impostor kills, the living talk and vote";

    fn validate(&self, channel: &ChannelPhysics) -> Result<(), EnvError> {
        Self::validate(self, channel)
    }

    fn spaces(&self, channel: &ChannelPhysics) -> Spaces {
        Spaces {
            roles: (0..self.agents())
                .map(|seat| match seat < usize::from(self.impostors) {
                    true => "impostor",
                    false => "crewmate",
                })
                .collect(),
            symbols: SymbolSpace::new(channel, 1),
            outcomes: OUTCOMES.to_vec(),
            meaning: MEANING.to_vec(),
            // An agent speaks once a turn of a meeting, about that meeting; how much it says in an episode
            // tells how long it lived.
            message_unit: MessageUnit::Step,
            masks_actions: true,
            masks_speech: true,
            question: Some(Question {
                name: "impostor",
                choices: COLOURS,
                answers: &NAMES,
                first_seat: usize::from(self.impostors),
                first_action: usize::from(actions::VOTE.start),
            }),
            counts: COUNTS.to_vec(),
            ..Spaces::new(
                self.agents(),
                &actions::names(),
                blocks::blocks(&self.map),
                channel,
            )
        }
    }

    fn make(
        &self,
        channel: &ChannelPhysics,
        keys: &[EpisodeKey],
    ) -> Result<Box<dyn VecEnv>, EnvError> {
        Batch::boxed(self, channel, keys)
    }

    fn describe(&self) -> Description {
        describe::describe(self)
    }

    fn policies(&self) -> Vec<Policy> {
        players::policies()
    }

    fn players(&self, name: &str) -> Option<Box<dyn Players>> {
        players::players(name)
    }

    fn script_of<'n>(&self, name: &'n str, seat: usize) -> SeatScript<'n> {
        players::script_of(name, seat < usize::from(self.impostors))
    }
}

impl EcsGame for DeductionConfig {
    fn build(&self, stage: &mut Stage) {
        let seats = stage.lanes() * self.agents();
        stage.world.insert_resource(Rules::new(self));
        stage.world.insert_resource(Ears(vec![true; seats]));
        stage.spawn::<AgentId, _>(self.agents(), |_| {
            (
                (Identity::default(), Life::default(), Place::default()),
                (Activity::default(), Tasks::default(), Cooldown::default()),
                (Sight::default(), Witnessed::default()),
                (Asked::default(), Earned::default()),
                (Position::default(), Spots::default()),
            )
        });
        stage.spawn::<TableId, _>(1, |_| {
            (
                (Phase::default(), Ticks::default(), Setting::default()),
                (Roll::default(), Meeting::default()),
                (Over::default(), Counts::default()),
            )
        });
        stage.hold::<AgentId, Identity>("agents");
        stage.hold::<AgentId, Life>("agents");
        stage.hold::<AgentId, Place>("agents");
        stage.hold::<AgentId, Activity>("agents");
        stage.hold::<AgentId, Tasks>("tasks");
        stage.hold::<AgentId, Cooldown>("agents");
        stage.hold::<AgentId, Sight>("sights");
        stage.hold::<AgentId, Witnessed>("sights");
        stage.hold::<AgentId, Asked>("agents");
        if self.map.cells > 0 {
            stage.hold::<AgentId, Position>("agents");
            stage.hold::<AgentId, Spots>("tasks");
        }
        stage.hold::<TableId, Phase>("table");
        stage.hold::<TableId, Ticks>("table");
        stage.hold::<TableId, Setting>("table");
        stage.hold::<TableId, Roll>("table");
        stage.hold::<TableId, Meeting>("table");
        stage.hold::<TableId, Counts>("counts");

        stage.on_reset((placement::place, passing::pass_first, masks::mask_first).chain());
        let moves = match self.map.cells {
            0 => (walking::set_off, waiting::begin).chain(),
            _ => stepping::step.into_configs(),
        };
        // The order is the published environment's. A vote or a question that is open when a step begins
        // is dealt with before a report can open another one.
        stage.on_step(
            StepPhase::Rules,
            (
                choosing::choose,
                (moves, working::begin, reporting::claim).chain(),
                killing::kill,
                voting::vote,
                ending::judge,
                gathering::return_to_play,
                discussion::go_on,
                reporting::report,
                passing::pass,
                ending::cut_off,
                masks::deafen,
            )
                .chain(),
        );
        stage.on_step(StepPhase::Ending, (ending::close, masks::mask).chain());
        stage.observe_with(observe::observe);
        stage.draw_with(view::scene);
        stage.settle_with(settle);
    }
}
