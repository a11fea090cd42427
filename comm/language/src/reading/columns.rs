//! What the columns of a table stand for.

use super::fault::Fault;

/// Columns that tell of the row, the play or the training, and not of what a message is said for.
const BESIDE: [&str; 28] = [
    "",
    "acc",
    "accuracy",
    "batch",
    "count",
    "epoch",
    "fold",
    "frequency",
    "id",
    "index",
    "iteration",
    "length",
    "listener",
    "loss",
    "message_length",
    "n",
    "receiver",
    "return",
    "reward",
    "row",
    "run",
    "seed",
    "split",
    "step",
    "success",
    "time",
    "timestamp",
    "turn",
];
pub(super) const EPISODE: [&str; 2] = ["episode", "episode_id"];
pub(super) const SPEAKER: [&str; 6] = [
    "sender",
    "speaker",
    "agent",
    "sender_id",
    "speaker_id",
    "agent_id",
];

/// Where the messages are.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum MessageColumns {
    /// In one column, a message a cell.
    Cells(usize),
    /// A symbol a column.
    Columns(Vec<usize>),
}

/// The columns of a table by what they stand for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) messages: MessageColumns,
    /// The column whose cells are whole meanings.
    pub(super) meaning: Option<usize>,
    /// The columns that are an attribute each.
    pub(super) attributes: Vec<usize>,
    /// The names of these attributes.
    pub(super) names: Vec<String>,
    pub(super) episode: Option<usize>,
    pub(super) speaker: Option<usize>,
    /// What the reader should know of how the columns were taken.
    pub(super) notices: Vec<String>,
}

impl Columns {
    /// Sorts columns by their names, which the header tells; `missing` says that there are no messages.
    pub(super) fn of(header: &[String], missing: &str) -> Result<Self, Fault> {
        let names: Vec<String> = header
            .iter()
            .map(|name| name.trim().to_ascii_lowercase())
            .collect();
        let place = |wanted: &str| -> Result<Option<usize>, Fault> {
            let mut found = names.iter().enumerate().filter(|(_, name)| *name == wanted);
            let first = found.next().map(|(column, _)| column);
            match found.next() {
                None => Ok(first),
                Some(_) => Err(Fault::new("header", format!("names `{wanted}` twice"))),
            }
        };
        let one_of = |wanted: &[&str]| {
            names
                .iter()
                .position(|name| wanted.contains(&name.as_str()))
        };
        let messages = match place("message")?.or(place("utterance")?) {
            Some(column) => MessageColumns::Cells(column),
            None => {
                let long = numbered(&names, "message_");
                let all = if long.is_empty() {
                    numbered(&names, "m")
                } else {
                    long
                };
                if all.is_empty() {
                    return Err(Fault::new("header", no_messages(missing, &names)));
                }
                MessageColumns::Columns(all)
            }
        };
        let mut columns = Self {
            messages,
            meaning: place("meaning")?,
            attributes: Vec::new(),
            names: Vec::new(),
            episode: one_of(&EPISODE),
            speaker: one_of(&SPEAKER),
            notices: Vec::new(),
        };
        columns.find_attributes(header, &names);
        let bare = |column: &usize| {
            let name = header[*column].trim();
            let start = ["meaning_", "attribute_"]
                .into_iter()
                .find(|start| names[*column].starts_with(start));
            name[start.map_or(0, str::len)..].to_owned()
        };
        columns.names = columns.attributes.iter().map(bare).collect();
        Ok(columns)
    }

