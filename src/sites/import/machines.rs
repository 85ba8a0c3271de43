//! The machines of a `.netrc`, in a folder of their own: not all of them need be FTP servers.

use super::{Imported, ImportedSite};
use crate::model::SiteKey;
use crate::secrets::netrc::Netrc;

/// Takes the machines that have a login.
pub(super) fn read(netrc: &Netrc) -> Imported {
    let mut imported = Imported::default();
    let folders = ["netrc".to_owned()];
    let hosts: Vec<&str> = netrc.machines().map(|(host, ..)| host).collect();
    for (host, port, login) in netrc.machines() {
        let has_others = hosts.iter().filter(|other| **other == host).count() > 1;
        let name = if has_others {
            format!("{host} ({})", login.user)
        } else {
            host.to_owned()
        };
        match ImportedSite::new(&folders, &name, host) {
            Ok(mut site) => {
                match port {
                    None | Some("ftp") => {}
                    Some("ftps") => site.set(SiteKey::Security, "implicit"),
                    Some(port) => site.set_port(port, 21),
                }
                site.set(SiteKey::User, &login.user);
                site.password = login.password;
                if login.account.is_some() {
                    site.left.push("its account (ACCT): say --netrc".into());
                }
                imported.sites.push(site);
            }
            Err(why) => imported.skipped.push((host.to_owned(), why)),
        }
    }
    imported
}
