//! Reports, discussions and votes.

use super::arena::{Arena, kill, report, room, vote};
use crate::games::deduction::DeductionConfig;
use crate::games::deduction::actions::SKIP;
use crate::games::deduction::components::{Cooldown, Life, Place, Sight};
use crate::games::deduction::table::{Meeting, Phase};
use crate::order::AgentId;
use protolang_spec::vec_env::VecEnv as _;

/// Seat 4 lies in the first room and seat 1 sees it.
fn found(config: DeductionConfig) -> Arena {
    let mut arena = Arena::new(config);
    arena.body(4, room(0, 0));
    let sight = arena.get::<Sight>(1);
    arena.put::<AgentId, _>(
        1,
        Sight {
            bodies: 0b10000,
            ..sight
        },
    );
    arena.place(2, room(0, 1));
    arena
}

/// As far as the vote.
fn vote_open(config: DeductionConfig) -> Arena {
    let mut arena = found(config);
    arena.step(&[(1, report(4))]);
    while arena.phase() != Phase::Vote {
        arena.step(&[]);
    }
    arena
}

#[test]
fn a_report_calls_everybody_alive_together() {
    let mut arena = found(DeductionConfig::default());
    assert!(arena.legal(1).contains(&"report-blue"));
    assert!(!arena.legal(2).contains(&"report-blue"));
    assert!(!arena.legal(0).iter().any(|name| name.starts_with("report")));
    let step = arena.step(&[(1, report(4))]);
    assert_eq!(step.rewards, [0.0, 0.2, 0.0, 0.0, 0.0]);
    assert_eq!(arena.phase(), Phase::Query);
    assert_eq!(arena.ticks(), 51, "the meeting begins at tick 50");
    let meeting = arena.meeting();
    assert_eq!(
        (meeting.reporter, meeting.victim, meeting.room),
        (1, 4, room(0, 0))
    );
    assert_eq!(arena.get::<Life>(4), Life::Gone);
    let mut order = meeting.order[..4].to_vec();
    order.sort_unstable();
    assert_eq!(order, [0, 1, 2, 3]);
    assert_eq!(arena.batch.asked(), [true, true, true, true, false]);
    assert_eq!(arena.batch.answers(), [0; 5]);
}

#[test]
fn the_living_speak_twice_each_with_a_question_before_and_after_each_message() {
    let mut arena = found(DeductionConfig::default());
    arena.step(&[(1, report(4))]);
    let order = arena.meeting().order;
    for message in 0..8 {
        assert_eq!(arena.phase(), Phase::Query);
        assert_eq!(arena.legal(1), ["wait"]);
        assert!(!arena.batch.speaks().contains(&true));
        arena.step(&[]);
        assert_eq!(arena.phase(), Phase::Message);
        assert!(!arena.batch.asked().contains(&true));
        let speaker = usize::from(order[message % 4]);
        let speaks: Vec<usize> = (0..5).filter(|seat| arena.batch.speaks()[*seat]).collect();
        assert_eq!(speaks, [speaker]);
        arena.step(&[]);
        assert_eq!(usize::from(arena.meeting().last), speaker);
        let said = 1 + speaker as u16 % 3;
        let heard: Vec<u16> = (0..5).map(|seat| arena.heard[seat]).collect();
        let expected: Vec<u16> = (0..5)
            .map(|seat| {
                if seat == speaker || seat == 4 {
                    0
                } else {
                    said
                }
            })
            .collect();
        assert_eq!(heard, expected, "neither the speaker nor the dead hear");
    }
    assert_eq!(arena.phase(), Phase::Query);
    arena.step(&[]);
    assert_eq!(arena.phase(), Phase::Vote);
    assert_eq!(arena.ticks(), 51 + 16 + 2);
    assert_eq!(
        arena.legal(3),
        [
            "vote-red",
            "vote-green",
            "vote-orange",
            "vote-purple",
            "skip"
        ]
    );
    assert_eq!(arena.legal(4), ["wait"]);
}

#[test]
fn without_turns_the_vote_follows_one_question() {
    let mut arena = found(DeductionConfig {
        discussion_turns: 0,
        ..DeductionConfig::default()
    });
    arena.step(&[(1, report(4))]);
    arena.step(&[]);
    assert_eq!(arena.phase(), Phase::Vote);
}

#[test]
fn an_ejected_impostor_is_the_crews_win_and_pays_for_open_tasks() {
    let mut arena = vote_open(DeductionConfig::default());
    let step = arena.step(&[(0, SKIP), (1, vote(0)), (2, vote(0)), (3, SKIP)]);
    assert_eq!(step.outcome, None, "a tie with nobody");
    let mut arena = vote_open(DeductionConfig::default());
    let step = arena.step(&[(0, vote(1)), (1, vote(0)), (2, vote(0)), (3, SKIP)]);
    assert_eq!(step.outcome, Some("ejection"));
    // One task each is open, the dead one's too; the votes' own pay gives way to it.
    assert_eq!(step.rewards, [0.0, 1.2, 1.2, 1.2, 1.2]);
}

#[test]
fn after_a_vote_play_begins_anew() {
    let mut arena = vote_open(DeductionConfig::default());
    let before = arena.ticks();
    let step = arena.step(&[(0, vote(3)), (1, vote(3)), (2, vote(0)), (3, 0)]);
    assert_eq!(step.rewards, [0.0, 0.0, 0.2, 0.0, 0.0]);
    let Meeting { votes, ejected, .. } = arena.meeting();
    assert_eq!(
        votes,
        [1, 0, 0, 2, 0, 0, 0, 0, 1],
        "what is not legal is a vote for nobody"
    );
    assert_eq!(ejected, 3);
    assert_eq!(arena.get::<Life>(3), Life::Gone);
    assert_eq!(arena.phase(), Phase::Play);
    assert_eq!(arena.ticks(), before + 3);
    for seat in 0..3 {
        assert_eq!(arena.get::<Place>(seat), Place::at(room(0, 0)));
        assert!(arena.asked(seat));
    }
    assert_eq!(arena.get::<Cooldown>(0), Cooldown(4));
    assert!(!arena.saw(1));
}

/// Whether one who is ejected while it walks can be seen, and killed, afterwards.
fn haunted(ghosts: bool) -> (u8, Life) {
    let config = DeductionConfig {
        ghosts,
        ..DeductionConfig::default()
    };
    let mut arena = vote_open(config);
    let walking = Place {
        room: room(0, 0),
        from: room(0, 1),
    };
    arena.put::<AgentId, _>(3, walking);
    arena.step(&[(0, vote(3)), (1, vote(3)), (2, vote(3)), (3, SKIP)]);
    let seen = arena.get::<Sight>(1).entering;
    while !arena.legal(0).contains(&"kill-green") {
        arena.step(&[]);
    }
    assert_eq!(arena.legal(0).contains(&"kill-purple"), ghosts);
    arena.step(&[(0, kill(3))]);
    (seen, arena.get::<Life>(3))
}

#[test]
fn ghosts_walk_only_where_they_may() {
    assert_eq!(haunted(true), (0b1000, Life::Body));
    assert_eq!(haunted(false), (0, Life::Gone));
}

#[test]
fn a_reporter_who_is_killed_in_the_same_tick_reports_nothing() {
    let mut arena = found(DeductionConfig::default());
    arena.ready_to_kill(0, 0b1010);
    arena.step(&[(0, kill(1)), (1, report(4))]);
    assert_eq!(arena.phase(), Phase::Play);
    assert_eq!(arena.get::<Life>(1), Life::Body);
}
