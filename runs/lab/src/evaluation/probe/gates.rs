//! Figures by which a language can be judged, and the gates of the one game that has some.
//!
//! The thresholds are those that the audit of AI Mother Tongue by its author (AuditableRL, 2026) proposes for the
//! parity-critical dilemma. They have no other source, so no other game is judged by them. The figures name no
//! game: the level of fixed actions is the return with a muted channel.

use protolang_envs::games::GameConfig;
use protolang_envs::games::dilemma::{DilemmaConfig, Payoff};
use serde::Serialize;

use super::ears::{Ear, Intervened};
use super::interventions::Intervention;
use crate::evaluation::interval::Estimate;
use crate::terminal::table::number;

/// Least normalised entropy of symbols.
const ENTROPY: f64 = 0.10;
/// Least share of flips by the message of another meaning.
const PATCH: f64 = 0.80;
/// Least accuracy of the lookup table.
const ACCURACY: f64 = 0.70;
/// How far above the majority and above shuffled tables it must be.
const ABOVE: f64 = 0.10;
/// Least share of flips by one symbol.
const SUBSTITUTION: f64 = 0.25;
/// How far above a random symbol that must be.
const ABOVE_RANDOM: f64 = 0.05;
/// Level of Fisher's test of that, over all positions.
const LEVEL: f64 = 0.01;

/// One gate.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Gate {
    /// Name of the gate in tables and records.
    pub name: &'static str,
    /// Whether it is passed; none where it cannot be judged, and where the game has no thresholds.
    pub passed: Option<bool>,
    /// The figures that it was judged by, each with its threshold, as tables for people print them.
    pub figures: String,
}

/// Returns of the same episodes with the channel intact, scrambled and muted.
#[derive(Clone, Copy, Debug)]
pub struct Returns {
    /// Mean return an episode with the channel as trained.
    pub intact: Estimate,
    /// With the symbols of each message in a random order; none where a message is one symbol.
    pub scrambled: Option<Estimate>,
    /// Mean return an episode with nothing heard.
    pub muted: Estimate,
}

/// Whether thresholds have been proposed for a game.
pub fn has_thresholds(game: &GameConfig) -> bool {
    game.get::<DilemmaConfig>()
        .is_some_and(|dilemma| dilemma.payoff == Payoff::ParityCritical)
}

/// The figures of what passes from one network to another, judged if thresholds were proposed for the game.
/// `entropy` is that of the speaker's symbols, normalised.
pub fn gates(ear: &Ear, entropy: Option<f64>, returns: Returns, judged: bool) -> Vec<Gate> {
    let needs = |text: String| if judged { text } else { String::new() };
    let mut gates = vec![
        Gate {
            name: "symbol entropy",
            passed: entropy.map(|entropy| entropy > ENTROPY),
            figures: format!(
                "{}{}",
                or_none(entropy),
                needs(format!(" (needs > {ENTROPY})"))
            ),
        },
        patch(ear, &needs),
        lookup(ear, &needs),
        substitution(ear, &needs),
        scramble(returns, &needs),
    ];
    if !judged {
        gates.iter_mut().for_each(|gate| gate.passed = None);
    }
    gates
}

fn patch(ear: &Ear, needs: &impl Fn(String) -> String) -> Gate {
    let of = |wanted| ear.interventions.iter().find(|i| i.intervention == wanted);
    let flips = |wanted| of(wanted).and_then(|found| found.flips.value);
    let found = flips(Intervention::Patch);
    Gate {
        name: "whole-message patch",
        passed: found.map(|flips| flips > PATCH),
        figures: format!(
            "flips {}{}, of the same meaning {}",
            or_none(found),
            needs(format!(" (needs > {PATCH})")),
            or_none(flips(Intervention::SameMeaning))
        ),
    }
}

