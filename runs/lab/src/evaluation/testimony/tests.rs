//! Speakers and listeners of which it is known what they say and believe.

use protolang_agents::agent::{Agent, NamedTensor};
use protolang_language::dictionary::association::Verdict;
use protolang_language::dictionary::entries::{Association, PositionInformation};
use protolang_language::dictionary::lexical_unit::LexicalUnit;
use protolang_language::options::Options;

use super::effects::Effect;
use super::findings::{NetworkTestimony, Testimony};
use super::instead::Instead;
use super::run::testimony;
use crate::config::load::Overrides;
use crate::config::run_config::RunConfig;
use crate::error::Failure;
use crate::evaluation::tests::networks::{beginning, untrained};
use crate::train::trained::Trained;

/// Width of the features of each block and of a word, and colours that there are.
const WIDTH: usize = 16;
const COLOURS: usize = 8;
/// The word of those who have seen nobody kill.
const NO_IDEA: usize = COLOURS;

fn options(workers: usize) -> Options {
    Options {
        seed: 3,
        permutations: 100,
        bootstraps: 10,
        workers,
        ..Options::default()
    }
}

/// The crew's network and the impostor's as they begin, with messages of one word.
fn strangers() -> Trained {
    let set = [
        "channel.length=1",
        "channel.embedding=16",
        "channel.silence=true",
        "network.vector_width=16",
        "network.hidden=16",
        "ppo.lanes=4",
        "ppo.rollout=4",
        "ppo.minibatches=1",
    ];
    let overrides = Overrides {
        set: set.iter().map(|text| (*text).to_owned()).collect(),
        workers: Some(1),
        ..Overrides::default()
    };
    let config = RunConfig::load("deduction", &overrides).expect("a config");
    beginning(2, &config)
}

/// A crew that names the killer whom it has seen, and believes its own eyes, else what it hears.
fn witnesses() -> Trained {
    let mut trained = strangers();
    let blocks = &trained.plan.spaces.observation;
    let block = blocks.iter().position(|block| block.name == "witnessed");
    let seen = block.expect("a block") * WIDTH;
    let blueprint = &trained.plan.blueprint;
    let mut tensors: Vec<NamedTensor> = trained.agents[1].tensors(blueprint);
    for (name, shape, numbers) in &mut tensors {
        let width = *shape.last().expect("a shape");
        let mut put = |entries: &mut dyn Iterator<Item = (usize, usize, f32)>| {
            numbers.fill(0.0);
            entries.for_each(|(row, column, to)| numbers[row * width + column] = to);
        };
        let colours = 0..COLOURS;
        // The state is whom it has seen kill, then whom it hears named. It forgets both.
        match &name[..] {
            "witnessed.weight" => put(&mut colours.map(|c| (c, 2 * COLOURS + c, 1.0))),
            // What is heard passes through a layer called message, what is said comes from its head.
            "embedding.weight" | "message.weight" => put(&mut colours.map(|c| (c, c, 1.0))),
            "lstm.weight_ih_l0" => {
                let new = 2 * 2 * COLOURS;
                let own = colours.clone().map(|c| (new + c, seen + c, 10.0));
                let heard = colours.map(|c| (new + COLOURS + c, width - WIDTH + c, 10.0));
                put(&mut own.chain(heard));
            }
            "lstm.bias_ih_l0" => {
                let gates = [10.0, -30.0, 0.0, 10.0];
                put(&mut (0..width).map(|index| (0, index, gates[index / (2 * COLOURS)])));
            }
            "message_head.weight" => put(&mut colours.map(|c| (c, c, 60.0))),
            "message_head.bias" => put(&mut std::iter::once((0, NO_IDEA, 20.0))),
            "belief.weight" => {
                let own = colours.clone().map(|c| (c, c, 20.0));
                put(&mut own.chain(colours.map(|c| (c, COLOURS + c, 5.0))));
            }
            "witnessed.bias" | "message.bias" | "lstm.weight_hh_l0" | "lstm.bias_hh_l0"
            | "belief.bias" => put(&mut std::iter::empty()),
            _ => {}
        }
    }
    trained.agents[1] = Agent::from_tensors(blueprint, tensors, 0).expect("the same shapes");
    trained
}

fn hear(trained: &Trained, episodes: u64, workers: usize) -> Testimony {
    testimony(trained, episodes, 32, &options(workers)).expect("a testimony")
}

fn crew(found: &Testimony) -> &NetworkTestimony {
    found.networks.last().expect("two networks")
}

fn told<'t>(found: &'t NetworkTestimony, attribute: &str) -> &'t PositionInformation {
    let mut cells = found.dictionary.positions.iter();
    let cell = cells.find(|cell| cell.attribute == attribute);
    cell.unwrap_or_else(|| panic!("no {attribute}"))
}

