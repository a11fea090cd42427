//! Whether spaces are ones that can be played: what a game of one's own may have got wrong.

use std::collections::BTreeSet;

use crate::block::{Block, BlockKind};
use crate::spaces::Spaces;

/// The first thing that is wrong with spaces, in words; none if nothing is.
pub(crate) fn fault(spaces: &Spaces) -> Option<String> {
    let agents = spaces.agents;
    if !(1..=255).contains(&agents) {
        return Some(format!("has {agents} agents; give 1 to 255"));
    }
    if spaces.roles.len() != agents {
        return Some(format!(
            "has {} roles for {agents} agents; give each seat one",
            spaces.roles.len()
        ));
    }
    names("action", &spaces.actions)
        .or_else(|| {
            let outcomes: Vec<&str> = spaces.outcomes.iter().map(|one| one.name).collect();
            names("outcome", &outcomes)
        })
        .or_else(|| {
            let blocks: Vec<&str> = spaces.observation.iter().map(|one| one.name).collect();
            names("block of observations", &blocks)
        })
        .or_else(|| spaces.observation.iter().find_map(block))
        .or_else(|| {
            twice(spaces.meaning.iter().map(|one| one.name))
                .map(|name| format!("has two attributes called {name:?}; give one another name"))
        })
        .or_else(|| question(spaces))
}

/// Names of which there must be 1 to 256, no two alike.
fn names(what: &str, names: &[&str]) -> Option<String> {
    if names.is_empty() || names.len() > 256 {
        return Some(format!("has {} {what}s; give 1 to 256", names.len()));
    }
    twice(names.iter().copied())
        .map(|name| format!("has two {what}s called {name:?}; give one another name"))
}

/// The first name that stands there a second time.
fn twice<'a>(mut names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut known = BTreeSet::new();
    names.find(|name| !known.insert(*name))
}

fn block(block: &Block) -> Option<String> {
    let name = block.name;
    let numbers = block.len();
    if numbers == 0 {
        return Some(format!(
            "has a block {name:?} without numbers; leave it out"
        ));
    }
    if block.elements.len() != numbers {
        let shape = match block.kind {
            BlockKind::Grid {
                height,
                width,
                channels,
            } => format!("{height} x {width} x {channels}"),
            BlockKind::Vector { len } => len.to_string(),
        };
        return Some(format!(
            "describes {} elements of the block {name:?}, which has {numbers} numbers ({shape}); describe each",
            block.elements.len()
        ));
    }
    if !block.scale.is_finite() || block.scale <= 0.0 {
        return Some(format!(
            "divides the block {name:?} by {}; give a scale above 0",
            block.scale
        ));
    }
    twice(block.elements.iter().map(|element| element.id.as_str())).map(|id| {
        format!("has two elements {id:?} in the block {name:?}; give one another identifier")
    })
}

fn question(spaces: &Spaces) -> Option<String> {
    let question = spaces.question?;
    let actions = spaces.actions.len();
    if question.answers.len() != question.choices || question.choices == 0 {
        return Some(format!(
            "asks a question with {} choices and {} names of answers; give as many names as choices",
            question.choices,
            question.answers.len()
        ));
    }
    (question.first_action + question.choices > actions).then(|| {
        format!(
            "answers its question by actions {} to {}, but has {actions} actions",
            question.first_action,
            question.first_action + question.choices - 1
        )
    })
}
