//! Speaking and hearing with codes.

use protolang_channel::channel::{Channel, SymbolParameters};
use protolang_channel::config::{ChannelConfig, ChannelKind};
use protolang_channel::linear::linear;
use protolang_channel::speech::Scores;
use tch::{Device, Kind, Tensor};

const D: i64 = 6;
const K: i64 = 5;
const HIDDEN: i64 = 7;

fn numbers(shape: &[i64], phase: f64) -> Tensor {
    let count: i64 = shape.iter().product();
    let at = Tensor::arange(count, (Kind::Float, Device::Cpu));
    (at * 78.233 + phase).sin().view(shape)
}

fn channel(kind: ChannelKind, length: usize) -> Channel {
    let config = ChannelConfig {
        kind,
        alphabet: K as usize,
        length,
        sources: 2,
        embedding: 3,
        temperature: 1.0,
    };
    Channel::new(&config, HIDDEN as usize, D as usize)
}

/// Parameters of two networks.
fn own(parameters: Vec<protolang_channel::parameter::Parameter>, phase: f64) -> Vec<Tensor> {
    let begin = |parameter: protolang_channel::parameter::Parameter| {
        let mut shape = vec![2];
        shape.extend(parameter.shape.iter().map(|extent| *extent as i64));
        numbers(&shape, phase)
    };
    parameters.into_iter().map(begin).collect()
}

#[test]
fn the_nearest_code_is_the_likeliest_and_symbols_are_independent() {
    let channel = channel(ChannelKind::Vq, 2);
    let codebook = numbers(&[2, K, D], 0.1);
    let (listener, speaker) = (own(channel.listener(), 1.0), own(channel.speaker(), 2.0));
    let symbol_parameters = SymbolParameters {
        codebook: Some(&codebook),
        listener: &listener,
        speaker: &speaker,
    };
    let state = numbers(&[2, 11, HIDDEN], 3.0);
    let message_embedding = linear(&speaker[..2], &state);
    let none = Tensor::zeros([2, 11, 0], (Kind::Int64, Device::Cpu));
    let Scores::Categorical(scores) = channel.scores(symbol_parameters, &message_embedding, &none)
    else {
        panic!("codes are choices")
    };
    assert_eq!((channel.passes(), scores.size()), (1, vec![2, 11, 2, K]));
    let center = codebook.mean_dim([1_i64].as_slice(), true, Kind::Float);
    let spread = (&codebook - &center)
        .square()
        .sum_dim_intlist([2_i64].as_slice(), true, Kind::Float)
        .mean_dim([1_i64].as_slice(), true, Kind::Float)
        .sqrt();
    let vectors = (message_embedding.view([2, 22, D]) * spread + center).view([2, 11, 2, 1, D]);
    let distances = (vectors - codebook.view([2, 1, 1, K, D])).square();
    let distances = distances.sum_dim_intlist([4_i64].as_slice(), false, Kind::Float);
    let agree = distances
        .argmin(-1, false)
        .eq_tensor(&scores.argmax(-1, false));
    assert_eq!(agree.all().int64_value(&[]), 1);
}

#[test]
fn levels_are_scored_by_what_is_left_and_said_in_turn() {
    let channel = channel(ChannelKind::Rvq, 3);
    assert_eq!(channel.passes(), 3);
    let codebook = numbers(&[2, 3 * K, D], 0.4);
    let (listener, speaker) = (own(channel.listener(), 1.0), own(channel.speaker(), 2.0));
    let symbol_parameters = SymbolParameters {
        codebook: Some(&codebook),
        listener: &listener,
        speaker: &speaker,
    };
    let state = numbers(&[2, 4, HIDDEN], 3.0);
    let message_embedding = linear(&speaker[..2], &state);
    let mut said = Tensor::zeros([2, 4, 0], (Kind::Int64, Device::Cpu));
    let mut log_prob = Tensor::zeros([2, 4], (Kind::Float, Device::Cpu));
    for level in 0..3 {
        let Scores::Categorical(scores) =
            channel.scores(symbol_parameters, &message_embedding, &said)
        else {
            panic!("codes are choices")
        };
        assert_eq!(scores.size(), [2, 4, 1, K]);
        let word = (scores.argmax(-1, false) + level).remainder(K);
        log_prob += scores
            .log_softmax(-1, None)
            .gather(-1, &word.unsqueeze(-1), false)
            .view([2, 4]);
        said = Tensor::cat(&[said, word], 2);
    }
    let speech = channel.speech(symbol_parameters, &message_embedding, &said);
    let whole = speech
        .log_prob(&said)
        .sum_dim_intlist([2_i64].as_slice(), false, Kind::Float);
    let off = (whole - log_prob).abs().max().double_value(&[]);
    assert!(off < 1e-5, "saying and judging differ by {off}");
    // What was said before changes what is likely next.
    let other = (&said + 1).remainder(K);
    let change = (channel
        .speech(symbol_parameters, &message_embedding, &other)
        .entropy()
        - speech.entropy())
    .abs()
    .select(2, 2)
    .max()
    .double_value(&[]);
    assert!(change > 1e-3);
}

#[test]
fn the_same_code_of_every_level_is_heard_as_their_sum() {
    let channel = channel(ChannelKind::Rvq, 2);
    let codebook = numbers(&[2, 2 * K, D], 0.4);
    let (listener, speaker) = (own(channel.listener(), 1.0), own(channel.speaker(), 2.0));
    let hear = |codebook: &Tensor, words: [i64; 4]| {
        let symbol_parameters = SymbolParameters {
            codebook: Some(codebook),
            listener: &listener,
            speaker: &speaker,
        };
        let heard = Tensor::from_slice(&words).view([1, 1, 4]).repeat([2, 1, 1]);
        channel.hear(symbol_parameters, &heard).expect("a channel")
    };
    // Two sources of two levels each.
    assert_eq!(hear(&codebook, [0, 1, 2, 3]).size(), [2, 1, 3]);
    let far = |a: &Tensor, b: &Tensor| (a - b).abs().max().double_value(&[]);
    let heard = hear(&codebook, [0, 1, 2, 3]);
    assert!(far(&heard, &hear(&codebook, [0, 1, 2, 3])) == 0.0);
    assert!(far(&heard, &hear(&codebook, [0, 2, 2, 3])) > 1e-4);
    // Larger or shifted codes are heard alike: only their arrangement counts.
    let shifted = hear(&(&codebook * 3.0), [0, 1, 2, 3]);
    assert!(far(&heard, &shifted) < 1e-4);
}
