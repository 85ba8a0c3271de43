//! Byte 255 in names. The control connection is Telnet (RFC 959 section 3.1), where that byte begins
//! a command and is doubled to stand for itself (RFC 854). suppaftp doubles it. `ProFTPD` and BSD's
//! server take one of the two away again; vsftpd and Pure-FTPd know nothing of Telnet, and want it
//! as it is. In windows-1251 it is the letter я, in Latin-1 ÿ.

use super::ControlConnection;
use crate::ftp::{FtpError, Reply};

const IAC: u8 = 255;

/// Servers that greet with their name, and whether they know Telnet.
const KNOWN: [(&str, bool); 3] = [("vsFTPd", false), ("Pure-FTPd", false), ("ProFTPD", true)];
/// Commands that change nothing, so that they can be tried both ways.
const HARMLESS: [&[u8]; 4] = [b"CWD", b"SIZE", b"MDTM", b"MLST"];
/// Commands for what is there, which must not hit something else.
const FOR_WHAT_IS_THERE: [&[u8]; 4] = [b"RETR", b"DELE", b"RMD", b"RNFR"];

/// Whether the server that greets so knows Telnet; `None` where that is not known.
pub(super) fn knows_telnet(greeting: &Reply) -> Option<bool> {
    let said = greeting.text();
    let known = KNOWN.iter().find(|(name, _)| said.contains(name));
    known.map(|(_, telnet)| *telnet)
}

impl ControlConnection {
    /// Sends one command and reads one reply, whatever its class. For a transfer that reply may be
    /// preliminary (1yz); then the final one is read by [`Self::next_reply`].
    ///
    /// With byte 255 in it, a command that changes nothing is tried both ways until it is known
    /// which way the server takes it; before a command that changes something others find that out.
    ///
    /// If the future is dropped before its end the reply is still to come: [`Self::fence`] finds
    /// the place again, else the connection counts as poisoned.
    ///
    /// # Errors
    /// [`FtpError::Argument`] before anything is sent; [`FtpError::Io`], [`FtpError::Timeout`] and
    /// [`FtpError::Protocol`], which all poison the connection.
    pub async fn ask(&mut self, command: &[u8]) -> Result<Reply, FtpError> {
        if self.knows_telnet.is_none() && command.contains(&IAC) {
            let end = command.iter().position(|byte| *byte == b' ');
            let (verb, path) = command.split_at(end.unwrap_or(command.len()));
            if HARMLESS.contains(&verb) {
                return self.try_both_ways(command).await;
            }
            if FOR_WHAT_IS_THERE.contains(&verb) {
                for verb in [&b"SIZE"[..], b"CWD"] {
                    if self.knows_telnet.is_none() {
                        self.try_both_ways(&[verb, path].concat()).await?;
                    }
                }
            }
        }
        self.ask_once(command).await
    }

    async fn try_both_ways(&mut self, command: &[u8]) -> Result<Reply, FtpError> {
        let reply = self.ask_once(command).await?;
        if reply.is_completion() {
            self.knows_telnet = Some(true);
            return Ok(reply);
        }
        if reply.code() < 500 {
            return Ok(reply);
        }
        self.wire.send_literally(true);
        let second = self.ask_once(command).await?;
        if second.is_completion() {
            self.knows_telnet = Some(false);
            return Ok(second);
        }
        self.wire.send_literally(false);
        Ok(reply)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_known_by_their_greetings() {
        let telnet = |text: &str| knows_telnet(&Reply::parse(text.as_bytes()).unwrap());
        assert_eq!(telnet("220 (vsFTPd 3.0.5)\r\n"), Some(false));
        let long = "220---- Welcome to Pure-FTPd [TLS] ----\r\n220 Be nice\r\n";
        assert_eq!(telnet(long), Some(false));
        assert_eq!(telnet("220 ProFTPD Server ready\r\n"), Some(true));
        assert_eq!(telnet("220 ready\r\n"), None);
    }
}
