//! The system's tools that the laboratory is made with, and the loud skip where they are missing.

use super::namespaces::try_out;
use super::rules::{HELPER_PROBE, PROBE};
use super::support::server_config::{libraries, roots};
use std::ffi::OsString;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// `ip` (iproute2) and `nft` (nftables).
#[derive(Debug)]
pub(crate) struct Tools {
    ip: Tool,
    nft: Tool,
}

/// A program, with the libraries it was unpacked with.
#[derive(Debug)]
struct Tool {
    program: PathBuf,
    libraries: Option<OsString>,
}

impl Tools {
    /// The tools, if this is root, both are here and this kernel can do what every laboratory needs;
    /// else a notice. With `CI=true` that is a panic, unless it is the kernel that cannot.
    pub(crate) fn find() -> Option<Self> {
        static TRIED: OnceLock<Result<(), String>> = OnceLock::new();
        if !rustix::process::geteuid().is_root() {
            return skip("only root may make network namespaces");
        }
        let (Some(ip), Some(nft)) = (Tool::find("ip"), Tool::find("nft")) else {
            return skip("ip or nft is not here; `tests/run` fetches them");
        };
        let found = Self { ip, nft };
        let tried = TRIED.get_or_init(|| try_out(&found, PROBE));
        able(tried.as_ref()).map(|()| found)
    }

    /// Whether this kernel has an FTP helper; else a notice.
    pub(crate) fn have_helper(&self) -> Option<()> {
        static TRIED: OnceLock<Result<(), String>> = OnceLock::new();
        able(TRIED.get_or_init(|| try_out(self, HELPER_PROBE)).as_ref())
    }

    /// A call of `ip`.
    pub(crate) fn ip<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = self.ip.call();
        command.args(arguments);
        command
    }

    /// A call of `program` in a network namespace.
    pub(crate) fn inside(&self, namespace: &str, program: &Path) -> Command {
        let mut command = self.ip(["netns", "exec", namespace]);
        command.arg(program);
        command
    }

    /// Loads rules (a text in the language of `nft`) into a network namespace.
    pub(crate) fn load_rules(&self, namespace: &str, rules: &str) -> Result<(), String> {
        let mut command = self.inside(namespace, &self.nft.program);
        command.args(["-f", "-"]);
        if let Some(libraries) = &self.nft.libraries {
            command.env("LD_LIBRARY_PATH", libraries);
        }
        run(command, rules).map(drop)
    }
}

impl Tool {
    fn find(name: &str) -> Option<Self> {
        let system = Path::new("/");
        // The system's own first: it goes with the kernel.
        let trees = std::iter::once(system.to_owned()).chain(roots());
        let folders = ["usr/sbin", "sbin", "usr/bin", "bin"];
        let mut places =
            trees.flat_map(|tree| folders.map(|folder| (tree.clone(), tree.join(folder))));
        places.find_map(|(tree, folder)| {
            let program = folder.join(name);
            program.exists().then(|| Self {
                program,
                libraries: (tree != system).then(|| libraries(&tree)),
            })
        })
    }

    fn call(&self) -> Command {
        let mut command = Command::new(&self.program);
        if let Some(libraries) = &self.libraries {
            command.env("LD_LIBRARY_PATH", libraries);
        }
        command
    }
}

/// Runs a command to its end and gives what it printed, or what it was and what it complained of.
pub(crate) fn run(mut command: Command, input: &str) -> Result<String, String> {
    let shown = format!("{command:?}");
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{shown}: {error}"))?;
    // A program that does not want its input may have ended already; then its status says why.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    Err(format!("{shown}: {}\n{complaint}", output.status))
}

/// Says that there is no laboratory; with `CI=true` that is a failure.
pub(crate) fn skip<T>(why: &str) -> Option<T> {
    let message = format!("SKIPPED: no network laboratory: {why}");
    assert!(std::env::var("CI").as_deref() != Ok("true"), "{message}");
    eprintln!("*** {message}");
    None
}

/// What is said where the kernel cannot do something, or does not let us.
const REFUSALS: [&str; 6] = [
    "Operation not permitted",
    "Permission denied",
    "not supported",
    "Unknown device type",
    "Could not process rule: No such file or directory",
    "Function not implemented",
];

/// Whether a trial succeeded; else it says so. What the kernel cannot do no package brings: that is no
/// failure anywhere.
fn able(tried: Result<&(), &String>) -> Option<()> {
    let what = match tried {
        Ok(()) => return Some(()),
        Err(what) => what,
    };
    if !REFUSALS.iter().any(|words| what.contains(words)) {
        return skip(what);
    }
    eprintln!("*** SKIPPED: no network laboratory: this kernel cannot do it: {what}");
    None
}
