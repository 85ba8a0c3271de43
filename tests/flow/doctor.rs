//! The doctor's dialog: steps as they come, leaving and coming back.

#[path = "doctor/choices.rs"]
mod choices;

use crate::screen::*;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::time::Duration;
use twoport::app::doctor::SheetLine;
use twoport::app::{Context, Examination, Hint, Link, Message, Overlay};
use twoport::engine::problem::Cause;
use twoport::engine::{Command, DoctorOptions, Event, Problem, RequestId};
use twoport::model::doctor::{
    Advice, ControlFindings, DoctorReport, DoctorStep, DoctorStepState, ModeFindings, ModeResult,
    Probe,
};
use twoport::model::{ModeChoice, TransferState};

const STATE: &str = "/home/anna/.local/state/twoport";

/// The dialog of an examination that has just begun, and its request.
fn begun() -> (Screen, RequestId) {
    let mut screen = Screen::online();
    screen.app.report_folder = Some(STATE.into());
    // It is the evening of the day before in Greenwich.
    screen.app.zone = TimeZone::fixed(jiff::tz::offset(12));
    screen.keys("D");
    let request = asked(&mut screen).0;
    (screen, request)
}

/// The examination that was asked for.
fn asked(screen: &mut Screen) -> (RequestId, String, ModeChoice, DoctorOptions) {
    let doctor = |command| match command {
        Command::Doctor {
            request,
            site: Some(site),
            options,
        } => Some((request, site.label(), site.mode, options)),
        _ => None,
    };
    let mut asked: Vec<_> = screen.commands().into_iter().filter_map(doctor).collect();
    assert_eq!(asked.len(), 1, "one examination");
    asked.remove(0)
}

fn step(label: &'static str, state: DoctorStepState, text: &str) -> DoctorStep {
    let took = (state != DoctorStepState::Running).then(|| Duration::from_millis(18));
    DoctorStep {
        label,
        state,
        text: text.into(),
        took,
    }
}

fn advice(text: &str, choice: Option<ModeChoice>) -> Advice {
    Advice {
        text: text.into(),
        choice,
        set: BTreeMap::new(),
    }
}

fn report(advice: Vec<Advice>) -> Box<DoctorReport> {
    let mut modes = ModeFindings::default();
    modes.get_mut(Probe::Eprt).result = ModeResult::NotTried;
    Box::new(DoctorReport {
        target: "anna@ftp.example.org".into(),
        control: ControlFindings {
            works: true,
            ..ControlFindings::default()
        },
        modes,
        best: Some(ModeChoice::Pasv),
        text: "Passive mode works with PASV.".into(),
        advice,
        steps: vec![
            step("login", DoctorStepState::Ok, "230 anna"),
            step("PASV", DoctorStepState::Ok, "227, 1 listing"),
        ],
    })
}

/// An examination that is finished: use PASV, forward ports, save.
fn finished() -> (Screen, RequestId) {
    let (mut screen, request) = begun();
    let advice = vec![
        advice("use PASV for this site", Some(ModeChoice::Pasv)),
        advice("forward TCP ports", None),
    ];
    let report = report(advice);
    screen.event(Event::DoctorDone { request, report });
    (screen, request)
}

fn examination(screen: &Screen) -> &Examination {
    match &screen.app.overlay {
        Some(Overlay::Doctor(examination)) => examination,
        other => panic!("no doctor but {other:?}"),
    }
}

/// The dialog as text, a line each.
fn sheet(screen: &Screen) -> Vec<String> {
    let lines = screen.app.doctor_sheet(90).unwrap().lines;
    let text = |line: SheetLine| match line {
        SheetLine::Blank => String::new(),
        SheetLine::Heading(text) => text.into(),
        SheetLine::Text(text) | SheetLine::Warning(text) => text,
        SheetLine::Choice { key, done, text } => {
            format!("{key}{} {text}", if done { "*" } else { "" })
        }
        SheetLine::Step {
            state,
            lead,
            text,
            time,
            ..
        } => format!("{state} {}: {text} {time}", lead.trim_end()),
    };
    lines.into_iter().map(text).collect()
}

fn hints(screen: &Screen) -> Vec<String> {
    let line = |hint: &Hint| format!("{} {}", hint.key, hint.label);
    screen.app.key_bar().iter().map(line).collect()
}

