//! A run whose networks have played: what `protolang eval` shows of it.

use std::path::Path;

use protolang_spec::split::Split;
use serde_json::{Value, json};

use crate::cli::eval::EvalArgs;
use crate::config::run_toml::saved_config;
use crate::error::Failure;
use crate::evaluation::changes::changes;
use crate::evaluation::matchup::{self, Matchup, meet_in_training};
use crate::evaluation::pairs::Pairs;
use crate::evaluation::recorded::record;
use crate::evaluation::results::Results;
use crate::evaluation::setting::Setting;
use crate::evaluation::similarity::similarity;
use crate::evaluation::{json::json as results_json, text};
use crate::terminal::escape::shown;
use crate::terminal::table::number;
use crate::train::trained::Trained;
use protolang_records::run::run_dir::RunPaths;

/// A run whose networks have played.
pub(super) struct Evaluated {
    pub(super) trained: Trained,
    split: Split,
    pub(super) matchups: Vec<Matchup>,
    /// Whether each matchup counts for the estimates.
    counts: Vec<bool>,
    pub(super) results: Results,
    similarity: Option<f64>,
    /// In what it differs from the training of the networks, `KEY=VALUE` each.
    pub(super) differs: Vec<String>,
}

impl Evaluated {
    /// Lets the networks of a run play as the options say.
    pub(super) fn of(run: &Path, args: &EvalArgs) -> Result<Self, Failure> {
        let learnt = saved_config(&RunPaths::of(run)?)?;
        let trained = Trained::load_with(run, args.preset.as_deref(), &args.set)?;
        let (mut setting, split) = match args.split {
            Some(split) => {
                let setting = Setting::of(&trained, split, args.channel, args.seed)?;
                (setting, split)
            }
            None => Setting::held_out(&trained, args.channel, args.seed)?,
        };
        let choice = args.pairs.unwrap_or(Pairs::All);
        let speaks = trained.plan.blueprint.message_length() > 0;
        let compares = choice == Pairs::All && trained.agents.len() > 1 && speaks;
        setting.keep_speech = compares || args.record;
        let pairs = matchup::pairs_of(choice, &trained)?;
        let workers = match args.workers {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            workers => workers as usize,
        };
        let matchups = matchup::play(&setting, &trained, &pairs, args.episodes, workers)?;
        if args.record {
            record(&RunPaths::of(run)?, &trained, &setting, split, &matchups)?;
        }
        let spaces = setting.game.spaces(&setting.physics);
        let trained_together = |pair| args.pairs.is_some() || meet_in_training(pair, &learnt);
        let results = Results::of_those(&matchups, trained_together, &spaces);
        let similarity = compares
            .then(|| similarity(&matchups, &spaces))
            .and_then(|measure| measure.value);
        let differs = changes(&learnt, &trained.plan.config, &setting, args.channel)?;
        let counts = matchups
            .iter()
            .map(|matchup| trained_together(matchup.pair));
        Ok(Self {
            counts: counts.collect(),
            differs,
            trained,
            split,
            matchups,
            results,
            similarity,
        })
    }

    /// The seed that a run was trained with.
    pub(super) fn seed_of(run: &Path) -> Result<u64, Failure> {
        Ok(saved_config(&RunPaths::of(run)?)?.run.seed)
    }

    /// The matchups that count for the estimates.
    pub(super) fn counted(&self) -> Vec<&Matchup> {
        let counts = self.matchups.iter().zip(&self.counts);
        let counted: Vec<&Matchup> = counts.filter(|(_, c)| **c).map(|(m, _)| m).collect();
        match counted.is_empty() {
            true => self.matchups.iter().collect(),
            false => counted,
        }
    }

    /// Everything as JSON: the keys of [`results_json`], with `language_similarity`, `run`, `step`, `split`,
    /// `channel`, `estimates_of` (which pairs count) and `differs[]`.
    pub(super) fn json(&self, run: &Path, args: &EvalArgs) -> Value {
        let mut value = results_json(&self.results, args.episodes, args.seed);
        value["language_similarity"] = json!(self.similarity);
        value["run"] = json!(run.to_string_lossy());
        value["step"] = json!(self.trained.step);
        value["split"] = json!(self.split.name());
        value["channel"] = json!(args.channel.to_string());
        value["estimates_of"] = json!(pairs_name(args.pairs));
        value["differs"] = json!(self.differs);
        value
    }

    /// Game, split, channel, episodes and pairs, and in what they differ from training, in words.
    pub(super) fn how(&self, args: &EvalArgs) -> String {
        let differs = match self.differs.is_empty() {
            true => String::new(),
            false => format!("\nDiffers from training: {}", self.differs.join(", ")),
        };
        format!(
            "{}, split {}, channel {}, {} episodes of each of {} {}, seed {}{differs}",
            self.trained.plan.config.game.name(),
            self.split.name(),
            args.channel,
            args.episodes,
            self.counted().len(),
            pairs_name(args.pairs),
            args.seed,
        )
    }

    /// Everything in words and tables.
    pub(super) fn text(&self, run: &Path, args: &EvalArgs) -> String {
        let similarity = self.similarity.map_or_else(String::new, |value| {
            format!(
                "\nLanguage similarity {}: how alike they speak in seat 0 beside network 0\n",
                number(value)
            )
        });
        format!(
            "{} after {} env steps: {}\n\n{}{similarity}",
            shown(run.display()),
            self.trained.step,
            self.how(args),
            text::text(&self.results),
        )
    }
}

/// What the pairs that count are called.
fn pairs_name(choice: Option<Pairs>) -> &'static str {
    match choice {
        None => "trained pairs",
        Some(Pairs::All) => "pairs, all that are possible",
        Some(Pairs::Cross) => "pairs of different networks",
        Some(Pairs::Self_) => "pairs of a network with itself",
    }
}
