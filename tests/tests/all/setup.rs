//! `scripts/libtorch` on machines that lack something, with wheels of a few bytes.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::mpsc;
use std::thread;

use tempfile::TempDir;

use crate::sources::root;

/// Where a program lies on PATH.
pub(crate) fn program(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").expect("PATH is set");
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
        .unwrap_or_else(|| panic!("this test needs {name}"))
}

/// A workspace that holds nothing but the scripts.
pub(crate) fn workspace() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    fs::create_dir(folder.path().join("scripts")).expect("it is writable");
    for entry in fs::read_dir(root().join("scripts")).expect("scripts/ is readable") {
        let file = entry.expect("scripts/ is readable").path();
        if file.is_file() {
            let name = file.file_name().expect("a file has a name");
            fs::copy(&file, folder.path().join("scripts").join(name)).expect("it is writable");
        }
    }
    folder
}

/// `scripts/libtorch`, cut off from this machine's torch and pip settings.
fn libtorch(workspace: &Path) -> Command {
    let mut command = Command::new(program("bash"));
    command.arg(workspace.join("scripts/libtorch"));
    let inherited: Vec<String> = std::env::vars().map(|(name, _)| name).collect();
    for name in inherited
        .iter()
        .filter(|n| n.starts_with("PIP_") || n.starts_with("LIBTORCH"))
    {
        command.env_remove(name);
    }
    command
        .env("PROTOLANG_LIBTORCH", "fetch")
        .env("PIP_CONFIG_FILE", "/dev/null")
        .env("NO_PROXY", "127.0.0.1");
    command
}

