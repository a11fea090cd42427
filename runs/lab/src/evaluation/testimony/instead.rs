//! What is heard instead of a message: one that was said in the same step of another episode.

use protolang_spec::keys::below;
use rand::rngs::ChaCha8Rng;
use serde::Serialize;

/// Kinds of substitutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Instead {
    /// A message of a speaker that suspects the same: the null of the others.
    Same,
    /// A message of a speaker that suspects another one.
    Other,
    /// What is heard where nothing arrives.
    Silence,
}

impl Instead {
    /// Every kind, in the order in which effects are listed.
    pub const ALL: [Self; 3] = [Self::Same, Self::Other, Self::Silence];

    /// The name in tables and records.
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Other => "other",
            Self::Silence => "silence",
        }
    }
}

/// A message that was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpokenMessage {
    /// Index of the lane in which it was said.
    pub lane: usize,
    /// Seat that said it, from 0.
    pub seat: usize,
    /// Index of the network in that seat.
    pub network: usize,
    /// Index of the answer that the network finds likeliest, 0 to choices - 1.
    pub suspects: usize,
    /// The message, `[L]`.
    pub symbols: Vec<u16>,
    /// Answers that are still in question in its lane, `[choices]`.
    pub open: Vec<bool>,
}

/// A message that is heard instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Substitute {
    /// The answer that is found likeliest by whoever said it; in place of silence by whoever was not heard.
    pub suspects: usize,
    /// The message, `[L]`.
    pub symbols: Vec<u16>,
}

/// The substitutes of a message, in the order of [`Instead::ALL`]. Those that were said are drawn from
/// messages `said` in the same step by the same network in other lanes, of a suspicion that is in question
/// in the message's own: nobody can be suspected who is not there. None where there are none.
pub fn substitutes(
    own: &SpokenMessage,
    said: &[SpokenMessage],
    nothing: u16,
    rng: &mut ChaCha8Rng,
) -> [Option<Substitute>; 3] {
    let mut draw = |same: bool| {
        let fits = |other: &&SpokenMessage| {
            other.network == own.network
                && other.lane != own.lane
                && (same || own.open[other.suspects])
                && (other.suspects == own.suspects) == same
        };
        let all: Vec<&SpokenMessage> = said.iter().filter(fits).collect();
        if all.is_empty() {
            return None;
        }
        let drawn = all[below(rng, all.len() as u32) as usize];
        Some(Substitute {
            suspects: drawn.suspects,
            symbols: drawn.symbols.clone(),
        })
    };
    let (same, other) = (draw(true), draw(false));
    let silence = Substitute {
        suspects: own.suspects,
        symbols: vec![nothing; own.symbols.len()],
    };
    [same, other, Some(silence)]
}

#[cfg(test)]
mod tests {
    use protolang_spec::keys::{EpisodeKey, Purpose, stream};

    use super::*;

    #[test]
    fn substitutes_are_said_by_the_same_network_elsewhere() {
        let said = |lane, network, suspects| SpokenMessage {
            lane,
            seat: 1,
            network,
            suspects,
            symbols: vec![lane as u16],
            open: (0..8).map(|answer| answer != 7).collect(),
        };
        let all = [
            said(0, 1, 5),
            said(1, 1, 5),
            said(2, 1, 6),
            said(3, 0, 5),
            said(4, 0, 6),
            said(5, 1, 5),
            said(6, 1, 7),
        ];
        let key = EpisodeKey {
            run_seed: 1,
            lane: 0,
            episode: 0,
        };
        let mut rng = stream(key, Purpose::Probe);
        let mut seen = [false; 7];
        for _ in 0..50 {
            let [same, other, silence] = substitutes(&all[0], &all, 9, &mut rng);
            let same = same.expect("two that suspect the same");
            seen[usize::from(same.symbols[0])] = true;
            assert_eq!(same.suspects, 5);
            let other = other.expect("one that suspects another");
            assert_eq!((other.suspects, other.symbols), (6, vec![2]));
            let silence = silence.expect("always");
            assert_eq!((silence.suspects, silence.symbols), (5, vec![9]));
        }
        assert_eq!(seen, [false, true, false, false, false, true, false]);
        let [same, other, _] = substitutes(&all[2], &all[2..3], 9, &mut rng);
        assert_eq!((same, other), (None, None));
    }
}
