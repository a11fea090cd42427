//! What speakers know, read off what they see.

use protolang_language::dictionary::attribute::{Attribute, Role};
use protolang_spec::spaces::{Question, Spaces};

/// What is read: name, block of the observation, and the identifier of the element that says it of each
/// answer, `{}` in place of the answer's name. In one more value, if it has a name, no element is set.
const OF_ANSWERS: [(&str, &str, &str, Option<&str>); 5] = [
    (WITNESSED, "witnessed", "saw_kill.{}", Some("none")),
    (KILLER, "witnessed", "saw_kill.{}", None),
    ("victim", "report", "victim.{}", None),
    ("reporter", "report", "reporter.{}", None),
    ("speaker", "self", "{}", None),
];

/// Whom the speaker has seen kill, if anybody.
pub const WITNESSED: &str = "witnessed";
/// The same, of those who have seen somebody kill.
pub const KILLER: &str = "killer";
/// The room in which a body was reported.
pub const ROOM: &str = "room";

/// Everything that can be read off an observation.
#[derive(Clone, Debug, PartialEq)]
pub struct Sights {
    sights: Vec<Sight>,
    /// Elements that say of each answer whether it is still in question; none where the game does not say.
    open: Option<Vec<usize>>,
}

/// One attribute.
#[derive(Clone, Debug, PartialEq)]
struct Sight {
    name: &'static str,
    labels: Vec<String>,
    /// Elements of which one at a time is set, group by group: the last group counts fastest.
    groups: Vec<Vec<usize>>,
    /// The value where no element of a group is set.
    otherwise: Option<u16>,
}

impl Sights {
    /// What can be read in a game. An attribute is left out where a block or an element of it is missing.
    pub fn of(spaces: &Spaces, question: Question) -> Self {
        let each = |block: &str, id: &str| -> Option<Vec<usize>> {
            let ids = question.answers.iter().map(|name| id.replace("{}", name));
            ids.map(|id| spaces.element(block, &id)).collect()
        };
        let of_answers = OF_ANSWERS.iter().filter_map(|(name, block, id, none)| {
            let mut labels: Vec<String> = question.answers.iter().map(|&a| a.into()).collect();
            let otherwise = none.map(|none| {
                labels.push(none.to_owned());
                labels.len() as u16 - 1
            });
            Some(Sight {
                name,
                labels,
                groups: vec![each(block, id)?],
                otherwise,
            })
        });
        let mut sights: Vec<Sight> = of_answers.collect();
        sights.extend(room(spaces));
        sights.extend(impostor(spaces));
        Self {
            sights,
            open: each("living", "{}"),
        }
    }

    /// Whether each of so many answers is still in question for whoever observes this.
    pub fn open(&self, observation: &[u8], choices: usize) -> Vec<bool> {
        match &self.open {
            Some(open) => open.iter().map(|at| observation[*at] > 0).collect(),
            None => vec![true; choices],
        }
    }

    /// What was read, without its values.
    pub fn attributes(&self) -> Vec<Attribute> {
        let sights = self.sights.iter();
        sights
            .map(|sight| Attribute {
                name: sight.name.to_owned(),
                role: Role::Meaning,
                labels: sight.labels.clone(),
            })
            .collect()
    }

    /// The value of each attribute in the observation of one agent; none where it is not shown, or shown
    /// of several.
    pub fn read(&self, observation: &[u8]) -> Vec<Option<u16>> {
        let sights = self.sights.iter();
        sights.map(|sight| sight.read(observation)).collect()
    }
}

impl Sight {
    fn read(&self, observation: &[u8]) -> Option<u16> {
        let mut value = 0;
        for group in &self.groups {
            let mut set = (0..group.len()).filter(|index| observation[group[*index]] > 0);
            let Some(first) = set.next() else {
                return self.otherwise;
            };
            if set.next().is_some() {
                return None;
            }
            value = value * group.len() + first;
        }
        Some(value as u16)
    }
}

