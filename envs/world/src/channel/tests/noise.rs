use crate::games::GameConfig;
use crate::games::built;
use crate::games::score::ScoreConfig;
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::vec_env::VecEnv as _;

const LANES: u64 = 200;

/// How often word 1, said by both agents of all lanes for 50 steps, is heard as each symbol.
fn heard_as(channel: &ChannelPhysics) -> Vec<u32> {
    let game = GameConfig::new(ScoreConfig {
        max_steps: 1000,
        ..ScoreConfig::default()
    });
    let mut batch = built::lanes(&game, channel, 0..LANES, 5).expect("a game");
    let seats = 2 * LANES as usize;
    let mut observations = vec![0; seats * batch.spaces().observation_len()];
    let mut heard = vec![0; seats];
    let mut counts = vec![0; batch.spaces().symbols.alphabet];
    for _ in 0..50 {
        batch
            .step(
                &vec![0; seats],
                &vec![1; seats],
                &mut observations,
                &mut heard,
            )
            .expect("a legal step");
        heard
            .iter()
            .for_each(|symbol| counts[usize::from(*symbol)] += 1);
    }
    counts
}

/// Whether `count` of `n` is what probability `p` leads to, within five standard deviations.
fn plausible(count: u32, n: u32, p: f64) -> bool {
    let (n, count) = (f64::from(n), f64::from(count));
    (count - n * p).abs() <= 5.0 * (n * p * (1.0 - p)).sqrt()
}

#[test]
fn a_symbol_is_replaced_with_the_given_probability_by_any_of_the_alphabet() {
    let n = 2 * LANES as u32 * 50;
    for (noise, silence) in [(0.2, false), (0.2, true), (1.0, false), (0.01, false)] {
        let channel = ChannelPhysics {
            noise,
            silence,
            ..ChannelPhysics::default()
        };
        let counts = heard_as(&channel);
        let other = noise / counts.len() as f64;
        for (symbol, count) in counts.iter().enumerate() {
            let p = if symbol == 1 {
                1.0 - noise + other
            } else {
                other
            };
            assert!(
                plausible(*count, n, p),
                "noise {noise}: symbol {symbol} heard {count} of {n} times"
            );
        }
    }
}

#[test]
fn noise_does_not_break_silence_where_nothing_arrives() {
    let silent = ChannelPhysics {
        noise: 1.0,
        silence: true,
        ..ChannelPhysics::default()
    };
    let one_way = heard_as(&ChannelPhysics {
        one_way: true,
        ..silent.clone()
    });
    assert!(
        one_way[4] > LANES as u32 * 50,
        "agent 0 hears nothing, and agent 1 noise"
    );
    let muted = heard_as(&ChannelPhysics {
        muted: true,
        ..silent.clone()
    });
    assert_eq!(muted[4], 2 * LANES as u32 * 50);
    let far = heard_as(&ChannelPhysics {
        range: Some(0),
        ..silent
    });
    assert_eq!(far[4], 2 * LANES as u32 * 50);
}

#[test]
fn without_noise_every_word_arrives() {
    assert_eq!(
        heard_as(&ChannelPhysics::default())[1],
        2 * LANES as u32 * 50
    );
}

#[test]
fn noise_is_a_matter_of_the_key() {
    let channel = ChannelPhysics {
        noise: 0.5,
        ..ChannelPhysics::default()
    };
    assert_eq!(heard_as(&channel), heard_as(&channel));
}
