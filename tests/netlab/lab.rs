//! A laboratory: the namespaces, the router's rules, the servers, and the client in front of them.

use super::client::{self, Run};
use super::embedded::Embedded;
use super::namespaces::Namespaces;
use super::rules::{FORGETFUL, Router, UNFORGIVING};
use super::scenario::{Scenario, ServerKind};
use super::server::Real;
use super::support::certificates::Certificate;
use super::support::poll;
use super::support::server::{Kind, RealOptions};
use super::support::server_tls::{RealTls, TlsUse};
use super::tools::{Tools, run};
use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What lies in the folder `/up` of the server.
pub(crate) const FILE: &str = "report.txt";

/// A laboratory with one scenario in it. All of it goes when it is dropped: first the servers,
/// then the namespaces.
pub(crate) struct Lab {
    scenario: Scenario,
    servers: Vec<Server>,
    namespaces: Namespaces,
    home: tempfile::TempDir,
    /// Who the server claims to be where it speaks TLS.
    certificate: Certificate,
}

enum Server {
    Real(Real),
    Embedded(Embedded),
}

impl Lab {
    /// Builds it. `None`, after a notice, where that cannot be.
    pub(crate) fn build(scenario: Scenario) -> Option<Self> {
        let tools = Tools::find()?;
        if scenario.router.helper_port.is_some() {
            tools.have_helper()?;
        }
        let namespaces = Namespaces::make(tools);
        let home = tempfile::tempdir().unwrap();
        client::write_hosts(home.path(), scenario.v4.into_iter().chain(scenario.v6));
        let mut lab = Self {
            scenario,
            servers: Vec::new(),
            namespaces,
            home,
            certificate: Certificate::self_signed(),
        };
        lab.route(scenario.router);
        for address in scenario.listens_on() {
            let server = lab.serve(address)?;
            fs::write(server.data().join(FILE), "all is well\n").unwrap();
            lab.servers.push(server);
        }
        Some(lab)
    }

    /// Gives the router these rules in place of those it had.
    pub(crate) fn route(&self, router: Router) {
        self.load(&router.rules(self.scenario.port)).unwrap();
    }

    fn load(&self, rules: &str) -> Result<(), String> {
        let tools = self.namespaces.tools();
        let rules = format!("flush ruleset\n{rules}");
        tools.load_rules(&self.namespaces.router(), &rules)
    }

    /// Makes the router forget an IPv4 connection that has been silent for so many seconds: what
    /// comes later on it vanishes.
    pub(crate) fn forget_after(&self, seconds: u32) {
        self.forget(seconds, FORGETFUL);
    }

    /// As [`Self::forget_after`], but what comes later is answered with a reset.
    pub(crate) fn forget_with_reset_after(&self, seconds: u32) {
        self.forget(seconds, UNFORGIVING);
    }

    fn forget(&self, seconds: u32, rules: &str) {
        let settings = format!(
            "cd /proc/sys/net/netfilter\n\
             echo 0 >nf_conntrack_tcp_loose\n\
             echo {seconds} >nf_conntrack_tcp_timeout_established\n"
        );
        let router = self.namespaces.router();
        self.namespaces.shell(&router, &settings).unwrap();
        self.load(rules).unwrap();
    }

    /// Takes the cable between the router and the server out, and puts it in again after so long.
    /// IPv4 only: the router's IPv6 address does not come back with the cable.
    pub(crate) fn cut_for(&self, length: Duration) {
        self.unplug();
        // Nothing is waited for: the length of the cut is what is tried out.
        std::thread::sleep(length);
        self.set_cable("up");
    }

    /// Takes the cable between the router and the server out.
    pub(crate) fn unplug(&self) {
        self.set_cable("down");
    }

    fn set_cable(&self, state: &str) {
        let tools = self.namespaces.tools();
        let router = self.namespaces.router();
        run(tools.ip(["-n", &router, "link", "set", "wan", state]), "").unwrap();
    }

    fn serve(&self, address: SocketAddr) -> Option<Server> {
        let namespace = self.namespaces.server();
        let real = |kind, options, more| {
            let tools = self.namespaces.tools();
            Real::start(tools, &namespace, kind, options, more).map(Server::Real)
        };
        let plain = RealOptions {
            bind: address,
            ..RealOptions::default()
        };
        Some(match self.scenario.server {
            ServerKind::Real(kind) => real(kind, plain, "")?,
            ServerKind::Configured(more) => real(Kind::Vsftpd, plain, more)?,
            ServerKind::ForOne(kind) => {
                let max_logins = Some(1);
                let options = RealOptions {
                    max_logins,
                    ..plain
                };
                real(kind, options, "")?
            }
            ServerKind::WithTls => {
                let certificate = self.certificate.clone();
                let tls = Some(RealTls::new(TlsUse::Required, certificate));
                real(Kind::Vsftpd, RealOptions { tls, ..plain }, "")?
            }
            ServerKind::Without(verbs) => {
                Server::Embedded(Embedded::start(&namespace, address, verbs))
            }
        })
    }

    /// The URL of a path below `/up` at one of the server's addresses.
    pub(crate) fn url(&self, address: IpAddr, path: &str) -> String {
        let host = match address {
            IpAddr::V4(v4) => v4.to_string(),
            IpAddr::V6(v6) => format!("[{v6}]"),
        };
        self.url_of(&host, &format!("up/{path}"))
    }

    /// The URL of a path from the login folder on, at the server of this name.
    pub(crate) fn url_of(&self, host: &str, path: &str) -> String {
        let user = match self.scenario.server.login() {
            Some((user, _)) => format!("{user}@"),
            None => String::new(),
        };
        format!("ftp://{user}{host}:{}/{path}", self.scenario.port)
    }

    /// The folder that the client is started in.
    pub(crate) fn here(&self) -> &Path {
        self.home.path()
    }

    /// The folder on disk that the client knows as `/up`.
    pub(crate) fn there(&self) -> PathBuf {
        self.servers[0].data()
    }

    /// Starts the program. Where one login is the limit, the one before must have left.
    pub(crate) fn start(&self, arguments: &[&str]) -> Run {
        if self.scenario.one_at_a_time {
            let idle = poll(Duration::from_secs(90), || {
                self.servers.iter().all(Server::is_idle).then_some(())
            });
            idle.expect("the session before has ended");
        }
        let fingerprint = self.certificate.fingerprint().to_string();
        let mut all = arguments.to_vec();
        if self.scenario.server == ServerKind::WithTls {
            all.extend([
                "--security",
                "required",
                "--trust-fingerprint",
                &fingerprint,
            ]);
        }
        let mut command = client::command(&self.namespaces, self.home.path(), &all);
        if let Some((_, password)) = self.scenario.server.login() {
            command.env("TWOPORT_PASSWORD", password);
        }
        Run::start(command)
    }

    /// Where it is built.
    pub(crate) fn namespaces(&self) -> &Namespaces {
        &self.namespaces
    }
}

impl Server {
    fn data(&self) -> PathBuf {
        match self {
            Self::Real(server) => server.data(),
            Self::Embedded(server) => server.data(),
        }
    }

    fn is_idle(&self) -> bool {
        match self {
            Self::Real(server) => server.is_idle(),
            Self::Embedded(_) => true,
        }
    }
}