#[test]
fn d_examines_the_site_in_its_present_mode() {
    for key in ["D", "Alt-D", "T D", "L D"] {
        let mut screen = Screen::online();
        screen.event(Event::ModeChanged(ModeChoice::Active));
        screen.keys(key);
        let (request, label, mode, options) = asked(&mut screen);
        assert_eq!(
            (label.as_str(), mode),
            ("anna@ftp.example.org", ModeChoice::Active)
        );
        assert_eq!(options, DoctorOptions::default());
        assert_eq!(examination(&screen).request, request);
        assert_eq!(screen.app.context(), Context::Doctor);
    }
}

#[test]
fn the_menu_has_it_where_there_is_a_site() {
    let enabled = |screen: &Screen| {
        let menus = screen.app.menus();
        let menu = menus
            .iter()
            .find(|menu| menu.title == "Connection")
            .unwrap();
        let item = menu.items.iter().find(|item| item.label == "Doctor…");
        item.map(|item| (item.key.clone(), item.enabled))
    };
    let mut screen = Screen::online();
    assert_eq!(enabled(&screen), Some(("D".into(), true)));
    screen.keys("Alt-N End Enter");
    asked(&mut screen);
    assert_eq!(
        enabled(&Screen::offline()),
        Some(("D".into(), false)),
        "nothing to examine"
    );
}

#[test]
fn without_a_site_it_says_what_to_do() {
    let mut screen = Screen::offline();
    screen.keys("D");
    assert!(screen.take().is_empty());
    assert!(screen.app.overlay.is_none());
    assert_eq!(
        screen.toast(),
        "there is no server to examine yet: o connects to one"
    );
}

#[test]
fn the_site_whose_connection_failed_is_examined() {
    let mut screen = Screen::bare();
    screen.effects = screen.app.start(Some(site()));
    screen.take();
    let problem = Problem::new(Cause::Connection, "Connecting failed").words("timed out");
    screen.connect_failed(problem);
    screen.keys("Esc");
    assert!(matches!(screen.app.link, Link::Offline { .. }));
    assert!(hints(&screen)[1] == "D Doctor", "{:?}", hints(&screen));
    screen.keys("D");
    assert_eq!(asked(&mut screen).1, "anna@ftp.example.org");
}

#[test]
fn steps_appear_as_they_happen() {
    let (mut screen, request) = begun();
    assert_eq!(sheet(&screen), ["beginning"]);
    let mut tell = |index, step| {
        screen.event(Event::DoctorStep {
            request,
            index,
            step,
        });
        sheet(&screen)
    };
    let running = step("login", DoctorStepState::Running, "logging in");
    assert_eq!(tell(0, running), ["running login: logging in "]);
    let done = step("login", DoctorStepState::Ok, "230 anna");
    assert_eq!(tell(0, done), ["ok login: 230 anna 18 ms"]);
    let failed = step("PASV", DoctorStepState::Failed, "502 no");
    assert_eq!(
        tell(1, failed),
        ["ok login: 230 anna 18 ms", "failed PASV: 502 no 18 ms"]
    );
}

#[test]
fn the_seconds_of_what_runs_count_on() {
    let (mut screen, request) = begun();
    // The age of the listing counts on as well.
    screen.app.remote.listed_at = None;
    screen.wait(300);
    let step = step("PASV", DoctorStepState::Running, "dialling");
    let index = 0;
    screen.event(Event::DoctorStep {
        request,
        index,
        step,
    });
    assert_eq!(screen.app.next_tick(), Some(Duration::from_millis(700)));
    screen.wait(3_000);
    assert_eq!(sheet(&screen), ["running PASV: dialling 3 s"]);
    let report = report(Vec::new());
    screen.event(Event::DoctorDone { request, report });
    assert_eq!(screen.app.next_tick(), None);
}

