//! What the numbers and letters of the doctor's dialog do.

use super::{STATE, advice, asked, examination, finished, hints, report, sheet};
use crate::screen::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use twoport::app::doctor::Saving;
use twoport::app::{Context, Effect, LocalJob, LocalOutcome, Message, SiteJob, SiteOutcome};
use twoport::engine::problem::Cause;
use twoport::engine::{Command, Event, Problem, RequestId};
use twoport::model::{ModeChoice, SiteBook, SiteKey, StoredSite};

#[test]
fn at_the_end_it_says_what_that_means_and_what_to_do() {
    let (screen, _) = finished();
    assert_eq!(
        sheet(&screen)[2..],
        [
            "",
            "What this says",
            "Passive mode works with PASV.",
            "",
            "What to do",
            "1 use PASV for this site",
            "2 forward TCP ports",
            "3 save this report  ~/.local/state/twoport/doctor-2026-11-22.txt (no password in it)",
            "a try the active modes too (asks first)",
            "r examine again",
        ]
    );
    assert_eq!(
        hints(&screen)[..5],
        [
            "1-3 Do it",
            "Enter Use PASV",
            "Esc Close",
            "a Active too",
            "r Again"
        ]
    );
}

#[test]
fn a_number_uses_the_mode_and_the_dialog_stays() {
    let (mut screen, _) = finished();
    screen.keys("1");
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::SetMode(ModeChoice::Pasv)]
    ));
    assert_eq!(screen.app.mode, ModeChoice::Pasv);
    let said = examination(&screen).said.as_deref();
    assert_eq!(
        said,
        Some("PASV from the next data connection on, remembered with the recent sites")
    );
    assert!(sheet(&screen).contains(&"1* use PASV for this site".to_owned()));
    // A connection that is made again uses it too.
    screen.keys("Esc");
    screen.disconnected(Some(Problem::new(Cause::Connection, "lost")));
    screen.keys("Ctrl-R");
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::Connect(site)] if site.mode == ModeChoice::Pasv
    ));
}

#[test]
fn enter_uses_the_mode_and_closes() {
    let (mut screen, _) = finished();
    screen.keys("Enter");
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::SetMode(ModeChoice::Pasv)]
    ));
    assert!(screen.app.overlay.is_none());
    assert_eq!(
        screen.toast(),
        "PASV from the next data connection on, remembered with the recent sites"
    );
    let recent = &screen.app.sites.recent;
    assert_eq!(recent[0].site.get(SiteKey::Mode), Some("pasv"));
}

#[test]
fn a_listing_that_failed_is_tried_again_in_the_new_mode() {
    let (mut screen, _) = finished();
    screen.keys("Esc Tab R");
    let request = screen.app.remote.loading.unwrap();
    let problem = Problem::new(Cause::Data, "Listing /pub failed");
    screen.event(Event::Failed { request, problem });
    screen.keys("D");
    let request = asked(&mut screen).0;
    let advice = vec![advice("use PASV for this site", Some(ModeChoice::Pasv))];
    let report = report(advice);
    screen.event(Event::DoctorDone { request, report });
    screen.keys("1");
    assert!(matches!(
        screen.commands().as_slice(),
        [Command::SetMode(ModeChoice::Pasv), Command::List { path: to, .. }] if *to == path("/pub")
    ));
}

#[test]
fn advice_for_people_is_not_acted_on() {
    let (mut screen, _) = finished();
    screen.keys("2 4 9 0");
    assert!(screen.take().is_empty());
    let said = examination(&screen).said.as_deref();
    assert_eq!(said, Some("2 is for you to do, outside this program"));
}

/// The report that is to be saved: request, folder, stem and text.
fn to_save(screen: &mut Screen) -> (RequestId, PathBuf, String, String) {
    let mut jobs = screen.jobs();
    assert_eq!(jobs.len(), 1, "{jobs:?}");
    match jobs.remove(0) {
        (request, LocalJob::SaveReport { folder, stem, text }) => (request, folder, stem, text),
        other => panic!("{other:?}"),
    }
}

