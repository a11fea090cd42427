//! The VQ-VAE of a network, and which stretches of an observation it reads.

use std::ops::Range;

use protolang_channel::config::{ChannelConfig, ChannelKind, PerceptionConfig, PerceptionKind};
use protolang_channel::parameter::Parameter;
use protolang_channel::perception::Perception;
use protolang_spec::spaces::Spaces;

use crate::error::AgentError;

/// A VQ-VAE and what it reads.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Perceiver {
    pub(crate) perception: Perception,
    /// Stretches of the observation.
    pub(crate) at: Vec<Range<usize>>,
    /// Where its numbers lie in a network's flat array.
    pub(crate) flat: Range<usize>,
}

impl Perceiver {
    /// Perception of these blocks, its parameters behind those that there are.
    pub(super) fn place(
        perception: Perception,
        perceived: &[(&str, Range<usize>)],
        parameters: &mut Vec<Parameter>,
    ) -> Self {
        let numbers = |parameters: &[Parameter]| parameters.iter().map(Parameter::len).sum();
        let before: usize = numbers(parameters);
        let inputs = perceived.iter().map(|(_, at)| at.len()).sum();
        let perception = perception.of(inputs);
        parameters.extend(perception.parameters());
        Self {
            perception,
            at: joined(perceived.iter().map(|(_, at)| at.clone())),
            flat: before..numbers(parameters),
        }
    }
}

/// Blocks that perception reads, with where they lie.
pub(super) fn perceived<'a>(
    spaces: &'a Spaces,
    config: &PerceptionConfig,
) -> Result<Vec<(&'a str, Range<usize>)>, AgentError> {
    let known: Vec<&str> = spaces.observation.iter().map(|block| block.name).collect();
    if let Some(name) = config
        .blocks
        .iter()
        .find(|name| !known.contains(&name.as_str()))
    {
        let problem = format!(
            "names {name:?}, which this game does not show; give some of {}",
            known.join(", ")
        );
        let key = "perception.blocks";
        return Err(AgentError::Config { key, problem });
    }
    let mut start = 0;
    let mut found = Vec::new();
    for block in &spaces.observation {
        let at = start..start + block.len();
        start = at.end;
        if config.blocks.is_empty() || config.blocks.iter().any(|name| name == block.name) {
            found.push((block.name, at));
        }
    }
    Ok(found)
}

/// Stretches with those that touch put together.
fn joined(stretches: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = Vec::new();
    for stretch in stretches {
        match all.last_mut() {
            Some(last) if last.end == stretch.start => last.end = stretch.end,
            _ => all.push(stretch),
        }
    }
    all
}

/// The VQ-VAE that there is, if there is one; what it reads is told later.
pub(super) fn perceives(config: &PerceptionConfig, channel: &ChannelConfig) -> Option<Perception> {
    let speaks = channel.kind.has_codebook() && channel.length > 0;
    if config.kind == PerceptionKind::None && !speaks {
        return None;
    }
    let codes = match config.codes {
        _ if speaks => channel.alphabet,
        0 => channel.alphabet.max(1),
        codes => codes,
    };
    let levels = match channel.kind {
        ChannelKind::Rvq if speaks => channel.length,
        _ => 1,
    };
    Some(Perception::new(config, 0, codes, levels))
}
