//! What a program answers that was built without the feature `learn`.

use crate::error::Failure;

/// Why something that was typed cannot be done, and what can.
pub fn refuse(what: &str) -> Failure {
    Failure::Usage(format!(
        "{what} needs the learner, and this protolang was built without it: build it with \
         `scripts/libtorch && cargo build --release -p protolang`"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_how_to_build_the_whole_program() {
        let failure = refuse("`train`");
        assert_eq!(failure.exit_code(), 2);
        insta::assert_snapshot!(failure, @"`train` needs the learner, and this protolang was built without it: build it with `scripts/libtorch && cargo build --release -p protolang`");
    }
}
