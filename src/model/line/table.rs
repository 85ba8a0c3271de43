//! The table of verbs: names, arguments, one line of help.

use strum::EnumIter;

/// What a line asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter)]
#[expect(missing_docs, reason = "the table says it of each")]
pub enum Verb {
    Open,
    User,
    Account,
    Close,
    Quit,
    Cd,
    Cdup,
    Pwd,
    Dir,
    Ls,
    Mls,
    Page,
    Lcd,
    Lpwd,
    Lls,
    Get,
    Mget,
    Mreget,
    Reget,
    Newer,
    Put,
    Mput,
    Append,
    Sunique,
    Runique,
    Case,
    Ntrans,
    Nmap,
    Delete,
    Mdelete,
    Mkdir,
    Rmdir,
    Rename,
    Copy,
    Chmod,
    Size,
    Modtime,
    Binary,
    Ascii,
    Type,
    Only,
    Passive,
    Active,
    Auto,
    Mode,
    Epsv,
    Pasv,
    Eprt,
    Port,
    Prompt,
    Glob,
    Progress,
    Verbose,
    Bell,
    Status,
    Quote,
    Site,
    Server,
    Mirror,
    Queue,
    Log,
    Sockets,
    Doctor,
    Tab,
    TabClose,
    Theme,
    Set,
    Help,
    Shell,
    /// Done in another way here: said, not done.
    Elsewhere,
    /// Taken, and nothing becomes other by it.
    Idle,
}

/// What the arguments of a verb are, so that they can be completed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Completes {
    /// Nothing that is known.
    Nothing,
    /// Sites that are kept.
    Sites,
    /// Names in the folder of the server.
    Remote,
    /// Folders in the folder of the server.
    RemoteDirs,
    /// Names in the folder of this computer.
    Local,
    /// Folders in the folder of this computer.
    LocalDirs,
    /// Verbs.
    Verbs,
    /// `image` and `ascii`.
    Types,
    /// `passive`, `active` and the like.
    Modes,
    /// `on` and `off`.
    Switch,
    /// What can be set.
    Settings,
    /// Themes that are built in.
    Themes,
}

/// A verb: what it is called, what it takes, what it does.
#[derive(Clone, Copy, Debug)]
pub struct VerbEntry {
    /// Which.
    pub verb: Verb,
    /// Its names, the usual one first.
    pub names: &'static [&'static str],
    /// What it takes, as it is written in help.
    pub takes: &'static str,
    /// What is asked for where it is left out, in this order.
    pub asks: &'static [&'static str],
    /// What its arguments are.
    pub completes: Completes,
    /// What it does, in a line.
    pub help: &'static str,
}

use Completes as C;
use Verb as V;

