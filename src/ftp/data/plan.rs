//! Which commands to try for a data connection, in which order. Pure.

use crate::model::{ActiveCommand, DataCommand, ModeChoice, PassiveCommand, Site};
use std::net::IpAddr;
use std::time::Duration;

/// How data connections are to be opened from now on.
#[derive(Clone, Debug)]
pub struct ModeSettings {
    /// What the user asks for.
    pub choice: ModeChoice,
    /// What has worked with this server: tried first where the choice leaves it open.
    pub works: Option<DataCommand>,
    /// Active mode: the ports to listen on, inclusive.
    pub port_range: Option<(u16, u16)>,
    /// Passive mode: the ports to dial from follow this one; `None` lets the system choose.
    pub dial_from: Option<u16>,
    /// Active mode: the address to announce instead of our own.
    pub external_address: Option<IpAddr>,
    /// Passive mode: dial the address that a 227 reply names, even where it is not the server's.
    pub use_announced_address: bool,
    /// How long a data connection may take to come about, dialling or being dialled.
    pub connect_timeout: Duration,
}

impl Default for ModeSettings {
    fn default() -> Self {
        Self {
            choice: ModeChoice::default(),
            works: None,
            port_range: None,
            dial_from: None,
            external_address: None,
            use_announced_address: false,
            connect_timeout: Duration::from_secs(15),
        }
    }
}

impl ModeSettings {
    /// What a site says of its data connections.
    pub fn of(site: &Site) -> Self {
        Self {
            choice: site.mode,
            works: None,
            port_range: site.port_range,
            dial_from: site.dial_from,
            external_address: site.external_address,
            use_announced_address: site.use_announced_address,
            connect_timeout: site.connect_timeout,
        }
    }
}

const EPSV: DataCommand = DataCommand::Passive(PassiveCommand::Epsv);
const PASV: DataCommand = DataCommand::Passive(PassiveCommand::Pasv);
const EPRT: DataCommand = DataCommand::Active(ActiveCommand::Eprt);
const PORT: DataCommand = DataCommand::Active(ActiveCommand::Port);

/// The commands to try, first to last. PASV and PORT cannot name an IPv6 address (RFC 2428
/// section 1), so they are left out there.
pub fn candidates(settings: &ModeSettings, ipv6: bool) -> Vec<DataCommand> {
    let mut commands = match settings.choice {
        ModeChoice::Auto => vec![EPSV, PASV, EPRT, PORT],
        ModeChoice::Passive => vec![EPSV, PASV],
        ModeChoice::Active => vec![EPRT, PORT],
        ModeChoice::Epsv => vec![EPSV],
        ModeChoice::Pasv => vec![PASV],
        ModeChoice::Eprt => vec![EPRT],
        ModeChoice::Port => vec![PORT],
    };
    if ipv6 {
        commands.retain(|command| matches!(*command, EPSV | EPRT));
    }
    if let Some(at) = settings
        .works
        .and_then(|works| commands.iter().position(|c| *c == works))
    {
        let works = commands.remove(at);
        commands.insert(0, works);
    }
    commands
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(choice: ModeChoice, works: Option<DataCommand>) -> ModeSettings {
        ModeSettings {
            choice,
            works,
            ..ModeSettings::default()
        }
    }

    #[test]
    fn auto_is_passive_first_and_active_last() {
        assert_eq!(
            candidates(&settings(ModeChoice::Auto, None), false),
            [EPSV, PASV, EPRT, PORT]
        );
    }

    #[test]
    fn ipv6_leaves_the_old_commands_out() {
        assert_eq!(
            candidates(&settings(ModeChoice::Auto, None), true),
            [EPSV, EPRT]
        );
        assert_eq!(candidates(&settings(ModeChoice::Pasv, None), true), []);
    }

    #[test]
    fn what_has_worked_comes_first_but_only_within_the_choice() {
        let auto = settings(ModeChoice::Auto, Some(PORT));
        assert_eq!(candidates(&auto, false), [PORT, EPSV, PASV, EPRT]);
        let passive = settings(ModeChoice::Passive, Some(PORT));
        assert_eq!(candidates(&passive, false), [EPSV, PASV]);
    }
}
