//! What the router does to packets, in the language of nft. `lan` is the client's side of it,
//! `wan` the server's.

use super::namespaces::address::{SERVER, SERVER_OUTSIDE};

/// How calls to the server's passive ports end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Block {
    /// They vanish.
    Drop,
    /// They are refused.
    Reject,
}

/// What every scenario needs of the kernel's firewall.
pub(crate) const PROBE: &str = "table inet probe {
    chain passing { type filter hook forward priority filter; ct state new reject with tcp reset; }
    chain masking { type nat hook postrouting priority srcnat; masquerade; }
}";

/// What the scenarios with an FTP helper need of it besides.
pub(crate) const HELPER_PROBE: &str =
    "table inet probe {\nct helper ftp { type \"ftp\" protocol tcp; }\n}";

/// Lets pass only what begins with a call, or belongs to a connection that is known.
pub(crate) const FORGETFUL: &str = "table inet lab {
    chain passing { type filter hook forward priority filter; ct state invalid drop; }
}";

/// As [`FORGETFUL`], but what does not belong is refused.
pub(crate) const UNFORGIVING: &str = "table inet lab {
    chain passing { type filter hook forward priority filter;
      ct state invalid meta l4proto tcp reject with tcp reset; }
}";

/// A router, put together from what it does.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Router {
    /// Calls to the client's side do not pass, but for those that the FTP helper knows of.
    pub(crate) shields_client: bool,
    /// The client's IPv4 address is hidden behind the router's.
    pub(crate) masks_client: bool,
    /// The FTP helper watches control connections to this port.
    pub(crate) helper_port: Option<u16>,
    /// The server's IPv4 address is hidden behind another, and cannot be reached itself.
    pub(crate) masks_server: bool,
    /// Calls to the server's side do not pass, but for those to the control port.
    pub(crate) shields_server: Option<Block>,
    /// A firewall that opens the port which a 227 names but does not understand 229.
    pub(crate) knows_no_epsv: bool,
}

impl Router {
    /// The rules, for a server that listens on `control_port`.
    pub(crate) fn rules(&self, control_port: u16) -> String {
        let mut chains = Vec::new();
        chains.extend(self.helper_port.map(helper));
        if self.masks_client {
            chains.push(
                "chain mask_client { type nat hook postrouting priority srcnat;
                   oifname \"wan\" meta nfproto ipv4 masquerade; }"
                    .to_owned(),
            );
        }
        if self.masks_server {
            chains.push(mask_server());
        }
        if self.knows_no_epsv {
            chains.push(reply_watch(control_port));
        }
        chains.push(self.forwarding(control_port));
        format!("table inet lab {{\n{}\n}}\n", chains.join("\n"))
    }

    /// What passes from one side to the other.
    fn forwarding(&self, control_port: u16) -> String {
        let mut lines = vec!["ct state established,related accept".to_owned()];
        if self.shields_client {
            lines.push("iifname \"wan\" drop".to_owned());
        }
        if self.masks_server {
            lines.push("iifname \"lan\" ct status dnat accept".to_owned());
            lines.push("iifname \"lan\" drop".to_owned());
        }
        if self.knows_no_epsv {
            lines.push("iifname \"lan\" ip saddr @after_epsv tcp dport >= 1024 drop".to_owned());
        }
        if let Some(block) = self.shields_server {
            let verdict = match block {
                Block::Drop => "drop",
                Block::Reject => "reject with tcp reset",
            };
            lines.push(format!(
                "iifname \"lan\" tcp dport != {control_port} {verdict}"
            ));
        }
        format!(
            "chain passing {{ type filter hook forward priority filter;\n{}\n}}",
            lines.join("\n")
        )
    }
}

/// The FTP helper rewrites what it understands, and opens what was agreed on.
fn helper(port: u16) -> String {
    format!(
        "ct helper ftp {{ type \"ftp\" protocol tcp; }}
         chain helped {{ type filter hook prerouting priority filter;
           tcp dport {port} ct helper set \"ftp\"; }}"
    )
}

/// The server's NAT: every port is forwarded, in both directions.
fn mask_server() -> String {
    format!(
        "chain to_server {{ type nat hook prerouting priority dstnat;
           iifname \"lan\" ip daddr {SERVER_OUTSIDE} dnat ip to {SERVER}; }}
         chain from_server {{ type nat hook postrouting priority srcnat;
           oifname \"lan\" ip saddr {SERVER} snat ip to {SERVER_OUTSIDE}; }}"
    )
}

/// Remembers which passive reply a client has had last: the first four bytes of what the server
/// says, behind a TCP header with timestamps (32 bytes) or without (20).
fn reply_watch(control_port: u16) -> String {
    let mut lines = Vec::new();
    for (header_words, first_bit) in [(5, 160), (8, 256)] {
        for (begins, verdict) in [(b"229 ", "add"), (b"227 ", "delete")] {
            let bytes = u32::from_be_bytes(*begins);
            lines.push(format!(
                "tcp sport {control_port} tcp doff {header_words} @th,{first_bit},32 {bytes:#x} \
                 {verdict} @after_epsv {{ ip daddr }}"
            ));
        }
    }
    format!(
        "set after_epsv {{ type ipv4_addr; size 16; flags dynamic,timeout; timeout 1m; }}
         chain watched {{ type filter hook prerouting priority filter;\n{}\n}}",
        lines.join("\n")
    )
}
