//! What can be said on the command line. The names are fixed: scripts rely on them.

mod demo;
mod line;
mod moving;
mod queue;
mod sites;

pub use demo::{DemoArguments, PictureClock};
pub use line::{LineArguments, RunArguments};
pub use moving::Moving;
pub use queue::{QueueArguments, QueueSelection, QueueVerb};
pub use sites::{PasswordPlace, SitesArguments, SitesVerb};

use super::progress::Telling;
use crate::model::stored_site::port_range;
use crate::model::{Charset, Fingerprint, ModeChoice, Proxy, Security, Settings, TransferType};
use clap::{Args, Parser, Subcommand};
use jiff::Timestamp;
use std::ffi::OsString;
use std::net::IpAddr;
use std::path::PathBuf;

/// A dual-pane FTP file manager for the terminal. Without a verb it opens the screen.
#[derive(Debug, Parser)]
#[command(name = "twoport", version, max_term_width = 100)]
#[command(after_help = "Examples:
  twoport demo                                  try it: nothing to install, nothing to break
  twoport ftp://anna@ftp.example.org/pub        the screen, connected
  twoport 192.168.1.9 2121                      any host, any port
  twoport nas:photos                            a site that is kept (twoport sites)
  twoport get -r ftp://anna@host/logs -o here/  a whole folder, without the screen
  twoport run nightly.ftp                       a script with the verbs of ftp(1)
  twoport -c 'cd pub; mget *.csv' ftp://host    the same verbs on the command line
  twoport --plain host                          the same verbs at a prompt

Exit codes: 0 all done and proved, 1 some of it failed, 2 usage, 3 no connection,
4 login refused, 5 the server refused all of it, 6 local trouble, 130 interrupted.")]
pub struct Arguments {
    /// What to do without a screen
    #[command(subcommand)]
    pub verb: Option<Verb>,
    /// A URL (ftp://user@host:port/path), a site that is kept, or a host and perhaps a port
    #[arg(num_args = 0..=2, value_name = "URL | SITE[:PATH] | HOST [PORT]")]
    pub target: Vec<String>,
    /// Options for all verbs
    #[command(flatten)]
    pub common: Common,
    /// The classic verbs in place of the screen
    #[command(flatten)]
    pub line: LineArguments,
    /// How the screen looks
    #[command(flatten)]
    pub look: Look,
}

/// How the screen looks.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "The screen")]
pub struct Look {
    /// Colours: auto, dark, light, high-contrast, 16, mono, or a file; a name is a file in the folder
    /// themes beside the settings
    #[arg(long, value_name = "THEME")]
    pub theme: Option<String>,
    /// Draw with ASCII characters only
    #[arg(long)]
    pub ascii: bool,
}

impl Look {
    /// This, and where it says nothing what was said before the verb.
    #[must_use]
    pub fn or(self, before: Self) -> Self {
        Self {
            theme: self.theme.or(before.theme),
            ascii: self.ascii || before.ascii,
        }
    }
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// The screen on a built-in FTP server with sample files
    Demo(DemoArguments),
    /// List a folder on the server
    Ls(ListArguments),
    /// Print a file, or a part of it
    Cat(CatArguments),
    /// Print the last lines of a file, and what is added to it with -f
    Tail(TailArguments),
    /// Download files, or folders with -r
    Get(GetArguments),
    /// Upload files, or folders with -r
    Put(PutArguments),
    /// Run a script of classic ftp verbs: open, user, cd, get, mput …
    Run(RunArguments),
    /// Find out which data modes work with a server, and why the others do not
    Doctor(DoctorArguments),
    /// See and change what earlier runs have left in the queue, and go on with it
    Queue(QueueArguments),
    /// Read a saved LIST or MLSD from standard input, as the program reads one from a server
    Listing(SavedListing),
    /// Make a folder here like one on the server, or the reverse with --upload
    Mirror(MirrorArguments),
    /// The keys that are in force, and what they do
    Keys,
    /// The settings: where they are, what holds, whether all is right
    Config(ConfigArguments),
    /// The passwords that are stored: which there are, and forgetting one
    Passwords(PasswordsArguments),
    /// The sites that are kept: seeing, changing, and taking over those of other programs
    Sites(SitesArguments),
}

