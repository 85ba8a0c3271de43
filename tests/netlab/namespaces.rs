//! Three network namespaces in a row, client - router - server, gone when dropped. No interface
//! of the machine itself is touched: both ends of every cable lie in a namespace.

use super::support::poll;
use super::support::process::{Process, signal};
use super::tools::{Tools, run};
use rustix::process::Signal;
use std::fs;
use std::hash::{BuildHasher as _, RandomState};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The beginning of the names of all namespaces; the id of the process that made them follows.
const PREFIX: &str = "twoport-lab-";
/// Where `ip netns` keeps the namespaces by name.
const FOLDER: &str = "/run/netns";

/// Addresses of the server.
pub(crate) mod address {
    use std::net::{Ipv4Addr, Ipv6Addr};

    /// The server.
    pub(crate) const SERVER: Ipv4Addr = Ipv4Addr::new(10, 77, 0, 2);
    /// The server as the world sees it, where it is behind a NAT of its own.
    pub(crate) const SERVER_OUTSIDE: Ipv4Addr = Ipv4Addr::new(172, 20, 0, 80);
    /// The server.
    pub(crate) const SERVER6: Ipv6Addr = Ipv6Addr::new(0xfd77, 0, 0, 0, 0, 0, 0, 2);
}

/// The beginning of the names of namespaces that this process makes. The random number in it is for
/// those of a process that had the same id.
pub(crate) fn prefix_of(maker: u32) -> String {
    // Each of these has a key of its own, made from the system's randomness.
    let number = RandomState::new().hash_one(());
    format!("{PREFIX}{maker}-{number:016x}-")
}

/// The namespaces of one laboratory.
#[derive(Debug)]
pub(crate) struct Namespaces {
    prefix: String,
    tools: Tools,
}

impl Namespaces {
    /// Makes the namespaces, their cables, addresses and routes, after removing what a killed run
    /// has left behind.
    ///
    /// # Panics
    /// Where that fails: [`Tools::find`] has seen that it can be done here.
    pub(crate) fn make(tools: Tools) -> Self {
        remove_leftovers(&tools);
        let prefix = prefix_of(std::process::id());
        // Made first, so that a half-built laboratory is taken down as well.
        let made = Self { prefix, tools };
        made.build().unwrap_or_else(|problem| panic!("{problem}"));
        made
    }

    fn build(&self) -> Result<(), String> {
        for namespace in self.names() {
            run(self.tools.ip(["netns", "add", &namespace]), "")?;
            // Nobody else can have an address here: none has to be looked for, which takes two
            // seconds for each cable.
            self.shell(
                &namespace,
                "echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad",
            )?;
        }
        let [client, router, server] = self.names();
        let cables = format!(
            "link add net netns {client} type veth peer name lan netns {router}\n\
             link add net netns {server} type veth peer name wan netns {router}\n"
        );
        run(self.tools.ip(["-batch", "-"]), &cables)?;
        self.configure(
            &router,
            &[
                ("lan", &["192.168.50.1/24", "fd50::1/64"]),
                ("wan", &["10.77.0.1/24", "fd77::1/64"]),
            ],
            &[],
        )?;
        let forward = "echo 1 >/proc/sys/net/ipv4/ip_forward\n\
                       echo 1 >/proc/sys/net/ipv6/conf/all/forwarding\n";
        self.shell(&router, forward)?;
        self.configure(
            &client,
            &[("net", &["192.168.50.2/24", "fd50::2/64"])],
            &["192.168.50.1", "fd50::1"],
        )?;
        self.configure(
            &server,
            &[("net", &["10.77.0.2/24", "fd77::2/64"])],
            &["10.77.0.1", "fd77::1"],
        )
    }

