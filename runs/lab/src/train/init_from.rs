//! Initial parameters of networks from the checkpoints of other runs: `population.init_from`.

use std::path::Path;

use super::plan::Plan;
use super::trained::Trained;
use crate::error::Failure;
use protolang_agents::agent::Agent;

/// Gives every network the initial parameters that the config names; each run is read once.
///
/// # Errors
/// [`Failure::Usage`]: an entry that is not `RUN#NETWORK`, or a network that the run does not have or that is
/// of another shape; [`Failure::Unreadable`]: no run there, or no sound checkpoint.
pub fn load(plan: &Plan, agents: &mut [Agent]) -> Result<(), Failure> {
    let mut read: Option<(&str, Trained)> = None;
    let init_from = &plan.config.population.init_from;
    for (network, (agent, from)) in agents.iter_mut().zip(init_from).enumerate() {
        if from.is_empty() {
            continue;
        }
        let wrong = |problem: String| {
            Failure::Usage(format!(
                "population.init_from gives network {network} {from:?}, {problem}"
            ))
        };
        let named = from
            .rsplit_once('#')
            .and_then(|(run, number)| Some((run, number.parse::<usize>().ok()?)));
        let Some((run, number)) = named else {
            return Err(wrong(
                "but needs RUN#NETWORK, such as runs/base#0".to_owned(),
            ));
        };
        if read.as_ref().is_none_or(|(known, _)| *known != run) {
            read = Some((run, Trained::load(Path::new(run))?));
        }
        let Some((_, trained)) = &read else { continue };
        let Some(other) = trained.agents.get(number) else {
            let has = trained.agents.len();
            return Err(wrong(format!("but that run has {has} networks, from 0")));
        };
        agent
            .take_over(&plan.blueprint, other.tensors(&trained.plan.blueprint))
            .map_err(|error| wrong(format!("whose shape is another: {error}")))?;
    }
    Ok(())
}
