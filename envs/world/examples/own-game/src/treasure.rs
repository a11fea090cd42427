//! Treasure: a row of doors, and behind one of them a treasure. The guide sees which door it is; the walker,
//! who does not, must walk there and open it. Only what the guide says tells the walker where to go.

use protolang_envs::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Options of the game: the `[game]` table of a config.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Treasure {
    /// Doors in the row, 2 to 16.
    pub doors: u8,
    /// Steps after which an episode is over, 1 or more.
    pub max_steps: u32,
}

impl Default for Treasure {
    fn default() -> Self {
        Self { doors: 5, max_steps: 8 }
    }
}

const GUIDE: u8 = 0;
const WALKER: u8 = 1;
const ROLES: [&str; 2] = ["guide", "walker"];
const ACTIONS: [&str; 4] = ["wait", "left", "right", "open"];
const OUTCOMES: [Outcome; 3] = [
    Outcome { name: "treasure", success: true, winner: None },
    Outcome { name: "empty", success: false, winner: None },
    Outcome { name: "late", success: false, winner: None },
];
const MEANING: [Attribute; 1] = [Attribute::ordinal("treasure_door")];

/// The guide's door is the one with the treasure, the walker's the one where it stands.
#[derive(Component, Clone, Copy, Debug, Default)]
struct Door(u8);

impl State for Door {
    fn write(&self, words: &mut dyn Words) {
        words.put(u64::from(self.0));
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, EnvError> {
        Ok(Self(from.byte()?))
    }
}

/// The options, where the rules can read them.
#[derive(Resource)]
struct Rules(Treasure);

impl Game for Treasure {
    const NAME: &'static str = "treasure";
    const SUMMARY: &'static str = "a guide sees behind which door the treasure is; a walker must open that door";

    fn validate(&self, _: &ChannelPhysics) -> Result<(), EnvError> {
        match (self.doors, self.max_steps) {
            (2..=16, 1..) => Ok(()),
            (2..=16, _) => Err(EnvError::config("game.max_steps", "is 0; give 1 or more")),
            (doors, _) => Err(EnvError::config("game.doors", format!("is {doors}; give 2 to 16"))),
        }
    }

    fn spaces(&self, channel: &ChannelPhysics) -> Spaces {
        let doors = |text: &str| (0..self.doors).map(|door| Element::new(door, format!("{text} {door}"))).collect();
        let observation = vec![
            Block::vector("role", 1.0, vec![Element::new("guide", "1 for the guide")]),
            Block::vector("treasure", 1.0, doors("the guide alone sees it: the treasure is behind door")),
            Block::vector("walker", 1.0, doors("the walker stands at door")),
        ];
        Spaces {
            roles: ROLES.to_vec(),
            outcomes: OUTCOMES.to_vec(),
            meaning: MEANING.to_vec(),
            ..Spaces::new(2, &ACTIONS, observation, channel)
        }
    }

    fn make(&self, channel: &ChannelPhysics, keys: &[EpisodeKey]) -> Result<Box<dyn VecEnv>, EnvError> {
        Batch::boxed(self, channel, keys)
    }
}

impl EcsGame for Treasure {
    fn build(&self, stage: &mut Stage) {
        stage.world.insert_resource(Rules(self.clone()));
        stage.spawn::<AgentId, _>(2, |_| Door::default());
        stage.hold::<AgentId, Door>("doors");
        stage.on_reset(hide);
        stage.on_step(StepPhase::Rules, walk);
        stage.on_step(StepPhase::Ending, open);
        stage.observe_with(observe);
    }
}

/// Hides the treasure, and puts the walker at any door, where an episode begins.
fn hide(
    due: Res<Due>,
    episodes: Res<Episodes>,
    rules: Res<Rules>,
    mut agents: Query<(&AgentId, &mut Door)>,
    mut meaning: ResMut<Meaning>,
) {
    for (id, mut door) in &mut agents {
        if due.0.contains(&id.lane) {
            let lane = id.lane as usize;
            // Keyed by the episode: the same numbers whatever else is played.
            let mut rng = stream(episodes.keys[lane], Purpose::Reset);
            let drawn = [0, 1].map(|_| below(&mut rng, u32::from(rules.0.doors)) as u8);
            door.0 = drawn[usize::from(id.seat)];
            let known = if id.seat == GUIDE { i32::from(door.0) } else { UNKNOWN };
            meaning.values[2 * lane + usize::from(id.seat)] = known;
        }
    }
}

/// The rule: the row is a ring, so that left of the first door is the last.
fn walk(actions: Res<Actions>, rules: Res<Rules>, mut agents: Query<(&AgentId, &mut Door)>) {
    let doors = rules.0.doors;
    for (id, mut door) in &mut agents {
        let action = ACTIONS[usize::from(actions.0[id.index(2)])];
        match (id.seat, action) {
            (WALKER, "left") => door.0 = (door.0 + doors - 1) % doors,
            (WALKER, "right") => door.0 = (door.0 + 1) % doors,
            _ => {}
        }
    }
}

/// A door that is opened ends the episode, and so does the last step.
fn open(
    actions: Res<Actions>,
    clock: Res<Clock>,
    rules: Res<Rules>,
    agents: Query<&Door, With<AgentId>>,
    mut verdict: ResMut<Verdict>,
) {
    let doors: Vec<u8> = agents.iter().map(|door| door.0).collect();
    for (lane, doors) in doors.chunks_exact(2).enumerate() {
        let opens = ACTIONS[usize::from(actions.0[2 * lane + 1])] == "open";
        let outcome = match (opens, doors[0] == doors[1]) {
            (true, true) => 0,
            (true, false) => 1,
            _ if clock.steps[lane] >= rules.0.max_steps => 2,
            _ => continue,
        };
        let reward = [1.0, -1.0, -1.0][usize::from(outcome)];
        verdict.rewards[2 * lane..2 * lane + 2].fill(reward);
        verdict.finish(lane, Status::Terminated, outcome, clock.steps[lane]);
    }
}

/// Writes observations, `[lanes, agents, 1 + doors + doors]`.
fn observe(
    (InMut(out), In(which)): (InMut<[u8]>, In<Which>),
    agents: Query<&Door, With<AgentId>>,
    rules: Res<Rules>,
    verdict: Res<Verdict>,
) {
    let doors: Vec<usize> = agents.iter().map(|door| usize::from(door.0)).collect();
    let count = usize::from(rules.0.doors);
    which.each_agent(out, &verdict, 2, |out, lane, seat| {
        out.fill(0);
        let [treasure, walker] = [doors[2 * lane], doors[2 * lane + 1]];
        if seat == usize::from(GUIDE) {
            out[0] = 1;
            out[1 + treasure] = 1;
        }
        out[1 + count + walker] = 1;
    });
}
