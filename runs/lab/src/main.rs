//! The `protolang` command.

use protolang_envs::games::registry::Games;

fn main() -> std::process::ExitCode {
    protolang::main_with(Ok(Games::standard()))
}
