//! What a run has learnt, in short: success with the channel as it is and changed, beside the control, and what
//! the words mean.

use std::path::{Path, PathBuf};

use protolang_records::run::run_dir::RunPaths;
use protolang_spec::spaces::Spaces;
use protolang_spec::split::Split;
use serde_json::{Map, Value, json};

use super::against_control::{Difference, claim, lacks, over_seeds};
use super::interval::Estimate;
use super::matchup::{Matchup, Pair, play, ring_of};
use super::recorded::record;
use super::results::Results;
use super::setting::Setting;
use super::text::interval;
use super::words::{self, NetworkWords};
use crate::config::roles::roles;
use crate::error::Failure;
use crate::evaluation::ablation::ChannelAblation;
use crate::terminal::escape::shown;
use crate::terminal::table::{columns, number, wrapped};
use crate::train::trained::Trained;

/// Episodes of a condition, all pairs together, about.
const EPISODES: u64 = 2000;

/// Its seed.
const EVALUATION_SEED: u64 = 1;

/// What stands beside a run.
#[derive(Clone, Debug)]
pub enum ControlOf {
    /// The control in this folder.
    Control(PathBuf),
    /// No control, and why, or how to train it.
    Nothing(String),
}

/// What a run has learnt.
#[derive(Debug)]
pub struct Summary {
    /// Who learns and who is scripted, a line each.
    roles: Vec<String>,
    /// Episodes of each pair.
    episodes: u64,
    split: Split,
    pairs: Vec<Pair>,
    /// Success with the channel as it is, and changed after training.
    channels: Vec<(ChannelAblation, Results)>,
    /// The control, or why there is none.
    control: Result<Against, String>,
    words: Vec<NetworkWords>,
}

/// A run beside its control.
#[derive(Debug)]
struct Against {
    folder: PathBuf,
    /// What the control lacks, `KEY=VALUE` each.
    lacks: Vec<String>,
    own: Results,
    control: Results,
    difference: Difference,
    /// What may be said of it.
    claim: String,
}

impl Summary {
    /// Plays the networks of a run, each with the next one, with the channel intact, muted and shuffled, the
    /// same episodes each time, and those of the control. Conditions are held out where the game holds some
    /// out. Where runs record episodes, those with the channel intact are written into them.
    ///
    /// # Errors
    /// As [`Trained::load`], [`play`], [`lacks`] and [`record`].
    pub fn of(run: &Path, beside: &ControlOf, workers: usize) -> Result<Self, Failure> {
        let trained = Trained::load(run)?;
        let pairs = ring_of(&trained);
        let episodes = EPISODES.div_ceil(pairs.len() as u64);
        let changes: &[ChannelAblation] = match trained.plan.blueprint.message_length() {
            0 => &[],
            _ => &[ChannelAblation::Muted, ChannelAblation::Shuffled],
        };
        let played = PlayedPairs::of(run, &trained, episodes, workers)?;
        let words = words::words(&played.matchups, &played.spaces, 0, EVALUATION_SEED)
            .map_err(|error| Failure::Internal(error.to_string()))?;
        let mut channels = vec![(ChannelAblation::Intact, played.results.clone())];
        for channel in changes {
            let (setting, _) = Setting::held_out(&trained, *channel, EVALUATION_SEED)?;
            let matchups = play(&setting, &trained, &pairs, episodes, workers)?;
            let spaces = setting.game.spaces(&setting.physics);
            channels.push((*channel, Results::of(&matchups, &spaces)));
        }
        let control = match beside {
            ControlOf::Nothing(why) => Err(why.clone()),
            ControlOf::Control(folder) => Ok(Against::of(run, &trained, &played, folder, workers)?),
        };
        Ok(Self {
            roles: roles(&trained.plan.config),
            episodes,
            split: played.split,
            pairs,
            channels,
            control,
            words,
        })
    }

    /// For people.
    pub fn text(&self) -> String {
        let title = match self.channels.as_slice() {
            [_] => "Success, without a channel",
            _ => "Success with the channel changed after training",
        };
        let rows: Vec<Vec<String>> = self
            .channels
            .iter()
            .map(|(channel, results)| {
                row(&channel.to_string(), results.success_rate, results.reward)
            })
            .collect();
        let roles = self.roles.iter();
        let roles: String = roles
            .map(|line| format!("{}\n", wrapped(line, 80)))
            .collect();
        let gap = if roles.is_empty() { "" } else { "\n" };
        let tables = words::text(&self.words);
        format!(
            "{roles}{gap}{title}: {} episodes a row, the same in each, split {}, {}\n{}\n{}\n{}",
            self.episodes * self.pairs.len() as u64,
            self.split.name(),
            who(&self.pairs),
            columns(&columns_of("CHANNEL"), &rows),
            match &self.control {
                Err(why) => without(why, self.channels.len() > 1),
                Ok(against) => against.text(),
            },
            match tables.is_empty() {
                true => String::new(),
                false => format!(
                    "What goes with which word: of the episodes in which a network said it most, the share of each value or range\n{tables}"
                ),
            },
        )
    }

