//! What lies behind the core: heads that act, speak, value and answer, and their gradients.

use protolang_channel::linear::look_up;
use tch::{Kind, Tensor};

use crate::blueprint::{Blueprint, PlacedHead};
use crate::config::Critic;
use crate::layers::{self, Trace};

/// What the networks say about each decision.
pub(crate) struct Heads {
    /// Unnormalised log-probabilities of the actions, `[n, rows, actions]`; nothing where speaking is
    /// acting.
    pub(crate) actions: Option<Tensor>,
    /// What they are about to say, as [`protolang_channel::channel::Channel::scores`] takes it, `[n, rows, width]`.
    pub(crate) message_embedding: Tensor,
    /// Expected returns, `[n, rows, 1]`; only where they are asked for.
    pub(crate) values: Option<Tensor>,
    /// Unnormalised log-probabilities of the answers to the game's question, `[n, rows, choices]`.
    pub(crate) beliefs: Option<Tensor>,
    /// What auxiliary heads say; nothing where nobody learns.
    pub(crate) auxiliary: AuxiliaryOutputs,
}

/// Outputs of auxiliary heads with their names, `[n, rows, outputs]` each.
#[derive(Default)]
pub(crate) struct AuxiliaryOutputs(pub(crate) Vec<(&'static str, Tensor)>);

impl AuxiliaryOutputs {
    /// The output of a head; nothing where networks have no such head.
    pub(crate) fn get(&self, name: &str) -> Option<&Tensor> {
        let found = self.0.iter().find(|(head, _)| *head == name);
        found.map(|(_, output)| output)
    }
}

/// What the heads can read.
#[derive(Clone, Copy)]
pub(crate) struct Read<'a> {
    /// Features of the core, `[n, rows, features]`: critics that have layers of their own read them.
    pub(crate) features: &'a Tensor,
    /// States of the core, `[n, rows, hidden]`.
    pub(crate) state: &'a Tensor,
    pub(crate) privileged: PrivilegedInput<'a>,
    /// Whether the critic is asked.
    pub(crate) with_values: bool,
}

/// What only some critics see, and no agent.
#[derive(Clone, Copy, Default)]
pub(crate) struct PrivilegedInput<'a> {
    /// What the last agent says at the end of the episode, `[n, rows, L]`, `i64`.
    pub(crate) last_message: Option<&'a Tensor>,
    /// The right answers to the game's question, `[n, rows]`, `i64`.
    pub(crate) answers: Option<&'a Tensor>,
}

/// The way back through one head.
struct SavedHead {
    /// Index of its first layer's weight among all parameters.
    first: usize,
    trace: Trace,
    /// Messages that it reads behind everything else: where their embedding lies among all parameters, and
    /// what they say, `[n, rows, L]`.
    message: Option<(usize, Tensor)>,
    /// Whether the state of the core learns from it.
    shapes_core: bool,
}

/// The way back through all heads, in the order of [`Heads`].
pub(crate) struct Saved {
    actions: Option<SavedHead>,
    message_embedding: Option<SavedHead>,
    values: Option<SavedHead>,
    beliefs: Option<SavedHead>,
    auxiliary: Vec<SavedHead>,
}

impl Blueprint {
    /// The heads over what the core and others have made.
    pub(crate) fn heads(&self, parameters: &[Tensor], read: Read<'_>) -> (Heads, Saved) {
        let plain = |part: &std::ops::Range<usize>, layers: usize| {
            let first = part.start;
            (!part.is_empty()).then(|| {
                let own = &parameters[first..first + 2 * layers];
                let (y, trace) = layers::forward(own, read.state);
                let saved = SavedHead {
                    first,
                    trace,
                    message: None,
                    shapes_core: true,
                };
                (y, saved)
            })
        };
        let (actions, way_of_actions) = plain(&self.parts.actor, 1).unzip();
        // What a channel makes of its intention is its own affair.
        let (message_embedding, saved_message) = plain(&self.parts.speaker, 1).unzip();
        let (beliefs, way_of_beliefs) = plain(&self.parts.belief, 1).unzip();
        let critic = read.with_values.then(|| self.critic(parameters, read));
        let (values, saved_values) = critic.unzip();
        let (n, rows, _) = read.state.size3().expect("the state has three dimensions");
        let nothing = || Tensor::zeros([n, rows, 0], (Kind::Float, read.state.device()));
        let heads = Heads {
            actions,
            message_embedding: message_embedding.unwrap_or_else(nothing),
            values,
            beliefs,
            auxiliary: AuxiliaryOutputs::default(),
        };
        let saved = Saved {
            actions: way_of_actions,
            message_embedding: saved_message,
            values: saved_values,
            beliefs: way_of_beliefs,
            auxiliary: Vec::new(),
        };
        (heads, saved)
    }

    /// The auxiliary heads, beside the others; `messages` are the agents' own, `[n, rows, L]`.
    pub(crate) fn auxiliary_heads(
        &self,
        parameters: &[Tensor],
        state: &Tensor,
        messages: &Tensor,
        (heads, saved): (&mut Heads, &mut Saved),
    ) {
        let (n, rows, _) = state.size3().expect("the state has three dimensions");
        for head in &self.auxiliary {
            let PlacedHead { first, layers, .. } = *head;
            let message = head
                .embedding
                .map(|table| (table, messages.shallow_clone()));
            let x = match &message {
                Some((table, messages)) => {
                    let embedded = look_up(&parameters[*table], messages).view([n, rows, -1]);
                    Tensor::cat(&[state, &embedded], 2)
                }
                None => state.shallow_clone(),
            };
            let own = &parameters[first..first + 2 * layers];
            let (y, trace) = layers::forward(own, &x);
            heads.auxiliary.0.push((head.name, y));
            saved.auxiliary.push(SavedHead {
                first,
                trace,
                message,
                shapes_core: head.shapes_core,
            });
        }
    }

