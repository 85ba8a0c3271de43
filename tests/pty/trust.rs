//! Servers with TLS: asking about a certificate, remembering the answer, stopping when it changes.

use crate::program::{SIZE, Side, wait_in};
use crate::support::certificates::Certificate;
use crate::support::pty::{LIMIT, Launch, Screen};
use crate::support::server::{Kind, RealOptions, RealServer};
use crate::support::server_tls::{RealTls, TlsUse};
use std::fs;
use std::path::{Path, PathBuf};

fn serve(used: TlsUse, certificate: &Certificate) -> Option<RealServer> {
    let tls = RealTls::new(used, certificate.clone());
    let server = RealServer::start_with(Kind::Proftpd, RealOptions::with_tls(tls))?;
    server.put("secret.txt", b"hello");
    Some(server)
}

/// The screen, connecting to the server with the scheme `ftpes`.
fn dialling(server: &RealServer, home: &Path) -> Screen {
    let url = format!("ftpes://{}@{}/", server.user(), server.address());
    Screen::start(&Launch {
        arguments: vec![url],
        variables: vec![("TWOPORT_PASSWORD".into(), server.password().into())],
        size: SIZE,
        home: Some(home.to_owned()),
        ..Launch::default()
    })
}

/// The file with what is remembered of servers.
fn memory(home: &Path) -> PathBuf {
    home.join(".xdg-data/twoport/servers.toml")
}

/// The two halves of a fingerprint as the dialog breaks it.
fn halves(certificate: &Certificate) -> [String; 2] {
    let shown = certificate.fingerprint().to_string();
    let (head, tail) = shown.split_at(shown.len() - 47);
    [head.into(), tail.into()]
}

#[track_caller]
fn wait_secured(screen: &Screen) {
    wait_in(screen, Side::Right, "secret.txt");
    screen.wait_for("TLS ✓", LIMIT);
    screen.wait_for("data protected: PROT P, TLS 1.", LIMIT);
}

fn quit(mut screen: Screen) {
    screen.press("q");
    assert!(screen.wait_exit(LIMIT).success());
}

#[test]
fn a_self_signed_certificate_is_asked_about_once() {
    let certificate = Certificate::self_signed();
    let Some(server) = serve(TlsUse::Required, &certificate) else {
        return;
    };
    let home = tempfile::tempdir().unwrap();
    let screen = dialling(&server, home.path());
    screen.wait_for("Certificate not trusted", LIMIT);
    screen.wait_for("Do not connect", LIMIT);
    screen.wait_for("it is self-signed", LIMIT);
    screen.wait_for(&server.address().to_string(), LIMIT);
    for half in halves(&certificate) {
        screen.wait_for(&half, LIMIT);
    }
    screen.press("Enter");
    screen.wait_gone("Certificate not trusted", LIMIT);
    screen.wait_for("Not connected to ", LIMIT);
    screen.press("C-r");
    screen.wait_for("Certificate not trusted", LIMIT);
    screen.wait_for("Do not connect", LIMIT);
    screen.press("t");
    wait_secured(&screen);
    quit(screen);
    let kept = fs::read_to_string(memory(home.path())).unwrap();
    let fingerprint = certificate.fingerprint().to_string();
    assert!(kept.contains(&fingerprint), "{kept}");
    // The next run knows it.
    let screen = dialling(&server, home.path());
    wait_secured(&screen);
    quit(screen);
}

#[test]
fn a_changed_certificate_is_taken_by_a_word_only() {
    let (before, now) = (Certificate::self_signed(), Certificate::self_signed());
    let Some(server) = serve(TlsUse::Required, &now) else {
        return;
    };
    let home = tempfile::tempdir().unwrap();
    let file = memory(home.path());
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    let text = format!(
        "[servers.\"{}\"]\ntls = true\ntrusted = \"{}\"\n",
        server.address(),
        before.fingerprint()
    );
    fs::write(&file, &text).unwrap();
    let screen = dialling(&server, home.path());
    screen.wait_for("THE CERTIFICATE HAS CHANGED", LIMIT);
    screen.wait_for("Do not connect", LIMIT);
    for half in halves(&before).into_iter().chain(halves(&now)) {
        screen.wait_for(&half, LIMIT);
    }
    screen.press("t o");
    screen.wait_for("type replace:  to", LIMIT);
    screen.press("Enter");
    screen.wait_for("nothing is trusted", LIMIT);
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
    screen.press("C-u");
    screen.send("replace");
    screen.wait_for("type replace:  replace", LIMIT);
    screen.press("Enter");
    wait_secured(&screen);
    quit(screen);
    let kept = fs::read_to_string(&file).unwrap();
    assert!(kept.contains(&now.fingerprint().to_string()), "{kept}");
    assert!(!kept.contains(&before.fingerprint().to_string()), "{kept}");
}

#[test]
fn implicit_tls_by_the_form_trusted_for_this_time() {
    let certificate = Certificate::self_signed();
    let Some(server) = serve(TlsUse::Implicit, &certificate) else {
        return;
    };
    let home = tempfile::tempdir().unwrap();
    let screen = Screen::start(&Launch {
        size: SIZE,
        home: Some(home.path().to_owned()),
        ..Launch::default()
    });
    screen.wait_for("not connected", LIMIT);
    let url = format!("ftps://{}@{}", server.user(), server.address());
    screen.send(crate::support::keys::paste(&url));
    screen.wait_for("(•) FTPS implicit", LIMIT);
    screen.send(server.password());
    screen.press("Enter");
    screen.wait_for("Certificate not trusted", LIMIT);
    screen.wait_for("Do not connect", LIMIT);
    screen.press("o");
    wait_secured(&screen);
    quit(screen);
    let kept = fs::read_to_string(memory(home.path())).unwrap();
    assert!(!kept.contains("trusted"), "{kept}");
}
