//! Properties and permissions.

use crate::screen::*;
use crate::talk::clipboard;
use twoport::app::{LocalJob, LocalOutcome, Message, Overlay};
use twoport::engine::Command;
use twoport::model::Name;
use twoport::model::permissions::Reach;

fn facts(screen: &Screen) -> Vec<(&'static str, String)> {
    match &screen.app.overlay {
        Some(Overlay::Properties(shown)) => shown.facts.clone(),
        other => panic!("{other:?}"),
    }
}

fn fact(screen: &Screen, wanted: &str) -> String {
    let facts = facts(screen);
    let found = facts.iter().find(|(label, _)| *label == wanted);
    found.map(|(_, fact)| fact.clone()).unwrap_or_default()
}

#[test]
fn properties_tell_all_that_is_known_of_one() {
    let mut screen = Screen::offline();
    let mut entry = file("x", 125_829_120);
    entry.name = Name::new(b"f\xfcr".to_vec());
    entry.mode = Some(0o4755);
    entry.owner = Some("anna".into());
    screen.keys("R");
    screen.answer_local(WORK, vec![entry]);
    screen.keys("Ctrl-A Alt-Enter");
    assert_eq!(fact(&screen, "bytes"), "66 fc 72 (not UTF-8)");
    assert_eq!(fact(&screen, "size"), "125 829 120 bytes (120 MiB)");
    assert_eq!(fact(&screen, "mode"), "4755  rwsr-xr-x");
    assert_eq!(fact(&screen, "owner"), "anna");
    assert_eq!(fact(&screen, "URL"), format!("file://{WORK}/f%FCr"));
    screen.keys("y");
    assert!(clipboard(&mut screen).unwrap().contains("rwsr-xr-x"));
    screen.keys("Esc");
    assert!(screen.app.overlay.is_none());
}

#[test]
fn properties_of_the_marked_ones_are_counted() {
    let mut screen = Screen::offline();
    screen.keys("Ctrl-A Alt-Enter");
    assert_eq!(fact(&screen, "items"), "4 files, 3 folders");
    assert_eq!(fact(&screen, "inside"), "counting");
    let (request, job) = screen.jobs().remove(0);
    assert!(
        matches!(&job, LocalJob::Measure(folders) if folders.len() == 3),
        "{job:?}"
    );
    let outcome = Ok(LocalOutcome::Done("12 bytes in 3 files".into()));
    screen.send(Message::Local { request, outcome });
    assert_eq!(fact(&screen, "inside"), "12 bytes in 3 files");
}

#[test]
fn leaving_the_properties_gives_up_counting_on_the_server() {
    let mut screen = Screen::online();
    screen.keys("2");
    screen.stand_on("incoming");
    screen.keys("g i Esc");
    let commands = screen.commands();
    let [
        Command::Measure { request, folders },
        Command::Abandon(given_up),
    ] = commands.as_slice()
    else {
        panic!("{commands:?}");
    };
    assert_eq!(folders, &[path("/pub/incoming")]);
    assert_eq!(request, given_up);
}

#[test]
fn permissions_asked_for_in_the_properties_are_of_the_same() {
    let mut screen = Screen::online();
    screen.keys("2");
    screen.stand_on("README");
    screen.keys("g i R Ctrl-X");
    assert!(
        matches!(&screen.app.overlay, Some(Overlay::Permissions(form)) if form.what == "README")
    );
    screen.keys("Esc");
    screen.stand_on("logs");
    screen.keys("Enter");
    screen.stand_on("README");
    screen.keys("g i");
    screen.answer_remote("/pub/logs", vec![file("README", 3)]);
    screen.keys("Ctrl-X");
    assert!(screen.app.overlay.is_none());
    assert!(screen.toast().contains("something else by now"));
}

#[test]
fn permissions_are_set_by_grid_and_by_number() {
    let mut screen = Screen::online();
    screen.keys("2");
    screen.stand_on("README");
    screen.keys("Ctrl-X");
    // The execute bit of the owner; then the whole number.
    screen.keys("Right Right Space");
    assert!(matches!(&screen.app.overlay, Some(Overlay::Permissions(form)) if form.mode == 0o744));
    screen.text("6409");
    assert!(matches!(&screen.app.overlay, Some(Overlay::Permissions(form)) if form.mode == 0o640));
    screen.keys("Tab Enter");
    let commands = screen.commands();
    let [Command::SetPermissions { order, .. }] = commands.as_slice() else {
        panic!("{commands:?}");
    };
    assert_eq!((order.mode, order.reach), (0o640, Reach::These));
    assert_eq!(order.targets[0].0, path("/pub/README"));
}

#[test]
fn permissions_of_folders_reach_into_them_if_that_is_asked_for() {
    let mut screen = Screen::offline();
    screen.stand_on("photos");
    screen.keys("Ctrl-X Tab Tab Enter");
    let (_, job) = screen.jobs().remove(0);
    let LocalJob::SetPermissions {
        targets,
        mode,
        reach,
    } = job
    else {
        panic!("{job:?}");
    };
    assert_eq!((mode, reach), (0o755, Reach::Files));
    assert_eq!(targets, [std::path::Path::new(WORK).join("photos")]);
}
