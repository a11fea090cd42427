//! Everything a caller can do wrong is an error that says what is wrong, and changes nothing.

use protolang_spec::channel::ChannelPhysics;
use protolang_spec::error::EnvError;

use crate::play::{Player, batch, every_game, hashes, score};

fn refused(actions: &[u8], symbols: &[u16], observations: usize, heard: usize) -> EnvError {
    let mut batch = batch(&score(), &ChannelPhysics::default(), 2);
    let before = hashes(&batch);
    let mut buffers = (vec![0; observations], vec![0; heard]);
    let result = batch
        .step(actions, symbols, &mut buffers.0, &mut buffers.1)
        .map(|_| ());
    assert_eq!(hashes(&batch), before, "nothing has changed");
    result.expect_err("the step is refused")
}

#[test]
fn slices_of_a_wrong_length() {
    let message = |error: EnvError| error.to_string();
    assert_eq!(
        message(refused(&[0; 3], &[0; 4], 80, 4)),
        "`actions` has 3 elements, but 4 are needed (lanes x agents)"
    );
    assert_eq!(
        message(refused(&[0; 4], &[0; 5], 80, 4)),
        "`symbols` has 5 elements, but 4 are needed (lanes x agents x L)"
    );
    assert_eq!(
        message(refused(&[0; 4], &[0; 4], 79, 4)),
        "`observations` has 79 elements, but 80 are needed (lanes x agents x observation length)"
    );
    assert_eq!(
        message(refused(&[0; 4], &[0; 4], 80, 0)),
        "`heard` has 0 elements, but 4 are needed (lanes x agents x sources x L)"
    );
}

#[test]
fn actions_and_symbols_that_do_not_exist() {
    assert_eq!(
        refused(&[0, 1, 2, 5], &[0; 4], 80, 4).to_string(),
        "lane 1, agent 1: action 5 does not exist, the game has 5 actions (0 to 4)"
    );
    assert_eq!(
        refused(&[0; 4], &[3, 3, 4, 3], 80, 4).to_string(),
        "lane 1, agent 0: symbol 4 does not exist, the channel has 4 symbols (0 to 3)"
    );
}

#[test]
fn wrong_arguments_are_refused_by_every_game() {
    for (game, channel) in every_game() {
        let mut batch = batch(&game, &channel, 2);
        let spaces = batch.spaces().clone();
        let seats = 2 * spaces.agents;
        let good = (
            vec![0_u8; seats],
            vec![0_u16; seats * spaces.symbols.length],
        );
        let (mut action, mut symbol, mut short) = (good.clone(), good.clone(), good.clone());
        action.0[seats - 1] = spaces.actions.len() as u8;
        symbol.1[0] = spaces.symbols.alphabet as u16;
        short.0.pop();
        let mut observations = vec![0; seats * spaces.observation_len()];
        let mut heard = vec![0; seats * spaces.heard_len()];
        let before = hashes(&batch);
        let mut refused = |(actions, symbols): &(Vec<u8>, Vec<u16>)| {
            let step = batch.step(actions, symbols, &mut observations, &mut heard);
            step.map(|_| ()).expect_err("the step is refused")
        };
        let EnvError::Action { lane, agent, .. } = refused(&action) else {
            panic!("an action that does not exist is refused as such");
        };
        assert_eq!((lane, agent), (1, spaces.agents - 1));
        assert!(matches!(
            refused(&symbol),
            EnvError::Symbol {
                lane: 0,
                agent: 0,
                ..
            }
        ));
        assert!(matches!(refused(&short), EnvError::Length { .. }));
        assert_eq!(hashes(&batch), before, "nothing has changed");
    }
}

#[test]
fn stepping_a_finished_lane() {
    let mut batch = batch(&score(), &ChannelPhysics::default(), 3);
    batch.set_auto_reset(false);
    let mut player = Player::new(&batch);
    let finished = loop {
        let status = player.step(&mut batch).status;
        if let Some(lane) = status
            .iter()
            .position(|s| *s != protolang_spec::step::Status::Running)
        {
            break lane;
        }
    };
    let before = hashes(&batch);
    for auto_reset in [false, true] {
        batch.set_auto_reset(auto_reset);
        let result = batch.step(
            &[0; 6],
            &[0; 6],
            &mut player.observations,
            &mut player.heard,
        );
        assert_eq!(
            result.map(|_| ()),
            Err(EnvError::Finished { lane: finished })
        );
        assert_eq!(hashes(&batch), before);
    }
    batch.reset_all();
    player.step(&mut batch);
}

#[test]
fn batches_without_lanes_and_lanes_that_do_not_exist() {
    let channel = ChannelPhysics::default();
    assert_eq!(
        score().make_lanes(&channel, 5..5, 1).map(|_| ()),
        Err(EnvError::NoLanes)
    );
    assert_eq!(
        score().make(&channel, &[]).map(|_| ()),
        Err(EnvError::NoLanes)
    );
    let mut batch = batch(&score(), &channel, 2);
    let key = batch.key(0);
    assert_eq!(
        batch
            .reset_lane(2, key)
            .expect_err("there is no lane 2")
            .to_string(),
        "lane 2 does not exist, the batch has 2 lanes (0 to 1)"
    );
}

#[test]
fn options_are_checked_before_anything_is_built() {
    let channel = ChannelPhysics {
        delay: 0,
        ..ChannelPhysics::default()
    };
    let error = score()
        .make_lanes(&channel, 0..1, 1)
        .map(|_| ())
        .expect_err("no delay");
    assert!(
        error.to_string().starts_with("`channel.delay` is 0"),
        "{error}"
    );
}
