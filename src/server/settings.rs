//! Features, types and the agreement on data connections.

use super::commands::Command;
use super::data::{self, AddressError, Endpoint};
use super::listing::FACTS;
use super::reply::{Next, Reply};
use super::session::Session;
use std::net::{IpAddr, SocketAddr};

/// What FEAT shows, and the verb it stands or falls with. RFC 2389 section 3.
const FEATURES: [(&str, &str); 8] = [
    ("EPRT", "EPRT"),
    ("EPSV", "EPSV"),
    ("MDTM", "MDTM"),
    ("MFMT", "MFMT"),
    ("REST", "REST STREAM"),
    ("SIZE", "SIZE"),
    ("TVFS", "TVFS"),
    ("UTF8", "UTF8"),
];

impl Session {
    pub(super) fn features(&self) -> Next {
        let options = &self.state.options;
        let mut lines: Vec<Vec<u8>> = FEATURES
            .iter()
            .filter(|(verb, _)| options.knows(verb))
            .map(|(_, line)| line.as_bytes().to_vec())
            .collect();
        // RFC 4217 section 6.
        if self.state.tls.is_some() {
            let offered = [("AUTH", "AUTH TLS"), ("PBSZ", "PBSZ"), ("PROT", "PROT")];
            let offered = offered.iter().filter(|(verb, _)| options.knows(verb));
            lines.extend(offered.map(|(_, line)| line.as_bytes().to_vec()));
        }
        // RFC 3659 section 7.8: one line stands for MLST and MLSD, a star marks what is sent.
        if options.knows("MLST") && options.knows("MLSD") {
            let mut line = b"MLST ".to_vec();
            for fact in FACTS {
                line.extend_from_slice(fact.as_bytes());
                let sent = self.settings.facts.contains(&fact);
                line.extend_from_slice(if sent { b"*;" } else { b";" });
            }
            lines.push(line);
        }
        lines.extend(self.hash_features());
        Next::Reply(Reply::block(211, "Features:", &lines, "End"))
    }

    pub(super) fn options(&mut self, command: &Command) -> Next {
        let text = command.text();
        let (name, value) = text.split_once(' ').unwrap_or((&text, ""));
        match name.to_ascii_uppercase().as_str() {
            "UTF8" => Next::say(200, "Names are bytes; UTF-8 is fine"),
            "MLST" => {
                let wanted: Vec<&str> = value.split(';').collect();
                let wants = |fact: &str| wanted.iter().any(|name| name.eq_ignore_ascii_case(fact));
                self.settings.facts = FACTS.into_iter().filter(|fact| wants(fact)).collect();
                let mut kept = self.settings.facts.join(";");
                if !kept.is_empty() {
                    kept.insert(0, ' ');
                    kept.push(';');
                }
                Next::say(200, &format!("MLST OPTS{kept}"))
            }
            "HASH" if self.state.options.hashes => Next::Reply(self.choose_hash(value)),
            _ => Next::say(501, "Option not understood"),
        }
    }

    /// Commands that set something. `None`: it is not one of them.
    pub(super) fn answer_setting(&mut self, command: &Command) -> Option<Next> {
        Some(match command.verb.as_str() {
            "TYPE" => self.representation(&command.text().to_ascii_uppercase()),
            "STRU" if command.text().eq_ignore_ascii_case("F") => Next::say(200, "Structure is F"),
            "MODE" if command.text().eq_ignore_ascii_case("S") => Next::say(200, "Mode is S"),
            "STRU" | "MODE" => Next::say(504, "Not implemented for that parameter"),
            "ALLO" => Next::say(202, "No storage needs to be set aside"),
            "REST" => match command.text().parse() {
                Ok(offset) => {
                    self.settings.restart = offset;
                    Next::say(350, &format!("Restarting at {offset}; send STOR or RETR"))
                }
                Err(_) => Next::say(501, "REST needs a number of bytes"),
            },
            "ABOR" => Next::say(225, "No transfer to abort"),
            _ => return None,
        })
    }

    fn representation(&mut self, kind: &str) -> Next {
        let ascii = match kind {
            "A" | "A N" => true,
            "I" | "L 8" | "L8" => false,
            _ => return Next::say(504, "Types are A, I and L 8"),
        };
        self.settings.ascii = ascii;
        Next::say(200, if ascii { "Type is A" } else { "Type is I" })
    }

    /// PASV, EPSV, PORT and EPRT.
    pub(super) async fn agree_on_data(&mut self, command: &Command) -> Next {
        let text = command.text();
        let verb = command.verb.as_str();
        if verb != "EPSV" && self.settings.epsv_only {
            return Next::say(503, "Not after EPSV ALL");
        }
        match verb {
            "PASV" => self.passive().await,
            "EPSV" => self.extended_passive(&text).await,
            "PORT" => self.active(data::parse_port(&text)),
            _ => self.active(data::parse_eprt(&text)),
        }
    }

    async fn passive(&mut self) -> Next {
        let IpAddr::V4(local) = self.ends.local else {
            return Next::say(425, "PASV is for IPv4; send EPSV");
        };
        match Endpoint::listen(self.ends, self.state.next_data_port()).await {
            Ok((endpoint, port)) => {
                self.endpoint = endpoint;
                let named = self.state.options.pasv_address.unwrap_or(local);
                let numbers = data::pasv_numbers(named, port);
                Next::say(227, &format!("Entering Passive Mode ({numbers})"))
            }
            Err(_) => Next::say(425, "Cannot open a port to listen on"),
        }
    }

    async fn extended_passive(&mut self, text: &str) -> Next {
        let family = if self.ends.local.is_ipv4() { "1" } else { "2" };
        if text.eq_ignore_ascii_case("ALL") {
            self.settings.epsv_only = true;
            return Next::say(200, "EPSV ALL it is");
        }
        if !text.is_empty() && text != family {
            return Next::say(
                522,
                &format!("Network protocol not supported, use ({family})"),
            );
        }
        match Endpoint::listen(self.ends, self.state.next_data_port()).await {
            Ok((endpoint, port)) => {
                self.endpoint = endpoint;
                Next::say(229, &format!("Entering Extended Passive Mode (|||{port}|)"))
            }
            Err(_) => Next::say(425, "Cannot open a port to listen on"),
        }
    }

    fn active(&mut self, target: Result<SocketAddr, AddressError>) -> Next {
        match target {
            // RFC 2577 section 3: nobody else's host is dialled.
            Ok(target) if target.ip().to_canonical() == self.ends.peer => {
                self.endpoint = Endpoint::Active(target);
                Next::say(200, "Ready to dial")
            }
            Ok(_) => Next::say(500, "That is not your address"),
            Err(AddressError::Syntax) => Next::say(501, "Address not understood"),
            Err(AddressError::Family) => {
                Next::say(522, "Network protocol not supported, use (1,2)")
            }
        }
    }
}
