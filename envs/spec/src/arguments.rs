//! Checks of what a step is given, the same for every environment.

use crate::error::EnvError;
use crate::spaces::Spaces;

/// What a step is given; shapes as in [`VecEnv::step`](crate::vec_env::VecEnv::step).
#[derive(Clone, Copy, Debug)]
pub struct Arguments<'a> {
    /// `[lanes, agents]`.
    pub actions: &'a [u8],
    /// `[lanes, agents, L]`.
    pub symbols: &'a [u16],
    /// `[lanes, agents, observation_len]`.
    pub observations: &'a [u8],
    /// `[lanes, agents, sources, L]`.
    pub heard: &'a [u16],
}

impl Arguments<'_> {
    /// Whether all lengths and values fit an environment of these spaces.
    ///
    /// # Errors
    /// [`EnvError::Length`], [`EnvError::Action`] or [`EnvError::Symbol`] for the first that does not.
    pub fn check(&self, spaces: &Spaces, lanes: usize) -> Result<(), EnvError> {
        self.check_lengths(spaces, lanes)?;
        self.check_values(spaces)
    }

    fn check_lengths(&self, spaces: &Spaces, lanes: usize) -> Result<(), EnvError> {
        let seats = lanes * spaces.agents;
        let expected = [
            ("actions", seats, self.actions.len(), "lanes x agents"),
            (
                "symbols",
                seats * spaces.symbols.length,
                self.symbols.len(),
                "lanes x agents x L",
            ),
            (
                "observations",
                seats * spaces.observation_len(),
                self.observations.len(),
                "lanes x agents x observation length",
            ),
            (
                "heard",
                seats * spaces.heard_len(),
                self.heard.len(),
                "lanes x agents x sources x L",
            ),
        ];
        match expected
            .into_iter()
            .find(|(_, expected, got, _)| expected != got)
        {
            Some((slice, expected, got, shape)) => Err(EnvError::Length {
                slice,
                expected,
                got,
                shape,
            }),
            None => Ok(()),
        }
    }

    fn check_values(&self, spaces: &Spaces) -> Result<(), EnvError> {
        let count = spaces.actions.len();
        // The loop over all of them must be one that the compiler can vectorise; the search need not be.
        let unknown = |action: &u8| usize::from(*action) >= count;
        if self.actions.iter().fold(false, |bad, a| bad | unknown(a)) {
            let at = self.actions.iter().position(unknown).unwrap_or(0);
            return Err(EnvError::Action {
                lane: at / spaces.agents,
                agent: at % spaces.agents,
                action: self.actions[at],
                actions: count,
            });
        }
        let alphabet = spaces.symbols.alphabet;
        let unknown = |symbol: &u16| usize::from(*symbol) >= alphabet;
        if self.symbols.iter().fold(false, |bad, s| bad | unknown(s)) {
            let at = self.symbols.iter().position(unknown).unwrap_or(0);
            let seat = at / spaces.symbols.length;
            return Err(EnvError::Symbol {
                lane: seat / spaces.agents,
                agent: seat % spaces.agents,
                symbol: self.symbols[at],
                alphabet,
            });
        }
        Ok(())
    }
}
