//! A testimony from the beginning to the end.

use protolang_agents::actor::Actor;
use protolang_agents::agent::Agent;
use protolang_language::dictionary::association::LEVEL;
use protolang_language::dictionary::entries::Dictionary;
use protolang_language::error::LanguageError;
use protolang_language::options::Options;
use protolang_spec::spaces::{Question, Spaces};
use protolang_spec::split::Split;

use super::beside::hold_against;
use super::effects::effects;
use super::findings::{NetworkTestimony, Testimony};
use super::rows::{TestimonyRow, attributes, given_suspicion, utterances};
use super::sights::Sights;
use super::watch::{Scope, Transcript};
use crate::error::Failure;
use crate::evaluation::ablation::ChannelAblation;
use crate::evaluation::block::{BLOCK, Player, counted};
use crate::evaluation::jobs;
use crate::evaluation::matchup;
use crate::evaluation::setting::Setting;
use crate::evaluation::untrained::populations;
use crate::train::trained::Trained;

/// Lets networks play on the conditions of their training, so many episodes a team, and looks on, see
/// `played`. Where there are nulls, untrained networks play the same episodes, and nothing is above chance
/// that they do too.
///
/// # Errors
/// [`Failure::Usage`]: the run's game asks nothing, or has no messages of one speaker at a time;
/// [`Failure::Internal`]: a worker is lost.
pub fn testimony(
    trained: &Trained,
    episodes: u64,
    top: usize,
    options: &Options,
) -> Result<Testimony, Failure> {
    let mut found = played(trained, episodes, top, options)?;
    if options.permutations > 0 {
        // Values are enough: they are the null.
        let bare = options.clone().bare();
        let untrained: Vec<Testimony> = populations(trained)
            .map(|untrained| played(&untrained, episodes, top, &bare))
            .collect::<Result<_, _>>()?;
        found
            .networks
            .iter_mut()
            .for_each(|network| hold_against(network, &untrained));
    }
    Ok(found)
}

/// Lets networks play on the conditions of their training, so many episodes a team, and looks on. The
/// dictionaries have at most `top` entries of a kind. Seed, permutations and workers are those of `options`;
/// nothing depends on the workers.
fn played(
    trained: &Trained,
    episodes: u64,
    top: usize,
    options: &Options,
) -> Result<Testimony, Failure> {
    let spaces = &trained.plan.spaces;
    let question = check(trained, spaces)?;
    let setting = Setting::of(trained, Split::Train, ChannelAblation::Intact, options.seed)?;
    let sights = Sights::of(spaces, question);
    let scope = Scope {
        setting: &setting,
        spaces,
        question,
        sights: &sights,
    };
    let teams: Vec<Vec<usize>> = matchup::ring_of(trained)
        .into_iter()
        .map(|pair| pair.seats(&setting))
        .collect();
    let rows = play(trained, scope, &teams, episodes, options.workers)?;
    let mut by_network: Vec<Vec<&TestimonyRow>> = vec![Vec::new(); trained.agents.len()];
    for row in &rows {
        by_network[row.network].push(row);
    }
    let attributes = attributes(question, &sights);
    let options = &Options {
        permutations: permutations(options, attributes.len() * spaces.symbols.length),
        ..options.clone()
    };
    let alphabet = spaces.symbols.alphabet;
    let mut networks = Vec::new();
    for (network, rows) in by_network.iter().enumerate() {
        if rows.is_empty() {
            continue;
        }
        let said = utterances(rows, &attributes, alphabet).map_err(internal)?;
        let given = given_suspicion(rows, &attributes, alphabet, options.seed).map_err(internal)?;
        networks.push(NetworkTestimony {
            network,
            messages: rows.len(),
            episodes: said.episodes(),
            dictionary: Dictionary::of(&said, top, options),
            beyond_suspicion: Dictionary::of(&given, 0, options).positions,
            effects: effects(rows.iter().map(|row| (row.episode, &row.effects))),
            untrained: None,
        });
    }
    Ok(Testimony {
        networks,
        step: trained.step,
        episodes,
        seed: options.seed,
        teams: teams.len(),
        answers: question.answers,
    })
}

/// Shuffles behind each null: as many as were asked for, but enough that the smallest p can still be below
/// the level after correction over so many claims.
fn permutations(options: &Options, claims: usize) -> usize {
    match options.permutations {
        0 => 0,
        asked => asked.max((2.0 / LEVEL) as usize * claims),
    }
}

fn check(trained: &Trained, spaces: &Spaces) -> Result<Question, Failure> {
    let name = trained.plan.config.game.0.name();
    let problem = if spaces.symbols.length == 0 {
        "the run has no channel, so nobody says anything".to_owned()
    } else if let Some(question) = spaces.question {
        // Else no change of mind would be the work of one speaker.
        if spaces.masks_speech && spaces.symbols.sources == 1 {
            return Ok(question);
        }
        format!("in {name} several speak at once")
    } else {
        format!("{name} asks nobody whom they suspect")
    };
    Err(Failure::Usage(format!(
        "--testimony: {problem}; name a run of the game deduction that has a channel"
    )))
}

/// All messages, by episode; in an episode team by team.
fn play(
    trained: &Trained,
    scope: Scope<'_>,
    teams: &[Vec<usize>],
    episodes: u64,
    workers: usize,
) -> Result<Vec<TestimonyRow>, Failure> {
    let blocks = episodes.div_ceil(BLOCK) as usize;
    let start = || {
        let seats = scope.spaces.agents;
        let double = Actor::new(&trained.plan.blueprint, BLOCK as usize, seats);
        (Player::new(scope.setting, trained), double)
    };
    let jobs = teams.len() * blocks;
    let (rows, _) = jobs::each(jobs, workers, start, |(player, double), job| {
        let (team, block) = (job / blocks, (job % blocks) as u64);
        let networks = &teams[team];
        let agents: Vec<&Agent> = networks.iter().map(|n| &trained.agents[*n]).collect();
        double.seat(&agents);
        let mut transcript = Transcript::new(scope, (team, networks), block, double);
        player
            .play(networks, block, &mut transcript)
            .map_err(|error| Failure::Usage(error.to_string()))?;
        Ok(transcript.close(counted(episodes, block)))
    })?;
    let mut rows: Vec<TestimonyRow> = rows.into_iter().flatten().collect();
    // Stable: teams that play the same episode stay in their order.
    rows.sort_by_key(|row| row.episode);
    Ok(rows)
}

fn internal(error: LanguageError) -> Failure {
    Failure::Internal(format!("cannot sum up what was said: {error}"))
}
