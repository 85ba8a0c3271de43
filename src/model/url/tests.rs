use super::*;
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use proptest::prelude::*;
use secrecy::ExposeSecret;

fn target(text: &str) -> SiteTarget {
    parse_target(&[text]).unwrap()
}

fn error(text: &str) -> UrlError {
    parse_target(&[text]).unwrap_err()
}

fn password(target: &SiteTarget) -> Option<&str> {
    target.password.as_ref().map(ExposeSecret::expose_secret)
}

#[test]
fn a_whole_url_is_taken_apart() {
    let target = target("ftp://anna:p%40ss@ftp.example.org:2121/pub/x%20y/;type=i");
    assert_eq!(target.host, "ftp.example.org");
    assert_eq!(target.port, Some(2121));
    assert_eq!(target.user.as_deref(), Some("anna"));
    assert_eq!(password(&target), Some("p@ss"));
    assert_eq!(
        target.directory,
        Some(Directory::FromLogin(b"pub/x y/".to_vec()))
    );
    assert!(target.had_password && target.trailing_slash);
}

#[test]
fn shorter_forms_are_taken_too() {
    assert_eq!(target("ftp.example.org").host, "ftp.example.org");
    assert_eq!(target("anna@nas").user.as_deref(), Some("anna"));
    assert!(!target("anna@nas").had_password);
    assert_eq!(target("nas:2121").port, Some(2121));
    assert_eq!(target("FTP://nas").host, "nas");
    let pair = parse_target(&["nas", "2121"]).unwrap();
    assert_eq!((pair.host.as_str(), pair.port), ("nas", Some(2121)));
}

#[test]
fn addresses_of_six_come_in_brackets_or_alone() {
    let bracketed = target("ftp://[2001:db8::7]:2121/");
    assert_eq!(bracketed.host, "2001:db8::7");
    assert_eq!(bracketed.port, Some(2121));
    assert_eq!(bracketed.directory, None);
    assert_eq!(target("::1").host, "::1");
    assert_eq!(error("[::1"), UrlError::Host("[::1".into()));
    assert_eq!(error("[nas]"), UrlError::Host("[nas]".into()));
}

#[test]
fn paths_are_from_the_login_directory_unless_they_say_root() {
    let directory = |text: &str| target(text).directory;
    let absolute = |path: &str| {
        Some(Directory::Absolute(RemotePath::from_absolute(
            path.as_bytes(),
        )))
    };
    assert_eq!(directory("ftp://h"), None);
    assert_eq!(directory("ftp://h/"), None);
    assert_eq!(
        directory("ftp://h/a"),
        Some(Directory::FromLogin(b"a".to_vec()))
    );
    assert_eq!(directory("ftp://h//a"), absolute("/a"));
    assert_eq!(directory("ftp://h/%2Fa"), absolute("/a"));
    assert_eq!(directory("ftp://h//"), absolute("/"));
    assert_eq!(
        directory("ftp://h/f%fcr"),
        Some(Directory::FromLogin(b"f\xfcr".to_vec())),
        "names need not be UTF-8"
    );
}

#[test]
fn the_scheme_says_what_protects_the_connection() {
    for (url, security, port) in [
        ("ftp://h", Security::Preferred, 21),
        ("ftpes://h", Security::Required, 21),
        ("FTPS://h", Security::Implicit, 990),
        ("ftps://h:991/x", Security::Implicit, 991),
    ] {
        let site = parse_target(&[url]).unwrap().into_site();
        assert_eq!((site.security, site.port), (security, port), "{url}");
    }
    assert_eq!(error("http://h"), UrlError::Scheme("http".into()));
}

#[test]
fn what_would_end_a_command_is_refused() {
    assert_eq!(error("ftp://h/a%0d%0aDELE%20b"), UrlError::Control("path"));
    assert_eq!(error("ftp://a%0A@h"), UrlError::Control("user"));
    assert_eq!(error("ftp://a:b%00@h"), UrlError::Control("password"));
    assert_eq!(error("ftp://h/a\nb"), UrlError::Control("path"));
}

