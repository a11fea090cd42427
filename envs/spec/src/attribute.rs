//! What an agent privately knows, attribute by attribute, and what its values are to each other.

/// What the values of an attribute are to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AttributeKind {
    /// Names without an order: two values are the same or not.
    Category,
    /// Places in an order, such as rows: of two values one comes first.
    Ordinal,
    /// Amounts: 245 and 250 are close, and twice as much means something.
    Quantity,
}

impl AttributeKind {
    /// Name in help and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Category => "category",
            Self::Ordinal => "ordinal",
            Self::Quantity => "quantity",
        }
    }
}

/// The value of an attribute that the agent does not know in this episode.
pub const UNKNOWN: i32 = -1;

/// One thing that an agent privately knows in an episode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Name in records, tables and JSON.
    pub name: &'static str,
    /// What its values are to each other.
    pub kind: AttributeKind,
    /// Names of the values of a category, from value 0 on; empty where a value is its number.
    pub values: &'static [&'static str],
}

impl Attribute {
    /// A category whose values are numbers.
    pub const fn category(name: &'static str) -> Self {
        Self::named(name, &[])
    }

    /// A category whose values have names, from value 0 on.
    pub const fn named(name: &'static str, values: &'static [&'static str]) -> Self {
        Self {
            name,
            kind: AttributeKind::Category,
            values,
        }
    }

    /// A place in an order.
    pub const fn ordinal(name: &'static str) -> Self {
        Self {
            name,
            kind: AttributeKind::Ordinal,
            values: &[],
        }
    }

    /// An amount.
    pub const fn quantity(name: &'static str) -> Self {
        Self {
            name,
            kind: AttributeKind::Quantity,
            values: &[],
        }
    }

    /// A value for people: its name where it has one, else its number; `unknown` for [`UNKNOWN`].
    ///
    /// ```
    /// use protolang_spec::attribute::Attribute;
    ///
    /// let colour = Attribute::named("colour", &["red", "green"]);
    /// assert_eq!([0, 1, -1].map(|value| colour.value(value)), ["red", "green", "unknown"]);
    /// ```
    pub fn value(&self, value: i64) -> String {
        let named = usize::try_from(value)
            .ok()
            .and_then(|index| self.values.get(index));
        match named {
            Some(name) => (*name).to_owned(),
            None if value == i64::from(UNKNOWN) => "unknown".to_owned(),
            None => value.to_string(),
        }
    }

    /// The attribute in a line: `colour: category (red, green)`.
    ///
    /// ```
    /// use protolang_spec::attribute::Attribute;
    ///
    /// assert_eq!(Attribute::quantity("score").describe(), "score: quantity");
    /// ```
    pub fn describe(&self) -> String {
        let (name, kind) = (self.name, self.kind.name());
        match self.values {
            [] => format!("{name}: {kind}"),
            values => format!("{name}: {kind} ({})", values.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_its_name_or_its_number_and_what_is_not_known_is_said() {
        let colour = Attribute::named("colour", &["red", "green"]);
        let shown = [0, 1, 2, -1].map(|value| colour.value(value));
        assert_eq!(shown, ["red", "green", "2", "unknown"]);
        assert_eq!(Attribute::quantity("score").value(245), "245");
        assert_eq!(colour.describe(), "colour: category (red, green)");
        assert_eq!(Attribute::ordinal("row").describe(), "row: ordinal");
    }
}
