//! `.netrc`: only when it is asked for, only for the whole name of a host.

use super::program::{CANARY, Setup};
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;

fn write(setup: &Setup, name: &str, text: &str, mode: u32) {
    setup.put_here(name, text);
    let path = setup.here.join(name);
    std::fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

fn entry(host: &str) -> String {
    format!("machine {host} login anna password {CANARY}\n")
}

#[test]
fn it_gives_the_password_and_the_user_when_it_is_asked_for() {
    let setup = Setup::for_anna();
    write(&setup, ".netrc", &entry("127.0.0.1"), 0o600);
    let (named, nobody) = (setup.url_of("anna", ""), setup.url(""));
    setup.run(&["ls", &named]).ended(2).said("or --netrc");
    setup.run(&["ls", &nobody]).ended(4);
    for url in [&named, &nobody] {
        let ran = setup
            .run(&["ls", "-v", "--netrc", url])
            .ended(0)
            .said("-> USER anna");
        assert!(!ran.err.contains(CANARY) && !ran.out.contains(CANARY));
    }
    // The settings may say so once and for all.
    setup.put_here(".config/twoport/config.toml", "[passwords]\nnetrc = true\n");
    let ls = |url: &str| setup.run_with(&["ls", url], &[("XDG_CONFIG_HOME", "")], "");
    ls(&nobody).ended(0);
    std::fs::remove_dir_all(setup.here.join(".config")).unwrap();
    ls(&named).ended(2);
    let bob = setup.url_of("bob", "");
    setup
        .run(&["ls", "--netrc", &bob])
        .ended(2)
        .said("no password for bob@");
}

#[test]
fn another_file_and_what_others_may_read() {
    let setup = Setup::for_anna();
    write(&setup, "logins", &entry("127.0.0.1"), 0o640);
    let ls = ["ls", "--netrc-file", "logins", &setup.url("")];
    let ran = setup.run(&ls).ended(6);
    ran.said("logins is not used: others may read it (mode 0640); run: chmod 600 logins");
    assert!(setup.server.commands().is_empty(), "nobody was bothered");
    write(&setup, "logins", &entry("127.0.0.1"), 0o600);
    setup.run(&ls).ended(0);
    let none = ["ls", "--netrc-file", "missing", &setup.url("")];
    setup.run(&none).ended(2).said("missing is not there");
    // Without a name of its own a file that is not there is no trouble.
    setup.run(&["ls", "--netrc", &setup.url("")]).ended(4);
}

#[test]
fn a_password_goes_to_no_other_host() {
    let setup = Setup::for_anna();
    let others = [
        entry("127.0.0.10"),
        entry("27.0.0.1"),
        entry("127.0.0"),
        format!("machine other login anna password {CANARY} machine 127.0.0.1 login anna"),
        format!("machine 127.0.0.1 login anna default login anna password {CANARY}"),
        format!("default password {CANARY}"),
    ];
    for text in others {
        write(&setup, ".netrc", &text, 0o600);
        let ran = setup.run(&["ls", "--netrc", &setup.url_of("anna", "")]);
        ran.ended(2).said("no password for anna@");
    }
    assert!(setup.server.commands().is_empty(), "nobody was bothered");
}

#[test]
fn what_makes_no_sense_is_told_without_what_it_says() {
    let setup = Setup::for_anna();
    let text = format!("machine 127.0.0.1\nlogin anna password a {CANARY}\n");
    write(&setup, ".netrc", &text, 0o600);
    let ran = setup.run(&["ls", "--netrc", &setup.url("")]).ended(6);
    let ran = ran.said("line 2: a word that is not known there");
    assert!(!ran.err.contains(CANARY), "{}", ran.err);
}