#[test]
fn what_is_wrong_is_said() {
    assert_eq!(error(""), UrlError::Empty);
    assert_eq!(error("ftp://"), UrlError::Empty);
    assert_eq!(error("ftp:///pub"), UrlError::Host(String::new()));
    assert_eq!(error("-oProxy"), UrlError::Host("-oProxy".into()));
    assert_eq!(error("two words"), UrlError::Host("two words".into()));
    for wrong in ["h:", "h:0", "h:65536", "h:+21", "h:x"] {
        assert!(matches!(error(wrong), UrlError::Port(_)), "{wrong}");
    }
    assert_eq!(error("ftp://h/a%2"), UrlError::Encoding("path"));
    assert_eq!(error("ftp://%ff@h"), UrlError::Encoding("user"));
    assert_eq!(error("ftp://h/a;type=a"), UrlError::Type("a".into()));
    assert!(parse_target(&["h", "21", "x"]).is_err());
    assert!(parse_target(&["h:21", "21"]).is_err());
    assert!(parse_target(&[]).is_err());
}

#[test]
fn the_site_is_anonymous_without_a_user() {
    let site = target("ftp.example.org").into_site();
    assert_eq!((site.user.as_str(), site.port), ("anonymous", 21));
    let site = target("anna:secret@nas:2121").into_site();
    assert_eq!(site.label(), "anna@nas:2121");
    assert_eq!(site.password.expose_secret(), "secret");
}

#[test]
fn urls_are_told_from_other_text() {
    assert!(looks_like_url(" ftp://h/x\n") && looks_like_url("FTPS://h"));
    assert!(!looks_like_url("ftp.example.org") && !looks_like_url("http://h"));
}

fn encoded(text: &str) -> String {
    percent_encode(text.as_bytes(), NON_ALPHANUMERIC).to_string()
}

proptest! {
    #[test]
    fn what_is_encoded_comes_back(
        user in "[^\r\n\u{0}]{1,12}", secret in "[^\r\n\u{0}]{0,12}",
        path in "[^/\r\n\u{0}][^\r\n\u{0}]{0,12}", number in 1u16..,
    ) {
        let url = format!(
            "ftp://{}:{}@h:{number}/{}", encoded(&user), encoded(&secret), encoded(&path)
        );
        let target = target(&url);
        prop_assert_eq!(target.port, Some(number));
        prop_assert_eq!(password(&target), Some(secret.as_str()));
        prop_assert_eq!(target.user, Some(user));
        prop_assert_eq!(target.directory, Some(Directory::FromLogin(path.into_bytes())));
    }

    #[test]
    fn nothing_that_ends_a_command_gets_through(text in "(ftp://)?[a-z@:/%0-9\\PC\r\n]{0,40}") {
        if let Ok(target) = parse_target(&[&text]) {
            let path = match &target.directory {
                Some(Directory::FromLogin(path)) => path.clone(),
                Some(Directory::Absolute(path)) => path.as_bytes().to_vec(),
                None => Vec::new(),
            };
            let user = target.user.clone().unwrap_or_default().into_bytes();
            let secret = password(&target).unwrap_or_default().as_bytes().to_vec();
            for part in [path, user, secret, target.host.clone().into_bytes()] {
                prop_assert!(!part.iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0)));
            }
            prop_assert_ne!(target.port, Some(0));
        }
    }

    #[test]
    fn errors_never_repeat_the_password(host in "[!-?a-z]{0,8}") {
        let url = format!("ftp://anna:hunter2@{host}");
        if let Err(error) = parse_target(&[&url]) {
            prop_assert!(!error.to_string().contains("hunter2"));
        }
    }
}

#[test]
fn typed_paths_are_bytes_of_the_character_set_and_encoded_ones_stay() {
    let cyrillic: Charset = "windows-1251".parse().unwrap();
    let path = |text: &str| {
        let encoded = encode_path(text, cyrillic).unwrap();
        target(&encoded).directory
    };
    assert_eq!(
        path("ftp://anna@h/архив/a b%D0.txt"),
        Some(Directory::FromLogin(
            b"\xe0\xf0\xf5\xe8\xe2/a b\xd0.txt".to_vec()
        ))
    );
    assert_eq!(
        path("h//да"),
        Some(Directory::Absolute(RemotePath::from_absolute(b"/\xe4\xe0")))
    );
    let host = encode_path("ftp://büro.example/x", cyrillic).unwrap();
    assert_eq!(
        host, "ftp://büro.example/x",
        "only the path is told the server"
    );
    assert!(encode_path("ftp://h/日本", cyrillic).is_err());
}