fn saved(screen: &mut Screen, request: RequestId) {
    let path = Path::new(STATE).join("doctor-2026-11-22-2.txt");
    let outcome = Ok(LocalOutcome::Saved(path));
    screen.send(Message::Local { request, outcome });
}

#[test]
fn the_report_is_saved_once_and_it_is_said_where() {
    let (mut screen, _) = finished();
    screen.keys("3");
    let (request, folder, stem, text) = to_save(&mut screen);
    assert_eq!(folder, Path::new(STATE));
    assert_eq!(stem, "doctor-2026-11-22");
    assert!(text.starts_with("Connection doctor: anna@ftp.example.org\n"));
    assert!(text.contains("2 forward TCP ports") && !text.contains("secret"));
    assert_eq!(examination(&screen).saving, Saving::Running);
    screen.keys("3");
    saved(&mut screen, request);
    let place = "~/.local/state/twoport/doctor-2026-11-22-2.txt";
    let said = examination(&screen).said.clone();
    assert_eq!(said, Some(format!("the report is in {place}")));
    let line = format!("3* saved this report  {place}");
    assert!(sheet(&screen).contains(&line), "{:?}", sheet(&screen));
    screen.keys("3");
    assert!(screen.take().is_empty(), "it is there already");
}

#[test]
fn a_report_that_cannot_be_saved_says_why_and_can_be_tried_again() {
    let (mut screen, _) = finished();
    screen.keys("3");
    let (request, ..) = to_save(&mut screen);
    let problem = Problem::new(Cause::Local, "Saving failed").words("disk full");
    let outcome = Err(problem);
    screen.send(Message::Local { request, outcome });
    let said = examination(&screen).said.as_deref();
    assert_eq!(said, Some("Saving failed: disk full"));
    screen.keys("3");
    to_save(&mut screen);
}

#[test]
fn a_report_saved_late_is_told_of_without_the_dialog() {
    let (mut screen, _) = finished();
    screen.keys("3");
    let (request, ..) = to_save(&mut screen);
    screen.keys("r");
    saved(&mut screen, request);
    assert!(
        screen.toast().starts_with("the report is in ~/"),
        "{}",
        screen.toast()
    );
    assert_eq!(examination(&screen).saving, Saving::No, "it is another one");
}

#[test]
fn without_a_folder_there_is_nothing_to_save_in() {
    let (mut screen, _) = finished();
    screen.app.report_folder = None;
    assert!(!sheet(&screen).iter().any(|line| line.contains("save")));
    screen.keys("3");
    assert!(screen.take().is_empty());
}

#[test]
fn active_modes_are_tried_after_a_warning() {
    let (mut screen, _) = finished();
    screen.keys("a");
    assert_eq!(screen.app.context(), Context::ActiveModes);
    assert!(screen.take().is_empty(), "it is asked first");
    let text = sheet(&screen).join(" ");
    assert!(text.contains("Try the active modes too?"), "{text}");
    assert!(text.contains("for up to two minutes"), "{text}");
    for no in ["n", "Esc", "Enter", "Ctrl-C"] {
        screen.keys(no);
        assert!(screen.take().is_empty());
        assert!(!examination(&screen).asks_active, "{no}");
        screen.keys("a");
    }
    assert_eq!(hints(&screen), ["Enter No", "y Try them"]);
    // A digit right after Esc is no function key here.
    screen.keys("Esc 2");
    assert!(examination(&screen).said.is_some());
    screen.keys("a");
    screen.keys("y");
    assert!(asked(&mut screen).3.active);
    assert_eq!(sheet(&screen), ["beginning"]);
    screen.keys("r");
    let options = screen
        .commands()
        .into_iter()
        .find_map(|command| match command {
            Command::Doctor { options, .. } => Some(options),
            _ => None,
        });
    assert!(options.unwrap().active, "again means the same again");
}

