//! The whole command line of Protolang, with one game more.

mod treasure;

use protolang_envs::games::registry::Games;

fn main() -> std::process::ExitCode {
    protolang::main_with(Games::standard().with::<treasure::Treasure>())
}
