//! The fields of the form of a site: their groups, their words, what they look like.

use crate::model::SiteKey;
use SiteField::{Connect, Name, Password, Pin, Remember, Save, Test, Value};
use SiteKey as K;

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SiteField {
    /// The name, with its folders.
    Name,
    /// A value.
    Value(SiteKey),
    /// The password, never shown and never in the file.
    Password,
    /// Whether and where the password is stored after a login.
    Remember,
    /// The certificate that was trusted when it was asked about.
    Pin,
    /// Connect, look what works, come back.
    Test,
    /// Keep what stands here.
    Save,
    /// Keep it, and connect.
    Connect,
}

/// What a field looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Widget {
    /// A line of input, and what stands in it where it is empty.
    Text(&'static str),
    /// A line of input that is not shown.
    Secret,
    /// One of some: the value, and the words for it.
    Choice(&'static [(&'static str, &'static str)]),
    /// A box with more than one tick.
    Remember,
    /// A certificate that can be forgotten.
    Pin,
    /// Something to be pressed.
    Button,
}

/// The groups: the heading, and the fields.
pub const GROUPS: [(&str, &[SiteField]); 6] = [
    (
        "Site",
        &[
            Name,
            Value(K::Host),
            Value(K::Port),
            Value(K::Security),
            Value(K::User),
            Password,
            Remember,
        ],
    ),
    (
        "Folders",
        &[
            Value(K::RemoteDirectory),
            Value(K::LocalDirectory),
            Value(K::Charset),
        ],
    ),
    (
        "Data connections",
        &[
            Value(K::Mode),
            Value(K::PortRange),
            Value(K::ExternalAddress),
            Value(K::UseAnnouncedAddress),
        ],
    ),
    (
        "Moving files",
        &[
            Value(K::Sessions),
            Value(K::LimitDown),
            Value(K::LimitUp),
            Value(K::OnConflict),
            Value(K::Verify),
            Value(K::UploadNaming),
            Value(K::KeepPermissions),
            Value(K::KeepTimes),
            Value(K::Retries),
        ],
    ),
    (
        "The way there",
        &[
            Value(K::Account),
            Value(K::ConnectTimeout),
            Value(K::Timeout),
            Value(K::KeepAlive),
            Value(K::Proxy),
            Value(K::CaFile),
            Value(K::Fingerprint),
            Pin,
        ],
    ),
    ("", &[Test, Save, Connect]),
];

const AS_FOR_ALL: (&str, &str) = ("", "as for all");
const YES_NO: &[(&str, &str)] = &[AS_FOR_ALL, ("true", "yes"), ("false", "no")];

impl SiteField {
    /// The words before it, or on it.
    pub fn label(self) -> &'static str {
        match self {
            Name => "Name",
            Password => "Password",
            Remember => "Remember",
            Pin => "Trusted",
            Test => "Test",
            Save => "Save",
            Connect => "Connect",
            Value(key) => match key {
                K::Host => "Host",
                K::Port => "Port",
                K::User => "User",
                K::Account => "Account",
                K::Security => "Protocol",
                K::Mode => "Mode",
                K::PortRange => "Active ports",
                K::ExternalAddress => "Outside IP",
                K::UseAnnouncedAddress => "227 address",
                K::Charset => "Charset",
                K::RemoteDirectory => "Remote dir",
                K::LocalDirectory => "Local dir",
                K::Sessions => "Sessions",
                K::LimitDown => "Limit down",
                K::LimitUp => "Limit up",
                K::OnConflict => "If taken",
                K::Verify => "Proof",
                K::UploadNaming => "Uploads",
                K::KeepPermissions => "Permissions",
                K::KeepTimes => "Times",
                K::Retries => "Retries",
                K::ConnectTimeout => "Dial timeout",
                K::Timeout => "Timeout",
                K::KeepAlive => "Keep alive",
                K::Proxy => "Proxy",
                K::CaFile => "CA file",
                K::Fingerprint => "Fingerprint",
            },
        }
    }

    /// What it looks like.
    pub fn widget(self) -> Widget {
        match self {
            Name => Widget::Text("folder/name"),
            Password => Widget::Secret,
            Remember => Widget::Remember,
            Pin => Widget::Pin,
            Test | Save | Connect => Widget::Button,
            Value(key) => of_value(key),
        }
    }
}

fn of_value(key: SiteKey) -> Widget {
    match key {
        K::Host => Widget::Text("or a URL"),
        K::Port => Widget::Text("the usual one"),
        K::User => Widget::Text("anonymous"),
        K::Security => Widget::Choice(&[
            ("", "FTP + TLS if offered"),
            ("required", "FTP + TLS or refuse"),
            ("implicit", "FTPS implicit"),
            ("plain", "plain FTP"),
        ]),
        K::Mode => Widget::Choice(&[
            ("", "Auto"),
            ("passive", "Passive"),
            ("active", "Active"),
            ("epsv", "EPSV only"),
            ("pasv", "PASV only"),
            ("eprt", "EPRT only"),
            ("port", "PORT only"),
        ]),
        K::OnConflict => Widget::Choice(&[
            AS_FOR_ALL,
            ("ask", "ask"),
            ("overwrite", "overwrite"),
            ("skip", "skip"),
            ("rename", "keep both"),
            ("resume", "go on with it"),
            ("newer", "the newer one wins"),
            ("size", "overwrite another size"),
        ]),
        K::Verify => Widget::Choice(&[
            AS_FOR_ALL,
            ("size", "size"),
            ("hash", "hash"),
            ("full", "read once more"),
        ]),
        K::UploadNaming => Widget::Choice(&[
            AS_FOR_ALL,
            ("auto", "found out"),
            ("temporary", "a name of their own"),
            ("direct", "their final name"),
        ]),
        K::UseAnnouncedAddress => {
            Widget::Choice(&[("", "the server's own instead"), ("true", "dialled")])
        }
        K::KeepPermissions | K::KeepTimes => Widget::Choice(YES_NO),
        K::PortRange => Widget::Text("50000-50100"),
        K::ExternalAddress => Widget::Text("our own"),
        K::Charset => Widget::Text("found out"),
        K::RemoteDirectory => Widget::Text("where the login leads"),
        K::LocalDirectory => Widget::Text("stays"),
        K::Sessions | K::LimitDown | K::LimitUp | K::Retries => Widget::Text("as for all"),
        K::Account => Widget::Text("none; readable in the file"),
        K::ConnectTimeout => Widget::Text("seconds; 15"),
        K::Timeout => Widget::Text("seconds without a sign; 30"),
        K::Fingerprint => Widget::Text("any that is trusted, or SHA256:..."),
        K::KeepAlive => Widget::Text("seconds; never"),
        K::Proxy => Widget::Text("socks5://host:port"),
        K::CaFile => Widget::Text("none"),
    }
}
