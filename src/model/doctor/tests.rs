//! What scripts and people rely on.

use super::*;
use std::collections::BTreeMap;

fn report() -> DoctorReport {
    let mut report = DoctorReport {
        target: "anna@host".into(),
        best: Some(ModeChoice::Epsv),
        text: "Fine.".into(),
        ..DoctorReport::default()
    };
    report.modes.epsv = ModeFinding {
        result: ModeResult::Works,
        reply: Some("229 (|||50012|)".into()),
        took: Some(Duration::from_millis(58)),
        ..ModeFinding::default()
    };
    report.modes.pasv_peer = ModeFinding {
        result: ModeResult::Fails,
        stage: Some(ModeStage::Connect),
        cause: Some(DoctorCause::ServerPassivePortsDropped),
        ..ModeFinding::default()
    };
    report.modes.eprt6.result = ModeResult::NotOffered;
    report.steps.push(DoctorStep {
        label: "login",
        state: DoctorStepState::Ok,
        text: "230 Welcome".into(),
        took: Some(Duration::from_millis(22)),
    });
    report.advice.push(Advice {
        text: "use passive mode".into(),
        choice: Some(ModeChoice::Passive),
        set: BTreeMap::new(),
    });
    report
}

#[test]
fn json_has_the_names_that_scripts_rely_on() {
    let json = serde_json::to_value(report()).unwrap();
    assert_eq!(json["use"], "EPSV");
    assert_eq!(json["modes"]["EPSV"]["result"], "works");
    assert_eq!(json["modes"]["EPSV"]["ms"], 58);
    assert_eq!(json["modes"]["PASV_PEER"]["stage"], "connect");
    let cause = &json["modes"]["PASV_PEER"]["cause"];
    assert_eq!(cause, "server_passive_ports_dropped");
    assert_eq!(json["modes"]["EPRT6"]["result"], "not_offered");
    assert_eq!(json["modes"]["PORT"]["result"], "not_tried");
    assert_eq!(json["text"], "Fine.");
    let modes = json["modes"].as_object().unwrap();
    assert!(
        Probe::ALL
            .iter()
            .all(|probe| modes.contains_key(&probe.to_string()))
    );
    assert_eq!(modes.len(), Probe::ALL.len());
}

#[test]
fn causes_have_their_fixed_names() {
    for (cause, name) in [
        (
            DoctorCause::ClientNatPrivateAddress,
            "client_nat_private_address",
        ),
        (DoctorCause::ClientInboundBlocked, "client_inbound_blocked"),
        (
            DoctorCause::ServerAnnouncesPrivateAddress,
            "server_announces_private_address",
        ),
        (
            DoctorCause::ServerPassivePortsDropped,
            "server_passive_ports_dropped",
        ),
        (
            DoctorCause::ServerPassivePortsRefused,
            "server_passive_ports_refused",
        ),
        (DoctorCause::ServerLacksEpsv, "server_lacks_epsv"),
        (DoctorCause::ServerLacksEprt, "server_lacks_eprt"),
        (DoctorCause::EpsvPortDropped, "epsv_port_dropped"),
        (DoctorCause::NotForIpv6, "not_for_ipv6"),
        (DoctorCause::LoginLimit, "login_limit"),
        (DoctorCause::TlsRequired, "tls_required"),
    ] {
        assert_eq!(serde_json::to_value(cause).unwrap(), name);
        assert_eq!(cause.to_string(), name);
    }
}

#[test]
fn the_text_has_steps_verdict_and_advice() {
    let text = report().to_text();
    assert_eq!(
        text,
        "Connection doctor: anna@host\n\n\
         ok     login      230 Welcome (22 ms)\n\n\
         What this says\n  Fine.\n\n\
         What to do\n  1 use passive mode\n"
    );
}
