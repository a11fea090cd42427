//! The systems of the channel.

use bevy_ecs::prelude::*;
use rand::Rng as _;
use rand::rngs::ChaCha8Rng;

use super::air::{Air, Ears, UNSAID};
use crate::grid::Position;
use crate::lane::{Clock, Due, Episodes};
use crate::order::{AgentId, table};

/// Makes heard what arrives in this step. Agents stand where the rules have put them: range counts where
/// they hear, not where they spoke.
pub(crate) fn deliver(
    air: ResMut<Air>,
    ears: Res<Ears>,
    clock: Res<Clock>,
    positions: Query<&Position, With<AgentId>>,
) {
    let air = air.into_inner();
    if air.said_len == 0 || air.heard_len == 0 || air.physics.muted {
        return;
    }
    if air.physics.delay > 1 {
        exchange_with_under_way(air, &clock);
    }
    let one_voice = air.one_voice();
    let Air {
        physics,
        agents,
        said_len,
        heard_len,
        said,
        heard,
        noise,
        ..
    } = air;
    let (agents, length, nothing) = (*agents, usize::from(physics.length), physics.nothing());
    // Maps without positions know no distance, and a channel without range need not ask.
    let (range, positions): (u8, &[Position]) = match physics.range {
        Some(range) => (
            range,
            table(
                positions
                    .contiguous_iter()
                    .expect("positions are stored in tables"),
            ),
        ),
        None => (u8::MAX, &[]),
    };
    let noise_threshold = (physics.noise * 2_f64.powi(32)) as u64;
    let alphabet = physics.alphabet() as u64;

    let lanes = said
        .chunks_exact(*said_len)
        .zip(heard.chunks_exact_mut(*heard_len));
    for (lane, (said, heard)) in lanes.enumerate() {
        let near = |a: usize, b: usize| {
            let at = |seat| positions[lane * agents + seat];
            range == u8::MAX || at(a).chebyshev(at(b)) <= range
        };
        // Where one agent speaks at a time, everybody has one ear, and it is turned to that one.
        let voice = |speaker: &usize| said[speaker * length] != UNSAID;
        let speakers = match one_voice {
            true => (0..agents).find(voice).map_or(0..1, |one| one..one + 1),
            false => 0..agents,
        };
        let mut ear_of = heard.chunks_exact_mut(length);
        for listener in 0..agents {
            let hears =
                ears.can_hear(lane * agents + listener) && !(physics.one_way && listener == 0);
            for speaker in speakers.clone().filter(|one| one_voice || *one != listener) {
                let ear = ear_of.next().expect("an ear for every pair");
                let message = &said[speaker * length..(speaker + 1) * length];
                let arrives =
                    message[0] != UNSAID && hears && speaker != listener && near(listener, speaker);
                if arrives {
                    ear.copy_from_slice(message);
                } else {
                    ear.fill(nothing);
                }
                if let Some(noise) = noise.get_mut(lane) {
                    disturb(ear, arrives, noise, noise_threshold, alphabet);
                }
            }
        }
    }
}

/// Replaces each symbol that has arrived with the channel's probability. It takes as many random words
/// whatever happens: see [`Air::noise_words`].
fn disturb(ear: &mut [u16], arrives: bool, noise: &mut ChaCha8Rng, threshold: u64, alphabet: u64) {
    for symbol in ear {
        let (chance, other) = (u64::from(noise.next_u32()), u64::from(noise.next_u32()));
        if arrives && chance < threshold {
            *symbol = ((other * alphabet) >> 32) as u16;
        }
    }
}

/// Sends off what is said and takes in what arrives.
fn exchange_with_under_way(air: &mut Air, clock: &Clock) {
    let len = air.under_way_len();
    let slots = u32::from(air.physics.delay - 1);
    let lanes = air
        .said
        .chunks_exact_mut(air.said_len)
        .zip(air.under_way.chunks_exact_mut(len));
    for ((said, under_way), step) in lanes.zip(&clock.steps) {
        let slot = (step % slots) as usize * air.said_len;
        said.swap_with_slice(&mut under_way[slot..slot + air.said_len]);
    }
}

/// Silences the lanes whose episode begins.
pub(crate) fn clear(mut air: ResMut<Air>, due: Res<Due>, episodes: Res<Episodes>) {
    for lane in &due.0 {
        let lane = *lane as usize;
        air.clear(lane);
        air.set_noise(lane, episodes.keys[lane], 0);
    }
}