    /// Expected returns, `[n, rows, 1]`.
    fn critic(&self, parameters: &[Tensor], read: Read<'_>) -> (Tensor, SavedHead) {
        let features = match self.critic_hidden {
            0 => read.state,
            _ => read.features,
        };
        let (n, rows, _) = features.size3().expect("features have three dimensions");
        let mut x = features.shallow_clone();
        let mut first = self.parts.critic.start;
        let mut message = None;
        let length = self.channel.length() as i64;
        match (self.critic, self.question) {
            (Critic::LastMessage, _) if length > 0 => {
                let unsaid = || Tensor::zeros([n, rows, length], (Kind::Int64, features.device()));
                let last = read.privileged.last_message;
                let last = last.map_or_else(unsaid, Tensor::shallow_clone);
                let embedded = look_up(&parameters[first], &last).view([n, rows, -1]);
                x = Tensor::cat(&[x, embedded], 2);
                message = Some((first, last));
                first += 1;
            }
            (Critic::Answer, Some(question)) => {
                let choices = question.choices as i64;
                let unknown =
                    || Tensor::zeros([n, rows, choices], (Kind::Float, features.device()));
                let answer = read.privileged.answers.map_or_else(unknown, |answers| {
                    answers.one_hot(choices).to_kind(Kind::Float)
                });
                x = Tensor::cat(&[x, answer], 2);
            }
            _ => {}
        }
        let own = &parameters[first..self.parts.critic.end];
        let (values, trace) = layers::forward(own, &x);
        let saved = SavedHead {
            first,
            trace,
            message,
            shapes_core: self.critic_hidden == 0,
        };
        (values, saved)
    }

    /// Expected returns alone, `[n, rows, 1]`.
    pub(crate) fn values(&self, parameters: &[Tensor], read: Read<'_>) -> Tensor {
        self.critic(parameters, read).0
    }
}

/// Derivatives of what the heads say, by which the way back begins; nothing where nothing depends on it.
#[derive(Default)]
pub(crate) struct Derivatives {
    pub(crate) actions: Option<Tensor>,
    pub(crate) message_embedding: Option<Tensor>,
    pub(crate) values: Option<Tensor>,
    pub(crate) beliefs: Option<Tensor>,
    pub(crate) auxiliary: Vec<Option<Tensor>>,
}

impl Saved {
    /// Adds up derivatives of the state, `[n, rows, hidden]`, in `d_state`, and puts those of parameters in
    /// `gradient`, by their index among all parameters.
    pub(crate) fn backward(
        &self,
        parameters: &[Tensor],
        derivatives: &Derivatives,
        d_state: &mut Tensor,
        gradient: &mut [Option<Tensor>],
    ) {
        let own = [
            (self.actions.as_ref(), derivatives.actions.as_ref()),
            (
                self.message_embedding.as_ref(),
                derivatives.message_embedding.as_ref(),
            ),
            (self.values.as_ref(), derivatives.values.as_ref()),
            (self.beliefs.as_ref(), derivatives.beliefs.as_ref()),
        ];
        let auxiliary = derivatives.auxiliary.iter().map(Option::as_ref);
        let auxiliary = self.auxiliary.iter().map(Some).zip(auxiliary);
        for (saved, d_y) in own.into_iter().chain(auxiliary) {
            let (Some(saved), Some(d_y)) = (saved, d_y) else {
                continue;
            };
            let layers = 2 * saved.trace.layers();
            let own = &parameters[saved.first..saved.first + layers];
            let (d_x, found) = layers::backward(own, &saved.trace, d_y);
            for (place, one) in gradient[saved.first..].iter_mut().zip(found) {
                *place = Some(one);
            }
            let hidden = d_state.size()[2];
            if saved.shapes_core {
                *d_state += d_x.narrow(2, 0, hidden);
            }
            if let Some((table, said)) = &saved.message {
                let found = of_table(&parameters[*table], said, &d_x);
                let sum = gradient[*table].take();
                gradient[*table] = Some(match sum {
                    Some(sum) => sum + found,
                    None => found,
                });
            }
        }
    }
}

/// Derivatives of a table of embeddings, `[n, entries, width]`, from which the last numbers that a head has read
/// were looked up by what was `said`, `[n, rows, L]`.
fn of_table(table: &Tensor, said: &Tensor, d_x: &Tensor) -> Tensor {
    let (n, rows, length) = said.size3().expect("messages have three dimensions");
    let (_, entries, width) = table.size3().expect("a table has three dimensions");
    let all = d_x.size()[2];
    let d_rows = d_x.narrow(2, all - length * width, length * width);
    let d_rows = d_rows.reshape([n * rows * length, width]);
    let first: Vec<i64> = (0..n).map(|network| network * entries).collect();
    let at = (said + Tensor::from_slice(&first).view([n, 1, 1])).view([-1]);
    let flat = Tensor::zeros([n * entries, width], (Kind::Float, d_x.device()));
    flat.index_add(0, &at, &d_rows).view([n, entries, width])
}

#[cfg(test)]
mod tests;