    /// Gives interfaces their addresses, sets them up, and sets default routes.
    fn configure(
        &self,
        namespace: &str,
        interfaces: &[(&str, &[&str])],
        gateways: &[&str],
    ) -> Result<(), String> {
        let mut lines = vec!["link set lo up".to_owned()];
        for (interface, addresses) in interfaces {
            for address in *addresses {
                lines.push(format!("addr add {address} dev {interface}"));
            }
            lines.push(format!("link set {interface} up"));
        }
        lines.extend(
            gateways
                .iter()
                .map(|gateway| format!("route add default via {gateway}")),
        );
        let command = self.tools.ip(["-n", namespace, "-batch", "-"]);
        run(command, &(lines.join("\n") + "\n")).map(drop)
    }

    /// Runs a few lines of shell in a namespace.
    pub(crate) fn shell(&self, namespace: &str, lines: &str) -> Result<(), String> {
        let mut command = self.tools.inside(namespace, Path::new("sh"));
        command.arg("-e");
        run(command, lines).map(drop)
    }

    /// The tools they were made with.
    pub(crate) fn tools(&self) -> &Tools {
        &self.tools
    }

    /// The name of the client's namespace.
    pub(crate) fn client(&self) -> String {
        format!("{}client", self.prefix)
    }

    /// The name of the router's namespace.
    pub(crate) fn router(&self) -> String {
        format!("{}router", self.prefix)
    }

    /// The name of the server's namespace.
    pub(crate) fn server(&self) -> String {
        format!("{}server", self.prefix)
    }

    /// The names of all three.
    pub(crate) fn names(&self) -> [String; 3] {
        [self.client(), self.router(), self.server()]
    }

    /// The file that stands for a namespace.
    pub(crate) fn file(namespace: &str) -> PathBuf {
        Path::new(FOLDER).join(namespace)
    }
}

impl Drop for Namespaces {
    fn drop(&mut self) {
        for namespace in self.names() {
            if Self::file(&namespace).exists()
                && let Err(problem) = remove(&self.tools, &namespace)
            {
                // A panic on top of a panic would hide the first.
                assert!(std::thread::panicking(), "{problem}");
                eprintln!("{problem}");
            }
        }
    }
}

/// Tries out in a namespace of its own whether this kernel can do what every laboratory needs, and
/// besides load these rules.
///
/// # Errors
/// What the kernel or the tools say where it cannot.
pub(crate) fn try_out(tools: &Tools, rules: &str) -> Result<(), String> {
    let namespace = format!("{}probe", prefix_of(std::process::id()));
    run(tools.ip(["netns", "add", &namespace]), "")?;
    let cable = ["link", "add", "lan", "type", "veth", "peer", "name", "wan"];
    let cable = [&["-n", &namespace][..], &cable].concat();
    let tried = run(tools.ip(cable), "").and_then(|_| tools.load_rules(&namespace, rules));
    remove(tools, &namespace).and(tried)
}

/// Ends what runs in a namespace, and removes it.
fn remove(tools: &Tools, namespace: &str) -> Result<(), String> {
    // A namespace that was only half made has none.
    let inhabitants = run(tools.ip(["netns", "pids", namespace]), "").unwrap_or_default();
    let inhabitants: Vec<Process> = inhabitants
        .lines()
        .filter_map(|line| Process::find(line.trim().parse().ok()?))
        .collect();
    for process in &inhabitants {
        signal(process.pid, Signal::KILL);
    }
    let ended = poll(Duration::from_secs(10), || {
        let mut all = inhabitants.iter();
        all.all(|process| !process.is_running()).then_some(())
    });
    ended.ok_or_else(|| format!("{namespace}: still running: {inhabitants:?}"))?;
    run(tools.ip(["netns", "delete", namespace]), "").map(drop)
}

/// Removes the namespaces of runs that were killed. Another test may be doing the same just now,
/// so a failure means nothing.
fn remove_leftovers(tools: &Tools) {
    let Ok(entries) = fs::read_dir(FOLDER) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let maker = name
            .strip_prefix(PREFIX)
            .and_then(|rest| rest.split('-').next()?.parse().ok());
        if maker.is_some_and(|maker| Process::find(maker).is_none()) {
            let _ = remove(tools, &name);
        }
    }
}
