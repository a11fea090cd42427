//! Puts the commit that the program is built from into it, as `PROTOLANG_COMMIT`.

mod origin;

use std::path::Path;

fn main() {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").expect("Cargo gives it to a build script");
    let origin = origin::of(Path::new(&package));
    println!("cargo::rustc-env=PROTOLANG_COMMIT={}", origin.commit);
    for path in origin.watched {
        println!("cargo::rerun-if-changed={}", path.display());
    }
}
