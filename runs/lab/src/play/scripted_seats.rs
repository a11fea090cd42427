//! A script that plays beside networks: it chooses what is done in some seats, and the networks the rest.

use protolang_agents::config::{PopulationConfig, ScriptedActions};
use protolang_envs::games::GameConfig;
use protolang_spec::players::Players;
use protolang_spec::spaces::Spaces;
use protolang_spec::vec_env::VecEnv;
use rand::rngs::ChaCha8Rng;

/// Scripted players and the seats that they play in.
pub struct ScriptedSeats {
    players: Box<dyn Players>,
    /// How much of each seat is theirs, `[agents]`.
    scripted: Vec<ScriptedActions>,
    /// Actions that act on the game's question, as first and one past the last.
    acts: std::ops::Range<usize>,
    count: usize,
    /// What the script would do in one lane, `[agents]`.
    wishes: Vec<u8>,
}

impl std::fmt::Debug for ScriptedSeats {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ScriptedSeats")
            .field("scripted", &self.scripted)
            .finish_non_exhaustive()
    }
}

impl ScriptedSeats {
    /// The script of a population and its seats, if it has one.
    pub fn of(game: &GameConfig, spaces: &Spaces, population: &PopulationConfig) -> Option<Self> {
        let players = game.players(&population.scripted_policy)?;
        let acts = spaces.question.map_or(0..0, |question| {
            question.first_action..question.first_action + question.choices
        });
        Some(Self {
            players,
            scripted: population.scripted_actions.clone(),
            acts,
            count: spaces.actions.len(),
            wishes: vec![0; spaces.agents],
        })
    }

    /// Leaves only the script's choice legal where it chooses, in all lanes. `legal` is `[lanes, agents,
    /// actions]`, `scripted` is set to where that was done, `[lanes, agents]`, and there is one generator a lane.
    pub fn choose(
        &mut self,
        batch: &dyn VecEnv,
        rngs: &mut [ChaCha8Rng],
        legal: &mut [bool],
        scripted: &mut Vec<bool>,
    ) {
        scripted.clear();
        scripted.resize(legal.len() / self.count, false);
        let seats = self.wishes.len();
        let lanes = legal
            .chunks_exact_mut(self.count * seats)
            .zip(scripted.chunks_exact_mut(seats));
        for (lane, ((legal, scripted), rngs)) in lanes.zip(rngs).enumerate() {
            self.players.act(batch, lane, rngs, &mut self.wishes);
            for (seat, legal) in legal.chunks_exact_mut(self.count).enumerate() {
                let chooses = match self.scripted.get(seat) {
                    Some(ScriptedActions::All) => true,
                    Some(ScriptedActions::AllButVotes) => !legal[self.acts.clone()].contains(&true),
                    Some(ScriptedActions::None) | None => false,
                };
                if chooses {
                    legal.fill(false);
                    legal[usize::from(self.wishes[seat])] = true;
                    scripted[seat] = true;
                }
            }
        }
    }
}
