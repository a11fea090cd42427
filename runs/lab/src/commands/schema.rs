//! `protolang schema`: what editors need to help with our config files.

use crate::config::schema;
use crate::error::Failure;
use crate::terminal::output::print_json;

/// Prints the JSON Schema of config files: every key of every game, with its meaning, legal values and default.
///
/// # Errors
/// [`Failure::Internal`] if stdout cannot be written.
pub fn run() -> Result<(), Failure> {
    print_json(&schema::of_files())
}
