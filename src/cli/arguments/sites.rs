//! What can be said of the sites that are kept.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// `twoport sites`
#[derive(Debug, Args)]
pub struct SitesArguments {
    /// What to do; a list without it
    #[command(subcommand)]
    pub verb: Option<SitesVerb>,
}

/// What can be done with the sites that are kept.
#[derive(Clone, Debug, Subcommand)]
pub enum SitesVerb {
    /// All of them, by name
    List,
    /// All that is set of one
    Show {
        /// Its name
        #[arg(value_name = "SITE")]
        name: String,
    },
    /// Keep one more. The options that connect (--mode, --security …) are kept with it
    #[command(after_help = "\
What can be set:
  host, port, user          where, and as whom; anonymous without a user
  account                   told to a server that asks for one (332); readable in the file
  security                  plain, preferred, required, implicit
  mode                      auto, passive, active, epsv, pasv, eprt, port
  port_range                50000-50100: the ports that active mode listens on
  external_address          the address that active mode tells the server
  use_announced_address     true: dial the address in a 227 reply
  charset                   what names are in: utf-8, latin1, windows-1251 …
  remote_directory          opened there
  local_directory           opened here
  sessions                  0 to 16 that move files
  limit_down, limit_up      2M, 500k: bytes a second
  on_conflict               ask, overwrite, skip, rename, resume, newer, size
  verify                    size, hash, full
  upload_naming             auto, temporary, direct
  keep_permissions          true, false
  keep_times                true, false
  retries                   0 to 100 tries more for what failed in passing
  connect_timeout           seconds that dialling may take
  timeout                   seconds that a reply, or data without progress, may take
  keep_alive                seconds of idleness before NOOP
  proxy                     socks5://host:port or http://host:port
  ca_file                   certificates in PEM form that are trusted as well
  fingerprint               SHA256:...: the one certificate that is trusted")]
    Add {
        /// Its name, with its folders: work/nas
        #[arg(value_name = "SITE")]
        name: String,
        /// Where it is
        url: String,
        /// More that is set for it
        #[arg(long, value_name = "KEY=VALUE")]
        set: Vec<String>,
    },
    /// Change the file, or one site of it, in $VISUAL or $EDITOR
    Edit {
        /// Only this one
        #[arg(value_name = "SITE")]
        name: Option<String>,
    },
    /// Forget some, or folders with all that is in them; their passwords stay (twoport passwords)
    Remove {
        /// Their names
        #[arg(required = true, value_name = "SITE")]
        names: Vec<String>,
    },
    /// Trust the certificate of its server no more: the next connection asks about it
    Forget {
        /// Its name
        #[arg(value_name = "SITE")]
        name: String,
    },
    /// Take over the sites of FileZilla, WinSCP, lftp, or the machines of a .netrc
    Import {
        /// sitemanager.xml, WinSCP.ini, bookmarks or .netrc; without it those in your home
        file: Option<PathBuf>,
        /// Where their passwords go
        #[arg(long, value_enum, default_value_t = PasswordPlace::Keyring, value_name = "WHERE")]
        passwords: PasswordPlace,
        /// Only say what would come
        #[arg(short = 'n', long)]
        dry_run: bool,
    },
    /// Print sites as they stand in the file, to be kept elsewhere
    Export {
        /// Only these
        #[arg(value_name = "SITE")]
        names: Vec<String>,
    },
}

/// Where passwords that come with sites go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PasswordPlace {
    /// The system's keyring; where there is none they are left out
    Keyring,
    /// The encrypted file, with its master password
    File,
    /// Nowhere
    None,
}
