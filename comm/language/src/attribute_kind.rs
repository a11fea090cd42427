//! What the values of an attribute are like, and so how far apart two of them are.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// Different numbers up to which an attribute whose kind nobody declared is taken for a category.
pub const MOST_CATEGORIES: usize = 10;

/// Kind of an attribute (Stevens 1946).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttributeKind {
    /// Names: two values are the same or not.
    Category,
    /// An order: values can be nearer and farther.
    Ordinal,
    /// An amount: differences mean something.
    Quantity,
}

impl AttributeKind {
    /// The kind of an attribute whose kind nobody declared, by its values: a quantity if more than
    /// [`MOST_CATEGORIES`] different numbers occur, else a category, as attributes coded from 0 are in the
    /// corpora of the field. What only stands for a text is no number: declare it.
    ///
    /// ```
    /// use protolang_language::attribute_kind::AttributeKind;
    ///
    /// assert_eq!(AttributeKind::of_values(0..10), AttributeKind::Category);
    /// assert_eq!(AttributeKind::of_values(0..11), AttributeKind::Quantity);
    /// ```
    pub fn of_values(values: impl IntoIterator<Item = i64>) -> Self {
        let mut different = BTreeSet::new();
        for value in values {
            different.insert(value);
            if different.len() > MOST_CATEGORIES {
                return Self::Quantity;
            }
        }
        Self::Category
    }

    /// Whether values can be nearer and farther.
    pub fn is_ordered(self) -> bool {
        self != Self::Category
    }

    /// The name under which a measure reports it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Category => "category",
            Self::Ordinal => "ordinal",
            Self::Quantity => "quantity",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_different_numbers_are_names_and_many_are_amounts() {
        let kind = |most: i64| AttributeKind::of_values((0..50).map(|row| row % most));
        assert_eq!(kind(10), AttributeKind::Category);
        assert_eq!(kind(11), AttributeKind::Quantity);
        assert_eq!(AttributeKind::of_values([]), AttributeKind::Category);
        let name = serde_json::to_value(AttributeKind::Ordinal).expect("JSON");
        assert_eq!(name, AttributeKind::Ordinal.name());
    }
}
