//! A probe of networks beside the same probe of networks that have learnt nothing.

use protolang_language::options::Options;

use super::ears::{Ear, Intervened};
use super::run::{Probe, probe};
use crate::error::Failure;
use crate::evaluation::untrained::{POPULATIONS, Untrained, populations};
use crate::train::trained::Trained;

/// As [`probe`], where an intervention is above chance only if it does more beyond its null than it does to
/// untrained networks in the same episodes.
///
/// # Errors
/// As [`probe`].
pub fn probe_beside_untrained(
    trained: &Trained,
    episodes: u64,
    attribute: Option<&str>,
    options: &Options,
) -> Result<Probe, Failure> {
    let mut found = probe(trained, episodes, attribute, options)?;
    if options.bootstraps == 0 {
        // Without intervals there is no verdict that could be wrong.
        return Ok(found);
    }
    let meaning = found.meaning.attribute;
    let attribute = meaning.map(|index| trained.plan.spaces.meaning[index].name);
    let bare = options.clone().bare();
    let untrained: Vec<Probe> = populations(trained)
        .map(|untrained| probe(&untrained, episodes, attribute, &bare))
        .collect::<Result<_, _>>()?;
    for (ear, _) in &mut found.ears {
        let claims = ear
            .interventions
            .iter()
            .filter(|one| one.verdict.is_some())
            .count();
        let (speaker, listener) = (ear.speaker, ear.listener);
        for one in &mut ear.interventions {
            let values: [f64; POPULATIONS] = std::array::from_fn(|index| {
                let same =
                    |(other, _): &&(Ear, _)| (other.speaker, other.listener) == (speaker, listener);
                let ear = untrained
                    .get(index)
                    .and_then(|probe| probe.ears.iter().find(same));
                ear.and_then(|(ear, _)| above(ear, one)).unwrap_or(0.0)
            });
            let above = one.above_null.as_ref().and_then(|above| above.value);
            one.untrained = above.map(|above| Untrained::of(above, values, claims));
            if let Some(untrained) = &one.untrained {
                one.verdict = one.verdict.map(|verdict| untrained.judge(verdict));
            }
        }
    }
    Ok(found)
}

/// How much more than its null the same intervention does.
fn above(ear: &Ear, wanted: &Intervened) -> Option<f64> {
    let mut all = ear.interventions.iter();
    let same = all.find(|one| one.intervention == wanted.intervention)?;
    same.above_null.as_ref()?.value
}