const fn row(
    verb: Verb,
    names: &'static [&'static str],
    (takes, asks): (&'static str, &'static [&'static str]),
    completes: Completes,
    help: &'static str,
) -> VerbEntry {
    VerbEntry {
        verb,
        names,
        takes,
        asks,
        completes,
        help,
    }
}

const NONE: &[&str] = &[];

/// All verbs, in the order of the help.
#[rustfmt::skip]
pub const VERBS: &[VerbEntry] = &[
    row(V::Open, &["open", "connect", "o"], ("HOST [PORT] | URL | SITE", &["to"]), C::Sites, "connect and log in"),
    row(V::User, &["user"], ("NAME [PASSWORD]", &["username"]), C::Nothing, "log in as somebody else"),
    row(V::Account, &["account"], ("[PASSWORD]", NONE), C::Nothing, "tell the server an account as well (ACCT)"),
    row(V::Close, &["close", "disconnect"], ("", NONE), C::Nothing, "close the connection"),
    row(V::Quit, &["bye", "quit", "exit", "q"], ("", NONE), C::Nothing, "close the connection and end"),
    row(V::Cd, &["cd", "cwd"], ("PATH", &["remote-directory"]), C::RemoteDirs, "go to a folder of the server"),
    row(V::Cdup, &["cdup"], ("", NONE), C::Nothing, "go to the folder above, on the server"),
    row(V::Pwd, &["pwd"], ("", NONE), C::Nothing, "say which folder of the server this is"),
    row(V::Dir, &["dir", "mlsd", "pdir"], ("[PATH] [LOCAL-FILE]", NONE), C::Remote, "list a folder of the server, with sizes and times"),
    row(V::Ls, &["ls", "nlist", "pls"], ("[-l] [PATH] [LOCAL-FILE]", NONE), C::Remote, "list a folder of the server, names only"),
    row(V::Mls, &["mls"], ("PATTERN… LOCAL-FILE", &["remote-files", "local-file"]), C::Remote, "list what matches, into a file or (-) here; mdir in full"),
    row(V::Page, &["page", "less", "more"], ("REMOTE", &["remote-file"]), C::Remote, "read a file of the server"),
    row(V::Lcd, &["lcd"], ("[PATH]", NONE), C::LocalDirs, "go to a folder of this computer"),
    row(V::Lpwd, &["lpwd"], ("", NONE), C::Nothing, "say which folder of this computer this is"),
    row(V::Lls, &["lls", "ldir"], ("[PATH]", NONE), C::LocalDirs, "list a folder of this computer"),
    row(V::Get, &["get", "recv"], ("[-r] REMOTE [LOCAL]", &["remote-file"]), C::Remote, "download a file; -r a folder"),
    row(V::Mget, &["mget"], ("PATTERN… [to DIR]", &["remote-files"]), C::Remote, "download what matches"),
    row(V::Mreget, &["mreget"], ("PATTERN… [to DIR]", &["remote-files"]), C::Remote, "go on with downloads where they stopped"),
    row(V::Reget, &["reget"], ("REMOTE [LOCAL]", &["remote-file"]), C::Remote, "go on with a download where it stopped"),
    row(V::Newer, &["newer"], ("REMOTE [LOCAL]", &["remote-file"]), C::Remote, "download if it is newer than what is here"),
    row(V::Put, &["put", "send"], ("[-r] LOCAL [REMOTE]", &["local-file"]), C::Local, "upload a file; -r a folder"),
    row(V::Mput, &["mput", "msend"], ("PATTERN… [to DIR]", &["local-files"]), C::Local, "upload what matches"),
    row(V::Append, &["append"], ("LOCAL REMOTE", &["local-file", "remote-file"]), C::Local, "add a file to the end of one on the server"),
    row(V::Sunique, &["sunique"], ("[on | off]", NONE), C::Switch, "put and mput: the server gives each file a name of its own (STOU)"),
    row(V::Runique, &["runique"], ("[on | off]", NONE), C::Switch, "get and mget: names that are taken here get a number"),
    row(V::Case, &["case"], ("[on | off]", NONE), C::Switch, "get and mget: NAMES IN CAPITALS become small ones here"),
    row(V::Ntrans, &["ntrans"], ("[FROM [TO]]", NONE), C::Nothing, "change characters of names on their way: ntrans ' :' _-"),
    row(V::Nmap, &["nmap"], ("[PATTERN NEW]", NONE), C::Nothing, "change names on their way: nmap $1.$2 $2-$1"),
    row(V::Delete, &["delete", "rm"], ("REMOTE", &["remote-file"]), C::Remote, "delete a file on the server"),
    row(V::Mdelete, &["mdelete"], ("PATTERN…", &["remote-files"]), C::Remote, "delete the files that match"),
    row(V::Mkdir, &["mkdir", "mdir", "md"], ("[-p] NAME", &["directory-name"]), C::RemoteDirs, "make a folder on the server; -p those above it too"),
    row(V::Rmdir, &["rmdir", "rd"], ("NAME", &["directory-name"]), C::RemoteDirs, "remove an empty folder of the server"),
    row(V::Rename, &["rename", "mv"], ("FROM TO", &["from-name", "to-name"]), C::Remote, "rename or move on the server"),
    row(V::Copy, &["cp", "copy"], ("[-r] FROM TO", &["from-name", "to-name"]), C::Remote, "copy on the server; through this computer where it cannot; -r a folder"),
    row(V::Chmod, &["chmod"], ("MODE REMOTE", &["mode", "file-name"]), C::Remote, "set permissions: chmod 644 index.html"),
    row(V::Size, &["size"], ("REMOTE", &["filename"]), C::Remote, "ask the server for a file's size"),
    row(V::Modtime, &["modtime"], ("REMOTE", &["filename"]), C::Remote, "ask the server for a file's time"),
    row(V::Binary, &["binary", "bin", "image"], ("", NONE), C::Nothing, "move bytes as they are (TYPE I)"),
    row(V::Ascii, &["ascii"], ("", NONE), C::Nothing, "move text: line ends are converted (TYPE A)"),
    row(V::Type, &["type"], ("[image | ascii]", NONE), C::Types, "say or set the type of transfers"),
    row(V::Only, &["tenex", "struct", "form", "cr"], ("[VALUE]", NONE), C::Nothing, "as ftp(1) has them: taken where servers of today know the value"),
    row(V::Passive, &["passive"], ("[on | off]", NONE), C::Switch, "passive mode: you dial the data connections"),
    row(V::Active, &["active"], ("", NONE), C::Nothing, "active mode: the server dials them"),
    row(V::Auto, &["auto"], ("", NONE), C::Nothing, "passive mode first, then active"),
    row(V::Mode, &["mode"], ("[auto | passive | active | epsv | pasv | eprt | port]", NONE), C::Modes, "say or set who dials the data connections"),
    row(V::Epsv, &["epsv", "epsv4", "epsv6"], ("[on | off]", NONE), C::Switch, "passive mode with EPSV and nothing else; off: with PASV"),
    row(V::Pasv, &["pasv"], ("", NONE), C::Nothing, "passive mode with PASV and nothing else"),
    row(V::Eprt, &["eprt"], ("", NONE), C::Nothing, "active mode with EPRT and nothing else"),
    row(V::Port, &["port"], ("", NONE), C::Nothing, "active mode with PORT and nothing else"),
    row(V::Prompt, &["prompt"], ("[on | off]", NONE), C::Switch, "ask about each file of mget, mput, mdelete; or not"),
    row(V::Glob, &["glob"], ("[on | off]", NONE), C::Switch, "whether *, ? and [ ] are patterns"),
    row(V::Progress, &["progress", "hash", "tick"], ("[on | off]", NONE), C::Switch, "tell how a transfer goes on; hash and tick: in lines, without a terminal too"),
    row(V::Verbose, &["verbose", "debug"], ("[on | off]", NONE), C::Switch, "show what is said with the server"),
    row(V::Bell, &["bell"], ("[on | off]", NONE), C::Switch, "ring when a transfer has ended"),
    row(V::Status, &["status"], ("", NONE), C::Nothing, "say how things stand"),
    row(V::Quote, &["quote", "literal"], ("COMMAND", &["command line to send"]), C::Nothing, "send a command as it is, and show the reply"),
    row(V::Site, &["site"], ("COMMAND", &["arguments to SITE command"]), C::Nothing, "send a SITE command, and show the reply"),
    row(V::Server, &["system", "remotehelp", "rhelp", "rstatus", "features", "mlst", "umask", "idle"], ("[ARGUMENT]", NONE), C::Nothing, "ask the server: SYST, HELP, STAT, FEAT, MLST, SITE UMASK, SITE IDLE"),
    row(V::Mirror, &["mirror"], ("[-R] [--delete] SOURCE TARGET", &["source", "target"]), C::RemoteDirs, "make a folder here like one there; -R the reverse"),
    row(V::Queue, &["queue", "jobs"], ("", NONE), C::Nothing, "show the transfers"),
    row(V::Log, &["log"], ("", NONE), C::Nothing, "show what was said, and what went on"),
    row(V::Sockets, &["sockets"], ("", NONE), C::Nothing, "show all sockets of the program"),
    row(V::Doctor, &["doctor"], ("", NONE), C::Nothing, "find out which data modes work, and why the others do not"),
    row(V::Tab, &["tab", "tabnew"], ("[HOST [PORT] | URL | SITE]", NONE), C::Sites, "open a tab: another connection beside this one"),
    row(V::TabClose, &["tabclose"], ("", NONE), C::Nothing, "close the tab"),
    row(V::Theme, &["theme"], ("[NAME]", NONE), C::Themes, "say or choose the colours: auto, dark, light, high-contrast, 16, mono"),
    row(V::Set, &["set"], ("[NAME VALUE]", NONE), C::Settings, "set mode, type, limit, conflict, sessions, charset, prompt"),
    row(V::Help, &["help", "?", "usage"], ("[VERB]", NONE), C::Verbs, "tell of the verbs"),
    row(V::Shell, &["!", "!!"], ("[COMMAND]", NONE), C::Local, "run a command of this computer (!! comes back at once)"),
    row(V::Elsewhere, &["macdef", "$", "proxy", "gate", "restart", "sendport", "fget", "rate", "throttle", "remopts", "unset", "lpage"], ("", NONE), C::Nothing, "as ftp(1) has them: each says what to do in its place"),
    row(V::Idle, &["trace", "edit", "reset", "preserve", "xferbuf", "rcvbuf", "sndbuf"], ("", NONE), C::Nothing, "taken, and makes no difference here"),
];

/// Verbs about the screen, which mean nothing without one.
pub const ON_SCREEN: [Verb; 5] = [V::Log, V::Sockets, V::Tab, V::TabClose, V::Theme];

/// The entry of a verb.
pub fn entry_of(verb: Verb) -> Option<&'static VerbEntry> {
    VERBS.iter().find(|entry| entry.verb == verb)
}

