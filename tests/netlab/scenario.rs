//! The scenarios: what stands between the client and which server.

use super::namespaces::address::{SERVER, SERVER_OUTSIDE, SERVER6};
use super::rules::{Block, Router};
use super::support::server::Kind;
use super::support::server_config::PASSWORD;
use std::net::{IpAddr, SocketAddr};

/// The server of a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ServerKind {
    /// A real one.
    Real(Kind),
    /// vsftpd, with lines for its configuration.
    Configured(&'static str),
    /// A real one that lets one in at a time.
    ForOne(Kind),
    /// vsftpd, which wants TLS.
    WithTls,
    /// The embedded server, which does not know these verbs.
    Without(&'static [&'static str]),
}

impl ServerKind {
    /// The user to log in as, with a password that is no secret; `None` for anonymous.
    pub(crate) fn login(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Real(kind) | Self::ForOne(kind) if kind != Kind::Vsftpd => {
                Some(("test", PASSWORD))
            }
            _ => None,
        }
    }
}

/// One scenario.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scenario {
    /// Its name in the table.
    pub(crate) name: &'static str,
    /// What the router does.
    pub(crate) router: Router,
    /// The server.
    pub(crate) server: ServerKind,
    /// Its control port.
    pub(crate) port: u16,
    /// Its IPv4 address, as the client knows it.
    pub(crate) v4: Option<IpAddr>,
    /// Its IPv6 address, as the client knows it.
    pub(crate) v6: Option<IpAddr>,
    /// What is tried must be tried one after the other.
    pub(crate) one_at_a_time: bool,
}

impl Scenario {
    /// The scenario of this name.
    pub(crate) fn named(name: &str) -> Self {
        let mut all = all().into_iter();
        all.find(|scenario| scenario.name == name)
            .unwrap_or_else(|| panic!("no scenario {name}"))
    }

    /// Where the server itself listens.
    pub(crate) fn listens_on(&self) -> Vec<SocketAddr> {
        let v4 = self.v4.map(|_| IpAddr::from(SERVER));
        let addresses = v4.into_iter().chain(self.v6);
        addresses
            .map(|address| SocketAddr::new(address, self.port))
            .collect()
    }
}

/// All scenarios.
pub(crate) fn all() -> Vec<Scenario> {
    let mut all = vec![OPEN];
    all.extend(client_side());
    all.extend(server_side());
    all.extend(odd_servers());
    all
}

/// Nothing in the way, and a server with both kinds of address.
pub(crate) const OPEN: Scenario = Scenario {
    name: "open",
    router: OPEN_ROUTER,
    server: ServerKind::Real(Kind::Vsftpd),
    port: 21,
    v4: Some(IpAddr::V4(SERVER)),
    v6: Some(IpAddr::V6(SERVER6)),
    one_at_a_time: false,
};

const OPEN_ROUTER: Router = Router {
    shields_client: false,
    masks_client: false,
    helper_port: None,
    masks_server: false,
    shields_server: None,
    knows_no_epsv: false,
};

const fn routed(name: &'static str, router: Router) -> Scenario {
    Scenario {
        name,
        router,
        ..OPEN
    }
}

/// Firewalls and NATs in front of the client.
fn client_side() -> Vec<Scenario> {
    let firewall = Router {
        shields_client: true,
        ..OPEN_ROUTER
    };
    let nat = Router {
        masks_client: true,
        ..firewall
    };
    let helped = |port| Router {
        helper_port: Some(port),
        ..nat
    };
    vec![
        routed("client-firewall", firewall),
        Scenario {
            server: ServerKind::Real(Kind::Proftpd),
            ..routed("client-firewall-proftpd", firewall)
        },
        routed("client-nat", nat),
        Scenario {
            server: ServerKind::Real(Kind::PureFtpd),
            ..routed("client-nat-pure-ftpd", nat)
        },
        routed("client-nat-alg", helped(21)),
        Scenario {
            port: 821,
            ..routed("client-nat-alg-821", helped(21))
        },
        Scenario {
            port: 821,
            ..routed("client-nat-alg-821-bound", helped(821))
        },
        Scenario {
            server: ServerKind::WithTls,
            ..routed("tls-alg", helped(21))
        },
    ]
}

/// Firewalls and NATs in front of the server.
fn server_side() -> Vec<Scenario> {
    let shield = |block| Router {
        shields_server: Some(block),
        ..OPEN_ROUTER
    };
    let both = Router {
        shields_client: true,
        ..shield(Block::Drop)
    };
    let nat = Router {
        masks_server: true,
        ..OPEN_ROUTER
    };
    let no_epsv = Router {
        knows_no_epsv: true,
        ..OPEN_ROUTER
    };
    vec![
        routed("server-firewall", shield(Block::Drop)),
        routed("server-firewall-reject", shield(Block::Reject)),
        routed("both-firewalled", both),
        Scenario {
            v4: Some(IpAddr::V4(SERVER_OUTSIDE)),
            v6: None,
            ..routed("server-nat", nat)
        },
        Scenario {
            v6: None,
            one_at_a_time: true,
            ..routed("epsv-drop", no_epsv)
        },
    ]
}

/// Nothing in the way, but a server of its own kind.
fn odd_servers() -> Vec<Scenario> {
    let served = |name, server| Scenario {
        name,
        server,
        ..OPEN
    };
    vec![
        Scenario {
            v4: None,
            ..routed("ipv6-only", OPEN_ROUTER)
        },
        served("epsv-500", ServerKind::Without(&["EPSV", "EPRT"])),
        served(
            "epsv-550",
            ServerKind::Configured("cmds_denied=EPSV,EPRT\n"),
        ),
        for_one("single-login", ServerKind::Configured("max_per_ip=1\n")),
        for_one("single-login-proftpd", ServerKind::ForOne(Kind::Proftpd)),
        for_one("single-login-pure-ftpd", ServerKind::ForOne(Kind::PureFtpd)),
    ]
}

const fn for_one(name: &'static str, server: ServerKind) -> Scenario {
    Scenario {
        name,
        server,
        one_at_a_time: true,
        ..OPEN
    }
}