    /// For programs: `{episodes, split, pairs[]{speaker, listener}, roles[],
    /// success_with_the_channel_changed_after_training{CHANNEL: {success_rate, return}}, control{run,
    /// trained_with[], success_rate, return, difference{success_rate, return}, claim}, no_control,
    /// words[]{network, attribute, bins[], words[], information}}`. `episodes` are those of each pair; `control` is
    /// null where none was trained, and `no_control` says why.
    pub fn json(&self) -> Value {
        let estimates = |results: &Results| json!({ "success_rate": results.success_rate, "return": results.reward });
        let pairs: Vec<Value> = self
            .pairs
            .iter()
            .map(|pair| json!({ "speaker": pair.speaker, "listener": pair.listener }))
            .collect();
        let channels: Map<String, Value> = self
            .channels
            .iter()
            .map(|(channel, results)| (channel.to_string(), estimates(results)))
            .collect();
        let words: Vec<Value> = self
            .words
            .iter()
            .map(|of| {
                json!({
                    "network": of.network,
                    "attribute": of.attribute,
                    "bins": of.table.bins,
                    "words": of.table.words,
                    "information": of.table.information,
                })
            })
            .collect();
        let control = self.control.as_ref().ok().map(|against| {
            let mut value = estimates(&against.control);
            value["run"] = json!(against.folder.to_string_lossy());
            value["trained_with"] = json!(against.lacks);
            value["difference"] = json!(against.difference);
            value["claim"] = json!(against.claim);
            value
        });
        json!({
            "episodes": self.episodes,
            "split": self.split.name(),
            "pairs": pairs,
            "roles": self.roles,
            "success_with_the_channel_changed_after_training": channels,
            "control": control,
            "no_control": self.control.as_ref().err(),
            "words": words,
        })
    }
}

/// What the pairs of training have played with the channel as it is.
struct PlayedPairs {
    split: Split,
    spaces: Spaces,
    matchups: Vec<Matchup>,
    results: Results,
}

impl PlayedPairs {
    /// Lets them play, and writes it into the run where that records episodes.
    fn of(run: &Path, trained: &Trained, episodes: u64, workers: usize) -> Result<Self, Failure> {
        let intact = ChannelAblation::Intact;
        let (mut setting, split) = Setting::held_out(trained, intact, EVALUATION_SEED)?;
        setting.keep_speech = true;
        let matchups = play(&setting, trained, &ring_of(trained), episodes, workers)?;
        if trained.plan.config.record.episodes {
            record(&RunPaths::of(run)?, trained, &setting, split, &matchups)?;
        }
        let spaces = setting.game.spaces(&setting.physics);
        Ok(Self {
            split,
            results: Results::of(&matchups, &spaces),
            spaces,
            matchups,
        })
    }
}

impl Against {
    fn of(
        run: &Path,
        trained: &Trained,
        own: &PlayedPairs,
        folder: &Path,
        workers: usize,
    ) -> Result<Self, Failure> {
        let control = Trained::load(folder)?;
        let names = [run, folder].map(|path| shown(path.display()));
        let lacks = lacks(trained, &control, [&names[0], &names[1]])?;
        let episodes = own.matchups.first().map_or(0, |one| one.episodes.len());
        let played = PlayedPairs::of(folder, &control, episodes as u64, workers)?;
        let difference = Difference::over_episodes(
            &own.matchups.iter().collect::<Vec<_>>(),
            &played.matchups.iter().collect::<Vec<_>>(),
        );
        let means = [&own.results, &played.results].map(|results| [results.success_rate.mean]);
        let seeds = over_seeds(&means[0], &means[1], 1);
        Ok(Self {
            folder: folder.to_owned(),
            lacks,
            own: own.results.clone(),
            control: played.results,
            difference,
            claim: seeds.as_ref().map(claim).unwrap_or_default(),
        })
    }

    fn text(&self) -> String {
        let difference = &self.difference;
        let rows = [
            row("the run", self.own.success_rate, self.own.reward),
            row(
                "the control",
                self.control.success_rate,
                self.control.reward,
            ),
            row("difference", difference.success_rate, difference.reward),
        ];
        format!(
            "Beside the control, trained with {} and else alike, the same episodes; intervals over episodes\n{}{}\n",
            self.lacks.join(", "),
            columns(&columns_of("TRAINED"), &rows),
            self.claim,
        )
    }
}

/// What can be said where no control was trained; `speaks` is whether there are rows with the channel changed.
fn without(why: &str, speaks: bool) -> String {
    let rows = match speaks {
        true => {
            " Rows above show what a change does to networks that have come to rely on the channel, not what it is worth."
        }
        false => "",
    };
    format!("No control was trained: no claim.{rows}\n{why}\n")
}

fn columns_of(first: &str) -> [&str; 5] {
    [first, "SUCCESS", "95 % INTERVAL", "RETURN", "95 % INTERVAL"]
}

fn who(pairs: &[Pair]) -> String {
    match pairs {
        [pair] if pair.speaker == pair.listener => "a network with itself".to_owned(),
        pairs => format!("{} pairs of different networks", pairs.len()),
    }
}

fn row(name: &str, success: Estimate, reward: Estimate) -> Vec<String> {
    let ends = |estimate: Estimate| estimate.ci95.map_or_else(String::new, interval);
    vec![
        name.to_owned(),
        number(success.mean),
        ends(success),
        number(reward.mean),
        ends(reward),
    ]
}
