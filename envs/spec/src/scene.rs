//! What there is to draw of a lane, for viewers.

/// A lane as a picture: only cells that hold something are listed, row by row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scene {
    /// Rows of the map.
    pub height: usize,
    /// Columns of the map.
    pub width: usize,
    /// Cells that hold something, sorted by row and column.
    pub cells: Vec<SceneCell>,
}

/// A cell and what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SceneCell {
    /// Row, 0 at the top.
    pub row: usize,
    /// Column, 0 at the left.
    pub col: usize,
    /// What is in it.
    pub kind: SceneKind,
}

/// What a cell holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SceneKind {
    /// A wall.
    Wall,
    /// A pixel of an image.
    Shade {
        /// How bright it is, 1 to 255.
        level: u8,
    },
    /// An agent.
    Agent {
        /// Its seat.
        seat: usize,
    },
    /// An item.
    Item {
        /// Its index in the lane.
        index: usize,
        /// A few characters to write on it (its score).
        label: String,
        /// Whether it is the one to pick.
        target: bool,
        /// Whether it has been lifted: it is then drawn where it last stood, and blocks nothing.
        lifted: bool,
    },
}
