//! The system's tools that the laboratory is made with, and the loud skip where they are missing.

use super::support::server_config::{libraries, roots};
use std::ffi::OsString;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

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
    /// The tools, if this is root and both are here; else a notice, and with `CI=true` a panic.
    pub(crate) fn find() -> Option<Self> {
        if !rustix::process::geteuid().is_root() {
            return skip("only root may make network namespaces");
        }
        let (Some(ip), Some(nft)) = (Tool::find("ip"), Tool::find("nft")) else {
            return skip("ip or nft is not here; `tests/run` fetches them");
        };
        Some(Self { ip, nft })
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

/// Says that this kernel cannot do what the laboratory needs. No package brings it, so it is no
/// failure anywhere.
pub(crate) fn kernel_lacks<T>(what: &str) -> Option<T> {
    assert!(!what.contains("syntax error"), "{what}");
    eprintln!("*** SKIPPED: no network laboratory: this kernel cannot do it: {what}");
    None
}
