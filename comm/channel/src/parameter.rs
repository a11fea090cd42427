//! What a part of a network asks for: a named tensor and how it begins.

/// One parameter of a network.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Name, unique in a network, as PyTorch would name it (`actor.weight`).
    pub name: String,
    /// Shape; weights are `[out, in]`.
    pub shape: Vec<usize>,
    /// How it begins.
    pub init: Init,
}

/// How a parameter begins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Init {
    /// Orthonormal rows or columns, times the gain (Saxe et al. 2014, arXiv:1312.6120).
    Orthogonal {
        /// Factor.
        gain: f64,
    },
    /// Uniform from `-bound` to `bound`.
    Uniform {
        /// Largest absolute value.
        bound: f64,
    },
    /// Standard normal.
    Normal,
    /// All 0.
    Zero,
}

impl Parameter {
    /// A parameter.
    pub fn new(name: impl Into<String>, shape: impl Into<Vec<usize>>, init: Init) -> Self {
        Self {
            name: name.into(),
            shape: shape.into(),
            init,
        }
    }

    /// Weight and bias of a linear layer with PyTorch's default beginning: uniform within
    /// `1 / sqrt(inputs)`.
    pub fn linear(name: &str, inputs: usize, outputs: usize) -> [Self; 2] {
        let init = Init::Uniform {
            bound: 1.0 / (inputs as f64).sqrt(),
        };
        [
            Self::new(format!("{name}.weight"), [outputs, inputs], init),
            Self::new(format!("{name}.bias"), [outputs], init),
        ]
    }

    /// Weight and bias of a head: orthogonal with a gain, and 0.
    pub fn head(name: &str, inputs: usize, outputs: usize, gain: f64) -> [Self; 2] {
        [
            Self::new(
                format!("{name}.weight"),
                [outputs, inputs],
                Init::Orthogonal { gain },
            ),
            Self::new(format!("{name}.bias"), [outputs], Init::Zero),
        ]
    }

    /// Numbers in it.
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