/// The room of the report: one value for each row and column.
fn room(spaces: &Spaces) -> Option<Sight> {
    let side = |what: &str| -> Vec<usize> {
        let number = |index| spaces.element("report", &format!("{what}.{index}"));
        (0..).map_while(number).collect()
    };
    let (rows, columns) = (side("row"), side("column"));
    let name = |room| {
        format!(
            "row {}, column {}",
            room / columns.len(),
            room % columns.len()
        )
    };
    let labels: Vec<String> = (0..rows.len() * columns.len()).map(name).collect();
    (!labels.is_empty()).then(|| Sight {
        name: ROOM,
        labels,
        groups: vec![rows, columns],
        otherwise: None,
    })
}

fn impostor(spaces: &Spaces) -> Option<Sight> {
    Some(Sight {
        name: "impostor",
        labels: vec!["yes".to_owned(), "no".to_owned()],
        groups: vec![vec![spaces.element("self", "impostor")?]],
        otherwise: Some(1),
    })
}

#[cfg(test)]
mod tests {
    use protolang_envs::games::GameConfig;
    use protolang_spec::channel::ChannelPhysics;

    use super::*;

    fn deduction() -> (Spaces, Question) {
        let game = GameConfig::from_name("deduction").expect("a game");
        let spaces = game.spaces(&ChannelPhysics::default());
        let question = spaces.question.expect("it asks a question");
        (spaces, question)
    }

    /// Name and value, in words, of everything that is shown where these elements are set.
    fn shown(set: &[(&str, &str)]) -> Vec<(String, String)> {
        let (spaces, question) = deduction();
        let sights = Sights::of(&spaces, question);
        let mut observation = vec![0; spaces.observation_len()];
        for (block, id) in set {
            observation[spaces.element(block, id).expect("an element")] = 1;
        }
        let values = sights.read(&observation);
        let all = sights.attributes().into_iter().zip(values);
        all.filter_map(|(attribute, value)| {
            let value = attribute.labels[usize::from(value?)].clone();
            Some((attribute.name, value))
        })
        .collect()
    }

    fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        all.iter().map(owned).collect()
    }

    #[test]
    fn everything_is_read_by_its_name() {
        let found = shown(&[
            ("self", "alive"),
            ("self", "pink"),
            ("witnessed", "saw_kill.blue"),
            ("witnessed", "saw_die.red"),
            ("report", "reporter.green"),
            ("report", "victim.red"),
            ("report", "row.1"),
            ("report", "column.2"),
        ]);
        let expected = pairs(&[
            ("witnessed", "blue"),
            ("killer", "blue"),
            ("victim", "red"),
            ("reporter", "green"),
            ("speaker", "pink"),
            ("room", "row 1, column 2"),
            ("impostor", "no"),
        ]);
        assert_eq!(found, expected);
    }

    #[test]
    fn what_is_not_shown_has_no_value_but_to_have_seen_nobody_is_one() {
        let found = shown(&[("self", "impostor"), ("report", "row.1")]);
        assert_eq!(found, pairs(&[("witnessed", "none"), ("impostor", "yes")]));
        // Two killers are not one of them.
        let found = shown(&[
            ("witnessed", "saw_kill.blue"),
            ("witnessed", "saw_kill.red"),
        ]);
        assert_eq!(found, pairs(&[("impostor", "no")]));
    }

    #[test]
    fn what_a_game_does_not_show_is_left_out() {
        let (mut spaces, question) = deduction();
        spaces.observation.retain(|block| block.name != "report");
        let names: Vec<String> = Sights::of(&spaces, question)
            .attributes()
            .into_iter()
            .map(|attribute| attribute.name)
            .collect();
        assert_eq!(names, ["witnessed", "killer", "speaker", "impostor"]);
    }

    #[test]
    fn no_text_for_people_is_read() {
        let (spaces, question) = deduction();
        let mut reworded = spaces.clone();
        for block in &mut reworded.observation {
            for element in &mut block.elements {
                element.text = "said in other words".to_owned();
            }
        }
        assert_ne!(reworded, spaces);
        assert_eq!(
            Sights::of(&reworded, question),
            Sights::of(&spaces, question)
        );
        assert_eq!(Sights::of(&spaces, question).attributes().len(), 7);
    }
}
