//! A table of files: what they say for which host and user.

use super::*;
use secrecy::ExposeSecret as _;

/// `user:password:account`, the parts that are there.
fn shown(login: &NetrcLogin) -> String {
    let part = |secret: &Option<SecretString>| {
        let secret = secret.as_ref();
        secret.map_or(String::new(), |secret| {
            format!(":{}", secret.expose_secret())
        })
    };
    format!(
        "{}{}{}",
        login.user,
        part(&login.password),
        part(&login.account)
    )
}

/// A file, and for hosts (port 21, or `host:port`) and users what it gives.
type Row = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str, &'static str)],
);

const TABLE: [Row; 24] = [
    ("an empty file", "", &[("h", "", ""), ("h", "anna", "")]),
    (
        "one line",
        "machine h login anna password secret",
        &[
            ("h", "", "anna:secret"),
            ("h", "anna", "anna:secret"),
            ("h", "bob", ""),
        ],
    ),
    (
        "many lines, tabs, CR LF",
        "machine h\r\n\tlogin anna\r\n\tpassword secret\r\n",
        &[("h", "", "anna:secret")],
    ),
    (
        "hosts are told apart as a whole",
        "machine example.org login anna password secret",
        &[
            ("example.org", "", "anna:secret"),
            ("ftp.example.org", "", ""),
            ("example.org.evil.net", "", ""),
            ("notexample.org", "", ""),
            ("example.or", "", ""),
            ("example.org.", "", ""),
        ],
    ),
    (
        "no wildcards",
        "machine *.org login anna password secret machine * login a password b",
        &[("example.org", "", "")],
    ),
    (
        "hosts without regard to case, users with it",
        "machine FTP.Example.ORG login Anna password secret",
        &[
            ("ftp.example.org", "", "Anna:secret"),
            ("ftp.example.org", "anna", ""),
        ],
    ),
    (
        "several users of a host",
        "machine h login anna password one machine h login bob password two",
        &[
            ("h", "", "anna:one"),
            ("h", "bob", "bob:two"),
            ("h", "carl", ""),
        ],
    ),
    (
        "an entry without a password takes none from the next",
        "machine a login anna\nmachine b login bob password two",
        &[
            ("a", "", "anna"),
            ("a", "anna", "anna"),
            ("b", "", "bob:two"),
        ],
    ),
    (
        "nor from default",
        "machine a login anna default login x password y",
        &[("a", "", "anna"), ("a", "anna", "anna")],
    ),
    (
        "an entry without a login is of no use",
        "machine h password secret",
        &[("h", "", ""), ("h", "anna", "")],
    ),
    (
        "default with a login",
        "default login anonymous password me@here",
        &[
            ("h", "", "anonymous:me@here"),
            ("h", "anonymous", "anonymous:me@here"),
            ("h", "x", ""),
        ],
    ),
    (
        "default without a login is ignored",
        "machine a login anna password one\ndefault password secret",
        &[("b", "", ""), ("b", "anna", ""), ("a", "anna", "anna:one")],
    ),
    (
        "default comes after all others, wherever it stands",
        "default login x password y machine h login anna password secret",
        &[("h", "", "anna:secret"), ("i", "", "x:y")],
    ),
    (
        "an account",
        "machine h login anna account sales password secret",
        &[("h", "", "anna:secret:sales")],
    ),
    (
        "a macro is skipped, whatever it says",
        "machine a login anna password one\nmacdef init\nmachine h login evil\npassword x\n\n\
         machine b login bob password two",
        &[("h", "", ""), ("a", "", "anna:one"), ("b", "", "bob:two")],
    ),
    (
        "a macro at the end without an empty line",
        "machine a login anna password one\nmacdef init\nmachine h login evil",
        &[("h", "", ""), ("a", "", "anna:one")],
    ),
    (
        "a macro with CR LF",
        "macdef init\r\ncd /pub\r\n\r\nmachine a login anna password one\r\n",
        &[("a", "", "anna:one")],
    ),
    (
        "comments, also after a word, and with keywords in them",
        "# machine h login evil password x\nmachine h # the old one\nlogin anna password one # two",
        &[("h", "", "anna:one")],
    ),
    (
        "a value may begin with #",
        "machine h login anna password #1secret",
        &[("h", "", "anna:#1secret")],
    ),
    (
        "a value may be a keyword",
        "machine h login login password password",
        &[("h", "", "login:password")],
    ),
    (
        "quotes",
        r#"machine h login "anna b" password "a \"b\" \\ #c""#,
        &[("h", "", r#"anna b:a "b" \ #c"#)],
    ),
    (
        "a quote in the middle is a letter",
        r#"machine h login anna password a"b"#,
        &[("h", "", r#"anna:a"b"#)],
    ),
    (
        "what is not ASCII, and an empty password",
        "machine h login \u{e4}nna password \"\"",
        &[("h", "", "\u{e4}nna:")],
    ),
    (
        "a port",
        "machine h port 2121 login anna password one machine h port ftp login bob password two",
        &[
            ("h:2121", "", "anna:one"),
            ("h", "", "bob:two"),
            ("h:990", "", ""),
        ],
    ),
];

#[test]
fn files_say_what_they_say() {
    for (name, text, asked) in TABLE {
        let netrc = Netrc::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        for (host, user, wanted) in asked {
            let (host, port) = host.split_once(':').unwrap_or((host, "21"));
            let user = Some(*user).filter(|user| !user.is_empty());
            let found = netrc.login(host, port.parse().unwrap(), user);
            let found = found.as_ref().map(shown).unwrap_or_default();
            assert_eq!(found, *wanted, "{name}: {user:?} at {host}:{port}");
        }
    }
}

/// The words that make no sense may be a part of a password: they are not repeated.
#[test]
fn what_makes_no_sense_is_told_with_its_line_and_nothing_of_it() {
    for (text, line) in [
        ("machine h login anna\npassword my secret", 2),
        ("login secret", 1),
        ("machine h\nlogin anna password", 2),
        ("machine h password \"secret", 1),
        ("machine h password \"secret\nlogin\"", 1),
        ("machine h login a\n\npassword secret password other", 3),
        ("machine", 1),
    ] {
        let error = Netrc::parse(text).unwrap_err().to_string();
        assert!(
            error.starts_with(&format!("line {line}: ")),
            "{text:?}: {error}"
        );
        assert!(!error.contains("secret"), "{error}");
    }
}

#[test]
fn a_file_that_others_may_read_is_not_used() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join(".netrc");
    assert!(Netrc::read(&path).unwrap().is_none());
    std::fs::write(&path, "machine h login anna password secret").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    let error = Netrc::read(&path).unwrap_err().to_string();
    assert!(error.contains("run: chmod 600"), "{error}");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    assert!(
        Netrc::read(&path)
            .unwrap()
            .unwrap()
            .login("h", 21, None)
            .is_some()
    );
    std::fs::write(&path, b"machine \xff").unwrap();
    assert!(matches!(Netrc::read(&path), Err(NetrcError::NoText)));
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_or_refused(text: String) {
        let _ = Netrc::parse(&text).map(|netrc| netrc.login("h", 21, None).is_some());
    }
}
