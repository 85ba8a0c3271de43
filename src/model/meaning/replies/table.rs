//! The reply codes that are known, a table for each class.

/// Code, what it means, what to do, where it is laid down.
pub(super) type Row = (u16, &'static str, &'static str, &'static str);

/// Replies that promise another one, and those that say that it is done.
pub(super) const GOOD: &[Row] = &[
    (
        110,
        "The server marks the place up to which a transfer could be restarted.",
        "",
        "RFC 959 section 4.2.1",
    ),
    (
        120,
        "The server is there, and ready in so many minutes.",
        "Wait, or try again later.",
        "RFC 959 section 4.2.1",
    ),
    (
        125,
        "The data connection is open already; the transfer begins.",
        "",
        "RFC 959 section 4.2.1",
    ),
    (
        150,
        "The server accepts the transfer: the data connection is open, or is being opened.",
        "",
        "RFC 959 section 4.2.1",
    ),
    (
        200,
        "The command is carried out.",
        "",
        "RFC 959 section 4.2.1",
    ),
    (
        202,
        "The command is not needed on this server and was passed over.",
        "",
        "RFC 959 section 4.2.1",
    ),
    (
        211,
        "The server tells its state, or the features it offers.",
        "",
        "RFC 959 section 4.2.1, RFC 2389 section 3",
    ),
    (
        212,
        "The server tells the state of a directory.",
        "",
        "RFC 959 section 4.2.1",
    ),
    (
        213,
        "The server tells of a file: its size, its time or its hash.",
        "",
        "RFC 959 section 4.2.1, RFC 3659 sections 3 and 4",
    ),
    (214, "A help text, for people.", "", "RFC 959 section 4.2.1"),
    (
        215,
        "The kind of system that the server runs on.",
        "",
        "RFC 959 section 4.2.1",
    ),
    (
        220,
        "The server is there and ready for a login.",
        "",
        "RFC 959 section 4.2.1",
    ),
    (
        221,
        "The server says goodbye and closes the control connection.",
        "",
        "RFC 959 section 4.2.1",
    ),
    (
        225,
        "The data connection is open and nothing moves on it.",
        "",
        "RFC 959 section 4.2.1",
    ),
    (
        226,
        "The transfer is complete as the server sees it, and the data connection closes.",
        "",
        "RFC 959 section 4.2.1",
    ),
    (
        227,
        "Passive mode: the server waits at an address and port for you to dial. The last two \
         numbers are the port: the first times 256, plus the second.",
        "",
        "RFC 959 section 4.1.2",
    ),
    (
        228,
        "Long passive mode: the server waits at an address and port for you to dial.",
        "",
        "RFC 1639 section 4",
    ),
    (
        229,
        "Extended passive mode: the server waits at this port, on its own address, for you to \
         dial.",
        "",
        "RFC 2428 section 3",
    ),
    (230, "You are logged in.", "", "RFC 959 section 4.2.1"),
    (231, "You are logged out.", "", "made up by some servers"),
    (
        232,
        "You are logged in, by what the TLS handshake has proved: no password is needed.",
        "",
        "RFC 2228 section 5",
    ),
    (
        234,
        "The server agrees: the TLS handshake begins with the next byte.",
        "",
        "RFC 2228 section 5, RFC 4217 section 4",
    ),
    (
        235,
        "The exchange that secures the connection is complete.",
        "",
        "RFC 2228 section 5",
    ),
    (
        250,
        "What was asked for the file or folder is done.",
        "",
        "RFC 959 section 4.2.1",
    ),
    (
        257,
        "The server names the folder: the one it has made, or the one you are in.",
        "",
        "RFC 959 section 4.2.1",
    ),
];

/// Replies that ask for more.
pub(super) const MORE: &[Row] = &[
    (
        331,
        "The user name is taken in; a password is wanted.",
        "",
        "RFC 959 section 4.2.1",
    ),
    (
        332,
        "An account is wanted beside user and password.",
        "Name one, if you have been given one.",
        "RFC 959 section 4.2.1",
    ),
    (
        334,
        "The server takes the way of securing the connection and wants data for it.",
        "",
        "RFC 2228 section 5",
    ),
    (
        335,
        "The data for securing the connection is taken in; more is wanted.",
        "",
        "RFC 2228 section 5",
    ),
    (
        336,
        "The server asks a question before it takes the password.",
        "",
        "RFC 2228 section 5",
    ),
    (
        350,
        "The first half is taken in: after RNFR the new name is wanted, after REST the transfer.",
        "",
        "RFC 959 section 4.2.1, RFC 3659 section 5",
    ),
];

/// Refusals that may pass.
pub(super) const PASSING: &[Row] = &[
    (
        421,
        "The server closes the control connection: it is shutting down, too many are connected, or \
         nothing was asked for too long.",
        "Try again in a moment, or with fewer sessions.",
        "RFC 959 section 4.2.1",
    ),
    (
        425,
        "The data connection could not be opened: one of the two could not reach the other.",
        "Try the other mode (M), or let the doctor look (D).",
        "RFC 959 section 4.2.1",
    ),
    (
        426,
        "The data connection broke in the middle of the transfer.",
        "Retry: it goes on where it stopped. If it breaks each time, let the doctor look (D).",
        "RFC 959 section 4.2.1",
    ),
    (
        430,
        "User or password is wrong.",
        "Check both and connect again.",
        "made up by some servers",
    ),
    (
        431,
        "The server lacks something it needs to secure the connection.",
        "Try again later, or without TLS if that is allowed to be read on the way.",
        "RFC 2228 section 5",
    ),
    (
        434,
        "The host that was asked for is not available here.",
        "Check the server's name.",
        "made up by some servers",
    ),
    (
        450,
        "The file cannot be had now: another program has it, or it is not there.",
        "Try again later.",
        "RFC 959 section 4.2.1",
    ),
    (
        451,
        "The server broke off because of an error of its own.",
        "Try again; if it stays, whoever runs the server has to look.",
        "RFC 959 section 4.2.1",
    ),
    (
        452,
        "There is no room left on the server.",
        "Delete something there, or ask for more room.",
        "RFC 959 section 4.2.1",
    ),
];

/// Refusals for good.
pub(super) const FINAL: &[Row] = &[
    (
        500,
        "The server does not know this command.",
        "Nothing to do: another way is tried where there is one.",
        "RFC 959 section 4.2.1",
    ),
    (
        501,
        "The server knows the command but not what stands behind it.",
        "A name with unusual characters may be the cause.",
        "RFC 959 section 4.2.1",
    ),
    (
        502,
        "The server does not offer this command.",
        "Nothing to do: another way is tried where there is one.",
        "RFC 959 section 4.2.1",
    ),
    (
        503,
        "Another command has to come before this one: often the login has not been accepted, or \
         PROT has been sent before PBSZ.",
        "Connect again.",
        "RFC 959 section 4.2.1",
    ),
    (
        504,
        "The server does not offer the command in this form.",
        "Nothing to do: another way is tried where there is one.",
        "RFC 959 section 4.2.1",
    ),
    (
        521,
        "The server opens no data connection with this protection.",
        "Connect with TLS, or without, as the server wants it.",
        "RFC 4217 section 10",
    ),
    (
        522,
        "The server does not speak this version of the internet protocol; some servers mean that \
         the data connection has to take up the TLS session of the control connection.",
        "Another mode (M) may do.",
        "RFC 2428 section 3, and habit of some servers",
    ),
    (
        530,
        "You are not logged in: user or password is wrong, or this login is not allowed from here, \
         not now, or not so often at once.",
        "Read the server's words; check user and password (o).",
        "RFC 959 section 4.2.1",
    ),
    (
        532,
        "An account is needed to store files.",
        "Ask whoever runs the server for one.",
        "RFC 959 section 4.2.1",
    ),
    (
        533,
        "The server refuses this command unless it is protected.",
        "Connect with TLS.",
        "RFC 2228 section 5",
    ),
    (
        534,
        "The server refuses this kind of protection, by its rules.",
        "Choose another encryption in the menu under Connection.",
        "RFC 2228 section 5, RFC 4217 section 4",
    ),
    (
        535,
        "What was said to secure the connection did not hold.",
        "Connect again.",
        "RFC 2228 section 5",
    ),
    (
        536,
        "The server does not offer this level of protection.",
        "Choose another encryption in the menu under Connection.",
        "RFC 2228 section 5",
    ),
    (
        537,
        "The way in which the connection is secured does not offer this command.",
        "Choose another encryption in the menu under Connection.",
        "RFC 2228 section 5",
    ),
    (
        550,
        "The server does not do it: the file or folder is not there, or you may not touch it.",
        "List the folder again; check the name and your permissions there.",
        "RFC 959 section 4.2.1",
    ),
    (
        551,
        "The server broke off: it does not know what kind of pages the file has.",
        "",
        "RFC 959 section 4.2.1",
    ),
    (
        552,
        "You have used up the room that you are given on the server.",
        "Delete something there, or ask for more.",
        "RFC 959 section 4.2.1",
    ),
    (
        553,
        "The server does not take this name for a file.",
        "Use another name: without unusual characters, or one that is not taken.",
        "RFC 959 section 4.2.1",
    ),
    (
        554,
        "The server cannot go on from this byte, or takes nothing more.",
        "Begin the transfer anew.",
        "made up by some servers",
    ),
    (
        555,
        "The server does not do this with what stands behind the command.",
        "",
        "made up by some servers",
    ),
    (
        631,
        "A reply that is protected against changes.",
        "",
        "RFC 2228 section 5",
    ),
    (
        632,
        "A reply that nobody else can read, and that is protected against changes.",
        "",
        "RFC 2228 section 5",
    ),
    (
        633,
        "A reply that nobody else can read.",
        "",
        "RFC 2228 section 5",
    ),
];
