//! The layers that read an observation, block by block.

use std::ops::Range;

use protolang_channel::parameter::Parameter;
use protolang_spec::block::BlockKind;
use protolang_spec::spaces::Spaces;

use crate::config::NetworkConfig;

/// How a network reads one block of an observation.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct BlockReader {
    /// Where the block lies in an observation.
    pub(crate) at: Range<usize>,
    /// Linear layers.
    pub(crate) layers: usize,
    /// Whether each is followed by ReLU.
    pub(crate) relu: bool,
}

/// A stack of layers for every grid and a layer for every vector but those that are `replaced`. Appends their
/// parameters; returns the readers and how many features they make together.
pub(super) fn readers(
    spaces: &Spaces,
    network: &NetworkConfig,
    replaced: impl Fn(&str) -> bool,
    parameters: &mut Vec<Parameter>,
) -> (Vec<BlockReader>, usize) {
    let mut readers = Vec::new();
    let (mut start, mut features) = (0, 0);
    for block in &spaces.observation {
        let at = start..start + block.len();
        start = at.end;
        if replaced(block.name) {
            continue;
        }
        let relu = matches!(block.kind, BlockKind::Grid { .. });
        let widths: &[usize] = match relu {
            true => &network.grid_layers,
            false => &[network.vector_width],
        };
        let mut inputs = block.len();
        for (layer, width) in widths.iter().enumerate() {
            // Numbered as in PyTorch's `Sequential`, where each ReLU counts.
            let name = match relu {
                true => format!("{}.{}", block.name, 2 * layer),
                false => block.name.to_owned(),
            };
            parameters.extend(Parameter::linear(&name, inputs, *width));
            inputs = *width;
        }
        features += inputs;
        readers.push(BlockReader {
            at,
            layers: widths.len(),
            relu,
        });
    }
    (readers, features)
}
