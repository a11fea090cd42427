//! Open episodes as bytes, and back.
//!
//! Layout: the magic `PLENV`, then integers in LEB128: format version, game name (length, bytes), lanes,
//! training progress, number of pieces; for each piece the name of its part (length, bytes), the length
//! of its data and the data, lane by lane; last eight bytes: a hash of everything before.

use crate::channel::air::Air;
use crate::lane::{Clock, Episodes};
use crate::stage::Stage;
use protolang_spec::error::EnvError;
use protolang_spec::hash::StableHasher;
use protolang_spec::words::Reader;
use protolang_spec::words::Words as _;

const MAGIC: &[u8] = b"PLENV";
/// Raised whenever the layout, or what a piece holds, changes.
const VERSION: u64 = 1;
const CHECK_LEN: usize = 8;

/// All open episodes.
pub(crate) fn save(game: &str, stage: &Stage) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.put(VERSION);
    put_bytes(&mut bytes, game.as_bytes());
    bytes.put(stage.lanes() as u64);
    bytes.put(stage.world.resource::<Episodes>().progress_now);
    bytes.put(stage.parts.len() as u64);
    let mut data = Vec::new();
    for part in &stage.parts {
        data.clear();
        for lane in 0..stage.lanes() {
            (part.write)(&stage.world, lane, &mut data);
        }
        put_bytes(&mut bytes, part.name.as_bytes());
        put_bytes(&mut bytes, &data);
    }
    let check = check(&bytes);
    bytes.extend_from_slice(&check);
    bytes
}

/// Puts saved episodes in place of the open ones. On an error these are as they were.
pub(crate) fn restore(game: &str, stage: &mut Stage, saved: &[u8]) -> Result<(), EnvError> {
    let before = save(game, stage);
    let result = load(game, stage, saved);
    if result.is_err() {
        load(game, stage, &before).expect("what was open a moment ago can be restored");
    }
    result
}

fn load(game: &str, stage: &mut Stage, saved: &[u8]) -> Result<(), EnvError> {
    let Some((content, found)) = saved.split_last_chunk::<CHECK_LEN>() else {
        return Err(EnvError::restore("the data end too early"));
    };
    let Some(content) = content.strip_prefix(MAGIC) else {
        return Err(EnvError::restore("these are not saved episodes"));
    };
    let mut from = Reader::new(content);
    let version = from.word()?;
    if version != VERSION {
        let age = if version > VERSION { "newer" } else { "older" };
        return Err(EnvError::restore(format!(
            "their format {version} is {age} than {VERSION}, the one this program reads"
        )));
    }
    if check(&saved[..saved.len() - CHECK_LEN]) != *found {
        return Err(EnvError::restore(
            "the data are damaged; take an earlier checkpoint",
        ));
    }
    expect(&mut from, game, "game")?;
    let lanes = from.word()?;
    if lanes != stage.lanes() as u64 {
        return Err(EnvError::restore(format!(
            "they have {lanes} lanes, this batch has {}; give the batch as many",
            stage.lanes()
        )));
    }
    stage.world.resource_mut::<Episodes>().progress_now = from.word()?;
    if from.word()? != stage.parts.len() as u64 {
        return Err(EnvError::restore(
            "they hold other parts than this game has",
        ));
    }
    for part in stage.parts.clone() {
        expect(&mut from, part.name, "part")?;
        let len = from.narrow()?;
        let mut data = Reader::new(from.take(len)?);
        for lane in 0..stage.lanes() {
            (part.read)(&mut stage.world, lane, &mut data)?;
        }
        if !data.is_empty() {
            return Err(EnvError::restore(format!(
                "part `{}` is too long",
                part.name
            )));
        }
    }
    if !from.is_empty() {
        return Err(EnvError::restore("there are data after the last part"));
    }
    stage.settle()?;
    settle_noise(stage);
    stage.check_order();
    Ok(())
}

/// The place of a noise generator is a matter of the clock.
fn settle_noise(stage: &mut Stage) {
    stage
        .world
        .resource_scope(|world, mut air: bevy_ecs::prelude::Mut<Air>| {
            let clock = world.resource::<Clock>();
            for (lane, key) in world.resource::<Episodes>().keys.iter().enumerate() {
                air.set_noise(lane, *key, clock.steps[lane]);
            }
        });
}

fn put_bytes(bytes: &mut Vec<u8>, data: &[u8]) {
    bytes.put(data.len() as u64);
    bytes.extend_from_slice(data);
}

fn expect(from: &mut Reader<'_>, name: &str, what: &str) -> Result<(), EnvError> {
    let len = from.narrow()?;
    let found = from.take(len)?;
    if found != name.as_bytes() {
        let found = String::from_utf8_lossy(found);
        return Err(EnvError::restore(format!(
            "{what} `{name}` was expected, `{found}` found"
        )));
    }
    Ok(())
}

fn check(bytes: &[u8]) -> [u8; CHECK_LEN] {
    let mut hasher = StableHasher::new();
    hasher.bytes(bytes);
    hasher.finish().to_le_bytes()
}
