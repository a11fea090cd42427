//! Messages with everything that goes with them, for the dictionary of each network.

use protolang_language::dictionary::attribute::{Attribute, Role};
use protolang_language::dictionary::utterances::Utterances;
use protolang_language::error::LanguageError;
use protolang_spec::keys::{EpisodeKey, Purpose, below, stream};
use protolang_spec::spaces::Question;

use super::effects::Sums;
use super::sights::{ROOM, Sights, WITNESSED};

/// Whom the speaker suspects.
pub const SUSPECTS: &str = "suspects";
/// Whom those who hear it come to suspect.
pub const ACCUSED: &str = "accused";
/// What speakers may give as evidence.
pub const EVIDENCE: [&str; 2] = [WITNESSED, ROOM];

/// A message that was said, with what its speaker knew and suspected and what those who heard it came to suspect.
#[derive(Clone, Debug, PartialEq)]
pub struct TestimonyRow {
    /// Index of the network that said it.
    pub network: usize,
    /// Number of the episode: the same for every team that plays it.
    pub episode: u64,
    /// The message, `[L]`.
    pub symbols: Vec<u16>,
    /// The answer that its speaker finds likeliest.
    pub suspects: usize,
    /// The answer that it made likelier, see [`super::belief::accused`].
    pub accused: Option<usize>,
    /// What its speaker knows, see [`Sights::read`].
    pub known: Vec<Option<u16>>,
    /// What hearing each of [`super::instead::Instead::ALL`] would have done.
    pub effects: [Sums; 3],
}

impl TestimonyRow {
    fn message(&self) -> Vec<u32> {
        self.symbols
            .iter()
            .map(|symbol| u32::from(*symbol))
            .collect()
    }
}

/// What goes with every message: whom its speaker suspects, what it knows, whom listeners then suspect.
pub fn attributes(question: Question, sights: &Sights) -> Vec<Attribute> {
    let of = |name: &str, role| Attribute {
        name: name.to_owned(),
        role,
        labels: question.answers.iter().map(|&name| name.into()).collect(),
    };
    let mut attributes = vec![of(SUSPECTS, Role::Meaning)];
    attributes.extend(sights.attributes());
    attributes.push(of(ACCUSED, Role::Heard));
    attributes
}

/// The messages of one network, sorted by episode, for its dictionary.
///
/// # Errors
/// [`LanguageError::Shape`] for a message beyond the alphabet.
pub fn utterances(
    rows: &[&TestimonyRow],
    attributes: &[Attribute],
    alphabet: usize,
) -> Result<Utterances, LanguageError> {
    let mut said = Utterances::new(attributes.to_vec(), alphabet)?;
    for row in rows {
        let mut values = vec![Some(row.suspects as u16)];
        values.extend_from_slice(&row.known);
        values.push(row.accused.map(|accused| accused as u16));
        // Networks that no longer learn say the same throughout: one window.
        said.add(row.episode, 0, &row.message(), &values)?;
    }
    Ok(said)
}

/// One random message an episode with the evidence of its speaker, in windows of one suspicion: shuffled
/// within them, evidence is told only as far as the suspicion tells it.
///
/// # Errors
/// As [`utterances`].
pub fn given_suspicion(
    rows: &[&TestimonyRow],
    attributes: &[Attribute],
    alphabet: usize,
    seed: u64,
) -> Result<Utterances, LanguageError> {
    let mut drawn: Vec<&TestimonyRow> = Vec::new();
    for episode in rows.chunk_by(|one, other| one.episode == other.episode) {
        let key = EpisodeKey {
            run_seed: seed,
            lane: episode[0].episode,
            episode: episode[0].network as u64,
        };
        let mut rng = stream(key, Purpose::Probe);
        drawn.push(episode[below(&mut rng, episode.len() as u32) as usize]);
    }
    drawn.sort_by_key(|row| (row.suspects, row.episode));
    let is_evidence = |attribute: &&Attribute| EVIDENCE.contains(&attribute.name.as_str());
    let kept: Vec<Attribute> = attributes.iter().filter(is_evidence).cloned().collect();
    let mut said = Utterances::new(kept, alphabet)?;
    for row in drawn {
        // The first attribute is the suspicion; what is known follows.
        let known = attributes[1..].iter().zip(&row.known);
        let values: Vec<Option<u16>> = known
            .filter(|(attribute, _)| is_evidence(attribute))
            .map(|(_, value)| *value)
            .collect();
        said.add(row.episode, row.suspects as u32, &row.message(), &values)?;
    }
    Ok(said)
}
