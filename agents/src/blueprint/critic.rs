//! Parameters of the critic.

use protolang_channel::channel::Channel;
use protolang_channel::parameter::{Init, Parameter};
use protolang_spec::spaces::Question;

use crate::config::{Critic, NetworkConfig};
use crate::error::AgentError;

/// The critic: an embedding of the message that it sees, if it sees one; a hidden layer over the features,
/// if it has one of its own; a head.
///
/// # Errors
/// [`AgentError::Config`]: it is to see the answer to a question that the game does not ask.
pub(super) fn parameters(
    network: &NetworkConfig,
    channel: &Channel,
    features: usize,
    question: Option<Question>,
) -> Result<Vec<Parameter>, AgentError> {
    let mut parameters = Vec::new();
    let mut inputs = match network.critic_hidden {
        0 => network.hidden,
        _ => features,
    };
    if network.critic == Critic::LastMessage && channel.length() > 0 {
        let width = channel.features();
        let shape = [channel.alphabet(), width];
        parameters.push(Parameter::new("critic.embedding", shape, Init::Normal));
        inputs += channel.length() * width;
    }
    if network.critic == Critic::Answer {
        inputs += question.map_or_else(
            || {
                Err(AgentError::Config {
                    key: "network.critic",
                    problem: "is \"answer\", but this game asks nothing; give \"state\"".to_owned(),
                })
            },
            |question| Ok(question.choices),
        )?;
    }
    if network.critic_hidden > 0 {
        parameters.extend(Parameter::linear("critic.0", inputs, network.critic_hidden));
        inputs = network.critic_hidden;
    }
    parameters.extend(Parameter::head("critic", inputs, 1, 1.0));
    Ok(parameters)
}