#[test]
fn esc_closes_and_cancels() {
    for key in ["Esc", "q", "F10", "Ctrl-C"] {
        let (mut screen, request) = begun();
        assert!(hints(&screen).contains(&"Esc Stop".to_owned()));
        screen.keys(key);
        assert!(
            matches!(
                screen.commands().as_slice(),
                [Command::Abandon(given_up)] if *given_up == request
            ),
            "{key}"
        );
        assert!(screen.app.overlay.is_none());
        // What comes yet is nobody's.
        let cancelled = Problem::new(Cause::Cancelled, "Cancelled");
        let problem = cancelled.clone();
        screen.event(Event::Failed { request, problem });
        assert!(screen.app.overlay.is_none() && screen.toast().is_empty());
    }
    let (mut screen, _) = finished();
    screen.keys("Esc");
    assert!(screen.take().is_empty(), "there is nothing to cancel");
}

#[test]
fn what_belongs_to_another_examination_is_not_shown() {
    let (mut screen, first) = begun();
    screen.keys("r");
    let commands = screen.commands();
    let [Command::Abandon(given_up), Command::Doctor { request, .. }] = commands.as_slice() else {
        panic!("{commands:?}")
    };
    assert_eq!(*given_up, first);
    let second = *request;
    assert_ne!(first, second);
    let late = |screen: &mut Screen| {
        screen.event(Event::DoctorStep {
            request: first,
            index: 0,
            step: step("login", DoctorStepState::Failed, "530"),
        });
        let problem = Problem::new(Cause::Cancelled, "Cancelled");
        let request = first;
        screen.event(Event::Failed { request, problem });
        let report = report(Vec::new());
        screen.event(Event::DoctorDone { request, report });
    };
    late(&mut screen);
    assert_eq!(sheet(&screen), ["beginning"]);
    assert!(examination(&screen).end.is_none());
    screen.keys("Esc");
    late(&mut screen);
    assert!(screen.app.overlay.is_none());
}

#[test]
fn an_examination_that_cannot_be_made_says_so() {
    let (mut screen, request) = begun();
    screen.event(Event::DoctorStep {
        request,
        index: 0,
        step: step("login", DoctorStepState::Running, "logging in"),
    });
    let problem = Problem::new(Cause::Connection, "There is no server to examine");
    screen.event(Event::Failed { request, problem });
    assert_eq!(
        sheet(&screen),
        [
            "skipped login: logging in ",
            "",
            "What this says",
            "There is no server to examine"
        ]
    );
    screen.keys("1 Enter");
    assert!(screen.take().is_empty());
    screen.keys("r");
    asked(&mut screen);
}

#[test]
fn the_rest_goes_on_meanwhile() {
    let (mut screen, _) = begun();
    screen.event(conflict(twoport::engine::DropId(7), &[1]));
    screen.queue(vec![transfer(1, TransferState::Running)]);
    assert_eq!(screen.app.questions.len(), 1, "the question waits");
    assert_eq!(screen.app.snapshot.transfers.len(), 1);
    examination(&screen);
}

#[test]
fn what_has_no_room_is_scrolled() {
    let (mut screen, request) = begun();
    screen.send(Message::Resize(60, 12));
    let told = |screen: &mut Screen, from: usize, to: usize| {
        for index in from..to {
            let step = step("PASV", DoctorStepState::Ok, "227");
            screen.event(Event::DoctorStep {
                request,
                index,
                step,
            });
        }
    };
    let top = |screen: &Screen| {
        let sheet = screen.app.doctor_sheet(50).unwrap();
        sheet.top(examination(screen).top, 8)
    };
    told(&mut screen, 0, 20);
    assert_eq!(top(&screen), 12, "the last steps are in sight");
    screen.keys("Up");
    told(&mut screen, 20, 22);
    assert_eq!(top(&screen), 11, "where one reads it stays");
    screen.keys("End");
    told(&mut screen, 22, 24);
    assert_eq!(top(&screen), 16, "it follows again");
    screen.keys("Home Up");
    assert_eq!(top(&screen), 0);
    screen.keys("PgDn");
    assert_eq!(top(&screen), 7);
    screen.keys("End");
    let mut report = report(vec![advice("forward TCP ports", None)]);
    let many = report.steps.iter().cycle().take(24).cloned().collect();
    report.steps = many;
    screen.event(Event::DoctorDone { request, report });
    let lines = screen.app.doctor_sheet(50).unwrap().lines;
    assert_eq!(
        lines[top(&screen)],
        SheetLine::Heading("What this says"),
        "{lines:#?}"
    );
}
