//! What this program was built from (`runs/lab/build`). Only this file changes with the commit.

/// The commit of the sources, with `-dirty` where they differed from it when the program was built; `unknown`
/// where they were in no repository.
pub const COMMIT: &str = env!("PROTOLANG_COMMIT");

/// Version and commit, for people.
pub const VERSION: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    " (commit ",
    env!("PROTOLANG_COMMIT"),
    ")"
);