fn effect(found: &NetworkTestimony, wanted: Instead) -> &Effect {
    &found.effects[wanted as usize]
}

/// What goes with the words for colours.
fn of_colours<'t>(
    found: &'t NetworkTestimony,
    attribute: &'t str,
) -> impl Iterator<Item = (&'static str, &'t Association)> {
    const NAMES: [&str; COLOURS] = [
        "red", "green", "orange", "purple", "blue", "yellow", "pink", "white",
    ];
    let entries = found.dictionary.entries.iter();
    entries.filter_map(move |entry| {
        let LexicalUnit::Symbol { symbol } = entry.unit else {
            return None;
        };
        let colour = NAMES.get(symbol as usize)?;
        let mut attributes = entry.attributes.iter();
        Some((*colour, attributes.find(|a| a.attribute == attribute)?))
    })
}

#[test]
fn those_who_name_whom_they_have_seen_are_found_and_so_are_those_who_believe_them() {
    let found = hear(&witnesses(), 400, 2);
    let crew = crew(&found);
    assert_eq!((crew.network, found.teams), (1, 1));
    for attribute in ["suspects", "witnessed", "accused"] {
        let cell = told(crew, attribute);
        assert_eq!(cell.verdict, Verdict::AboveChance, "{cell:?}");
    }
    for attribute in ["suspects", "witnessed"] {
        let mut colours = 0;
        for (colour, cell) in of_colours(crew, attribute) {
            assert_eq!(cell.value.as_deref(), Some(colour));
            assert!(cell.probability > 0.999 && cell.lift > 1.0, "{cell:?}");
            colours += 1;
        }
        assert_eq!(colours, COLOURS);
    }
    for (colour, cell) in of_colours(crew, "accused") {
        assert_eq!(cell.value.as_deref(), Some(colour));
    }
    // Whoever suspects the same says the same, but for those who have seen nothing: they find all as likely.
    let [same, other] = [Instead::Same, Instead::Other].map(|kind| effect(crew, kind));
    assert_eq!(other.verdict, Some(Verdict::AboveChance), "{other:?}");
    let mean = |effect: &Effect| effect.distance.expect("somebody listens").mean;
    assert!(mean(same) < 0.1 && mean(other) > 0.2, "{same:?} {other:?}");
    let [low, _] = other.toward.and_then(|toward| toward.ci95).expect("many");
    assert!(low > 0.05, "{other:?}");
    let [_, high] = effect(crew, Instead::Silence)
        .toward
        .and_then(|toward| toward.ci95)
        .expect("many");
    assert!(high < 0.0);
}

#[test]
fn networks_that_have_learnt_nothing_never_testify() {
    // What is heard moves beliefs that were drawn at random a little, and always the same way: shuffles alone
    // take that for more than chance, as they must here for the test to find anything.
    let mut like_untrained = 0;
    for seed in [3, 4, 5] {
        let options = Options { seed, ..options(2) };
        let found = testimony(&strangers(), 96, 32, &options).expect("a testimony");
        for network in &found.networks {
            assert!(network.messages > 96, "{}", network.messages);
            let positions = network.dictionary.positions.iter();
            let positions = positions
                .chain(&network.beyond_suspicion)
                .map(|cell| cell.verdict);
            let entries = network
                .dictionary
                .entries
                .iter()
                .flat_map(|entry| &entry.attributes);
            let effects = network.effects.iter().filter_map(|effect| effect.verdict);
            let all = positions
                .chain(entries.map(|found| found.verdict))
                .chain(effects);
            for verdict in all {
                assert_ne!(verdict, Verdict::AboveChance, "seed {seed}: {network:?}");
                like_untrained += usize::from(verdict == Verdict::LikeUntrained);
            }
        }
    }
    assert!(like_untrained > 0, "shuffles alone would do");
}

#[test]
fn nothing_depends_on_the_workers_and_more_episodes_leave_the_first_as_they_were() {
    let trained = witnesses();
    let all = hear(&trained, 300, 1);
    assert_eq!(hear(&trained, 300, 3), all);
    let few = hear(&trained, 20, 1);
    assert!(crew(&few).messages < crew(&all).messages && crew(&few).episodes <= 20);
}

#[test]
fn a_game_that_asks_nothing_gets_a_sentence() {
    let refused = testimony(&untrained(2), 8, 8, &options(1));
    let Err(Failure::Usage(sentence)) = refused else {
        panic!("{refused:?}");
    };
    insta::assert_snapshot!(sentence, @"--testimony: score asks nobody whom they suspect; name a run of the game deduction that has a channel");
}
