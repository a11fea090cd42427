//! Plays a replay again, step by step.

use protolang_spec::scene::Scene;
use protolang_spec::spaces::Spaces;
use protolang_spec::step::Status;

use crate::error::RecordError;
use crate::replay::record::{DECISIONS, Replay, hashes};

/// Most things in the scenes of a film, all steps together: some hundred megabytes.
const CELLS_LIMIT: usize = 1 << 22;

/// The world after a step, as it was computed again.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Number of the step.
    pub step: u32,
    /// What there is to draw.
    pub scene: Scene,
    /// Action of each seat in this step by its index in `Spaces::actions`, `[seat]`; empty in frame 0.
    pub actions: Vec<u8>,
    /// Symbols that each seat said in this step, `[seat][symbol]`.
    pub said: Vec<Vec<u16>>,
    /// Symbols that each seat hears now, `[seat][symbol]`.
    pub heard: Vec<Vec<u16>>,
    /// Reward of each seat in this step, `[seat]`.
    pub rewards: Vec<f32>,
    /// Hash of the decisions, then of each part of the state, as [`Film::parts`] names them.
    pub hashes: Vec<String>,
    /// Name of the outcome, at the last step.
    pub outcome: Option<&'static str>,
}

/// An episode that was played again.
#[derive(Clone, Debug)]
pub struct Film {
    /// Frames from step 0 on.
    pub frames: Vec<Frame>,
    /// What the game looks like.
    pub spaces: Spaces,
    /// What each seat privately knew, `[seat][attribute]`, in the order of `Spaces::meaning`.
    pub meaning: Vec<Vec<i32>>,
    /// Names of the hashes of a step, as they are computed.
    pub parts: Vec<&'static str>,
    /// Why the decisions of the step after the last frame cannot be played, if they cannot.
    pub refused: Option<String>,
}

impl Film {
    /// Plays the decisions of a replay in a new world, until they or the episode end.
    ///
    /// # Errors
    /// [`RecordError::Unreadable`]: options that make no game.
    pub fn play(replay: &Replay) -> Result<Self, RecordError> {
        let header = &replay.header;
        let wrong = |what: String| RecordError::Unreadable(format!("replay {} {what}", header.id));
        let mut batch = header
            .game
            .make(&header.channel.physics(), &[header.key])
            .map_err(|error| wrong(format!("holds options that make no game: {error}")))?;
        batch.set_auto_reset(false);
        batch.set_progress(header.progress);
        batch.reset_all();
        let spaces = batch.spaces().clone();
        let seats = spaces.agents;
        let mut observations = vec![0; seats * spaces.observation_len()];
        let mut heard = vec![0; seats * spaces.heard_len()];
        batch.observe(&mut observations, &mut heard);
        let meaning = (0..seats)
            .map(|seat| batch.meaning(0, seat).to_vec())
            .collect();
        let mut frames = vec![Frame {
            step: 0,
            scene: batch.scene(0),
            actions: Vec::new(),
            said: vec![Vec::new(); seats],
            heard: by_seat(&heard, seats),
            rewards: vec![0.0; seats],
            hashes: hashes(&[], &[], &batch.state_parts(0)),
            outcome: None,
        }];
        let state = batch.state_parts(0).into_iter().map(|(name, _)| name);
        let parts = std::iter::once(DECISIONS).chain(state).collect();
        let mut refused = None;
        let mut cells = frames[0].scene.cells.len();
        for (number, step) in (0..).zip(&replay.steps).skip(1) {
            let played = batch.step(&step.actions, &step.symbols, &mut observations, &mut heard);
            let view = match played {
                Ok(view) => view,
                Err(error) => {
                    refused = Some(error.to_string());
                    break;
                }
            };
            let outcome = (view.status[0] != Status::Running)
                .then(|| spaces.outcomes[usize::from(view.outcomes[0])].name);
            let rewards = view.rewards.to_vec();
            let scene = batch.scene(0);
            cells += scene.cells.len();
            if cells > CELLS_LIMIT {
                return Err(wrong(format!(
                    "shows more than {CELLS_LIMIT} things up to step {number}, the most that are held in memory"
                )));
            }
            frames.push(Frame {
                step: number,
                scene,
                actions: step.actions.clone(),
                said: by_seat(&step.symbols, seats),
                heard: by_seat(&heard, seats),
                rewards,
                hashes: hashes(&step.actions, &step.symbols, &batch.state_parts(0)),
                outcome,
            });
            if outcome.is_some() {
                break;
            }
        }
        Ok(Self {
            frames,
            spaces,
            meaning,
            parts,
            refused,
        })
    }
}

fn by_seat(symbols: &[u16], seats: usize) -> Vec<Vec<u16>> {
    match symbols.len() / seats {
        0 => vec![Vec::new(); seats],
        each => symbols.chunks_exact(each).map(<[u16]>::to_vec).collect(),
    }
}