/// Runs it with the wheels in `folder`.
fn with_wheels(workspace: &Path, folder: &Path) -> Output {
    libtorch(workspace)
        .env("PROTOLANG_WHEELS", folder)
        .output()
        .expect("bash runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// It failed, said `words` in one line of its own, and left no half of a libtorch.
fn assert_refused(output: &Output, workspace: &Path, words: &[&str]) {
    let said = said(output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    let last = said.lines().last().unwrap_or_default();
    assert!(
        last.starts_with("libtorch: ") && !said.contains("Traceback"),
        "{said}"
    );
    for word in words {
        assert!(last.contains(word), "`{word}` is missing: {last}");
    }
    assert!(!workspace.join(".libtorch").exists());
}

/// Wheels with every part that is wanted, each of a few bytes, named for torch of `version`.
fn wheels(version: &str) -> TempDir {
    const SCRIPT: &str = r#"
import platform, random, sys, zipfile
folder, version = sys.argv[1:]
elf = b"\x7fELF" + random.Random(0).randbytes(300000)
tag = "manylinux_2_28_" + platform.machine()
def wheel(name, files):
    with zipfile.ZipFile(f"{folder}/{name}-{tag}.whl", "w") as archive:
        for path, data in files.items():
            archive.writestr(path, data)
wheel(f"torch-{version}-cp311-cp311", {
    "torch/include/torch/csrc/api/include/torch/torch.h": b"// torch",
    "torch/lib/libtorch_cpu.so": elf, "torch/lib/libc10.so": elf[:99], "torch/lib/libgomp.so.1": elf[:98],
    "torch/lib/libtorch_cuda.so": elf, "torch/lib/libtorch.so": elf, "torch/__init__.py": b""})
wheel("nvidia_cuda_runtime-13.0.96-py3-none", {"nvidia/cu13/lib/libcudart.so.13": elf[:97]})
wheel("nvidia_cuda_cupti-13.0.85-py3-none", {"nvidia/cu13/lib/libcupti.so.13": elf[:96]})
"#;
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().to_str().expect("it is UTF-8");
    let done = Command::new("python3")
        .args(["-c", SCRIPT, path, version])
        .output();
    let done = done.expect("python3 runs");
    assert!(done.status.success(), "{}", said(&done));
    folder
}

/// The wheel of torch in `folder`.
fn torch_in(folder: &Path) -> PathBuf {
    let mut entries = fs::read_dir(folder)
        .expect("it is readable")
        .map(|e| e.expect("readable").path());
    entries
        .find(|p| {
            p.file_name()
                .is_some_and(|n| n.to_string_lossy().starts_with("torch-"))
        })
        .expect("a wheel of torch is there")
}

#[test]
fn what_is_missing_is_named_all_at_once() {
    let workspace = workspace();
    let bin = workspace.path().join("bin");
    fs::create_dir(&bin).expect("it is writable");
    for name in ["dirname", "stat", "cmp"] {
        symlink(program(name), bin.join(name)).expect("it is writable");
    }
    let output = libtorch(workspace.path())
        .env("PATH", &bin)
        .output()
        .expect("bash runs");
    assert_refused(
        &output,
        workspace.path(),
        &["c++ is missing", "apt-get install g++"],
    );
    assert!(
        said(&output).contains("python3 is missing"),
        "{}",
        said(&output)
    );
}

#[test]
fn complete_wheels_become_a_libtorch_and_the_second_call_does_nothing() {
    let (workspace, wheels) = (workspace(), wheels("2.11.0"));
    let output = with_wheels(workspace.path(), wheels.path());
    assert!(output.status.success(), "{}", said(&output));
    let place = workspace.path().join(".libtorch");
    let mut names: Vec<String> = fs::read_dir(place.join("lib"))
        .expect("it is there")
        .map(|entry| {
            entry
                .expect("readable")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    let wanted = [
        "libc10.so",
        "libcudart.so.13",
        "libcupti.so.13",
        "libgomp.so.1",
        "libtorch.so",
        "libtorch_cpu.so",
    ];
    assert_eq!(names, wanted);
    assert_eq!(
        fs::read_to_string(place.join("build-version")).expect("it is there"),
        "2.11.0\n"
    );
    assert!(
        place
            .join("include/torch/csrc/api/include/torch/torch.h")
            .is_file()
    );

    // Nothing is asked for: neither the wheels nor Python are reachable now.
    let again = libtorch(workspace.path())
        .env("PROTOLANG_WHEELS", "/nowhere")
        .output()
        .expect("bash runs");
    assert!(
        again.status.success() && again.stderr.is_empty(),
        "{}",
        said(&again)
    );

    // A library that is cut off is noticed by its size, and mended.
    fs::write(place.join("lib/libc10.so"), b"\x7fELF").expect("it is writable");
    let mended = with_wheels(workspace.path(), wheels.path());
    assert!(mended.status.success(), "{}", said(&mended));
    assert_eq!(
        fs::metadata(place.join("lib/libc10.so"))
            .expect("it is there")
            .len(),
        99
    );
}

#[test]
fn a_truncated_or_damaged_wheel_is_refused() {
    let (workspace, wheels) = (workspace(), wheels("2.11.0"));
    let torch = torch_in(wheels.path());
    let whole = fs::read(&torch).expect("it is readable");
    fs::write(&torch, &whole[..whole.len() / 2]).expect("it is writable");
    let output = with_wheels(workspace.path(), wheels.path());
    assert_refused(
        &output,
        workspace.path(),
        &["torch-2.11.0", "cut off or corrupt", "delete it"],
    );

    let mut damaged = whole;
    // In libtorch_cpu.so; a bit of what is not unpacked would do no harm.
    let there = damaged.len() / 4;
    damaged[there] ^= 1;
    fs::write(&torch, damaged).expect("it is writable");
    let output = with_wheels(workspace.path(), wheels.path());
    assert_refused(
        &output,
        workspace.path(),
        &["torch-2.11.0", "cut off or corrupt"],
    );
}

#[test]
fn another_version_is_refused() {
    let (workspace, wheels) = (workspace(), wheels("2.10.0"));
    let output = with_wheels(workspace.path(), wheels.path());
    let words = [
        "no wheel of torch 2.11.0",
        "it has torch-2.10.0",
        "pip download --no-deps torch==2.11.0",
    ];
    assert_refused(&output, workspace.path(), &words);
}

#[test]
fn a_full_disk_leaves_nothing_half_done() {
    let (workspace, wheels) = (workspace(), wheels("2.11.0"));
    // The largest file that may be written is 100 KiB; as on a full disk, `write` fails midway.
    let script = format!(
        "ulimit -f 100; exec '{}'",
        workspace.path().join("scripts/libtorch").display()
    );
    let mut command = libtorch(workspace.path());
    let mut limited = Command::new(program("bash"));
    limited
        .args(["-c", &script])
        .env("PROTOLANG_WHEELS", wheels.path());
    for (name, value) in command.env("PROTOLANG_LIBTORCH", "fetch").get_envs() {
        match value {
            Some(value) => limited.env(name, value),
            None => limited.env_remove(name),
        };
    }
    let output = limited.output().expect("bash runs");
    assert_refused(
        &output,
        workspace.path(),
        &["File too large", "nothing was installed"],
    );
}

#[test]
fn libtorch_of_another_version_is_not_used_and_the_right_one_is() {
    let (workspace, wheels) = (workspace(), wheels("2.11.0"));
    assert!(
        with_wheels(workspace.path(), wheels.path())
            .status
            .success()
    );
    let theirs = workspace.path().join("theirs");
    fs::rename(workspace.path().join(".libtorch"), &theirs).expect("it is writable");
    let run = || {
        let mut command = libtorch(workspace.path());
        command
            .env_remove("PROTOLANG_LIBTORCH")
            .env("LIBTORCH", &theirs);
        command
            .env("PROTOLANG_WHEELS", wheels.path())
            .output()
            .expect("bash runs")
    };

    let output = run();
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(
        fs::read_link(workspace.path().join(".libtorch")).expect("a link"),
        theirs
    );

    fs::remove_file(workspace.path().join(".libtorch")).expect("it is writable");
    fs::write(theirs.join("build-version"), "2.13.0+cpu\n").expect("it is writable");
    let output = run();
    assert!(
        said(&output).contains("is version 2.13.0+cpu, not 2.11.0; not used"),
        "{}",
        said(&output)
    );
    assert!(fs::read_link(workspace.path().join(".libtorch")).ok() != Some(theirs));
}

#[test]
fn two_calls_at_once_install_once() {
    let (workspace, wheels) = (workspace(), wheels("2.11.0"));
    let children: Vec<_> = (0..3)
        .map(|_| {
            let mut command = libtorch(workspace.path());
            command
                .env("PROTOLANG_WHEELS", wheels.path())
                .stderr(std::process::Stdio::piped());
            command.spawn().expect("bash runs")
        })
        .collect();
    let outputs: Vec<Output> = children
        .into_iter()
        .map(|child| child.wait_with_output().expect("it ends"))
        .collect();
    assert!(outputs.iter().all(|output| output.status.success()));
    let unpacked = outputs
        .iter()
        .filter(|output| said(output).contains("unpacking torch"))
        .count();
    assert_eq!(unpacked, 1);
}

/// A package index that breaks the line in the middle of the first file it is asked for.
struct Index {
    address: String,
    /// Each `Range` header of a request for torch's wheel, empty where there was none.
    ranges: mpsc::Receiver<String>,
}

/// Serves `folder`; `digest` stands in the page in place of the true one.
fn serve(folder: PathBuf, digest: Option<&'static str>) -> Index {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = format!("http://{}", listener.local_addr().expect("it is bound"));
    let (sender, ranges) = mpsc::sync_channel(64);
    let thread = thread::Builder::new().name("index".into());
    // Ends with the test process.
    let _ = thread.spawn(move || {
        let mut broken = false;
        for stream in listener.incoming().flatten() {
            answer(stream, &folder, digest, &sender, &mut broken);
        }
    });
    Index { address, ranges }
}

fn answer(
    mut stream: TcpStream,
    folder: &Path,
    digest: Option<&'static str>,
    ranges: &mpsc::SyncSender<String>,
    broken: &mut bool,
) {
    let mut lines = BufReader::new(stream.try_clone().expect("a socket can be cloned")).lines();
    let request = lines.next().and_then(Result::ok).unwrap_or_default();
    let headers: Vec<String> = lines
        .map_while(Result::ok)
        .take_while(|line| !line.is_empty())
        .collect();
    let path = request.split(' ').nth(1).unwrap_or_default();
    let names = || {
        fs::read_dir(folder)
            .expect("readable")
            .map(|e| e.expect("readable").file_name())
    };
    if let Some(project) = path.strip_prefix("/simple/") {
        let project = project.trim_end_matches('/').replace('-', "_");
        let mut page = String::new();
        for name in names()
            .map(|n| n.to_string_lossy().into_owned())
            .filter(|n| n.starts_with(&project))
        {
            let sum = Command::new("sha256sum")
                .arg(folder.join(&name))
                .output()
                .expect("sha256sum runs");
            let sum = digest.map_or_else(|| said_out(&sum)[..64].to_owned(), ToOwned::to_owned);
            page += &format!("<a href=\"/files/{name}#sha256={sum}\">{name}</a>\n");
        }
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n";
        let _ = write!(stream, "{head}Content-Length: {}\r\n\r\n{page}", page.len());
        return;
    }
    let name = path.trim_start_matches("/files/");
    let body = fs::read(folder.join(name)).expect("it is there");
    let range = headers
        .iter()
        .find_map(|h| h.strip_prefix("Range: "))
        .unwrap_or_default();
    if name.starts_with("torch") {
        let _ = ranges.send(range.to_owned());
    }
    let from = range
        .strip_prefix("bytes=")
        .and_then(|r| r.trim_end_matches('-').parse().ok())
        .unwrap_or(0);
    let status = if range.is_empty() {
        "200 OK"
    } else {
        "206 Partial Content"
    };
    let rest = &body[from..];
    let sent = if *broken {
        rest
    } else {
        &rest[..rest.len() / 2]
    };
    *broken = true;
    let head = format!(
        "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        rest.len()
    );
    let _ = stream
        .write_all(head.as_bytes())
        .and_then(|()| stream.write_all(sent));
}

fn said_out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_broken_download_goes_on_where_it_stopped() {
    let (workspace, wheels) = (workspace(), wheels("2.11.0"));
    let half = fs::read(torch_in(wheels.path()))
        .expect("it is readable")
        .len()
        / 2;
    let index = serve(wheels.path().into(), None);
    let mut command = libtorch(workspace.path());
    let output = command
        .env("PIP_INDEX_URL", format!("{}/simple", index.address))
        .output();
    let output = output.expect("bash runs");
    assert!(output.status.success(), "{}", said(&output));
    assert!(
        said(&output).contains("the line broke"),
        "{}",
        said(&output)
    );
    let ranges: Vec<String> = index.ranges.try_iter().collect();
    assert_eq!(ranges, [String::new(), format!("bytes={half}-")]);
    assert!(!workspace.path().join(".libtorch-wheels").exists());
}

#[test]
fn a_download_with_a_wrong_checksum_is_refused() {
    let (workspace, wheels) = (workspace(), wheels("2.11.0"));
    let zeros = "0000000000000000000000000000000000000000000000000000000000000000";
    let index = serve(wheels.path().into(), Some(zeros));
    let mut command = libtorch(workspace.path());
    let output = command
        .env("PIP_INDEX_URL", format!("{}/simple", index.address))
        .output();
    let output = output.expect("bash runs");
    assert_refused(
        &output,
        workspace.path(),
        &["does not have the checksum", "nothing was installed"],
    );
}

#[test]
fn no_network_names_the_index_and_the_way_out() {
    let workspace = workspace();
    // Bound and dropped: nobody listens there.
    let port = TcpListener::bind("127.0.0.1:0")
        .and_then(|l| l.local_addr())
        .expect("a port is free");
    let url = format!("http://user:secret@{port}/simple");
    let output = libtorch(workspace.path())
        .env("PIP_INDEX_URL", url)
        .output()
        .expect("bash runs");
    assert_refused(
        &output,
        workspace.path(),
        &["/simple/torch/", "refused", "PROTOLANG_WHEELS"],
    );
    assert!(!said(&output).contains("secret"), "{}", said(&output));
}
