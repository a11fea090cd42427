//! Where the messages of a run come from.

use protolang_language::attribute_kind::AttributeKind;
use protolang_records::episodes::evaluation::Evaluation;
use protolang_records::run::recorded::EpisodesOf;
use protolang_spec::message_unit::MessageUnit;
use serde_json::{Value, json};

use crate::terminal::table::wrapped;

/// Where the messages of a run come from.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RunOrigin {
    /// The game.
    pub(super) game: &'static str,
    /// What is one message.
    pub(super) unit: MessageUnit,
    /// Whether the game chose the unit, and nobody else.
    pub(super) by_default: bool,
    /// What was evaluated; none for episodes of training.
    pub(super) evaluation: Option<Evaluation>,
    /// Episodes that were read.
    pub(super) episodes: usize,
    /// Env steps of training when the first and the last of them ended.
    pub(super) steps: [u64; 2],
    /// Names of the attributes with their kinds.
    pub(super) attributes: Vec<(&'static str, AttributeKind)>,
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
