//! Commands and what they ask for.

use super::Meaning;

/// The verb, what it asks for, where it is laid down.
const VERBS: &[(&str, &str, &str)] = &[
    ("USER", "Says who logs in.", "RFC 959 section 4.1.1"),
    (
        "PASS",
        "Says the password, which is never shown.",
        "RFC 959 section 4.1.1",
    ),
    (
        "ACCT",
        "Says the account, which is never shown.",
        "RFC 959 section 4.1.1",
    ),
    ("CWD", "Goes to a folder.", "RFC 959 section 4.1.1"),
    ("CDUP", "Goes to the folder above.", "RFC 959 section 4.1.1"),
    ("QUIT", "Says goodbye.", "RFC 959 section 4.1.1"),
    (
        "TYPE",
        "Says how bytes are written: I as they are, A as text.",
        "RFC 959 section 4.1.2",
    ),
    (
        "STRU",
        "Says how files are made up.",
        "RFC 959 section 4.1.2",
    ),
    ("MODE", "Says how bytes are sent.", "RFC 959 section 4.1.2"),
    (
        "PASV",
        "Passive mode: asks the server to wait for you at an address and port.",
        "RFC 959 section 4.1.2",
    ),
    (
        "EPSV",
        "Extended passive mode: asks the server to wait for you at a port of its own address.",
        "RFC 2428 section 3",
    ),
    (
        "PORT",
        "Active mode: tells the server where you wait for its call; the last two numbers are the \
         port, the first times 256 plus the second.",
        "RFC 959 section 4.1.2",
    ),
    (
        "EPRT",
        "Extended active mode: tells the server where you wait for its call: |1| is IPv4, |2| IPv6.",
        "RFC 2428 section 2",
    ),
    ("RETR", "Downloads a file.", "RFC 959 section 4.1.3"),
    (
        "STOR",
        "Uploads a file, in place of one of that name.",
        "RFC 959 section 4.1.3",
    ),
    (
        "STOU",
        "Uploads a file under a name that the server chooses.",
        "RFC 959 section 4.1.3",
    ),
    (
        "APPE",
        "Uploads the rest of a file.",
        "RFC 959 section 4.1.3",
    ),
    (
        "ALLO",
        "Asks for room before an upload.",
        "RFC 959 section 4.1.3",
    ),
    (
        "REST",
        "The next transfer begins at this byte.",
        "RFC 3659 section 5",
    ),
    ("RNFR", "Renames: this name ...", "RFC 959 section 4.1.3"),
    ("RNTO", "... becomes this one.", "RFC 959 section 4.1.3"),
    ("ABOR", "Breaks a transfer off.", "RFC 959 section 4.1.3"),
    ("DELE", "Deletes a file.", "RFC 959 section 4.1.3"),
    ("RMD", "Deletes an empty folder.", "RFC 959 section 4.1.3"),
    ("MKD", "Makes a folder.", "RFC 959 section 4.1.3"),
    (
        "PWD",
        "Asks for the folder we are in; also tells whether replies are still in step.",
        "RFC 959 section 4.1.3",
    ),
    (
        "LIST",
        "Lists a folder in words for people.",
        "RFC 959 section 4.1.3",
    ),
    (
        "NLST",
        "Lists the names in a folder.",
        "RFC 959 section 4.1.3",
    ),
    (
        "MLSD",
        "Lists a folder in words for programs.",
        "RFC 3659 section 7",
    ),
    (
        "MLST",
        "Asks for the facts of one file.",
        "RFC 3659 section 7",
    ),
    (
        "SIZE",
        "Asks for a file's size in bytes.",
        "RFC 3659 section 4",
    ),
    (
        "MDTM",
        "Asks for a file's time, or sets it.",
        "RFC 3659 section 3",
    ),
    ("MFMT", "Sets a file's time.", "draft-somers-ftp-mfxx"),
    (
        "SITE",
        "A command of this server's own, such as CHMOD.",
        "RFC 959 section 4.1.3",
    ),
    (
        "SYST",
        "Asks what system the server runs on.",
        "RFC 959 section 4.1.3",
    ),
    ("STAT", "Asks how things stand.", "RFC 959 section 4.1.3"),
    ("HELP", "Asks for help.", "RFC 959 section 4.1.3"),
    (
        "NOOP",
        "Asks for nothing but a reply: keeps the connection alive.",
        "RFC 959 section 4.1.3",
    ),
    ("FEAT", "Asks what the server offers.", "RFC 2389 section 3"),
    ("OPTS", "Sets how a command works.", "RFC 2389 section 4"),
    (
        "LANG",
        "Asks for the server's words in a language.",
        "RFC 2640 section 4.1",
    ),
    (
        "HOST",
        "Says which of the hosts at this address is meant.",
        "RFC 7151 section 3",
    ),
    (
        "CLNT",
        "Says which program this is.",
        "made up by some servers",
    ),
    ("AUTH", "Asks for TLS.", "RFC 4217 section 4"),
    (
        "PBSZ",
        "Has to come before PROT; with TLS it is 0.",
        "RFC 4217 section 8",
    ),
    (
        "PROT",
        "Data connections: P protected, C in clear.",
        "RFC 4217 section 9",
    ),
    ("CCC", "Goes back to clear commands.", "RFC 2228 section 3"),
    (
        "HASH",
        "Asks for a hash of a file.",
        "draft-bryan-ftpext-hash",
    ),
    (
        "XCRC",
        "Asks for a checksum of a file.",
        "made up by some servers",
    ),
    (
        "XMD5",
        "Asks for a hash of a file.",
        "made up by some servers",
    ),
    (
        "XSHA1",
        "Asks for a hash of a file.",
        "made up by some servers",
    ),
    (
        "XSHA256",
        "Asks for a hash of a file.",
        "made up by some servers",
    ),
    (
        "XSHA512",
        "Asks for a hash of a file.",
        "made up by some servers",
    ),
];

/// What a command asks for; `None` for one that is not known.
pub fn command(text: &str) -> Option<Meaning> {
    let verb = text.split(' ').next().unwrap_or(text);
    let known = VERBS
        .iter()
        .find(|(known, ..)| verb.eq_ignore_ascii_case(known))?;
    let (_, says, source) = *known;
    Some(Meaning {
        says,
        remedy: "",
        source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_known_by_its_verb() {
        assert!(command("RETR a b").unwrap().says.contains("Downloads"));
        assert_eq!(command("epsv"), command("EPSV ALL"));
        assert_eq!(command("XYZZY"), None);
        assert_eq!(command(""), None);
    }

    #[test]
    fn each_verb_stands_there_once() {
        for (number, (verb, ..)) in VERBS.iter().enumerate() {
            let first = VERBS.iter().position(|(known, ..)| known == verb);
            assert_eq!(first, Some(number), "{verb}");
        }
    }
}
