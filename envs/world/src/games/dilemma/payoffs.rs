//! What pairs of answers pay: one table a payoff.
//!
//! Source of the first three: github.com/cyrilliu1974/AI-Mother-Tongue, commit 778e743, `payoff` in
//! `vqvae_agents_AIM.py` and in the two baseline scripts. The last: the same author's AuditableRL,
//! `paper/RL.md`, as proposed there.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::games::parity::Answers;
use protolang_spec::spaces::Outcome;

/// Which table pays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Payoff {
    /// That of the AI-Mother-Tongue script.
    #[default]
    MotherTongue,
    /// That of the two baseline scripts ("RIAL", no bias).
    Baseline,
    /// The plain dilemma, which their file holds and never uses.
    PrisonersDilemma,
    /// One in which parity decides which answer is right.
    ParityCritical,
}

/// [`Payoff::MotherTongue`]. Rows: the sender cooperates, defects; columns: the receiver does.
const MOTHER_TONGUE: Answers<[i8; 2]> = [
    [[[5, 5], [-1, 5]], [[5, -1], [0, 0]]],
    [[[4, 4], [-2, 5]], [[5, -2], [0, 0]]],
];

/// [`Payoff::Baseline`].
const BASELINE: Answers<[i8; 2]> = [
    [[[5, 5], [-2, 5]], [[5, -2], [0, 0]]],
    [[[3, 3], [-2, 5]], [[5, -2], [0, 0]]],
];

/// [`Payoff::PrisonersDilemma`].
const PRISONERS_DILEMMA: Answers<[i8; 2]> = [
    [[[3, 3], [-1, 5]], [[5, -1], [0, 0]]],
    [[[3, 3], [-1, 5]], [[5, -1], [0, 0]]],
];

/// [`Payoff::ParityCritical`].
const PARITY_CRITICAL: Answers<[i8; 2]> = [
    [[[5, 5], [-1, 6]], [[6, -1], [0, 0]]],
    [[[0, 0], [6, -1]], [[-1, 6], [5, 5]]],
];

/// Ways to end, by parity, sender, receiver.
const NAMES: Answers<&str> = [
    [["cc-even", "cd-even"], ["dc-even", "dd-even"]],
    [["cc-odd", "cd-odd"], ["dc-odd", "dd-odd"]],
];

/// Index of each way to end.
pub(super) const LEADS_TO: Answers<u8> = [[[0, 1], [2, 3]], [[4, 5], [6, 7]]];

impl Payoff {
    /// The table: by parity (0 even, 1 odd), action of the sender (0 cooperates, 1 defects), action of the
    /// receiver; what sender and receiver are paid.
    pub fn table(self) -> [[[[i8; 2]; 2]; 2]; 2] {
        match self {
            Self::MotherTongue => MOTHER_TONGUE,
            Self::Baseline => BASELINE,
            Self::PrisonersDilemma => PRISONERS_DILEMMA,
            Self::ParityCritical => PARITY_CRITICAL,
        }
    }

    /// Ways to end; one succeeds if no other pair of answers pays more together under its parity.
    pub(super) fn outcomes(self) -> Vec<Outcome> {
        let joint = |pays: [i8; 2]| pays[0] + pays[1];
        let parities = self.table().into_iter().zip(NAMES);
        let outcomes = parities.flat_map(|(pays, names)| {
            let best = pays.as_flattened().iter().map(|pays| joint(*pays)).max();
            let pairs = std::iter::zip(pays.into_iter().flatten(), names.into_iter().flatten());
            pairs.map(move |(pays, name)| Outcome {
                name,
                success: Some(joint(pays)) == best,
                winner: None,
            })
        });
        outcomes.collect()
    }
}
