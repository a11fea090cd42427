//! How episodes are played.

use super::networks::{of_two_symbols, opinionated, untrained};
use crate::evaluation::ablation::ChannelAblation;
use crate::evaluation::block::BLOCK;
use crate::evaluation::matchup::{Matchup, Pair, pairs, play, ring};
use crate::evaluation::pairs::Pairs;
use crate::evaluation::setting::{OtherSeats, Setting};
use crate::train::trained::Trained;
use protolang_spec::split::Split;

const ACTING: (&str, f32) = ("actor", 1000.0);
const SPEAKING: (&str, f32) = ("message_head", 300.0);
const HEARING: (&str, f32) = ("embedding", 10.0);

fn evaluate(
    trained: &Trained,
    ablation: ChannelAblation,
    episodes: u64,
    workers: usize,
) -> Vec<Matchup> {
    let setting = Setting {
        keep_speech: true,
        others: OtherSeats::Second,
        ..Setting::of(trained, Split::Test, ablation, 7).expect("a setting")
    };
    let pairs = pairs(Pairs::All, trained.agents.len()).expect("pairs");
    play(&setting, trained, &pairs, episodes, workers).expect("episodes")
}

#[test]
fn the_outcome_does_not_depend_on_the_number_of_workers_or_of_episodes() {
    let trained = opinionated(2, &[ACTING, HEARING, SPEAKING]);
    for ablation in [ChannelAblation::Intact, ChannelAblation::Shuffled] {
        let all = evaluate(&trained, ablation, 2 * BLOCK, 1);
        assert_eq!(evaluate(&trained, ablation, 2 * BLOCK, 3), all);
        for (few, all) in evaluate(&trained, ablation, BLOCK + 5, 2).iter().zip(&all) {
            assert_eq!(few.episodes, all.episodes[..BLOCK as usize + 5]);
        }
    }
}

#[test]
fn every_pair_and_every_channel_meets_the_same_episodes() {
    let trained = opinionated(2, &[ACTING, HEARING, SPEAKING]);
    let known = |ablation| -> Vec<Vec<Vec<i32>>> {
        let meanings = evaluate(&trained, ablation, 50, 2)
            .into_iter()
            .map(|matchup| {
                let speeches = matchup
                    .episodes
                    .into_iter()
                    .filter_map(|episode| episode.speech);
                speeches.map(|speech| speech.meaning).collect()
            });
        meanings.collect()
    };
    let intact = known(ChannelAblation::Intact);
    assert_eq!(intact[0].len(), 50);
    assert!(intact.iter().all(|pair| *pair == intact[0]));
    assert_eq!(known(ChannelAblation::Shuffled), intact);
    assert_eq!(known(ChannelAblation::Muted), intact);
}

#[test]
fn a_scrambled_message_is_heard_in_another_order() {
    let trained = of_two_symbols(2, &[ACTING, HEARING, SPEAKING]);
    let speech = |ablation| -> Vec<Vec<u16>> {
        let matchups = evaluate(&trained, ablation, 50, 2);
        let episodes = matchups.into_iter().flat_map(|matchup| matchup.episodes);
        episodes
            .filter_map(|episode| Some(episode.speech?.said))
            .collect()
    };
    assert_eq!(
        speech(ChannelAblation::Scrambled),
        speech(ChannelAblation::Scrambled)
    );
    assert_ne!(
        speech(ChannelAblation::Scrambled),
        speech(ChannelAblation::Intact)
    );
}

/// What each episode came to, without what was said in it.
fn outcomes(matchups: &[Matchup]) -> Vec<(u8, u32)> {
    let episodes = matchups.iter().flat_map(|matchup| &matchup.episodes);
    episodes
        .map(|episode| (episode.code, episode.length))
        .collect()
}

#[test]
fn what_is_said_matters_only_where_it_is_heard() {
    let quiet = opinionated(2, &[ACTING, HEARING]);
    let loud = opinionated(2, &[ACTING, HEARING, SPEAKING]);
    let differ = |ablation| {
        let [quiet, loud] =
            [&quiet, &loud].map(|trained| outcomes(&evaluate(trained, ablation, 200, 2)));
        quiet != loud
    };
    assert!(differ(ChannelAblation::Intact));
    assert!(differ(ChannelAblation::Noise(0.5)));
    assert!(!differ(ChannelAblation::Muted));
    let of = |ablation| outcomes(&evaluate(&loud, ablation, 200, 2));
    let intact = of(ChannelAblation::Intact);
    assert_ne!(of(ChannelAblation::Muted), intact);
    assert_ne!(of(ChannelAblation::Shuffled), intact);
    assert_eq!(of(ChannelAblation::Noise(0.0)), intact);
}

#[test]
fn networks_that_have_learnt_nothing_do_as_well_as_chance() {
    let [matchup] = &evaluate(&untrained(1), ChannelAblation::Intact, 2000, 2)[..] else {
        panic!("one network makes one pair");
    };
    assert_eq!(
        matchup.pair,
        Pair {
            speaker: 0,
            listener: 0
        }
    );
    assert_eq!(matchup.episodes.len(), 2000);
    // Random players succeed in .44 % of the episodes (envs/world/tests/all/statistics.rs) and return -0.99.
    let successes = matchup
        .episodes
        .iter()
        .filter(|episode| episode.success)
        .count();
    assert!((1..=16).contains(&successes), "{successes}");
    let mean = matchup
        .episodes
        .iter()
        .map(|episode| episode.reward)
        .sum::<f32>()
        / 2000.0;
    assert!((-1.0..-0.97).contains(&mean), "{mean}");
    // One symbol a seat in each step, up to the last.
    for episode in &matchup.episodes {
        let speech = episode.speech.as_ref().expect("speech was kept");
        assert_eq!(speech.said.len(), 2 * episode.length as usize);
    }
}

#[test]
fn pairs_are_those_that_were_asked_for() {
    let of = |choice, size| -> Vec<(usize, usize)> {
        let pairs = pairs(choice, size).expect("pairs").into_iter();
        pairs.map(|pair| (pair.speaker, pair.listener)).collect()
    };
    assert_eq!(of(Pairs::All, 2), [(0, 0), (0, 1), (1, 0), (1, 1)]);
    assert_eq!(of(Pairs::Cross, 2), [(0, 1), (1, 0)]);
    assert_eq!(of(Pairs::Self_, 3), [(0, 0), (1, 1), (2, 2)]);
    let ring_of = |size| -> Vec<(usize, usize)> {
        let ring = ring(size).into_iter();
        ring.map(|pair| (pair.speaker, pair.listener)).collect()
    };
    assert_eq!(ring_of(1), [(0, 0)]);
    assert_eq!(ring_of(2), of(Pairs::Cross, 2));
    assert_eq!(ring_of(3), [(0, 1), (1, 2), (2, 0)]);
    insta::assert_snapshot!(pairs(Pairs::Cross, 1).expect_err("one network"), @"the run has one network, so no two can meet: give --pairs self");
}
