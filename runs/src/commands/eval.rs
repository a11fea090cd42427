//! `protolang eval`: how well trained networks do, with whom, and through which channel.

use serde_json::json;

use crate::cli::eval::{EvalArgs, Pairs};
use crate::cli::output::{print, print_json};
use crate::cli::table::number;
use crate::config::tables::Device;
use crate::error::Failure;
use crate::evaluation::results::Results;
use crate::evaluation::setting::Setting;
use crate::evaluation::similarity::similarity;
use crate::evaluation::{json::json as results_json, matchup, split, text};
use crate::train::trained::Trained;

/// Plays the networks of a run's newest checkpoint.
///
/// # Errors
/// [`Failure::Unreadable`]: no run, or no sound checkpoint. [`Failure::Usage`]: a split, channel, device
/// or choice of pairs that the run does not have.
pub fn run(args: &EvalArgs) -> Result<(), Failure> {
    if args.device != Device::Cpu {
        return Err(Failure::Usage(format!(
            "networks are evaluated on the processor: give --device cpu instead of {}",
            args.device
        )));
    }
    let trained = Trained::load_with(&args.run, args.preset.as_deref(), &args.set)?;
    let (mut setting, split) = match args.split {
        Some(split) => {
            let setting = Setting::of(&trained, split, args.channel, args.seed)?;
            (setting, split)
        }
        None => Setting::held_out(&trained, args.channel, args.seed)?,
    };
    setting.keep_speech = args.pairs == Pairs::All && trained.agents.len() > 1;
    let pairs = matchup::pairs_of(args.pairs, &trained)?;
    let workers = match args.workers {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        workers => workers as usize,
    };
    let matchups = matchup::play(&setting, &trained, &pairs, args.episodes, workers)?;
    let spaces = setting.game.spaces(&setting.physics);
    let results = Results::of(&matchups, &spaces);
    let similarity = setting
        .keep_speech
        .then(|| similarity(&matchups, &spaces))
        .and_then(|measure| measure.value);
    if args.json {
        let mut value = results_json(&results, args.episodes, args.seed);
        value["language_similarity"] = json!(similarity);
        value["run"] = json!(args.run);
        value["step"] = json!(trained.step);
        value["split"] = json!(split::name(split));
        value["channel"] = json!(args.channel.to_string());
        return print_json(&value);
    }
    print(&format!(
        "{} after {} env steps: {}, split {}, channel {}, {} episodes of each of {} pairs, seed {}\n\n{}{}",
        args.run.display(),
        trained.step,
        trained.plan.config.game.name(),
        split::name(split),
        args.channel,
        args.episodes,
        pairs.len(),
        args.seed,
        text::text(&results),
        similarity.map_or_else(String::new, |value| format!(
            "\nLanguage similarity {}: how alike they speak in seat 0 beside network 0\n",
            number(value)
        )),
    ))
}
