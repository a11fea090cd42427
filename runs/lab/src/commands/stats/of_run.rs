//! The messages of a run: its newest episodes, cut into messages as asked.

use std::path::Path;

use protolang_envs::games::GameConfig;
use protolang_language::attribute_kind::AttributeKind;
use protolang_language::observations::Observations;
use protolang_language::origin::Row;
use protolang_language::symbol_zero::SymbolZero;
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::message_unit::MessageUnit;
use serde::Deserialize;
use serde_json::{Value, json};

use super::source::{Gathered, Source, unreadable};
use crate::cli::stats::StatsArgs;
use crate::commands::messages::{kind_of, messages};
use crate::config::run_toml::saved_config;
use crate::error::Failure;
use crate::terminal::table::wrapped;
use protolang_records::episodes::evaluation::Evaluation;
use protolang_records::run::recorded::{EpisodesOf, Recorded};
use protolang_records::run::run_dir::RunPaths;

/// Where the messages of a run come from.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RunOrigin {
    /// The game.
    pub(super) game: &'static str,
    /// What is one message.
    pub(super) unit: MessageUnit,
    /// Whether the game chose the unit, and nobody else.
    by_default: bool,
    /// What was evaluated; none for episodes of training.
    evaluation: Option<Evaluation>,
    /// Episodes that were read.
    episodes: usize,
    /// Env steps of training when the first and the last of them ended.
    steps: [u64; 2],
    /// Names of the attributes with their kinds.
    attributes: Vec<(&'static str, AttributeKind)>,
}

/// What statistics need of an episode.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Spoken {
    pub(super) step: u64,
    pub(super) nets: Vec<u32>,
    pub(super) said: Vec<Vec<Vec<u16>>>,
    pub(super) meaning: Vec<Vec<i64>>,
}

/// The newest episodes of a run: a row for each message of each seat, with what the seat privately knew.
pub(super) fn of_run(root: &Path, args: &StatsArgs) -> Result<Source, Failure> {
    let paths = RunPaths::of(root)?;
    let config = saved_config(&paths)?;
    let recorded = Recorded::open(&paths, config.record.episodes, args.episodes_of)?;
    let kept: Vec<Spoken> = recorded.record.newest(args.episodes)?;
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
    kept: &[Spoken],
    game: &GameConfig,
    physics: &ChannelPhysics,
    args: &StatsArgs,
) -> Result<Source, Failure> {
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
    let step = |spoken: Option<&Spoken>| spoken.map_or(0, |spoken| spoken.step);
    Ok(Source {
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

impl RunOrigin {
    /// In a line or two: which episodes, and what a message is.
    pub(super) fn as_text(&self) -> String {
        let unit = match self.unit {
            MessageUnit::Step => "what a network says in one step".to_owned(),
            MessageUnit::Episode => "all that a network says in one seat of an episode".to_owned(),
            MessageUnit::First(steps) => format!(
                "what a network says in one seat in its first {} of an episode",
                counted(steps.get())
            ),
        };
        let why = match self.by_default {
            true => format!(", the default of {}", self.game),
            false => String::new(),
        };
        let [first, last] = self.steps;
        let episodes = match &self.evaluation {
            Some(of) => format!(
                "Episodes of evaluation: {}, split {}, networks of env step {}",
                self.episodes, of.split, of.step
            ),
            None => format!(
                "Episodes of training: the {} newest, env steps {first} to {last}",
                self.episodes
            ),
        };
        let message = format!("A message: {unit} (--message {}{why})", self.unit);
        format!("{}\n{}\n", wrapped(&episodes, 80), wrapped(&message, 80))
    }

    /// `{game, episodes_of, evaluation{step, seed, split}, episodes, first_step, last_step, message,
    /// message_by_default, attributes[]}`; `evaluation` is null for episodes of training.
    pub(super) fn as_json(&self) -> Value {
        let attributes: Vec<Value> = self
            .attributes
            .iter()
            .map(|(name, kind)| json!({ "name": name, "kind": kind.name() }))
            .collect();
        json!({
            "game": self.game,
            "episodes_of": self.episodes_of().name(),
            "evaluation": self.evaluation,
            "episodes": self.episodes,
            "first_step": self.steps[0],
            "last_step": self.steps[1],
            "message": self.unit.to_string(),
            "message_by_default": self.by_default,
            "attributes": attributes,
        })
    }

    /// What its episodes are of.
    pub(super) fn episodes_of(&self) -> EpisodesOf {
        match self.evaluation {
            Some(_) => EpisodesOf::Evaluation,
            None => EpisodesOf::Training,
        }
    }

    /// The attributes with their kinds, in a line.
    pub(super) fn kinds(&self) -> String {
        let all: Vec<String> = self
            .attributes
            .iter()
            .map(|(name, kind)| format!("{name} {}", kind.name()))
            .collect();
        all.join(", ")
    }
}

fn counted(steps: u32) -> String {
    match steps {
        1 => "step".to_owned(),
        steps => format!("{steps} steps"),
    }
}