/// The entry that has exactly this name, whatever its case.
pub fn find(name: &str) -> Option<&'static VerbEntry> {
    let is = |own: &&str| own.eq_ignore_ascii_case(name);
    VERBS.iter().find(|entry| entry.names.iter().any(is))
}

impl VerbEntry {
    /// The usual name.
    pub fn name(&self) -> &'static str {
        self.names.first().copied().unwrap_or_default()
    }

    /// `get [-r] REMOTE [LOCAL]`
    pub fn usage(&self) -> String {
        format!("{} {}", self.name(), self.takes)
            .trim_end()
            .to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use strum::IntoEnumIterator as _;

    #[test]
    fn every_verb_stands_in_the_table_once() {
        for verb in Verb::iter() {
            let count = VERBS.iter().filter(|entry| entry.verb == verb).count();
            assert_eq!(count, 1, "{verb:?}");
        }
    }

    #[test]
    fn no_name_means_two_things() {
        let names: Vec<_> = VERBS.iter().flat_map(|entry| entry.names).collect();
        let different: BTreeSet<_> = names.iter().collect();
        assert_eq!(names.len(), different.len());
    }

    #[test]
    fn old_guides_write_mdir_for_mkdir() {
        assert_eq!(find("mdir").unwrap().verb, Verb::Mkdir);
        assert_eq!(find("MGET").unwrap().verb, Verb::Mget);
        assert!(find("mg").is_none());
    }
}
