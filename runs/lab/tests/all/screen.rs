//! The viewer of replays in a terminal: whatever ends it, the terminal is as it was.

use std::fs::File;
use std::io::Read as _;
use std::os::fd::{AsRawFd as _, FromRawFd as _, OwnedFd};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use protolang::replay::screen::Screen;

use crate::program::heeding_signals;
use crate::tiny::{config, train};

const ENTERS: &str = "\x1b[?1049h";
const LEAVES: &str = "\x1b[?1049l";
const SHOWS_CURSOR: &str = "\x1b[?25h";
const HIDES_CURSOR: &str = "\x1b[?25l";

/// A pseudo-terminal, and what was written to it.
struct Terminal {
    slave: OwnedFd,
    written: Arc<Mutex<Vec<u8>>>,
}

impl Terminal {
    #[expect(unsafe_code, reason = "the standard library opens no terminals")]
    fn open() -> Self {
        let size = libc::winsize {
            ws_row: 24,
            ws_col: 80,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        let (mut master, mut slave) = (-1, -1);
        // SAFETY: the two numbers and the size are there while the function runs, and null means no name and no
        // settings. Where it gives 0 the two files are open and nobody else owns them.
        let (master, slave) = unsafe {
            let made = libc::openpty(
                &raw mut master,
                &raw mut slave,
                std::ptr::null_mut(),
                std::ptr::null(),
                &raw const size,
            );
            assert_eq!(made, 0, "a pseudo-terminal");
            (OwnedFd::from_raw_fd(master), OwnedFd::from_raw_fd(slave))
        };
        let written = Arc::new(Mutex::new(Vec::new()));
        let copy = Arc::clone(&written);
        let mut master = File::from(master);
        let keeper = std::thread::Builder::new().name("terminal".to_owned());
        let reads = move || {
            let mut bytes = [0; 4096];
            while let Ok(length @ 1..) = master.read(&mut bytes) {
                copy.lock().expect("no panic").extend(&bytes[..length]);
            }
        };
        keeper.spawn(reads).expect("a thread");
        Self { slave, written }
    }

    fn start(&self, command: &mut Command) -> Child {
        let end = || Stdio::from(self.slave.try_clone().expect("a file"));
        command.stdin(end()).stdout(end()).stderr(end());
        command.spawn().expect("it starts")
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.written.lock().expect("no panic")).into_owned()
    }

    fn wait_for(&self, what: &str, holds: impl Fn(&str) -> bool) {
        let began = Instant::now();
        while !holds(&self.text()) {
            let text = self.text();
            assert!(
                began.elapsed() < Duration::from_secs(60),
                "{what}: {text:?}"
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Whether lines are edited and shown as they are typed.
    #[expect(
        unsafe_code,
        reason = "the standard library does not know of terminals"
    )]
    fn is_cooked(&self) -> bool {
        let mut settings = std::mem::MaybeUninit::<libc::termios>::uninit();
        // SAFETY: the file is open, and the settings are written to a place that is large enough; 0 says that
        // they were.
        let settings = unsafe {
            assert_eq!(
                libc::tcgetattr(self.slave.as_raw_fd(), settings.as_mut_ptr()),
                0
            );
            settings.assume_init()
        };
        let both = libc::ICANON | libc::ECHO | libc::ISIG;
        settings.c_lflag & both == both
    }

    fn assert_given_back(&self, how: &str) {
        // What was written last may be on its way.
        self.wait_for(how, |text| {
            let last = |what| text.rfind(what);
            last(LEAVES) > last(ENTERS) && last(SHOWS_CURSOR) > last(HIDES_CURSOR)
        });
        assert!(self.is_cooked(), "{how}: {:?}", self.text());
    }
}

fn replays(folder: &Path) -> PathBuf {
    let root = folder.join("run");
    train(&root, &config(4, 1, &[]));
    root
}

fn signal(child: &Child, name: &str) {
    let killed = Command::new("kill")
        .args([&format!("-{name}"), &child.id().to_string()])
        .status();
    assert!(killed.expect("kill runs").success());
}

#[test]
fn a_signal_gives_the_terminal_back() {
    use std::os::unix::process::ExitStatusExt as _;

    let folder = tempfile::tempdir().expect("a folder");
    let root = replays(folder.path());
    for (name, number) in [("TERM", 15), ("HUP", 1), ("INT", 2), ("QUIT", 3)] {
        let terminal = Terminal::open();
        assert!(terminal.is_cooked());
        let mut command = heeding_signals();
        let command = command.arg("replay").arg(&root).current_dir(folder.path());
        let mut child = terminal.start(command);
        terminal.wait_for("the viewer", |text| {
            text.contains(ENTERS) && text.contains("KNOWS")
        });
        assert!(!terminal.is_cooked());
        signal(&child, name);
        let status = child.wait().expect("it ends");
        assert_eq!(status.signal(), Some(number), "{name}: {status:?}");
        terminal.assert_given_back(name);
    }
}

/// Until somebody lets it go on, when it draws again.
#[test]
fn a_stop_gives_the_terminal_back_for_a_while() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = replays(folder.path());
    let terminal = Terminal::open();
    let mut command = heeding_signals();
    let mut child = terminal.start(command.arg("replay").arg(&root));
    terminal.wait_for("the viewer", |text| text.contains("KNOWS"));
    signal(&child, "TSTP");
    terminal.assert_given_back("TSTP");
    signal(&child, "CONT");
    terminal.wait_for("the viewer again", |text| {
        let text = &text[text.rfind(LEAVES).unwrap_or_default()..];
        text.contains(ENTERS) && text.contains("KNOWS")
    });
    assert!(!terminal.is_cooked());
    signal(&child, "TERM");
    child.wait().expect("it ends");
    terminal.assert_given_back("TERM");
}

/// Says that this test runs in a terminal of its own, where it panics.
const PANICS: &str = "PROTOLANG_TEST_PANICS";

#[test]
fn a_panic_gives_the_terminal_back() {
    if std::env::var_os(PANICS).is_some() {
        let mut screen = Screen::take().expect("a terminal");
        screen.draw(|_| {}).expect("drawn");
        panic!("as a mistake in a picture would");
    }
    let terminal = Terminal::open();
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    let name = "screen::a_panic_gives_the_terminal_back";
    let command = command
        .args(["--exact", "--nocapture", name])
        .env(PANICS, "1");
    let status = terminal.start(command).wait().expect("it ends");
    assert!(!status.success());
    terminal.assert_given_back("panic");
    let text = terminal.text();
    assert!(text.contains(ENTERS), "{text:?}");
    let after = &text[text.find(LEAVES).unwrap_or_default()..];
    assert!(
        after.contains("as a mistake in a picture would"),
        "{text:?}"
    );
}
