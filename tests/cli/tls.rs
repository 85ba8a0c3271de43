//! TLS on the command line: whom to trust, and what is said when nobody vouches.

use super::program::{CANARY, Setup};
use super::support::certificates::{Authority, Certificate};
use twoport::server::{TlsOptions, TlsStart};

fn showing(certificate: &Certificate, adjust: impl FnOnce(&mut TlsOptions)) -> Setup {
    let mut tls = TlsOptions::new(certificate.identity());
    tls.required = true;
    adjust(&mut tls);
    let setup = Setup::with(|options| options.tls = Some(tls));
    setup.put("hello", "hello");
    setup
}

fn url(setup: &Setup, scheme: &str) -> String {
    format!("{scheme}://anna@{}/", setup.server.address())
}

#[test]
fn a_certificate_that_nobody_vouches_for_ends_with_four_and_its_fingerprint() {
    let certificate = Certificate::self_signed();
    let setup = showing(&certificate, |_| {});
    let ran = setup.run_with(
        &["ls", &url(&setup, "ftpes")],
        &[("TWOPORT_PASSWORD", CANARY)],
        "",
    );
    let fingerprint = certificate.fingerprint();
    ran.ended(4)
        .said("self-signed")
        .said(&format!("--trust-fingerprint {fingerprint}"));
    assert_eq!(setup.server.commands(), ["AUTH TLS"]);
}

#[test]
fn the_fingerprint_that_was_said_is_enough_the_next_time() {
    let certificate = Certificate::self_signed();
    for (scheme, start) in [
        ("ftpes", TlsStart::Explicit),
        ("ftps", TlsStart::Implicit),
        // TLS is preferred where nothing else is said.
        ("ftp", TlsStart::Explicit),
    ] {
        let setup = showing(&certificate, |tls| tls.start = start);
        let fingerprint = certificate.fingerprint().to_string();
        let arguments = [
            "ls",
            "--trust-fingerprint",
            &fingerprint,
            &url(&setup, scheme),
        ];
        let ran = setup.run_with(&arguments, &[("TWOPORT_PASSWORD", CANARY)], "");
        assert!(ran.ended(0).out.contains("hello"), "{scheme}");
        let clear = setup.server.commands_in_clear();
        assert!(clear.iter().all(|line| line == "AUTH TLS"), "{clear:?}");
    }
}

#[test]
fn a_file_of_authorities_is_believed() {
    let authority = Authority::new();
    let setup = showing(&authority.issue(), |_| {});
    setup.put_here("authorities.pem", &authority.pem);
    let arguments = [
        "ls",
        "--security",
        "required",
        "--ca-file",
        "authorities.pem",
        &url(&setup, "ftp"),
    ];
    let ran = setup.run_with(&arguments, &[("TWOPORT_PASSWORD", CANARY)], "");
    assert!(ran.ended(0).out.contains("hello"));
    let strange = showing(&Authority::new().issue(), |_| {});
    strange.put_here("authorities.pem", &authority.pem);
    let arguments = [
        "ls",
        "--ca-file",
        "authorities.pem",
        &url(&strange, "ftpes"),
    ];
    strange
        .run_with(&arguments, &[("TWOPORT_PASSWORD", CANARY)], "")
        .ended(4)
        .said("not known to this computer");
}

#[test]
fn required_tls_that_the_server_has_not_got_ends_with_four_and_no_password() {
    let setup = Setup::new();
    let arguments = ["ls", &url(&setup, "ftpes")];
    setup
        .run_with(&arguments, &[("TWOPORT_PASSWORD", CANARY)], "")
        .ended(4)
        .said("502 TLS is not offered")
        .said("Nothing was sent in clear");
    let heard = setup.server.commands();
    let kept = heard
        .iter()
        .all(|line| line.starts_with("AUTH") || line == "QUIT");
    assert!(kept, "{heard:?}");
}
