//! Where the password comes from, and that it goes nowhere else.

use super::program::{CANARY, Ran, Setup, read};
use secrecy::SecretString;
use twoport::model::{Login, Shelf};
use twoport::secrets::Passwords;

fn nowhere(ran: &Ran) {
    assert!(
        !ran.out.contains(CANARY) && !ran.err.contains(CANARY),
        "{ran:?}"
    );
}

#[test]
fn from_standard_input() {
    let setup = Setup::for_anna();
    let url = setup.url_of("anna", "");
    for input in [
        format!("{CANARY}\nnot the password\n"),
        format!("{CANARY}\r\n"),
        CANARY.into(),
    ] {
        let ran = setup
            .run_with(&["ls", "-v", "--password-stdin", &url], &[], &input)
            .ended(0);
        nowhere(&ran.said("-> PASS ********").said("<- 230 "));
    }
}

#[test]
fn from_the_environment() {
    let setup = Setup::for_anna();
    let (url, variable) = (setup.url_of("anna", ""), [("TWOPORT_PASSWORD", CANARY)]);
    let log = [
        variable[0],
        ("TWOPORT_LOG", "trace"),
        ("XDG_STATE_HOME", setup.here.to_str().unwrap()),
    ];
    setup.put("file", "x");
    nowhere(
        &setup
            .run_with(&["get", "-v", &setup.url_of("anna", "file")], &log, "")
            .ended(0),
    );
    nowhere(
        &setup
            .run_with(&["ls", "-v", "--json", &url], &variable, "")
            .ended(0),
    );
    let mut files = vec![setup.here.clone()];
    let mut logged = false;
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(
                std::fs::read_dir(path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        } else {
            let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
            assert!(!text.contains(CANARY), "{}", path.display());
            logged |= text.contains("PASS ********");
        }
    }
    assert!(logged, "the log was looked at");
}

#[test]
fn from_the_url_with_a_warning() {
    let setup = Setup::for_anna();
    let url = setup.url_of(&format!("anna:{CANARY}"), "");
    nowhere(
        &setup
            .run(&["ls", "-v", &url])
            .ended(0)
            .said("the password in the URL can be seen"),
    );
    let nonsense = url.replace("ftp://", "http://");
    nowhere(&setup.run(&["ls", "-v", &nonsense]).ended(2));
}

#[test]
fn from_nowhere_is_an_error_that_says_what_to_do() {
    let setup = Setup::for_anna();
    let ran = setup.run(&["ls", &setup.url_of("anna", "")]).ended(2);
    ran.said("no password for anna@127.0.0.1")
        .said("TWOPORT_PASSWORD")
        .said("--password-stdin");
    assert!(setup.server.commands().is_empty(), "nobody was bothered");
}

/// CR LF in a password would be a second command.
#[test]
fn a_password_with_a_line_break_is_neither_sent_nor_shown() {
    let setup = Setup::for_anna();
    let variable = [("TWOPORT_PASSWORD", &*format!("{CANARY}\r\nDELE x"))];
    let ran = setup.run_with(&["ls", "-v", &setup.url_of("anna", "")], &variable, "");
    nowhere(&ran);
    assert_ne!(ran.code, Some(0));
    assert!(
        !setup
            .server
            .commands()
            .iter()
            .any(|line| line.contains("DELE"))
    );
}

/// The labels stand in clear; the password of a script's own does not come from a file whose master
/// password nobody can be asked for.
#[test]
fn stored_ones_are_listed_and_forgotten_and_need_a_terminal() {
    let setup = Setup::for_anna();
    let file = setup.data.join("twoport/passwords");
    setup.run(&["passwords", "list"]).ended(0);
    let mut passwords = Passwords::new(Some(file.clone()));
    passwords.unlock(&SecretString::from("master")).unwrap();
    let address = setup.server.address();
    for (user, port) in [("anna", address.port()), ("\u{1b}bob", 21)] {
        let login = Login::new(user, "127.0.0.1", port);
        let password = SecretString::from(CANARY);
        passwords.keep(&login, &password, Shelf::File).unwrap();
    }
    let listed = setup.run(&["passwords", "list"]).ended(0);
    nowhere(&listed);
    let anna = format!("anna@{address}");
    assert_eq!(
        listed.out,
        format!("\\x1bbob@127.0.0.1:21  encrypted file\n{anna}  encrypted file\n")
    );
    let json = setup.run(&["passwords", "list", "--json"]).ended(0);
    assert!(
        json.out
            .contains(r#"{"label":"\u001bbob@127.0.0.1:21","where":"encrypted file"}"#)
    );
    let url = setup.url_of("anna", "");
    let ran = setup.run(&["ls", &url]).ended(2);
    nowhere(
        &ran.said("needs its master password")
            .said("no password for anna@"),
    );
    let forget = ["passwords", "forget", &anna];
    setup.run(&forget).ended(0).said("is forgotten");
    setup.run(&forget).ended(1).said("no password is stored as");
    setup.run(&["ls", &url]).ended(2);
    assert!(!read(&file).contains("anna"));
    std::fs::write(&file, "twoport passwords 1 sha256 00\n").unwrap();
    let ran = setup.run(&["passwords", "list"]).ended(6);
    ran.said("passwords is damaged (its checksum is not right)");
}