/// `twoport ls`
#[derive(Debug, Args)]
pub struct ListArguments {
    /// The folder
    pub url: String,
    /// One line for each entry, with permissions, size and time
    #[arg(short)]
    pub long: bool,
    /// Folders below it as well
    #[arg(short = 'R')]
    pub recursive: bool,
}

/// `twoport cat`
#[derive(Debug, Args)]
pub struct CatArguments {
    /// The file
    pub url: String,
    /// The byte to begin with, from 0
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub offset: u64,
    /// How many bytes, at most
    #[arg(long, value_name = "N")]
    pub count: Option<u64>,
}

/// `twoport tail`
#[derive(Debug, Args)]
pub struct TailArguments {
    /// The file
    pub url: String,
    /// Go on with what is added to it, until Ctrl-C
    #[arg(short, long)]
    pub follow: bool,
    /// How many lines
    #[arg(short = 'n', long, value_name = "LINES", default_value_t = 10)]
    pub lines: u64,
}

/// `twoport get`
#[derive(Debug, Args)]
pub struct GetArguments {
    /// What to download
    #[arg(required = true, value_name = "URL")]
    pub urls: Vec<String>,
    /// A folder (ending in / or existing) to put it into, or the file's new name
    #[arg(short, long, value_name = "PATH", default_value = ".")]
    pub output: PathBuf,
    /// Bytes or text
    #[command(flatten)]
    pub kind: TypeArguments,
    /// Folders with all that is in them; `dir/` means what is in dir
    #[arg(short, long)]
    pub recursive: bool,
}

/// Bytes as they are, or text.
#[derive(Clone, Copy, Debug, Args)]
pub struct TypeArguments {
    /// Move text: line ends are converted (TYPE A); such files are neither resumed nor proved by size
    #[arg(long)]
    ascii: bool,
}

impl TypeArguments {
    /// The representation type that is meant.
    pub fn transfer_type(self) -> TransferType {
        if self.ascii {
            TransferType::Ascii
        } else {
            TransferType::Image
        }
    }
}

/// `twoport put`
#[derive(Debug, Args)]
pub struct PutArguments {
    /// What to upload, and at last the URL: ending in / a folder, else the file's new name
    #[arg(required = true, num_args = 2.., value_names = ["FILE", "URL"])]
    pub paths: Vec<PathBuf>,
    /// Bytes or text
    #[command(flatten)]
    pub kind: TypeArguments,
    /// Folders with all that is in them; `dir/` means what is in dir
    #[arg(short, long)]
    pub recursive: bool,
}