fn lookup(ear: &Ear, needs: &impl Fn(String) -> String) -> Gate {
    let name = "held-out lookup";
    let Some(found) = &ear.lookup else {
        return Gate {
            name,
            passed: None,
            figures: "too few episodes in which anything was heard".to_owned(),
        };
    };
    let shuffled = found.shuffled.as_ref().map(|null| null.mean);
    let above = |level: f64| found.accuracy >= level + ABOVE;
    Gate {
        name,
        passed: shuffled
            .map(|shuffled| found.accuracy >= ACCURACY && above(found.majority) && above(shuffled)),
        figures: format!(
            "accuracy {}{}, majority {} and shuffled {}{}",
            number(found.accuracy),
            needs(format!(" (needs >= {ACCURACY})")),
            number(found.majority),
            or_none(shuffled),
            needs(format!(" (needs {ABOVE} more)"))
        ),
    }
}

fn substitution(ear: &Ear, needs: &impl Fn(String) -> String) -> Gate {
    let flips = |wanted: Intervention| {
        let found = ear.interventions.iter().find(|i| i.intervention == wanted);
        found.and_then(|found| found.flips.value)
    };
    let positions: Vec<(usize, &Intervened)> = ear
        .interventions
        .iter()
        .filter_map(|found| match found.intervention {
            Intervention::Substitute(position) => Some((position, found)),
            _ => None,
        })
        .collect();
    // The position that is most clearly above a random symbol; its p counts for all positions.
    let best = positions.iter().filter_map(|(position, found)| {
        let random = flips(Intervention::Random(*position))?;
        let p = (found.fisher? * positions.len() as f64).min(1.0);
        Some((*position, found.flips.value?, random, p))
    });
    let best = best.min_by(|one, other| {
        let excess = |(_, own, random, _): &(usize, f64, f64, f64)| own - random;
        one.3
            .total_cmp(&other.3)
            .then(excess(other).total_cmp(&excess(one)))
    });
    Gate {
        name: "one-symbol substitution",
        passed: best.map(|(_, own, random, p)| {
            own >= SUBSTITUTION && own > random + ABOVE_RANDOM && p < LEVEL
        }),
        figures: match best {
            None => "no message of another meaning".to_owned(),
            Some((position, own, random, p)) => format!(
                "position {position}: flips {}{}, by a random symbol {}{}, Fisher p {p:.4}{}",
                number(own),
                needs(format!(" (needs >= {SUBSTITUTION})")),
                number(random),
                needs(format!(" (needs {ABOVE_RANDOM} more)")),
                needs(format!(" (needs < {LEVEL})"))
            ),
        },
    }
}

fn scramble(returns: Returns, needs: &impl Fn(String) -> String) -> Gate {
    let name = "scramble";
    let Some(scrambled) = returns.scrambled else {
        return Gate {
            name,
            passed: None,
            figures: "a message of one symbol cannot be scrambled".to_owned(),
        };
    };
    let ends = |estimate: Estimate| estimate.ci95.unwrap_or([estimate.mean; 2]);
    let [low, high] = ends(scrambled);
    let falls = ends(returns.intact)[0] > high;
    let to_the_level = low <= ends(returns.muted)[1];
    Gate {
        name,
        passed: Some(falls && to_the_level),
        figures: format!(
            "return {}, intact {}, without messages {}{}",
            number(scrambled.mean),
            number(returns.intact.mean),
            number(returns.muted.mean),
            needs(" (needs below the first, not above the second, by 95 % intervals)".to_owned())
        ),
    }
}

fn or_none(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), number)
}

#[cfg(test)]
mod tests {
    use protolang_language::dictionary::association::Verdict;
    use protolang_language::interaction::intervention::InterventionEffect;
    use protolang_language::options::Options;

    use super::*;
    use crate::config::run_config::RunConfig;
    use crate::evaluation::probe::ears::ears;
    use crate::evaluation::probe::questions::{Answer, Heard};
    use crate::evaluation::probe::witness::EpisodeSample;

