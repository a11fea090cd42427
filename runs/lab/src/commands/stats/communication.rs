//! Communication of a run's networks: they play, and are asked.

use serde_json::{Map, Value, json};

use super::interventions;
use super::measures::table;
use super::playing::players;
use crate::cli::stats::StatsArgs;
use crate::error::Failure;
use crate::evaluation::interval::Estimate;
use crate::evaluation::probe::beside::probe_beside_untrained;
use crate::evaluation::probe::run::Probe;
use crate::terminal::table::{columns, number};

/// Messages of which a table for people shows the influence.
const SHOWN: usize = 16;

/// The probe of the run that was named, if it was asked for.
pub(super) fn communication(
    args: &StatsArgs,
    workers: usize,
) -> Result<Option<(Probe, u64)>, Failure> {
    if !args.communication {
        return Ok(None);
    }
    let (trained, options) = players(args, workers, "--communication")?;
    let found = probe_beside_untrained(
        &trained,
        args.probe_episodes,
        args.attribute.as_deref(),
        &options,
    )?;
    Ok(Some((found, trained.step)))
}

/// `metrics{NAME: measure}`, `ablation{intact|muted|shuffled|scrambled: {success_rate, return}}`,
/// `influence_by_message[]{message, share, social_influence_per_message_kl}` and `interventions{}`.
pub(super) fn as_json(probe: &Probe) -> Value {
    let metrics: Map<String, Value> = probe
        .measures
        .iter()
        .map(|(name, measure)| ((*name).to_owned(), json!(measure)))
        .collect();
    let ablation: Map<String, Value> = probe
        .ablation
        .iter()
        .map(|(channel, results)| {
            let value = json!({ "success_rate": results.success_rate, "return": results.reward });
            (channel.to_string(), value)
        })
        .collect();
    let by_message: Vec<Value> = probe
        .by_message
        .iter()
        .map(|found| {
            json!({
                "message": found.message,
                "share": found.share,
                "social_influence_per_message_kl": found.influence,
            })
        })
        .collect();
    let mut value =
        json!({ "metrics": metrics, "ablation": ablation, "influence_by_message": by_message });
    value["interventions"] = interventions::as_json(probe);
    value
}

/// The section for people.
pub(super) fn as_text(probe: &Probe, step: u64, args: &StatsArgs) -> String {
    let estimate = |Estimate { mean, ci95 }: Estimate| match ci95 {
        Some([low, high]) => [number(mean), format!("{} to {}", number(low), number(high))],
        None => [number(mean), String::new()],
    };
    let channels: Vec<Vec<String>> = probe
        .ablation
        .iter()
        .map(|(channel, results)| {
            let [rate, rate_interval] = estimate(results.success_rate);
            let [reward, reward_interval] = estimate(results.reward);
            vec![
                channel.to_string(),
                rate,
                rate_interval,
                reward,
                reward_interval,
            ]
        })
        .collect();
    let messages: Vec<Vec<String>> = probe
        .by_message
        .iter()
        .take(SHOWN)
        .map(|found| {
            let symbols: Vec<String> = found.message.iter().map(u16::to_string).collect();
            let interval = found
                .influence
                .ci95
                .map_or_else(String::new, |[low, high]| {
                    format!("{} to {}", number(low), number(high))
                });
            vec![
                symbols.join(" "),
                format!("{:.1} %", 100.0 * found.share),
                found.influence.value.map_or_else(String::new, number),
                interval,
                found.influence.n.to_string(),
            ]
        })
        .collect();
    let more = match probe.by_message.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!("{more} more messages, see --json\n"),
    };
    format!(
        "\nCommunication after {step} env steps: {} episodes of each of {} pairs, seed {}\n\n{}\nSuccess with the channel changed after training\n{}\n{}{more}\n95 %: bootstrap over episodes. null: messages of other episodes; interventions have none, a listener that does not listen has exactly 0.\n{}",
        args.probe_episodes,
        probe.pairs,
        args.seed,
        table(&probe.measures),
        columns(
            &["CHANNEL", "SUCCESS RATE", "95 %", "RETURN", "95 %"],
            &channels
        ),
        columns(
            &["MESSAGE", "SAID", "INFLUENCE (nat)", "95 %", "N"],
            &messages
        ),
        interventions::as_text(probe),
    )
}
