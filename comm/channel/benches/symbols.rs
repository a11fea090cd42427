//! Messages as scores of all symbols, and heard messages as features, for each discrete channel.

use divan::Bencher;
use divan::counter::ItemsCount;
use protolang_channel::channel::{Channel, SymbolParameters};
use protolang_channel::config::{ChannelConfig, ChannelKind};
use protolang_channel::linear::linear;
use protolang_channel::parameter::Parameter;
use tch::{Device, Kind, Tensor};

/// Networks side by side, messages of each, symbols of a message and of the alphabet.
const NETWORKS: i64 = 2;
const MESSAGES: i64 = 256;
const LENGTH: i64 = 3;
const ALPHABET: i64 = 32;
/// Width of a code, and of the core.
const DIMENSION: i64 = 32;
const HIDDEN: i64 = 128;

fn main() {
    // One thread: what is measured does not depend on how many cores are free.
    tch::set_num_threads(1);
    divan::main();
}

/// Numbers between -1 and 1 that repeat themselves nowhere, the same in every run.
fn numbers(shape: &[i64], phase: f64) -> Tensor {
    let at = Tensor::arange(shape.iter().product::<i64>(), (Kind::Float, Device::Cpu));
    (at * 78.233 + phase).sin().view(shape)
}

fn made(parameters: Vec<Parameter>, phase: f64) -> Vec<Tensor> {
    let make = |parameter: Parameter| {
        let own = parameter.shape.iter().map(|extent| *extent as i64);
        numbers(
            &[NETWORKS].into_iter().chain(own).collect::<Vec<_>>(),
            phase,
        )
    };
    parameters.into_iter().map(make).collect()
}

/// Items are messages: each is scored and heard once.
#[divan::bench(args = [ChannelKind::Token, ChannelKind::Vq, ChannelKind::Rvq])]
fn score_and_hear(bencher: Bencher<'_, '_>, kind: ChannelKind) {
    let config = ChannelConfig {
        kind,
        alphabet: ALPHABET as usize,
        length: LENGTH as usize,
        sources: 1,
        embedding: 16,
        temperature: 1.0,
    };
    let channel = Channel::new(&config, HIDDEN as usize, DIMENSION as usize);
    let levels = channel.passes() as i64;
    let codebook = numbers(&[NETWORKS, levels * ALPHABET, DIMENSION], 0.1);
    let (listener, speaker) = (made(channel.listener(), 1.0), made(channel.speaker(), 2.0));
    let state = numbers(&[NETWORKS, MESSAGES, HIDDEN], 3.0);
    let symbols = numbers(&[NETWORKS, MESSAGES, LENGTH], 4.0);
    let said = ((symbols + 1.0) * (ALPHABET as f64 / 2.0))
        .to_kind(Kind::Int64)
        .clamp(0, ALPHABET - 1);
    bencher
        .counter(ItemsCount::new((NETWORKS * MESSAGES) as usize))
        .bench_local(move || {
            let symbol_parameters = SymbolParameters {
                codebook: Some(&codebook),
                listener: &listener,
                speaker: &speaker,
            };
            let intended = linear(&speaker[..2], &state);
            let scores = channel.speech(symbol_parameters, &intended, &said);
            (
                scores.log_prob(&said),
                channel.hear(symbol_parameters, &said),
            )
        });
}
