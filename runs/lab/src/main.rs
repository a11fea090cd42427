//! The `protolang` command.

fn main() -> std::process::ExitCode {
    protolang::cli::entry::run()
}