    /// Finds the columns of attributes: those that are called so, or else all that nothing else is known of.
    fn find_attributes(&mut self, header: &[String], names: &[String]) {
        let short = numbered(names, "a");
        let rest = |column: &usize| {
            let says = match &self.messages {
                MessageColumns::Cells(message) => message == column,
                MessageColumns::Columns(all) => all.contains(column),
            };
            let known = [self.meaning, self.episode, self.speaker].contains(&Some(*column));
            !says && !known
        };
        let rest: Vec<usize> = (0..names.len()).filter(rest).collect();
        let (mut named, mut others, mut known) = (Vec::new(), Vec::new(), Vec::new());
        for column in rest {
            let name = &names[column];
            let called = name.starts_with("meaning_") || name.starts_with("attribute_");
            match called || short.contains(&column) {
                true => named.push(column),
                false if beside(name) => known.push(column),
                false => others.push(column),
            }
        }
        let list = |columns: &[usize]| {
            let mut quoted: Vec<String> = columns
                .iter()
                .take(8)
                .map(|column| format!("`{}`", super::names::short(header[*column].trim())))
                .collect();
            if columns.len() > 8 {
                quoted.push(format!("{} more", columns.len() - 8));
            }
            quoted.join(", ")
        };
        if named.is_empty() && self.meaning.is_none() {
            if !others.is_empty() {
                let taken = list(&others);
                let not = match known.is_empty() {
                    true => String::new(),
                    false => format!(" and not {}", list(&known)),
                };
                self.notices.push(format!(
                    "meanings are the columns {taken}{not}, as no column is called `meaning`; take out what is none"
                ));
            }
            self.attributes = others;
            return;
        }
        if self.meaning.is_some() && !named.is_empty() {
            self.notices.push(format!(
                "meanings are the column `meaning` and the columns {} together; take out what is none",
                list(&named)
            ));
        }
        if !others.is_empty() {
            self.notices.push(format!(
                "the columns {} count as no meanings; call them `meaning_NAME` if they are",
                list(&others)
            ));
        }
        self.attributes = named;
    }

    /// Whether there are meanings.
    pub(super) fn has_meanings(&self) -> bool {
        self.meaning.is_some() || !self.attributes.is_empty()
    }
}

/// Whether a column is known to stand for something else than meanings.
pub(super) fn beside(name: &str) -> bool {
    BESIDE.contains(&name)
        || EPISODE.contains(&name)
        || SPEAKER.contains(&name)
        || name.starts_with("unnamed:")
        || name.strip_suffix("_id").is_some_and(beside)
}

fn no_messages(missing: &str, names: &[String]) -> String {
    let mut there: Vec<String> = names
        .iter()
        .take(8)
        .map(|name| format!("`{}`", super::names::short(name)))
        .collect();
    if names.len() > there.len() {
        there.push("others".to_owned());
    }
    format!("{missing}, but {}", there.join(", "))
}

/// The columns called `start` and a number, by that number.
fn numbered(names: &[String], start: &str) -> Vec<usize> {
    let number = |name: &String| name.strip_prefix(start)?.parse::<u32>().ok();
    let mut found: Vec<(u32, usize)> = names
        .iter()
        .enumerate()
        .filter_map(|(column, name)| Some((number(name)?, column)))
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, column)| column).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(header: &str) -> Columns {
        let names: Vec<String> = header.split(',').map(str::to_owned).collect();
        Columns::of(&names, "").expect("a message")
    }

    #[test]
    fn further_columns_are_meanings_but_for_what_is_known() {
        let columns = of("Episode,message,colour,sender,shape,step,Unnamed: 0,receiver_id");
        assert_eq!(columns.messages, MessageColumns::Cells(1));
        assert_eq!((columns.meaning, columns.attributes), (None, vec![2, 4]));
        assert_eq!((columns.episode, columns.speaker), (Some(0), Some(3)));
        assert_eq!(columns.notices.len(), 1);
    }

    #[test]
    fn columns_that_are_called_meanings_are_all() {
        let columns = of("message,meaning_x,split,other,a0");
        assert_eq!(columns.attributes, [1, 4]);
        assert!(
            columns.notices[0].contains("`other` count as no meanings"),
            "{:?}",
            columns.notices
        );
        let columns = of("message,meaning,meaning_colour");
        assert_eq!((columns.meaning, columns.attributes), (Some(1), vec![2]));
        assert!(
            columns.notices[0].contains("together"),
            "{:?}",
            columns.notices
        );
        assert_eq!(of("message,meaning,step").notices.len(), 0);
    }

    #[test]
    fn two_columns_of_one_name_are_refused() {
        let names = ["message", "Message "].map(str::to_owned);
        assert!(Columns::of(&names, "").is_err());
    }
}