/// `twoport doctor`
#[derive(Debug, Args)]
pub struct DoctorArguments {
    /// The server
    pub url: String,
    /// Try active modes too, even where passive works; one that fails may block the login for two
    /// minutes
    #[arg(long)]
    pub active: bool,
    /// Dial the address that the server names in reply to PASV, even where it is another one
    #[arg(long)]
    pub dial_announced: bool,
    /// Save the report to this file as well
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// `twoport listing`
#[derive(Clone, Copy, Debug, Args)]
pub struct SavedListing {
    /// The time to take for now where the listing leaves the year out
    #[arg(long, value_name = "RFC3339")]
    pub now: Option<Timestamp>,
}

/// `twoport mirror`
#[derive(Debug, Args)]
pub struct MirrorArguments {
    /// What is to be mirrored: a URL, with --upload a folder of this computer
    #[arg(value_name = "SRC")]
    pub source: OsString,
    /// What is to become like it: a folder of this computer, with --upload a URL
    #[arg(value_name = "DST")]
    pub target: OsString,
    /// From this computer to the server
    #[arg(long)]
    pub upload: bool,
    /// Delete what SRC has not, after all else went well
    #[arg(long)]
    pub delete: bool,
    /// The same, even if SRC is empty
    #[arg(long)]
    pub delete_all: bool,
    /// Delete so many at most without being asked; if there are more, none
    #[arg(long, value_name = "N")]
    pub max_delete: Option<usize>,
    /// Only say what would be done
    #[arg(short = 'n', long)]
    pub dry_run: bool,
}

/// `twoport config`
#[derive(Clone, Debug, Args)]
pub struct ConfigArguments {
    /// What to do
    #[command(subcommand)]
    pub verb: ConfigVerb,
}

/// What can be done with the settings.
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum ConfigVerb {
    /// Where the file is, or would be
    Path,
    /// What holds, in the form of the file
    Show,
    /// Write the file, with every setting and its default, where there is none
    Init,
    /// Whether the settings, the keys and the theme are in order
    Check,
}

/// `twoport passwords`
#[derive(Clone, Debug, Args)]
pub struct PasswordsArguments {
    /// What to do
    #[command(subcommand)]
    pub verb: PasswordsVerb,
}

/// What can be done with stored passwords.
#[derive(Clone, Debug, Subcommand)]
pub enum PasswordsVerb {
    /// The label of each, and where it is
    List,
    /// Forget one, or several
    Forget {
        /// The label, as `list` prints it: user@host:port
        #[arg(required = true, value_name = "LABEL")]
        labels: Vec<String>,
    },
}

/// Options for all verbs.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Connection")]
pub struct Common {
    /// Who dials the data connection: auto, passive (you), active (the server); or epsv, pasv,
    /// eprt, port to force one command
    #[arg(long, global = true)]
    pub mode: Option<ModeChoice>,
    /// Active mode: listen on these ports only
    #[arg(long, global = true, value_name = "A-B", value_parser = port_range)]
    pub port_range: Option<(u16, u16)>,
    /// Active mode: the address to tell the server in place of our own
    #[arg(long, global = true, value_name = "IP")]
    pub external_address: Option<IpAddr>,
    /// plain (no TLS), preferred (TLS where the server offers it), required (TLS or nothing),
    /// implicit (TLS from the first byte); ftpes:// means required, ftps:// implicit
    #[arg(long, global = true)]
    pub security: Option<Security>,
    /// Trust the certificates in this file as well
    #[arg(long, global = true, value_name = "PEM")]
    pub ca_file: Option<PathBuf>,
    /// Trust the certificate with this fingerprint, and no other
    #[arg(long, global = true, value_name = "SHA256:…")]
    pub trust_fingerprint: Option<Fingerprint>,
    /// What to tell a server that asks for an account as well (ACCT)
    #[arg(long, global = true, value_name = "NAME")]
    pub account: Option<String>,
    /// What the server's names are in: utf-8, latin1, windows-1251, shift-jis, gbk and all others of
    /// the Encoding Standard; without it UTF-8, else what they look like
    #[arg(long, global = true, value_name = "NAME")]
    pub charset: Option<Charset>,
    /// Go through a proxy: `socks5://[user:password@]host:port` or `http://…` (passive mode only)
    #[arg(long, global = true, value_name = "URL")]
    pub proxy: Option<Proxy>,
    /// Passive mode: dial the address that the server names in its 227 reply, not its own
    #[arg(long, global = true)]
    pub use_announced_address: bool,
    /// Seconds that dialling may take [default: 15]
    #[arg(long, global = true, value_name = "SECONDS",
          value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub connect_timeout: Option<u64>,
    /// Seconds that a reply, or data without progress, may take [default: 30]
    #[arg(long, global = true, value_name = "SECONDS",
          value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub timeout: Option<u64>,
    /// Say NOOP after so many idle seconds, so that the server keeps the session
    #[arg(long, global = true, value_name = "SECONDS",
          value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub keep_alive: Option<u64>,
    /// Sessions that move files side by side
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=16))]
    pub jobs: Option<u8>,
    /// How files are moved
    #[command(flatten)]
    pub moving: Moving,
    /// Read the password from the first line of standard input
    #[arg(long, global = true)]
    pub password_stdin: bool,
    /// Take user and password from ~/.netrc where they are not said otherwise
    #[arg(long, global = true)]
    pub netrc: bool,
    /// The same, from another file
    #[arg(long, global = true, value_name = "FILE")]
    pub netrc_file: Option<PathBuf>,
    /// One JSON object a line
    #[arg(long, global = true)]
    pub json: bool,
    /// Show the FTP dialogue
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// Write all that is said with the server to a file, without passwords
    #[arg(long, global = true, value_name = "FILE")]
    pub log: Option<PathBuf>,
    /// No progress
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// What the user has settled for all sites
    #[arg(skip)]
    pub settings: Settings,
    /// Lines only: nothing is drawn over
    #[arg(skip)]
    pub plain: bool,
    /// Whether it is told how a transfer goes on
    #[arg(skip)]
    pub telling: Telling,
}

#[cfg(test)]
mod tests;
