//! The doctor: while it examines, at the end, and before the active modes.

use crate::fixtures::{connected, now};
use crate::{dark, look, render, sessions, text};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::time::Duration;
use twoport::app::doctor::Saving;
use twoport::app::{App, Examination, Overlay};
use twoport::engine::{DoctorOptions, RequestId};
use twoport::model::doctor::{
    Advice, ControlFindings, DoctorReport, DoctorStep, DoctorStepState, ModeFindings, ModeResult,
    Probe,
};
use twoport::model::{ModeChoice, SiteKey};
use twoport::tui::glyphs::ASCII;
use twoport::tui::theme::Theme;

const SIZES: [(u16, u16); 4] = [(120, 36), (80, 24), (60, 20), (40, 10)];

fn step(
    label: &'static str,
    state: DoctorStepState,
    milliseconds: Option<u64>,
    text: &str,
) -> DoctorStep {
    DoctorStep {
        label,
        state,
        text: text.into(),
        took: milliseconds.map(Duration::from_millis),
    }
}

/// Every state that a step can have.
fn steps() -> Vec<DoctorStep> {
    use DoctorStepState::{Failed, Ok, Skipped, Warning};
    vec![
        step("name", Ok, Some(4), "203.0.113.7 (A), 2001:db8::7 (AAAA)"),
        step(
            "control",
            Ok,
            Some(18),
            "192.168.1.20:52814 to 203.0.113.7:21 ESTABLISHED",
        ),
        step("greeting", Ok, Some(21), "220 ProFTPD ready"),
        step("TLS", Ok, Some(40), "1.3, certificate trusted"),
        step("login", Ok, Some(22), "230 User anna logged in"),
        step("features", Ok, None, "EPSV EPRT MLST REST UTF8 AUTH TLS"),
        step(
            "passive v4",
            Ok,
            Some(58),
            "EPSV 229, 203.0.113.7:50012 ESTABLISHED, 1 listing (1.2 KiB), closed in order",
        ),
        step(
            "PASV",
            Warning,
            Some(61),
            "227 says 10.0.0.5 (private): ignored, the server's own address is dialled instead; \
             227, 203.0.113.7:50013 ESTABLISHED, 1 listing (1.2 KiB), closed in order",
        ),
        step(
            "active v4",
            Failed,
            Some(8_004),
            "LISTENING on :52931, EPRT: 200 EPRT command successful, nobody dialled in 8 s",
        ),
        step(
            "passive v6",
            Skipped,
            Some(3_001),
            "no control connection: 2001:db8::7 did not answer within 3 s",
        ),
    ]
}

/// The report, with what came of the active modes.
fn report(active: ModeResult) -> Box<DoctorReport> {
    let mut modes = ModeFindings::default();
    modes.get_mut(Probe::Eprt).result = active;
    modes.get_mut(Probe::Eprt6).result = ModeResult::NotOffered;
    Box::new(DoctorReport {
        target: "anna@ftp.example.org".into(),
        control: ControlFindings {
            works: true,
            ..ControlFindings::default()
        },
        modes,
        best: Some(ModeChoice::Passive),
        text: "Passive mode works. Active mode cannot work from here: you are behind a NAT (you \
               are 192.168.1.20, the server sees 198.51.100.4), and no port is forwarded to you."
            .into(),
        advice: vec![
            Advice {
                text: "use passive mode for this site (mode = passive)".into(),
                choice: Some(ModeChoice::Passive),
                set: BTreeMap::new(),
            },
            Advice {
                text: "for active mode as well: forward TCP ports 50000-50100 on the router to \
                       192.168.1.20, and the outside address (--external-address 198.51.100.4)"
                    .into(),
                choice: None,
                set: BTreeMap::from([(SiteKey::ExternalAddress, "198.51.100.4".into())]),
            },
        ],
        steps: steps(),
    })
}

