//! What the bytes of a run depend on beside its config and its workers: the processor, and what tells programs
//! which of its instructions to use.

use serde::Serialize;
use toml::{Table, Value};

/// Variables by which libtorch, its libraries and the system's are told which instructions to use.
const VARIABLES: [&str; 12] = [
    "ATEN_CPU_CAPABILITY",
    "MKL_ENABLE_INSTRUCTIONS",
    "MKL_CBWR",
    "MKL_DEBUG_CPU_TYPE",
    "MKL_DYNAMIC",
    "ONEDNN_MAX_CPU_ISA",
    "DNNL_MAX_CPU_ISA",
    "ONEDNN_DEFAULT_FPMATH_MODE",
    "DNNL_DEFAULT_FPMATH_MODE",
    "TORCH_ALLOW_TF32_CUBLAS_OVERRIDE",
    "OPENBLAS_CORETYPE",
    "GLIBC_TUNABLES",
];

/// A processor as programs see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Processor {
    /// Its model, as the system names it, with family, model and stepping where it tells.
    pub processor: String,
    /// The sets of instructions on which the results of libtorch and of this program may depend.
    pub instructions: Vec<String>,
    /// Variables that choose among them, as `NAME=VALUE`.
    pub chosen_by: Vec<String>,
}

impl Processor {
    /// That of this process.
    pub fn this() -> Self {
        let cpuinfo = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let set = VARIABLES.iter().filter_map(|name| {
            let value = std::env::var_os(name)?;
            Some(format!("{name}={}", value.to_string_lossy()))
        });
        Self {
            processor: model(&cpuinfo),
            instructions: instructions().into_iter().map(str::to_owned).collect(),
            chosen_by: set.collect(),
        }
    }

    /// How it differs from the one in the `[provenance]` of a run that was trained so far, one sentence a
    /// difference; none where nothing is known of that.
    pub fn changes(&self, provenance: &Table) -> Vec<String> {
        let resumed = provenance.get("resumed").and_then(Value::as_array);
        let last = resumed.and_then(|resumed| resumed.last()?.as_table());
        let before = last.unwrap_or(provenance);
        let list = |name: &str| -> Option<Vec<String>> {
            let list = before.get(name)?.as_array()?.iter();
            Some(
                list.filter_map(|one| one.as_str().map(str::to_owned))
                    .collect(),
            )
        };
        let mut changes = Vec::new();
        let was = before.get("processor").and_then(Value::as_str);
        if let Some(was) = was.filter(|was| *was != self.processor) {
            changes.push(format!(
                "the processor was {was} and is now {}",
                self.processor
            ));
        }
        for (what, name, now) in [
            ("instructions", "instructions", &self.instructions),
            ("the environment", "chosen_by", &self.chosen_by),
        ] {
            let Some(was) = list(name).filter(|was| was != now) else {
                continue;
            };
            let only = |one: &[String], other: &[String]| {
                let only = one.iter().filter(|name| !other.contains(name));
                only.cloned().collect::<Vec<_>>().join(", ")
            };
            let (gone, new) = (only(&was, now), only(now, &was));
            let gone = (!gone.is_empty()).then(|| format!("{gone} before"));
            let new = (!new.is_empty()).then(|| format!("{new} now"));
            let both: Vec<String> = gone.into_iter().chain(new).collect();
            changes.push(format!("{what}: {}", both.join(", ")));
        }
        let why = "sums may be rounded otherwise, so bytes may differ from here on";
        changes
            .into_iter()
            .map(|change| format!("{change}: {why}"))
            .collect()
    }
}

/// The model that `/proc/cpuinfo` names, or the architecture.
fn model(cpuinfo: &str) -> String {
    let value = |name: &str| {
        let lines = cpuinfo.lines().filter_map(|line| line.split_once(':'));
        let mut values = lines.filter(|(key, _)| key.trim() == name);
        values.next().map(|(_, value)| value.trim())
    };
    let numbers = [
        "cpu family",
        "model",
        "stepping",
        "CPU implementer",
        "CPU part",
        "CPU revision",
    ];
    let numbers = numbers.iter().filter_map(|name| {
        let short = name.trim_start_matches("cpu ").trim_start_matches("CPU ");
        Some(format!("{short} {}", value(name)?))
    });
    let numbers = numbers.collect::<Vec<_>>().join(", ");
    let name = value("model name").unwrap_or(std::env::consts::ARCH);
    match numbers.as_str() {
        "" => name.to_owned(),
        numbers => format!("{name} ({numbers})"),
    }
}

#[cfg(target_arch = "x86_64")]
fn instructions() -> Vec<&'static str> {
    macro_rules! detected {
        ($($name:tt)*) => {
            [$(($name, std::arch::is_x86_feature_detected!($name))),*]
        };
    }
    let all = detected!["sse4.2" "avx" "f16c" "fma" "avx2" "avx512f" "avx512bw" "avx512cd" "avx512dq" "avx512vl"
        "avx512vnni" "avx512bf16"];
    all.into_iter()
        .filter_map(|(name, there)| there.then_some(name))
        .collect()
}

#[cfg(target_arch = "aarch64")]
fn instructions() -> Vec<&'static str> {
    macro_rules! detected {
        ($($name:tt)*) => {
            [$(($name, std::arch::is_aarch64_feature_detected!($name))),*]
        };
    }
    let all = detected!["neon" "fp16" "dotprod" "bf16" "i8mm" "sve" "sve2"];
    all.into_iter()
        .filter_map(|(name, there)| there.then_some(name))
        .collect()
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn instructions() -> Vec<&'static str> {
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_named_with_its_numbers() {
        let cpuinfo = "processor\t: 0\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 143\nmodel name\t: Intel(R) Xeon(R) Processor @ 2.70GHz\nstepping\t: 8\n\nprocessor\t: 1\nmodel\t\t: 1\n";
        assert_eq!(
            model(cpuinfo),
            "Intel(R) Xeon(R) Processor @ 2.70GHz (family 6, model 143, stepping 8)"
        );
        assert_eq!(
            model("CPU implementer\t: 0x41\nCPU part\t: 0xd0c\n"),
            format!("{} (implementer 0x41, part 0xd0c)", std::env::consts::ARCH)
        );
        assert_eq!(model(""), std::env::consts::ARCH);
    }

    fn processor() -> Processor {
        Processor {
            processor: "A".to_owned(),
            instructions: vec!["avx".to_owned(), "avx2".to_owned()],
            chosen_by: Vec::new(),
        }
    }

    #[test]
    fn every_change_is_named_and_the_newest_resume_counts() {
        let now = processor();
        let table = |text: &str| text.parse::<Table>().expect("TOML");
        let same = Table::try_from(&now).expect("a table");
        assert!(now.changes(&same).is_empty());
        assert!(
            now.changes(&table("commit = \"of an older version\""))
                .is_empty()
        );
        let other = table(
            "processor = \"B\"\ninstructions = [\"avx\", \"avx512f\"]\nchosen_by = [\"MKL_CBWR=AVX2\"]",
        );
        insta::assert_snapshot!(now.changes(&other).join("\n"), @"
        the processor was B and is now A: sums may be rounded otherwise, so bytes may differ from here on
        instructions: avx512f before, avx2 now: sums may be rounded otherwise, so bytes may differ from here on
        the environment: MKL_CBWR=AVX2 before: sums may be rounded otherwise, so bytes may differ from here on
        ");
        let mut resumed = other;
        resumed.insert("resumed".to_owned(), Value::Array(vec![same.into()]));
        assert!(now.changes(&resumed).is_empty());
    }
}
