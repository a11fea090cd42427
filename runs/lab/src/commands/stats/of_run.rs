//! The messages of a run: its newest episodes, cut into messages as asked.

use std::path::Path;

use protolang_envs::games::GameConfig;
use protolang_language::attribute_kind::AttributeKind;
use protolang_language::observations::Observations;
use protolang_language::origin::Row;
use protolang_language::symbol_zero::SymbolZero;
use protolang_spec::channel::ChannelPhysics;
use serde::Deserialize;

use super::run_origin::RunOrigin;
use super::source::{Gathered, Measured, unreadable};
use crate::cli::stats::StatsArgs;
use crate::commands::messages::{kind_of, messages};
use crate::config::run_toml::saved_config;
use crate::error::Failure;
use protolang_records::run::recorded::Recorded;
use protolang_records::run::run_dir::RunPaths;

/// What statistics need of an episode.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct MeasuredEpisode {
    pub(super) step: u64,
    pub(super) nets: Vec<u32>,
    pub(super) said: Vec<Vec<Vec<u16>>>,
    pub(super) meaning: Vec<Vec<i64>>,
}

/// The newest episodes of a run: a row for each message of each seat, with what the seat privately knew.
pub(super) fn of_run(root: &Path, args: &StatsArgs) -> Result<Measured, Failure> {
    let paths = RunPaths::of(root)?;
    let config = saved_config(&paths)?;
    let recorded = Recorded::open(&paths, config.record.episodes, args.episodes_of)?;
    let kept: Vec<MeasuredEpisode> = recorded.record.newest(args.episodes)?;
    let mut source = dealt(&kept, &config.game.0, &config.channel.physics(), args)?;
    if let Some(run) = &mut source.run {
        run.evaluation = recorded.evaluation;
    }
    if source.speakers.iter().all(|speaker| speaker.episodes == 0) {
        let length = config.channel.physics().length;
        return Err(nothing_said(root, args, kept.len(), length.into()));
    }
    Ok(source)
}

/// The messages of these episodes of a game, dealt to the networks that said them.
pub(super) fn dealt(
    kept: &[MeasuredEpisode],
    game: &GameConfig,
    physics: &ChannelPhysics,
    args: &StatsArgs,
) -> Result<Measured, Failure> {
    let spaces = game.spaces(physics);
    let unit = args.message.unwrap_or(spaces.message_unit);
    let attributes: Vec<(&'static str, AttributeKind)> = spaces
        .meaning
        .iter()
        .map(|known| (known.name, kind_of(known)))
        .collect();
    let kinds: Vec<AttributeKind> = attributes.iter().map(|(_, kind)| *kind).collect();
    let mut gathered = Gathered::new(args, || {
        Observations::new(Some(physics.alphabet()), SymbolZero::Word, args.seed)
            .with_kinds(kinds.iter().copied())
    });
    for (number, spoken) in (0_u64..).zip(kept) {
        let seats = spoken.said.iter().zip(&spoken.meaning);
        for (seat, (said, meaning)) in seats.enumerate() {
            let network = spoken
                .nets
                .get(seat)
                .map_or(seat, |network| *network as usize);
            for (_, message) in messages(said, unit) {
                let row = Row {
                    meaning: Some(meaning),
                    message: &message,
                    episode: Some(number),
                    // Of one network, what it says in one seat and in another hang together, but each seat
                    // knows something else.
                    speaker: Some(seat as u32),
                };
                gathered.add(Some(network), row).map_err(unreadable)?;
            }
        }
    }
    let step = |spoken: Option<&MeasuredEpisode>| spoken.map_or(0, |spoken| spoken.step);
    Ok(Measured {
        speakers: gathered.finish(),
        notices: Vec::new(),
        run: Some(RunOrigin {
            game: game.name(),
            unit,
            by_default: args.message.is_none(),
            evaluation: None,
            episodes: kept.len(),
            steps: [step(kept.first()), step(kept.last())],
            attributes,
        }),
    })
}

/// Why there is nothing to measure.
fn nothing_said(root: &Path, args: &StatsArgs, episodes: usize, length: usize) -> Failure {
    let root = root.display();
    if episodes == 0 {
        return Failure::Unreadable(format!(
            "{root} holds no finished episode yet: train longer"
        ));
    }
    Failure::Usage(match args.agent {
        _ if length == 0 => {
            format!("{root} was trained without a channel, so nothing is said in it")
        }
        Some(network) => {
            format!("network {network} says nothing in {root}: leave out --agent to see which do")
        }
        None => format!(
            "nobody says anything in the {episodes} newest episodes of {root}: give more --episodes"
        ),
    })
}
