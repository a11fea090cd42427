//! What is measured of which network, of episodes of which it is known what was said in them.

use clap::Parser;
use protolang_envs::games::GameConfig;
use protolang_language::measure::Measure;
use protolang_language::options::Options;
use protolang_language::registry;
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::keys::{EpisodeKey, Purpose, below, stream};

use super::languages::{Language, languages};
use super::of_run::{MeasuredEpisode, dealt};
use super::source::Measured;
use super::text::notes;
use crate::cli::stats::StatsArgs;

#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    stats: StatsArgs,
}

fn args(options: &[&str]) -> StatsArgs {
    let all = ["stats", "run"].iter().chain(options);
    Cli::parse_from(all).stats
}

fn source(episodes: &[MeasuredEpisode], options: &[&str]) -> Measured {
    let game = GameConfig::from_name("score").expect("a game");
    dealt(episodes, &game, &ChannelPhysics::default(), &args(options)).expect("a source")
}

fn measured<'s>(source: &'s Measured, metrics: &[&str]) -> Vec<Language<'s>> {
    let asked: Vec<_> = metrics
        .iter()
        .map(|name| registry::find(name).expect("a metric"))
        .collect();
    let options = Options {
        seed: 1,
        ..Options::default()
    };
    languages(source, &asked, &options).expect("measures")
}

fn of<'l>(language: &'l Language<'_>, metric: &str) -> &'l Measure {
    let mut measures = language.measures.iter();
    let found = measures.find(|(name, _)| *name == metric);
    &found.expect("asked for").1
}

/// Episodes of ScoreG of two to five steps, the longer the higher the score of the first seat. `says` is
/// what is said by a network at a step that knows such a score, given a random number.
fn episodes(says: impl Fn(usize, usize, u16, u16) -> u16) -> Vec<MeasuredEpisode> {
    let episode = |number: u64| {
        let key = EpisodeKey {
            run_seed: 5,
            lane: 0,
            episode: number,
        };
        let mut random = stream(key, Purpose::Policy);
        let mut draw = |n| below(&mut random, n) as u16;
        let scores = [draw(4), draw(4)];
        let steps = 2 + usize::from(scores[0]);
        let said = |seat: usize, draw: &mut dyn FnMut(u32) -> u16| {
            let say = |step| vec![says(seat, step, scores[seat], draw(4))];
            (0..steps).map(say).collect()
        };
        let all = [0, 1].map(|seat| said(seat, &mut draw));
        let know = |score: u16| {
            vec![
                i64::from(60 * score),
                i64::from(draw(2)),
                2,
                i64::from(draw(2)),
            ]
        };
        MeasuredEpisode {
            step: 1_000 + number,
            nets: vec![0, 1],
            said: all.to_vec(),
            meaning: scores.map(know).to_vec(),
        }
    };
    (0..400).map(episode).collect()
}

#[test]
fn each_network_has_its_own_language_and_a_pool_of_two_may_have_none() {
    // Both say their score, each in its own words.
    let all = episodes(|seat, _, score, _| match seat {
        0 => score,
        _ => [2, 0, 3, 1][usize::from(score)],
    });
    let own = source(&all, &[]);
    let languages = measured(
        &own,
        &["mi_message_meaning", "context_independence", "topsim"],
    );
    let networks: Vec<Option<usize>> = own.speakers.iter().map(|s| s.network).collect();
    assert_eq!(networks, [Some(0), Some(1)]);
    for language in &languages {
        assert!(of(language, "topsim").p().expect("a null") <= 0.01);
    }
    let pooled = source(&all, &["--pooled"]);
    assert_eq!(pooled.speakers.len(), 1);
    assert_eq!(pooled.speakers[0].network, None);
    let both = measured(&pooled, &["topsim"]);
    let topsim = |language| of(language, "topsim").value.expect("defined");
    assert!(topsim(&both[0]) < 0.5 * topsim(&languages[0]));
    let lines = |source: &Measured, index: usize| source.speakers[index].all.tally().lines();
    assert_eq!(lines(&pooled, 0), lines(&own, 0) + lines(&own, 1));
    let one = source(&all, &["--agent", "1"]);
    assert_eq!((one.speakers.len(), one.speakers[0].network), (1, Some(1)));
    assert_eq!(lines(&one, 0), lines(&own, 1));
}

#[test]
fn the_unit_decides_what_a_message_is() {
    let all = episodes(|_, step, _, _| step as u16 % 4);
    let steps: usize = all.iter().map(|episode| episode.said[0].len()).sum();
    let lines = |options: &[&str]| source(&all, options).speakers[0].all.tally().lines();
    assert_eq!(lines(&[]), steps as u64);
    assert_eq!(lines(&["--message", "step"]), steps as u64);
    assert_eq!(lines(&["--message", "episode"]), 400);
    let first = source(&all, &["--message", "first:2"]);
    let messages = first.speakers[0].all.messages();
    assert!(messages.iter().all(|message| message == [0, 1]));
    assert_eq!(first.speakers[0].episodes, 400);
}

/// The finding that made units explicit: an episode is longer where the score is higher, and so is all that
/// is said in it, whatever it is.
#[test]
fn words_at_random_are_no_language_whatever_a_message_is() {
    let all = episodes(|_, _, _, random| random);
    let metrics = [
        "topsim",
        "posdis",
        "bosdis",
        "tre_additive_l2",
        "mi_message_meaning",
    ];
    let mut found = Vec::new();
    for unit in ["step", "episode", "first:2"] {
        let source = source(&all, &["--message", unit]);
        for language in measured(&source, &metrics) {
            for metric in metrics {
                let p = of(&language, metric).p().unwrap_or(1.0);
                found.push((p < 0.05, format!("{unit} {metric} {p}")));
            }
        }
    }
    // A twentieth of 30, and four of its standard deviations of 1.2 more.
    let below = found.iter().filter(|(below, _)| *below).count();
    assert!(found.len() == 30 && below <= 6, "{found:?}");
    // With all rows as the only null it would be one: the test would else find nothing.
    let whole = source(&all, &["--message", "episode"]);
    let first = &measured(&whole, &["topsim"])[0];
    let topsim = of(first, "topsim");
    assert!(topsim.null.as_ref().expect("a null").p < 0.01, "{topsim:?}");
    assert!(topsim.null_within_length.is_some(), "{topsim:?}");
}

#[test]
fn people_are_told_what_was_measured_and_how() {
    let all = episodes(|_, _, score, _| score);
    let source = source(&all, &["--agent", "0", "--message", "episode"]);
    let languages = measured(&source, &["topsim", "entropy"]);
    let options = Options::default();
    let head = source.run.as_ref().expect("a run").as_text();
    let text = format!(
        "{head}\n{}{}",
        languages[0].as_text("Network"),
        notes(&source, &languages, &options)
    );
    assert!(
        text.lines().all(|line| line.chars().count() <= 80),
        "{text}"
    );
    insta::assert_snapshot!(text, @"
    Episodes of training: the 400 newest, env steps 1000 to 1399
    A message: all that a network says in one seat of an episode (--message episode)

    Network 0: 400 messages of 400 episodes, vocabulary 4

    METRIC   VALUE   95 %  UNIT  N     NULL  P
    topsim   0.3321        1     400         undefined
    entropy  1.344         nat   1381
    topsim: p undefined, messages of one length, or what they are said for, do not
    vary

    Chosen: distance of meanings by_kind; distance of messages edit_norm; padding
    pad_apart; correlation spearman; kinds: score quantity, row ordinal, col
    ordinal, is_target category; symbol 0 is a word.
    ");
}
