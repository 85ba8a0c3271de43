//! `twoport doctor`

use super::program::{CANARY, Ran, Setup, read};
use super::support::closed_port;
use serde_json::Value;
use twoport::server::ServerOptions;

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn zero_where_a_mode_works_and_people_read_it() {
    let setup = Setup::for_anna();
    let report = setup.here.join("report.txt");
    let url = setup.url_of("anna", "");
    let ran = setup.run_with(
        &["doctor", &url, "-o", "report.txt"],
        &[("TWOPORT_PASSWORD", CANARY)],
        "",
    );
    let ran = ran
        .ended(0)
        .said("passive v4")
        .said("ESTABLISHED, 1 listing");
    assert!(
        ran.out.starts_with("What this says\n  Passive mode works."),
        "{}",
        ran.out
    );
    let saved = read(&report);
    assert!(saved.starts_with("Connection doctor: anna@"), "{saved}");
    assert!(saved.ends_with(&ran.out), "{saved}");
    for text in [&saved, &ran.out, &ran.err] {
        assert!(!text.contains(CANARY), "{text}");
    }
    let quiet = setup.run_with(&["doctor", "-q", &url], &[("TWOPORT_PASSWORD", CANARY)], "");
    assert_eq!(quiet.ended(0).err, "");
}

#[test]
fn json_is_one_object_with_every_mode() {
    let setup = Setup::new();
    let ran = setup
        .run(&["doctor", "--json", "--active", &setup.url("")])
        .ended(0);
    let report = json(&ran);
    assert_eq!(ran.out.lines().count(), 1);
    for mode in ["EPSV", "PASV", "PASV_PEER", "EPRT", "PORT"] {
        let finding = &report["modes"][mode];
        assert_eq!(finding["result"], "works", "{mode}: {finding}");
        assert!(
            finding["ms"].is_u64() && finding["cause"].is_null(),
            "{finding}"
        );
    }
    for mode in ["EPSV6", "EPRT6"] {
        assert_eq!(report["modes"][mode]["result"], "not_offered");
    }
    assert_eq!(report["use"], "EPSV");
    assert_eq!(report["control"]["works"], true);
    assert!(
        report["text"]
            .as_str()
            .unwrap()
            .contains("All data modes work.")
    );
}

#[test]
fn two_three_and_four() {
    let setup = Setup::for_anna();
    setup.run(&["doctor"]).ended(2);
    let (_closed, free) = closed_port();
    let nobody = format!("ftp://{free}/");
    let ran = setup.run(&["doctor", "--json", &nobody]).ended(3);
    let report = json(&ran);
    assert_eq!(report["control"]["stage"], "connect");
    assert_eq!(report["use"], Value::Null);
    assert!(
        report["text"]
            .as_str()
            .unwrap()
            .contains("Could not connect to")
    );
    let refused = setup.run_with(
        &["doctor", "--json", &setup.url_of("anna", "")],
        &[("TWOPORT_PASSWORD", "not this one")],
        "",
    );
    let report = json(&refused.ended(4));
    assert_eq!(report["control"]["stage"], "login");
    let full = Setup::with(|options| options.max_sessions = Some(0));
    let ran = full.run(&["doctor", "--json", &full.url("")]).ended(3);
    assert_eq!(json(&ran)["control"]["cause"], "login_limit");
}

#[test]
fn three_where_no_mode_works() {
    let setup = Setup::with(|options: &mut ServerOptions| {
        options.replies = ["EPSV", "PASV", "EPRT", "PORT"]
            .map(|verb| (verb.into(), "502 Not here".into()))
            .to_vec();
    });
    let ran = setup.run(&["doctor", "--json", &setup.url("")]).ended(3);
    let report = json(&ran);
    for mode in ["EPSV", "PASV", "EPRT", "PORT"] {
        assert_eq!(report["modes"][mode]["reply"], "502 Not here");
    }
    assert_eq!(report["modes"]["EPSV"]["cause"], "server_lacks_epsv");
    let text = report["text"].as_str().unwrap();
    assert!(
        text.starts_with("You are logged in, but no data mode works"),
        "{text}"
    );
}
