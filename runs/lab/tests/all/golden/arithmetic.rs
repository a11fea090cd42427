//! The same arithmetic on every x86-64 processor.
//!
//! libtorch, MKL, oneDNN and the C library each choose their code by the instruction set that they find,
//! and the last bits of sums and of functions such as `exp` follow that choice. All four can be told to
//! use what every x86-64 machine has, but only before a process begins, so these tests run in a process of
//! their own. Our own kernels (gates, Adam, norms) need nothing: they are compiled for several instruction
//! sets from one text in which every operation and its order are fixed, and Rust never fuses a product and
//! a sum into one rounding.

use std::process::Command;

/// Says that a process has been told.
const TOLD: &str = "PROTOLANG_GOLDEN_ARITHMETIC";

const SETTINGS: [(&str, &str); 8] = [
    (TOLD, "1"),
    ("MKL_CBWR", "COMPATIBLE"),
    ("ATEN_CPU_CAPABILITY", "default"),
    ("ONEDNN_MAX_CPU_ISA", "SSE41"),
    (
        "GLIBC_TUNABLES",
        "glibc.cpu.hwcaps=-AVX,-AVX2,-FMA,-FMA4,-AVX512F,-AVX512VL",
    ),
    ("MKL_NUM_THREADS", "1"),
    ("OMP_NUM_THREADS", "1"),
    // A debugging aid of MKL that would overrule the first setting.
    ("MKL_ENABLE_INSTRUCTIONS", "SSE4_2"),
];

/// Runs `body` in a process that has been told, which is this test, called `name`, once more.
pub(super) fn fixed(name: &str, body: impl FnOnce()) {
    if std::env::var_os(TOLD).is_some() {
        return body();
    }
    let program = std::env::current_exe().expect("the test program knows where it is");
    let output = Command::new(program)
        .args([name, "--exact", "--nocapture"])
        .envs(SETTINGS)
        .output()
        .expect("the test program starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (said, errors) = (text(&output.stdout), text(&output.stderr));
    // With a name that is none, the child would succeed at nothing.
    assert!(
        output.status.success() && said.contains("test result: ok. 1 passed"),
        "{name}, with the arithmetic of every x86-64 machine:\n{said}\n{errors}"
    );
}