    /// A listener of two-symbol messages, in which the first symbol says nothing and the second decides
    /// where it is not the one that was heard. A random one does in `random` of ten states.
    fn ear(random: u64) -> Ear {
        let answer = |episode: u64| {
            let flip = |flipped| {
                let share = f64::from(u8::from(flipped));
                Some(InterventionEffect {
                    variation: share,
                    flipped,
                    best: share,
                })
            };
            let by_chance = flip(episode % 10 < random);
            let (yes, no) = (flip(true), flip(false));
            Answer {
                network: 1,
                episode,
                lot: episode,
                speaks: Vec::new(),
                heard: vec![Heard {
                    speaker: 0,
                    influence: 0.0,
                    by_message: Vec::new(),
                    from_nothing: [0.0; 2],
                    from_other: [0.0; 2],
                    // Patch, same meaning, both symbols with their nulls, scrambled, muted.
                    effects: vec![yes, no, no, no, yes, by_chance, yes, None],
                }],
            }
        };
        let answers: Vec<Answer> = (0..200).map(answer).collect();
        let heard = |episode: u16| EpisodeSample {
            own: Vec::new(),
            heard: vec![(vec![7, episode / 2 % 2], (episode / 2 % 2) as u8)],
        };
        let spoken = vec![(0..200).map(heard).collect()];
        let options = Options {
            bootstraps: 50,
            ..Options::default()
        };
        ears(&answers, &spoken, &[vec![0, 1]], &[(0, 1)], 2, &options).remove(0)
    }

    fn at(mean: f64) -> Estimate {
        Estimate {
            mean,
            ci95: Some([mean - 0.1, mean + 0.1]),
        }
    }

    fn returns(scrambled: f64) -> Returns {
        Returns {
            intact: at(9.9),
            scrambled: Some(at(scrambled)),
            muted: at(7.5),
        }
    }

    #[test]
    fn a_language_that_does_what_it_should_passes_every_gate() {
        let ear = ear(1);
        let found = gates(&ear, Some(0.4), returns(7.4), true);
        let lines: Vec<String> = found
            .iter()
            .map(|gate| format!("{} {:?} {}", gate.name, gate.passed, gate.figures))
            .collect();
        insta::assert_snapshot!(lines.join("\n"), @r"
        symbol entropy Some(true) 0.4000 (needs > 0.1)
        whole-message patch Some(true) flips 1 (needs > 0.8), of the same meaning 0
        held-out lookup Some(true) accuracy 1 (needs >= 0.7), majority 0.5000 and shuffled 0.5025 (needs 0.1 more)
        one-symbol substitution Some(true) position 1: flips 1 (needs >= 0.25), by a random symbol 0.1000 (needs 0.05 more), Fisher p 0.0000 (needs < 0.01)
        scramble Some(true) return 7.400, intact 9.900, without messages 7.500 (needs below the first, not above the second, by 95 % intervals)
        ");
        let verdicts: Vec<Option<Verdict>> = ear.interventions.iter().map(|i| i.verdict).collect();
        let (above, chance) = (
            Some(Verdict::AboveChance),
            Some(Verdict::NotDistinguishableFromChance),
        );
        let few = Some(Verdict::TooFew);
        assert_eq!(
            verdicts,
            [above, None, chance, None, above, None, above, few]
        );
    }

    #[test]
    fn a_game_without_thresholds_is_not_judged() {
        let found = gates(&ear(1), Some(0.4), returns(7.4), false);
        assert!(found.iter().all(|gate| gate.passed.is_none()));
        let figures: Vec<&str> = found.iter().map(|gate| gate.figures.as_str()).collect();
        insta::assert_snapshot!(figures.join("\n"), @r"
        0.4000
        flips 1, of the same meaning 0
        accuracy 1, majority 0.5000 and shuffled 0.5025
        position 1: flips 1, by a random symbol 0.1000, Fisher p 0.0000
        return 7.400, intact 9.900, without messages 7.500
        ");
        let config = |preset| RunConfig::preset(preset).expect("a preset").game.0;
        assert!(has_thresholds(&config("mother-tongue")));
        for preset in ["mother-tongue-published", "private-target", "quickstart"] {
            assert!(!has_thresholds(&config(preset)), "{preset}");
        }
    }

    #[test]
    fn what_a_random_symbol_does_as_well_or_a_scramble_leaves_alone_fails() {
        let of = |random, entropy, scrambled| {
            let found = gates(&ear(random), entropy, returns(scrambled), true);
            found.iter().map(|gate| gate.passed).collect::<Vec<_>>()
        };
        assert_eq!(of(10, Some(0.1), 9.9)[0], Some(false));
        assert_eq!(of(10, None, 9.9)[3..], [Some(false), Some(false)]);
        assert_eq!(of(1, None, 8.5)[4], Some(false));
        assert_eq!(of(1, None, 8.5)[0], None);
    }
}
