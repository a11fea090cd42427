//! What an agent sees: a window of the map around it, the score of its own item there, and where it is.

use bevy_ecs::prelude::*;

use super::components::{AGENTS, ITEMS, ItemId, Lifted, Owns, Score};
use super::config::ScoreConfig;
use crate::games::manual::place_in_words;
use crate::grid::{AGENT, EMPTY, ITEM, Occupancy, Position, WALL};
use crate::lane::Verdict;
use crate::order::{AgentId, table};
use crate::stage::Which;
use protolang_spec::block::{Block, BlockKind, Element};

/// How occupancy shows: the self (and a partner that is visible), an item, a wall or what lies beyond.
pub(super) const SELF_SHOWN: u8 = 127;
pub(super) const ITEM_SHOWN: u8 = 85;
pub(super) const WALL_SHOWN: u8 = 255;
/// Numbers a cell of the window: occupancy, score.
const CHANNELS: usize = 2;

/// Options that bear on what is seen.
#[derive(Resource)]
pub(super) struct Eyes {
    window: usize,
    /// What each code of [`Occupancy`] shows as.
    shown: [u8; 4],
}

impl Eyes {
    pub(super) fn new(config: &ScoreConfig) -> Self {
        let mut shown = [0; 4];
        if !config.blank_occupancy {
            shown[usize::from(EMPTY)] = 0;
            shown[usize::from(AGENT)] = if config.partner_visible {
                SELF_SHOWN
            } else {
                0
            };
            shown[usize::from(ITEM)] = ITEM_SHOWN;
            shown[usize::from(WALL)] = WALL_SHOWN;
        }
        Self {
            window: usize::from(config.window),
            shown,
        }
    }
}

/// Blocks of the observation of one agent.
pub(super) fn blocks(config: &ScoreConfig) -> Vec<Block> {
    let window = usize::from(config.window);
    let radius = window as isize / 2;
    let mut elements = Vec::with_capacity(window * window * CHANNELS);
    for row in -radius..=radius {
        for col in -radius..=radius {
            let place = place_in_words(row, col);
            elements.push(Element::new(
                format!("occupancy.{row}.{col}"),
                format!("occupancy, {place}"),
            ));
            elements.push(Element::new(
                format!("score.{row}.{col}"),
                format!("score of the own item, {place}"),
            ));
        }
    }
    vec![
        Block {
            name: "window",
            kind: BlockKind::Grid {
                height: window,
                width: window,
                channels: CHANNELS,
            },
            scale: 255.0,
            elements,
        },
        Block::vector(
            "position",
            f32::from(config.grid),
            vec![
                Element::new("row", "own row"),
                Element::new("column", "own column"),
            ],
        ),
    ]
}

/// Writes observations, `[lanes, agents, window x window x 2 + 2]`.
pub(super) fn observe(
    (InMut(out), In(which)): (InMut<[u8]>, In<Which>),
    agents: Query<(&Position, &Owns), With<AgentId>>,
    items: Query<(&Position, &Score, &Lifted), With<ItemId>>,
    occupancy: Res<Occupancy>,
    eyes: Res<Eyes>,
    verdict: Res<Verdict>,
) {
    let (agents, owns) = table(
        agents
            .contiguous_iter()
            .expect("agents are stored in tables"),
    );
    let items = table(items.contiguous_iter().expect("items are stored in tables"));
    let view = View {
        agents,
        owns,
        items,
        occupancy: &occupancy,
        shown: eyes.shown,
    };
    let lanes = agents.len() / AGENTS;
    match eyes.window {
        3 => view.write::<3>(out, which, lanes, &verdict),
        5 => view.write::<5>(out, which, lanes, &verdict),
        7 => view.write::<7>(out, which, lanes, &verdict),
        _ => view.write::<9>(out, which, lanes, &verdict),
    }
}

/// Everything that an observation is made of.
struct View<'a> {
    agents: &'a [Position],
    owns: &'a [Owns],
    items: (&'a [Position], &'a [Score], &'a [Lifted]),
    occupancy: &'a Occupancy,
    shown: [u8; 4],
}

impl View<'_> {
    /// The width of the window is known to the compiler, which unrolls the copy.
    fn write<const W: usize>(&self, out: &mut [u8], which: Which, lanes: usize, verdict: &Verdict) {
        let len = W * W * CHANNELS + 2;
        let mut write = |lane: usize| {
            let out = &mut out[lane * AGENTS * len..(lane + 1) * AGENTS * len];
            for (seat, out) in out.chunks_exact_mut(len).enumerate() {
                self.write_agent::<W>(out, lane, lane * AGENTS + seat);
            }
        };
        match which {
            Which::All => (0..lanes).for_each(&mut write),
            Which::Finished => verdict
                .finished
                .iter()
                .for_each(|lane| write(*lane as usize)),
        }
    }

    fn write_agent<const W: usize>(&self, out: &mut [u8], lane: usize, agent: usize) {
        let at = self.agents[agent];
        let radius = W / 2;
        let side = self.occupancy.side();
        // The frame is as wide as the radius, so the window's corner has the agent's own coordinates.
        let corner = self.occupancy.cell(lane, at) - radius * side - radius;
        let (window, position) = out.split_at_mut(W * W * CHANNELS);
        for row in 0..W {
            let cells = &self.occupancy.cells[corner + row * side..][..W];
            let shown = &mut window[row * W * CHANNELS..][..W * CHANNELS];
            for (shown, code) in shown.as_chunks_mut::<CHANNELS>().0.iter_mut().zip(cells) {
                *shown = [self.shown[usize::from(code & 3)], 0];
            }
        }
        window[(W * W / 2) * CHANNELS] = SELF_SHOWN;
        position[0] = at.row;
        position[1] = at.col;

        let item = lane * ITEMS + usize::from(self.owns[agent].item);
        let (positions, scores, lifted) = self.items;
        let row = usize::from(
            positions[item]
                .row
                .wrapping_sub(at.row)
                .wrapping_add(radius as u8),
        );
        let col = usize::from(
            positions[item]
                .col
                .wrapping_sub(at.col)
                .wrapping_add(radius as u8),
        );
        if row < W && col < W && !lifted[item].0 {
            window[(row * W + col) * CHANNELS + 1] = scores[item].0;
        }
    }
}