/// The dialog of an examination that began 4.2 s ago.
fn opened(size: (u16, u16), adjust: impl FnOnce(&mut Examination, Timestamp)) -> App {
    let mut app = connected(size);
    app.mode = ModeChoice::Auto;
    // Opening it takes news off the line that the keys need.
    app.toast = None;
    app.report_folder = Some("/home/anna/.local/state/twoport".into());
    let began = now() - SignedDuration::from_millis(4_200);
    let options = DoctorOptions::default();
    let mut examination = Examination::new(RequestId(7), "anna@ftp.example.org", options, began);
    adjust(&mut examination, began);
    app.overlay = Some(Overlay::Doctor(Box::new(examination)));
    app
}

/// Half of the steps are done, one runs.
pub(crate) fn running(size: (u16, u16)) -> App {
    opened(size, |examination, began| {
        let mut steps = steps();
        steps.truncate(7);
        for step in &mut steps[6..] {
            step.state = DoctorStepState::Running;
            step.text = "EPSV, then a listing".into();
            step.took = None;
        }
        examination.steps = steps.into_iter().map(|step| (step, began)).collect();
    })
}

/// The report is there.
pub(crate) fn finished(size: (u16, u16)) -> App {
    opened(size, |examination, began| {
        examination.steps = steps().into_iter().map(|step| (step, began)).collect();
        examination.end = Some(Ok(report(ModeResult::Fails)));
    })
}

/// The report is saved, and the active modes are asked about.
pub(crate) fn asking(size: (u16, u16)) -> App {
    opened(size, |examination, began| {
        examination.steps = steps().into_iter().map(|step| (step, began)).collect();
        examination.end = Some(Ok(report(ModeResult::NotTried)));
        let place = "~/.local/state/twoport/doctor-2026-11-22.txt";
        examination.saving = Saving::Saved(place.into());
        examination.said = Some(format!("the report is in {place}"));
        examination.asks_active = true;
    })
}

fn check(name: &str, state: impl Fn((u16, u16)) -> App) {
    for size in SIZES {
        let screen = text(&render(&state(size), &dark(), size));
        insta::assert_snapshot!(format!("{name}_{}x{}", size.0, size.1), screen);
    }
}

#[test]
fn while_it_examines() {
    check("doctor_running", running);
}

#[test]
fn at_the_end() {
    check("doctor", finished);
}

#[test]
fn before_the_active_modes() {
    check("doctor_asking", asking);
}

#[test]
fn scrolled_to_the_beginning() {
    let size = (80, 24);
    let mut app = finished(size);
    if let Some(Overlay::Doctor(examination)) = &mut app.overlay {
        examination.top = Some(0);
    }
    insta::assert_snapshot!("doctor_top_80x24", text(&render(&app, &dark(), size)));
}

#[test]
fn in_ascii_every_state_has_its_sign() {
    let size = (120, 36);
    let screen = text(&render(&finished(size), &look(Theme::mono(), &ASCII), size));
    for line in ["+ name", "! PASV", "x active v4", ". passive v6"] {
        assert!(screen.contains(line), "{line}: {screen}");
    }
}

/// However small the screen: everything can be read by scrolling.
#[test]
fn every_word_comes_into_sight() {
    for size in [(24, 6), (60, 12), (120, 20)] {
        let mut app = finished(size);
        let mut seen = String::new();
        for top in 0..120 {
            if let Some(Overlay::Doctor(examination)) = &mut app.overlay {
                examination.top = Some(top);
            }
            seen.push_str(&text(&render(&app, &dark(), size)));
        }
        for word in [
            "203.0.113.7",
            "198.51.100.4",
            "50000-50100",
            "dialled",
            "again",
        ] {
            assert!(seen.contains(word), "{word} at {size:?}");
        }
    }
}

#[test]
fn where_a_data_connection_is_in_trouble_the_key_is_told() {
    for size in SIZES {
        for snapshot in [sessions::listening(), sessions::failed()] {
            let mut app = connected(size);
            app.toast = None;
            app.snapshot = snapshot;
            let screen = text(&render(&app, &dark(), size));
            assert!(screen.contains("D Doctor"), "{screen}");
            let drawn = screen.contains("M other mode from now   D doctor");
            assert_eq!(drawn, size == (120, 36), "{screen}");
        }
        let mut app = connected(size);
        app.toast = None;
        let screen = text(&render(&app, &dark(), size)).to_lowercase();
        assert!(!screen.contains("d doctor"), "{screen}");
    }
}
