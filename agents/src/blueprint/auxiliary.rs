//! Heads beside actor, speaker, critic and belief: objectives declare them, and find their outputs by name.

use protolang_channel::channel::Channel;
use protolang_channel::parameter::{Init, Parameter};

/// A head that an objective declares: one linear layer, or two with ReLU between them, over the state of the core.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuxiliaryHead {
    /// Its name, under which its outputs are found and its parameters are stored, such as `reflection.intent`.
    pub name: &'static str,
    /// Width of the hidden layer; nothing where there is none.
    pub hidden: Option<usize>,
    /// Numbers that it says about each decision, 1 or more.
    pub outputs: usize,
    /// The embedding table, by name, through which it reads the agent's own message beside the state; nothing where it
    /// does not read it. Heads that name the same table share it.
    pub message_embedding: Option<&'static str>,
    /// Whether the core learns from it.
    pub shapes_core: bool,
}

/// A declared head with its place among the parameters of a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PlacedHead {
    pub(crate) name: &'static str,
    /// Index of its first layer's weight among all parameters.
    pub(crate) first: usize,
    pub(crate) layers: usize,
    /// Index of the embedding table among all parameters, if the head reads the own message.
    pub(crate) embedding: Option<usize>,
    pub(crate) shapes_core: bool,
}

/// Appends the parameters of `heads` to those of a network whose core has `hidden` units.
pub(super) fn place(
    heads: &[AuxiliaryHead],
    channel: &Channel,
    hidden: usize,
    parameters: &mut Vec<Parameter>,
) -> Vec<PlacedHead> {
    let mut tables: Vec<(&str, usize)> = Vec::new();
    let place = |head: &AuxiliaryHead| {
        let embedding = head.message_embedding.map(|name| {
            let known = tables.iter().find(|(known, _)| *known == name);
            known.map(|(_, at)| *at).unwrap_or_else(|| {
                let at = parameters.len();
                let shape = [channel.alphabet(), channel.features()];
                parameters.push(Parameter::new(name, shape, Init::Normal));
                tables.push((name, at));
                at
            })
        });
        let message = embedding.map_or(0, |_| channel.length() * channel.features());
        let first = parameters.len();
        let name = head.name;
        match head.hidden {
            // Numbered as in PyTorch's `Sequential`, where ReLU counts.
            Some(width) => {
                let inputs = hidden + message;
                parameters.extend(Parameter::linear(&format!("{name}.0"), inputs, width));
                parameters.extend(Parameter::linear(&format!("{name}.2"), width, head.outputs));
            }
            None => parameters.extend(Parameter::linear(name, hidden + message, head.outputs)),
        }
        PlacedHead {
            name,
            first,
            layers: (parameters.len() - first) / 2,
            embedding,
            shapes_core: head.shapes_core,
        }
    };
    heads.iter().map(place).collect()
}