/// The examination of a site that is kept, with advice for active mode beside that for passive.
fn finished_at_a_site() -> Screen {
    let mut screen = Screen::offline();
    let stored = StoredSite::new("work/nas", "ftp.example.org").unwrap();
    screen.app.sites = [stored].into_iter().collect();
    screen.keys("Alt-S Enter");
    screen.keys("D");
    let request = asked(&mut screen).0;
    let mut forward = advice("forward TCP ports", None);
    forward.set = BTreeMap::from([
        (SiteKey::PortRange, "50000-50100".into()),
        (SiteKey::ExternalAddress, "198.51.100.4".into()),
    ]);
    let mode = advice("use PASV for this site", Some(ModeChoice::Pasv));
    let report = report(vec![mode, forward]);
    screen.event(Event::DoctorDone { request, report });
    screen
}

/// The site that is to be written, and what is to be said then.
fn settling(screen: &mut Screen) -> (StoredSite, StoredSite, String) {
    let settles = |effect| match effect {
        Effect::Sites(SiteJob::Settle { before, site, said }) => Some((*before, *site, said)),
        _ => None,
    };
    let mut all: Vec<_> = screen.take().into_iter().filter_map(settles).collect();
    assert_eq!(all.len(), 1, "one change of the file");
    all.remove(0)
}

fn settled(screen: &mut Screen, site: StoredSite, said: String) {
    let book: SiteBook = [site].into_iter().collect();
    screen.send(Message::Sites(Ok(SiteOutcome::Settled { book, said })));
}

#[test]
fn the_mode_is_written_into_the_site_that_is_kept() {
    let mut screen = finished_at_a_site();
    screen.keys("Enter");
    assert_eq!(
        screen.toast(),
        "PASV from the next data connection on and in work/nas"
    );
    let (before, site, said) = settling(&mut screen);
    assert_eq!(
        (before.get(SiteKey::Mode), site.get(SiteKey::Mode)),
        (None, Some("pasv"))
    );
    assert_eq!(said, "mode = pasv is written into work/nas (sites.toml)");
    settled(&mut screen, site, said);
    assert_eq!(
        screen.toast(),
        "mode = pasv is written into work/nas (sites.toml)"
    );
    let kept = screen.app.sites.get("work/nas").unwrap();
    assert_eq!(kept.get(SiteKey::Mode), Some("pasv"));
}

#[test]
fn ports_and_the_outside_address_go_into_the_site_too() {
    let mut screen = finished_at_a_site();
    let line = "2 forward TCP ports; 2 writes that into work/nas";
    assert!(
        sheet(&screen).join(" ").contains(line),
        "{:?}",
        sheet(&screen)
    );
    screen.keys("2");
    let effects = screen.take();
    let listening = effects.iter().any(|effect| {
        matches!(
            effect,
            Effect::Engine(Command::SetListening {
                ports: Some((50_000, 50_100)),
                address: Some(_)
            })
        )
    });
    assert!(listening, "{effects:?}");
    assert!(sheet(&screen).iter().any(|line| line.starts_with("2* ")));
    let settle = effects.into_iter().find_map(|effect| match effect {
        Effect::Sites(SiteJob::Settle { site, said, .. }) => Some((*site, said)),
        _ => None,
    });
    let (site, said) = settle.unwrap();
    assert_eq!(site.get(SiteKey::ExternalAddress), Some("198.51.100.4"));
    settled(&mut screen, site, said);
    let said = examination(&screen).said.clone().unwrap();
    assert!(
        said.ends_with("is written into work/nas (sites.toml)"),
        "{said}"
    );
}

#[test]
fn a_file_that_cannot_be_written_is_told() {
    let mut screen = finished_at_a_site();
    screen.keys("1");
    screen.send(Message::Sites(Err("sites.toml: disk full".into())));
    assert_eq!(screen.toast(), "sites.toml: disk full");
}
