//! Who learns, who does not, and what a script decides, read off a config in words.

use protolang_agents::config::{Pairing, ScriptedActions};
use protolang_spec::spaces::Spaces;

use super::run_config::RunConfig;

/// One sentence for each network, or a single one where all networks learn and nothing is scripted: then the
/// list is empty, as there is nothing to tell.
pub fn roles(config: &RunConfig) -> Vec<String> {
    let population = &config.population;
    let scripted = population
        .scripted_actions
        .iter()
        .any(|s| *s != ScriptedActions::None);
    if population.frozen.is_empty() && (population.scripted_policy.is_empty() || !scripted) {
        return Vec::new();
    }
    let spaces = config.game.0.spaces(&config.channel.physics());
    (0..population.size)
        .map(|network| sentence(config, &spaces, network))
        .collect()
}

fn sentence(config: &RunConfig, spaces: &Spaces, network: usize) -> String {
    let population = &config.population;
    let seats: Vec<usize> = (0..spaces.agents)
        .filter(|seat| may_sit(config, spaces, network, *seat))
        .collect();
    let frozen = population.frozen.contains(&network);
    let begins = match population.init_from.get(network).map(String::as_str) {
        None | Some("") => "stays as it was initialised".to_owned(),
        Some(from) => format!("stays as {from} was"),
    };
    let learns = match frozen {
        true => format!("does not learn: it {begins}"),
        false => "learns".to_owned(),
    };
    // Seats of one kind share what is said of them.
    let mut kinds: Vec<(String, Vec<usize>)> = Vec::new();
    for seat in &seats {
        let text = decided(config, spaces, *seat, frozen);
        match kinds.last_mut() {
            Some((known, seats)) if *known == text => seats.push(*seat),
            _ => kinds.push((text, vec![*seat])),
        }
    }
    let parts: Vec<String> = kinds
        .into_iter()
        .map(|(text, seats)| format!("{} {text}", places(spaces, &seats)))
        .collect();
    format!("Network {network} {learns}. {}.", parts.join(". "))
}

/// Whether a network may sit in a seat.
fn may_sit(config: &RunConfig, spaces: &Spaces, network: usize, seat: usize) -> bool {
    match config.population.pairing {
        Pairing::CrossPlay | Pairing::CrossAndSelfPlay => true,
        Pairing::Fixed => network % spaces.agents.max(1) == seat,
        Pairing::Seats => config
            .population
            .seats
            .get(seat)
            .is_some_and(|may| may.contains(&network)),
    }
}

/// Seats in words: `As crewmate in seats 1 to 4`.
fn places(spaces: &Spaces, seats: &[usize]) -> String {
    let mut roles: Vec<&str> = seats
        .iter()
        .filter_map(|seat| spaces.roles.get(*seat).copied())
        .collect();
    roles.dedup();
    let seats = match seats {
        [one] => format!("seat {one}"),
        [first, .., last] if last - first + 1 == seats.len() => format!("seats {first} to {last}"),
        several => {
            let all: Vec<String> = several.iter().map(usize::to_string).collect();
            format!("seats {}", all.join(", "))
        }
    };
    format!("As {} in {seats}", roles.join(" and "))
}

/// What is left to the network in a seat, and what the script decides there.
fn decided(config: &RunConfig, spaces: &Spaces, seat: usize, frozen: bool) -> String {
    let population = &config.population;
    let scripted = match population.scripted_policy.as_str() {
        "" => ScriptedActions::None,
        _ => population
            .scripted_actions
            .get(seat)
            .copied()
            .unwrap_or_default(),
    };
    let by = config.game.0.script_of(&population.scripted_policy, seat);
    let votes = spaces.question.is_some();
    let own = match (scripted, votes, spaces.symbols.length > 0) {
        (ScriptedActions::None, _, true) => "actions and messages",
        (ScriptedActions::None, _, false) => "actions",
        (ScriptedActions::AllButVotes, true, true) => "messages and votes",
        (ScriptedActions::AllButVotes, true, false) => "votes",
        (ScriptedActions::AllButVotes | ScriptedActions::All, _, true) => "messages",
        (ScriptedActions::AllButVotes | ScriptedActions::All, _, false) => "nothing",
    };
    let own = match frozen {
        true => format!("it decides {own}"),
        false => format!("it learns {own}"),
    };
    match scripted {
        ScriptedActions::None => own,
        ScriptedActions::All if votes && by.votes != by.play => format!(
            "{own}; the script {:?} decides all actions (votes: {:?})",
            by.play, by.votes
        ),
        ScriptedActions::AllButVotes | ScriptedActions::All => {
            format!("{own}; the script {:?} decides all else", by.play)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::load::Overrides;
    use crate::config::presets::PRESETS;

    fn of(preset: &str, set: &[&str]) -> String {
        let overrides = Overrides {
            set: set.iter().map(|text| (*text).to_owned()).collect(),
            workers: Some(1),
            ..Overrides::default()
        };
        let config = RunConfig::load(preset, &overrides).expect("a config");
        roles(&config).join("\n")
    }

    #[test]
    fn the_impostor_of_the_deduction_preset_is_a_script() {
        insta::assert_snapshot!(of("deduction", &[]), @r#"
        Network 0 does not learn: it stays as it was initialised. As impostor in seat 0 it decides messages; the script "random" decides all actions (votes: "uniform").
        Network 1 learns. As crewmate in seats 1 to 4 it learns messages and votes; the script "always-report" decides all else.
        "#);
    }

    #[test]
    fn every_preset_says_who_does_not_learn_or_is_moved_by_a_script() {
        for preset in PRESETS {
            let config = RunConfig::preset(preset.name).expect("a config");
            let population = &config.population;
            let text = roles(&config).join("\n");
            for network in &population.frozen {
                let sentence = format!("Network {network} does not learn");
                assert!(text.contains(&sentence), "{}: {text}", preset.name);
            }
            let scripted = population
                .scripted_actions
                .iter()
                .any(|s| *s != ScriptedActions::None);
            assert_eq!(text.contains("the script"), scripted, "{}", preset.name);
        }
    }

    #[test]
    fn what_is_changed_in_the_config_is_changed_in_the_words() {
        assert_eq!(of("quickstart", &[]), "");
        assert!(of("quickstart", &["population.frozen=[1]"]).starts_with("Network 0 learns."));
        let set = [
            "population.frozen=[]",
            "population.scripted_actions=[\"none\", \"none\", \"all-but-votes\", \"all\", \"all\"]",
            "population.scripted_policy=task-rush/always-kill/private",
        ];
        insta::assert_snapshot!(of("deduction", &set), @r#"
        Network 0 learns. As impostor in seat 0 it learns actions and messages.
        Network 1 learns. As crewmate in seat 1 it learns actions and messages. As crewmate in seat 2 it learns messages and votes; the script "task-rush" decides all else. As crewmate in seats 3 to 4 it learns messages; the script "task-rush" decides all actions (votes: "private").
        "#);
    }
}
